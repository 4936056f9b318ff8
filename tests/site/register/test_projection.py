"""The rows of the register say what the events of each dossier say, on any day; no page asks more for more labels."""

from __future__ import annotations

import json
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from support.scenes.dossier_sample import at, make_dossier
from support.scenes.holder_sample import GROUP, Held, merge, vote

from filiere.cli.label import repair_register as repair_command
from filiere.referentials import workflow
from filiere.site.journal.integrity import check_integrity
from filiere.site.journal.models import Entry
from filiere.site.register.actions.repair_register import REPAIR_ACT
from filiere.site.register.hooks import _fill_register
from filiere.site.register.journal_reconciliation import compare_labels
from filiere.site.register.label_records import (
    LabelRecord,
    find_bearer_change,
    find_by_fingerprint,
    find_by_number,
    labels_held_on,
    labels_of_dossiers,
    list_labels,
)
from filiere.site.register.models import RegisteredLabel
from filiere.site.register.projection import fill_register
from filiere.site.register.search import LabelCriteria, filter_labels, find_briefs
from filiere.site.workflow.actions.run_due_events import run_due_for_dossier
from filiere.site.workflow.engine_adapter import replay_with_due
from filiere.site.workflow.models import Dossier

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
STATES = (
    *("held_24", "follow_up", "held_12", "grace", "explaining", "under_review", "changed_entity"),
    *("suspended", "withdrawal_notified", "before_withdrawal", "withdrawn", "withdrawal_appeal"),
    *("returned_by_holder", "expired", "replaced", "unmarked", "unmarking_overdue"),
)
ENDINGS = {"withdrawn": "withdrawn", "returned_by_holder": "returned", "replaced": "replaced"}


def replayed(dossier: Any, day: date) -> tuple[Any, ...]:
    """What the events say of a label on a day, told by the engine and no row: verdict, term, history."""
    engine = replay_with_due(dossier, day)
    record = workflow.build_public_record(engine, "register")
    by_key, steps = engine.rules.procedure.by_key, engine.rules.steps
    shown = [by_key[state].label for state in engine.stood]
    verdict = shown[-1]
    if verdict in ("ended", "none"):
        count = max(n for n, label in enumerate(shown) if label in ("valid", "suspended")) + 1
        verdict, since = ENDINGS.get(steps[engine.history[count - 1].step].event, "expired"), engine.day_of(count)
    elif verdict == "valid" and record.ends is not None and record.ends <= day:
        verdict, since = "expired", record.ends
    else:
        since = record.since
    return verdict, since, record.ends, [(one.day, one.event, one.shown) for one in record.entries]


def told(one: LabelRecord) -> tuple[Any, ...]:
    return one.verdict, one.since, one.ends, [(line.day, line.event, line.shown) for line in one.lines]


def days_of(dossier: Any) -> list[date]:
    """The days on which something may change, those of the last events, of delays and of terms, and days beside."""
    row = RegisteredLabel.objects.get(dossier=dossier)
    events = [one.day for one in dossier.events.order_by("-number")[:3]]
    found = {one for one in (*events, row.since, row.due, row.ends, row.until) if one is not None}
    return sorted({day + DAY * step for day in found for step in (-1, 0, 1, 2)} | {max(found) + DAY * 1000})


@pytest.mark.parametrize("state", STATES)
def test_a_row_says_on_any_day_what_the_events_say(grant, state: str) -> None:
    dossier = grant(state=state, opened=timezone.localdate() - timedelta(days=300))
    assert list(compare_labels()) == []
    for day in days_of(dossier):
        (one,) = list_labels(day)
        assert told(one) == replayed(dossier, day), day
        (brief,) = find_briefs(day, searched=True)
        for name in ("dossier", "organisation", "name", "category", "regions", "verdict", "granted", "fictitious"):
            assert getattr(brief, name) == getattr(one, name), name
        assert brief.search_words == one.search_words
        assert set(brief.activities) == set(one.activities)


def test_a_row_follows_its_events_through_the_years(grant) -> None:
    """Swept now and then over eight years, from the grant to the end of retention, and read in between."""
    dossier = grant(opened=date(2024, 1, 8))
    seen = set()
    for month in range(5, 105, 3):
        day = date(2024, 1, 8) + timedelta(days=30 * month)
        (one,) = list_labels(day)
        assert told(one) == replayed(dossier, day), day
        run_due_for_dossier(dossier.pk, day)
        dossier.refresh_from_db()
        (one,) = list_labels(day + DAY)
        assert told(one) == replayed(dossier, day + DAY), day
        seen.add((dossier.state, one.verdict))
        assert list(compare_labels()) == []
    assert {("held_24", "valid"), ("follow_up", "valid"), ("archived", "expired")} <= seen


def test_a_row_follows_the_entity_that_a_vote_lets_bear_the_label() -> None:
    held = Held()
    merge(held)
    assert labels_of_dossiers([held.dossier.key])[held.dossier.key].name == "Écoute fictive"
    vote(held.dossier, held.employees, held.last + DAY, maintained=True)
    one = labels_of_dossiers([held.dossier.key])[held.dossier.key]
    assert (one.name, one.siren, [site.name for site in one.sites]) == ("Groupe fictif", GROUP, ["Tours Nord", "Rabat"])
    assert list(compare_labels()) == []


def test_a_label_that_followed_an_entity_says_who_held_it_before_and_since_when() -> None:
    held = Held()
    assert find_bearer_change(labels_of_dossiers([held.dossier.key])[held.dossier.key]) is None
    merge(held)
    vote(held.dossier, held.employees, held.last + DAY, maintained=True)
    one = labels_of_dossiers([held.dossier.key])[held.dossier.key]
    day = next(line.day for line in one.lines if line.event == "maintained")
    assert find_bearer_change(one) == ("Écoute fictive", day)
    for page in (f"/fr/label/register/verify/{one.number}/", f"/fr/label/register/holders/{one.organisation}/"):
        assert f'data-bearer-since="{day.isoformat()}"' in Client().get(page).content.decode()


def test_a_row_is_written_with_its_events_or_not_at_all(grant) -> None:
    dossier = grant(opened=timezone.localdate() - timedelta(days=300))
    before = RegisteredLabel.objects.values().get()
    with transaction.atomic():
        run_due_for_dossier(dossier.pk, timezone.localdate() + timedelta(days=800))
        assert RegisteredLabel.objects.get().verdict == "expired"
        transaction.set_rollback(True)
    assert RegisteredLabel.objects.values().get() == before
    assert list(compare_labels()) == []


def test_each_column_that_is_written_over_is_named(grant) -> None:
    """`journal verify` compares the rows with the events, as it does the state of a dossier."""
    dossier = grant(opened=timezone.localdate() - timedelta(days=300))
    before = RegisteredLabel.objects.values(*RegisteredLabel.list_projected_columns()).get()
    for name, value in before.items():
        other: Any = date(2001, 1, 1) if isinstance(value, date) or value is None else f"{value}9"[-10:]
        RegisteredLabel.objects.update(**{name: [] if isinstance(value, list) else other})
        found = [one for one in check_integrity().differences if one.table == "register_registeredlabel"]
        assert [(one.kind, one.key, one.fields) for one in found] == [("changed", dossier.key, (name,))]
        RegisteredLabel.objects.update(**{name: value})
    assert list(compare_labels()) == []
    assert "Register row" in found[0].sentence().en


def test_a_row_taken_away_or_slipped_in_is_named(grant) -> None:
    dossier, other = grant(), at(make_dossier(), "refused")
    RegisteredLabel.objects.update(dossier=other)
    gone, stray = compare_labels()
    assert (gone.kind, gone.key, stray.kind, stray.key) == ("missing", dossier.key, "stray", other.key)
    assert Entry.objects.get(number=gone.entry).subject_id == f"{dossier.key}:{dossier.length}"


def test_rows_changed_gone_and_stray_are_repaired_from_the_events_and_the_journal_says_so(grant, capsys) -> None:
    """What the comparison names, it names no more; a register that was right is left as it is."""
    changed, gone, other = grant(), grant("Bêta"), at(make_dossier(), "refused")
    RegisteredLabel.objects.filter(dossier=gone).update(dossier=other)
    columns = RegisteredLabel.list_projected_columns()
    before = RegisteredLabel.objects.values(*columns).get(dossier=changed)
    RegisteredLabel.objects.filter(dossier=changed).update(name="Autre", verdict="withdrawn")
    repair_command(lang="en")
    assert capsys.readouterr().out.splitlines()[-1] == "3 rows restored."
    assert list(compare_labels()) == []
    assert RegisteredLabel.objects.values(*columns).get(dossier=changed) == before
    assert set(RegisteredLabel.objects.values_list("dossier", flat=True)) == {changed.pk, gone.pk}
    entries = Entry.objects.filter(act=REPAIR_ACT).order_by("number")
    assert {one.subject_id: (one.actor_key, one.payload.body) for one in entries} == {
        changed.key: ("operator", {"kind": "changed", "fields": ["verdict", "name"]}),
        gone.key: ("operator", {"kind": "missing", "fields": []}),
        other.key: ("operator", {"kind": "stray", "fields": []}),
    }
    assert not [one for one in check_integrity().differences if one.table == "register_registeredlabel"]
    repair_command(lang="en")
    assert capsys.readouterr().out == "0 rows restored.\n"
    assert Entry.objects.filter(act=REPAIR_ACT).count() == 3


def test_a_database_of_an_earlier_version_gets_its_rows_once_all_its_tables_are_there(grant) -> None:
    grant()
    grant("Bêta", "withdrawn")
    rows = list(RegisteredLabel.objects.order_by("dossier").values(*RegisteredLabel.list_projected_columns()))
    RegisteredLabel.objects.all().delete()
    config = apps.get_app_config("register")
    _fill_register(
        config, plan=[(SimpleNamespace(app_label="mail"), False), (SimpleNamespace(app_label="register"), True)]
    )
    assert not RegisteredLabel.objects.exists()
    _fill_register(config, plan=[(SimpleNamespace(app_label="register"), False)])
    assert list(RegisteredLabel.objects.order_by("dossier").values(*RegisteredLabel.list_projected_columns())) == rows
    assert fill_register() == 0


def test_no_page_asks_more_for_more_labels(grant) -> None:
    opened = timezone.localdate() - timedelta(days=100)
    first = grant("Alpha", opened=opened)
    addresses = (
        "/fr/label/register/",
        "/fr/label/register/?q=lille&region=REG-32&state=valid",
        "/fr/label/register/statistics/",
        f"/fr/label/register/holders/{first.organisation.key}/",
        f"/fr/label/register/verify/{first.number}/",
        "/api/v1/register",
        f"/api/v1/register/{first.number}",
        "/export/label-holders.csv",
        "/export/label-history.csv",
        "/fr/label/register/feed.xml",
        "/sitemap.xml",
    )
    client = Client()

    def asked() -> dict[str, int]:
        counts = {}
        for address in addresses:
            client.get(address)
            with CaptureQueriesContext(connection) as queries:
                assert client.get(address).status_code == 200
            # The clock is asked for its signs of life once a minute, whatever there is in the register.
            counts[address] = sum("journal_" not in one["sql"] for one in queries)
        return counts

    before = asked()
    for name in ("Bêta", "Gamma", "Delta"):
        grant(name, "suspended" if name == "Delta" else "held_12", opened=opened)
    assert asked() == before
    assert before["/fr/label/register/"] <= 4


def test_a_label_is_found_by_the_whole_of_its_number_or_fingerprint(grant) -> None:
    dossier = grant()
    seal = dossier.snapshots.get(name="certificate").sha256
    assert find_by_number(dossier.number) == find_by_fingerprint(seal)
    for strange in ("", "\x00", "%", "_", dossier.number[:-1], "LRS\n", "\ud800"):
        assert find_by_number(strange) is None
        assert find_by_fingerprint(strange) is None


def test_no_row_holds_a_headcount_and_the_statistics_read_the_judged_ones(grant) -> None:
    """The rows are what everybody may read; the employees of a site are asked of the dossier, for the gate alone."""
    grant(opened=timezone.localdate() - timedelta(days=300), headcounts={"s1": 1207, "s2": 4319})
    row = json.dumps(RegisteredLabel.objects.values().get(), default=str)
    assert "1207" not in row
    assert "4319" not in row
    assert [site.employees for site in list_labels()[0].sites] == [0, 0]
    (one,) = labels_held_on(timezone.localdate() - DAY)
    assert [site.employees for site in one.sites] == [1207, 4319]


def test_the_past_is_that_of_the_events_up_to_the_day(grant) -> None:
    """A label that was withdrawn since held before; one that was granted since did not."""
    near = timezone.localdate()
    gone = grant("Retiré", "withdrawn", opened=near - timedelta(days=300))
    grant("Nouveau", opened=near - timedelta(days=100))
    (line,) = [one for one in list_labels() if one.dossier == gone.key]
    before, after = line.lines[0].day, line.since
    assert before is not None and after is not None and before < after  # noqa: PT018
    assert [one.name for one in labels_held_on(before)] == ["Retiré"]
    assert labels_held_on(before - DAY) == ()
    assert labels_held_on(after) == ()
    assert [one.name for one in labels_held_on(near)] == ["Nouveau"]


def test_what_is_looked_for_is_found_in_brief_as_in_whole(grant) -> None:
    grant("Alpha Appels")
    grant("Bêta", category="in_house", sites=[{"name": "Sud", "commune": "13055", "activity": "written", "key": "s"}])
    for words in ("marseille", "beta sud", "rabat", "lrs 2025", "zzz"):
        wanted = LabelCriteria(words=words)
        short = [one.dossier for one in filter_labels(find_briefs(searched=True), wanted, {})]
        assert short == [one.dossier for one in filter_labels(list_labels(), wanted, {})], words
    assert Dossier.objects.with_snapshot("certificate").count() == 2
