"""File an application with its price, or declare another perimeter once it is filed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from filiere.site.accounts.models import User
from filiere.site.candidature.actions.save_perimeter import SiteInput, write_perimeter
from filiere.site.candidature.pricing import save_quote
from filiere.site.journal.act_decorator import TODAY, act
from filiere.site.journal.sealed_rows import record_row
from filiere.site.workflow.act_target import DOSSIER_TARGET
from filiere.site.workflow.actions.perform_act import perform_act
from filiere.site.workflow.models import Dossier

QUOTE_SUBJECT = "quote"


@act("quote.keep", on=DOSSIER_TARGET, right="application:edit")
def file_application(dossier: Dossier, *, actor: User, day: date = TODAY) -> Dossier:
    """File the application, its price told and kept; raise what the procedure or the price refuses."""
    return _act_with_quote(actor, dossier, "apply", day)


@act("perimeter.save", on=DOSSIER_TARGET, right="application:change")
def declare_change(
    dossier: Dossier, *, actor: User, sites: Sequence[SiteInput], suppliers: Sequence[str], day: date = TODAY
) -> Dossier:
    """Declare another perimeter: it is saved, the application is filed anew and checked again, with a new price."""
    write_perimeter(dossier, actor, sites, suppliers)
    return _act_with_quote(actor, dossier, "declare_change", day)


def _act_with_quote(actor: User, dossier: Dossier, action: str, day: date) -> Dossier:
    quote = save_quote(dossier, day)
    moved = perform_act(dossier, action, actor=actor, party="candidate", day=day)
    record_row(actor, "quote.keep", quote)
    return moved
