"""What is read or refused is told whatever the request says, and reading cannot fill the journal (H5, M1, M2)."""

from __future__ import annotations

import ast
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from support.scenes.dossier_sample import make_dossier, make_person

import filiere.site
from filiere.site.accounts import refusal_recorder
from filiere.site.journal import verification_process
from filiere.site.journal.hourly_counts import record_at_most, record_tallies
from filiere.site.journal.integrity import check_integrity
from filiere.site.journal.models import Entry, Tally, Verification
from filiere.site.journal.verification_process import request_verification, verify_daily, verify_unless_running

pytestmark = pytest.mark.django_db
REFUSED = "permission.refuse"


def as_(user: Any) -> Client:
    """A browser of that person."""
    client = Client()
    client.force_login(user)
    return client


def an_hour_later() -> None:
    """The rows of this hour become those of the last."""
    Tally.objects.update(hour=timezone.now() - timedelta(hours=2))


def test_reading_what_one_may_not_does_not_fill_the_journal() -> None:  # M1
    """So many refusals an hour are told one by one; the others are counted, and told once."""
    stranger, dossier = as_(make_person()), make_dossier()
    for _ in range(refusal_recorder.MAX_REFUSALS_PER_HOUR + 15):
        assert stranger.get(f"/fr/dossiers/{dossier.key}/").status_code == 404
    assert Entry.objects.filter(act=REFUSED).count() == refusal_recorder.MAX_REFUSALS_PER_HOUR
    assert record_tallies() == 0
    an_hour_later()
    assert record_tallies() == 1
    (told,) = Entry.objects.filter(act=f"{REFUSED}.more").select_related("payload")
    assert told.payload.body["more"] == 15
    assert told.actor_key == Entry.objects.filter(act=REFUSED).first().actor_key
    assert (record_tallies(), Tally.objects.count()) == (0, 0)
    assert check_integrity().is_chained


def test_another_person_is_told_whatever_the_first_did() -> None:  # M1
    dossier = make_dossier()
    for person in (make_person(), make_person()):
        client = as_(person)
        for _ in range(refusal_recorder.MAX_REFUSALS_PER_HOUR + 1):
            client.get(f"/fr/dossiers/{dossier.key}/")
        assert Entry.objects.filter(act=REFUSED, actor_key=person.key).count() == refusal_recorder.MAX_REFUSALS_PER_HOUR


def test_a_locked_database_does_not_hold_up_a_refusal(monkeypatch: pytest.MonkeyPatch) -> None:  # M1
    """It stands, at once; it is written with the next one."""
    stranger, dossier = as_(make_person()), make_dossier()
    write, waited = refusal_recorder.UnwrittenRefusal.write, []

    def locked(_self: Any) -> None:
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                waited.append(cursor.execute("PRAGMA busy_timeout").fetchone()[0])
        raise OperationalError("database is locked")

    monkeypatch.setattr(refusal_recorder.UnwrittenRefusal, "write", locked)
    assert stranger.get(f"/fr/dossiers/{dossier.key}/").status_code == 404
    assert Entry.objects.filter(act=REFUSED).count() == 0
    assert all(one == refusal_recorder.WRITE_WAIT_MS for one in waited)
    monkeypatch.setattr(refusal_recorder.UnwrittenRefusal, "write", write)
    assert stranger.get(f"/fr/dossiers/{dossier.key}/").status_code == 404
    assert Entry.objects.filter(act=REFUSED).count() == 2
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            assert cursor.execute("PRAGMA busy_timeout").fetchone()[0] > refusal_recorder.WRITE_WAIT_MS


def test_what_a_queryset_hides_is_told_when_it_is_there() -> None:  # M2
    """The API, a session to come, full minutes: there is nothing for this person, and the journal knows they asked."""
    from support.scenes.committee_sample import decided, scene

    from filiere.site.committee.actions.sessions import close_session

    place, person = scene(), make_person()
    client = as_(person)

    def refused() -> int:
        return Entry.objects.filter(act=REFUSED, actor_key=person.key).count()

    session = f"/fr/committee/sessions/{place.session.key}/"
    for path in (f"/api/v1/dossiers/{place.dossier.key}", session, f"{session}minutes.json"):
        before = refused()
        assert client.get(path).status_code == 404
        assert refused() == before + 1, path
    decided(place)
    close_session(place.session, actor=place.members[0])
    for path in (f"{session}minutes-full.pdf", f"{session}minutes-full.json"):
        before = refused()
        assert client.get(path).status_code == 404
        assert refused() == before + 1, path
    # What is not there, and who is not signed in, leave nothing.
    before = Entry.objects.filter(act=REFUSED).count()
    for path in ("/api/v1/dossiers/d-0123456789", "/fr/committee/sessions/s-0123456789/"):
        assert client.get(path).status_code == 404
    Client().get(f"/api/v1/dossiers/{place.dossier.key}")
    assert Entry.objects.filter(act=REFUSED).count() == before


def test_full_minutes_and_papers_are_told_when_they_are_read() -> None:  # H5
    from support.scenes.committee_sample import scene

    place = scene()
    path = f"/fr/dossiers/{place.dossier.key}/committee/{place.item.key}/papers.json"
    client = as_(place.members[1])
    for headers in ({}, {"Range": "bytes=0-"}, {"Range": "x"}):
        assert client.get(path, headers=headers).status_code == 200
    (entry,) = Entry.objects.filter(act="papers.open")
    assert (entry.actor_key, entry.subject_id) == (place.members[1].key, place.item.key)
    an_hour_later()
    record_tallies()
    assert Entry.objects.get(act="papers.open.more").payload.body["more"] == 2


def test_a_reading_is_told_whatever_the_request_says() -> None:  # H5
    """Ranges, several of them, a unit that is none: the file was given. Asking for its size gives none of it."""
    from support.scenes.evidence_sample import make_cast, send

    cast = make_cast()
    document = send(cast).document
    reader, url = as_(cast.staff), f"/fr/dossiers/{cast.dossier.key}/evidence/{document.key}/file"

    def told() -> list[str]:
        return list(Entry.objects.filter(act="evidence.open").values_list("actor_key", flat=True))

    assert reader.head(url).status_code == 200
    assert reader.get(url, headers={"range": "bytes=99999999-"}).status_code == 416
    assert told() == []
    for asked in ("bytes=0-", "bytes=5-9", "x", "bytes=0-0,1-", None):
        answer = reader.get(url, headers={"range": asked} if asked else {})
        assert b"".join(answer.streaming_content)  # type: ignore[attr-defined]
        # One entry an hour, and how many more: told once whatever is asked, and never twice.
        assert told() == [cast.staff.key], asked


def test_every_file_leaves_by_one_function() -> None:  # H5
    """No other module answers with an attachment or a stream, and each says what reading its file is."""
    root = Path(filiere.site.__file__).parent
    way_out = root / "kit" / "file_responses.py"
    around, unsaid = [], []
    for path in root.rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            name = node.id if isinstance(node, ast.Name) else node.name if isinstance(node, ast.alias) else ""
            words = node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""
            if path != way_out and (
                name in {"FileResponse", "StreamingHttpResponse", "content_disposition_header"}
                or words == "Content-Disposition"
            ):
                around.append(f"{path.relative_to(root)}:{getattr(node, 'lineno', 0)}")
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "serve_file":
                said = {one.arg for one in node.keywords}
                if "reading" not in said:
                    unsaid.append(f"{path.relative_to(root)}:{node.lineno}")
    assert (around, unsaid) == ([], [])


def test_the_same_is_counted_by_subject_and_told_again_the_next_hour() -> None:
    def read(subject: str) -> bool:
        return record_at_most(1, actor_key="u-1", act="evidence.open", subject_kind="document", subject_id=subject)

    assert [read("a"), read("a"), read("b"), read("a")] == [True, False, True, False]
    an_hour_later()
    assert read("a")
    assert record_tallies() == 1
    assert Entry.objects.get(act="evidence.open.more").payload.body["more"] == 2


def test_the_journal_is_read_apart_and_the_page_says_what_was_found(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:  # M1
    """No page reads it: asking marks that somebody did, and the process that reads it keeps what it found."""
    started: list[None] = []
    settings.FILIERE_WORKERS = True
    monkeypatch.setattr(verification_process._reading, "start", lambda: started.append(None))
    reader = as_(make_person("statistician"))
    assert "pas encore été relu" in reader.get("/fr/staff/journal/?verify=1").content.decode()
    assert reader.post("/fr/staff/journal/").status_code == 302
    assert "Relecture demandée" in reader.get("/fr/staff/journal/").content.decode()
    assert verify_daily() == 1
    request_verification()
    assert Verification.objects.get().asked_at is not None
    found = verify_unless_running()
    assert found is not None
    assert (found.asked_at, found.entries, bool(found.head)) == (None, Entry.objects.count(), True)
    assert verify_daily() == 0
    request_verification()
    assert verify_daily() == 1
    assert started
    assert "Chaîne intacte" in reader.get("/fr/staff/journal/").content.decode()


def test_reading_the_journal_asks_the_database_as_often_whatever_its_length() -> None:  # M1
    make_person()

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert check_integrity().is_chained
        return len(queries)

    before = asked()
    for number in range(60):
        record_at_most(99, actor_key="u-1", act=REFUSED, subject_kind="x", subject_id=str(number))
    assert asked() == before
