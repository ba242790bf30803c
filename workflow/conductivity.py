"""Modes and thermal conductivity of a crystal from its force constants.

    python workflow/conductivity.py --constants force_constants.hdf5 --settings '{}' \\
        --output modes.hdf5 --record conductivity.json
"""

import argparse
import json
import sys
import time

from ultralow.compute import acceptance, sampling, three_phonon
from ultralow.data import atomic_write, phonon_files
from ultralow.phonons import force_constants
from ultralow.phonons.force_constants import ForceConstants


def main(arguments=None):
    """Read, compute, store; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name in ("constants", "settings", "output", "record"):
        parser.add_argument(f"--{name}", required=True)
    options = parser.parse_args(arguments)
    chosen = sampling.settings(json.loads(options.settings))
    constants = phonon_files.read(options.constants, ForceConstants)
    started = time.process_time()
    model = force_constants.as_phonopy(constants)
    lowest, where = acceptance.lowest_on_lines(model)
    mesh = sampling.mesh(model.primitive.cell, chosen.mesh_length)
    print(f"mesh {mesh.tolist()}: a minute or two", flush=True)
    modes, heat = three_phonon.conductivity(constants, mesh, chosen.temperatures)
    phonon_files.write(options.output, modes)
    record = {
        "mesh": mesh.tolist(),
        "irreducible_points": len(modes.weights),
        "lowest_mode_mesh_THz": float(modes.frequencies.min() / 1e12),
        "imaginary_modes_mesh": int((modes.weights @ (modes.frequencies < -1e7)).sum()),
        "lowest_mode_lines_THz": lowest,
        "lowest_mode_lines_wavevector": where,
        "temperatures_K": list(chosen.temperatures),
        "particle_W_m_K": heat.particle.tolist(),
        "coherence_W_m_K": heat.coherence.tolist(),
        "core_seconds": round(time.process_time() - started, 1),
    }
    atomic_write.write_json(options.record, record)
    return 0


if __name__ == "__main__":
    sys.exit(main())
