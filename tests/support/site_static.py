"""What every page of the site loads, laid out for pages of a test."""

import shutil

from generate import layout

HEAD = "".join([
    *(f'<link rel="stylesheet" href="{{0}}/{name}.css">'
      for name in ("panels/colors", "panels/panel", "site")),
    *(f'<script src="{{0}}/{name}.js"></script>' for name in ("panels/dom", "copy")),
])  # fmt: skip


def write(folder):
    """Lay out the static files of the site in a folder that is not there yet."""
    shutil.copytree(layout.DOCS / "static", folder)
    for name, source in layout.fronts().items():
        (folder / name).parent.mkdir(exist_ok=True)
        shutil.copyfile(source, folder / name)
    return folder


def head(place):
    """The tags of a page's head, for static files at a place."""
    return HEAD.format(place)
