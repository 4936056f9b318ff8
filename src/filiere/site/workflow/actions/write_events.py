"""Writing what the engine says happened: events, signatures, snapshots, journal and letters, in one transaction."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from filiere.referentials import workflow
from filiere.site.accounts.models import User
from filiere.site.journal.writer import TIME_ACTOR, record
from filiere.site.kit.rights import actor_key
from filiere.site.workflow.engine_adapter import SiteHost, load_release
from filiere.site.workflow.extension_points import event_effects, event_listeners, pinning_snapshots
from filiere.site.workflow.journal_reconciliation import EVENT_ACT, EVENT_SUBJECT, event_payload
from filiere.site.workflow.letters import write_event_letters
from filiere.site.workflow.models import Dossier, Event, Signature, Snapshot


def write_events(row: Dossier, engine: workflow.Dossier, host: SiteHost, actor: object | None) -> tuple[Event, ...]:
    """Keep the events of `engine` that the row does not have yet; return them.

    The caller holds the lock of the dossier's row and the transaction. `actor` signs for the journal what a person
    did; what time did has no author.
    """
    if len(engine.history) == row.length:
        return ()
    now = timezone.now()
    written: list[Event] = []
    people = _find_signers(engine, row.length)
    for number, happened in enumerate(engine.history[row.length :], row.length + 1):
        step = engine.rules.steps[happened.step]
        snapshot = None
        if happened.snapshot is not None:
            name, body = host.frozen[happened.snapshot]
            snapshot = Snapshot.objects.create(
                dossier=row, name=name, sha256=happened.snapshot, body=body, taken_at=now
            )
            if name in pinning_snapshots:
                row.release_sha256 = load_release(row).sha256
        event = Event.objects.create(
            dossier=row,
            number=number,
            step=step.id,
            event=step.event,
            state=engine.stood[number],
            day=happened.day,
            at=now,
            snapshot=snapshot,
        )
        signatures = Signature.objects.bulk_create(
            Signature(event=event, person=people[one.person], party=one.party, college=one.college or "")
            for one in happened.signers
        )
        record(
            actor_key=actor_key(actor) if happened.signers and actor is not None else TIME_ACTOR,
            act=EVENT_ACT,
            subject_kind=EVENT_SUBJECT,
            subject_id=f"{row.key}:{number}",
            payload=event_payload(
                event, [(one.person.key, one.party, one.college) for one in signatures], happened.snapshot
            ),
            at=now,
        )
        written.append(event)
    before = row.length
    row.length, row.state = len(engine.history), engine.key
    row.public_status = engine.state.public_status
    row.save()
    for event in written:
        starts = engine.rules.steps[event.step].starts
        if starts is not None and starts in event_effects:
            event_effects[starts](row, event)
    for hear in event_listeners if written else ():
        hear(row, tuple(written))
    write_event_letters(row, engine, before)
    return tuple(written)


def _find_signers(engine: workflow.Dossier, after: int) -> dict[str, User]:
    keys = {signer.person for one in engine.history[after:] for signer in one.signers}
    return {user.key: user for user in User.objects.filter(key__in=keys)}


def resolve_day(day: date | None) -> date:
    """The day of an act: today, unless told."""
    return day or timezone.localdate()
