"""First-principles bands of a crystal, stage by stage; each stage writes one file.

    python workflow/scripts/electrons/bands.py relax \\
        --structure data/structures/CsSnI3.cif --output R.cif
    mpirun -np 2 python workflow/scripts/electrons/bands.py density \\
        --structure R.cif --output D.gpw
    mpirun -np 2 python workflow/scripts/electrons/bands.py energies \\
        --density D.gpw --points mesh --output E.npz

The stage `relax` needs the machine-learned potential (extra compute), the other two GPAW (extra
electrons). What comes after them, interpolation and tables, is transport_table.py beside this.
workflow/rules/electrons.smk runs all of it (GPAW_MPI_BACKEND=cgpaw) and resumes where it was
interrupted.
"""

import argparse
import sys
from pathlib import Path

import numpy as np
from ultralow.data import atomic_write, crystal_file
from ultralow.errors import UltralowError

CHECKPOINT = "7net-0"
SMEARING_eV = 0.05
# Above the 88 occupied bands stand the twelve of the tin's p states, which spin-orbit coupling
# mixes; holes need none of them converged, the edge of the conduction bands the first four.
BANDS, CONVERGED = 14, 4
# The error of an energy is this over some eV; what it does stands in the ledger.
RESIDUAL_eV2 = 1e-3


def main(arguments=None):
    """Run one stage; return the exit status."""
    options = parser().parse_args(arguments)
    try:
        options.run(options)
    except UltralowError as problem:
        print(problem, file=sys.stderr)
        return 1
    return 0


def parser():
    """The command line: one stage, its input, its output, its settings."""
    top = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    stages = top.add_subparsers(required=True)
    for run, source in ((relax, "structure"), (density, "structure"), (energies, "density")):
        stage = stages.add_parser(run.__name__, help=run.__doc__.splitlines()[0])
        stage.add_argument(f"--{source}", required=True, type=Path)
        stage.add_argument("--output", required=True, type=Path)
        stage.set_defaults(run=run)
        if run is density:
            stage.add_argument("--cutoff", type=float, default=350.0, help="eV")
        if run is energies:
            stage.add_argument("--points", choices=("mesh", "masses"), default="mesh")
        if run is not relax:
            stage.add_argument("--mesh", type=int, nargs=3, default=(8, 6, 8))
    return top


def relax(options):
    """Relax the atoms at the measured cell, as the stiffness and the phonons do."""
    from ultralow.compute import potentials, relaxation

    atoms = crystal_file.read(options.structure).atoms
    calculator = potentials.load_calculator(CHECKPOINT)
    moved = relaxation.relax_atoms(atoms, calculator)
    phase = relaxation.compare_phases(atoms, moved.atoms)
    if moved.max_force > relaxation.MAX_FORCE or len(set(phase.space_group)) > 1:
        raise UltralowError(
            f"{options.structure}: the atoms did not come to rest in their space group",
            f"force {moved.max_force:.1e} eV/A, space groups {phase.space_group}",
            "look at the structure; the bands of another phase are not asked for",
        )
    text = cif(moved.atoms, options.structure, phase)
    atomic_write.write_text(options.output, text)


def cif(atoms, source, phase):
    """The text of a CIF with all symmetry operations and one atom of each kind."""
    from spglib import get_symmetry_dataset

    cell = (atoms.cell[:], atoms.get_scaled_positions(), atoms.numbers)
    found = get_symmetry_dataset(cell, symprec=1e-4)
    lengths = (f"_cell_length_{a} {v:.4f}" for a, v in zip("abc", atoms.cell.lengths()))
    angles = zip(("alpha", "beta", "gamma"), atoms.cell.angles())
    operations = zip(found.rotations, found.translations)
    sites = [
        f"{atoms.symbols[i]}{i + 1} {atoms.symbols[i]} " + " ".join(f"{x:.7f}" for x in cell[1][i])
        for i in sorted(set(found.equivalent_atoms.tolist()))
    ]
    return "\n".join([
        f"data_{Path(source).stem}_relaxed",
        "_publ_section_comment", ";",
        f"Computed: the atoms of {Path(source).as_posix()} brought to rest with SevenNet",
        f"{CHECKPOINT} at the measured cell under its space group; no atom moved further than",
        f"{phase.max_displacement:.4f} angstrom. Made by workflow/scripts/electrons/bands.py.", ";",
        *lengths, *(f"_cell_angle_{name} {v:g}" for name, v in angles),
        f"_space_group_IT_number {found.number}",
        "loop_", "_space_group_symop_operation_xyz", *(operation(*one) for one in operations),
        "loop_", "_atom_site_label", "_atom_site_type_symbol",
        "_atom_site_fract_x", "_atom_site_fract_y", "_atom_site_fract_z", *sites,
    ]) + "\n"  # fmt: skip


def operation(rotation, translation):
    """A symmetry operation as a CIF writes it, ``'-x+1/2, y, z'``."""
    from fractions import Fraction

    terms = []
    for row, shift in zip(rotation, translation):
        text = "".join(f"{'-' if n < 0 else '+'}{axis}" for n, axis in zip(row, "xyz") if n)
        part = Fraction(float(shift)).limit_denominator(12) % 1
        terms.append(text.removeprefix("+") + (f"+{part}" if part else ""))
    return f"'{', '.join(terms)}'"


def density(options):
    """Self-consistent PBE density in plane waves."""
    from gpaw import GPAW, PW, FermiDirac

    atoms = crystal_file.read(options.structure).atoms
    atoms.calc = GPAW(
        mode=PW(options.cutoff),
        xc="PBE",
        kpts={"size": tuple(options.mesh), "gamma": True},
        occupations=FermiDirac(SMEARING_eV),
        # Without this GPAW sees only the operations that have no fractional translation.
        symmetry={"symmorphic": False},
        nbands=-8,
        convergence={"density": 1e-5},
        txt=str(options.output.with_suffix(".txt")),
    )
    atoms.get_potential_energy()
    atomic_write.replace_atomically(options.output, atoms.calc.write, last=first_process)


def energies(options):
    """Band energies at fixed density, without and with spin-orbit coupling."""
    from ase.units import Hartree
    from gpaw import GPAW
    from gpaw.spinorbit import soc_eigenstates

    stored = GPAW(str(options.density), txt=None)
    points = chosen_points(options, stored.atoms.cell)
    occupied = round(stored.get_number_of_electrons() / 2)
    calculator = stored.fixed_density(
        kpts=points,
        symmetry="off",
        nbands=occupied + BANDS,
        convergence={"bands": occupied + CONVERGED, "eigenstates": RESIDUAL_eV2},
        txt=str(options.output.with_suffix(".txt")),
    )
    plain = np.array([calculator.get_eigenvalues(kpt=k) for k in range(len(points))])
    coupled = soc_eigenstates(calculator).eigenvalues()
    arrays = {
        "points": points,
        "plain": plain,
        "coupled": coupled,
        "occupied": occupied,
        "mesh": options.mesh,
        "bands": (BANDS, CONVERGED),
        "residual": RESIDUAL_eV2,
        "cell": stored.atoms.cell[:],
        "positions": stored.atoms.get_scaled_positions(),
        "numbers": stored.atoms.numbers,
        "cutoff": calculator.wfs.ecut * Hartree,
    }
    atomic_write.replace_atomically(
        options.output,
        lambda draft: first_process() and np.savez_compressed(draft, **arrays),
        last=first_process,
    )


def chosen_points(options, cell):
    """Points in reciprocal coordinates, shape (n, 3)."""
    from ultralow.compute import band_points

    if options.points == "mesh":
        return band_points.wedge(options.mesh)
    return band_points.stencil(cell)


def first_process():
    """Whether this is the first process of an MPI run, or the only one; waits for all."""
    if "gpaw" not in sys.modules:
        return True
    from gpaw.mpi import world

    world.barrier()
    return world.rank == 0


if __name__ == "__main__":
    sys.exit(main())
