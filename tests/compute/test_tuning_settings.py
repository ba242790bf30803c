"""Which frames tuning sees when: each once an epoch, halves that share nothing, the same twice."""

import pytest
from ultralow.compute import tuning_settings
from ultralow.compute.tuning_settings import Settings
from ultralow.errors import UltralowError


def test_each_frame_is_seen_once_an_epoch():
    steps = tuning_settings.epoch(7, 0, Settings(batch=2))
    assert sorted(index for step in steps for index in step.frames) == list(range(7))
    assert [len(step.frames) for step in steps] == [2, 2, 2, 1]
    assert {sign for step in steps for sign in step.signs} == {-1, 1}
    assert len(steps) * 20 == tuning_settings.steps_in_all(7, Settings(batch=2))


def test_an_epoch_hangs_on_its_number_and_the_seed_alone():
    again = [tuning_settings.epoch(12, 3, Settings()) for _ in range(2)]
    assert again[0] == again[1]
    assert again[0] != tuning_settings.epoch(12, 4, Settings())
    assert again[0] != tuning_settings.epoch(12, 3, Settings(seed=2))


def test_two_halves_share_no_frame_and_hold_both_ensembles():
    even, odd = (tuning_settings.chosen(12, choice) for choice in ("even", "odd"))
    assert sorted(even + odd) == tuning_settings.chosen(12, "all") == list(range(12))
    for half in (even, odd):
        # Ensembles take turns, and pairs of them with the two factors.
        assert {index % 2 for index in half} == {index // 2 % 2 for index in half} == {0, 1}
        assert len(half) == 6


@pytest.mark.parametrize(
    "changes, message",
    [
        ({"epoch": 3}, "there is no setting of tuning 'epoch'"),
        ({"epochs": "many"}, "epochs cannot be 'many'"),
        ({"epochs": 0}, "epochs cannot be 0"),
        ({"learning_rate": -1}, "learning_rate cannot be -1"),
        ({"learning_rate": "nan"}, "learning_rate cannot be 'nan'"),
        ({"choice": False}, "choice cannot be False"),
        ({"choice": "best"}, "'all', 'even', 'odd'"),
    ],
)
def test_settings_that_cannot_be_are_refused(changes, message):
    with pytest.raises(UltralowError, match=message):
        tuning_settings.settings(changes)


def test_settings_are_changed_in_what_is_asked():
    assert tuning_settings.settings({"epochs": "30"}) == Settings(epochs=30)
