"""What the holder files in its defence, and the grounds of an appeal, each with the act of the procedure it makes."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone

from filiere.core import Text, seal
from filiere.site.accounts.models import User
from filiere.site.holders.actions.common import check_required_text, refuse
from filiere.site.holders.journal_records import STATE_ACT, statement_payload
from filiere.site.holders.models import Statement
from filiere.site.journal.clock import needs_clock
from filiere.site.journal.writer import record
from filiere.site.kit.rights import require
from filiere.site.workflow.actions.act import perform_act
from filiere.site.workflow.actions.write_events import resolve_day
from filiere.site.workflow.models import Dossier


@needs_clock
def file_explanation(*, actor: User, dossier: Dossier, words: str, day: date | None = None) -> Statement:
    """File the holder's explanations; they are frozen with the facts, and the vote is on both."""
    return _file_statement(actor, dossier, words, day, "label:explain", Statement.Kind.EXPLANATION, "explain")


@needs_clock
def file_appeal(*, actor: User, dossier: Dossier, words: str, day: date | None = None) -> Statement:
    """Appeal to the panel, with the grounds: nobody who voted sits on it, and the decision stands meanwhile."""
    return _file_statement(actor, dossier, words, day, "label:appeal", Statement.Kind.APPEAL, "appeal")


def _file_statement(
    actor: User, dossier: Dossier, words: str, day: date | None, right: str, kind: Statement.Kind, action: str
) -> Statement:
    require(actor, right, dossier)
    day = resolve_day(day)
    refuse(check_required_text(words, "words", name=Text(fr="votre texte", en="your text")))
    with transaction.atomic():
        row = Statement.objects.create(
            dossier=dossier,
            kind=kind,
            words=words.strip(),
            sha256=seal(words.strip()),
            day=day,
            by=actor,
            at=timezone.now(),
        )
        record(
            actor_key=actor.key,
            act=STATE_ACT,
            subject_kind="statement",
            subject_id=str(row.pk),
            payload=statement_payload(row),
        )
        perform_act(dossier, action, actor=actor, day=day)
    return row
