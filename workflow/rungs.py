"""The rungs of a convergence ledger: what is changed, and the conductivity that comes of it.

A crystal at rest is sampled with random displacements, and nearly everything of that can be
changed; effective force constants come out of rounds, whose number and size can. Most rungs reuse
forces of the production run.
"""

import json
import time
from pathlib import Path
from typing import NamedTuple

import displaced_forces
import effective
import fit as fitting
import numpy as np
from ultralow.compute import (
    effective_force_constants,
    force_constant_fit,
    provenance,
    sampling,
    supercells,
    three_phonon,
)
from ultralow.compute import potentials as forces
from ultralow.data import atomic_write, phonon_files
from ultralow.phonons import force_constants
from ultralow.phonons.force_constants import ForceConstants

# Rungs other than those of the mesh are compared on a coarse one.
COARSE = 36.0
MESHES = (24.0, COARSE, 58.0, 72.0)
MESHES_EFFECTIVE = (24.0, COARSE, 48.0, 72.0)
WARM = "-300K"


class Rung(NamedTuple):
    """What changes, in words; settings that do it; those of the rung it is held against.

    ``exact``: forces in double precision, as the mean over inversion.
    """

    changed: str
    settings: dict
    against: dict
    exact: bool = False

    @property
    def stem(self):
        """A name for its file."""
        words = [f"{key}-{value:g}" for key, value in sorted(self.settings.items())]
        return "_".join(words or ["production"]) + "_exact" * self.exact


def on_coarse(changed, settings=None, against=None, exact=False):
    """A rung on the coarse mesh."""
    mesh = {"mesh_length": COARSE}
    return Rung(changed, mesh | (settings or {}), mesh | (against or {}), exact)


HALF, MORE = {"snapshots_third": 60}, {"snapshots_third": 200}


def mesh_rungs(lengths):
    """Production, and other meshes against it."""
    return (Rung("mesh", {}, {}), *(Rung("mesh", {"mesh_length": one}, {}) for one in lengths))


AT_REST = (
    on_coarse("reference"),
    on_coarse("cutoff", {"cutoff": 5.2}),
    on_coarse("cutoff", {"cutoff": 5.8}),
    on_coarse("cutoff", {"cutoff": 7.2}),
    on_coarse("snapshots", HALF),
    on_coarse("snapshots", {"snapshots_third": 90}),
    on_coarse("snapshots", MORE),
    # A longer cutoff has more to fit: with more snapshots, what it does by itself.
    on_coarse("cutoff", {**MORE, "cutoff": 7.2}, MORE),
    on_coarse("seed", {"seed": 2}),
    on_coarse("snapshots of the second order", {"snapshots_second": 40}),
    on_coarse("supercell of the second order", {"least_height_second": 20.0}),
    on_coarse("displacement", {**HALF, "distance": 0.02}, HALF),
    on_coarse("supercell of the third order", {**HALF, "least_height_third": 14.0}, HALF),
    on_coarse("double precision, mean over inversion", HALF, HALF, exact=True),
)
EFFECTIVE = (
    on_coarse("reference"),
    on_coarse("cutoff", {"cutoff": 5.2}),
    on_coarse("cutoff", {"cutoff": 5.8}),
    on_coarse("cutoff", {"cutoff": 7.2}),
    on_coarse("snapshots", {"snapshots_third": 100}),
    on_coarse("snapshots", {"snapshots_third": 150}),
    on_coarse("snapshots of the second order", {"snapshots_last_round": 60}),
    on_coarse("rounds", {"rounds": 4}),
    on_coarse("seed", {"seed": 101}),
)


def ladder(build, material, checkpoint, settings):
    """The ladder that belongs to a stored result."""
    kind = EffectiveLadder if checkpoint.endswith(WARM) else Ladder
    return kind(Path(build), material, checkpoint, settings)


class Ladder:
    """The production run of a crystal at rest, and how to compute its neighbours."""

    rungs, meshes = AT_REST, mesh_rungs(MESHES)

    def __init__(self, build, material, checkpoint, settings):
        self.folder = build / material / checkpoint
        self.checkpoint = checkpoint.removesuffix(WARM)
        self.plain = build / material / self.checkpoint
        self.chosen = settings
        self.relaxed = _json(self.plain / "relaxed.json")
        self.production = _json(self.folder / "phonons.json")

    def climb(self, deadline):
        """A row for each rung, as far as the time goes; the finest mesh last."""
        rows = []
        for rung in (*self.meshes[:-1], *self.rungs, self.meshes[-1]):
            path = self.folder / "ledger" / f"{rung.stem}.json"
            if rung.settings and not path.exists():
                if time.monotonic() > deadline:
                    continue
                print(f"{rung.changed}: {rung.stem}", flush=True)
                atomic_write.write_json(path, self.row(rung))
            found = _json(path) if rung.settings else as_row(self.production)
            named = {"changed": rung.changed, "settings": rung.settings, "against": rung.against}
            rows.append(named | {"exact": rung.exact} | found)
        return rows

    def row(self, rung):
        """One computation with some settings changed."""
        began = time.process_time()
        if {"mesh_length"}.issuperset(rung.settings):
            path = self.folder / "force_constants.hdf5"
            constants, new = phonon_files.read(path, ForceConstants), 0
        else:
            constants, new = self.constants(rung)
        cell = force_constants.as_phonopy(constants).primitive.cell
        mesh = sampling.mesh(cell, rung.settings["mesh_length"])
        modes, heat = three_phonon.conductivity(constants, mesh, [300.0])
        return {
            "mesh": mesh.tolist(),
            "lowest_mode_THz": provenance.rounded(modes.frequencies.min() / 1e12, 4),
            "particle_W_m_K": provenance.rounded(heat.particle[0], 5),
            "coherence_W_m_K": provenance.rounded(heat.coherence[0], 5),
            "new_force_calculations": new,
            "core_seconds": round(time.process_time() - began, 1),
        }

    def constants(self, rung):
        """Force constants with other settings, and how many forces had to be computed."""
        chosen = self.chosen._replace(**rung.settings)
        parts = {part: self.sample(chosen, part, rung.exact) for part in ("second", "third")}
        new = sum(len(sample[1]) for sample, is_new in parts.values() if is_new)
        return fitting.fit(self.relaxed, chosen, parts["second"][0], parts["third"][0])[0], new

    def sample(self, chosen, part, exact):
        """Displacements and forces of a part; whether they are not those of production."""
        count = getattr(chosen, f"snapshots_{part}")
        shape = ("least_height_" + part, "distance", "seed")
        known = count <= getattr(self.chosen, f"snapshots_{part}") and not exact
        if known and all(getattr(chosen, key) == getattr(self.chosen, key) for key in shape):
            shares = sorted(self.folder.glob(f"forces_{part}_*.npz"))
            both = fitting.joined([path for path in shares if ".part" not in path.name])
            return (both[0][:count], both[1][:count]), False
        name = f"{part}_" + "_".join(f"{getattr(chosen, key):g}" for key in shape)
        atoms = supercells.supercell(self.relaxed, chosen, part)
        displaced = sampling.part(chosen, part, len(atoms))
        return self.forces(f"{name}_{count}", part, atoms, displaced, exact), True

    def forces(self, name, part, atoms, displaced, exact=False):
        """Displacements and forces, from a file where it has them."""
        path = self.folder / "ledger" / f"{name}{'_exact' if exact else ''}.npz"
        if not path.exists():
            path.parent.mkdir(exist_ok=True)
            displaced_forces.run(atoms, self.calculator(exact), displaced, path, part)
        with np.load(path) as stored:
            return stored["displacements"], stored["forces"]

    def calculator(self, exact):
        """The potential as production uses it, or at its most exact."""
        parity = exact or not self.relaxed["centrosymmetric"]
        return forces.load_calculator(self.checkpoint, "double" if exact else "single", parity)


class EffectiveLadder(Ladder):
    """The same for effective force constants: rounds in the large supercell, then the third order.

    A rung of the second order keeps the third and the other way round.
    """

    rungs, meshes = EFFECTIVE, mesh_rungs(MESHES_EFFECTIVE)

    def constants(self, rung):
        """Force constants with other settings, and how many forces had to be computed."""
        stored = phonon_files.read(self.folder / "force_constants.hdf5", ForceConstants)
        changes = dict(rung.settings)
        count = changes.pop("snapshots_last_round", None)
        rounds = changes.pop("rounds", None)
        if count or rounds:
            last = (rounds or len(effective.ROUNDS)) - 1
            return stored._replace(second=self.second(last, count).force_constants), 0
        displaced, found, new = self.third(stored, changes.get("seed"))
        chosen = self.chosen._replace(**effective.THIRD)
        chosen = chosen._replace(**changes)
        kept = slice(chosen.snapshots_held_out, chosen.snapshots_held_out + chosen.snapshots_third)
        cell, primitive = self.cell()
        repeats = supercells.repeats(self.relaxed, chosen, "third")
        _, cubic = force_constant_fit.fit_third(
            cell, repeats, primitive, displaced[kept], found[kept], chosen.cutoff
        )
        return stored._replace(third=cubic.astype(np.float32)), new

    def cell(self):
        """Unit cell and primitive matrix."""
        return supercells.unit_cell(self.relaxed), supercells.primitive_matrix(self.relaxed)

    def second(self, last, count=None):
        """The crystal that a round found, from all or the first of its snapshots."""
        with np.load(self.folder / f"round_{last}.npz") as stored:
            sample = stored["displacements"][:count], stored["forces"][:count]
        cell, primitive = self.cell()
        repeats = supercells.repeats(self.relaxed, self.chosen, "second")
        return effective_force_constants.fitted(cell, repeats, primitive, *sample)

    def third(self, stored, seed):
        """Displacements and forces for the third order; with another seed, new ones."""
        if seed is None:
            with np.load(self.folder / "third.npz") as known:
                return known["displacements"], known["forces"], 0
        chosen = self.chosen._replace(**effective.THIRD)
        count = chosen.snapshots_third + chosen.snapshots_held_out
        repeats = supercells.repeats(self.relaxed, chosen, "third")
        small = effective_force_constants.folded(force_constants.as_phonopy(stored), repeats)
        displaced = effective_force_constants.displacements(small, 300.0, count, seed)
        atoms = supercells.supercell(self.relaxed, chosen, "third")
        return *self.forces(f"third_{seed}_{count}", "third", atoms, displaced), count


def as_row(record):
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


def _json(path):
    return json.loads(path.read_text(encoding="utf-8"))
