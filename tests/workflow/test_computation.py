"""From forces to conductivity: laws on a pair potential, and the whole chain where torch is.

Solid argon with Lennard-Jones forces needs no potential that is learned, and its force constants
are known in closed form.
"""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from argon import EPSILON, REACH, SIDE, SIGMA, SMALL, Pairs, computed, crystal, sampled
from ase import Atoms
from ase.calculators.lj import LennardJones
from textbook import particle
from ultralow.compute import (
    acceptance,
    effective_force_constants,
    force_constant_fit,
    sampling,
    supercells,
    three_phonon,
)
from ultralow.data import phonon_files
from ultralow.phonons import force_constants

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "workflow"))
import displaced_forces  # noqa: E402
import fit as fitting  # noqa: E402

pytestmark = [
    pytest.mark.filterwarnings("ignore:Set OLD_ERROR_HANDLING:DeprecationWarning"),
    pytest.mark.filterwarnings("ignore:primitive_matrix defaulted"),
]


def heat(constants, chosen):
    cell = force_constants.as_phonopy(constants).primitive.cell
    return three_phonon.conductivity(
        constants, sampling.mesh(cell, chosen.mesh_length), chosen.temperatures
    )


@pytest.fixture(scope="module")
def argon(tmp_path_factory):
    constants, missed = computed(crystal(), SMALL, tmp_path_factory.mktemp("argon"))
    return constants, missed, *heat(constants, SMALL)


def pair_derivative(order, distance, step=1e-3):
    """Derivative of the smoothly cut pair energy, by differences."""
    calculator = LennardJones(epsilon=EPSILON, sigma=SIGMA, rc=REACH, ro=4.4, smooth=True)

    def energy(r):
        pair = Atoms("Ar2", positions=[[0, 0, 0], [r, 0, 0]])
        return calculator.get_potential_energy(pair)

    samples = [energy(distance + i * step) for i in (-2, -1, 0, 1, 2)]
    weights = {1: [1, -8, 0, 8, -1], 2: [-1, 16, -30, 16, -1], 3: [-1, 2, 0, -2, 1]}[order]
    return np.dot(weights, samples) / ({1: 12, 2: 12, 3: 2}[order] * step**order)


def test_fitted_force_constants_are_the_derivatives_of_the_potential(argon):
    constants = argon[0]
    near = SIDE / 2**0.5
    model = force_constants.as_phonopy(constants)
    vectors, _ = model.primitive.get_smallest_vectors()
    places = model.supercell.positions - model.supercell.positions[model.primitive.p2s_map[0]]
    at = int(np.argmin(np.linalg.norm(places - [0, SIDE / 2, SIDE / 2], axis=1)))
    radial = np.array([0, 1, 1]) / 2**0.5
    expected = -pair_derivative(2, near)
    # Displacements of 0.03 angstrom: what is left are quartic terms.
    assert radial @ constants.second[0, at] @ radial == pytest.approx(expected, rel=5e-3)
    third = np.einsum("abc,a,b,c", constants.third[0, at, at], radial, radial, radial)
    # d3 E / du0 du1 du1 = -V''' for a pair; the cutoff leaves the pair's own term whole.
    assert third == pytest.approx(-pair_derivative(3, near), rel=2e-2)
    assert len(vectors)


def test_what_the_fit_has_not_seen(argon):
    missed = argon[1]
    assert missed["held_out_residual"] < 0.01
    assert missed["held_out_anharmonic_residual"] < 0.35
    assert missed["acoustic_sum_rule"] < 1e-10


def test_a_cubic_crystal_conducts_alike_in_all_directions(argon):
    for part in argon[3]:
        assert part[:, :3] == pytest.approx(part[:, :1] * np.ones(3), rel=1e-6)
        assert np.abs(part[:, 3:]).max() < 1e-6 * np.abs(part).max()


def test_hot_crystals_conduct_as_one_over_temperature(argon):
    constants = argon[0]
    mesh = argon[2].mesh
    _, hot = three_phonon.conductivity(constants, mesh, [400.0, 800.0])
    # Three phonons alone: rates grow as T where all modes are classical (52 K at the top); the
    # isotopes of argon give next to nothing.
    assert hot.particle[0, 0] / hot.particle[1, 0] == pytest.approx(2, rel=0.01)


def test_modes_are_those_of_the_mesh(argon):
    modes = argon[2]
    assert modes.weights.sum() == np.prod(modes.mesh)
    assert np.isnan(modes.scattering_rates[0]).sum() == 3  # translations
    assert modes.frequencies.max() == pytest.approx(2e12, rel=0.15)  # argon: 2 THz
    slow = np.linalg.norm(modes.group_velocities, axis=2)
    assert slow.max() < 2500


def test_modes_add_up_to_the_conductivity(argon):
    modes, conducted = argon[2:]
    for at in range(2):
        # phono3py's constants differ from CODATA's by parts in a million.
        expected = conducted.particle[at]
        assert particle(modes, at) == pytest.approx(expected, rel=5e-6, abs=1e-6 * expected.max())


def test_threads_change_no_byte(argon, tmp_path):
    """phono3py sums each mode in one thread, whatever their number."""
    phonon_files.write(tmp_path / "constants.hdf5", argon[0])
    digests = set()
    for threads in "12":
        name = tmp_path / f"modes_{threads}.hdf5"
        command = [sys.executable, ROOT / "workflow/conductivity.py"]
        command += ["--constants", tmp_path / "constants.hdf5", "--output", name]
        command += ["--settings", '{"mesh_length": 20, "temperatures": [30]}']
        command += ["--record", tmp_path / "record.json"]
        env = {"RAYON_NUM_THREADS": threads, "OMP_NUM_THREADS": threads}
        env |= {"PYTHONPATH": str(ROOT / "lib"), "PATH": ""}
        subprocess.run(command, check=True, env=env, capture_output=True)
        digests.add(name.read_bytes())
    assert len(digests) == 1


def test_two_seeds_agree_within_the_fit_error(argon, tmp_path):
    again, _ = computed(crystal(), SMALL._replace(seed=2), tmp_path)
    _, other = heat(again, SMALL)
    # The error of the third order, a fifth of it at this size, enters squared and averaged.
    assert other.particle[:, 0] == pytest.approx(argon[3].particle[:, 0], rel=0.05)
    assert other.particle[0, 0] != argon[3].particle[0, 0]


def test_a_doubled_cell_conducts_the_same(argon, tmp_path):
    """The same crystal described by a cell twice as long has the same primitive cell."""
    constants, _ = computed(crystal((1, 1, 2)), SMALL, tmp_path)
    assert constants.second.shape[0] == argon[0].second.shape[0]
    _, other = heat(constants, SMALL)
    assert other.particle[:, 0] == pytest.approx(argon[3].particle[:, 0], rel=0.05)


def test_an_interrupted_run_goes_on(tmp_path):
    relaxed, part = crystal(), "third"
    atoms = supercells.supercell(relaxed, SMALL, part)
    displaced = sampling.part(SMALL, part, len(atoms))

    class Once(Pairs):
        def __init__(self, calls):
            super().__init__()
            self.calls = calls

        def get_forces(self, atoms):
            self.calls -= 1
            if self.calls < 0:
                raise KeyboardInterrupt
            return super().get_forces(atoms)

    path = tmp_path / "third.npz"
    displaced_forces.SAVE_EVERY_S, before = -1.0, displaced_forces.SAVE_EVERY_S
    try:
        with pytest.raises(KeyboardInterrupt):
            displaced_forces.run(atoms, Once(8), displaced, path, part)
        assert not path.exists()
        left = Once(1 + len(displaced) - 7)
        displaced_forces.run(atoms, left, displaced, path, part)
    finally:
        displaced_forces.SAVE_EVERY_S = before
    assert left.calls == 0
    whole = sampled(relaxed, SMALL, tmp_path / "..", part)
    assert np.array_equal(fitting.joined([path])[1], whole[1])


def test_forces_of_other_displacements_are_not_taken_for_these(tmp_path):
    path = tmp_path / "x.npz"
    displaced_forces.save(path, np.ones((2, 4, 3)), [np.ones((4, 3))], 1.0)
    assert displaced_forces.resume(path, np.zeros((2, 4, 3))) == ([], 0.0)
    assert len(displaced_forces.resume(path, np.ones((2, 4, 3)))[0]) == 1


def test_thermal_motion_of_a_harmonic_crystal_has_its_variance(argon):
    """Of many snapshots: <u^2> per atom as phonopy's own thermal displacements give it."""
    model = effective_force_constants.folded(force_constants.as_phonopy(argon[0]), (2, 2, 2))
    displaced = effective_force_constants.displacements(model, 40.0, 400, 1)
    repeats = np.rint(np.diag(argon[0].supercell_second)).astype(int)
    assert repeats.tolist() == [2, 2, 2]
    frequencies = effective_force_constants.frequencies(model).ravel()
    real = frequencies[frequencies > 0.01]
    from scipy.constants import atomic_mass, hbar, k

    omega = 2e12 * np.pi * real
    square = hbar / (2 * omega) / np.tanh(hbar * omega / (2 * k * 40)) / (39.948 * atomic_mass)
    expected = square.sum() / (len(frequencies) // 3) * 1e20
    # 400 snapshots of 32 atoms, correlated through the slow modes.
    assert (displaced**2).sum(axis=2).mean() == pytest.approx(expected, rel=0.05)


def test_folding_into_the_same_supercell_changes_nothing(argon):
    model = force_constants.as_phonopy(argon[0])
    same = effective_force_constants.folded(model, (2, 2, 2))
    assert same.force_constants == pytest.approx(model.force_constants, abs=1e-10)


def test_effective_constants_of_a_harmonic_crystal_are_its_own(argon):
    """Linear forces in, the same force constants out, whatever the temperature."""
    model = force_constants.as_phonopy(argon[0])
    half = effective_force_constants.displacements(model, 60.0, 4, 3)
    displaced = np.concatenate([half, -half])
    from phonopy.harmonic.force_constants import compact_fc_to_full_fc

    full = compact_fc_to_full_fc(model.primitive, model.force_constants)
    forces = -np.einsum("ijab,mjb->mia", full, displaced)
    again = effective_force_constants.fitted(
        model.unitcell, (2, 2, 2), model.primitive_matrix, displaced, forces
    )
    assert again.force_constants == pytest.approx(model.force_constants, abs=1e-9)


SOUND = {
    "lowest_mesh": 0.0,
    "lowest_lines": 0.0,
    "fit": {
        "held_out_residual": 0.01,
        "held_out_anharmonic_residual": 0.2,
        "acoustic_sum_rule": 1e-14,
    },
    "at_rest": {"max_force_eV_A": 1e-7, "space_group_numbers": [62, 62], "bonds_kept": True},
}


def changed(**paths):
    whole = json.loads(json.dumps(SOUND))
    for path, value in paths.items():
        *inner, last = path.split("__")
        spot = whole
        for key in inner:
            spot = spot[key]
        spot[last] = value
    return whole


@pytest.mark.parametrize(
    "spoilt, reason",
    [
        ({}, None),
        ({"lowest_mesh": -0.05}, "imaginary modes on the mesh, -0.05 THz"),
        ({"lowest_lines": -0.7}, "imaginary modes on lines, -0.70 THz"),
        ({"lowest_mesh": float("nan")}, "imaginary modes on the mesh"),
        ({"fit__held_out_residual": 0.04}, "misses 4.0% of forces"),
        ({"fit__held_out_anharmonic_residual": 0.6}, "misses 60% of the anharmonic"),
        ({"fit__acoustic_sum_rule": 1e-4}, "sum rule broken"),
        ({"at_rest__max_force_eV_A": 1e-5}, "force of 1.0e-05"),
        ({"at_rest__space_group_numbers": [62, 14]}, "space group 62 became 14"),
        ({"at_rest__bonds_kept": False}, "bonds"),
        ({"elastic_refusal": "elastically unstable"}, "elastically unstable"),
    ],
)
def test_each_gate_refuses_for_its_own_reason(spoilt, reason):
    elastic = spoilt.pop("elastic_refusal", None)
    given = changed(**spoilt)
    judged = acceptance.judge(
        given["lowest_mesh"], given["lowest_lines"], given["fit"], given["at_rest"], elastic
    )
    failed = [gate.reason for gate in judged if not gate.passed]
    assert len(failed) == (reason is not None)
    assert not reason or reason in failed[0]
    assert all(gate.reason == "" for gate in judged if gate.passed)


def test_effective_constants_are_judged_by_their_own_stability():
    given = changed(fit__held_out_residual=0.3)
    judged = acceptance.judge(
        -0.1, 0.0, given["fit"], given["at_rest"], "elastically unstable", thermal=True
    )
    assert [gate.name for gate in judged if not gate.passed] == ["lowest_mode_mesh_THz"]


def test_the_lines_meet_a_mode_that_a_coarse_mesh_misses(argon):
    """A chain of springs against each other: unstable at the edge of the zone alone."""
    constants = argon[0]
    model = force_constants.as_phonopy(constants)
    lowest, _ = acceptance.lowest_on_lines(model)
    assert lowest == pytest.approx(0, abs=1e-3)
    model.force_constants = -model.force_constants
    lowest, where = acceptance.lowest_on_lines(model)
    assert lowest == pytest.approx(-argon[2].frequencies.max() / 1e12, rel=0.05)
    assert max(where) == 0.5


def test_predicted_forces_are_the_gradient_of_the_energy():
    rng = np.random.default_rng(5)
    second, third = rng.normal(size=(3, 3, 3, 3)), rng.normal(size=(3, 3, 3, 3, 3, 3))
    second = second + second.transpose(1, 0, 3, 2)
    order = [(0, 1, 2), (0, 2, 1), (1, 0, 2), (1, 2, 0), (2, 0, 1), (2, 1, 0)]
    third = sum(third.transpose(*p, *(3 + i for i in p)) for p in order)

    def energy(u):
        return (
            np.einsum("ijab,ia,jb", second, u, u) / 2
            + np.einsum("ijkabc,ia,jb,kc", third, u, u, u) / 6
        )

    u, step = rng.normal(size=(3, 3)), 1e-5
    slope = np.zeros((3, 3))
    for index in np.ndindex(3, 3):
        there = np.zeros((3, 3))
        there[index] = step
        slope[index] = (energy(u + there) - energy(u - there)) / (2 * step)
    assert force_constant_fit.predicted_forces(second, third, u[None])[0] == pytest.approx(
        -slope, rel=1e-7
    )


SALT = """data_NaCl
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


def test_a_reader_s_crystal_from_cif_to_conductivity(tmp_path):
    pytest.importorskip("torch", reason="needs the environment that `make compute` builds")
    pytest.importorskip("sevenn", reason="needs the environment that `make compute` builds")
    for name in ("data", "lib", "workflow"):
        shutil.copytree(ROOT / name, tmp_path / name)
    (tmp_path / "salt.cif").write_text(SALT)
    import os

    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    env = os.environ | {"PYTHONPATH": str(tmp_path / "lib"), "PATH": path}
    adopting = [sys.executable, "-m", "ultralow", "adopt", "salt.cif", "NaCl"]
    config = ["material=NaCl", "checkpoints=7net-0", f"settings={SMALLEST}"]
    computing = ["snakemake", "-s", "workflow/compute.smk", "--cores", "2", "--config", *config]
    for command in (adopting, computing):
        done = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr
    look = (
        "import json; from ultralow import lattice; m = lattice.modes('NaCl');"
        "print(json.dumps([lattice.summary('NaCl')['conductivity'], list(m.mesh)]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", look], cwd=tmp_path, env=env, capture_output=True, text=True
    )
    conductivity, mesh = json.loads(done.stdout)
    assert mesh == [9, 9, 9]
    tensor = np.array(conductivity["particle_W_m_K"]) + conductivity["coherence_W_m_K"]
    assert tensor[:, :3] == pytest.approx(tensor[:, :1] * np.ones(3), rel=1e-4)
    # Measured at 300 K: 6.5 to 7 W/m/K. Universal potentials of this kind are off by up to a
    # factor of two in conductivity.
    assert 6.5 / 2 < tensor[1, 0] < 6.5 * 2
    again = subprocess.run(computing, cwd=tmp_path, env=env, capture_output=True, text=True)
    assert "Nothing to be done" in again.stdout + again.stderr
    run_all_notebooks("NaCl", tmp_path, env)


def run_all_notebooks(material, root, env):
    """Every notebook through papermill, as a reader would; each must leave its record."""
    from ultralow.paper import gallery

    shutil.copytree(ROOT / "notebooks", root / "notebooks")
    names = [*gallery.figures(), *gallery.companions()]
    for name in names:
        command = [sys.executable, "-m", "papermill", f"notebooks/{name}.ipynb", "out.ipynb",
                   "-p", "material", material, "-p", "figures_folder", "seen",
                   "--no-progress-bar"]  # fmt: skip
        done = subprocess.run(command, cwd=root, env=env, capture_output=True, text=True)
        assert done.returncode == 0, f"{name}: {done.stderr[-3000:]}"
        record = json.loads((root / "seen" / name / f"{material}.json").read_text(encoding="utf-8"))
        assert record["parameters"]["material"] == material and record["series"]
