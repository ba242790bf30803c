"""Whether stored modes and force constants can be what they say: shapes, ranges, whose they are.

The files carry numbers that no formula refuses: frequencies in THz, rates of a missed factor, an
array of other modes. Each would come out as a conductivity.
"""

import numpy as np

from ultralow.errors import UltralowError

# From lowest to highest, in the units of the files. No crystal vibrates above 125 THz (H2); sound
# is below 20 km/s; a mode that loses its energy in less than 0.1 fs is none.
RANGES = {
    "mesh": (1, 1000),
    "volume": (1e-30, 1e-23),
    "wavevectors": (-1, 1),
    "weights": (1, 1e9),
    "frequencies": (-1.5e14, 1.5e14),
    "group_velocities": (-5e4, 5e4),
    "velocity_products": (-2.5e9, 2.5e9),
    "temperatures": (0.01, 3000),
    "scattering_rates": (0, 1e16),
    "isotope_rates": (0, 1e16),
    "lattice": (-1000, 1000),
    "positions": (-2, 2),
    "numbers": (1, 118),
    "primitive_matrix": (-10, 10),
    "supercell_second": (-100, 100),
    "supercell_third": (-100, 100),
    "second": (-1e3, 1e3),
    "third": (-1e5, 1e5),
}
_MAY_BE_NAN = ("scattering_rates", "isotope_rates")
_ATOM_VOLUME = (1.0, 1000.0)  # angstrom^3; metallic hydrogen, and the thinnest open framework
# Four bonds as stiff as that of N2 (143 eV/angstrom^2 at 1.1 angstrom), weaker with their length
# r as r^-2.9, which I2 and the alkali dimers follow.
_STIFFEST, _POWER = 750.0, 2.9
_SUM_RULE = 1e-3
_SLOWEST_RATE = 1e6  # 1/s: the largest rate of a crystal is above, unless its unit is another


def check_ranges(arrays, shown):
    """Refuse an array with a number that is not finite or out of `RANGES`."""
    for key, values in arrays.items():
        low, high = RANGES[key]
        inside = (values >= low) & (values <= high)
        missing = np.isnan(values) if key in _MAY_BE_NAN else np.zeros_like(inside)
        wrong = ~(inside | missing)
        if np.any(wrong):
            raise _bad(
                shown,
                f"'{key}' holds {np.asarray(values)[wrong].flat[0]:g}, and its numbers are from "
                f"{low:g} to {high:g}",
            )
        if np.mean(missing) > 0.5:
            raise _bad(shown, f"most of '{key}' is not a number")


def check_modes(arrays, shown):
    """Refuse modes whose arrays do not belong together.

    Parameters
    ----------
    arrays : dict of numpy.ndarray
        As stored: the fields of :class:`ultralow.heat.mesh_modes.Modes`, products packed.
    shown : str
        Name of the file for messages.

    Raises
    ------
    UltralowError
        For a wrong shape, a number out of `RANGES`, weights that do not count the mesh, points
        off the mesh, or frequencies of which more than half are imaginary or too low
        for Hz.
    """
    frequencies, temperatures = arrays["frequencies"], arrays["temperatures"]
    if frequencies.ndim != 2 or temperatures.ndim != 1 or 0 in frequencies.shape:
        raise _bad(shown, "'frequencies' wants points and modes, 'temperatures' one axis")
    points, modes = frequencies.shape
    rates = (temperatures.size, points, modes)
    wanted = {
        "mesh": (3,), "volume": (), "wavevectors": (points, 3), "weights": (points,),
        "group_velocities": (points, modes, 3), "scattering_rates": rates,
        "velocity_products": (points, 6, modes * (modes + 1) // 2),
        "isotope_rates": (points, modes),
    }  # fmt: skip
    _check_shapes(arrays, wanted, shown, "frequencies")
    check_ranges(arrays, shown)
    _check_mesh(arrays, shown)
    if np.mean(frequencies < 0) > 0.5:
        raise _bad(shown, "most of 'frequencies' are negative, which means imaginary")
    if frequencies.max() < 1e10:
        raise _bad(shown, f"'frequencies' reach {frequencies.max():g}, and are to be in Hz")


def _check_mesh(arrays, shown):
    """Refuse points that are not on their mesh, or do not count all of it."""
    mesh, weights = arrays["mesh"], arrays["weights"]
    if weights.sum() != np.prod(mesh.astype(float)):
        raise _bad(shown, f"'weights' count {weights.sum()} points, the mesh {np.prod(mesh)}")
    steps = arrays["wavevectors"] * mesh
    if np.abs(steps - np.round(steps)).max() > 1e-6:
        raise _bad(shown, "'wavevectors' do not lie on the mesh")


def check_force_constants(arrays, shown):
    """Refuse force constants that do not belong to their cells, or to no crystal.

    Parameters
    ----------
    arrays : dict of numpy.ndarray
        The fields of :class:`ultralow.phonons.force_constants.ForceConstants`; ``third`` may be
        missing.
    shown : str
        Name of the file for messages.

    Raises
    ------
    UltralowError
        For a wrong shape, a number out of `RANGES`, a cell too small or large for its atoms,
        forces under a shift of the whole crystal, or a spring stiffer than any bond.
    """
    square = {"lattice", "primitive_matrix", "supercell_second", "supercell_third"}
    atoms = arrays["numbers"].size
    wanted = {**dict.fromkeys(square, (3, 3)), "numbers": (atoms,), "positions": (atoms, 3)}
    _check_shapes(arrays, wanted, shown, "numbers")
    check_ranges(arrays, shown)
    few, second, third = (
        round(atoms * abs(np.linalg.det(arrays[key].astype(float))))
        for key in ("primitive_matrix", "supercell_second", "supercell_third")
    )
    wanted = {"second": (few, second, 3, 3), "third": (few, third, third, 3, 3, 3)}
    there = {key: shape for key, shape in wanted.items() if key in arrays}
    _check_shapes(arrays, there, shown, "numbers")
    volume = abs(np.linalg.det(arrays["lattice"])) / max(atoms, 1)
    if not _ATOM_VOLUME[0] <= volume <= _ATOM_VOLUME[1]:
        raise _bad(shown, f"{volume:.3g} cubic angstrom an atom cannot be")
    _check_springs(arrays, second // atoms, shown)


def _check_springs(arrays, copies, shown):
    """Refuse springs that pull at a shifted crystal, point elsewhere or are too stiff."""
    springs = arrays["second"]
    sizes = np.abs(springs).max(axis=(2, 3))
    if np.abs(springs.sum(axis=1)).max() > _SUM_RULE * sizes.max():
        raise _bad(shown, "'second' pulls at a crystal that is shifted as a whole")
    # The images of one atom of the unit cell stand together in the supercell, itself first.
    own = sizes.argmax(axis=1)
    blocks = springs[np.arange(len(springs)), own]
    lopsided = np.abs(blocks - blocks.swapaxes(1, 2)).max() > _SUM_RULE * sizes.max()
    if np.any(own % copies) or np.unique(own).size < own.size or lopsided:
        raise _bad(shown, "'second' has its largest springs between others than an atom and itself")
    if np.any(np.trace(blocks, axis1=1, axis2=2) <= 0):
        raise _bad(shown, "'second' pushes an atom away from its place")
    most = _STIFFEST / _shortest(arrays["lattice"], arrays["positions"]) ** _POWER
    if sizes.max() > most:
        raise _bad(
            shown,
            f"'second' reaches {sizes.max():.3g} eV/angstrom^2, and bonds of this length stay "
            f"below {most:.2g}",
        )


def _shortest(lattice, positions):
    """Shortest distance between two atoms of a crystal, angstrom."""
    away = positions[:, np.newaxis] - positions
    away -= np.round(away)
    shifts = np.stack(np.meshgrid(*[(-1, 0, 1)] * 3, indexing="ij"), axis=-1).reshape(-1, 3)
    distances = np.linalg.norm((away[..., np.newaxis, :] + shifts) @ lattice, axis=-1)
    return max(distances[distances > 1e-3].min(), 0.5)


def check_crystal(content, atoms, shown):
    """Refuse what was computed for another crystal, or is in other units than its own.

    Parameters
    ----------
    content : Modes or ForceConstants
    atoms : ase.Atoms
        The material's cell: primitive, conventional or a supercell.
    shown : str
        Name of the file for messages.

    Raises
    ------
    UltralowError
        If the number of atoms, their kinds or the volume of one is not that of the crystal; if
        modes have negative squares of a velocity, or rates too small for s⁻¹.
    """
    own = atoms.get_volume() / len(atoms)
    if hasattr(content, "frequencies"):
        count, volume = content.frequencies.shape[1] / 3, content.volume * 1e30
        # Of the primitive cell, of which the crystal's own may hold any number.
        fits = content.frequencies.shape[1] % 3 == 0 and len(atoms) % count == 0
        _check_physics(content, shown)
    else:
        count, volume = len(content.numbers), abs(np.linalg.det(content.lattice))
        shares = [np.bincount(n, minlength=119) / len(n) for n in (content.numbers, atoms.numbers)]
        fits = np.allclose(*shares)
    if not fits or abs(volume / count / own - 1) > 0.01:
        raise UltralowError(
            f"{shown}: it belongs to another crystal than {atoms.get_chemical_formula('hill')}",
            f"It has {count:g} atoms in a cell with {volume / count:.4g} cubic angstrom each, the "
            f"crystal {len(atoms)} with {own:.4g}",
            "compute it anew with `make compute`, or restore the file",
        )


def _check_physics(modes, shown):
    squares = np.diagonal(modes.velocity_products[:, :3], axis1=2, axis2=3)
    if squares.min() < 0:
        raise _bad(shown, "'velocity_products' has a negative square of a velocity")
    missing = np.isnan(modes.isotope_rates) & ~np.isnan(modes.scattering_rates).any(axis=0)
    if missing.any():
        raise _bad(shown, "'isotope_rates' lacks a mode whose scattering rate is known")
    if np.nanmax(modes.scattering_rates) < _SLOWEST_RATE:
        raise _bad(shown, f"'scattering_rates' all are below {_SLOWEST_RATE:g}; s-1 is their unit")


def _check_shapes(arrays, wanted, shown, beside):
    for key, shape in wanted.items():
        if arrays[key].shape != shape:
            raise _bad(
                shown,
                f"'{key}' has the shape {arrays[key].shape}, and {shape} belongs to '{beside}' of "
                f"{arrays[beside].shape}",
            )


def _bad(shown, what):
    return UltralowError(
        f"{shown}: {what}", mend="restore it, or compute it anew with `make compute`"
    )
