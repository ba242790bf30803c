"""What `make compute` would take, as a table, before anything runs: the ``plan`` command."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from ultralow.compute import cost, relaxation, requested, sampling
from ultralow.compute.cost import Cost
from ultralow.data import crystal_file, crystal_folder, materials, tables
from ultralow.errors import UltralowError
from ultralow.paper.wires import LATTICE

HEADS = ("crystal", "result", "atoms", "supercells", "forces", "mesh", "core minutes", "memory",
         "disk")  # fmt: skip
_CRYSTALS = "materials, CIFs or folders of CIFs; the three phases of the paper without"
_SETTINGS = "what differs from production, as in '{snapshots_third: 40}'"
_EFFECTIVE = "effective force constants, too: yes (300 K), or kelvin: '100 300'"
CORES = 2  # of the machine that the last line speaks of, as the workflow uses them


class Planned(NamedTuple):
    """One result: crystal, name of the result, and its cost; or why the crystal is refused."""

    crystal: str
    result: str
    cost: Cost | None
    refused: str = ""


def planned(
    crystals: Iterable[str],
    checkpoints: Sequence[str],
    temperatures: Sequence[str],
    chosen: sampling.Settings = sampling.PRODUCTION,
) -> list[Planned]:
    """What each result of each crystal takes.

    Parameters
    ----------
    crystals : iterable of str
        Names of materials, paths of CIFs, or paths of folders of CIFs.
    checkpoints : sequence of str
        Keys of :data:`ultralow.compute.potentials.CHECKPOINTS`.
    temperatures : sequence of str
        Of effective force constants, K.
    chosen : ultralow.compute.sampling.Settings

    Raises
    ------
    UltralowError
        For a name that is no material and no file. A CIF that cannot be read is a row.
    """
    rows = []
    for name, path in _files(crystals):
        try:
            crystal = relaxation.as_dict(crystal_file.read(path).atoms)
        except UltralowError as refused:
            rows.append(Planned(name, "", None, str(refused)))
            continue
        for one in checkpoints:
            rows.append(Planned(name, one, cost.at_rest(crystal, one, chosen)))
            warm = cost.effective(crystal, one, chosen) if temperatures else None
            rows += [Planned(name, f"{one}-{kelvin}K", warm) for kelvin in temperatures]
    return rows


def _files(crystals: Iterable[str]) -> list[tuple[str, Path]]:
    """Name and CIF of each crystal; a folder's by the names of their files.

    A material is meant before a folder of its name.
    """
    found, known = [], materials.names()
    for one in crystals:
        place = Path(one)
        if one not in known and place.is_dir():
            found += [(crystal_folder.named(file), file) for file in crystal_folder.files(place)]
        elif one.lower().endswith(crystal_folder.ENDINGS):
            found.append((crystal_folder.named(place), place))
        else:
            found.append((one, tables.path(materials.get(one).structure)))
    return found


def as_text(rows: Sequence[Planned]) -> str:
    """The rows as a table, and their sum below."""
    cells = [HEADS, *map(_cells, rows)]
    widths = [max(len(row[n]) for row in cells) for n in range(len(HEADS))]
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in cells
    ]
    refused = [f"{one.crystal}: {one.refused}" for one in rows if one.cost is None]
    return "\n".join([*lines, "", *refused, _sum([one.cost for one in rows if one.cost])])


def _cells(row: Planned) -> tuple[str, ...]:
    if row.cost is None:
        return (row.crystal, "refused, see below", *[""] * (len(HEADS) - 2))
    one = row.cost
    return (
        row.crystal,
        row.result,
        f"{one.atoms}",
        " and ".join(str(one.supercells[part]) for part in ("second", "third")),
        f"{one.forces}",
        "×".join(map(str, one.mesh)),
        f"{_minutes(one):.0f}",
        f"{_most_memory(one):.1f} GB",
        f"{one.disk_bytes / 1e6:.0f} MB",
    )


def _minutes(one: Cost) -> float:
    return sum(one.core_seconds.values()) / 60


def _most_memory(one: Cost) -> float:
    """Of its largest process, GB."""
    return max(one.memory_bytes.values()) / 1e9


def _sum(costs: Sequence[Cost]) -> str:
    if not costs:
        return "Nothing to compute."
    minutes, forces = sum(map(_minutes, costs)), sum(one.forces for one in costs)
    return (
        f"{len(costs)} result{'s' * (len(costs) > 1)}: {forces} forces, {minutes:.0f} core "
        f"minutes (about {np.ceil(minutes / CORES):.0f} minutes on {CORES} cores like those of "
        f"the stored results, whose parts are met within a factor of two), at most "
        f"{max(map(_most_memory, costs)):.1f} GB of memory a process and "
        f"{sum(one.disk_bytes for one in costs) / 1e6:.0f} MB of disk. A convergence ledger, where "
        f"one is asked for, takes up to an hour more a result."
    )


def add_arguments(parser) -> None:
    """What ``python -m ultralow plan`` takes."""
    parser.add_argument("crystals", nargs="*", default=tuple(LATTICE), help=_CRYSTALS)
    parser.add_argument("--checkpoints", default="", help="of which potentials; all without")
    parser.add_argument("--effective", default="no", help=_EFFECTIVE)
    parser.add_argument("--settings", default="{}", help=_SETTINGS)


def command(given) -> int:
    """Run ``python -m ultralow plan``; 0 if there is anything to compute."""
    rows = planned(
        given.crystals,
        requested.checkpoints(given.checkpoints),
        requested.temperatures(given.effective),
        sampling.settings(requested.mapping(given.settings)),
    )
    print(as_text(rows))
    return 0 if any(one.cost for one in rows) else 2
