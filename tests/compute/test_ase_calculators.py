"""A calculator of another package is a potential by the name of its entry point."""

import hashlib

import plugin
import pytest
from argon import Pairs, crystal
from ase import Atoms
from messages import message
from ultralow.compute import ase_calculators, potentials, requested


@pytest.fixture
def installed(tmp_path, monkeypatch):
    """A package with a calculator that works, one that fails and one without stress."""
    plugin.install(tmp_path, **{"argon-pairs": "calculator", "torn": "broken", "poor": "Poor"})
    monkeypatch.syspath_prepend(tmp_path)
    return tmp_path


def atoms():
    cell = crystal()
    made = Atoms(
        cell["numbers"], scaled_positions=cell["positions"], cell=cell["lattice"], pbc=True
    )
    made.rattle(0.05, seed=1)
    return made


def test_it_computes_what_its_package_computes(installed):
    assert ase_calculators.names() == ("argon-pairs", "poor", "torn")
    found = potentials.load_calculator("argon-pairs").get_forces(atoms())
    assert (found == Pairs().get_forces(atoms())).all()


def test_it_is_a_checkpoint_by_its_name(installed):
    assert requested.checkpoints("argon-pairs 7net-0") == {
        "argon-pairs": "argon-pairs", "7net-0": "7net-0",
    }  # fmt: skip
    message(lambda: requested.checkpoints("nothing"), "argon-pairs")


def test_its_record_names_its_package_and_the_file_that_made_it(installed):
    usual = ("ase", "sevenn", "torch", "numpy")
    assert potentials.packages("argon-pairs", usual) == ("ase", "numpy", "argon-pairs")
    assert potentials.packages("7net-0", usual) == usual
    digest = hashlib.sha256((installed / "argon_pairs.py").read_bytes()).hexdigest()
    assert potentials.checkpoint_sha256("argon-pairs") == digest


@pytest.mark.parametrize(
    "name, told",
    [("torn", "RuntimeError: no licence"), ("poor", "has no stress"), ("gone", "argon-pairs")],
)
def test_one_that_cannot_be_used_says_why(installed, name, told):
    message(lambda: ase_calculators.load(name), told)


def test_a_name_that_cannot_be_one_of_a_result_is_refused(tmp_path, monkeypatch):
    plugin.install(tmp_path, **{"pairs-300K": "calculator"})
    monkeypatch.syspath_prepend(tmp_path)
    message(lambda: requested.checkpoints("pairs-300K"), "cannot be called", "call it otherwise")


def test_without_such_packages_there_are_no_such_names():
    assert ase_calculators.names() == ()
