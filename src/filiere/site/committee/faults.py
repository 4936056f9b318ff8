"""Why an act of a session is refused, in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from filiere.core import Fault, Faults, Text

FAULT_MESSAGES: Final[Mapping[str, tuple[str, str, str, str]]] = {
    "session-not-running": (
        "La séance n’est pas ouverte.",
        "The session is not open.",
        "Elle s’ouvre le jour pour lequel elle est convoquée ; une fois close, elle ne se rouvre pas.",
        "It opens on the day it was called for; once closed, it cannot be reopened.",
    ),
    "session-begun": (
        "La séance a déjà été ouverte.",
        "The session is already open.",
        "Poursuivez sur sa page.",
        "Continue from its page.",
    ),
    "session-over": (
        "La séance du {day} est terminée : elle ne dure qu’un jour, prolongé au lendemain si un vote est ouvert.",
        "The session of {day} is over: it lasts one day only, extended to the next if a vote is already open.",
        "Fermez-la, ou laissez le site la fermer : ce qui n’est pas conclu est reporté à une prochaine séance.",
        "Close it, or let the site close it; anything not concluded is carried over to a later session.",
    ),
    "session-in-the-past": (
        "Le {day} est déjà passé.",
        "{day} is in the past.",
        "Convoquez la séance pour aujourd’hui ou plus tard.",
        "Call the session for today or later.",
    ),
    "session-too-soon": (
        "Une séance se convoque au moins {days} jours avant : le premier jour possible est le {first}.",
        "A session must be called at least {days} days ahead: the earliest date is {first}.",
        "Choisissez ce jour-là ou un jour suivant.",
        "Choose that date or a later one.",
    ),
    "session-no-urgency": (
        "La version du référentiel ne prévoit pas de convocation en urgence.",
        "The referential release does not provide for urgent calls.",
        "Retirez le motif d’urgence, et respectez le délai de convocation.",
        "Remove the reason for urgency, and respect the notice period.",
    ),
    "agenda-fixed": (
        "L’ordre du jour est fixé {days} jours avant la séance : un point s’inscrit à une séance du {first} ou après.",
        "An agenda is fixed {days} days before its session: an item can go to a session on {first} or later.",
        "Inscrivez le dossier à une autre séance, ou convoquez-en une.",
        "Put the dossier on the agenda of another session, or call one.",
    ),
    "item-announced": (
        "L’ordre du jour, fixé {days} jours avant la séance, a été envoyé : aucun point ne peut plus en être retiré.",
        "An agenda is fixed {days} days before its session and sent to members: items can no longer be withdrawn.",
        "L’instance l’examine ou le reporte. Si les pièces changent, le point est retiré automatiquement.",
        "The body will deal with it or adjourn it. If the documents change, the item is removed automatically.",
    ),
    "tie-denied": (
        "Vous avez déjà déclaré n’avoir aucun lien avec cette entreprise.",
        "You have already stated that you have no link with this company.",
        "Si un lien apparaît, déclarez-le parmi vos intérêts : la déclaration prend effet aussitôt.",
        "If a link arises, declare it among your interests: it takes effect at once.",
    ),
    "item-overdue": (
        "La décision est en retard : la procédure inscrit ce dossier à l’ordre du jour, sans retrait possible.",
        "The decision is overdue: the procedure puts this dossier on the agenda, and it cannot be withdrawn.",
        "L’instance l’examine ou le reporte.",
        "The body will deal with it or adjourn it.",
    ),
    "session-not-today": (
        "Cette séance est convoquée pour le {day}.",
        "This session is called for {day}.",
        "Ouvrez-la ce jour-là, ou convoquez-en une autre.",
        "Open it on that day, or call another session.",
    ),
    "session-too-early": (
        "Cette séance est convoquée pour {hour} : les autres membres ne seront pas là avant.",
        "This session is called for {hour}: the other members will not be there earlier.",
        "Ouvrez-la à partir de cette heure.",
        "Open it from that time on.",
    ),
    "session-items-open": (
        "Le vote du point {number} a commencé et n’est pas conclu.",
        "The vote on item {number} has begun and has not been concluded.",
        "Concluez-le avant de fermer la séance.",
        "Conclude it before you close the session.",
    ),
    "session-items-left": (
        "Le point {number} n’a pas été examiné, et son quorum peut encore être atteint aujourd’hui.",
        "Item {number} has not been dealt with, and a quorum may still be reached today.",
        "Attendez les membres, ou fermez la séance demain : une seule personne ne peut pas reporter l’ordre du jour.",
        "Wait for the members, or close the session tomorrow: no one can adjourn the agenda alone.",
    ),
    "session-close-alone": (
        "Vous avez demandé la clôture alors qu’un point n’a pas été examiné : vous ne pouvez pas la confirmer.",
        "You asked to close with an item outstanding, so you cannot confirm it yourself.",
        "Un membre présent d’un autre collège doit confirmer ; l’ouverture du vote sur ce point annule la demande.",
        "A member present from another college must confirm; opening the vote on the item cancels the request.",
    ),
    "session-close-college": (
        "La clôture est demandée par un membre de votre collège, et un point n’a pas été examiné.",
        "A member of your own college asked to close with an item outstanding.",
        "Un membre présent d’un autre collège doit la confirmer.",
        "A member present from another college must confirm.",
    ),
    "session-item-not-yours": (
        "Le point {number}, dont vous êtes écarté, n’a pas été examiné : les autres membres décident de son report.",
        "You are recused from item {number}, which is outstanding: the other members decide whether to adjourn it.",
        "Un membre qui peut en délibérer doit fermer la séance.",
        "A member entitled to deliberate on it must close the session.",
    ),
    "not-before-this-body": (
        "Ce dossier n’est pas devant cette instance, ou rien n’y a été figé pour un vote.",
        "This dossier is not before this body, or nothing in it has been frozen for a vote.",
        "Attendez l’étape qui le soumet à cette instance.",
        "Wait for the step that refers it to this body.",
    ),
    "already-on-an-agenda": (
        "Ce dossier est déjà à un ordre du jour.",
        "This dossier is already on an agenda.",
        "Un dossier ne figure qu’à un seul ordre du jour à la fois.",
        "A dossier can be on only one agenda at a time.",
    ),
    "item-fallen": (
        "Ce point a été retiré de l’ordre du jour : {why}.",
        "This item was removed from the agenda: {why}.",
        "Inscrivez le dossier de nouveau, tel qu’il est maintenant.",
        "Put the dossier on an agenda again in its current state.",
    ),
    "item-wrong-step": (
        "Ce point n’en est pas à cette étape.",
        "This item is not at that step.",
        "Dans l’ordre : premier vote, ouverture des bulletins, débat, second vote, ouverture, décision.",
        "The order is: first vote, opening of ballots, debate, second vote, opening, decision.",
    ),
    "not-heard": (
        "L’entreprise n’a pas été entendue et n’a pas renoncé à l’être.",
        "The company has neither been heard nor declined a hearing.",
        "Notez d’abord l’entretien : aucune décision n’est prise sans que l’entreprise puisse être entendue.",
        "Record the hearing first: no decision is taken unless the company could be heard.",
    ),
    "ballots-missing": (
        "Bulletins encore attendus des membres présents : {missing}.",
        "Ballots still awaited from members present: {missing}.",
        "Attendez-les, ou ouvrez les bulletins déposés {minutes} minutes après l’ouverture du tour.",
        "Wait for the other ballots; {minutes} minutes after the round opened, the ballots cast can be opened.",
    ),
    "not-in-the-room": (
        "Votre présence à la séance n’est pas notée.",
        "You are not recorded as present at the session.",
        "Signalez votre présence sur la page de la séance.",
        "Record your presence on the session’s page.",
    ),
    "no-seat": (
        "Cette personne n’occupe aucun siège de cette instance ce jour-là.",
        "This person holds no seat of this body on that day.",
        "Un mandat en cours est nécessaire.",
        "A current mandate is required.",
    ),
    "not-seated": (
        "Vous n’occupez aucun siège de cette instance.",
        "You hold no seat of this body.",
        "Ses membres ouvrent et ferment la séance ; l’équipe du label la convoque et tient l’ordre du jour.",
        "Members open and close the session; the label staff call it and manage the agenda.",
    ),
    "hearing-short-notice": (
        "Ce jour a été proposé moins de {days} jours à l’avance : l’absence de l’entreprise ne vaut pas renonciation.",
        "This day was offered less than {days} days before: non-attendance does not count as declining.",
        "Proposez un autre jour, à partir du {first}, ou attendez que l’entreprise réponde par écrit.",
        "Offer another date, {first} or later, or wait for the company’s written reply.",
    ),
    "hearing-done": (
        "L’entretien est déjà noté.",
        "The hearing has already been recorded.",
        "Un entretien noté ne peut plus être modifié.",
        "A recorded hearing can no longer be changed.",
    ),
    "hearing-not-offered": (
        "Aucun entretien n’a été proposé sur cette question.",
        "No hearing has been offered on this matter.",
        "Proposez-en un d’abord.",
        "Offer one first.",
    ),
    "hearing-day-to-come": (
        "Le jour proposé, {day}, n’est pas encore passé.",
        "The day offered, {day}, is not over yet.",
        "Attendez le lendemain.",
        "Wait until the following day.",
    ),
    "hearing-not-yet": (
        "Le {day} n’est pas encore venu : un entretien se note quand il a eu lieu.",
        "{day} has not come yet: a hearing is recorded once it has been held.",
        "Notez-le ce jour-là, ou proposez un autre jour.",
        "Record it on that day, or offer another date.",
    ),
    "words-missing": (
        "Ce texte est nécessaire.",
        "This text is required.",
        "Écrivez-le en quelques phrases.",
        "Write it in a few sentences.",
    ),
    "no-dissent": (
        "Votre vote ne s’écarte pas de la décision.",
        "Your vote does not differ from the decision.",
        "Seul un membre qui a voté autrement peut joindre un avis minoritaire.",
        "Only a member who voted differently can attach a minority opinion.",
    ),
    "dissent-twice": (
        "Votre avis est déjà joint.",
        "Your opinion is already attached.",
        "Un avis par personne ; il ne peut plus être modifié.",
        "One opinion per person; it cannot be changed.",
    ),
    "interest-days": (
        "Un intérêt ne peut pas finir avant d’avoir commencé.",
        "An interest cannot end before it began.",
        "Corrigez les dates.",
        "Correct the dates.",
    ),
    "interest-over": (
        "Cet intérêt est déjà terminé.",
        "This interest has already ended.",
        "Déclarez-en un autre s’il a repris.",
        "Declare another if it has resumed.",
    ),
    "interest-of-another": (
        "Cet intérêt a été déclaré par une autre personne.",
        "This interest was declared by someone else.",
        "Chacun enregistre la fin de ses propres intérêts.",
        "Each person records the end of their own interests.",
    ),
    "link-of-one": (
        "Une organisation ne peut pas être sa propre cliente.",
        "An organisation cannot be its own client.",
        "Nommez deux organisations.",
        "Name two organisations.",
    ),
    "tie-annulled": (
        "Ce lien est annulé, ou n’est plus inscrit.",
        "This link has been annulled, or is no longer recorded.",
        "Il n’écarte plus personne : il n’y a rien à faire.",
        "It no longer disqualifies anyone: there is nothing to do.",
    ),
    "link-over": (
        "La fin de ce lien est déjà notée.",
        "The end of this link has already been recorded.",
        "Notez-en un autre s’il a repris.",
        "Record another if it has resumed.",
    ),
    "link-backdated": (
        "Un lien ne peut pas prendre fin avant le jour où il a été noté.",
        "A link cannot end before the day it was recorded.",
        "Indiquez ce jour-là ou un jour plus récent.",
        "Enter that date or a later one.",
    ),
    "interest-backdated": (
        "Un intérêt ne peut pas prendre fin avant le jour où il a été déclaré.",
        "An interest cannot end before the day it was declared.",
        "Indiquez ce jour-là ou un jour plus récent.",
        "Enter that date or a later one.",
    ),
    "interest-to-come": (
        "Ce jour n’est pas encore venu.",
        "This day has not come yet.",
        "Enregistrez la fin de l’intérêt quand il aura pris fin.",
        "Record the end of the interest once it has ended.",
    ),
    "recusal-during-vote": (
        "Un vote est ouvert sur ce dossier : personne ne peut en être écarté pendant le vote.",
        "A vote is open on this dossier: no one can be recused while ballots are being cast.",
        "Attendez l’ouverture des bulletins. Un membre peut toujours se déporter lui-même.",
        "Wait until the ballots are opened. Members may recuse themselves at any time.",
    ),
    "recusal-alone": (
        "Vous avez demandé cette récusation, ou elle vous concerne : vous ne pouvez pas la confirmer.",
        "You requested this recusal, or it concerns you: you cannot confirm it.",
        "Un autre membre de l’instance doit la confirmer.",
        "Another member of the body must confirm it.",
    ),
    "recusal-outside": (
        "Seul un membre de la même instance peut confirmer une récusation.",
        "Only a member of the same body can confirm a recusal.",
        "Un membre de l’instance doit la confirmer.",
        "A member of the body must confirm it.",
    ),
    "recusal-known": (
        "Cette récusation est déjà notée.",
        "This recusal is already recorded.",
        "Il n’y a rien à faire de plus.",
        "No further action is needed.",
    ),
    "electorate-under-vote": (
        "Un vote a commencé à la séance du {day} ({body}), et ce changement modifierait la liste de ses participants.",
        "A vote has begun in the session of {day} ({body}), and this change would alter who takes part in it.",
        "Refaites-le quand ce vote sera conclu. Un membre peut toujours se déporter lui-même.",
        "Do it again once that vote is concluded. Members may recuse themselves at any time.",
    ),
    "seat-session-running": (
        "La séance du {day} ({body}) a commencé : personne ne peut plus y prendre siège.",
        "The session of {day} ({body}) has begun: no one can take a seat once it is under way.",
        "Attendez sa clôture, ou faites commencer ce mandat demain ou plus tard.",
        "Wait until it is closed, or start this mandate tomorrow or later.",
    ),
    "seat-session-past": (
        "Une séance a eu lieu le {day} ({body}) : un mandat inscrit aujourd’hui n’y donne pas de siège.",
        "A session was held on {day} ({body}): a mandate recorded today gives no seat in it.",
        "Faites commencer ce mandat aujourd’hui ou plus tard.",
        "Start this mandate today or later.",
    ),
    "interest-future": (
        "Cet intérêt commence un jour qui n’est pas encore venu.",
        "This interest starts in the future.",
        "S’il est déjà convenu, déclarez-le à la date d’aujourd’hui ; sinon, attendez ce jour-là.",
        "If it is already agreed, declare it as from today; otherwise wait until that day.",
    ),
    "link-future": (
        "Ce lien commence un jour qui n’est pas encore venu.",
        "This link starts in the future.",
        "Notez-le quand il aura commencé.",
        "Record it once it has started.",
    ),
    "exception-unknown": (
        "« {action} » n’est pas une exception que deux membres peuvent décider ici.",
        "“{action}” is not an exception that two members can decide here.",
        "Possible selon l’état : admettre un auditeur, suspendre d’urgence.",
        "Possible exceptions, depending on the state: admit an auditor, suspend immediately.",
    ),
    "exception-alone": (
        "Vous avez demandé cette exception : vous ne pouvez pas la confirmer.",
        "You requested this exception, so you cannot confirm it.",
        "Une seconde personne, d’un autre collège, doit la confirmer.",
        "A second person, from another college, must confirm.",
    ),
    "exception-college": (
        "La première signature vient du même collège que vous.",
        "The first signatory is from your own college.",
        "Une personne d’un autre collège doit la confirmer.",
        "Someone from another college must confirm.",
    ),
    "exception-asked": (
        "Cette exception est déjà demandée et attend une seconde signature.",
        "This exception has already been requested and awaits a second signature.",
        "Une personne d’un autre collège doit la confirmer sur la même page.",
        "Someone from another college must confirm it on the same page.",
    ),
    "exception-first-gone": (
        "La personne qui a demandé cette exception ne peut plus la signer.",
        "The person who requested this exception can no longer sign it.",
        "Demandez-la à votre tour : la demande précédente est annulée, et une personne d’un autre collège confirme.",
        "Request it yourself: the earlier request lapses, and someone from another college must confirm yours.",
    ),
    "exception-over": (
        "Cette demande ne peut plus être confirmée : le dossier a changé d’état, ou l’exception est déjà accordée.",
        "This request can no longer be confirmed: the dossier has changed state, or the exception is already granted.",
        "Demandez-la de nouveau si elle est encore utile.",
        "Request it again if it is still relevant.",
    ),
}


def fault(code: str, key: str | None = None, **values: object) -> Fault:
    """Return the fault of that code."""
    message_fr, message_en, remedy_fr, remedy_en = FAULT_MESSAGES[code]
    fr = {name: value.fr if isinstance(value, Text) else value for name, value in values.items()}
    en = {name: value.en if isinstance(value, Text) else value for name, value in values.items()}
    return Fault(
        code=code,
        message=Text(fr=message_fr.format_map(fr), en=message_en.format_map(en)),
        remedy=Text(fr=remedy_fr, en=remedy_en),
        key=key,
    )


def refuse(code: str, key: str | None = None, **values: object) -> Faults:
    """Return the exception of one fault."""
    return Faults([fault(code, key, **values)])
