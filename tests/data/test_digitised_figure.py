"""A digitised figure: what its clicks read, the same bytes again, and files that cannot be."""

import json

import numpy as np
import pytest
from clicked import figure
from hypothesis import given
from hypothesis import strategies as st
from messages import message
from ultralow.data import digitised_figure, tables
from ultralow.errors import UltralowError


def points(found):
    return tables.points_of(digitised_figure.table(found).encode(), "mine.csv")


def test_the_table_has_what_the_clicks_read_as_grade_x_with_the_doi():
    read = points(figure())
    assert read["temperature_K"].tolist() == [50, 75, 100, 125, 150, 175, 100]
    assert read["value"].tolist() == [0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.45]
    assert set(read["grade"]) == {"X"}
    assert read["source"][0] == "Fig. 2C of 10.1073/pnas.1711744114, wire, digitised"


def test_the_uncertainty_is_that_of_a_point_alone_with_slope_and_with_half_its_bar():
    read = points(figure())
    # The film's point: one pixel is 0.0025; the four clicks add (1-t)2 + t2 + ... as by hand,
    # s = 1/3, t = 0.45, one click being the corner of both: (t - 1 + s)2 + s2 + t2 = 0.360625.
    assert read["uncertainty"][6] == pytest.approx(0.0025 * np.sqrt(1.360625), rel=0.02)
    # The second has a bar of 40 px, half of it 0.05: the reading error is a twentieth of that.
    assert read["uncertainty"][1] == pytest.approx(0.05, rel=0.02)
    # The wire's slope is 0.4 px for 1 px: an error of the temperature adds, and not by much.
    steep = np.sqrt(1 + 0.4**2) * 0.0025
    assert steep < read["uncertainty"][2] < 1.6 * steep


@given(st.lists(st.tuples(*[st.floats(0.5, 600)] * 2), min_size=1, max_size=6), st.booleans())
def test_clicks_come_back_from_json_with_the_same_bytes(pixels, bar):
    first, second = figure().series
    new = tuple(digitised_figure.Point(p, (p, p) if bar else None) for p in pixels)
    found = figure(series=(type(first)("a", *list(vars(first).values())[1:4], new), second),
                   further=((100.0, None, (300.0, 500.0)),))  # fmt: skip
    text = digitised_figure.json_text(found)
    again = digitised_figure.parse(text.encode(), "mine")
    assert digitised_figure.json_text(again) == text
    assert digitised_figure.table(again) == digitised_figure.table(found)


def spoilt(change):
    held = json.loads(digitised_figure.json_text(figure(further=((150.0, 0.0, (400, 500)),))))
    change(held)
    return json.dumps(held).encode()


BAD = {
    "no source": (lambda h: h.pop("source"), "'source' is missing"),
    "no doi": (lambda h: h["source"].update(doi="mine"), "'mine' is no DOI"),
    "a text for a pixel": (
        lambda h: h["series"][0]["points"][2].update(pixel="here"),
        "'series[0].points[2].pixel' is 'here'",
    ),
    "one number": (lambda h: h["series"][0]["points"][2].update(pixel=[1]), "[1] is no pair"),
    "far away": (
        lambda h: h["series"][0]["points"][0].update(pixel=[1e9, 1]),
        "numbers from -100000 to 100000 pixels is wanted",
    ),
    "outside": (
        lambda h: h["series"][1]["points"][0].update(pixel=[801, 1]),
        "[801, 1] lies outside the picture",
    ),
    "a bar outside": (
        lambda h: h["series"][0]["points"][0].update(bar=[[50, 40], [50, 9000]]),
        "[50, 9000] lies outside the picture",
    ),
    "above": (lambda h: h["further_clicks"][0].update(pixel=[1, -1]), "outside the picture"),
    "half a bar": (
        lambda h: h["series"][0]["points"][0].update(bar=[[1, 2]]),
        "null or the pixels of both ends is wanted",
    ),
    "three numbers": (
        lambda h: h["series"][0]["points"][0].update(bar=[[1, 2, 3], [1, 2, 3]]),
        "null or the pixels of both ends is wanted",
    ),
    "three clicks": (lambda h: h["axes"]["clicks"].pop(), "two clicks on x, then two on y"),
    "no points": (lambda h: h["series"][1].update(points=[]), "give each series a point"),
    "no series": (lambda h: h.update(series=[]), "0 points in 0 series"),
    "too many": (
        lambda h: h["series"][0].update(points=h["series"][0]["points"] * 4000),
        "24001 points in 2 series",
    ),
    "no picture": (lambda h: h.update(image=5), "'image' is 5, and an object is wanted"),
    "no hash": (lambda h: h["image"].update(sha256="x"), "64 hexadecimal digits is wanted"),
    "no error": (lambda h: h.update(pixel_error=0), "'pixel_error' is 0"),
    "log of zero": (lambda h: h["axes"].update(x_log=True), "x is logarithmic, and 0"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_file_of_clicks_that_cannot_be_is_refused_in_one_message(name):
    change, said = BAD[name]
    message(lambda: digitised_figure.parse(spoilt(change), "mine.json"), said, "To mend it")


def test_what_is_no_json_is_refused(tmp_path):
    for raw in (b"", b"{", b"\xff", b"[1]", b'{"source": NaN}'):
        (tmp_path / "mine.json").write_bytes(raw)
        with pytest.raises(UltralowError, match="mine.json"):
            digitised_figure.load(tmp_path / "mine.json")
