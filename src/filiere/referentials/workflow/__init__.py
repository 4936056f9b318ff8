"""The procedure of a release, run: where a dossier stands, who may do what, what time does, who is told.

A pure engine: the day is given and no clock is read, a dossier is its events and nothing else, and the caller supplies
what only it can know (the answers to the guards) or do (freeze a snapshot)::

    rules = Rules(release.procedure)
    dossier = begin(rules, opened)                          # or replay(rules, opened, history)
    dossier = act(dossier, "apply", day, [Signer("p1", "candidate")], host)       # Faults when it may not be
    dossier = sweep(dossier, today, host)                   # what fell due, as if swept every day
    dossier.key, dossier.returns_to("labelled")             # the state, and that to which a group leads back
    offers(dossier, host.known(dossier, today), "staff")    # the acts open to a party, and what is missing
    deadlines(dossier)                                      # the delays that run, to the day
    messages(dossier), beside(dossier), public_record(dossier, "register")
"""

from filiere.referentials.workflow.delays import Deadline, delay_end, running_deadlines
from filiere.referentials.workflow.dossier import Dossier, DossierEvent, ProcedureRules, Signer
from filiere.referentials.workflow.event_side_effects import (
    PartyMessage,
    SideOpening,
    list_messages,
    list_side_openings,
)
from filiere.referentials.workflow.guards import (
    AvailableAction,
    GuardAnswers,
    GuardedStep,
    ProcedureHost,
    evaluate_guard,
    list_available_actions,
)
from filiere.referentials.workflow.history import append_event, begin_dossier, replay_events, separation_faults
from filiere.referentials.workflow.public_record import PublicEntry, PublicRecord, build_public_record
from filiere.referentials.workflow.transitions import apply_due_steps, perform_action

__all__ = [
    "AvailableAction",
    "Deadline",
    "Dossier",
    "DossierEvent",
    "GuardAnswers",
    "GuardedStep",
    "PartyMessage",
    "ProcedureHost",
    "ProcedureRules",
    "PublicEntry",
    "PublicRecord",
    "SideOpening",
    "Signer",
    "append_event",
    "apply_due_steps",
    "begin_dossier",
    "build_public_record",
    "delay_end",
    "evaluate_guard",
    "list_available_actions",
    "list_messages",
    "list_side_openings",
    "perform_action",
    "replay_events",
    "running_deadlines",
    "separation_faults",
]
