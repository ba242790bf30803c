"""Conductivity over temperature from force constants of several temperatures.

Effective force constants belong to the temperature of the thermal motion that they average over.
Where a potential has them at several, the conductivity at a temperature comes from those of that
temperature, or from those below and above it:

    κ(T) = (1 - w) κ_low(T) + w κ_high(T),    w = (T - T_low) / (T_high - T_low),

each with populations and rates at T itself; beyond the ends of the ladder the last rung serves.
"""

import numpy as np

from ultralow.analysis import convergence, lattice_conductivity
from ultralow.analysis.lattice_conductivity import ConductivityParts, LatticeConductivity
from ultralow.data import phonon_store


class ConductivityLadder:
    """The conductivity of one potential in one crystal, from all its effective force constants.

    Parameters
    ----------
    heat : LatticeConductivity
        One result. Atoms at rest, a mesh of the reader's own, and constants of another temperature
        than that nearest to 300 K, which somebody asked for by name, make a ladder of one rung.

    Attributes
    ----------
    rungs : list of LatticeConductivity
        The coldest first.
    """

    def __init__(self, heat: LatticeConductivity):
        self.rungs = [heat] if heat.mesh.strip() or not heat.effective else _rungs(heat)

    @property
    def ensembles_K(self) -> list[float]:
        """Temperatures that force constants belong to, K; empty of atoms at rest."""
        found = [one.ensemble_K for one in self.rungs]
        return [one for one in found if one is not None]

    def conductivity(self, temperature, length=None, variance=0.0) -> ConductivityParts:
        """Conductivity along the wire; parameters of :meth:`LatticeConductivity.rates`."""
        if len(self.rungs) == 1:
            return self.rungs[0].conductivity(temperature, length, variance)
        wanted = np.atleast_1d(np.asarray(temperature, float))
        total = np.zeros((3, wanted.size))
        for rung, share in zip(self.rungs, shares(self.ensembles_K, wanted), strict=True):
            there = share > 0
            if there.any():
                parts = rung.conductivity(wanted[there], length, variance)
                total[:, there] += share[there] * np.array(parts)
        return ConductivityParts(*total.reshape(3, *np.shape(temperature)))


def shares(ensembles, temperature) -> np.ndarray:
    """How much each rung of a ladder counts at some temperatures; they add to one.

    Parameters
    ----------
    ensembles : array_like, shape (n,)
        K, ascending.
    temperature : array_like, shape (T,)
        K.

    Returns
    -------
    numpy.ndarray, shape (n, T)

    Examples
    --------
    >>> shares([100.0, 300.0], [50.0, 150.0, 300.0, 400.0]).tolist()
    [[1.0, 0.75, 0.0, 0.0], [0.0, 0.25, 1.0, 1.0]]
    """
    each = np.eye(len(ensembles))
    return np.array([np.interp(temperature, ensembles, one) for one in each])


def _rungs(heat):
    name = heat.material.name
    if heat.checkpoint not in {one.name for one in phonon_store.accepted(name)}:
        return [heat]
    stored = phonon_store.ladder(name, heat.result.potential)
    return [
        heat if one.name == heat.checkpoint else LatticeConductivity(heat.material, one)
        for one in stored
    ]


def spread_over_results(
    heats: list[LatticeConductivity], temperatures
) -> tuple[np.ndarray, np.ndarray] | None:
    """Lower and upper edge of the conductivity over like checkpoints and the numerics, if known.

    Force constants at rest and effective ones answer different questions, so that no band spans
    both.

    Parameters
    ----------
    heats : list of LatticeConductivity
        The chosen one first; :func:`ultralow.analysis.convergence.spread` is taken about it.
    temperatures : array_like, shape (n,)
        K.
    """
    ladders = map(ConductivityLadder, lattice_conductivity.same_kind(heats))
    totals = np.array([one.conductivity(temperatures).total for one in ladders])
    share = convergence.spread(heats[0])
    if len(totals) == 1 and np.isnan(share):
        return None
    edges = np.vstack([totals, totals[0] * (1 - share), totals[0] * (1 + share)])
    return np.nanmin(edges, axis=0), np.nanmax(edges, axis=0)
