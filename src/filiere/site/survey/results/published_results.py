"""What was published of the surveys, in numbers: what a file, a program and a press sheet are given alike.

A share is in per cent, its change in points; a mean or a total is in the unit of its question. Of a result that is kept
back nothing is told but that it is: neither how many answered, nor why.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from filiere.core import Text
from filiere.site.survey.waves.models import ResultRevision, Wave
from filiere.site.survey.waves.presenters import name_result
from filiere.site.survey.waves.querysets import WaveQuerySet
from filiere.site.survey.waves.questionnaires import find_questionnaire
from filiere.survey.changes import Verdict

KEPT_BACK: Final = Text(
    fr="non publié, faute de réponses ou de précision, ou par secret",
    en="kept back for want of replies or precision, or for confidentiality",
)
"""All that is told of why: a reason of its own can reveal what it hides."""
PUBLISHED: Final = Text(fr="publié", en="published")
_CENT, _CHANCE = Decimal("0.01"), Decimal("0.0001")


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedChange:
    """The change since the wave before: its size, its 95 % interval, the p-value of its test and what it proves."""

    difference: Decimal
    low: Decimal
    high: Decimal
    p_value: Decimal
    verdict: Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedResult:
    """An estimate of a wave, in all or of a part of the centres (``segment=outsourced``).

    ``response_share`` is the part of the variance that the response phase brings, in per cent. ``corrected_from`` is
    what stood here before the last correction. A number typed by a person has no interval (``low``, ``high``); one that
    is ``awaited`` is known to be wrong, and its correction does not go out yet. ``few_carry_variance`` says that the
    interval holds the true value less often than it says.
    """

    key: str
    question: str
    option: str
    statistic: str
    domain: str
    label: Text
    is_share: bool
    withheld: bool
    n: int | None = None
    value: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    response_share: Decimal | None = None
    change: PublishedChange | None = None
    corrected_from: Decimal | None = None
    awaited: bool = False
    few_carry_variance: bool = False


def list_published_waves() -> WaveQuerySet:
    """The waves that were published, the latest first, with their corrections; without their frames."""
    published = Wave.objects.filter(state=Wave.State.PUBLISHED, results__isnull=False)
    return published.defer("frame").prefetch_related("revisions").order_by("-publish_at", "-pk")


def find_published_wave(key: str) -> Wave | None:
    """A published wave by its key; None for one that is not published, whatever its state."""
    return next((one for one in list_published_waves() if one.key == key), None)


def list_results(wave: Wave) -> tuple[PublishedResult, ...]:
    """The results of a wave in the order of its questionnaire, those that are kept back too."""
    questionnaire = find_questionnaire(wave)
    revised = {one.result: one for one in reversed(list(wave.revisions.all()))}
    return tuple(
        _read_result(line, name_result(questionnaire, line), revised.get(line["key"]))
        for line in (wave.results or {}).get("outcomes", ())
    )


def _read_result(line: Mapping[str, Any], label: Text, revision: ResultRevision | None) -> PublishedResult:
    is_share = bool(line["option"])
    told: dict[str, Any] = {
        "key": line["key"],
        "question": line["question"],
        "option": line["option"],
        "statistic": "share" if is_share else line.get("statistic", "mean"),
        "domain": line["domain"] or "",
        "label": label,
        "is_share": is_share,
        "withheld": bool(line["withheld"]),
    }
    if told["withheld"]:
        return PublishedResult(**told)
    share = line["response_share"]
    told |= {
        "n": line["n"],
        **{
            name: None if line[name] is None else scale_published(line[name], is_share)
            for name in ("value", "low", "high")
        },
        "response_share": None if share is None else scale_published(share, is_share=True),
        "change": _read_change(line.get("change"), is_share),
        "awaited": line.get("awaited", False),
        "few_carry_variance": bool(line.get("concentration")),
        "corrected_from": None if revision is None else scale_published(revision.before, is_share),
    }
    return PublishedResult(**told)


def _read_change(change: Mapping[str, Any] | None, is_share: bool) -> PublishedChange | None:
    if change is None:
        return None
    return PublishedChange(
        difference=scale_published(change["difference"], is_share),
        low=scale_published(change["low"], is_share),
        high=scale_published(change["high"], is_share),
        p_value=Decimal(str(change["p_value"])).quantize(_CHANCE),
        verdict=change["verdict"],
    )


def scale_published(value: float, is_share: bool) -> Decimal:
    """A number as it is published, a share in per cent, to the second decimal: pages and papers round this one, so
    that a result reads the same wherever it stands."""
    return (Decimal(str(value)) * (100 if is_share else 1)).quantize(_CENT)
