"""The equations and references of the library, taken from its docstrings."""

import ast
import inspect
import re
from functools import cache

from ultralow.paper import gallery

from generate import api

THEORY = gallery.ROOT / "docs" / "theory.md"
DOI = re.compile(r"doi[: ](10\.\S+?)(?=[.,;)]*(?:\s|$))")


@cache
def functions() -> dict[str, list[str]]:
    """The displayed equations of every public function that has some, as TeX, by its full name."""
    found = {}
    for name, path in api.modules().items():
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name[0] != "_":
                displayed = _displayed(ast.get_docstring(node) or "")
                if displayed:
                    found[f"ultralow.{name}.{node.name}"] = displayed
    return found


def of(name: str) -> str:
    """The equations of one function, with a link to it."""
    blocks = [f"```{{math}}\n{tex}\n```" for tex in functions()[name]]
    short = name.removeprefix("ultralow.")
    return "\n\n".join([*blocks, f"{{.code-of}}\n{{py:obj}}`{short} <{name}>`"])


def further() -> str:
    """The equations that the page does not name, each after the first lines of its function."""
    named = re.findall(r"insert: equation (\S+)", THEORY.read_text(encoding="utf-8"))
    left = [name for name in functions() if name not in named]
    parts = [f"{_summary(name)}\n\n{of(name)}" for name in left]
    return "\n\n".join(["## Further equations", *parts]) if parts else ""


def references() -> str:
    """Every reference of the library, once, as a list with links."""
    found = set()
    for path in api.modules().values():
        tree = ast.parse(path.read_text(encoding="utf-8"))
        nodes = [tree, *ast.walk(tree)]
        documented = (ast.Module, ast.FunctionDef, ast.ClassDef)
        texts = {ast.get_docstring(node) or "" for node in nodes if isinstance(node, documented)}
        found |= {one for text in texts for one in _cited(text)}
    linked = (DOI.sub(r"[\1](https://doi.org/\1)", one) for one in found)
    return "\n".join(f"- {one}" for one in sorted(linked))


def _displayed(docstring: str) -> list[str]:
    pattern = r"^( *)\.\. math::(.*(?:\n\1 +\S.*|\n(?=\s*\n\1 +\S))*)"
    blocks = re.findall(pattern, docstring, re.MULTILINE)
    return [" ".join(text.split()) for _, text in blocks]


def _cited(docstring: str) -> list[str]:
    _, found, text = docstring.partition("References\n----------\n")
    return [" ".join(one.split()) for one in text.split("\n\n") if one.strip()] if found else []


def _summary(name: str) -> str:
    module, _, function = name.removeprefix("ultralow.").rpartition(".")
    tree = ast.parse(api.modules()[module].read_text(encoding="utf-8"))
    node = next(one for one in tree.body if getattr(one, "name", "") == function)
    return inspect.cleandoc(ast.get_docstring(node)).split("\n\n")[0].replace("\n", " ")
