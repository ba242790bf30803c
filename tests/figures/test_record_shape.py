"""A record comes back whole and from its place, or is refused, however it broke."""

import copy
import json
import os
import shutil

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from messages import message
from ultralow.errors import UltralowError
from ultralow.figures import record_shape, records
from ultralow.paper import gallery

FIGURES = gallery.ROOT / "figures"
RECORD = {
    "parameters": {"material": "CsSnI3", "temperature_K": 300.0},
    "series": [
        {
            "label": "k",
            "grade": "R",
            "x": {"name": "T", "unit": "K", "values": [1.0, 2.0]},
            "y": {"name": "k", "unit": "1", "values": [0.1, 0.2], "band": [[0, 0], [1, 1]]},
            "about": {"source": ["a", "b"]},
        }
    ],
    "numbers": {"k": {"value": 0.2, "unit": "1", "uncertainty": None, "grade": "L"}},
    "checks": [{"claim": "E3", "verdict": "reproduced", "paper": "2", "here": "2"}],
    "inputs": [{"path": "data/a.csv", "sha256": "00"}],
}
WHOLE = json.dumps(RECORD)
SERIES, HEADLINE = ("series", 0), ("numbers", "k")


def changed(*place, to=..., drop=False):
    """The text of a record in which one value is another, or gone."""
    new = copy.deepcopy(RECORD)
    inner = new
    for step in place[:-1]:
        inner = inner[step]
    if drop:
        del inner[place[-1]]
    else:
        inner[place[-1]] = to
    return json.dumps(new)


BROKEN = {
    "empty": ("", "not complete JSON"),
    "cut off": (WHOLE[:-30], "not complete JSON"),
    "two in one": (WHOLE + WHOLE, "not complete JSON"),
    "null": ("null", "an object is wanted"),
    "list": ("[]", "an object is wanted"),
    "nothing": ("{}", "'parameters' is missing"),
    "NaN": (changed(*HEADLINE, "value", to=float("nan")), "NaN"),
    "a number of 400 digits": (WHOLE.replace("300.0", "1" * 400), "not a number"),
    "deep": ("[" * 99_000, "deeply nested"),
    "deep inside": (WHOLE[:-1] + ', "more": ' + "[" * 40 + "]" * 40 + "}", "deeply nested"),
    "no checks": (changed("checks", drop=True), "'checks' is missing"),
    "checks null": (changed("checks", to=None), "'checks' is None"),
    "a check null": (changed("checks", 0, to=None), "'checks[0]' is None"),
    "an unknown verdict": (changed("checks", 0, "verdict", to="fine"), "'checks[0].verdict'"),
    "a verdict in a list": (changed("checks", 0, "verdict", to=["fine"]), "'checks[0].verdict'"),
    "parameters null": (changed("parameters", to=None), "'parameters' is None"),
    "a parameter in a list": (changed("parameters", "temperature_K", to=[3]), "temperature_K"),
    "another material": (changed("parameters", "material", to="CsPbI3"), "of CsPbI3"),
    "numbers a list": (changed("numbers", to=[]), "'numbers' is []"),
    "a number null": (changed(*HEADLINE, to=None), "'numbers.k' is None"),
    "a number without a value": (changed(*HEADLINE, "value", drop=True), "numbers.k.value"),
    "an uncertainty in words": (changed(*HEADLINE, "uncertainty", to="small"), "uncertainty"),
    "no grade": (changed(*SERIES, "grade", to=""), "series[0].grade"),
    "a grade that is none": (changed(*SERIES, "grade", to="A"), "series[0].grade"),
    "one value more": (changed(*SERIES, "y", "values", to=[1, 2, 3]), "series[0]'.y.values"),
    "values null": (changed(*SERIES, "x", "values", to=None), "series[0].x.values"),
    "values true": (changed(*SERIES, "x", "values", to=[True, 1]), "series[0].x.values"),
    "values nested": (changed(*SERIES, "x", "values", to=[[1], [2]]), "series[0].x.values"),
    "half a band": (changed(*SERIES, "y", "band", to=[[0, 0]]), "band is no pair"),
    "a short band": (changed(*SERIES, "y", "band", to=[[0], [1]]), "y.band is no list of 2"),
    "a short uncertainty": (changed(*SERIES, "y", "uncertainty", to=[1]), "uncertainty is no"),
    "uncertainty null": (changed(*SERIES, "y", "uncertainty", to=None), "uncertainty is no"),
    "about nothing": (changed(*SERIES, "about", to=None), "about is no object"),
    "about one": (changed(*SERIES, "about", "source", to=["a"]), "about.source is no list"),
    "inputs without sums": (changed("inputs", 0, "sha256", drop=True), "sha256' is missing"),
}


def stored(folder, text, name="CsSnI3.json"):
    path = folder / "figures" / "one" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_a_whole_record_comes_back(tmp_path):
    assert record_shape.read(stored(tmp_path, WHOLE)) == RECORD


@pytest.mark.parametrize("path", records.find(FIGURES), ids=str)
def test_every_committed_record_keeps_the_rules(path):
    assert record_shape.read(FIGURES / path)["parameters"]["material"] == path.stem


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_record_is_refused_with_its_place_and_the_way_to_mend_it(tmp_path, case):
    text, part = BROKEN[case]
    path = stored(tmp_path, text)
    said = message(lambda: record_shape.read(path), "not a record", part, "make figures")
    assert said.startswith(f"{path}: ")
    assert said.count(path.name) == 1


def test_bytes_that_are_no_text_folders_pipes_and_links_to_nowhere_are_refused(tmp_path):
    path = stored(tmp_path, b"\xff\xfe")
    message(lambda: record_shape.read(path), "not UTF-8")
    path.unlink()
    for make in (os.mkfifo, os.mkdir, lambda place: os.symlink(place, place)):
        make(path)
        message(lambda: record_shape.read(path), "not a record")
        path.rmdir() if path.is_dir() and not path.is_symlink() else path.unlink()
    path.symlink_to("/dev/zero")
    message(lambda: record_shape.read(path), "not a record", "a device")


def test_a_record_in_the_place_of_another_figure_is_refused(tmp_path):
    place = tmp_path / "fig2_comparison" / "CsSnI3.json"
    place.parent.mkdir()
    shutil.copyfile(FIGURES / "fig4_thermoelectrics" / "CsSnI3.json", place)
    message(lambda: record_shape.read(place), "of fig4_thermoelectrics", "place of fig2_comparison")


TEXTS = st.sampled_from(["", "CsPbI3", "reproduced", "S", "\x00", "٣"])
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(width=32) | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=4,
)


@st.composite
def texts(draw):
    """The text of a record in which one place is changed, or which is cut off or littered."""
    how = draw(st.sampled_from(["change", "drop", "add", "cut", "litter"]))
    if how == "cut":
        return WHOLE[: draw(st.integers(0, len(WHOLE) - 1))].encode()
    if how == "litter":
        at = draw(st.integers(0, len(WHOLE)))
        return WHOLE[:at].encode() + draw(st.binary(min_size=1, max_size=3)) + WHOLE[at:].encode()
    new = copy.deepcopy(RECORD)
    inner, key = draw(st.sampled_from(list(places(new))))
    if how == "drop":
        del inner[key]
    elif how == "add" and isinstance(inner, dict):
        inner[draw(TEXTS)] = draw(JSON)
    else:
        inner[key] = draw(JSON)
    return json.dumps(new).encode()


def places(value):
    for key in value if isinstance(value, dict) else range(len(value)):
        yield value, key
        if isinstance(value[key], dict | list):
            yield from places(value[key])


@settings(max_examples=400, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=texts())
def test_whatever_becomes_of_a_record_is_refused_named_or_the_same(tmp_path, text):
    path = stored(tmp_path, text)
    try:
        found = record_shape.read(path)
    except UltralowError as problem:
        assert problem.mend and "\n" not in problem.what
        return
    assert records.compare(RECORD, found) or _close(found)
    records.summary(path.parents[1], tmp_path / "notebooks")


def _close(found):
    """Numbers within the tolerance, of whatever type; what is no number is equal."""
    pairs = zip(_leaves(RECORD), _leaves(found), strict=True)
    return all(
        a == b if isinstance(a, str) or a is None else abs(a - b) <= records.TOLERANCE
        for a, b in pairs
    )


def _leaves(value):
    if isinstance(value, dict | list):
        inner = value.values() if isinstance(value, dict) else value
        return [leaf for one in inner for leaf in _leaves(one)]
    return [value]
