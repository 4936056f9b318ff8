"""Who reads which report of an audit, and what the company reads of it beside each question of its questionnaire."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from filiere.core.typography import lower_first_letter
from filiere.site.accounts.rights import Actor
from filiere.site.audit.findings import finding_kind_label
from filiere.site.audit.rounds import find_round
from filiere.site.audit.sealed_reports import load_final_body
from filiere.site.candidature.other_answers import OtherAnswer, find_renewed_dossier, list_same_questions, other_answers
from filiere.site.kit.bilingual_text import localize
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
    handed = round_.reports.last() if round_ is not None else None
    if final is not None and (round_ is None or final[0]["round"] == round_.number):
        return (*final, True)
    if handed is not None and find_parties(actor, dossier) & REPORT_READERS:
        return handed.body, handed.sha256, False
    return (*final, True) if final is not None else None


@other_answers.register
def list_audit_answers(actor: Actor, dossier: Dossier) -> Iterator[tuple[str, OtherAnswer]]:
    """The levels and the standing findings of the report of this dossier, and of the one that it renews."""
    if allowed(actor, "audit:report-read", dossier):
        yield from _list_report_answers(actor, dossier, localize("Niveau de l’auditeur", "The auditor’s level"))
    before = find_renewed_dossier(actor, dossier, "audit:report-read")
    if before is not None:
        same = list_same_questions(dossier, before)
        words = localize("Niveau de l’auditeur, dossier précédent", "The auditor’s level, previous dossier")
        yield from ((key, one) for key, one in _list_report_answers(actor, before, words) if key in same)


def _list_report_answers(actor: Actor, dossier: Dossier, words: str) -> Iterator[tuple[str, OtherAnswer]]:
    found = find_readable_report(actor, dossier)
    if found is None:
        return
    for key, level in found[0]["answers"].items():
        if isinstance(level, str):
            yield key, OtherAnswer(words, level)
    for item in found[0]["findings"]:
        if item["criterion"] and not item["withdrawn"] and not item["lifted"]:
            kind = finding_kind_label(dossier, item["kind"])
            told = localize(
                f"Constat de l’auditeur ({lower_first_letter(kind.fr)}) :",
                f"Finding by the auditor ({lower_first_letter(kind.en)}):",
            )
            yield item["criterion"], OtherAnswer(told, text=item["text"])
