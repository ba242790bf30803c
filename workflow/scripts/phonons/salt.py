"""A salt with the structure of NaCl in the cell in which a potential leaves no stress, as a CIF.

    python workflow/scripts/phonons/salt.py --formula KI --edge 7.07 --checkpoint 7net-l3i5 \\
        --output build/audit/structures/KI.cif
"""

import argparse
import sys

from ase.formula import Formula
from ase.spacegroup import crystal
from ultralow.compute import potentials, relaxation
from ultralow.data import atomic_write

CIF = """data_{name}
_cell_length_a {edge:.5f}
_cell_length_b {edge:.5f}
_cell_length_c {edge:.5f}
_cell_angle_alpha 90
_cell_angle_beta 90
_cell_angle_gamma 90
_space_group_name_H-M_alt 'F m -3 m'
_space_group_IT_number 225
loop_
_atom_site_label
_atom_site_type_symbol
_atom_site_fract_x
_atom_site_fract_y
_atom_site_fract_z
_atom_site_occupancy
{cation}1 {cation} 0 0 0 1
{anion}1 {anion} 0.5 0.5 0.5 1
"""


def main(arguments=None):
    """Relax, store; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name in ("formula", "checkpoint", "output"):
        parser.add_argument(f"--{name}", required=True)
    parser.add_argument("--edge", required=True, type=float, help="to begin with, angstrom")
    options = parser.parse_args(arguments)
    cation, anion = Formula(options.formula).count()
    cell = [options.edge] * 3 + [90] * 3
    places = [(0, 0, 0), (0.5, 0.5, 0.5)]
    atoms = crystal([cation, anion], places, spacegroup=225, cellpar=cell)
    found = relaxation.relax_cell(atoms, potentials.load_calculator(options.checkpoint))
    edge = found.atoms.cell.lengths().mean()
    text = CIF.format(name=options.formula, edge=edge, cation=cation, anion=anion)
    atomic_write.write_text(options.output, text)
    print(f"{options.formula}: edge {edge:.4f} angstrom, {found.max_force:.1e} eV/A left")
    return 0


if __name__ == "__main__":
    sys.exit(main())
