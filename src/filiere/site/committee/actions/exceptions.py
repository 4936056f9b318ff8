"""Exceptions: two people of different colleges, never one, and the public minutes say so.

The first signs and says why; nothing has happened yet. The second, of another college, confirms, and only then is the
act done in the dossier, signed by both.
"""

from __future__ import annotations

from datetime import date

from filiere.core import Text
from filiere.site.accounts.models import User
from filiere.site.committee import journal_records, letters
from filiere.site.committee.actions.common import atomic, clean_words, record_act, resolve_today
from filiere.site.committee.faults import refuse
from filiere.site.committee.models import ExceptionAct
from filiere.site.journal.acts import record_refusals
from filiere.site.journal.clock import needs_clock
from filiere.site.kit.rights import allowed, require
from filiere.site.workflow.actions.act import perform_act
from filiere.site.workflow.engine_adapter import replay_dossier
from filiere.site.workflow.models import Dossier
from filiere.site.workflow.parties import find_college

PARTY = "committee"


@needs_clock
def request_exception(
    dossier: Dossier, action: str, reasons: str, *, actor: User, day: date | None = None
) -> ExceptionAct:
    """Sign an exception first, with reasons; a person of another college is to confirm it."""
    require(actor, "committee:except", dossier)
    on = resolve_today(day)
    with record_refusals(actor, "exception.ask", "dossier", dossier.key), atomic():
        row = Dossier.objects.select_for_update().select_related("organisation").get(pk=dossier.pk)
        engine = replay_dossier(row)
        steps = [one for one in engine.rules.leaving[engine.key] if one.action == action and one.jointly is not None]
        if not any(PARTY in step.by for step in steps):
            raise refuse("exception-unknown", action=engine.rules.words("act", action))
        _lapse_unsignable(row, action, engine.entered, actor, on)
        made = ExceptionAct.objects.create(
            dossier=row,
            action=action,
            state=engine.key,
            entered=engine.entered,
            reasons=clean_words(reasons, "reasons"),
            first=actor,
            first_college=find_college(actor, PARTY, on) or "",
            asked_on=on,
        )
        record_act(actor, "exception.ask", "exception", str(made.pk), journal_records.exception_payload(made))
        act_ = engine.rules.words("act", action)
        letters.write_to_dossier_parties(
            row,
            (PARTY,),
            subject=Text(fr=f"Exception demandée : {act_.fr}", en=f"Exception requested: {act_.en}"),
            body=Text(
                fr="Un membre demande une exception. Elle n’a d’effet que si une personne d’un autre collège la "
                "confirme, et elle figure au compte rendu public.",
                en="A member has requested an exception. It takes effect only if someone from another college "
                "confirms it, and it will appear in the public minutes.",
            ),
            kind="exception.ask",
        )
    return made


@needs_clock
def confirm_exception(exception: ExceptionAct, *, actor: User, day: date | None = None) -> ExceptionAct:
    """Sign an exception second, from another college: it is then done in the dossier, in the name of both."""
    require(actor, "committee:except", exception.dossier)
    on = resolve_today(day)
    with record_refusals(actor, "exception.confirm", "exception", str(exception.pk)), atomic():
        row = ExceptionAct.objects.select_for_update().select_related("first").get(pk=exception.pk)
        dossier = Dossier.objects.select_related("organisation").get(pk=row.dossier_id)
        engine = replay_dossier(dossier)
        if (
            row.done_on is not None
            or row.lapsed_on is not None
            or engine.key != row.state
            or engine.entered != row.entered
        ):
            raise refuse("exception-over")
        college = find_college(actor, PARTY, on) or ""
        if row.first_id == actor.pk:
            raise refuse("exception-alone")
        if college == row.first_college:
            raise refuse("exception-college")
        # The first signer is asked again: a mandate that ended or a recusal since takes the signature away.
        if not allowed(row.first, "committee:except", dossier):
            raise refuse("exception-first-gone")
        row.second, row.second_college, row.done_on = actor, college, on
        row.save()
        perform_act(dossier, row.action, actor=actor, party=PARTY, with_people=(row.first,), day=on)
        record_act(actor, "exception.confirm", "exception", str(row.pk), journal_records.exception_payload(row))
    return row


def _lapse_unsignable(dossier: Dossier, action: str, entered: int, actor: User, on: date) -> None:
    """Refuse what is asked twice; let lapse what its first signer may no longer sign, which would hold the act up."""
    waiting = ExceptionAct.objects.select_for_update(of=("self",)).select_related("first", "dossier", "second")
    found = waiting.filter(
        dossier=dossier, action=action, entered=entered, done_on__isnull=True, lapsed_on__isnull=True
    ).first()
    if found is None:
        return
    if allowed(found.first, "committee:except", dossier):
        raise refuse("exception-asked")
    found.lapsed_on = on
    found.save(update_fields=["lapsed_on"])
    record_act(actor, "exception.lapse", "exception", str(found.pk), journal_records.exception_payload(found))
