"""Bond networks: known crystals, two other ways to the dimension, and what must not matter."""

import numpy as np
import pytest
from ase import Atoms
from ase.build import bulk, make_supercell
from ase.data import covalent_radii
from ase.geometry.dimensionality import analyze_dimensionality
from ase.neighborlist import neighbor_list
from ase.spacegroup import crystal
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from ultralow.crystal import connectivity
from ultralow.data import materials
from ultralow.errors import UltralowError

STORED = {  # dimension, polyhedra in one repeat, number of networks in a cell, ligands shared
    "CsPbI3": (1, 2, 2, 2),
    "CsPbBr3": (3, 4, 1, 1),
    "CsSnI3": (3, 4, 1, 1),
    "CsSnI3_yellow": (1, 2, 2, 2),
}
unimodular = st.lists(
    st.tuples(st.permutations(range(3)), st.integers(-2, 2)), min_size=1, max_size=4
)


def cubic_perovskite(a=6.2):
    places = [(0.5, 0.5, 0.5), (0, 0, 0), (0.5, 0, 0), (0, 0.5, 0), (0, 0, 0.5)]
    return Atoms("CsSnI3", scaled_positions=places, cell=[a] * 3, pbc=True)


def cadmium_iodide():
    # a = 4.24, c = 6.84 angstrom: layers of octahedra that share edges.
    cell = [(4.24, 0, 0), (-2.12, 4.24 * np.sqrt(3) / 2, 0), (0, 0, 6.84)]
    places = [(0, 0, 0), (1 / 3, 2 / 3, 0.25), (2 / 3, 1 / 3, 0.75)]
    return Atoms("CdI2", scaled_positions=places, cell=cell, pbc=True)


def tin_iodide_molecules():
    # Lone tetrahedra SnI4 with bonds of 2.6 angstrom, 12 angstrom apart.
    arms = 2.6 / np.sqrt(3) * np.array([(1, 1, 1), (1, -1, -1), (-1, 1, -1), (-1, -1, 1)])
    return Atoms("SnI4", positions=[(0, 0, 0), *arms], cell=[8.0] * 3, pbc=True)


def zirconium_iodide_chain():
    # ZrI3: a chain of octahedra that share faces.
    r, c = 2.3, 3.2
    ring = [(r * np.cos(t), r * np.sin(t), z * c) for z, off in ((0.25, 0), (0.75, 60))
            for t in np.radians([off, off + 120, off + 240])]  # fmt: skip
    places = [(0, 0, 0), (0, 0, c / 2), *ring]
    return Atoms("Zr2I6", positions=places, cell=[14, 14, c], pbc=True)


def of(atoms):
    return connectivity.networks(connectivity.bonds(atoms))


@pytest.mark.parametrize("name", STORED)
def test_the_stored_crystals(name):
    dimension, repeat, count, shared = STORED[name]
    found = connectivity.bonds(materials.get(name).atoms)
    assert set(np.unique(found.centre, return_counts=True)[1]) == {6}
    assert set(connectivity.contacts(found).shared) == {shared}
    nets = connectivity.networks(found)
    assert [(net.dimension, len(net.centres)) for net in nets] == [(dimension, repeat)] * count
    if dimension == 1:
        assert [net.translations.tolist() for net in nets] == [[[0, 1, 0]]] * count


@pytest.mark.parametrize("name", ["CsPbI3", "CsSnI3_yellow"])
def test_each_octahedron_of_a_double_chain_shares_four_edges(name):
    links = connectivity.contacts(connectivity.bonds(materials.get(name).atoms))
    assert set(np.unique(links.first, return_counts=True)[1]) == {4}
    # Two neighbours one cell away in its own row, two in the other row.
    own = links.first == links.second
    assert np.abs(links.shift[own]).tolist() == [[0, 1, 0]] * own.sum()
    assert own.sum() == len(links.first) / 2


@pytest.mark.parametrize(
    ("atoms", "dimension", "shared"),
    [
        (cubic_perovskite(), 3, {1}),
        (cadmium_iodide(), 2, {2}),
        (zirconium_iodide_chain(), 1, {3}),
        (tin_iodide_molecules(), 0, set()),
        (bulk("NaCl", "rocksalt", a=5.64), 3, {1, 2}),
    ],
)
def test_known_structures(atoms, dimension, shared):
    assert {net.dimension for net in of(atoms)} == {dimension}
    assert set(connectivity.contacts(connectivity.bonds(atoms)).shared) == shared


@pytest.mark.parametrize("turn", range(0, 90, 7))
def test_a_straight_bridge_is_straight_however_its_cosine_is_rounded(turn):
    for side in np.linspace(5.9, 6.5, 13):
        atoms = cubic_perovskite(side)
        atoms.rotate(turn, (1, 2, 3), rotate_cell=True)
        angles = connectivity.bridging_angles(connectivity.bonds(atoms))
        assert angles == pytest.approx([180] * 3, abs=1e-4)


def test_an_ideal_perovskite_has_straight_bridges_and_rows():
    atoms = cubic_perovskite()
    found = connectivity.bonds(atoms)
    assert connectivity.bridging_angles(found) == pytest.approx([180] * 3, abs=1e-6)
    links = connectivity.contacts(found)
    assert connectivity.shared_along(atoms, links, (0, 0, 1)) == [1]
    assert connectivity.shared_along(atoms, links, (0, 0, -2)) == [1]
    assert connectivity.shared_along(atoms, links, (1, 1, 0)) == []


@pytest.mark.parametrize(
    ("name", "direction", "shared"),
    [
        ("CsPbBr3", (1, 1, 0), [1]),
        ("CsPbBr3", (1, 0, 0), []),
        ("CsSnI3", (1, 0, 1), [1]),
        ("CsSnI3", (1, 1, 0), []),
        ("CsPbI3", (0, 1, 0), [2]),
        ("CsPbI3", (1, 0, 0), []),
    ],
)
def test_rows_along_the_stated_growth_directions_and_not_along_others(name, direction, shared):
    atoms = materials.get(name).atoms
    links = connectivity.contacts(connectivity.bonds(atoms))
    assert connectivity.shared_along(atoms, links, direction) == shared


@pytest.mark.parametrize("name", STORED)
def test_dimension_by_counting_pieces_of_a_supercell(name):
    """n³ cells with periodic ends fall into n^(3-d) pieces for each network of dimension d."""
    atoms, n = materials.get(name).atoms, 3
    nets = of(atoms)
    longest = connectivity.bonds(atoms).length.max() + 0.01
    big = atoms.repeat(n)
    big = big[~np.isin(big.get_chemical_symbols(), ["Cs"])]
    i, j = neighbor_list("ij", big, longest)
    mixed = np.isin(big.numbers[i], [50, 82]) != np.isin(big.numbers[j], [50, 82])
    graph = coo_array((np.ones(mixed.sum()), (i[mixed], j[mixed])), shape=(len(big),) * 2)
    pieces, _ = connected_components(graph, directed=False)
    assert pieces == sum(n ** (3 - net.dimension) for net in nets)


@pytest.mark.parametrize("name", STORED)
def test_dimension_by_topology_scaling(name):
    """ASE's other method, doi:10.1103/PhysRevMaterials.3.034003, with bonds as long as ours."""
    atoms = materials.get(name).atoms
    found = connectivity.bonds(atoms)
    pair = covalent_radii[atoms.numbers[found.centre]] + covalent_radii[atoms.numbers[found.ligand]]
    longest = (found.length / pair).max()
    frame = atoms[~np.isin(atoms.get_chemical_symbols(), ["Cs"])]
    intervals = analyze_dimensionality(frame, method="TSA", merge=False)
    (here,) = [one for one in intervals if one.a <= longest + 1e-9 < one.b]
    ours = [net.dimension for net in connectivity.networks(found)]
    assert [int(n) for n in here.h] == [ours.count(d) for d in range(4)]


@pytest.mark.parametrize("name", ["CsPbI3", "CsSnI3_yellow"])
def test_the_longest_bond_joins_the_two_rows_of_a_chain(name):
    found = connectivity.bonds(materials.get(name).atoms)
    shorter = found.length < found.length.max() - 1e-3
    nets = connectivity.networks(connectivity.Bonds(*(column[shorter] for column in found)))
    assert [(net.dimension, len(net.centres)) for net in nets] == [(1, 1)] * 4


@given(st.sampled_from(list(STORED)), st.tuples(*[st.floats(-2, 2)] * 3), st.randoms())
def test_neither_origin_nor_order_of_atoms_matters(name, origin, random):
    atoms = materials.get(name).atoms.copy()
    order = list(range(len(atoms)))
    random.shuffle(order)
    moved = atoms[order]
    moved.set_scaled_positions(moved.get_scaled_positions() + origin)
    moved.wrap()
    expected = sorted((n.dimension, len(n.centres), n.translations.tolist()) for n in of(atoms))
    found = sorted((n.dimension, len(n.centres), n.translations.tolist()) for n in of(moved))
    # The basis of a framework may be another one; that of a chain is unique.
    keep = slice(3) if expected[0][0] == 1 else slice(2)
    assert [one[keep] for one in found] == [one[keep] for one in expected]


@given(st.sampled_from(list(STORED)), unimodular)
def test_the_choice_of_cell_does_not_matter(name, steps):
    atoms = materials.get(name).atoms
    cell = np.eye(3, dtype=int)
    for (i, j, _), factor in steps:
        cell[i] += factor * cell[j]
    other = make_supercell(atoms, cell, wrap=True)
    nets = of(other)
    dimension, repeat, count, _ = STORED[name]
    assert [(net.dimension, len(net.centres)) for net in nets] == [(dimension, repeat)] * count
    for net in nets:
        if dimension == 1:  # the same translation, in the vectors of the other cell
            assert np.abs(net.translations @ cell).tolist() == [[0, 1, 0]]


@given(st.lists(st.tuples(*[st.integers(-6, 6)] * 3), max_size=6))
def test_a_lattice_basis_spans_the_vectors_and_no_more(vectors):
    basis = connectivity.lattice_basis(vectors)
    rank = np.linalg.matrix_rank(np.array(vectors).reshape(-1, 3)) if vectors else 0
    assert len(basis) == rank
    if rank:
        coordinates = np.linalg.lstsq(basis.T.astype(float), np.array(vectors, float).T, rcond=None)
        whole = coordinates[0]
        assert whole == pytest.approx(np.round(whole), abs=1e-8)
        assert (np.round(whole).T @ basis).tolist() == np.array(vectors).tolist()
    if rank == 3:  # its volume is the common divisor of all 3 x 3 determinants
        from itertools import combinations

        minors = [round(np.linalg.det(three)) for three in combinations(vectors, 3)]
        assert abs(round(np.linalg.det(basis))) == np.gcd.reduce(minors)


def test_the_shell_ends_at_the_widest_gap():
    assert connectivity.coordination_shell([3.0, 3.1, 3.2, 5.0, 5.1]) == 3
    assert connectivity.coordination_shell([2.9, 2.9, 3.2, 3.2, 3.5, 3.5, 5.2]) == 6


def test_a_second_metal_with_like_bonds_is_a_centre_too():
    atoms = cubic_perovskite().repeat((2, 1, 1))
    symbols = atoms.get_chemical_symbols()
    symbols[symbols.index("Sn")] = "Pb"
    atoms.set_chemical_symbols(symbols)
    found = connectivity.bonds(atoms)
    assert {symbols[i] for i in found.centre} == {"Sn", "Pb"}


IODINE = Atoms("I2", [(0, 0, 0), (0, 0, 2.7)], cell=[6] * 3, pbc=True)


@pytest.mark.parametrize("atoms", [bulk("Si"), bulk("Cu"), IODINE], ids=str)
def test_a_crystal_without_anions_is_refused(atoms):
    with pytest.raises(UltralowError, match="no anion beside a cation"):
        connectivity.bonds(atoms)


@pytest.mark.parametrize("count", [1, 0])
def test_atoms_too_far_apart_for_bonds_are_told(count):
    away = 3.0 if count else 10.0
    atoms = Atoms("NaCl", [[0, 0, 0], [0, 0, away]], cell=[20.0] * 3, pbc=True)
    with pytest.raises(UltralowError, match=f"{count} of the anions lies within 8 Å of Na"):
        connectivity.bonds(atoms)
    with pytest.raises(UltralowError, match="distances have no gap"):
        connectivity.coordination_shell([2.9] * count)


@pytest.mark.parametrize(
    ("atoms", "word"),
    [
        (cubic_perovskite(), "corners"),
        (cadmium_iodide(), "edges"),
        (zirconium_iodide_chain(), "faces"),
    ],
)
def test_what_two_octahedra_share_has_its_name(atoms, word):
    (shared,) = set(connectivity.contacts(connectivity.bonds(atoms)).shared.tolist())
    assert connectivity.SHARED[shared] == word


def test_a_row_of_three_with_single_links_reaches_nowhere():
    one, other = [0, 1], [1, 2]
    shift = np.array([[1, 0, 0], [0, 1, 0]])
    (row,) = connectivity.components(3, one + other, other + one, np.vstack([shift, -shift]))
    assert (row.dimension, row.centres.tolist()) == (0, [0, 1, 2])
    assert row.offsets.tolist() == [[0, 0, 0], [1, 0, 0], [1, 1, 0]]


def test_polyhedra_that_share_nothing_have_no_contacts():
    """Isolated octahedra of a vacancy-ordered double perovskite."""
    atoms = crystal(["Cs", "Sn", "I"], [(0.25, 0.25, 0.25), (0, 0, 0), (0.2456, 0, 0)],
                    spacegroup=225, cell=11.65 * np.eye(3), primitive_cell=True)  # fmt: skip
    links = connectivity.bonds(atoms)
    found = connectivity.contacts(links)
    assert all(len(column) == 0 and column.dtype.kind == "i" for column in found)


@pytest.mark.parametrize(("formula", "ligands", "apart"), [("SnI4", 4, 2.64), ("HgI2", 2, 2.6)])
def test_a_molecule_by_itself_keeps_its_ligands(formula, ligands, apart):
    ways = np.array([[1, 1, 1], [-1, -1, 1], [-1, 1, -1], [1, -1, -1]]) / np.sqrt(3)
    if ligands == 2:
        ways = np.array([[0, 0, 1.0], [0, 0, -1.0]])
    atoms = Atoms(formula, positions=[[0, 0, 0], *(apart * ways)], cell=[24.0] * 3, pbc=True)
    found = connectivity.bonds(atoms)
    assert len(found.length) == ligands
    assert found.length == pytest.approx(apart)
