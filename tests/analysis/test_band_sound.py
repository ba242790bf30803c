"""Sound by springs and by elastic constants: two ways, one potential."""

import numpy as np
import pytest
from phonopy import Phonopy
from phonopy.structure.atoms import PhonopyAtoms
from scipy.constants import angstrom, atomic_mass
from ultralow.analysis import band_sound
from ultralow.crystal.elasticity import isotropic
from ultralow.crystal.sound import christoffel
from ultralow.data import materials, phonon_store
from ultralow.paper import wires
from ultralow.phonons.force_constants import NEWTON_PER_METRE

SPRING, REPEATS = 1.5, 5
CELL_A = np.array([[4.0, 0.0, 0.0], [1.0, 5.0, 0.0], [0.5, -0.8, 6.0]])
RESULTS = [
    (name, one.name)
    for name in wires.CASIMIR
    for one in phonon_store.accepted(name)
    if not one.effective and phonon_store.stiffness(name, one.potential)["accepted"]
]


def chains(mass=100.0):
    """Atoms in rows along three oblique axes, the same springs in all directions to neighbours."""
    atom = PhonopyAtoms(["Cs"], cell=CELL_A, scaled_positions=[[0] * 3], masses=[mass])
    model = Phonopy(atom, supercell_matrix=REPEATS * np.eye(3, dtype=int), primitive_matrix="P")
    places = np.rint(model.supercell.scaled_positions * REPEATS).astype(int)
    constants = np.zeros((len(places), len(places), 3, 3))
    for one, place in enumerate(places):
        constants[one, one] = 6 * SPRING * np.eye(3)
        for step in (*np.eye(3, dtype=int), *-np.eye(3, dtype=int)):
            other = np.flatnonzero((places == (place + step) % REPEATS).all(axis=1))[0]
            constants[one, other] = -SPRING * np.eye(3)
    model.force_constants = constants
    return model


def test_a_chain_of_springs_has_the_speed_of_the_textbook():
    """v = d √(K/m) for all directions of the motion; d is the distance of neighbouring planes."""
    found = band_sound.of_springs(chains())
    normals = np.cross(CELL_A[[1, 2, 0]], CELL_A[[2, 0, 1]])
    planes_A = np.linalg.det(CELL_A) / np.linalg.norm(normals, axis=1)
    expected = planes_A * angstrom * np.sqrt(SPRING * NEWTON_PER_METRE / (100.0 * atomic_mass))
    np.testing.assert_allclose(found, np.repeat(expected[:, None], 3, axis=1), rtol=1e-3)


def test_elastic_constants_are_asked_along_the_same_axes():
    """Stiffer along x: the plane normals a* and b* are not the edges a and b."""
    stiffness = isotropic(76.0, 26.0)
    stiffness[0, 0] *= 2
    normals = np.cross(CELL_A[[1, 2, 0]], CELL_A[[2, 0, 1]])
    expected = np.sort(christoffel(1e9 * stiffness, 2700.0, normals).velocity, axis=1)
    found = band_sound.of_elastic_constants(chains(), stiffness, 2700.0)
    np.testing.assert_allclose(found, expected, rtol=1e-9)
    assert np.ptp(found[:, 2]) > 1000


def test_elastic_constants_of_an_isotropic_solid_are_the_same_along_all_axes():
    stiffness = isotropic(76.0, 26.0)
    found = band_sound.of_elastic_constants(chains(), stiffness, 2700.0)
    np.testing.assert_allclose(found, np.tile([3103.2, 3103.2, 6402.0], (3, 1)), rtol=1e-4)


@pytest.mark.parametrize("case", RESULTS, ids="-".join)
def test_the_two_ways_agree_but_for_the_softest(case):
    # What was found, to notice when it moves: no limit was written before these numbers.
    springs, elastic = band_sound.both(*case)
    off = np.abs(springs / elastic - 1)
    if case == ("CsPbBr3", "7net-l3i5"):
        # Long waves along a and b: told in the notebook, and a surprise where they should agree.
        assert off[:2, 2].min() > 0.1
        off[:2, 2] = 0
    assert off.max() < 0.08


def test_the_table_holds_every_result_at_rest_and_no_other():
    table = band_sound.table(materials.names())
    rows = {tuple(one) for one in table[["crystal", "result"]].to_numpy().tolist()}
    assert set(RESULTS) <= rows
    assert not table["result"].str.contains("300K").any()
    assert len(table) == 3 * len(rows)


def test_effective_constants_have_no_elastic_ones_beside_them():
    assert band_sound.both("CsPbBr3", "7net-l3i5-300K") is None


def test_refused_elastic_constants_stand_beside_nothing(monkeypatch):
    name, checkpoint = RESULTS[0]
    refused = phonon_store.stiffness(name, checkpoint) | {"accepted": False}
    monkeypatch.setattr(phonon_store, "stiffness", lambda *_: refused)
    assert band_sound.both(name, checkpoint) is None


def test_longitudinal_sound_is_the_fastest_where_no_field_takes_its_speed():
    for name, checkpoint in (("CsPbI3", "7net-l3i5"), ("CsPbBr3", "7net-0")):
        phonon = phonon_store.choose(name, checkpoint).phonopy()
        fastest = band_sound.of_springs(phonon)[:, 2]
        assert band_sound.longitudinal(phonon) == pytest.approx(fastest, rel=1e-9)
