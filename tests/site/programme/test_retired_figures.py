"""A figure that fell by a recall is read by nothing as current: no target, no objective, no report, no briefing."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from support.scenes import communication_sample as sample
from support.scenes.agreement_sample import make_agreement
from support.scenes.communication_sample import JOBS, OLD, WOMEN, Cast
from support.scenes.dossier_sample import make_person

from filiere.core import Faults
from filiere.programme.figure_readings import RegisterReadings
from filiere.site.journal.integrity import check_integrity
from filiere.site.observatory.actions.drop_retained_figure import drop_retained_figure
from filiere.site.observatory.actions.retain_figure import retain_figure
from filiere.site.observatory.figure_register import current_register
from filiere.site.programme.agreements.actions import agreements
from filiere.site.programme.agreements.actions.reports import open_period
from filiere.site.programme.agreements.report_contents import build_report_body, list_corrections
from filiere.site.programme.briefings.actions import make_briefing
from filiere.site.programme.communication.actions import recalls
from filiere.site.programme.communication.models import Recall
from filiere.site.programme.figure_readings import read_register
from filiere.site.programme.figure_uses import list_figure_uses
from filiere.site.programme.plan.plan_state import compute_plan_state
from filiere.site.programme.reading_dates import ReadingDates

from .conftest import TYPED, Leading

pytestmark = pytest.mark.django_db
BY_FIGURE = TYPED | {"reads": "figure", "figure": WOMEN, "base": None, "measure": "", "unit": "", "period_months": 240}


@pytest.fixture
def cast() -> Cast:
    """Who speaks, with the figures retained."""
    made = Cast()
    sample.retain(made, JOBS, OLD, WOMEN)
    return made


def take_away(cast: Cast, figure: str, *, ago: int = 0, fate: str = "withdrawn", replacement: str = "") -> Recall:
    """Recall a figure so many days ago, with one fate for all of its uses."""
    said = {"reason": "Valeur dépassée (essai).", "reason_en": "Outdated value (test)."}
    recall = recalls.open_recall(figure, actor=cast.officer, **said)
    keys = [one.key for one in recalls.list_awaited_uses(figure)]
    recalls.decide_fates(recall, uses=keys, fate=fate, replacement=replacement, actor=cast.officer)
    recalls.complete_recall(recall, actor=cast.officer)
    if ago:
        Recall.objects.filter(pk=recall.pk).update(ended_at=timezone.now() - timedelta(days=ago))
    return recall


def state_of(leading: Leading, row: Any, *, known: int = 0) -> Any:
    """The state of an action today, by what was known so many days ago."""
    reading = compute_plan_state(leading.plan, ReadingDates(leading.today, leading.ago(known)))
    return reading.state.actions[row.key]


def test_a_target_says_since_when_its_figure_is_retired(leading: Leading, client: Client) -> None:
    """On every way out of the plan; by what was known before the recall, it reads as it did."""
    from filiere.site.programme.plan.models import ActionEvent

    cast = Cast()
    row = leading.add(target=BY_FIGURE | {"goal": Decimal(80), "base": Decimal(60)})
    ActionEvent.objects.update(known_at=timezone.now() - timedelta(days=300))
    value = current_register()[WOMEN].value
    assert state_of(leading, row).reading.now == value
    take_away(cast, WOMEN, ago=10)
    state = state_of(leading, row)
    assert (state.progress.outcome, state.reading.now, state.reading.retired) == ("retired", None, leading.ago(10))
    assert state_of(leading, row, known=11).reading.now == value
    day = leading.ago(10).isoformat()
    for address in (f"/fr/programme/?known={leading.today}", f"/fr/programme/actions/{row.key}/"):
        page = client.get(address).text
        assert f'data-retired="{day}"' in page, address
        assert 'data-outcome="retired"' in page
    before = client.get(f"/fr/programme/?known={leading.ago(11)}").text
    assert 'data-outcome="computed"' in before
    assert "data-retired" not in before
    told = client.get("/api/v1/programme/plan").json()["actions"][0]
    assert (told["outcome"], told["retired"], told["progress"]) == ("retired", day, None)
    line = client.get(f"/export/programme-plan.json?plan={leading.plan.key}&lang=en").json()["rows"][0]
    assert (line["outcome"], line["retired"], line["low"], line["base"]) == ("retired", day, None, None)


def test_a_correction_after_a_recall_stands_for_value_and_base(leading: Leading, cast: Cast) -> None:
    """What fell is a version: the corrected one is read, and a base taken from the figure is corrected with it."""
    row = leading.add(target=BY_FIGURE | {"goal": Decimal(80)})
    take_away(cast, WOMEN)
    sample.correct(cast, WOMEN, 65)
    state = state_of(leading, row)
    assert (state.progress.outcome, state.reading.now, state.target.base) == ("computed", 65, 65)


def test_a_figure_retained_again_is_read_again(leading: Leading, cast: Cast) -> None:
    take_away(cast, OLD)
    assert read_register().read_figure(OLD, known=leading.today).retired == leading.today
    drop_retained_figure(OLD, use=f"message-{OLD}", reason=sample.REASON, actor=cast.statistician)
    retain_figure(OLD, use=f"message-{OLD}", label=sample.REASON, reason=sample.REASON, actor=cast.statistician)
    assert read_register().read_figure(OLD, known=leading.today).retired is None


def test_statements_kept_as_dated_retire_nothing(leading: Leading, cast: Cast) -> None:
    sample.say(cast, OLD)
    take_away(cast, OLD, fate="dated")
    assert read_register().read_figure(OLD, known=leading.today).state == "current"


def test_the_figure_that_replaces_another_takes_its_place_in_targets(leading: Leading, cast: Cast) -> None:
    """By an event that the plan keeps; an action that only read the figure is listed, and follows the register."""
    row = leading.add(target=BY_FIGURE | {"figure": OLD, "goal": Decimal(300_000)})
    follower = leading.add(target=BY_FIGURE | {"figure": "jobs-whole-2025-sp2c", "goal": Decimal(300_000)})
    uses = {one.key: one.follows for one in list_figure_uses(OLD)}
    assert uses[f"action:{row.key}"] is False
    assert f"action:{follower.key}" not in uses
    take_away(cast, OLD, fate="replaced", replacement=JOBS)
    target = state_of(leading, row).target
    assert (target.base_figure, target.base) == (JOBS, current_register()[JOBS].value)
    assert f"action:{row.key}" not in {one.key for one in list_figure_uses(OLD)}
    assert check_integrity().differences == ()


def test_an_objective_and_its_reports_tell_the_retirement(cast: Cast, client: Client) -> None:
    """A report that was sent stays as printed and lists the correction; one that was not has no value."""
    scene = make_agreement(make_person)
    agreement, signed = scene.agreement, scene.agreement.signed_on
    objective = agreements.add_objective(
        agreement,
        actor=scene.lead,
        title="Femmes",
        goal=Decimal(80),
        due=signed + timedelta(days=900),
        figure=WOMEN,
    )
    report = scene.send_report()
    days = {"starts": signed, "ends": signed + timedelta(days=300), "due": timezone.localdate()}
    unsent = open_period(agreement, actor=scene.lead, **days)
    before = report.body
    take_away(cast, WOMEN)
    report.refresh_from_db()
    assert report.body == before
    (correction,) = list_corrections(report)
    assert (correction.now, correction.day) == (None, timezone.localdate())
    assert correction.sent is not None
    client.force_login(scene.lead)
    assert "data-correction" in client.get(f"/fr/programme/agreements/reports/{report.key}/").text
    (line,) = [one for one in build_report_body(unsent)["lines"] if one["key"] == f"objective:{objective.key}"]
    assert line["value"] is None
    assert line["why"] is not None
    told = client.get("/api/v1/programme/agreements").json()["agreements"][0]["objectives"]
    found = next(one for one in told if one["goal"] == 80)
    assert (found["value"], found["retired"]) == (None, timezone.localdate().isoformat())


def test_a_briefing_neither_offers_nor_takes_a_retired_figure(cast: Cast, client: Client) -> None:
    """One made before says that a figure of it fell."""
    said: dict[str, Any] = {"place": "Cabinet", "about": "Emploi", "present": "", "asks": ["Un rendez-vous"]}
    day = timezone.localdate() + timedelta(days=3)
    row = make_briefing(None, actor=cast.lead, meeting_on=day, figures=[WOMEN], **said)
    client.force_login(cast.lead)
    page = f"/fr/programme/briefings/{row.key}/"
    assert "data-fallen" not in client.get(page).text
    assert f'value="{WOMEN}"' in client.get("/fr/programme/briefings/new/").text
    assert [one.dated for one in list_figure_uses(WOMEN) if one.kind == "briefing"] == [True]
    take_away(cast, WOMEN)
    assert 'data-fallen="1"' in client.get(page).text
    assert f'value="{WOMEN}"' not in client.get("/fr/programme/briefings/new/").text
    with pytest.raises(Faults) as raised:
        make_briefing(None, actor=cast.lead, meeting_on=day, figures=[WOMEN, "no-such-figure"], **said)
    assert [one.code for one in raised.value.faults] == ["briefing-figure-retired", "briefing-figure-unknown"]


def test_a_register_without_recalls_has_nothing_retired(cast: Cast) -> None:
    assert isinstance(read_register(), RegisterReadings)
    assert read_register().read_figure(WOMEN, known=timezone.localdate()).now == current_register()[WOMEN].value


def test_a_figure_stands_while_another_use_retains_it(cast: Cast) -> None:
    """Released from one use of two, nothing printed changes; released from both in turn, it falls with the last."""
    sample.say(cast, OLD)
    retain_figure(OLD, use="other-use", label=sample.REASON, reason=sample.REASON, actor=cast.statistician)
    drop_retained_figure(OLD, use="other-use", reason=sample.REASON, actor=cast.statistician)
    with pytest.raises(Faults) as raised:
        drop_retained_figure(OLD, use=f"message-{OLD}", reason=sample.REASON, actor=cast.statistician)
    assert [one.code for one in raised.value.faults] == ["figure-uses-open"]


def test_the_checker_calls_a_retired_figure_outdated(cast: Cast, client: Client) -> None:
    """On the page and for programs; said on a day before the recall it is still a match."""
    sentence = f"En 2019, {sample.SENTENCES[WOMEN][0]}"

    def judge(**said: str) -> str:
        answer = client.post("/api/v1/quotations", {"text": sentence} | said, content_type="application/json")
        return str(next(one for one in answer.json()["rows"] if WOMEN in one["figures"])["verdict"])

    assert judge() == "match"
    take_away(cast, WOMEN)
    assert judge() == "outdated"
    assert judge(said=(timezone.localdate() - timedelta(days=1)).isoformat()) == "match"
    page = client.post("/fr/programme/check/", {"text": sentence}).text
    assert 'data-verdict="outdated"' in page
    assert 'data-verdict="match"' not in page
