"""Crystals that a reader adds to the gallery stand on a page of their own."""

import pytest
from generate import notebook_pages
from ultralow.paper import gallery

FIGURE = "fig2_thermal_conductivity"


@pytest.fixture
def added(monkeypatch):
    """The gallery as if CsPbI3 were a reader's own."""
    monkeypatch.setattr(gallery, "crystals", lambda: ("CsPbBr3", "CsSnI3", "CsSnI3_yellow"))


def test_without_any_there_is_no_such_page():
    assert notebook_pages.others() == []
    assert f"{notebook_pages.OTHERS}.md" not in notebook_pages.pages()
    assert notebook_pages.OTHERS not in notebook_pages.cards()


def test_their_figures_are_there_and_not_among_those_of_the_paper(added):
    page = notebook_pages.pages()[f"{notebook_pages.OTHERS}.md"]
    assert page.count("## δ-CsPbI₃") == 1
    figures = [figure for figure, material in notebook_pages.made() if material == "CsPbI3"]
    assert len(figures) > 5
    for figure in figures:
        assert f"(figures/{figure}/CsPbI3.png)" in page
        assert f'aria-label="{gallery.figure(figure).title}, δ-CsPbI₃"' in page
    cards = notebook_pages.cards()
    assert "-CsPbI3.png" not in cards and notebook_pages.OTHERS in cards
    more = notebook_pages.other_materials(FIGURE)
    assert "CsPbI3.png" not in more and f"../{notebook_pages.OTHERS}.md" in more
