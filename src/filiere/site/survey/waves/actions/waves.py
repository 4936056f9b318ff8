"""Opening a wave, drawing its sample, writing to centres, closing the collection."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.utils import timezone

from filiere.core import Fault, Faults, seal
from filiere.core.dates import spell_day
from filiere.site.accounts.models import User
from filiere.site.journal.act_decorator import TODAY, ActTarget, act, lock_journal, lock_row
from filiere.site.journal.writer import record_act
from filiere.site.survey.faults import fault, refuse
from filiere.site.survey.waves.access_links import make_links
from filiere.site.survey.waves.letters import post_invitations, post_reminders
from filiere.site.survey.waves.models import SampledUnit, Wave
from filiere.site.survey.waves.questionnaires import list_latest
from filiere.site.survey.waves.rights import CONDUCT
from filiere.site.survey.waves.sample_draws import list_strata, make_units

MOST_REMINDERS: Final = 2
DAYS_BETWEEN_LETTERS: Final = 7

NEW: ActTarget[str] = ActTarget("survey-wave", str, lock_journal, refusals=False)


def _lock_wave(wave: Wave, at: tuple[str, ...], _day: date) -> Wave:
    """The wave locked; refused where it is at none of these states."""
    taken: Wave = lock_row(wave, at, _day)
    if at and taken.state not in at:
        raise refuse("survey-wave-state")
    return taken


WAVE = ActTarget[Wave]("survey-wave", lock=_lock_wave, steps=tuple(Wave.State.values))


@act("wave.open", on=NEW, right=CONDUCT)
def open_wave(
    _new: str,
    *,
    actor: User,  # noqa: ARG001
    questionnaire: str,
    period: str,
    opens_on: date,
    closes_on: date,
    publish_at: datetime,
    frame: Sequence[Mapping[str, Any]],
    design: Mapping[str, Any],
    seed: int,
    previous: Wave | None = None,
    fictitious: bool = False,
) -> Wave:
    """Plan a wave of the latest version of a questionnaire, with its frame and its design; nothing is drawn yet."""
    found = list_latest().get(questionnaire)
    faults = []
    if found is None:
        faults.append(fault("survey-questionnaire-unknown", questionnaire=questionnaire[:64]))
    if Wave.objects.filter(questionnaire=questionnaire, period=period).exists():
        faults.append(fault("survey-wave-exists", period=period))
    if not opens_on <= closes_on < timezone.localdate(publish_at):
        days = (opens_on, closes_on, timezone.localdate(publish_at))
        opens, closes, publishes = (spell_day(day) for day in days)
        faults.append(fault("survey-dates-out-of-order", opens=opens, closes=closes, publishes=publishes))
    if not frame:
        faults.append(fault("survey-frame-empty"))
    wave = Wave(
        questionnaire=questionnaire,
        version=found.version if found is not None else 1,
        period=period,
        opens_on=opens_on,
        closes_on=closes_on,
        publish_at=publish_at,
        seed=seed,
        design=dict(design),
        frame=[dict(row) for row in frame],
        previous=previous,
        fictitious=fictitious,
    )
    faults += list(_judge_design(wave)) if frame else []
    if faults:
        raise Faults(faults)
    wave.save()
    return wave


@act("design.change", on=WAVE, right=CONDUCT, at=(Wave.State.PLANNED,))
def change_design(wave: Wave, *, sample_size: int, take_all_from: int | None, actor: User) -> Wave:  # noqa: ARG001
    """Draw more or fewer, or take all from another size; the seed stays as it was said before the list was seen."""
    wave.design = {**wave.design, "sample_size": sample_size, "take_all_from": take_all_from}
    if faults := _judge_design(wave):
        raise Faults(faults)
    wave.save(update_fields=["design"])
    return wave


def _judge_design(wave: Wave) -> Sequence[Fault]:
    """What is wrong in the frame or the design of a wave, so that none is planned that cannot be drawn."""
    try:
        list_strata(wave)
    except Faults as found:
        return found.faults
    return ()


@act("units.draw", on=WAVE, right=CONDUCT, at=(Wave.State.PLANNED,))
def draw_units(wave: Wave, *, actor: User) -> Wave:  # noqa: ARG001
    """Draw the sample that the seed, the frame and the design give; drawn again it is the same."""
    units = make_units(wave)
    SampledUnit.objects.bulk_create(units)
    wave.draw_seal = seal([[unit.unit, unit.stratum, repr(unit.weight)] for unit in units])
    wave.state = Wave.State.DRAWN
    wave.save(update_fields=["draw_seal", "state"])
    return wave


def _require_collection_days(wave: Wave, day: date) -> None:
    """Refuse to make links after the last day of the collection: they would open nothing."""
    if day > wave.closes_on:
        raise refuse("survey-collection-over", closes=spell_day(wave.closes_on))


@act("invitations.send", on=WAVE, right=CONDUCT, at=(Wave.State.DRAWN,))
def send_invitations(wave: Wave, *, actor: User, day: date = TODAY) -> Wave:  # noqa: ARG001
    """Write to every centre drawn; the collection is open, from its first day on."""
    if day < wave.opens_on:
        raise refuse("survey-invitations-too-early", opens=spell_day(wave.opens_on))
    _require_collection_days(wave, day)
    units = list(wave.units.filter(state=SampledUnit.State.DRAWN))
    post_invitations(wave, units)
    wave.units.filter(pk__in=[unit.pk for unit in units]).update(state=SampledUnit.State.INVITED, invited_on=day)
    wave.state = Wave.State.OPEN
    wave.save(update_fields=["state"])
    return wave


@act("reminders.send", on=WAVE, right=CONDUCT, at=(Wave.State.OPEN,), record=False)
def send_reminders(wave: Wave, *, actor: User, day: date = TODAY) -> int:
    """Write again to every centre that has sent nothing; twice at most, a week apart. Return how many letters left."""
    _require_collection_days(wave, day)
    units = list(wave.units.awaited())
    last = max((unit.reminded_on or unit.invited_on or date.min for unit in units), default=date.min)
    if any(unit.reminders >= MOST_REMINDERS for unit in units):
        raise refuse("survey-reminders-spent", most=MOST_REMINDERS)
    if last + timedelta(days=DAYS_BETWEEN_LETTERS) > day:
        raise refuse("survey-reminder-too-soon", last=spell_day(last), days=DAYS_BETWEEN_LETTERS)
    sent = post_reminders(wave, units)
    for unit in units:
        unit.reminders, unit.reminded_on = unit.reminders + 1, day
    SampledUnit.objects.bulk_update(units, ["reminders", "reminded_on"], batch_size=200)
    record_act(actor, "reminders.send", WAVE.kind, wave.key, {"letters": sent, "centres": len(units)})
    return sent


@act("unit.set-aside", on=WAVE, right=CONDUCT, at=(Wave.State.OPEN,), record=False)
def set_unit_aside(wave: Wave, *, unit: SampledUnit, state: str, actor: User) -> SampledUnit:
    """Note that a centre refuses, or is none: it is written to no more. Whoever has replied does not refuse."""
    if unit.state == SampledUnit.State.SUBMITTED and state == SampledUnit.State.REFUSED:
        raise refuse("survey-unit-replied", "state")
    unit.state = SampledUnit.State(state)
    unit.save(update_fields=["state"])
    record_act(actor, "unit.set-aside", WAVE.kind, wave.key, {"unit": unit.key, "outcome": state})
    return unit


@act("unit.answer-by-phone", on=WAVE, right=CONDUCT, at=(Wave.State.OPEN,), record=False)
def open_form_by_phone(wave: Wave, *, unit: SampledUnit, actor: User, day: date = TODAY) -> str:
    """Open the form of a centre that answers by phone; return the secret of a link made for this call."""
    _require_collection_days(wave, day)
    if unit.state not in (SampledUnit.State.INVITED, SampledUnit.State.STARTED):
        raise refuse("survey-wave-state")
    record_act(actor, "unit.answer-by-phone", WAVE.kind, wave.key, {"unit": unit.key})
    return make_links([unit], wave.closes_on)[unit.pk]


@act("wave.close", on=WAVE, right=CONDUCT, at=(Wave.State.OPEN,))
def close_wave(wave: Wave, *, early: bool = False, actor: User, day: date = TODAY) -> Wave:  # noqa: ARG001
    """End the collection: no link opens a form any more. Before the day that letters promise, ``early`` must say so."""
    if day <= wave.closes_on and not early:
        raise refuse("survey-closing-early", "early", closes=spell_day(wave.closes_on))
    wave.state = Wave.State.CLOSED
    wave.save(update_fields=["state"])
    return wave
