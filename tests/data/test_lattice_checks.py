"""Stored modes and force constants that cannot be: one message each, and whose they are."""

import shutil

import h5py
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ultralow.data import lattice_checks, materials, phonon_files
from ultralow.errors import UltralowError
from ultralow.heat.mesh_modes import Modes
from ultralow.paper.gallery import ROOT
from ultralow.phonons.force_constants import ForceConstants

COMPUTED = ROOT / "data" / "computed"


MATERIAL, NAME = "CsSnI3", "7net-l3i5-300K"


FILES = {
    Modes: COMPUTED / MATERIAL / f"modes_{NAME}.hdf5",
    ForceConstants: COMPUTED / MATERIAL / f"force_constants_{NAME}.hdf5",
}


def read(path, kind, material=MATERIAL):
    """What the store hands out: read, and compared with the crystal."""
    found = phonon_files.read(path, kind)
    lattice_checks.check_crystal(found, materials.get(material).atoms, path.name)
    return found


def spoiled(folder, kind, spoil):
    """A copy of a stored file that a function has changed."""
    path = folder / "stored.hdf5"
    shutil.copy(FILES[kind], path)
    with h5py.File(path, "a") as file:
        spoil(file)
    return path


def put(key, change, unit=None):
    """A function that replaces an array by what ``change`` makes of it."""

    def spoil(file):
        value, told = change(file[key][()]), unit or file[key].attrs["unit"]
        del file[key]
        file.create_dataset(key, data=value).attrs["unit"] = told

    return spoil


def one_nan(values):
    values = np.array(values, float)
    values.flat[values.size // 2] = np.nan
    return values


def group(key):
    def spoil(file):
        del file[key]
        file.create_group(key)

    return spoil


def link(file):
    del file["frequencies"]
    file["frequencies"] = h5py.SoftLink("/frequencies")


def outside(file):
    del file["frequencies"]
    file["frequencies"] = h5py.ExternalLink(str(FILES[Modes]), "/frequencies")


def vast(key, shape):
    def spoil(file):
        unit = file[key].attrs["unit"]
        del file[key]
        chunks = tuple(min(one, 1000) for one in shape)
        made = file.create_dataset(key, shape=shape, dtype="f8", chunks=chunks, compression="gzip")
        made.attrs["unit"] = unit

    return spoil


def format_array(file):
    file.attrs["format"] = np.array(["a", "b"], dtype="S1")


def negated(values):
    return -values


def doubled(values):
    return values * 2


def slipped(values):
    return values * 1e12


def fewer(values):
    return values[:-1]


def lost(values):
    return np.full(np.shape(values), np.nan)


def letters(values):
    return np.array([b"a", b"b", b"c"])


BAD_MODES = {
    "frequencies, all NaN": put("frequencies", lost),
    "frequencies, one NaN": put("frequencies", one_nan),
    "frequencies, transposed": put("frequencies", np.transpose),
    "frequencies, negated": put("frequencies", negated),
    "frequencies, complex": put("frequencies", lambda v: v + 0j),
    "frequencies, THz": put("frequencies", lambda v: v * 1e-12),
    "frequencies, unit THz": put("frequencies", lambda v: v, "THz"),
    "frequencies, a loop of links": link,
    "frequencies, in another file": outside,
    "group_velocities, all NaN": put("group_velocities", lost),
    "group_velocities, one NaN": put("group_velocities", one_nan),
    "group_velocities, a group": group("group_velocities"),
    "velocity_products, one NaN": put("velocity_products", one_nan),
    "velocity_products, strings": put("velocity_products", letters),
    "velocity_products, a unit slip": put("velocity_products", lambda v: v.astype(float) * 1e12),
    "velocity_products, negated": put("velocity_products", negated),
    "scattering_rates, all NaN": put("scattering_rates", lost),
    "scattering_rates, transposed": put("scattering_rates", lambda v: v.swapaxes(1, 2)),
    "scattering_rates, a row fewer": put("scattering_rates", fewer),
    "scattering_rates, a unit slip": put("scattering_rates", slipped),
    "scattering_rates, THz": put("scattering_rates", lambda v: v * 1e-12),
    "scattering_rates, negated": put("scattering_rates", negated),
    "scattering_rates, a group": group("scattering_rates"),
    "isotope_rates, all NaN": put("isotope_rates", lost),
    "isotope_rates, one NaN": put("isotope_rates", one_nan),
    "isotope_rates, transposed": put("isotope_rates", np.transpose),
    "isotope_rates, a row fewer": put("isotope_rates", fewer),
    "isotope_rates, strings": put("isotope_rates", letters),
    "isotope_rates, a unit slip": put("isotope_rates", slipped),
    "weights, all NaN": put("weights", lost),
    "weights, a row fewer": put("weights", fewer),
    "weights, strings": put("weights", letters),
    "weights, a unit slip": put("weights", lambda v: v.astype("i8") * 10**12),
    "weights, negated": put("weights", negated),
    "weights, doubled": put("weights", doubled),
    "weights, a group": group("weights"),
    "wavevectors, all NaN": put("wavevectors", lost),
    "wavevectors, one NaN": put("wavevectors", one_nan),
    "wavevectors, off the mesh": put("wavevectors", lambda v: v + 0.01),
    "wavevectors, a group": group("wavevectors"),
    "temperatures, zero": put("temperatures", lambda v: v * 0),
    "volume, zero": put("volume", lambda v: v * 0),
    "volume, negative": put("volume", negated),
    "volume, nothing in it": put("volume", lambda v: h5py.Empty("f8")),
    "volume, A^3": put("volume", lambda v: v * 1e30),
    "mesh, zeros": put("mesh", lambda v: v * 0),
    "format, an array": format_array,
    "temperatures, 80 GB": vast("temperatures", (10**10,)),
    "frequencies, 80 TB": vast("frequencies", (10**4, 10**9)),
}  # fmt: skip


def transposed_atoms(values):
    made = values.copy()
    made[:, :20] = values[:, :20].swapaxes(0, 1)
    return made[:, ::-1]


def one_large(values):
    made = values.copy()
    made[0, 0] *= 1.5
    return made


BAD_CONSTANTS = {
    "second, NaN": put("second", one_nan),
    "second, Ry/bohr^2": put("second", lambda v: v * 14.4),
    "second, other order of atoms": put("second", transposed_atoms),
    "second, transposed": put("second", lambda v: v.swapaxes(0, 1)),
    "second, negated": put("second", negated),
    "second, zero": put("second", lambda v: v * 0),
    "second, one block": put("second", one_large),
    "second, a row fewer": put("second", fewer),
    "third, NaN": put("third", lambda v: one_nan(v).astype("f4")),
    "third, a row fewer": put("third", fewer),
    "numbers, another element": put("numbers", lambda v: np.where(v == 50, 82, v)),
    "numbers, zero": put("numbers", lambda v: v * 0),
    "numbers, 999": put("numbers", lambda v: v * 0 + 999),
    "lattice, zeros": put("lattice", lambda v: v * 0),
    "lattice, nm": put("lattice", lambda v: v / 10),
    "positions, angstrom": put("positions", lambda v: v * 8.6),
    "supercell, 1000": put("supercell_second", lambda v: v * 500),
    "supercell, real numbers": put("supercell_third", lambda v: v * 1.0),
}


@pytest.mark.parametrize("name", BAD_MODES)
def test_modes_that_cannot_be_are_refused(tmp_path, name):
    path = spoiled(tmp_path, Modes, BAD_MODES[name])
    with pytest.raises(UltralowError, match="(?s)^stored.hdf5: .*To mend it: ") as caught:
        read(path, Modes)
    key = name.split(",")[0]
    assert key in str(caught.value) or key in ("volume", "wavevectors", "mesh", "temperatures")


@pytest.mark.parametrize("name", BAD_CONSTANTS)
def test_force_constants_that_cannot_be_are_refused(tmp_path, name):
    path = spoiled(tmp_path, ForceConstants, BAD_CONSTANTS[name])
    with pytest.raises(UltralowError, match="(?s)^stored.hdf5: .*To mend it: "):
        read(path, ForceConstants)


@pytest.mark.parametrize("kind, stem", [(Modes, "modes"), (ForceConstants, "force_constants")])
def test_every_stored_file_is_read_for_its_own_crystal_and_for_no_other(kind, stem):
    paths = sorted(COMPUTED.glob(f"*/{stem}_*.hdf5"))
    assert paths
    crystals = {name: materials.get(name).atoms for name in materials.names()}
    for path in paths:
        found = phonon_files.read(path, kind)
        for name, atoms in crystals.items():
            if name == path.parent.name:
                lattice_checks.check_crystal(found, atoms, path.name)
            else:
                with pytest.raises(UltralowError, match="belongs to another crystal"):
                    lattice_checks.check_crystal(found, atoms, path.name)


@pytest.mark.parametrize("cells", [(5, 1, 1), (5, 2, 2), (5, 5, 2), (8, 4, 5)])
def test_a_primitive_cell_of_a_centred_crystal_is_its_own(cells):
    """Of any whole number of its cells, as of a supercell whose atoms are centred by thirty-two."""
    from ase.build import bulk

    modes = phonon_files.read(FILES[Modes], Modes)
    atoms = bulk("Cu", cubic=True) * cells
    own = modes.volume * 1e30 / 20 / (atoms.get_volume() / len(atoms))
    scaled = atoms.copy()
    scaled.set_cell(atoms.cell * own ** (1 / 3))
    lattice_checks.check_crystal(modes, scaled, "stored.hdf5")
    with pytest.raises(UltralowError, match="another crystal"):
        lattice_checks.check_crystal(modes, atoms, "stored.hdf5")
    del scaled[0]
    scaled.set_cell(scaled.cell * (len(scaled) / len(atoms)) ** (1 / 3), scale_atoms=False)
    with pytest.raises(UltralowError, match="another crystal"):
        lattice_checks.check_crystal(modes, scaled, "stored.hdf5")


@settings(max_examples=40, deadline=None)
@given(
    key=st.sampled_from(Modes._fields),
    factor=st.sampled_from([0.0, -1.0, 1e-12, 1e-3, 1e3, 1e12, 1e300, float("nan"), 1.0]),
    share=st.floats(0, 1),
)
def test_changed_modes_are_read_finite_or_refused_in_one_message(
    tmp_path_factory, key, factor, share
):
    def change(values):
        kind = np.asarray(values).dtype.kind
        made = np.array(values, float if kind == "f" else "i8")
        count = max(1, int(share * made.size))
        if kind == "f":
            with np.errstate(all="ignore"):
                made.flat[:count] = made.flat[:count] * factor
        else:
            made.flat[:count] = -made.flat[:count] if factor < 0 else made.flat[:count] * 3
        return made

    path = spoiled(tmp_path_factory.mktemp("modes"), Modes, put(key, change))
    try:
        found = read(path, Modes)
    except UltralowError as problem:
        assert str(problem).startswith("stored.hdf5: ")
        return
    assert np.isfinite(found.frequencies).all() and np.isfinite(found.velocity_products).all()
    assert found.weights.sum() == np.prod(found.mesh)
