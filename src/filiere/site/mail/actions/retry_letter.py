"""Seeing to a letter that did not leave: trying it again now, or giving it up.

The journal keeps its number and kind.
"""

from __future__ import annotations

from django.db import transaction
from django.http import Http404
from django.utils import timezone

from filiere.core import Faults, Text
from filiere.site.accounts.rights import Actor
from filiere.site.journal.writer import record_act
from filiere.site.kit.rights import require
from filiere.site.mail.delivery import deliver_letters, has_mail_server
from filiere.site.mail.models import Letter, Trouble

SUBJECT = "letter"


def retry_letter(*, actor: Actor, number: int) -> None:
    """Try a letter again, at once and then as often as a new one; nothing for one that has left meanwhile.

    Raises `RightRefused`, `Http404` for a letter that one may not see to, and `Faults` where it cannot leave.
    """
    require(actor, "letter:mend", subject_kind=SUBJECT, subject_id=str(number))
    with transaction.atomic():
        letter = _lock_letter(actor, number)
        if letter is None:
            return
        if letter.trouble == Trouble.SEALED:
            raise Faults.one(
                code="letter-sealed",
                message=Text(
                    fr="Les liens de cette lettre ont été scellés sous une clé que le site n’a plus : elle ne dirait "
                    "rien.",
                    en="The links in this e-mail were sealed under a key the site no longer has: it would be useless.",
                ),
                remedy=Text(
                    fr="Refaites l’acte qui l’a écrite, et abandonnez-la.",
                    en="Repeat the original action, and abandon this e-mail.",
                ),
            )
        if not has_mail_server():
            raise Faults.one(
                code="no-mail-server",
                message=Text(fr="Aucun serveur de courrier n’est réglé.", en="No mail server is configured."),
                remedy=Text(
                    fr="L’exploitant le règle par FILIERE_EMAIL_BACKEND et FILIERE_EMAIL_HOST.",
                    en="The operator configures it with FILIERE_EMAIL_BACKEND and FILIERE_EMAIL_HOST.",
                ),
            )
        Letter.objects.filter(pk=letter.pk).update(failures=0, trouble="")
        _record_act(actor, letter, "letter.send-again")
        transaction.on_commit(lambda: deliver_letters([letter.pk]), robust=True)


def abandon_letter(*, actor: Actor, number: int) -> None:
    """Give a letter up: it is tried no more. A discreet one goes, for it has no other reason to keep its address.

    Raises `RightRefused`, and `Http404` for a letter that one may not see to.
    """
    require(actor, "letter:mend", subject_kind=SUBJECT, subject_id=str(number))
    with transaction.atomic():
        letter = _lock_letter(actor, number)
        if letter is None:
            return
        _record_act(actor, letter, "letter.give-up")
        if letter.sealed:
            letter.delete()
        else:
            Letter.objects.filter(pk=letter.pk).update(given_up_at=timezone.now(), links="")


def _lock_letter(actor: Actor, number: int) -> Letter | None:
    """The letter, locked; None when somebody has seen to it already."""
    seen = Letter.objects.visible_to(actor).filter(pk=number)
    if not seen.exists():
        raise Http404
    return seen.select_for_update().filter(pk__in=Letter.objects.troubled()).first()


def _record_act(actor: Actor, letter: Letter, act: str) -> None:
    record_act(
        actor,
        act,
        SUBJECT,
        str(letter.pk),
        {"kind": letter.kind, "failures": letter.failures, "trouble": letter.trouble},
    )
