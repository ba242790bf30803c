"""How far atoms are from rest: an oscillator in closed form, and phonopy's numbers."""

import numpy as np
import pytest
from scipy.constants import atomic_mass, hbar, k
from ultralow.phonons import harmonic
from ultralow.phonons.thermal_displacements import mean_square_displacements


@pytest.mark.parametrize("temperature", [1e-3, 30.0, 300.0])
def test_displacements_of_an_oscillator(temperature):
    """Three modes of one atom: ħ/2mω coth(ħω/2kT) in each direction."""
    omega = 2 * np.pi * np.array([1.0, 1.5, 2.0]) * 1e12
    found = harmonic.Vibrations(
        np.zeros((1, 3)), np.ones(1), omega[np.newaxis] / (2 * np.pi),
        np.eye(3).reshape(1, 3, 1, 3).astype(complex),
    )  # fmt: skip
    moved = mean_square_displacements(found, [50 * atomic_mass], temperature)[0]
    x = hbar * omega / (2 * k * temperature)
    assert moved == pytest.approx(np.diag(hbar / (2 * 50 * atomic_mass * omega) / np.tanh(x)))


def test_displacements_as_phonopy_has_them(perovskite):
    perovskite.run_mesh([4, 4, 4], with_eigenvectors=True, is_mesh_symmetry=False)
    perovskite.run_thermal_displacements(temperatures=[300.0], freq_min=0.01)
    theirs = perovskite.thermal_displacements.thermal_displacements[0]
    mesh = perovskite.mesh
    ours = mean_square_displacements(
        harmonic.vibrations(harmonic.solver(perovskite), mesh.qpoints, mesh.weights),
        perovskite.primitive.masses * atomic_mass,
        300.0,
    )
    assert np.trace(ours, axis1=1, axis2=2) * 1e20 == pytest.approx(
        theirs.reshape(5, 3).sum(axis=1), rel=1e-5
    )
