"""Panels of the digitiser: where a robot clicked, what it read, and how far off it was."""

import numpy as np
from ultralow.data import digitised_figure
from ultralow.figures import digitised_panels, practice_print
from ultralow.figures.page import Page
from ultralow.paper import parameters


def test_what_is_drawn_is_what_was_clicked_and_read():
    scan = practice_print.scan()
    found = practice_print.robot(scan, 1.0, 3)
    page = Page(parameters.check("digitise", {}), (1, 3), "page", 62)
    digitised_panels.clicks(page, page.axes[0], scan, found)
    error = digitised_panels.readings(page, page.axes[1], found)
    off = digitised_panels.misses(page, page.axes[2], found)
    series = {one["label"]: one for one in page.record["series"]}
    assert list(series) == ["clicks on labels", "clicks on points", "printed", "read"]
    columns = [one.pixel[0] for one in found.series[0].points]
    np.testing.assert_allclose(series["clicks on points"]["x"]["values"], columns, atol=0.01)
    x, y, expected = digitised_figure.readings(found, found.series[0])
    np.testing.assert_array_equal(error, expected)
    np.testing.assert_allclose(off * error, y - practice_print.conductivity(x), atol=1e-15)
    assert len(off) == practice_print.TEMPERATURES.size
    low, high = page.axes[2].get_ylim()
    assert low < off.min() and off.max() < high
