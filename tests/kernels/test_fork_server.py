"""Warm kernels are real kernels: of their own process, clean, and stopped when they should be."""

import json
import os
import subprocess
import sys
import tempfile
import textwrap

import nbformat
import pytest
from patience import PATIENCE

pytestmark = pytest.mark.long(60)

WARM = [sys.executable, "-m", "ultralow.kernels.fork_server"]


@pytest.fixture
def notebook(tmp_path):
    def write(name, *sources):
        cells = [nbformat.v4.new_code_cell(source) for source in sources]
        cells.insert(0, nbformat.v4.new_code_cell("x = 1", metadata={"tags": ["parameters"]}))
        made = nbformat.v4.new_notebook(cells=cells)
        made.metadata["kernelspec"] = {"name": "python3", "display_name": "", "language": "python"}
        nbformat.write(made, tmp_path / name)
        return tmp_path / name

    return write


def run(path, *more, warm=True):
    """Run one notebook; returns exit status, log and printed output."""
    out, log = path.with_suffix(".out.ipynb"), path.with_suffix(".log")
    job = [*WARM, "papermill", "--log", log, path, out, "--no-progress-bar", *more]
    command = [*WARM, "serve", "--", *job] if warm else job
    env = {k: v for k, v in os.environ.items() if k != "ULTRALOW_WARM"}
    done = subprocess.run(
        list(map(str, command)), env=env, capture_output=True, text=True, timeout=PATIENCE
    )
    printed = [
        output["text"]
        for cell in nbformat.read(out, as_version=4).cells
        if cell.cell_type == "code"
        for output in cell.outputs
        if output.output_type == "stream"
    ]
    return done.returncode, log.read_text() if log.exists() else done.stderr, "".join(printed)


@pytest.mark.parametrize("warm", [True, False])
def test_parameters_arrive_and_the_result_comes_back(notebook, warm):
    path = notebook("plain.ipynb", "print('x is', x)")
    status, _, printed = run(path, "-p", "x", "7", warm=warm)
    assert (status, printed) == (0, "x is 7\n")


def test_libraries_are_loaded_already_and_ours_are_not(notebook):
    path = notebook(
        "loaded.ipynb",
        "import sys; print('numpy' in sys.modules, 'ultralow.heat.minimum' in sys.modules)",
    )
    assert run(path)[2] == "True False\n"


def test_a_failing_cell_fails_the_job_and_its_message_is_in_the_log(notebook):
    status, log, _ = run(notebook("fails.ipynb", "raise ValueError('seven')"))
    assert status == 1
    assert "ValueError" in log
    assert "seven" in log


def test_a_kernel_that_dies_fails_the_job(notebook):
    status, log, _ = run(notebook("dies.ipynb", "import os; os._exit(9)"))
    assert status != 0
    assert "Dead" in log or "died" in log


def test_two_notebooks_share_nothing(notebook, tmp_path):
    first = notebook("a.ipynb", "import numpy; numpy.mark = 1; import os; print(os.getpid())")
    second = notebook("b.ipynb", "import numpy; print(hasattr(numpy, 'mark'))")
    script = tmp_path / "both.sh"
    lines = [" ".join(map(str, [*WARM, "papermill", p, f"{p}.out"])) for p in (first, second)]
    script.write_text("set -e\n" + "\n".join(lines))
    subprocess.run([*WARM, "serve", "--", "bash", str(script)], check=True, timeout=PATIENCE)
    cells = json.loads((tmp_path / "b.ipynb.out").read_text())["cells"]
    assert cells[1]["outputs"][0]["text"] == ["False\n"]


def test_a_job_whose_client_is_killed_is_stopped(notebook, tmp_path):
    path = notebook(
        "long.ipynb",
        f"import os, time; open(r'{tmp_path}/pid', 'w').write(str(os.getpid())); time.sleep(1e6)",
    )
    script = tmp_path / "kill.py"
    script.write_text(
        textwrap.dedent(f"""
        import pathlib, subprocess, sys, time
        job = [*{WARM}, "papermill", r"{path}", r"{path}.out"]
        client = subprocess.Popen(job)
        mark = pathlib.Path(r"{tmp_path}/pid")
        while not mark.exists() or not mark.read_text():
            time.sleep(0.05)
        client.kill()
        kernel = pathlib.Path("/proc") / mark.read_text()
        while True:
            if not kernel.exists() or "Z" in (kernel / "stat").read_text().split(")")[1][:3]:
                sys.exit(0)
            time.sleep(0.05)
        """)
    )
    done = subprocess.run([*WARM, "serve", "--", sys.executable, str(script)], timeout=PATIENCE)
    assert done.returncode == 0


def test_a_server_that_ends_leaves_nothing_and_says_nothing(notebook, tmp_path):
    scratch = tempfile.mkdtemp(prefix="t-", dir="/tmp")
    path = notebook("plain.ipynb", "print(x)")
    job = [*WARM, "papermill", "--log", path.with_suffix(".log"), path, f"{path}.out"]
    done = subprocess.run(
        [*WARM, "serve", "--", *job], env=os.environ | {"TMPDIR": scratch},
        capture_output=True, text=True, timeout=PATIENCE,
    )  # fmt: skip
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    os.rmdir(scratch)


def test_the_commands_own_exit_status_is_returned():
    done = subprocess.run([*WARM, "serve", "--", sys.executable, "-c", "raise SystemExit(5)"])
    assert done.returncode == 5
