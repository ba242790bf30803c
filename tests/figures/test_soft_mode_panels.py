"""Panels of fig. 3: arrows of the softest modes."""

import numpy as np
import pytest
from model_study import of_model
from spring_models import rattling_perovskite
from ultralow.figures import soft_mode_panels


def test_arrows_of_the_softest_modes(monkeypatch):
    found = of_model(rattling_perovskite(cage=0.2), np.copy)
    mode = soft_mode_panels.softest(found, 0)
    assert found.central.frequencies[0, mode] == found.central.frequencies[0, 3:].min()
    moved = soft_mode_panels.displacements(found, mode)
    length = np.linalg.norm(moved, axis=1)
    assert length.max() == pytest.approx(soft_mode_panels.ARROW)
    assert np.argmax(length) == 0  # caesium
    # An optical mode leaves the centre of mass where it is.
    assert found.masses @ moved == pytest.approx(np.zeros(3), abs=1e-6 * found.masses.sum())
    turned = found.central.eigenvectors * np.exp(0.7j)
    vars(found)["central"] = found.central._replace(eigenvectors=turned)
    again = soft_mode_panels.displacements(found, mode)
    assert again == pytest.approx(moved, abs=1e-9)
