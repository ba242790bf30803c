"""Workflows sent to the Slurm of a test, and what is asked of it meanwhile."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
import slurm_node

PROFILE = ["--workflow-profile", "workflow/profiles/slurm"]
# No accounts and no accounting here; and no waiting, neither for the first question nor for the two
# minutes after which Slurm itself would begin a lost job anew: Snakemake sends it again.
HERE = ["--slurm-no-account", "--slurm-status-command", "squeue"]
HERE += ["--slurm-init-seconds-before-status-checks", "2", "--slurm-no-requeue"]


def started(folder):
    """A Slurm that answers; the test is skipped, with the reason, where there can be none."""
    pytest.importorskip(
        "snakemake_executor_plugin_slurm", reason="`make .venv/cluster` installs it"
    )
    if reason := slurm_node.missing():
        pytest.skip(reason)
    slurm_node.sweep()
    node = slurm_node.Node(folder)
    try:
        node.start()
    except (OSError, subprocess.SubprocessError) as problem:
        node.stop()
        pytest.skip(f"Slurm does not start here: {problem}; {node.last_words()}")
    return node


def snakemake(*words, cwd, lib):
    """A run of Snakemake that sends its jobs to Slurm, as a process."""
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    there = os.environ.get("PYTHONPATH")
    env = os.environ | {"PYTHONPATH": ":".join(filter(None, [str(lib), there])), "PATH": path}
    command = [sys.executable, "-m", "snakemake", *PROFILE, *HERE, *words]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
    return subprocess.Popen(command, cwd=cwd, env=env, **pipes)
