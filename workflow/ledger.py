"""The convergence ledger of a crystal: one setting changed at a time, and what that does.

    python workflow/ledger.py --material CsPbI3 --checkpoint 7net-l3i5 --build build/compute \\
        --settings '{}' --output build/compute/CsPbI3/ledger.json

Most rungs reuse the forces of the production run: fewer snapshots, other cutoffs and meshes need no
new ones. Rungs other than those of the mesh are compared on a coarser mesh, named in the ledger.
Each rung is a file, so that an interrupted run goes on.
"""

import argparse
import json
import sys
import time
from pathlib import Path

import displaced_forces
import fit as fitting
import numpy as np
from ultralow import (
    cells_at_rest,
    forces,
    lattice_files,
    materials,
    results,
    sampling,
    storing,
    transport,
)

COARSE = 30.0
MESHES = (24.0, 30.0, 36.0, 41.0, 48.0, 56.0)
# What changes, in words; the settings that do it, beside a coarse mesh; what it is held against;
# and whether forces are computed in double precision, as the mean over inversion.
HALF = {"snapshots_third": 60}
RUNGS = (
    ("reference", {}, {}, False),
    ("cutoff", {"cutoff": 5.2}, {}, False),
    ("cutoff", {"cutoff": 5.8}, {}, False),
    ("cutoff", {"cutoff": 7.2}, {}, False),
    ("snapshots", HALF, {}, False),
    ("snapshots", {"snapshots_third": 90}, {}, False),
    ("snapshots", {"snapshots_third": 200}, {}, False),
    ("seed", {"seed": 2}, {}, False),
    ("snapshots of the second order", {"snapshots_second": 40}, {}, False),
    ("supercell of the second order", {"least_height_second": 20.0}, {}, False),
    ("supercell of the third order", {**HALF, "least_height_third": 14.0}, HALF, False),
    ("displacement", {**HALF, "distance": 0.02}, HALF, False),
    (
        "double precision, mean over inversion",
        HALF,
        HALF,
        True,
    ),
)
UNITS = {
    "conductivity": "W m-1 K-1 at 300 K, columns xx yy zz yz xz xy",
    "change": "relative, of particle and coherence part together, against the rung whose settings "
    "stand under against, along the wire and in the trace",
    "settings": "what differs from production; a mesh_length_A of its own sets the mesh",
    "core_seconds": "of the rung alone, its new forces included",
}


def main(arguments=None):
    """Climb, compare, store; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name in ("material", "checkpoint", "build", "settings", "output"):
        parser.add_argument(f"--{name}", required=True)
    parser.add_argument("--minutes", type=float, default=60, help="start no rung after this")
    options = parser.parse_args(arguments)
    ladder = Ladder(options)
    rows = ladder.climb(time.monotonic() + 60 * options.minutes)
    axis = materials.get(options.material).wire_axis
    ledger = {
        "material": options.material,
        "checkpoint": options.checkpoint,
        "grade": "R",
        "structure": ladder.relaxed["structure"],
        "temperature_K": 300.0,
        "wire_axis": None if axis is None else axis.tolist(),
        "reference_mesh_length_A": COARSE,
        "rungs": compared(rows, ladder.direction),
        "finite_displacement_calculations": ladder.production["cost"][
            "finite_displacement_calculations"
        ],
        "units": UNITS,
    }
    storing.write_json(options.output, ledger)
    return 0


class Ladder:
    """The production run of a crystal, and how to compute its neighbours."""

    def __init__(self, options):
        self.folder = Path(options.build) / options.material / options.checkpoint
        self.build, self.material = Path(options.build), options.material
        self.checkpoint = options.checkpoint
        self.chosen = sampling.settings(json.loads(options.settings))
        self.relaxed = json.loads((self.folder / "relaxed.json").read_text(encoding="utf-8"))
        self.production = json.loads((self.folder / "phonons.json").read_text(encoding="utf-8"))
        self.direction = wire(self.material, self.relaxed)

    def climb(self, deadline):
        """All rungs, as far as the time goes."""
        meshes = [("mesh", {"mesh_length": length}, {}, False) for length in MESHES]
        coarse = {"mesh_length": COARSE}
        tasks = [(what, coarse | new, coarse | old, exact) for what, new, old, exact in RUNGS]
        # The finest mesh takes longest, and nothing else waits for it.
        tasks = [*meshes[:-1], *tasks, meshes[-1]]
        rows = []
        for what, changes, against, exact in tasks:
            name = "_".join(f"{key}-{value:g}" for key, value in sorted(changes.items()))
            path = self.folder / "ledger" / f"{name}{'_exact' if exact else ''}.json"
            if not path.exists():
                if time.monotonic() > deadline:
                    continue
                print(f"{what}: {changes}", flush=True)
                storing.write_json(path, self.rung(changes, exact))
            found = json.loads(path.read_text(encoding="utf-8"))
            rows.append({"changed": what, "settings": changes, "against": against, **found})
        return rows + self.other_checkpoints()

    def rung(self, changes, exact):
        """One computation with some settings changed."""
        began = time.process_time()
        chosen = self.chosen._replace(**changes)
        if chosen == self.chosen and not exact:
            return as_rung(self.production)
        parts = {part: self.sample(chosen, part, exact) for part in ("second", "third")}
        new = sum(len(sample[1]) for sample, is_new in parts.values() if is_new)
        if {"mesh_length"}.issuperset(changes):
            constants = lattice_files.read(
                self.folder / "force_constants.hdf5", lattice_files.ForceConstants
            )
        else:
            constants, _ = fitting.fit(self.relaxed, chosen, parts["second"][0], parts["third"][0])
        cell = lattice_files.as_phonopy(constants).primitive.cell
        mesh = sampling.mesh(cell, chosen.mesh_length)
        modes, heat = transport.conductivity(constants, mesh, [300.0])
        return {
            "mesh": mesh.tolist(),
            "lowest_mode_THz": results.rounded(modes.frequencies.min() / 1e12, 4),
            "particle_W_m_K": results.rounded(heat.particle[0], 5),
            "coherence_W_m_K": results.rounded(heat.coherence[0], 5),
            "new_force_calculations": new,
            "core_seconds": round(time.process_time() - began, 1),
        }

    def sample(self, chosen, part, exact):
        """Displacements and forces of a part; whether forces had to be computed."""
        count = getattr(chosen, f"snapshots_{part}")
        shape = ("least_height_" + part, "distance", "seed")
        known = count <= getattr(self.chosen, f"snapshots_{part}") and not exact
        if known and all(getattr(chosen, key) == getattr(self.chosen, key) for key in shape):
            shares = sorted(self.folder.glob(f"forces_{part}_*.npz"))
            both = fitting.joined([path for path in shares if ".part" not in path.name])
            return (both[0][:count], both[1][:count]), False
        name = f"{part}_" + "_".join(f"{getattr(chosen, key):g}" for key in shape)
        path = self.folder / "ledger" / f"{name}_{count}{'_exact' if exact else ''}.npz"
        atoms = cells_at_rest.supercell(self.relaxed, chosen, part)
        displaced = sampling.part(chosen, part, len(atoms))
        if not path.exists():
            displaced_forces.run(atoms, self.calculator(exact), displaced, path, part)
        with np.load(path) as stored:
            return (stored["displacements"], stored["forces"]), True

    def calculator(self, exact):
        """The potential as production uses it, or at its most exact."""
        parity = exact or not self.relaxed["centrosymmetric"]
        return forces.load_calculator(self.checkpoint, "double" if exact else "single", parity)

    def other_checkpoints(self):
        """The production runs of the other checkpoints, accepted or not, as rungs."""
        rows = []
        for path in sorted((self.build / self.material).glob("*/phonons.json")):
            record = json.loads(path.read_text(encoding="utf-8"))
            if record["checkpoint"] == self.checkpoint:
                continue
            row = {
                "changed": "checkpoint",
                "settings": {"checkpoint": record["checkpoint"]},
                "against": {},
                **as_rung(record),
                "new_force_calculations": record["cost"]["force_calculations"],
                "core_seconds": record["cost"]["total_core_seconds"],
                "refused_because": record["refused_because"],
            }
            rows.append(row)
        return rows


def as_rung(record):
    """A production run in the columns of the ledger."""
    heat = record["conductivity"]
    at = heat["temperatures_K"].index(300.0)
    return {
        "mesh": record["settings"]["mesh"],
        "lowest_mode_THz": record["gates"]["lowest_mode_mesh_THz"]["value"],
        "particle_W_m_K": heat["particle_W_m_K"][at],
        "coherence_W_m_K": heat["coherence_W_m_K"][at],
        "new_force_calculations": 0,
        "core_seconds": record["cost"]["core_seconds"]["modes_and_conductivity"],
    }


def wire(material, relaxed):
    """Unit vector along the wire, or None."""
    axis = materials.get(material).wire_axis
    if axis is None:
        return None
    vector = axis @ np.array(relaxed["lattice"])
    return vector / np.linalg.norm(vector)


def compared(rows, direction):
    """Add to each rung its change along the wire and in the trace."""
    by_settings = {json.dumps(row["settings"], sort_keys=True): row for row in reversed(rows)}
    production = by_settings[json.dumps({"mesh_length": sampling.PRODUCTION.mesh_length})]
    for row in rows:
        against = by_settings.get(json.dumps(row["against"], sort_keys=True), production)
        for name, vector in (("wire", direction), ("trace", None)):
            if name == "wire" and direction is None:
                continue
            before, after = (along(one, vector) for one in (against, row))
            row[f"{name}_W_m_K"] = results.rounded(after, 5)
            row[f"change_{name}"] = results.rounded(after / before - 1, 4)
    return rows


def along(row, direction):
    """Conductivity along a direction, or a third of the trace."""
    values = np.add(row["particle_W_m_K"], row["coherence_W_m_K"])
    xx, yy, zz, yz, xz, xy = values
    tensor = np.array([[xx, xy, xz], [xy, yy, yz], [xz, yz, zz]])
    return np.trace(tensor) / 3 if direction is None else direction @ tensor @ direction


if __name__ == "__main__":
    sys.exit(main())
