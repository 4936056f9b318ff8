"""Results prepared under embargo, named early readers, publication at the announced hour, corrections afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final

from django.utils import timezone

from filiere.core import Text
from filiere.core.dates import spell_day
from filiere.core.numbers import format_percent
from filiere.site.accounts.models import User
from filiere.site.journal.act_decorator import TODAY, act
from filiere.site.journal.sealed_rows import record_row
from filiere.site.observatory.actions.correct_figure import correct_figure
from filiere.site.observatory.actions.enter_figure import enter_figures
from filiere.site.observatory.figure_register import current_register
from filiere.site.survey.faults import refuse
from filiere.site.survey.waves.actions.waves import WAVE
from filiere.site.survey.waves.models import EarlyReader, ResultRevision, Wave
from filiere.site.survey.waves.publications import keep_publication, list_earlier_rows, list_told, seal_answers
from filiere.site.survey.waves.result_figures import convert_numbers, describe_method, find_figure_ids, list_figures
from filiere.site.survey.waves.rights import CONDUCT
from filiere.site.survey.waves.wave_estimates import (
    LEAST_REPLIES,
    compute_results,
    count_replies,
    estimate_wave,
    list_answer_rows,
    read_sample,
)

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
    rows = list_answer_rows(wave, read_sample(wave))
    results: dict[str, Any] = wave.results or {}
    earlier = [one.pk for one in list_earlier_rows(wave)]
    if results.get("answers") != seal_answers(rows) or results.get("earlier") != earlier:
        raise refuse("survey-results-outdated")
    keep_publication(wave, rows, list_told(results["outcomes"]), actor=actor, day=day)
    if figures := list_figures(wave, day):
        enter_figures(figures, reason=_ENTRY_REASON, actor=actor)
    wave.state = Wave.State.PUBLISHED
    wave.save(update_fields=["state"])
    return wave


_ENTRY_REASON: Final = Text(fr="Résultats d’une vague d’enquête, parus.", en="Results of a survey wave, published.")


@act("results.recompute", on=WAVE, right=CONDUCT, at=(Wave.State.PUBLISHED,), record=False)
def recompute_results(
    wave: Wave, *, reason_fr: str, reason_en: str, actor: User, day: date = TODAY
) -> list[ResultRevision]:
    """Compute a published wave anew from its corrected answers; each result that changes is corrected, with its own
    interval. Return the corrections that went out.

    A correction that would give what fewer than three centres corrected, when the former number is taken away, waits:
    the page says that one is awaited, and it goes out with those of others. A result that was kept back stays so.
    """
    found = estimate_wave(wave, day)
    fresh = {line["key"]: line for line in found.results["outcomes"]}
    wave.results = wave.results or {}
    reason, revisions, lines = Text(fr=reason_fr, en=reason_en), [], wave.results["outcomes"]
    changed = [
        line
        for line in lines
        if not line["withheld"] and not line.get("typed") and not _is_same(line, fresh.get(line["key"]))
    ]
    waiting = [line["key"] for line in changed if line.get("awaited")]
    for line in changed:
        computed = fresh.get(line["key"])
        if computed is None or computed["withheld"]:
            line["awaited"] = True
            line.pop("change", None)
            continue
        revision = _describe_revision(wave, line, reason, actor, day)
        line.pop("awaited", None)
        line.pop("change", None)
        line.update(computed, revised=True)
        _keep_revision(revision, line, actor)
        revisions.append((revision, line))
    if not revisions and len(waiting) == len(changed):
        raise refuse("survey-results-unchanged")
    wave.results["corrections"] = found.results["corrections"]
    wave.save(update_fields=["results"])
    record_row(actor, "results.restate", wave)
    if revisions:
        told = list_told(lines) & list_told(found.results["outcomes"])
        keep_publication(wave, found.rows, told, actor=actor, day=day)
    for _, line in revisions:
        _correct_figures(wave, line, reason, actor)
    return [revision for revision, _ in revisions]


def _is_same(line: Mapping[str, Any], computed: Mapping[str, Any] | None) -> bool:
    return computed is not None and all(line[name] == computed.get(name) for name in ("value", "low", "high", "n"))


@act("results.revise", on=WAVE, right=CONDUCT, at=(Wave.State.PUBLISHED,), record=False)
def revise_result(
    wave: Wave,
    *,
    result: str,
    value: float,
    reason_fr: str,
    reason_en: str,
    actor: User,
    day: date = TODAY,
) -> ResultRevision:
    """Put a number in the place of a published result whose answers are right, and whose computation was not.

    Nobody computed it here: it has no interval, nor a change since the wave before. Refused where answers were
    corrected since: the result is then computed anew from them. The figure of the register is amended for the same
    reason.
    """
    line = _find_line(wave, result)
    before, is_share = line["value"], bool(line["option"])
    if is_share and not 0 <= value <= 1:
        raise refuse("survey-result-not-a-share", "value", value=format_percent(100 * value, digits=None))
    if value == before:
        raise refuse("survey-result-unchanged", "value")
    if not line.get("typed"):
        fresh = {one["key"]: one for one in estimate_wave(wave, day).results["outcomes"]}
        if not _is_same(line, fresh.get(result)):
            raise refuse("survey-result-to-recompute", "result")
    revision = _describe_revision(wave, line, Text(fr=reason_fr, en=reason_en), actor, day)
    for name in ("change", "concentration", "awaited"):
        line.pop(name, None)
    line.update({"value": value, **dict.fromkeys(_ERRORS), "revised": True, "typed": True})
    _keep_revision(revision, line, actor)
    wave.save(update_fields=["results"])
    record_row(actor, "results.restate", wave)
    _correct_figures(wave, line, Text(fr=reason_fr, en=reason_en), actor)
    return revision


_ERRORS: Final = ("se", "low", "high", "response_share")


def _describe_revision(wave: Wave, line: Mapping[str, Any], reason: Text, actor: User, day: date) -> ResultRevision:
    """A correction of a result as it stands, before it changes."""
    return ResultRevision(
        wave=wave,
        result=line["key"],
        before=line["value"],
        interval_before=_read_interval(line),
        reason_fr=reason.fr,
        reason_en=reason.en,
        by=actor,
        made_on=day,
    )


def _keep_revision(revision: ResultRevision, line: Mapping[str, Any], actor: User) -> None:
    revision.after, revision.interval_after = line["value"], _read_interval(line)
    revision.recomputed = not line.get("typed", False)
    revision.save()
    record_row(actor, "results.revise", revision)


def _read_interval(line: Mapping[str, Any]) -> list[float] | None:
    return None if line["low"] is None else [line["low"], line["high"]]


def _find_line(wave: Wave, result: str) -> dict[str, Any]:
    """The line of a published result; one that was kept back is none, and nothing of it may be told by correcting."""
    lines: list[dict[str, Any]] = (wave.results or {}).get("outcomes", [])
    line = next((one for one in lines if one["key"] == result and not one["withheld"]), None)
    if line is None:
        raise refuse("survey-result-unknown", "result", result=result[:80])
    return line


def _correct_figures(wave: Wave, line: dict[str, Any], reason: Text, actor: User) -> None:
    """Correct what the register holds of a result, where the correction shows at the decimals of the figure."""
    register = current_register()
    fields = {**convert_numbers(line).as_fields(), "method": describe_method(wave, line).model_dump()}
    for figure in find_figure_ids(wave, line["key"]):
        if figure not in register:
            continue
        kept = register[figure].as_json()
        changes = {name: told for name, told in fields.items() if kept.get(name) != told}
        if changes.keys() - {"method"}:
            correct_figure(figure, changes=changes, reason=reason, actor=actor, confirmed=True)
