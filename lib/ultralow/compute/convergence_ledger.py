"""The convergence ledger of a result: one setting changed at a time, and what that does to heat.

What is changed stands in :mod:`ultralow.compute.ledger_settings`. Samples of the production run
and new forces come through functions that are handed in, which may keep them in files. Lengths are
in angstrom, forces in eV/angstrom, conductivities in W/m/K.
"""

import json
from typing import NamedTuple

import numpy as np

from ultralow.compute import (
    effective_force_constants,
    force_constant_fit,
    ledger_settings,
    phonon_record,
    sampling,
    supercells,
    thermal_motion,
    three_phonon,
)
from ultralow.compute.provenance import rounded, significant
from ultralow.errors import UltralowError
from ultralow.heat import accumulation, wigner, zone_centre
from ultralow.phonons.force_constants import ForceConstants, as_phonopy

UNITS = {
    "conductivity": "W m-1 K-1 at 300 K, columns xx yy zz yz xz xy",
    "change": "relative, of particle and coherence part together, against the rung whose settings "
    "stand under against, along the wire and in the trace",
    "settings": "what differs from production; exact: double precision, mean over inversion; "
    "without_stress: in the cell of the potential, volume_ratio times the measured one",
    "path_95_m": "of a mesh: up to which 95 % of the particle part is carried, by phonons and "
    "isotopes alone",
    "core_seconds": "of the rung alone, its new forces included; where a device is told, the "
    "forces came from it and are not",
}


class Production(NamedTuple):
    """The run whose neighbours a ledger computes.

    Attributes
    ----------
    relaxed : dict
        The crystal at rest, see :mod:`ultralow.compute.supercells`.
    chosen : ultralow.compute.sampling.Settings
    constants : ultralow.phonons.force_constants.ForceConstants
    record : dict
        As from :func:`ultralow.compute.phonon_record.record`, with its names.
    """

    relaxed: dict
    chosen: sampling.Settings
    constants: ForceConstants
    record: dict


class ConvergenceLedger:
    """A crystal at rest with other settings.

    Parameters
    ----------
    production : Production
    sample : callable
        ``sample(name)`` gives displacements and forces of the production run, shape (m, S, 3) each.
    forces : callable
        ``forces(name, part, atoms, displaced, exact)`` gives displacements and the forces on the
        supercell ``atoms``, which ``name`` tells from all others.
    cell : callable
        ``cell()`` gives the crystal at rest in a cell without stress, as ``production.relaxed``.
    axis : array_like, shape (3,), optional
        Of the wire, on the axes of the unit cell; without it means over directions are taken.
    """

    variants = ledger_settings.AT_REST
    meshes = ledger_settings.mesh_variants(ledger_settings.MESHES)

    def __init__(self, production, sample, forces, cell, axis=None):
        self.relaxed, chosen, self.stored, self.record = production
        self.chosen = supercells.well_determined(self.relaxed, chosen)
        self.sample, self.forces, self.cell, self.axis = sample, forces, cell, axis

    @property
    def order(self):
        """All variants as they are computed; the finest mesh, which takes longest, last."""
        return (*self.meshes[:-1], *self.variants, self.meshes[-1])

    def row(self, variant):
        """What a variant does to the conductivity at 300 K, but for the seconds it took."""
        meshes_alone = {"mesh_length"}.issuperset(variant.settings)
        meshes_alone = meshes_alone and not variant.exact and not variant.without_stress
        constants, new = (self.stored, 0) if meshes_alone else self.constants(variant)
        # A cell without stress is a little larger: by its own lengths it might have fewer points,
        # and the mesh would be what is compared.
        divisions = phonon_record.mesh(self.stored, variant.settings["mesh_length"])
        # Powers to the zone centre as of the result itself, which older records do not tell.
        powers = self.record.get("zone_centre", {}).get("powers", zone_centre.BETWEEN_PHONONS)
        room = [phonon_record.ROOM_K]
        modes, heat = three_phonon.conductivity(constants, divisions, room, powers)
        return {
            "mesh": divisions.tolist(),
            "lowest_mode_THz": rounded(modes.frequencies.min() / 1e12, 4),
            "particle_W_m_K": rounded(heat.particle[0], 5),
            "coherence_W_m_K": rounded(heat.coherence[0], 5),
            "new_force_calculations": new,
            **({"path_95_m": self._path(constants, modes, powers)} if meshes_alone else {}),
            **({"volume_ratio": self._volume_ratio(constants)} if variant.without_stress else {}),
        }

    def _path(self, constants, modes, powers):
        """Mean free path up to which 95 % of the particle part is carried, m."""
        found = phonon_record.by_path(constants, modes, powers)
        direction = None if self.axis is None else self.axis @ constants.lattice
        along = wigner.component_along(found.conductivity, direction)
        return significant(accumulation.value_at_share(found._replace(conductivity=along)), 4)

    def _volume_ratio(self, constants):
        volume, own = (abs(np.linalg.det(one.lattice)) for one in (constants, self.stored))
        return rounded(volume / own, 4)

    def constants(self, variant):
        """Force constants of a variant, and how many forces had to be computed for them."""
        relaxed = self.cell() if variant.without_stress else self.relaxed
        chosen = supercells.well_determined(relaxed, self.chosen._replace(**variant.settings))
        parts = [self._part(relaxed, chosen, part, variant) for part in ("second", "third")]
        new = sum(len(forces) for (_, forces), is_new in parts if is_new)
        (second, _), (third, _) = parts
        return force_constant_fit.fit_sample(relaxed, chosen, second, third)[0], new

    def _part(self, relaxed, chosen, part, variant):
        """Displacements and forces of a part; whether they are not those of production."""
        count = getattr(chosen, f"snapshots_{part}")
        shape = ("least_height_" + part, "distance", "seed")
        known = count <= getattr(self.chosen, f"snapshots_{part}")
        known = known and not variant.exact and not variant.without_stress
        if known and all(getattr(chosen, key) == getattr(self.chosen, key) for key in shape):
            displaced, forces = self.sample(part)
            return (displaced[:count], forces[:count]), False
        name = part + "_without_stress" * variant.without_stress
        name = "_".join([name, *(f"{getattr(chosen, key):g}" for key in shape), str(count)])
        atoms = supercells.supercell(relaxed, chosen, part)
        displaced = sampling.part(chosen, part, len(atoms))
        return self.forces(name, part, atoms, displaced, variant.exact), True


class EffectiveLedger(ConvergenceLedger):
    """The same for effective force constants: their last sample fitted otherwise, or one more.

    Of the production run the last sample and that of the crystal held still for it are asked.
    """

    variants = ledger_settings.EFFECTIVE
    meshes = ledger_settings.mesh_variants(ledger_settings.MESHES_EFFECTIVE)

    def constants(self, variant):
        """Force constants of a variant, and how many forces had to be computed for them."""
        if variant.without_stress:
            return self._without_stress()
        changes = {key: one for key, one in variant.settings.items() if key != "mesh_length"}
        seed = changes.pop("seed", None)
        if seed is not None:
            return self._one_more(seed)
        count = changes.pop("snapshots_third", effective_force_constants.SNAPSHOTS_LAST)
        chosen, moved = self.chosen._replace(**changes), self._moved()
        name = effective_force_constants.last_name(self.record["ensemble"].get("last_samples", 1))
        (about,), (still,) = self.sample(f"{name}_still")
        first = effective_force_constants.SNAPSHOTS_HELD_OUT
        displaced, forces = (one[first : first + count] for one in self.sample(name))
        fit = effective_force_constants.fit_both(moved, chosen, displaced - about, forces - still)
        return effective_force_constants.effective(moved, chosen, *fit), 0

    def _moved(self):
        """The crystal at its mean positions."""
        return self.relaxed | {"positions": self.stored.positions.tolist()}

    def _one_more(self, seed):
        """Another sample of the thermal motion of the crystal that was found, and its fit."""
        model = as_phonopy(self.stored)
        away = (self.stored.positions - self.relaxed["positions"]) @ self.stored.lattice
        shift = away[thermal_motion.in_unit_cell(model)]
        crystal = thermal_motion.Crystal(model, shift)
        given = self.relaxed, self.chosen, self._temperature, self._forces(self.relaxed, seed)
        last = effective_force_constants.last(crystal, *given, seed=seed)
        return last.constants, effective_force_constants.last_calculations()

    def _without_stress(self):
        """All rounds anew, from the force constants that were found."""
        relaxed = self.cell()
        forces = self._forces(relaxed, "without_stress")
        given = relaxed, self.chosen, self._temperature, forces
        there = {name: np.array(relaxed[name]) for name in ("lattice", "positions")}
        start = as_phonopy(self.stored._replace(**there))
        rounds = list(effective_force_constants.rounds(start, *given))
        *before, last = effective_force_constants.last_samples(rounds[-1].crystal, *given)
        new = effective_force_constants.last_calculations() * (1 + len(before))
        return last.constants, new + effective_force_constants.SNAPSHOTS_ROUND * len(rounds)

    def _forces(self, relaxed, name_end):
        """Forces on samples of a crystal, as the rounds ask for them."""
        atoms = supercells.supercell(relaxed, self.chosen, "second")

        def forces(displaced, name):
            return self.forces(f"{name}_{name_end}", "second", atoms, displaced, False)[1]

        return forces

    @property
    def _temperature(self):
        return self.record["ensemble"]["temperature_K"]


def named(variant, row):
    """A row of a ledger: what its variant is, and what came of it."""
    says = {"changed": variant.changed, "settings": variant.settings, "against": variant.against}
    without = {"without_stress": True} if variant.without_stress else {}
    return says | {"exact": variant.exact} | without | row


def as_row(record):
    """The record of a production run in the columns of the ledger.

    Raises
    ------
    UltralowError
        If it has no conductivity at 300 K, where the ledger compares.
    """
    heat = record["conductivity"]
    if phonon_record.ROOM_K not in heat["temperatures_K"]:
        raise UltralowError(
            f"the result of {record['checkpoint']} has no conductivity at 300 K",
            why="that is where a ledger compares",
            mend="compute it again with 300 among the temperatures, or without a ledger",
        )
    at = heat["temperatures_K"].index(phonon_record.ROOM_K)
    return {
        "mesh": record["settings"]["mesh"],
        "lowest_mode_THz": record["gates"]["lowest_mode_mesh_THz"]["value"],
        "particle_W_m_K": heat["particle_W_m_K"][at],
        "coherence_W_m_K": heat["coherence_W_m_K"][at],
        "new_force_calculations": 0,
        "core_seconds": record["cost"]["core_seconds"]["modes_and_conductivity"],
    }


def other_results(records, checkpoint):
    """The other results of a crystal at 300 K, accepted or not, as rows.

    Parameters
    ----------
    records : iterable of dict
    checkpoint : str
        Whose ledger it is.
    """
    return [
        {
            "changed": "checkpoint",
            "settings": {"checkpoint": record["checkpoint"]},
            "against": {},
            **as_row(record),
            "new_force_calculations": record["cost"]["force_calculations"],
            "core_seconds": record["cost"]["total_core_seconds"],
            "refused_because": record["refused_because"],
        }
        for record in records
        if record["checkpoint"] != checkpoint
        and phonon_record.ROOM_K in record["conductivity"]["temperatures_K"]
    ]


def written(ledger, rows):
    """A ledger as it is stored.

    Parameters
    ----------
    ledger : ConvergenceLedger
    rows : list of dict
        As from `named` and `other_results`.

    Returns
    -------
    dict
        Units under ``units``.
    """
    record, axis = ledger.record, ledger.axis
    return {
        "material": record["material"],
        "checkpoint": record["checkpoint"],
        "grade": "R",
        "structure": ledger.relaxed["structure"],
        "temperature_K": phonon_record.ROOM_K,
        "wire_axis": None if axis is None else axis.tolist(),
        "reference_mesh_length_A": ledger_settings.COARSE,
        "velocity_operator": phonon_record.VELOCITY_OPERATOR,
        "rungs": compared(rows, None if axis is None else _unit(axis, ledger.relaxed["lattice"])),
        "finite_displacement_calculations": record["cost"]["finite_displacement_calculations"],
        "units": UNITS,
    }


def _unit(axis, lattice):
    vector = axis @ np.array(lattice)
    return vector / np.linalg.norm(vector)


def compared(rows, direction=None):
    """Rows with the conductivity of each and its change, along a wire and in the trace.

    Parameters
    ----------
    rows : list of dict
        Each with ``settings``, and those of the row that it is held against under ``against``.
    direction : array_like, shape (3,), optional
        Cartesian unit vector along the wire; without it there is the trace alone.
    """
    plain = [row for row in rows if not row.get("exact") and not row.get("without_stress")]
    by_settings = {json.dumps(row["settings"], sort_keys=True): row for row in reversed(plain)}
    directions = {"trace": None} if direction is None else {"wire": direction, "trace": None}
    return [
        row | _changes(by_settings[json.dumps(row["against"], sort_keys=True)], row, directions)
        for row in rows
    ]


def _changes(against, row, directions):
    found = {}
    for name, vector in directions.items():
        before, after = (conductivity(one, vector) for one in (against, row))
        found[f"{name}_W_m_K"] = rounded(after, 5)
        found[f"change_{name}"] = rounded(after / before - 1, 4)
    return found


def conductivity(row, direction=None):
    """Conductivity of a row along a Cartesian unit vector, or a third of the trace, W/m/K."""
    values = np.add(row["particle_W_m_K"], row["coherence_W_m_K"])
    xx, yy, zz, yz, xz, xy = values
    tensor = np.array([[xx, xy, xz], [xy, yy, yz], [xz, yz, zz]])
    return np.trace(tensor) / 3 if direction is None else direction @ tensor @ direction
