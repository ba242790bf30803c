"""Every notebook keeps the one shape that readers learn: words, parameters, no physics inside."""

import ast
import base64
import re

import nbformat
import pytest
from nbclient import NotebookClient
from ultralow.paper import gallery

MOST_LINES, WIDEST = 12, 100
# One where a crystal that lacks something has another picture, one where it has other atoms; what
# else is missing is found out by the library, which draws or tabulates what there is.
MOST_BRANCHES = 2
EVERY = [*gallery.figures(), *gallery.companions()]
PARTS = ["# ", "The claim.", "Lee *et al.* (2017)", "## ", "## The numbers",
         "## The paper against this notebook", "## Try it", "## References"]  # fmt: skip
COMPANION_PARTS = {
    "start_here": ["# Start here", "Lee *et al.* (2017)", "## What the letters mean", "## Try it",
                   "## Where to go from here", "CITATION.cff"],
    "explore": ["# ", "Lee *et al.* (2017)", "## Move it yourself", "## The numbers", "## Try it",
                "## References"],
    "digitise": ["# Digitise", "Lee *et al.* (2017)", "## From a click to a number", "## Click",
                 "## What a click is worth", "## The numbers", "## Try it", "## References"],
}  # fmt: skip


@pytest.fixture(params=EVERY)
def notebook(request):
    figure = gallery.figure(request.param)
    return figure, nbformat.read(figure.notebook, as_version=4)


def test_every_notebook_is_listed():
    assert {path.stem for path in gallery.NOTEBOOKS.glob("*.ipynb")} == set(EVERY)
    assert set(COMPANION_PARTS) == set(gallery.companions())


def code_cells(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def test_the_parameters_cell_holds_the_papers_case(notebook):
    figure, read = notebook
    (cell,) = [c for c in read.cells if "parameters" in c.metadata.get("tags", [])]
    held = {
        statement.targets[0].id: ast.literal_eval(statement.value)
        for statement in ast.parse(cell.source).body
    }
    assert held == figure.parameters


def test_cells_are_short_and_define_nothing(notebook):
    for cell in code_cells(notebook[1]):
        lines = [one for one in cell.source.splitlines() if one.strip() and one.strip()[0] != "#"]
        # The parameters stand a line each, however many there are.
        given = "parameters" in cell.metadata.get("tags", [])
        assert given or len(lines) <= MOST_LINES, cell.source
        assert max(map(len, lines)) <= WIDEST, cell.source
        defined = (ast.FunctionDef, ast.ClassDef, ast.Lambda)
        assert not any(isinstance(node, defined) for node in ast.walk(ast.parse(cell.source)))


def test_the_idea_comes_before_what_hangs_on_the_crystal(notebook):
    nodes = [node for cell in code_cells(notebook[1]) for node in ast.walk(ast.parse(cell.source))]
    assert sum(isinstance(node, ast.If | ast.IfExp) for node in nodes) <= MOST_BRANCHES


def test_panels_are_drawn_by_the_library(notebook):
    # Lines and points of a page, and all but the frame of an axes, belong to panel functions.
    drawing = {"line", "points", "reader_points", "axis", "categories", "plot", "fill_between",
               "axvline", "axhline", "axvspan", "text", "barh", "errorbar"}  # fmt: skip
    for cell in code_cells(notebook[1]):
        called = {
            node.func.attr
            for node in ast.walk(ast.parse(cell.source))
            if isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and not _of_a_module(node.func.value)
        }
        assert not called & drawing, cell.source


def _of_a_module(value) -> bool:
    """Whether a name is one of the modules that draw."""
    return isinstance(value, ast.Name) and value.id.endswith(("_panels", "_chart"))


def test_words_call_what_is_drawn_by_its_name_and_by_no_colour(notebook):
    # Colours are crystals, so another material has others; and not everybody sees them.
    colour = r"\b(red|orange|yellow|green|blue|purple|grey|black)\b"
    drawn = r"(curves?|lines?|points?|marks?|dots?|bars?|bands?|shades?|circles?|triangles?)\b"
    for cell in notebook[1].cells:
        if cell.cell_type == "markdown":
            assert not re.search(f"{colour} {drawn}", cell.source), cell.source


def test_there_are_more_words_than_code(notebook):
    words = sum(len(c.source.split()) for c in notebook[1].cells if c.cell_type == "markdown")
    code = sum(len(c.source.split()) for c in code_cells(notebook[1]))
    assert words > code * 0.7  # code counts every name and number, prose its words


def test_the_story_has_its_parts_in_order(notebook):
    text = "\n".join(c.source for c in notebook[1].cells if c.cell_type == "markdown")
    parts = COMPANION_PARTS.get(notebook[0].name, PARTS)
    places = [text.index(part) for part in parts]
    assert places == sorted(places)
    assert text[text.index("## Try it") :].count("\n1. ") == 1
    assert text.count("$$") <= 4, "two displayed equations at most"


def test_each_try_asks_first_and_folds_its_answer(notebook):
    (text,) = [c.source for c in notebook[1].cells if c.source.startswith("## Try it")]
    tries = re.split(r"^\d+\. ", text.split("\n## References")[0], flags=re.MULTILINE)[1:]
    assert len(tries) >= 3 and "Say first what you expect" in text
    for one in tries:
        question, _, answer = one.partition("\n\n   <details><summary>Answer</summary>")
        assert question.endswith("?"), question
        assert answer.strip().endswith("</details>") and answer.count("\n") <= 1
        # In a block of HTML nothing else is rendered.
        assert not re.search(r"[`$]|\*\*", answer), answer


def test_outputs_are_stored_and_clean(notebook):
    figure, read = notebook
    images = []
    for cell in code_cells(read):
        for output in cell.outputs:
            assert output.output_type != "error"
            assert output.get("name") != "stderr", cell.source
            images += [output.data["image/png"]] if "image/png" in output.get("data", {}) else []
    if figure.name in gallery.companions():
        assert len(images) == 1  # kept nowhere else
        return
    stored = (gallery.ROOT / "figures" / figure.name).joinpath(
        f"{figure.parameters['material']}.png"
    )
    assert [base64.b64decode(image) for image in images] == [stored.read_bytes()]


def test_a_reader_may_run_all_cells_again():
    notebook = nbformat.read(gallery.figure("fig2_comparison").notebook, as_version=4)
    told = [one for one in code_cells(notebook) if "prediction" not in one.metadata.get("tags", [])]
    cells = [nbformat.v4.new_code_cell(cell.source) for cell in told * 2]
    client = NotebookClient(
        nbformat.v4.new_notebook(cells=cells), resources={"metadata": {"path": gallery.NOTEBOOKS}}
    )
    done = client.execute().cells
    first, again = done[len(cells) // 2 - 1].outputs, done[-1].outputs
    assert [one.data for one in first] == [one.data for one in again] != []


def test_no_output_holds_a_path_or_a_widget_of_one_run(notebook):
    read = notebook[1]
    assert "widgets" not in read.metadata
    assert str(gallery.ROOT) not in nbformat.writes(read)
    for cell in code_cells(read):
        if "interactive" in cell.metadata.get("tags", []):
            assert not cell.outputs
