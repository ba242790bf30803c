"""Stored snapshots that potentials are tuned on, with forces from first principles: extended XYZ.

They lie beside those that judge (:mod:`ultralow.data.force_frames`), and hold nothing of any
potential. Lengths are in angstrom, forces in eV/angstrom.
"""

import numpy as np

from ultralow.data import force_frames, tables
from ultralow.errors import UltralowError

FORCES = f"forces_{force_frames.REFERENCE}"
_MEND = "restore the file, or compute it anew with `make training`"
_TOLD = ("repeats", "ensemble", "factor")


def path(material: str) -> str:
    """The file of a crystal, relative to the data folder."""
    return f"computed/{material}/training_{force_frames.REFERENCE}.xyz"


def read(material: str) -> list:
    """The stored frames of a crystal, each an :class:`ase.Atoms` with an array ``forces_pbe``.

    Raises
    ------
    UltralowError
        If nothing is stored, the file has changed, is cut short, or holds what cannot be forces.
    """
    name = path(material)
    return parse(tables.path(name), f"data/{name}")


def parse(file, shown: str) -> list:
    """The frames in a file; see `read`.

    Parameters
    ----------
    file : str or os.PathLike
    shown : str
        Its name for messages.
    """
    frames = force_frames.snapshots_in(file, shown, _MEND)
    for count, atoms in enumerate(frames, 1):
        _check(atoms, f"{shown}, snapshot {count}")
    return frames


def _check(atoms, shown):
    if not set(_TOLD) <= set(atoms.info) or np.size(atoms.info["repeats"]) != 3:
        raise _bad(shown, f"its second line wants {', '.join(_TOLD)}")
    forces = atoms.arrays.get(FORCES)
    if forces is None or forces.shape != (len(atoms), 3):
        raise _bad(shown, f"it wants three numbers an atom under {FORCES}")
    if not (np.isfinite(forces).all() and np.isfinite(atoms.positions).all()):
        raise _bad(shown, "it holds what is not a number")
    if abs(forces).max() > force_frames.LARGEST_FORCE:
        raise _bad(shown, f"a force of more than {force_frames.LARGEST_FORCE:g} eV/Å")


def _bad(shown, what):
    return UltralowError(f"{shown}: {what}.", mend=_MEND)
