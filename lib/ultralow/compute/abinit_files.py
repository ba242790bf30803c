"""Files of ABINIT: the input of a crystal in an electric field, and what it answers.

ABINIT computes how the electrons of a crystal answer to a homogeneous field by perturbation theory,
in three stages: the ground state, the slope of its states in the wavevector along each axis, and
their answer to the field, which holds the dielectric tensor of the electrons and the Born effective
charges of all atoms. Lengths are in bohr and energies in hartree there, as the names say.

References
----------
Gonze and Lee, Phys. Rev. B 55, 10355 (1997), doi:10.1103/PhysRevB.55.10355
Shojaei et al., Comput. Phys. Commun. 283, 108594 (2023), doi:10.1016/j.cpc.2022.108594: the
pseudopotentials, which come with the package sparc-x-api
"""

import re
from importlib import util
from pathlib import Path
from typing import NamedTuple

import numpy as np
from scipy.constants import angstrom, physical_constants

from ultralow.compute import sampling
from ultralow.errors import UltralowError

BOHR_A = physical_constants["Bohr radius"][0] / angstrom
PBE = 11  # as ABINIT counts functionals
STAGES = {
    # Of the bands' energies; potentials are converged further, since all else stands on them.
    "ground": "tolvrs 1e-10\nkptopt 1",
    "slope": "rfelfd 2\niscf -3\ntolwfr {slope:g}",
    "field": "rfelfd 3\nirdddk 1\ntolvrs {field:g}\nprtwf 0\nprtden 0",
}
RESPONSE = 'getwfk_filepath "ground_WFK"\nkptopt 2\nrfdir 1 1 1\nnqpt 1\nqpt 0 0 0\nprtpot 0'
_NUMBER = r"(-?\d+\.\d+(?:E[-+]\d+)?)"


class Settings(NamedTuple):
    """How the electrons are computed.

    Attributes
    ----------
    cutoff_Ha : float
        Of the plane waves.
    reach_A : float
        Sets the points of the zone, n along an axis of height h with n h no smaller than this.
    slope, field : float
        Residuals at which the second and the third stage end, in ABINIT's sense: square of a
        state's, and of the potential's.
    """

    cutoff_Ha: float = 16.0
    reach_A: float = 15.0
    slope: float = 1e-8
    field: float = 1e-3


class Answer(NamedTuple):
    """What a crystal's electrons answer to a field.

    Attributes
    ----------
    dielectric : numpy.ndarray, shape (3, 3)
        Relative permittivity with the atoms at rest, Cartesian.
    charges : numpy.ndarray, shape (N, 3, 3)
        Born effective charges in elementary charges: axis of the polarisation, which is that of the
        field, and axis of the displacement.
    """

    dielectric: np.ndarray
    charges: np.ndarray


def pseudopotentials(symbols, folder=None):
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
    folder = Path(folder) if folder else _installed()
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


def _installed():
    spec = util.find_spec("sparc")
    if spec is None or not spec.submodule_search_locations:
        raise UltralowError("the pseudopotentials are not installed",
                            "they come with the package sparc-x-api",
                            "run `make .venv-compute/ready`")  # fmt: skip
    return Path(spec.submodule_search_locations[0]) / "psp"


def valence(path):
    """Electrons that a pseudopotential leaves to be computed, from the second line of its file."""
    words = Path(path).read_text(encoding="utf-8").splitlines()[1].split()
    return round(float(words[1]))


def divisions(lattice, reach_A):
    """Points of the zone along each axis, shape (3,)."""
    return np.ceil(reach_A / sampling.heights(lattice) - 1e-6).clip(1).astype(int)


def shift(lattice):
    """Of the points from the zone centre, in steps: half a one stands for more where it can.

    Only between right angles is the shifted mesh as symmetric as the crystal.
    """
    metric = lattice @ lattice.T
    return 0.5 if np.allclose(metric, np.diag(np.diag(metric)), atol=1e-6) else 0.0


def input_text(atoms, settings, stage, electrons):
    """The input of one stage; its files begin with the stage's name.

    Parameters
    ----------
    atoms : ase.Atoms
    settings : Settings
    stage : str
        One of :data:`STAGES`.
    electrons : dict
        Symbol to valence electrons; the pseudopotential of an element is ``<symbol>.psp8``.

    Raises
    ------
    UltralowError
        For an odd number of electrons, which fill no bands.
    """
    count = sum(electrons[symbol] for symbol in atoms.symbols)
    if count % 2:
        raise UltralowError(f"{atoms.get_chemical_formula()}: {count} electrons fill no bands",
                            "only insulators have Born charges")  # fmt: skip
    kinds = list(electrons)
    numbers = {one.symbol: one.number for one in atoms}
    before = {"ground": None, "slope": "ground", "field": "slope"}[stage]
    return "\n".join([
        f'outdata_prefix "{stage}"', f'tmpdata_prefix "{stage}_tmp"',
        *([f'indata_prefix "{before}"', RESPONSE] if before else []),
        STAGES[stage].format(**settings._asdict()),
        f"ecut {settings.cutoff_Ha:g}", f"ixc {PBE}", f"nband {count // 2}", "nbdbuf 0",
        "nstep 60", "diemac 5",
        f"ngkpt {_words(divisions(atoms.cell[:], settings.reach_A))}",
        "nshiftk 1", f"shiftk 3*{shift(atoms.cell[:])}",
        "acell 3*1.0", "rprim", *map(_line, atoms.cell[:] / BOHR_A),
        f"natom {len(atoms)}", f"ntypat {len(kinds)}",
        f"znucl {_words(numbers[kind] for kind in kinds)}",
        f"typat {_words(1 + kinds.index(symbol) for symbol in atoms.symbols)}",
        "xred", *map(_line, atoms.get_scaled_positions(wrap=False)),
        f'pseudos "{",".join(f"{kind}.psp8" for kind in kinds)}"',
    ]) + "\n"  # fmt: skip


def _words(values):
    return " ".join(str(value) for value in values)


def _line(row):
    return " ".join(f"{value:.10f}" for value in row)


def answer(text):
    """Dielectric tensor and Born charges from the output of the stage ``field``.

    Parameters
    ----------
    text : str

    Returns
    -------
    Answer

    Raises
    ------
    UltralowError
        If they are not in it, or not all of them.
    """
    count = int(_after(text, r"\bnatom\s+=?\s*(\d+)"))
    dielectric = np.full((3, 3), np.nan)
    for (i, _, j, _), value in _elements(text, "Dielectric tensor, in cartesian coordinates"):
        dielectric[i - 1, j - 1] = value
    charges = np.full((count, 3, 3), np.nan)
    for (i, atom, j, _), value in _elements(text, "Effective charges, in cartesian coordinates"):
        charges[atom - 1, j - 1, i - 1] = value
    if not (np.isfinite(dielectric).all() and np.isfinite(charges).all()):
        raise UltralowError("ABINIT told no whole dielectric tensor and Born charges",
                            "its output ends before them, or an axis is missing",
                            "remove the folder of this computation, and run it again")  # fmt: skip
    return Answer(dielectric, charges)


def _elements(text, heading):
    """Indices (axis, perturbation, axis, perturbation) and real part of each line of a block."""
    at = text.find(heading)
    if at < 0:
        return []
    block = re.split(r"\n\s*(?:Effective charges|== |Phonon|$)", text[at + len(heading) :])[0]
    lines = re.findall(rf"^\s+(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s+{_NUMBER}", block, re.MULTILINE)
    return [(tuple(map(int, indices)), float(value)) for *indices, value in lines]


def forces(text):
    """Forces on the atoms from the output of the stage ``ground``, eV/Å, shape (N, 3).

    Raises
    ------
    UltralowError
        If there are none.
    """
    count = int(_after(text, r"\bnatom\s+=?\s*(\d+)"))
    block = text.partition("cartesian forces (eV/Angstrom) at end:")[2]
    lines = re.findall(rf"^\s+\d+\s+{_NUMBER}\s+{_NUMBER}\s+{_NUMBER}", block, re.MULTILINE)[:count]
    if len(lines) != count:
        raise UltralowError("ABINIT told no forces", "its output ends before them",
                            "remove the folder of this computation, and run it again")  # fmt: skip
    return np.array(lines, float)


def version(text):
    """The version that wrote an output."""
    return _after(text, r"Version\s+([\d.]+)\s+of ABINIT")


def seconds(text):
    """Seconds of the core that a run took."""
    return float(_after(text, r"individual time \(sec\): cpu=\s*([\d.]+)"))


def _after(text, pattern):
    found = re.search(pattern, text)
    if not found:
        raise UltralowError("this is no output of ABINIT, or not a whole one",
                            f"nothing in it looks like {pattern}",
                            "remove the folder of this computation, and run it again")  # fmt: skip
    return found[1]
