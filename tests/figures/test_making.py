"""A run from outside: what it says, how it stops, and that nothing is lost or left."""

import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

import pytest
import small_checkout
import small_records
from patience import PATIENCE
from small_checkout import Checkout, child, gone, until

pytestmark = pytest.mark.long(300)


@pytest.fixture
def scratch():
    folder = tempfile.mkdtemp(prefix="t-", dir="/tmp")
    yield Path(folder)
    shutil.rmtree(folder)


@pytest.fixture
def checkout(tmp_path, scratch):
    """A small checkout in which older figures stand, and everything is stale."""
    made = Checkout(tmp_path / "checkout", scratch)
    folder = made.root / "figures" / "quick"
    folder.mkdir(parents=True)
    for material in small_checkout.MATERIALS:
        old = small_records.text(material, k=0.2)
        for suffix, text in (("svg", "<svg>old</svg>"), ("png", "old"), ("json", old)):
            (folder / f"{material}.{suffix}").write_text(text)
    return made


@pytest.mark.parametrize("signum", [signal.SIGINT, signal.SIGTERM])
def test_a_stop_is_one_line_and_the_next_run_goes_on(checkout, signum):
    before, hold = checkout.standing(), checkout.mark("hold")
    running = checkout.start()
    kernels = checkout.kernels(running)
    running.send_signal(signum)
    said, _ = running.communicate(timeout=PATIENCE)
    assert running.returncode == 130
    first, *rest = said.splitlines()
    assert first == "looking for what is to be made"
    assert rest == ["stopped; 2 figures unfinished, `make figures` goes on"]
    assert checkout.standing() == before
    assert checkout.left() == []
    until(lambda: all(map(gone, kernels)))
    hold.unlink()
    assert checkout.run()[0] == 0
    assert b"0.25" in checkout.standing()["figures/quick/CsSnI3.svg"]


def test_a_killed_run_loses_nothing_and_the_next_sweeps(checkout):
    before, hold = checkout.standing(), checkout.mark("hold")
    running = checkout.start()
    kernels = checkout.kernels(running)
    running.kill()
    running.communicate(timeout=PATIENCE)
    until(lambda: all(map(gone, kernels)))
    assert checkout.standing() == before
    assert checkout.left() != []
    for draft in (".CsPbI3.svg.part", f".CsSnI3.json.{kernels[0]}"):
        (checkout.root / "figures" / "quick" / draft).touch()
    hold.unlink()
    status, said = checkout.run()
    assert status == 0, said
    assert checkout.left() == []
    assert checkout.standing().keys() == before.keys()
    assert "CsPbI3.json: numbers.k.value: 0.2 became 0.25" in said  # counted from its beginning


@pytest.mark.parametrize("signum", [signal.SIGINT, signal.SIGKILL])
def test_a_dead_warm_process_is_done_without(checkout, signum):
    hold = checkout.mark("hold")
    running = checkout.start()
    kernels = checkout.kernels(running)
    os.kill(child(running, "stand-by"), signum)
    until(lambda: all(map(gone, kernels)))
    hold.unlink()
    said, _ = running.communicate(timeout=PATIENCE)
    assert running.returncode == 0, said
    assert "2 figures" in said
    assert "Traceback" not in said
    assert checkout.left() == []


def test_a_dead_snakemake_ends_the_run_with_one_message(checkout):
    before = checkout.standing()
    checkout.mark("hold")
    running = checkout.start()
    kernels = checkout.kernels(running)
    small_checkout.kill(child(running, "snakemake"))
    said, _ = running.communicate(timeout=PATIENCE)
    assert running.returncode == 2
    assert "Snakemake was killed by signal 9" in said
    assert "Traceback" not in said
    assert checkout.standing() == before
    assert checkout.left() == []
    until(lambda: all(map(gone, kernels)))


def test_a_dead_kernel_is_a_failed_figure_and_what_stood_stands(checkout):
    before, hold = checkout.standing(), checkout.mark("hold")
    running = checkout.start()
    small_checkout.kill(checkout.kernels(running)[0])
    until(lambda: any(b"failed" in p.read_bytes() for p in checkout.root.glob("build/events*")))
    hold.unlink()
    said, _ = running.communicate(timeout=PATIENCE)
    assert running.returncode == 1
    assert "1 figure made, 1 failed" in said
    same = [name for name, content in checkout.standing().items() if before[name] == content]
    assert len(same) == 3
    assert checkout.left() == []


def test_a_broken_notebook_names_figure_material_and_log_once(checkout):
    before, broken = checkout.standing(), checkout.mark("break")
    status, said = checkout.run()
    assert status == 1
    for material in small_checkout.MATERIALS:
        assert said.count(f"quick failed for {material}: RuntimeError: seven") == 1
        log = checkout.root / "build" / "logs" / "quick" / f"{material}.txt"
        assert str(log.relative_to(checkout.root)) in said
        assert log.read_text().startswith(f"quick for {material}")
        assert "seven" in log.read_text()
    assert "Traceback" not in said
    assert checkout.standing() == before
    broken.unlink()
    assert checkout.run()[0] == 0


def test_what_moved_is_told_and_what_did_not_is_not_written(checkout):
    status, said = checkout.run()
    assert status == 0
    assert "[ 2/2] quick" in said
    assert "CsSnI3.json: numbers.k.value: 0.2 became 0.25" in said
    for path in (checkout.root / "figures").rglob("*.*"):
        os.utime(path, (1e9, 1e9))
    checkout.value(0.25 * (1 + 1e-9))
    status, said = checkout.run()
    assert status == 0
    assert "[ 2/2] quick" in said
    assert said.endswith("2 figures, all numbers as published\n")
    times = {path.stat().st_mtime for path in (checkout.root / "figures").rglob("*.*")}
    assert times == {1e9}


def test_a_call_with_nothing_to_do_starts_nothing(checkout):
    assert checkout.run()[0] == 0
    shutil.rmtree(checkout.root / "build" / "logs")
    status, said = checkout.run()
    assert (status, said.splitlines()[0][:14]) == (0, "nothing to do:")
    assert not (checkout.root / "build" / "logs").exists()
    (checkout.root / "figures" / "quick" / "CsSnI3.png").unlink()
    assert checkout.run()[0] == 0
    assert (checkout.root / "figures" / "quick" / "CsSnI3.png").read_bytes().startswith(b"\x89PNG")


def test_a_second_run_waits_for_the_first(checkout):
    hold = checkout.mark("hold")
    first = checkout.start()
    checkout.kernels(first)
    second = checkout.start()
    assert "another run is at work" in second.stdout.readline()
    hold.unlink()
    assert first.wait(timeout=PATIENCE) == 0
    said, _ = second.communicate(timeout=PATIENCE)
    assert second.returncode == 0
    assert "nothing to do" in said
    first.stdout.close()


def test_odd_surroundings_do_not_matter(tmp_path, scratch):
    name = 'it\'s "é" and spaces ' + "x" * 100
    checkout = Checkout(tmp_path / name, scratch)
    status, said = checkout.run(HOME=None, TMPDIR=str(scratch / ("t" * 100)), LC_ALL="C")
    assert status == 0, said
    long = scratch / ("t" * 100)
    long.mkdir()
    checkout.value(0.5)
    status, said = checkout.run(HOME="/nowhere", TMPDIR=str(long), MPLCONFIGDIR="/nowhere")
    assert status == 0, said
    assert list(long.iterdir()) == []


def read_only(folder):
    """Words before a command that let it see a folder as one that nobody can write to."""
    if os.getuid():
        folder.chmod(0o555)
        return []
    mount = 'mount --bind "$0" "$0" && mount -o remount,ro,bind "$0" && exec "$@"'
    return ["unshare", "--mount", "sh", "-c", mount, str(folder)]


def test_figures_that_cannot_be_written_are_one_message_and_stand(checkout):
    before, folder = checkout.standing(), checkout.root / "figures" / "quick"
    checkout.before = read_only(folder)
    probe = [*checkout.before, "test", "!", "-w", str(folder)]
    if subprocess.run(probe, capture_output=True).returncode:
        pytest.skip("this system lets no folder be made read-only")
    status, said = checkout.run()
    assert status == 1, said
    assert "quick/CsSnI3.svg cannot be written" in said
    assert "Read-only file system" in said or "Permission denied" in said
    assert "To mend it: give the folder room and leave to be written" in said
    assert "Traceback" not in said
    folder.chmod(0o755)
    checkout.before = []
    assert checkout.standing() == before and checkout.left() == []
    assert checkout.run()[0] == 0


def test_check_writes_nothing_into_figures_and_is_red_where_numbers_differ(checkout):
    before = checkout.standing()
    status, said = checkout.run("check")
    assert status == 1
    assert "quick/CsSnI3.json: numbers.k.value: 0.2 became 0.25" in said
    assert checkout.standing() == before
