"""Results prepared under embargo, named early readers, publication at the announced hour, corrections afterwards."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Final

from django.utils import timezone

from filiere.core.dates import spell_day
from filiere.site.accounts.models import User
from filiere.site.journal.act_decorator import TODAY, act
from filiere.site.journal.sealed_rows import record_row
from filiere.site.survey.faults import refuse
from filiere.site.survey.waves.actions.waves import WAVE
from filiere.site.survey.waves.models import EarlyReader, ResultRevision, Wave
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
def publish_results(wave: Wave, *, actor: User, now: datetime | None = None) -> Wave:  # noqa: ARG001
    """Publish at the announced hour, not before."""
    if (now or timezone.now()) < wave.publish_at:
        raise refuse("survey-publication-too-early", day=spell_day(timezone.localdate(wave.publish_at)))
    wave.state = Wave.State.PUBLISHED
    wave.save(update_fields=["state"])
    return wave


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
    """Correct a published result: the page says what it was, what it is, by how much it changed and why."""
    results: dict[str, Any] = wave.results or {}
    line = next((one for one in results.get("outcomes", ()) if one["key"] == outcome), None)
    if line is None:
        raise refuse("survey-result-unknown", "outcome", outcome=outcome[:80])
    revision = ResultRevision.objects.create(
        wave=wave,
        outcome=outcome,
        before=line["value"],
        after=value,
        reason_fr=reason_fr,
        reason_en=reason_en,
        by=actor,
        made_on=day,
    )
    record_row(actor, "results.revise", revision)
    return revision
