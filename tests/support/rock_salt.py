"""Rock salt as a reader's CIF, and the smallest settings that compute it."""

CIF = """data_NaCl
_cell_length_a 5.64
_cell_length_b 5.64
_cell_length_c 5.64
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
Na1 Na 0 0 0 1
Cl1 Cl 0.5 0.5 0.5 1
"""
SMALLEST = (
    "{snapshots_third: 20, snapshots_second: 4, snapshots_held_out: 2, mesh_length: 30,"
    " least_height_second: 10, temperatures: [100, 300]}"
)
