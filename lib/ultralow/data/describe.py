"""The descriptor of data/, kept in step with the files there: sizes, sha256, what is new and gone.

What people write (titles, descriptions, sources, licences in datapackage.json, the schemas in
data/schemas/) is left alone. Nothing is fetched.
"""

import contextlib
import csv
import fcntl
import hashlib
import json
import os
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from ultralow.data import atomic_write
from ultralow.data.json_shapes import TEXT, check
from ultralow.data.table_schema import parse_json
from ultralow.errors import UltralowError

FORMATS = {
    ".cif": ("cif", "chemical/x-cif"),
    ".csv": ("csv", "text/csv"),
    ".hdf5": ("hdf5", "application/x-hdf5"),
    ".json": ("json", "application/json"),
    ".npz": ("npz", "application/octet-stream"),
    ".xyz": ("xyz", "chemical/x-xyz"),
}
LICENSES = {
    "structures": {
        "name": "CC0-1.0",
        "title": "CC0 1.0 Universal",
        "path": "https://creativecommons.org/publicdomain/zero/1.0/",
    },
    "computed": {
        "name": "CC-BY-4.0",
        "title": "Creative Commons Attribution 4.0 International",
        "path": "https://creativecommons.org/licenses/by/4.0/",
    },
    # As the weights that they began with.
    "potentials": {
        "name": "MIT",
        "title": "MIT License",
        "path": "https://opensource.org/license/mit",
    },
}


# The table of a reader's own crystals, which `ultralow.data.add_material` begins.
OWN_MATERIALS_FILE = "structures/own_materials.csv"
LOCK = "structures/.adopt.lock"
_OWN_TABLE = {
    "title": "A reader's own crystals",
    "description": "A row a crystal that a reader entered, as in structures/materials.csv.",
    "schema": "schemas/materials.json",
    "sources": [{"title": "The source of each row stands in its citation column"}],
}
# Of potentials; a reader's own checkpoint of SevenNet may lie beside them and is no data of ours.
_TUNED = ("-tuned.hdf5", "-tuned.json")


class Outcome(NamedTuple):
    """What was out of step.

    ``findings`` is what bringing it in step mends, ``problems`` what only a person can, each a line
    of text; ``resources`` counts the files that are described.
    """

    findings: list[str]
    problems: list[str]
    resources: int


@contextlib.contextmanager
def alone(data):
    """One process at a time between reading the descriptor or the table of a reader's own crystals
    and the last of the files written; who has it already waits for himself without end.

    Parameters
    ----------
    data : str or os.PathLike

    Raises
    ------
    UltralowError
        If the data folder cannot be written.
    """
    try:
        handle = os.open(Path(data) / LOCK, os.O_RDWR | os.O_CREAT, 0o666)
    except OSError as problem:
        raise not_written(problem) from None
    try:
        # Given back when the file is closed, and so when the process dies. Some disks of clusters
        # have no locks, and the work is done there all the same.
        with contextlib.suppress(OSError):
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def not_written(problem):
    """What is said where the data folder cannot be written; from an OSError."""
    return UltralowError(
        "the data folder cannot be written; nothing was changed",
        problem.strerror or str(problem),
        "make room, or let yourself write to data/ and data/structures/",
    )


def bring_in_step(data, change=True, *, locked=False):
    """Refresh the descriptor of a data folder, or look only.

    Parameters
    ----------
    data : str or os.PathLike
        The folder of datapackage.json.
    change : bool
        Whether the descriptor is written where it differs.
    locked : bool
        Whether the caller keeps others away already, with `alone`.

    Returns
    -------
    Outcome

    Raises
    ------
    UltralowError
        If there is no descriptor, it is cut short, or it cannot be written.
    """
    with contextlib.nullcontext() if locked or not change else alone(data):
        return _in_step(Path(data), change)


def _in_step(data, change):
    file = data / "datapackage.json"
    old = _read(file)
    new, findings = describe(data, old)
    problems = undescribed(data, new) + missing(data, new)
    if change and new != old:
        _write(file, json.dumps(new, indent=2, ensure_ascii=False) + "\n")
    if not problems and (change or new == old):
        problems = invalid(file)
    return Outcome(findings, problems, len(new["resources"]))


def _write(file, text):
    try:
        atomic_write.write_text(file, text)
    except OSError as problem:
        raise not_written(problem) from None


def _read(file):
    """What a descriptor holds; it need not be in step."""
    shown = f"{file.parent.name}/{file.name}"
    try:
        raw = file.read_bytes()
    except OSError as problem:
        raise UltralowError(f"{shown}: it cannot be read", problem.strerror or str(problem),
                            "restore it, or name the folder that has one") from None  # fmt: skip
    return check(parse_json(raw, shown), {"resources": [{"path": TEXT}]}, shown)


def describe(data, package):
    """The refreshed descriptor, and a line for each difference.

    Parameters
    ----------
    data : pathlib.Path
    package : dict
        The descriptor as it is.

    Returns
    -------
    package : dict
    findings : list of str
    """
    findings, kept = [], []
    for resource in package["resources"]:
        if automatic(resource["path"]) and not (data / resource["path"]).is_file():
            findings.append(f"gone: {resource['path']}")
        else:
            kept.append(resource)
    listed = {resource["path"] for resource in kept}
    new = [path for path in sorted(files(data)) if automatic(path) and path not in listed]
    findings += [f"new: {path}" for path in new]
    registry = materials(data)
    kept += [entry(path, registry) for path in new]
    refreshed = [refresh(data, resource) for resource in kept]
    changed = [r["path"] for r, k in zip(refreshed, kept) if r != k and r["path"] in listed]
    findings += [f"changed: {path}" for path in changed]
    by_hand = [resource for resource in refreshed if not automatic(resource["path"])]
    found = [resource for resource in refreshed if automatic(resource["path"])]
    found.sort(key=lambda one: (not one["path"].startswith("structures/"), one["path"]))
    return {**package, "resources": by_hand + found}, findings


def automatic(path):
    """Whether a file is listed from what is there and not by hand."""
    folder, *inside = path.split("/")
    return (
        (folder == "computed" and len(inside) > 1)
        or (folder == "structures" and path.endswith(".cif"))
        or path == OWN_MATERIALS_FILE
        or (folder == "potentials" and path.endswith(_TUNED))
    )


def files(data):
    """The files of the data folder, relative, without hidden ones."""
    found = (path.relative_to(data) for path in data.rglob("*") if path.is_file())
    return [path.as_posix() for path in found if not any(p.startswith(".") for p in path.parts)]


def materials(data):
    """The rows of the materials registry by the path of their structure."""
    rows = {}
    for table in (data / "structures/materials.csv", data / OWN_MATERIALS_FILE):
        if table.exists():
            with open(table, encoding="utf-8", newline="") as file:
                rows |= {row["structure"]: row for row in csv.DictReader(file)}
    return rows


def entry(path, registry):
    """The descriptor's entry for a new structure or computed file.

    Parameters
    ----------
    path : str
        Relative to the data folder.
    registry : dict
        As from `materials`.
    """
    folder, stem = path.split("/")[0], path.rsplit(".", 1)[0]
    form, mediatype = FORMATS.get(Path(path).suffix, ("", "application/octet-stream"))
    resource = {
        # structures/CsPbI3.cif is CsPbI3; computed/CsPbI3/stiffness_a.json is stiffness_a_CsPbI3.
        # Snapshots and weights have a record of the same stem, and a name is given once.
        "name": _name(path, stem, form),
        "title": f"Computed: {stem.removeprefix('computed/')}",
        "description": "Computed here from the structure; how stands in the file itself.",
        "path": path,
        "format": form or Path(path).suffix.lstrip("."),
        "mediatype": mediatype,
        "encoding": "utf-8",
        "bytes": 0,
        "hash": "",
        "sources": [{"title": "Computed for this package"}],
        "licenses": [LICENSES[folder]],
    }
    if path == OWN_MATERIALS_FILE:
        return resource | _OWN_TABLE
    if form in ("hdf5", "npz"):
        del resource["encoding"]
    return resource | (_of_a_structure(path, registry) if folder == "structures" else {})


def _name(path, stem, form):
    folder, *inside = stem.split("/")
    twice = form == "xyz" or (folder == "potentials" and form == "hdf5")
    return "_".join([*reversed(inside), *[form] * twice])


def _of_a_structure(path, registry):
    """Title, description and sources of a structure: from its row, or from its own head."""
    if path not in registry:
        return {
            "title": f"Crystal structure {Path(path).stem}",
            "description": "A structure that no row of materials.csv names yet.",
            "sources": [{"title": "See the head of the file"}],
        }
    row = registry[path]
    source = {"title": row["citation"]}
    if row["doi"]:
        source["path"] = f"https://doi.org/{row['doi']}"
    return {
        "title": f"Crystal structure of {row['label']}",
        "description": "Cell, space group and coordinates retyped from the source: facts, free of"
        " rights.",
        "sources": [source],
    }


def refresh(data, resource):
    """A resource with the size and sha256 of its file as it is."""
    file = data / resource["path"]
    if not file.is_file():
        return resource
    raw = file.read_bytes()
    return {
        **resource,
        "bytes": len(raw),
        "hash": f"sha256:{hashlib.sha256(raw).hexdigest()}",
    }


def missing(data, package):
    """A line for each file that is listed by hand and not there."""
    paths = [resource["path"] for resource in package["resources"]]
    return [f"missing: {path}" for path in paths if not (data / path).is_file()]


def undescribed(data, package):
    """A line for each file that should be listed by hand and is not."""
    known = {resource["path"] for resource in package["resources"]}
    known |= {"datapackage.json", "README.md"}
    free = ("schemas/", "readers/", "potentials/")
    paths = [path for path in sorted(files(data)) if not path.startswith(free)]
    return [f"not listed, add it by hand: {path}" for path in paths if path not in known]


def invalid(file):
    """What frictionless finds wrong with the package: cells, keys, sizes, sha256.

    It is a tool of those who develop this package; readers may be without it, and then nothing
    is found here.
    """
    if find_spec("frictionless") is None:
        return []
    from frictionless import FrictionlessException, Package

    try:
        report = Package(str(file)).validate()
    except FrictionlessException as problem:
        return [f"invalid: {problem}"]
    found = [f"invalid: {error.message}" for error in report.errors]
    return found + [f"invalid: {t.place}: {e.message}" for t in report.tasks for e in t.errors]
