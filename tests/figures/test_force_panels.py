"""The panels of the referee record every force, every element and every mode, with their errors."""

import numpy as np
import pytest
from recorded import grades, page_of, series, x, y
from ultralow.analysis import force_referee
from ultralow.figures import force_panels as panels
from ultralow.figures.style import MATERIAL_COLORS


@pytest.fixture(scope="module")
def referee():
    return force_referee.Referee("CsPbBr3")


@pytest.mark.parametrize("part", ["whole", "odd", "even"])
def test_forces_lie_on_the_slope_that_is_told(referee, part):
    page = page_of("s_first_principles", (1, 1))
    panels.forces(page, page.axes[0], referee, part)
    assert set(grades(page).values()) == {"R"}
    for name in referee.potentials:
        reference, found = np.array(x(page, name)), np.array(y(page, name))
        slope = np.sum(reference * found) / np.sum(reference**2)
        assert slope == pytest.approx(referee.agreement(name, part).slope[0], abs=1e-3)
        assert len(reference) == np.size(referee.forces(name, part)[0])


def test_elements_have_what_is_missed_of_them_and_all_atoms_last(referee):
    page = page_of("s_first_principles", (1, 1))
    panels.elements(page, page.axes[0], referee, "even")
    for name in referee.potentials:
        assert x(page, name) == ["Cs", "Pb", "Br", "all atoms"]
        missed, error = referee.agreement(name).missed
        assert y(page, name)[-1] == pytest.approx(100 * missed, rel=1e-5)
        assert series(page)[name]["y"]["uncertainty"][-1] == pytest.approx(100 * error, rel=1e-3)
        missed = referee.agreement(name, "even").missed[0]
        assert y(page, f"{name}, even part")[-1] == pytest.approx(100 * missed, rel=1e-5)


def test_modes_stand_in_the_order_of_their_frequencies(referee):
    page = page_of("s_first_principles", (1, 1))
    panels.modes(page, page.axes[0], referee)
    for name in referee.potentials:
        assert np.all(np.diff(x(page, name)) >= 0) and len(x(page, name)) > 50
        assert len(series(page)[name]["y"]["uncertainty"]) == len(y(page, name))


def test_the_nearest_potential_has_the_colour_of_the_crystal(referee):
    nearest, *others = panels.looks(referee).values()
    assert nearest["color"] == MATERIAL_COLORS["CsPbBr3"]
    assert all(one["color"] != nearest["color"] for one in others)


def test_a_crystal_without_forces_has_a_figure_that_says_so():
    page = page_of("s_first_principles")
    panels.draw(page, None, "even")
    assert page.record["series"] == []
    (words,) = page.axes[0].texts
    assert "no forces from first principles are stored" in words.get_text()
