"""What is committed at every change of a figure stays small."""

import nbformat
from ultralow.paper import gallery

FIGURES = gallery.ROOT / "figures"
WHOLE, ONE, OUTPUTS = 8_000_000, 400_000, 4_000_000  # bytes


def test_figures_are_small():
    sizes = {path: path.stat().st_size for path in FIGURES.rglob("*") if path.is_file()}
    assert [str(path) for path, size in sizes.items() if size > ONE] == []
    assert sum(sizes.values()) < WHOLE


def test_outputs_in_notebooks_are_small():
    paths = sorted(gallery.NOTEBOOKS.glob("*.ipynb"))
    cells = [cell for path in paths for cell in nbformat.read(path, as_version=4).cells]
    assert sum(len(str(cell.get("outputs", ""))) for cell in cells) < OUTPUTS
