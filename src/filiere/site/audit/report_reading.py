"""Who reads which report of an audit, and what the company reads of it beside each question of its questionnaire."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from filiere.site.accounts.rights import Actor
from filiere.site.audit.findings import finding_kind_label
from filiere.site.audit.report_bodies import find_handed_report, load_final_body
from filiere.site.audit.rounds import find_round
from filiere.site.candidature.other_answers import OtherAnswer, find_renewed_dossier, list_same_questions, other_answers
from filiere.site.kit.localization import localize
from filiere.site.kit.rights import allowed
from filiere.site.workflow.models import Dossier
from filiere.site.workflow.parties import find_parties

REPORT_READERS = frozenset({"candidate", "candidate_reader", "holder", "staff", "auditor"})
"""Parties that read the report handed for answer; the others read the final one."""


def may_read_report(actor: Actor, dossier: Dossier) -> bool:
    """Whether the reader may read the report there is now."""
    return allowed(actor, "audit:report-read", dossier) and find_readable_report(actor, dossier) is not None


def find_readable_report(actor: Actor, dossier: Dossier) -> tuple[dict[str, Any], str, bool] | None:
    """The report that the reader may read: its body, its fingerprint, whether it is final; None when there is none."""
    final = load_final_body(dossier)
    round_ = find_round(dossier)
    handed = find_handed_report(dossier)
    if final is not None and (round_ is None or final[0]["round"] == round_.number):
        return (*final, True)
    if handed is not None and find_parties(actor, dossier) & REPORT_READERS:
        return handed.body, handed.sha256, False
    return (*final, True) if final is not None else None


@other_answers.register
def list_audit_answers(actor: Actor, dossier: Dossier) -> Iterator[tuple[str, OtherAnswer]]:
    """The levels and the standing findings of the report of this dossier, and of the one that it renews."""
    if may_read_report(actor, dossier) and (found := find_readable_report(actor, dossier)) is not None:
        yield from _list_report_answers(dossier, found[0], localize("Niveau de l’auditeur", "The auditor’s level"))
    before = find_renewed_dossier(actor, dossier, "audit:report-read")
    if before is not None and (found := find_readable_report(actor, before)) is not None:
        same = list_same_questions(dossier, before)
        words = localize("Niveau de l’auditeur, dossier précédent", "The auditor’s level, previous dossier")
        yield from ((key, one) for key, one in _list_report_answers(before, found[0], words) if key in same)


def _list_report_answers(dossier: Dossier, body: dict[str, Any], words: str) -> Iterator[tuple[str, OtherAnswer]]:
    for key, level in body["answers"].items():
        if isinstance(level, str):
            yield key, OtherAnswer(words, level)
    for one in body["findings"]:
        if one["criterion"] and not one["withdrawn"] and not one["lifted"]:
            kind = finding_kind_label(dossier, one["kind"])
            told = localize(f"Constat de l’auditeur, {kind.fr} :", f"Finding by the auditor, {kind.en}:")
            yield one["criterion"], OtherAnswer(told, text=one["text"])
