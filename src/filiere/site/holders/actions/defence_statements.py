"""What the holder files in its defence, and the grounds of an appeal, each with the act of the procedure it makes."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from filiere.core import Text, seal
from filiere.site.accounts.models import User
from filiere.site.holders.actions.common import LABEL, check_required_text, refuse
from filiere.site.holders.journal_reconciliation import STATE_ACT
from filiere.site.holders.models import Statement
from filiere.site.journal.act_decorator import TODAY, act
from filiere.site.journal.sealed_rows import record_row
from filiere.site.workflow.actions.perform_act import perform_act
from filiere.site.workflow.models import Dossier


@act(STATE_ACT, on=LABEL, right="label:explain", record=False)
def file_explanation(dossier: Dossier, *, actor: User, words: str, day: date = TODAY) -> Statement:
    """File the holder's explanations; they are frozen with the facts, and the vote is on both."""
    return _file_statement(actor, dossier, words, day, Statement.Kind.EXPLANATION, "explain")


@act(STATE_ACT, on=LABEL, right="label:appeal", record=False)
def file_appeal(dossier: Dossier, *, actor: User, words: str, day: date = TODAY) -> Statement:
    """Appeal to the panel, with the grounds: nobody who voted sits on it, and the decision stands meanwhile."""
    return _file_statement(actor, dossier, words, day, Statement.Kind.APPEAL, "appeal")


def _file_statement(
    actor: User, dossier: Dossier, words: str, day: date, kind: Statement.Kind, action: str
) -> Statement:
    refuse(check_required_text(words, "words", name=Text(fr="votre texte", en="your text")))
    row = Statement.objects.create(
        dossier=dossier,
        kind=kind,
        words=words.strip(),
        sha256=seal(words.strip()),
        day=day,
        by=actor,
        at=timezone.now(),
    )
    record_row(actor, STATE_ACT, row)
    perform_act(dossier, action, actor=actor, day=day)
    return row
