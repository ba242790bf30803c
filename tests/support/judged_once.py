"""All verdicts of the scorecard: judged once in a run of tests, whichever process asks first."""

import fcntl
import importlib
import json
import pkgutil
from dataclasses import asdict
from typing import NamedTuple

import pytest
from ultralow import evidence
from ultralow.evidence import scorecard
from ultralow.paper import claims, tolerances

MODULES = [
    importlib.import_module(f"ultralow.evidence.{one.name}")
    for one in pkgutil.iter_modules(evidence.__path__)
]


class Judged(NamedTuple):
    """Verdicts by claim, and what their judges asked of the table of tolerances."""

    verdicts: dict[str, claims.Verdict]
    asked: set[tuple[str, str]]


def in_folder(folder):
    """What was judged into a folder that the processes of one run share; judges if nobody did."""
    kept = folder / "judged.json"
    with (folder / "judged.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.exists():
            text = json.dumps(_judge())
            kept.write_text(text)
    read = json.loads(kept.read_text())
    verdicts = {one["id"]: claims.Verdict(**one) for one in read["verdicts"]}
    return Judged(verdicts, {(claim, name) for claim, name in read["asked"]})


def ask_another_table(patch, other):
    """Let every judge ask another table of tolerances."""
    for module in (*MODULES, claims.tolerances):
        patch.setattr(module, "tolerance", other, raising=False)


def _judge():
    asked, true = set(), tolerances.tolerance

    def noted(claim, name="tolerance"):
        asked.add((claim, name))
        return true(claim, name)

    with pytest.MonkeyPatch.context() as patch:
        ask_another_table(patch, noted)
        found = scorecard.verdicts()
    return {"verdicts": [asdict(one) for one in found], "asked": sorted(asked)}
