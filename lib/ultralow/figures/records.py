"""Records: the numbers behind a figure, read back, summed up and compared."""

import math
from collections.abc import Iterator
from pathlib import Path

from ultralow.data import plain_file
from ultralow.data.table_schema import parse_json
from ultralow.errors import UltralowError
from ultralow.figures.record_shape import read

# The last bits of a transcendental function differ between processors and libraries; a record
# holds ten digits, so that a thousand times that noise is still far below any physics.
TOLERANCE = 1e-7

ABSENT = object()  # a key that is not there; null is a value
OPEN = (
    "open: neither confirmed nor contradicted, since the paper's text does not say enough, what is "
    "known\nleaves both answers possible, or no test is written yet; "
    "`python -m ultralow claims` has each"
)


def find(folder: Path) -> list[Path]:
    """All records below a folder, relative to it, sorted.

    Raises
    ------
    UltralowError
        Where the folder has none.
    """
    found = sorted(path.relative_to(folder) for path in folder.glob("*/*.json"))
    if not found:
        raise UltralowError(f"no records in {folder}/", mend="run `make figures` first")
    return found


def readable(folder: Path) -> list[Path]:
    """The records below a folder that can be read, sorted."""
    return [path for path in sorted(folder.glob("*/*.json")) if _reads(path)]


def _reads(path: Path) -> bool:
    try:
        read(path)
    except UltralowError:
        return False
    return True


def compare_folders(committed: Path, regenerated: Path) -> list[str]:
    """What moved between two folders of records, a line for each number, text or file.

    Raises
    ------
    UltralowError
        Where one of them has no records, or one that cannot be read.
    """
    old, new = set(find(committed)), set(find(regenerated))
    lines = [f"{path}: only in {committed}/" for path in sorted(old - new)]
    lines += [f"{path}: only in {regenerated}/" for path in sorted(new - old)]
    for path in sorted(old & new):
        moved = compare(read(committed / path), read(regenerated / path))
        lines += [f"{path}: {line}" for line in moved]
    return lines


def compare(old: dict, new: dict, tolerance: float = TOLERANCE) -> list[str]:
    """What differs between two records.

    Parameters
    ----------
    old, new : dict
        Records as :meth:`ultralow.figures.page.Page.save` writes them.
    tolerance : float
        Relative; for a list, relative to its largest magnitude, so that a value near zero in a
        curve is not held to digits that the curve does not show.

    Returns
    -------
    list of str
        Empty where nothing moved.
    """
    return list(_differences("", old, new, tolerance))


def _differences(place: str, old, new, tolerance: float) -> Iterator[str]:
    if isinstance(old, dict) and isinstance(new, dict):
        for key in sorted(old.keys() | new.keys()):
            pair = (one.get(key, ABSENT) for one in (old, new))
            yield from _differences(f"{place}.{key}", *pair, tolerance)
    elif isinstance(old, list) and isinstance(new, list):
        yield from _list_differences(place, old, new, tolerance)
    elif not _same(old, new, tolerance * _size(old)):
        yield f"{place.lstrip('.')}: {_show(old)} became {_show(new)}"


def _list_differences(place: str, old: list, new: list, tolerance: float) -> Iterator[str]:
    if len(old) != len(new):
        yield f"{place.lstrip('.')}: {len(old)} entries became {len(new)}"
    elif any(isinstance(item, dict | list) for item in old + new):
        for index, pair in enumerate(zip(old, new, strict=True)):
            yield from _differences(f"{place}[{_name(index, pair[0])}]", *pair, tolerance)
    else:
        allowed = tolerance * max(map(_size, old), default=0)
        same = [_same(*pair, allowed) for pair in zip(old, new, strict=True)]
        if not all(same):
            first = same.index(False)
            yield (
                f"{place.lstrip('.')}: {same.count(False)} of {len(old)} values moved, the first, "
                f"number {first}, from {_show(old[first])} to {_show(new[first])}"
            )


def _name(index: int, item) -> str:
    """A series or a claim by its name, anything else by its place."""
    named = item if isinstance(item, dict) else {}
    return named.get("label") or named.get("claim") or named.get("path") or str(index)


def _size(value) -> float:
    return abs(value) if _is_number(value) else 0.0


def _same(old, new, allowed: float) -> bool:
    if _is_number(old) and _is_number(new):
        return math.isclose(old, new, rel_tol=0, abs_tol=allowed)
    return type(old) is type(new) and old == new


def _is_number(value) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _show(value) -> str:
    if value is ABSENT:
        return "absent"
    return f"{value:.10g}" if _is_number(value) else repr(value)


def summary(figures: Path, notebooks: Path) -> str:
    """The closing table of a run: figure, material, seconds, checks passed, and which did not.

    Parameters
    ----------
    figures : Path
        The folder of records.
    notebooks : Path
        The folder of executed notebooks, in which papermill keeps how long each took; one that is
        missing, or was cut off, leaves a dash.
    """
    rows = [("figure", "material", "seconds", "checks passed")]
    for path in find(figures):
        seconds = _duration(notebooks / path.with_suffix(".ipynb"))
        rows.append((path.parent.name, path.stem, seconds, _passed(read(figures / path)["checks"])))
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]
    return "\n".join([*lines, *[OPEN] * any(" open" in row[-1] for row in rows)])


def _passed(checks: list[dict]) -> str:
    """How many claims hold, of those that can be tested now, and the names of the others."""
    verdicts = {check["claim"]: check["verdict"] for check in checks}
    failed = [claim for claim, verdict in verdicts.items() if verdict == "disagrees"]
    passed = sum(verdict in ("reproduced", "consistent") for verdict in verdicts.values())
    tested = passed + len(failed)
    words = [f"{passed} of {tested}"]
    words += [f"{len(verdicts) - tested} open"] * (tested < len(verdicts))
    return ", ".join(words) + f"; disagrees: {', '.join(failed)}" * bool(failed)


def _duration(notebook: Path) -> str:
    try:
        raw = plain_file.content(notebook)[0]
        seconds = parse_json(raw, notebook.name)["metadata"]["papermill"]["duration"]
        return f"{seconds:.1f}" if math.isfinite(seconds) else "-"
    except (UltralowError, ValueError, LookupError, TypeError, OverflowError):
        return "-"
