"""How far a computed conductivity is converged: its stored ledger as a table, and as one number."""

import numpy as np

# What a setting of the ledger means, in words.
WORDS = {
    "checkpoint": "{}",
    "cutoff": "third order within {:g} Å",
    "equations_second": "{:g} equations a number of the second order",
    "distance": "atoms displaced by {:g} Å",
    "least_height_second": "faces {:g} Å apart",
    "least_height_third": "faces {:g} Å apart",
    "mesh_length": "waves of {:g} Å",
    "rounds": "{:g} rounds",
    "seed": "seed {:g}",
    "snapshots_last_round": "{:g} in the last round",
    "snapshots_second": "{:g} of the second order",
    "snapshots_third": "{:g} of the third order",
}
# Rungs that are no numerics.
OTHER = ("checkpoint", "reference", "cell without stress")


def spread(heat) -> float:
    """Relative numerical spread of the conductivity at 300 K; NaN where no ledger is stored.

    Parameters
    ----------
    heat : ultralow.analysis.lattice_conductivity.LatticeConductivity
    """
    return of_rungs(heat.result.rungs, along(heat))


def of_rungs(rungs, direction: str) -> float:
    """Relative numerical spread that the rungs of a ledger make together.

    Of each kind of change (mesh, cutoff, snapshots, seed, displacement, supercells) the median of
    what it did, all kinds added in squares. Checkpoints are no numerics and are left out. NaN,
    unknown, of no rungs.

    Parameters
    ----------
    rungs : sequence of dict
        Of :attr:`ultralow.data.phonon_store.StoredPhonons.rungs`.
    direction : {"change_wire", "change_trace"}
        Which of a rung's changes is meant.
    """
    kinds = {}
    for rung in rungs:
        if rung["changed"] not in OTHER and rung[direction] != 0:
            kinds.setdefault(rung["changed"], []).append(abs(rung[direction]))
    if not kinds:
        return float("nan")
    return float(np.linalg.norm([np.median(changes) for changes in kinds.values()]))


def table(heat):
    """The ladder for display: what is changed, on which mesh, and what that does at 300 K.

    A row is compared with the same computation without its change: a mesh with the one of the
    figures, anything else on a mesh coarse enough for many computations.
    """
    import pandas

    rows = [
        {
            "changed": rung["changed"],
            "to": _words(rung) or "as in the figures",
            "mesh": " × ".join(map(str, rung["mesh"])),
            "change": f"{100 * rung[along(heat)]:+.1f} %",
            "more forces": rung["new_force_calculations"],
        }
        for rung in heat.result.rungs
        if rung["changed"] != "reference"
    ]
    return pandas.DataFrame(rows) if rows else None


def along(heat) -> str:
    """Which of a rung's changes is meant: along the wire, or the mean over directions."""
    return "change_trace" if heat.direction is None else "change_wire"


def _words(rung) -> str:
    """What a rung changes against the one that it is compared with."""
    changed = {
        name: value
        for name, value in rung["settings"].items()
        if rung["against"].get(name) != value
    }
    words = [WORDS[name].format(value) for name, value in changed.items()]
    if "volume_ratio" in rung:
        words.append(f"{rung['volume_ratio']:.2f} of the volume")
    return ", ".join(words + ["double precision, mean over inversion"] * bool(rung.get("exact")))
