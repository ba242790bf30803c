"""What is stored of a crystal's phonons: force constants, modes, conductivity, ledger.

The adapter between ``data/computed`` and the notebooks: bytes are compared with the descriptor,
refused results are handed to nobody, and "best" is chosen in one place.
"""

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
from ultralow.phonons import force_constants as lattice_files
from ultralow.phonons.force_constants import ForceConstants

__all__ = [
    "ForceConstants",
    "Modes",
    "accepted",
    "checkpoints",
    "force_constants",
    "ledger",
    "modes",
    "phono3py",
    "phonopy",
    "refused",
    "resolve",
    "summary",
]

# What "best" takes first: force constants at rest, which belong to no temperature, before effective
# ones at 300 K, the only ones where a crystal is unstable at rest; the larger potential before the
# smaller.
ORDER = (*CHECKPOINTS, *(f"{name}-300K" for name in CHECKPOINTS))


def checkpoints(material: str) -> dict[str, str]:
    """Everything stored for a material, best first: name to reason of refusal, empty if accepted.

    Names are those of :data:`ORDER`. A material without stored phonons gives an empty dict.
    """
    known = {entry["path"] for entry in datapackage.resources()}
    stored = [name for name in ORDER if _path(material, "phonons", name, "json") in known]
    records = {name: _record(material, name) for name in stored}
    return {name: record["refused_because"] or "" for name, record in records.items()}


def accepted(material: str) -> tuple[str, ...]:
    """The names in :func:`checkpoints` that passed every gate, best first."""
    return tuple(name for name, reason in checkpoints(material).items() if not reason)


def refused(material: str) -> dict[str, str]:
    """The names in :func:`checkpoints` that failed a gate, each with its reason."""
    return {name: reason for name, reason in checkpoints(material).items() if reason}


def resolve(material: str, checkpoint: str = "best") -> str:
    """The name of an accepted result; ``"best"`` is the first of :func:`accepted`.

    Raises
    ------
    UltralowError
        Where nothing is stored under the name, or it was refused; with the reason.
    """
    stored = checkpoints(material)
    usable = [name for name, reason in stored.items() if not reason]
    if checkpoint == "best" and usable:
        return usable[0]
    if checkpoint in usable:
        return checkpoint
    if not stored:
        raise UltralowError(
            f"no phonons are stored for {material}",
            mend=f"run `make compute MATERIAL={material}`",
        )
    reasons = {checkpoint: stored[checkpoint]} if checkpoint in stored else stored
    why = "; ".join(f"{name} was refused: {why}" for name, why in reasons.items() if why)
    choices = " or ".join(map(repr, ["best", *usable]))
    raise UltralowError(
        f"no usable phonons of {material} from {checkpoint!r}",
        why=why,
        mend=f"use checkpoint = {choices}" if usable else "take another material",
    )


def summary(material: str, checkpoint: str = "best") -> dict:
    """The record of one computation: settings, gates, conductivity, what it took.

    Other than the arrays, the record of a refused result can be read, under its own name.

    Raises
    ------
    UltralowError
        As :func:`resolve`, but not for a refused result asked for by name.
    """
    name = checkpoint if checkpoint in checkpoints(material) else resolve(material, checkpoint)
    return _record(material, name)


def modes(material: str, checkpoint: str = "best") -> Modes:
    """The modes of one computation, in SI.

    Raises
    ------
    UltralowError
        As :func:`resolve`; or if the file is missing, changed, cut short or of another version.
    """
    return _arrays(material, "modes", checkpoint, Modes)


def force_constants(material: str, checkpoint: str = "best") -> ForceConstants:
    """The force constants of one computation, in eV and angstrom; errors as :func:`modes`."""
    return _arrays(material, "force_constants", checkpoint, ForceConstants)


def phonopy(material: str, checkpoint: str = "best"):
    """A :class:`phonopy.Phonopy` with the stored second-order force constants."""
    return lattice_files.as_phonopy(force_constants(material, checkpoint))


def phono3py(material: str, checkpoint: str = "best"):
    """A :class:`phono3py.Phono3py` with the stored force constants, ready for a mesh.

    Set ``mesh_numbers``, then ``init_phph_interaction()`` and ``run_thermal_conductivity``.
    """
    return lattice_files.as_phono3py(force_constants(material, checkpoint))


def ledger(material: str, checkpoint: str = "best") -> dict:
    """The convergence ledger of a result: rungs, what each changed, what it took.

    Raises
    ------
    UltralowError
        Where none is stored.
    """
    path = _path(material, "ledger", resolve(material, checkpoint), "json")
    if path not in {entry["path"] for entry in datapackage.resources()}:
        raise UltralowError(
            f"no convergence ledger is stored for {material} and this checkpoint",
            mend=f"run `make compute MATERIAL={material} LEDGER=yes`",
        )
    return stored_records.ledger(tables.read_json(path), f"data/{path}")


def _path(material, kind, checkpoint, suffix):
    return f"computed/{material}/{kind}_{checkpoint}.{suffix}"


def _record(material, checkpoint):
    path = _path(material, "phonons", checkpoint, "json")
    return stored_records.phonons(tables.read_json(path), material, f"data/{path}")


def _arrays(material, kind, checkpoint, wanted):
    relative = _path(material, kind, resolve(material, checkpoint), "hdf5")
    found = phonon_files.read(tables.path(relative), wanted, f"data/{relative}")
    lattice_checks.check_crystal(found, materials.get(material).atoms, f"data/{relative}")
    return found
