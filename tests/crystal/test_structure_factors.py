"""Structure factors: a direct sum, other scattering factors, dispersion, damping."""

import gemmi
import numpy as np
import pytest
from ase import Atoms
from ase.build import bulk
from ase.utils.xrdebye import waasmaier
from hypothesis import given
from hypothesis import strategies as st
from ultralow.crystal import diffraction, geometry, structure_factors
from ultralow.data import materials
from ultralow.errors import UltralowError

NAMES = ("CsPbI3", "CsPbBr3", "CsSnI3", "CsSnI3_yellow")
hkls = st.tuples(*[st.integers(-7, 7)] * 3).filter(any)


def atoms_of(name):
    return materials.get(name).atoms


def by_gemmi(atoms, hkl, displacement, probe):
    """Structure factors as gemmi sums them, atom by atom in single precision."""
    small = gemmi.SmallStructure()
    small.cell, small.spacegroup_hm = gemmi.UnitCell(*atoms.cell.cellpar()), "P 1"
    for symbol, place in zip(atoms.get_chemical_symbols(), atoms.get_scaled_positions()):
        site = gemmi.SmallStructure.Site()
        site.element, site.occ, site.u_iso = gemmi.Element(symbol), 1.0, displacement
        site.fract = gemmi.Fractional(*place)
        small.add_site(site)
    kinds = {"x-ray": gemmi.StructureFactorCalculatorX,
             "electron": gemmi.StructureFactorCalculatorE}  # fmt: skip
    calculator = kinds[probe](small.cell)
    return np.array([calculator.calculate_sf_from_small_structure(small, h) for h in hkl.tolist()])


@pytest.mark.parametrize("probe", ["x-ray", "electron"])
@pytest.mark.parametrize("name", NAMES)
def test_structure_factors_against_those_of_gemmi(name, probe):
    atoms, u = atoms_of(name), 0.03
    hkl = geometry.reflections(atoms, 1.3)
    found = structure_factors.structure_factors(atoms, hkl, u, probe)
    # Single precision rounds each of the terms, and so the sum, to 1e-7 of their sizes.
    forward = abs(structure_factors.structure_factors(atoms, [(0, 0, 0)], probe=probe)[0])
    assert found == pytest.approx(by_gemmi(atoms, hkl, u, probe), rel=0, abs=5e-7 * forward)


@pytest.mark.parametrize("symbol", ["Cl", "Ag", "Pt", "Au"])
def test_scattering_factors_against_another_fit(symbol):
    values = waasmaier[symbol]  # five Gaussians, doi:10.1107/S0108767394013292
    s = np.arange(1, 31) / 40
    a, b, c = np.array(values[0:10:2]), np.array(values[1:10:2]), values[10]
    expected = np.sum(a * np.exp(-b * s[:, np.newaxis] ** 2), axis=1) + c
    atoms = Atoms(symbol, cell=[20.0] * 3, pbc=True)
    found = structure_factors.structure_factors(atoms, [(h, 0, 0) for h in range(1, 31)])
    assert found == pytest.approx(expected, abs=0.01 * atoms.numbers[0])


@pytest.mark.parametrize("symbol", ["Cs", "Pb", "Sn", "I", "Br"])
def test_electron_factors_follow_from_x_ray_factors_by_mott_and_bethe(symbol):
    atoms = Atoms(symbol, cell=[10.0] * 3, pbc=True)
    hkl = np.array([(h, 0, 0) for h in range(6, 17)])
    s = hkl[:, 0] / 20
    found = structure_factors.structure_factors(atoms, hkl, probe="electron").real
    # m e² / (8 π ε0 h²) = 0.023934 in angstrom; the two fits to heavy atoms meet within 5 %.
    expected = (
        0.0239337 * (atoms.numbers[0] - structure_factors.scattering_factor(symbol, s**2)) / s**2
    )
    assert found == pytest.approx(expected, rel=0.05)


def test_dispersion_of_silicon_for_copper_radiation():
    atoms = Atoms("Si", cell=[10.0] * 3, pbc=True)
    wavelength = diffraction.CU_K_ALPHA.wavelengths[0]
    plain = structure_factors.structure_factors(atoms, [(1, 0, 0)])
    shift = structure_factors.structure_factors(atoms, [(1, 0, 0)], wavelength=wavelength) - plain
    # International Tables C, table 4.2.6.8: f' = 0.2541, f'' = 0.3302.
    assert shift[0] == pytest.approx(0.2541 + 0.3302j, abs=0.01)


@pytest.mark.parametrize("name", NAMES)
def test_forward_scattering_counts_electrons(name):
    atoms = atoms_of(name)
    found = structure_factors.structure_factors(atoms, [(0, 0, 0)])[0]
    assert found == pytest.approx(atoms.numbers.sum(), rel=2e-3)  # the fits are that good at zero


@given(st.sampled_from(NAMES), hkls, st.floats(0, 0.1))
def test_displacements_damp_as_debye_and_waller_say(name, hkl, u):
    atoms = atoms_of(name)
    at_rest, moving = (structure_factors.structure_factors(atoms, [hkl], one)[0] for one in (0, u))
    s = 1 / (2 * geometry.lattice_spacings(atoms, hkl))
    assert moving == pytest.approx(at_rest * np.exp(-8 * np.pi**2 * u * s**2), rel=1e-9, abs=1e-9)


def test_an_unknown_probe_is_refused():
    with pytest.raises(UltralowError, match="no probe 'neutron'"):
        structure_factors.structure_factors(bulk("Si"), [(1, 1, 1)], probe="neutron")


@pytest.mark.parametrize("probe", ["xray", "neutron"])
def test_a_misspelt_probe_is_refused_by_itself_too(probe):
    with pytest.raises(UltralowError, match="no probe"):
        structure_factors.scattering_factor("Cs", 0.0, probe)
