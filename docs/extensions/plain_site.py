"""What the pages need beyond Sphinx and its theme."""

import re
from pathlib import Path

from docutils import nodes
from pygments.lexers.special import TextLexer
from sphinx.transforms.post_transforms import SphinxPostTransform

# A vertical bar outside code is a sign of physics, not the start of a substitution.
CODE = re.compile(r"(``.*?``|`[^`]*`)")


def add_generated(app, config):
    """Serve what `docs/build.py` wrote beside the pages: data of the panels, files of figures."""
    config.html_static_path.append(str(Path(app.srcdir) / "generated"))
    config.html_extra_path.append(str(Path(app.srcdir) / "served"))
    config.exclude_patterns.append("served")


def plain_docstring(_app, what, _name, _object, _options, lines):
    """Read a docstring as it is meant: bars as bars, and a module's references as no section."""
    if what == "module":
        for number in range(len(lines) - 1):
            if lines[number] == "References" and set(lines[number + 1]) == {"-"}:
                lines[number : number + 2] = [".. rubric:: References", ""]
    inside = None
    for number, line in enumerate(lines):
        indent = len(line) - len(line.lstrip())
        if line.lstrip().startswith(".. math::"):
            inside = indent
        elif inside is not None and line.strip() and indent <= inside:
            inside = None
        if inside is None:
            parts = CODE.split(line)
            parts[::2] = [part.replace("|", r"\|") for part in parts[::2]]
            lines[number] = "".join(parts)


class ScrollingTables(SphinxPostTransform):
    """Wrap tables of notebooks, so that a wide one scrolls and the page does not."""

    default_priority = 800
    formats = ("html",)

    def run(self, **_kwargs):
        """Wrap every table that a notebook stored as HTML."""
        for node in list(self.document.findall(nodes.raw)):
            text = node.astext().strip()
            if text.startswith("<table") and "dataframe" in text[:60]:
                label = 'role="region" aria-label="table" tabindex="0"'
                wrapped = f'<div class="wide" {label}>{text}</div>'
                node.replace_self(nodes.raw("", wrapped, format="html"))


class ServedFigures(SphinxPostTransform):
    """Show the figures from the addresses at which they are served, without a second copy."""

    default_priority = 800
    formats = ("html",)

    def run(self, **_kwargs):
        """Point every image of figures/ to its file."""
        up = "../" * self.env.docname.count("/")
        for node in self.document.findall(nodes.image):
            if node["uri"].startswith("figures/"):
                node["uri"] = up + node["uri"]
                node["candidates"] = {"?": node["uri"]}


def setup(app):
    """Register all of it."""
    app.connect("config-inited", add_generated)
    app.connect("autodoc-process-docstring", plain_docstring, priority=200)
    app.add_post_transform(ScrollingTables)
    app.add_post_transform(ServedFigures)
    app.add_lexer("csv", TextLexer)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
