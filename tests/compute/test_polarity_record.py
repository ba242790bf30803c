"""The record of a crystal's answer to an electric field: what it is asked, and what is kept."""

import numpy as np
import pytest
from ase.build import bulk
from ase.io import read
from ultralow.compute import acceptance, phonon_record, polarity_record, three_phonon
from ultralow.compute.espresso_files import Answer
from ultralow.data import phonon_store
from ultralow.phonons import harmonic, polar_forces
from ultralow.phonons.force_constants import as_phonopy
from ultralow.phonons.polar_forces import Polarity

SALT = bulk("CsCl", "cesiumchloride", a=4.1, cubic=True)
MESH = (3, 1, 1)
FORCES = np.array([[0.1, 0.0, 0.0], [-0.1, 0.0, 0.0]])
ANSWER = Answer(2.9 * np.eye(3), np.array([1.31 * np.eye(3), -1.29 * np.eye(3)]))


def record(answer=ANSWER, forces=FORCES, others=()):
    return polarity_record.record(SALT, answer, (FORCES, forces), dict(others))


def test_what_is_kept_is_neutral_and_told_by_how_much_it_was_not():
    found = record()
    assert found["accepted"]
    assert found["gates"]["sum_rule"]["value"] == 0.01
    charges = np.array(found["charges_e"])
    np.testing.assert_allclose(charges, [1.3 * np.eye(3), -1.3 * np.eye(3)], atol=1e-9)


@pytest.mark.parametrize(
    "answer, forces, reason",
    [
        (ANSWER._replace(charges=ANSWER.charges + 0.05 * np.eye(3)), FORCES, "add to 0.060 e"),
        (ANSWER._replace(charges=ANSWER.charges * [[[1.08], [1], [1]]]), FORCES, "symmetry by"),
        (ANSWER._replace(dielectric=0.9 * np.eye(3)), FORCES, "do not screen, permittivity 0.90"),
        (ANSWER, 1.1 * FORCES, "forces differ by 10%"),
    ],
)
def test_an_answer_that_fails_is_refused_and_says_why(answer, forces, reason):
    found = record(answer, forces)
    assert not found["accepted"]
    assert reason in found["refused_because"]


def test_charges_get_the_symmetry_of_the_crystal():
    """Noise on the charges of a real crystal of low symmetry: its mean over the group is kept."""
    crystal = read("data/structures/CsPbBr3.cif")
    noise = np.random.default_rng(3).normal(scale=0.01, size=(20, 3, 3))
    ionic = np.array([{"Cs": 1.3, "Pb": 4.1, "Br": -1.8}[one] for one in crystal.symbols])
    answer = Answer(5 * np.eye(3), ionic[:, None, None] * np.eye(3) + noise)
    kept, moved = polarity_record.symmetrised(answer, crystal)
    assert 0.005 < moved < 0.05
    again, still = polarity_record.symmetrised(kept, crystal)
    assert still < 1e-9
    np.testing.assert_allclose(again.charges, kept.charges, atol=1e-9)
    np.testing.assert_allclose(kept.charges.sum(axis=0), 0, atol=1e-12)
    # The mirror of the space group through caesium, across the long axis, allows no xz or yz there.
    assert np.abs(kept.charges[0][[0, 1, 2, 2], [2, 2, 0, 1]]).max() < 1e-9
    assert np.abs(kept.charges[0][0, 1]) > 1e-4


def test_another_setting_is_told_relative_to_the_answer():
    other = Answer(2.61 * np.eye(3), ANSWER.charges * 0.98)
    found = record(others=[("points", other)])
    assert found["convergence"] == [{"changed": "points", "charges": 0.02, "dielectric": 0.1}]
    assert found["converged"] is False
    assert record(others=[("points", ANSWER)])["converged"] is True
    assert record()["converged"] is None


def test_a_record_gives_back_its_polarity():
    found = Polarity.of_record(record())
    assert found.numbers.tolist() == [55, 17]
    assert found.charges.shape == (2, 3, 3)


def test_without_charges_heat_is_what_it_was(argon):
    """Polar forces of nothing are nothing: the same heat, by the same paths."""
    constants, mesh, power = argon[0], (3, 3, 3), 2.0
    numbers = np.asarray(as_phonopy(constants).primitive.numbers)
    nothing = Polarity(numbers, np.eye(3), np.zeros((len(numbers), 3, 3)))
    found = polarity_record.heat(constants, mesh, power, nothing)
    _, before = three_phonon.conductivity(constants, mesh, [300.0], power)
    told = found["conductivity"]
    assert told["particle_W_m_K"] == pytest.approx(before.particle[0], rel=1e-3, abs=1e-5)
    assert told["coherence_W_m_K"] == pytest.approx(before.coherence[0], rel=1e-3, abs=1e-5)
    assert found["lowest_mode_anywhere_THz"] == pytest.approx(0, abs=1e-3)
    assert found["carried_W_m_K"][-1][0] == pytest.approx(before.particle[0, 0], rel=0.1)


@pytest.fixture(scope="module")
def polar_crystal():
    """Force constants of a real crystal, Born charges as they may be, and modes on a mesh between
    the wavevectors of its supercell."""
    constants = phonon_store.choose("CsPbBr3", "7net-l3i5-300K").force_constants()
    ions = {55: 1.3, 82: 4.1, 35: -1.8}
    charges = np.array([ions[one] for one in constants.numbers])[:, None, None] * np.eye(3)
    polar = Polarity(constants.numbers, 5 * np.eye(3), charges)
    return constants, polar, *three_phonon.on_mesh(constants, MESH, [300.0], polar)


def test_modes_on_a_mesh_are_those_with_polar_forces(polar_crystal):
    """phono3py's frequencies are phonopy's by the same way, and not those without."""
    constants, polar, modes, _ = polar_crystal
    off = ~np.isclose(modes.wavevectors, 0).all(axis=1)
    model = polar_forces.with_polar_forces(as_phonopy(constants), polar)
    without, expected = (
        harmonic.vibrations(harmonic.solver(one), modes.wavevectors[off]).frequencies
        for one in (as_phonopy(constants), model)
    )
    np.testing.assert_allclose(modes.frequencies[off], expected, rtol=1e-5)
    assert np.abs(expected - without).max() > 1e11
    inside, outside = (
        three_phonon.centre(constants, modes, 2.0, one).modes.frequencies for one in (polar, None)
    )
    assert np.abs(inside / outside - 1).max() > 0.01


def test_each_part_of_the_heat_has_polar_forces(polar_crystal):
    constants, polar, modes, heat = polar_crystal
    found = polarity_record.heat(constants, MESH, 2.0, polar)
    whole, less = (
        heat.particle[0] + three_phonon.around_centre(constants, modes, 2.0, one)[0]
        for one in (polar, None)
    )
    particle = found["conductivity"]["particle_W_m_K"]
    assert particle == pytest.approx(whole, rel=1e-3, abs=1e-5)
    assert np.abs(less[:3] / whole[:3] - 1).max() > 0.01
    coherence = found["conductivity"]["coherence_W_m_K"]
    assert coherence == pytest.approx(heat.coherence[0], rel=1e-3, abs=1e-5)
    carried, other = (
        phonon_record.by_path(constants, modes, 2.0, one).conductivity[-1] for one in (polar, None)
    )
    assert found["carried_W_m_K"][-1] == pytest.approx(carried, rel=1e-3, abs=1e-5)
    assert np.abs(other[:3] / carried[:3] - 1).max() > 0.01


def test_the_limits_are_the_ones_that_were_written_down():
    assert acceptance.BORN_CHARGE_E == 0.02
    assert acceptance.LEAST_PERMITTIVITY == 1.0
    assert acceptance.FORCES_OF_ONE_FUNCTIONAL == 0.05
    assert polarity_record.CONVERGED == 0.05
