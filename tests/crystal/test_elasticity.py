"""Elasticity: laws, closed forms, measured crystals, and what is refused."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial.transform import Rotation
from solids import SEEDS, GPa, cubic, random_rotation, random_stable
from ultralow.crystal import elasticity, geometry
from ultralow.errors import UltralowError


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


def test_the_words_for_a_soft_strain_do_not_hang_on_the_last_bit():
    tetragonal = np.diag([10.0, 10.0, 20.0, 5.0, 5.0, 5.0]) * GPa
    tetragonal[0, 1] = tetragonal[1, 0] = 12 * GPa
    for matrix, named in (
        (tetragonal, "eigenvalue -2.00 GPa for the strain +0.71 xx -0.71 yy"),
        # Two strains of one eigenvalue: any mixture is as good.
        (
            cubic(10, 12, 5),
            "eigenvalue -2.00 GPa for the strain +0.82 xx -0.41 yy -0.41 zz; "
            "eigenvalue -2.00 GPa for the strain +0.71 yy -0.71 zz",
        ),
    ):
        for place in range(3):
            for last in (0.0, 1e-15, -1e-15):
                moved = matrix.copy()
                moved[place, place] *= 1 + last
                assert elasticity.stability(moved).reason == f"elastically unstable: {named}"


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
        (lambda: elasticity.reuss(cubic(166, 64, 80) + np.eye(6, k=1) * 0.05 * GPa), "symmetric"),
        (lambda: elasticity.rotate(np.eye(6), 2 * np.eye(3)), "orthogonal"),
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


def test_the_last_digit_of_a_printed_table_is_no_asymmetry():
    printed = np.eye(6, k=1) * 1e-5 * GPa
    moduli = elasticity.voigt(cubic(166, 64, 80) + printed)
    assert moduli.bulk == pytest.approx((166 + 2 * 64) / 3 * GPa, rel=1e-6)


@pytest.mark.parametrize("size", [1e-11, 0.004])
def test_pressing_alone_determines_the_stiffness_however_weak(size):
    matrix = random_stable(9)
    strains = np.vstack([np.zeros(6), -size * np.eye(6)])
    fit = elasticity.stiffness_from_stresses(strains, strains @ matrix)
    assert fit.stiffness == pytest.approx(matrix, rel=1e-7, abs=1e-7 * matrix.max())
