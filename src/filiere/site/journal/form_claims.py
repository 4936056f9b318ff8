"""Which form made an act, noted in the transaction of the act, so that a form sent twice acts once.

A person who clicks twice, reloads, or sends again what seemed lost sends the same form: the same token, drawn with the
page, and the same fields. The first request that reaches the journal writes the form's key beside its entry. A second
one finds the key there, or waits in the database for the first to end, and is undone: :class:`AnsweredAlready` rises
through its transaction, and `filiere.site.form_idempotency` gives it the answer of the first.

An act outside the journal that must not be done twice calls :func:`claim_form` in its transaction too.
"""

from __future__ import annotations

import secrets
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from filiere.site.journal.models import AnsweredForm


class AnsweredAlready(Exception):
    """The form that is being acted upon has made its act already, in another request."""


@dataclass(eq=False, slots=True)
class SentForm:
    """The form of the request at work: its key, and whether this request has noted it.

    `user` is the key of the person when the request came, empty for a visitor. `noted` is set at the first attempt,
    even when its transaction is then undone; `claimed` once one is committed. `given` holds the cookies of the answer
    that was given again.
    """

    key: str
    token: str
    user: str
    claim: str = field(default_factory=lambda: secrets.token_hex(16))
    noted: bool = False
    claimed: bool = False
    given: dict[str, Any] | None = None

    def settle(self) -> None:
        """Note that the transaction that holds the claim is committed."""
        self.claimed = True


sent_form: ContextVar[SentForm | None] = ContextVar("sent_form", default=None)
"""The form of the request that this thread answers; None for a page read, a command or a job."""


def claim_form() -> None:
    """Note, in the transaction of the act, that the form at work makes it; raise `AnsweredAlready` if one did.

    It costs one question the first time in a request, and none afterwards, unless what it wrote was undone.
    """
    form = sent_form.get()
    if form is None or form.claimed or any(one[1] == form.settle for one in connection.run_on_commit):
        return
    form.noted = True
    try:
        AnsweredForm.objects.create(key=form.key, claim=form.claim, at=timezone.now())
    except IntegrityError as error:
        raise AnsweredAlready from error
    transaction.on_commit(form.settle)
