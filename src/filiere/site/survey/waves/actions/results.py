"""Results prepared under embargo, named early readers, publication at the announced hour, corrections afterwards."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Final

from django.utils import timezone

from filiere.core import Text
from filiere.core.dates import spell_day
from filiere.site.accounts.models import User
from filiere.site.journal.act_decorator import TODAY, act
from filiere.site.journal.sealed_rows import record_row
from filiere.site.observatory.actions.correct_figure import correct_figure
from filiere.site.observatory.actions.enter_figure import enter_figures
from filiere.site.observatory.figure_register import current_register
from filiere.site.survey.faults import refuse
from filiere.site.survey.waves.actions.waves import WAVE
from filiere.site.survey.waves.models import EarlyReader, ResultRevision, Wave
from filiere.site.survey.waves.result_figures import convert_numbers, find_figure_ids, list_figures
from filiere.site.survey.waves.rights import CONDUCT
from filiere.site.survey.waves.wave_estimates import LEAST_REPLIES, compute_results, count_replies

_BEFORE_PUBLICATION: Final = (Wave.State.OPEN, Wave.State.CLOSED, Wave.State.PREPARED)


@act("results.prepare", on=WAVE, right=CONDUCT, at=(Wave.State.CLOSED, Wave.State.PREPARED))
def prepare_results(wave: Wave, *, actor: User) -> Wave:  # noqa: ARG001
    """Compute the estimates of a closed wave, and keep them under embargo."""
    replies = count_replies(wave)
    if replies < LEAST_REPLIES:
        raise refuse("survey-too-few-replies", replies=replies, least=LEAST_REPLIES)
    wave.results = compute_results(wave)
    wave.state = Wave.State.PREPARED
    wave.save(update_fields=["results", "state"])
    return wave


@act("early-reader.name", on=WAVE, right=CONDUCT, at=_BEFORE_PUBLICATION)
def name_early_reader(wave: Wave, *, email: str, reads_from: datetime, reason: str, actor: User) -> EarlyReader:  # noqa: ARG001
    """Let a person with an account read the results from a moment on; the journal keeps who, from when, and why."""
    person = User.objects.filter(email=email.strip().lower(), is_active=True).first()
    if person is None:
        raise refuse("survey-reader-unknown", "email")
    if wave.early_readers.filter(person=person).exists():
        raise refuse("survey-reader-named", "email")
    return EarlyReader.objects.create(wave=wave, person=person, reads_from=reads_from, reason=reason)


@act("results.publish", on=WAVE, right=CONDUCT, at=(Wave.State.PREPARED,))
def publish_results(wave: Wave, *, actor: User, day: date = TODAY, now: datetime | None = None) -> Wave:
    """Publish at the announced hour, not before, and enter what has a series in the register of figures."""
    if (now or timezone.now()) < wave.publish_at:
        raise refuse("survey-publication-too-early", day=spell_day(timezone.localdate(wave.publish_at)))
    if figures := list_figures(wave, day):
        enter_figures(figures, reason=_ENTRY_REASON, actor=actor)
    wave.state = Wave.State.PUBLISHED
    wave.save(update_fields=["state"])
    return wave


_ENTRY_REASON: Final = Text(fr="Résultats d’une vague d’enquête, parus.", en="Results of a survey wave, published.")


@act("results.revise", on=WAVE, right=CONDUCT, at=(Wave.State.PUBLISHED,), record=False)
def revise_result(
    wave: Wave,
    *,
    outcome: str,
    value: float,
    reason_fr: str,
    reason_en: str,
    actor: User,
    day: date = TODAY,
) -> ResultRevision:
    """Correct a published result: the page shows the new one, and says what it was, by how much it changed and why.

    The interval keeps its width around the new value; the change since the wave before is not told any more, for it was
    tested on the former value. The figure of the register is corrected by an amendment of the same reason.
    """
    line = _find_line(wave, outcome)
    before, is_share = line["value"], bool(line["option"])
    if is_share and not 0 <= value <= 1:
        raise refuse("survey-result-not-a-share", "value", value=value)
    if value == before:
        raise refuse("survey-result-unchanged", "value")
    for end in ("low", "high"):
        line[end] += value - before
    if is_share:
        line["low"], line["high"] = max(line["low"], 0.0), min(line["high"], 1.0)
    line |= {"value": value, "revised": True}
    line.pop("change", None)
    wave.save(update_fields=["results"])
    revision = ResultRevision.objects.create(
        wave=wave,
        outcome=outcome,
        before=before,
        after=value,
        reason_fr=reason_fr,
        reason_en=reason_en,
        by=actor,
        made_on=day,
    )
    record_row(actor, "results.revise", revision)
    record_row(actor, "results.restate", wave)
    _correct_figures(wave, line, Text(fr=reason_fr, en=reason_en), actor)
    return revision


def _find_line(wave: Wave, outcome: str) -> dict[str, Any]:
    """The line of a published result; one that was kept back is none, and nothing of it may be told by correcting."""
    lines: list[dict[str, Any]] = (wave.results or {}).get("outcomes", [])
    line = next((one for one in lines if one["key"] == outcome and not one["withheld"]), None)
    if line is None:
        raise refuse("survey-result-unknown", "outcome", outcome=outcome[:80])
    return line


def _correct_figures(wave: Wave, line: dict[str, Any], reason: Text, actor: User) -> None:
    """Correct what the register holds of a result, where the correction shows at the decimals of the figure."""
    register = current_register()
    fields = convert_numbers(line).as_fields()
    for figure in find_figure_ids(wave, line["key"]):
        if figure not in register:
            continue
        kept = register[figure].as_json()
        changes = {name: number for name, number in fields.items() if kept[name] != number}
        if changes:
            correct_figure(figure, changes=changes, reason=reason, actor=actor, confirmed=True)
