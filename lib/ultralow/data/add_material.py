"""A reader's own crystal: a CIF checked, and entered among the materials.

Everything that the potentials, the fits or the notebooks would stumble over later is said here at
once, one message a file. After it every notebook takes ``material=<name>``.
"""

import csv
import hashlib
import io
import re
from pathlib import Path

import numpy as np

from ultralow.data import atomic_write, datapackage, describe, materials
from ultralow.errors import UltralowError

MOST_ATOMS = 80
SYMPREC = 1e-3
# Atoms closer than this share of the sum of their covalent radii lie on each other. Real bonds
# are above 0.75 of it.
OVERLAP = 0.6
# Both shipped potentials were trained on the elements up to plutonium but these.
_UNKNOWN_TO_POTENTIALS = {"Po", "At", "Rn", "Fr", "Ra"}
_LAST_KNOWN = 94
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_SYMMETRY_TAGS = (
    *("_space_group_symop_operation_xyz", "_symmetry_equiv_pos_as_xyz", "_space_group_symop.xyz"),
    *("_space_group_name_H-M_alt", "_symmetry_space_group_name_H-M", "_space_group_name_Hall"),
    *("_symmetry_space_group_name_Hall", "_space_group_IT_number", "_symmetry_Int_Tables_number"),
)
_SYMBOLS = ("_space_group_name_H-M_alt", "_symmetry_space_group_name_H-M")


def checked(path):
    """Read a CIF, and refuse what cannot be computed.

    Parameters
    ----------
    path : str or os.PathLike

    Returns
    -------
    atoms : ase.Atoms
        All atoms of the cell.
    block : gemmi.cif.Block
        The content of the file.
    cautions : list of str
        What is allowed, and should be known.

    Raises
    ------
    UltralowError
        If the file is no CIF or holds several structures; if its header has no symmetry; if a
        site is partly occupied, an element unknown to the potentials, the cell too large, two
        atoms on each other, or the crystal without any symmetry.
    """
    shown = Path(path).name
    block = _block(path, shown)
    _check_header(block, shown)
    _check_occupancy(block, shown)
    atoms = _atoms(path, shown)
    _check_elements(atoms, shown)
    if len(atoms) > MOST_ATOMS:
        raise UltralowError(
            f"{shown}: {len(atoms)} atoms in the cell; up to {MOST_ATOMS} can be computed here.",
            "The time of the fits grows with a high power of that number.",
            "give the primitive cell, or a smaller approximant",
        )
    _check_distances(atoms, shown)
    return atoms, block, _symmetry_cautions(atoms, block, shown)


def _block(path, shown):
    import gemmi

    try:
        document = gemmi.cif.read_file(str(path))
    except (OSError, ValueError, RuntimeError) as problem:
        raise UltralowError(
            f"{shown}: not a CIF, or not there.",
            str(problem).splitlines()[0],
            "give a crystallographic information file",
        ) from None
    found = [block for block in document if block.find_loop("_atom_site_fract_x")]
    if len(found) != 1:
        count = len(found) or "no"
        raise UltralowError(
            f"{shown}: {count} crystal structures in the file.",
            "A structure is a data block with a loop of _atom_site_fract_x.",
            "keep the one that you mean",
        )
    return found[0]


def _check_header(block, shown):
    if not any(block.find_value(tag) or len(block.find_values(tag)) for tag in _SYMMETRY_TAGS):
        raise UltralowError(
            f"{shown}: no space group in its header.",
            "Whether the listed sites are all atoms, or one of each orbit, cannot be told.",
            "add the symmetry operations of the source; or, where every atom of the cell is "
            "listed, the line: _space_group_name_H-M_alt 'P 1'",
        )


def _check_occupancy(block, shown):
    import gemmi

    labels = list(block.find_values("_atom_site_label"))
    shares = [gemmi.cif.as_number(text) for text in block.find_values("_atom_site_occupancy")]
    partly = [
        f"{label} {share:g}"
        for label, share in zip(labels, shares, strict=False)
        if np.isfinite(share) and abs(share - 1) > 1e-3
    ]
    if partly:
        raise UltralowError(
            f"{shown}: disordered; partly occupied: {', '.join(partly)}.",
            "Forces need every atom at one place.",
            "give an ordered structure, such as the low-temperature phase or an ordered model",
        )


def _atoms(path, shown):
    import warnings

    from ase.io import read

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            atoms = read(path, format="cif")
    except Exception as problem:
        raise UltralowError(
            f"{shown}: its atoms cannot be made out.",
            str(problem).splitlines()[0] if str(problem) else type(problem).__name__,
            "check cell, symmetry operations and element symbols",
        ) from None
    if atoms.cell.rank < 3:
        raise UltralowError(
            f"{shown}: its cell is missing or flat.",
            mend="give _cell_length_a to _cell_angle_gamma",
        )
    return atoms


def _check_elements(atoms, shown):
    unknown = sorted(
        {atom.symbol for atom in atoms if atom.number > _LAST_KNOWN or atom.number < 1}
        | _UNKNOWN_TO_POTENTIALS.intersection(atoms.get_chemical_symbols())
    )
    if unknown:
        raise UltralowError(
            f"{shown}: the potentials do not know {', '.join(unknown)}.",
            "They were trained on the elements up to plutonium without Po, At, Rn, Fr and Ra.",
            "give a crystal of other elements",
        )


def _check_distances(atoms, shown):
    from ase.data import covalent_radii
    from ase.neighborlist import neighbor_list

    radii = OVERLAP * covalent_radii[atoms.numbers]
    first, second, distance = neighbor_list("ijd", atoms, radii)
    if len(distance):
        at = int(distance.argmin())
        pair = "-".join(atoms[int(index)].symbol for index in (first[at], second[at]))
        raise UltralowError(
            f"{shown}: atoms on each other, {pair} at {distance[at]:.2f} angstrom.",
            "A shift of the origin or a doubled site often does that.",
            "check coordinates, cell and symmetry operations",
        )


def _symmetry_cautions(atoms, block, shown):
    from spglib import get_symmetry_dataset

    cell = (atoms.cell[:], atoms.get_scaled_positions(), atoms.numbers)
    found = get_symmetry_dataset(cell, symprec=SYMPREC)
    if found is None or found.number == 1:
        raise UltralowError(
            f"{shown}: the crystal has no symmetry (P1 at {SYMPREC:g} angstrom).",
            "Its force constants have more unknowns than the displaced supercells determine.",
            "symmetrise the structure, for which spglib or FINDSYM find a looser tolerance",
        )
    if _symbol(block).replace(" ", "") == "P1":
        return [f"the header says P 1, the atoms {found.international}: that symmetry is used"]
    return []


def _symbol(block):
    import gemmi

    texts = (gemmi.cif.as_string(block.find_value(tag) or "") for tag in _SYMBOLS)
    return next((text.strip() for text in texts if text.strip(" ?.")), "")


def adopt(path, name):
    """Check a CIF and enter it among the materials: structure, row and descriptor, or nothing.

    The same file under the same name again changes nothing, so that an interrupted command can
    be repeated as it was.

    Parameters
    ----------
    path : str or os.PathLike
    name : str
        Letters, digits and underscores, a letter first.

    Returns
    -------
    list of str
        What to tell the reader.

    Raises
    ------
    UltralowError
        As `checked`; or if the name is malformed or taken.
    """
    if not _NAME.fullmatch(name or ""):
        raise UltralowError(
            f"{name!r} cannot be a material's name.",
            "It becomes part of paths and parameters.",
            "use letters, digits and underscores, a letter first",
        )
    atoms, block, cautions = checked(path)
    content = Path(path).read_bytes()
    if name in materials.names():
        return _already(name, content)
    row = _row(name, atoms, block, Path(path).name)
    _enter(name, content, row)
    return [f"{name}: {row['label']}, {len(atoms)} atoms, {row['space_group']}", *cautions]


def _already(name, content):
    stored = datapackage.data_folder() / materials.get(name).structure
    if hashlib.sha256(stored.read_bytes()).digest() == hashlib.sha256(content).digest():
        return [f"{name}: already there, from the same file"]
    raise UltralowError(
        f"the name {name} is taken by another structure.",
        mend="choose another name, or take the old one out of data/structures first",
    )


def _row(name, atoms, block, shown):
    """The row of materials.csv."""
    from spglib import get_symmetry_dataset

    cell = (atoms.cell[:], atoms.get_scaled_positions(), atoms.numbers)
    formula = atoms.symbols.formula.reduce()[0].format("metal")
    label = materials.formula(formula)
    taken = {materials.get(other).label for other in materials.names()}
    symbol = _symbol(block)
    if not symbol or symbol.replace(" ", "") == "P1":
        symbol = get_symmetry_dataset(cell, symprec=SYMPREC).international
    doi = _doi(block)
    return {
        "name": name,
        "formula": formula,
        "phase": "other",
        "label": f"{label} ({name})" if label in taken else label,
        "space_group": symbol,
        "structure": f"structures/{name}.cif",
        "wire_axis": "",
        "wire_axis_paper": "",
        "measured_in_paper": "false",
        "electronic": "",
        "citation": f"a reader's file, {shown}",
        "doi": doi,
    }


def _doi(block):
    import gemmi

    for tag in ("_journal_paper_doi", "_citation_doi", "_publ_section_doi"):
        text = gemmi.cif.as_string(block.find_value(tag) or "").strip()
        if re.fullmatch(r"10\.\d{4,9}/\S+", text):
            return text
    return ""


def _enter(name, content, row):
    """Write structure, row and descriptor; on any failure put back what was."""
    folder = datapackage.data_folder()
    structure, table, package = (
        folder / relative
        for relative in (row["structure"], "structures/materials.csv", "datapackage.json")
    )
    before = {path: path.read_bytes() for path in (table, package)}
    text = before[table].decode("utf-8")
    line = io.StringIO()
    csv.DictWriter(line, text.splitlines()[0].split(","), lineterminator="\n").writerow(row)
    try:
        atomic_write.write_bytes(structure, content)
        atomic_write.write_text(table, text.rstrip("\n") + "\n" + line.getvalue())
        _describe(folder)
        materials.get(name)
    except BaseException:
        structure.unlink(missing_ok=True)
        for path, raw in before.items():
            atomic_write.write_bytes(path, raw)
        raise


def _describe(folder):
    findings, problems, _ = describe.bring_in_step(folder)
    if problems:
        raise UltralowError(
            "the descriptor of data/ does not take the new material",
            "\n".join(findings + problems),
            "mend what it names; nothing was changed",
        )


def add_arguments(parser):
    """What ``python -m ultralow adopt`` takes."""
    parser.add_argument("structure", type=Path, help="a CIF")
    parser.add_argument("name", help="the material's name, as in CsPbCl3")


def command(given):
    """Run ``python -m ultralow adopt``; exit status."""
    print("\n".join(adopt(given.structure, given.name)))
    return 0
