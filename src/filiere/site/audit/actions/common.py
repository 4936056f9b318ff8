"""What the acts of the audit share: the round, and a refusal in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Never

from django.utils import timezone
from pydantic import BaseModel

from filiere.core import Faults, Text
from filiere.core.validation import validate
from filiere.core.yaml_documents import Document
from filiere.site.accounts.rights import Actor
from filiere.site.audit.models import Round
from filiere.site.audit.rounds import find_calling_event, find_round, find_round_kind
from filiere.site.journal.sealed_rows import record_row
from filiere.site.workflow.actions.perform_act import record_procedure_refusal
from filiere.site.workflow.models import Dossier


def refuse(code: str, message: Text, remedy: Text, key: str | None = None) -> Never:
    """Raise one fault."""
    raise Faults.one(code=code, message=message, remedy=remedy, key=key)


def parse_record[M: BaseModel](model: type[M], given: Mapping[str, Any]) -> M:
    """What a form gave as a record; its faults stand in no file."""
    try:
        return validate(Document(Path(), dict(given), {}), model)
    except Faults as faults:
        raise Faults([replace(one, file=None, line=None, column=None) for one in faults.faults]) from None


def get_running_round(dossier: Dossier) -> Round:
    """The audit under way; a fault when there is none."""
    found = find_round(dossier)
    if found is None:
        refuse(
            "audit-none",
            Text(fr="Aucun audit n’est ouvert dans ce dossier.", en="No audit is open in this dossier."),
            Text(fr="Désignez d’abord un auditeur.", en="Appoint an auditor first."),
        )
    return found


def open_round(dossier: Dossier, actor: Actor) -> Round:
    """The audit that the last event calls for, opened when it is not yet; the caller holds the lock."""
    called = find_calling_event(dossier)
    if called is None:
        refuse(
            "audit-not-called",
            Text(fr="Rien n’appelle encore un audit.", en="No audit is required yet."),
            Text(
                fr="L’audit s’ouvre quand le questionnaire est remis.",
                en="The audit opens once the questionnaire is submitted.",
            ),
        )
    number, event = called
    found = find_round(dossier)
    if found is None:
        found = Round.objects.create(
            dossier=dossier,
            number=dossier.audits.count() + 1,
            kind=find_round_kind(dossier, event),
            since=number,
            opened=timezone.localdate(),
        )
        record_row(actor, "audit.open", found)
    return found


def make_procedure_refusal(action: str) -> Callable[[Actor, Dossier, Faults], None]:
    """Return what keeps a refusal under the act of the procedure: the transaction that is undone took the first."""

    def record(actor: Actor, dossier: Dossier, faults: Faults) -> None:
        record_procedure_refusal(dossier, action, actor, ", ".join(one.code for one in faults.faults))

    return record
