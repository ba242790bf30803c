"""Ask roc-validator whether a folder is described as a Workflow Run RO-Crate, without a network.

.venv-release/bin/python workflow/scripts/release/validate_crate.py FOLDER...
"""

import argparse
import io
import sys
import tempfile
from importlib.resources import files
from pathlib import Path

import requests
from requests.adapters import BaseAdapter, HTTPAdapter
from requests_cache import CachedSession
from rocrate_validator import services
from urllib3 import HTTPResponse

PROFILE = "workflow-run-crate"
CONTEXT = "https://w3id.org/ro/crate/1.1/context"
LEVELS = ("REQUIRED", "RECOMMENDED")


def main(arguments: list[str] | None = None) -> int:
    """Print what the profile asks for and the description lacks, or that it has all of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--level", choices=LEVELS, default=LEVELS[0], help="what is asked for")
    chosen = parser.parse_args(arguments)
    lacking = {one: invalid(one, chosen.level) for one in chosen.folders}
    for folder, lines in lacking.items():
        if lines:
            print(f"{folder.name}:", *lines, sep="\n", file=sys.stderr)
        else:
            print(f"{folder.name} is a Workflow Run RO-Crate")
    return int(any(lacking.values()))


def invalid(folder: Path, level: str) -> list[str]:
    """What the profile asks for and the description lacks, a line each."""
    with tempfile.TemporaryDirectory() as kept:
        cache = Path(kept) / "known"
        _know_the_terms(cache)
        asked = {
            "rocrate_uri": str(folder),
            "profile_identifier": PROFILE,
            "requirement_severity": level,
            "offline": True,
            "cache_path": cache,
            "skip_availability_check": True,
        }
        found = services.validate(asked).get_issues()
    return sorted({f"{one.check.identifier}: {one.message}" for one in found})


class _Brought(BaseAdapter):
    """Answers with the terms that `rocrate` brings: those of RO-Crate 1.3.

    It has all terms of 1.1; those of Bioschemas moved, and are put back to where 1.1 has them.
    """

    def send(self, request: requests.PreparedRequest, **_) -> requests.Response:
        terms = files("rocrate").joinpath("data/ro-crate.jsonld").read_bytes()
        terms = terms.replace(b"bioschemas.org/terms/", b"bioschemas.org/")
        kind = {"Content-Type": "application/ld+json"}
        answer = HTTPResponse(io.BytesIO(terms), kind, status=200, preload_content=False)
        return HTTPAdapter().build_response(request, answer)

    def close(self) -> None:
        pass


def _know_the_terms(cache: Path) -> None:
    """Put the terms where the validator would ask the network for them."""
    with CachedSession(str(cache), backend="sqlite", expire_after=-1) as session:
        session.mount(CONTEXT, _Brought())
        session.get(CONTEXT)


if __name__ == "__main__":
    sys.exit(main())
