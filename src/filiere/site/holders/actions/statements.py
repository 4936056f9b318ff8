"""What the holder files in its defence, and the grounds of an appeal, each with the act of the procedure it makes."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone

from filiere.core import Text, seal
from filiere.site.accounts.models import User
from filiere.site.dossiers.actions.act import act
from filiere.site.dossiers.actions.writing import day_of
from filiere.site.dossiers.models import Dossier
from filiere.site.dossiers.rights import require_in
from filiere.site.holders.actions.common import needed, refuse
from filiere.site.holders.models import Statement
from filiere.site.holders.told import STATED, statement_of
from filiere.site.journal.clock import needs_clock
from filiere.site.journal.record import record


@needs_clock
def explain(*, actor: User, dossier: Dossier, words: str, day: date | None = None) -> Statement:
    """File the holder's explanations; they are frozen with the facts, and the vote is on both."""
    return _file(actor, dossier, words, day, "label:explain", Statement.Kind.EXPLANATION, "explain")


@needs_clock
def appeal(*, actor: User, dossier: Dossier, words: str, day: date | None = None) -> Statement:
    """Appeal to the panel, with the grounds: nobody who voted sits on it, and the decision stands meanwhile."""
    return _file(actor, dossier, words, day, "label:appeal", Statement.Kind.APPEAL, "appeal")


def _file(
    actor: User, dossier: Dossier, words: str, day: date | None, right: str, kind: Statement.Kind, action: str
) -> Statement:
    require_in(actor, right, dossier)
    day = day_of(day)
    refuse(needed(words, "words", name=Text(fr="votre texte", en="your text")))
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
            act=STATED,
            subject_kind="statement",
            subject_id=str(row.pk),
            payload=statement_of(row),
        )
        act(dossier, action, actor=actor, day=day)
    return row
