"""Run every notebook as it is and store its outputs in it, without what belongs to one run.

What is stored is what nbval compares, and what a reader on the web sees. Widgets need a running
kernel, so the cells tagged ``interactive`` keep no output.
"""

import os

import nbformat
from nbclient import NotebookClient
from ultralow import gallery


def stored(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """The executed notebook with the metadata of a run taken out."""
    notebook.metadata.pop("widgets", None)
    notebook.metadata["language_info"] = {"name": "python"}
    for number, cell in enumerate(notebook.cells, start=1):
        cell.id = f"cell-{number:02d}"
        cell.metadata.pop("execution", None)
        if "interactive" in cell.metadata.get("tags", []):
            cell.outputs, cell.execution_count = [], None
    return notebook


def main() -> None:
    for figure in gallery.figures().values():
        print(figure.name, flush=True)
        notebook = nbformat.read(figure.notebook, as_version=4)
        NotebookClient(notebook, resources={"metadata": {"path": gallery.NOTEBOOKS}}).execute()
        draft = figure.notebook.with_suffix(".draft")
        draft.write_text(nbformat.writes(stored(notebook)) + "\n", encoding="utf-8")
        os.replace(draft, figure.notebook)


if __name__ == "__main__":
    main()
