"""Kernels with sockets of their own: never two at one address, and nothing left behind."""

import asyncio
import os
import signal
from importlib.metadata import entry_points
from pathlib import Path
from types import SimpleNamespace

import pytest
from jupyter_client.manager import KernelManager
from patience import PATIENCE
from ultralow.kernels import fork_server, provisioners


class Server:
    """What the warm process says of a kernel: its process, and at the end its exit status."""

    def __init__(self, pid, status=None):
        self.said, self.closed = [pid], False
        if status is not None:
            self.said.append(status)

    def poll(self):
        return bool(self.said)

    def recv(self):
        return self.said.pop(0)

    def close(self):
        self.closed = True


@pytest.fixture
def warm(tmp_path, monkeypatch):
    """A warm provisioner of a kernel that the test plays, and the jobs that it asked for."""
    jobs = []

    def request(*job):
        jobs.append(job)
        return made.answer

    monkeypatch.setattr(fork_server, "request", request)
    made = provisioners.WarmProvisioner(parent=None)
    made.answer, made.jobs = Server(0), jobs
    made.connection_info = {"ip": "here"}
    return made


def launched(warm, folder, pid=0, status=None):
    warm.answer = Server(pid, status)
    run(warm.launch_kernel(["connection.json"], env={"A": "1"}, cwd=str(folder)))
    return warm


def run(coroutine):
    return asyncio.run(coroutine)


def test_the_two_names_of_the_project_lead_to_the_two_classes():
    found = {one.name: one for one in entry_points(group="jupyter_client.kernel_provisioners")}
    assert found["ultralow-private"].value.endswith(":PrivateProvisioner")
    assert found["ultralow-warm"].value.endswith(":WarmProvisioner")


def test_no_two_kernels_get_one_folder():
    managers = [SimpleNamespace() for _ in range(20)]
    folders = [provisioners.private_sockets(one) for one in managers]
    assert len({one.ip for one in managers}) == len(managers)
    for one, folder in zip(managers, folders):
        assert one.transport == "ipc"
        assert Path(one.ip).parent == Path(one.connection_file).parent == Path(folder.name)
        assert os.stat(folder.name).st_mode & 0o077 == 0  # nobody else's business
        folder.cleanup()
        assert not Path(folder.name).exists()


def test_a_kernel_answers_through_its_own_sockets_and_leaves_none(monkeypatch):
    monkeypatch.setenv("JUPYTER_DEFAULT_PROVISIONER_NAME", "ultralow-private")
    manager = KernelManager()
    manager.start_kernel()
    try:
        assert manager.transport == "ipc"
        folder = Path(manager.connection_file).parent
        client = manager.blocking_client()
        client.start_channels()
        client.wait_for_ready(timeout=PATIENCE)
        reply = client.execute_interactive("6 * 7", timeout=PATIENCE, output_hook=lambda _: None)
        assert reply["content"]["status"] == "ok"
        client.stop_channels()
    finally:
        manager.shutdown_kernel(now=True)
    assert not folder.exists()


def test_a_warm_kernel_is_asked_for_with_its_folder_and_environment(warm, tmp_path):
    info = run(warm.launch_kernel(["connection.json"], env={"A": "1"}, cwd=str(tmp_path)))
    assert warm.jobs == [("kernel", "connection.json", str(tmp_path), {"A": "1"})]
    assert info == {"ip": "here"}


def test_a_warm_kernel_lives_until_its_status_comes(warm, tmp_path):
    assert not warm.has_process and run(warm.poll()) == 0
    launched(warm, tmp_path, pid=4711)
    assert warm.has_process and run(warm.poll()) is None
    warm.server.said.append(9)
    assert run(warm.poll()) == run(warm.poll()) == 9


def test_waiting_returns_the_status_and_lets_go(warm, tmp_path):
    launched(warm, tmp_path, pid=4711, status=3)
    server = warm.server
    assert run(warm.wait()) == 3
    assert server.closed and not warm.has_process


@pytest.mark.parametrize(("stop", "by"), [("terminate", signal.SIGTERM), ("kill", signal.SIGKILL)])
def test_a_signal_reaches_the_process_of_the_kernel(stop, by, warm, tmp_path, monkeypatch):
    sent = []
    monkeypatch.setattr(os, "kill", lambda pid, signum: sent.append((pid, signum)))
    run(getattr(warm, stop)())
    assert sent == []  # there is no process yet
    launched(warm, tmp_path, pid=4711)
    run(getattr(warm, stop)())
    assert sent == [(4711, by)]


def test_a_kernel_that_is_gone_already_is_no_error(warm, tmp_path, monkeypatch):
    def gone(_pid, _signum):
        raise ProcessLookupError

    monkeypatch.setattr(os, "kill", gone)
    run(launched(warm, tmp_path, pid=4711).kill())
