"""Each gate refuses what it is there for, and nothing else."""

import json
from itertools import combinations, product
from types import SimpleNamespace

import numpy as np
import pytest
from ase import Atoms
from copper import GPa
from scipy.constants import atomic_mass
from spring_models import springs_of
from ultralow.compute import acceptance, elastic_constants, relaxation
from ultralow.crystal import elasticity
from ultralow.phonons import force_constants

pytestmark = [
    pytest.mark.filterwarnings("ignore:Set OLD_ERROR_HANDLING:DeprecationWarning"),
    pytest.mark.filterwarnings("ignore:primitive_matrix defaulted"),
]


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


def one_left(run):
    """Make one strain of all end with a force."""
    return run._replace(max_forces=np.append(np.full(run.max_forces.size - 1, 1e-9), 1e-4))


@pytest.mark.parametrize(
    "spoil, reason",
    [
        (lambda r, p, s, c: (r, p, s, c), None),
        (lambda r, p, s, c: (r._replace(max_force=2e-6), p, s, c), "force of 2.0e-06"),
        (lambda r, p, s, c: (r._replace(max_force=np.nan), p, s, c), "force of nan"),
        (lambda r, p, s, c: (r, p, s._replace(max_forces=s.max_forces + 1e-4), c), "force of"),
        (lambda r, p, s, c: (r, p, one_left(s), c), "force of 1.0e-04"),
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


def test_the_frequency_of_the_mode_that_strain_drives_is_told(accepted):
    relaxed, phase, run, stiffness = accepted
    run = spoilt_hessian(run, True)
    lowest = elastic_constants.zone_centre_modes(run, relaxed.atoms.get_masses()).frequency.min()
    (reason,) = acceptance.refusals(relaxed, phase, run, stiffness)
    assert lowest < -0.1 and f"({lowest:.2f} THz)" in reason


SOUND = {
    "lowest": {f"lowest_mode_{where}_THz": 0.0 for where in ("mesh", "lines", "anywhere")},
    "fit": {
        "held_out_residual": 0.01,
        "held_out_anharmonic_residual": 0.2,
        "held_out_second_residual": 0.01,
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
        ({"lowest__lowest_mode_mesh_THz": -0.05}, "imaginary modes on the mesh, -0.05 THz"),
        ({"lowest__lowest_mode_lines_THz": -0.7}, "imaginary modes on lines, -0.70 THz"),
        ({"lowest__lowest_mode_mesh_THz": float("nan")}, "imaginary modes on the mesh"),
        ({"lowest__lowest_mode_anywhere_THz": -0.021}, "modes off the mesh, -0.021 THz"),
        ({"lowest__lowest_mode_mesh_THz": acceptance.LOWEST_FREQUENCY_THZ}, None),
        ({"fit__held_out_residual": acceptance.HELD_OUT_RESIDUAL}, None),
        ({"fit__held_out_residual": 0.04}, "misses 4.0% of forces"),
        ({"fit__held_out_anharmonic_residual": 0.6}, "misses 60% of the anharmonic"),
        ({"fit__held_out_second_residual": 0.21}, "second order misses 21.0% of forces"),
        ({"fit__acoustic_sum_rule": 1e-4}, "sum rule broken"),
        ({"fit__acoustic_sum_rule": 1e-7}, "sum rule broken by 1e-07"),
        ({"at_rest__max_force_eV_A": 1e-5}, "force of 1.0e-05"),
        ({"at_rest__space_group_numbers": [62, 14]}, "space group 62 became 14"),
        ({"at_rest__bonds_kept": False}, "bonds"),
        ({"elastic_refusal": "elastically unstable"}, "elastically unstable"),
    ],
)
def test_each_gate_refuses_for_its_own_reason(spoilt, reason):
    elastic = spoilt.pop("elastic_refusal", None)
    given = changed(**spoilt)
    judged = acceptance.judge(given["lowest"], given["fit"], given["at_rest"], elastic)
    failed = [gate.reason for gate in judged if not gate.passed]
    assert len(failed) == (reason is not None)
    assert not reason or reason in failed[0]
    assert all(gate.reason == "" for gate in judged if gate.passed)
    yes_or_no = [gate for gate in judged if gate.name in ("bonds_kept", "stiffness")]
    assert all((gate.value, gate.limit) == (float(gate.passed), 1.0) for gate in yes_or_no)


def test_effective_constants_are_judged_by_their_own_stability():
    given = changed(fit__held_out_residual=0.3, lowest__lowest_mode_mesh_THz=-0.1)
    given["fit"] |= WARM
    unstable = "elastically unstable"
    judged = acceptance.judge(
        given["lowest"], given["fit"], given["at_rest"], unstable, thermal=True
    )
    assert [gate.name for gate in judged if not gate.passed] == ["lowest_mode_mesh_THz"]


WARM = {
    "mean_force_eV_A": 0.003, "mean_force_error_eV_A": 0.001, "held_out_even_residual": 0.4,
}  # fmt: skip


@pytest.mark.parametrize(
    "changes, failed",
    [
        ({}, []),
        ({"mean_force_eV_A": 0.0041}, ["mean_force_eV_A"]),
        ({"mean_force_eV_A": 0.0001, "mean_force_error_eV_A": 0.0005}, []),
        ({"mean_force_eV_A": 0.004, "mean_force_error_eV_A": 0.0021}, ["mean_force_error_eV_A"]),
        ({"held_out_even_residual": 0.51}, ["held_out_even_residual"]),
        ({"held_out_even_residual": float("nan")}, ["held_out_even_residual"]),
    ],
)
def test_the_ensemble_of_effective_constants_is_judged(changes, failed):
    """Mean force within two of its errors of the limit; the third order tells even forces."""
    judged = acceptance.judge(
        SOUND["lowest"], SOUND["fit"] | WARM | changes, SOUND["at_rest"], thermal=True
    )
    assert [gate.name for gate in judged if not gate.passed] == failed
    assert all(gate.value >= 0 for gate in judged if gate.name == "mean_force_eV_A")


class Asked:
    """A model that is lowest at one place, and tells where it was asked."""

    def __init__(self, place):
        self.place, self.qpoints = np.array(place), self

    def run_qpoints(self, wavevectors):
        self.wavevectors = np.asarray(wavevectors)
        self.frequencies = np.linalg.norm(self.wavevectors - self.place, axis=1)[:, None]


class Pockets:
    """A model whose lowest frequency has pockets, and which tells on what mesh it was asked."""

    def __init__(self, cell, *pockets):
        self.primitive, self.pockets = SimpleNamespace(cell=np.array(cell)), pockets

    def lowest(self, wavevectors):
        values = np.ones(len(wavevectors))
        for place, depth, width in self.pockets:
            far = np.sin(np.pi * (np.asarray(wavevectors) - place)) ** 2
            values -= depth * np.exp(-far.sum(axis=1) / width**2)
        return SimpleNamespace(frequencies=values[:, None], qpoints=np.asarray(wavevectors))

    def run_mesh(self, mesh, is_gamma_center):
        assert is_gamma_center
        self.asked = np.array(mesh)
        self.mesh = self.lowest(list(product(*(np.arange(n) / n for n in mesh))))

    def run_qpoints(self, wavevectors):
        self.qpoints = self.lowest(wavevectors)


SLANTED = [[5.0, 0, 0], [4.0, 9.0, 0], [1.0, 2.0, 12.0]]


@pytest.mark.parametrize("divisions", [9, 13])
def test_a_mesh_is_odd_and_as_dense_along_each_axis_of_the_zone(divisions):
    model = Pockets(SLANTED, ([0, 0, 0], 1.0, 0.3))
    acceptance.lowest_anywhere(model, divisions)
    axes = np.array([np.cross(SLANTED[i - 2], SLANTED[i - 1]) for i in range(3)])
    lengths = np.linalg.norm(axes, axis=1)
    assert (model.asked % 2 == 1).all() and model.asked.max() == divisions
    assert model.asked == pytest.approx(divisions * lengths / lengths.max(), abs=1.0)
    assert len(set(model.asked)) == 3


@pytest.mark.parametrize("place", [(0.21, 0.37, 0.44), (0.05, 0.68, 0.33)])
def test_the_deepest_point_is_found_though_the_mesh_is_lowest_elsewhere(place):
    """A wide pocket on a point of the mesh, and a deeper one that lies between its points."""
    model = Pockets(np.eye(3), ([0, 0, 0], 1.1, 0.03), (place, 1.5, 0.25))
    lowest, where = acceptance.lowest_anywhere(model, divisions=7)
    assert model.mesh.frequencies.argmin() == 0
    assert lowest == pytest.approx(-0.5, abs=1e-5)
    assert where == pytest.approx(place, abs=1e-3)


def test_a_pocket_on_a_point_of_the_mesh_is_told_with_its_place():
    place = [0, 2 / 5, 0]
    lowest, where = acceptance.lowest_anywhere(Pockets(np.eye(3), (place, 1.5, 0.3)), divisions=5)
    assert lowest == pytest.approx(-0.5, abs=1e-9) and where == pytest.approx(place, abs=1e-3)


def test_a_weak_coupling_to_strain_is_one(accepted, monkeypatch):
    """Forbidden couplings are rounding, 1e-7; allowed ones are above 1e-3, and count."""
    relaxed, phase, run, stiffness = accepted
    for coupling, refused in ((1e-6, 0), (2e-3, 1)):
        modes = elastic_constants.Modes(np.array([-0.35, 0.0, 4.0]), np.array([coupling, 1, 1]))
        monkeypatch.setattr(acceptance, "zone_centre_modes", lambda *_, modes=modes: modes)
        reasons = acceptance.refusals(relaxed, phase, run, stiffness)
        assert len(reasons) == refused
        assert all("(-0.35 THz)" in reason for reason in reasons)


def test_a_lower_mode_that_strain_does_not_drive_is_not_named(accepted, monkeypatch):
    modes = elastic_constants.Modes(np.array([-2.0, -0.5, 4.0]), np.array([0.0, 0.3, 1.0]))
    monkeypatch.setattr(acceptance, "zone_centre_modes", lambda *_: modes)
    (reason,) = acceptance.refusals(*accepted)
    assert "(-0.50 THz)" in reason


CORNERS = list(product((0.0, 0.5), repeat=3))


@pytest.mark.parametrize(("one", "other"), list(combinations(CORNERS, 2)))
def test_lines_join_each_corner_with_each_other_and_leave_the_cell_nowhere(one, other):
    middle = (np.array(one) + other) / 2
    model = Asked(middle)
    lowest, where = acceptance.lowest_on_lines(model, points=5)
    assert (lowest, where) == (0.0, middle.tolist())
    assert model.wavevectors.min() == 0 and model.wavevectors.max() == 0.5


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


def pocket(center=0.29, depth=0.003, scale=30.0):
    """A chain of three springs, soft around one wave vector alone; and ν there in THz.

    With x = cos 2πq: m ω² = 2 s (1 - x) ((x - x₀)² - depth), told in springs to three neighbours.
    """
    x0 = np.cos(2 * np.pi * center)
    polynomial = np.polynomial.Polynomial([1, -1]) * [x0**2 - depth, -2 * x0, 1]
    c = np.polynomial.chebyshev.poly2cheb(scale * polynomial.coef)
    springs = -c[1:]  # Σ k_n (1 - cos 2πnq); the sum of all c is zero
    atoms = Atoms("Ar", cell=[2.0, 9.0, 9.0], pbc=True)
    atoms.set_masses([40.0])
    bonds = [("Ar", "Ar", 2 * n - 0.1, 2 * n + 0.1, k, k) for n, k in enumerate(springs, 1)]
    model = springs_of(atoms, (8, 3, 3), [*bonds, ("Ar", "Ar", 8.9, 9.1, 1.0, 1.0)])
    q = np.linspace(0, 0.5, 100_001)
    least = 2 * scale * polynomial(np.cos(2 * np.pi * q)).min()
    return model, -np.sqrt(-least / (40.0 * atomic_mass)) / (2e12 * np.pi)


def test_a_soft_pocket_between_the_points_of_a_mesh_is_found():
    model, expected = pocket()
    assert expected < acceptance.LOWEST_FREQUENCY_THZ
    model.run_mesh([5, 5, 5], is_gamma_center=True)
    assert model.mesh.frequencies.min() > acceptance.LOWEST_FREQUENCY_THZ
    lowest, where = acceptance.lowest_anywhere(model)
    assert lowest == pytest.approx(expected, rel=1e-4)
    assert min(abs(where[0]), 1 - abs(where[0])) == pytest.approx(0.29, abs=0.01)


def test_force_constants_that_were_brought_have_the_gates_of_force_constants():
    lowest = {f"lowest_mode_{name}_THz": -0.5 for name in ("mesh", "lines", "anywhere")}
    gates = acceptance.judge_constants(lowest, 1e-3)
    assert [gate.name for gate in gates] == [*lowest, "acoustic_sum_rule"]
    assert not any(gate.passed for gate in gates) and all(gate.reason for gate in gates)
    fine = acceptance.judge_constants(dict.fromkeys(lowest, 0.0), 0.0)
    assert all(gate.passed and not gate.reason for gate in fine)
