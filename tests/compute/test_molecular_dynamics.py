"""Molecular dynamics: Newton's law in springs and copper, and what the gates see."""

import numpy as np
import pytest
from argon import crystal
from ase.build import bulk
from ase.calculators.calculator import Calculator, all_changes
from ase.calculators.emt import EMT
from ultralow.compute import molecular_dynamics as dynamics
from ultralow.compute import sampling
from ultralow.compute.molecular_dynamics import Plan, Trajectory
from ultralow.errors import UltralowError
from ultralow.phonons.force_constants import as_phonopy

pytestmark = pytest.mark.filterwarnings("ignore:primitive_matrix defaulted")
SHORT = Plan(settle_ps=2.0, run_ps=2.0, free_ps=1.0)


class Springs(Calculator):
    """The harmonic crystal of argon's force constants, in the cell of a plan."""

    implemented_properties = ("energy", "forces")

    def __init__(self, constants, plan):
        from phonopy.harmonic.force_constants import compact_fc_to_full_fc
        from ultralow.compute import thermal_motion

        super().__init__()
        atoms = dynamics.cell(constants, plan)
        model = thermal_motion.folded(as_phonopy(constants), dynamics.repeats(constants, plan))
        self.springs = compact_fc_to_full_fc(model.primitive, model.force_constants)
        self.rest = atoms.get_positions()

    def calculate(self, atoms=None, properties=None, system_changes=all_changes):
        super().calculate(atoms, properties, system_changes)
        moved = atoms.get_positions() - self.rest
        forces = -np.einsum("ijab,jb->ia", self.springs, moved)
        self.results = {"forces": forces, "energy": -0.5 * float(np.sum(forces * moved))}


@pytest.fixture(scope="module")
def swung(argon):
    """Argon of springs for 200 ps at 240 K, which is nearly classical."""
    plan = Plan(temperature_K=240.0, run_ps=200.0, step_fs=20.0, least_height_A=5.0)
    atoms = dynamics.cell(argon[0], plan)
    return plan, atoms, *dynamics.run(atoms, Springs(argon[0], plan), plan)


def test_a_harmonic_crystal_moves_as_its_force_constants_say(argon, swung):
    plan, atoms, bath, free = swung
    found = dynamics.record(bath, free, atoms, argon[0], plan)
    squares = found["mean_square_A2"]["Ar"]
    # Equipartition at 240 K leaves 1 % of quantum motion out.
    assert abs(squares["run"] - squares["harmonic"]) < 3 * squares["error"] + 0.01 * squares["run"]
    assert 0.01 < squares["error"] / squares["run"] < 0.1
    assert found["accepted"] and found["refused_because"] is None
    assert found["repeats"] == [1, 1, 1] and len(atoms) == 4


def test_the_bath_keeps_the_temperature_and_newton_the_energy(swung):
    plan, _, bath, free = swung
    assert [len(one.energies) for one in (bath, free)] == [10001, 251]
    assert bath.temperatures.mean() == pytest.approx(plan.temperature_K, rel=0.03)
    assert np.ptp(free.energies) < 0.02 * np.mean(free.energies)
    assert np.ptp(bath.energies) > np.mean(free.energies)


def test_a_seed_gives_one_run():
    atoms, plan = bulk("Cu", cubic=True), SHORT._replace(run_ps=0.1)
    first, again = (dynamics.run(atoms, EMT(), plan)[0].positions for _ in range(2))
    assert np.array_equal(first, again)
    other = dynamics.run(atoms, EMT(), plan._replace(seed=2))[0].positions
    assert not np.allclose(first, other, atol=1e-3)


def test_copper_passes_and_a_step_that_is_too_long_does_not():
    atoms = bulk("Cu", cubic=True)
    calm = SHORT._replace(run_ps=5.0)
    gates = dynamics.judged(*dynamics.run(atoms, EMT(), calm), atoms, calm)
    assert all(one.passed for one in gates)
    wild = calm._replace(step_fs=40.0)  # of a period of 130
    gates = dynamics.judged(*dynamics.run(atoms, EMT(), wild), atoms, wild)
    assert not all(gate.passed for gate in gates)
    assert all(one.reason for one in gates if not one.passed)


def still(atoms, frames=8):
    places = np.repeat(atoms.get_positions()[None], frames, axis=0)
    return Trajectory(places, np.full(frames, 5.0), np.full(frames, 300.0))


def gate(trajectory, atoms, name):
    return next(
        one for one in dynamics.judged(trajectory, trajectory, atoms, Plan()) if one.name == name
    )


def test_what_rests_passes():
    atoms = bulk("Cu", cubic=True)
    gates = dynamics.judged(still(atoms), still(atoms), atoms, Plan())
    assert [one.value for one in gates] == pytest.approx([0, 1, 0, 0], abs=1e-9)
    assert all(one.passed and not one.reason for one in gates)


def test_two_atoms_that_meet_once_are_seen():
    atoms = bulk("Cu", cubic=True)
    found = still(atoms)
    found.positions[dynamics.FRAMES_APART, 0] += 0.45 * (
        found.positions[0, 1] - found.positions[0, 0]
    )
    met = gate(found, atoms, "nearest_over_rest")
    assert met.value == pytest.approx(0.55) and not met.passed and "0.55" in met.reason


def test_an_atom_that_swings_too_far_is_seen():
    atoms = bulk("Cu", cubic=True)
    found, side = still(atoms), 3.61 / 2**0.5
    found.positions[:, 0, 0] += 0.3 * side * np.array([1, -1] * 4)
    # Three quarters of it: the crystal as a whole rests, and has four atoms.
    far = gate(found, atoms, "way_over_neighbour")
    assert far.value == pytest.approx(0.225, abs=1e-3) and not far.passed


def test_an_atom_that_went_elsewhere_is_seen_and_a_drift_of_all_is_not():
    atoms = bulk("Cu", cubic=True)
    found = still(atoms)
    found.positions[:] += [0.7, 0, 0]
    assert gate(found, atoms, "mean_place_A").value == pytest.approx(0, abs=1e-9)
    found.positions[:, 2, 1] += 0.24
    gone = gate(found, atoms, "mean_place_A")
    assert gone.value == pytest.approx(0.18) and not gone.passed


@pytest.mark.parametrize(
    ("rise", "passed"), [(0.9, True), (-0.9, True), (1.1, False), (-1.1, False)]
)
def test_a_drift_of_the_energy_is_seen_either_way(rise, passed):
    atoms = bulk("Cu", cubic=True)
    found = still(atoms)._replace(energies=2.0 + np.linspace(0, 1e-3 * rise * len(atoms), 8))
    drifts = gate(found, atoms, "energy_drift_meV")
    assert drifts.value == pytest.approx(abs(rise)) and drifts.passed == passed


def test_elements_are_told_apart_and_the_whole_does_not_count():
    atoms = bulk("NaCl", "rocksalt", a=5.64, cubic=True)
    found = still(atoms)
    sign = np.array([1, -1] * 4)[:, None]
    chlorine = atoms.numbers == 17
    found.positions[:, chlorine, 2] += 0.2 * sign
    found.positions[:] += np.linspace(0, 3, 8)[:, None, None]
    squares = dynamics.mean_squares(found, atoms)
    chlorine, sodium = 35.45, 22.98976928  # the centre of mass swings with its share
    swing = 0.2 * np.array([sodium, chlorine]) / (chlorine + sodium)
    assert squares["Cl"] == pytest.approx((swing[0] ** 2, 0), abs=1e-9)
    assert squares["Na"] == pytest.approx((swing[1] ** 2, 0), abs=1e-9)


def test_the_cell_holds_the_height_that_is_asked(argon):
    for height, count in ((5.0, 1), (8.0, 2)):
        atoms = dynamics.cell(argon[0], Plan(least_height_A=height))
        assert len(atoms) == 4 * count**3
        assert dynamics.repeats(argon[0], Plan(least_height_A=height)).tolist() == [count] * 3
        assert atoms.get_positions()[0] == pytest.approx(np.array(crystal()["positions"])[0] * 5.25)
        assert sampling.heights(atoms.cell[:]).min() >= height


def test_a_plan_refuses_what_is_no_number():
    for given in ({"run_ps": -1}, {"runs": 1}):
        with pytest.raises(UltralowError, match=next(iter(given))):
            dynamics.planned(given)
    assert dynamics.planned({"step_fs": "2.5"}).step_fs == 2.5
    assert dynamics.planned(None) == Plan()
