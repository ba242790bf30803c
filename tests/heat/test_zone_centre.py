"""Zone centre: sums over a coarse mesh and the cell around its centre are those of a dense one."""

from functools import cache, partial

import numpy as np
import pytest
from spring_models import simple_cubic
from ultralow.data import phonon_store
from ultralow.heat import scattering, wigner, zone_centre
from ultralow.heat.mesh_modes import Modes
from ultralow.phonons import group_velocity

SIDE, ALONG, ACROSS, MASS = 3e-10, 10.0, 3.0, 40 * 1.66053907e-27  # of `simple_cubic`, in SI
A = 3e-15  # s: a rate is this times the square of the angular frequency


def by_hand(points):
    """Frequencies and velocities of the springs in closed form: one polarisation an axis."""
    springs = ACROSS + (ALONG - ACROSS) * np.eye(3)
    phase = 2 * np.pi * np.asarray(points)
    omega = np.sqrt(2 / MASS * (1 - np.cos(phase)) @ springs)
    slope = springs * SIDE * np.sin(phase)[:, None, :] / MASS / omega[..., None]
    return omega / 2 / np.pi, slope


def in_order(points):
    """The same, the lowest branch first; nothing moves at the centre itself."""
    with np.errstate(invalid="ignore"):
        frequencies, velocities = map(np.nan_to_num, by_hand(points))
    order = np.argsort(frequencies, axis=1, kind="stable")
    return (
        np.take_along_axis(frequencies, order, axis=1),
        np.take_along_axis(velocities, order[..., None], axis=1),
    )


def sums(frequencies, velocities, weights, volume, temperature, length):
    """Particle conductivity xx, without the library's own sums."""
    rates = A * (2 * np.pi * frequencies) ** 2
    if length:
        rates = rates + np.linalg.norm(velocities, axis=-1) / length
    heat = wigner.heat_capacity(frequencies, temperature)
    return (weights[:, None] * heat * velocities[..., 0] ** 2 / rates).sum() / volume


@cache
def dense(temperature, length, divisions=90):
    """On a dense mesh, denser towards its centre."""
    even = (np.arange(divisions) + 0.5) / divisions * 2 - 1
    axis, width = even**3 / 2, 3 * even**2 / divisions
    points = np.stack(np.meshgrid(axis, axis, axis, indexing="ij"), axis=-1).reshape(-1, 3)
    weights = np.multiply.outer(np.multiply.outer(width, width), width).ravel()
    return sums(*by_hand(points), weights, SIDE**3, temperature, length)


@cache
def coarse(divisions):
    """Modes on a coarse mesh with the centre, whose rates go with the square of frequency."""
    model = simple_cubic()
    model.run_mesh([divisions] * 3, is_gamma_center=True)
    points, weights = model.mesh.qpoints, model.mesh.weights
    frequencies, velocities = in_order(points)
    rates = A * (2 * np.pi * frequencies) ** 2
    rates[frequencies == 0] = np.nan
    modes = Modes(
        (divisions,) * 3, SIDE**3, points, weights, frequencies, velocities,
        zone_centre._star_means(model, velocities), np.array([1.0]), rates[None],
        1e-12 * A * rates**2,
    )  # fmt: skip
    return modes, zone_centre.fill(model, modes, in_order)


def carried(modes, temperature, length):
    rates = modes.scattering_rates[0]
    if length:
        rates = rates + scattering.boundary_rate(modes.group_velocities, length)
    return wigner.particle(modes, rates, temperature)


def whole(divisions, temperature, length):
    """What a coarse mesh and the cell around its centre carry, over what a dense mesh does."""
    modes, centre = coarse(divisions)
    found = carried(modes, temperature, length) + carried(centre.modes, temperature, length)
    assert found[:3] == pytest.approx([found[0]] * 3, rel=1e-9)
    assert found[3:] == pytest.approx(np.zeros(3), abs=1e-9 * found[0])
    return found[0] / dense(temperature, length)


@pytest.mark.parametrize("divisions", [5, 7, 9])
@pytest.mark.parametrize("length", [None, 1e-7, 1e-6])
def test_in_the_cold_the_cell_around_the_centre_is_all_and_conducts_as_a_dense_mesh(
    divisions, length
):
    """At 2 K, where the mesh alone has nothing; within 7 %."""
    modes, _ = coarse(divisions)
    assert carried(modes, 2.0, length)[0] < 1e-3 * dense(2.0, length)
    assert whole(divisions, 2.0, length) == pytest.approx(1, abs=0.07)


@pytest.mark.parametrize("divisions", [5, 7, 9, 15])
@pytest.mark.parametrize("length", [None, 1e-7, 1e-6])
@pytest.mark.parametrize("temperature", [20.0, 300.0])
def test_in_the_warm_half_of_what_the_mesh_misses_is_found_or_more(divisions, length, temperature):
    modes, _ = coarse(divisions)
    alone = carried(modes, temperature, length)[0] / dense(temperature, length)
    found = whole(divisions, temperature, length)
    assert alone < found < 1.0
    assert 1 - found < 0.5 * (1 - alone)


def test_rates_that_go_with_a_power_of_frequency_are_carried_inward_as_they_are():
    modes, centre = coarse(7)
    here, there = (2 * np.pi * one.frequencies for one in (centre.modes, modes))
    for power in (1, 2, 4, np.array([1.5, 2.0, 2.5])):
        with np.errstate(divide="ignore"):
            found = zone_centre.inward(there**power, centre, power)
        assert found == pytest.approx(here**power, rel=1e-9)
    assert centre.modes.scattering_rates[0] == pytest.approx(A * here**2, rel=1e-9)
    assert centre.modes.isotope_rates == pytest.approx(1e-12 * A**3 * here**4, rel=1e-9)


def test_values_of_a_ray_are_spread_to_half_way_and_never_past_the_next_one():
    _, centre = coarse(7)
    for values in (centre.modes.frequencies**-1.5, 1 / (1e-12 + 1 / centre.modes.frequencies)):
        half = np.sqrt(3) * zone_centre.spread(values)
        rays, halves = (one.reshape(zone_centre.ON_RAY, -1, 3) for one in (values, half))
        assert np.all(halves[0] == 0)
        low, high = np.sort([rays[:-1], rays[1:]], axis=0)
        assert np.all(rays[1:] + halves[1:] <= np.maximum(high, rays[1:] + (high - low) / 2))
        assert np.all(halves[1:-1] <= np.abs(np.diff(rays, axis=0))[:-1] / 2 * (1 + 1e-9))
        assert np.all(halves[1:] > 0)


def test_no_path_in_a_wire_is_longer_than_its_surface_lets_it():
    _, centre = coarse(7)
    surface = scattering.boundary_rate(centre.modes.group_velocities, 1e-7)
    rates = scattering.matthiessen(centre.modes.scattering_rates[0], surface)
    path = scattering.mean_free_path(centre.modes.group_velocities, rates)
    assert np.max(path + np.sqrt(3) * zone_centre.spread(path)) < 1e-7


@pytest.mark.parametrize("material", ["CsPbI3", "CsSnI3"])
def test_one_point_of_a_star_stands_for_all_of_them(monkeypatch, material):
    """The sums are those over all points of the cell, with no symmetry but the products'."""
    result = phonon_store.choose(material)
    model, modes = result.phonopy(), result.modes()
    sound = partial(group_velocity.acoustic_branches, model)
    few = zone_centre.fill(model, modes, sound)
    turns, means = zone_centre._turns, zone_centre._star_means(model, few.modes.group_velocities)
    assert means == pytest.approx(few.modes.velocity_products, rel=1e-9)
    monkeypatch.setattr(zone_centre, "_turns", lambda model: np.eye(3, dtype=int)[None])
    many = zone_centre.fill(model, modes, sound)
    monkeypatch.setattr(zone_centre, "_turns", turns)
    assert len(many.outward) > 3 * len(few.outward)
    assert many.modes.weights.sum() == pytest.approx(1) == few.modes.weights.sum()
    six = [carried(one.modes, 300.0, 3e-7) for one in (few, many)]
    assert six[0][:3] == pytest.approx(six[1][:3], rel=1e-4)


def test_the_cell_of_a_crystal_whose_axes_are_no_right_angles_is_filled_once():
    """A turn by 120° is none of the cell onto itself: it joins no points, and none are lost."""
    turns = np.array([np.eye(3), [[0, -1, 0], [1, -1, 0], [0, 0, 1]]]).astype(int)
    _, weights = zone_centre._points(turns, (5, 5, 3))
    assert weights.sum() == pytest.approx(1)
    assert len(weights) == 48 * zone_centre.ON_RAY
