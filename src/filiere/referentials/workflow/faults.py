"""Why an act or an event is refused, in both languages, apart from the rules so that the words can be read together."""

from typing import Final

from filiere.core.faults import FaultCatalogue, FaultEntry

MESSAGES: Final[dict[str, FaultEntry]] = {
    "clock-back": (
        "Le {day} est avant le {last}, jour du dernier fait de ce dossier : le temps ne recule pas.",
        "{day} is before {last}, the day of the last event of this dossier: time does not go back.",
        "Donnez le jour où l’acte est fait, ou corrigez l’horloge.",
        "Give the day on which the act is done, or mend the clock.",
    ),
    "unknown-passage": (
        "« {step} » n’est pas un passage de cette procédure.",
        "“{step}” is not a passage of this procedure.",
        "Relisez ce dossier avec la procédure de la version qu’il a figée.",
        "Read this dossier with the procedure of the release that it pinned.",
    ),
    "not-from-here": (
        "Le passage « {step} » ne part pas de l’état « {state} ».",
        "The passage “{step}” does not leave from the state “{state}”.",
        "Une suite de faits qui n’a pas pu avoir lieu n’est pas rejouée : cherchez le fait qui manque.",
        "A row of events that cannot have happened is not replayed: look for the event that is missing.",
    ),
    "nowhere-to-return": (
        "Le passage « {step} » ramène à « {group} », où ce dossier n’a jamais été.",
        "The passage “{step}” leads back to “{group}”, where this dossier never stood.",
        "Corrigez la procédure.",
        "Mend the procedure.",
    ),
    "before-due": (
        "Le passage « {step} » est un délai qui court jusqu’au {due}.",
        "The passage “{step}” is a delay that runs until {due}.",
        "Attendez ce jour.",
        "Wait for that day.",
    ),
    "not-running": (
        "Le passage « {step} » est un délai qui ne court pas : le fait dont il se compte n’a pas eu lieu.",
        "The passage “{step}” is a delay that is not running: the event it is counted from did not happen.",
        "Cherchez le fait qui manque.",
        "Look for the event that is missing.",
    ),
    "snapshot-missing": (
        "Le passage « {step} » fige « {snapshot} », et aucune empreinte n’est donnée.",
        "The passage “{step}” freezes “{snapshot}”, and no fingerprint is given.",
        "Donnez l’empreinte de ce qui est figé.",
        "Give the fingerprint of what is frozen.",
    ),
    "snapshot-unasked": (
        "Le passage « {step} » ne fige rien, et une empreinte est donnée.",
        "The passage “{step}” freezes nothing, and a fingerprint is given.",
        "Retirez l’empreinte.",
        "Take the fingerprint away.",
    ),
    "not-open-here": (
        "« {act} » n’est pas possible dans l’état « {state} ».",
        "“{act}” is not possible in the state “{state}”.",
        "Possible ici : {possible}.",
        "Possible here: {possible}.",
    ),
    "not-your-act": (
        "« {act} » n’appartient pas à « {party} ».",
        "“{act}” does not belong to “{party}”.",
        "Cet acte appartient à : {by}.",
        "This act belongs to: {by}.",
    ),
    "nobody-signs": (
        "Personne ne signe « {act} ».",
        "Nobody signs “{act}”.",
        "Donnez la personne qui agit et au nom de qui.",
        "Give the person who acts and on whose behalf.",
    ),
    "time-signs-nothing": (
        "Le passage « {step} » est l’effet du temps : personne ne le signe.",
        "The passage “{step}” is the effect of time: nobody signs it.",
        "Retirez les signataires.",
        "Take the signers away.",
    ),
    "signed-twice": (
        "La même personne signe deux fois.",
        "The same person signs twice.",
        "Une personne signe une fois.",
        "A person signs once.",
    ),
    "apart": (
        "Cette personne a déjà agi dans ce dossier comme « {before} » : elle ne peut y être « {party} ».",
        "This person already acted in this dossier as “{before}” and cannot be “{party}” in it.",
        "Une autre personne doit agir.",
        "Another person must act.",
    ),
    "jointly": (
        "Cette exception demande au moins {people} personnes de collèges différents ; ont signé : {colleges}.",
        "This exception takes at least {people} people of different colleges; signed by: {colleges}.",
        "Faites signer une personne d’un autre collège.",
        "Have a person of another college sign.",
    ),
    "guard-false": (
        "« {act} » ne mène nulle part : aucune de ses conditions n’est remplie.",
        "“{act}” leads nowhere: none of its conditions is met.",
        "Conditions : {guards}.",
        "Conditions: {guards}.",
    ),
    "guard-unknown": (
        "« {act} » attend ce qui n’est pas encore connu : {missing}.",
        "“{act}” waits for what is not known yet: {missing}.",
        "Faites connaître ce qui manque.",
        "Make known what is missing.",
    ),
    "two-ways": (
        "« {act} » mènerait à plusieurs endroits : {steps}.",
        "“{act}” would lead to several places: {steps}.",
        "Corrigez la procédure : d’un état, un acte n’a qu’une condition vraie.",
        "Mend the procedure: from a state, an act has one condition that is true.",
    ),
    "other-papers": (
        "Le vote porte sur d’autres pièces que celles figées pour lui (« {snapshot} »).",
        "The vote is on other papers than those frozen for it (“{snapshot}”).",
        "Le point tombe de l’ordre du jour ; votez sur les pièces figées en dernier.",
        "The item falls off the agenda; vote on the papers that were frozen last.",
    ),
    "unknown-input": (
        "« {name} » n’est pas une condition de cette procédure.",
        "“{name}” is not an input of this procedure.",
        "Attendu : {known}.",
        "Expected: {known}.",
    ),
    "not-true-or-false": (
        "« {name} » n’est ni vrai, ni faux, ni inconnu.",
        "“{name}” is neither true, nor false, nor unknown.",
        "Donnez vrai, faux ou rien.",
        "Give true, false or nothing.",
    ),
}

fault = FaultCatalogue(MESSAGES).build
