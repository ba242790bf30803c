"""What the menus offer: what can be shown, and of the rest the reason."""

import pytest
from explorer_views import START, view
from ultralow.analysis import sound_velocities
from ultralow.data import datapackage, materials, phonon_store
from ultralow.errors import UltralowError
from ultralow.explorer import choices, screen
from ultralow.paper import vocabulary


@pytest.mark.parametrize("material", materials.names())
def test_a_material_is_offered_where_the_screen_can_be_made(material):
    """What is grey cannot be shown, and everything else can."""
    if choices.missing(material):
        with pytest.raises(UltralowError):
            screen.ExplorerInputs(material)
    else:
        assert view(material=material).numbers


@pytest.mark.parametrize("material", ["CsPbI3", "CsPbBr3", "CsSnI3"])
def test_a_source_is_offered_where_the_material_has_it(material):
    for source, reason in choices.offered("velocity_source", {"material": material}).items():
        if reason:
            with pytest.raises(UltralowError):
                screen.ExplorerInputs(material, source)
        else:
            assert sound_velocities.sound(materials.get(material), source)


@pytest.mark.parametrize("material", ["CsPbI3", "CsPbBr3", "CsSnI3"])
def test_all_stored_phonons_are_listed_and_those_that_were_accepted_can_be_chosen(material):
    here = choices.offered("checkpoint", {"material": material, "checkpoint": "best"})
    assert list(here) == ["best", *(one.name for one in phonon_store.results(material))]
    free = {name for name, reason in here.items() if not reason}
    assert free == {"best", *(one.name for one in phonon_store.usable(material))}
    reasons = [reason for reason in here.values() if reason]
    assert all(one.startswith("refused, ") and len(one) < 70 for one in reasons)


def test_the_other_menus_offer_all_that_a_parameter_may_be():
    for name in ("quantity", "minimum_model"):
        offered = choices.offered(name, START)
        assert offered == dict.fromkeys(vocabulary.VOCABULARY[name].choices, "")


def test_a_material_that_cannot_be_read_says_why(monkeypatch):
    def broken(name):
        raise UltralowError(f"the structure of {name} is cut short")

    monkeypatch.setattr(materials, "get", broken)
    assert choices.missing("CsPbI3") == "the structure of CsPbI3 is cut short"


def test_what_is_read_to_offer_something_is_no_input_of_a_record():
    datapackage.forget_inputs()
    for name in ("material", "velocity_source", "checkpoint"):
        choices.offered(name, START)
    assert datapackage.inputs() == []
