"""What a computation will take, before it runs: forces, core seconds, memory and disk.

Counts follow from the settings. Seconds are counts times rates, and the rates are those of one core
of the machine that made the stored results: another machine has others, all by one factor.
"""

from typing import NamedTuple

import numpy as np

from ultralow.compute import effective_force_constants, sampling, supercells

# Seconds of one core. A force: for each neighbour within the potential's reach of each atom.
PER_NEIGHBOUR = {"7net-0": 3.3e-4, "7net-l3i5": 9.6e-4}
REACH_A = 5.0
# Steps of a relaxation, in double precision and with the mean over inversion.
STEPS, DOUBLE = 55, 2.6
# Relaxations of strained cells, each from near rest.
STRAINED = 12
# A fit: for each component of a force and each number that is free.
PER_ENTRY = 3.7e-7
# Modes: for each pair of wavevectors, in units of the arithmetic of twenty atoms in cells of 160.
PER_PAIR, TWENTY_ATOMS = 0.085, 4.0e7
# Rates next to the zone centre are computed on a finer mesh, at as many points as this in all.
FINER_PAIRS = 24
# Of a process that does nothing yet, and of a fit for each free number in a supercell of 160 atoms.
BYTES_PROCESS, BYTES_PER_NUMBER = 3.5e8, 5e5
BYTES_STORED = 6e6
# Rounds of sampling until little changes: six to nine in the stored results.
ROUNDS = 8


class Cost(NamedTuple):
    """What one result takes.

    Attributes
    ----------
    atoms : int
        Of the primitive cell.
    supercells : dict
        Atoms in the supercell of each order, ``second`` and ``third``.
    forces : int
        Calculations of all forces on a supercell.
    mesh : numpy.ndarray of int, shape (3,)
    core_seconds : dict
        ``relaxation``, ``forces``, ``fit``, ``modes_and_conductivity``, as the records have them,
        and ``stiffness``.
    memory_bytes, disk_bytes : float
        The largest of a process; of the files that stay in ``build/compute`` and ``data/computed``.
    """

    atoms: int
    supercells: dict
    forces: int
    mesh: np.ndarray
    core_seconds: dict
    memory_bytes: float
    disk_bytes: float


def at_rest(crystal, checkpoint, chosen=sampling.PRODUCTION):
    """The cost of a result at rest, stiffness included.

    Parameters
    ----------
    crystal : dict
        See :mod:`ultralow.compute.supercells`, ``centrosymmetric`` included; not relaxed will do.
    checkpoint : str
        A key of ``PER_NEIGHBOUR``.
    chosen : ultralow.compute.sampling.Settings

    Returns
    -------
    Cost
    """
    chosen = supercells.well_determined(crystal, chosen)
    counts = {part: getattr(chosen, f"snapshots_{part}") for part in sampling.PARTS}
    found = _counted(crystal, checkpoint, chosen, counts, chosen.mesh_length)
    relaxing = STEPS * DOUBLE * _force(crystal, checkpoint, len(crystal["numbers"]))
    seconds = {"relaxation": relaxing, **found.core_seconds, "stiffness": STRAINED * relaxing}
    return found._replace(core_seconds=seconds)


def effective(crystal, checkpoint, chosen=sampling.PRODUCTION, rounds=ROUNDS):
    """The cost of effective force constants at one temperature, beside those at rest.

    Parameters and what comes back are those of `at_rest`; ``rounds`` are those that it takes.
    """
    rule = effective_force_constants
    counts = {
        "second": rounds * rule.SNAPSHOTS_ROUND,
        "third": rule.SNAPSHOTS_LAST,
        "held_out": rule.SNAPSHOTS_HELD_OUT + 1,
    }
    warm = sampling.warm(chosen)._replace(least_height_third=chosen.least_height_effective)
    return _counted(crystal, checkpoint, warm, counts, chosen.mesh_length_effective)


def _counted(crystal, checkpoint, chosen, counts, mesh_length):
    """What both kinds have in common; ``counts`` are the snapshots of each part."""
    cells = {
        part: int(np.prod(supercells.repeats(crystal, chosen, part))) * len(crystal["numbers"])
        for part in ("second", "third")
    }
    cells_of = {**cells, "held_out": cells["third"], "held_out_second": cells["second"]}
    moved = sum(counts[part] * cells_of[part] for part in counts)
    primitive = _primitive(crystal)
    atoms, mesh = len(primitive[1]), sampling.mesh(primitive[0], mesh_length)
    free = _free_numbers(crystal, chosen.cutoff)
    pairs = (_irreducible(primitive, mesh) + FINER_PAIRS) * np.prod(mesh)
    weight = (27 * atoms * cells["third"] ** 2 + 2 * (3 * atoms) ** 4) / TWENTY_ATOMS
    rows = 3 * cells["third"] * counts["third"]
    return Cost(
        atoms,
        cells,
        sum(counts.values()),
        mesh,
        {
            "forces": _force(crystal, checkpoint, moved, exact=False),
            "fit": PER_ENTRY * rows * free,
            "modes_and_conductivity": PER_PAIR * pairs * weight,
        },
        BYTES_PROCESS + BYTES_PER_NUMBER * free * cells["third"] / 160,
        # Displacements and forces in double precision; constants, modes and records.
        48 * moved + BYTES_STORED,
    )


def _force(crystal, checkpoint, atoms, exact=True):
    """Seconds for the forces on so many atoms of a crystal."""
    lattice = np.asarray(crystal["lattice"])
    density = len(crystal["numbers"]) / abs(np.linalg.det(lattice))
    neighbours = density * 4 / 3 * np.pi * REACH_A**3
    # Without a centre of inversion the mean over both images is taken.
    twice = 2 if not exact and not crystal["centrosymmetric"] else 1
    return twice * per_neighbour(checkpoint) * neighbours * atoms


def per_neighbour(checkpoint):
    """Seconds of a potential for an atom and a neighbour.

    A tuned one begins with the name of the shipped one that it is; of any other the cost is not
    known, and that of the dearest stands for it.
    """
    like = [name for name in PER_NEIGHBOUR if checkpoint.startswith(name)]
    return PER_NEIGHBOUR[like[0]] if like else max(PER_NEIGHBOUR.values())


def _primitive(crystal):
    """The primitive cell as spglib takes it: axes, reduced positions, atomic numbers."""
    from phonopy.structure.cells import get_primitive

    found = get_primitive(supercells.unit_cell(crystal), supercells.primitive_matrix(crystal))
    return found.cell, found.scaled_positions, found.numbers


def _irreducible(primitive, mesh):
    """How many wavevectors of a mesh symmetry leaves distinct."""
    from spglib import get_ir_reciprocal_mesh

    return len(np.unique(get_ir_reciprocal_mesh(mesh, primitive)[0]))


def _free_numbers(crystal, cutoff):
    """About how many numbers of the third order are free.

    Of each triplet of atoms within the cutoff there are 27; permutations and the operations of the
    crystal tie six and as many of them together as the crystal has operations.
    """
    from ase import Atoms
    from ase.neighborlist import neighbor_list
    from spglib import get_symmetry

    cell = _primitive(crystal)
    atoms = Atoms(cell[2], scaled_positions=cell[1], cell=cell[0], pbc=True)
    first, way = neighbor_list("iD", atoms, cutoff)
    triplets = 0
    for atom in range(len(atoms)):
        ways = np.vstack([np.zeros(3), way[first == atom]])
        apart = np.linalg.norm(ways[:, None] - ways, axis=2)
        triplets += np.count_nonzero(apart < cutoff)
    return 27 * triplets / (6 * len(get_symmetry(cell)["rotations"]))
