"""Diffraction: laws, extinctions, silicon's lines, and where there is none."""

import numpy as np
import pytest
from ase import Atoms
from ase.build import bulk, make_supercell
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad
from ultralow.analysis import structures
from ultralow.crystal import diffraction, geometry
from ultralow.crystal.geometry import PBNM_TO_PNMA
from ultralow.crystal.structure_factors import scattering_factor, structure_factors
from ultralow.data import materials
from ultralow.errors import UltralowError

NAMES = ("CsPbI3", "CsPbBr3", "CsSnI3", "CsSnI3_yellow")
# Powder diffraction file 27-1402: silicon, a = 5.43088 and wavelength 1.540598 angstrom.
SILICON = {
    (1, 1, 1): 28.442, (2, 2, 0): 47.303, (3, 1, 1): 56.121, (4, 0, 0): 69.130,
    (3, 3, 1): 76.377, (4, 2, 2): 88.032, (5, 1, 1): 94.954,
}  # fmt: skip
PNMA = {"h00": "h=2n", "0k0": "k=2n", "00l": "l=2n", "0kl": "k+l=2n", "hk0": "h=2n",
        "h0l": "none", "hkl": "none"}  # fmt: skip
PBNM = {"h00": "h=2n", "0k0": "k=2n", "00l": "l=2n", "0kl": "k=2n", "h0l": "h+l=2n",
        "hk0": "none", "hkl": "none"}  # fmt: skip
hkls = st.tuples(*[st.integers(-7, 7)] * 3).filter(any)


def atoms_of(name):
    return materials.get(name).atoms


def silicon(a=5.43088):
    return bulk("Si", "diamond", a=a, cubic=True)


def in_pnma(atoms):
    """A crystal in the setting Pbnm with its axes renamed to those of Pnma."""
    turned = atoms.copy()
    turned.set_cell(PBNM_TO_PNMA @ atoms.cell[:] @ PBNM_TO_PNMA.T)
    turned.set_scaled_positions(atoms.get_scaled_positions() @ PBNM_TO_PNMA.T)
    return turned


@pytest.mark.parametrize("name", NAMES)
def test_extinctions_of_the_space_group_are_computed(name):
    found = diffraction.reflection_conditions(atoms_of(name), 1.5)
    assert found == (PBNM if name == "CsPbBr3" else PNMA)


def test_extinctions_go_when_the_symmetry_goes():
    atoms = atoms_of("CsSnI3").copy()
    atoms.positions[0] += (0.05, 0.02, 0.03)
    assert set(diffraction.reflection_conditions(atoms, 1.5).values()) == {"none"}


@pytest.mark.parametrize(
    ("atoms", "condition"),
    [
        (bulk("Cu", "fcc", a=3.6, cubic=True), "k+l=2n, h+l=2n, h+k=2n"),
        (bulk("Fe", "bcc", a=2.87, cubic=True), "h+k+l=2n"),
        (bulk("CsCl", "cesiumchloride", a=4.12), "none"),
    ],
)
def test_conditions_of_centred_cells(atoms, condition):
    assert diffraction.reflection_conditions(atoms, 0.6)["hkl"] == condition


def test_lines_of_silicon_as_tabulated():
    lines = diffraction.powder_lines(
        silicon(), 100, 0.0058, diffraction.Radiation((1.540598,), (1.0,))
    )
    found = {tuple(h): a for h, a in zip(lines.hkl.tolist(), lines.two_theta[:, 0].round(5))}
    found.pop((3, 3, 3))  # at the place of 511
    assert list(found) == list(SILICON)
    # The tabulated 2θ have three decimals and were measured; they scatter by 0.002 degrees.
    assert list(found.values()) == pytest.approx(list(SILICON.values()), abs=2.5e-3)
    by_hkl = dict(zip(map(tuple, lines.hkl.tolist()), lines.multiplicity.tolist()))
    assert [by_hkl[h] for h in SILICON] == [8, 12, 24, 6, 24, 24, 24]


def test_intensities_of_silicon_by_hand():
    """f sums to 8 f for h+k+l = 4n and to 8 f / sqrt 2 for odd ones: diamond's rule."""
    u, wavelength = 0.0058, 1.540598
    lines = diffraction.powder_lines(silicon(), 80, u, diffraction.Radiation((wavelength,), (1.0,)))
    expected = []
    for hkl, m in zip(lines.hkl, lines.multiplicity):
        d = 5.43088 / np.sqrt(hkl @ hkl)
        theta = np.arcsin(wavelength / 2 / d)
        f = scattering_factor("Si", 1 / 4 / d**2) + 0.2541 + 0.3302j
        amplitude = 8 * abs(f) * np.exp(-8 * np.pi**2 * u / 4 / d**2)
        amplitude /= np.sqrt(2) if hkl.sum() % 2 else 1
        polarised = (1 + np.cos(2 * theta) ** 2) / (np.sin(theta) ** 2 * np.cos(theta))
        expected.append(m * amplitude**2 * polarised)
    expected = 100 * np.array(expected) / max(expected)
    assert lines.intensity[:, 0] == pytest.approx(expected, rel=5e-3)


@given(st.floats(0.8, 20), st.floats(0.3, 1.59))
def test_braggs_law(spacing, wavelength):
    angle = diffraction.bragg_angle(spacing, wavelength)
    assert 2 * spacing * np.sin(np.radians(angle / 2)) == pytest.approx(wavelength, rel=1e-12)


def test_a_wavelength_too_long_is_refused():
    with pytest.raises(UltralowError, match="longer than twice"):
        diffraction.bragg_angle(0.7, 1.54)


def test_the_pattern_does_not_know_the_setting():
    pbnm = atoms_of("CsPbBr3")
    pnma = in_pnma(pbnm)
    assert diffraction.reflection_conditions(pnma, 1.5) == PNMA
    one, other = (diffraction.powder_lines(atoms, 90, 0.02) for atoms in (pbnm, pnma))
    assert_same_lines(one, other)
    turned = one.hkl @ PBNM_TO_PNMA.T  # the indices turn as the axes do
    assert sorted(np.abs(turned).tolist()) == sorted(np.abs(other.hkl).tolist())


@given(
    st.sampled_from(NAMES),
    st.permutations(range(3)),
    st.tuples(*[st.floats(-1, 1)] * 3),
    st.randoms(),
)
def test_neither_axes_nor_origin_nor_order_change_the_pattern(name, axes, origin, random):
    atoms = atoms_of(name)
    order = list(range(len(atoms)))
    random.shuffle(order)
    other = atoms[order]
    other.set_cell(atoms.cell.lengths()[axes])
    other.set_scaled_positions((atoms[order].get_scaled_positions() + origin)[:, axes])
    one = diffraction.powder_lines(atoms, 40, 0.02)
    assert_same_lines(one, diffraction.powder_lines(other, 40, 0.02))


@pytest.mark.parametrize("cell", [np.diag([2, 1, 1]), [[1, 1, 0], [0, 1, 0], [0, 0, 1]]])
def test_a_larger_or_slanted_cell_gives_the_same_lines(cell):
    atoms = atoms_of("CsSnI3")
    other = make_supercell(atoms, cell)
    one, two = (diffraction.powder_lines(a, 45, 0.02) for a in (atoms, other))
    # The translations inside the larger cell are not lost: no line at a new place.
    assert_same_lines(one, two)


def assert_same_lines(one, other):
    """Angles and intensities of two patterns, lines at one place taken together."""

    def merged(lines):
        places, inverse = np.unique(lines.two_theta[:, 0].round(6), return_inverse=True)
        return places, np.bincount(inverse, lines.intensity[:, 0])

    for mine, theirs in zip(merged(one), merged(other), strict=True):
        assert mine == pytest.approx(theirs, rel=1e-7, abs=1e-6)


def test_opposites_count_as_alike_in_a_crystal_without_inversion():
    lines = diffraction.powder_lines(bulk("GaAs", "zincblende", a=5.653, cubic=True), 60)
    assert lines.hkl[0].tolist() == [1, 1, 1]
    assert lines.multiplicity[:4].tolist() == [8, 6, 12, 24]
    # Dispersion makes 111 and its opposite differ; a powder shows their mean.
    atoms, first = bulk("GaAs", "zincblende", a=5.653, cubic=True), 1.5405929
    both = [abs(structure_factors(atoms, [h], wavelength=first)[0]) ** 2
            for h in ((1, 1, 1), (-1, -1, -1))]  # fmt: skip
    assert abs(both[0] / both[1] - 1) > 0.01
    assert lines.squared[0] == pytest.approx(np.mean(both), rel=1e-12)


@pytest.mark.parametrize("mixing", [0.0, 0.3, 1.0])
def test_a_profile_keeps_the_area_and_the_width_of_a_line(mixing):
    lines = diffraction.powder_lines(silicon(), 30, radiation=diffraction.CU_K_ALPHA_1)
    centre = lines.two_theta[0, 0]

    def height(x):
        return float(diffraction.powder_profile(x, lines, 0.2, mixing))

    area = 2 * quad(height, centre, np.inf, epsabs=1e-8)[0]
    assert area == pytest.approx(100, rel=1e-5)
    assert height(centre + 0.1) == pytest.approx(height(centre) / 2, rel=1e-9)


def test_the_doublet_of_copper_splits_by_the_tangent_of_theta():
    lines = diffraction.powder_lines(silicon(), 140)
    first, second = diffraction.CU_K_ALPHA.wavelengths
    theta = np.radians(lines.two_theta.mean(axis=1) / 2)
    split = np.radians(np.diff(lines.two_theta, axis=1)[:, 0])
    middle = (first + second) / 2
    assert split == pytest.approx(2 * (second - first) / middle * np.tan(theta), rel=1e-4)


def test_the_doublet_of_copper_is_two_to_one_as_the_states_of_its_shells():
    # 2j + 1 electrons fill a shell: the lines start from j = 3/2 and 1/2.
    lines = diffraction.powder_lines(silicon(), 140)
    strong, weak = lines.intensity[np.argmin(np.abs(lines.two_theta[:, 0] - 90.0))]
    assert weak / strong == pytest.approx((2 * 1 / 2 + 1) / (2 * 3 / 2 + 1), rel=0.01)


def test_black_and_yellow_tin_iodide_are_told_apart():
    black, yellow = (
        diffraction.powder_lines(atoms_of(n), 60, 0.025) for n in ("CsSnI3", "CsSnI3_yellow")
    )
    for mine, other in ((black, yellow), (yellow, black)):
        chosen = diffraction.distinguishing_lines(mine, other, apart=0.3, least=10)
        assert len(chosen) >= 5
        counted = other.two_theta[other.intensity[:, 0] >= 2, 0]
        gaps = np.abs(counted - mine.two_theta[chosen, :1])
        assert gaps.min() > 0.3
        assert mine.intensity[chosen, 0].min() >= 10
    # A mixture shows lines of both; each list finds its own phase in it and not in the other.
    grid = np.arange(10, 60, 0.01)
    for share in (0.0, 0.3, 1.0):
        mixed = share * diffraction.powder_profile(grid, black, 0.1)
        mixed += (1 - share) * diffraction.powder_profile(grid, yellow, 0.1)
        at = black.two_theta[diffraction.distinguishing_lines(black, yellow, 0.3, 10), 0]
        assert (np.interp(at, grid, mixed).min() > 0.05 * mixed.max()) == (share > 0)


def test_a_phase_cannot_be_told_from_itself():
    lines = diffraction.powder_lines(atoms_of("CsSnI3"), 40, 0.02)
    assert len(diffraction.distinguishing_lines(lines, lines, 0.3)) == 0


ZONES = {"CsPbI3": (1, 0, 0), "CsPbBr3": (0, 0, 1), "CsSnI3": (0, 1, 0)}


@pytest.mark.parametrize("name", ZONES)
def test_a_zone_pattern_is_a_plane_through_the_reciprocal_lattice(name):
    crystal = materials.get(name)
    zone = structures.zone_axis(crystal)
    assert tuple(zone) == ZONES[name]
    spots = diffraction.zone_pattern(crystal.atoms, zone, crystal.wire_axis, 0.6)
    assert not np.any(spots.hkl @ zone)
    lengths = np.linalg.norm(spots.position, axis=1)
    assert lengths == pytest.approx(
        1 / geometry.lattice_spacings(crystal.atoms, spots.hkl), rel=1e-12
    )
    # Two-fold, and no reflection of the zone within reach is missing.
    opposite = {tuple(-h) for h in spots.hkl}
    assert opposite == {tuple(h) for h in spots.hkl}
    hkl = geometry.reflections(crystal.atoms, 1 / 0.6)
    assert len(spots.hkl) == np.count_nonzero(hkl @ zone == 0)
    assert spots.intensity.max() == 1


@pytest.mark.parametrize("name", ZONES)
def test_reflections_keep_their_order_however_their_last_bits_fall(name):
    # Turning a crystal in space, beam and all, changes nothing but the rounding.
    crystal = materials.get(name)
    turned = crystal.atoms.copy()
    turned.rotate(77.0, (1, 2, 3), rotate_cell=True)
    for make in (
        lambda atoms: diffraction.zone_pattern(atoms, ZONES[name], crystal.wire_axis, 1.2),
        lambda atoms: diffraction.powder_lines(atoms, 60, 0.02),
    ):
        one, other = make(crystal.atoms), make(turned)
        assert one.hkl.tolist() == other.hkl.tolist()
        assert one.intensity == pytest.approx(other.intensity, rel=1e-9, abs=0)
    # What is extinct is zero, and not the square of what rounding left.
    spots = diffraction.zone_pattern(turned, ZONES[name], crystal.wire_axis, 1.2)
    assert np.any(spots.intensity == 0)


@pytest.mark.parametrize("two_theta_max", [10, 20, 28.4])
def test_a_range_without_a_line_is_named(two_theta_max):
    with pytest.raises(UltralowError, match=f"Si8 has no powder line up to 2θ = {two_theta_max}°"):
        diffraction.powder_lines(silicon(), two_theta_max, radiation=diffraction.CU_K_ALPHA_1)
    # Planes 5.43 and 3.84 angstrom apart are there and extinct.
    assert len(geometry.reflections(silicon(), 3.8)) > 0


@pytest.mark.parametrize("largest", [0.16, 0.36])  # 100, extinct, stands at 0.35
def test_a_zone_without_a_spot_is_named(largest):
    with pytest.raises(UltralowError, match=r"has no spot in zone \[001\] up to"):
        diffraction.zone_pattern(body_centred(0.0), (0, 0, 1), (0, 1, 0), largest)


def one_line(two_theta, intensity):
    return diffraction.Lines(
        np.array([[1, 0, 0]] * len(two_theta)), *np.ones((2, len(two_theta))),
        np.array(two_theta)[:, np.newaxis], np.ones(len(two_theta)),
        np.array(intensity)[:, np.newaxis],
    )  # fmt: skip


@pytest.mark.parametrize(("height", "told"), [(1.9, [0]), (2.1, [])])
def test_a_line_of_the_other_phase_counts_from_a_fifth_of_what_a_sign_needs(height, told):
    mine, other = one_line([20.0], [10.5]), one_line([20.1, 50.0], [height, 100.0])
    assert diffraction.distinguishing_lines(mine, other, 0.3, 10).tolist() == told
    assert diffraction.distinguishing_lines(mine, other, 0.3, 11).tolist() == []


def body_centred(shift):
    """Iron whose second atom is off the centre by a share of the cell."""
    return Atoms("Fe2", scaled_positions=[(0, 0, 0), (0.5, 0.5, 0.5 + shift)], cell=[2.87] * 3)


@pytest.mark.parametrize(("shift", "there"), [(1e-4, True), (1e-9, False)])
def test_a_reflection_of_a_ten_thousandth_of_the_electrons_is_there(shift, there):
    # |F(001)| = f |1 - exp(2πi shift)|: 3e-4 of 2f, or what rounding leaves.
    atoms = body_centred(shift)
    condition = "none" if there else "h+k+l=2n"
    assert diffraction.reflection_conditions(atoms, 1.0)["hkl"] == condition
    lines = diffraction.powder_lines(atoms, 90.0)
    assert np.any(lines.hkl.sum(axis=1) % 2 == 1) == there
    spots = diffraction.zone_pattern(atoms, (1, 0, 0), (0, 0, 1), 1.0)
    odd = (spots.hkl.sum(axis=1) % 2 == 1) & (spots.hkl[:, 2] != 0)
    assert np.all((spots.intensity[odd] > 0) == there)


def test_reflections_are_told_apart_by_a_ten_millionth_of_their_distance():
    atoms = Atoms("Po", cell=[3.0, 3.0 * (1 + 1e-7), 4.0], pbc=True)
    spots = diffraction.zone_pattern(atoms, (0, 0, 1), (0, 1, 0), 0.4)
    assert np.abs(spots.hkl[-4:]).tolist() == [[0, 1, 0]] * 2 + [[1, 0, 0]] * 2


@pytest.mark.parametrize("angle", [-30.0, 0.0, 180.0, 200.0])
def test_a_powder_pattern_ends_below_180_degrees(angle):
    with pytest.raises(UltralowError, match="no powder pattern ends at"):
        diffraction.powder_lines(bulk("Si", "diamond", a=5.431, cubic=True), angle)
