"""Seeing to a letter that did not leave: trying it again now, or giving it up.

The journal keeps its number and kind.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from filiere.core import Faults, Text
from filiere.site.accounts.rights import Actor
from filiere.site.journal.act_decorator import ActTarget, act
from filiere.site.journal.sealed_rows import get_primary_key
from filiere.site.journal.writer import record_act
from filiere.site.mail.delivery import deliver_letters, has_mail_server
from filiere.site.mail.models import Letter, Trouble

SUBJECT = "letter"


def _lock_letter(letter: Letter, _at: tuple[str, ...], _day: date) -> Letter | None:
    """The letter, locked; None when somebody has seen to it already."""
    return Letter.objects.select_for_update().filter(pk=letter.pk, pk__in=Letter.objects.troubled()).first()


LETTER: ActTarget[Any] = ActTarget(SUBJECT, get_primary_key, _lock_letter, refusals=False)


@act("letter.send-again", on=LETTER, right="letter:mend", clock=False)
def retry_letter(letter: Letter | None, *, actor: Actor) -> None:
    """Try a letter again, at once and then as often as a new one; nothing for one that has left meanwhile.

    Raises `RightRefused`, and `Faults` where it cannot leave.
    """
    if letter is None:
        return
    if letter.trouble == Trouble.SEALED:
        raise Faults.one(
            code="letter-sealed",
            message=Text(
                fr=(
                    "Les liens de cet e-mail ont été scellés avec une clé que le site n’a plus : il "
                    "serait inutilisable."
                ),
                en="The links in this e-mail were sealed under a key the site no longer has: it would be useless.",
            ),
            remedy=Text(
                fr="Refaites l’acte qui a produit cet e-mail, et abandonnez celui-ci.",
                en="Repeat the original action, and abandon this e-mail.",
            ),
        )
    if not has_mail_server():
        raise Faults.one(
            code="no-mail-server",
            message=Text(fr="Aucun serveur de messagerie n’est configuré.", en="No mail server is configured."),
            remedy=Text(
                fr="L’exploitant le configure avec FILIERE_EMAIL_BACKEND et FILIERE_EMAIL_HOST.",
                en="The operator configures it with FILIERE_EMAIL_BACKEND and FILIERE_EMAIL_HOST.",
            ),
        )
    Letter.objects.filter(pk=letter.pk).update(failures=0, trouble="")
    _record_act(actor, letter, "letter.send-again")
    transaction.on_commit(lambda: deliver_letters([letter.pk]), robust=True)


@act("letter.give-up", on=LETTER, right="letter:mend", clock=False)
def abandon_letter(letter: Letter | None, *, actor: Actor) -> None:
    """Give a letter up: it is tried no more. A discreet one goes, for it has no other reason to keep its address.

    Raises `RightRefused`.
    """
    if letter is None:
        return
    _record_act(actor, letter, "letter.give-up")
    if letter.sealed:
        letter.delete()
    else:
        Letter.objects.filter(pk=letter.pk).update(given_up_at=timezone.now(), links="")


def _record_act(actor: Actor, letter: Letter, act: str) -> None:
    record_act(
        actor,
        act,
        SUBJECT,
        str(letter.pk),
        {"kind": letter.kind, "failures": letter.failures, "trouble": letter.trouble},
    )
