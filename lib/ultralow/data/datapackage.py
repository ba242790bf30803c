"""The descriptor of ``data/``: which files there are, their bytes, and which were read.

``data/datapackage.json`` is a Data Package; the schemas of its tables are files of their own in
``data/schemas``. Readers want `tables`, which stands on this module.
"""

import contextlib
import contextvars
import functools
import hashlib
import os
from pathlib import Path

from ultralow.checks import check_known
from ultralow.data.json_shapes import TEXT, check
from ultralow.data.table_schema import parse_json
from ultralow.errors import UltralowError

# What this process has read, path to sha256: a figure's record lists it. Every notebook runs in
# a process of its own; code that makes several figures in one calls forget_inputs in between.
_INPUTS = {}
_NOTES = contextvars.ContextVar("notes", default=_INPUTS)  # where this thread notes what it reads
_KEPT = []


def data_folder():
    """Return the data folder: the repository's, or the one that ULTRALOW_DATA names.

    Returns
    -------
    pathlib.Path

    Raises
    ------
    UltralowError
        If there is no ``datapackage.json`` in it.
    """
    given = os.environ.get("ULTRALOW_DATA")
    folder = Path(given) if given else Path(__file__).resolve().parents[3] / "data"
    if not (folder / "datapackage.json").is_file():
        raise UltralowError(
            f"No datapackage.json in the data folder '{given or 'data'}'.",
            mend="point ULTRALOW_DATA at a folder that has one, or unset it"
            if given
            else "install the package from a clone of the repository, as `make figures` does",
        )
    return folder


def resources():
    """Return the entries of all described files, in the order of the descriptor."""
    file = data_folder() / "datapackage.json"
    state = file.stat()
    return _parsed(file, state.st_mtime_ns, state.st_size, state.st_ino)


@functools.lru_cache(maxsize=2)
def _parsed(file, *state):
    """The entries of a descriptor, parsed once for each state of the file."""
    package = parse_json(file.read_bytes(), "data/datapackage.json")
    wanted = {"resources": [{"name": TEXT, "path": TEXT, "hash": TEXT, "format": TEXT}]}
    check(package, wanted, "data/datapackage.json")
    for entry in package["resources"]:
        optional = {key: TEXT for key in ("schema", "title") if key in entry}
        check(entry, optional, "data/datapackage.json", entry["name"])
    return package["resources"]


def paths():
    """Return the paths of all described files, relative to the data folder."""
    return {entry["path"] for entry in resources()}


def find(name):
    """Return the entry of a resource by its name or by its path relative to the data folder.

    Raises
    ------
    UltralowError
        If no resource has it; the message lists the names.
    """
    known = resources()
    for entry in known:
        if name in (entry["name"], entry["path"]):
            return entry
    return check_known(name, [entry["name"] for entry in known], "resource")


def is_as_described(fingerprint):
    """Whether a file is described now as it was when the fingerprint of it was taken.

    Parameters
    ----------
    fingerprint : dict
        ``path``, beginning with ``data/``, and ``sha256``, as `ultralow.data.tables.fingerprint`
        gives them.
    """
    relative = fingerprint["path"].removeprefix("data/")
    described = {entry["path"]: entry["hash"] for entry in resources()}
    return described.get(relative) == f"sha256:{fingerprint['sha256']}"


def schema(relative):
    """Return the schema at a path relative to the data folder."""
    file = data_folder() / relative
    if not file.is_file():
        raise UltralowError(f"data/{relative}: no such file.", mend="restore it")
    found = parse_json(file.read_bytes(), f"data/{relative}")
    return check(found, {"fields": [{"name": TEXT, "type": TEXT}]}, f"data/{relative}")


def shown(entry):
    """Return a resource's path as records and messages show it."""
    return f"data/{entry['path']}"


def shown_file(file):
    """Return a path relative to the repository, or the bare name of a file outside it."""
    full, folder = Path(file).resolve(), data_folder().resolve()
    if full.is_relative_to(folder):
        return f"data/{full.relative_to(folder).as_posix()}"
    if full.is_relative_to(folder.parent):
        return full.relative_to(folder.parent).as_posix()
    return full.name


def content(entry):
    """Return the bytes of a resource, which must lie inside the data folder and not be empty."""
    folder = data_folder().resolve()
    file = (folder / entry["path"]).resolve()
    if not file.is_relative_to(folder):
        raise UltralowError(f"The resource '{entry['name']}' lies outside the data folder.")
    if not file.is_file():
        raise UltralowError(
            f"{shown(entry)}: no such file, though data/datapackage.json lists it.",
            mend="restore it, or run `python workflow/scripts/describe_data.py` if it is gone for"
            " good",
        )
    raw = file.read_bytes()
    if not raw.strip():
        raise UltralowError(f"{shown(entry)}: the file is empty.", mend="restore it")
    return raw


def checked(entry, raw):
    """Return the fingerprint of a resource whose bytes are the described ones.

    Raises
    ------
    UltralowError
        If they are not.
    """
    found, described = (
        hashlib.sha256(raw).hexdigest(),
        entry["hash"].removeprefix("sha256:"),
    )
    if found != described:
        raise UltralowError(
            f"{shown(entry)}: the file has changed since it was described.",
            f"Its sha256 is {found[:12]}..., in data/datapackage.json it is {described[:12]}...",
            "run `python workflow/scripts/describe_data.py` if the change is meant, else restore"
            " the file",
        )
    return {"path": shown(entry), "sha256": found}


def record_input(*fingerprints):
    """Add fingerprints to the inputs."""
    _NOTES.get().update((one["path"], one["sha256"]) for one in fingerprints)


@contextlib.contextmanager
def unrecorded():
    """Read what a check alone needs, and no number of a figure comes from: it is no input.

    Gives what was read meanwhile, path to sha256.
    """
    before = _NOTES.set({})
    try:
        yield _NOTES.get()
    finally:
        _NOTES.reset(before)


def inputs():
    """Return the fingerprints of all that was read since the start or since `forget_inputs`.

    Returns
    -------
    list of dict
        ``path`` and ``sha256`` of each file, sorted by path. Of the readers' files, those that
        gave points.
    """
    return [{"path": path, "sha256": _INPUTS[path]} for path in sorted(_INPUTS)]


def forget_inputs():
    """Start the list of `inputs` anew, and empty all caches of `cached_until_forgotten`."""
    _INPUTS.clear()
    for forget in _KEPT:
        forget()


def cached_until_forgotten(function):
    """Cache a function that reads data, until `forget_inputs`.

    What it read is kept with its value, and noted whenever somebody asks: the list of `inputs`
    does not hang on who asked first.
    """

    @functools.cache
    def read(*given, **named):
        asking = _NOTES.get()
        with unrecorded() as noted:
            try:
                return function(*given, **named), noted
            finally:
                asking.update(noted)  # an error is not kept, and was read from something, too

    @functools.wraps(function)
    def reading(*given, **named):
        value, noted = read(*given, **named)
        _NOTES.get().update(noted)
        return value

    _KEPT.append(read.cache_clear)
    return reading
