"""Python in the texts for readers: what it imports is there."""

import ast
import importlib
import re

import pytest
from ultralow.paper import gallery

TEXTS = ["README.md", "CONTRIBUTING.md", "data/README.md"]
TEXTS += sorted(
    str(path.relative_to(gallery.ROOT)) for path in (gallery.ROOT / "docs").rglob("*.md")
)
BLOCK = re.compile(r"^```python\n(.*?)^```", re.MULTILINE | re.DOTALL)


def missing(code):
    """Names that a piece of code imports and that are not there."""
    found = []
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Import):
            wanted = [(one.name, None) for one in node.names]
        elif isinstance(node, ast.ImportFrom):
            wanted = [(node.module, one.name) for one in node.names]
        else:
            continue
        found += [pair for pair in wanted if not _is_there(*pair)]
    return found


def _is_there(module, name):
    try:
        if name is None or hasattr(importlib.import_module(module), name):
            return bool(importlib.import_module(module))
        return bool(importlib.import_module(f"{module}.{name}"))
    except ImportError:
        return False


@pytest.mark.parametrize("text", TEXTS)
def test_what_a_text_imports_is_there(text):
    blocks = BLOCK.findall((gallery.ROOT / text).read_text(encoding="utf-8"))
    assert [pair for block in blocks for pair in missing(block)] == []


def test_the_texts_have_such_code_and_a_wrong_one_is_seen():
    text = (gallery.ROOT / "data/README.md").read_text(encoding="utf-8")
    assert len(BLOCK.findall(text)) >= 3
    assert missing("from ultralow import tables\nimport numpy") == [("ultralow", "tables")]
