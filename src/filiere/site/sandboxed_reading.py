"""Reading what a person sent: in a child process with limits, never in the process that answers others.

Everything on the site that takes apart a file or a long text of somebody's goes through `read_sandboxed`. A reading
that had to be stopped is written in the journal, by identifiers alone: who sent it, what it was about, which reader was
stopped and why. The limits are settings (see `docs/reference/settings.md`).
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from filiere.site.accounts.rights import Actor
from filiere.site.child_process import ChildStopped, Limits, reserve_slot, run
from filiere.site.child_process.faults import StopReason
from filiere.site.journal.act_decorator import MAX_REFUSALS_PER_HOUR
from filiere.site.journal.hourly_counts import record_at_most
from filiere.site.kit.rights import actor_key
from filiere.site.request_timeouts import extend_deadline

STOPPED_ACT = "reading.stop"


@dataclass(frozen=True, slots=True)
class InputOrigin:
    """Who sent something, None where the site reads it again, and what it is about, as the journal names them.

    What the site reads again for a page takes a place of whoever asked for the page.
    """

    actor: Actor | None
    subject_kind: str
    subject_id: str


_answered_request: ContextVar[HttpRequest | None] = ContextVar("answered", default=None)


def track_answered_request(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware: know for whom the site reads something again, while it answers a request."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        before = _answered_request.set(request)
        try:
            return get_response(request)
        finally:
            _answered_request.reset(before)

    return middleware


def read_sandboxed[**P, R](sent: InputOrigin, function: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
    """Return what an engine's function makes of what was sent. Raises its ``Faults``, and `ChildStopped`.

    Call it before the transaction of the act begins: an outer one would undo what the journal is told.
    """
    return _run_sandboxed(sent, reading_limits(), function, *args, **kwargs)


def load_sandboxed[**P, R](sent: InputOrigin, function: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
    """The same for a source file of the staff, of which some have millions of rows."""
    return _run_sandboxed(sent, loading_limits(), function, *args, **kwargs)


def reading_limits() -> Limits:
    """What reading a file or a text may take."""
    return Limits(
        processor=settings.FILIERE_READ_PROCESSOR_SECONDS,
        wall=settings.FILIERE_READ_SECONDS,
        memory=settings.FILIERE_READ_MEMORY_BYTES,
        file=settings.FILIERE_READ_FILE_BYTES,
        open_files=settings.FILIERE_READ_OPEN_FILES,
    )


def loading_limits() -> Limits:
    """What reading a source file may take."""
    return Limits(
        processor=settings.FILIERE_LOAD_PROCESSOR_SECONDS,
        wall=settings.FILIERE_LOAD_SECONDS,
        memory=settings.FILIERE_LOAD_MEMORY_BYTES,
        file=settings.FILIERE_LOAD_FILE_BYTES,
        open_files=settings.FILIERE_READ_OPEN_FILES,
    )


def _run_sandboxed[**P, R](
    sent: InputOrigin, limits: Limits, function: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs
) -> R:
    who = actor_key(sent.actor) if sent.actor is not None else "time"
    try:
        with reserve_slot(_find_owner(sent)):
            # A child ends at its own limit.
            extend_deadline(limits.wall)
            return run(limits, function, *args, **kwargs)
    except ChildStopped as stopped:
        # Whoever is told to wait has had nothing read, and may try as often as they like.
        if stopped.how != StopReason.BUSY:
            # Whoever sends the same file again and again fills no journal: those beyond are counted, as refusals are.
            record_at_most(
                MAX_REFUSALS_PER_HOUR,
                actor_key=who,
                act=STOPPED_ACT,
                subject_kind=sent.subject_kind,
                subject_id=sent.subject_id,
                payload={"reader": f"{function.__module__}.{function.__qualname__}", "how": str(stopped.how)},
                whatever_subject=True,
            )
        raise


def _find_owner(sent: InputOrigin) -> str:
    """Whose places a reading takes: those of the sender, else of whoever is answered, else of the site itself."""
    if sent.actor is not None:
        return actor_key(sent.actor)
    request = _answered_request.get()
    return actor_key(request.user) if request is not None else "time"
