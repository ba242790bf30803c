"""The two HDF5 files of a computed lattice: which arrays, in which units, written and read.

The one place that knows the format. HDF5 carries no units of its own, so that every dataset has
an attribute ``unit``, and each file an attribute ``format`` that a reader checks. Everything is in
SI but the force constants, which keep the eV and angstrom of phonopy and phono3py.
"""

from pathlib import Path

import numpy as np

from ultralow.data import atomic_write, lattice_checks
from ultralow.errors import UltralowError
from ultralow.heat.mesh_modes import Modes
from ultralow.phonons.force_constants import ForceConstants

MOST_BYTES = 1_000_000_000

# Of each stored array: number format and unit. Velocity products keep half of their square.
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
# Bits of the mantissa that the bulky arrays keep: 16 are five digits, and 30 nine, where the forces
# are good to three. What is not kept is zero, which packs to three quarters of the bytes.
_BITS = {"velocity_products": 16, "scattering_rates": 30}
# Modes of version 1 held products of phono3py's velocity matrix, which are no longer ours.
_FORMATS = {Modes: "ultralow modes 2", ForceConstants: "ultralow force constants 1"}


def write(path, content):
    """Store modes or force constants, whole or not at all.

    Parameters
    ----------
    path : str or os.PathLike
    content : Modes or ForceConstants
    """

    def fill(file):
        file.attrs["format"] = _FORMATS[type(content)]
        for key, value in content._asdict().items():
            kept = _kept(key, _packed(key, value))
            _store(file, key, kept, *_STORED[type(content)][key])

    atomic_write.write_hdf5(path, fill)


def _store(file, key, value, kind, unit):
    value = np.asarray(value, dtype=kind)
    # Times would make two runs differ; filters work on arrays only, and on the whole of one at
    # once: in small blocks the same numbers take twice the room.
    options = {"compression": "gzip", "compression_opts": 9, "shuffle": True} if value.ndim else {}
    options |= {"chunks": value.shape} if value.ndim and value.size else {}
    dataset = file.create_dataset(key, data=value, track_times=False, **options)
    dataset.attrs["unit"] = unit


def _packed(key, value):
    """Half of a symmetric square: pairs of modes with s <= s'."""
    if key != "velocity_products":
        return value
    rows, columns = np.triu_indices(np.shape(value)[-1])
    return np.asarray(value)[..., rows, columns]


def _kept(key, value):
    """Numbers rounded to the bits that are kept of them."""
    if key not in _BITS:
        return value
    mantissa, exponent = np.frexp(value)
    return np.ldexp(np.round(np.ldexp(mantissa, _BITS[key])), exponent - _BITS[key])


def _unpacked(packed, modes):
    rows, columns = np.triu_indices(modes)
    full = np.empty((*packed.shape[:-1], modes, modes))
    full[..., rows, columns] = packed
    full[..., columns, rows] = packed
    return full


def read(path, kind, shown=None, without=()):
    """Read what `write` stored.

    Parameters
    ----------
    path : str or os.PathLike
    kind : type
        `Modes` or `ForceConstants`.
    shown : str, optional
        The path as messages show it.
    without : tuple of str
        Arrays that are not unpacked, since nobody asks for them: None in what is returned.

    Returns
    -------
    Modes or ForceConstants

    Raises
    ------
    UltralowError
        If the file is cut short or no HDF5, of another kind or version, holds more than
        `MOST_BYTES`, lacks an array, or has one of another unit or kind of number, of a shape
        that does not fit the others, or with numbers that cannot be.
    """
    import h5py

    shown = shown or Path(path).name
    try:
        with h5py.File(path, "r") as file:
            _check_format(file, kind, shown)
            stored = {key: _dataset(file, key, kind, shown) for key in kind._fields}
            _check_size(stored, shown)
            arrays = {key: one[()] for key, one in stored.items() if key not in without}
    except (OSError, RuntimeError) as problem:
        raise UltralowError(
            f"{shown}: cut short, or no HDF5 file.",
            str(problem).split("(")[-1].rstrip(")"),
            "restore it, or compute it anew with `make compute`",
        ) from None
    arrays = {key: np.asarray(value) for key, value in arrays.items()}
    if kind is Modes:
        lattice_checks.check_modes(arrays, shown)
        arrays["mesh"] = tuple(int(count) for count in arrays["mesh"])
        arrays["volume"] = float(arrays["volume"])
        count = arrays["frequencies"].shape[1]
        arrays["velocity_products"] = _unpacked(arrays["velocity_products"], count)
    else:
        lattice_checks.check_force_constants(arrays, shown)
    return kind(**dict.fromkeys(without), **arrays)


def _dataset(file, key, kind, shown):
    """A dataset in the file itself, of the right kind of number and unit."""
    import h5py

    mend = "restore it, or compute it anew with `make compute`"
    link = file.get(key, getlink=True)
    if link is None:
        raise UltralowError(f"{shown}: an array is missing, '{key}'", mend=mend)
    found = file[key] if isinstance(link, h5py.HardLink) else None
    form, unit = _STORED[kind][key]
    array = isinstance(found, h5py.Dataset) and found.shape is not None
    if not array or found.dtype.kind not in {"i": "iu", "f": "f"}[form[0]]:
        kinds = {"i": "whole numbers", "f": "real numbers"}
        raise UltralowError(f"{shown}: '{key}' is no array of {kinds[form[0]]}", mend=mend)
    told = found.attrs.get("unit")
    if not isinstance(told, str) or told != unit:
        raise UltralowError(f"{shown}: '{key}' is in {told!r}, and {unit!r} is wanted", mend=mend)
    return found


def _check_size(stored, shown):
    """Refuse what would not fit into memory; compressed, it can be a small file."""
    sizes = {key: (one.size or 0) * one.dtype.itemsize for key, one in stored.items()}
    largest = max(sizes, key=sizes.get)
    if sum(sizes.values()) > MOST_BYTES:
        raise UltralowError(
            f"{shown}: '{largest}' unfolds to {sizes[largest] / 1e9:.3g} GB, and at most "
            f"{MOST_BYTES / 1e9:g} GB are read",
            mend="compute it with a smaller supercell or mesh",
        )


def _check_format(file, kind, shown):
    found, expected = file.attrs.get("format"), _FORMATS[kind]
    if not isinstance(found, str) or found != expected:
        raise UltralowError(
            f"{shown}: its format is {found!r}, and this version reads {expected!r}.",
            mend="compute it anew with `make compute`, or use the version that wrote it",
        )
