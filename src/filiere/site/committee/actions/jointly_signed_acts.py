"""Exceptions: two people of different colleges, never one, and the public minutes say so.

The first signs and says why; nothing has happened yet. The second, of another college, confirms, and only then is the
act done in the dossier, signed by both.
"""

from __future__ import annotations

from datetime import date

from filiere.core import Text
from filiere.site.accounts.models import User
from filiere.site.committee import letters
from filiere.site.committee.actions.common import DOSSIER, clean_words
from filiere.site.committee.faults import refuse
from filiere.site.committee.models import ExceptionAct
from filiere.site.journal.act_decorator import TODAY, ActTarget, act, make_row_lock
from filiere.site.journal.sealed_rows import get_primary_key, record_row
from filiere.site.kit.rights import allowed
from filiere.site.workflow.actions.perform_act import perform_act
from filiere.site.workflow.engine_adapter import replay_dossier
from filiere.site.workflow.models import Dossier
from filiere.site.workflow.parties import find_college

PARTY = "committee"


EXCEPTION = ActTarget[ExceptionAct](
    "exception", get_primary_key, make_row_lock("first", "dossier__organisation"), thing=lambda row: row.dossier
)
"""Acts on an exception that was asked for; their rights are held on its dossier."""


@act("exception.ask", on=DOSSIER, right="committee:except")
def request_exception(dossier: Dossier, action: str, reasons: str, *, actor: User, day: date = TODAY) -> ExceptionAct:
    """Sign an exception first, with reasons; a person of another college is to confirm it."""
    engine = replay_dossier(dossier)
    steps = [one for one in engine.rules.leaving_steps[engine.key] if one.action == action and one.jointly is not None]
    if not any(PARTY in step.by for step in steps):
        raise refuse("exception-unknown", action=engine.rules.words("act", action))
    _lapse_unsignable(dossier, action, engine.entry_index, actor, day)
    made = ExceptionAct.objects.create(
        dossier=dossier,
        action=action,
        state=engine.key,
        entered=engine.entry_index,
        reasons=clean_words(reasons, "reasons"),
        first=actor,
        first_college=find_college(actor, PARTY, day) or "",
        asked_on=day,
    )
    act_ = engine.rules.words("act", action)
    letters.write_to_dossier_parties(
        dossier,
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


@act("exception.confirm", on=EXCEPTION, right="committee:except")
def confirm_exception(exception: ExceptionAct, *, actor: User, day: date = TODAY) -> ExceptionAct:
    """Sign an exception second, from another college: it is then done in the dossier, in the name of both."""
    dossier, first = exception.dossier, exception.first
    engine = replay_dossier(dossier)
    over = exception.done_on is not None or exception.lapsed_on is not None
    if over or engine.key != exception.state or engine.entry_index != exception.entered:
        raise refuse("exception-over")
    college = find_college(actor, PARTY, day) or ""
    if first == actor:
        raise refuse("exception-alone")
    if college == exception.first_college:
        raise refuse("exception-college")
    # The first signer is asked again: a mandate that ended or a recusal since takes the signature away.
    if not allowed(first, "committee:except", dossier):
        raise refuse("exception-first-gone")
    exception.second, exception.second_college, exception.done_on = actor, college, day
    exception.save()
    perform_act(dossier, exception.action, actor=actor, party=PARTY, with_people=(first,), day=day)
    return exception


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
    record_row(actor, "exception.lapse", found)
