"""Energy and forces of one snapshot from first principles: PBE in plane waves, with GPAW.

    GPAW_MPI_BACKEND=serial python workflow/scripts/first_principles/forces.py \\
        --snapshots snapshots.xyz --index 3 --settings '{"cutoff_eV": 300}' --output forces_03.json

One process a snapshot: two at a time on two cores take less than each on both.
"""

import argparse
import json
import sys
import time
from pathlib import Path
from typing import NamedTuple

from ase.io import read
from ultralow.compute import provenance, requested, thermal_snapshots
from ultralow.data import atomic_write
from ultralow.errors import UltralowError


class Settings(NamedTuple):
    """How the electrons are computed.

    Attributes
    ----------
    functional : str
        By its name in GPAW.
    cutoff_eV : float
        Of the plane waves.
    reach_A : float
        Sets the points of the zone: :func:`ultralow.compute.thermal_snapshots.points`.
    density : float
        Electrons per electron by which the density may change in the last step.
    smearing_eV : float
    """

    functional: str = "PBE"
    cutoff_eV: float = 250.0
    reach_A: float = thermal_snapshots.REACH_A
    density: float = 1e-4
    smearing_eV: float = 0.02


def main(arguments=None):
    """Compute, store; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name in ("snapshots", "settings", "output"):
        parser.add_argument(f"--{name}", required=True)
    parser.add_argument("--index", type=int, required=True)
    options = parser.parse_args(arguments)
    atoms = read(options.snapshots, index=options.index, format="extxyz")
    try:
        given = json.loads(options.settings)
        settings = requested.changed(Settings(), given, "setting of the electrons")
    except UltralowError as problem:
        print(problem, file=sys.stderr)
        return 1
    atomic_write.write_json(options.output, computed(atoms, settings, Path(options.output)))
    return 0


def computed(atoms, settings, output):
    """Energy, forces, gap and the seconds of the core that they took."""
    began = time.process_time()
    atoms.calc = calculator(atoms, settings, output.with_suffix(".txt"))
    forces = atoms.get_forces()
    valence, conduction = atoms.calc.get_homo_lumo()
    return {
        "positions_A": provenance.rounded(atoms.positions, 8),
        "energy_eV": round(float(atoms.get_potential_energy()), 6),
        "forces_eV_A": provenance.rounded(forces, 5),
        "gap_eV": round(float(conduction - valence), 3),
        "points": len(atoms.calc.get_ibz_k_points()),
        "settings": settings._asdict(),
        "seconds": round(time.process_time() - began, 1),
        "versions": provenance.provenance(("ase", "gpaw", "gpaw-data", "numpy", "scipy")),
    }


def calculator(atoms, settings, log):
    """GPAW for one snapshot; it must be new for each."""
    from gpaw import GPAW, PW, FermiDirac

    return GPAW(
        mode=PW(settings.cutoff_eV),
        xc=exchange_and_correlation(settings.functional),
        kpts=thermal_snapshots.points(atoms.cell[:], settings.reach_A),
        # Nothing but k and -k: `symmetry="off"` would compute both.
        symmetry={"point_group": False},
        occupations=FermiDirac(settings.smearing_eV),
        eigensolver="davidson",
        nbands=-4,
        convergence={"density": settings.density},
        txt=str(log),
    )


def exchange_and_correlation(name):
    """The functional, with the cores of PBE: there are no others."""
    from gpaw.xc import XC

    if name == "PBE":
        return name
    found = XC(name)
    found.get_setup_name = lambda: "PBE"
    return found


if __name__ == "__main__":
    sys.exit(main())
