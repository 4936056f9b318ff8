"""Tables prepared, published, discarded: who may, what is kept for ever, and what the journal tells of it."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import DatabaseError, connection, transaction
from support.scenes.ledger_tables import table_of

from filiere.core import Faults, Text
from filiere.disclosure.dated_rules import load_rules
from filiere.disclosure.ledger import Subject
from filiere.disclosure.protection_levels import Limits, compute_protection_levels
from filiere.site.accounts.rights import OPERATOR
from filiere.site.confidentiality import content_store, public_release, triggers
from filiere.site.confidentiality.actions.declare_outside_total import declare_total
from filiere.site.confidentiality.actions.discard_protection import discard_protection
from filiere.site.confidentiality.actions.publish_release import publish_release
from filiere.site.confidentiality.models import OutsideTotal, Protection, Release
from filiere.site.confidentiality.presenters.table import MAX_ROWS_SHOWN
from filiere.site.confidentiality.release_ledger import read_ledger
from filiere.site.confidentiality.table_protection import TableDescription, prepare_table
from filiere.site.journal.integrity import check_integrity
from filiere.site.journal.models import Entry
from filiere.site.kit.rights import RightRefused

pytestmark = pytest.mark.django_db

RULE = next(one for one in load_rules() if one.id == "enterprise-statistics")
SUBJECT = Subject("turnover", "made-up outsourcers", "2025")
ROWS = [("A", "a", 10), ("B", "a", 12), ("C", "b", 5), ("D", "b", 6), ("E", "b", 7), ("F", "c", 9), ("G", "c", 8)]


@pytest.fixture
def statistician(make_user: Callable[..., Any]) -> Any:
    return make_user("statistician")


SPEC = """
response: turnover
contributor: who
dimensions: [{column: zone, total: Total}]
"""


def prepared(actor: Any, *, subject: Subject = SUBJECT) -> Protection:
    """A made-up table, with its two cells of two withheld, and its proof."""
    with tempfile.TemporaryDirectory() as name:
        data, spec = Path(name) / "data.csv", Path(name) / "spec.yaml"
        rows = "".join(f"{who},{zone},{amount}\n" for who, zone, amount in ROWS)
        data.write_text(f"who,zone,turnover\n{rows}")
        spec.write_text(SPEC)
        about = TableDescription(
            Text(fr="Chiffre d’affaires par zone", en="Turnover by zone"), subject.population, subject.period
        )
        return prepare_table(actor=actor, data=data, spec=spec, about=about, rule=RULE)


def test_a_published_table_is_in_the_ledger_and_gives_its_file(statistician: Any) -> None:
    """What the ledger reads again is what went out, under its key and day; the journal holds."""
    row = prepared(statistician)
    release = publish_release(row, actor=statistician, day=date(2026, 11, 27))
    row.refresh_from_db()
    assert row.state == "published"
    (kept,) = read_ledger(SUBJECT).releases
    assert (kept.key, kept.day, kept.subject) == (release.key, date(2026, 11, 27), SUBJECT)
    assert np.array_equal(kept.system.values * 100, table_of(ROWS).values * kept.system.scale)
    assert np.array_equal(kept.hidden, compute_protection_levels(table_of(ROWS), Limits()).primary)
    assert content_store.read_released_file(release).startswith(
        b"zone,value,status,obs_status,conf_status\nTotal,57,published,A,F\n"
    )
    assert read_ledger(Subject("jobs", "made-up outsourcers", "2025")).releases == ()
    acts = list(Entry.objects.order_by("number").values_list("act", flat=True))
    assert acts[-3:] == ["release.protect", "release.publish", "release.publish"]
    assert check_integrity().is_whole


def test_nobody_else_prepares_publishes_or_declares(statistician: Any, make_user: Callable[..., Any]) -> None:
    """The observatory staff and whoever runs the machine are refused; nothing is written but the refusal."""
    row = prepared(statistician)
    source = Text(fr="Un annuaire inventé", en="A made-up yearbook")
    for other in (make_user("staff", "administrator"), OPERATOR):
        with pytest.raises(RightRefused):
            prepared(other)
        with pytest.raises(RightRefused):
            publish_release(row, actor=other)
        with pytest.raises(RightRefused):
            discard_protection(row, actor=other, reason="")
        with pytest.raises(RightRefused):
            declare_total(actor=other, subject=SUBJECT, parts=[{}], source=source)
    assert (Protection.objects.count(), Release.objects.count(), OutsideTotal.objects.count()) == (1, 0, 0)


def test_the_inside_is_for_the_statistician_alone(statistician: Any, make_user: Callable[..., Any]) -> None:
    """Others see what went out, without the names of the inner files; nothing of what was prepared."""
    row = prepared(statistician)
    publish_release(row, actor=statistician)
    declare_total(actor=statistician, subject=SUBJECT, parts=[{}], source=Text.same("x"))
    for reader in (AnonymousUser(), make_user("staff"), OPERATOR):
        assert not Protection.objects.visible_to(reader).exists()
        assert Protection.objects.for_key(reader, row.key) is None
        assert not OutsideTotal.objects.visible_to(reader).exists()
        (seen,) = Release.objects.visible_to(reader)
        assert "files" in seen.get_deferred_fields()
    (seen,) = Release.objects.visible_to(statistician)
    assert "files" not in seen.get_deferred_fields()
    assert Protection.objects.for_key(statistician, row.key) == row


def test_a_table_prepared_before_another_went_out_is_prepared_again(statistician: Any) -> None:
    """Each was safe beside the past that it knew; together they might not be."""
    first, second = prepared(statistician), prepared(statistician)
    publish_release(first, actor=statistician)
    with pytest.raises(Faults) as refused:
        publish_release(second, actor=statistician)
    assert refused.value.faults[0].code == "release-past-moved"
    declare_total(actor=statistician, subject=SUBJECT, parts=[{}], source=Text.same("x"))
    third = prepared(statistician)
    assert read_ledger(SUBJECT).outside[0].parts == frozenset({frozenset()})
    publish_release(third, actor=statistician)
    assert list(Release.objects.values_list("number", flat=True)) == [1, 2]


def test_what_is_decided_is_decided_once(statistician: Any) -> None:
    """Discarded, a table stays on record and cannot go out; published, it cannot be discarded."""
    row = prepared(statistician)
    discard_protection(row, actor=statistician, reason="Trop de trous.")
    for act in (lambda: publish_release(row, actor=statistician), lambda: discard_protection(row, actor=statistician, reason="")):  # fmt: skip  # noqa: E501
        with pytest.raises(Faults) as refused:
            act()
        assert refused.value.faults[0].code == "protection-decided"
    assert Protection.objects.get().reason == "Trop de trous."
    assert check_integrity().is_whole


def test_what_went_out_cannot_be_changed(statistician: Any) -> None:
    """Neither through the models nor by SQL; and once an intruder has taken the triggers away, the journal tells."""
    release = publish_release(prepared(statistician), actor=statistician)
    for change in (lambda: Release.objects.update(level="outsider"), lambda: Release.objects.all().delete()):
        with pytest.raises(TypeError):
            change()
    for statement in (
        "UPDATE confidentiality_release SET level = 'outsider'",
        "DELETE FROM confidentiality_release",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    triggers.remove(connection)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE confidentiality_release SET level = 'outsider'")
    found = check_integrity()
    assert not found.is_whole
    (difference,) = found.differences
    assert (difference.kind, difference.key, difference.fields) == ("changed", release.key, ("level",))
    triggers.install(connection)


def test_a_lost_or_changed_file_stops_everything(statistician: Any) -> None:
    """A past that cannot be read whole is no past to judge against."""
    row = prepared(statistician)
    path = content_store.content_folder() / row.files["release.json"][:2] / row.files["release.json"]
    kept = path.read_bytes()
    path.write_bytes(kept.replace(b"2025", b"2024"))
    with pytest.raises(Faults) as refused:
        publish_release(row, actor=statistician)
    assert refused.value.faults[0].code == "release-file-changed"
    path.write_bytes(kept)
    release = publish_release(row, actor=statistician)
    (content_store.content_folder() / release.files["release.json"][:2] / release.files["release.json"]).unlink()
    with pytest.raises(Faults):
        read_ledger(SUBJECT)
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_total_names_cells_and_a_figure_that_exist(statistician: Any) -> None:
    """A total of nothing, or said by a figure that the register has not, is refused."""
    source = Text(fr="Registre", en="Register")
    with pytest.raises(Faults) as refused:
        declare_total(actor=statistician, subject=SUBJECT, parts=[], source=source)
    assert refused.value.faults[0].code == "total-of-nothing"
    with pytest.raises(Faults):
        declare_total(actor=statistician, subject=SUBJECT, parts=[{}], source=source, figure="no-such-figure")
    total = declare_total(
        actor=statistician, subject=SUBJECT, parts=[{}], source=source, figure="jobs-outsourced-2008-unedic"
    )
    assert total.figure == "jobs-outsourced-2008-unedic"
    assert check_integrity().is_whole


def test_a_page_writes_the_cells_that_it_shows_and_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    """A table of a hundred thousand cells took some three seconds of processor for each reader, to show 300 rows."""
    asked = []
    monkeypatch.setattr(public_release, "format_number", lambda value: asked.append(value) or str(value))
    rows = tuple((f"{a:03}", f"{b:02}", str(a * b), "") for a in range(200) for b in range(40))
    grid = public_release.build_public_grid(public_release.PublicTable(("a", "b"), ("000", "00"), rows))
    assert (len(grid.rows), grid.more, len(asked)) == (MAX_ROWS_SHOWN, 8000 - MAX_ROWS_SHOWN, MAX_ROWS_SHOWN)
    assert grid.rows[0].heads == ("001", "01")
