"""What is wrong in what the desk of surveys, or a respondent, asks for."""

from __future__ import annotations

from dataclasses import replace

from filiere.core import Faults
from filiere.core.faults import FaultCatalogue, FaultEntry

# Under each code, the fault in French and in English, then the remedy in French and in English.
_ENTRIES: dict[str, FaultEntry] = {
    "survey-questionnaire-unknown": (
        "Aucun questionnaire n’a la clé « {questionnaire} ».",
        "No questionnaire has the key “{questionnaire}”.",
        "Choisissez-en un dans la liste.",
        "Choose one from the list.",
    ),
    "survey-wave-exists": (
        "La vague {period} de ce questionnaire existe déjà.",
        "The {period} wave of this questionnaire already exists.",
        "Donnez une autre période, ou reprenez la vague existante.",
        "Give another period, or go on with the existing wave.",
    ),
    "survey-dates-out-of-order": (
        "La vague ouvre le {opens}, ferme le {closes} et paraît le {publishes} : ces dates ne se suivent pas.",
        "The wave opens on {opens}, closes on {closes} and is published on {publishes}: these dates are out of order.",
        "Corrigez-les : l’ouverture, puis la clôture, puis la parution.",
        "Correct them: opening, then closing, then publication.",
    ),
    "survey-wave-state": (
        "Ce n’est pas possible à ce stade de la vague.",
        "This is not possible at this stage of the wave.",
        "Rechargez la page : elle montre ce qui est possible maintenant.",
        "Reload the page: it shows what is possible now.",
    ),
    "survey-frame-empty": (
        "La base de sondage n’a aucun centre.",
        "The sampling frame has no centre.",
        "Déposez la liste des centres, ou reprenez celle de la vague précédente.",
        "Upload the list of centres, or take that of the previous wave.",
    ),
    "survey-wave-unknown": (
        "Aucune vague parue n’a la clé « {wave} ».",
        "No published wave has the key “{wave}”.",
        "Prenez-la dans la liste des vagues.",
        "Take it from the list of waves.",
    ),
    "survey-frame-column-twice": (
        "La colonne « {column} » figure deux fois.",
        "The column “{column}” appears twice.",
        "Gardez-en une.",
        "Keep one.",
    ),
    "survey-frame-too-many-columns": (
        "La base a {found} colonnes de plus que celles qu’elle doit avoir ; {most} au plus peuvent servir de strates.",
        "The frame has {found} columns beyond those it must have; at most {most} may serve as strata.",
        "Retirez celles qui ne servent pas au tirage.",
        "Remove those that the draw does not use.",
    ),
    "survey-frame-segment": (
        "« {value} » n’est pas un segment.",
        "“{value}” is not a segment.",
        "Écrivez l’une de ces clés : {known}.",
        "Write one of these keys: {known}.",
    ),
    "survey-frame-name-blank": (
        "Ce centre n’a pas de nom.",
        "This centre has no name.",
        "Écrivez le nom sous lequel il se présente : c’est celui du formulaire et de la liste des appels.",
        "Enter the name it goes by: it stands on the form and in the list of calls.",
    ),
    "survey-frame-email": (
        "« {value} » n’est pas une adresse.",
        "“{value}” is not a valid address.",
        "Écrivez-la sous la forme nom@domaine, ou videz la case : le centre ne reçoit alors aucun e-mail.",
        "Enter it as name@domain, or clear the cell: the centre then receives no e-mail.",
    ),
    "survey-frame-language": (
        "« {value} » n’est pas une langue du site.",
        "“{value}” is not a language of the site.",
        "Écrivez fr ou en, ou videz la case pour le français.",
        "Write fr or en, or clear the cell for French.",
    ),
    "survey-frame-size-whole": (
        "L’effectif « {value} » n’est pas un nombre entier de {most} au plus.",
        "The headcount “{value}” is not a whole number of at most {most}.",
        "Écrivez le nombre de salariés, sans décimale.",
        "Write the number of employees, without decimals.",
    ),
    "survey-frame-column-unknown": (
        "La base n’a pas de colonne « {column} ».",
        "The frame has no column “{column}”.",
        "Colonnes qui peuvent servir de strates : {known}.",
        "Columns that may serve as strata: {known}.",
    ),
    "survey-invitations-too-early": (
        "La collecte ouvre le {opens} : aucune invitation ne part avant.",
        "Collection opens on {opens}: no invitation is sent before that day.",
        "Revenez ce jour-là ; l’échantillon tiré ne change pas d’ici là.",
        "Come back on that day; the sample drawn does not change until then.",
    ),
    "survey-collection-over": (
        "La collecte s’est terminée le {closes} : un lien envoyé maintenant n’ouvrirait rien.",
        "Collection ended on {closes}: a link sent now would open nothing.",
        "Utilisez « Clore la collecte » ; si aucune invitation n’est partie, prévoyez une autre vague.",
        "Use “Close the collection”; if no invitation was sent, plan another wave.",
    ),
    "survey-closing-early": (
        "Les lettres promettent des liens ouverts jusqu’au {closes}.",
        "Letters promise that links open until {closes}.",
        "Attendez ce jour, ou cochez la case : une collecte close ne rouvre pas.",
        "Wait for that day, or tick the box: a closed collection does not reopen.",
    ),
    "survey-reminders-spent": (
        "Les {most} relances prévues sont parties.",
        "The {most} planned reminders have been sent.",
        "Appelez les centres de la liste : un appel vaut mieux qu’une lettre de plus.",
        "Call the centres of the list: a call does more than another letter.",
    ),
    "survey-reminder-too-soon": (
        "La dernière lettre est du {last}, il y a moins de {days} jours.",
        "The last letter went on {last}, less than {days} days ago.",
        "Attendez, ou appelez.",
        "Wait, or call.",
    ),
    "survey-publication-too-early": (
        "La parution est annoncée pour le {day} : elle ne s’avance pas.",
        "Publication is announced for {day}: it is not brought forward.",
        "Publiez à l’heure annoncée ; d’ici là, nommez ceux qui peuvent lire sous embargo.",
        "Publish at the announced time; until then, name those who may read under embargo.",
    ),
    "survey-too-few-replies": (
        "Réponses reçues : {replies}. Il en faut {least} pour publier.",
        "{replies} replies: publishing takes {least}.",
        "Une collecte close ne rouvre pas : ne publiez pas cette vague, et tirez la suivante plus grande.",
        "A closed collection does not reopen: do not publish this wave, and draw a larger sample for the next.",
    ),
    "survey-results-outdated": (
        "Depuis le calcul de ces résultats, une réponse a été corrigée ou d’autres résultats ont paru.",
        "Since these results were computed, an answer was corrected or other results were published.",
        "Calculez-les de nouveau, puis publiez.",
        "Compute them again, then publish.",
    ),
    "survey-results-unchanged": (
        "Calculés de nouveau, les résultats parus ne changent pas.",
        "Computed again, the published results do not change.",
        "Corrigez d’abord les réponses, sur la page du centre. Si le calcul était faux, donnez le nombre à la main.",
        "Correct the answers first, on the page of the centre. If the computation was wrong, enter the number by hand.",
    ),
    "survey-result-to-recompute": (
        "Les réponses sous ce résultat ont été corrigées : le bon nombre se calcule.",
        "Answers behind this result were corrected: the right number can be computed.",
        "Recalculez les résultats : celui-ci aura son intervalle.",
        "Compute the results again: this one will have its interval.",
    ),
    "survey-result-unknown": (
        "Aucun résultat publié de cette vague n’a la clé « {result} ».",
        "No published result of this wave has the key “{result}”.",
        "Choisissez-la dans le tableau des résultats.",
        "Choose it from the table of results.",
    ),
    "survey-result-not-a-share": (
        "{value} n’est pas une part.",
        "{value} is not a share.",
        "Donnez une part de 0 à 100 % : 50 pour 50 %.",
        "Give a share from 0 to 100%: 50 for 50%.",
    ),
    "survey-result-unchanged": (
        "C’est le nombre qui est déjà publié.",
        "This is the number that is already published.",
        "Donnez le nombre corrigé ; s’il n’a pas changé, il n’y a rien à corriger.",
        "Give the corrected number; if it has not changed, there is nothing to correct.",
    ),
    "survey-reader-unknown": (
        "Aucun compte en service n’a cette adresse.",
        "No active account has this address.",
        "Donnez l’adresse d’un compte : un lecteur sous embargo est une personne nommée.",
        "Give the address of an account: an early reader is a named person.",
    ),
    "survey-reader-named": (
        "Cette personne est déjà nommée.",
        "This person is already named.",
        "Il n’y a rien d’autre à faire.",
        "There is nothing else to do.",
    ),
    "survey-question-unknown": (
        "Aucune question n’a la clé « {question} ».",
        "No question has the key “{question}”.",
        "Prenez-la dans la liste des réponses.",
        "Take it from the list of answers.",
    ),
    "survey-answer-unreadable": (
        "« {value} » n’est pas une réponse possible à « {question} ».",
        "“{value}” is not a possible answer to “{question}”.",
        "Donnez un nombre, un texte ou l’un des choix, selon la question.",
        "Give a number, a text or one of the options, as the question asks.",
    ),
    "survey-reply-changed": (
        "Ces réponses ont été modifiées ailleurs depuis que cette page a été affichée.",
        "These answers were changed elsewhere since this page was shown.",
        "La page montre maintenant les dernières : reprenez ce qui manque.",
        "The page now shows the latest: enter again what is missing.",
    ),
    "survey-review-changed": (
        "Rien n’est envoyé : cette page ne montrait pas les réponses qui sont là maintenant.",
        "Nothing was sent: this page did not show the answers that are there now.",
        "Relisez-les ci-dessous, puis envoyez-les.",
        "Read them below, then send them.",
    ),
    "survey-reply-late": (
        "Rien de ce que vous venez de faire n’est enregistré ni envoyé.",
        "Nothing of what you just did was saved or sent.",
        "Écrivez à l’observatoire, qui dira ce qui peut encore être repris.",
        "Write to the observatory, who will say what can still be taken.",
    ),
    "survey-reply-submitted": (
        "Ce questionnaire a été envoyé : ses réponses ne changent plus ici.",
        "This questionnaire was sent: its answers no longer change here.",
        "Écrivez à l’observatoire, qui corrigera avec vous.",
        "Write to the observatory, who will correct them with you.",
    ),
    "survey-reply-incomplete": (
        "{left} questions attendent une correction avant l’envoi.",
        "{left} questions must be corrected before sending.",
        "Ouvrez chacune : la page dit ce qui ne va pas.",
        "Open each: the page says what is wrong.",
    ),
    "survey-email-malformed": (
        "Ce n’est pas une adresse.",
        "This is not a valid address.",
        "Écrivez-la sous la forme nom@domaine.",
        "Enter it as name@domain.",
    ),
    "survey-workbook-missing": (
        "Aucun classeur n’a été joint.",
        "No workbook was attached.",
        "Choisissez le fichier que vous avez rempli.",
        "Choose the file that you filled in.",
    ),
    "survey-unit-replied": (
        "Ce centre a envoyé ses réponses : il ne refuse pas de répondre.",
        "This centre has sent its answers: it does not refuse to answer.",
        "S’il n’est pas un centre, notez-le ; sinon, il n’y a rien à faire.",
        "If it is not a centre, record that; otherwise, there is nothing to do.",
    ),
    "survey-too-many-transfers": (
        "Trop de liens ont été envoyés pour ce centre aujourd’hui.",
        "Too many links were sent for this centre today.",
        "Réessayez demain, ou écrivez à l’observatoire.",
        "Try again tomorrow, or write to the observatory.",
    ),
}

CATALOGUE = FaultCatalogue(_ENTRIES)
fault = CATALOGUE.build


def refuse(code: str, key: str | None = None, /, **values: object) -> Faults:
    """Return the exception of one fault, at a field."""
    return Faults([replace(fault(code, **values), key=key)])
