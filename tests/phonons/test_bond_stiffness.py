"""Springs, rigid clusters and rattlers: crystals of balls and springs, where all is known."""

import numpy as np
import pytest
from ase import Atoms
from ase.build import bulk
from hypothesis import given
from hypothesis import strategies as st
from scipy.constants import atomic_mass, k
from spring_models import rattling_perovskite, simple_cubic, springs_of
from ultralow.crystal import connectivity
from ultralow.data import materials
from ultralow.errors import UltralowError
from ultralow.phonons import bond_stiffness, harmonic
from ultralow.phonons.density_of_states import mean_shares_below
from ultralow.phonons.thermal_displacements import mean_square_displacements

PAPER = ["CsPbI3", "CsPbBr3", "CsSnI3"]


def chains(between=0.2, within=20.0):
    """Straight chains of iodine along b, 8 angstrom apart, with weak springs between."""
    atoms = Atoms("I", cell=[8.0, 3.0, 8.0], pbc=True)
    near, far = ("I", "I", 2.9, 3.1, within, 5.0), ("I", "I", 7.9, 8.1, between, between)
    return springs_of(atoms, (2, 4, 2), [near, far])


def atoms_of(phonon):
    cell = phonon.primitive
    return Atoms(cell.symbols, scaled_positions=cell.scaled_positions, cell=cell.cell, pbc=True)


@pytest.fixture(scope="module", params=["cube", "perovskite", "chains"])
def phonon(request):
    return {"cube": simple_cubic, "perovskite": rattling_perovskite, "chains": chains}[
        request.param
    ]()


def test_springs_make_the_dynamical_matrix(phonon):
    found, masses = bond_stiffness.springs(phonon), phonon.primitive.masses * atomic_mass
    q, size = np.array([0.13, 0.29, -0.41]), len(phonon.primitive)
    matrix = np.zeros((size, 3, size, 3), complex)
    phase = np.exp(2j * np.pi * found.step @ q)
    for i, j, turn, pull in zip(found.first, found.second, phase, found.matrix, strict=True):
        matrix[i, :, j] += turn * pull / np.sqrt(masses[i] * masses[j])
    expected = harmonic.solver(phonon)([q])[0]
    assert matrix.reshape(3 * size, -1) == pytest.approx(expected, abs=1e-12 * abs(expected).max())


def test_each_spring_is_listed_from_both_ends(phonon):
    found = bond_stiffness.springs(phonon)
    rows = zip(*(column.tolist() for column in found[:3]), found.matrix, strict=True)
    there = {(i, j, *shift): matrix for i, j, shift, matrix in rows}
    for (i, j, *shift), matrix in there.items():
        assert there[(j, i, *(-n for n in shift))] == pytest.approx(matrix.T, abs=1e-12)


def test_a_spring_leads_from_its_first_atom_to_the_second_in_the_shifted_cell(phonon):
    found, places = bond_stiffness.springs(phonon), phonon.primitive.scaled_positions
    ends = places[found.first] + found.step
    assert places[found.second] + found.shift == pytest.approx(ends, abs=1e-9)


def test_stiffness_of_a_known_spring():
    found, cell = bond_stiffness.springs(simple_cubic()), simple_cubic().primitive.cell
    near = np.isclose(np.linalg.norm(found.step @ cell, axis=1), 3.0)
    assert bond_stiffness.stretch_stiffness(found, cell)[near] == pytest.approx([10.0] * 6)
    held = bond_stiffness.self_stiffness(found)
    assert held == pytest.approx((2 * 10 + 4 * 3) * np.eye(3)[np.newaxis], abs=1e-9)
    frequency = bond_stiffness.einstein_frequencies(held, [40 * atomic_mass])
    assert frequency == pytest.approx([np.sqrt(32 / (40 * atomic_mass)) / (2 * np.pi)])


def test_a_loose_ion_in_its_cage_is_a_rattler():
    loose, firm = rattling_perovskite(cage=0.02), rattling_perovskite(cage=5.0)
    own = {}
    for name, phonon in (("loose", loose), ("firm", firm)):
        masses = phonon.primitive.masses * atomic_mass
        found = harmonic.vibrations(harmonic.solver(phonon), *harmonic.mesh((4, 4, 4)))
        held = bond_stiffness.self_stiffness(bond_stiffness.springs(phonon))
        moved = mean_square_displacements(found, masses, 300.0)
        own[name] = bond_stiffness.einstein_share(moved, held, masses, 300.0)
        assert own[name].max() <= 1 + 1e-6
        low, _ = mean_shares_below(
            found, 1.1 * bond_stiffness.einstein_frequencies(held, masses).min()
        )
        assert (low[0] > 0.9) == (name == "loose")
    assert own["loose"][0] > 0.97
    assert own["firm"][0] < 0.9


def test_the_chain_moves_as_one():
    phonon = chains(between=0.2)
    found, masses = bond_stiffness.springs(phonon), phonon.primitive.masses * atomic_mass
    stiff = bond_stiffness.stretch_stiffness(found, phonon.primitive.cell) > 1.0
    (cluster,) = bond_stiffness.clusters(1, found, stiff)
    assert (cluster.dimension, cluster.translations.tolist()) == (1, [[0, 1, 0]])
    assert bond_stiffness.external_stiffness(found, cluster) == pytest.approx(
        4 * 0.2 * np.eye(3), abs=1e-9
    )
    expected = np.sqrt(0.8 / masses[0]) / (2 * np.pi)
    assert bond_stiffness.translation_frequency(found, cluster, masses) == pytest.approx(expected)
    (loose,) = bond_stiffness.clusters(1, found, stiff & False)
    assert loose.dimension == 0
    alone = bond_stiffness.self_stiffness(found)[0]
    assert bond_stiffness.external_stiffness(found, loose) == pytest.approx(alone, abs=1e-9)
    (whole,) = bond_stiffness.clusters(1, found, np.linalg.norm(found.step, axis=1) > 0)
    assert whole.dimension == 3
    assert bond_stiffness.external_stiffness(found, whole) == pytest.approx(
        np.zeros((3, 3)), abs=1e-9
    )


@pytest.mark.parametrize("name", PAPER)
def test_clusters_are_the_bond_networks(name):
    atoms = materials.get(name).atoms
    bonds = connectivity.bonds(atoms)
    near = bond_stiffness.pairs(atoms, bonds.length.max() + 0.01)
    assert bond_stiffness.multiplicities(near.length)[1].sum() == 2 * len(bonds.length)
    symbols = np.array(atoms.get_chemical_symbols())
    found = bond_stiffness.clusters(len(atoms), near, near.length > 0)
    framework = [one for one in found if len(one.centres) > 1]
    expected = connectivity.networks(bonds)
    assert [one.dimension for one in framework] == [one.dimension for one in expected]
    assert sum(len(one.centres) for one in framework) == (symbols != "Cs").sum()
    alone = [one for one in found if len(one.centres) == 1]
    assert {(one.dimension, symbols[one.centres[0]]) for one in alone} == {(0, "Cs")}


@given(st.lists(st.integers(1, 40), min_size=1, max_size=12), st.randoms())
def test_multiplicities_count_what_is_there(tenths, random):
    lengths = [3 + 0.01 * n + random.uniform(-2e-4, 2e-4) for n in tenths]
    different, count = bond_stiffness.multiplicities(lengths)
    assert len(different) == len(set(tenths))
    assert count.tolist() == [tenths.count(n) for n in sorted(set(tenths))]
    assert bond_stiffness.multiplicities([])[0].shape == (0,)


@given(st.floats(2, 5), st.floats(0.1, 10))
def test_inhomogeneity_has_no_unit(mean, unit):
    lengths = np.array([mean, 1.1 * mean])
    assert bond_stiffness.inhomogeneity(lengths) == pytest.approx(0.05 / 1.05)
    assert bond_stiffness.inhomogeneity(unit * lengths) == pytest.approx(0.05 / 1.05)
    assert bond_stiffness.inhomogeneity([mean, mean]) == 0


def test_pairs_by_kind():
    atoms = atoms_of(rattling_perovskite())
    found = bond_stiffness.pairs(atoms, 4.5)
    cage = bond_stiffness.between_elements(atoms.get_chemical_symbols(), found, ["Cs"], ["I"])
    assert cage.sum() == 12
    assert found.length[cage] == pytest.approx([6.2 / np.sqrt(2)] * 12)
    with pytest.raises(UltralowError, match="no two atoms"):
        bond_stiffness.pairs(atoms, 2.0)


def test_warm_oscillators_follow_equipartition():
    stiffness, mass = 12.0 * np.eye(3)[np.newaxis], [100 * atomic_mass]
    warm = bond_stiffness.einstein_displacements(stiffness, mass, 3000.0)
    assert warm == pytest.approx([3 * k * 3000.0 / 12.0], rel=1e-4)
    assert np.isnan(bond_stiffness.einstein_displacements(-stiffness, mass, 300.0)).all()


@pytest.mark.parametrize(("apart", "lengths"), [(0.0008, 1), (0.0015, 2)])
def test_lengths_a_thousandth_of_an_angstrom_apart_are_two(apart, lengths):
    found, count = bond_stiffness.multiplicities([3.0 + apart, 3.0, 3.0])
    assert len(found) == lengths and count.sum() == 3


def test_the_order_of_pairs_does_not_hang_on_the_last_bit_of_their_lengths():
    atoms = bulk("NaCl", "rocksalt", a=5.64, cubic=True)
    straight = bond_stiffness.pairs(atoms, 4.1)
    for turn in (17.0, 52.0, 77.0):
        turned = atoms.copy()
        turned.rotate(turn, (1, 2, 3), rotate_cell=True)
        found = bond_stiffness.pairs(turned, 4.1)
        assert found.first.tolist() == straight.first.tolist()
        assert found.second.tolist() == straight.second.tolist()
        assert found.vector @ turned.cell.reciprocal().T == pytest.approx(
            straight.vector @ atoms.cell.reciprocal().T, abs=1e-9
        )
