"""Examples in the docstrings of the physics: one for every public function, and they hold."""

import ast
import doctest
import importlib

import pytest
from ultralow.paper import gallery

PACKAGE = gallery.ROOT / "lib" / "ultralow"
WINGS = ("charge", "crystal", "heat", "measurement", "phonons")
MODULES = ["checks", "errors"] + [
    f"{wing}.{path.stem}"
    for wing in WINGS
    for path in sorted((PACKAGE / wing).glob("*.py"))
    if path.stem != "__init__"
]


def public_functions(name):
    tree = ast.parse((PACKAGE / f"{name.replace('.', '/')}.py").read_text(encoding="utf-8"))
    return [one for one in tree.body
            if isinstance(one, ast.FunctionDef) and not one.name.startswith("_")]  # fmt: skip


def test_all_modules_of_the_physics_are_looked_at():
    assert {name.partition(".")[0] for name in MODULES} == {*WINGS, "checks", "errors"}
    assert sum(len(public_functions(name)) for name in MODULES) > 100


@pytest.mark.parametrize("name", MODULES)
def test_every_public_function_has_an_example(name):
    parser = doctest.DocTestParser()
    without = [
        one.name
        for one in public_functions(name)
        if not parser.get_examples(ast.get_docstring(one) or "")
    ]
    assert not without


@pytest.mark.parametrize("name", MODULES)
def test_examples_hold(name):
    module = importlib.import_module(f"ultralow.{name}")
    said = []
    runner = doctest.DocTestRunner(verbose=False)
    # Functions behind a decorator are found by the module that they say they are from.
    for one in doctest.DocTestFinder(exclude_empty=True).find(module):
        runner.run(one, out=said.append)
    assert runner.failures == 0, "".join(said)
