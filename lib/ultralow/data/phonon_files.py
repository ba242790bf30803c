"""The two HDF5 files of a computed lattice: which arrays, in which units, written and read.

The one place that knows the format. HDF5 carries no units of its own, so that every dataset has
an attribute ``unit``, and each file an attribute ``format`` that a reader checks. Everything is in
SI but the force constants, which keep the eV and angstrom of phonopy and phono3py.
"""

from pathlib import Path

import numpy as np

from ultralow.data import atomic_write
from ultralow.errors import UltralowError
from ultralow.heat.mesh_modes import Modes
from ultralow.phonons.force_constants import ForceConstants

VERSION = 1


# Of each stored array: number format and unit. Velocity products keep half of their square, in
# single precision: seven digits, where the force constants are good to two.
_STORED = {
    Modes: {
        "mesh": ("i4", "1"),
        "volume": ("f8", "m3"),
        "wavevectors": ("f8", "reciprocal axes of the primitive cell"),
        "weights": ("i4", "1"),
        "frequencies": ("f8", "Hz"),
        "group_velocities": ("f8", "m s-1"),
        "velocity_products": ("f4", "m2 s-2"),
        "temperatures": ("f8", "K"),
        "scattering_rates": ("f8", "s-1"),
        "isotope_rates": ("f8", "s-1"),
    },
    ForceConstants: {
        "lattice": ("f8", "angstrom"),
        "positions": ("f8", "axes of the unit cell"),
        "numbers": ("i4", "1"),
        "primitive_matrix": ("f8", "1"),
        "supercell_second": ("i4", "1"),
        "supercell_third": ("i4", "1"),
        "second": ("f8", "eV angstrom-2"),
        "third": ("f4", "eV angstrom-3"),
    },
}
_NAMES = {Modes: "modes", ForceConstants: "force constants"}


def write(path, content):
    """Store modes or force constants, whole or not at all.

    Parameters
    ----------
    path : str or os.PathLike
    content : Modes or ForceConstants
    """

    def fill(file):
        file.attrs["format"] = f"ultralow {_NAMES[type(content)]} {VERSION}"
        for key, value in content._asdict().items():
            _store(file, key, _packed(key, value), *_STORED[type(content)][key])

    atomic_write.write_hdf5(path, fill)


def _store(file, key, value, kind, unit):
    value = np.asarray(value, dtype=kind)
    # Times would make two runs differ; filters work on arrays only.
    options = {"compression": "gzip", "compression_opts": 9, "shuffle": True} if value.ndim else {}
    dataset = file.create_dataset(key, data=value, track_times=False, **options)
    dataset.attrs["unit"] = unit


def _packed(key, value):
    """Half of a symmetric square: pairs of modes with s <= s'."""
    if key != "velocity_products":
        return value
    rows, columns = np.triu_indices(np.shape(value)[-1])
    return np.asarray(value)[..., rows, columns]


def _unpacked(packed, modes):
    rows, columns = np.triu_indices(modes)
    full = np.empty((*packed.shape[:-1], modes, modes))
    full[..., rows, columns] = packed
    full[..., columns, rows] = packed
    return full


def read(path, kind, shown=None):
    """Read what `write` stored.

    Parameters
    ----------
    path : str or os.PathLike
    kind : type
        `Modes` or `ForceConstants`.
    shown : str, optional
        The path as messages show it.

    Returns
    -------
    Modes or ForceConstants

    Raises
    ------
    UltralowError
        If the file is cut short or no HDF5, of another kind or version, or lacks an array.
    """
    import h5py

    shown = shown or Path(path).name
    try:
        with h5py.File(path, "r") as file:
            _check_format(file, kind, shown)
            arrays = {key: file[key][()] for key in kind._fields}
    except OSError as problem:
        raise UltralowError(
            f"{shown}: cut short, or no HDF5 file.",
            str(problem).split("(")[-1].rstrip(")"),
            "restore it, or compute it anew with `make compute`",
        ) from None
    except KeyError as problem:
        raise UltralowError(f"{shown}: an array is missing, {problem.args[0]}") from None
    if kind is Modes:
        arrays["mesh"] = tuple(int(count) for count in arrays["mesh"])
        arrays["volume"] = float(arrays["volume"])
        count = arrays["frequencies"].shape[1]
        arrays["velocity_products"] = _unpacked(arrays["velocity_products"], count)
    return kind(**arrays)


def _check_format(file, kind, shown):
    found, expected = file.attrs.get("format"), f"ultralow {_NAMES[kind]} {VERSION}"
    if found != expected:
        raise UltralowError(
            f"{shown}: its format is {found!r}, and this version reads {expected!r}.",
            mend="compute it anew with `make compute`, or use the version that wrote it",
        )
