"""Force constants from forces, against the derivatives of the potential."""

import numpy as np
import pytest
from argon import EPSILON, REACH, SIDE, SIGMA, SMALL, Pairs, crystal
from ase import Atoms
from ase.calculators.lj import LennardJones
from ultralow.compute import acceptance, force_constant_fit, sampling, supercells
from ultralow.phonons import force_constants

pytestmark = [
    pytest.mark.filterwarnings("ignore:Set OLD_ERROR_HANDLING:DeprecationWarning"),
    pytest.mark.filterwarnings("ignore:primitive_matrix defaulted"),
]


def pair_derivative(order, distance, step=1e-3):
    """Derivative of the smoothly cut pair energy, by differences."""
    calculator = LennardJones(epsilon=EPSILON, sigma=SIGMA, rc=REACH, ro=4.4, smooth=True)

    def energy(r):
        pair = Atoms("Ar2", positions=[[0, 0, 0], [r, 0, 0]])
        return calculator.get_potential_energy(pair)

    samples = [energy(distance + i * step) for i in (-2, -1, 0, 1, 2)]
    weights = {1: [1, -8, 0, 8, -1], 2: [-1, 16, -30, 16, -1], 3: [-1, 2, 0, -2, 1]}[order]
    return np.dot(weights, samples) / ({1: 12, 2: 12, 3: 2}[order] * step**order)


def test_fitted_force_constants_are_the_derivatives_of_the_potential(argon):
    constants = argon[0]
    near = SIDE / 2**0.5
    model = force_constants.as_phonopy(constants)
    vectors, _ = model.primitive.get_smallest_vectors()
    places = model.supercell.positions - model.supercell.positions[model.primitive.p2s_map[0]]
    at = int(np.argmin(np.linalg.norm(places - [0, SIDE / 2, SIDE / 2], axis=1)))
    radial = np.array([0, 1, 1]) / 2**0.5
    expected = -pair_derivative(2, near)
    # Displacements of 0.03 angstrom: what is left are quartic terms.
    assert radial @ constants.second[0, at] @ radial == pytest.approx(expected, rel=5e-3)
    third = np.einsum("abc,a,b,c", constants.third[0, at, at], radial, radial, radial)
    # d3 E / du0 du1 du1 = -V''' for a pair; the cutoff leaves the pair's own term whole.
    assert third == pytest.approx(-pair_derivative(3, near), rel=2e-2)
    assert len(vectors)


def test_what_the_fit_has_not_seen(argon):
    missed = argon[1]
    assert missed["held_out_residual"] < 0.01
    assert missed["held_out_anharmonic_residual"] < 0.35
    assert missed["held_out_second_residual"] < 0.01
    assert missed["acoustic_sum_rule"] < 1e-10


def rattled_argon():
    """Four atoms that no operation ties to each other."""
    argon = crystal()
    moved = np.array(argon["positions"]) + np.random.default_rng(1).normal(0, 0.01, (4, 3))
    return argon | {"positions": moved.tolist(), "centrosymmetric": False}


def sampled_second(relaxed, chosen, part):
    atoms = supercells.supercell(relaxed, chosen, part)
    displaced = sampling.part(chosen, part, len(atoms))
    return displaced, np.array(list(supercells.displaced_forces(atoms, Pairs(), displaced)))


@pytest.mark.parametrize("pairs, sound", [(8, False), (None, True)])
def test_a_second_order_of_too_few_snapshots_misses_forces_that_it_has_not_seen(pairs, sound):
    relaxed, limit = rattled_argon(), acceptance.HELD_OUT_SECOND_RESIDUAL
    chosen = supercells.well_determined(relaxed, SMALL)
    if pairs:
        chosen = SMALL._replace(snapshots_second=2 * pairs)
    cell, primitive = supercells.unit_cell(relaxed), supercells.primitive_matrix(relaxed)
    repeats = supercells.repeats(relaxed, chosen, "second")
    seen = sampled_second(relaxed, chosen, "second")
    second = force_constant_fit.fit_second(cell, repeats, primitive, *seen)
    displaced, forces = sampled_second(relaxed, chosen, "held_out_second")
    first = np.arange(4) * len(forces[0]) // 4  # of each atom of the cell, the first of its images
    missed = force_constant_fit.missed_odd(second, displaced, forces[:, first])
    # The fourth order leaves 0.3 %.
    assert missed < limit / 3 if sound else missed > limit


def test_predicted_forces_are_the_gradient_of_the_energy():
    rng = np.random.default_rng(5)
    second, third = rng.normal(size=(3, 3, 3, 3)), rng.normal(size=(3, 3, 3, 3, 3, 3))
    second = second + second.transpose(1, 0, 3, 2)
    order = [(0, 1, 2), (0, 2, 1), (1, 0, 2), (1, 2, 0), (2, 0, 1), (2, 1, 0)]
    third = sum(third.transpose(*p, *(3 + i for i in p)) for p in order)

    def energy(u):
        return (
            np.einsum("ijab,ia,jb", second, u, u) / 2
            + np.einsum("ijkabc,ia,jb,kc", third, u, u, u) / 6
        )

    u, step = rng.normal(size=(3, 3)), 1e-5
    slope = np.zeros((3, 3))
    for index in np.ndindex(3, 3):
        there = np.zeros((3, 3))
        there[index] = step
        slope[index] = (energy(u + there) - energy(u - there)) / (2 * step)
    assert force_constant_fit.predicted_forces(second, third, u[None])[0] == pytest.approx(
        -slope, rel=1e-7
    )


def test_what_is_missed_is_measured_against_the_forces_and_the_second_order():
    rng = np.random.default_rng(3)
    second, third = rng.normal(size=(2, 2, 3, 3)), rng.normal(size=(2, 2, 2, 3, 3, 3))
    shifts, noise = 0.1 * rng.normal(size=(5, 2, 3)), 1e-3 * rng.normal(size=(5, 2, 3))
    exact = force_constant_fit.predicted_forces(second, third, shifts)
    assert force_constant_fit.missed(second, third, shifts, exact) == (0.0, 0.0)
    whole, anharmonic = force_constant_fit.missed(second, third, shifts, exact + noise)
    size = [np.sqrt(np.mean(one**2)) for one in (noise, exact + noise)]
    assert whole == pytest.approx(size[0] / size[1], rel=1e-12)
    cubic = exact + noise - force_constant_fit.predicted_forces(second, 0 * third, shifts)
    assert anharmonic == pytest.approx(size[0] / np.sqrt(np.mean(cubic**2)), rel=1e-12)
    # Without a third order nothing is explained of what the second misses.
    assert force_constant_fit.missed(second, 0 * third, shifts, exact)[1] == 1.0


@pytest.mark.parametrize("order", [2, 3])
def test_the_sum_rule_is_broken_by_the_share_that_is_put_on_one_pair(order):
    # Springs between all of four atoms, whose sums are zero, of any unit and with either sign.
    pair = -1e3 * np.ones((4, 4)) + 4e3 * np.eye(4)
    whole = np.multiply.outer(pair, np.eye(3)).reshape(4, 4, 3, 3)
    if order == 3:
        whole = np.multiply.outer(np.stack([pair] * 4), np.ones((3, 3, 3)))
    assert force_constant_fit.sum_rule_error(whole) < 1e-12
    for sign in (1, -1):
        broken = whole.copy()
        broken[(0,) * broken.ndim] += sign * 30.0
        size = np.abs(broken).max()
        assert force_constant_fit.sum_rule_error(broken) == pytest.approx(30 / size, rel=1e-9)
        assert force_constant_fit.sum_rule_error(-broken) == pytest.approx(30 / size, rel=1e-9)
