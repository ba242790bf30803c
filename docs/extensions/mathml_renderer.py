"""Formulas as MathML, which browsers draw themselves: no script, no font, no request.

The translation from TeX is that of Docutils. A formula that it cannot translate is a warning.
"""

import re

from docutils import nodes
from docutils.utils.math import MathError, latex2mathml
from sphinx.util import logging

# Docutils reads the digits of \frac12 or x^23 as one number, TeX takes them one by one.
FRACTION = re.compile(r"(\\(?:[td]?frac|[td]?binom))\s*(\d)\s*(\d)")
SCRIPT = re.compile(r"([\^_])(\d)(?=\d)")

logger = logging.getLogger(__name__)


def mathml(node: nodes.math | nodes.math_block, block: bool) -> str:
    """The MathML of a formula, or its source where it cannot be translated."""
    source = node.astext().strip()
    try:
        found = latex2mathml.tex2mathml(braced(source), as_block=block)
    except MathError as problem:
        logger.warning("no MathML for %r: %s", source, problem, location=node)
        return ""
    # On one line: within a paragraph the line breaks would show as spaces.
    return "".join(line.strip() for line in found.splitlines())


def braced(source: str) -> str:
    r"""TeX with braces around single digits that are arguments: ``\frac12`` is 1 over 2."""
    return SCRIPT.sub(r"\1{\2}", FRACTION.sub(r"\1{\2}{\3}", source))


def inline(self, node):
    """Write a formula within a sentence."""
    self.body.append(f'<span class="formula">{mathml(node, block=False)}</span>')
    raise nodes.SkipNode


def block(self, node):
    """Write a formula on its own line; a wide one scrolls by itself."""
    self.body.append(f'<div class="formula">{mathml(node, block=True)}</div>\n')
    raise nodes.SkipNode


def setup(app):
    """Register the renderer under the name ``mathml``."""
    app.add_html_math_renderer("mathml", (inline, None), (block, None))
    return {"parallel_read_safe": True, "parallel_write_safe": True}
