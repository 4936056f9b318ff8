"""Why an act of a session is refused, in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from filiere.core import Fault, Faults, Text

MESSAGES: Final[Mapping[str, tuple[str, str, str, str]]] = {
    "session-not-running": (
        "La séance n’est pas ouverte.",
        "The session is not open.",
        "Elle s’ouvre le jour de la convocation, et se ferme une fois.",
        "It opens on the day it was called for, and closes once.",
    ),
    "session-begun": (
        "La séance a déjà été ouverte.",
        "The session was opened already.",
        "Poursuivez sur sa page.",
        "Go on from its page.",
    ),
    "session-over": (
        "La séance du {day} est finie : elle dure sa journée, et le lendemain pour un vote déjà ouvert.",
        "The session of {day} is over: it lasts its day, and the next one for a vote that was open already.",
        "Fermez-la, ou laissez le site la fermer : ce qui n’est pas conclu va à une prochaine séance.",
        "Close it, or let the site close it: what is not concluded goes to a later session.",
    ),
    "session-in-the-past": (
        "Le {day} est déjà passé.",
        "{day} is already past.",
        "Convoquez la séance pour aujourd’hui ou plus tard.",
        "Call the session for today or later.",
    ),
    "session-too-soon": (
        "Une séance se convoque au moins {days} jours avant : le premier jour possible est le {first}.",
        "A session is called at least {days} days before: the first day possible is {first}.",
        "Choisissez ce jour-là ou un jour suivant.",
        "Choose that day or a later one.",
    ),
    "session-no-urgency": (
        "La version du référentiel ne prévoit pas de convocation en urgence.",
        "The release of the referential knows no urgent call.",
        "Retirez le motif d’urgence, et convoquez dans le délai.",
        "Take the reason for urgency out, and call within the notice.",
    ),
    "agenda-fixed": (
        "L’ordre du jour est fixé {days} jours avant la séance : un point s’inscrit à une séance du {first} ou après.",
        "An agenda is fixed {days} days before its session: an item goes to a session on {first} or later.",
        "Inscrivez le dossier à une autre séance, ou convoquez-en une.",
        "Put the dossier on the agenda of another session, or call one.",
    ),
    "item-announced": (
        "L’ordre du jour est fixé {days} jours avant la séance, et les membres l’ont reçu : un point n’en sort plus.",
        "An agenda is fixed {days} days before its session, and members were given it: no item is taken off any more.",
        "L’instance en délibère, ou le renvoie. Si les pièces changent, le point tombe de lui-même.",
        "The body deals with it, or puts it off. If the papers change, the item falls off by itself.",
    ),
    "item-overdue": (
        "La décision est en retard : la procédure met ce dossier à l’ordre du jour, et nul ne l’en retire.",
        "The decision is overdue: the procedure puts this dossier on the agenda, and nobody takes it off.",
        "L’instance en délibère, ou le renvoie.",
        "The body deals with it, or puts it off.",
    ),
    "session-not-today": (
        "Cette séance est convoquée pour le {day}.",
        "This session is called for {day}.",
        "Ouvrez-la ce jour-là, ou convoquez-en une autre.",
        "Open it on that day, or call another one.",
    ),
    "session-too-early": (
        "Cette séance est convoquée pour {hour} : les autres membres ne sont pas là avant.",
        "This session is called for {hour}: the other members are not there before.",
        "Ouvrez-la à partir de cette heure.",
        "Open it from that hour on.",
    ),
    "ballot-reasons-long": (
        "Vos motifs ont {found} signes, un bulletin en garde {most}.",
        "Your reasons have {found} characters; a ballot holds {most}.",
        "Raccourcissez-les : citez le critère ou le constat, et dites le reste au débat.",
        "Shorten them: name the criterion or the finding, and say the rest in the debate.",
    ),
    "session-items-open": (
        "Le vote du point {number} est commencé et n’est pas conclu.",
        "The vote on item {number} has begun and is not concluded.",
        "Concluez-le avant de fermer la séance.",
        "Conclude it before you close the session.",
    ),
    "session-items-left": (
        "Le point {number} n’a pas été examiné, et son quorum peut encore venir aujourd’hui.",
        "Item {number} was not dealt with, and its quorum may still come today.",
        "Attendez les membres, ou fermez la séance demain : une personne seule ne renvoie pas l’ordre du jour.",
        "Wait for the members, or close the session tomorrow: nobody puts the agenda off alone.",
    ),
    "session-close-alone": (
        "Vous avez demandé la clôture alors qu’un point n’a pas été examiné : vous ne la confirmez pas.",
        "You asked to close over an item that was not dealt with: you do not confirm it.",
        "Un membre présent d’un autre collège confirme, ou l’on ouvre le vote du point, ce qui efface la demande.",
        "A member who is here and of another college confirms; opening the vote on the item ends the request.",
    ),
    "session-close-college": (
        "La clôture est demandée par un membre de votre collège, et un point n’a pas été examiné.",
        "A member of your own college asked to close, and an item was not dealt with.",
        "Un membre présent d’un autre collège la confirme.",
        "A member who is here and of another college confirms it.",
    ),
    "session-item-not-yours": (
        "Vous restez hors du point {number}, qui n’a pas été examiné : le renvoyer est l’affaire des autres.",
        "You stay out of item {number}, which was not dealt with: putting it off is for the others.",
        "Un membre qui peut en délibérer ferme la séance.",
        "A member who may deliberate on it closes the session.",
    ),
    "not-before-this-body": (
        "Ce dossier n’est pas devant cette instance, ou rien n’y a été figé pour un vote.",
        "This dossier is not before this body, or nothing was frozen in it for a vote.",
        "Attendez l’acte qui le porte devant elle.",
        "Wait for the act that brings it there.",
    ),
    "already-on-an-agenda": (
        "Ce dossier est déjà à un ordre du jour.",
        "This dossier is already on an agenda.",
        "Un dossier n’y est qu’une fois.",
        "A dossier is on one agenda at a time.",
    ),
    "item-fallen": (
        "Ce point est tombé de l’ordre du jour : {why}.",
        "This item fell off the agenda: {why}.",
        "Inscrivez le dossier de nouveau, tel qu’il est maintenant.",
        "Put the dossier on an agenda again, as it now is.",
    ),
    "item-wrong-step": (
        "Ce point n’en est pas là.",
        "This item is not at that step.",
        "Dans l’ordre : premier vote, ouverture des bulletins, débat, second vote, ouverture, décision.",
        "In order: first vote, opening of ballots, debate, second vote, opening, decision.",
    ),
    "not-heard": (
        "L’entreprise n’a été ni entendue, ni n’y a renoncé.",
        "The company was neither heard nor declined to be.",
        "Notez d’abord l’entretien : nul n’est jugé sans avoir été entendu.",
        "Note the hearing first: nobody is judged unheard.",
    ),
    "ballots-missing": (
        "Il manque {missing} bulletin(s) de qui est dans la salle.",
        "{missing} ballot(s) of those in the room are missing.",
        "Attendez les autres bulletins ; {minutes} minutes après l’ouverture du tour, on ouvre ceux qui sont déposés.",
        "Wait for the other ballots; {minutes} minutes after the round opened, those that were cast are opened.",
    ),
    "not-in-the-room": (
        "Vous n’êtes pas noté·e présent·e à la séance.",
        "You are not noted as present at the session.",
        "Signalez votre présence sur la page de la séance.",
        "Say that you are there on the page of the session.",
    ),
    "no-seat": (
        "Cette personne ne tient aucun siège de cette instance ce jour-là.",
        "This person holds no seat of this body on that day.",
        "Un mandat en cours est nécessaire.",
        "A mandate in force is needed.",
    ),
    "not-seated": (
        "Vous ne tenez aucun siège de cette instance.",
        "You hold no seat of this body.",
        "Ses membres ouvrent et ferment la séance ; l’équipe du label la convoque et tient l’ordre du jour.",
        "Its members open and close the session; the label’s staff calls it and keeps the agenda.",
    ),
    "hearing-short-notice": (
        "Ce jour a été proposé moins de {days} jours avant : que personne ne soit venu ne vaut pas renonciation.",
        "This day was offered less than {days} days before: that nobody came does not count as declining.",
        "Proposez un autre jour, à partir du {first}, ou attendez que l’entreprise réponde par écrit.",
        "Offer another day, on {first} or later, or wait for the company’s answer in writing.",
    ),
    "hearing-done": (
        "L’entretien est déjà noté.",
        "The hearing is already noted.",
        "Ce qui est noté ne se change pas.",
        "What was noted is not changed.",
    ),
    "hearing-not-offered": (
        "Aucun entretien n’a été proposé sur cette question.",
        "No hearing was offered on this question.",
        "Proposez-en un d’abord.",
        "Offer one first.",
    ),
    "hearing-day-to-come": (
        "Le jour proposé, {day}, n’est pas passé.",
        "The day offered, {day}, is not over.",
        "Attendez le lendemain.",
        "Wait until the day after.",
    ),
    "hearing-not-yet": (
        "Le {day} n’est pas encore venu : un entretien se note quand il a eu lieu.",
        "{day} has not come yet: a hearing is noted once it was held.",
        "Notez-le ce jour-là, ou proposez un autre jour.",
        "Note it on that day, or offer another one.",
    ),
    "words-missing": (
        "Ce texte est nécessaire.",
        "These words are needed.",
        "Écrivez-le en quelques phrases.",
        "Write it in a few sentences.",
    ),
    "no-dissent": (
        "Votre vote ne s’écarte pas de la décision.",
        "Your vote does not differ from the decision.",
        "Seul qui a voté autrement joint un avis minoritaire.",
        "Only who voted otherwise attaches a minority opinion.",
    ),
    "dissent-twice": (
        "Votre avis est déjà joint.",
        "Your opinion is attached already.",
        "Un avis par personne ; il ne se change pas.",
        "One opinion a person; it is not changed.",
    ),
    "interest-days": (
        "Un intérêt ne finit pas avant d’avoir commencé.",
        "An interest does not end before it began.",
        "Corrigez les dates.",
        "Mend the days.",
    ),
    "interest-over": (
        "Cet intérêt est déjà terminé.",
        "This interest has already ended.",
        "Déclarez-en un autre s’il a repris.",
        "Declare another one if it began again.",
    ),
    "interest-of-another": (
        "Cet intérêt est déclaré par une autre personne.",
        "This interest was declared by somebody else.",
        "Chacun dit la fin de ses propres intérêts.",
        "Each person tells the end of their own interests.",
    ),
    "link-of-one": (
        "Une organisation n’est pas sa propre cliente.",
        "An organisation is not its own client.",
        "Nommez deux organisations.",
        "Name two organisations.",
    ),
    "tie-annulled": (
        "Ce lien est annulé, ou n’est plus inscrit.",
        "This tie is annulled, or is recorded no more.",
        "Il ne tient plus personne à l’écart : il n’y a rien à faire.",
        "It keeps nobody out any more: there is nothing to do.",
    ),
    "link-over": (
        "La fin de ce lien est déjà notée.",
        "The end of this link is already noted.",
        "Notez-en un autre s’il a repris.",
        "Note another one if it began again.",
    ),
    "link-backdated": (
        "Un lien ne prend pas fin avant le jour où il a été noté.",
        "A link does not end before the day on which it was noted.",
        "Donnez ce jour-là ou un jour plus récent.",
        "Give that day or a later one.",
    ),
    "interest-backdated": (
        "Un intérêt ne prend pas fin avant le jour où il a été déclaré.",
        "An interest does not end before the day on which it was declared.",
        "Donnez ce jour-là ou un jour plus récent.",
        "Give that day or a later one.",
    ),
    "interest-to-come": (
        "Ce jour n’est pas encore venu.",
        "This day has not come yet.",
        "Dites la fin de l’intérêt quand il aura pris fin.",
        "Tell the end of the interest when it has ended.",
    ),
    "recusal-during-vote": (
        "Un vote est ouvert sur ce dossier : personne n’en est écarté pendant qu’on vote.",
        "A vote is open on this dossier: nobody is sent away while ballots are cast.",
        "Attendez l’ouverture des bulletins. Un membre peut toujours se déporter lui-même.",
        "Wait until the ballots are opened. A member may always step out by themselves.",
    ),
    "recusal-alone": (
        "Vous avez demandé cette récusation, ou elle vous concerne : vous ne la confirmez pas.",
        "You asked for this recusal, or it concerns you: you do not confirm it.",
        "Un autre membre de l’instance la confirme.",
        "Another member of the body confirms it.",
    ),
    "recusal-outside": (
        "Seul un membre de la même instance confirme une récusation.",
        "Only a member of the same body confirms a recusal.",
        "Un membre de l’instance la confirme.",
        "A member of the body confirms it.",
    ),
    "recusal-known": (
        "Cette récusation est déjà notée.",
        "This recusal is noted already.",
        "Il n’y a rien à faire de plus.",
        "There is nothing more to do.",
    ),
    "electorate-under-vote": (
        "Un vote est commencé à la séance du {day} ({body}), et ce changement toucherait qui y prend part.",
        "A vote has begun in the session of {day} ({body}), and this change would move who takes part in it.",
        "Refaites-le quand ce vote sera conclu. Un membre peut toujours se déporter lui-même.",
        "Do it again once that vote is concluded. A member may always step out by themselves.",
    ),
    "seat-session-running": (
        "La séance du {day} ({body}) est commencée : personne n’y prend siège en cours de route.",
        "The session of {day} ({body}) has begun: nobody takes a seat in it on the way.",
        "Attendez sa clôture, ou faites commencer ce mandat demain ou plus tard.",
        "Wait until it is closed, or let this mandate begin tomorrow or later.",
    ),
    "seat-session-past": (
        "Une séance a eu lieu le {day} ({body}) : un mandat inscrit aujourd’hui n’y a pas donné de siège.",
        "A session was held on {day} ({body}): a mandate recorded today gave no seat in it.",
        "Faites commencer ce mandat aujourd’hui ou plus tard.",
        "Let this mandate begin today or later.",
    ),
    "interest-future": (
        "Cet intérêt commence un jour qui n’est pas encore venu.",
        "This interest begins on a day that has not come yet.",
        "Déclarez-le dès aujourd’hui s’il est déjà convenu, à la date d’aujourd’hui ; sinon, ce jour-là.",
        "Declare it as of today if it is agreed already; otherwise on that day.",
    ),
    "link-future": (
        "Ce lien commence un jour qui n’est pas encore venu.",
        "This link begins on a day that has not come yet.",
        "Notez-le quand il aura commencé.",
        "Note it once it has begun.",
    ),
    "exception-unknown": (
        "« {action} » n’est pas une exception que deux membres peuvent décider ici.",
        "“{action}” is no exception that two members may decide here.",
        "Possible selon l’état : admettre un auditeur, suspendre d’urgence.",
        "Possible, by the state: let an auditor in, suspend at once.",
    ),
    "exception-alone": (
        "Vous avez demandé cette exception : vous ne pouvez pas la confirmer.",
        "You asked for this exception: you cannot confirm it.",
        "Une seconde personne, d’un autre collège, confirme.",
        "A second person, of another college, confirms.",
    ),
    "exception-college": (
        "La première signature vient du même collège que vous.",
        "The first signature is of your own college.",
        "Une personne d’un autre collège confirme.",
        "A person of another college confirms.",
    ),
    "exception-asked": (
        "Cette exception est déjà demandée et attend une seconde signature.",
        "This exception is already asked for and awaits a second signature.",
        "Une personne d’un autre collège la confirme sur la même page.",
        "A person of another college confirms it on the same page.",
    ),
    "exception-first-gone": (
        "La personne qui a demandé cette exception ne peut plus la signer.",
        "The person who asked for this exception may no longer sign it.",
        "Demandez-la à votre tour : la demande passée tombe, et une personne d’un autre collège confirme la vôtre.",
        "Ask for it in your turn: the past request lapses, and a person of another college confirms yours.",
    ),
    "exception-over": (
        "Cette demande n’est plus à confirmer : le dossier a changé d’état, ou elle est faite.",
        "This request is no longer to be confirmed: the dossier changed state, or it is done.",
        "Demandez-la de nouveau si elle a encore un sens.",
        "Ask for it again if it still makes sense.",
    ),
}


def fault(code: str, key: str | None = None, **values: object) -> Fault:
    """Return the fault of that code."""
    message_fr, message_en, remedy_fr, remedy_en = MESSAGES[code]
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
