"""Motion in a mode: in the supercell that holds its wave, forces are those of one frequency."""

import numpy as np
import pytest
from phonopy.harmonic.force_constants import compact_fc_to_full_fc
from ultralow.data import phonon_store
from ultralow.errors import UltralowError
from ultralow.phonons import harmonic, mode_displacements

# Commensurate with two cells along each axis.
WAVES = ([0.0, 0.0, 0.0], [0.5, 0.0, 0.0], [0.0, 0.5, 0.5], [0.5, 0.5, 0.5])


@pytest.mark.parametrize("wavevector", WAVES)
def test_forces_are_those_of_one_frequency(wavevector):
    """F = -Φ u = -m (2π f)² u, with the force constants of the supercell itself."""
    model = phonon_store.choose("CsSnI3").phonopy()
    full = compact_fc_to_full_fc(model.primitive, model.force_constants)
    found = harmonic.vibrations(harmonic.solver(model), [wavevector])
    cell, supercell = model.primitive, model.supercell
    cells = np.array(list(np.ndindex(2, 2, 2)))
    place = (cells[:, None] + cell.scaled_positions).reshape(-1, 3) @ cell.cell
    inverse = np.linalg.inv(supercell.cell)
    apart = (place[:, None] - supercell.positions) @ inverse
    same = np.abs(apart - np.rint(apart)).max(axis=2) < 1e-5
    assert np.all(same.sum(axis=1) == 1)
    atom = same.argmax(axis=1)
    for band in (3, 17, 59):
        moved = mode_displacements.displacements(
            found.eigenvectors[0, band], cell.masses, cell.scaled_positions, wavevector, cells
        ).reshape(-1, 3)
        u = np.empty_like(moved)
        u[atom] = moved
        force = -np.einsum("ijab,jb->ia", full, u)
        # eV/angstrom² over u is 9.64853e27 rad²/s².
        square = (2 * np.pi * found.frequencies[0, band]) ** 2 / 9.648533e27
        wanted = -square * supercell.masses[:, None] * u
        assert np.abs(force - wanted).max() < 1e-4 * np.abs(wanted).max()


def test_neighbours_at_the_edge_of_the_zone_are_opposite():
    """A chain of two kinds of atoms a half cell apart: each kind is opposite in the next cell."""
    places, masses = [[0, 0, 0], [0, 0, 0.5]], [10.0, 30.0]
    for vector in ([[0, 0, 1], [0, 0, 0]], [[0, 0, 0], [0, 0, 1]]):
        found = mode_displacements.displacements(
            vector, masses, places, [0, 0, 0.5], [[0, 0, i] for i in range(4)]
        )
        moving = int(np.argmax(np.abs(vector)) // 3)
        along = found[:, moving, 2]
        assert along[1:] == pytest.approx(-along[:-1], abs=1e-12)
        assert np.abs(along) == pytest.approx(np.ones(4))
        assert np.abs(found[:, 1 - moving]).max() == 0


def test_light_atoms_move_more_and_the_largest_is_one():
    found = mode_displacements.displacements(
        [[1, 0, 0], [1j, 0, 0]], [4.0, 16.0], np.zeros((2, 3)), [0, 0, 0], [[0, 0, 0]]
    )
    assert found[0, :, 0] == pytest.approx([1.0, 0.5j])


def test_nothing_that_moves_is_refused():
    with pytest.raises(UltralowError, match="nothing moves"):
        mode_displacements.displacements(
            np.zeros((1, 3)), [1.0], np.zeros((1, 3)), [0] * 3, [[0] * 3]
        )
