"""The audit form: which fields it has for a release and a category, what each may hold, and what they hold now.

A field is a question and what is said of it, such as ``training_plan:answer``; for numbers, also the site, such as
``calls@s12:number``. What the candidate handed in is frozen and stands beside; the auditor's fields are a second
evaluation, never written over the first.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from filiere.core import Fault, Text
from filiere.core.text_length import find_long_text
from filiere.referentials.form_merge import MergedField, merge_changes
from filiere.referentials.records import Criterion
from filiere.site.audit.assessment import COMPANY, NUMBER_VERDICTS, parse_number
from filiere.site.audit.faults import fault
from filiere.site.audit.journal_reconciliation import to_merge_change
from filiere.site.audit.models import Change, Round
from filiere.site.label.code_labels import questions_in_order
from filiere.site.workflow.engine_adapter import load_release
from filiere.site.workflow.models import Dossier

MAX_LENGTH = 10_000
"""Characters of a note or of the text of a finding."""

PART_LABELS: dict[str, Text] = {
    "answer": Text(fr="Niveau constaté", en="Level found"),
    "numbers": Text(fr="Nombres de l’entreprise", en="The company’s figures"),
    "number": Text(fr="Nombre constaté", en="Figure found"),
    "note": Text(fr="Votre note", en="Your note"),
    "finding": Text(fr="Nature", en="Kind"),
    "finding_about": Text(fr="Question concernée", en="Question concerned"),
    "finding_site": Text(fr="Site", en="Site"),
    "finding_text": Text(fr="Ce que vous avez constaté", en="What you found"),
    "finding_evidence": Text(fr="Ce qui le prouve", en="Evidence for it"),
}
"""What is said of a question, in the order of the page."""


OTHER_KEYS = tuple(f"other_{number}" for number in range(1, 9))
"""Places for findings beside those of the questions: a second one on a question, or one on no question at all."""

QUESTION_PARTS = ("answer", "note", "finding", "finding_site", "finding_text", "finding_evidence")
OTHER_PARTS = ("finding", "finding_about", "finding_site", "finding_text", "finding_evidence")


def list_questions(dossier: Dossier) -> tuple[Criterion, ...]:
    """The questions of the dossier's questionnaire, in their order."""
    return questions_in_order(load_release(dossier), dossier.category)


def check_value(dossier: Dossier, sites: frozenset[str], field: str, value: Any) -> Fault | None:
    """Why a value cannot be in a field, None when it can; an empty value always can. ``sites`` are those audited."""
    key, _, part = field.partition(":")
    if not _has_field(dossier, sites, key, part):
        return fault("audit-unknown-field").at(key=field[:120])
    if value is None or value == "":
        return None
    allowed = sites if part == "finding_site" else _list_allowed_values(dossier, key, part)
    if part == "number" and isinstance(value, str) and parse_number(value) is None:
        return fault("audit-number").at(key=field[:120])
    if not isinstance(value, str) or "\x00" in value or (allowed is not None and value not in allowed):
        return fault("audit-value", part=PART_LABELS[part]).at(key=field[:120])
    return next(iter(find_long_text(value, MAX_LENGTH, field[:120])), None)


def _has_field(dossier: Dossier, sites: frozenset[str], key: str, part: str) -> bool:
    """Whether the form of a dossier has such a field."""
    release = load_release(dossier)
    if part in OTHER_PARTS and key in OTHER_KEYS:
        return True
    head, at, row = key.partition("@")
    if part == "number":
        found = release.inputs.get(head)
        per = found.inputs[head].per if found is not None else None
        return found is not None and bool(at) and (row in sites if per == "site" else bool(row) == (per is not None))
    criterion = release.criteria.get(head)
    if criterion is None or not criterion.is_asked_of(dossier.category):
        return False
    if part == "numbers":
        return criterion.scored_by is not None and bool(at) and (row == COMPANY or row in sites)
    return not at and part in QUESTION_PARTS


def _list_allowed_values(dossier: Dossier, key: str, part: str) -> frozenset[str] | None:
    release = load_release(dossier)
    if part == "answer":
        scale = release.scales.get(key)
        return frozenset(level.key for level in scale.levels) if scale is not None else frozenset()
    if part == "finding":
        return frozenset(release.audit.findings.kinds) if release.audit is not None else frozenset()
    if part == "finding_about":
        return frozenset(criterion.key for criterion in list_questions(dossier))
    if part == "numbers":
        return frozenset(NUMBER_VERDICTS)
    return None


def build_form(round_: Round) -> dict[str, MergedField]:
    """What the form holds now: every field that was written, with what was written apart."""
    rows = Change.objects.filter(round=round_).select_related("author")
    return merge_changes(to_merge_change(row) for row in rows)


@dataclass(frozen=True, slots=True)
class FieldHead:
    """A value that nobody replaced, and who wrote it."""

    id: str
    value: str
    author: str
    name: str


def list_heads(form: Mapping[str, MergedField], names_by_key: Mapping[str, str]) -> dict[str, list[FieldHead]]:
    """The heads of each field, as pages and the browser show them."""
    return {
        name: [FieldHead(one.id, one.value or "", one.author, names_by_key.get(one.author, "–")) for one in field.heads]
        for name, field in form.items()
    }


def find_conflicts(form: Mapping[str, MergedField]) -> tuple[str, ...]:
    """The fields in which people wrote different things apart, and nobody chose."""
    return tuple(name for name, field in form.items() if field.conflict)
