"""Files of Quantum ESPRESSO: the inputs of a crystal in an electric field, and what it answers.

Its two programs compute how the electrons of a crystal answer to a homogeneous field: the first
the ground state, the second the answer, by perturbation theory, which holds the dielectric tensor
of the electrons and the Born effective charges of all atoms. Only points of the zone that differ by
symmetry are computed.

References
----------
Giannozzi et al., J. Phys.: Condens. Matter 29, 465901 (2017), doi:10.1088/1361-648X/aa8f79
Baroni et al., Rev. Mod. Phys. 73, 515 (2001), doi:10.1103/RevModPhys.73.515: the theory.
"""

import re
from typing import NamedTuple

import numpy as np
from scipy.constants import angstrom, physical_constants

from ultralow.compute import sampling
from ultralow.errors import UltralowError

BOHR_A = physical_constants["Bohr radius"][0] / angstrom
FORCE_EV_A = physical_constants["Rydberg constant times hc in eV"][0] / BOHR_A  # of Ry/bohr
PREFIX = "crystal"
HALF_DONE = "_ph0"  # what the second program leaves of an interrupted run
STAGES = {"ground": "pw.x", "field": "ph.x"}
GROUND = """&control
 calculation='scf', prefix='{prefix}', pseudo_dir='.', outdir='.', tprnfor=.true., disk_io='low'
/
&system
 ibrav=0, nat={atoms}, ntyp={kinds}, ecutwfc={cutoff}, occupations='fixed'
/
&electrons
 conv_thr={ground:g}, mixing_beta=0.5
/
"""
FIELD = """The answer to an electric field
&inputph
 prefix='{prefix}', outdir='.', fildyn='dynamical', epsil=.true., zeu=.true., trans=.false.,
 tr2_ph={field:g}, recover={again}
/
0.0 0.0 0.0
"""
_NUMBER = r"(-?\d+\.\d+)"
_ROW = rf"\(\s*{_NUMBER}\s+{_NUMBER}\s+{_NUMBER}\s*\)"


class Settings(NamedTuple):
    """How the electrons are computed.

    Attributes
    ----------
    cutoff_Ha : float
        Of the plane waves.
    reach_A : float
        Sets the points of the zone, n along an axis of height h with n h no smaller than this.
    ground, field : float
        Errors at which the two programs end, in their own sense: of the energy in rydberg, and of
        the potential's answer squared. Charges are linear in the root of that, and converge later
        than the permittivity.
    """

    cutoff_Ha: float = 16.0
    reach_A: float = 26.5
    ground: float = 1e-10
    field: float = 1e-14


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


def divisions(lattice, reach_A):
    """Points of the zone along each axis, shape (3,).

    Half a step from the zone centre an odd number has as many points that differ as the next even
    one, and costs as much: it is even there.
    """
    least = sampling.repeats(lattice, reach_A)
    return least + least % 2 if shift(lattice) else least


def shift(lattice):
    """Of the points from the zone centre, in steps: half a one stands for more where it can.

    Only between right angles is the shifted mesh as symmetric as the crystal.
    """
    metric = lattice @ lattice.T
    return 0.5 if np.allclose(metric, np.diag(np.diag(metric)), atol=1e-6) else 0.0


def ground_text(atoms, settings, electrons):
    """The input of the first program.

    Parameters
    ----------
    atoms : ase.Atoms
    settings : Settings
    electrons : dict
        Symbol to valence electrons; the pseudopotential of an element is ``<symbol>.upf``.

    Raises
    ------
    UltralowError
        For an odd number of electrons, which fill no bands.
    """
    count = sum(electrons[symbol] for symbol in atoms.symbols)
    if count % 2:
        raise UltralowError(f"{atoms.get_chemical_formula()}: {count} electrons fill no bands",
                            "only insulators have Born charges")  # fmt: skip
    lattice, half = atoms.cell[:], int(2 * shift(atoms.cell[:]))
    masses = {one.symbol: one.mass for one in atoms}
    return GROUND.format(
        prefix=PREFIX, atoms=len(atoms), kinds=len(electrons),
        cutoff=2 * settings.cutoff_Ha, ground=settings.ground,
    ) + "\n".join([
        "ATOMIC_SPECIES", *(f"{kind} {masses[kind]:.3f} {kind}.upf" for kind in electrons),
        "CELL_PARAMETERS angstrom", *map(_line, lattice),
        "ATOMIC_POSITIONS crystal", *(f"{symbol} {_line(place)}" for symbol, place
                                      in zip(atoms.symbols, places(atoms), strict=True)),
        "K_POINTS automatic",
        " ".join(map(str, [*divisions(lattice, settings.reach_A), *[half] * 3])),
    ]) + "\n"  # fmt: skip


def field_text(settings, again=False):
    """The input of the second program; ``again``: to go on where an earlier run was interrupted."""
    return FIELD.format(prefix=PREFIX, field=settings.field, again=".true." if again else ".false.")


def places(atoms):
    """Reduced coordinates as they stand, shape (N, 3)."""
    return atoms.get_scaled_positions(wrap=False)


def _line(row):
    return " ".join(f"{value:.10f}" for value in row)


def answer(text):
    """Dielectric tensor and Born charges from the output of the second program.

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
    count = int(_after(text, r"number of atoms/cell\s+=\s+(\d+)"))
    dielectric = _rows(text.partition("Dielectric constant in cartesian axis")[2])[:3]
    # The first of them; later versions tell them once more, made neutral.
    heading = "Effective charges (d Force / dE) in cartesian axis"
    charges = _rows(text.partition(heading)[2])[: 3 * count]
    if len(dielectric) < 3 or len(charges) < 3 * count:
        raise UltralowError("no whole dielectric tensor and Born charges are told",
                            "the output ends before them",
                            "remove the folder of this computation, and run it again")  # fmt: skip
    return Answer(np.array(dielectric), np.reshape(charges, (count, 3, 3)))


def _rows(text):
    return [[float(one) for one in row] for row in re.findall(_ROW, text)]


def forces(text):
    """Forces on the atoms from the output of the first program, eV/Å, shape (N, 3).

    Raises
    ------
    UltralowError
        If there are none.
    """
    count = int(_after(text, r"number of atoms/cell\s+=\s+(\d+)"))
    block = text.partition("Forces acting on atoms")[2]
    pattern = rf"force =\s+{_NUMBER}\s+{_NUMBER}\s+{_NUMBER}"
    lines = re.findall(pattern, block)[:count]
    if len(lines) != count:
        raise UltralowError("no forces are told", "the output ends before them",
                            "remove the folder of this computation, and run it again")  # fmt: skip
    return FORCE_EV_A * np.array(lines, float)


def whole(text):
    """Whether a program came to its end."""
    return "JOB DONE" in text


def version(text):
    """The version that wrote an output."""
    return _after(text, r"Program \w+ v\.([\d.]+)")


def seconds(text):
    """Seconds of the core that a run took."""
    told = re.findall(r"(?:PWSCF|PHONON)\s+:\s+(\S.*?)\s*CPU", text)[-1:] or [""]
    units = {"d": 86400, "h": 3600, "m": 60, "s": 1}
    return sum(
        float(value) * units[unit] for value, unit in re.findall(r"([\d.]+)\s*([dhms])", told[0])
    )


def _after(text, pattern):
    found = re.search(pattern, text)
    if not found:
        raise UltralowError("this is no output of Quantum ESPRESSO, or not a whole one",
                            f"nothing in it looks like {pattern}",
                            "remove the folder of this computation, and run it again")  # fmt: skip
    return found[1]
