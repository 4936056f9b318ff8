"""Opening a dossier: by the editors of an organisation for itself, by staff of the label for anyone."""

from __future__ import annotations

from datetime import date
from typing import Any

from filiere.core import Faults
from filiere.referentials import workflow
from filiere.site.accounts.models import User
from filiere.site.accounts.rights import Actor
from filiere.site.candidature.faults import fault
from filiere.site.journal.act_decorator import TODAY, act
from filiere.site.journal.writer import record_act
from filiere.site.kit.rights import require
from filiere.site.members.actions.common import ORGANISATION
from filiere.site.members.models import Membership, Organisation
from filiere.site.served_referentials import load_content
from filiere.site.workflow.actions.write_events import resolve_day
from filiere.site.workflow.engine_adapter import load_rules_named
from filiere.site.workflow.journal_reconciliation import OPEN_ACT, opening_payload
from filiere.site.workflow.models import Dossier


def _require_opening(
    organisation: Organisation, *, actor: Actor, renews: Dossier | None = None, day: date | None = None, **_given: Any
) -> None:
    if not _may_edit(actor, organisation, resolve_day(day)) and renews is None:
        require(actor, "dossier:open", subject_kind="organisation", subject_id=organisation.key)


@act(OPEN_ACT, on=ORGANISATION, right=_require_opening)
def open_dossier(
    organisation: Organisation,
    *,
    actor: Actor,
    category: str,
    referential: str = "lrs",
    release: str | None = None,
    renews: Dossier | None = None,
    day: date = TODAY,
) -> Dossier:
    """Open a dossier in its first state, under the latest release with a procedure unless one is named.

    Raises `RightRefused`, or `Faults` for an unknown category, a release without procedure, a second dossier in
    preparation for the same organisation.
    """
    name = release or find_release_in_force(referential, day)
    rules = load_rules_named(name)
    known = load_content().release(name, day).referential.categories
    if category not in known:
        raise Faults([fault("unknown-category", category=category, known=", ".join(known)).at(key="category")])
    if Dossier.objects.filter(organisation=organisation, state=rules.procedure.start, renews=renews).exists():
        raise Faults([fault("already-preparing")])
    engine = workflow.begin_dossier(rules, day)
    dossier = Dossier.objects.create(
        organisation=organisation,
        referential=name.partition("@")[0],
        release=name,
        category=category,
        opened=day,
        renews=renews,
        state=engine.key,
        public_status=engine.state.public_status,
        fictitious=organisation.fictitious,
    )
    record_act(actor, OPEN_ACT, "dossier", dossier.key, opening_payload(dossier))
    return dossier


def find_release_in_force(referential: str, day: date) -> str:
    """Return the latest release of a referential that has a procedure and is open to applications on a day.

    Before any is in effect, the next one: a candidature may be prepared ahead. Raises `LookupError` when none has one.
    """
    served = load_content()
    found = [
        one
        for name in served.names
        if name.partition("@")[0] == referential
        for one in (served.release(name, day),)
        if one.procedure is not None and one.head.status != "draft"
    ]
    if not found:
        raise LookupError(referential)
    by_day = sorted(found, key=lambda one: one.head.dates.effective)
    open_ones = [one for one in by_day if one.head.dates.effective <= day]
    return (open_ones[-1] if open_ones else by_day[0]).id


def _may_edit(actor: Actor, organisation: Organisation, day: date) -> bool:
    if not isinstance(actor, User) or not actor.is_active or not actor.is_verified:
        return False
    held = Membership.objects.current(day).filter(user=actor, organisation=organisation)
    return held.filter(right=Membership.Right.EDIT).exists()
