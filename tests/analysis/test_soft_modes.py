"""Soft modes of a model in the place of a stored crystal, and of the stored ones."""

import numpy as np
import pytest
from model_study import of_model
from scipy.constants import tera
from spring_models import rattling_perovskite
from ultralow.analysis import soft_modes
from ultralow.data import materials, phonon_store
from ultralow.errors import UltralowError

STORED = [name for name in materials.names() if phonon_store.accepted(name)]


def test_a_stricter_threshold_finds_smaller_groups(monkeypatch):
    found = of_model(rattling_perovskite(), lambda caged: 1e10 + caged, 1.5 * tera)
    for factor in (0.5, 1.0, 2.0):
        assert found.dimensionality_shares(factor).sum() == pytest.approx(1)
    mean = [found.dimensionality_shares(factor) @ np.arange(4) for factor in (0.5, 1.0, 2.0)]
    assert mean == sorted(mean)
    assert mean[0] < mean[2]


@pytest.mark.parametrize("name", STORED[:1])
def test_decay_is_that_of_the_temperature_and_modes_count_by_their_weight(name):
    cold, between, warm = (soft_modes.soft_modes(name, temperature=one) for one in (75, 85, 100))
    assert cold.median_damping < between.median_damping < warm.median_damping
    found, kept, rate, weight = between._decaying
    damping = (rate / (2 * np.pi * found.frequencies))[kept]
    below = weight[kept][damping <= between.median_damping].sum() / weight[kept].sum()
    assert 0.5 <= below < 0.51
    hot = soft_modes.soft_modes(name, temperature=2000)
    with pytest.raises(UltralowError, match="rates are known"):
        assert hot.mean_rate


def test_too_low_a_limit_is_told(monkeypatch):
    found = of_model(rattling_perovskite(), np.copy, highest=1e9)
    with pytest.raises(UltralowError, match="raise frequency_max_THz"):
        found.dimensionality_shares()


def test_a_material_without_phonons_gets_one_line(capsys):
    assert soft_modes.soft_modes_or_none("CsSnI3_yellow") is None
    assert capsys.readouterr().out.count("\n") == 1


@pytest.mark.parametrize("name", STORED)
def test_stored_crystals_keep_the_sums(name):
    found = soft_modes.soft_modes(name)
    assert sum(found.energy_shares.values()) == pytest.approx(1, abs=1e-9)
    assert found.dimensionality_shares().sum() == pytest.approx(1)
    for share, room in found.motion_shares_on_mesh.values():
        assert 0 < room < 1
        # Over all modes of a wavevector nothing is left but the room that there is.
        assert share.mean(axis=1) == pytest.approx(room, abs=1e-9)
    frequencies = phonon_store.choose(name).modes().frequencies
    again = found.scattered[0].frequencies
    usable = frequencies > 1e10
    assert again[usable] == pytest.approx(frequencies[usable], rel=1e-6)
