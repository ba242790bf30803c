"""What the newest versions of all packages move: versions, numbers and tests, in one summary.

Runs in an environment of the newest versions (``make newest``). Compares them with the locks, makes
all figures anew beside those that stand, runs the tests, and writes ``summary.md`` and the two logs
into a folder. Ends with 1 where a number moved or a test failed.
"""

import argparse
import re
import subprocess
import sys
from importlib.metadata import distributions
from pathlib import Path

LOCKS = ("requirements.lock", "requirements-dev.lock")
OWN = {"pip", "setuptools", "ultralow"}  # what every environment has without a lock
SHOWN = 40  # lines of a log in the summary; the whole is beside it
RUNS = {
    "numbers": ("ultralow", "check"),
    "tests": ("pytest", "--ignore=tests/house/test_environment.py"),
}


def locked(text: str) -> dict[str, set[str]]:
    """The versions of each package in a lock, one or one a Python."""
    found: dict[str, set[str]] = {}
    for name, version in re.findall(r"^([a-z0-9.-]+)(?:\[.*\])?==([^ \\\n]+)", text, re.MULTILINE):
        found.setdefault(name, set()).add(version)
    return found


def installed() -> dict[str, str]:
    """The version of each package of this environment."""
    return {
        re.sub(r"[-_.]+", "-", one.metadata["Name"]).lower(): one.version for one in distributions()
    }


def moved(old: dict[str, set[str]], new: dict[str, str]) -> list[str]:
    """A line for each package that is newer, or that no lock has."""
    lines = []
    for name, version in sorted(new.items()):
        if name not in old:
            lines += [f"{name}: new, {version}"] * (name not in OWN)
        elif version not in old[name]:
            lines.append(f"{name}: {' or '.join(sorted(old[name]))} became {version}")
    return lines


def summary(versions: list[str], results: dict[str, tuple[int, str]]) -> str:
    """The summary in Markdown: a heading a part, the end of each log."""
    parts = [f"## Versions: {len(versions)} differ from the locks", _block(versions)]
    for name, (status, said) in results.items():
        verdict = "nothing moved" if status == 0 else f"differ or fail (status {status})"
        parts += [f"## {name.capitalize()}: {verdict}", _block(said.splitlines()[-SHOWN:])]
    return "\n\n".join(parts) + "\n"


def _block(lines: list[str]) -> str:
    return "\n".join(["```", *(line.replace("```", "'''") for line in lines), "```"])


def main(arguments: list[str] | None = None) -> int:
    """Compare, run, and write; 1 where a run found a difference."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="where the summary and the logs go")
    folder = parser.parse_args(arguments).folder
    folder.mkdir(parents=True, exist_ok=True)
    versions = moved(locked("\n".join(Path(one).read_text() for one in LOCKS)), installed())
    results = {}
    for name, words in RUNS.items():
        command = [sys.executable, "-m", *words]
        log = folder / f"{name}.txt"
        print(f"{name}: running, {log} tells how far", flush=True)
        with log.open("wb") as stream:
            done = subprocess.run(command, stdout=stream, stderr=subprocess.STDOUT)
        results[name] = done.returncode, log.read_text("utf-8", "replace")
        (folder / "summary.md").write_text(summary(versions, results), "utf-8")
    print((folder / "summary.md").read_text("utf-8"))
    return int(any(status for status, _ in results.values()))


if __name__ == "__main__":
    sys.exit(main())
