"""Elasticity: laws, closed forms, measured crystals, and what is refused."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial.transform import Rotation
from ultralow.crystal import elasticity, geometry, sound
from ultralow.errors import UltralowError
from uncertainties import ufloat

GPa = 1e9
# Silicon at room temperature: C11, C12, C44 (GPa) and density (kg/m^3).
SILICON = (165.7, 63.9, 79.6)
SILICON_DENSITY = 2329.0
SEEDS = st.integers(0, 2**32 - 1)


def cubic(c11, c12, c44):
    matrix = np.zeros((6, 6))
    matrix[:3, :3] = c12
    matrix[np.arange(6), np.arange(6)] = [c11] * 3 + [c44] * 3
    return matrix * GPa


def random_stable(seed):
    """A triclinic stiffness, positive definite, of the size of a soft crystal."""
    factor = np.random.default_rng(seed).normal(size=(6, 6))
    return (factor @ factor.T + 0.5 * np.eye(6)) * 5 * GPa


def random_rotation(seed):
    return Rotation.random(rng=np.random.default_rng(seed)).as_matrix()


@given(bulk=st.floats(1, 500), shear=st.floats(0.1, 500))
def test_isotropic_solid_gives_back_its_constants(bulk, shear):
    matrix = elasticity.isotropic(bulk * GPa, shear * GPa)
    lame = bulk - 2 * shear / 3
    assert matrix[0, 1] == pytest.approx(lame * GPa, rel=1e-14, abs=1e-3)
    assert matrix[0, 0] == pytest.approx((lame + 2 * shear) * GPa, rel=1e-14)
    for average in (elasticity.voigt, elasticity.reuss, elasticity.hill):
        # Inverting C loses the digits of its condition number, at most 1.5e4 here.
        assert average(matrix) == pytest.approx((bulk * GPa, shear * GPa), rel=1e-10)


@given(SEEDS)
def test_reuss_hill_voigt_are_ordered(seed):
    matrix = random_stable(seed)
    lower, mean, upper = (f(matrix) for f in (elasticity.reuss, elasticity.hill, elasticity.voigt))
    assert lower.bulk <= mean.bulk <= upper.bulk
    assert lower.shear <= mean.shear <= upper.shear
    assert lower.shear < upper.shear


@given(SEEDS, SEEDS)
def test_averages_and_energy_do_not_depend_on_the_axes(seed, turn):
    matrix, rotation = random_stable(seed), random_rotation(turn)
    turned = elasticity.rotate(matrix, rotation)
    assert not np.allclose(turned, matrix, rtol=1e-3)
    for average in (elasticity.voigt, elasticity.reuss):
        assert average(turned) == pytest.approx(average(matrix), rel=1e-9)
    strain = np.random.default_rng(turn).normal(size=(3, 3))
    strain = strain + strain.T
    there = rotation @ strain @ rotation.T
    assert energy(turned, there) == pytest.approx(energy(matrix, strain), rel=1e-10)


def energy(matrix, strain):
    voigt = strain[[0, 1, 2, 1, 0, 0], [0, 1, 2, 2, 2, 1]] * [1, 1, 1, 2, 2, 2]
    return voigt @ matrix @ voigt / 2


@given(SEEDS, SEEDS, SEEDS)
def test_rotations_compose(seed, first, second):
    matrix, one, two = (
        random_stable(seed),
        random_rotation(first),
        random_rotation(second),
    )
    stepwise = elasticity.rotate(elasticity.rotate(matrix, one), two)
    assert np.allclose(stepwise, elasticity.rotate(matrix, two @ one), rtol=1e-10, atol=1)


def test_inversion_changes_nothing():
    matrix = random_stable(1)
    assert np.allclose(elasticity.rotate(matrix, -np.eye(3)), matrix, rtol=1e-14)


def test_pbnm_and_pnma_axes():
    pbnm = np.diag([1.0, 2.0, 3.0, 4.0, 5.0, 6.0]) * GPa
    pnma = elasticity.rotate(pbnm, geometry.PBNM_TO_PNMA)
    # x y z of Pnma are y z x of Pbnm, hence yz xz xy of Pnma are xz... zx, yx, yz of Pbnm.
    assert np.allclose(np.diag(pnma), np.array([2, 3, 1, 5, 6, 4]) * GPa, rtol=1e-14)
    back = elasticity.rotate(pnma, geometry.PNMA_TO_PBNM)
    assert np.allclose(back, pbnm, rtol=1e-14)
    # The wire axis: [110] of Pbnm is [101] of Pnma.
    assert np.array_equal(geometry.PBNM_TO_PNMA @ [1, 1, 0], [1, 0, 1])


def test_symmetrizing_over_the_cube_leaves_three_constants():
    operations = Rotation.create_group("O").as_matrix()
    mean = elasticity.symmetrize(random_stable(3), operations)
    free = cubic(mean[0, 0] / GPa, mean[0, 1] / GPa, mean[3, 3] / GPa)
    assert np.allclose(mean, free, rtol=1e-12, atol=1)
    assert np.allclose(elasticity.symmetrize(mean, operations), mean, rtol=1e-12, atol=1)
    assert elasticity.voigt(mean) == pytest.approx(elasticity.voigt(random_stable(3)), rel=1e-12)


def test_christoffel_of_silicon():
    c11, c12, c44 = (value * GPa for value in SILICON)
    matrix, rho = cubic(*SILICON), SILICON_DENSITY
    along = sound.christoffel(matrix, rho, [[1, 0, 0], [2, 2, 0], [1, 1, 1]]).velocity
    squares = [
        [c11, c44, c44],
        [(c11 + c12 + 2 * c44) / 2, c44, (c11 - c12) / 2],
        [(c11 + 2 * c12 + 4 * c44) / 3] + [(c11 - c12 + c44) / 3] * 2,
    ]
    assert np.allclose(along, np.sqrt(np.array(squares) / rho), rtol=1e-12)
    # Measured along [100]: 8433 m/s (longitudinal) and 5843 m/s (transverse).
    assert along[0] == pytest.approx([8433, 5843, 5843], abs=10)


@given(SEEDS, SEEDS)
def test_christoffel_turns_with_the_crystal(seed, turn):
    matrix, rotation = random_stable(seed), random_rotation(turn)
    directions = np.random.default_rng(turn).normal(size=(4, 3))
    here = sound.christoffel(matrix, 4000.0, directions)
    there = sound.christoffel(elasticity.rotate(matrix, rotation), 4000.0, directions @ rotation.T)
    # rho v^2 are eigenvalues: their rounding scales with the largest.
    top = here.velocity.max() ** 2
    assert np.allclose(there.velocity**2, here.velocity**2, rtol=0, atol=1e-9 * top)
    assert np.allclose(np.linalg.norm(here.polarization, axis=-1), 1, rtol=1e-12)


def test_longitudinal_wave_of_an_isotropic_solid_is_polarized_along_its_path():
    matrix = elasticity.isotropic(50 * GPa, 20 * GPa)
    direction = np.array([1.0, 2.0, -0.5])
    waves = sound.christoffel(matrix, 3000.0, direction)
    limits = sound.sound_velocities(50 * GPa, 20 * GPa, 3000.0)
    assert waves.velocity == pytest.approx(
        [limits.longitudinal, limits.transverse, limits.transverse], rel=1e-12
    )
    assert abs(waves.polarization[0] @ direction) == pytest.approx(
        np.linalg.norm(direction), rel=1e-12
    )


def test_gamma_cspbbr3_velocities_from_measured_moduli():
    moduli = sound.moduli_from_young_and_bulk(15.8 * GPa, 15.5 * GPa)
    # 4 formula units of 579.82 u in a cell of 8.207 x 8.255 x 11.759 angstrom.
    velocities = sound.sound_velocities(*moduli, 4834.2)
    assert velocities == pytest.approx((2201, 1108), abs=0.5)  # to the metre per second
    assert sound.young_modulus(*moduli) == pytest.approx(15.8 * GPa, rel=1e-14)


@given(young=st.floats(0.1, 100), bulk=st.floats(20, 500))
def test_young_bulk_and_poisson_agree(young, bulk):
    moduli = sound.moduli_from_young_and_bulk(young, bulk)
    nu = sound.poisson_ratio(*moduli)
    assert young == pytest.approx(3 * bulk * (1 - 2 * nu), rel=1e-9)
    assert young == pytest.approx(2 * moduli.shear * (1 + nu), rel=1e-12)
    assert young == pytest.approx(sound.young_modulus(*moduli), rel=1e-12)


def test_uncertainty_is_carried_through():
    young, bulk = ufloat(15.8, 0.5) * GPa, ufloat(15.5, 0.4) * GPa
    moduli = sound.moduli_from_young_and_bulk(young, bulk)
    velocities = sound.sound_velocities(*moduli, ufloat(4834.2, 1))
    theta = sound.debye_temperature(2.51e28, *velocities)
    for value in (*velocities, theta):
        assert 0.005 < value.std_dev / value.nominal_value < 0.05
    # Arrays of such numbers work alike.
    column = sound.sound_velocities(np.array([moduli.bulk] * 2), moduli.shear, 4834.2)
    assert column.longitudinal[1].nominal_value == pytest.approx(2201, abs=0.5)
    with pytest.raises(UltralowError, match="bulk"):
        sound.sound_velocities(ufloat(-1, 5) * GPa, 1 * GPa, 4834.2)
    # v_T goes as the root of G when the density is sharp.
    sharp = sound.sound_velocities(*moduli, 4834.2).transverse
    assert sharp.std_dev / sharp.nominal_value == pytest.approx(
        moduli.shear.std_dev / moduli.shear.nominal_value / 2, rel=1e-6
    )


def test_debye_temperature_of_silicon():
    velocities = sound.sound_velocities(*elasticity.hill(cubic(*SILICON)), SILICON_DENSITY)
    theta = sound.debye_temperature(8 / 5.431e-10**3, *velocities)
    # Elastic Debye temperature from measured constants: 645 K.
    assert theta == pytest.approx(645, abs=5)


def test_mean_velocity_of_equal_branches_is_their_velocity():
    assert sound.mean_velocity(3000.0, 3000.0) == pytest.approx(3000, rel=1e-14)
    velocities = sound.mean_velocity(np.array([2000.0, 4000.0]), np.array([1000.0, 2000.0]))
    assert velocities[1] / velocities[0] == pytest.approx(2, rel=1e-14)


@pytest.mark.parametrize(
    "c11, c12, c44, named",
    [
        (10, 11, 5, "xx"),
        (10, -6, 5, "+0.58 xx +0.58 yy +0.58 zz"),
        (10, 2, -1, "+1.00 yz"),
    ],
)
def test_cubic_born_criteria(c11, c12, c44, named):
    test = elasticity.stability(cubic(c11, c12, c44))
    assert not test.stable
    assert test.eigenvalues[0] == pytest.approx(min(c11 - c12, c11 + 2 * c12, c44) * GPa)
    assert named in test.reason and "unstable" in test.reason
    with pytest.raises(UltralowError, match="unstable"):
        elasticity.hill(cubic(c11, c12, c44))


@given(SEEDS, SEEDS)
@settings(max_examples=50)
def test_a_soft_strain_is_found_along_any_axes(seed, turn):
    values, vectors = np.linalg.eigh(random_stable(seed))
    values[2] = -2 * GPa
    matrix = (vectors * values) @ vectors.T
    for sample in (matrix, elasticity.rotate(matrix, random_rotation(turn))):
        test = elasticity.stability(sample)
        assert not test.stable
        assert np.allclose(
            sample @ test.softest_strain,
            test.eigenvalues[0] * test.softest_strain,
            atol=10,
        )


def test_a_singular_crystal_is_not_stable():
    assert not elasticity.stability(cubic(10, 10, 5)).stable
    assert elasticity.stability(cubic(10, 9.99, 5)).stable


@given(SEEDS)
def test_linear_stresses_give_back_the_stiffness(seed):
    matrix, rng = random_stable(seed), np.random.default_rng(seed)
    offset = rng.normal(size=6) * GPa
    strains = np.vstack([0.004 * np.eye(6), -0.004 * np.eye(6)])
    fit = elasticity.stiffness_from_stresses(strains, offset + strains @ matrix)
    assert np.allclose(fit.stiffness, matrix, rtol=0, atol=1e-9 * np.abs(matrix).max())
    assert np.allclose(fit.reference_stress, offset, rtol=1e-9, atol=1)
    assert fit.residual < 1e-9 * np.abs(offset).max()


def test_even_powers_stay_out_of_the_fit():
    matrix = random_stable(7)
    strains = np.vstack([0.004 * np.eye(6), -0.004 * np.eye(6)])
    quadratic = 500 * GPa * strains**2
    fit = elasticity.stiffness_from_stresses(strains, strains @ matrix + quadratic)
    assert np.allclose(fit.stiffness, matrix, rtol=0, atol=1e-9 * np.abs(matrix).max())
    assert fit.residual > 0.1 * np.abs(quadratic).max()


def test_asymmetry_is_reported():
    matrix = random_stable(8)
    skew = np.zeros((6, 6))
    skew[0, 1], skew[1, 0] = 0.3 * GPa, -0.3 * GPa
    strains = np.vstack([0.004 * np.eye(6), -0.004 * np.eye(6)])
    fit = elasticity.stiffness_from_stresses(strains, strains @ (matrix + skew).T)
    assert fit.asymmetry == pytest.approx(0.6 * GPa, rel=1e-6)
    assert np.allclose(fit.stiffness, matrix, rtol=0, atol=1e-9 * np.abs(matrix).max())


@pytest.mark.parametrize(
    "call, message",
    [
        (lambda: elasticity.voigt(np.eye(3)), "shape"),
        (lambda: elasticity.voigt(np.full((6, 6), np.nan)), "finite"),
        (lambda: elasticity.reuss(np.triu(np.ones((6, 6)))), "symmetric"),
        (lambda: elasticity.rotate(np.eye(6), 2 * np.eye(3)), "orthogonal"),
        (
            lambda: sound.sound_velocities(1e10, -1e9, 4000),
            "shear must be a finite number above zero, got -1000000000.0",
        ),
        (lambda: sound.sound_velocities(1e10, 1e9, np.nan), "mass_density"),
        (lambda: sound.sound_velocities([1e10, 0.0], 1e9, 4000), "bulk"),
        (lambda: sound.moduli_from_young_and_bulk(9e10, 1e10), "nine times"),
        (lambda: sound.debye_temperature(0, 2000, 1000), "number_density"),
        (lambda: sound.christoffel(np.eye(6), 4000, [0, 0, 0]), "direction"),
        (lambda: sound.christoffel(cubic(10, 11, 5), 4000, [1, 1, 0]), "negative"),
        (lambda: elasticity.stiffness_from_stresses(np.eye(6), np.eye(5)), "shape"),
        (lambda: elasticity.stiffness_from_stresses(np.eye(6), np.eye(6)), "determine"),
        (
            lambda: elasticity.stiffness_from_stresses(np.eye(6), np.full((6, 6), np.inf)),
            "finite",
        ),
    ],
)
def test_bad_input_has_one_clear_message(call, message):
    with pytest.raises(UltralowError, match=message):
        call()
