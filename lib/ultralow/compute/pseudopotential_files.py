"""Pseudopotentials: read in the format that ABINIT calls 8, written in that of Quantum ESPRESSO.

Soft norm-conserving ones of nearly all elements, with a model of the core's charge, come with the
package sparc-x-api; the program that computes with them here reads another format. Both hold the
same functions on the same radial mesh: local potential, projectors, charges. Lengths are in bohr,
energies in hartree in the one and in rydberg, half of that, in the other.

References
----------
Hamann, Phys. Rev. B 88, 085117 (2013), doi:10.1103/PhysRevB.88.085117: such pseudopotentials.
Shojaei et al., Comput. Phys. Commun. 283, 108594 (2023), doi:10.1016/j.cpc.2022.108594: these.
"""

from importlib import util
from pathlib import Path
from typing import NamedTuple

import numpy as np

from ultralow.errors import UltralowError

_HEADER = 6  # lines
_RYDBERG = 2.0  # of a hartree
_PBE = 11  # as ABINIT counts functionals


class Projector(NamedTuple):
    """One projector: angular momentum, energy in hartree, and r times its radial part."""

    momentum: int
    energy: float
    values: np.ndarray


class Pseudopotential(NamedTuple):
    """A separable norm-conserving pseudopotential for PBE.

    Attributes
    ----------
    number : int
        Of the element.
    electrons : int
        That are left to be computed.
    mesh : numpy.ndarray, shape (n,)
        Radii from 0 on, in equal steps.
    local : numpy.ndarray, shape (n,)
        Local potential.
    projectors : list of Projector
    core : numpy.ndarray, shape (n,), or None
        4π times the density of the model core.
    charge : numpy.ndarray, shape (n,)
        4π times the density of the valence electrons of the atom.
    """

    number: int
    electrons: int
    mesh: np.ndarray
    local: np.ndarray
    projectors: list
    core: np.ndarray | None
    charge: np.ndarray


def installed(symbols, folder=None):
    """The file of each element's pseudopotential.

    Parameters
    ----------
    symbols : iterable of str
    folder : path, optional
        Where they lie; in the installed package sparc-x-api without it.

    Returns
    -------
    dict
        Symbol to path, in the order of the symbols, each once.

    Raises
    ------
    UltralowError
        If the package is not installed, or it has none, or several, of an element.
    """
    folder = Path(folder) if folder else _folder()
    found = {}
    for symbol in dict.fromkeys(symbols):
        files = sorted(folder.glob(f"[0-9]*_{symbol}_*pbe*.psp8"))
        if len(files) != 1:
            raise UltralowError(
                f"{symbol}: {len(files)} pseudopotentials",
                f"one is looked for among the files *_{symbol}_*pbe*.psp8 of {folder.name}",
                "ask for a crystal of elements that the package has, hydrogen to bismuth",
            )
        found[symbol] = files[0]
    return found


def _folder():
    spec = util.find_spec("sparc")
    if spec is None or not spec.submodule_search_locations:
        raise UltralowError("the pseudopotentials are not installed",
                            "they come with the package sparc-x-api",
                            "run `make .venv-compute/ready`")  # fmt: skip
    return Path(spec.submodule_search_locations[0]) / "psp"


def read(path):
    """Read a pseudopotential in format 8.

    Parameters
    ----------
    path : path

    Returns
    -------
    Pseudopotential

    Raises
    ------
    UltralowError
        If it is none, or one for another functional.
    """
    lines = Path(path).read_text(encoding="utf-8").splitlines()
    try:
        return _parsed(lines)
    except (ValueError, IndexError) as problem:
        name, mend = Path(path).name, "take the one that sparc-x-api brings"
        what = f"{name}: no pseudopotential in format 8 for PBE"
        raise UltralowError(what, str(problem), mend) from None


def _parsed(lines):
    number, electrons = (round(float(word)) for word in lines[1].split()[:2])
    code, functional, highest, _, points = (int(word) for word in lines[2].split()[:5])
    if (code, functional) != (8, _PBE):
        raise ValueError(f"format {code}, functional {functional}")
    has_core = float(lines[3].split()[1]) > 0
    counts = [int(word) for word in lines[4].split()[: highest + 1]]
    rest, projectors = lines[_HEADER:], []
    for momentum, count in enumerate(counts):
        if count:
            energies = [float(word) for word in rest[0].split()[1 : 1 + count]]
            block, rest = _block(rest[1:], points, 2 + count)
            projectors += map(Projector, [momentum] * count, energies, block[:, 2:].T)
    local, rest = _block(rest[1:], points, 3)
    core, rest = _block(rest, points, 3) if has_core else (None, rest)
    charge, _ = _block(rest, points, 3)
    return Pseudopotential(number, electrons, local[:, 1], local[:, 2], projectors,
                           None if core is None else core[:, 2], charge[:, 2])  # fmt: skip


def _block(lines, points, columns):
    """A block of so many points and columns, and the lines behind it."""
    rows = [[float(word) for word in line.split()[:columns]] for line in lines[:points]]
    found = np.array(rows)
    if found.shape != (points, columns):
        raise ValueError(f"a block of {found.shape} in place of {points} by {columns}")
    return found, lines[points:]


def text(potential, symbol):
    """A pseudopotential as Quantum ESPRESSO reads it.

    Parameters
    ----------
    potential : Pseudopotential
    symbol : str

    Returns
    -------
    str
        UPF, version 2.0.1.
    """
    mesh, projectors = potential.mesh, potential.projectors
    energies = _RYDBERG * np.diag([one.energy for one in projectors])
    core = [] if potential.core is None else [_field("PP_NLCC", potential.core / (4 * np.pi))]
    return "\n".join([
        '<UPF version="2.0.1">', *_header(potential, symbol),
        f'<PP_MESH mesh="{len(mesh)}">', _field("PP_R", mesh),
        _field("PP_RAB", np.full(len(mesh), mesh[1] - mesh[0])), "</PP_MESH>",
        *core, _field("PP_LOCAL", _RYDBERG * potential.local), "<PP_NONLOCAL>",
        *(_field(f"PP_BETA.{index}", one.values, angular_momentum=one.momentum, index=index,
                 cutoff_radius_index=len(mesh), cutoff_radius=f"{mesh[-1]:.4f}")
          for index, one in enumerate(projectors, start=1)),
        _field("PP_DIJ", energies.ravel()), "</PP_NONLOCAL>", "<PP_PSWFC>", "</PP_PSWFC>",
        _field("PP_RHOATOM", mesh**2 * potential.charge), "</UPF>",
    ]) + "\n"  # fmt: skip


def _header(potential, symbol):
    momenta = [one.momentum for one in potential.projectors]
    told = {
        "element": symbol, "pseudo_type": "NC", "relativistic": "scalar", "is_ultrasoft": "F",
        "is_paw": "F", "is_coulomb": "F", "has_so": "F", "has_wfc": "F", "has_gipaw": "F",
        "core_correction": "F" if potential.core is None else "T", "functional": "PBE",
        "z_valence": f"{potential.electrons}.0", "total_psenergy": "0.0", "wfc_cutoff": "0.0",
        "rho_cutoff": "0.0", "l_max": max(momenta), "l_local": -1,
        "mesh_size": len(potential.mesh), "number_of_wfc": 0, "number_of_proj": len(momenta),
    }  # fmt: skip
    # A line an attribute: the program's parser does not read long ones.
    *lines, last = (f'{name}="{value}"' for name, value in told.items())
    return ["<PP_HEADER", *lines, f"{last}/>"]


def _field(name, values, **attributes):
    words = "".join(f' {key}="{value}"' for key, value in attributes.items())
    rows = (values[start : start + 4] for start in range(0, len(values), 4))
    lines = (" ".join(f"{value:.13E}" for value in row) for row in rows)
    body = "\n".join(lines)
    return f'<{name} type="real" size="{len(values)}"{words}>\n{body}\n</{name}>'
