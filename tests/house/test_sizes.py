"""What is committed at every change of a figure stays small."""

from ultralow.paper import gallery

FIGURES = gallery.ROOT / "figures"
WHOLE, ONE = 8_000_000, 400_000  # bytes


def test_figures_are_small():
    sizes = {path: path.stat().st_size for path in FIGURES.rglob("*") if path.is_file()}
    assert [str(path) for path, size in sizes.items() if size > ONE] == []
    assert sum(sizes.values()) < WHOLE
