"""What moves in a mode: patterns made by hand, and what must not depend on a choice."""

import numpy as np
import pytest
from another_basis import turned
from ase import Atoms
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.constants import atomic_mass
from spring_models import rattling_perovskite, simple_cubic
from ultralow.crystal import connectivity
from ultralow.phonons import bond_stiffness, harmonic, mode_character, mode_shares

SEEDS = st.integers(0, 2**32 - 1)
general = st.tuples(*[st.floats(-0.5, 0.5)] * 3)


def grid(counts=(4, 4, 4), a=3.0):
    """A cubic lattice of argon in a cell of several atoms, and the pairs of nearest neighbours."""
    atoms = Atoms("Ar", cell=[a] * 3, pbc=True).repeat(counts)
    return atoms, bond_stiffness.pairs(atoms, 1.1 * a)


def pattern(vectors, wavevector=(0, 0, 0)):
    """One mode of given eigenvector."""
    vectors = np.asarray(vectors, complex)
    vectors = vectors / np.linalg.norm(vectors)
    ones = np.ones((1, 1))
    return harmonic.Vibrations(np.array([wavevector], float), ones[0], ones, vectors[None, None])


def reach(atoms, near, vectors, wavevector=(0, 0, 0), loosest=0.5):
    found = pattern(vectors, wavevector)
    step = near.vector @ np.linalg.inv(atoms.cell[:])
    shares = mode_character.rigid_group_shares(
        found, atoms.get_masses(), near, step, np.ones((1, 1), bool), loosest
    )
    return shares[0, 0]


def signs(rows):
    """A displacement along x for each atom of the grid, by its place (x, y, z) in it."""
    places = np.array(list(np.ndindex(4, 4, 4)))
    return np.outer([rows(*place) for place in places], [1.0, 0, 0])


@pytest.mark.parametrize(
    ("rule", "dimension"),
    [
        (lambda x, y, z: 1, 3),
        (lambda x, y, z: (-1) ** z, 2),
        (lambda x, y, z: (-1) ** (x + z), 1),
        (lambda x, y, z: (-1) ** (x + y + z), 0),
        (lambda x, y, z: z == 0, 2),
        (lambda x, y, z: x == z == 0, 1),
        (lambda x, y, z: x == y == z == 0, 0),
        (lambda x, y, z: x < 2 and y < 2 and z < 2, 0),
    ],
)
def test_groups_in_step_have_the_dimension_of_the_pattern(rule, dimension):
    atoms, near = grid()
    shares = reach(atoms, near, signs(rule))
    assert shares == pytest.approx(np.eye(4)[dimension])
    assert mode_character.dominant_dimensionality(shares) == dimension


def test_two_patterns_share_the_energy():
    atoms, near = grid()
    # A string along x of amplitude 2, and far from it a single atom of amplitude 4.
    rule = signs(lambda x, y, z: 2.0 * (y == z == 0) + 4.0 * (x == y == z == 2))
    assert reach(atoms, near, rule) == pytest.approx([0.5, 0.5, 0, 0])


def test_a_wave_is_in_step_while_it_is_long():
    """1 - cos(2πa/λ) from neighbour to neighbour; 0.5 is passed at λ = 6a."""
    atoms, near = grid((1, 1, 1))
    vectors = [[1.0, 0, 0]]
    assert reach(atoms, near, vectors, (0.99 / 6, 0, 0)) == pytest.approx([0, 0, 0, 1])
    assert reach(atoms, near, vectors, (1.01 / 6, 0, 0)) == pytest.approx([0, 0, 1, 0])
    assert reach(atoms, near, vectors, (0.5, 0.5, 0)) == pytest.approx([0, 1, 0, 0])
    assert reach(atoms, near, vectors, (0.5, 0.5, 0.5)) == pytest.approx([1, 0, 0, 0])


@given(SEEDS, st.floats(0.0, 0.6))
@settings(deadline=None, max_examples=60)
def test_reach_by_linear_algebra_and_by_walking(seed, density):
    """Random graphs on a torus: ranks of what is left of the shifts, and cycles of a walk."""
    rng = np.random.default_rng(seed)
    size = int(rng.integers(1, 9))
    i, j = np.triu_indices(size)
    i, j = np.repeat(i, 3), np.repeat(j, 3)
    shift = rng.integers(-1, 2, size=(len(i), 3)) * (rng.random((len(i), 3)) < 0.4)
    both = (np.r_[i, j], np.r_[j, i], np.r_[shift, -shift])
    kept = rng.random((3, len(i))) < density
    found = mode_character.dimensionality(size, *both, np.tile(kept, 2))
    for graph, one in zip(found, kept, strict=True):
        twice = np.tile(one, 2)
        walked = connectivity.components(size, *(column[twice] for column in both))
        expected = np.zeros(size, int)
        for part in walked:
            expected[part.centres] = part.dimension
        assert graph.tolist() == expected.tolist()


@given(SEEDS, st.floats(0.05, 1.95))
@settings(deadline=None, max_examples=30)
def test_shares_sum_to_one_and_grow_with_the_threshold(seed, loosest):
    atoms, near = grid((2, 2, 2))
    rng = np.random.default_rng(seed)
    vectors = rng.normal(size=(8, 3)) + 1j * rng.normal(size=(8, 3))
    tight, loose = (reach(atoms, near, vectors, loosest=one) for one in (loosest / 2, loosest))
    assert tight.sum() == pytest.approx(1)
    for d in (1, 2, 3):  # links only join: what reaches far goes on reaching far
        assert loose[d:].sum() >= tight[d:].sum() - 1e-12
    assert reach(atoms, near, np.exp(1j) * vectors, loosest=loosest) == pytest.approx(loose)


@given(SEEDS, general)
@settings(deadline=None, max_examples=25)
def test_the_same_motion_in_a_larger_cell(seed, q):
    """A wave in a cell of two atoms, written in a doubled cell, reaches as far."""
    rng = np.random.default_rng(seed)
    atoms, near = grid((2, 1, 1))
    vectors = rng.normal(size=(2, 3)) + 1j * rng.normal(size=(2, 3))
    big = atoms.repeat((1, 2, 1))
    wide = np.concatenate([vectors] * 2)  # phases belong to places, not to cells
    one = reach(atoms, near, vectors, q)
    two = reach(big, bond_stiffness.pairs(big, 3.3), wide, (q[0], 2 * q[1], q[2]))
    assert two == pytest.approx(one)


@pytest.fixture(scope="module")
def perovskite():
    phonon = rattling_perovskite()
    cell = phonon.primitive
    atoms = Atoms(cell.symbols, scaled_positions=cell.scaled_positions, cell=cell.cell, pbc=True)
    found = harmonic.vibrations(harmonic.solver(phonon), *harmonic.mesh((3, 4, 2)))
    return phonon, connectivity.bonds(atoms), found, cell.masses * atomic_mass


def test_a_tilt_is_all_rotation_and_a_rattle_is_none(perovskite):
    phonon, bonds, _, masses = perovskite
    cell = phonon.primitive
    tilt, rattle, shear = np.zeros((3, 5, 3))
    tilt[2], tilt[3] = (0, 1, 0), (-1, 0, 0)  # iodine beside tin along x and y, about z
    rattle[0] = (1, 2, 3)
    shear[2], shear[3] = (1, 0, 0), (0, -1, 0)  # bonds along x longer, along y shorter
    turned = [tilt @ np.linalg.qr(np.eye(3))[0], rattle, shear]
    at = (0.5, 0.5, 0.0)  # where neighbours turn against each other, as shared corners demand
    shares = [
        mode_character.rotation_share(pattern(one, at), bonds, masses, cell.cell)[0, 0]
        for one in turned
    ]
    assert shares == pytest.approx([1, 0, 0], abs=1e-12)


def test_rotations_of_a_perovskite_fill_three_of_fifteen(perovskite):
    phonon, bonds, found, masses = perovskite
    assert mode_character.rotational_fraction(
        bonds, masses, phonon.primitive.cell
    ) == pytest.approx(3 / 15)
    shares = mode_character.rotation_share(found, bonds, masses, phonon.primitive.cell)
    assert shares.sum(axis=1) == pytest.approx(3)
    assert (shares >= 0).all()
    assert shares.max() <= 1 + 1e-12


def test_a_rigid_body_takes_three_motions(perovskite):
    phonon, _, found, masses = perovskite
    places = phonon.primitive.scaled_positions
    octahedron = np.array([1, 2, 3, 4])
    shares = mode_character.translation_share(found, (octahedron, places[octahedron]), masses)
    assert shares.sum(axis=1) == pytest.approx(3)
    alone = mode_character.translation_share(found, (np.array([0]), places[:1]), masses)
    assert alone == pytest.approx(mode_shares.atom_shares(found.eigenvectors)[..., 0])
    whole = mode_character.translation_share(found, (np.arange(5), 0 * places), masses)
    assert whole == pytest.approx(mode_shares.acoustic_share(found.eigenvectors, masses))


def kinds_of(phonon, springs):
    heavy = (np.array(phonon.primitive.symbols) == "Cs").astype(int)
    return np.maximum(heavy[springs.first], heavy[springs.second])


def test_springs_pay_for_the_whole_frequency(perovskite):
    phonon, _, found, masses = perovskite
    springs = bond_stiffness.springs(phonon)
    paid = mode_character.energy_shares(found, springs, masses, kinds_of(phonon, springs))
    assert paid.sum(axis=2) == pytest.approx(1, abs=1e-9)
    alone = mode_character.energy_shares(found, springs, masses, np.zeros(len(springs.first), int))
    assert alone == pytest.approx(1, abs=1e-9)


def test_what_springs_pay_is_how_the_frequency_follows_them():
    """d ln ω² / d ln k of the caesium springs, against stiffer and softer crystals."""
    soft, mean, stiff = (rattling_perovskite(cage=0.5 * x) for x in (0.999, 1.0, 1.001))
    at = [[0.11, 0.23, 0.37]]
    squares = [
        harmonic.vibrations(harmonic.solver(one), at).frequencies ** 2 for one in (soft, stiff)
    ]
    slope = np.diff(np.log(squares), axis=0)[0] / np.log(1.001 / 0.999)
    found, springs = harmonic.vibrations(harmonic.solver(mean), at), bond_stiffness.springs(mean)
    masses = mean.primitive.masses * atomic_mass
    paid = mode_character.energy_shares(found, springs, masses, kinds_of(mean, springs))
    assert paid[..., 1] == pytest.approx(slope, abs=1e-5)


def test_the_crystal_at_rest_pays_nothing():
    cube = simple_cubic()
    found = harmonic.vibrations(harmonic.solver(cube), [[0, 0, 0]])
    found = found._replace(frequencies=np.zeros((1, 3)))
    springs = bond_stiffness.springs(cube)
    kinds = np.zeros(len(springs.first), int)
    assert np.isnan(mode_character.energy_shares(found, springs, [40 * atomic_mass], kinds)).all()


@given(SEEDS, st.floats(0.3, 4), st.floats(-3, 3))
@settings(deadline=None, max_examples=30)
def test_contrast_sees_through_the_frequency(seed, factor, power):
    """Rates that depend on frequency steeply, and by a known factor on a share."""
    rng = np.random.default_rng(seed)
    frequency = np.sort(rng.uniform(1, 2, 4000))
    share = rng.uniform(0, 0.4, 4000) + 0.6 * (rng.random(4000) < 0.5)
    rate = frequency**power * np.where(share > 0.5, factor, 1.0)
    ratio, spread = mode_character.rate_contrast(frequency, rate, share, np.ones(4000), 0.05)
    assert np.log(ratio) == pytest.approx(np.log(factor), abs=0.12 * abs(np.log(factor)) + 0.03)
    assert spread < 0.1


def test_contrast_wants_enough_modes():
    one = np.ones(3)
    assert np.isnan(mode_character.rate_contrast(one, one, one, one, 1.0)).all()


@given(SEEDS)
@settings(deadline=None, max_examples=10)
def test_the_basis_of_degenerate_modes_does_not_matter(seed):
    phonon = rattling_perovskite()
    cell = phonon.primitive
    atoms = Atoms(cell.symbols, scaled_positions=cell.scaled_positions, cell=cell.cell, pbc=True)
    near = bond_stiffness.pairs(atoms, 4.6)
    step = near.vector @ np.linalg.inv(cell.cell)
    found = harmonic.vibrations(harmonic.solver(phonon), [[0, 0, 0.2], [0.1, 0.1, 0.1], [0, 0, 0]])
    other, every = turned(found, seed), np.ones(found.frequencies.shape, bool)
    assert np.abs(other.eigenvectors - found.eigenvectors).max() > 0.1
    shares = [
        mode_character.rigid_group_shares(one, cell.masses, near, step, every)
        for one in (found, other)
    ]
    real = ~harmonic.has_no_frequency(found.frequencies)
    assert shares[0][real] == pytest.approx(shares[1][real], abs=1e-9)
    kinds = [mode_character.dominant_dimensionality(one)[real].tolist() for one in shares]
    assert kinds[0] == kinds[1]


def test_equal_shares_have_the_lower_dimension_whatever_rounding_left():
    noise = 1e-13 * np.array([[0, 0, 1, 0], [1, 0, 0, 0], [0, 0, -1, 0]])
    shares = np.array([0.4, 0, 0.4, 0.2]) + noise
    assert mode_character.dominant_dimensionality(shares).tolist() == [0] * 3


def test_equal_shares_fall_on_one_side_of_the_median():
    """Pairs that symmetry makes alike: noise must not choose which of them counts as more."""
    rng = np.random.default_rng(0)
    frequency, share = np.linspace(1, 1.09, 30), np.repeat([0.2, 0.3, 0.4], 10)
    rate, one = rng.uniform(1, 2, 30), np.ones(30)
    found = {
        mode_character.rate_contrast(
            np.r_[frequency, frequency + 0.1], np.r_[rate, rate],
            np.r_[share, share] + 1e-13 * rng.normal(size=60), np.r_[one, one], 0.1,
        )[0].__round__(9)
        for _ in range(20)
    }  # fmt: skip
    assert len(found) == 1


@given(SEEDS)
@settings(deadline=None, max_examples=10)
def test_a_group_shares_the_energy_of_its_modes(seed):
    """An atom alone and a string of one frequency: half of the group is 0D, half is 1D."""
    atoms, near = grid()
    alone = signs(lambda x, y, z: x == y == z == 2)
    string = signs(lambda x, y, z: y == z == 0)
    vectors = np.array([one / np.linalg.norm(one) for one in (alone, string)])
    found = harmonic.Vibrations(
        np.zeros((1, 3)), np.ones(1), np.full((1, 2), 1e12), vectors[np.newaxis].astype(complex)
    )
    step = near.vector @ np.linalg.inv(atoms.cell[:])
    shares = mode_character.rigid_group_shares(
        turned(found, seed), atoms.get_masses(), near, step, np.ones((1, 2), bool)
    )
    assert shares == pytest.approx(np.array([[[0.5, 0.5, 0, 0]] * 2]))


def test_atoms_that_move_together_are_in_step_whatever_their_masses():
    masses = np.array([1.0, 4.0])
    together, against = np.array([[1.0, 2.0], [1.0, -2.0]]) / 5**0.5  # displacement times √mass
    vectors = np.zeros((1, 2, 2, 3))
    vectors[0, :, :, 2] = together, against
    found = harmonic.Vibrations(np.zeros((1, 3)), np.ones(1), np.array([[1e12, 2e12]]), vectors)
    shares = mode_character.relative_motion(found, masses, [0], [1], [[0.5, 0, 0]])
    assert shares[0, :, 0] == pytest.approx([0, 2], abs=1e-12)


@pytest.mark.parametrize("at", [(0, 0, 0), (0.3, 0.1, 0.2)])
def test_a_turning_molecule_is_all_rotation_at_any_wavevector(at):
    # Its centre at the origin, each arm elsewhere: phases belong to places.
    arms = 2.6 / np.sqrt(3) * np.array([(1, 1, 1), (1, -1, -1), (-1, 1, -1), (-1, -1, 1)])
    atoms = Atoms("SnI4", positions=[(0, 0, 0), *arms], cell=[8.0] * 3, pbc=True)
    moved = np.vstack([np.zeros(3), np.cross([1.0, 2.0, 3.0], arms)]).astype(complex)
    moved *= np.exp(-2j * np.pi * atoms.positions / 8.0 @ at)[:, np.newaxis]
    share = mode_character.rotation_share(
        pattern(moved, at), connectivity.bonds(atoms), atoms.get_masses(), atoms.cell[:]
    )
    assert share[0, 0] == pytest.approx(1, abs=1e-12)


@pytest.mark.parametrize(("below", "windows"), [(1e-7, 2), (1e-13, 3)])
def test_a_window_ends_where_it_ends_but_for_rounding(below, windows):
    # Two modes in the middle of a window and two at its upper end: four, or two and two.
    frequency = np.array([0.5, 0.5, 1 - below, 1 - below, 1.5, 1.5, 2 - below, 2 - below])
    share = np.tile([0.1, 0.9], 4)
    rate = np.where(share > 0.5, 3.0, 1.0)
    found, _ = mode_character.rate_contrast(frequency, rate, share, np.ones(8), 1.0)
    assert np.isnan(found) == (windows == 3)


@pytest.mark.parametrize("origin", [0.0, 0.1])
def test_turns_that_cancel_are_none(origin):
    """One octahedron a cell: at the zone centre each ligand is turned there and back."""
    cubic = Atoms("CsPbBr3", cell=[5.87] * 3, pbc=True, scaled_positions=np.array(
        [[0.5] * 3, [0] * 3, [0.5, 0, 0], [0, 0.5, 0], [0, 0, 0.5]]) + origin)  # fmt: skip
    vectors = np.eye(15, dtype=complex).reshape(1, 15, 5, 3)
    for wavevector, turns in (((0, 0, 0), 0), ((0.12, 0.23, 0.34), 3)):
        point = np.array([wavevector], float)
        found = harmonic.Vibrations(point, np.ones(1), np.full((1, 15), 1e12), vectors)
        share = mode_character.rotation_share(
            found, connectivity.bonds(cubic), cubic.get_masses(), cubic.cell[:]
        )
        assert share.sum() == pytest.approx(turns, abs=1e-9)
