"""Scripts and styles of a page, as a widget has them: its own, and for its own element alone."""

import re

from ultralow.explorer import front_end
from ultralow.widgets import page_front
from ultralow.widgets.live_picture import LivePicture


def test_colours_stand_at_the_element_and_follow_the_theme_of_the_notebook():
    text = page_front.styles([])
    assert ":root" not in text and "data-theme" not in text
    light, dark = re.findall(r"^(\S.*) \{\n  --ul-page", text, re.MULTILINE)
    assert (light, dark) == page_front.WIDGET


def test_both_themes_have_every_colour():
    text = page_front.COLORS.read_text(encoding="utf-8")
    light, dark = text.split(page_front.PAGE[1])
    names = re.compile(r"(--ul-[\w-]+):")
    assert names.findall(light) == names.findall(dark) != []


def test_every_colour_that_is_used_is_given():
    colors = page_front.COLORS.read_text(encoding="utf-8")
    for sheet in (page_front.PANEL, front_end.STYLE):
        text = sheet.read_text(encoding="utf-8")
        own = set(re.findall(r"(--ul-[\w-]+):", colors + text)) | {"--ul-top"}
        assert set(re.findall(r"var\((--ul-[\w-]+)", text)) <= own, sheet.name


def test_a_module_keeps_its_scripts_to_itself():
    for widget in (front_end.FrontEnd, LivePicture):
        assert widget._esm.startswith("const Ultralow = (function (window) {")
        assert len(re.findall(r"^export default", widget._esm, re.MULTILINE)) == 1
