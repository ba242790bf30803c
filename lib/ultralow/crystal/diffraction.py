"""Diffraction by a crystal: the powder pattern of X-rays, the zone pattern of fast electrons.

The crystal is given as all atoms of its cell, so that extinctions come out of the sum over them,
:mod:`ultralow.crystal.structure_factors`, and are nowhere written down.
Lengths are in Å and mean-square displacements in Å², as in ASE and in crystallographic files;
angles are in degrees.
"""

from itertools import product
from typing import NamedTuple

import numpy as np
from ase import Atoms
from numpy.typing import ArrayLike

from ultralow.checks import FloatArray, IntArray
from ultralow.crystal.geometry import (
    LatticeDirection,
    families,
    indices,
    lattice_spacings,
    reflections,
    screen,
)
from ultralow.crystal.structure_factors import structure_factors
from ultralow.errors import UltralowError

# Structure factors below this share of the electrons in the cell are rounding: real ones are
# known to one part in a thousand at best.
_ABSENT = 1e-6


class Radiation(NamedTuple):
    """Emission lines: ``wavelengths`` in Å, the strongest first, and ``weights``."""

    wavelengths: tuple[float, ...]
    weights: tuple[float, ...]


# G. Hölzer et al., Phys. Rev. A 56, 4554 (1997), doi:10.1103/PhysRevA.56.4554. Two to one is the
# number of states in the shells that the two lines start from.
CU_K_ALPHA = Radiation((1.5405929, 1.5444274), (1.0, 0.5))
CU_K_ALPHA_1 = Radiation((1.5405929,), (1.0,))


class Lines(NamedTuple):
    """Powder lines, the smallest angle first; n lines and w wavelengths.

    ``hkl`` (n, 3) one of the equivalent reflections; ``multiplicity`` (n,) how many there are;
    ``spacing`` (n,) in Å; ``two_theta`` (n, w) in degrees; ``squared`` (n,) the squared
    structure factor in electrons²; ``intensity`` (n, w) with 100 for the strongest line of the
    first wavelength.
    """

    hkl: IntArray
    multiplicity: IntArray
    spacing: FloatArray
    two_theta: FloatArray
    squared: FloatArray
    intensity: FloatArray


class Spots(NamedTuple):
    """Zone pattern: ``hkl`` (n, 3); ``position`` (n, 2) in Å⁻¹, the second axis along what was to
    point upwards; ``intensity`` (n,) with 1 for the strongest diffracted spot.
    """

    hkl: IntArray
    position: FloatArray
    intensity: FloatArray


def bragg_angle(spacing: ArrayLike, wavelength: ArrayLike) -> FloatArray:
    r"""Bragg angle 2θ between incident and diffracted beam, :math:`\lambda = 2 d \sin\theta`.

    Parameters
    ----------
    spacing, wavelength : array_like
        In one unit; they broadcast.

    Returns
    -------
    numpy.ndarray
        2θ in degrees.

    Raises
    ------
    UltralowError
        Where the wavelength is longer than 2d, so that no such beam exists.

    Examples
    --------
    >>> round(float(bragg_angle(3.1356, 1.5406)), 2)  # 111 of silicon, Cu Kα1
    28.44
    """
    spacing, wavelength = np.asarray(spacing), np.asarray(wavelength)
    sine = wavelength / (2 * spacing)
    if np.any(sine > 1):
        raise UltralowError(
            f"planes {np.min(spacing):.4g} apart do not diffract {np.max(wavelength):.4g}",
            why="the wavelength is longer than twice their spacing",
            mend="leave these planes out, or use a shorter wavelength",
        )
    return 2 * np.degrees(np.arcsin(sine))


def powder_lines(
    atoms: Atoms,
    two_theta_max: float,
    displacement: ArrayLike = 0.0,
    radiation: Radiation = CU_K_ALPHA,
) -> Lines:
    r"""Powder lines of a crystal on a Bragg–Brentano diffractometer.

    .. math:: I = m\, |F|^2\, \frac{1 + \cos^2 2\theta}{\sin^2\theta \cos\theta}

    A thick flat sample of grains that point everywhere, no monochromator. Symmetry and so the
    multiplicity m come from the atoms; the square of F is the mean of hkl and its opposite.

    Parameters
    ----------
    atoms : ase.Atoms
    two_theta_max : float
        Largest angle in degrees, for the longest wavelength; below 180.
    displacement : float or array_like
        As in `structure_factors.structure_factors`.
    radiation : Radiation

    Returns
    -------
    Lines
        Without those that are extinct.

    Raises
    ------
    UltralowError
        If that is no angle below 180, or there is no line up to it.

    Examples
    --------
    >>> from ase.build import bulk
    >>> silicon = bulk("Si", "diamond", a=5.431, cubic=True)
    >>> found = powder_lines(silicon, 60.0, radiation=CU_K_ALPHA_1)
    >>> found.hkl.tolist(), found.two_theta[:, 0].round(1).tolist()
    ([[1, 1, 1], [2, 2, 0], [3, 1, 1]], [28.4, 47.3, 56.1])
    """
    if not 0 < two_theta_max < 180:
        raise UltralowError(
            f"no powder pattern ends at 2θ = {two_theta_max:g}°", mend="end it between 0 and 180"
        )
    longest = max(radiation.wavelengths)
    inner = longest / (2 * np.sin(np.radians(two_theta_max / 2)))
    hkl, multiplicity = families(atoms, reflections(atoms, inner))
    squared = _mean_squared(atoms, hkl, displacement, radiation.wavelengths[0])
    seen = squared > (_ABSENT * atoms.numbers.sum()) ** 2
    if not seen.any():
        raise UltralowError(
            f"{atoms.symbols} has no powder line up to 2θ = {two_theta_max:g}°",
            why=f"no planes that diffract are {inner:.3g} Å or more apart",
            mend="go to a larger angle",
        )
    spacing = lattice_spacings(atoms, hkl)
    order = [n for n in _ordered(-spacing, hkl) if seen[n]]
    hkl, multiplicity = hkl[order], multiplicity[order]
    squared, spacing = squared[order], spacing[order]
    two_theta = bragg_angle(spacing[:, np.newaxis], np.array(radiation.wavelengths))
    intensity = (multiplicity * squared)[:, np.newaxis] * lorentz_polarisation(two_theta)
    intensity = intensity * np.array(radiation.weights)
    scale = 100 / intensity[:, 0].max()
    return Lines(hkl, multiplicity, spacing, two_theta, squared, intensity * scale)


def lorentz_polarisation(two_theta: ArrayLike) -> FloatArray:
    r"""Lorentz–polarisation factor of powder lines without a monochromator.

    .. math:: \frac{1 + \cos^2 2\theta}{\sin^2\theta \cos\theta}

    Parameters
    ----------
    two_theta : array_like
        Degrees.

    Returns
    -------
    numpy.ndarray
        Dimensionless, in the shape of ``two_theta``.

    Examples
    --------
    >>> round(float(lorentz_polarisation(90.0)), 3)
    2.828
    """
    theta = np.radians(np.asarray(two_theta)) / 2
    return (1 + np.cos(2 * theta) ** 2) / (np.sin(theta) ** 2 * np.cos(theta))


def powder_profile(
    two_theta: ArrayLike, lines: Lines, width: float, mixing: float = 0.5
) -> FloatArray:
    r"""Powder pattern in which every line is a pseudo-Voigt peak of the line's area.

    .. math:: y = I \left[\eta\, L(x) + (1 - \eta)\, G(x)\right]

    L and G are the Lorentzian and the Gaussian of one full width at half maximum and unit area.

    Parameters
    ----------
    two_theta : array_like
        Degrees.
    lines : Lines
    width : float
        Full width at half maximum in degrees, the same for all lines.
    mixing : float
        η from 0 (Gaussian) to 1 (Lorentzian).

    Returns
    -------
    numpy.ndarray
        Intensity per degree, in the shape of ``two_theta``.

    Examples
    --------
    >>> from ase.build import bulk
    >>> found = powder_lines(bulk("Si", "diamond", a=5.431), 35.0, radiation=CU_K_ALPHA_1)
    >>> angle = np.linspace(26.0, 31.0, 501)
    >>> float(angle[powder_profile(angle, found, width=0.1).argmax()].round(2))
    28.44
    """
    x = np.asarray(two_theta, float)[..., np.newaxis] - lines.two_theta.ravel()
    lorentzian = 2 / (np.pi * width) / (1 + 4 * (x / width) ** 2)
    gaussian = np.sqrt(4 * np.log(2) / np.pi) / width * np.exp(-4 * np.log(2) * (x / width) ** 2)
    return (mixing * lorentzian + (1 - mixing) * gaussian) @ lines.intensity.ravel()


def distinguishing_lines(lines: Lines, others: Lines, apart: float, least: float = 5.0) -> IntArray:
    """Lines of one phase that tell that it is there, because another phase has none near them.

    Parameters
    ----------
    lines, others : Lines
    apart : float
        Degrees to the nearest line of the other phase that counts.
    least : float
        Relative intensity in percent below which a line of the first phase is no sign, and a
        fifth of which a line of the other must reach to count.

    Returns
    -------
    numpy.ndarray of int
        Indices into ``lines``, the strongest first.

    Examples
    --------
    >>> from ase.build import bulk
    >>> silicon, germanium = (
    ...     powder_lines(bulk(*one, cubic=True), 50.0, radiation=CU_K_ALPHA_1)
    ...     for one in (("Si", "diamond", 5.431), ("Ge", "diamond", 5.658))
    ... )
    >>> silicon.hkl[distinguishing_lines(silicon, germanium, apart=0.5)].tolist()
    [[1, 1, 1], [2, 2, 0]]
    """
    near = others.two_theta[others.intensity[:, 0] >= least / 5][:, 0]
    order = _ordered(-lines.intensity[:, 0], lines.hkl)
    strong = [n for n in order if lines.intensity[n, 0] >= least]
    free = [n for n in strong if np.abs(near - lines.two_theta[n, 0]).min(initial=np.inf) > apart]
    return np.array(free, int)


def reflection_conditions(atoms: Atoms, smallest_spacing: float) -> dict[str, str]:
    """Reflection conditions, read off the computed structure factors.

    Parameters
    ----------
    atoms : ase.Atoms
    smallest_spacing : float
        Å; how far the search goes.

    Returns
    -------
    dict
        By class (``"h00"``, ``"0kl"``, ``"hkl"``, …): the sums that are even in every
        reflection that is there (such as ``"k+l=2n"``), or ``"none"``.

    Examples
    --------
    >>> from ase.build import bulk
    >>> reflection_conditions(bulk("Fe", "bcc", a=2.87, cubic=True), 0.8)["hkl"]
    'h+k+l=2n'
    """
    hkl = reflections(atoms, smallest_spacing)
    present = _mean_squared(atoms, hkl, 0.0, None) > (_ABSENT * atoms.numbers.sum()) ** 2
    found = {}
    for free in product((0, 1), repeat=3):
        if any(free):
            inside = np.all((hkl != 0) == np.array(free, bool), axis=1)
            name = "".join(letter if f else "0" for letter, f in zip("hkl", free, strict=True))
            found[name] = _even_sums(hkl[inside & present], hkl[inside & ~present], free)
    return found


def zone_pattern(
    atoms: Atoms,
    zone: LatticeDirection,
    upwards: LatticeDirection,
    largest: float,
    displacement: ArrayLike = 0.0,
) -> Spots:
    """Zone-axis pattern of fast electrons, kinematic.

    The Ewald sphere is flat: every reflection with hu + kv + lw = 0 diffracts, with the square of
    its structure factor. Thick crystals diffract again what was diffracted, which evens out
    intensities and can light up spots that are extinct here.

    Parameters
    ----------
    atoms : ase.Atoms
    zone : array_like of int, shape (3,)
        Direct-lattice direction [uvw] of the beam, which comes towards the reader.
    upwards : array_like of int, shape (3,)
        Direct-lattice direction that points up, as far as it is across the beam.
    largest : float
        1/d up to which spots are listed, in Å⁻¹.
    displacement : float or array_like
        As in `structure_factors.structure_factors`.

    Returns
    -------
    Spots
        By growing distance from the centre, alike ones from large h, k and l to small; 000 is
        not among them. Extinct spots have an intensity of zero.

    Raises
    ------
    UltralowError
        If there is no spot, or none that is not extinct.

    Examples
    --------
    >>> from ase.build import bulk
    >>> spots = zone_pattern(bulk("Au", "fcc", a=4.08, cubic=True), [0, 0, 1], [0, 1, 0], 0.5)
    >>> spots.hkl[spots.intensity > 0].tolist()
    [[2, 0, 0], [0, 2, 0], [0, -2, 0], [-2, 0, 0]]
    """
    hkl = reflections(atoms, 1 / largest)
    hkl = hkl[hkl @ np.asarray(zone, int) == 0]
    vectors = hkl @ atoms.cell.reciprocal()[:]
    axes = screen(atoms, zone, upwards)
    squared = np.abs(structure_factors(atoms, hkl, displacement, "electron")) ** 2
    forward = np.abs(structure_factors(atoms, (0, 0, 0), probe="electron"))
    if not np.any(squared > (_ABSENT * forward) ** 2):
        raise UltralowError(
            f"{atoms.symbols} has no spot in zone {indices(zone)} up to {largest:g} Å⁻¹",
            mend="go to a larger 1/d, or take a zone axis with smaller indices",
        )
    intensity = squared / squared.max()
    intensity[intensity < _ABSENT**2] = 0.0
    order = _ordered(np.linalg.norm(vectors, axis=1), hkl)
    return Spots(hkl[order], (vectors @ axes[:2].T)[order], intensity[order])


def _ordered(values: FloatArray, hkl: IntArray) -> IntArray:
    """Indices by growing value; equal but for rounding, by falling h, then k, then l.

    Reflections that symmetry makes alike differ by the last bit, which is another one on every
    processor: values are told apart only by more than 1e-9 of the largest.
    """
    order = np.argsort(values, kind="stable")
    steps = np.diff(np.asarray(values)[order]) > 1e-9 * np.abs(values).max()
    level = np.empty(len(order), int)
    level[order] = np.concatenate([[0], np.cumsum(steps)])
    return np.lexsort((*-hkl.T[::-1], level))


def _mean_squared(
    atoms: Atoms, hkl: IntArray, displacement: ArrayLike, wavelength: float | None
) -> FloatArray:
    both = [structure_factors(atoms, sign * hkl, displacement, wavelength=wavelength)
            for sign in (1, -1)]  # fmt: skip
    return np.mean(np.abs(both) ** 2, axis=0)


def _even_sums(present: IntArray, absent: IntArray, free: tuple[int, ...]) -> str:
    """The sums of free indices that are even wherever a reflection is present."""
    rules = []
    for used in sorted(product((0, 1), repeat=3), key=sum):
        if any(used) and all(u <= f for u, f in zip(used, free, strict=True)):
            odd = (absent @ np.array(used)) % 2 == 1
            if odd.any() and not np.any((present @ np.array(used)) % 2):
                name = "+".join(x for x, u in zip("hkl", used, strict=True) if u)
                rules.append(f"{name}=2n")
    return ", ".join(rules) or "none"
