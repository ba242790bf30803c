"""CIFs written out in tests: a cubic perovskite, and anything else by its parts."""

import re

from messages import message
from ultralow.data import cif_text, crystal_file

LENGTHS = ("length_a", "length_b", "length_c", "angle_alpha", "angle_beta", "angle_gamma")
CUBIC = ("5.605", "5.605", "5.605", "90", "90", "90")
COLUMNS = ("label", "type_symbol", "fract_x", "fract_y", "fract_z")
PEROVSKITE = ("Cs1 Cs 0.5 0.5 0.5", "Pb1 Pb 0 0 0", "Cl1 Cl 0.5 0 0")
FRACTS = COLUMNS[2:]
SULPHIDE = ("4.33", "11.19", "3.98", "90", "90", "90")
SULPHIDE_SITES = ("Sn1 Sn 0.1194 0.1198 0.25", "S1 S 0.4793 0.8508 0.25")
IODIDE = ("4.557", "4.557", "6.979", "90", "90", "120")
IODIDE_SITES = ("Pb1 Pb 0 0 0", "I1 I 0.333 0.667 0.2675")
SILICON = ("5.431", "5.431", "5.431", "90", "90", "90")
P3M1 = "_space_group_name_H-M_alt 'P -3 m 1'\n"
PM3M = "_space_group_name_H-M_alt 'P m -3 m'\n_space_group_IT_number 221\n"
# All that a careful source says of it.
STATED = """_chemical_formula_sum 'Cl3 Cs Pb'
_cell_formula_units_Z 1
_cell_volume 176.09
_exptl_crystal_density_diffrn 4.21
"""


def cif(cell=CUBIC, header=PM3M, rows=PEROVSKITE, columns=COLUMNS, stated="", name="written"):
    """The text of a CIF.

    Parameters
    ----------
    cell : tuple of str
        Six values; None leaves one out.
    header, stated : str
        Lines as they are.
    rows : tuple of str
        A line a site.
    columns : tuple of str
        Tags without ``_atom_site_``.
    """
    numbers = [f"_cell_{tag} {v}\n" for tag, v in zip(LENGTHS, cell, strict=True) if v is not None]
    tags = "".join(f"_atom_site_{tag}\n" for tag in columns)
    sites = "".join(f"{row}\n" for row in rows)
    return f"data_{name}\n{''.join(numbers)}{stated}{header}loop_\n{tags}{sites}"


def operations(group, tag="_space_group_symop_operation_xyz"):
    """A loop of the operations of a setting in gemmi's tables."""
    import gemmi

    group = gemmi.SpaceGroup(group) if isinstance(group, str) else group
    lines = "".join(f"'{one.triplet()}'\n" for one in group.operations())
    return f"loop_\n{tag}\n{lines}"


def hm(symbol, number=None):
    """A header with a Hermann-Mauguin symbol under the old tag, and a number."""
    line = f"_symmetry_Int_Tables_number {number}\n" if number else ""
    return f"_symmetry_space_group_name_H-M '{symbol}'\n{line}"


def listed(*texts):
    """A perovskite with these symmetry operations."""
    lines = "".join(f"'{text}'\n" for text in texts)
    return cif(header=f"loop_\n_space_group_symop_operation_xyz\n{lines}")


def with_column(tag, *values):
    """A perovskite with one more value a site."""
    rows = [f"{row} {value}" for row, value in zip(PEROVSKITE, values, strict=True)]
    return cif(columns=(*COLUMNS, tag), rows=rows)


def with_cell(*values):
    """A perovskite with some of the six values of its cell replaced; empty ones stay."""
    return cif(cell=[new or old for new, old in zip(values, CUBIC, strict=True)])


def read(text):
    """The crystal in a text."""
    return crystal_file.parse(text.encode(), "mine.cif")


def block(text):
    """The data block in a text."""
    return cif_text.structure_block(text.encode(), "mine.cif")


def refused(text, expected):
    """Read a text that is refused in one short message, which matches a pattern."""
    said = message(lambda: read(text), "mine.cif: ", "To mend it: ")
    assert re.search(expected, said), said
    assert len(said) < 700
