"""CIFs written out in tests: a cubic perovskite, and anything else by its parts."""

LENGTHS = ("length_a", "length_b", "length_c", "angle_alpha", "angle_beta", "angle_gamma")
CUBIC = ("5.605", "5.605", "5.605", "90", "90", "90")
COLUMNS = ("label", "type_symbol", "fract_x", "fract_y", "fract_z")
PEROVSKITE = ("Cs1 Cs 0.5 0.5 0.5", "Pb1 Pb 0 0 0", "Cl1 Cl 0.5 0 0")
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
