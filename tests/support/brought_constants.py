"""Folders of force constants as phonopy and phono3py leave them for a reader to bring."""

import numpy as np
from phono3py.file_IO import write_fc2_to_hdf5, write_fc3_to_hdf5
from phonopy.file_IO import write_FORCE_CONSTANTS
from ultralow.phonons.force_constants import as_phono3py, as_phonopy

PLAIN = {"force_sets": False, "displacements": False}


def phono3py_folder(constants, folder, full=False):
    """What phono3py-load writes; ``full``: from all atoms of the supercells."""
    folder.mkdir(parents=True, exist_ok=True)
    model = as_phono3py(constants)
    model.save(folder / "phono3py_params.yaml", settings=PLAIN)
    second, third = model.fc2, model.fc3
    maps = model.phonon_primitive.p2s_map, model.primitive.p2s_map
    if full:
        second = expanded(second, model.phonon_primitive)
        third = expanded(third, model.primitive)
        maps = None, None
    write_fc2_to_hdf5(second, filename=folder / "fc2.hdf5", p2s_map=maps[0])
    write_fc3_to_hdf5(third, filename=folder / "fc3.hdf5", p2s_map=maps[1])
    return folder


def phonopy_folder(constants, folder, text=False):
    """The second order as phonopy keeps it, in the YAML or as text, and a third order."""
    folder.mkdir(parents=True, exist_ok=True)
    model = as_phonopy(constants)
    model.save(folder / "phonopy_params.yaml", settings=PLAIN | {"force_constants": not text})
    if text:
        whole = expanded(model.force_constants, model.primitive)
        write_FORCE_CONSTANTS(whole, folder / "FORCE_CONSTANTS")
    third = as_phono3py(constants)
    write_fc3_to_hdf5(third.fc3, filename=folder / "fc3.hdf5", p2s_map=third.primitive.p2s_map)
    return folder


def expanded(compact, primitive):
    """Force constants from every atom: those of its image in the primitive cell, moved along."""
    rows = []
    for atom, image in enumerate(primitive.s2p_map):
        row = compact[np.flatnonzero(primitive.p2s_map == image)[0]]
        moved = _moved(primitive, atom)
        for axis in range(np.ndim(compact) // 2 - 1):
            row = np.take(row, moved, axis=axis)
        rows.append(row)
    return np.array(rows)


def _moved(primitive, atom):
    """For each atom of the supercell that which a translation brings there from the primitive
    image of ``atom``."""
    for permutation in primitive.atomic_permutations:
        if permutation[atom] in primitive.p2s_map:
            return permutation
    raise AssertionError("no translation joins an atom and its image")
