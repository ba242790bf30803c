"""What random kills do to figures/: runs are hit at random moments, and what is lost is counted.

Each run in a small checkout (two figures that take a second) is given new numbers to make, and one
of its processes, or the whole group as a terminal has it, is sent a signal at a seeded moment. Then
figures/ is looked at, the next run is left alone, and its result compared byte by byte with that of
a run that nothing happened to. Prints a row a target. ``python benchmarks/kills.py [N] [SEED]``.
"""

import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "support"))

import psutil
from small_checkout import MATERIALS, SAVES, Checkout, gone

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGKILL)
TARGETS = ("group", "driver", "snakemake", "warm", "papermill", "kernel")
WORDS = {"snakemake": "-m snakemake", "warm": "stand-by", "papermill": "figure_job"}
COLUMNS = ("kills", "lost", "torn", "hung", "left", "not equal", "tracebacks")
VALUES = (0.25, 0.5)
LONGEST_STOP_S = 20


def victim(target: str, running: subprocess.Popen, checkout: Checkout) -> int | None:
    """The process that is hit; None where it does not run at this moment."""
    if target in ("group", "driver"):
        return running.pid
    if target == "kernel":
        found = [path.read_text() for path in (checkout.root / "at").iterdir()]
        return next((int(pid) for pid in found if pid and not gone(int(pid))), None)
    for process in psutil.process_iter(["pid", "cmdline", "cwd"]):  # None where one may not look
        command = " ".join(process.info["cmdline"] or ())
        if WORDS[target] in command and process.info["cwd"] == str(checkout.root):
            return process.info["pid"]
    return None


def hit(target: str, signum: int, moment: float, checkout: Checkout) -> tuple[bool, bool, str]:
    """One run, hit once; whether it was, whether it hung, and what it said."""
    running, end = checkout.start(), time.monotonic() + moment
    while time.monotonic() < end and running.poll() is None:
        time.sleep(0.01)
    while not (pid := victim(target, running, checkout)) and running.poll() is None:
        time.sleep(0.02)
    if running.poll() is not None:
        pid = None
    try:
        if pid:
            (os.killpg if target == "group" else os.kill)(pid, signum)
    except ProcessLookupError:
        pid = None
    try:
        said, _ = running.communicate(timeout=LONGEST_STOP_S + 3 * moment)
    except subprocess.TimeoutExpired:
        running.kill()
        return bool(pid), True, running.communicate()[0]
    return bool(pid), False, said


def torn(before: dict, now: dict, after: dict) -> int:
    """Figures whose files are neither all as before nor all as after."""
    count = 0
    for material in MATERIALS:
        names = [name for name in after if f"/{material}." in name]
        count += not any(all(now.get(n) == one[n] for n in names) for one in (before, after))
    return count


def one_kill(
    number: int, dice: random.Random, checkout: Checkout, whole: list[dict], length: float
):
    """Hit one run; target and counts."""
    target, signum = TARGETS[number % len(TARGETS)], dice.choice(SIGNALS)
    before, after = whole[number % 2], whole[1 - number % 2]
    checkout.value(VALUES[1 - number % 2])
    struck, hung, said = hit(target, signum, dice.uniform(0, length), checkout)
    time.sleep(0.5)
    now = checkout.standing()
    counts = Counter({"kills": struck, "hung": hung, "tracebacks": "Traceback" in said})
    counts["lost"] = sum(name not in now for name in before)
    counts["torn"] = torn(before, now, after)
    status, said = checkout.run()
    counts["tracebacks"] += "Traceback" in said
    counts["left"] = len(checkout.left())
    counts["not equal"] = status != 0 or checkout.standing() != after
    return target, counts


def main(count: int = 60, seed: int = 1) -> None:
    dice, scratch = random.Random(seed), Path(tempfile.mkdtemp(prefix="k-", dir="/tmp"))
    with tempfile.TemporaryDirectory() as folder:
        slow = SAVES.replace("value =", "time.sleep(1)\nvalue =")
        checkout, whole = Checkout(Path(folder) / "checkout", scratch, slow), []
        for value in (VALUES[1], VALUES[0]):
            checkout.value(value)
            start = time.monotonic()
            status, said = checkout.run()
            assert status == 0, said
            length = time.monotonic() - start
            whole.insert(0, checkout.standing())
        totals = {target: Counter() for target in TARGETS}
        for number in range(count):
            target, counts = one_kill(number, dice, checkout, whole, length)
            length *= 1 if counts["kills"] else 0.8  # the machine became faster
            totals[target] += counts
            print(f"{number + 1}/{count} {target} {dict(+counts)}", file=sys.stderr, flush=True)
    shutil.rmtree(scratch)
    print(f"{'target':12}" + "".join(f"{name:>12}" for name in COLUMNS))
    for target, counts in totals.items():
        print(f"{target:12}" + "".join(f"{counts[name]:12d}" for name in COLUMNS))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
