"""A page records what it draws, and saves image and record together or not at all."""

import json

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from matplotlib.patches import Circle
from messages import message
from ultralow.figures import page as figures
from ultralow.figures import rounding, style
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
    assert ax.lines[0].get_ydata().tolist() == line["y"]["values"]
    assert ax.lines[1].get_ydata().tolist() == points["y"]["values"]
    assert line["x"] == {"name": "Temperature", "unit": "K", "values": [100, 200, 300]}
    assert line["y"]["band"][1] == [0.2, 0.4, 0.6]
    assert points["y"]["values"] == [0.111111, 0.222222, 0.333333]
    assert points["y"]["uncertainty"] == [0.011111, 0.022222, 0.033333]
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
    assert files(tmp_path) == ["CsSnI3.json", "CsSnI3.png", "CsSnI3.svg"]
    record = json.loads((tmp_path / "fig2_minimum_conductivity" / "CsSnI3.json").read_text())
    assert [one["path"] for one in record["inputs"]] == ["data/structures/materials.csv"]
    assert "figures_folder" not in record["parameters"]


def test_a_failed_save_leaves_nothing(page, tmp_path, monkeypatch):
    def fail(record):
        raise OSError("disk full")

    monkeypatch.setattr(figures, "dumps", fail)
    said = message(page.save, "CsSnI3.svg cannot be written: disk full", "another figures_folder")
    assert "To mend it" in said
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


@given(st.floats(allow_nan=True, allow_infinity=True, allow_subnormal=False))
def test_a_record_holds_six_digits_and_null_for_what_is_no_number(value):
    assume(not 0 < abs(value) < 1e-290)
    kept = json.loads(figures.dumps({"value": figures._plain(rounding.number(value))}))["value"]
    if np.isfinite(value):
        assert kept == pytest.approx(value, rel=1e-5, abs=0)
        assert float(f"{kept:.6g}") == kept
    else:
        assert kept is None


def everything(folder, noise):
    """A page with all kinds of series and much that is drawn beside it, its numbers noisy."""
    case = parameters.check("fig2_minimum_conductivity", {"figures_folder": str(folder)})
    page = figures.Page(case, (2, 3), "page", 100)
    a, b, c, d, e, f = page.axes
    x = np.linspace(0, 9, 181)
    for ax, scales in ((a, {}), (b, {"xscale": "log", "yscale": "log"}), (c, {}), (d, {})):
        page.axis(ax, ("Temperature", "K"), ("Conductivity", "W m-1 K-1"), **scales)
    wave = np.sin(np.pi * x / 6) / 3
    page.line(a, "wave", noise(x), noise(wave), "R", (noise(wave - 0.1), noise(wave + 0.1)))
    page.points(a, "spots", noise(x[::9]), noise(wave[::9]), "S", noise(np.full(21, 0.05)))
    a.axvline(float(noise(20 / 3)), color="grey")
    a.fill_between(noise(x), noise(wave), alpha=0.2)
    page.line(b, "power", noise(1 + x), noise(1e-9 * (1 + x) ** 7), "R")
    page.points(b, "spread", noise(2.0), noise(1e-6), "X", x_uncertainty=noise(np.array([0.5])))
    cloud = np.random.default_rng(0).random((2, 1500))
    page.points(c, "cloud", *noise(cloud), "R", marker=".", rasterized=True)
    page.categories(d, ["one", "two"])
    page.points(d, "named", noise(np.array([0.3, 0.7])), ["one", "two"], "L", shift=0.1)
    disc = noise(np.array([0.5, 0.5, 1 / 3]))
    e.add_patch(Circle(disc[:2], disc[2], facecolor=noise(np.array([0.5, 0.25, 1 / 3, 0.5]))))
    e.quiver(*noise(np.random.default_rng(1).random((4, 30))))
    e.text(*disc[:2], "words", rotation=30)
    f.stackplot(x, noise(np.abs(np.cos([x, 2 * x]))))
    f.axvspan(float(noise(1 / 3)), float(noise(5.0)), alpha=0.3)
    page.legend(a, "upper right")
    page.letters()
    page.number("share", float(noise(np.float64(1 / 3))), "1", "R", float(noise(0.125)))
    return [path.read_bytes() for path in page.save()]


@pytest.fixture(scope="module")
def quiet(tmp_path_factory):
    return everything(tmp_path_factory.mktemp("quiet"), np.asarray)


@pytest.mark.parametrize("seed", range(3))
def test_noise_between_processors_changes_no_byte(tmp_path, quiet, seed):
    rng = np.random.default_rng(seed)

    def noise(values):
        values = np.asarray(values, float)
        return values * (1 + 1e-13 * rng.uniform(-1, 1, values.shape)) + 1e-16 * rng.normal()

    assert everything(tmp_path, noise) == quiet


def test_what_is_more_than_noise_changes_image_and_record(tmp_path, quiet):
    moved = everything(tmp_path, lambda values: np.asarray(values, float) * 1.002)
    assert [one == other for one, other in zip(moved, quiet, strict=True)] == [False] * 3
