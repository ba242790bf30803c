"""What a computed result says beside its numbers: versions, structure, and how it is rounded."""

import hashlib
import platform
from importlib.metadata import version
from pathlib import Path

import numpy as np

from ultralow.errors import UltralowError


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


def read_structure(path):
    """The atoms of a CIF, and what a result says about them.

    Returns
    -------
    atoms : ase.Atoms
    about : dict
        Path, sha256, space group, lattice and angles.

    Raises
    ------
    UltralowError
        If the file cannot be read as a CIF.
    """
    from ase.io import read

    try:
        content = Path(path).read_bytes()
        atoms = read(path, format="cif", store_tags=True)
    except Exception as problem:
        raise UltralowError(f"{path} cannot be read as a CIF: {problem}") from None
    about = {
        "path": Path(path).as_posix(),
        "sha256": hashlib.sha256(content).hexdigest(),
        "space_group": atoms.info.get("_space_group_name_h-m_alt"),
        "space_group_number": atoms.info.get("_space_group_it_number"),
        "lattice_A": rounded(atoms.cell.lengths(), 5),
        "angles_degree": rounded(atoms.cell.angles(), 4),
    }
    atoms.info = {}
    return atoms, about
