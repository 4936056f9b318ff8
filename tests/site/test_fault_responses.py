"""What goes wrong on the machine is a sentence with a status and the text typed, never a bare 500 (M7, M8)."""

from __future__ import annotations

import errno
import json
import logging
import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import RequestDataTooBig
from django.db import DataError, IntegrityError, InterfaceError, OperationalError, ProgrammingError, connection
from django.test import Client, RequestFactory
from django.utils import timezone
from support.scenes.evidence_sample import make_cast, send
from support.scenes.granted_sample import grant

from filiere.core import DamagedFiles, Faults, Text
from filiere.site import failure_kinds
from filiere.site.child_process.faults import ChildStopped, StopReason
from filiere.site.evidence import content_store
from filiere.site.failure_kinds import (
    CLOCK_HELD,
    DATABASE_BUSY,
    DATABASE_DOWN,
    DISK_FULL,
    DONE_BY_ANOTHER,
    FAILURE_KINDS,
    FILE_DAMAGED,
    FOLDER_CLOSED,
    MEMORY_SHORT,
    NO_PLACE_LEFT,
    REQUEST_REFUSED,
    SENDING_TOO_LARGE,
    SLOW_SENDING,
    TOO_MANY_SLOW_SENDERS,
    TOO_NESTED,
    classify_failure,
    describe_cause,
)
from filiere.site.failure_responses import build_failure_response
from filiere.site.holders import issuer
from filiere.site.journal.clock_trust import ClockHeld, ClockVerdict
from filiere.site.register.models import Complaint
from filiere.site.request_timeouts import SlowVisitor, TooManySlowVisitors

FACTS = "Les pauses ne sont plus données sur le plateau depuis des semaines,\net rien ne change malgré nos demandes."
WORDS = Text(fr="Le fichier n’est plus le même.", en="The file is no longer the same.")


def of_sqlite(code: int, words: str = "") -> OperationalError:
    """An error of SQLite as Django hands it on."""
    cause = sqlite3.OperationalError(words)
    cause.sqlite_errorcode = code  # type: ignore[misc]
    return caused(OperationalError(words), cause)


def of_postgresql(state: str | None, kind: type[Exception] = OperationalError) -> Exception:
    """An error of PostgreSQL as Django hands it on."""
    cause = type("Cause", (Exception,), {"sqlstate": state})()
    return caused(kind("…"), cause)


def caused[E: Exception](error: E, cause: Exception) -> E:
    error.__cause__ = cause
    return error


def of_engine(module: str, name: str, words: str = "") -> Exception:
    return type(name, (Exception,), {"__module__": module})(words)  # type: ignore[no-any-return]


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (of_sqlite(sqlite3.SQLITE_FULL), DISK_FULL),
        (of_sqlite(sqlite3.SQLITE_BUSY), DATABASE_BUSY),
        (of_sqlite(sqlite3.SQLITE_BUSY_SNAPSHOT), DATABASE_BUSY),
        (of_sqlite(sqlite3.SQLITE_LOCKED_SHAREDCACHE), DATABASE_BUSY),
        (of_sqlite(sqlite3.SQLITE_CANTOPEN), DATABASE_DOWN),
        (of_sqlite(sqlite3.SQLITE_IOERR_READ), FILE_DAMAGED),
        (of_sqlite(sqlite3.SQLITE_CORRUPT), FILE_DAMAGED),
        (of_sqlite(sqlite3.SQLITE_READONLY_DBMOVED), FOLDER_CLOSED),
        (of_sqlite(sqlite3.SQLITE_ERROR, "no such table: x"), None),
        (of_sqlite(sqlite3.SQLITE_CONSTRAINT_UNIQUE), DONE_BY_ANOTHER),
        (of_sqlite(sqlite3.SQLITE_CONSTRAINT_NOTNULL), None),
        (of_postgresql("53100"), DISK_FULL),
        (of_postgresql("55P03"), DATABASE_BUSY),
        (of_postgresql("40P01"), DATABASE_BUSY),
        (of_postgresql("40001"), DATABASE_BUSY),
        (of_postgresql("57014"), DATABASE_BUSY),
        (of_postgresql("57P01"), DATABASE_DOWN),
        (of_postgresql(None), DATABASE_DOWN),
        (of_postgresql("XX001"), FILE_DAMAGED),
        (of_postgresql("23505", IntegrityError), DONE_BY_ANOTHER),
        (of_postgresql("42P01", ProgrammingError), None),
        (of_postgresql("22003", DataError), None),
        (InterfaceError("connection already closed"), DATABASE_DOWN),
        (OSError(errno.ENOSPC, "No space left on device"), DISK_FULL),
        (OSError(errno.EDQUOT, "Disk quota exceeded"), DISK_FULL),
        (OSError(errno.EROFS, "Read-only file system"), FOLDER_CLOSED),
        (OSError(errno.EIO, "Input/output error"), FILE_DAMAGED),
        (OSError(errno.EPIPE, "Broken pipe"), None),
        (FileNotFoundError(errno.ENOENT, "No such file", "/etc/no-such"), None),
        (of_engine("duckdb", "InvalidInputException"), FILE_DAMAGED),
        (of_engine("_duckdb", "IOException", "Could not write: No space left on device"), DISK_FULL),
        (of_engine("duckdb", "OutOfMemoryException"), MEMORY_SHORT),
        (of_engine("duckdb", "BinderException"), None),
        (of_engine("pyarrow.lib", "ArrowInvalid"), FILE_DAMAGED),
        (MemoryError(), MEMORY_SHORT),
        (RecursionError(), TOO_NESTED),
        (Faults.one(code="wrong", message=WORDS, remedy=WORDS), REQUEST_REFUSED),
        (DamagedFiles.one(code="gone", message=WORDS, remedy=WORDS), FILE_DAMAGED),
        (ValueError("a mistake"), None),
        (KeyError("another"), None),
    ],
    ids=lambda one: describe_cause(one) if isinstance(one, BaseException) else getattr(one, "code", "bug"),
)
def test_each_trouble_is_told_apart_from_a_mistake(error: Exception, kind: Any) -> None:
    assert classify_failure(error, sent=True) is kind


def test_a_recursion_without_anything_sent_is_ours_and_a_missing_file_of_ours_is_damage(settings: Any) -> None:
    assert classify_failure(RecursionError(), sent=False) is None
    gone = FileNotFoundError(errno.ENOENT, "No such file", str(Path(settings.FILIERE_HOME) / "quality" / "a.parquet"))
    assert classify_failure(gone, sent=False) is FILE_DAMAGED
    accident = ValueError("a mistake while another error was handled")
    accident.__context__ = MemoryError()
    assert classify_failure(accident, sent=True) is None


def test_every_kind_speaks_both_languages_to_people_and_programs() -> None:
    """Each has its status, and says what happened, what is safe and what to do."""
    error = {
        DISK_FULL: OSError(errno.ENOSPC, ""),
        DATABASE_BUSY: of_sqlite(sqlite3.SQLITE_BUSY),
        DATABASE_DOWN: InterfaceError(""),
    }
    error |= {
        FILE_DAMAGED: OSError(errno.EIO, ""),
        FOLDER_CLOSED: OSError(errno.EROFS, ""),
        MEMORY_SHORT: MemoryError(),
    }
    error |= {
        TOO_NESTED: RecursionError(),
        DONE_BY_ANOTHER: of_postgresql("23505"),
        REQUEST_REFUSED: Faults.one(code="x", message=WORDS, remedy=WORDS),
        SLOW_SENDING: SlowVisitor(),
        TOO_MANY_SLOW_SENDERS: TooManySlowVisitors(),
        SENDING_TOO_LARGE: RequestDataTooBig(),
        NO_PLACE_LEFT: ChildStopped(StopReason.BUSY),
        CLOCK_HELD: ClockHeld.of(ClockVerdict(timezone.now(), timezone.now(), "behind")),
    }
    assert set(error) == set(FAILURE_KINDS)
    assert {one.status for one in FAILURE_KINDS} == {408, 409, 413, 422, 503, 507}
    for kind, raised in error.items():
        for lang in ("fr", "en"):
            request = RequestFactory().post(f"/{lang}/label/", {"facts": FACTS})
            answer = build_failure_response(request, raised)
            assert answer is not None
            said = unescape(answer.content.decode())
            assert answer.status_code == kind.status
            assert answer["Content-Language"] == lang
            assert answer.get("Retry-After") == (str(kind.retry_after) if kind.status in (503, 507) else None)
            assert all(words.get(lang) in said for words in (kind.title, kind.safe, kind.remedy))
            asked = RequestFactory().get("/api/v1/figures", {"lang": lang})
            told = build_failure_response(asked, raised)
            assert told is not None
            body = json.loads(told.content)
            assert (told.status_code, body["status"], body["code"]) == (kind.status, kind.status, kind.code)
            assert told["Content-Type"] == "application/problem+json"
            assert kind.remedy.get(lang) in body["detail"]


def test_the_page_counts_faults_that_are_no_longer_listed() -> None:
    fault = Faults.one(code="x", message=WORDS, remedy=WORDS).faults[0]
    answer = build_failure_response(RequestFactory().post("/en/label/"), Faults([fault] * 3000).shorten(1000))
    assert answer is not None
    assert "… and 2950 more" in answer.content.decode()


def test_the_log_says_one_line_without_a_word_of_the_visitor(caplog: pytest.LogCaptureFixture) -> None:
    request = RequestFactory().post("/fr/label/", {"facts": FACTS})
    with caplog.at_level(logging.ERROR, logger="filiere.site"):
        build_failure_response(
            request, caused(OperationalError(FACTS), of_sqlite(sqlite3.SQLITE_FULL, FACTS).__cause__)
        )
    (line,) = caplog.messages
    assert line.startswith("POST /fr/label/: disk-full (OperationalError < OperationalError")
    assert FACTS not in line


@contextmanager
def writes_refused(error: Exception) -> Iterator[None]:
    """Let every write to the database fail with this error."""

    def fail(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        if sql.startswith(("INSERT", "UPDATE")):
            raise error
        return execute(sql, *rest)

    with connection.execute_wrapper(fail):
        yield


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("error", "status"), [(of_sqlite(sqlite3.SQLITE_FULL), 507), (of_sqlite(sqlite3.SQLITE_BUSY), 503)]
)
def test_a_complaint_that_cannot_be_written_gives_its_text_back_and_is_sent_again(
    error: Exception, status: int
) -> None:
    """M7: the text typed is in the page, and the page sends it again as it was."""
    dossier = grant("Alpha Appels")
    address = f"/fr/label/register/complaints/new/{dossier.key}/"
    client = Client(raise_request_exception=False)
    client.get(address)
    sent = {"capacity": "union", "facts": FACTS, "name": "Zoé <Fictive>"}
    with writes_refused(error):
        answer = client.post(address, sent)
    page = answer.content.decode()
    assert answer.status_code == status
    assert "Traceback" not in page
    assert not Complaint.objects.exists()
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
    fields |= dict(re.findall(r'<textarea name="(\w+)"[^>]*>([^<]*)</textarea>', page))
    again = {name: unescape(value) for name, value in fields.items()}
    assert {name: again[name] for name in sent} == sent
    assert client.post(address, again).status_code == 200
    assert Complaint.objects.get().facts == FACTS


@pytest.mark.django_db
@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="what SQLite itself says of a full disk")
def test_a_disk_that_is_really_full_is_507() -> None:
    """M7: the genuine error of SQLite, whose pages are counted."""
    dossier = grant("Alpha Appels")
    with connection.cursor() as cursor:
        (pages,) = cursor.execute("PRAGMA page_count").fetchone()
        cursor.execute(f"PRAGMA max_page_count = {pages}")
    try:
        sent = {"capacity": "union", "facts": FACTS + "x" * 19_000}
        answer = Client(raise_request_exception=False).post(f"/en/label/register/complaints/new/{dossier.key}/", sent)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA max_page_count = 1073741823")
    assert answer.status_code == 507
    assert "The server is out of disk space" in answer.content.decode()
    assert "x" * 19_000 in answer.content.decode()


@pytest.mark.django_db
def test_passwords_are_never_given_back() -> None:
    client = Client(raise_request_exception=False)
    with writes_refused(of_sqlite(sqlite3.SQLITE_FULL)):
        answer = client.post("/fr/sign-in/", {"username": "zoe@example.org", "password": "un secret de Zoé"})
    assert answer.status_code == 507
    assert "un secret de Zoé" not in unescape(answer.content.decode())
    assert "rouvrez le formulaire" in answer.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("ours", [True, False])
def test_what_another_site_made_the_browser_send_is_not_offered_to_be_sent_again(ours: bool) -> None:
    """The form is looked at before its token: a database that is down then answers a form from anywhere."""
    client = Client(raise_request_exception=False, enforce_csrf_checks=True)
    token = "a" * 32
    if ours:
        client.cookies["csrftoken"] = token
    form = {"act": "close", "form_token": "t" * 20, "csrfmiddlewaretoken": token}

    def fail(*_: Any) -> Any:
        raise of_postgresql(None)

    with connection.execute_wrapper(fail):
        answer = client.post("/en/account/sessions/", form)
    assert answer.status_code == 503
    assert ("Send again" in answer.content.decode()) == ours
    assert ('name="act"' in answer.content.decode()) == ours


@pytest.mark.django_db
def test_the_page_asks_nothing_of_a_database_that_is_down(make_user: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither the session nor the account can be read: the page has its frame all the same."""
    client = Client(raise_request_exception=False)
    client.force_login(make_user("staff"))

    def fail(*_: Any) -> Any:
        raise of_postgresql(None)

    with connection.execute_wrapper(fail):
        answer = client.get("/en/staff/")
    assert answer.status_code == 503
    assert answer["Retry-After"] == "60"
    assert "The database is not responding" in answer.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("damage", ["altered", "missing"])
def test_damaged_evidence_is_told_and_never_served(damage: str) -> None:
    """M8: the file is not given, and the page says what to do."""
    cast = make_cast()
    document = send(cast).document
    path = content_store.stored_path(document.blob.sha256)
    path.chmod(0o600)
    path.write_bytes(b"%PDF-1.4 altered") if damage == "altered" else path.unlink()
    client = Client(raise_request_exception=False)
    client.force_login(cast.editor)
    answer = client.get(f"/fr/dossiers/{cast.dossier.key}/evidence/{document.key}/file")
    assert answer.status_code == 503
    assert "a changé depuis son dépôt" in unescape(answer.content.decode())


@pytest.mark.django_db
def test_a_file_of_ours_that_cannot_be_read_is_damage_and_not_a_mistake() -> None:
    """M8: the keys that sign credentials were cut; nobody is given a page without them, nor new keys in their place."""
    path = issuer.key_file()
    path.write_text('[{"secret": "', encoding="utf-8")
    answer = Client(raise_request_exception=False).get("/.well-known/did.json")
    assert answer.status_code == 503
    assert path.name in answer.content.decode()
    assert path.read_text(encoding="utf-8") == '[{"secret": "'


def test_json_that_the_site_keeps_is_read_by_one_function() -> None:
    """The guard of the class: any other way makes a cut file a bare 500."""
    source = Path(failure_kinds.__file__).parent
    found = {
        path.relative_to(source).as_posix()
        for path in source.rglob("*.py")
        if re.search(r"json\.loads?\([^)\n]*(read_bytes|read_text|\.open)\(", path.read_text(encoding="utf-8"))
    }
    # What looks at backups tells of a file that it cannot read by itself.
    assert found <= {"kit/json_files.py", "diagnostics/services.py"}


def test_a_mistake_stays_a_mistake(monkeypatch: pytest.MonkeyPatch) -> None:
    """The last page of errors remains for what is ours."""
    assert build_failure_response(RequestFactory().get("/fr/"), ZeroDivisionError()) is None
