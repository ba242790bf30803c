"""Group velocities: slopes of known branches, phonopy's own numbers, symmetry, what stays still."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.constants import angstrom
from spring_models import cubic_branches, simple_cubic
from ultralow.phonons import group_velocity, harmonic

EDGE = 3.0
PER_METRE = 2 * np.pi / (EDGE * angstrom)
fractions = st.floats(-0.5, 0.5, allow_subnormal=False)


@given(wavevector=st.tuples(fractions, fractions, fractions))
@settings(max_examples=20, deadline=None)
def test_velocities_are_slopes_of_the_branches(cube, wavevector):
    q, step = np.array(wavevector), 1e-4
    branches, top = cubic_branches(q), cubic_branches([0.5] * 3)[0]
    # Near a crossing neither slope has a name, at the centre none exists.
    assume(min(*np.diff(branches), branches[0]) > 0.02 * top)
    rise = [cubic_branches(q + step * e) - cubic_branches(q - step * e) for e in np.eye(3)]
    slopes = 2 * np.pi * np.array(rise).T / (2 * step * PER_METRE)
    assert group_velocity.group_velocities(cube, [q])[0] == pytest.approx(slopes, abs=2.0)


def test_velocities_at_several_points_are_those_at_each(cube):
    at = [[0.1, 0.2, 0.31], [0.05, 0.3, 0.12], [0.4, 0.11, 0.2]]
    together = group_velocity.group_velocities(cube, at)
    alone = [group_velocity.group_velocities(cube, one)[0] for one in at]
    assert together == pytest.approx(np.array(alone), rel=1e-9, abs=1e-6)


@pytest.mark.parametrize(
    "wavevector",
    [[0.2, 0.2, 0.2], [0.3, 0, 0], [0.5, 0.5, 0.1], [0.1, 0.2, 0.3], [0.25, 0.25, 0], [0, 0, 0]],
)
def test_velocities_of_degenerate_modes_are_those_of_phonopy(cube, perovskite, wavevector):
    for crystal in (cube, perovskite):
        theirs = crystal.run_qpoints([wavevector], with_group_velocities=True).group_velocities
        ours = group_velocity.group_velocities(crystal, [wavevector])
        assert ours == pytest.approx(theirs * 1e2, rel=1e-5, abs=1e-2)


def test_velocities_share_the_symmetry_of_their_wavevector(cube, perovskite):
    """Along a threefold axis the mean of tied modes, and each mode that is alone, points along."""
    for crystal in (cube, perovskite):
        found = group_velocity.group_velocities(crystal, [[0.2, 0.2, 0.2]])[0]
        assert found == pytest.approx(found.mean(axis=1, keepdims=True).repeat(3, 1), abs=1e-6)


def test_soft_and_imaginary_modes_stay_in_place():
    """Of springs that push across the axis, two branches are imaginary along it."""
    unstable = simple_cubic(EDGE, across=-1.0)
    found = group_velocity.group_velocities(unstable, [[0.2, 0, 0]])[0]
    assert (found[:2] == 0).all()
    assert found[2, 0] > 1000 and found[2, 1:] == pytest.approx([0, 0], abs=1e-6)


def test_the_acoustic_branches_are_the_three_lowest(perovskite):
    at = [[0.01, 0.02, 0.03], [0.04, 0, 0]]
    frequency, velocity = group_velocity.acoustic_branches(perovskite, at)
    whole = harmonic.vibrations(harmonic.solver(perovskite), at).frequencies
    assert frequency.tolist() == whole[:, :3].tolist()
    every = group_velocity.group_velocities(perovskite, at)
    assert velocity.tolist() == every[:, :3].tolist()
    # Sound: a frequency that goes as the wavevector, so k·v is ω to the second order of k.
    per_metre = 2 * np.pi / (6.2 * angstrom)
    omega = np.einsum("qi,qsi->qs", np.array(at) * per_metre, velocity)
    assert omega == pytest.approx(2 * np.pi * frequency, rel=0.03)
