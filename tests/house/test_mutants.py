"""The mutation run finds what a test misses, says where, and leaves everything as it was."""

import os
import subprocess
import sys

import pytest
from ultralow.paper import gallery

pytestmark = pytest.mark.long(40)

BENCH = gallery.ROOT / "benchmarks"
MODULE = '''"""Sizes."""

SIDES = 2


def area(width, height):
    """Area, 2 * 3 = 6."""
    return width * height


def around(width: int, height: int) -> int:
    if width < 0:
        raise ValueError(f"{width - 1} is too small, give 0")
    return SIDES * (width + height)
'''
TEST = """import pytest
from ultralow.heat import sizes


def test_sizes():
    assert sizes.area(3.0, 1.0) == 3.0
    assert sizes.around(1, 2) == 6
    with pytest.raises(ValueError):
        sizes.around(-1, 2)
"""
EXPLAINED = """[[explained]]
module = "heat/sizes"
was = "if width < 0:"
now = "if width <= 0:"
why = "a width of nothing is nobody's"
"""
MISSED = "8: return width * height -> return width / height"


@pytest.fixture
def planted(tmp_path):
    """A checkout with one module, whose test multiplies by one, and the run over it."""
    for name, text in {
        "lib/ultralow/__init__.py": "", "lib/ultralow/heat/__init__.py": "",
        "lib/ultralow/heat/sizes.py": MODULE, "tests/heat/test_sizes.py": TEST,
        "benchmarks/mutants.toml": EXPLAINED, "pyproject.toml": "",
    }.items():  # fmt: skip
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)

    def run(*words, stderr=""):
        command = [sys.executable, BENCH / "mutants.py", "--root", tmp_path, *words]
        done = subprocess.run(command, capture_output=True, text=True, env=os.environ)
        assert done.stderr.startswith(stderr) if stderr else not done.stderr
        return done.returncode, [" ".join(line.split()) for line in done.stdout.splitlines()]

    return tmp_path, run


def standing(folder):
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_survivor_is_told_with_its_line_and_nothing_else_is_touched(planted):
    root, run = planted
    before = standing(root)
    status, said = run("--all")
    assert status == 1
    assert MISSED in said
    assert said[-1] == "all 7 4 1 2"
    assert any(line.endswith("(a width of nothing is nobody's)") for line in said)
    kept = root / "build" / "mutants" / "fates.jsonl"
    assert standing(root) == before | {kept: kept.read_bytes()}
    # What was found is kept until the module or its test changes.
    assert run("--all") == (status, said) and standing(root)[kept] == kept.read_bytes()
    test = root / "tests" / "heat" / "test_sizes.py"
    test.write_text(TEST.replace("sizes.area(3.0, 1.0) == 3.0", "sizes.area(3.0, 2.0) == 6.0"))
    status, said = run("--all")
    assert (status, MISSED in said, said[-1]) == (1, False, "all 7 5 1 1")


def test_a_reason_for_what_is_no_mutant_any_more_is_refused(planted):
    root, run = planted
    listed = root / "benchmarks" / "mutants.toml"
    listed.write_text(EXPLAINED.replace("<=", "<<"))
    status, _ = run("--all", stderr="mutants.toml explains what is no mutant of heat/sizes")
    assert status == 1


def test_texts_and_types_and_what_is_raised_are_no_arithmetic():
    sys.path.insert(0, str(BENCH))
    try:
        from mutating import mutants
    finally:
        sys.path.remove(str(BENCH))
    changed = [(one.line, one.was) for one in mutants(MODULE)]
    assert {line for line, _ in changed} == {3, 8, 12, 14}
    assert not any("small" in was for _, was in changed)
    kinds = {
        one.now for one in mutants("x = min(a - 1e-9, b**2, -c.T).sum(axis=0) if d else e @ f")
    }
    for part in ("max(a", "a + ", "1e-06", "b ** 3", "+c", "-c)", "axis=1", "if not d", "prod"):
        assert any(part in now for now in kinds), part
