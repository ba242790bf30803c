"""The explorer: what is on the screen is what is saved, and what its command makes again."""

import numpy as np
import pytest
from explorer_views import case, curve, view
from ultralow.analysis import lattice_conductivity
from ultralow.data import tables
from ultralow.errors import UltralowError
from ultralow.explorer import choices, screen
from ultralow.figures import rounding
from ultralow.heat import minimum
from ultralow.paper import wires
from ultralow.paper.stated import stated


def test_inputs_are_those_of_the_crystal_whatever_was_looked_at_before():
    one = case(material="CsPbBr3")
    screen.page(one)
    anew = tables.inputs()
    choices.offered("checkpoint", case(material="CsPbBr3").values)
    screen.ExplorerInputs("CsSnI3")
    screen.page(one)
    assert tables.inputs() == anew
    assert not any("CsSnI3" in entry["path"] for entry in anew)


@pytest.mark.parametrize("material", ["CsPbI3", "CsPbBr3", "CsSnI3"])
def test_the_papers_points_are_there_whatever_is_set(material):
    moved = {"longitudinal_velocity_m_s": 1500, "temperature_K": 120, "quantity": "minimum"}
    seen = view(material=material, **moved)
    point = curve(seen, "lattice, Lee 2017")
    assert (point.x, point.y, point.grade) == (300, seen_lattice(material), "S")
    path = curve(seen, "95 %, from Lee 2017")
    assert path.x * 1e-9 == pytest.approx(stated(lattice_conductivity.PATHS[material]).value)
    assert (path.y, path.grade) == (pytest.approx(0.95 * seen_lattice(material)), "D")
    assert ("merit" in seen.absent) == (material != "CsSnI3")


def seen_lattice(material):
    return stated({"CsPbI3": "D1", "CsPbBr3": "D2", "CsSnI3": "D3"}[material]).value


def test_zero_is_the_stored_number_and_keeps_its_grade():
    known = screen.ExplorerInputs("CsSnI3")
    plain, by_hand = view(), view(**known.defaults())
    of_phonons = {"computed_conductivity": "R", "path_95": "R",
                  "computed_conductivity_in_wire": "G", "path_95_in_wire": "G"}  # fmt: skip
    assert set(of_phonons) < set(plain.numbers)
    for name, number in plain.numbers.items():
        assert number.grade == (of_phonons | {"casimir_length": "S"}).get(name, "R")
        assert by_hand.numbers[name].value == pytest.approx(number.value, rel=1e-12)
        assert by_hand.numbers[name].grade == of_phonons.get(name, "G")


def test_the_minimum_is_cahills_with_the_velocities_of_the_sliders():
    known = screen.ExplorerInputs("CsPbI3")
    chosen = {"longitudinal_velocity_m_s": 1700.0, "transverse_velocity_m_s": 800.0}
    seen = view(material="CsPbI3", quantity="minimum", temperature_K=77, **chosen)
    expected = minimum.cahill(77.0, known.crystal.number_density, [1700, 800, 800])
    assert seen.numbers["minimum_conductivity"].value == pytest.approx(expected, rel=1e-12)
    whole, part = curve(seen, "minimum, cahill"), curve(seen, "both transverse branches")
    assert np.all(part.y < whole.y)
    only = minimum.cahill(part.x, known.crystal.number_density, [1e-9, 800, 800])
    np.testing.assert_allclose(part.y, only, rtol=1e-9)


@pytest.fixture(scope="module", params=wires.LATTICE)
def known(request):
    return screen.ExplorerInputs(request.param)


def test_a_crystal_without_velocities_is_refused():
    with pytest.raises(UltralowError, match="no sound velocities of CsSnI3_yellow"):
        view(material="CsSnI3_yellow")


@pytest.mark.parametrize("material", ["CsPbI3", "CsSnI3"])
@pytest.mark.parametrize("quantity", ["conductivity", "accumulation", "minimum", "merit"])
def test_the_screen_shows_what_the_record_holds(material, quantity):
    one = case(material=material, quantity=quantity, longitudinal_velocity_m_s=1900)
    seen = view(material=material, quantity=quantity, longitudinal_velocity_m_s=1900)
    recorded = screen.page(one).record
    shown_by_label = {one.label: one for one in seen.curves}
    assert len(recorded["series"]) == len(shown_by_label) == len(seen.curves)
    for series in recorded["series"]:
        shown = shown_by_label[series["label"]]
        assert series["y"]["values"] == rounding.drawn(shown.y).tolist()
        assert series["grade"] == shown.grade
