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

from filiere.referentials.running.acting import act, sweep
from filiere.referentials.running.delays import Deadline, deadlines, ends
from filiere.referentials.running.dossier import Dossier, Happened, Rules, Signer
from filiere.referentials.running.following import begin, follow, kept_apart, replay
from filiere.referentials.running.telling import Beside, Entry, Message, PublicRecord, beside, messages, public_record
from filiere.referentials.running.weighing import Given, Host, Offer, Weighed, offers, weigh

__all__ = [
    "Beside",
    "Deadline",
    "Dossier",
    "Entry",
    "Given",
    "Happened",
    "Host",
    "Message",
    "Offer",
    "PublicRecord",
    "Rules",
    "Signer",
    "Weighed",
    "act",
    "begin",
    "beside",
    "deadlines",
    "ends",
    "follow",
    "kept_apart",
    "messages",
    "offers",
    "public_record",
    "replay",
    "sweep",
    "weigh",
]
