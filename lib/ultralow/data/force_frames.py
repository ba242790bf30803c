"""Stored snapshots with their forces, from first principles and of the potentials, as extended XYZ.

Each pair of snapshots is displaced both ways from the mean positions of an ensemble, which are
stored, too, as the still snapshot of that ensemble. Lengths are in angstrom, forces in eV/angstrom.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from ultralow.checks import FloatArray, IntArray
from ultralow.data import tables
from ultralow.errors import UltralowError

REFERENCE = "pbe"
_FORCES = "forces_"
# No force on an atom of a crystal below its melting point comes near, and atoms do not meet.
LARGEST_FORCE = 50.0
_SAME_A = 1e-5
_MEND = "restore the file, or compute it anew with `make referee`"


class ForceFrames(NamedTuple):
    """Pairs of snapshots of one size of cell.

    Attributes
    ----------
    repeats : tuple of int
        Of the unit cell, along its three axes.
    numbers : numpy.ndarray of int, shape (n,)
        Atomic numbers.
    ensembles : tuple of str
        Of each of the m pairs, whose mean positions it is displaced from.
    moved : numpy.ndarray, shape (m, n, 3)
        The displacement of the first of each pair; the second has the opposite.
    forces, still : dict
        By ``"pbe"`` and the name of each potential: forces on the pairs, shape (m, 2, n, 3), and
        on the atoms at the positions that each is displaced from, shape (m, n, 3).
    """

    repeats: tuple[int, ...]
    numbers: IntArray
    ensembles: tuple[str, ...]
    moved: FloatArray
    forces: dict[str, FloatArray]
    still: dict[str, FloatArray]


def path(material: str) -> str:
    """The file of a crystal, relative to the data folder."""
    return f"computed/{material}/snapshots_{REFERENCE}.xyz"


def read(material: str) -> tuple[ForceFrames, ...]:
    """The stored snapshots of a crystal, one entry for each size of cell, as they were drawn.

    Raises
    ------
    UltralowError
        If nothing is stored, the file has changed, is cut short, or holds what cannot be forces
        on pairs of snapshots.
    """
    name = path(material)
    return parse(tables.path(name), f"data/{name}")


def parse(file, shown: str) -> tuple[ForceFrames, ...]:
    """The snapshots in a file; see `read`.

    Parameters
    ----------
    file : str or os.PathLike
    shown : str
        Its name for messages.
    """
    frames = snapshots_in(file, shown, _MEND)
    for count, atoms in enumerate(frames, 1):
        _check(atoms, f"{shown}, snapshot {count}")
    still = {atoms.info["ensemble"]: atoms for atoms in frames if atoms.info["sign"] == 0}
    moving = [atoms for atoms in frames if atoms.info["sign"] != 0]
    sizes = dict.fromkeys(_repeats(atoms) for atoms in moving)
    if not sizes:
        raise _bad(shown, "it holds no pair of snapshots")
    return tuple(
        _of_size(size, [one for one in moving if _repeats(one) == size], still, shown)
        for size in sizes
    )


def snapshots_in(file, shown: str, mend: str) -> list:
    """All snapshots in an extended XYZ, each an :class:`ase.Atoms`; or one message.

    Parameters
    ----------
    file : str or os.PathLike
    shown, mend : str
        For the message: the name of the file, and what helps.
    """
    from ase.io import read as read_atoms

    try:
        found = read_atoms(file, index=":", format="extxyz")
    except Exception as problem:  # whatever a parser of text may meet
        raise UltralowError(f"{shown}: it cannot be read: {problem}.", mend=mend) from None
    if not found:
        raise UltralowError(f"{shown}: it holds no snapshot.", mend=mend)
    return found


def joined(sizes: Sequence[ForceFrames]) -> ForceFrames:
    """Pairs of several cells of as many atoms, together; the repeats are those of the first."""
    first, *_ = sizes
    return first._replace(
        ensembles=sum((one.ensembles for one in sizes), ()),
        moved=np.concatenate([one.moved for one in sizes]),
        forces={name: np.concatenate([one.forces[name] for one in sizes]) for name in first.forces},
        still={name: np.concatenate([one.still[name] for one in sizes]) for name in first.still},
    )


def _check(atoms, shown):
    lacking = {"repeats", "ensemble", "pair", "sign"} - set(atoms.info)
    if lacking or atoms.info["sign"] not in (-1, 0, 1) or np.size(atoms.info["repeats"]) != 3:
        raise _bad(shown, "its second line wants repeats, ensemble, pair and sign")
    arrays = {key: atoms.arrays[key] for key in atoms.arrays if key.startswith(_FORCES)}
    if f"{_FORCES}{REFERENCE}" not in arrays or len(arrays) < 2:
        raise _bad(shown, f"it wants columns {_FORCES}{REFERENCE} and those of a potential")
    for key, values in {"pos": atoms.positions, **arrays}.items():
        if not np.isfinite(values).all():
            raise _bad(shown, f"{key} holds what is not a number")
    for key, values in arrays.items():
        if np.shape(values) != (len(atoms), 3) or abs(values).max() > LARGEST_FORCE:
            raise _bad(shown, f"{key} wants three numbers an atom, up to {LARGEST_FORCE:g} eV/Å")


def _of_size(repeats, moving, still, shown):
    pairs: dict[int, dict[int, object]] = {}
    for atoms in moving:
        pairs.setdefault(int(atoms.info["pair"]), {})[int(atoms.info["sign"])] = atoms
    moved = [_displacement(number, pair, still, shown) for number, pair in pairs.items()]
    plus = [pair[1] for pair in pairs.values()]
    names = [key.removeprefix(_FORCES) for key in plus[0].arrays if key.startswith(_FORCES)]
    forces = {
        name: np.array([[pair[sign].arrays[_FORCES + name] for sign in (1, -1)]
                        for pair in pairs.values()])
        for name in names
    }  # fmt: skip
    ensembles = tuple(atoms.info["ensemble"] for atoms in plus)
    copies = int(np.prod(repeats))
    rest = {
        name: np.array([
            np.repeat(still[one].arrays[_FORCES + name], copies, axis=0) for one in ensembles
        ])
        for name in names
    }  # fmt: skip
    return ForceFrames(repeats, plus[0].numbers, ensembles, np.array(moved), forces, rest)


def _displacement(number, pair, still, shown):
    """Of the first of a pair, once it is sure that it is one and lies about its ensemble's mean."""
    if set(pair) != {1, -1} or len(pair[1]) != len(pair[-1]):
        raise _bad(shown, f"pair {number} has not one snapshot of either sign")
    mean = (pair[1].positions + pair[-1].positions) / 2
    about = still.get(pair[1].info["ensemble"])
    if about is None:
        raise _bad(shown, f"the still snapshot of {pair[1].info['ensemble']} is missing")
    # A supercell's atoms stand copy by copy behind each atom of the unit cell.
    cells = np.linalg.solve(about.cell[:].T, (mean - _copied(about, pair[1])).T)
    if abs(cells - np.rint(cells)).max() * about.cell.lengths().max() > _SAME_A:
        raise _bad(shown, f"pair {number} is not displaced both ways from the still positions")
    return (pair[1].positions - pair[-1].positions) / 2


def _copied(about, atoms):
    return np.repeat(about.positions, len(atoms) // len(about), axis=0)


def _repeats(atoms):
    return tuple(int(one) for one in atoms.info["repeats"])


def _bad(shown, what):
    return UltralowError(f"{shown}: {what}.", mend=_MEND)
