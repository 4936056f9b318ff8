"""Serving the site with gunicorn: two processes of several threads, warmed before the first visitor.

The application, the register and the pages' drawings are made in the parent, then shared by the processes it forks:
the first visitor waits for nothing, and memory is counted once.
"""

from __future__ import annotations

import fcntl
import gc
import io
import os
import socket
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import IO, Any

from filiere.core import Faults, Text
from filiere.site.data_folder import SERVING_LOCK
from filiere.site.file_permissions import UMASK
from filiere.site.request_timeouts import BoundedRequests, limit_socket_waits, start_watchdog

WARMED_PAGES = (
    "/", "/weight/", "/map/", "/outsourced/", "/abroad/", "/international/", "/methods/", "/register/",
    "/label/", "/label/mappings/", "/downloads/api/", "/sign-in/",
)  # fmt: skip
"""The main pages, and the door: that of a demonstration says what waits for each of its people."""
WORKERS = 2
THREADS = 8
MAX_READERS, MAX_READERS_PER_OWNER, LEFT_TO_VISITORS = 4, 2, 1
"""What a process has read at once, of one person, and of that left to visitors, who count as one person: half of its
threads answer everybody else, and neither visitors nor people who signed in take all places of the others."""
READER_MODULES = (
    "filiere.inspection",
    "filiere.referentials.workbook",
    "filiere.credentials",
    "filiere.programme.grants",
    "filiere.programme.tender_notices",
)
"""What reads most of what people send, imported with what draws documents before the first of them is there."""
SERVER_NAME = "filiere"
REQUEST_LINE = 16_384
"""Bytes of a request line: an address, its question and some words. The next one is answered 414."""
LOOPBACK = {"127.0.0.1", "localhost", "::1"}


def serve(host: str, port: int, ready: Callable[[str], None]) -> None:
    """Serve until stopped; `ready` is told the address once the port is open. Raises `Faults` when it is taken."""
    _check_port(host, port)
    _allow_host(host)
    from filiere.site.django_startup import migrate

    migrate(create=True)
    from django.conf import settings

    if "FILIERE_ADDRESS" not in os.environ and host in LOOPBACK:
        settings.FILIERE_ADDRESS = local_address(host, port).rstrip("/")
    from filiere.site import child_process
    from filiere.site.kit.uploads import remove_abandoned_uploads
    from filiere.site.work_folders import hold_temporary_folder

    _hold_serving_lock(Path(settings.FILIERE_HOME))
    hold_temporary_folder(Path(settings.FILIERE_HOME))
    remove_abandoned_uploads(Path(settings.UPLOADS), now=time.time())
    # Before the processes that answer are forked: they share it.
    child_process.start((*READER_MODULES, *child_process.PDF_MODULES))

    set_server_header()
    widen_request_line()
    from filiere.site.wsgi import application

    warm_pages(application)
    # What was read is never garbage: looking for some in it would stop every thread of a process for a quarter of a
    # second now and then, and make each process copy the memory that they share.
    gc.collect()
    gc.freeze()
    options: dict[str, Any] = {
        "bind": f"[{host}]:{port}" if ":" in host else f"{host}:{port}",
        "workers": WORKERS,
        "threads": THREADS,
        "preload_app": True,
        "loglevel": "warning",
        "accesslog": None,
        # A process that says nothing for so long holds its interpreter in one call: no thread of it answers.
        "timeout": 60,
        "graceful_timeout": 10,
        "keepalive": 5,
        "control_socket_disable": True,
        "limit_request_line": REQUEST_LINE,
        "umask": UMASK,
        "post_worker_init": _start_worker,
        "when_ready": lambda _: ready(local_address(host, port)),
    }
    limits = {"seconds": settings.FILIERE_REQUEST_SECONDS, "upload": settings.FILIERE_UPLOAD_SECONDS}
    run_gunicorn(BoundedRequests(application, **limits), options)


def run_gunicorn(application: Any, options: dict[str, Any]) -> None:
    """Run gunicorn with these options, which are its own, until it is stopped; its connections wait for nobody long."""
    from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped]

    from filiere.site.gunicorn_worker import PatientWorker

    class Server(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
        """Gunicorn with our options and nothing read from files or the command line."""

        def load_config(self) -> None:
            """Take the options above."""
            for name, value in options.items():
                self.cfg.set(name, value)

        def load(self) -> Any:
            """The application, already warm."""
            return application

    ready = options.get("when_ready")

    def limit_listeners(arbiter: Any) -> None:
        for listener in arbiter.LISTENERS:
            limit_socket_waits(listener.sock)
        if ready is not None:
            ready(arbiter)

    options["when_ready"] = limit_listeners
    options["worker_class"] = PatientWorker
    # The system would write a file by itself, and wait for its reader for ever.
    options["sendfile"] = False
    # Gunicorn reads options from this variable too; only ours count here.
    os.environ.pop("GUNICORN_CMD_ARGS", None)
    Server().run()


def set_server_header() -> None:
    """Write the site's name in the `Server` header: that of the program, which gunicorn writes and has no setting for,
    helps only whoever looks for its flaws."""
    from gunicorn.http import wsgi as answers  # type: ignore[import-untyped]

    answers.SERVER = SERVER_NAME


def widen_request_line() -> None:
    """Let an address be as long as `REQUEST_LINE`, beyond what gunicorn's own setting may ask: two thousand accented
    letters in a search take six times as many, and are answered by a page of the site."""
    from gunicorn.http import message

    message.MAX_REQUEST_LINE = REQUEST_LINE


def _hold_serving_lock(home: Path) -> None:
    """Hold a lock as long as a process of the server lives: a key is changed on a site that is stopped."""
    stream = (home / SERVING_LOCK).open("a")
    fcntl.flock(stream, fcntl.LOCK_SH)
    _held_locks.append(stream)


_held_locks: list[IO[str]] = []


def _start_worker(_worker: Any) -> None:
    """In each process once it is forked: bound what it has read at once and how long it answers, sweep each hour."""
    from filiere.site import child_process
    from filiere.site.kit.rights import ANONYMOUS
    from filiere.site.workflow import scheduler

    child_process.limit_children(MAX_READERS, MAX_READERS_PER_OWNER, kept={ANONYMOUS: LEFT_TO_VISITORS})
    start_watchdog()
    scheduler.start_scheduler()


def local_address(host: str, port: int) -> str:
    """Where a person opens the site."""
    shown = "localhost" if host in {"0.0.0.0", "::", "127.0.0.1"} else host  # noqa: S104  Compared, not bound.
    return f"http://{f'[{shown}]' if ':' in shown else shown}:{port}/"


def warm_pages(application: Callable[..., Any]) -> None:
    """Ask each main page once in both languages, then close the database: a connection must not cross a fork."""
    from django.conf import settings
    from django.db import connections

    host = choose_host_name(settings.ALLOWED_HOSTS)
    for lang in ("fr", "en"):
        for path in WARMED_PAGES:
            _request_page(application, host, f"/{lang}{path}")
    connections.close_all()


def choose_host_name(allowed: Sequence[str]) -> str:
    """A name the site answers to: the first one allowed, of which a leading dot stands for every name under it."""
    name = next((name.lstrip(".") for name in allowed if name != "*"), "")
    return name or "localhost"


def _request_page(application: Callable[..., Any], host: str, path: str) -> None:
    """One request under that name, without a socket."""
    environ = {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "QUERY_STRING": "",
        "SERVER_NAME": host,
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": host,
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": False,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    body = application(environ, lambda *_: None)
    try:
        for _ in body:
            pass
    finally:
        if hasattr(body, "close"):
            body.close()


def _allow_host(host: str) -> None:
    """Accept the name the site is served under, unless the list of names was given."""
    if host not in LOOPBACK and "FILIERE_ALLOWED_HOSTS" not in os.environ:
        own = socket.gethostname() if host in {"0.0.0.0", "::"} else host  # noqa: S104  Compared, not bound.
        os.environ["FILIERE_ALLOWED_HOSTS"] = f"localhost,127.0.0.1,[::1],{own}"


def _check_port(host: str, port: int) -> None:
    """Say kindly that the port is taken, before anything long begins."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except OSError as error:
        raise Faults.one(
            code="port-unavailable",
            message=Text(
                fr=f"Impossible d’ouvrir {host}:{port} : {error.strerror}.",
                en=f"Cannot open {host}:{port}: {error.strerror}.",
            ),
            remedy=Text(
                fr=f"Arrêtez le programme qui l’occupe, ou choisissez un autre port : --port {port + 1}.",
                en=f"Stop the program using it, or choose another port: --port {port + 1}.",
            ),
        ) from None
