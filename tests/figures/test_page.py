"""A page records what it draws, and saves image and record together or not at all."""

import io
import json
import re
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from matplotlib.patches import Circle
from PIL import Image
from ultralow.figures import page as figures
from ultralow.figures import rendering, rounding, style
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


def test_an_image_is_packed_without_loss():
    pixels = np.random.default_rng(0).integers(0, 256, (23, 31, 4), dtype=np.uint8)
    pixels[5:15] = pixels[4]
    for shown in (pixels, pixels[..., :3]):
        file = Image.open(io.BytesIO(rendering.encoded(shown, 144)))
        assert np.array_equal(np.asarray(file), shown)
        assert file.info["dpi"] == pytest.approx((144, 144), abs=0.01)


def test_a_lean_svg_shows_the_same_paths(page):
    page.line(page.axes[0], "curve", np.arange(50.0), np.sin(np.arange(50.0)), "R")
    page.points(page.axes[0], "spots", [3.0, 7.0], [0.5, 0.2], "S", uncertainty=[0.1, 0.1])
    page.axes[0].text(5, 0, "words", rotation=30)
    page.legend(page.axes[0], "upper right")
    rendering.settle(page.figure)
    root = ElementTree.fromstring(rendering.svg(page.figure))
    names = [one.get("id") for one in root.iter() if one.get("id")]
    assert len(names) == len(set(names))
    used = {value[1:] for one in root.iter() for key, value in one.items() if key.endswith("href")}
    assert used <= set(names)
    assert {"n1", "n2"} <= set(names)
    # The curve itself, told from point to point: summed up, each point is where it was drawn.
    cut = [one for one in root.iter() if one.get("clip-path")]
    curve = max((one.get("d", "") for group in cut for one in group.iter()), key=len)
    numbers = np.array(re.findall(r"-?[0-9]*[.]?[0-9]+", curve), float).reshape(-1, 2)
    line, figure = page.axes[0].lines[0], page.figure
    shown = line.get_transform().transform(line.get_xydata()) * 72 / figure.dpi
    shown = shown * [1, -1] + [0, 72 * figure.get_figheight()]
    assert np.cumsum(numbers, axis=0) == pytest.approx(shown, abs=0.02)


@given(arrays(float, st.integers(1, 40), elements=st.floats(-1e6, 1e6)))
def test_rounding_is_once_and_for_all(values):
    assume(not 0 < np.abs(values).max() < 1e-280)
    shown = rounding.drawn(values)
    assert rounding.drawn(shown).tolist() == shown.tolist()
    assert not np.signbit(shown[shown == 0]).any()
    assert np.abs(shown - values).max() <= 1e-5 * np.abs(values).max()
    assert rounding.drawn(["a", "b"]).tolist() == ["a", "b"]


@pytest.mark.parametrize("scale", [1e-20, 1e-6, 1.0, 3e7])
def test_rounding_turns_at_no_fraction_that_numbers_like_to_have(scale):
    """Halves, thirds and eighths of the last digit stand far from where rounding turns."""
    exact = np.array([n / d for d in (1, 2, 3, 4, 5, 6, 8, 16) for n in range(1, 60)]) * 1e-5
    values = np.r_[1.0, exact] * scale
    rng = np.random.default_rng(0)
    for _ in range(20):
        noisy = values * (1 + 1e-12 * rng.uniform(-1, 1, len(values)))
        assert rounding.drawn(noisy).tolist() == rounding.drawn(values).tolist()


def test_a_readers_own_style_does_not_show():
    import matplotlib

    matplotlib.rcParams["font.size"] = 30
    style.sheet(50, 50)
    assert matplotlib.rcParams["font.size"] == style.STYLE["font.size"]


def test_every_grade_has_a_marker_and_a_dash_of_its_own_kind():
    assert set(style.MARKERS) == set(style.DASHES) == set(style.GRADES)
    assert len(set(style.MARKERS.values())) == len(style.MARKERS)
