"""Densities of states: phonopy's, sums that must hold, parts that make the whole."""

import numpy as np
import pytest
from ultralow.errors import UltralowError
from ultralow.phonons import harmonic, mode_shares
from ultralow.phonons.density_of_states import density_of_states, mean_shares_below


def test_states_integrate_to_three_an_atom(mesh_of_perovskite):
    found = mesh_of_perovskite
    width = 5e10
    at = np.linspace(-5 * width, found.frequencies.max() + 6 * width, 4000)
    shares = mode_shares.atom_shares(found.eigenvectors)
    assert shares.sum(axis=-1) == pytest.approx(1, abs=1e-12)
    parts = density_of_states(at, found, width, shares)
    whole = density_of_states(at, found, width)
    assert np.trapezoid(whole, at) == pytest.approx(15, rel=1e-5)  # tails beyond five widths
    assert np.trapezoid(parts, at, axis=0) == pytest.approx([3] * 5, rel=1e-5)
    assert parts.sum(axis=1) == pytest.approx(whole, rel=1e-12)


def test_states_as_phonopy_has_them(perovskite):
    perovskite.run_mesh([4, 4, 4], is_mesh_symmetry=False)
    perovskite.run_total_dos(0.05, 0, 4, 0.1, use_tetrahedron_method=False)
    theirs = perovskite.total_dos
    mesh = perovskite.mesh
    q, w = mesh.qpoints, mesh.weights
    ours = density_of_states(
        theirs.frequency_points * 1e12,
        harmonic.vibrations(harmonic.solver(perovskite), q, w),
        0.05e12,
    )
    # Two sets of constants differ by 1e-7: 4e-5 of a Gaussian of 0.05 THz, five widths off 3 THz.
    assert ours * 1e12 == pytest.approx(theirs.dos, rel=1e-4, abs=1e-9)


def test_shares_below_a_frequency(mesh_of_perovskite):
    found = mesh_of_perovskite
    everything, count = mean_shares_below(found, np.inf)
    assert count == pytest.approx(15)
    assert everything == pytest.approx([1 / 5] * 5)
    nothing, none = mean_shares_below(found, -1.0)
    assert none == 0
    assert np.isnan(nothing).all()


def test_every_mode_is_counted_below_a_frequency_or_above_it(mesh_of_perovskite):
    found = mesh_of_perovskite
    for bound in (found.frequencies[3, 4], 1e12):
        below, above = (
            mean_shares_below(found, *one)[1] for one in ((bound,), (np.inf, None, bound))
        )
        assert below + above == pytest.approx(15)
        assert mean_shares_below(found, bound, None, bound)[1] == 0


def test_a_width_of_nothing_is_told(cube):
    with pytest.raises(UltralowError, match="width"):
        density_of_states([0.0], harmonic.vibrations(harmonic.solver(cube), [[0, 0, 0]]), 0)
