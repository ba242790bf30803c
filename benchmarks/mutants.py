"""Mutation run over the physics: small errors that no test notices, one row a module.

Each mutant (`mutating`) is run against the test file of its module alone, in a process forked from
one that has imported everything but the library; lib/ itself is only read. What was found lies in
build/mutants/, and the same call again goes on from there, until a module or its tests change.
``mutants.toml`` beside this file holds the mutants that are given, and the survivors that are
explained. ``python benchmarks/mutants.py [--module heat/minimum] [--all] [--sample N] [--seed N]``.
"""

import argparse
import hashlib
import importlib
import json
import os
import random
import resource
import shutil
import signal
import sys
import tempfile
import tomllib
from collections import Counter
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import Phase, settings
from mutating import mutants

ROOT = Path(__file__).resolve().parents[1]
WINGS = ("crystal", "phonons", "heat", "charge", "measurement", "compute")
NO_ARITHMETIC = {"compute/potentials", "compute/provenance"}
# Arithmetic in other wings that verdicts hang on.
BESIDE = ("analysis/crossing_counts", "paper/answers", "paper/tolerances")
BESIDE += ("evidence/accepted_results",)
WARM = "numpy scipy.optimize scipy.integrate scipy.interpolate scipy.stats mpmath uncertainties"
WARM += " pandas h5py yaml gemmi spglib ase.build ase.io ase.optimize ase.calculators.emt"
WARM += " phonopy phono3py symfc kappamin"
SECONDS, TIMES = 20, 4  # of processor time, beside what the tests take without an error
BYTES = 12 * 2**30


class Fate(NamedTuple):
    """What became of a mutant: killed, by which test; or survived, by none."""

    killed: bool
    by: str


class Watch:
    """A plugin of pytest: quickest tests first, the first failure kept, no example made smaller."""

    def __init__(self, first: dict[str, float]):
        self.first, self.failed, self.seconds = first, "", Counter()

    def pytest_sessionstart(self):
        known = settings.get_profile("ultralow") if "ultralow" in settings._profiles else settings()
        phases = (Phase.explicit, Phase.generate)
        settings.register_profile("mutants", known, phases=phases, report_multiple_bugs=False)
        settings.load_profile("mutants")

    def pytest_collection_modifyitems(self, items):
        items.sort(key=lambda item: self.first.get(item.nodeid, 0.0))

    def pytest_runtest_logreport(self, report):
        self.seconds[report.nodeid] += report.duration
        if report.failed and not self.failed:
            self.failed = report.nodeid

    def pytest_collectreport(self, report):
        if report.failed and not self.failed:
            self.failed = "collection"


class Changed:
    """A finder of modules that reads one of them from a text."""

    def __init__(self, name: str, path: Path, text: str):
        self.name, self.path, self.text = name, path, text

    def find_spec(self, name, path=None, target=None):
        if name == self.name:
            return importlib.util.spec_from_loader(name, self, origin=str(self.path))
        return None

    def create_module(self, spec):
        return None

    def exec_module(self, module):
        module.__file__ = str(self.path)
        exec(compile(self.text, self.path, "exec"), module.__dict__)


class Run:
    """Runs of tests in forked processes, all of whose files lie in one scratch folder."""

    def __init__(self, root: Path, scratch: Path):
        self.root, self.scratch, self.used = root, scratch, 0.0
        sys.pycache_prefix = str(scratch / "pycache")
        for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
            os.environ[name] = "1"  # a process with threads is not to be forked
        os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
        os.environ["HYPOTHESIS_STORAGE_DIRECTORY"] = str(scratch / "hypothesis")
        sys.path.insert(0, str(root / "lib"))
        os.environ["PYTHONPATH"] = str(root / "lib")
        for name in WARM.split():
            importlib.import_module(name)

    def tests(self, tests: str, first: dict, seconds: float, file: str = "", text: str = ""):
        """Exit status, first failure and seconds a test of a run with a file read as the text."""
        report = self.scratch / "report.json"
        report.unlink(missing_ok=True)
        if not (pid := os.fork()):
            status = 3
            try:
                signal.signal(signal.SIGTERM, signal.SIG_DFL)
                resource.setrlimit(resource.RLIMIT_CPU, (int(seconds), int(seconds) + 5))
                resource.setrlimit(resource.RLIMIT_AS, (BYTES, BYTES))
                resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
                status = self._child(tests, first, file, text, report)
            finally:
                os._exit(status)
        try:
            _, status, used = os.wait4(pid, 0)
        except BaseException:  # the run is stopped, and its tests with it
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
            raise
        status, self.used = os.waitstatus_to_exitcode(status), used.ru_utime + used.ru_stime
        shutil.rmtree(self.scratch / "tmp", ignore_errors=True)
        if not report.exists():
            return status, "signal " + signal.Signals(-status).name if status < 0 else "", {}
        return status, *json.loads(report.read_text())

    def _child(self, tests: str, first: dict, file: str, text: str, report: Path) -> int:
        os.chdir(self.root)
        (self.scratch / "tmp").mkdir()
        output = os.open(self.scratch / "output.txt", os.O_CREAT | os.O_WRONLY | os.O_TRUNC)
        os.dup2(output, 1)
        os.dup2(output, 2)
        if file.startswith("lib/"):
            name = file.removeprefix("lib/").removesuffix(".py").replace("/", ".")
            sys.meta_path.insert(0, Changed(name, self.root / file, text))
        elif file:
            copy = self.scratch / "tmp" / "changed"
            shutil.copytree(self.root / "data", copy / "data")
            (copy / file).write_text(text)
            os.environ["ULTRALOW_DATA"] = str(copy / "data")
        watch = Watch(first)
        options = ["-o", "addopts=", "--import-mode=importlib", "-x", "-p", "no:cacheprovider"]
        options += [f"--basetemp={self.scratch / 'tmp' / 'pytest'}", f"--rootdir={self.root}"]
        options += ["-c", str(self.root / "pyproject.toml"), "-W", "ignore::pytest.PytestWarning"]
        status = pytest.main([*options, tests], plugins=[watch])
        report.write_text(json.dumps([watch.failed, watch.seconds]))
        return int(status)


class Bench:
    """Fates of mutants, kept in a file as they are found."""

    def __init__(self, run: Run, kept: Path):
        self.run, self.kept, self.fates, self.killers = run, kept, {}, {}
        self.plain = {}
        for line in kept.read_text().splitlines() if kept.exists() else ():
            key, fate = json.loads(line)
            self.fates[tuple(key)] = Fate(*fate)
            self.killers[tuple(key[2:])] = fate[1]

    def fate(self, file: str, tests: str, was: str, now: str, text: str) -> Fate:
        """What the tests make of a file that reads as the text."""
        root = self.run.root
        digest = hashlib.sha256((root / file).read_bytes() + (root / tests).read_bytes())
        key = (digest.hexdigest()[:16], tests, file, was, now)
        if key not in self.fates:
            first, limit = self._without(tests)
            if killer := self.killers.get(key[2:]):
                first = first | {killer: -1.0}
            status, failed, _ = self.run.tests(tests, first, limit, file, text)
            if status in (3, 4, 5):
                sys.exit(f"{file}: pytest ended with {status}; {self.run.scratch / 'output.txt'}")
            self.fates[key] = Fate(status != 0, failed)
            with self.kept.open("a") as stream:
                stream.write(json.dumps([key, self.fates[key]]) + "\n")
        return self.fates[key]

    def _without(self, tests: str) -> tuple[dict, float]:
        """Seconds that each test takes without an error, and what a run may take at most."""
        if tests not in self.plain:
            status, failed, seconds = self.run.tests(tests, {}, 3600)
            if status:
                sys.exit(f"{tests}: fails as it is, at {failed}")
            self.plain[tests] = seconds, SECONDS + TIMES * self.run.used
        return self.plain[tests]


def modules(root: Path) -> list[str]:
    """Names of the modules of physics, as heat/minimum, and of what stands beside it."""
    found = (
        path for wing in WINGS for path in sorted((root / f"lib/ultralow/{wing}").glob("*.py"))
    )
    names = (f"{path.parent.name}/{path.stem}" for path in found if path.stem != "__init__")
    beside = (name for name in BESIDE if (root / f"lib/ultralow/{name}.py").exists())
    return [*(name for name in names if name not in NO_ARITHMETIC), *beside]


def studied(bench: Bench, name: str, chosen, reasons: dict) -> list[tuple]:
    """Mutants of a module and their fates: of all, or of a sample that the seed decides."""
    file, tests = f"lib/ultralow/{name}.py", f"tests/{Path(name).parent}/test_{Path(name).name}.py"
    found = mutants((bench.run.root / file).read_text(encoding="utf-8"))
    there = {(name, one.was, one.now) for one in found}
    if gone := [key for key in reasons if key[0] == name and key not in there]:
        sys.exit(f"mutants.toml explains what is no mutant of {name} any more: {gone[0][1:]}")
    if not chosen.all and len(found) > chosen.sample:
        order = random.Random(f"{chosen.seed} {name}").sample(range(len(found)), len(found))
        found = [found[index] for index in sorted(order[: chosen.sample])]
    return [(one, bench.fate(file, tests, one.was, one.now, one.source)) for one in found]


def given(bench: Bench, known: dict) -> list[tuple]:
    """Mutants that are given and their fates."""
    rows = []
    for one in known.get("given", ()):
        text = (bench.run.root / one["file"]).read_text(encoding="utf-8")
        if text.count(one["was"]) != 1:
            sys.exit(f"{one['file']}: {one['was']!r} stands there {text.count(one['was'])} times")
        text = text.replace(one["was"], one["now"])
        rows.append((one, bench.fate(one["file"], one["tests"], one["was"], one["now"], text)))
    return rows


def told(name: str, rows: list[tuple], reasons: dict) -> Counter:
    """Print the row of a module and its survivors; return what was counted."""
    counted, lines = Counter(tried=len(rows)), []
    for one, fate in rows:
        why = reasons.get((name, one.was, one.now))
        counted["killed" if fate.killed else "explained" if why else "survived"] += 1
        if not fate.killed:
            lines.append(
                f"    {one.line}: {one.was}  ->  {one.now}" + (f"  ({why})" if why else "")
            )
    print(row(name, counted), *lines, sep="\n", flush=True)
    return counted


def row(name: str, counted: Counter) -> str:
    return f"{name:40}" + "".join(f"{counted[one]:10}" for one in COLUMNS)


COLUMNS = ("tried", "killed", "explained", "survived")


def main(words: list[str] | None = None) -> int:
    asked = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    asked.add_argument("--module", action="append", metavar="WING/NAME", help="this one alone")
    asked.add_argument("--all", action="store_true", help="all mutants, no sample")
    asked.add_argument("--sample", type=int, default=12, help="mutants of a module (12)")
    asked.add_argument("--seed", type=int, default=1, help="which sample (1)")
    asked.add_argument("--root", type=Path, default=ROOT, help="another checkout")
    chosen = asked.parse_args(words)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # what lies in the scratch folder goes
    (kept := chosen.root / "build" / "mutants").mkdir(parents=True, exist_ok=True)
    listed = chosen.root / "benchmarks" / "mutants.toml"
    known = tomllib.loads(listed.read_text(encoding="utf-8")) if listed.exists() else {}
    reasons = {
        (one["module"], one["was"], one["now"]): one["why"] for one in known.get("explained", ())
    }
    total = Counter()
    with tempfile.TemporaryDirectory() as scratch:
        bench = Bench(Run(chosen.root, Path(scratch)), kept / "fates.jsonl")
        print(f"{'':40}" + "".join(f"{one:>10}" for one in COLUMNS))
        for name in chosen.module or modules(chosen.root):
            total += told(name, studied(bench, name, chosen, reasons), reasons)
        rows = [] if chosen.module else given(bench, known)
    print(row("all", total))
    for one, fate in rows:
        print(f"given: {one['was']} -> {one['now']}: {'killed' if fate.killed else 'SURVIVED'}")
    return int(total["survived"] > 0 or not all(fate.killed for _, fate in rows))


if __name__ == "__main__":
    sys.exit(main())
