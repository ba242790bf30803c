"""The shipped potentials: symmetric, conservative, and missed in words where they are not."""

import subprocess
import sys

import numpy as np
import pytest
from ase import Atoms
from ase.build import bulk
from ultralow.compute import potentials, tuned_weights
from ultralow.data import atomic_write
from ultralow.errors import UltralowError

pytestmark = [
    pytest.mark.filterwarnings("ignore:Set OLD_ERROR_HANDLING:DeprecationWarning"),
    pytest.mark.filterwarnings("ignore:`torch.jit:DeprecationWarning"),
]


def test_unknown_checkpoint_lists_the_allowed():
    with pytest.raises(UltralowError, match="7net-0, 7net-l3i5"):
        potentials.checkpoint_path("7net-omni")


def test_a_file_that_is_not_there_is_missed():
    with pytest.raises(UltralowError, match="No potential nowhere/mine.pth"):
        potentials.load_calculator("nowhere/mine.pth")


def test_missing_packages_are_named_with_the_cure(monkeypatch):
    monkeypatch.setattr(potentials.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(UltralowError, match="torch and sevenn") as caught:
        potentials.load_calculator("7net-0")
    assert "make compute" in str(caught.value)


def test_an_unknown_device_lists_those_there_are():
    pytest.importorskip("sevenn", reason="needs the environment that `make compute` builds")
    with pytest.raises(UltralowError, match="'cpu', 'cuda'"):
        potentials.load_calculator("7net-0", device="tpu")


def test_a_device_that_is_not_there_is_missed_in_words(monkeypatch):
    torch = pytest.importorskip("torch", reason="needs the environment that `make compute` builds")
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    with pytest.raises(UltralowError, match="no graphics processor") as caught:
        potentials.load_calculator("7net-0", device="cuda")
    assert "leave the device out" in str(caught.value)


def test_a_graphics_processor_gives_the_same_forces():
    torch = pytest.importorskip("torch", reason="needs the environment that `make compute` builds")
    if not torch.cuda.is_available():
        pytest.skip("no graphics processor here")
    for checkpoint in potentials.CHECKPOINTS:
        here, there = (
            chloride(potentials.load_calculator(checkpoint, device=device)).get_forces()
            for device in potentials.DEVICES
        )
        # Double precision, with sums in another order.
        assert np.allclose(here, there, rtol=0, atol=1e-9)


def test_importing_the_module_does_not_import_torch():
    code = "import sys, ultralow.compute.potentials; print('torch' in sys.modules)"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "False"


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


@pytest.fixture
def tuned(tmp_path):
    """A shipped potential with one of its weights moved, as a file."""
    pytest.importorskip("sevenn", reason="needs the environment that `make compute` builds")
    model, _ = potentials.load_model("7net-0")
    name = "4_self_interaction_2.linear.weight"
    moved = 0.01 * dict(model.named_parameters())[name].detach().numpy()
    sha256 = potentials.checkpoint_sha256("7net-0")
    path = tmp_path / "7net-0-tuned.hdf5"
    content = tuned_weights.TunedWeights("7net-0", sha256, {name: moved})
    atomic_write.write_hdf5(path, lambda file: tuned_weights.fill(file, content))
    return path, content


def test_a_tuned_potential_has_its_weights_and_all_others_of_its_base(tuned):
    path, content = tuned
    ours, base = (dict(potentials.load_model(one)[0].named_parameters())
                  for one in (str(path), "7net-0"))  # fmt: skip
    for name, values in base.items():
        expected = values.detach().numpy() + tuned_weights.kept(content.moved.get(name, 0.0))
        assert np.array_equal(ours[name].detach().numpy(), expected)
    calculator = potentials.load_calculator(str(path))
    assert calculator.checkpoint == "7net-0-tuned"
    moved = (
        chloride(calculator).get_forces()
        - chloride(potentials.load_calculator("7net-0")).get_forces()
    )
    assert 1e-4 < abs(moved).max() < 1


def test_a_file_that_is_no_checkpoint_is_refused(tmp_path):
    pytest.importorskip("sevenn", reason="needs the environment that `make compute` builds")
    path = tmp_path / "mine.pth"
    path.write_bytes(b"no pickle")
    with pytest.raises(UltralowError, match="mine.pth is no checkpoint of SevenNet"):
        potentials.load_calculator(str(path))


def test_a_base_is_a_shipped_potential_and_no_path(tuned):
    path, content = tuned
    elsewhere = content._replace(base="elsewhere.pth")
    atomic_write.write_hdf5(path, lambda file: tuned_weights.fill(file, elsewhere))
    with pytest.raises(UltralowError, match="base of 7net-0-tuned.hdf5 'elsewhere.pth'"):
        potentials.load_calculator(str(path))


def test_weights_of_another_base_or_shape_are_refused(tuned):
    path, content = tuned
    other = content._replace(base_sha256="1" * 64)
    atomic_write.write_hdf5(path, lambda file: tuned_weights.fill(file, other))
    with pytest.raises(UltralowError, match="tuned from another 7net-0"):
        potentials.load_calculator(str(path))
    shape = content._replace(moved={"onehot_to_feature_x.linear.weight": np.ones(3)})
    atomic_write.write_hdf5(path, lambda file: tuned_weights.fill(file, shape))
    with pytest.raises(UltralowError, match="has no weights 'onehot_to_feature_x.linear.weight'"):
        potentials.load_calculator(str(path))
