"""A data folder served by `filiere serve` as in real life, on a port that nothing listens on.

A server takes some ten seconds of processor to start: its modules are imported, its referentials read, its pages drawn
once. Whoever serves a data folder several times, put back in between, gives it to :func:`ready_server`.
"""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from support.harness.built_demonstration import environment_of
from support.harness.started_once import Commands


def free_port() -> int:
    """A port that nothing listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serve_home(home: Path) -> Iterator[str]:
    """Serve a data folder; the address of the site."""
    address = f"http://127.0.0.1:{free_port()}"
    with serve_at(address, environment_of(home)):
        yield address


@contextmanager
def serve_at(address: str, environment: Mapping[str, str]) -> Iterator[None]:
    """Serve the data folder of an environment at an address of this machine."""
    command = [sys.executable, "-m", "filiere", "serve", "--port", address.rpartition(":")[2]]
    server = subprocess.Popen(command, env={**environment, "PYTHONFAULTHANDLER": "1"}, start_new_session=True)
    try:
        wait_for_answer(address, lambda: server.poll() is None)
        yield
    finally:
        stop_server(server)


def stop_server(server: subprocess.Popen[bytes]) -> None:
    """Stop a server that leads its own group of processes; one that does not end says where each of its threads is."""
    os.killpg(server.pid, signal.SIGTERM)
    try:
        # It waits ten seconds for the requests under way, then ends; on a busy machine both take several times that.
        server.wait(timeout=120)
    except subprocess.TimeoutExpired:
        os.kill(server.pid, signal.SIGABRT)
        server.wait(timeout=120)
        pytest.fail("the server does not stop: its threads are on the standard error")


def wait_for_answer(address: str, is_there: Callable[[], bool]) -> None:
    """Wait for the home page of a server that starts, for as long as its process is there."""
    # It reads all its pages first: on a busy machine, that takes longer than half a minute.
    for _ in range(3000):
        if not is_there():
            pytest.fail("the server ended before it answered")
        try:
            with urllib.request.urlopen(f"{address}/fr/", timeout=5):  # noqa: S310
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
    pytest.fail("the server does not answer")


_WARM = """
from filiere.site import child_process, web_server
from filiere.site.wsgi import application
child_process.start((*web_server.READER_MODULES, *child_process.PDF_MODULES))
web_server.warm_pages(application)
"""


@contextmanager
def ready_server(home: Path) -> Iterator[Commands]:
    """What serves a data folder each time by `filiere serve` in a fork of a process whose pages are warm."""
    commands = Commands(environment_of(home), home.parent, _WARM)
    try:
        yield commands
    finally:
        commands.close()


@contextmanager
def serve_again(commands: Commands) -> Iterator[str]:
    """Serve the data folder of a server that is ready, as it is now; the address of the site."""
    port = free_port()
    server = commands.begin("serve", "--port", str(port), lang="fr")
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for_answer(address, Path(f"/proc/{server}").exists)
        yield address
    finally:
        with suppress(ProcessLookupError):
            os.kill(server, signal.SIGTERM)
        ended = commands.end()
        assert ended.returncode == 0, ended.stderr
