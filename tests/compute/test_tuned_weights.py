"""The file of a tuned potential: the same back, and a clear word for what is no such file."""

import h5py
import numpy as np
import pytest
from ultralow.compute import tuned_weights
from ultralow.compute.tuned_weights import TunedWeights
from ultralow.data import atomic_write
from ultralow.errors import UltralowError

TUNED = TunedWeights("7net-0", "0" * 64, {
    "b.weight": np.arange(6, dtype="f4").reshape(2, 3), "a.weight": np.ones(3, dtype="f4"),
})  # fmt: skip


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "mine-tuned.hdf5"
    atomic_write.write_hdf5(path, lambda file: tuned_weights.fill(file, TUNED))
    return path


def test_what_is_written_is_read(file):
    found = tuned_weights.read(file)
    assert found[:2] == TUNED[:2] and set(found.moved) == set(TUNED.moved)
    for name, values in TUNED.moved.items():
        assert np.array_equal(found.moved[name], values) and found.moved[name].dtype == "f4"


def test_the_same_weights_are_the_same_bytes(file, tmp_path):
    other = tmp_path / "other.hdf5"
    swapped = TUNED._replace(moved=dict(reversed(TUNED.moved.items())))
    atomic_write.write_hdf5(other, lambda file: tuned_weights.fill(file, swapped))
    assert file.read_bytes() == other.read_bytes()


def test_three_digits_are_kept_of_how_far_a_weight_moved():
    moved = np.random.default_rng(1).normal(scale=1e-3, size=1000).astype("f4")
    kept = tuned_weights.kept(moved)
    assert abs(kept / moved - 1).max() < 2**-10 and abs(kept / moved - 1).max() > 2**-12
    assert np.array_equal(tuned_weights.kept(kept), kept)
    assert np.array_equal(tuned_weights.kept([0.0, -0.5]), np.array([0.0, -0.5], dtype="f4"))


def _set(name, value):
    def change(file):
        file.attrs[name] = value

    return change


def _replaced(values):
    def change(file):
        del file["a.weight"]
        file.create_dataset("a.weight", data=values)

    return change


def _linked(file):
    del file["a.weight"]
    file["a.weight"] = h5py.ExternalLink("elsewhere.hdf5", "a")


@pytest.mark.parametrize(
    "change, message",
    [
        (_set("format", "another"), "its format is 'another'"),
        (_set("base", 3), "its format is"),
        (_set("base_sha256", "none"), "of which file its base is"),
        (
            _replaced(np.array([1.0, np.nan, 2.0], dtype="f4")),
            "'a.weight' holds what are no weights",
        ),
        (_replaced(np.array([1.0, 2.0])), "'a.weight' is no array of single precision"),
        (_linked, "'a.weight' is no array"),
    ],
)
def test_what_is_no_tuned_potential_is_refused(file, change, message):
    with h5py.File(file, "a") as opened:
        change(opened)
    with pytest.raises(UltralowError, match=message) as caught:
        tuned_weights.read(file)
    assert "mine-tuned.hdf5" in str(caught.value) and "make tune" in str(caught.value)


def test_no_file_a_short_one_and_a_large_one_are_refused(file, monkeypatch):
    with pytest.raises(UltralowError, match="no such file"):
        tuned_weights.read(file.with_name("none.hdf5"))
    file.write_bytes(file.read_bytes()[:900])
    with pytest.raises(UltralowError, match="cut short"):
        tuned_weights.read(file)
    monkeypatch.setattr(tuned_weights, "MOST_BYTES", 100)
    with pytest.raises(UltralowError, match="larger than"):
        tuned_weights.read(file)
