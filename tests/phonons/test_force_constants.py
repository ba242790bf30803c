"""Force constants as phonopy and phono3py take them: nothing is lost on the way."""

import inspect
import re

import numpy as np
import pytest
from messages import message
from scipy.constants import atomic_mass
from spring_models import simple_cubic
from ultralow.phonons import force_constants, harmonic

CUBE = {"a": 3.0, "along": 10.0, "across": 3.0}
MASS = 39.9  # u, argon's, which is not the model's own: springs alone are stored


def stored(repeats=(4, 4, 4)):
    """Springs of a simple cubic crystal of argon, as they are stored; nothing of third order."""
    second = simple_cubic(**CUBE, repeats=repeats).force_constants[:1]
    return force_constants.ForceConstants(
        lattice=CUBE["a"] * np.eye(3), positions=np.zeros((1, 3)), numbers=np.array([18]),
        primitive_matrix=np.eye(3), supercell_second=np.diag(repeats),
        supercell_third=np.diag([2, 2, 2]), second=second,
        third=np.zeros((1, 8, 8, 3, 3, 3), np.float32),
    )  # fmt: skip


def test_the_cell_comes_back_as_it_was():
    cell = force_constants.unit_cell(stored())
    assert cell.cell == pytest.approx(CUBE["a"] * np.eye(3))
    assert (cell.symbols, cell.scaled_positions.tolist()) == (["Ar"], [[0, 0, 0]])


@pytest.mark.parametrize("wavevector", [(0.1, 0.2, 0.3), (0.5, 0, 0), (0.25, 0.25, 0.25)])
def test_frequencies_are_the_sums_of_sines(wavevector):
    model = force_constants.as_phonopy(stored())
    (found,) = harmonic.vibrations(harmonic.solver(model), [wavevector]).frequencies
    # m ω² = Σ over axes 4 k sin²(πq), k along the axis of motion or across it.
    sines = 4 * np.sin(np.pi * np.array(wavevector)) ** 2
    springs = CUBE["across"] + (CUBE["along"] - CUBE["across"]) * np.eye(3)
    mass = model.primitive.masses[0]
    assert mass == pytest.approx(MASS, abs=0.1)
    squares = np.sort(springs @ sines) / (mass * atomic_mass)
    np.testing.assert_allclose(np.sort(found), np.sqrt(squares) / (2 * np.pi), rtol=1e-6)


def test_both_orders_reach_phono3py_and_the_second_keeps_its_own_supercell():
    constants = stored(repeats=(3, 3, 3))
    third = np.random.default_rng(0).normal(size=constants.third.shape).astype(np.float32)
    model = force_constants.as_phono3py(constants._replace(third=third))
    assert len(model.supercell) == 8 and len(model.phonon_supercell) == 27
    np.testing.assert_array_equal(model.fc2, constants.second)
    assert model.fc3.dtype == float
    np.testing.assert_array_equal(model.fc3, third)


def test_without_the_third_order_there_is_no_phono3py():
    message(lambda: force_constants.as_phono3py(stored()._replace(third=None)),
            "the third order", "`force_constants`")  # fmt: skip


def test_every_array_is_described_in_the_order_in_which_it_stands():
    # Indented or not: Python takes the indentation off a docstring from 3.13 on.
    text = inspect.getdoc(force_constants.ForceConstants)
    names = ",".join(re.findall(r"^(\w[\w, ]*) : ", text, flags=re.MULTILINE))
    assert tuple(names.replace(" ", "").split(",")) == force_constants.ForceConstants._fields
