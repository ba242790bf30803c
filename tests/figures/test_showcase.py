"""README and notebooks show what is stored: picture, result and caption, never typed."""

import html
import json
import re
import shutil

import nbformat
import pytest
from ultralow.__main__ import main
from ultralow.errors import UltralowError
from ultralow.figures import alt_text, records, showcase
from ultralow.paper import gallery

MEND = "run `python -m ultralow gallery`"
FIGURES = gallery.figures().values()
README = (gallery.ROOT / "README.md").read_text(encoding="utf-8")


def test_readme_and_notebooks_show_what_is_stored():
    assert [path.name for path in showcase.stale()] == [], MEND


@pytest.mark.parametrize("figure", FIGURES, ids=lambda one: one.name)
def test_a_notebook_shows_its_figure_before_it_derives_it(figure):
    first, second, *others = nbformat.read(figure.notebook, as_version=4).cells
    assert first.source.startswith("# ") and second.id == showcase.CELL
    assert not [cell for cell in others if cell.id == showcase.CELL]
    material = figure.parameters["material"]
    picture, told = second.source.split("\n\n")[:2]
    (source,) = re.findall(r'src="([^"]+)"', picture)
    stored = gallery.ROOT / "figures" / figure.name / f"{material}.png"
    assert (gallery.NOTEBOOKS / source).resolve() == stored
    words = alt_text.describe(records.read(stored.with_suffix(".json")), figure.name)
    assert f'alt="{words}"' in html.unescape(picture)
    assert told == f"**{showcase.result(figure, material)}.** {figure.caption}"
    links = re.findall(r"\]\(([^)]+)\)", second.source)
    assert len(links) == 2 and all((gallery.NOTEBOOKS / one).is_file() for one in links)


@pytest.mark.parametrize("figure", FIGURES, ids=lambda one: one.name)
def test_no_result_is_typed(figure):
    names = re.findall(r"\{([^{}]+)\}", figure.result.replace("{crystal}", ""))
    assert names, "a result without a number"
    # What stands outside of braces is a condition, such as 300 K or 95 %, and has no decimals.
    outside = re.sub(r"\{[^{}]*\}", "", figure.result.replace("{crystal}", ""))
    assert not re.search(r"\d[.,]\d", outside)


def test_the_readme_begins_with_a_picture_and_three_commands():
    head, _, rest = README.partition("\n## ")
    assert len(re.findall("<img ", head)) == 1
    commands = re.findall(r"^(make [a-z]+)", rest.partition("\n## ")[0], re.MULTILINE)
    assert len(commands) == 3
    makefile = (gallery.ROOT / "Makefile").read_text(encoding="utf-8")
    assert all(f"\n{one.removeprefix('make ')}: " in makefile for one in commands)


def test_the_readme_shows_each_figure_large_enough_to_read():
    widths = {}
    for tag in re.findall(r'<img class="stored-figure"[^>]+>', README):
        (name,), (width,) = (
            re.findall(r'src="figures/(\w+)/', tag),
            re.findall(r'width="(\d+)"', tag),
        )
        widths[name] = int(width)
    assert set(gallery.figures()) <= set(widths)
    assert min(widths.values()) >= 400
    for one in FIGURES:
        assert f"**{showcase.result(one, one.parameters['material'])}.**" in README


@pytest.fixture
def checkout(tmp_path, monkeypatch):
    """A copy of what the command reads and writes."""
    for name in ("notebooks", "figures"):
        shutil.copytree(gallery.ROOT / name, tmp_path / name)
    shutil.copytree(gallery.ROOT / "docs" / "static", tmp_path / "docs" / "static")
    shutil.copy(gallery.ROOT / "README.md", tmp_path)
    monkeypatch.setattr(gallery, "ROOT", tmp_path)
    monkeypatch.setattr(gallery, "NOTEBOOKS", tmp_path / "notebooks")
    monkeypatch.setattr(showcase, "FIGURES", tmp_path / "figures")
    return tmp_path


def test_a_number_that_moves_moves_readme_and_notebook(checkout, capsys):
    record = checkout / "figures" / "fig2_thermal_conductivity" / "CsSnI3.json"
    moved = json.loads(record.read_text(encoding="utf-8"))
    moved["numbers"]["minimum_conductivity_300K"]["value"] = 0.777
    record.write_text(json.dumps(moved), encoding="utf-8")
    notebook = checkout / "notebooks" / "fig2_thermal_conductivity.ipynb"
    before = nbformat.read(notebook, as_version=4).cells
    assert set(showcase.stale()) == {checkout / "README.md", notebook}
    assert main(["gallery"]) == 0
    assert capsys.readouterr().out.count("brought up to date") == 2
    after = nbformat.read(notebook, as_version=4).cells
    assert "0.777 in the amorphous limit" in after[1].source
    assert after[:1] + after[2:] == before[:1] + before[2:]
    assert showcase.stale() == {}
    assert main(["gallery"]) == 0 and capsys.readouterr().out == "all up to date\n"


def test_a_checkout_that_cannot_be_written_is_one_message(checkout, capsys, monkeypatch):
    def read_only(*_):
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr(showcase.atomic_write, "write_text", read_only)
    monkeypatch.setattr(showcase, "stale", lambda: {checkout / "README.md": "anew"})
    assert main(["gallery"]) == 2
    assert "README.md cannot be written" in capsys.readouterr().err


def test_a_cell_that_is_missing_or_elsewhere_is_put_second(checkout):
    figure = gallery.figure("fig4_thermoelectrics")
    text = figure.notebook.read_text(encoding="utf-8")
    notebook = json.loads(text)
    cell = notebook["cells"].pop(1)
    for cells in (notebook["cells"], [*notebook["cells"], cell]):
        given = json.dumps(notebook | {"cells": cells})
        assert showcase.in_notebook(given, figure) == text


def test_a_result_that_names_what_is_not_there_says_where(checkout, capsys):
    listed = checkout / "notebooks" / "gallery.yml"
    text = listed.read_text(encoding="utf-8")
    broken = text.replace("{minimum_conductivity_300K} in the", "{minimum} in the")
    assert broken != text
    listed.write_text(broken, encoding="utf-8")
    gallery._listed.cache_clear()
    before = {path: path.read_bytes() for path in checkout.rglob("*.ipynb")}
    try:
        assert main(["gallery"]) == 2
    finally:
        gallery._listed.cache_clear()
    said = capsys.readouterr().err
    assert "the result of fig2_thermal_conductivity for CsSnI3" in said
    assert "no number 'minimum'" in said and "To mend it" in said
    assert {path: path.read_bytes() for path in checkout.rglob("*.ipynb")} == before


def test_a_picture_that_is_no_png_is_refused(checkout):
    figure = gallery.figure("fig4_thermoelectrics")
    (checkout / "figures" / figure.name / "CsSnI3.png").write_bytes(b"")
    with pytest.raises(UltralowError, match="CsSnI3.png: no picture"):
        showcase.picture(figure, "CsSnI3", "..")


def test_crystals_that_move_are_made_anew_and_stand_still_where_motion_is_not_wanted(checkout):
    moving, still = (checkout / name for name in (showcase.MOVING, showcase.AT_REST))
    moving.unlink()
    still.write_text("")
    assert set(showcase.update()) == {moving, still}
    assert "<animate" in moving.read_text(encoding="utf-8")
    assert "<animate" not in still.read_text(encoding="utf-8")
    (shown,) = re.findall(r"<picture>.*</picture>", README)
    assert f'(prefers-reduced-motion: reduce)" srcset="{showcase.AT_REST}"' in shown
    assert f'<img src="{showcase.MOVING}"' in shown and " THz" in shown
