"""How a crystal is sampled: sizes that any choice of cell has, and fair displacements."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from ultralow.compute import sampling
from ultralow.errors import UltralowError

SKEW = np.array([[4.0, 0.0, 0.0], [1.5, 5.0, 0.0], [-0.7, 2.1, 6.0]])


def test_heights_are_distances_of_opposite_faces():
    volume = np.linalg.det(SKEW)
    for axis in range(3):
        face = np.cross(SKEW[axis - 2], SKEW[axis - 1])
        height = volume / np.linalg.norm(face)
        assert sampling.heights(SKEW)[axis] == pytest.approx(height, rel=1e-12)


@given(st.floats(1.0, 60.0))
def test_a_supercell_is_as_wide_as_asked_and_no_wider(least):
    heights, repeats = sampling.heights(SKEW), sampling.repeats(SKEW, least)
    assert np.all(repeats * heights >= least * (1 - 1e-6))
    assert np.all((repeats == 1) | ((repeats - 1) * heights < least))


def test_a_cell_short_by_a_rounding_error_is_not_repeated_once_more():
    assert sampling.repeats(np.eye(3) * (5 - 1e-9), 10.0).tolist() == [2, 2, 2]
    assert sampling.repeats(np.eye(3) * 4.99, 10.0).tolist() == [3, 3, 3]


@given(st.floats(1.0, 200.0))
def test_a_mesh_has_odd_divisions_as_near_as_they_come(length):
    mesh, wanted = sampling.mesh(SKEW, length), length / sampling.heights(SKEW)
    assert np.all(mesh % 2 == 1) and np.all(mesh >= 1)
    assert np.all((np.abs(mesh - wanted) <= 1 + 1e-9) | (mesh == 1))


def test_every_atom_is_displaced_by_one_distance_in_all_directions():
    found = sampling.displacements(400, 5, 0.03, 1)
    np.testing.assert_allclose(np.linalg.norm(found, axis=2), 0.03, rtol=1e-12)
    # A mean over 2000 directions: 1/3 each, with a standard error of 0.007.
    squares = np.einsum("mia,mib->ab", found, found) / (2000 * 0.03**2)
    assert squares == pytest.approx(np.eye(3) / 3, abs=0.03)


def test_a_smaller_sample_is_the_beginning_of_a_larger():
    long, short = (sampling.displacements(count, 4, 0.03, [7, 3]) for count in (9, 4))
    assert np.array_equal(long[:4], short)


def test_pairs_are_opposite():
    found = sampling.paired(6, 4, 0.03, 1)
    assert np.array_equal(found[::2], -found[1::2])
    with pytest.raises(UltralowError, match="no pairs"):
        sampling.paired(5, 4, 0.03, 1)


@pytest.mark.parametrize("count, distance", [(0, 0.03), (3, 0.0), (3, float("nan"))])
def test_no_displacements_are_refused(count, distance):
    with pytest.raises(UltralowError, match="are none"):
        sampling.displacements(count, 4, distance, 1)


def test_parts_of_a_sample_share_no_random_numbers():
    chosen = sampling.settings({"snapshots_second": 8, "snapshots_held_out": 8})
    parts = {name: sampling.part(chosen, name, 3) for name in sampling.PARTS}
    assert [len(parts[name]) for name in ("second", "third", "held_out")] == [8, 120, 8]
    firsts = [part[0] for part in parts.values()]
    assert not any(np.allclose(a, b) for i, a in enumerate(firsts) for b in firsts[:i])
    assert np.array_equal(parts["second"][0], -parts["second"][1])


@given(st.integers(1, 12), st.integers(1, 4))
def test_shares_come_together_in_the_order_of_the_sample(count, shares):
    whole = np.arange(count * 6.0).reshape(count, 2, 3)
    parts = [whole[first::shares] for first in range(shares)]
    assert np.array_equal(sampling.joined(parts), whole)


def test_settings_are_changed_by_name_and_kept_in_kind():
    found = sampling.settings({"snapshots_third": "40", "temperatures": ["100", 300]})
    assert found.snapshots_third == 40 and found.temperatures == (100.0, 300.0)
    assert found.cutoff == sampling.PRODUCTION.cutoff
    with pytest.raises(UltralowError, match="no setting 'snapshot'"):
        sampling.settings({"snapshot": 4})
    with pytest.raises(UltralowError, match="cutoff cannot be 'far'"):
        sampling.settings({"cutoff": "far"})


@pytest.mark.parametrize("said", ["300", 300, [300], "300.0"])
def test_one_temperature_is_one_however_it_is_said(said):
    assert sampling.settings({"temperatures": said}).temperatures == (300.0,)


def test_several_numbers_may_stand_in_one_text():
    assert sampling.settings({"temperatures": "100, 300"}).temperatures == (100.0, 300.0)
    assert sampling.settings({"temperatures": "300 100 300"}).temperatures == (100.0, 300.0)
    assert sampling.settings({"snapshots_third": 40.0, "seed": 0}).snapshots_third == 40


@pytest.mark.parametrize(
    "name, value, told",
    [
        ("snapshots_third", 40.9, "give a whole number above zero"),
        ("snapshots_third", "40.9", "give a whole number above zero"),
        ("snapshots_third", 0, "give a whole number above zero"),
        ("snapshots_third", True, "give a whole number above zero"),
        ("snapshots_third", 1e400, "give a whole number above zero"),
        ("seed", -1, "give a whole number from zero on"),
        ("cutoff", float("nan"), "give a number above zero"),
        ("cutoff", "inf", "give a number above zero"),
        ("distance", -1, "give a number above zero"),
        ("mesh_length", 0, "give a number above zero"),
        ("mesh_length", [48], "give a number above zero"),
        ("temperatures", [], "give one number or several, each above zero"),
        ("temperatures", "", "give one number or several, each above zero"),
        ("temperatures", [300, "nan"], "give one number or several, each above zero"),
        ("temperatures", {300: 400}, "give one number or several, each above zero"),
    ],
)
def test_a_setting_that_would_be_taken_as_another_one_is_refused(name, value, told):
    with pytest.raises(UltralowError, match=f"the setting {name} cannot be .*\\n.*{told}"):
        sampling.settings({name: value})


def test_temperatures_of_a_result_ascend_through_the_papers():
    warm = sampling.PRODUCTION.temperatures
    assert list(warm) == sorted(set(warm)) and 300 in warm
    assert (warm[0], warm[-1]) == (2, 400)  # the coldest, so that the maximum is inside
