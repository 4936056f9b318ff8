"""One event after another: what may be written in the history of a dossier, whoever asks for it and whenever.

The same rules hold for an event of today and for one that is read again years later, so that a history that was
tampered with does not replay. Guards are not among them: what they rested on is judged once, on the day of the act.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from filiere.core.faults import Fault, Faults
from filiere.referentials.records import ProcedureStep
from filiere.referentials.workflow.delays import running_deadlines
from filiere.referentials.workflow.dossier import Dossier, DossierEvent, ProcedureRules, Signer
from filiere.referentials.workflow.faults import fault


def begin_dossier(rules: ProcedureRules, opened: date) -> Dossier:
    """Return a dossier opened on a day, to which nothing happened yet."""
    return Dossier(rules, opened, (), (rules.procedure.start,))


def append_event(dossier: Dossier, happened: DossierEvent) -> Dossier:
    """Return the dossier after one more event; raise ``Faults`` when it cannot have happened."""
    step = dossier.rules.steps.get(happened.step)
    if step is None:
        raise Faults([fault("unknown-passage", step=happened.step)])
    found = [*_misplaced_event_faults(dossier, step, happened), *signature_faults(dossier, step, happened.signers)]
    reached = dossier.next_state(step)
    if reached is None:
        found.append(fault("nowhere-to-return", step=step.id, group=step.to))
    if found or reached is None:
        raise Faults(found)
    return Dossier(dossier.rules, dossier.opened, (*dossier.history, happened), (*dossier.stood, reached))


def replay_events(rules: ProcedureRules, opened: date, history: Iterable[DossierEvent]) -> Dossier:
    """Return the dossier that these events make; raise ``Faults`` at the first that cannot have happened."""
    dossier = begin_dossier(rules, opened)
    for happened in history:
        dossier = append_event(dossier, happened)
    return dossier


def backdating_faults(dossier: Dossier, day: date) -> Iterator[Fault]:
    """Yield a fault when a day is before the last event."""
    if day < dossier.last_day:
        yield fault("clock-back", day=day.isoformat(), last=dossier.last_day.isoformat())


def _misplaced_event_faults(dossier: Dossier, step: ProcedureStep, happened: DossierEvent) -> Iterator[Fault]:
    yield from backdating_faults(dossier, happened.day)
    if step not in dossier.leaving_steps:
        yield fault("not-from-here", step=step.id, state=dossier.rules.words("state", dossier.key))
    elif step.after is not None:
        running = next((one for one in running_deadlines(dossier) if step in one.steps), None)
        if running is None:
            yield fault("not-running", step=step.id)
        elif happened.day < running.due:
            yield fault("before-due", step=step.id, due=running.due.isoformat())
    if step.freezes is not None and not happened.snapshot:
        yield fault("snapshot-missing", step=step.id, snapshot=step.freezes)
    if step.freezes is None and happened.snapshot is not None:
        yield fault("snapshot-unasked", step=step.id)


def signature_faults(dossier: Dossier, step: ProcedureStep, signers: Sequence[Signer]) -> Iterator[Fault]:
    """Yield why these people cannot sign this passage: party, apart, twice, too few colleges; all reasons together."""
    if step.action is None:
        if signers:
            yield fault("time-signs-nothing", step=step.id)
        return
    rules = dossier.rules
    act = rules.words("act", step.action)
    if not signers:
        yield fault("nobody-signs", act=act)
    if len({signer.person for signer in signers}) < len(signers):
        yield fault("signed-twice")
    for party in dict.fromkeys(signer.party for signer in signers):
        if party not in step.by:
            by = tuple(rules.words("party", one) for one in step.by)
            yield fault("not-your-act", act=act, party=rules.words("party", party), by=by)
    for signer in signers:
        yield from separation_faults(dossier, signer)
    colleges = {signer.college for signer in signers if signer.college is not None}
    if step.jointly is not None and len(colleges) < step.jointly.people:
        yield fault("jointly", people=step.jointly.people, colleges=tuple(sorted(colleges)))


def separation_faults(dossier: Dossier, signer: Signer) -> Iterator[Fault]:
    """Yield a fault when a person acts for one of the parties kept apart after having acted for another."""
    apart, rules = dossier.rules.procedure.apart, dossier.rules
    if signer.party not in apart:
        return
    before = next((one for one in dossier.roles(signer.person) if one in apart and one != signer.party), None)
    if before is not None:
        yield fault("apart", before=rules.words("party", before), party=rules.words("party", signer.party))
