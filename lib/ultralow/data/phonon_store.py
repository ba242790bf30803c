"""Stored phonons of a crystal: one handle a result, with its record, modes and force constants.

The adapter between ``data/computed`` and the notebooks: bytes are compared with the descriptor, a
refused result hands out nothing but its record, and "best" is chosen in one place. Each file is
read once, whoever asks.
"""

import fnmatch
import re
from functools import cached_property
from typing import Any

import numpy as np

from ultralow.data import (
    datapackage,
    lattice_checks,
    materials,
    phonon_files,
    stored_records,
    tables,
)
from ultralow.data.materials import CHECKPOINTS
from ultralow.errors import UltralowError
from ultralow.heat.mesh_modes import Modes
from ultralow.phonons.force_constants import ForceConstants, as_phono3py, as_phonopy

# What "best" takes first: effective force constants at 300 K, where the paper measures, before
# those of atoms at rest, so that the panels of one figure show one method; of each, a result with a
# convergence ledger before one whose numerical error nobody knows; of these, the potential that is
# nearer to first principles, and where none were computed the larger one. A reader's own potentials
# come behind those that this collection has, in the same order.
ORDER = tuple(f"{name}{warm}" for warm in ("-300K", "") for name in CHECKPOINTS)
ROOM_K = 300.0
_WARM = re.compile(r"-(\d+)K$")


class StoredPhonons:
    """Phonons of one crystal from one checkpoint, as they are stored.

    Attributes
    ----------
    material : str
    name : str
        One of :data:`ORDER`, or the same of a reader's own potential.
    record : dict
        Settings, gates, conductivity and cost; of a refused result, too.
    """

    def __init__(self, material: str, name: str):
        self.material, self.name = material, name
        path = self._path("phonons", "json")
        record = stored_records.phonons(tables.read_json(path), material, f"data/{path}")
        self.record: dict[str, Any] = record

    @property
    def refused_because(self) -> str:
        """Why the result was refused, by a gate, by its ledger, or because its potential may not
        speak for the crystal; empty where all is well."""
        reasons = [
            self.record["refused_because"],
            *self._unstable_rungs,
            self._off_first_principles,
        ]
        return "; ".join(filter(None, reasons))

    @property
    def cautions(self) -> list[str]:
        """What a reader of the result must know."""
        found = [*self.record["cautions"]]
        if self._stored_ledger and self.ledger is None:
            found.append("its convergence ledger belongs to another computation and is not used")
        if self.verdict is None and self.potential in _judged(self.material):
            found.append("not judged: first principles were compared with other weights")
        return found

    @property
    def potential(self) -> str:
        """The machine-learned potential behind the result, by its name."""
        return _potential(self.name)

    @property
    def effective(self) -> bool:
        """Whether the force constants are effective ones, which belong to one temperature."""
        return self.name != self.potential

    @property
    def ensemble_K(self) -> float | None:
        """The temperature that effective force constants belong to; None of atoms at rest."""
        found = _WARM.search(self.name)
        return float(found[1]) if found else None

    def modes(self) -> Modes:
        """Modes on the stored mesh, in SI.

        Raises
        ------
        UltralowError
            If the result was refused, or the file is missing, changed or cut short.
        """
        return _arrays(self, "modes", Modes)

    def force_constants(self) -> ForceConstants:
        """Force constants in eV and angstrom; errors as in :meth:`modes`."""
        return _arrays(self, "force_constants", ForceConstants)

    def second_order(self) -> ForceConstants:
        """Force constants without the third order, a twentieth of the time; errors likewise."""
        return _arrays(self, "force_constants", ForceConstants, without=("third",))

    def springs(self) -> np.ndarray | None:
        """Force constants of second order (eV/Å²), to compare potentials by and for nothing else:
        those of a result that was refused for its potential, too; None where none are stored."""
        relative = self._path("force_constants", "hdf5")
        if relative not in datapackage.paths():
            return None
        path = tables.path(relative)
        return phonon_files.read(path, ForceConstants, f"data/{relative}", ("third",)).second

    def phonopy(self):
        """A :class:`phonopy.Phonopy` with the second-order force constants."""
        return as_phonopy(self.second_order())

    def phono3py(self):
        """A :class:`phono3py.Phono3py` with the force constants, ready for a mesh.

        Set ``mesh_numbers``, then ``init_phph_interaction()`` and ``run_thermal_conductivity``.
        """
        return as_phono3py(self.force_constants())

    @cached_property
    def ledger(self) -> dict[str, Any] | None:
        """Convergence ledger of the result; None where none is stored, or that of another one."""
        found = self._stored_ledger
        return found if found and _begins_with(found, self.record) else None

    @cached_property
    def _stored_ledger(self) -> dict[str, Any] | None:
        path = self._path("ledger", "json")
        if path not in datapackage.paths():
            return None
        return stored_records.ledger(tables.read_json(path), f"data/{path}")

    @property
    def rungs(self) -> list[dict[str, Any]]:
        """Rungs of the ledger, one changed setting each; empty where none is stored."""
        return self.ledger["rungs"] if self.ledger else []

    @cached_property
    def polar_heat(self) -> dict[str, Any] | None:
        """Record of the conductivity with long-range polar forces; None where none is stored, or
        one of other force constants or Born charges than the stored ones."""
        found = self._stored_polar_heat
        return None if found is None or self.polar_heat_is_old else found

    @property
    def polar_heat_is_old(self) -> bool:
        """Whether force constants or Born charges were stored anew since that record was made."""
        found = self._stored_polar_heat
        return found is not None and not all(map(datapackage.is_as_described, found["rests_on"]))

    @cached_property
    def _stored_polar_heat(self) -> dict[str, Any] | None:
        path = self._path("polar", "json")
        if path not in datapackage.paths():
            return None
        record = tables.read_json(path)
        return stored_records.polar_heat(record, self.material, self.name, f"data/{path}")

    @property
    def _unstable_rungs(self) -> list[str]:
        """Rungs, as good as the result or better, that are unstable where it is not."""
        settings, gates = self.record["settings"], self.record["gates"]
        limit = gates["lowest_mode_mesh_THz"]["limit"]
        return [
            f"imaginary modes in its ledger, {rung['lowest_mode_THz']:.3f} THz ({_in_words(rung)})"
            for rung in self.rungs
            if rung["changed"] not in ("checkpoint", "cell without stress")  # other crystals
            and rung["lowest_mode_THz"] < limit
            and not _is_poorer(rung["settings"], settings)
        ]

    @property
    def verdict(self) -> dict[str, Any] | None:
        """As the function :func:`verdict`, on the potential of the result."""
        return verdict(self.material, self.potential, self.record)

    @property
    def _off_first_principles(self) -> str | None:
        return (self.verdict or {}).get("refused_because")

    def _path(self, kind, suffix):
        return _path(self.material, kind, self.name, suffix)


@datapackage.cached_until_forgotten
def _arrays(result: StoredPhonons, kind, wanted, without=()):
    if result.refused_because:
        raise UltralowError(
            f"no usable phonons of {result.material} from {result.name!r}",
            why=f"{result.name} was refused: {result.refused_because}",
            mend="take an accepted result, or another material",
        )
    relative = _path(result.material, kind, result.name, "hdf5")
    found = phonon_files.read(tables.path(relative), wanted, f"data/{relative}", without)
    with datapackage.unrecorded():
        atoms = materials.get(result.material).atoms
    lattice_checks.check_crystal(found, atoms, f"data/{relative}")
    return found


@datapackage.cached_until_forgotten
def results(material: str) -> tuple[StoredPhonons, ...]:
    """All stored results of a material, refused ones included, best first."""
    found = [StoredPhonons(material, name) for name in names(material)]
    place = nearest_first(material).index

    def order(one):
        unjudged = one.verdict is None and one.potential in _judged(material)
        off = abs((one.ensemble_K or ROOM_K) - ROOM_K)
        return not one.effective, off, not one.rungs, unjudged, place(one.potential)

    return tuple(sorted(found, key=order))


def names(material: str = "*") -> tuple[str, ...]:
    """What the stored results of a material are called, or those of all materials together: those
    of this collection in their order, then those of a reader's own potentials."""
    pattern = _path(material, "phonons", "*", "json")
    stored = {path.rsplit("/phonons_", 1)[1].removesuffix(".json")
              for path in fnmatch.filter(datapackage.paths(), pattern)}  # fmt: skip
    return (*(name for name in ORDER if name in stored), *sorted(stored.difference(ORDER)))


def own_potentials(material: str = "*") -> tuple[str, ...]:
    """A reader's own potentials of which something is stored, in a material or in any."""
    pattern = _path(material, "stiffness", "*", "json")
    stiff = (path.rsplit("/stiffness_", 1)[1].removesuffix(".json")
             for path in fnmatch.filter(datapackage.paths(), pattern))  # fmt: skip
    found = {*stiff, *map(_potential, names(material))}
    return tuple(sorted(found.difference(CHECKPOINTS)))


def _potential(result):
    return _WARM.sub("", result)


@datapackage.cached_until_forgotten
def referee(material: str) -> dict[str, Any] | None:
    """The record of how near each potential is to first principles; None where none is stored."""
    path = f"computed/{material}/snapshots_pbe.json"
    if path not in datapackage.paths():
        return None
    record = tables.read_json(path)
    return stored_records.snapshots(record, material, CHECKPOINTS, f"data/{path}")


def _judged(material):
    return (referee(material) or {"potentials": {}})["potentials"]


def verdict(material: str, potential: str, record: dict[str, Any]) -> dict[str, Any] | None:
    """What the referee's record says of the potential behind another record.

    Parameters
    ----------
    material, potential : str
    record : dict
        Of phonons or a stiffness.

    Returns
    -------
    dict or None
        None where the potential was not compared with first principles, or with other weights of
        the same name: both records have a sha256, and they differ.
    """
    compared = (referee(material) or {}).get("checkpoint_sha256", {}).get(potential)
    used = record.get("provenance", {}).get("checkpoint_sha256")
    if compared and used and compared != used:
        return None
    return _judged(material).get(potential)


@datapackage.cached_until_forgotten
def stiffness(material: str, potential: str) -> dict[str, Any] | None:
    """The record of a potential's elastic constants; None where none is stored.

    Refused ones, too: they say so.
    """
    path = f"computed/{material}/stiffness_{potential}.json"
    if path not in datapackage.paths():
        return None
    return stored_records.stiffness(tables.read_json(path), material, f"data/{path}")


@datapackage.cached_until_forgotten
def polarity(material: str) -> dict[str, Any] | None:
    """The record of a crystal's Born charges and dielectric tensor; None where none is stored.

    Refused ones, too: they say so.
    """
    path = f"computed/{material}/polarity_pbe.json"
    if path not in datapackage.paths():
        return None
    return stored_records.polarity(tables.read_json(path), material, f"data/{path}")


def nearest_first(material: str) -> tuple[str, ...]:
    """The potentials, that with the smallest error of its forces against first principles first.

    One that was not compared comes behind those that were, the larger before the smaller.
    """
    judged = _judged(material)
    missed = {name: one["whole"]["missed"][0] for name, one in judged.items()}
    known = dict.fromkeys([*CHECKPOINTS, *own_potentials(material), *judged])
    return tuple(sorted(known, key=lambda name: missed.get(name, np.inf)))


def accepted(material: str) -> tuple[StoredPhonons, ...]:
    """The results that passed every gate and speak for room temperature, best first.

    Of the effective force constants of one potential these are the ones nearest to 300 K; those of
    other temperatures stand on its :func:`ladder`.
    """
    return _nearest(usable(material))


def at_room(material: str) -> tuple[StoredPhonons, ...]:
    """The results of a material for room temperature, accepted or not, best first: those at rest,
    and of the effective ones of each potential those nearest to 300 K."""
    return _nearest(results(material))


def _nearest(found):
    first: dict[tuple[str, bool], StoredPhonons] = {}
    for one in found:  # the nearest to room temperature comes first
        first.setdefault((one.potential, one.effective), one)
    return tuple(first.values())


def ladder(material: str, potential: str) -> tuple[StoredPhonons, ...]:
    """The accepted results of a potential with effective force constants, the coldest first."""
    found = [one for one in usable(material) if one.effective and one.potential == potential]
    return tuple(sorted(found, key=lambda one: one.ensemble_K or ROOM_K))


def usable(material: str) -> tuple[StoredPhonons, ...]:
    """The results that passed every gate, of whatever temperature, best first."""
    return tuple(one for one in results(material) if not one.refused_because)


def refused(material: str) -> tuple[StoredPhonons, ...]:
    """The results for room temperature that failed a gate."""
    return tuple(one for one in at_room(material) if one.refused_because)


def choose(material: str, checkpoint: str = "best") -> StoredPhonons:
    """An accepted result by name; ``"best"`` is the first of :func:`accepted`.

    Raises
    ------
    UltralowError
        Where nothing is stored under the name, or it was refused; with the reason.
    """
    known = {one.name: one for one in usable(material)}
    if checkpoint == "best" and known:
        return accepted(material)[0]
    if checkpoint in known:
        return known[checkpoint]
    stored = {one.name: one.refused_because for one in results(material)}
    if not stored:
        raise UltralowError(
            f"no phonons are stored for {material}",
            mend=f"run `make compute MATERIAL={material}`",
        )
    reasons = {checkpoint: stored[checkpoint]} if checkpoint in stored else stored
    choices = " or ".join(map(repr, ["best", *known]))
    raise UltralowError(
        f"no usable phonons of {material} from {checkpoint!r}",
        why="; ".join(f"{name} was refused: {why}" for name, why in reasons.items() if why),
        mend=f"use checkpoint = {choices}" if known else "take another material",
    )


def _is_poorer(changed, settings) -> bool:
    """Whether a rung has less of what frequencies hang on than the result itself."""
    # Effective constants of second order are fitted to the last sample, as those of third.
    own = {
        "least_height_second": "least_height_second_A",
        "snapshots_second": "snapshots_second",
        "snapshots_third": "snapshots_third",
    }
    return any(
        name in changed and changed[name] < np.min(settings[stored]) for name, stored in own.items()
    )


def _begins_with(ledger, record) -> bool:
    """Whether a ledger was computed beside a result: a rung without changes repeats its heat."""
    own = next((rung for rung in ledger["rungs"] if not rung["settings"]), None)
    heat, parts = record.get("conductivity"), ("particle_W_m_K", "coherence_W_m_K")
    if own is None or heat is None:
        return False
    there = zip(*(heat[part] for part in parts), strict=True)
    return own["mesh"] == record["settings"]["mesh"] and tuple(map(own.get, parts)) in there


def _in_words(rung) -> str:
    mesh = " × ".join(map(str, rung["mesh"]))
    values = {key: value for key, value in rung["settings"].items() if key not in rung["against"]}
    changes = "".join(f", {key} {value:g}" for key, value in values.items() if key != "mesh_length")
    return f"{rung['changed']}{changes}; {mesh} mesh"


def _path(material, kind, checkpoint, suffix):
    return f"computed/{material}/{kind}_{checkpoint}.{suffix}"
