"""What a computation may be asked for."""

import pytest
from ultralow.compute import requested
from ultralow.errors import UltralowError


def test_nothing_said_is_every_potential_and_no_temperature():
    assert requested.checkpoints("") == {"7net-0": "7net-0", "7net-l3i5": "7net-l3i5"}
    assert requested.shipped("") == ["7net-0", "7net-l3i5"]
    assert requested.temperatures("no") == requested.temperatures(False) == []
    assert requested.device("cpu") == "cpu"


@pytest.mark.parametrize("said", ["yes", True, "True", "300", 300])
def test_room_temperature_has_many_words(said):
    assert requested.temperatures(said) == ["300"]


@pytest.mark.parametrize("said", ["warm", "-3", "30.5", "0", "99999", "300 x", "³00"])
def test_another_word_for_a_temperature_is_refused(said):
    with pytest.raises(UltralowError, match="No temperature"):
        requested.temperatures(said)


def test_what_is_not_there_is_refused_with_what_is():
    with pytest.raises(UltralowError, match="'7net-0', '7net-l3i5'"):
        requested.checkpoints("7net-0 7net-omni")
    with pytest.raises(UltralowError, match="'cpu', 'cuda'"):
        requested.device("tpu")


def test_settings_are_read_as_the_workflow_reads_them():
    assert requested.mapping("{snapshots_third: 40, cutoff: 5.5}") == {
        "snapshots_third": 40, "cutoff": 5.5,
    }  # fmt: skip
    for said in ("40", "{snapshots_third", "[1, 2]"):
        with pytest.raises(UltralowError, match="No settings"):
            requested.mapping(said)


@pytest.fixture
def potentials(tmp_path):
    """A folder of potentials: one tuned, one of the reader's own, and what is none."""
    for name in ("7net-0-tuned.hdf5", "mine.pth", "7net-0-tuned.json"):
        (tmp_path / name).touch()
    return tmp_path


def test_a_potential_of_the_folder_has_the_name_of_its_file(potentials):
    found = requested.checkpoints("7net-0-tuned 7net-0", potentials)
    assert found == {
        "7net-0-tuned": (potentials / "7net-0-tuned.hdf5").as_posix(), "7net-0": "7net-0",
    }  # fmt: skip
    every = requested.every_potential(potentials)
    assert every == "7net-0 7net-l3i5 7net-0-tuned mine"
    assert list(requested.checkpoints(every, potentials)) == every.split()


def test_a_potential_may_be_a_file_anywhere(tmp_path, potentials):
    path = potentials / "mine.pth"
    assert requested.checkpoints(path, tmp_path) == {"mine": str(path)}


@pytest.mark.parametrize(
    "said, message",
    [
        ("theirs", "'7net-0', '7net-l3i5', '7net-0-tuned', 'mine'"),
        ("nowhere/theirs.pth", "No potential nowhere/theirs.pth"),
        ("7net-0 7net-0", "Two potentials are called '7net-0'"),
    ],
)
def test_a_potential_that_is_not_there_is_refused(potentials, said, message):
    with pytest.raises(UltralowError, match=message):
        requested.checkpoints(said, potentials)


@pytest.mark.parametrize("name", ["mine-300K", "mine{x}", ".mine"])
def test_a_file_that_cannot_name_its_results_is_refused(tmp_path, name):
    (tmp_path / f"{name}.pth").touch()
    with pytest.raises(UltralowError, match="cannot be called|No potential"):
        requested.checkpoints(str(tmp_path / f"{name}.pth"), tmp_path)


def test_force_constants_have_the_names_of_their_folders(tmp_path):
    for name in ("pbe", "pbe-300K"):
        (tmp_path / name).mkdir()
    found = requested.constants(f"{tmp_path}/pbe {tmp_path}/pbe-300K/", ["7net-0"])
    assert found == {"pbe": f"{tmp_path}/pbe", "pbe-300K": f"{tmp_path}/pbe-300K/"}


@pytest.mark.parametrize(
    "said, message",
    [
        ("gone", "No force constants"),
        ("mine{x}", "cannot be called 'mine{x}'"),
        ("7net-0", "Two results are called '7net-0'"),
        ("7net-0-300K", "Two results are called '7net-0-300K'"),
        ("pbe more/pbe", "Two results are called 'pbe'"),
    ],
)
def test_a_folder_that_cannot_be_a_result_is_refused(tmp_path, monkeypatch, said, message):
    monkeypatch.chdir(tmp_path)
    for word in said.split():
        if word != "gone":
            (tmp_path / word).mkdir(parents=True, exist_ok=True)
    with pytest.raises(UltralowError, match=message):
        requested.constants(said, ["7net-0"])
