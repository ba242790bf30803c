"""What the explorer computes with in a page: phonons along the wire, in tables small to fetch.

The formula along one direction is short, so that the page sums it anew at every move, over all
modes and pairs of modes, and interpolates nothing but what the library interpolates, rates between
two stored temperatures. What it sums is rounded: of the many, a number is kept as the nearest of
65 535 steps of its logarithm between the smallest and the largest of its row (`packed`); those of
which a few decide have the 24 bits of a short float. `Tabulated` is the library's conductivity with
such tables in place of the stored modes, and :data:`STATED` tells how far it may be off.
"""

import base64
from collections.abc import Callable

import numpy as np

from ultralow.analysis import lattice_conductivity
from ultralow.analysis.lattice_conductivity import LatticeConductivity
from ultralow.data import datapackage, materials
from ultralow.heat import scattering, zone_centre
from ultralow.heat.mesh_modes import Modes
from ultralow.heat.wigner import component_along
from ultralow.heat.wigner_along import NOTHING
from ultralow.heat.zone_centre import ZoneCentre

STEPS = 65534
ALONG = np.array([1.0, 0.0, 0.0])  # tables have one direction alone
# Relative errors that the tables may leave; a test measures them at random settings. Where hardly
# any heat goes by paths about the 95 % length, a small error of the whole moves that length far.
STATED = {"conductivity": 1e-4, "path": 1e-3}


def table(heat: LatticeConductivity) -> dict:
    """The phonons of one result along the wire; everything in SI.

    ``mesh`` and ``centre`` hold the same of the modes of a mesh and of those around its centre,
    which may be None: points, branches and weights, and of each mode in turn its frequency, speed,
    squared velocity along the wire, and rates by isotopes, by defects of mass variance 1, and by
    other phonons at each of the temperatures. ``pairs`` has a bit for each pair of modes of one
    point, s < s', and the velocity products of those that are not zero; ``neighbours`` the points
    before and behind along three axes.
    """
    centre = heat.centre
    found = {
        "temperatures": heat.temperatures.tolist(),
        "mesh": _domain(heat.modes, heat._unit_variance_rates, heat.direction, packed),
        "pairs": _pairs(heat.modes, heat.direction),
        "neighbours": heat._neighbours.ravel().tolist(),
        "centre": None,
    }
    if centre is not None:
        defects = zone_centre.inward(heat._unit_variance_rates, centre, zone_centre.AT_DEFECTS)
        found["centre"] = _domain(centre.modes, defects, heat.direction, _short)
        found["centre"]["onRay"] = zone_centre.ON_RAY
    return found


def packed(rows) -> dict:
    """Numbers above zero, row by row, as steps of their logarithm.

    Parameters
    ----------
    rows : array_like, shape (n, ...)
        NaN and what is next to nothing beside the largest of its row count as nothing.

    Returns
    -------
    dict
        ``codes``: 16-bit numbers in base 85, the lower byte first, 0 for nothing; else the number
        is exp(``low`` + (code − 1) ``step``), with ``low`` and ``step`` of its row.
    """
    rows = np.reshape(rows, (len(rows), -1)).astype(float)
    largest = np.nanmax(np.nan_to_num(rows), axis=1, keepdims=True)
    there = rows > NOTHING * largest  # NaN is not
    logarithm = np.log(np.where(there, rows, np.where(largest > 0, largest, 1.0)))
    low, high = logarithm.min(axis=1, keepdims=True), logarithm.max(axis=1, keepdims=True)
    step = np.where(high > low, (high - low) / STEPS, 1.0)
    codes = np.where(there, np.rint((logarithm - low) / step) + 1, 0).astype("<u2")
    return {"low": low.ravel().tolist(), "step": step.ravel().tolist(), "codes": _text(codes)}


def unpacked(packed: dict | str, nothing: float = 0.0) -> np.ndarray:
    """The rows of `packed`, shape (n, m), or short floats in one row; nothing is this number."""
    if isinstance(packed, str):
        found = _numbers(packed, "<f4").astype(float)
        return np.where(np.isnan(found), nothing, found)[None]
    codes = _numbers(packed["codes"], "<u2").reshape(len(packed["low"]), -1)
    low, step = (np.array(packed[name])[:, None] for name in ("low", "step"))
    return np.where(codes > 0, np.exp(low + (codes - 1.0) * step), nothing)


class Tabulated(LatticeConductivity):
    """The phonons of a table, along its one direction.

    Parameters
    ----------
    found : dict
        From `table`.
    checkpoint : str
        The name of the result.
    """

    def __init__(self, found: dict, checkpoint: str = "tabulated"):
        self.checkpoint, self.direction = checkpoint, ALONG
        self.mesh = "of the table"  # whose sums are kept here, and not with the stored result
        temperatures = np.array(found["temperatures"])
        self.modes, own = _modes(found["mesh"], temperatures)
        _add_pairs(self.modes.velocity_products[:, 0], found["pairs"])
        self._neighbours = np.reshape(found["neighbours"], (-1, 3, 2))
        self._unit_variance_rates, self.centre = own, None
        if found["centre"]:
            inner, self._defects = _modes(found["centre"], temperatures)
            self.centre = ZoneCentre(inner, None, None, None)

    def total_rates(self, temperature, length=None, variance=0.0) -> list[np.ndarray]:
        """Rates of all mechanisms together, as of :class:`LatticeConductivity`."""
        found = [self.rates(temperature, length, variance)]
        if self.centre:
            defects = variance * self._defects if variance > 0 else None
            found.append(self._rates(self.centre.modes, temperature, length, defects))
        return [scattering.matthiessen(*one.values()) for one in found]


@datapackage.cached_until_forgotten
def of_result(material: str, name: str) -> dict:
    """`table` of an accepted result of a material, made once, whoever asks."""
    return table(lattice_conductivity.chosen_result(materials.get(material), name))


def _domain(modes: Modes, defects: np.ndarray, direction, kept: Callable) -> dict:
    """The modes of one domain, in the order of their points; ``kept`` packs what there is much of.

    Velocities along the wire come in squared, and an error in few of them shows.
    """
    along = component_along(np.moveaxis(modes.velocity_products, 1, -1), direction)
    return {
        "points": modes.frequencies.shape[0],
        "bands": modes.frequencies.shape[1],
        "weights": modes.weights.tolist(),
        "volume": modes.volume,
        "frequency": _short(modes.frequencies),
        "square": _short(np.einsum("qss->qs", along)),
        "speed": kept(np.linalg.norm(modes.group_velocities, axis=-1)[None]),
        "isotopes": kept(modes.isotope_rates[None]),
        "defects": kept(defects[None]),
        "rates": kept(modes.scattering_rates),
    }


def _pairs(modes: Modes, direction) -> dict:
    """Which pairs s < s' tunnel along the direction, and their products of velocities.

    Along one direction none is below zero, but for rounding.
    """
    along = component_along(np.moveaxis(modes.velocity_products, 1, -1), direction)
    first, second = np.triu_indices(along.shape[-1], 1)
    products = along[:, first, second].ravel()
    real = modes.frequencies > 0
    there = (real[:, first] & real[:, second]).ravel()
    there &= products > NOTHING * products.max(initial=0)
    return {"there": _text(np.packbits(there)), "product": packed(products[there][None])}


def _modes(found: dict, temperatures: np.ndarray) -> tuple[Modes, np.ndarray]:
    """Modes of one domain of a table, with no pairs yet, and their rates by unit variance."""
    shape = found["points"], found["bands"]
    names = ("frequency", "square", "speed", "isotopes", "defects")
    one = {name: unpacked(found[name]).reshape(shape) for name in names}
    products = np.zeros((shape[0], 6, shape[1], shape[1]))
    own = np.arange(shape[1])
    products[:, 0, own, own] = one["square"]
    modes = Modes(
        mesh=(shape[0], 1, 1),
        volume=found["volume"],
        wavevectors=np.zeros((shape[0], 3)),
        weights=np.array(found["weights"]),
        frequencies=one["frequency"],
        group_velocities=one["speed"][..., None] * ALONG,
        velocity_products=products,
        temperatures=temperatures,
        scattering_rates=unpacked(found["rates"], np.nan).reshape(-1, *shape),
        isotope_rates=one["isotopes"],
    )
    return modes, one["defects"]


def _add_pairs(along: np.ndarray, pairs: dict) -> None:
    """Put the products of pairs into those along the direction, shape (Q, M, M)."""
    first, second = np.triu_indices(along.shape[-1], 1)
    count = along.shape[0] * first.size
    there = np.unpackbits(_numbers(pairs["there"], "u1"), count=count).astype(bool)
    products = np.zeros(count)
    products[there] = unpacked(pairs["product"]).ravel()
    along[:, first, second] = along[:, second, first] = products.reshape(along.shape[0], -1)


def _short(numbers: np.ndarray) -> str:
    return _text(numbers.astype("<f4"))


def _text(numbers: np.ndarray) -> str:
    return base64.b85encode(np.ascontiguousarray(numbers).tobytes()).decode()


def _numbers(text: str, kind: str) -> np.ndarray:
    return np.frombuffer(base64.b85decode(text), kind)
