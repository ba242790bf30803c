"""Judge a computation of phonons and conductivity, and write its record.

    python workflow/lattice_record.py --material CsSnI3 --checkpoint 7net-0 --settings '{}' \\
        --relaxed relaxed.json --fit fit.json --conductivity conductivity.json \\
        --stiffness stiffness.json --constants force_constants.hdf5 --output phonons.json

The record is written whether the result passes the gates or not: a refused one says why, and the
workflow then stores neither its force constants nor its modes.
"""

import argparse
import json
import sys
from pathlib import Path

import numpy as np
from ultralow.compute import acceptance, potentials, provenance, sampling, supercells
from ultralow.compute.provenance import rounded
from ultralow.data import atomic_write

PACKAGES = (
    *("ase", "e3nn", "numpy", "phono3py", "phonopy", "scipy", "sevenn", "spglib", "symfc"),
    "torch",
)
SNAPSHOTS = [f"snapshots_{part}" for part in sampling.PARTS]
UNITS = {
    "conductivity": "W m-1 K-1; rows are temperatures, columns xx yy zz yz xz xy along the "
    "Cartesian axes of the cell: a along x, b in the plane of x and y",
    "gates": "value and limit as each name says; residuals are shares of the forces; "
    "limit 1 of bonds_kept and stiffness means yes",
    "settings": "angstrom where a name ends in _A, K in _K; heights are distances of the "
    "opposite faces of a supercell",
    "cost": "core_seconds are seconds of one core, summed over processes and threads; they and "
    "they alone differ from run to run",
}


def main(arguments=None):
    """Read, judge, store; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    names = ("material", "checkpoint", "settings", "relaxed", "fit", "conductivity", "output")
    for name in names:
        parser.add_argument(f"--{name}", required=True)
    parser.add_argument("--stiffness")
    parser.add_argument("--temperature", type=float, help="of effective force constants, K")
    options = parser.parse_args(arguments)
    chosen = sampling.settings(json.loads(options.settings))
    relaxed, fit, heat = (
        json.loads(Path(getattr(options, name)).read_text(encoding="utf-8"))
        for name in ("relaxed", "fit", "conductivity")
    )
    elastic = options.stiffness and json.loads(Path(options.stiffness).read_text(encoding="utf-8"))
    result = {"material": options.material, "checkpoint": options.checkpoint}
    result |= record(chosen, relaxed, fit, heat, elastic or {}, options.temperature)
    sha256 = potentials.checkpoint_sha256(options.checkpoint.removesuffix("-300K"))
    result["provenance"] = provenance.provenance(PACKAGES, checkpoint_sha256=sha256)
    atomic_write.write_json(options.output, result)
    verdict = "accepted" if result["accepted"] else f"refused: {result['refused_because']}"
    print(f"{options.material} with {options.checkpoint}: {verdict}")
    return 0


def record(chosen, relaxed, fit, heat, elastic, temperature=None):
    """The whole record but for its names and provenance."""
    judged = acceptance.judge(
        heat["lowest_mode_mesh_THz"],
        heat["lowest_mode_lines_THz"],
        fit,
        relaxed,
        elastic.get("refused_because"),
        thermal=temperature is not None,
    )
    reasons = [gate.reason for gate in judged if not gate.passed]
    return {
        "grade": "R",
        "accepted": not reasons,
        "refused_because": "; ".join(reasons) or None,
        "cautions": cautions(heat, temperature),
        "structure": relaxed["structure"],
        "relaxation": {
            "max_displacement_A": rounded(relaxed["max_displacement_A"], 4),
            "space_group_number": relaxed["space_group_numbers"][1],
            "bonds_kept": relaxed["bonds_kept"],
        },
        "gates": {
            gate.name: {
                # Below the sixth decimal there is only rounding, which no two machines share.
                "value": rounded(gate.value, 4 if gate.name.endswith("THz") else 7),
                "limit": gate.limit,
                "passed": gate.passed,
            }
            for gate in judged
        },
        "imaginary_modes_mesh": heat["imaginary_modes_mesh"],
        "lowest_mode_lines_wavevector": heat["lowest_mode_lines_wavevector"],
        "settings": settings(chosen, relaxed, fit, heat, temperature),
        "conductivity": {
            "temperatures_K": heat["temperatures_K"],
            "particle_W_m_K": rounded(heat["particle_W_m_K"], 5),
            "coherence_W_m_K": rounded(heat["coherence_W_m_K"], 5),
        },
        "cost": cost(relaxed, fit, heat),
        "units": UNITS,
    }


def cautions(heat, temperature):
    """What a reader should know of an accepted result."""
    found = []
    if temperature is not None:
        found.append(
            f"effective force constants at {temperature:g} K: frequencies and conductivity hold "
            "near that temperature only"
        )
    if heat["imaginary_modes_mesh"]:
        found.append(f"imaginary modes on the mesh: {heat['imaginary_modes_mesh']}, left out")
    return found


def settings(chosen, relaxed, fit, heat, temperature):
    """Everything that was chosen, and what the rules made of it for this crystal."""
    parity = "as trained" if relaxed["centrosymmetric"] else "mean over inversion"
    return {
        "cell": "as given; ions relaxed under the space group",
        "force_constants": "at rest"
        if temperature is None
        else f"effective, {temperature:g} K, self-consistent sampling",
        "supercell_second": supercells.repeats(relaxed, chosen, "second").tolist(),
        "supercell_third": supercells.repeats(relaxed, chosen, "third").tolist(),
        "least_height_second_A": chosen.least_height_second,
        "least_height_third_A": chosen.least_height_third,
        "cutoff_third_A": chosen.cutoff,
        "displacement_A": chosen.distance if temperature is None else None,
        **{name: fit.get(name, getattr(chosen, name)) for name in SNAPSHOTS},
        "seed": chosen.seed,
        "mesh_length_A": chosen.mesh_length,
        "mesh": heat["mesh"],
        "temperatures_K": heat["temperatures_K"],
        "precision": f"single, one thread, {parity}; relaxation in double, mean over inversion",
        "transport": "SMM19 RTA + isotopes",
    }


def cost(relaxed, fit, heat):
    """Force calculations and seconds, beside what finite displacements would need."""
    seconds = {
        "relaxation": relaxed["core_seconds"],
        "forces": fit["forces_core_seconds"],
        "fit": fit["core_seconds"],
        "modes_and_conductivity": heat["core_seconds"],
    }
    return {
        "force_calculations": fit["force_calculations"],
        "finite_displacement_calculations": fit["finite_displacements"],
        "core_seconds": seconds,
        "total_core_seconds": float(np.round(sum(seconds.values()), 1)),
    }


if __name__ == "__main__":
    sys.exit(main())
