"""Run all notebooks, or the named ones, as they are and store their outputs in them.

What is stored is what nbval compares, and what a reader on the web sees. Widgets need a running
kernel, so the cells tagged ``interactive`` keep no output.
"""

import sys

import nbformat
from nbclient import NotebookClient
from ultralow.data import atomic_write
from ultralow.figures import showcase
from ultralow.paper import gallery


def stored(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """The executed notebook with the metadata of a run taken out."""
    notebook.metadata.pop("widgets", None)
    notebook.metadata["language_info"] = {"name": "python"}
    own = [cell for cell in notebook.cells if cell.id != showcase.CELL]
    for number, cell in enumerate(own, start=1):
        cell.id = f"cell-{number:02d}"
        cell.metadata.pop("execution", None)
        if "interactive" in cell.metadata.get("tags", []):
            cell.outputs, cell.execution_count = [], None
    return notebook


def main(names: list[str]) -> None:
    for figure in (gallery.companions() | gallery.figures()).values():
        if names and figure.name not in names:
            continue
        print(figure.name, flush=True)
        notebook = nbformat.read(figure.notebook, as_version=4)
        place = {"metadata": {"path": gallery.NOTEBOOKS}}
        # What one cell prints is one text, however the messages of a busy kernel are cut.
        NotebookClient(notebook, resources=place, coalesce_streams=True).execute()
        atomic_write.write_text(figure.notebook, nbformat.writes(stored(notebook)) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
