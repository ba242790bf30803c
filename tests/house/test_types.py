"""The physics wings say their types, and mypy finds no fault in them."""

import subprocess
import sys
import tomllib

import pytest
from ultralow.paper import gallery

pytestmark = pytest.mark.early(100)

COMMAND = [sys.executable, "-m", "mypy", "--cache-dir", "/dev/null", "--no-color-output"]
WINGS = {"charge", "crystal", "heat", "measurement", "phonons"}


def test_types_of_the_physics_are_sound():
    done = subprocess.run(COMMAND, cwd=gallery.ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_mypy_is_strict_and_looks_at_all_of_the_physics():
    settings = tomllib.loads((gallery.ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    mypy = settings["tool"]["mypy"]
    assert mypy["strict"]
    assert {f"ultralow.{wing}" for wing in WINGS | {"checks", "errors"}} <= set(mypy["packages"])


def test_a_wrong_type_is_noticed(tmp_path):
    # Sound in a scratch module: a text where a density belongs, and a function without types.
    module = tmp_path / "wrong.py"
    module.write_text(
        "from ultralow.crystal.sound import christoffel\n"
        "def untyped(stiffness):\n    return christoffel(stiffness, 'dense', [1, 0, 0])\n"
        "christoffel([[1.0]], 'dense', [1, 0, 0])\n"
    )
    settings = gallery.ROOT / "pyproject.toml"
    command = [*COMMAND, "--config-file", str(settings), str(module)]
    done = subprocess.run(command, cwd=gallery.ROOT, capture_output=True, text=True)
    assert done.returncode == 1
    assert "missing a type annotation" in done.stdout
    assert 'incompatible type "str"; expected "float"' in done.stdout
