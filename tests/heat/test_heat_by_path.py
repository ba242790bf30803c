"""Heat by mean free path: the sums of a mesh and of its centre, each path where it belongs."""

import numpy as np
import pytest
from random_modes import crystal
from ultralow.errors import UltralowError
from ultralow.heat import wigner
from ultralow.heat.heat_by_path import heat_by_path
from ultralow.heat.zone_centre import ON_RAY

K = 150.0
ALONE = np.arange(3)[:, None, None] * np.ones((3, 3, 2), int)  # each point next to itself: no cell


def two_domains():
    """A mesh of three points, and acoustic modes on two rays."""
    mesh, rates = crystal(4)
    centre, slow = crystal(5, points=2 * ON_RAY, bands=3)
    return (mesh, centre), (rates, 0.01 * slow)


def test_it_ends_at_the_conductivity_of_both():
    domains, rates = two_domains()
    found = heat_by_path(domains, rates, K, ALONE)
    whole = sum(wigner.particle(one, rate, K) for one, rate in zip(domains, rates, strict=True))
    assert found.conductivity.shape == (len(found.value), 6)
    assert found.conductivity[-1] == pytest.approx(whole, rel=1e-12)


def test_each_mode_of_the_mesh_is_at_its_own_path():
    """By hand: speed over rate, in steps, where every point is its own neighbour."""
    (mesh, _), (rates, _) = two_domains()
    found = heat_by_path([mesh], [rates], K, ALONE)
    path = (np.linalg.norm(mesh.group_velocities, axis=-1) / rates).ravel()
    part = wigner.particle_by_mode(mesh, rates, K).reshape(-1, 6)
    for value, carried in zip(found.value[::7], found.conductivity[::7], strict=True):
        assert carried == pytest.approx(part[path <= value].sum(axis=0), rel=1e-9, abs=1e-15)


def test_a_cell_spreads_its_heat_and_keeps_the_sum():
    (mesh, _), (rates, _) = two_domains()
    others = np.array([1, 2, 0])[:, None, None] * np.ones((3, 3, 2), int)
    others[..., 1] = np.array([2, 0, 1])[:, None]
    sharp, spread = (heat_by_path([mesh], [rates], K, one) for one in (ALONE, others))
    assert spread.conductivity[-1] == pytest.approx(sharp.conductivity[-1], rel=1e-12)
    assert np.count_nonzero(np.diff(spread.conductivity[:, 0])) > np.count_nonzero(
        np.diff(sharp.conductivity[:, 0])
    )


def test_modes_on_rays_are_spread_over_what_they_stand_for():
    """As points, each would be one step of the sum."""
    domains, rates = two_domains()
    found = heat_by_path(domains, rates, K, ALONE)
    modes = sum(one.frequencies.size for one in domains)
    assert np.count_nonzero(np.diff(found.conductivity[:, 0], prepend=0)) > modes


def test_the_centre_alone_would_be_the_difference():
    domains, rates = two_domains()
    both = heat_by_path(domains, rates, K, ALONE).conductivity[-1]
    mesh = heat_by_path(domains[:1], rates[:1], K, ALONE).conductivity[-1]
    assert both - mesh == pytest.approx(wigner.particle(domains[1], rates[1], K), rel=1e-9)


def test_domains_and_rates_go_together():
    domains, rates = two_domains()
    with pytest.raises(ValueError, match="shorter"):
        heat_by_path(domains, rates[:1], K, ALONE)


def test_a_temperature_that_is_none_is_refused():
    domains, rates = two_domains()
    with pytest.raises(UltralowError):
        heat_by_path(domains, rates, -1.0, ALONE)
