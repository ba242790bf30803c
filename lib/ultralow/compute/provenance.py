"""What a computed result says beside its numbers: versions, structure, and how it is rounded."""

import hashlib
import platform
from importlib.metadata import version
from pathlib import Path

import numpy as np


def rounded(values, digits):
    """Plain numbers at a fixed number of decimals, None as it is, and no minus zero."""
    return values if values is None else (np.round(values, digits) + 0.0).tolist()


def significant(values, digits=5):
    """Plain numbers of a few significant digits, nested as they came, and no minus zero."""
    if np.ndim(values):
        return [significant(one, digits) for one in values]
    return float(f"{values:.{digits}g}") + 0.0


def provenance(packages, **more):
    """The versions that numbers hang on besides the structure and the settings.

    Parameters
    ----------
    packages : sequence of str
        Names of installed distributions.
    **more
        What else belongs there, put first.
    """
    python = ".".join(platform.python_version_tuple()[:2])
    return {**more, "python": python, **{name: version(name) for name in packages}}


def fingerprint(path):
    """Path and SHA-256 of a file that numbers hang on."""
    path = Path(path)
    return {"path": path.as_posix(), "sha256": hashlib.sha256(path.read_bytes()).hexdigest()}


def read_structure(path, read):
    """The atoms of a CIF, and what a result says about them.

    Parameters
    ----------
    path : str or os.PathLike
    read : callable
        Reads a CIF, as `ultralow.data.crystal_file.read` does.

    Returns
    -------
    atoms : ase.Atoms
    about : dict
        Path, sha256, space group, lattice and angles.

    Raises
    ------
    UltralowError
        As ``read`` does.
    """
    found = read(path)
    about = {
        **fingerprint(path),
        "space_group": found.symbol,
        "space_group_number": found.symmetry.number,
        "lattice_A": rounded(found.atoms.cell.lengths(), 5),
        "angles_degree": rounded(found.atoms.cell.angles(), 4),
    }
    return found.atoms, about
