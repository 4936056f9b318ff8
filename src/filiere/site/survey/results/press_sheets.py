"""The press sheet of a published wave: what a journalist may write, with what keeps it true."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django.conf import settings
from django.utils import timezone

from filiere.core import Text, seal
from filiere.core.dates import spell_day
from filiere.core.numbers import format_percent
from filiere.publication.documents import SheetResult, SurveySheet
from filiere.site.document_issuer import find_issuer_name, make_stamp
from filiere.site.survey.results.published_results import PublishedResult, list_results
from filiere.site.survey.waves.models import Wave
from filiere.site.survey.waves.questionnaires import name_wave
from filiere.survey.changes import VERDICT_LABELS

MOST_RESULTS: Final = 6
"""Results that one page has room for, the words of their questions being long."""
_CAUTIONS: Final = (
    Text(
        fr="Un écart « pas établi » n’est ni une hausse ni une baisse : ne l’écrivez pas comme tel.",
        en="A change “not established” is neither a rise nor a fall: do not write it as one.",
    ),
    Text(
        fr="Ces parts sont celles des centres, non celles de leurs salariés ni de leurs clients.",
        en="These are shares of centres, not of their employees or customers.",
    ),
    Text(
        fr="Un résultat absent n’est pas publié, faute de réponses, de précision, ou par secret : ne le déduisez pas.",
        en="A missing result is kept back for want of replies or precision, or for confidentiality: do not infer it.",
    ),
)


def describe_issue(wave: Wave) -> dict[str, Any]:
    """What the stamp of a paper says: issued when its wave was published or last corrected, sealed by its results."""
    revisions = list(wave.revisions.all())
    days = [timezone.localdate(wave.publish_at), *(one.made_on for one in revisions)]
    content = [wave.results, [[one.result, one.after, one.made_on.isoformat()] for one in revisions]]
    return {
        "reference": f"{wave.questionnaire}-{wave.period}",
        "issued": max(days),
        "snapshot": Text(fr="Résultats", en="Results"),
        "snapshot_sha256": seal(content),
        "fictitious": wave.fictitious,
    }


def build_press_sheet(wave: Wave, address: str) -> SurveySheet:
    """Return what the sheet of a wave says; ``address`` is that of its page."""
    said = [one for one in list_results(wave) if not one.withheld and not one.domain]
    shown, name, issuer = choose_results(said), name_wave(wave), find_issuer_name()
    day = spell_day(timezone.localdate(wave.publish_at))
    who_fr, who_en = (issuer.fr, issuer.en) if isinstance(issuer, Text) else (issuer, issuer)
    return SurveySheet(
        stamp=make_stamp(**describe_issue(wave)),
        title=name,
        lead=_say_response(wave),
        results=tuple(_write_result(one) for one in shown),
        more=len(said) - len(shown),
        facts=list_wave_facts(wave),
        cautions=_CAUTIONS,
        citation=Text(
            fr=f"{who_fr}, « {name.fr} », {day.fr}, marges d’erreur à 95 %.",
            en=f"{who_en}, “{name.en}”, {day.en}, margins of error at 95%.",
        ),
        address=address,
        contact=settings.FILIERE_CONTACT,
    )


def choose_results(said: Sequence[PublishedResult]) -> tuple[PublishedResult, ...]:
    """The results that one page has room for: those that changed for certain come in before all others, and each stays
    in the order of the questionnaire."""
    by_weight = sorted(said, key=lambda one: one.change is None or one.change.verdict == "not-established")
    kept = {one.key for one in by_weight[:MOST_RESULTS]}
    return tuple(one for one in said if one.key in kept)


def _say_response(wave: Wave) -> Text:
    replies, drawn = (wave.results or {})["replies"], (wave.results or {})["drawn"]
    rate = 100 * replies / drawn if drawn else None
    return Text(
        fr=f"{replies} centres ont répondu sur {drawn} interrogés, soit {format_percent(rate, 'fr', digits=0)}.",
        en=f"{replies} centres replied out of {drawn} asked: {format_percent(rate, 'en', digits=0)}.",
    )


def list_wave_facts(wave: Wave) -> tuple[tuple[Text, Text], ...]:
    """What the papers of a wave say of its collection, by name and value."""
    opens, closes = spell_day(wave.opens_on), spell_day(wave.closes_on)
    return (
        (
            Text(fr="Collecte", en="Collection"),
            Text(fr=f"du {opens.fr} au {closes.fr}", en=f"from {opens.en} to {closes.en}"),
        ),
        (
            Text(fr="Tirage", en="Draw"),
            Text(
                fr="au sort, par strate ; les plus grands centres sont tous interrogés",
                en="at random, by stratum; the largest centres are all asked",
            )
            if wave.design.get("take_all_from")
            else Text(fr="au sort, par strate", en="at random, by stratum"),
        ),
        (
            Text(fr="Poids", en="Weights"),
            Text(
                fr="corrigés de la non-réponse, puis calés sur le nombre de centres et leur effectif",
                en="corrected for non-response, then calibrated to the number of centres and their headcount",
            ),
        ),
        (
            Text(fr="Questionnaire", en="Questionnaire"),
            Text(fr=f"version {wave.version}", en=f"version {wave.version}"),
        ),
    )


def _write_result(result: PublishedResult) -> SheetResult:
    assert result.value is not None  # noqa: S101  Only results that are published are written.
    assert result.n is not None  # noqa: S101  The same.
    change = result.change
    return SheetResult(
        label=result.label,
        value=result.value,
        is_share=result.is_share,
        n=result.n,
        low=result.low,
        high=result.high,
        change=None if change is None else change.difference,
        verdict=None if change is None else VERDICT_LABELS[change.verdict],
    )
