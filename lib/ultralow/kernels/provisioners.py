"""Jupyter kernels forked from the warm process of :mod:`ultralow.kernels.fork_server`."""

import asyncio
import atexit
import contextlib
import functools
import os
import signal
import tempfile
from pathlib import Path

from jupyter_client.provisioning import KernelProvisionerBase, LocalProvisioner

from ultralow.kernels import fork_server, scratch


@functools.cache
def _own_folder() -> Path:
    """A scratch folder of this process, for as long as it lives."""
    held = contextlib.ExitStack()
    atexit.register(held.close)
    return held.enter_context(scratch.folder())


def private_sockets(manager) -> tempfile.TemporaryDirectory:
    """Give a kernel sockets that are files in a folder of their own.

    Two kernels that start at once could be given the same port; a folder is never given twice.
    """
    # Under a warm process TMPDIR is its scratch folder already.
    place = os.environ["TMPDIR"] if fork_server.ADDRESS in os.environ else _own_folder()
    folder = tempfile.TemporaryDirectory(prefix="kernel-", dir=place, ignore_cleanup_errors=True)
    manager.transport, manager.ip = "ipc", f"{folder.name}/ipc"
    manager.connection_file = f"{folder.name}/connection.json"
    return folder


class PrivateProvisioner(LocalProvisioner):
    """Starts a kernel as usual, but with :func:`private_sockets`: for tests side by side."""

    async def pre_launch(self, **kwargs):
        self.folder = private_sockets(self.parent)
        return await super().pre_launch(**kwargs)

    async def cleanup(self, restart=False):
        await super().cleanup(restart)
        if not restart:
            self.folder.cleanup()


class WarmProvisioner(KernelProvisionerBase):
    """Has a kernel forked from the warm process instead of launching Python.

    jupyter_client finds it by its entry point, and uses it where the environment variable
    ``JUPYTER_DEFAULT_PROVISIONER_NAME`` names it, so that kernelspecs and notebooks need not know
    of it.
    """

    server = None
    pid = None
    exit_status = None

    @property
    def has_process(self) -> bool:
        return self.pid is not None

    async def pre_launch(self, **kwargs):
        """Write the connection file."""
        manager, self.folder = self.parent, private_sockets(self.parent)
        manager.write_connection_file()
        self.connection_info = manager.get_connection_info()
        return await super().pre_launch(cmd=[manager.connection_file], **kwargs)

    async def launch_kernel(self, cmd, env=None, cwd=None, **kwargs):
        environment = dict(os.environ if env is None else env)
        self.server = fork_server.request("kernel", cmd[0], cwd or os.getcwd(), environment)
        self.pid, self.exit_status = self.server.recv(), None
        return self.connection_info

    async def poll(self):
        """None while the kernel lives, else its exit status."""
        if self.pid is None:
            return 0
        if self.exit_status is None and self.server.poll():
            try:
                self.exit_status = self.server.recv()
            except (EOFError, OSError):
                self.exit_status = fork_server.LOST
        return self.exit_status

    async def wait(self):
        while await self.poll() is None:
            await asyncio.sleep(0.01)
        self.pid = None
        self.server.close()
        return self.exit_status

    async def send_signal(self, signum):
        with contextlib.suppress(ProcessLookupError):
            if self.pid is not None:
                os.kill(self.pid, signum)

    async def kill(self, restart=False):
        await self.send_signal(signal.SIGKILL)

    async def terminate(self, restart=False):
        await self.send_signal(signal.SIGTERM)

    async def cleanup(self, restart=False):
        if not restart:
            self.folder.cleanup()
