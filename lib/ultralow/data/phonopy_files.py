"""Force constants that a reader brings: a folder with files of phonopy and phono3py.

A YAML of either program tells the cells, HDF5 files beside it the force constants. Nothing is
looked for in the folder where a command runs, as the programs themselves would.
"""

import hashlib
import warnings
from pathlib import Path
from typing import NamedTuple

import numpy as np

from ultralow.checks import check_known
from ultralow.data import lattice_checks
from ultralow.errors import UltralowError
from ultralow.phonons.force_constants import ForceConstants

# Of phono3py first: it tells the supercells of both orders.
DESCRIBED = tuple(
    f"{program}{end}.yaml"
    for program in ("phono3py", "phonopy")
    for end in ("_params", "", "_disp")
)
SECOND = ("fc2.hdf5", "force_constants.hdf5", "FORCE_CONSTANTS")
THIRD = ("fc3.hdf5",)
POLAR = "BORN"
UNIT = "eV/angstrom^2"
CELL_TOLERANCE = 0.03  # relative: a functional misses a measured edge by a percent or two
MOST_BYTES = 1_000_000_000  # of the third order, unpacked, and of any file
_MEND = (
    "put a phono3py_params.yaml (or phonopy_params.yaml), fc2.hdf5 and fc3.hdf5 into it; "
    "phono3py-load phono3py_params.yaml writes the last two"
)


class Brought(NamedTuple):
    """Force constants of a reader's own.

    Attributes
    ----------
    constants : ultralow.phonons.force_constants.ForceConstants
    files : dict
        Name to SHA-256 of what was read.
    polar : bool
        Whether there are Born charges, too, which are not used here.
    """

    constants: ForceConstants
    files: dict
    polar: bool


def read(folder) -> Brought:
    """Read the force constants of both orders in a folder.

    Parameters
    ----------
    folder : str or os.PathLike

    Raises
    ------
    UltralowError
        If a file is missing, not readable, too large or in other units than eV and angstrom; or
        if its force constants cannot be: see `ultralow.data.lattice_checks`.
    """
    place = Path(folder)
    if not place.is_dir():
        raise UltralowError(f"{place.name}: no folder of force constants is there.", mend=_MEND)
    yaml = _found(place, DESCRIBED, "a description of the cells")
    third = _found(place, THIRD, "the third order")
    cells, polar = _cells(yaml)
    second = _second(place, yaml, cells)
    arrays = {
        **cells,
        "second": second[0],
        "third": _compact(_third(third, cells), cells, "supercell_third").astype(np.float32),
    }
    for name in ("lattice", "positions", "second", "third"):
        arrays[name] = np.ascontiguousarray(arrays[name])
    lattice_checks.check_force_constants(arrays, place.name)
    used = {one.name: one for one in (yaml, second[1], third)}
    files = {name: hashlib.sha256(one.read_bytes()).hexdigest() for name, one in used.items()}
    return Brought(ForceConstants(**arrays), files, polar or (place / POLAR).is_file())


def check_cell(constants: ForceConstants, atoms, folder) -> None:
    """Refuse force constants whose cell is not that of the crystal.

    Parameters
    ----------
    constants : ForceConstants
    atoms : ase.Atoms
        The material's cell.
    folder : str or os.PathLike
        Where they came from, for the message.

    Raises
    ------
    UltralowError
        If the kinds of atoms differ, or an edge or angle by more than `CELL_TOLERANCE`.
    """
    from ase.cell import Cell

    own, brought = atoms.cell.cellpar(), Cell(constants.lattice).cellpar()
    same_atoms = sorted(atoms.numbers) == sorted(constants.numbers)
    if not same_atoms or np.any(np.abs(brought / own - 1) > CELL_TOLERANCE):
        told = [" ".join(f"{value:.5g}" for value in one) for one in (brought, own)]
        raise UltralowError(
            f"{Path(folder).name}: these force constants belong to another cell",
            f"It has {len(constants.numbers)} atoms, edges and angles {told[0]}; the material "
            f"{len(atoms)}, and {told[1]}.",
            "enter their own crystal under a new name: make compute NAME=other CONSTANTS=folder",
        )


def as_cif(constants: ForceConstants) -> str:
    """The crystal of force constants as a CIF: all atoms of the cell as it is, without symmetry."""
    from ase.cell import Cell
    from ase.data import chemical_symbols

    values = Cell(constants.lattice).cellpar()
    tags = [*(f"length_{axis}" for axis in "abc"), "angle_alpha", "angle_beta", "angle_gamma"]
    lines = ["data_crystal"]
    lines += [f"_cell_{tag} {value:.8f}" for tag, value in zip(tags, values, strict=True)]
    lines += ["_space_group_name_H-M_alt 'P 1'", "_space_group_IT_number 1", "loop_"]
    lines += [f"_atom_site_{tag}" for tag in ("label", "type_symbol", *_AXES, "occupancy")]
    atoms = zip(constants.numbers, constants.positions, strict=True)
    for count, (number, place) in enumerate(atoms, 1):
        symbol = chemical_symbols[number]
        x, y, z = (f"{value:.8f}" for value in place % 1)
        lines.append(f"{symbol}{count} {symbol} {x} {y} {z} 1")
    return "\n".join([*lines, ""])


_AXES = ("fract_x", "fract_y", "fract_z")


def _found(place, names, what):
    """The first of some files that is there, and not too large to read."""
    there = [place / name for name in names if (place / name).is_file()]
    if not there:
        raise UltralowError(f"{place.name}: {what} is missing, {' or '.join(names)}.", mend=_MEND)
    if there[0].stat().st_size > MOST_BYTES:
        raise UltralowError(f"{place.name}/{there[0].name}: larger than {MOST_BYTES / 1e9:g} GB",
                            mend="take a smaller supercell, or a cutoff")  # fmt: skip
    return there[0]


def _cells(yaml):
    """What a YAML tells of the cells; whether it has Born charges."""
    found = _parsed(yaml)
    if found.unitcell is None:
        raise UltralowError(f"{yaml.name}: no unit cell is in it", mend=_MEND)
    _check_units(found.calculator, yaml)
    one = np.eye(3, dtype=int)
    third = one if found.supercell_matrix is None else found.supercell_matrix
    second = getattr(found, "phonon_supercell_matrix", None)
    primitive = np.eye(3) if found.primitive_matrix is None else found.primitive_matrix
    cells = {
        "lattice": found.unitcell.cell,
        "positions": found.unitcell.scaled_positions,
        "numbers": np.asarray(found.unitcell.numbers),
        "primitive_matrix": np.asarray(primitive, float),
        "supercell_second": np.asarray(third if second is None else second),
        "supercell_third": np.asarray(third),
    }
    return cells, found.nac_params is not None


def _parsed(yaml):
    """The file as its program reads it."""
    from phono3py.interface.phono3py_yaml import Phono3pyYaml
    from phonopy.interface.phonopy_yaml import PhonopyYaml

    found = Phono3pyYaml() if yaml.name.startswith("phono3py") else PhonopyYaml()
    try:
        found.read(yaml)
    except Exception as problem:  # whatever a torn YAML does to the parser
        raise UltralowError(f"{yaml.name}: it cannot be read as a file of its program.",
                            str(problem).splitlines()[0] if str(problem) else "",
                            "write it anew with phonopy or phono3py") from None  # fmt: skip
    return found


def _check_units(calculator, yaml):
    """Refuse the units of another first-principles program than those kept here."""
    from phonopy.interface.calculator import calculator_info, get_calculator_physical_units

    if calculator is not None:
        check_known(calculator, tuple(calculator_info), f"calculator in {yaml.name}")
    units = get_calculator_physical_units(calculator)
    if units.force_constants_unit != UNIT:
        raise UltralowError(
            f"{yaml.name}: force constants of {calculator} are in {units.force_constants_unit}, "
            f"and {UNIT} is wanted",
            mend="convert cells and force constants, and leave `calculator` out of the file",
        )


def _second(place, yaml, cells):
    """The second order, compact, and the file that it came from."""
    from phonopy import file_IO

    stored = [place / name for name in SECOND if (place / name).is_file()]
    if not stored:
        inside = getattr(_parsed(yaml), "force_constants", None)
        if inside is None:
            _found(place, SECOND, "the second order")
        return _compact(inside, cells, "supercell_second"), yaml
    one = _found(place, SECOND, "the second order")
    if one.name == "FORCE_CONSTANTS":
        whole = _tried(lambda: file_IO.parse_FORCE_CONSTANTS(one), one)
    else:
        whole = _tried(lambda: file_IO.read_force_constants_hdf5(one), one)
    return _compact(whole, cells, "supercell_second"), one


def _third(path, cells):
    """The third order as it is stored; its shape is looked at before it is unpacked."""
    import h5py
    from phono3py.file_IO import read_fc3_from_hdf5

    def stored():
        with h5py.File(path, "r") as file:
            bytes_unpacked = file["fc3"].size * 8
        if bytes_unpacked > MOST_BYTES:
            raise UltralowError(
                f"{path.name} unfolds to {bytes_unpacked / 1e9:.3g} GB, and at most "
                f"{MOST_BYTES / 1e9:g} GB are read",
                mend="write it compact (phono3py does by itself), or take a smaller supercell",
            )
        found = read_fc3_from_hdf5(path)
        return found["fc3"] if isinstance(found, dict) else found

    return _tried(stored, path)


def _tried(read_it, path):
    """What a reader of another package gives, with its exceptions in our words."""
    try:
        return read_it()
    except UltralowError:
        raise
    except Exception as problem:  # OSError, KeyError, ValueError, TypeError, as it comes
        raise UltralowError(f"{path.parent.name}/{path.name}: cut short, or of another format.",
                            str(problem).splitlines()[0] if str(problem) else "",
                            "write it anew with phonopy or phono3py") from None  # fmt: skip


def _compact(constants, cells, supercell):
    """Force constants from the atoms of the primitive cell alone, whatever the file holds."""
    from phonopy import Phonopy
    from phonopy.structure.atoms import PhonopyAtoms

    cell = PhonopyAtoms(
        cell=cells["lattice"], scaled_positions=cells["positions"], numbers=cells["numbers"]
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        model = Phonopy(
            cell,
            supercell_matrix=cells[supercell],
            primitive_matrix=cells["primitive_matrix"],
        )
    first, atoms = model.primitive.p2s_map, len(model.supercell)
    shape = np.shape(constants)
    if set(shape[1 : len(shape) // 2]) != {atoms} or shape[0] not in (len(first), atoms):
        raise UltralowError(
            f"force constants of shape {shape} do not belong to a supercell of {atoms} atoms, "
            f"{len(first)} in its primitive cell",
            mend="bring the YAML and the HDF5 files of one and the same run",
        )
    return constants if shape[0] == len(first) else np.asarray(constants)[first]
