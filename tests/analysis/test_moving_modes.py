"""Modes to be looked at: what is packed is what was computed, and the start is soft and optical."""

import json

import numpy as np
import pytest
from another_basis import turned
from ultralow.analysis import moving_modes
from ultralow.data import materials, phonon_store
from ultralow.phonons import harmonic, mode_shares


@pytest.fixture(scope="module")
def model():
    return phonon_store.choose("CsSnI3").phonopy()


@pytest.fixture(scope="module")
def table():
    return moving_modes.table(materials.get("CsSnI3"), phonon_store.choose("CsSnI3"), points=3)


def test_directions_are_kept_to_a_hundredth(model, table):
    found = harmonic.vibrations(harmonic.solver(model), table["wavevectors"])
    shape = (len(table["wavevectors"]), 60, 20)
    packed = moving_modes.unpacked(table["vectors"], shape)
    assert packed.shape == (*shape, 3)
    norms = np.linalg.norm(packed, axis=(2, 3))
    overlap = np.abs(np.einsum("qmna,qmna->qm", packed.conj(), found.eigenvectors)) / norms
    # Of degenerate modes any turn of the two is as good; of the others it is the one.
    step = np.diff(found.frequencies, axis=1, prepend=-9e12, append=9e13)
    alone = (step[:, 1:] > 2e10) & (step[:, :-1] > 2e10)
    assert alone.sum() > 100
    assert overlap[alone].min() > 0.999
    assert np.allclose(np.array(table["frequencies"]) * 1e12, found.frequencies, atol=1e8)


def test_the_same_bytes_come_from_a_processor_that_chooses_other_vectors(table, monkeypatch):
    """Other phases, and other bases of what is degenerate or at rest."""
    vibrations = harmonic.vibrations

    def others(*given):
        found = vibrations(*given)
        at_rest = np.abs(found.frequencies) < harmonic.FLOOR
        mixed = turned(found._replace(frequencies=np.where(at_rest, 0, found.frequencies)), 1)
        return found._replace(eigenvectors=mixed.eigenvectors)

    monkeypatch.setattr(harmonic, "vibrations", others)
    again = moving_modes.table(materials.get("CsSnI3"), phonon_store.choose("CsSnI3"), points=3)
    assert again["vectors"] == table["vectors"]


def test_the_start_is_the_softest_optical_mode(model, table):
    point, band = table["start"]
    assert table["wavevectors"][point] == [0, 0, 0] and band == 3
    found = harmonic.vibrations(harmonic.solver(model), [[0, 0, 0]])
    shares = mode_shares.acoustic_share(found.eigenvectors[0], model.primitive.masses)
    assert shares[:3] == pytest.approx(np.ones(3), abs=1e-6) and shares[band] < 1e-6


def test_it_is_plain_json_with_the_bonds_of_the_framework(table):
    assert json.loads(json.dumps(table)) == table
    tin = {first for first, *_ in table["bonds"]}
    assert len(table["bonds"]) == 24 and {table["symbols"][one] for one in tin} == {"Sn"}
