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
ON_CENTRE = 1e-3  # of an edge
# Steps of a relaxation, in double precision and with the mean over inversion; of a crystal whose
# atoms all lie on centres of inversion, where no force can be, there is nothing to do.
STEPS, STEPS_FIXED, DOUBLE = 55, 2, 2.6
# Relaxations of strained cells, each from near rest.
STRAINED = 12
# A fit: for each component of a force and each number that is free; to begin with, and for each
# pair of atoms in the supercell of the second order.
PER_ENTRY, TO_BEGIN, PER_ATOMS_SQUARED = 3.7e-7, 5.0, 1e-4
# Modes: for each pair of wavevectors, in units of the arithmetic of twenty atoms in cells of 160.
PER_PAIR, TWENTY_ATOMS = 0.085, 3.3e7
# Rates next to the zone centre are computed on a finer mesh, at as many points as this in all.
FINER_PAIRS = 24
# Of a process that does nothing yet, and of a fit for each free number in a supercell of 160 atoms.
BYTES_PROCESS, BYTES_PER_NUMBER = 3.5e8, 5e5
# Of one that has loaded a potential, and for each neighbour of each atom of the supercell.
BYTES_LOADED, BYTES_PER_NEIGHBOUR = 4.5e8, {"7net-0": 1.1e5, "7net-l3i5": 3.1e5}
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
    memory_bytes : dict
        Of a process, by the same names.
    disk_bytes : float
        Of the files that stay in ``build/compute`` and ``data/computed``.
    shares : dict
        Of the seconds of the forces, by the part of the sample; their sum is 1.
    """

    atoms: int
    supercells: dict
    forces: int
    mesh: np.ndarray
    core_seconds: dict
    memory_bytes: dict
    disk_bytes: float
    shares: dict


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
    atoms = len(crystal["numbers"])
    steps = STEPS_FIXED if _on_centres(crystal) else STEPS
    relaxing = steps * DOUBLE * _force(crystal, checkpoint, atoms)
    seconds = {"relaxation": relaxing, **found.core_seconds, "stiffness": STRAINED * relaxing}
    at_work = _memory(crystal, checkpoint, DOUBLE * atoms)
    memory = {"relaxation": at_work, **found.memory_bytes, "stiffness": at_work}
    return found._replace(core_seconds=seconds, memory_bytes=memory)


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
    moved = {part: counts[part] * cells_of[part] for part in counts}
    all_moved = sum(moved.values())
    primitive = _primitive(crystal)
    atoms, mesh = len(primitive[1]), sampling.mesh(primitive[0], mesh_length)
    free = _free_numbers(crystal, chosen.cutoff)
    rows = 3 * cells["third"] * counts["third"]
    return Cost(
        atoms,
        cells,
        sum(counts.values()),
        mesh,
        {
            "forces": _force(crystal, checkpoint, all_moved, exact=False),
            "fit": TO_BEGIN + PER_ATOMS_SQUARED * cells["second"] ** 2 + PER_ENTRY * rows * free,
            "modes_and_conductivity": _modes(primitive, mesh, cells["third"]),
        },
        {
            "forces": _memory(crystal, checkpoint, max(cells.values())),
            "fit": BYTES_PROCESS + BYTES_PER_NUMBER * free * cells["third"] / 160,
            "modes_and_conductivity": BYTES_PROCESS,
        },
        # Displacements and forces in double precision; constants, modes and records.
        48 * all_moved + BYTES_STORED,
        {part: moved[part] / all_moved for part in moved},
    )


def _modes(primitive, mesh, atoms_third):
    """Seconds for the modes of a mesh, with so many atoms in the supercell of the third order."""
    atoms = len(primitive[1])
    pairs = (_irreducible(primitive, mesh) + FINER_PAIRS) * np.prod(mesh)
    # Most triplets of a large supercell are beyond the cutoff, and are skipped.
    weight = (170 * atoms * atoms_third**1.5 + 2 * (3 * atoms) ** 4) / TWENTY_ATOMS
    return PER_PAIR * pairs * weight


def _force(crystal, checkpoint, atoms, exact=True):
    """Seconds for the forces on so many atoms of a crystal."""
    # Without a centre of inversion the mean over both images is taken.
    twice = 2 if not exact and not crystal["centrosymmetric"] else 1
    return twice * per_neighbour(checkpoint) * _neighbours(crystal) * atoms


def _memory(crystal, checkpoint, atoms):
    """Bytes of a process that computes the forces on a cell of so many atoms."""
    each = per_neighbour(checkpoint, BYTES_PER_NEIGHBOUR)
    return BYTES_LOADED + each * _neighbours(crystal) * atoms


def _neighbours(crystal):
    """How many neighbours an atom has within the potential's reach, in the mean."""
    from ase.neighborlist import neighbor_list

    return len(neighbor_list("i", _atoms(crystal), REACH_A)) / len(crystal["numbers"])


def _on_centres(crystal):
    """Whether every atom lies on a centre of inversion of the crystal."""
    places, numbers = np.asarray(crystal["positions"]), np.asarray(crystal["numbers"])
    images = 2 * places[:, None] - places  # of each atom about each other
    apart = images[:, :, None] - places
    near = np.abs(apart - np.round(apart)).max(axis=-1) < ON_CENTRE
    return bool((near & (numbers[:, None] == numbers)).any(axis=-1).all())


def _atoms(crystal):
    """The crystal as ASE takes it."""
    from ase import Atoms

    return Atoms(
        crystal["numbers"],
        scaled_positions=crystal["positions"],
        cell=crystal["lattice"],
        pbc=True,
    )


def per_neighbour(checkpoint, rates=PER_NEIGHBOUR):
    """What a potential takes for an atom and a neighbour: seconds, or the unit of other rates.

    A tuned one begins with the name of the shipped one that it is; of any other the cost is not
    known, and that of the dearest stands for it.
    """
    like = [name for name in rates if checkpoint.startswith(name)]
    return rates[like[0]] if like else max(rates.values())


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
