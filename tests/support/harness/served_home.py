"""A data folder served by `filiere serve` as in real life, on a port that nothing listens on."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from support.harness.built_demonstration import environment_of


def free_port() -> int:
    """A port that nothing listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serve_home(home: Path) -> Iterator[str]:
    """Serve a data folder; the address of the site."""
    port = free_port()
    environment = environment_of(home)
    command = [sys.executable, "-m", "filiere", "serve", "--port", str(port)]
    server = subprocess.Popen(command, env=environment, start_new_session=True)
    address = f"http://127.0.0.1:{port}"
    try:
        # It reads all its pages first: on a busy machine, that takes longer than half a minute.
        for _ in range(3000):
            if server.poll() is not None:
                pytest.fail(f"the server ended with status {server.returncode}")
            try:
                with urllib.request.urlopen(f"{address}/fr/", timeout=5):  # noqa: S310
                    break
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                time.sleep(0.1)
        else:
            pytest.fail("the server does not answer")
        yield address
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(timeout=20)
