"""A real Slurm of one node on this machine: its three daemons, started and ended.

It has to stand where Slurm looks for it, /etc/slurm/slurm.conf, so that it needs to be root and a
machine without a Slurm of its own. Everything listens at 127.0.0.1.
"""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path

CONFIGURATION = Path("/etc/slurm/slurm.conf")
MARK = "# A Slurm of one node for the tests of ultralow, in "
DAEMONS = ("munged", "slurmctld", "slurmd")
PATIENCE_S = 120  # for a daemon to answer


def missing():
    """Why there can be no Slurm here; empty where it can."""
    lacking = [name for name in (*DAEMONS, "sbatch") if _program(name) is None]
    if lacking:
        return f"{', '.join(lacking)} not installed (Debian: slurmctld slurmd slurm-client munge)"
    if os.geteuid() != 0:
        return "a Slurm of its own can be started by root only"
    if CONFIGURATION.exists() and not CONFIGURATION.read_text().startswith(MARK):
        return f"{CONFIGURATION} is there: this machine has a Slurm of its own"
    return ""


def sweep():
    """End what a killed test left behind."""
    with contextlib.suppress(FileNotFoundError):
        first = CONFIGURATION.read_text().split("\n")[0]
        Node(Path(first.removeprefix(MARK))).stop()


def _program(name):
    return shutil.which(name, path=os.environ.get("PATH", "") + ":/usr/sbin:/usr/local/sbin")


class Node:
    """A Slurm that runs.

    Parameters
    ----------
    folder : pathlib.Path
        For its state, spool and logs.
    """

    def __init__(self, folder):
        self.folder, self.name = folder, socket.gethostname().split(".")[0]

    def start(self):
        """Start munged, the controller and the node, each when the one before answers."""
        for part in ("state", "spool", "log"):
            (self.folder / part).mkdir()
        CONFIGURATION.parent.mkdir(exist_ok=True)
        CONFIGURATION.write_text(self._configuration())
        for place in ("/run/munge", "/var/log/munge", "/var/lib/munge"):
            _munges(Path(place))
        if subprocess.run(["munge", "-n"], capture_output=True).returncode:
            subprocess.run(
                ["runuser", "-u", "munge", "--", _program("munged"), "--force"], check=True
            )
        until(lambda: subprocess.run(["munge", "-n"], capture_output=True).returncode == 0)
        subprocess.run([_program("slurmctld")], check=True)
        until(lambda: self.answers("ping"))
        self.start_node()

    def start_node(self):
        """Start the node's daemon, and wait until the controller has it."""
        subprocess.run([_program("slurmd"), "-N", self.name], check=True)
        until(lambda: "State=IDLE" in self.asked("show", "node", self.name))

    def kill_node(self):
        """End the node as a power cut does: its daemon and every job on it."""
        self._signal("slurmd", signal.SIGKILL)
        for pid in self._steps():
            with contextlib.suppress(ProcessLookupError):
                os.killpg(os.getpgid(pid), signal.SIGKILL)

    def stop(self):
        """End what `start` began, and take the configuration away."""
        with contextlib.suppress(subprocess.TimeoutExpired):  # of a controller that is no more
            subprocess.run(["scancel", "--state=RUNNING"], capture_output=True, timeout=20)
        for daemon in ("slurmd", "slurmctld"):
            self._signal(daemon, signal.SIGTERM)
        CONFIGURATION.unlink(missing_ok=True)

    def last_words(self):
        """The end of each daemon's log."""
        logs = sorted((self.folder / "log").glob("*.log"))
        return "; ".join(f"{one.name}: {one.read_text()[-300:].strip()}" for one in logs)

    def states(self):
        """States of all jobs that Slurm remembers, as RUNNING."""
        done = subprocess.run(
            ["squeue", "--noheader", "--states=all", "--format=%T"], capture_output=True, text=True
        )
        return done.stdout.split()

    def asked_for(self):
        """Memory (MB) and time (minutes) that each job asked for, of all that Slurm remembers."""
        form = ["--noheader", "--states=all", "--format=%m %l"]
        done = subprocess.run(["squeue", *form], capture_output=True, text=True)
        return [_as_numbers(line) for line in done.stdout.splitlines()]

    def answers(self, *words):
        """Whether the controller answers a question with success."""
        done = subprocess.run(["scontrol", *words], capture_output=True, text=True)
        return done.returncode == 0 and "DOWN" not in done.stdout

    def asked(self, *words):
        """What scontrol says."""
        return subprocess.run(["scontrol", *words], capture_output=True, text=True).stdout

    def _steps(self):
        import psutil

        names = ("slurmstepd",)
        steps = [one for one in psutil.process_iter(["name"]) if one.info["name"] in names]
        return [child.pid for step in steps for child in [*step.children(recursive=True), step]]

    def _signal(self, daemon, number):
        path = self.folder / f"{daemon}.pid"
        with contextlib.suppress(FileNotFoundError, ProcessLookupError, ValueError):
            pid = int(path.read_text())
            os.kill(pid, number)
            until(lambda: not Path(f"/proc/{pid}").exists())

    def _configuration(self):
        cores = os.cpu_count()
        folder = self.folder
        return f"""\
{MARK}{folder}
ClusterName=ultralow
SlurmctldHost={self.name}(127.0.0.1)
AuthType=auth/munge
MpiDefault=none
ProctrackType=proctrack/linuxproc
ReturnToService=2
SlurmctldPort=16817
SlurmdPort=16818
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd.pid
SlurmdSpoolDir={folder}/spool
StateSaveLocation={folder}/state
SlurmctldLogFile={folder}/log/slurmctld.log
SlurmdLogFile={folder}/log/slurmd.log
SlurmUser=root
SlurmdTimeout=15
MinJobAge=600
SwitchType=switch/none
TaskPlugin=task/none
SchedulerType=sched/backfill
SelectType=select/cons_tres
SelectTypeParameters=CR_Core_Memory
AccountingStorageType=accounting_storage/none
JobAcctGatherType=jobacct_gather/none
NodeName={self.name} NodeAddr=127.0.0.1 CPUs={cores} RealMemory=8000 State=UNKNOWN
PartitionName=debug Nodes=ALL Default=YES MaxTime=INFINITE State=UP
"""


def _as_numbers(line):
    """As 1500M and 1:15:00 are told: MB and minutes."""
    memory, clock = line.split()
    scale = {"M": 1, "G": 1024}[memory[-1]]
    days, _, rest = clock.rpartition("-")
    hours, minutes, _ = f"0:0:{rest}".split(":")[-3:]
    return int(float(memory[:-1]) * scale), 1440 * int(days or 0) + 60 * int(hours) + int(minutes)


def _munges(folder):
    folder.mkdir(exist_ok=True)
    shutil.chown(folder, "munge", "munge")


def until(true):
    """Wait for a state; a daemon that never comes to it is an error."""
    begun = time.monotonic()
    while not true():
        if time.monotonic() - begun > PATIENCE_S:
            raise TimeoutError("Slurm does not answer")
        time.sleep(0.2)
