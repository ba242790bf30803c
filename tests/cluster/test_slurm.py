"""The workflow on a real Slurm: figures come out byte-equal, and a dead node costs nothing."""

import pytest
import slurm_node
import slurm_runs
from ultralow.paper.gallery import ROOT

pytestmark = pytest.mark.long(260)

FIGURES = (("fig2_comparison", "CsSnI3"), ("fig1_structures", "CsSnI3_yellow"))
KINDS = ("svg", "png", "json")


@pytest.fixture(scope="module")
def node(tmp_path_factory):
    """A Slurm of one node."""
    found = slurm_runs.started(tmp_path_factory.mktemp("slurm"))
    yield found
    found.stop()


def making(folder):
    """A run that makes two figures in a folder of their own."""
    targets = [f"{folder}/build/figures/{name}/{material}.json" for name, material in FIGURES]
    config = [f"build={folder}/build", f"figures={folder}/figures"]
    return slurm_runs.snakemake("--config", *config, "--", *targets, cwd=ROOT, lib=ROOT / "lib")


def assert_as_committed(folder):
    for name, material in FIGURES:
        for kind in KINDS:
            made, committed = (
                (root / name / f"{material}.{kind}").read_bytes()
                for root in (folder / "figures", ROOT / "figures")
            )
            assert made == committed, f"{name} {material} {kind}"


def test_figures_come_out_as_they_do_here(node, tmp_path):
    run = making(tmp_path)
    said, _ = run.communicate()
    assert run.returncode == 0, said
    assert "submitted with SLURM jobid" in said
    assert_as_committed(tmp_path)
    assert set(node.states()) == {"COMPLETED"}


def test_a_node_that_dies_under_way_costs_nothing_but_time(node, tmp_path):
    run = making(tmp_path)
    slurm_node.until(lambda: "RUNNING" in node.states() or run.poll() is not None)
    assert run.poll() is None
    node.kill_node()
    node.start_node()
    said, _ = run.communicate()
    assert run.returncode == 0, said
    assert_as_committed(tmp_path)
