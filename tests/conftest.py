"""What all tests share."""

import os
import shutil

import pytest
from browser import chromium
from hypothesis import settings
from ultralow.data import tables
from ultralow.paper import gallery

# Notebooks that nbval runs save their figures here, not over the committed ones.
os.environ["ULTRALOW_FIGURES"] = "build/nbval"
# Kernels of tests that run side by side share no ports.
os.environ["JUPYTER_DEFAULT_PROVISIONER_NAME"] = "ultralow-private"
# Where these are set, pytest spells out whole differences: for pictures twenty minutes and more.
for sign in ("CI", "BUILD_NUMBER"):
    os.environ.pop(sign, None)
# A test a core: two threads for each would wait for one another most of the time.
for library in ("OPENBLAS", "OMP", "RAYON"):
    os.environ.setdefault(f"{library}_NUM_THREADS", "1")
# The same examples on every run: a test that fails must fail for everybody.
settings.register_profile("ultralow", derandomize=True, deadline=None)
settings.load_profile("ultralow")


def pytest_collection_modifyitems(items):
    """What takes long begins first: at the end one core would wait for the other."""
    items.sort(key=_seconds, reverse=True)  # others as they came


def _seconds(item):
    marks = (item.get_closest_marker(name) for name in ("long", "early"))
    return max((mark.args[0] for mark in marks if mark), default=0)


@pytest.fixture
def data_copy(tmp_path, monkeypatch):
    """A copy of data/ that a test may break; the library reads it."""
    copy = tmp_path / "data"
    shutil.copytree(gallery.ROOT / "data", copy)
    monkeypatch.setenv("ULTRALOW_DATA", str(copy))
    tables.forget_inputs()
    return copy


@pytest.fixture(scope="session")
def judged(tmp_path_factory):
    """All verdicts by claim, and what their judges asked of the table of tolerances."""
    import judged_once  # all judges, which most tests do without

    own = tmp_path_factory.getbasetemp()
    return judged_once.in_folder(own.parent if "PYTEST_XDIST_WORKER" in os.environ else own)


@pytest.fixture(scope="module")
def browser():
    """Chromium for the tests of one file."""
    with chromium() as one:
        yield one
