"""A server of one process with a page that never ends and one that answers, for the tests of how long requests take."""

from __future__ import annotations

import os
import resource
import tempfile
import threading
from collections.abc import Callable, Iterable
from typing import Any

from filiere.site import request_timeouts, web_server

MUCH = 16 << 20
WORKERS: list[Any] = []
"""What takes the connections of this process."""


def large_file(environ: dict[str, Any]) -> Iterable[bytes]:
    """A file of so many bytes, as the framework gives one to the server."""
    file = tempfile.TemporaryFile()  # noqa: SIM115  The server closes it.
    file.truncate(MUCH)
    return environ["wsgi.file_wrapper"](file)  # type: ignore[no-any-return]


LARGE: dict[str, Callable[[dict[str, Any]], Iterable[bytes]]] = {
    "/large": lambda _: [bytes(MUCH)],
    "/file": large_file,
}


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Tell which process answers and how long the body was; at ``/endless``, never; at ``/connections``, how many
    connections it has; at two others, more than a connection holds."""
    if environ["PATH_INFO"] == "/endless":
        threading.Event().wait()
    if environ["PATH_INFO"] == "/connections":
        start_response("200 OK", [("Content-Type", "text/plain")])
        return [f"{os.getpid()} {WORKERS[0].nr_conns}".encode()]
    if environ["PATH_INFO"] in LARGE:
        start_response("200 OK", [("Content-Type", "text/plain")])
        return LARGE[environ["PATH_INFO"]](environ)
    try:
        length = len(environ["wsgi.input"].read())
    except request_timeouts.SlowVisitor as error:
        start_response("503 Slow", [("Content-Type", "text/plain")])
        return [type(error).__name__.encode()]
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [f"{os.getpid()} {length}".encode()]


def main() -> None:
    """Serve on a port of the machine's choice, which is printed; times are of a second or so."""
    request_timeouts.SOCKET_TIMEOUT, request_timeouts.SHUTDOWN_GRACE, request_timeouts.WATCHDOG_INTERVAL = (
        int(os.environ.get("WAIT", "1")),
        1,
        0.05,
    )
    request_timeouts.SLOW_AFTER_SECONDS = 0.1

    if "FILES" in os.environ:
        most = int(os.environ["FILES"])
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))

    def begin(worker: Any) -> None:
        WORKERS.append(worker)
        request_timeouts.start_watchdog()

    def ready(arbiter: Any) -> None:
        print(arbiter.LISTENERS[0].sock.getsockname()[1], flush=True)

    options = {
        "bind": "127.0.0.1:0",
        "workers": 1,
        "threads": 3,
        "loglevel": "critical",
        "graceful_timeout": 1,
        "control_socket_disable": True,
        "post_worker_init": begin,
        "when_ready": ready,
    }
    web_server.run_gunicorn(request_timeouts.BoundedRequests(application, seconds=1.5, upload=60), options)


if __name__ == "__main__":
    main()
