"""Why an act on an operation, a message, a kit or a recall is refused, in both languages."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from filiere.core import Fault, Faults
from filiere.core.faults import FaultCatalogue

FAULT_MESSAGES: Final = FaultCatalogue(
    {
        "operation-hours": (
            "L’opération finirait avant de commencer.",
            "The operation would end before it starts.",
            "Corrigez l’une des deux heures.",
            "Correct one of the two times.",
        ),
        "operation-request": (
            "La demande au cabinet dit à qui, quand, jusqu’à quand, et ce que vaut le silence : il en manque.",
            "A request to an office says to whom, when, by when, and what no answer means: some of it is missing.",
            "Remplissez les quatre champs, ou videz-les tous. Ce que vaut le silence est écrit dans la demande.",
            "Fill in all four fields, or empty them all. What no answer means is what the request states.",
        ),
        "operation-deadline": (
            "Le délai laissé au cabinet se termine avant le jour de la demande.",
            "The deadline given to the office is before the day of the request.",
            "Corrigez l’une des deux dates.",
            "Correct one of the two dates.",
        ),
        "operation-cancelled": (
            "Cette opération est annulée : les agendas abonnés l’ont appris.",
            "This operation is cancelled: subscribed calendars have been told.",
            "Préparez une nouvelle opération.",
            "Plan a new operation.",
        ),
        "operation-not-yet": (
            "L’opération a lieu le {day} : ses résultats se comptent ensuite.",
            "The operation is on {day}: its results are counted afterwards.",
            "Revenez ce jour-là ou après.",
            "Come back on that day or later.",
        ),
        "operation-over": (
            "Des résultats ont été inscrits pour cette opération : elle a donc eu lieu.",
            "Results have been recorded for this operation: it did take place.",
            "Corrigez plutôt ce qui est faux dans sa fiche.",
            "Correct what is wrong on its page instead.",
        ),
        "result-figure-unknown": (
            "Le registre n’a pas de chiffre « {figure} ».",
            "The register has no figure “{figure}”.",
            "Laissez ce champ vide : le résultat pourra être proposé au registre.",
            "Leave this field empty: the result can then be proposed to the register.",
        ),
        "result-proposed": (
            "Ce résultat est déjà au registre, ou lui a été proposé.",
            "This result is already in the register, or was proposed to it.",
            "Il n’y a rien à faire.",
            "There is nothing to do.",
        ),
        "result-not-proposed": (
            "Ce résultat n’attend pas d’être inscrit au registre.",
            "This result is not waiting to be entered in the register.",
            "Relisez sa ligne sur la page de l’opération : elle dit où il en est.",
            "Read its line on the page of the operation again: it says where it stands.",
        ),
        "result-without-indicator": (
            "Le registre n’a pas d’indicateur pour ce qui a été compté.",
            "The register has no indicator for what was counted.",
            "Refusez la proposition, avec ce motif.",
            "Refuse the proposal, giving this reason.",
        ),
        "message-figure-unknown": (
            "Le registre n’a pas de chiffre « {figure} ».",
            "The register has no figure “{figure}”.",
            "Copiez l’identifiant qui figure dans l’adresse de la page du chiffre.",
            "Copy the identifier from the address of the figure’s page.",
        ),
        "message-figure-not-retained": (
            "Le chiffre « {figure} » n’est retenu pour aucun usage : un message ne s’attache qu’à un chiffre retenu.",
            "The figure “{figure}” is retained for no use: a message can only be bound to a retained figure.",
            "Choisissez un autre chiffre, ou demandez à l’équipe statistique de retenir celui-ci.",
            "Choose another figure, or ask the statistician to retain this one.",
        ),
        "message-figure-absent": (
            "{language} ne dit pas son chiffre tel que le registre le donne : {amount}.",
            "{language} does not say its figure as the register gives it: {amount}.",
            "Écrivez le nombre en chiffres, exact ou arrondi à deux chiffres au moins.",
            "Write the number in digits, exact or rounded to at least two digits.",
        ),
        "message-mention-missing": (
            "Le silence du cabinet ferait retirer la mention de l’État, et la phrase qui s’en passe n’est pas écrite.",
            "Silence from the office would withdraw the mention of the State, and the sentence without it is missing.",
            "Écrivez la phrase sans la mention, dans les deux langues.",
            "Write the sentence without the mention, in both languages.",
        ),
        "message-office-missing": (
            "Ce message cite le rôle de l’État, et l’opération ne dit pas à quel cabinet l’accord est demandé.",
            "This message cites the State’s role, and the operation names no minister’s office to ask.",
            "Complétez d’abord la demande au cabinet, dans la fiche de l’opération.",
            "First complete the request to the office, on the operation’s page.",
        ),
        "message-wrong-state": (
            "Ce message n’en est plus là : quelqu’un l’a fait avancer entre-temps.",
            "This message has moved on: someone has acted on it in the meantime.",
            "Relisez sa page, qui montre où il en est.",
            "Read its page again: it shows where it stands.",
        ),
        "message-moved": (
            "Quelqu’un a réécrit ce message depuis que vous l’avez ouvert.",
            "Someone has rewritten this message since you opened it.",
            "Relisez la phrase enregistrée, puis reportez votre correction.",
            "Read the saved sentence, then enter your correction again.",
        ),
        "message-own": (
            "Vous avez écrit ce message : une autre personne l’approuve.",
            "You wrote this message: someone else must approve it.",
            "Demandez-le à quelqu’un qui conduit le programme.",
            "Ask someone who leads the programme.",
        ),
        "message-figure-moved": (
            "Le chiffre de ce message a changé au registre depuis l’approbation.",
            "The figure of this message has changed in the register since it was approved.",
            "Refusez le message et réécrivez-le sur le chiffre en vigueur.",
            "Refuse the message and rewrite it on the current figure.",
        ),
        "message-operation-cancelled": (
            "L’opération de ce message est annulée.",
            "The operation of this message is cancelled.",
            "Retirez le message, ou rattachez-le à une autre opération.",
            "Withdraw the message, or move it to another operation.",
        ),
        "kit-empty": (
            "Aucun message de cette opération n’est en vigueur : le kit serait vide.",
            "No message of this operation is in force: the kit would be empty.",
            "Faites d’abord approuver un message.",
            "Have a message approved first.",
        ),
        "kit-line": (
            "Ligne {line} : il faut un nom, une organisation et une adresse électronique, séparés par des "
            "points-virgules.",
            "Line {line}: a name, an organisation and an e-mail address are needed, separated by semicolons.",
            "Exemple : Claude Martin ; Le Journal fictif ; claude.martin@example.org",
            "Example: Claude Martin; The Made-up Paper; claude.martin@example.org",
        ),
        "kit-too-many": (
            "{count} lignes : {most} au plus sont prises à la fois.",
            "{count} lines: at most {most} are taken at once.",
            "Envoyez-les en plusieurs fois.",
            "Send them in several parts.",
        ),
        "figure-uses-open": (
            "Ce chiffre ne peut pas encore changer : {count} de ses usages attendent une décision.",
            "This figure cannot change yet: {count} of its uses await a decision.",
            "Ouvrez le plan de rappel de ce chiffre, décidez du sort de chaque usage, puis achevez le rappel : {path}",
            "Open the recall plan of this figure, decide what becomes of each use, then complete the recall: {path}",
        ),
        "recall-open-already": (
            "Un rappel de ce chiffre est déjà ouvert.",
            "A recall of this figure is already open.",
            "Poursuivez-le sur sa page.",
            "Carry it on from its page.",
        ),
        "recall-nothing": (
            "Rien n’utilise ce chiffre : il peut changer sans rappel.",
            "Nothing uses this figure: it can change without a recall.",
            "Corrigez-le, ou cessez de le retenir, sur sa page.",
            "Correct it, or stop retaining it, on its page.",
        ),
        "recall-ended": (
            "Ce rappel est terminé.",
            "This recall has ended.",
            "Ouvrez-en un autre si le chiffre doit changer encore.",
            "Open another one if the figure is to change again.",
        ),
        "recall-moved": (
            "Le chiffre a été corrigé depuis l’ouverture de ce rappel.",
            "The figure has been corrected since this recall was opened.",
            "Abandonnez ce rappel, puis ouvrez-en un sur la version en vigueur.",
            "Abandon this recall, then open one on the current version.",
        ),
        "recall-uses-open": (
            "{count} usages attendent encore une décision.",
            "{count} uses still await a decision.",
            "Décidez du sort de chacun.",
            "Decide what becomes of each of them.",
        ),
        "recall-use-gone": (
            "Un des usages choisis ne cite plus ce chiffre.",
            "One of the uses chosen does not cite this figure any more.",
            "Relisez la liste : elle montre ce qui est vrai maintenant.",
            "Read the list again: it shows what is true now.",
        ),
        "recall-replacement-missing": (
            "Un usage remplacé cite un autre chiffre : vous n’avez pas dit lequel.",
            "A use that is replaced cites another figure: you have not said which.",
            "Donnez l’identifiant du chiffre qui le remplace.",
            "Give the identifier of the figure that replaces it.",
        ),
        "recall-replacement-unneeded": (
            "Seul un usage remplacé a un chiffre de remplacement.",
            "Only a use that is replaced has a replacement figure.",
            "Videz ce champ, ou choisissez « remplacé ».",
            "Empty this field, or choose “replaced”.",
        ),
        "recall-replacement-wrong": (
            "« {figure} » ne peut pas remplacer ce chiffre : il n’est pas au registre, n’est retenu pour aucun usage, "
            "ou est ce chiffre lui-même.",
            "“{figure}” cannot replace this figure: it is not in the register, is retained for no use, or is this very "
            "figure.",
            "Donnez l’identifiant d’un chiffre retenu.",
            "Give the identifier of a retained figure.",
        ),
    }
)
"""By code: what is wrong, and what to do, in French and in English."""


def fault(code: str, key: str | None = None, **values: object) -> Fault:
    """Return the fault of that code; ``key`` is the field that it is about."""
    return replace(FAULT_MESSAGES.build(code, **values), key=key)


def refuse(code: str, key: str | None = None, **values: object) -> Faults:
    """Return the refusal of an act for one fault, to raise it."""
    return Faults([fault(code, key, **values)])
