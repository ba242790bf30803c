"""Modes of a crystal to be looked at while they move: bands, vectors, and what to draw."""

import base64

import numpy as np
from scipy.constants import angstrom

from ultralow.crystal import connectivity
from ultralow.data.materials import Material
from ultralow.data.phonon_store import StoredPhonons
from ultralow.phonons import harmonic, mode_shares
from ultralow.phonons.band_path import band_path

POINTS = 8  # on each line of the path, both ends included
ONE_BYTE = 127
ACOUSTIC = 0.5  # share of a mode above which it moves the cell as a whole


def table(material: Material, result: StoredPhonons, points: int = POINTS) -> dict:
    """Everything a picture of moving modes needs, in what JSON holds.

    Parameters
    ----------
    material : Material
    result : StoredPhonons
        An accepted one of this material, whose force constants are taken.
    points : int
        On each line of the path.

    Returns
    -------
    dict
        Axes in angstrom, reduced places, masses in u; bands: distance along the path in 1/angstrom,
        wavevectors, frequencies in THz (Q, M). ``vectors`` holds the eigenvectors (Q, M, N, 3, 2)
        as signed bytes, each mode scaled to its largest component, in base64. ``start`` is the
        softest mode of the zone centre in which the cell as a whole stays where it is.
    """
    model = result.phonopy()
    bands = band_path(model, points=points)
    found = harmonic.vibrations(harmonic.solver(model), bands.wavevectors)
    cell = model.primitive
    return {
        "label": material.label,
        "checkpoint": result.name,
        "lattice": np.round(cell.cell, 5).tolist(),
        "positions": np.round(cell.scaled_positions, 6).tolist(),
        "symbols": list(cell.symbols),
        "masses": np.round(cell.masses, 4).tolist(),
        "bonds": _bonds(cell),
        "distance": np.round(bands.distances * angstrom, 5).tolist(),
        "corners": [[round(place * angstrom, 5), name] for place, name in bands.labels],
        "wavevectors": np.round(bands.wavevectors, 6).tolist(),
        "frequencies": np.round(found.frequencies / 1e12, 4).tolist(),
        "vectors": _packed(_settled(found)),
        "start": _softest(found, cell.masses),
    }


def unpacked(vectors: str, shape: tuple[int, int, int]) -> np.ndarray:
    """Eigenvectors from their bytes: Q points, M modes, N atoms; complex, shape (Q, M, N, 3)."""
    raw = np.frombuffer(base64.b64decode(vectors), np.int8).astype(float) / ONE_BYTE
    pairs = raw.reshape(*shape, 3, 2)
    return pairs[..., 0] + 1j * pairs[..., 1]


def _settled(found: harmonic.Vibrations) -> np.ndarray:
    """Eigenvectors that are the same on every processor; what is at rest is one group."""
    at_rest = np.abs(found.frequencies) < harmonic.FLOOR
    frequencies = np.where(at_rest, 0, found.frequencies)
    return mode_shares.settled_vectors(frequencies, found.eigenvectors)


def _packed(vectors: np.ndarray) -> str:
    pairs = np.stack([vectors.real, vectors.imag], axis=-1)
    scaled = ONE_BYTE * pairs / np.abs(pairs).max(axis=(2, 3, 4), keepdims=True)
    return base64.b64encode(np.rint(scaled).astype(np.int8).tobytes()).decode("ascii")


def _softest(found: harmonic.Vibrations, masses) -> list[int]:
    """Point and band of the softest optical mode at the zone centre."""
    centre = int(np.argmin(np.linalg.norm(found.wavevectors, axis=1)))
    acoustic = mode_shares.acoustic_share(found.eigenvectors[centre], masses)
    return [centre, int(np.argmax(acoustic < ACOUSTIC))]


def _bonds(cell) -> list[list[int]]:
    """Bonds of the framework: two atoms, and the cell of the second."""
    from ase import Atoms

    atoms = Atoms(cell.symbols, cell=cell.cell, scaled_positions=cell.scaled_positions, pbc=True)
    found = connectivity.bonds(atoms)
    return [
        [int(centre), int(ligand), *map(int, shift)]
        for centre, ligand, shift in zip(found.centre, found.ligand, found.shift, strict=True)
    ]
