"""Scripts of the workflow as modules, so that a test calls their ``main``."""

import importlib.util
import sys
from pathlib import Path

SCRIPTS = Path(__file__).parents[2] / "workflow/scripts"


def loaded(*names):
    """By its last name each of some scripts, named below ``workflow/scripts`` without suffix."""
    found = {}
    for name in names:
        path = SCRIPTS / f"{name}.py"
        spec = importlib.util.spec_from_file_location(name.replace("/", "_"), path)
        module = importlib.util.module_from_spec(spec)
        sys.modules[spec.name] = module
        spec.loader.exec_module(module)
        found[path.stem] = module
    return found
