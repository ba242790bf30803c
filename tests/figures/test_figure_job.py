"""One job of the workflow: what it moved and told, and what stands where its notebook failed."""

import json
from pathlib import Path

import pytest
import small_records
from ultralow.errors import UltralowError
from ultralow.figures import figure_job, pictures, publishing
from ultralow.kernels import fork_server

ERROR = {"output_type": "error", "ename": "RuntimeError", "evalue": "seven\nand more"}


@pytest.fixture
def job(tmp_path):
    return figure_job.Job("quick", "CsSnI3", tmp_path / "build", tmp_path / "figures")


@pytest.fixture
def standing(job):
    """An older figure in its place, its bytes by path."""
    return {path: path.read_bytes() for path in saved(job.figures, 0.2)}


@pytest.fixture
def events(tmp_path, monkeypatch):
    place = tmp_path / "events"
    monkeypatch.setenv(figure_job.EVENTS, str(place))
    return lambda: [json.loads(line) for line in place.read_text().splitlines()]


def saved(folder, value):
    paths = publishing.files(folder, "quick", "CsSnI3")
    paths[0].parent.mkdir(parents=True, exist_ok=True)
    paths[0].write_text(f"<svg>{value}</svg>")
    paths[1].write_bytes(b"\x89PNG" + pictures.PNG_END)
    paths[2].write_text(small_records.text(k=value))
    return paths


@pytest.fixture
def papermill(monkeypatch):
    """A runner in place of papermill: saves so many files, leaves these outputs and this status."""

    def becomes(status=0, files=3, outputs=(), log="the last line\n"):
        def run(arguments, log_file):
            words = dict(zip(arguments[3::3], arguments[4::3], strict=True))
            assert arguments[0] == "notebooks/quick.ipynb"
            assert words.pop("material") == "CsSnI3"
            for path in saved(Path(words.pop("figures_folder")), 0.25)[files:]:
                path.unlink()
            with open(arguments[1], "w") as stream:
                json.dump({"cells": [{"outputs": list(outputs)}]}, stream)
            with open(log_file, "a") as stream:
                stream.write(log)
            return status

        monkeypatch.setattr(fork_server, "run", run)

    return becomes


def test_a_whole_result_is_kept_and_published(job, standing, papermill):
    papermill()
    assert job.run() == ["numbers.k.value: 0.2 became 0.25"]
    kept = publishing.files(job.build / "figures", "quick", "CsSnI3")
    assert [path.read_bytes() for path in kept] == [path.read_bytes() for path in standing]
    assert "0.25" in kept[0].read_text()
    assert job.executed.exists() and not job.running.exists()
    assert job.log.read_text().startswith("quick for CsSnI3: notebooks/quick.ipynb\n")


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"status": 1, "outputs": [ERROR]}, "RuntimeError: seven"),
        ({"status": 1}, "the last line"),
        ({"files": 2}, "it saved no figure"),
    ],
)
def test_a_failure_says_why_and_leaves_what_stood(job, standing, papermill, given, reason):
    papermill(**given)
    with pytest.raises(UltralowError, match=f"(?m)quick failed for CsSnI3: {reason}$") as caught:
        job.run()
    assert str(job.log) in str(caught.value)
    assert {path: path.read_bytes() for path in standing} == standing
    assert not job.executed.exists()


def test_what_papermill_raises_is_a_failure_of_the_figure(job, standing, monkeypatch):
    def run(arguments, log):
        raise ValueError("no such notebook")

    monkeypatch.setattr(fork_server, "run", run)
    with pytest.raises(UltralowError, match="quick failed for CsSnI3"):
        job.run()
    assert {path: path.read_bytes() for path in standing} == standing


def test_an_end_is_told_in_one_line_and_is_the_exit_status(job, papermill, events, capsys):
    words = ["quick", "CsSnI3", "--build", str(job.build), "--figures", str(job.figures)]
    papermill(1)
    assert figure_job.main(words) == 1
    papermill()
    assert figure_job.main(words) == 0
    failed, made = events()
    assert "quick failed for CsSnI3: the last line" in failed["failed"]
    assert (made["figure"], made["material"], made["seconds"] >= 0) == ("quick", "CsSnI3", True)
    said = capsys.readouterr().err
    assert said.startswith("ultralow: quick failed for CsSnI3") and "Traceback" not in said
