"""One list of figures: README, tree and notebooks agree with it."""

import json
import re

import pytest
from ultralow.data import materials
from ultralow.errors import UltralowError
from ultralow.paper import gallery

PAIRS = [(f.name, m) for f in gallery.figures().values() for m in f.materials]


def test_every_notebook_is_in_the_gallery_and_the_other_way_round():
    found = {path.stem for path in gallery.NOTEBOOKS.glob("*.ipynb")}
    assert found == set(gallery.figures()) | set(gallery.companions())
    assert not set(gallery.figures()) & set(gallery.companions())


def test_the_readme_leads_to_the_notebooks_around_the_figures():
    readme = (gallery.ROOT / "README.md").read_text(encoding="utf-8")
    for one in gallery.companions().values():
        assert f"notebooks/{one.name}.ipynb" in readme


def test_every_link_of_the_readme_leads_somewhere():
    readme = (gallery.ROOT / "README.md").read_text(encoding="utf-8")
    links = re.findall(r"\]\(([^)#]+)\)", readme) + re.findall(r'(?:src|href)="([^"]+)"', readme)
    missing = [one for one in links if "://" not in one and not (gallery.ROOT / one).exists()]
    assert links and not missing


def words(text):
    return re.findall("[a-z]+", text.lower())


def test_a_title_heads_notebook_and_gallery_and_has_the_words_of_the_file():
    readme = (gallery.ROOT / "README.md").read_text(encoding="utf-8")
    for one in (gallery.figures() | gallery.companions()).values():
        heading = "".join(gallery.cells(one.notebook)[0]["source"]).splitlines()[0]
        assert heading == f"# {one.title}"
        own = [word for word in words(one.name) if word not in ("fig", "s")]
        assert set(own) <= set(words(one.title)), one.name
        assert one.name in gallery.companions() or f"### [{one.title}](notebooks/" in readme


def test_the_materials_are_known():
    assert {material for _, material in PAIRS} <= set(materials.names())


@pytest.mark.parametrize(("name", "material"), PAIRS)
def test_a_figure_reads_only_what_the_gallery_lists(name, material):
    path = gallery.ROOT / "figures" / name / f"{material}.json"
    record = json.loads(path.read_text(encoding="utf-8"))
    listed = gallery.data_files(name, material, gallery.ROOT / "data")
    allowed = {str(one.relative_to(gallery.ROOT)) for one in listed}
    assert {one["path"] for one in record["inputs"]} <= allowed


def test_the_modules_of_a_figure_are_those_it_imports():
    names = {path.stem for path in gallery.modules("fig2_minimum_conductivity")}
    assert {"__init__", "minimum", "materials", "page", "sliders"} <= names
    assert "ultralow.mplstyle" in {path.name for path in gallery.modules("start_here")}
    assert not names & {"potentials", "fork_server", "records", "comparison_chart", "__main__"}


def test_an_unknown_figure_lists_the_known_ones():
    with pytest.raises(UltralowError, match="use one of fig1_structures, fig1"):
        gallery.figure("fig9")
