"""Keep data/datapackage.json in step with the files in data/.

    python workflow/describe_data.py           refresh sizes and sha256, list new structure and
                                               computed files, drop those that are gone
    python workflow/describe_data.py --check   change nothing; list what is out of step, exit 1

What people write (titles, descriptions, sources, licences in datapackage.json, the schemas in
data/schemas/) is left alone. Nothing is fetched.
"""

import argparse
import csv
import hashlib
import json
import os
import sys
import tempfile
from pathlib import Path

FORMATS = {
    ".cif": ("cif", "chemical/x-cif"),
    ".csv": ("csv", "text/csv"),
    ".hdf5": ("hdf5", "application/x-hdf5"),
    ".json": ("json", "application/json"),
    ".npz": ("npz", "application/octet-stream"),
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
}


def main(arguments=None):
    """Refresh or check the descriptor; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="change nothing, exit 1 on a finding")
    parser.add_argument("--data", type=Path, default=Path(__file__).resolve().parents[1] / "data")
    options = parser.parse_args(arguments)
    file = options.data / "datapackage.json"
    old = json.loads(file.read_text(encoding="utf-8"))
    new, findings = describe(options.data, old)
    problems = undescribed(options.data, new) + missing(options.data, new)
    if not options.check and new != old:
        write(file, json.dumps(new, indent=2, ensure_ascii=False) + "\n")
    problems += invalid(file) if not problems and (not options.check or new == old) else []
    for line in findings + problems:
        print(line)
    if not findings + problems:
        print(f"datapackage.json: {len(new['resources'])} resources, in step")
    return 1 if problems or (options.check and findings) else 0


def describe(data, package):
    """Return the refreshed descriptor and a line for each difference."""
    findings, kept = [], []
    registry = materials(data)
    for resource in package["resources"]:
        if automatic(resource["path"]) and not (data / resource["path"]).is_file():
            findings.append(f"gone: {resource['path']}")
        else:
            kept.append(resource)
    listed = {resource["path"] for resource in kept}
    for path in sorted(files(data)):
        if automatic(path) and path not in listed:
            findings.append(f"new: {path}")
            kept.append(entry(path, registry))
    refreshed = [refresh(data, resource) for resource in kept]
    changed = [r["path"] for r, k in zip(refreshed, kept) if r != k and r["path"] in listed]
    findings += [f"changed: {path}" for path in changed]
    by_hand = [resource for resource in refreshed if not automatic(resource["path"])]
    found = [resource for resource in refreshed if automatic(resource["path"])]
    found.sort(
        key=lambda resource: (
            resource["path"].startswith("computed/"),
            resource["path"],
        )
    )
    return {**package, "resources": by_hand + found}, findings


def automatic(path):
    """Tell whether a file is listed by this script and not by hand."""
    folder = path.split("/")[0]
    return folder == "computed" or (folder == "structures" and path.endswith(".cif"))


def files(data):
    """Return the files of the data folder, relative, without hidden ones."""
    found = (path.relative_to(data) for path in data.rglob("*") if path.is_file())
    return [path.as_posix() for path in found if not any(p.startswith(".") for p in path.parts)]


def materials(data):
    """Return the rows of the materials registry by the path of their structure."""
    with open(data / "structures/materials.csv", encoding="utf-8", newline="") as file:
        return {row["structure"]: row for row in csv.DictReader(file)}


def entry(path, registry):
    """Return the descriptor's entry for a new structure or computed file."""
    folder, stem = path.split("/")[0], path.rsplit(".", 1)[0]
    # structures/CsPbI3.cif is CsPbI3; computed/CsPbI3/stiffness_a.json is stiffness_a_CsPbI3.
    name = "_".join(reversed(stem.split("/")[1:]))
    form, mediatype = FORMATS.get(Path(path).suffix, ("", "application/octet-stream"))
    resource = {
        "name": name,
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
    if path in registry:
        row = registry[path]
        source = {"title": row["citation"]}
        if row["doi"]:
            source["path"] = f"https://doi.org/{row['doi']}"
        resource["title"] = f"Crystal structure of {row['label']}"
        resource["description"] = (
            "Cell, space group and coordinates retyped from the source: facts, free of rights."
        )
        resource["sources"] = [source]
    elif folder == "structures":
        resource["title"] = f"Crystal structure {Path(path).stem}"
        resource["description"] = "A structure that no row of materials.csv names yet."
        resource["sources"] = [{"title": "See the head of the file"}]
    if form in ("hdf5", "npz"):
        del resource["encoding"]
    return resource


def refresh(data, resource):
    """Return a resource with the size and sha256 of its file as it is."""
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
    """Return a line for each file that is listed by hand and not there."""
    paths = [resource["path"] for resource in package["resources"]]
    return [f"missing: {path}" for path in paths if not (data / path).is_file()]


def undescribed(data, package):
    """Return a line for each file that should be listed by hand and is not."""
    known = {resource["path"] for resource in package["resources"]}
    known |= {"datapackage.json", "README.md"}
    free = ("schemas/", "readers/")
    paths = [path for path in sorted(files(data)) if not path.startswith(free)]
    return [f"not listed, add it by hand: {path}" for path in paths if path not in known]


def invalid(file):
    """Return what frictionless finds wrong with the package: cells, keys, sizes, sha256."""
    from frictionless import FrictionlessException, Package

    try:
        report = Package(str(file)).validate()
    except FrictionlessException as problem:
        return [f"invalid: {problem}"]
    found = [f"invalid: {error.message}" for error in report.errors]
    return found + [f"invalid: {t.place}: {e.message}" for t in report.tasks for e in t.errors]


def write(file, text):
    """Write text to a file, whole or not at all."""
    handle, temporary = tempfile.mkstemp(dir=file.parent, prefix=".datapackage")
    try:
        with open(handle, "w", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
        os.chmod(temporary, 0o644)
        os.replace(temporary, file)
    except BaseException:
        os.unlink(temporary)
        raise


if __name__ == "__main__":
    sys.exit(main())
