"""Sound in solids: closed forms, measured crystals, and what is refused."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from solids import SEEDS, SILICON, SILICON_DENSITY, GPa, cubic, random_rotation, random_stable
from ultralow.crystal import elasticity, sound
from ultralow.errors import UltralowError
from uncertainties import ufloat


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
    "call, message",
    [
        (
            lambda: sound.sound_velocities(1e10, -1e9, 4000),
            "shear must be a finite number above zero, got -1000000000.0",
        ),
        (lambda: sound.sound_velocities(1e10, 1e9, np.nan), "mass_density"),
        (lambda: sound.sound_velocities([1e10, 0.0], 1e9, 4000), "bulk"),
        (lambda: sound.moduli_from_young_and_bulk(9e10, 1e10), "nine times"),
        (lambda: sound.moduli_from_velocities(np.nan, 1000, 4000), "longitudinal must be"),
        (lambda: sound.moduli_from_velocities(-2000, 1000, 4000), "longitudinal must be"),
        (lambda: sound.moduli_from_velocities(2000, -1000, 4000), "transverse must be"),
        (lambda: sound.moduli_from_velocities(2000, 1000, np.nan), "mass_density must be"),
        (lambda: sound.debye_temperature(0, 2000, 1000), "number_density"),
        (lambda: sound.christoffel(np.eye(6), 4000, [0, 0, 0]), "direction"),
        (lambda: sound.christoffel(cubic(10, 11, 5), 4000, [1, 1, 0]), "negative"),
        (
            lambda: sound.christoffel(cubic(10, 11, 5), 4000, [[1, 0, 0], [0, 1, 1], [0, 0, 1]]),
            r"along \[0.0, 0.707, 0.707\]",
        ),
    ],
)
def test_a_solid_that_cannot_sound_has_one_clear_message(call, message):
    with pytest.raises(UltralowError, match=message):
        call()
