"""Two evaluations of one dossier side by side: what the candidate handed in, and what the auditor found.

A third comes with time: the candidate goes on improving its own answers while the audit runs, and may compare them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from filiere.core import Faults, Text
from filiere.referentials import Release, scoring
from filiere.referentials.scoring.findings import Finding
from filiere.site.audit.models import Round
from filiere.site.candidature.answers import case_of
from filiere.site.dossiers.models import Dossier
from filiere.site.dossiers.running import release_of


def frozen(dossier: Dossier) -> dict[str, Any]:
    """What the candidate handed to the audit: the body of the last snapshot of that name, empty before."""
    found = dossier.snapshots.filter(name="audit").order_by("-pk").first()
    return dict(found.body or {}) if found is not None else {}


def frozen_sha256(dossier: Dossier) -> str | None:
    """The fingerprint of what was handed to the audit."""
    found: str | None = dossier.snapshots.filter(name="audit").order_by("-pk").values_list("sha256", flat=True).first()
    return found


def candidate_answers(dossier: Dossier) -> dict[str, str | None]:
    """The candidate's answers as they were handed in."""
    return _levels(frozen(dossier).get("answers") or {})


def candidate_words(dossier: Dossier) -> dict[str, str]:
    """What the candidate wrote beside its answers: why a question does not apply, or a note."""
    found = {}
    for key, one in (frozen(dossier).get("answers") or {}).items():
        if isinstance(one, Mapping) and (words := one.get("reason") or one.get("note")):
            found[key] = str(words)
    return found


def _levels(given: Mapping[str, Any]) -> dict[str, str | None]:
    return {key: (one.get("value") or None) if isinstance(one, Mapping) else one for key, one in given.items()}


def facts_of(dossier: Dossier) -> dict[str, Any]:
    """The facts handed to the audit, each of its type: a number is frozen as text, for JSON has no exact one."""
    known = release_of(dossier).referential.facts
    found: dict[str, Any] = {}
    for key, value in (frozen(dossier).get("facts") or {}).items():
        if key not in known or value is None:
            continue
        if known[key].type == "boolean":
            found[key] = value is True or value == "true"
        elif known[key].type == "quantity":
            if (number := _thawed(value)) is not None:
                found[key] = number
        else:
            found[key] = value
    return found


def _inputs(body: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in (body.get("inputs") or {}).items():
        if isinstance(value, Mapping):
            found[key] = {row: _thawed(one) for row, one in value.items()}
        else:
            found[key] = _thawed(value)
    return found


def _thawed(value: Any) -> int | Decimal | None:
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return int(number) if number == number.to_integral_value() else number


def evaluated(
    dossier: Dossier,
    body: Mapping[str, Any],
    answers: Mapping[str, Any],
    day: date,
    findings: tuple[Finding, ...] = (),
) -> scoring.Evaluation | None:
    """The evaluation of answers over frozen facts; None when the case cannot be judged, which the page says."""
    release = release_of(dossier)
    case = {
        "category": dossier.category,
        "date": _within(release, day),
        "facts": facts_of(dossier),
        "answers": {key: value for key, value in answers.items() if key in release.criteria},
        "inputs": _inputs(body),
        "register": body.get("register") or {},
        "findings": findings,
        "years_held": body.get("years_held") or 0,
    }
    try:
        return scoring.evaluate(release, scoring.Case.model_validate(case))
    except (Faults, ValueError):
        return None


def _within(release: Release, day: date) -> date:
    """The day of the case; parameters are dated, and a day before the release takes effect has none."""
    return max(day, release.head.dates.effective)


@dataclass(frozen=True, slots=True)
class ThemeScore:
    """A theme, as each side finds it; None is not known."""

    key: str
    words: Text
    candidate: Decimal | None
    auditor: Decimal | None


def themes(dossier: Dossier, mine: scoring.Evaluation | None, theirs: scoring.Evaluation | None) -> list[ThemeScore]:
    """Each theme with both scores."""
    return [
        ThemeScore(theme.key, theme.text, _number(mine, theme.key), _number(theirs, theme.key))
        for theme in release_of(dossier).themes
        if dossier.category in theme.weight or not theme.weight
    ]


def _number(found: scoring.Evaluation | None, theme: str) -> Decimal | None:
    value = found.themes.get(theme) if found is not None else None
    return value if isinstance(value, Decimal) else None


@dataclass(frozen=True, slots=True)
class Compared:
    """A question answered three times: frozen for the audit, by the candidate now, by the auditor."""

    key: str
    words: Text
    theme: str
    frozen: str
    now: str
    auditor: str

    @property
    def moved(self) -> bool:
        """Whether the candidate changed it since."""
        return self.frozen != self.now

    @property
    def contested(self) -> bool:
        """Whether the auditor found something else than was handed in."""
        return self.frozen != self.auditor


def three_ways(dossier: Dossier, now: Mapping[str, Any], auditor: Mapping[str, Any], *, lang: str) -> list[Compared]:
    """The questions on which the three branches are not all the same, in the order of the tree."""
    release, handed = release_of(dossier), candidate_answers(dossier)
    found = []
    for criterion in release.questionnaire(dossier.category):
        key = criterion.key
        told = [level_words(release, key, one.get(key), lang) for one in (handed, now, auditor)]
        if len(set(told)) > 1:
            found.append(Compared(key, criterion.text, release.theme_of[key].key, *told))
    return found


def level_words(release: Release, criterion: str, level: Any, lang: str) -> str:
    """A level in words, cut before its explanation is too long for a cell; a dash when there is none."""
    if not level:
        return "–"
    scale = release.scales.get(criterion)
    for one in scale.levels if scale is not None else ():
        if one.key == level:
            return one.text.get("en" if lang == "en" else "fr")
    return str(level)


def proposal(found: scoring.Evaluation | None) -> str | None:
    """The level the auditor's evaluation proposes, None when it proposes none or is undecided."""
    if found is None or found.level in (scoring.NO_LEVEL, scoring.UNDECIDED):
        return None
    return found.level


def now_of(round_: Round) -> dict[str, str | None]:
    """The candidate's answers of today, which go on while the audit runs."""
    return _levels(case_of(round_.dossier, branch="candidate").get("answers") or {})
