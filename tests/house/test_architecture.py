"""The house keeps its shape: what may import what, and how large a room may be."""

import ast
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from generate import api
from ultralow.paper import gallery

PACKAGE = gallery.ROOT / "lib" / "ultralow"
MODULES = sorted(PACKAGE.rglob("*.py"))
TESTS = gallery.ROOT / "tests"


def test_imports_keep_the_contracts_of_pyproject():
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    done = subprocess.run(command, cwd=gallery.ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_no_two_modules_share_a_last_name():
    # "in minimum.py" must name one file, in a message as in a conversation.
    twice = [name for name, count in Counter(path.stem for path in MODULES).items() if count > 1]
    assert twice == ["__init__"]


TESTED = [path for path in MODULES if not path.stem.startswith("__")]


def test_every_module_has_a_test_file_of_its_name_in_the_folder_of_its_wing():
    lacking = [str(mirror(path)) for path in TESTED if not (TESTS / mirror(path)).is_file()]
    assert lacking == []


def test_every_test_file_of_a_wing_names_a_module_of_it():
    mirrored, wings = {mirror(path) for path in TESTED}, {path.parent.name for path in TESTED}
    wings.discard(PACKAGE.name)
    found = {path.relative_to(TESTS) for wing in wings for path in (TESTS / wing).glob("test_*.py")}
    assert sorted(map(str, found - mirrored)) == []


def mirror(path):
    """Where the tests of a module are; those of the ground floor are with the house."""
    folder = "house" if path.parent == PACKAGE else path.parent.name
    return Path(folder) / f"test_{path.stem}.py"


def test_wings_hold_a_docstring_and_nothing_else():
    # An import there would make every notebook pay, and run again, for the whole wing.
    for path in MODULES:
        if path.stem == "__init__":
            _, *more = ast.parse(path.read_text(encoding="utf-8")).body
            # The package has a way in that imports only when it is called.
            ways = [type(one) for one in more] if path.parent == PACKAGE else more
            assert set(ways) <= {ast.FunctionDef}, path.parent.name


def test_the_map_in_contributing_says_what_the_wings_say():
    text = (gallery.ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    assert api.in_contributing(text) == text, "run `python docs/generate/api.py`"


@pytest.fixture
def plan(tmp_path):
    """A copy of the library that a test may build on wrongly, and its contracts."""
    shutil.copytree(PACKAGE, tmp_path / "lib" / "ultralow")
    shutil.copy(gallery.ROOT / "pyproject.toml", tmp_path)

    def lint():
        command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
        env = os.environ | {"PYTHONPATH": str(tmp_path / "lib")}
        done = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True)
        return done.returncode, done.stdout

    assert lint()[0] == 0
    return tmp_path / "lib" / "ultralow", lint


def test_a_module_in_the_wrong_wing_is_noticed(plan):
    package, lint = plan
    (package / "heat" / "wire_conductivity.py").write_text(
        (package / "analysis" / "wire_conductivity.py").read_text(encoding="utf-8")
    )
    status, said = lint()
    assert status == 1
    assert "ultralow.heat is not allowed to import ultralow.paper" in said


def test_a_wing_without_a_floor_is_noticed(plan):
    package, lint = plan
    (package / "attic").mkdir()
    (package / "attic" / "__init__.py").write_text('"""Things kept."""\n')
    status, said = lint()
    assert status == 1
    assert "attic" in said


def test_the_code_is_lint_free():
    command = [sys.executable, "-m", "ruff", "check", "--no-cache", "."]
    done = subprocess.run(command, cwd=gallery.ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_public_functions_say_what_they_do(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert ast.get_docstring(tree), path.name
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            if path.parent.name == "evidence":  # a judge's reason is what is printed, and says it
                continue
            assert ast.get_docstring(node), f"{path.name}: {node.name}"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_functions_are_short(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef):
            body = node.body[1:] if ast.get_docstring(node) else node.body
            lines = node.end_lineno - body[0].lineno + 1 if body else 0
            assert lines <= 30, f"{path.name}: {node.name} has {lines} lines"


def compared_by_arrays(path):
    """The dataclasses of a module that compare their arrays, which have no truth of their own."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ClassDef):
            made = [ast.unparse(one) for one in node.decorator_list]
            fields = [one for one in node.body if isinstance(one, ast.AnnAssign)]
            arrays = any(re.search(r"Array|ndarray", ast.unparse(one.annotation)) for one in fields)
            if arrays and any("dataclass" in one and "eq=False" not in one for one in made):
                yield f"{path.stem}.{node.name}"


def test_no_dataclass_compares_its_arrays():
    # Of two with more than one number `==` would raise, and so would the hash of any.
    assert [name for path in MODULES for name in compared_by_arrays(path)] == []
