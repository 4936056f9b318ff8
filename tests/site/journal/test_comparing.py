"""A row written over by SQL is found by comparing the tables with the journal, and the database refuses the easiest."""

# The statements below are what an intruder would type; nothing in them comes from outside.
# ruff: noqa: S608

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from support.scenes.dossier_sample import make_person
from support.scenes.frozen_scenes import frozen
from support.scenes.small_files import urssaf_csv

from filiere.core import Text
from filiere.site.accounts.actions.erase_person import erase_person
from filiere.site.accounts.actions.withdraw_role import withdraw_role
from filiere.site.accounts.rights import OPERATOR, Role
from filiere.site.journal import integrity as checking
from filiere.site.journal.integrity import IntegrityReport, check_integrity
from filiere.site.journal.models import Entry, Payload
from filiere.site.journal.verification_process import verify_unless_running
from filiere.site.observatory import triggers
from filiere.site.observatory.actions.accept_version import accept_version
from filiere.site.observatory.actions.correct_figure import correct_figure
from filiere.site.observatory.actions.drop_retained_figure import drop_retained_figure
from filiere.site.observatory.actions.load_source import load_source
from filiere.site.observatory.actions.refuse_version import refuse_version
from filiere.site.observatory.actions.retain_figure import retain_figure
from filiere.site.observatory.models import Amendment, SourceVersion

pytestmark = pytest.mark.django_db

BECAUSE = Text(fr="Relu.", en="Read again.")
FIGURE = "jobs-whole-2012-le-fur"


@pytest.fixture
def statistician(make_user: Callable[..., Any]) -> Any:
    """Somebody who may amend."""
    return make_user("statistician")


@frozen
def decide_on_figures() -> Any:
    """A statistician who took three decisions, in a database that is whole."""
    statistician = make_person("statistician")
    correct_figure(FIGURE, changes={"value": 274000}, reason=BECAUSE, actor=statistician)
    label = Text(fr="Essai", en="Trial")
    retain_figure(FIGURE, use="trial", label=label, reason=BECAUSE, actor=statistician)
    drop_retained_figure(FIGURE, use="trial", reason=BECAUSE, actor=statistician)
    assert check_integrity().is_whole
    return statistician


@pytest.fixture
def decided(db: None) -> Iterator[Any]:
    """Three decisions, and a database whose triggers an intruder has removed."""
    statistician = decide_on_figures()
    triggers.remove(connection)
    yield statistician
    triggers.install(connection)


def run(statement: str) -> None:
    """Execute a statement as an intruder would."""
    with connection.cursor() as cursor:
        cursor.execute(statement)


def found(report: IntegrityReport) -> list[tuple[str, str, tuple[str, ...]]]:
    """What differs: kind, key and fields."""
    return [(one.kind, one.key, one.fields) for one in report.differences]


@pytest.mark.parametrize(
    ("number", "column", "value", "field"),
    [
        (1, "changes", '{"value": 999999}', "changes"),
        (1, "figure", "jobs-whole-2021-rcf", "figure"),
        (2, "use", "weight-today", "use"),
        (2, "label_fr", "Autre", "label_fr"),
        (2, "label_en", "Other", "label_en"),
        (2, "kind", "release", "kind"),
        (3, "reason_fr", "Autre motif", "reason_fr"),
        (3, "reason_en", "Another reason", "reason_en"),
        (3, "at", "2001-01-01 00:00:00+00:00", "at"),
    ],
)
@pytest.mark.usefixtures("decided")
def test_each_field_of_a_decision_is_watched(number: int, column: str, value: str, field: str) -> None:
    """One field of one row changed: the chain holds, and that row and field are named, in both languages."""
    run(f"UPDATE observatory_amendment SET {column} = '{value}' WHERE number = {number}")
    report = check_integrity()
    assert report.is_chained
    assert not report.is_whole
    assert found(report) == [("changed", str(number), (field,))]
    entry = Entry.objects.filter(act__startswith="figure.").order_by("number")[number - 1]
    assert report.differences[0].entry == entry.number
    sentence = report.differences[0].sentence()
    assert f"entrée {entry.number}" in sentence.fr
    assert f"Decision {number}" in sentence.en
    assert "1 row is no longer what the journal says" in report.sentence().en


def test_who_decided_is_watched(decided: Any, make_user: Callable[..., Any]) -> None:
    """A decision cannot be put on somebody else."""
    other = make_user("statistician")
    run(f"UPDATE observatory_amendment SET by_id = {other.pk} WHERE number = 2")
    assert found(check_integrity()) == [("changed", "2", ("by",))]


def test_a_decision_taken_away_or_slipped_in_is_seen(decided: Any) -> None:
    """A row that is gone is missing, a row that no entry tells is stray, and the others are left alone."""
    run("DELETE FROM observatory_amendment WHERE number = 2")
    run(
        "INSERT INTO observatory_amendment (number, kind, figure, changes, use, label_fr, label_en, reason_fr, "
        f"reason_en, by_id, at) SELECT 4, kind, figure, changes, use, label_fr, label_en, reason_fr, reason_en, "
        f"{decided.pk}, at FROM observatory_amendment WHERE number = 1"
    )
    report = check_integrity()
    assert found(report) == [("missing", "2", ()), ("stray", "4", ())]
    run("DELETE FROM observatory_amendment")
    assert [one.kind for one in check_integrity().differences] == ["missing"] * 3


@pytest.mark.usefixtures("decided")
def test_only_the_first_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """A table emptied whole is counted, and no more rows than a page holds are kept."""
    monkeypatch.setattr(checking, "MAX_SHOWN", 2)
    run("DELETE FROM observatory_amendment")
    report = check_integrity()
    assert (report.differing, len(report.differences)) == (3, 2)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE observatory_amendment SET changes = '{}'",
        "DELETE FROM observatory_amendment WHERE number = 1",
        "INSERT OR REPLACE INTO observatory_amendment SELECT * FROM observatory_amendment WHERE number = 1",
    ],
)
def test_the_database_refuses_to_change_a_decision(statement: str, statistician: Any) -> None:
    """Without removing the triggers, a statement written by hand is refused."""
    if connection.vendor != "sqlite" and "REPLACE" in statement:
        pytest.skip("PostgreSQL has no INSERT OR REPLACE")
    correct_figure(FIGURE, changes={"value": 274000}, reason=BECAUSE, actor=statistician)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        run(statement)
    assert Amendment.objects.get().changes == {"value": 274000}
    assert check_integrity().is_whole


def test_an_entry_of_the_first_step_is_compared_on_what_it_says(decided: Any) -> None:
    """Entries written before labels and moments were sealed with them still hold, and still watch the rest."""
    from filiere.site.journal.writer import record

    body = {"amendment": 4, "changes": {"value": 274500}, "use": "", "reason_fr": "Relu.", "reason_en": "Read again."}
    record(actor_key=decided.key, act="figure.correct", subject_kind="figure", subject_id=FIGURE, payload=body)
    row = Amendment.objects.get(number=1)
    Amendment.objects.create(
        number=4,
        kind="correct",
        figure=FIGURE,
        changes=body["changes"],
        reason_fr="Relu.",
        reason_en="Read again.",
        by=decided,
        at=row.at,
    )
    assert check_integrity().is_whole
    run("UPDATE observatory_amendment SET changes = '{\"value\": 1}' WHERE number = 4")
    assert found(check_integrity()) == [("changed", "4", ("changes",))]


@partial(frozen, files=True)
def load_versions() -> list[Any]:
    """Three versions of one source: superseded, accepted and refused, decided by a member of staff."""
    staff = make_person("staff")

    def load(number: int) -> Any:
        with TemporaryDirectory() as folder:
            path = Path(folder) / f"{number}.csv"
            path.write_bytes(urssaf_csv(employees=20 + number))
            return load_source("urssaf-commune-ape", path, actor=staff, accept=False).version

    made = []
    for number, reason in enumerate(("première", "conforme")):
        made.append(load(number))
        accept_version(made[number], actor=staff, reason=reason)
    made.append(load(2))
    refuse_version(made[2], actor=staff, reason="mauvaise année")
    assert sorted(SourceVersion.objects.values_list("state", flat=True)) == ["accepted", "refused", "superseded"]
    assert check_integrity().is_whole
    return made


@pytest.fixture
def loaded(db: None) -> list[Any]:
    """Three versions of one source, decided."""
    return load_versions()


@pytest.mark.parametrize(
    ("version", "change", "fields"),
    [
        (1, f"sha256 = '{'0' * 64}'", ("sha256",)),
        (1, "rows = 7", ("rows",)),
        (1, "rejected = 7", ("rejected",)),
        (1, "file_name = 'other.csv'", ("file_name",)),
        (1, "state = 'pending'", ("state",)),
        (0, "state = 'refused'", ("state",)),
        (2, "state = 'pending', reason = ''", ("state", "reason")),
        (2, "decided_by_id = NULL", ("decided_by",)),
        (1, "accepted_by_id = NULL", ("accepted_by",)),
        (1, "loaded_by_id = NULL", ("loaded_by",)),
    ],
)
def test_each_decision_on_a_source_is_watched(loaded: Any, version: int, change: str, fields: tuple[str, ...]) -> None:
    """What was received, kept and decided is what the acts say."""
    run(f"UPDATE observatory_sourceversion SET {change} WHERE id = {loaded[version].pk}")
    assert [(kind, set(names)) for kind, _, names in found(check_integrity())] == [("changed", set(fields))]


def test_versions_and_aggregates_taken_away_or_slipped_in_are_seen(loaded: Any) -> None:
    """A version without its load, a load without its version, aggregates fewer than were counted."""
    run(f"DELETE FROM observatory_aggregate WHERE version_id = {loaded[2].pk}")
    assert found(check_integrity()) == [("changed", loaded[2].subject_id, ("aggregates",))]
    run(f"UPDATE observatory_sourceversion SET version = 'forged' WHERE id = {loaded[2].pk}")
    assert [(kind, key.partition("/")[2]) for kind, key, _ in found(check_integrity())] == [
        ("stray", "forged"),
        ("missing", loaded[2].version),
    ]


def test_a_role_written_into_the_table_is_seen(make_user: Callable[..., Any]) -> None:
    """Nobody makes themselves statistician by SQL, nor is stripped of a role, unseen."""
    user, other, erased = make_user("staff"), make_user("staff", "statistician"), make_user("staff")
    withdraw_role(actor=OPERATOR, user=other, role=Role.STAFF)
    erase_person(actor=OPERATOR, user=erased)
    assert check_integrity().is_whole
    run(f"UPDATE accounts_grant SET role = 'statistician' WHERE user_id = {user.pk}")
    assert [(kind, key.partition(" ")[2]) for kind, key, _ in found(check_integrity())] == [
        ("stray", "statistician"),
        ("missing", "staff"),
    ]


@pytest.mark.usefixtures("decided")
def test_a_payload_that_was_erased_proves_nothing_of_its_row() -> None:
    """Once erased under a rule, an entry still tells that its row exists, and no more."""
    from filiere.site.journal.writer import erase_payloads

    entry = Entry.objects.filter(act="figure.retain").get()
    erase_payloads([entry.number], rule="test-rule", actor_key="u-1")
    assert Payload.objects.get(entry=entry).body is None
    assert check_integrity().is_whole
    run("DELETE FROM observatory_amendment WHERE number = 2")
    assert found(check_integrity()) == [("missing", "2", ())]


@pytest.mark.usefixtures("decided")
def test_the_command_and_the_page_name_the_row(
    client: Client, make_user: Callable[..., Any], capsys: pytest.CaptureFixture[str]
) -> None:
    """`journal verify` exits 1 and names the row; staff read the same."""
    from filiere.cli.journal import verify

    run("UPDATE observatory_amendment SET changes = '{\"value\": 999999}' WHERE number = 1")
    with pytest.raises(SystemExit) as left:
        verify(format="json")
    assert left.value.code == 1
    told = json.loads(capsys.readouterr().out)
    assert (told["whole"], told["differing"], told["broken_at"]) == (False, 1, None)
    assert told["head"]
    (one,) = told["differences"]
    assert (one["table"], one["key"], one["kind"], one["fields"]) == (
        "observatory_amendment",
        "1",
        "changed",
        ["changes"],
    )
    client.force_login(make_user("staff"))
    assert "pas encore été relu" in client.get("/fr/staff/journal/").content.decode()
    verify_unless_running()
    page = client.get("/fr/staff/journal/").content.decode()
    assert "Décision 1 sur" in page
    assert "modifiée après coup (changes)" in page
