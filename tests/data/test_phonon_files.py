"""Files of phonons: they come back as written, and say what is wrong with them."""

import numpy as np
import pytest
from ultralow.data import phonon_files
from ultralow.errors import UltralowError
from ultralow.heat import mesh_modes
from ultralow.phonons import force_constants


def small_modes(seed=1):
    """Modes of a made-up crystal with two wavevectors, three modes and two temperatures."""
    rng = np.random.default_rng(seed)
    products = rng.normal(size=(2, 6, 3, 3))
    rates = rng.uniform(1, 2, size=(2, 2, 3))
    rates[:, 0, :] = np.nan
    return mesh_modes.Modes(
        mesh=(2, 1, 1),
        volume=1e-27,
        wavevectors=np.array([[0, 0, 0], [0.5, 0, 0]]),
        weights=np.array([1, 1]),
        frequencies=rng.uniform(1e11, 1e12, size=(2, 3)),
        group_velocities=rng.normal(size=(2, 3, 3)),
        velocity_products=products + products.swapaxes(2, 3),
        temperatures=np.array([100.0, 300.0]),
        scattering_rates=rates,
        isotope_rates=rng.uniform(size=(2, 3)),
    )


def test_modes_come_back_as_they_were(tmp_path):
    modes = small_modes()
    phonon_files.write(tmp_path / "modes.hdf5", modes)
    again = phonon_files.read(tmp_path / "modes.hdf5", mesh_modes.Modes)
    assert again.mesh == (2, 1, 1) and again.volume == 1e-27
    rounded = {"velocity_products": 2**-16, "scattering_rates": 2**-30}
    for name in set(modes._fields) - {"mesh", "volume", *rounded}:
        assert np.array_equal(getattr(again, name), getattr(modes, name), equal_nan=True), name
    for name, half_a_unit in rounded.items():
        found, expected = (getattr(one, name) for one in (again, modes))
        assert found == pytest.approx(expected, rel=half_a_unit, nan_ok=True)
        assert not np.array_equal(found, expected, equal_nan=True)
    assert np.array_equal(again.velocity_products, again.velocity_products.swapaxes(2, 3))


def test_an_array_is_compressed_whole(tmp_path):
    """In the small blocks that h5py would choose, force constants take twice the room."""
    import h5py

    phonon_files.write(tmp_path / "modes.hdf5", small_modes())
    with h5py.File(tmp_path / "modes.hdf5") as file:
        arrays = [one for one in file.values() if one.ndim]
        assert arrays and all(one.chunks == one.shape for one in arrays)


def test_what_was_read_is_written_with_the_same_bytes(tmp_path):
    phonon_files.write(tmp_path / "a", small_modes())
    phonon_files.write(tmp_path / "b", phonon_files.read(tmp_path / "a", mesh_modes.Modes))
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_two_writings_are_the_same_bytes_and_every_array_has_a_unit(tmp_path):
    import h5py

    for name in "ab":
        phonon_files.write(tmp_path / name, small_modes())
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
    with h5py.File(tmp_path / "a") as file:
        assert set(file) == set(mesh_modes.Modes._fields)
        assert all(file[key].attrs["unit"] for key in file)


@pytest.mark.parametrize("kept", [0.0, 0.3, 0.9, 0.999])
def test_a_file_cut_short_says_so(tmp_path, kept):
    path = tmp_path / "modes.hdf5"
    phonon_files.write(path, small_modes())
    raw = path.read_bytes()
    path.write_bytes(raw[: int(kept * len(raw))])
    with pytest.raises(UltralowError, match=r"modes.hdf5: cut short, or no HDF5"):
        phonon_files.read(path, mesh_modes.Modes)


def test_another_version_kind_or_a_missing_array_says_so(tmp_path, monkeypatch):
    import h5py

    path = tmp_path / "modes.hdf5"
    phonon_files.write(path, small_modes())
    with pytest.raises(UltralowError, match="'ultralow modes 2', and this version reads"):
        phonon_files.read(path, force_constants.ForceConstants)
    changed = {mesh_modes.Modes: "ultralow modes 3"}
    monkeypatch.setattr(phonon_files, "_FORMATS", phonon_files._FORMATS | changed)
    with pytest.raises(UltralowError, match="make compute"):
        phonon_files.read(path, mesh_modes.Modes)
    monkeypatch.undo()
    with h5py.File(path, "a") as file:
        del file["weights"]
    with pytest.raises(UltralowError, match="an array is missing"):
        phonon_files.read(path, mesh_modes.Modes)


def test_nothing_half_written_stays(tmp_path):
    with pytest.raises((TypeError, ValueError)):
        phonon_files.write(tmp_path / "modes.hdf5", small_modes()._replace(weights="many"))
    assert list(tmp_path.iterdir()) == []
