"""Forces, relaxation and strain: EMT metals always, the shipped potentials where installed."""

import importlib.util
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from ase import Atoms, units
from ase.build import bulk
from ase.calculators.emt import EMT
from scipy.constants import atomic_mass
from scipy.optimize import brentq, minimize
from ultralow.compute import acceptance, elastic_constants, potentials, provenance, relaxation
from ultralow.crystal import elasticity, sound
from ultralow.data import atomic_write, crystal_file
from ultralow.errors import UltralowError

ROOT = Path(__file__).parents[2]
GPa = 1e9
EV_PER_A3 = units.GPa  # one GPa in eV/angstrom^3

# Warnings of spglib and torch about themselves, which nothing here can mend.
pytestmark = [
    pytest.mark.filterwarnings("ignore:Set OLD_ERROR_HANDLING:DeprecationWarning"),
    pytest.mark.filterwarnings("ignore:`torch.jit:DeprecationWarning"),
]


def load_script():
    spec = importlib.util.spec_from_file_location("stiffness", ROOT / "workflow/stiffness.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


script = load_script()


def pressure_of_copper(constant, structure="fcc"):
    atoms = bulk("Cu", structure, a=constant, cubic=True)
    atoms.calc = EMT()
    return atoms.get_stress()[0]


@pytest.fixture(scope="module")
def copper():
    """Face-centred cubic copper at the lattice constant of EMT, free of stress."""
    return bulk("Cu", a=brentq(pressure_of_copper, 3.5, 3.7, xtol=1e-12), cubic=True)


@pytest.fixture(scope="module")
def hexagonal():
    """Close-packed hexagonal copper: its two atoms shift against each other under strain."""
    return bulk("Cu", "hcp", a=2.54, c=4.14)


@pytest.fixture(scope="module")
def hexagonal_run(hexagonal):
    return elastic_constants.relaxed_ion_stiffness(hexagonal, EMT(), strain=(0.0005, 0.001))


def relaxed_energy(atoms, strain):
    """Energy of the deformed cell with its ions relaxed by scipy, in eV."""
    tensor = np.array(strain)[[[0, 5, 4], [5, 1, 3], [4, 3, 2]]] * (np.eye(3) + 1) / 2
    moved = atoms.copy()
    moved.calc = EMT()
    moved.set_cell(atoms.cell[:] @ (np.eye(3) + tensor), scale_atoms=True)
    start = moved.get_positions()[1:]

    def energy(inner):
        moved.positions[1:] = inner.reshape(-1, 3)
        return moved.get_potential_energy(), -moved.get_forces()[1:].ravel()

    found = minimize(energy, start.ravel(), jac=True, method="BFGS", options={"gtol": 1e-9})
    return found.fun


def curvature(atoms, strain, step=0.002):
    """Second derivative of the relaxed energy along a strain, per volume, in Pa."""
    unit = np.array(strain, dtype=float)
    samples = [relaxed_energy(atoms, k * step * unit) for k in (-2, -1, 0, 1, 2)]
    second = np.dot([-1, 16, -30, 16, -1], samples) / (12 * step**2)
    return second / atoms.get_volume() / EV_PER_A3 * GPa


def test_copper_agrees_with_its_energy(copper):
    run = elastic_constants.relaxed_ion_stiffness(copper, EMT(), strain=0.001)
    matrix = elasticity.stiffness_from_stresses(run.strains, run.stresses).stiffness
    c11, c12, c44 = matrix[0, 0], matrix[0, 1], matrix[3, 3]
    # Third-order elasticity at a strain of 0.1 % leaves parts in 1e5.
    assert c11 == pytest.approx(curvature(copper, [1, 0, 0, 0, 0, 0]), rel=1e-4)
    assert c44 == pytest.approx(curvature(copper, [0, 0, 0, 1, 0, 0]), rel=1e-4)
    assert 2 * (c11 - c12) == pytest.approx(curvature(copper, [1, -1, 0, 0, 0, 0]), rel=1e-4)
    mean = elasticity.symmetrize(matrix, relaxation.point_group(copper))
    assert np.allclose(mean, matrix, rtol=0, atol=1e-6 * c11)
    assert len(relaxation.point_group(copper)) == 192  # 48 operations, four centrings


def test_ions_follow_the_strain(hexagonal, hexagonal_run):
    run = hexagonal_run
    relaxed = elasticity.stiffness_from_stresses(run.strains, run.stresses).stiffness
    clamped = elasticity.stiffness_from_stresses(run.strains, run.clamped).stiffness
    assert run.max_forces.max() <= relaxation.MAX_FORCE
    # Ions that follow soften C66 = (C11 - C12) / 2 and leave C33 alone.
    assert relaxed[5, 5] < 0.95 * clamped[5, 5]
    assert relaxed[2, 2] == pytest.approx(clamped[2, 2], rel=1e-6)
    assert relaxed[5, 5] == pytest.approx((relaxed[0, 0] - relaxed[0, 1]) / 2, rel=1e-3)


def test_linear_response_agrees_with_relaxing(hexagonal_run):
    run = hexagonal_run
    fit = elasticity.stiffness_from_stresses(run.strains, run.stresses)
    response = elastic_constants.linear_response_stiffness(run)
    # What is left is third-order elasticity at a strain of 0.1 %.
    assert np.allclose(response, fit.stiffness, rtol=0, atol=1e-4 * fit.stiffness.max())
    assert fit.asymmetry < 2e-2 * fit.stiffness.max()


def test_shear_difference_agrees_with_the_relaxed_energy(hexagonal, hexagonal_run):
    run = hexagonal_run
    matrix = elasticity.stiffness_from_stresses(run.strains, run.stresses).stiffness
    stress = elasticity.stiffness_from_stresses(run.strains, run.stresses).reference_stress
    # At constant volume a stress sigma adds sigma_xx + sigma_yy to the energy's curvature
    # along xx - yy: the deformation 1 + e has area (1 - e^2).
    energy = curvature(hexagonal, [1, -1, 0, 0, 0, 0])
    slope = matrix[0, 0] + matrix[1, 1] - 2 * matrix[0, 1]
    assert slope == pytest.approx(energy + stress[0] + stress[1], rel=2e-3)


def test_optical_modes_of_two_atoms(hexagonal, hexagonal_run):
    modes = elastic_constants.zone_centre_modes(hexagonal_run, hexagonal.get_masses())
    assert len(modes.frequency) == 3
    moved = hexagonal.copy()
    moved.calc = EMT()
    energies = []
    for shift in (-0.01, 0, 0.01):
        moved.positions[1] = hexagonal.positions[1] + np.array([0, 0, shift])
        energies.append(moved.get_potential_energy())
    spring = np.dot([1, -2, 1], energies) / 0.01**2 * units._e * 1e20
    axial = np.sqrt(spring / (hexagonal.get_masses()[0] / 2 * atomic_mass)) / 2e12 / np.pi
    # Anharmonicity at 0.01 angstrom: a part in a thousand.
    assert modes.frequency[2] == pytest.approx(axial, rel=1e-3)
    # The atoms are swapped by inversion, so that the modes are even: strain drives the pair
    # in the plane, and not the axial one.
    assert modes.strain_coupling[:2].max() > 0.5
    assert modes.strain_coupling[2] < 1e-5  # cubic terms at a strain of 0.1 %


def orthorhombic_copper(shift):
    """The close-packed cell doubled, its free coordinate moved off its place of rest."""
    a, c = 2.54, 4.14
    y = 1 / 6 + shift
    places = [(0, y, 0.25), (0.5, 0.5 + y, 0.25), (0, -y, 0.75), (0.5, 0.5 - y, 0.75)]
    return Atoms("Cu4", scaled_positions=places, cell=[a, a * 3**0.5, c], pbc=True)


def test_relaxing_keeps_symmetry_and_cell():
    start = orthorhombic_copper(0.02)
    relaxed = relaxation.relax_atoms(start, EMT())
    phase = relaxation.compare_phases(start, relaxed.atoms, symprec=1e-4)
    assert relaxed.max_force <= relaxation.MAX_FORCE
    assert np.array_equal(relaxed.atoms.cell[:], start.cell[:])
    assert phase.space_group == (63, 194)  # the free coordinate goes to its special value
    assert phase.max_displacement == pytest.approx(0.02 * 2.54 * 3**0.5, rel=1e-4)
    assert not relaxed.atoms.constraints


def test_a_state_short_of_the_tolerance_says_so():
    relaxed = relaxation.relax_atoms(orthorhombic_copper(0.02), EMT(), max_steps=1)
    assert relaxed.max_force > 100 * relaxation.MAX_FORCE


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


@pytest.fixture(scope="module")
def accepted(hexagonal, hexagonal_run):
    """A run that passes every gate, to be spoilt in one way at a time."""
    relaxed = relaxation.Relaxed(hexagonal, 1e-9, 3)
    fit = elasticity.stiffness_from_stresses(hexagonal_run.strains, hexagonal_run.stresses)
    return relaxed, relaxation.Phase((194, 194), 0.1, True), hexagonal_run, fit.stiffness


def spoilt_hessian(run, coupled):
    """Make one mode unstable: the axial one, which strain leaves alone, or one it drives."""
    pattern = np.zeros(6)
    axis = 0 if coupled else 2
    pattern[axis], pattern[axis + 3] = 1, -1
    return run._replace(hessian=run.hessian - 20 * np.outer(pattern, pattern))


@pytest.mark.parametrize(
    "spoil, reason",
    [
        (lambda r, p, s, c: (r, p, s, c), None),
        (lambda r, p, s, c: (r._replace(max_force=2e-6), p, s, c), "force of 2.0e-06"),
        (lambda r, p, s, c: (r._replace(max_force=np.nan), p, s, c), "force of nan"),
        (lambda r, p, s, c: (r, p, s._replace(max_forces=s.max_forces + 1e-4), c), "force of"),
        (lambda r, p, s, c: (r, p._replace(space_group=(62, 14)), s, c), "space group 62"),
        (lambda r, p, s, c: (r, p._replace(bonds_kept=False), s, c), "bonds"),
        (lambda r, p, s, c: (r, p, s, c - 100 * GPa * np.eye(6)), "elastically unstable"),
        (lambda r, p, s, c: (r, p, spoilt_hessian(s, True), c), "strain drives an unstable"),
        (lambda r, p, s, c: (r, p, spoilt_hessian(s, False), c), None),
    ],
)
def test_each_gate_refuses(accepted, spoil, reason):
    reasons = acceptance.refusals(*spoil(*accepted))
    assert len(reasons) == (reason is not None)
    assert not reason or reason in reasons[0]


def test_a_stable_crystal_gives_a_record_with_velocities(copper):
    record = script.measure(copper, EMT(), {"path": "copper"})
    assert record["accepted"] and record["refused_because"] is None
    assert record["cautions"] == [] and record["grade"] == "R"
    hill = record["moduli"]["hill"]
    speeds = sound.sound_velocities(
        hill["bulk_GPa"] * GPa, hill["shear_GPa"] * GPa, record["mass_density_kg_m3"]
    )
    assert speeds == pytest.approx(
        (record["v_longitudinal_m_s"], record["v_transverse_m_s"]), abs=0.2
    )
    assert record["residuals"]["linear_response_GPa"] < 0.1
    assert record == script.measure(copper, EMT(), {"path": "copper"})  # to the last digit


def test_an_unstable_crystal_is_stored_as_refused(tmp_path):
    constant = brentq(lambda a: pressure_of_copper(a, "bcc"), 2.7, 3.0, xtol=1e-12)
    record = script.measure(bulk("Cu", "bcc", a=constant, cubic=True), EMT(), {})
    assert record["accepted"] is False
    assert record["refused_because"].startswith("elastically unstable: eigenvalue -")
    assert record["eigenvalues_GPa"][0] < 0
    assert record["v_longitudinal_m_s"] is None and record["v_transverse_m_s"] is None
    assert record["moduli"]["hill"] is None and record["moduli"]["reuss"] is None
    atomic_write.write_json(tmp_path / "deep" / "record.json", record)
    assert json.loads((tmp_path / "deep" / "record.json").read_text()) == record


@pytest.mark.parametrize("strain", [0.0, -0.004, 0.4, [0.004, np.nan], []])
def test_strains_out_of_reach_are_refused(copper, strain):
    with pytest.raises(UltralowError, match="strain"):
        elastic_constants.relaxed_ion_stiffness(copper, EMT(), strain=strain)


def test_structures_that_cannot_be_read(tmp_path):
    path = tmp_path / "broken.cif"
    path.write_text("not a crystal")
    for wrong in (path, tmp_path / "missing.cif"):
        with pytest.raises(UltralowError, match="not a CIF|not there"):
            provenance.read_structure(wrong, crystal_file.read)


def test_unknown_checkpoint_lists_the_allowed(capsys, tmp_path):
    with pytest.raises(UltralowError, match="7net-0, 7net-l3i5"):
        potentials.checkpoint_path("7net-omni")
    names = ("material", "structure", "output")
    values = [f"--{name}={tmp_path / name}" for name in names]
    assert script.main([*values, "--checkpoint=../7net-0"]) == 1
    assert "Unknown checkpoint" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_missing_packages_are_named_with_the_cure(monkeypatch):
    monkeypatch.setattr(potentials.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(UltralowError, match="torch and sevenn") as caught:
        potentials.load_calculator("7net-0")
    assert "make compute" in str(caught.value)


def test_importing_the_module_does_not_import_torch():
    code = "import sys, ultralow.compute.potentials; print('torch' in sys.modules)"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "False"


def dry_run(material):
    command = ["-m", "snakemake", "-s", "workflow/compute.smk", "-n", "--nolock", "-F"]
    command += ["--workflow-profile", "none"]
    command += ["--cores", "1", "--config", f"material={material}"]
    call = [sys.executable, *command]
    return subprocess.run(call, cwd=ROOT, capture_output=True, text=True, check=False)


def test_workflow_makes_both_checkpoints_of_one_material():
    done = dry_run("CsSnI3")
    assert done.returncode == 0
    for checkpoint in potentials.CHECKPOINTS:
        assert f"data/computed/CsSnI3/stiffness_{checkpoint}.json" in done.stdout + done.stderr
    assert "CsPbBr3" not in done.stdout + done.stderr


def test_workflow_refuses_an_unknown_material():
    done = dry_run("../CsSnI3")
    assert done.returncode != 0
    assert "CsPbBr3, CsPbI3, CsSnI3, CsSnI3_yellow" in done.stdout + done.stderr


STORED = sorted((ROOT / "data" / "computed").glob("*/stiffness_*.json"))


def test_both_checkpoints_are_stored_for_the_three_phases():
    names = {f"{path.parent.name}/{path.stem}" for path in STORED}
    expected = {
        f"{m}/stiffness_{c}"
        for m in ("CsPbI3", "CsPbBr3", "CsSnI3")
        for c in potentials.CHECKPOINTS
    }
    assert expected <= names


@pytest.mark.parametrize("path", STORED, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_stored_results_close_on_themselves(path):
    import hashlib

    record = json.loads(path.read_text())
    cif = (ROOT / record["structure"]["path"]).read_bytes()
    assert record["structure"]["sha256"] == hashlib.sha256(cif).hexdigest()
    assert (record["material"], f"stiffness_{record['checkpoint']}") == (
        path.parent.name,
        path.stem,
    )
    matrix = np.array(record["stiffness_GPa"]) * GPa
    test = elasticity.stability(matrix)
    # Entries are stored to 0.001 GPa; six of them enter an eigenvalue.
    assert np.allclose(test.eigenvalues / GPa, record["eigenvalues_GPa"], atol=0.003)
    # Space group 62 has nine constants; shear does not couple to stretch.
    assert np.count_nonzero(np.triu(matrix)) == 9
    assert record["residuals"]["max_force_eV_A"] <= 1e-6 or not record["accepted"]
    assert record["accepted"] == (record["refused_because"] is None)
    speeds = (record["v_longitudinal_m_s"], record["v_transverse_m_s"])
    if record["accepted"]:
        again = sound.sound_velocities(*elasticity.hill(matrix), record["mass_density_kg_m3"])
        assert again == pytest.approx(speeds, abs=0.2)
    else:
        assert speeds == (None, None) and record["moduli"]["hill"] is None
    assert test.stable or not record["accepted"]


@pytest.fixture(scope="module", params=sorted(potentials.CHECKPOINTS))
def potential(request):
    reason = "needs torch and sevenn: run in the environment that `make compute` builds"
    pytest.importorskip("torch", reason=reason)
    pytest.importorskip("sevenn", reason=reason)
    return potentials.load_calculator(request.param)


def chloride(potential, seed=1):
    """Two cells of sodium chloride, all atoms off their places, cell sheared."""
    atoms = bulk("NaCl", "rocksalt", a=5.6) * (2, 1, 1)
    atoms.rattle(0.1, seed=seed)
    atoms.set_cell(atoms.cell[:] @ (np.eye(3) + 0.02 * np.eye(3, k=1)), scale_atoms=True)
    atoms.calc = potential
    return atoms


def test_forces_and_stress_are_derivatives_of_the_energy(potential):
    atoms = chloride(potential)
    force, stress = atoms.get_forces(), atoms.get_stress(voigt=False)
    cell, places, volume = atoms.cell[:].copy(), atoms.get_positions(), atoms.get_volume()

    def energy(step, atom=None, axis=0, other=None):
        moved = atoms.copy()
        moved.calc = potential
        if atom is not None:
            moved.positions[atom, axis] += step
        else:
            strain = np.eye(3)
            strain[axis, other] += step / 2
            strain[other, axis] += step / 2
            moved.set_cell(cell @ strain, scale_atoms=True)
        return moved.get_potential_energy()

    h = 1e-4
    # Central differences at 1e-4: a third derivative of order 10 leaves 1e-7.
    slope = (energy(h, 2, 1) - energy(-h, 2, 1)) / (2 * h)
    assert -slope == pytest.approx(force[2, 1], abs=1e-7)
    for axis, other in ((0, 0), (0, 2), (1, 2)):
        slope = (energy(h, None, axis, other) - energy(-h, None, axis, other)) / (2 * h)
        assert slope / volume == pytest.approx(stress[axis, other], abs=1e-8)
    assert np.array_equal(atoms.get_positions(), places)


def test_mirror_images_have_the_same_energy(potential):
    atoms = chloride(potential)
    image = atoms.copy()
    image.set_positions(-atoms.get_positions())
    image.calc = potential
    assert image.get_potential_energy() == pytest.approx(atoms.get_potential_energy(), abs=1e-10)
    assert np.allclose(image.get_forces(), -atoms.get_forces(), rtol=0, atol=1e-10)


def test_it_is_the_potential_of_the_package(potential):
    from sevenn.calculator import SevenNetCalculator

    atoms = chloride(potential)
    with pytest.warns(UserWarning, match="accelerator"):
        package = SevenNetCalculator(potential.checkpoint, device="cpu")
    results = []
    for sign in (1, -1):
        image = atoms.copy()
        image.set_positions(sign * atoms.get_positions())
        image.calc = package
        results.append((sign * image.get_forces(), image.get_stress()))
    force, stress = (np.mean(pair, axis=0) for pair in zip(*results, strict=True))
    # The package works in single precision: six digits of 0.5 eV/angstrom.
    assert np.allclose(atoms.get_forces(), force, rtol=0, atol=1e-5)
    assert np.allclose(atoms.get_stress(), stress, rtol=0, atol=1e-6)


def test_two_loads_agree_to_the_last_bit(potential):
    again = potentials.load_calculator(potential.checkpoint)
    first, second = chloride(potential), chloride(again)
    assert np.array_equal(first.get_forces(), second.get_forces())
    assert first.get_potential_energy() == second.get_potential_energy()
    assert len(potentials.checkpoint_sha256(potential.checkpoint)) == 64


def test_unknown_elements_are_named(potential):
    atoms = Atoms("NaAtRn", positions=[[0, 0, 0], [3, 0, 0], [0, 3, 0]], cell=[6] * 3, pbc=True)
    atoms.calc = potential
    with pytest.raises(UltralowError, match="does not know At, Rn"):
        atoms.get_potential_energy()


def test_stiffness_of_a_cubic_salt_is_cubic(potential):
    salt = bulk("NaCl", "rocksalt", a=5.64)
    run = elastic_constants.relaxed_ion_stiffness(salt, potential, strain=0.002)
    fit = elasticity.stiffness_from_stresses(run.strains, run.stresses)
    c11, c12, c44 = fit.stiffness[0, 0], fit.stiffness[0, 1], fit.stiffness[3, 3]
    cubic = elasticity.symmetrize(fit.stiffness, relaxation.point_group(salt))
    # Measured at 300 K: 49.5, 13.2 and 12.8 GPa. The potentials are known to be soft.
    assert np.allclose(cubic, fit.stiffness, rtol=0, atol=1e-3 * c11)
    assert (c11, c12, c44) == pytest.approx((49.5 * GPa, 13.2 * GPa, 12.8 * GPa), rel=0.25)
