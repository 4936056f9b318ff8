"""The plan on the site: acts add events, and a page reads them as they were and as they were known."""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from support.scenes.dossier_sample import make_person

from filiere.core import Faults
from filiere.site.journal.integrity import check_integrity
from filiere.site.kit.rights import RightRefused
from filiere.site.observatory.figure_register import current_register
from filiere.site.pages.todo_list import tasks_for
from filiere.site.programme.plan import actions, presenters
from filiere.site.programme.plan.computed_counts import ComputedCount, computed_counts
from filiere.site.programme.plan.models import ActionEvent
from filiere.site.programme.plan.plan_state import compute_plan_state
from filiere.site.programme.reading_dates import ReadingDates

from .conftest import TYPED, Leading

pytestmark = pytest.mark.django_db
HOME = "/fr/programme/"


def state_of(leading: Leading, row: Any, dates: ReadingDates | None = None) -> Any:
    """The state of an action, today without dates."""
    reading = compute_plan_state(leading.plan, dates or ReadingDates(leading.today, leading.today))
    return reading.state.actions[row.key]


def codes(faults: pytest.ExceptionInfo[Faults]) -> list[str]:
    """The codes of what was refused."""
    return [one.code for one in faults.value.faults]


def test_progress_is_never_clipped(leading: Leading) -> None:
    """Below the base it is negative, beyond the goal it is more than all of the way."""
    row = leading.add(target=TYPED | {"direction": "down", "base": Decimal(20), "goal": Decimal(10)})
    for days, value, share in ((30, Decimal(25), Fraction(-1, 2)), (20, Decimal("9.9"), Fraction(101, 100))):
        actions.record_reading(row, actor=leading.lead, on=leading.ago(days), low=value)
        assert state_of(leading, row).progress.value == share


def test_what_is_declared_stands_beside_what_is_computed(leading: Leading, client: Client) -> None:
    """A gap surfaces by itself: on the page, in the state and in the tasks of whoever leads."""
    row = leading.add(target=TYPED, due=30)
    actions.record_reading(row, actor=leading.lead, on=leading.ago(9), low=Decimal(1))
    actions.declare_state(row, actor=leading.lead, on=leading.ago(8), state="on_time")
    state = state_of(leading, row)
    assert (state.declared, [one.kind for one in state.reasons]) == ("on_time", ["gap"])
    page = client.get(HOME).content.decode()
    assert 'data-need="gap"' in page
    assert 'data-outcome="computed"' in page
    assert any(one.key == f"programme-action:{row.key}" for one in tasks_for(leading.lead, leading.today))


def test_two_times(leading: Leading, client: Client) -> None:
    """What was recorded afterwards of a past day is not what was known on it; a comparison calls it restated."""
    row = leading.add(target=TYPED)
    early = actions.record_reading(row, actor=leading.lead, on=leading.ago(100), low=Decimal(2))
    ActionEvent.objects.filter(pk=early.pk).update(known_at=timezone.now() - timedelta(days=100))
    ActionEvent.objects.filter(action=row, kind="created").update(known_at=timezone.now() - timedelta(days=365))
    actions.record_reading(row, actor=leading.lead, on=leading.ago(60), low=Decimal(5))
    then = ReadingDates(leading.ago(50), leading.ago(50))
    assert state_of(leading, row, then).progress.value == Fraction(1, 5)
    now = ReadingDates(leading.ago(50), leading.today)
    assert state_of(leading, row, now).progress.value == Fraction(1, 2)
    address = f"{HOME}?on={leading.today}&known={leading.today}&vs={leading.ago(50)}"
    assert 'data-change="restated"' in client.get(address).content.decode()


def test_a_deadline_or_target_that_changed_keeps_the_one_before(leading: Leading) -> None:
    """By events of their own, with a reason."""
    row = leading.add(target=TYPED, due=10)
    actions.change_due(row, actor=leading.lead, due=leading.today + timedelta(days=90), text="Vote", on=leading.ago(5))
    actions.change_target(row, actor=leading.lead, target=TYPED | {"goal": Decimal(20)}, text="Vote", on=leading.ago(5))
    before, after = state_of(leading, row, ReadingDates(leading.ago(6), leading.today)), state_of(leading, row)
    assert (before.due, after.due) == (leading.today + timedelta(days=10), leading.today + timedelta(days=90))
    assert (before.target.goal, after.target.goal) == (10, 20)


def test_a_target_reads_what_the_site_counts(leading: Leading) -> None:
    """On the day that the page reads, and nothing of a day by an earlier knowledge."""
    words = computed_counts["label-holders"].words
    counted = ComputedCount("test", words, words, lambda day: 3 if day == leading.today else 1)
    with computed_counts.add_for_block("test", counted):
        row = leading.add(target=TYPED | {"reads": "test", "measure": "", "unit": ""})
        ActionEvent.objects.update(known_at=timezone.now() - timedelta(days=365))
        assert state_of(leading, row).progress.value == Fraction(3, 10)
        past = ReadingDates(leading.ago(30), leading.ago(30))
        assert state_of(leading, row, past).progress.value == Fraction(1, 10)
        assert state_of(leading, row, ReadingDates(leading.today, leading.ago(1))).progress.outcome == "no_value"


def test_a_target_reads_a_figure_of_the_register_on_its_scope(leading: Leading) -> None:
    """Its base is the figure typed; the site never falls back to an older value when that is out of date."""
    figure = next(one for one in current_register() if one.value and one.period.last_year == 2008)
    row = leading.add(target=TYPED | {"reads": "figure", "figure": figure.id, "base": None, "measure": ""})
    state = state_of(leading, row)
    assert state.target.base == figure.value
    assert state.target.base_figure == figure.id
    assert state.progress.outcome in ("stale", "no_value")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"goal": None}, "target-goal"),
        ({"direction": "band"}, "target-band"),
        ({"goal_high": Decimal(12)}, "target-band"),
        ({"reads": "figure", "figure": "no-such-figure"}, "target-figure-unknown"),
        ({"reads": "readings", "measure": ""}, "target-unread"),
        ({"reads": "nothing-counts-this"}, "target-unread"),
    ],
)
def test_a_target_that_nothing_measures_is_refused(leading: Leading, changes: dict[str, Any], code: str) -> None:
    """And nothing of the action is kept."""
    with pytest.raises(Faults) as faults:
        leading.add(target=TYPED | changes)
    assert codes(faults) == [code]
    assert not ActionEvent.objects.exists()


def test_what_has_ended_or_is_to_come_takes_no_event(leading: Leading) -> None:
    """Nor a reading of what is read by itself, nor bounds in the wrong order."""
    row = leading.add(target=TYPED)
    with pytest.raises(Faults) as faults:
        actions.declare_state(row, actor=leading.lead, on=leading.today + timedelta(days=1), state="late")
    assert codes(faults) == ["event-in-the-future"]
    with pytest.raises(Faults) as faults:
        actions.record_reading(row, actor=leading.lead, on=leading.today, low=Decimal(3), high=Decimal(2))
    assert codes(faults) == ["reading-order"]
    actions.end_action(row, actor=leading.lead, kind="completed", text="Fait", on=leading.today)
    with pytest.raises(Faults) as faults:
        actions.declare_state(row, actor=leading.lead, on=leading.today, state="late")
    assert codes(faults) == ["action-ended"]
    counted = leading.add(target=TYPED | {"reads": "label-holders"})
    with pytest.raises(Faults) as faults:
        actions.record_reading(counted, actor=leading.lead, on=leading.today, low=Decimal(3))
    assert codes(faults) == ["reading-not-typed"]


def test_only_the_lead_of_the_programme_acts(leading: Leading) -> None:
    """Who reads more than the public does not write."""
    row = leading.add(target=TYPED)
    for role in ("communication", "state", "statistician", "label_staff"):
        with pytest.raises(RightRefused):
            actions.declare_state(row, actor=make_person(role), on=leading.today, state="late")


def test_one_form_makes_an_action_with_its_target(leading: Leading) -> None:
    """And shows each fault at its field, with what was typed, when the act refuses it."""
    browser = Client()
    browser.force_login(leading.lead)
    session = browser.session
    session["verified"] = True
    address = reverse("programme:action-new", args=[leading.plan.key])
    said = {
        "axis": "A",
        "title": "Former des conseillers",
        "owner": "Mission nationale",
        "start": str(leading.began),
        "due": str(leading.today + timedelta(days=30)),
        "reads": "readings",
        "measure": "Conseillers formés",
        "direction": "up",
        "base": "0",
        "goal": "",
        "period_months": "12",
    }
    refused = browser.post(address, said)
    assert refused.status_code == 422
    assert "Conseillers formés" in refused.content.decode()
    made = browser.post(address, said | {"goal": "500"})
    assert made.status_code == 302
    row = leading.axis.actions.get()
    assert state_of(leading, row).target.goal == 500


def test_the_plan_is_downloaded_as_it_is_shown(leading: Leading, client: Client) -> None:
    """One row an action, shares unclipped, and the needs by their codes."""
    row = leading.add(target=TYPED, due=-5)
    actions.record_reading(row, actor=leading.lead, on=leading.ago(30), low=Decimal(12))
    found = client.get(f"/export/programme-plan.json?plan={leading.plan.key}&lang=en").json()
    line = found["rows"][0]
    assert (line["action"], line["progress_low"], line["needs"]) == ("A1", 1.2, "overdue")


def test_a_site_without_a_plan_shows_that_of_2009(client: Client) -> None:
    """The real programme, with the outcomes that are known, in both languages."""
    for lang in ("fr", "en"):
        page = client.get(f"/{lang}/programme/").content.decode()
        assert page.count('<th scope="row">') >= 11


def test_the_journal_tells_every_row(leading: Leading) -> None:
    """And a row changed beside it is found."""
    row = leading.add(target=TYPED)
    actions.declare_state(row, actor=leading.lead, on=leading.today, state="watch")
    assert not check_integrity().differences
    ActionEvent.objects.filter(kind="declared").update(body={"state": "on_time"})
    assert [one.table for one in check_integrity().differences] == [ActionEvent._meta.db_table]


def test_programs_read_what_the_page_shows(leading: Leading, client: Client) -> None:
    """With shares unclipped; a day before any plan has none."""
    row = leading.add(target=TYPED)
    actions.record_reading(row, actor=leading.lead, on=leading.ago(2), low=Decimal(12))
    found = client.get("/api/v1/programme/plan").json()
    assert [(one["code"], one["progress"], one["outcome"]) for one in found["actions"]] == [("A1", 1.2, "computed")]
    assert client.get("/api/v1/programme/plan?on=demain").status_code == 422


def test_a_site_without_a_plan_says_so_to_programs(client: Client) -> None:
    """No plan, and no action."""
    answer = client.get("/api/v1/programme/plan").json()
    assert (answer["plan"], answer["actions"]) == (None, [])


def test_the_yearly_report_is_drawn_for_anybody(leading: Leading, client: Client) -> None:
    """In both languages, with what changed in the year."""
    row = leading.add(target=TYPED)
    actions.record_reading(row, actor=leading.lead, on=leading.ago(2), low=Decimal(12))
    for lang in ("fr", "en"):
        answer = client.get(f"/{lang}/programme/report.pdf")
        assert (answer.status_code, answer.content[:5]) == (200, b"%PDF-")


def test_what_is_kept_of_a_plan_follows_each_event(leading: Leading) -> None:
    """A state read twice asks for no event again; an event more is read by itself, and so is an action more."""
    row = leading.add(target=TYPED)
    assert state_of(leading, row).progress.outcome == "no_value"
    with CaptureQueriesContext(connection) as asked:
        state_of(leading, row)
    assert not [one for one in asked if "body" in one["sql"]]
    for days, value in ((9, 2), (8, 4)):
        actions.record_reading(row, actor=leading.lead, on=leading.ago(days), low=Decimal(value))
        assert state_of(leading, row).progress.value == Fraction(value, 10)
    second = leading.add(target=TYPED)
    assert state_of(leading, second).progress.outcome == "no_value"
    actions.declare_state(second, actor=leading.lead, on=leading.today, state="late")
    assert (state_of(leading, second).declared, state_of(leading, row).progress.value) == ("late", Fraction(2, 5))


def test_an_action_held_up_leads_to_the_one_that_holds_it(leading: Leading, client: Client) -> None:
    """The row says to unblock another action, and its link opens that one."""
    late = leading.add(target=TYPED, due=-5)
    held = leading.add(target=TYPED, depends_on=[late.key])
    for row in (late, held):
        actions.record_reading(row, actor=leading.lead, on=leading.ago(1), low=Decimal(9))
    client.force_login(leading.lead)
    row = re.search(r'data-need="blocked".*?</tr>', client.get(HOME).content.decode(), re.DOTALL)
    assert row is not None
    assert f'href="/fr/programme/actions/{late.key}/"' in row[0]


def test_a_large_plan_shows_what_needs_a_decision_first(
    leading: Leading, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The rest stands at the address of each axis, and in the report."""
    monkeypatch.setattr(presenters, "MOST_ROWS", 2)
    monkeypatch.setattr(presenters, "MOST_NEEDS", 1)
    calm = [leading.add(target=TYPED) for _ in range(3)]
    for row in calm:
        actions.record_reading(row, actor=leading.lead, on=leading.ago(1), low=Decimal(9))
    late = [leading.add(target=TYPED, due=-5) for _ in range(2)]
    page = client.get(HOME).content.decode()
    assert {row.code for row in late} == set(re.findall(r'data-action="([^"]*)"', page))
    assert re.findall(r'data-left="(\d+)"', page) == ["1", "3"]
    axis = client.get(f"{HOME}?axis=A").content.decode()
    assert len(re.findall(r"data-action=", axis)) == 5


def test_an_orientation_leads_to_the_form_of_an_action_that_follows_from_it(leading: Leading, client: Client) -> None:
    """Whoever leads follows a link to the form, with that orientation chosen; others are told that nothing follows."""
    said = {"title": "Écouter", "title_en": "", "text": "Écouter d’abord.", "assembly": "Assemblée"}
    first, second = (
        actions.record_orientation(leading.plan, actor=leading.lead, adopted_on=leading.ago(days), **said)
        for days in (300, 200)
    )
    assert "data-follow" not in client.get(HOME).content.decode()
    client.force_login(leading.lead)
    links = re.findall(r'href="([^"]+)" data-follow="(\d+)"', client.get(HOME).content.decode())
    assert [key for _, key in links] == [str(first.pk), str(second.pk)]
    form = client.get(links[1][0]).content.decode()
    assert re.findall(r'<option value="(\d+)" selected>', form) == [str(second.pk)]
    # An address that names no orientation of this plan chooses none.
    assert "selected>Écouter" not in client.get(links[1][0].split("=")[0] + "=zz").content.decode()
