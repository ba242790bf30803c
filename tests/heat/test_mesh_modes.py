"""Modes on a mesh: what their table promises, and that the stored ones keep it."""

import inspect
import re
from pathlib import Path

import numpy as np
import pytest
from random_modes import SIX, crystal
from ultralow.data import materials, phonon_store
from ultralow.heat import mesh_modes

ROOT = Path(__file__).parents[2]
PAPER = ("CsPbI3", "CsPbBr3", "CsSnI3")
USABLE = [(one.material, one.name) for name in PAPER for one in phonon_store.accepted(name)]


@pytest.mark.parametrize("material, checkpoint", USABLE)
def test_stored_modes_are_whole(material, checkpoint):
    result = phonon_store.choose(material, checkpoint)
    modes, record = result.modes(), result.record
    assert record["refused_because"] is None and record["grade"] == "R"
    assert modes.weights.sum() == np.prod(modes.mesh)
    assert list(modes.mesh) == record["settings"]["mesh"]
    assert modes.temperatures.tolist() == record["conductivity"]["temperatures_K"]
    assert 300.0 in modes.temperatures
    assert modes.temperatures.min() <= 20 and modes.temperatures.max() >= 400
    atoms = len(materials.get(material).atoms)
    assert modes.frequencies.shape[1] == 3 * atoms
    assert modes.volume == pytest.approx(materials.get(material).atoms.get_volume() * 1e-30)
    # Missing rates are those of the three translations, unless a caution names others.
    missing = np.isnan(modes.scattering_rates[-1]).sum()
    assert missing == 3 + record["imaginary_modes_mesh"]
    assert np.nanmin(modes.scattering_rates) > 0 and np.nanmin(modes.isotope_rates) >= 0


@pytest.mark.parametrize("material, checkpoint", USABLE)
def test_products_of_velocities_fit_the_velocities(material, checkpoint):
    """The trace over directions is the same on every arm of a star."""
    modes = phonon_store.choose(material, checkpoint).modes()
    squares = np.einsum("qcss->qsc", modes.velocity_products[:, :3]).sum(axis=2)
    speeds = (modes.group_velocities**2).sum(axis=2)
    # Inside a degenerate set the bands may mix: its sum is what both share.
    for q in range(len(modes.weights)):
        sets = np.split(
            np.arange(speeds.shape[1]),
            np.flatnonzero(np.diff(modes.frequencies[q]) > 1e7) + 1,
        )
        for one in sets:
            if len(one) == 1 and modes.frequencies[q, one[0]] > 1e10:
                assert squares[q, one[0]] == pytest.approx(speeds[q, one[0]], rel=1e-3, abs=1.0)


def test_shares_of_the_points_fill_the_reciprocal_cell():
    modes, _ = crystal(3)
    modes = modes._replace(weights=np.array([1, 2, 5]), volume=4e-28)
    # A mode at every point of the mesh is one mode a cell.
    assert modes.per_volume.sum() == pytest.approx(1 / 4e-28, rel=1e-12)
    assert modes.per_volume / modes.per_volume[0] == pytest.approx([1, 2, 5])


def test_every_array_is_described_in_the_order_in_which_it_stands():
    # Indented or not: Python takes the indentation off a docstring from 3.13 on.
    described = re.findall(r"^(\w+) : ", inspect.getdoc(mesh_modes.Modes), flags=re.MULTILINE)
    assert tuple(described) == mesh_modes.Modes._fields


def test_random_modes_keep_the_promises_on_which_the_laws_are_tested():
    modes, _ = crystal(11)
    assert modes.velocity_products == pytest.approx(modes.velocity_products.swapaxes(2, 3))
    own = np.einsum("qcss->qsc", modes.velocity_products)
    pairs = [modes.group_velocities[..., a] * modes.group_velocities[..., b] for a, b in SIX]
    assert own == pytest.approx(np.stack(pairs, axis=-1))
