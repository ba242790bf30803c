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


# Files that take more than a minute, the longest first: begun last, one of them would keep a
# core waiting for the other at the end. Where browsers and queues wait, the other one computes.
LONGEST = (
    "notebooks/test_jupyterlab.py", "notebooks/test_reproducible.py", "figures/test_making.py",
    "notebooks/test_exercises.py", "site/test_site.py", "cluster/test_slurm.py",
    "notebooks/test_same_bytes.py", "explorer/test_panel.py", "kernels/test_fork_server.py",
    "explorer/test_commands.py", "notebooks/test_digitising_robot.py", "house/test_no_hang.py",
    "house/test_types.py", "house/test_mutants.py", "workflow/test_computation.py",
    "compute/test_convergence_ledger.py", "compute/test_three_phonon.py",
)  # fmt: skip


def pytest_collection_modifyitems(items):
    places = {str(gallery.ROOT / "tests" / name): place for place, name in enumerate(LONGEST)}
    gone = [name for name in places if not os.path.exists(name)]
    assert not gone, f"{gone}: moved? then LONGEST in tests/conftest.py has to follow"
    items.sort(key=lambda item: places.get(str(item.path), len(LONGEST)))  # others as they came


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
