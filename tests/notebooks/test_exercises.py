"""What "Try it" promises is what happens: each change is run, and its record looked into."""

import ast
import os
import re
import shlex
import subprocess
import sys

import nbformat
import numpy as np
import pytest
import yaml
from patience import PATIENCE
from ultralow.figures import records
from ultralow.paper import gallery

pytestmark = pytest.mark.long(415)

EXERCISES = yaml.safe_load((gallery.NOTEBOOKS / "exercises.yml").read_text(encoding="utf-8"))
NOTEBOOKS = gallery.figures() | gallery.companions()
ALL = [(name, n) for name, entries in EXERCISES.items() for n in range(1, len(entries) + 1)]
WARM = [sys.executable, "-m", "ultralow.kernels.fork_server"]
SAME = 1e-9  # relative, for "unchanged": far below what any of them could see


def exercise(name, number):
    return EXERCISES[name][number - 1]


def settings(name, number):
    """The two runs that an exercise compares, as (notebook, parameters)."""
    one = exercise(name, number)
    return (name, one.get("from", {})), (name, one["set"])


def stem(run):
    """A folder for the record of a run."""
    name, changes = run
    return re.sub(r"[^\w.=+-]", "_", "+".join([name, *(f"{k}={v}" for k, v in changes.items())]))


@pytest.fixture(scope="module")
def record(request, tmp_path_factory):
    """A function from a run to its record; all that is asked for runs first, in a warm process."""
    folder = tmp_path_factory.mktemp("exercises")
    asked = [
        (item.callspec.params["name"], item.callspec.params["number"])
        for item in request.session.items
        if getattr(item, "function", None) is test_the_effect_is_the_one_stated
    ]
    runs = {stem(run): run for pair in asked for run in settings(*pair) if not committed(run)}
    lines = []
    for place, (name, changes) in runs.items():
        given = changes | {"figures_folder": str(folder / place)}
        words = [w for k, v in given.items() for w in ("-p", k, str(v))]
        job = [*WARM, "papermill", "--log", f"{folder / place}.log",
               str(NOTEBOOKS[name].notebook), f"{folder / place}.ipynb", *words,
               "--no-progress-bar"]  # fmt: skip
        lines.append(shlex.join(job))
    (folder / "runs").write_text("\n".join(lines))
    serve = [*WARM, "serve", "--", "sh", str(folder / "runs")]
    subprocess.run(serve, cwd=gallery.ROOT, env=os.environ, timeout=PATIENCE)

    def read(run):
        name, changes = run
        material = changes.get("material", NOTEBOOKS[name].parameters["material"])
        path = committed(run) or folder / stem(run) / name / f"{material}.json"
        log = folder / f"{stem(run)}.log"
        assert path.exists(), log.read_text()[-3000:] if log.exists() else f"{path} is missing"
        return records.read(path)

    return read


def committed(run):
    """The committed record of a run of the paper's case; None for any other."""
    name, changes = run
    if name in gallery.companions() or set(changes) - {"material"}:
        return None
    material = changes.get("material", NOTEBOOKS[name].parameters["material"])
    return gallery.ROOT / "figures" / name / f"{material}.json"


def look(record, effect):
    """The number, or first name, that an effect is about; NaN where the record has none."""
    if "number" in effect:
        return record["numbers"].get(effect["number"], {"value": np.nan})["value"]
    named = [one for one in record["series"] if one["label"] == effect["series"]]
    if len(named) < effect.get("occurrence", 1):
        return np.nan
    if "there" in effect:
        return 1.0
    series = named[effect.get("occurrence", 1) - 1]
    x, y = (np.array(series[axis]["values"]) for axis in "xy")
    low, high = effect.get("over", (-np.inf, np.inf))
    kept = (x >= low) & (x <= high) if x.dtype.kind in "fi" else np.full(x.shape, True)
    if effect.get("count"):
        return float(kept.sum())
    if "first" in effect:
        return y[0]
    return float(y[kept].mean()) if kept.any() else np.nan


def failures(effects, before, after):
    """The effects that did not happen, with the numbers seen."""
    failed = []
    for effect in effects:
        old, new = look(before, effect), look(after, effect)
        held = []
        if "goes" in effect:
            near = abs(new - old) <= SAME * abs(old)
            directions = {"up": new > old and not near, "down": new < old and not near}
            held.append(near if effect["goes"] == "unchanged" else directions[effect["goes"]])
        if "times" in effect:
            held.append(effect["times"][0] <= new / old <= effect["times"][1])
        if "is" in effect:
            held.append(effect["is"][0] <= new <= effect["is"][1])
        if "there" in effect:
            held.append(np.isfinite(new) == effect["there"])
        if "first" in effect:
            held.append(new == effect["first"])
        if not held or not all(held):
            failed.append(f"{effect}: {old} became {new}")
    return failed


@pytest.mark.parametrize("name, number", ALL, ids=lambda value: str(value))
def test_the_effect_is_the_one_stated(record, name, number):
    before, after = (record(run) for run in settings(name, number))
    assert failures(exercise(name, number)["effects"], before, after) == []


def items(name):
    """The numbered changes under "Try it" in a notebook, one text each."""
    cells = nbformat.read(NOTEBOOKS[name].notebook, as_version=4).cells
    (text,) = [cell.source for cell in cells if cell.source.startswith("## Try it")]
    return re.findall(r"^\d\. (.*(?:\n(?!\d\. ).+)*)", text, re.MULTILINE)


def assignments(text):
    """``name = value`` in code spans, as parameters."""
    spans = re.findall(r"`(\w+ = [^`]+)`", text)
    return {name: ast.literal_eval(value) for name, value in (one.split(" = ") for one in spans)}


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_every_change_in_words_is_one_that_is_checked(name):
    told = [assignments(item) for item in items(name)]
    assert name in EXERCISES, f"notebooks/exercises.yml has no entry {name}; it needs {told}"
    checked = [entry["set"] for entry in EXERCISES[name]]
    assert told == checked, f"notebooks/exercises.yml differs from the words of {name}"
    assert len(told) >= 3
    defaults = NOTEBOOKS[name].parameters
    for entry in EXERCISES[name]:
        assert set(entry) <= {"set", "from", "effects", "predict", "mistakes"}
        assert set(entry["set"]) <= set(defaults)
        assert entry["effects"]
        assert all(value != defaults[key] for key, value in entry["set"].items())


@pytest.mark.parametrize("name, number", ALL, ids=lambda value: str(value))
def test_what_counts_as_right_is_what_is_checked(name, number):
    """A range of right answers holds all that the effect may be; a way is the effect's own."""
    entry = exercise(name, number)
    predicted = entry["predict"]
    assert set(predicted) <= {"what", "effect", "goes", "times", "is", "choices", "right"}
    effect = entry["effects"][predicted.get("effect", 1) - 1]
    if "goes" in predicted:
        low, high = effect.get("times", (1, 1))
        assert predicted["goes"] == effect.get("goes", "down" if high < 1 else "up"), low
    for kind in {"times", "is"} & set(predicted):
        assert predicted[kind][0] <= effect[kind][0] <= effect[kind][1] <= predicted[kind][1]
    for wrong in entry.get("mistakes", []):
        assert len(wrong["says"]) > 20 and wrong["says"].endswith(".")


def test_no_entry_is_without_a_notebook():
    assert set(EXERCISES) <= set(NOTEBOOKS)


def test_an_effect_that_does_not_happen_is_seen():
    old = {"numbers": {"x": {"value": 2.0}}, "series": []}
    new = {"numbers": {"x": {"value": 3.0}}, "series": []}
    good = [{"number": "x", "goes": "up", "times": [1.4, 1.6], "is": [3, 3]}]
    assert failures(good, old, new) == []
    for wrong in ({"goes": "down"}, {"goes": "unchanged"}, {"times": [1, 1.4]}, {"is": [0, 2]}, {}):
        assert failures([{"number": "x"} | wrong], old, new) != []
    assert failures([{"series": "y", "there": True}], old, new) != []
    assert failures([{"number": "z", "goes": "up"}], old, new) != []
