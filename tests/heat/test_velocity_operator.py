"""Which velocity operator is stored: slopes of the root of D, found without phono3py."""

import numpy as np
import pytest
from root_slopes import matrix_slope, root_slope
from scipy.constants import angstrom
from scipy.constants import k as k_B
from spring_models import rattling_perovskite
from ultralow.data import phonon_store
from ultralow.heat import velocity_operator, wigner
from ultralow.heat.mesh_modes import Modes
from ultralow.phonons import harmonic, mode_shares

GENERIC = np.array([[0.137, 0.211, 0.318], [0.41, 0.07, 0.23]])  # no two modes alike there
STORED = [
    (material, result.name)
    for material in ("CsPbI3", "CsPbBr3", "CsSnI3")
    for result in phonon_store.accepted(material)
]


@pytest.fixture(scope="module")
def springs():
    model = rattling_perovskite()
    return harmonic.solver(model), model.primitive.cell * angstrom


@pytest.mark.parametrize("wavevector", GENERIC)
def test_the_factor_leads_from_phono3pys_matrix_to_the_slope_of_the_root(springs, wavevector):
    omega, velocity = root_slope(*springs, wavevector)
    theirs = matrix_slope(*springs, wavevector) / (2 * np.sqrt(omega[:, None] * omega))
    factor = velocity_operator.pair_factor(omega)
    largest = np.abs(velocity).max() ** 2
    assert np.abs(velocity) ** 2 == pytest.approx(np.abs(theirs) ** 2 * factor, abs=1e-5 * largest)
    # Here the two definitions differ by more than the rounding of differences.
    apart = np.abs(theirs) ** 2 * (1 - factor)
    assert apart.max() > 1e-3 * largest


def test_its_diagonal_is_the_group_velocity(springs):
    solve, cell = springs
    _, velocity = root_slope(solve, cell, GENERIC[0])
    for axis in range(3):
        change = cell @ (np.eye(3)[axis] * 1e6) / (2 * np.pi)
        ends = [np.sqrt(np.linalg.eigvalsh(solve([GENERIC[0] + s * change])[0])) for s in (1, -1)]
        slope = (ends[0] - ends[1]) / 2e6
        own = np.diagonal(velocity[axis])
        assert own.real == pytest.approx(slope, abs=1e-4 * np.abs(slope).max())
        assert np.abs(own.imag).max() < 1e-4 * np.abs(slope).max()


def test_hot_crystals_conduct_by_pairs_as_quasi_harmonic_green_kubo_says(springs):
    """Where modes are classical, k_B |⟨s|∂D|s'⟩|² / 4ωω' times the lifetime of the pair."""
    solve, cell = springs
    omega, velocity = root_slope(solve, cell, GENERIC[0])
    slope = np.abs(matrix_slope(solve, cell, GENERIC[0])) ** 2
    rates = np.linspace(2e11, 3e12, len(omega))
    mean = (rates[:, None] + rates) / 2
    pairs = k_B * slope / (4 * omega[:, None] * omega)
    pairs = pairs * mean / ((omega[:, None] - omega) ** 2 + mean**2)
    expected = (pairs.sum(axis=(1, 2)) - np.trace(pairs, axis1=1, axis2=2)) / 1e-27
    squares = np.zeros((1, 6, *velocity.shape[1:]))
    squares[0, :3] = np.abs(velocity) ** 2
    modes = Modes((1, 1, 1), 1e-27, GENERIC[:1], np.ones(1), omega[None] / (2 * np.pi), None,
                  squares, np.array([300.0]), None, None)  # fmt: skip
    found = wigner.coherence(modes, rates[None], 1e6)
    assert found[:3] == pytest.approx(expected, rel=1e-4)


@pytest.mark.parametrize("material, name", STORED)
def test_stored_products_are_those_of_the_root(material, name):
    result = phonon_store.choose(material, name)
    modes, model = result.modes(), result.phonopy()
    solve, cell = harmonic.solver(model), model.primitive.cell * angstrom
    inside = np.flatnonzero((np.abs(modes.wavevectors) > 1e-3).all(axis=1))
    for point in inside[:: len(inside) // 3]:
        omega, velocity = root_slope(solve, cell, modes.wavevectors[point])
        assert omega / (2 * np.pi) == pytest.approx(modes.frequencies[point], rel=1e-5)
        # The star turns vectors, and not their lengths: the trace is that of one arm.
        trace = modes.velocity_products[point, :3].sum(axis=0)
        squares = (np.abs(velocity) ** 2).sum(axis=0)
        groups = mode_shares.degenerate_groups(modes.frequencies[point])
        trace, squares = (_over(groups, one) for one in (trace, squares))
        stored = 2**-16  # of a velocity product, all that a file keeps
        assert trace == pytest.approx(squares, abs=(1e-5 + stored) * squares.max())


def _over(groups, pairs):
    """Sums over groups of alike modes, whose vectors are free within."""
    member = (groups == np.unique(groups)[:, None]).astype(float)
    return member @ pairs @ member.T


@pytest.mark.parametrize("unit", [1e-14, 1e-12, 1e3])
def test_the_factor_knows_no_unit_and_takes_each_wave_vector_alone(unit):
    omega = np.random.default_rng(0).uniform(1e11, 5e12, (2, 3, 5))
    omega[1, 2, 0] = 0.0
    found = velocity_operator.pair_factor(unit * omega)
    assert found.shape == (2, 3, 5, 5)
    for place in np.ndindex(2, 3):
        assert found[place] == pytest.approx(velocity_operator.pair_factor(omega[place]))
        assert np.diagonal(found[place]).tolist() == [1.0] * 5


def test_what_does_not_vibrate_has_no_velocity_between_bands():
    factor = velocity_operator.pair_factor([[-1e11, 0.0, 2e12, 2e12]])[0]
    assert factor[:2].tolist() == [[1, 0, 0, 0], [0, 1, 0, 0]]
    assert factor[2:, 2:].tolist() == [[1, 1], [1, 1]]
    assert np.array_equal(factor, factor.T)
