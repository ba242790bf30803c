"""What an art editor asks of every stored figure, as far as a test can see it."""

import json
import re
from xml.etree import ElementTree

import numpy as np
import pytest
from PIL import Image
from ultralow.figures import alt_text
from ultralow.paper import gallery

SVG = "{http://www.w3.org/2000/svg}"
# In points, at the width at which a figure is printed: 86 mm in a column, 178 mm across both.
LEAST, COLUMN, ACROSS = 5, 86, 178
ENTRIES = 6
POINTS_A_MM = 72 / 25.4
PICTURES = sorted(
    path
    for one in gallery.figures().values()
    for path in (gallery.ROOT / "figures" / one.name).glob("*.svg")
)


@pytest.fixture(params=PICTURES, ids=lambda one: f"{one.parent.name}-{one.stem}")
def path(request):
    return request.param


def root_of(path):
    return ElementTree.fromstring(path.read_text(encoding="utf-8"))


def texts(path):
    """The words of a picture, each as one text."""
    return ["".join(one.itertext()) for one in root_of(path).iter(f"{SVG}text")]


def sizes(path):
    """The sizes of all letters of an SVG in its own points."""
    return [float(one) for one in re.findall(r"font(?:-size)?: *([0-9.]+)px", path.read_text())]


def test_words_are_words_in_a_font_that_readers_have(path):
    assert len(texts(path)) > 4
    families = set(re.findall(r'font-family: ([^;}"]*)', path.read_text(encoding="utf-8")))
    assert families
    for family in families:
        assert "Verdana" in family and family.endswith("sans-serif")


def test_no_letter_is_smaller_than_five_points_in_print(path):
    width = float(root_of(path).get("width").removesuffix("pt"))
    printed = COLUMN if width < 100 * POINTS_A_MM else ACROSS
    assert sizes(path)
    assert min(sizes(path)) * printed * POINTS_A_MM / width >= LEAST


def test_title_and_description_say_what_is_drawn_and_where_its_numbers_are(path):
    root, record = root_of(path), json.loads(path.with_suffix(".json").read_text())
    title, description = root.find(f"{SVG}title").text, root.find(f"{SVG}desc").text
    assert list(root)[:2] == [root.find(f"{SVG}title"), root.find(f"{SVG}desc")]
    assert root.get("role") == "img"
    assert title == alt_text.title(record, path.parent.name)
    assert gallery.figure(path.parent.name).caption.strip() in description
    assert alt_text.describe(record, path.parent.name) in description
    assert f"{path.parent.name}/{path.stem}.json" in description


def test_a_potential_has_a_name_and_its_code_is_told_once(path):
    told = " ".join(texts(path))
    codes = re.findall(r"7net-[a-z0-9]+(?:-tuned)?", told)
    named = re.findall(r"[Pp]otential [AB] \((7net-[a-z0-9]+(?:-tuned)?)\)", told)
    assert sorted(codes) == sorted(named) == sorted(set(codes))
    for letter, code in (("A", "7net-l3i5"), ("B", "7net-0")):
        tuned = re.search(rf"[Tt]uned potential {letter}", told)
        assert bool(tuned) == (f"{code}-tuned" in codes)
        shipped = re.search(rf"(?<![Tt]uned )[Pp]otential {letter}", told)
        assert bool(shipped) == (code in codes)


def test_every_grade_in_a_picture_is_explained_below_it(path):
    told = " ".join(texts(path))
    for letter in set(re.findall(r"\[([SDRLXG])\]", told)):
        assert re.search(rf"\[{letter}\] [a-z]", told), letter


def test_a_picture_stands_on_white(path):
    with Image.open(path.with_suffix(".png")) as image:
        pixels = np.asarray(image.convert("RGB"))
    edges = (pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1])
    assert all((edge == 255).all() for edge in edges)


def test_a_legend_has_at_most_six_entries(path):
    legends = [one for one in root_of(path).iter(f"{SVG}g") if one.get("class") == "legend"]
    entries = [len(list(one.iter(f"{SVG}text"))) for one in legends]
    assert max(entries, default=0) <= ENTRIES
    assert entries


def test_no_panel_has_bars_which_a_logarithmic_axis_cannot_carry():
    for module in (gallery.ROOT / "lib" / "ultralow" / "figures").glob("*.py"):
        assert not re.search(r"\.barh?\(", module.read_text(encoding="utf-8")), module.name
