"""What a computation may be asked for."""

import pytest
from ultralow.compute import requested
from ultralow.errors import UltralowError


def test_nothing_said_is_every_potential_and_no_temperature():
    assert requested.checkpoints("") == ["7net-0", "7net-l3i5"]
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
