"""A digitised figure under way: one step after the other, and whole at the end."""

import json

import numpy as np
import pytest
from clicked import CLICKS, DOI, IMAGE, VALUES, figure
from messages import message
from ultralow.data import digitised_draft as draft
from ultralow.data import digitised_figure


def steps():
    """Drafts from the empty one to the whole one, each with one thing more, and the steps to it."""
    one = draft.empty("CsSnI3")
    for axis, pixel, value, label in zip("xxyy", CLICKS, VALUES, draft.LABELS, strict=True):
        yield json.loads(json.dumps(one)), f"Click on the {label}."
        one["axes"]["clicks"].append({"axis": axis, "value": None, "pixel": pixel})
        kelvins = ", in kelvins" if axis == "x" else ""
        yield json.loads(json.dumps(one)), f"Type the value at the {label}{kelvins}."
        one["axes"]["clicks"][-1]["value"] = value
    yield json.loads(json.dumps(one)), "Click on the points of the series."
    one["series"][0]["points"].append({"pixel": [200, 300], "bar": None})
    yield json.loads(json.dumps(one)), "Give the DOI of the source, and which figure of it this is."
    one["source"] = {"doi": DOI, "figure": "Fig. 2C"}
    yield one, draft.SAVE


def test_each_step_is_told_and_only_the_last_can_be_saved():
    *before, (last, _) = steps()
    assert draft.step(draft.empty("CsSnI3"), None).startswith("Drop a picture")
    for one, told in before:
        assert draft.step(one, IMAGE) == told
        assert draft.placed(one) == (one != draft.empty("CsSnI3"))
        message(lambda held=one: draft.whole(held, IMAGE), "the figure is not complete",
                told[1:-1])  # fmt: skip
    assert draft.step(last, IMAGE) == draft.SAVE
    found = draft.whole(last, IMAGE)
    assert (found.doi, found.image, len(found.series[0].points)) == (DOI, IMAGE, 1)


def test_axes_are_calibrated_once_all_four_values_are_there():
    assert [draft.calibrated(one) for one, _ in steps()] == 8 * [False] + 3 * [True]


def test_a_figure_becomes_a_draft_and_the_same_figure():
    before = figure()
    again = draft.whole(draft.of(before), before.image)
    assert digitised_figure.json_text(again) == digitised_figure.json_text(before)


def test_points_are_read_before_the_source_is_known():
    (one,) = [held for held, told in steps() if told.startswith("Give the DOI")]
    found = draft.so_far(one)
    x, y, _ = digitised_figure.readings(found, found.series[0])
    np.testing.assert_allclose([x, y], [[50], [0.5]])


def test_empty_series_and_further_clicks_without_value_are_left_out():
    held = draft.of(figure())
    held["series"].append({**held["series"][0], "name": "nothing yet", "points": []})
    held["further_clicks"].append({"x": None, "y": None, "pixel": [5, 5]})
    found = draft.whole(held, IMAGE)
    assert [one.name for one in found.series] == ["wire", "film"] and found.further == ()


def test_two_series_of_one_name_are_refused():
    held = draft.of(figure())
    held["series"][1]["name"] = "wire"
    message(lambda: draft.whole(held, IMAGE), "two series are called 'wire'", "name them")


@pytest.mark.parametrize("doi", ["my thesis", "10.1/x"])
def test_a_source_without_a_doi_is_refused(doi):
    held = draft.of(figure())
    held["source"]["doi"] = doi
    message(lambda: draft.whole(held, IMAGE), "is no DOI")


def test_clicks_fit_a_picture_that_is_large_enough():
    held = draft.of(figure())
    assert draft.fits(held, IMAGE) and draft.fits(draft.empty("CsSnI3"), {"width": 1, "height": 1})
    assert not draft.fits(held, {"width": 449, "height": 600})
    assert not draft.fits(held, {"width": 800, "height": 499})
    point = held["series"][0]["points"][0]
    point["bar"] = [point["pixel"], [point["pixel"][0], IMAGE["height"] + 1]]
    assert not draft.fits(held, IMAGE)
