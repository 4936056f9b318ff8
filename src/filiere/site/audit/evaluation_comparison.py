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
from filiere.referentials.scoring import Finding
from filiere.site.audit.models import Round
from filiere.site.candidature.case_evaluation import build_case
from filiere.site.label.code_labels import questions_in_order
from filiere.site.workflow.engine_adapter import load_release
from filiere.site.workflow.models import Dossier


def load_frozen_body(dossier: Dossier) -> dict[str, Any]:
    """What the candidate handed to the audit: the body of the last snapshot of that name, empty before."""
    found = dossier.snapshots.filter(name="audit").order_by("-pk").first()
    return dict(found.body or {}) if found is not None else {}


def find_frozen_sha256(dossier: Dossier) -> str | None:
    """The fingerprint of what was handed to the audit."""
    found: str | None = dossier.snapshots.filter(name="audit").order_by("-pk").values_list("sha256", flat=True).first()
    return found


def load_candidate_answers(dossier: Dossier) -> dict[str, str | None]:
    """The candidate's answers as they were handed in."""
    return _extract_levels(load_frozen_body(dossier).get("answers") or {})


def load_candidate_notes(dossier: Dossier) -> dict[str, str]:
    """What the candidate wrote beside its answers: why a question does not apply, or a note."""
    found = {}
    for key, answer in (load_frozen_body(dossier).get("answers") or {}).items():
        if isinstance(answer, Mapping) and (words := answer.get("reason") or answer.get("note")):
            found[key] = str(words)
    return found


def _extract_levels(given: Mapping[str, Any]) -> dict[str, str | None]:
    return {key: (one.get("value") or None) if isinstance(one, Mapping) else one for key, one in given.items()}


def load_facts(dossier: Dossier) -> dict[str, Any]:
    """The facts handed to the audit, each of its type: a number is frozen as text, for JSON has no exact one."""
    known = load_release(dossier).referential.facts
    found: dict[str, Any] = {}
    for key, value in (load_frozen_body(dossier).get("facts") or {}).items():
        if key not in known or value is None:
            continue
        if known[key].type == "boolean":
            found[key] = value is True or value == "true"
        elif known[key].type == "quantity":
            if (number := _thaw_number(value)) is not None:
                found[key] = number
        else:
            found[key] = value
    return found


def extract_inputs(body: Mapping[str, Any]) -> dict[str, Any]:
    """The numbers handed to the audit, exact."""
    found: dict[str, Any] = {}
    for key, value in (body.get("inputs") or {}).items():
        if isinstance(value, Mapping):
            found[key] = {row: _thaw_number(one) for row, one in value.items()}
        else:
            found[key] = _thaw_number(value)
    return found


def _thaw_number(value: Any) -> int | Decimal | None:
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return int(number) if number == number.to_integral_value() else number


def evaluate_answers(
    dossier: Dossier,
    body: Mapping[str, Any],
    answers: Mapping[str, Any],
    day: date,
    findings: tuple[Finding, ...] = (),
    inputs: Mapping[str, Any] | None = None,
) -> scoring.Evaluation | None:
    """The evaluation of answers over frozen facts; None when the case cannot be judged, which the page says.

    ``inputs`` are the numbers to judge by, those handed in when left out.
    """
    release = load_release(dossier)
    case = {
        "category": dossier.category,
        "date": _find_case_day(release, day),
        "facts": load_facts(dossier),
        "answers": {key: value for key, value in answers.items() if key in release.criteria},
        "inputs": extract_inputs(body) if inputs is None else inputs,
        "register": body.get("register") or {},
        "findings": findings,
        "years_held": body.get("years_held") or 0,
    }
    try:
        return scoring.evaluate(release, scoring.Case.model_validate(case))
    except (Faults, ValueError):
        return None


def _find_case_day(release: Release, day: date) -> date:
    """The day of the case; parameters are dated, and a day before the release takes effect has none."""
    return max(day, release.head.dates.effective)


@dataclass(frozen=True, slots=True)
class AnswerComparison:
    """A question answered three times: frozen for the audit, by the candidate now, by the auditor."""

    key: str
    words: Text
    theme: str
    frozen: str
    now: str
    auditor: str

    @property
    def has_moved(self) -> bool:
        """Whether the candidate changed it since."""
        return self.frozen != self.now

    @property
    def is_contested(self) -> bool:
        """Whether the auditor found something else than was handed in."""
        return self.auditor not in ("–", self.frozen)


def compare_branches(dossier: Dossier, now: Mapping[str, Any], auditor: Mapping[str, Any]) -> list[AnswerComparison]:
    """The questions on which the three branches are not all the same, in the order of the tree."""
    release, handed = load_release(dossier), load_candidate_answers(dossier)
    found = []
    for criterion in questions_in_order(release, dossier.category):
        key = criterion.key
        told = [level_label(release, key, one.get(key)) for one in (handed, now, auditor)]
        if len(set(told)) > 1:
            found.append(AnswerComparison(key, criterion.text, release.theme_of[key].key, *told))
    return found


def level_label(release: Release, criterion: str, level: Any) -> str:
    """A level in words, cut before its explanation is too long for a cell; a dash when there is none."""
    if not level:
        return "–"
    scale = release.scales.get(criterion)
    for item in scale.levels if scale is not None else ():
        if item.key == level:
            return str(item.text)
    return str(level)


def find_proposed_level(found: scoring.Evaluation | None) -> str | None:
    """The level the auditor's evaluation proposes, None when it proposes none or is undecided."""
    if found is None or found.level in (scoring.NO_LEVEL, scoring.UNDECIDED):
        return None
    return found.level


def load_current_answers(round_: Round) -> dict[str, str | None]:
    """The candidate's answers of today, which go on while the audit runs."""
    return _extract_levels(build_case(round_.dossier, branch="candidate").get("answers") or {})
