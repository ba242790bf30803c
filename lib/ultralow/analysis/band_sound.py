"""Sound by two ways that know nothing of each other: by force constants, and by elastic constants.

Both come from one potential, with the atoms at rest. The one reads the slope of the acoustic bands
from springs that end with their supercell; the other strains the cell, and no supercell limits it.
Where they differ, springs reach too short, or a fit missed them.
"""

from typing import TYPE_CHECKING

import numpy as np
from scipy.constants import angstrom, giga

from ultralow.analysis.lattice_conductivity import accepted_results
from ultralow.checks import FloatArray
from ultralow.crystal import sound
from ultralow.data import materials, phonon_store
from ultralow.phonons import harmonic

if TYPE_CHECKING:
    from phonopy import Phonopy

AXES = ("a*", "b*", "c*")
LONG = 0.02  # of a reciprocal axis: a straight band still, and far above what rounding leaves
PERCENT = 100


def of_springs(phonon: "Phonopy") -> FloatArray:
    """Speeds of the three sounds along each reciprocal axis, by force constants.

    Parameters
    ----------
    phonon : phonopy.Phonopy

    Returns
    -------
    numpy.ndarray, shape (3, 3)
        m/s, by axis, the slowest first.

    Examples
    --------
    >>> from phonopy import Phonopy
    >>> from phonopy.structure.atoms import PhonopyAtoms
    >>> atom = PhonopyAtoms(["Cs"], cell=4 * np.eye(3), scaled_positions=[[0, 0, 0]])
    >>> chain = Phonopy(atom, supercell_matrix=3 * np.eye(3, dtype=int))
    >>> chain.force_constants = np.zeros((27, 27, 3, 3))
    >>> of_springs(chain).tolist()  # nothing holds anything
    [[0.0, 0.0, 0.0], [0.0, 0.0, 0.0], [0.0, 0.0, 0.0]]
    """
    lengths = np.linalg.norm(_reciprocal(phonon), axis=1) / angstrom  # without 2π
    found = harmonic.vibrations(harmonic.solver(phonon), LONG * np.eye(3)).frequencies[:, :3]
    speeds: FloatArray = found / (LONG * lengths[:, np.newaxis])
    return speeds


def longitudinal(phonon: "Phonopy") -> FloatArray:
    """Speed of the longitudinal sound along each reciprocal axis, by force constants.

    Of all waves that which is nearest to all atoms moving as one along the wave vector, whether or
    not it is the fastest.

    Parameters
    ----------
    phonon : phonopy.Phonopy

    Returns
    -------
    numpy.ndarray, shape (3,)
        m/s; negative where the frequency is imaginary.
    """
    axes = _reciprocal(phonon)
    lengths = np.linalg.norm(axes, axis=1)
    found = harmonic.vibrations(harmonic.solver(phonon), LONG * np.eye(3))
    weight = np.sqrt(phonon.primitive.masses / phonon.primitive.masses.sum())
    as_one = weight[:, np.newaxis] * (axes / lengths[:, np.newaxis])[:, np.newaxis]
    overlap = np.abs(np.einsum("amjx,ajx->am", found.eigenvectors.conj(), as_one))
    chosen = found.frequencies[np.arange(3), overlap.argmax(axis=1)]
    speeds: FloatArray = chosen * angstrom / (LONG * lengths)
    return speeds


def of_elastic_constants(phonon: "Phonopy", stiffness_GPa, density: float) -> FloatArray:
    """The same by elastic constants; directions are those of the same axes.

    Parameters
    ----------
    phonon : phonopy.Phonopy
        For its axes alone.
    stiffness_GPa : array_like, shape (6, 6)
        Voigt's notation.
    density : float
        kg/m³.

    Returns
    -------
    numpy.ndarray, shape (3, 3)
        m/s, by axis, the slowest first.
    """
    waves = sound.christoffel(giga * np.asarray(stiffness_GPa), density, _reciprocal(phonon))
    speeds: FloatArray = np.sort(waves.velocity, axis=-1)
    return speeds


def _reciprocal(phonon):
    return np.linalg.inv(phonon.primitive.cell).T


def both(material: str, checkpoint: str) -> tuple[FloatArray, FloatArray] | None:
    """Sound of a result at rest, by springs and by elastic constants; None where one is missing.

    Parameters
    ----------
    material, checkpoint : str
        Of an accepted result.
    """
    (result,) = [one for one in phonon_store.accepted(material) if one.name == checkpoint]
    record = phonon_store.stiffness(material, result.potential)
    if result.effective or record is None or not record["accepted"]:
        return None
    phonon, density = result.phonopy(), record["mass_density_kg_m3"]
    return of_springs(phonon), of_elastic_constants(phonon, record["stiffness_GPa"], density)


def table(names):
    """Sound of all results at rest of some crystals, by both ways, for display.

    Parameters
    ----------
    names : iterable of str

    Returns
    -------
    pandas.DataFrame
        A row a result and axis: speeds in m/s, the slowest first, and how far springs are off.
    """
    import pandas

    found = (
        (name, heat.checkpoint, both(name, heat.checkpoint))
        for name in names
        for heat in accepted_results(materials.get(name))
    )
    rows = [row for name, result, pair in found if pair for row in _rows(name, result, *pair)]
    return pandas.DataFrame(rows)


def _rows(name, result, springs, elastic):
    off = PERCENT * (springs / elastic - 1)
    for axis, *speeds in zip(AXES, elastic, springs, off, strict=True):
        of_strain, of_bands, differ = speeds
        yield {
            "crystal": name, "result": result, "along": axis,
            "elastic constants, m/s": ", ".join(f"{one:.0f}" for one in of_strain),
            "springs, m/s": ", ".join(f"{one:.0f}" for one in of_bands),
            "springs off, %": ", ".join(f"{round(one):+d}" for one in differ.tolist()),
        }  # fmt: skip
