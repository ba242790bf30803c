"""Force constants that a reader brings: read as they are, or refused with the file's name."""

import argparse
import shutil

import h5py
import numpy as np
import pytest
from argon import SMALL, computed, crystal
from brought_constants import expanded, phono3py_folder, phonopy_folder
from messages import message
from ultralow.data import add_material, crystal_folder, materials, phonopy_files
from ultralow.phonons.force_constants import as_phono3py

pytestmark = [
    pytest.mark.filterwarnings("ignore:Set OLD_ERROR_HANDLING:DeprecationWarning"),
    pytest.mark.filterwarnings("ignore:primitive_matrix defaulted"),
]


@pytest.fixture(scope="module")
def argon(tmp_path_factory):
    """Force constants of solid argon."""
    return computed(crystal(), SMALL, tmp_path_factory.mktemp("argon"))[0]


@pytest.fixture(scope="module")
def stored(argon, tmp_path_factory):
    return phono3py_folder(argon, tmp_path_factory.mktemp("brought") / "pbe")


@pytest.fixture
def folder(stored, tmp_path):
    """A folder to spoil."""
    return shutil.copytree(stored, tmp_path / "pbe")


def assert_same(found, constants):
    for name in constants._fields:
        wanted = np.asarray(getattr(constants, name), float)
        np.testing.assert_allclose(getattr(found, name), wanted, atol=1e-8, err_msg=name)


def test_files_of_phono3py_come_in_as_they_are(argon, stored):
    found = phonopy_files.read(stored)
    assert_same(found.constants, argon)
    assert list(found.files) == ["phono3py_params.yaml", "fc2.hdf5", "fc3.hdf5"]
    assert all(len(one) == 64 for one in found.files.values()) and not found.polar


def test_force_constants_from_all_atoms_are_cut_to_the_primitive_cell(argon, tmp_path):
    place = phono3py_folder(argon, tmp_path / "a", full=True)
    assert_same(phonopy_files.read(place).constants, argon)


def test_the_full_ones_are_those_of_every_atom(argon):
    """What the test above writes is a crystal: alike at all atoms, and without a mean force."""
    full = expanded(argon.second, as_phono3py(argon).phonon_primitive)
    np.testing.assert_allclose(full.sum(axis=1), 0, atol=1e-12)
    np.testing.assert_allclose(full, full.transpose(1, 0, 3, 2), atol=1e-12)


@pytest.mark.parametrize("text", [False, True])
def test_the_second_order_may_be_phonopys(argon, tmp_path, text):
    found = phonopy_files.read(phonopy_folder(argon, tmp_path / "a", text=text))
    assert_same(found.constants, argon)
    assert ("FORCE_CONSTANTS" in found.files) == text


def test_a_folder_where_the_command_runs_is_not_looked_into(folder, tmp_path, monkeypatch):
    (folder / "fc3.hdf5").rename(tmp_path / "fc3.hdf5")
    monkeypatch.chdir(tmp_path)
    message(lambda: phonopy_files.read(folder), "pbe: the third order is missing, fc3.hdf5")


def test_born_charges_are_seen(folder):
    (folder / "BORN").write_text("14.4\n")
    assert phonopy_files.read(folder).polar


@pytest.mark.parametrize("name", ["fc2.hdf5", "fc3.hdf5"])
def test_a_file_that_is_cut_short_is_named(folder, name):
    whole = (folder / name).read_bytes()
    (folder / name).write_bytes(whole[: len(whole) // 2])
    message(lambda: phonopy_files.read(folder), f"pbe/{name}: cut short", "To mend it")


def test_a_yaml_that_is_torn_is_named(folder):
    path = folder / "phono3py_params.yaml"
    path.write_text(path.read_text()[:300] + "\n  : [")
    message(lambda: phonopy_files.read(folder), "phono3py_params.yaml: ", "To mend it")


def test_other_units_are_refused(folder):
    path = folder / "phono3py_params.yaml"
    text = path.read_text().replace("phono3py:\n", "phono3py:\n  calculator: qe\n", 1)
    path.write_text(text.replace('length: "angstrom"', 'length: "au"'))
    message(lambda: phonopy_files.read(folder), "Ry/au^2", "eV/angstrom^2")


def test_files_of_two_runs_are_told_apart(folder):
    with h5py.File(folder / "fc2.hdf5", "r+") as file:
        kept = file["force_constants"][:, :-4]
        del file["force_constants"]
        file["force_constants"] = kept
    message(lambda: phonopy_files.read(folder), "do not belong to a supercell", "one and the same")


def test_what_unfolds_beyond_memory_is_refused_before_it_is_read(folder):
    with h5py.File(folder / "fc3.hdf5", "w") as file:
        file.create_dataset("fc3", shape=(4, 6000, 6000, 3, 3, 3), dtype="f8", chunks=True)
    message(lambda: phonopy_files.read(folder), "unfolds to", "GB are read")


@pytest.mark.parametrize("value", [np.nan, 1e6])
def test_numbers_that_cannot_be_are_refused(folder, value):
    with h5py.File(folder / "fc2.hdf5", "r+") as file:
        file["force_constants"][0, 0, 0, 0] = value
    message(lambda: phonopy_files.read(folder), "pbe", "'second'")


def test_a_path_that_is_no_folder_is_refused(tmp_path):
    message(lambda: phonopy_files.read(tmp_path / "gone"), "gone: no folder of force constants")


def test_the_cell_is_held_against_that_of_the_material(argon):
    from ase import Atoms

    own = Atoms(argon.numbers, scaled_positions=argon.positions, cell=argon.lattice, pbc=True)
    phonopy_files.check_cell(argon, own, "pbe")
    for other in (own.repeat((2, 1, 1)), Atoms("Kr4", own.positions, cell=own.cell)):
        message(lambda other=other: phonopy_files.check_cell(argon, other, "pbe"), "another cell")
    swollen = own.copy()
    swollen.set_cell(own.cell * (1 + 2 * phonopy_files.CELL_TOLERANCE))
    message(lambda: phonopy_files.check_cell(argon, swollen, "pbe"), "another cell", "NAME=other")


def test_their_crystal_is_entered_among_the_materials(stored, data_copy, capsys):
    given = argparse.Namespace(
        structure=str(stored), name="argon", constants=True, names=False, sure=True
    )
    assert crystal_folder.command(given) == 0
    assert "argon: Ar, 4 atoms, Fm-3m" in capsys.readouterr().out
    assert materials.get("argon").atoms.get_volume() == pytest.approx(5.25**3)
    assert "already there" in add_material.adopt_constants(stored, "argon")[0]


@pytest.mark.parametrize("name", ["Ångström", "my pbe", "a;b #1"])
def test_their_crystal_is_entered_from_a_folder_of_any_name(name, stored, data_copy, tmp_path):
    place = shutil.copytree(stored, tmp_path / name)
    assert "argon: Ar" in add_material.adopt_constants(place, "argon", sure=True)[0]
    assert materials.get("argon").citation == f"a reader's file, {name}.cif"


def test_they_are_not_taken_for_another_crystal(stored, data_copy):
    message(lambda: add_material.adopt_constants(stored, "CsSnI3"), "pbe", "another cell")
