"""A page records what it draws, and saves image and record together or not at all."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from ultralow.figures import page as figures
from ultralow.figures import style
from ultralow.paper import gallery, parameters


@pytest.fixture
def page(tmp_path):
    case = parameters.check("fig2_minimum_conductivity", {"figures_folder": str(tmp_path)})
    page = figures.Page(case)
    page.axis(page.axes[0], ("Temperature", "K"), ("Conductivity", "W m-1 K-1"))
    return page


def files(folder):
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


def test_what_is_drawn_is_what_is_recorded(page):
    x = np.array([100.0, 200.0, 300.0])
    ax = page.axes[0]
    page.line(ax, "curve", x, x / 1000, "R", band=(x / 2000, x / 500))
    page.points(ax, "points", x, x / 900, "S", uncertainty=x / 9000)
    line, points = page.record["series"]
    np.testing.assert_allclose(ax.lines[0].get_ydata(), line["y"]["values"], rtol=1e-9)
    np.testing.assert_allclose(ax.lines[1].get_ydata(), points["y"]["values"], rtol=1e-9)
    assert line["x"] == {"name": "Temperature", "unit": "K", "values": [100, 200, 300]}
    assert line["y"]["band"][1] == [0.2, 0.4, 0.6]
    assert points["y"]["uncertainty"] == pytest.approx([1 / 90, 2 / 90, 3 / 90], rel=1e-9)
    legend = ax.get_legend_handles_labels()[1]
    assert sorted(legend) == ["curve [R]", "points [S]"]


def test_named_places_are_drawn_at_their_row_and_recorded_by_name(page):
    ax = page.axes[0]
    page.categories(ax, ["first", "second"])
    page.points(ax, "one", [0.3], ["second"], "L")
    assert list(ax.lines[0].get_ydata()) == [1]
    assert page.record["series"][0]["y"]["values"] == ["second"]


def test_an_axis_carries_its_unit(page):
    assert page.axes[0].get_ylabel() == "Conductivity (W m⁻¹ K⁻¹)"
    assert style.axis_label("zT", "1") == "zT"
    assert style.unit_label("uV K-1") == "µV K⁻¹"


def test_image_and_record_are_saved_together_and_nothing_else(page, tmp_path):
    page.save()
    assert files(tmp_path) == ["CsPbBr3.json", "CsPbBr3.png", "CsPbBr3.svg"]
    record = json.loads((tmp_path / "fig2_minimum_conductivity" / "CsPbBr3.json").read_text())
    assert [one["path"] for one in record["inputs"]] == ["data/structures/materials.csv"]
    assert "figures_folder" not in record["parameters"]


def test_a_failed_save_leaves_nothing(page, tmp_path, monkeypatch):
    def fail(record):
        raise OSError("disk full")

    monkeypatch.setattr(figures, "dumps", fail)
    with pytest.raises(OSError, match="disk full"):
        page.save()
    assert files(tmp_path) == []


def test_two_saves_are_byte_equal(page, tmp_path):
    page.line(page.axes[0], "curve", np.arange(50.0), np.sin(np.arange(50.0)), "R")
    first = [path.read_bytes() for path in page.save()]
    assert first == [path.read_bytes() for path in page.save()]


def test_only_the_papers_case_goes_to_the_committed_figures(monkeypatch):
    monkeypatch.delenv("ULTRALOW_FIGURES", raising=False)

    def folder(**given):
        return figures.folder(parameters.check("fig2_comparison", given))

    assert folder() == gallery.ROOT / "figures"
    assert folder(material="CsPbI3") == gallery.ROOT / "figures"
    assert folder(minimum_model="clarke") == gallery.ROOT / "build" / "explored"


@given(st.floats(allow_nan=True, allow_infinity=True))
def test_a_record_holds_ten_digits_and_null_for_what_is_no_number(value):
    kept = json.loads(figures.dumps({"value": figures._plain(value)}))["value"]
    if np.isfinite(value):
        assert kept == pytest.approx(value, rel=1e-9, abs=0)
    else:
        assert kept is None
