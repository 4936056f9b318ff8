"""The words of the importers of systems: why a record or a file is refused, and what their own repairs and defects are.

The codes are listed here so that the reference can be written from one place, and so that two systems that meet the
same trouble say it in the same words.
"""

from collections.abc import Mapping

from filiere.contacts.importing.protocol import RefusedRecord, UnusedRecords
from filiere.core import Fault, Faults, Text
from filiere.core.bounded_json import DEEPEST_NESTING
from filiere.core.faults import FaultCatalogue, FaultEntry
from filiere.core.text import make_legible

_ENTRIES: dict[str, FaultEntry] = {
    "organisation-needed": (
        "Ces fichiers ne disent pas à quelle organisation ils sont.",
        "These files do not say whose they are.",
        "Donnez la clé de l’organisation par « --organisation ».",
        "Give the key of the organisation by “--organisation”.",
    ),
    "unknown-field": (
        "L’import n’a pas été écrit pour le champ « {field} » (nombre de fois : {count}) : il n’en devine pas le sens.",
        "The importer was not written for the field “{field}” (times seen: {count}): it does not guess what it means.",
        "Retirez ce champ de l’export, ou demandez qu’il soit ajouté à l’import.",
        "Leave this field out of the export, or ask for it to be added to the importer.",
    ),
    "unknown-event": (
        "L’import n’a pas été écrit pour cet événement : il n’en devine pas le sens.",
        "The importer was not written for this event: it does not guess what it means.",
        "Demandez que cet événement soit ajouté, ou retirez ses lignes du journal.",
        "Ask for this event to be added, or take its lines out of the log.",
    ),
    "unknown-parameter": (
        "L’événement a plus de paramètres que son format n’en a.",
        "The event has more parameters than its format has.",
        "Vérifiez la version du système, et demandez que ce format soit ajouté.",
        "Check the version of the system, and ask for this form to be added.",
    ),
    "not-a-log-line": (
        "Ce n’est pas une ligne de ce journal : un instant, un appel, une file, un agent, un événement.",
        "This is no line of this log: an instant, a call, a queue, an agent, an event.",
        "Vérifiez que le fichier est bien le journal, et entier.",
        "Check that the file is that log, and whole.",
    ),
    "no-call": (
        "L’événement est celui d’un appel, et ne dit pas duquel.",
        "The event is of a call, and does not say of which.",
        "Vérifiez ce qui écrit cette ligne dans le journal.",
        "Check what writes this line to the log.",
    ),
    "not-json": (
        "Ce n’est pas un enregistrement JSON.",
        "This is no JSON record.",
        "Exportez ou transférez le fichier de nouveau.",
        "Export or transfer the file again.",
    ),
    "too-deep": (
        f"Ce qu’il contient s’emboîte sur plus de {DEEPEST_NESTING} niveaux.",
        f"What it holds lies more than {DEEPEST_NESTING} levels deep.",
        "Aucun export de contacts n’est si profond : exportez le fichier de nouveau.",
        "No export of contacts is so deep: export the file again.",
    ),
    "truncated-json": (
        "Le fichier s’arrête au milieu d’un enregistrement.",
        "The file stops in the middle of a record.",
        "Exportez ou transférez le fichier de nouveau.",
        "Export or transfer the file again.",
    ),
    "wrong-shape": (
        "Ce champ n’a pas la forme que publie l’éditeur du système.",
        "This field has not the form that the vendor of the system publishes.",
        "Vérifiez que le fichier est bien un export de ce système.",
        "Check that the file is an export of that system.",
    ),
    "key-twice": (
        "Ce champ est deux fois dans l’enregistrement : laquelle des deux valeurs vaut, rien ne le dit.",
        "This field is twice in the record: nothing says which of the two values holds.",
        "Corrigez l’export.",
        "Correct the export.",
    ),
    "unknown-value": (
        "L’import n’a pas été écrit pour cette valeur : il n’en devine pas le sens.",
        "The importer was not written for this value: it does not guess what it means.",
        "Demandez que cette valeur soit ajoutée à l’import.",
        "Ask for this value to be added to the importer.",
    ),
    "missing-field": (
        "L’enregistrement n’a pas ce champ, sans lequel il ne se lit pas.",
        "The record lacks this field, without which it cannot be read.",
        "Exportez ce champ.",
        "Export this field.",
    ),
    "not-xes": (
        "Ce n’est pas un journal XES, ou il déclare un type de document.",
        "This is no XES log, or it declares a document type.",
        "Exportez le journal en XES (IEEE 1849), sans DOCTYPE.",
        "Export the log as XES (IEEE 1849), without a DOCTYPE.",
    ),
    "no-ticket": (
        "L’événement est d’un ticket ou d’une conversation qui n’est pas dans le fichier.",
        "The event is of a ticket or a conversation that is not in the file.",
        "Donnez dans un même fichier les tickets et leurs événements.",
        "Give the tickets and their events in one file.",
    ),
    "no-metrics": (
        "Rien ne dit quand ce ticket a reçu une réponse : le compter comme sans réponse serait deviner.",
        "Nothing says when this ticket was answered: to count it as unanswered would be a guess.",
        "Joignez au fichier les événements de mesure des tickets, ou leurs mesures.",
        "Add to the file the metric events of the tickets, or their metrics.",
    ),
    "events-disagree": (
        "Les événements qui portent ce numéro de conversation n’ont pas sa première réponse : ils sont d’une autre.",
        "The events under this number of conversation do not have its first reply: they are of another one.",
        "Exportez les événements par conversation, ou d’un compte seul.",
        "Export the events of each conversation, or of one account alone.",
    ),
    "no-complaint-mark": (
        "« {mark} » n’est pas une marque de réclamation que porte un ticket de {system}.",
        "“{mark}” is no mark of a complaint that a ticket of {system} bears.",
        "Écrivez ce qui marque vos réclamations, séparé par des virgules, sous l’une de ces formes : {choices}.",
        "Write what marks your complaints, set apart by commas, in one of these forms: {choices}.",
    ),
    "unreadable-time": (
        "Ce n’est pas un instant ISO 8601 avec son décalage.",
        "This is not an ISO 8601 instant with its offset.",
        "Exportez les instants en ISO 8601.",
        "Export the instants as ISO 8601.",
    ),
    "wrong-encoding": (
        "La ligne contient un octet qui n’a pas de sens en UTF-8.",
        "The line contains a byte that means nothing in UTF-8.",
        "Enregistrez le fichier en UTF-8.",
        "Save the file as UTF-8.",
    ),
}
FAULTS = FaultCatalogue(_ENTRIES)
"""Why a file or a record of a system is refused: what is wrong and what to do, in French and in English."""


def fault_words(code: str, **filled: object) -> tuple[Text, Text]:
    """Return what a code of :data:`FAULTS` means, and what to do."""
    found = FAULTS.build(code, **filled)
    return (
        Text(fr=make_legible(found.message.fr), en=make_legible(found.message.en)),
        Text(fr=make_legible(found.remedy.fr), en=make_legible(found.remedy.en)),
    )


def build_refusal(
    code: str, line: int, *, column: str | None = None, read: str | None = None, table: str | None = None
) -> RefusedRecord:
    """Return a record refused; ``read`` must hold no person."""
    message, remedy = fault_words(code)
    return RefusedRecord(
        line=line,
        code=code,
        message=message,
        remedy=remedy,
        # JSON can write half a letter, and a log holds bytes of any encoding: neither can be written to a report.
        column=column and make_legible(column),
        read=read and make_legible(read),
        table=table,
    )


def fault(
    code: str, file: str, *, line: int | None = None, key: str | None = None, filled: Mapping[str, object] | None = None
) -> Fault:
    """Return what is wrong with a whole file; ``filled`` is what the words leave open."""
    message, remedy = fault_words(code, **(filled or {}))
    return Fault(code=code, message=message, remedy=remedy, file=file, line=line, key=key and make_legible(key))


def require_organisation(organisation: str | None, file: str) -> str:
    """Return the organisation of a file that does not say it; raise :class:`Faults` when the caller does not either."""
    if not organisation:
        raise Faults([fault("organisation-needed", file)])
    return organisation


UNUSED_LABELS: Mapping[str, Text] = {
    "agent-line": Text(
        fr="lignes d’un conseiller, dont les états sont tirés", en="an agent’s lines, from which states are derived"
    ),
    "task": Text(fr="tâches : du travail sans client qui attend", en="tasks: work with no customer waiting"),
    "email-record": Text(
        fr="e-mails : l’enregistrement indique quand un conseiller l’a pris, pas quand la réponse est partie",
        en="e-mails: the record says when an agent took it, not when a reply was sent",
    ),
    "beside-contact": Text(
        fr="écoutes, tiers appelés et suites d’un contact fini : aucun n’est un contact de client",
        en="listeners, third parties and what follows a finished contact: none of these is a customer contact",
    ),
    "no-customer": Text(
        fr="conversations sans client : entre deux personnes du centre",
        en="conversations with no customer: between two people in the centre",
    ),
    "empty-trace": Text(fr="conversations sans aucun événement", en="conversations without any event"),
    "metric-record": Text(
        fr="événements et mesures, lus dans le dossier de leur ticket",
        en="events and metrics, read into their ticket’s case",
    ),
    "no-writing": Text(
        fr="tickets que personne n’a écrits, ou effacés", en="tickets that nobody wrote, or that were deleted"
    ),
    "system-line": Text(fr="lignes du système lui-même", en="lines from the system itself"),
}
"""Records that give no row by the nature of their format."""


def build_unused(rule: str) -> UnusedRecords:
    """Return a record that gives no row, for a rule of :data:`UNUSED_LABELS`."""
    return UnusedRecords(rule=rule, meaning=UNUSED_LABELS[rule])


NOTE_LABELS: Mapping[str, Text] = {
    "anonymous-caller": Text(
        fr="appelant masqué ou inconnu : laissé sans client, sinon tous ces appels seraient d’une même personne",
        en=(
            "caller withheld or unknown: left with no customer, otherwise all such calls would be counted as one "
            "person’s"
        ),
    ),
    "entry-elsewhere": Text(
        fr="événement d’un appel dont l’entrée en file n’est pas dans le fichier : gardé, sans passage",
        en="event of a call whose queue entry is not in the file: kept, without a visit",
    ),
    "after-the-end": Text(
        fr="événement d’un passage déjà fini : gardé, sans effet sur le passage",
        en="event of a visit that is over: kept, with no effect on the visit",
    ),
    "clock-backward": Text(
        fr="instant plus ancien que celui de la ligne d’avant", en="time earlier than that of the previous line"
    ),
    "wait-disagrees": Text(
        fr="l’attente écrite s’écarte de plus d’une seconde de celle que donnent les instants",
        en="the recorded wait differs by more than a second from that given by the times",
    ),
    "talk-disagrees": Text(
        fr="la conversation écrite s’écarte de plus d’une seconde de celle que donnent les instants",
        en="the recorded conversation differs by more than a second from that given by the times",
    ),
    "wrap-disagrees": Text(
        fr="le traitement écrit s’écarte de plus d’une seconde de celui que donnent les instants",
        en="the recorded wrap-up differs by more than a second from that given by the times",
    ),
    "next-not-in-file": Text(
        fr="la suite du contact n’est pas dans le fichier : rappel ou autre file, rien ne l’indique",
        en="what follows the contact is not in the file: it could be a callback or another queue",
    ),
    "minute-clock": Text(fr="première réponse connue à la minute seulement", en="first reply known only to the minute"),
    "end-not-logged": Text(fr="fin de l’échange absente du journal", en="the end of the exchange is not in the log"),
    "restart": Text(fr="en cours quand le système a redémarré", en="in progress when the system restarted"),
}
"""The repairs and defects that are the importers' own, by name."""
