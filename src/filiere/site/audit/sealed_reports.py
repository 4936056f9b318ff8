"""What a report of an audit says, as a body that is sealed: handed for answer, then final as the decision is bound to.

The body is made from dated rows only, so that the same day gives the same body. People are in it by their opaque key;
their names are put on the page when it is printed.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from filiere.core import seal
from filiere.referentials import form_merge, scoring
from filiere.site.audit import assessment, evaluation_comparison, findings
from filiere.site.audit.journal_reconciliation import to_merge_change
from filiere.site.audit.models import Change, Report, Round, Sampling, Statement
from filiere.site.audit.rounds import find_drawn_sampling, find_round, is_waived, list_running_missions
from filiere.site.audit.site_population import list_audited_sites
from filiere.site.workflow.engine_adapter import load_release
from filiere.site.workflow.models import Dossier

AssessedCase = tuple[dict[str, Any], dict[str, Any]]
"""The answers and the numbers that auditors vouch for."""


def load_assessed_case(round_: Round, day: date) -> AssessedCase:
    """What auditors assessed by the close of a day: nothing of the company's word where they said nothing."""
    end = timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))
    rows = Change.objects.filter(round=round_, received_at__lt=end).select_related("author")
    written = form_merge.merge_changes(to_merge_change(row) for row in rows)
    return assessment.build_assessed_case(round_.dossier, assessment.list_asked_questions(round_.dossier), written)


def build_report_body(round_: Round, stage: str, day: date, assessed: AssessedCase | None = None) -> dict[str, Any]:
    """The report of a round as of a day; ``assessed`` is what auditors vouch for on that day, where it is known."""
    dossier = round_.dossier
    release = load_release(dossier)
    handed = evaluation_comparison.load_frozen_body(dossier)
    answers, inputs = assessed if assessed is not None else load_assessed_case(round_, day)
    rows = findings.list_standing_findings(round_, day)
    auditor = evaluation_comparison.evaluate_answers(
        dossier, handed, answers, day, findings.to_scoring_findings(dossier, rows), inputs
    )
    candidate = evaluation_comparison.evaluate_answers(
        dossier, handed, evaluation_comparison.load_candidate_answers(dossier), day
    )
    missions = list_running_missions(round_, day)
    plan = round_.plans.last()
    sampling = find_drawn_sampling(round_)
    names = {one.key: one.name for one in list_audited_sites(dossier)}
    tally = findings.count_standing_findings(round_, day)
    return {
        "stage": stage,
        "dossier": dossier.key,
        "organisation": {"name": dossier.organisation.name, "siren": dossier.organisation.siren},
        "category": dossier.category,
        "release": release.id,
        "release_sha256": dossier.release_sha256 or release.sha256,
        "audit_snapshot": evaluation_comparison.find_frozen_sha256(dossier),
        "round": round_.number,
        "kind": str(round_.kind),
        "auditors": [{"key": one.auditor.key, "firm": one.firm} for one in missions],
        "by_exception": [one.auditor.key for one in missions if is_waived(one)],
        "opening": plan.opening.isoformat() if plan is not None else None,
        "ended": max((one["day"] for one in plan.visits), default=plan.opening.isoformat()) if plan else None,
        "visits": [
            {"site": one["site"], "name": names.get(one["site"], one["site"]), "day": one["day"]}
            for one in (plan.visits if plan is not None else ())
        ],
        "sampling": None if sampling is None else _build_sampling(sampling),
        "answers": answers,
        "scores": {"candidate": _build_scores(candidate), "auditor": _build_scores(auditor)},
        "findings": [_build_finding(one, stage, day) for one in rows],
        "rules": [
            {"rule": one.rule, "effect": one.effect, "kind": one.kind, "count": one.count, "reason": one.reason}
            for one in tally.changes
        ],
        "majors_open": tally.count("major"),
        "proposed_level": evaluation_comparison.find_proposed_level(auditor),
        "answer": _find_statement(round_, Statement.Party.CANDIDATE, day),
        "reply": _find_statement(round_, Statement.Party.AUDITOR, day),
    }


def build_decision_body(dossier: Dossier, day: date) -> dict[str, Any]:
    """The body of the snapshot that the committee votes on: the final report, and what it rests on."""
    round_ = find_round(dossier)
    if round_ is None:
        return {"report": None, "findings": [], "score": None, "proposed_level": None}
    report = build_report_body(round_, Report.Stage.FINAL, day)
    return {
        "report": seal(report),
        "final_report": report,
        "facts": evaluation_comparison.load_frozen_body(dossier).get("facts") or {},
        "answers": report["answers"],
        "findings": report["findings"],
        "score": report["scores"]["auditor"]["total"],
        "proposed_level": report["proposed_level"],
        "answer": report["answer"],
        "reply": report["reply"],
        "audit_snapshot": report["audit_snapshot"],
    }


def find_handed_report(dossier: Dossier) -> Report | None:
    """The report handed for answer, of the last audit; None before."""
    round_ = find_round(dossier)
    return round_.reports.last() if round_ is not None else None


def load_final_body(dossier: Dossier) -> tuple[dict[str, Any], str] | None:
    """The final report, as the last decision snapshot of this dossier holds it, and the snapshot's fingerprint."""
    found = dossier.snapshots.filter(name="decision").order_by("-pk").first()
    if found is None or not found.body or not found.body.get("final_report"):
        return None
    return found.body["final_report"], found.sha256


def _build_sampling(sampling: Sampling) -> dict[str, Any]:
    """What the report tells of the draw, with all it takes to draw again: the sealed list and the record."""
    record: Mapping[str, Any] = sampling.record or {}
    seed, size = record["seed"], record["size"]
    return {
        "population_sha256": sampling.population_sha256,
        "source": seed["source"],
        "beacon_round": seed["round"],
        "value": seed["value"],
        "sites": size["n"],
        "visited": size["size"],
        "record_sha256": seal(record),
        "population": sampling.population,
        "record": dict(record),
    }


def _build_scores(found: scoring.Evaluation | None) -> dict[str, Any]:
    if found is None:
        return {"total": None, "themes": {}, "theme_ranges": {}, "level": None, "range": None}
    return {
        "total": _format_number(found.total),
        "range": [_format_number(one) for one in found.range] if found.range else None,
        "themes": {key: _format_number(one) if isinstance(one, Decimal) else None for key, one in found.themes.items()},
        "theme_ranges": {
            key: [_format_number(one) for one in span] if span else None for key, span in found.theme_ranges.items()
        },
        "level": found.level,
    }


def _format_number(value: Decimal | None) -> str | None:
    return None if value is None else str(value)


def _build_finding(standing_finding: findings.StandingFinding, stage: str, day: date) -> dict[str, Any]:
    row = standing_finding.row
    said: dict[str, Any] = {
        "id": row.pk,
        "number": f"{row.round.number}.{row.number}",
        "kind": row.kind,
        "criterion": row.criterion or None,
        "site": row.site or None,
        "text": row.text,
        "evidence": row.evidence,
        "opened": row.opened.isoformat(),
        "due": standing_finding.due.isoformat() if standing_finding.due is not None else None,
        "lifted": standing_finding.lifted.isoformat() if standing_finding.lifted is not None else None,
        "withdrawn": standing_finding.withdrawn,
        "previous": standing_finding.previous,
    }
    if stage == Report.Stage.FINAL:
        for name, party in (("answer", Statement.Party.CANDIDATE), ("reply", Statement.Party.AUDITOR)):
            known = [found for found in row.statements.all() if found.party == party and found.day <= day]
            last = max(known, key=lambda found: found.pk, default=None)
            said[name] = None if last is None else {"agrees": last.agrees, "text": last.text}
    return said


def _find_statement(round_: Round, party: str, day: date) -> str | None:
    found = round_.statements.filter(finding__isnull=True, party=party, day__lte=day).order_by("-pk").first()
    return found.text if found is not None and found.text else None
