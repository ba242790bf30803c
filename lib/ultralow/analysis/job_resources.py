"""What a job of ``workflow/rules/phonons.smk`` asks of a cluster: memory and time, by the plan.

The plan (:mod:`ultralow.compute.cost`) is met within a factor of two on cores like those of the
stored results; a node may have slower ones, and a job that is cut off has cost what it took.
"""

from functools import cache
from pathlib import Path

import numpy as np

from ultralow.compute import cost, relaxation
from ultralow.compute.potentials import of_result
from ultralow.data import crystal_file

# Twice for the plan, twice for a slower core; of memory, once more the plan.
TIME_MARGIN, MEMORY_MARGIN = 4, 2
# Of any job: Python, its imports, a shared file system.
START_MINUTES, LEAST_MEGABYTES = 10, 1000
# A ledger begins no variant after an hour of its own; its finest mesh may be one.
LEDGER_MINUTES = 60
# The stages of the workflow, as the plan and the records call them.
STAGES = {
    "relax": ("relaxation",),
    "displaced_forces": ("forces",),
    "fit": ("fit",),
    "conductivity": ("modes_and_conductivity",),
    "stiffness": ("stiffness",),
    "effective": ("forces", "fit"),
    "ledger": ("forces", "fit", "modes_and_conductivity"),
}


def asked(rule, structure, result, chosen, threads=1, attempt=1, share=1.0):
    """Memory and time that a job asks for.

    Parameters
    ----------
    rule : str
        A key of `STAGES`.
    structure : str or os.PathLike
        The CIF of the crystal.
    result : str
        Its checkpoint, with the temperature behind it for effective force constants.
    chosen : ultralow.compute.sampling.Settings
    threads : int
        Cores of the job.
    attempt : int
        One that was cut off asks for more: the margins are as many times as large.
    share : float
        Of the forces of the result, where the job computes a share of them.

    Returns
    -------
    dict
        ``mem_mb`` and ``runtime`` (minutes), whole numbers.

    Examples
    --------
    >>> from ultralow.compute.sampling import PRODUCTION
    >>> cif = "data/structures/CsPbI3.cif"
    >>> sorted(asked("conductivity", cif, "7net-0", PRODUCTION, threads=2))
    ['mem_mb', 'runtime']
    """
    planned = _planned(str(structure), result, chosen)
    parts = [part for part in STAGES[rule] if part in planned.core_seconds]
    minutes = share * sum(planned.core_seconds[part] for part in parts) / 60 / threads
    if rule == "ledger":
        minutes += LEDGER_MINUTES
    memory = max(planned.memory_bytes[part] for part in parts) / 1e6
    return {
        "mem_mb": int(np.ceil(attempt * (LEAST_MEGABYTES + MEMORY_MARGIN * memory))),
        "runtime": int(np.ceil(attempt * (START_MINUTES + TIME_MARGIN * minutes))),
    }


def share_of(structure, checkpoint, chosen, part, shares):
    """The share of a job among the forces of a result at rest: one of so many of a part."""
    return _planned(str(structure), checkpoint, chosen).shares[part] / shares


@cache
def _planned(structure, result, chosen):
    """The plan of a result; many jobs ask for one."""
    checkpoint = of_result(result)
    crystal = relaxation.as_dict(crystal_file.read(Path(structure)).atoms)
    kind = cost.at_rest if result == checkpoint else cost.effective
    return kind(crystal, checkpoint, chosen)
