"""Atoms brought to rest: symmetry and cell kept, phases told apart."""

import numpy as np
import pytest
from ase import Atoms
from ase.build import bulk
from ase.calculators.emt import EMT
from copper import orthorhombic
from ultralow.compute import relaxation, supercells

pytestmark = [
    pytest.mark.filterwarnings("ignore:Set OLD_ERROR_HANDLING:DeprecationWarning"),
]


def test_relaxing_keeps_symmetry_and_cell():
    start = orthorhombic(0.02)
    relaxed = relaxation.relax_atoms(start, EMT())
    phase = relaxation.compare_phases(start, relaxed.atoms, symprec=1e-4)
    assert relaxed.max_force <= relaxation.MAX_FORCE
    assert np.array_equal(relaxed.atoms.cell[:], start.cell[:])
    assert phase.space_group == (63, 194)  # the free coordinate goes to its special value
    assert phase.max_displacement == pytest.approx(0.02 * 2.54 * 3**0.5, rel=1e-4)
    assert not relaxed.atoms.constraints


def test_a_state_short_of_the_tolerance_says_so():
    relaxed = relaxation.relax_atoms(orthorhombic(0.02), EMT(), max_steps=1)
    assert relaxed.max_force > 100 * relaxation.MAX_FORCE


def test_a_cell_without_stress_has_the_least_energy():
    """From a squeezed and sheared-looking cell: three edges, found anew by a scan of the volume."""
    start = orthorhombic(0.02)
    start.set_cell(start.cell[:] * [0.98, 1.01, 1.02], scale_atoms=True)
    found = relaxation.relax_cell(start, EMT())
    assert found.max_force <= relaxation.CELL_FORCE and not found.atoms.constraints
    pressure = np.abs(found.atoms.get_stress()).max() / 1e6 / 6.2415e-12  # eV/angstrom^3 to MPa
    assert pressure < 3
    energies = []
    for scale in (0.995, 1.0, 1.005):
        other = found.atoms.copy()
        other.set_cell(scale * found.atoms.cell[:], scale_atoms=True)
        other.calc = EMT()
        energies.append(other.get_potential_energy())
    assert energies[1] < min(energies[0], energies[2])
    before, after = relaxation.compare_phases(start, found.atoms).space_group
    assert before in (63, after)
    assert np.allclose(start.cell[:], orthorhombic(0.02).cell[:] * [0.98, 1.01, 1.02])


def test_bonds_are_compared_and_cages_are_not():
    def perovskite(shift_lead=0.0, shift_caesium=0.0):
        places = np.array([[0, 0, 0], [0.5, 0.5, 0.5], [0.5, 0, 0], [0, 0.5, 0], [0, 0, 0.5]])
        places[0, 0] += shift_lead
        places[1, 0] += shift_caesium
        return Atoms("PbCsI3", scaled_positions=places, cell=[6.29] * 3, pbc=True)

    start = perovskite()
    assert len(relaxation._bonds(start)) == 12  # six bonds, seen from both ends
    assert relaxation.compare_phases(start, perovskite(shift_caesium=0.2)).bonds_kept
    drifted = start.copy()
    drifted.positions += [0.3, 0.2, 0.1]
    assert relaxation.compare_phases(start, drifted).max_displacement == pytest.approx(0, abs=1e-12)
    torn = relaxation.compare_phases(start, perovskite(shift_lead=0.12))
    assert not torn.bonds_kept
    assert torn.space_group[0] == 221 != torn.space_group[1]


@pytest.mark.parametrize(("shift", "same"), [(0.01, False), (0.0002, True)])
def test_a_hundredth_of_an_angstrom_is_another_phase_and_what_forces_leave_is_none(shift, same):
    start = bulk("NaCl", "rocksalt", a=5.6, cubic=True)
    moved = start.copy()
    moved.positions[0, 2] += shift
    before, after = relaxation.compare_phases(start, moved).space_group
    assert (before == after) is same
    assert (len(relaxation.point_group(moved)) == 48 * len(start) // 2) is same


def test_what_is_handed_on_is_the_crystal_at_rest():
    start = orthorhombic(0.02)
    found = relaxation.at_rest(start, EMT())
    assert found["max_force_eV_A"] <= relaxation.MAX_FORCE and found["steps"] > 0
    assert found["space_group_numbers"] == [63, 194] and found["bonds_kept"]
    assert found["max_displacement_A"] == pytest.approx(0.02 * 2.54 * 3**0.5, rel=1e-4)
    assert found["centrosymmetric"]
    cell = supercells.unit_cell(found)
    moved = Atoms(cell.numbers, positions=cell.positions, cell=cell.cell, pbc=True)
    moved.calc = EMT()
    left = relaxation.largest(moved.get_forces())
    assert left == pytest.approx(found["max_force_eV_A"], abs=1e-9)


def test_a_crystal_without_inversion_is_told_from_one_with_it():
    assert relaxation.centrosymmetric(bulk("NaCl", "rocksalt", a=5.6))
    assert not relaxation.centrosymmetric(bulk("ZnS", "zincblende", a=5.4))
