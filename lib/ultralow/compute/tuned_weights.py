"""The file of a tuned potential: how far tuning moved each weight of a shipped potential.

HDF5 and no pickle, which could run code as it is read. The weights are those of the model as it is
built from the shipped file, so that nothing is converted twice. Of how far they moved three digits
are kept, which packs to a third of the bytes: in forces that is some hundredths of a meV/angstrom.
"""

import re
from pathlib import Path
from typing import NamedTuple

import numpy as np

from ultralow.errors import UltralowError

FORMAT = "ultralow tuned weights 1"
# The larger of the shipped potentials has 1.2 million weights, each of four bytes.
MOST_BYTES = 15_000_000
_BITS = 10


class TunedWeights(NamedTuple):
    """What a tuned potential differs in from the shipped one that it began with.

    Attributes
    ----------
    base : str
        Name of the shipped potential.
    base_sha256 : str
        Of its file.
    moved : dict
        Name of a parameter of the model to what is added to its values, in single precision.
    """

    base: str
    base_sha256: str
    moved: dict


def fill(file, tuned):
    """Put tuned weights into an open `h5py.File`.

    Parameters
    ----------
    file : h5py.File
    tuned : TunedWeights
    """
    file.attrs.update(format=FORMAT, base=tuned.base, base_sha256=tuned.base_sha256)
    for name in sorted(tuned.moved):
        values = kept(tuned.moved[name])
        file.create_dataset(
            name, data=values, track_times=False, chunks=values.shape, compression="gzip",
            compression_opts=9, shuffle=True,
        )  # fmt: skip


def kept(moved):
    """What is stored of how far weights moved: ten bits of each, in single precision."""
    mantissa, exponent = np.frexp(np.asarray(moved, dtype="f4"))
    return np.ldexp(np.round(np.ldexp(mantissa, _BITS)), exponent - _BITS).astype("f4")


def read(path):
    """Tuned weights from a file.

    Parameters
    ----------
    path : str or os.PathLike

    Returns
    -------
    TunedWeights

    Raises
    ------
    UltralowError
        If the file is missing, cut short, too large, of another kind, or holds what are no weights.
    """
    import h5py

    path = Path(path)
    if not path.is_file():
        raise _bad(path, "no such file")
    if path.stat().st_size > MOST_BYTES:
        raise _bad(path, f"larger than {MOST_BYTES / 1e6:g} MB")
    try:
        with h5py.File(path, "r") as file:
            return _checked(file, path)
    except (OSError, RuntimeError) as problem:
        raise _bad(path, f"cut short, or no HDF5 file ({problem!s:.60})") from None


def _checked(file, path):
    import h5py

    told = {name: file.attrs.get(name) for name in ("format", "base", "base_sha256")}
    if told["format"] != FORMAT or not isinstance(told["base"], str):
        raise _bad(path, f"its format is {told['format']!r}, and this version reads {FORMAT!r}")
    if not re.fullmatch("[0-9a-f]{64}", str(told["base_sha256"])):
        raise _bad(path, "it does not say of which file its base is")
    moved = {}
    for name in file:
        stored = file[name] if isinstance(file.get(name, getlink=True), h5py.HardLink) else None
        if not isinstance(stored, h5py.Dataset) or stored.dtype != np.float32:
            raise _bad(path, f"{name!r} is no array of single precision")
        if stored.nbytes > MOST_BYTES or not np.isfinite(stored[()]).all():
            raise _bad(path, f"{name!r} holds what are no weights")
        moved[name] = stored[()]
    if not moved:
        raise _bad(path, "it holds no weights")
    return TunedWeights(told["base"], told["base_sha256"], moved)


def _bad(path, what):
    return UltralowError(
        f"{path.name}: {what}.",
        "A tuned potential was expected.",
        "restore the file, or make it anew with `make tune`",
    )
