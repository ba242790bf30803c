"""A reader's own crystal: a CIF checked, and entered among the materials.

Everything that the potentials, the fits or the notebooks would stumble over later is said here at
once, one message a file. After it every notebook takes ``material=<name>``.
"""

import contextlib
import csv
import io
import re
import sys
import tempfile
import unicodedata
import warnings
from pathlib import Path

import numpy as np

from ultralow import questions
from ultralow.data import (
    atomic_write,
    cif_text,
    crystal_file,
    datapackage,
    describe,
    material_name,
    materials,
    orbits,
    phonopy_files,
    tables,
)
from ultralow.errors import UltralowError

MOST_ATOMS = 80
SYMPREC = 1e-3
# Between neighbouring planes of atoms, in angstrom: a slab or a molecule in an empty cell has more.
WIDEST_GAP = 7.0
ATOM_VOLUME = questions.Usual(5, 80, "diamond has 6 and caesium iodide 48")  # cubic angstrom
UNFINISHED = "structures/.adopt.unfinished"  # holds the name that is being entered
_LAID = "a reader laid its file there"  # and this, where that is so
# Both shipped potentials were trained on the elements up to plutonium but these.
_UNKNOWN_TO_POTENTIALS = {"Po", "At", "Rn", "Fr", "Ra"}
_LAST_KNOWN = 94


def checked(path):
    """Read a CIF, and refuse what cannot be computed.

    Parameters
    ----------
    path : str or os.PathLike

    Returns
    -------
    ultralow.data.crystal_file.Reading
        With what is allowed, and should be known, among its cautions.

    Raises
    ------
    UltralowError
        As `crystal_file.read`; or if an element is unknown to the potentials, the cell too large
        or partly empty, or the crystal without any symmetry.
    """
    return _computable(cif_text.content(path), cif_text.shown_name(path))


def _computable(content, shown):
    found = crystal_file.parse(content, shown)
    _check_elements(found.atoms, shown)
    orbits.check_count(len(found.atoms), MOST_ATOMS, shown)
    _check_filled(found.atoms, shown)
    return found._replace(cautions=[*found.cautions, *_symmetry_cautions(found, shown)])


def _check_elements(atoms, shown):
    unknown = sorted(
        {atom.symbol for atom in atoms if atom.number > _LAST_KNOWN or atom.number < 1}
        | _UNKNOWN_TO_POTENTIALS.intersection(atoms.get_chemical_symbols())
    )
    if unknown:
        raise UltralowError(
            f"{shown}: the potentials do not know {', '.join(unknown)}",
            "They were trained on the elements up to plutonium without Po, At, Rn, Fr and Ra.",
            "give a crystal of other elements",
        )


def _check_filled(atoms, shown):
    """No empty layer in the cell: planes of atoms along each axis follow one another closely."""
    height = 1 / np.linalg.norm(atoms.cell.reciprocal()[:], axis=1)
    place = np.sort(atoms.get_scaled_positions() % 1, axis=0)
    gap = height * np.diff(place, axis=0, append=place[:1] + 1).max(axis=0)
    if gap.max() > WIDEST_GAP:
        raise UltralowError(
            f"{shown}: atoms in vacuum: nothing over {gap.max():.1f} angstrom along "
            f"{'abc'[int(gap.argmax())]}",
            "A slab, a molecule in a box, or a cell that is not in angstrom looks like that.",
            "give the crystal, with its cell in angstrom",
        )


def _dataset(atoms):
    from spglib import get_symmetry_dataset

    cell = (atoms.cell[:], atoms.get_scaled_positions(), atoms.numbers)
    with warnings.catch_warnings():
        # spglib announces on every call that it will raise errors itself one day.
        warnings.simplefilter("ignore", DeprecationWarning)
        return get_symmetry_dataset(cell, symprec=SYMPREC)


def _symmetry_cautions(found, shown):
    seen = _dataset(found.atoms)
    if seen is None or seen.number == 1:
        raise UltralowError(
            f"{shown}: the crystal has no symmetry (P1 at {SYMPREC:g} angstrom)",
            "Its force constants have more unknowns than the displaced supercells determine.",
            "symmetrise the structure, for which spglib or FINDSYM find a looser tolerance",
        )
    if seen.number == found.symmetry.number:
        return []
    if found.symmetry.number == 1:
        return [f"the header says P 1, the atoms {seen.international}: that symmetry is used"]
    return [
        f"the header says {found.symbol}, at {SYMPREC:g} angstrom the atoms have "
        f"{seen.international}: that symmetry is used"
    ]


def adopt(path, name, *, sure=False):
    """Check a CIF and enter it among the materials: structure, row and descriptor, or nothing.

    The same file under the same name again changes nothing, so that an interrupted command can
    be repeated as it was. Several may run at once: each waits for the others to be entered.

    Parameters
    ----------
    path : str or os.PathLike
        A gzipped file is stored unpacked.
    name : str
        Letters, digits and underscores, a letter first, at most 40.
    sure : bool
        Take a name that reads like the formula of another crystal, and a crystal that is unusually
        dense or thin.

    Returns
    -------
    list of str
        What to tell the reader.

    Raises
    ------
    UltralowError
        As `checked`; or if the name is malformed, reserved or taken; or if the data folder cannot
        be written; or for those who are not sure, if the name is the formula of something else or
        the volume of an atom outside `ATOM_VOLUME`.
    """
    return _entered(path, name, sure, _enter)


def adopt_constants(folder, name, *, sure=False):
    """Enter the crystal of a reader's force constants; a material that is one already stays.

    Parameters
    ----------
    folder : str or os.PathLike
        As for :func:`ultralow.data.phonopy_files.read`.
    name, sure
        As for `adopt`; errors likewise, and those of reading the folder, or of another cell than
        that of the material.
    """
    brought = phonopy_files.read(folder).constants
    if name in materials.names():
        phonopy_files.check_cell(brought, materials.get(name).atoms, folder)
        return [f"{name}: already there, with the cell of these force constants"]
    with tempfile.TemporaryDirectory() as drawer:
        cif = Path(drawer) / f"{Path(folder).resolve().name}.cif"
        cif.write_text(phonopy_files.as_cif(brought), encoding="ascii")
        return adopt(cif, name, sure=sure)


def look(path, name, *, sure=False):
    """What `adopt` would tell or refuse, without entering anything; parameters are those of it.

    It works in a data folder that nobody may write, too.
    """
    return _entered(path, name, sure, None)


def _entered(path, name, sure, enter):
    """Check everything, hand over what is to be entered, if anything, and return what to tell."""
    material_name.check(name)
    content, shown = cif_text.content(path), cif_text.shown_name(path)
    found = _computable(content, shown)
    with _ended(datapackage.data_folder(), needed=enter is not None):
        taken = next((one for one in materials.names() if one.lower() == name.lower()), None)
        if taken is not None:
            return _already(name, taken, content)
        _check_free(name, content)
        told = questions.ask(_doubts(name, found, shown), sure, "python -m ultralow adopt")
        row = _row(name, found, shown)
        if enter:
            enter(name, content, row)
    entered = f"{name}: {row['label']}, {len(found.atoms)} atoms, {row['space_group']}"
    return [entered, *told, *questions.cautions(found.cautions)]


def _doubts(name, found, shown):
    """Questions about what can be entered and yet is seldom meant."""
    volume = found.atoms.get_volume() / len(found.atoms)
    unusual = questions.doubt("volume of an atom", volume, "cubic angstrom", ATOM_VOLUME)
    return [*material_name.doubts(name, found.atoms, shown), *(f"{shown}: {x}" for x in unusual)]


def _check_free(name, content):
    """No table or result of the package has the name: a structure would stand in its place."""
    place = datapackage.data_folder() / "structures" / f"{name}.cif"
    there = place.exists() and place.read_bytes() != content
    if there or name.lower() in (one.lower() for one in tables.names()):
        raise UltralowError(
            f"the name {name} is that of another file in data/", mend="choose another name"
        )


def _already(name, taken, content):
    stored = datapackage.data_folder() / materials.get(taken).structure
    if taken == name and stored.read_bytes() == content:
        return [f"{name}: already there, from the same file"]
    raise UltralowError(
        f"the name {name} is taken by another structure"
        + ("" if taken == name else f", {taken}: capitals do not tell files apart everywhere"),
        mend="choose another name, or take the old one out of data/structures first",
    )


def _row(name, found, shown):
    """The row of a reader's own table of materials."""
    atoms, symbol = found.atoms, found.symbol
    formula = atoms.symbols.formula.reduce()[0].format("metal")
    label = materials.formula(formula)
    taken = {materials.get(other).label for other in materials.names()}
    if found.symmetry.number == 1:
        symbol = _dataset(atoms).international
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
        "doi": _doi(found.block),
    }


def _doi(block):
    for tag in ("_journal_paper_doi", "_citation_doi", "_publ_section_doi"):
        text = cif_text.first(block, tag)
        if re.fullmatch(r"10\.[0-9]{4,9}/\S{1,200}", text):
            return text
    return ""


@contextlib.contextmanager
def _ended(folder, needed):
    """Alone in the data folder, once what a killed command began is ended.

    Where that is not ``needed``, a folder that cannot be written is taken as it is.
    """
    with contextlib.ExitStack() as stack:
        try:
            stack.enter_context(describe.alone(folder))
        except UltralowError:
            if needed:
                raise
        else:
            _finish(folder)
        yield


def _enter(name, content, row):
    """Write structure, row and descriptor; on any failure put back what was."""
    folder = datapackage.data_folder()
    structure, table, package = (
        folder / relative
        for relative in (row["structure"], describe.OWN_MATERIALS_FILE, "datapackage.json")
    )
    before = {
        path: path.read_bytes() if path.exists() else None for path in (structure, table, package)
    }
    unfinished = folder / UNFINISHED
    text = _head(folder) if before[table] is None else before[table].decode("utf-8")
    line = io.StringIO()
    csv.DictWriter(line, text.splitlines()[0].split(","), lineterminator="\n").writerow(row)
    began = name if before[structure] is None else f"{name}\n{_LAID}"
    try:
        atomic_write.write_text(unfinished, began)
        atomic_write.write_bytes(structure, content)
        atomic_write.write_text(table, text.rstrip("\n") + "\n" + line.getvalue())
        _describe(folder)
        materials.get(name)
    except BaseException as problem:
        _put_back(before)
        unfinished.unlink(missing_ok=True)
        if isinstance(problem, OSError):
            raise describe.not_written(problem) from None
        raise
    unfinished.unlink()


def _put_back(before):
    """Files with the bytes that they had, and those that were not there gone."""
    for path, raw in before.items():
        if raw is None:
            path.unlink(missing_ok=True)
        elif path.read_bytes() != raw:
            atomic_write.write_bytes(path, raw)


def _finish(folder):
    """What a killed command left half done: all of it, or where its file is gone nothing of it."""
    # Whoever writes here is alone, so that nobody still needs them.
    for place in (folder, folder / "structures"):
        for draft in place.glob(atomic_write.DRAFTS):
            draft.unlink(missing_ok=True)
    unfinished = folder / UNFINISHED
    if not unfinished.exists():
        return
    name, *laid = unfinished.read_text(encoding="utf-8").splitlines()
    table = folder / describe.OWN_MATERIALS_FILE
    structure = folder / "structures" / f"{name}.cif"
    whole = table.read_text(encoding="utf-8") if table.exists() else ""
    rows = whole.splitlines(keepends=True)
    others = [row for row in rows if not row.startswith(f"{name},")]
    if others == rows and not laid:
        structure.unlink(missing_ok=True)
    elif others != rows and not structure.exists():
        _rewrite(table, others)
    _describe(folder)
    unfinished.unlink()


def _head(folder):
    """The first line of the table of materials, with which a reader's own begins."""
    table = folder / "structures/materials.csv"
    return table.read_text(encoding="utf-8").splitlines()[0] + "\n"


def _rewrite(table, rows):
    """Keep these lines of a reader's table; a head without rows is none."""
    if len(rows) > 1:
        atomic_write.write_text(table, "".join(rows))
    else:
        table.unlink(missing_ok=True)


def _describe(folder):
    findings, problems, _ = describe.bring_in_step(folder, locked=True)
    if problems:
        raise UltralowError(
            "the descriptor of data/ does not take the new material",
            "\n".join(findings + problems),
            "mend what it names; nothing was changed",
        )


def command(given):
    """Run ``python -m ultralow adopt`` for one file; exit status."""
    enter = adopt_constants if given.constants else adopt
    said = enter(given.structure, given.name, sure=given.sure)
    print(printable("\n".join(said), sys.stdout.encoding or "ascii"))
    return 0


def printable(text, encoding):
    """The text in what a terminal can show; subscripts become digits before anything is escaped."""
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        plain = unicodedata.normalize("NFKC", text)
        return plain.encode(encoding, "backslashreplace").decode(encoding)
    return text
