"""What the explorer starts from in a page: all of it plain, and as the library has it."""

import json

import numpy as np
import pytest
from explorer_views import case, view
from ultralow.data import datapackage, materials, phonon_store
from ultralow.explorer import choices, facts, screen


def test_it_is_plain_and_small():
    told = facts.facts()
    text = json.dumps(told, allow_nan=False)
    assert json.loads(text) == told and len(text) < 100_000


def test_controls_say_how_far_they_go_and_what_they_are():
    told = facts.facts()["controls"]
    assert [*told] == [*facts.CONTROLS]
    for name, one in told.items():
        assert one["words"] and one["short"]
        if "size" in one:
            assert one["least"] < one["most"] and one["about"], name


def test_crystals_that_lack_sound_are_named_with_the_reason():
    told = facts.facts()
    whys = {name: why for name, _, why in told["materials"]}
    assert whys == choices.offered("material", {})
    assert told["known"].keys() == {name for name, why in whys.items() if not why}
    assert [label for _, label, _ in told["materials"]] == [
        materials.get(one).label for one in whys
    ]


@pytest.mark.parametrize("material", ["CsPbI3", "CsPbBr3", "CsSnI3"])
def test_a_crystal_is_what_the_library_knows_of_it(material):
    known, inputs = facts.facts()["known"][material], screen.ExplorerInputs(material)
    assert known["phonons"] == [one.name for one in phonon_store.usable(material)]
    assert known["best"]["checkpoint"] == inputs.phonons.heat.checkpoint
    sound = known["sounds"][known["best"]["velocity_source"]]
    assert sound["transverse"] == inputs.sound.transverse
    assert known["stated"].keys() == inputs.stated.keys()
    assert known["absent"] == view(material=material).absent
    for name in choices.OF_MATERIAL:
        assert known["offered"][name] == choices.offered(name, case(material=material).values)
    assert bool(known["holes"]) == (inputs.wire is not None)


def test_holes_are_those_of_the_wire():
    wire = screen.ExplorerInputs("CsSnI3").wire
    told = facts.holes(wire)
    assert np.linalg.norm(told["axis"]) == pytest.approx(1)
    assert told["density"] == wire.fit.density and told["power"] == wire.power


def test_no_table_of_phonons_is_read_for_them(monkeypatch):
    datapackage.forget_inputs()
    monkeypatch.setattr(screen.heat_curves, "cached_conductivity", lambda *_: 1 / 0)
    assert facts.facts()["known"]
    datapackage.forget_inputs()
