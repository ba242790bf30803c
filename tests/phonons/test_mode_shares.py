"""What an eigenvector says: shares that sum to what they must, whatever the basis."""

import numpy as np
import pytest
from another_basis import turned
from hypothesis import given
from hypothesis import strategies as st
from ultralow.phonons import harmonic, mode_shares


@given(st.integers(1, 8), st.integers(0, 2**32 - 1))
def test_participation_lies_between_one_atom_and_all(atoms, seed):
    rng = np.random.default_rng(seed)
    vectors = rng.normal(size=(atoms, 3)) + 1j * rng.normal(size=(atoms, 3))
    ratio = mode_shares.participation_ratio(vectors)
    assert 1 / atoms - 1e-12 <= ratio <= 1 + 1e-12
    assert mode_shares.participation_ratio(3j * vectors) == pytest.approx(ratio)
    alone = np.zeros((atoms, 3))
    alone[rng.integers(atoms)] = vectors[0].real
    assert mode_shares.participation_ratio(alone) == pytest.approx(1 / atoms)
    turned = np.linalg.qr(rng.normal(size=(3, 3)))[0]
    assert mode_shares.participation_ratio(np.tile(turned[0], (atoms, 1))) == pytest.approx(1)
    assert mode_shares.participation_ratio(vectors @ turned) == pytest.approx(ratio)


def test_sound_is_shared_out_at_every_wavevector(mesh_of_perovskite, perovskite):
    masses = perovskite.primitive.masses
    share = mode_shares.acoustic_share(mesh_of_perovskite.eigenvectors, masses)
    assert share.sum(axis=1) == pytest.approx(3, abs=1e-12)
    near = harmonic.vibrations(harmonic.solver(perovskite), [[1e-4, 0, 0]])
    assert mode_shares.acoustic_share(near.eigenvectors, masses)[0, :3] == pytest.approx(
        1, abs=1e-5
    )


def test_degenerate_modes_are_told_by_their_frequency_and_share_a_mean():
    frequency = np.array([[0.0, 1e12, 1e12 + 1, 1e12 + 1e5], [1e12] * 4])
    assert mode_shares.degenerate_groups(frequency).tolist() == [[0, 1, 1, 2], [0, 0, 0, 0]]
    values = np.array([[0.1, 0.2, 0.6, 0.3], [0.0, 0.1, 0.2, 0.3]])
    assert mode_shares.group_means(frequency, values) == pytest.approx(
        np.array([[0.1, 0.4, 0.4, 0.3], [0.15] * 4])
    )
    both = np.stack([values, 2 * values], axis=-1)
    assert mode_shares.group_means(frequency, both)[..., 1] == pytest.approx(
        2 * mode_shares.group_means(frequency, values)
    )
    alone = np.array([1e12, 2e12, 3e12, 4e12])
    assert mode_shares.group_means(alone, values[0]).tolist() == values[0].tolist()


@given(st.integers(1, 5), st.integers(0, 2**32 - 1))
def test_settled_vectors_hang_on_no_basis_and_span_the_same_space(atoms, seed):
    rng = np.random.default_rng(seed)
    count = 3 * atoms
    noise = rng.normal(size=(2, count, count))
    vectors = np.linalg.qr(noise[0] + 1j * noise[1])[0].reshape(1, count, atoms, 3)
    frequency = np.sort(rng.integers(1, 4, size=(1, count)) * 1e12)
    found = harmonic.Vibrations(np.zeros((1, 3)), np.ones(1), frequency, vectors)
    settled = mode_shares.settled_vectors(frequency, vectors)
    flat = settled.reshape(count, count)
    assert flat @ flat.conj().T == pytest.approx(np.eye(count), abs=1e-9)
    other = mode_shares.settled_vectors(frequency, turned(found, seed).eigenvectors)
    assert other == pytest.approx(settled, abs=1e-6)
    for group in np.unique(frequency):
        mine = frequency[0] == group
        spaces = [np.einsum("mi,mj->ij", one, one.conj()) for one in (
            flat[mine], vectors.reshape(count, count)[mine])]  # fmt: skip
        assert spaces[0] == pytest.approx(spaces[1], abs=1e-9)
