"""The report before submission: what is assessed, what prevents submission, and the form that submits it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from filiere.core import Fault, Text
from filiere.core.dates import format_day
from filiere.core.numbers import format_number
from filiere.referentials.form_merge import MergedField
from filiere.site.audit import assessment, sealed_reports
from filiere.site.audit.actions.submit_report import find_report_faults
from filiere.site.audit.evaluation_comparison import load_candidate_answers
from filiere.site.audit.form_pages import AuditForm
from filiere.site.audit.models import Round
from filiere.site.audit.report_scores import read_decimal
from filiere.site.label.code_labels import format_duration
from filiere.site.workflow.engine_adapter import load_release
from filiere.site.workflow.models import Dossier

MOST_LINKS = 12
"""Questions that a check names one by one; those that follow are found by the first."""


@dataclass(frozen=True, slots=True)
class ThemeLine:
    """A theme: how far it is, and both scores; a dash where there is none."""

    number: str
    words: str
    url: str
    total: int
    done: int
    left: int
    company: str
    auditor: str


@dataclass(frozen=True, slots=True)
class ReportCheck:
    """Something that must hold before a report is handed, said, with the links that repair it."""

    name: str
    passed: bool
    words: tuple[tuple[str, str], ...]


FAULT_CHECKS: Mapping[str, Text] = {
    "audit-not-assessed": Text(fr="Questions", en="Questions"),
    "audit-conflict": Text(fr="Saisies doubles", en="Double entries"),
    "audit-numbers-missing": Text(fr="Nombres", en="Figures"),
    "audit-half-finding": Text(fr="Constats", en="Findings"),
    "audit-not-visited": Text(fr="Sites", en="Sites"),
}
"""What each fault of a report is a check of, in the order of the page."""


def build_report_draft(form: AuditForm, round_: Round, *, plan_url: str) -> dict[str, Any]:
    """What the page of a report to come is given."""
    dossier, written, asked = form.dossier, form.written, form.asked_questions
    assessed = assessment.build_assessed_case(dossier, asked, written)
    body = sealed_reports.build_report_body(round_, "for_answer", timezone.localdate(), assessed)
    faults = list(find_report_faults(dossier, round_, written, asked))
    left = form.find_first_left()
    checks = list(_list_checks(form, round_, faults, plan_url))
    return {
        "lines": list(_list_theme_lines(form, body)),
        "follow_up": round_.kind == Round.Kind.FOLLOW_UP,
        "total": len(asked),
        "done": sum(one.assessed_count for one in form.progress),
        "left": sum(len(one.left) for one in form.progress),
        "answer_days": _tell_answer_time(dossier),
        "score": _format_total(body, "auditor") if left is None else "–",
        "company_score": _format_total(body, "candidate"),
        "checks": checks,
        "blocking": sum(not one.passed for one in checks),
        "left_theme": left.theme if left is not None else None,
        "left_in_theme": next((len(one.left) for one in form.progress if one.left), 0),
        "knock_outs_left": sum(one.criterion.knock_out is not None for theme in form.progress for one in theme.left),
        "left_url": form.find_question(left) if left is not None else "",
        "award_floor": _find_parameter(dossier, "award_floor"),
        "theme_floor": _find_parameter(dossier, "theme_floor"),
        "lowest": _find_lowest(form, body) if left is None else None,
        "agreement": count_agreement(dossier, assessed[0]),
        "findings": list(_list_findings(form)),
    }


def count_agreement(dossier: Dossier, answers: Mapping[str, Any]) -> tuple[int, int] | None:
    """On how many of the questions assessed by a level the auditor sees that of the company; None for none assessed."""
    handed = load_candidate_answers(dossier)
    if not answers:
        return None
    return sum(handed.get(key) == level for key, level in answers.items()), len(answers)


def _list_theme_lines(form: AuditForm, body: dict[str, Any]) -> Iterator[ThemeLine]:
    both = body["scores"]
    for theme_progress in form.progress:
        key = theme_progress.theme.key
        first = theme_progress.left[0] if theme_progress.left else None
        place = next(place for place in form.places if place.theme == key)
        yield ThemeLine(
            theme_progress.theme.number or "",
            str(theme_progress.theme.text),
            form.find_question(first) if first is not None else place.url(form.dossier),
            theme_progress.total,
            theme_progress.assessed_count,
            len(theme_progress.left),
            format_score(both["candidate"]["themes"].get(key), both["candidate"]["theme_ranges"].get(key)),
            format_score(both["auditor"]["themes"].get(key), both["auditor"]["theme_ranges"].get(key))
            if first is None
            else "–",
        )


def format_score(value: str | None, span: list[str] | None) -> str:
    """A score, or the two bounds between which it lies as long as something is not known; a dash for neither."""
    if value is not None or not span:
        return format_number(read_decimal(value), digits=1)
    low, high = (format_number(read_decimal(one), digits=1) for one in span)
    return str(Text(fr=f"de {low} à {high}", en=f"{low} to {high}"))


def _format_total(body: dict[str, Any], side: str) -> str:
    return format_score(body["scores"][side]["total"], body["scores"][side]["range"])


def _find_parameter(dossier: Dossier, key: str) -> str:
    release = load_release(dossier)
    day = max(timezone.localdate(), release.head.dates.effective)
    value = release.parameter(key, day)
    return format_number(value) if value is not None else ""


def _tell_answer_time(dossier: Dossier) -> str:
    audit = load_release(dossier).audit
    phase = audit.adversarial if audit is not None else None
    return format_duration(phase.candidate_answers_within) if phase is not None else ""


def _find_lowest(form: AuditForm, body: dict[str, Any]) -> tuple[str, str] | None:
    """The theme with the lowest score of the auditor, where every one has a score."""
    scores = body["scores"]["auditor"]["themes"]
    known = [(read_decimal(scores.get(one.theme.key)), str(one.theme.text)) for one in form.progress]
    if not known or any(score is None for score, _ in known):
        return None
    score, words = min(known, key=lambda one: one[0] or 0)
    return words, format_number(score, digits=1)


def _list_checks(form: AuditForm, round_: Round, faults: Iterable[Fault], plan_url: str) -> Iterator[ReportCheck]:
    by_code: dict[str, list[Fault]] = {}
    for fault in faults:
        by_code.setdefault(fault.code, []).append(fault)
    passed = _tell_passed(form, round_)
    for code, name in FAULT_CHECKS.items():
        found = by_code.get(code, [])
        links = tuple(
            (str(one.message), (form.find_field(one.key) if one.key else plan_url) or "") for one in found[:MOST_LINKS]
        )
        if found or code in passed:
            yield ReportCheck(str(name), not found, links or ((passed[code], ""),))
    declared = [
        (one.auditor.name, format_day(one.accepted_on)) for one in round_.missions.all() if one.accepted_on is not None
    ]
    yield ReportCheck(
        str(Text(fr="Indépendance", en="Independence")),
        True,
        tuple(
            (str(Text(fr=f"Déclarée par {name} le {day}.", en=f"Declared by {name} on {day}.")), "")
            for name, day in declared
        ),
    )


def _tell_passed(form: AuditForm, round_: Round) -> dict[str, str]:
    """What is said of a check that passes."""
    count = len(list(_list_findings(form)))
    plan = round_.plans.last()
    done, total = sum(one.assessed_count for one in form.progress), len(form.asked_questions)
    said = {
        "audit-not-assessed": Text(
            fr=f"Questions évaluées : {done} sur {total}.", en=f"Questions assessed: {done} of {total}."
        ),
        "audit-half-finding": Text(fr="Aucun constat.", en="No findings.")
        if not count
        else Text(fr=f"Constats complets : {count}.", en=f"Complete findings: {count}."),
    }
    if plan is not None:
        opened = format_day(plan.opening)
        said["audit-not-visited"] = Text(
            fr=f"Audit ouvert le {opened}, selon le tirage.", en=f"Audit opened on {opened}, as drawn."
        )
    return {code: str(words) for code, words in said.items()}


def _list_findings(form: AuditForm) -> Iterator[tuple[str, str, str]]:
    """The findings of the form: their kind, their text, and where they stand."""
    for name in _order_fields(form, form.written):
        key, _, part = name.partition(":")
        if part == "finding" and (kind := form.name_finding(key)):
            text = assessment.read_value(form.written, f"{key}:finding_text")
            yield kind, text, form.find_field(name) or ""


def _order_fields(form: AuditForm, written: Mapping[str, MergedField]) -> list[str]:
    ranks = {one.key: rank for rank, one in enumerate(form.asked_questions)}
    return sorted(written, key=lambda name: (ranks.get(name.partition(":")[0], len(ranks)), name))
