"""Words for the keys of communication, and the mark of each state."""

from __future__ import annotations

from filiere.core import Text
from filiere.site.accounts.rights import ROLE_NAMES, Role
from filiere.site.programme.communication.models import Message, MessageUse, Operation, Result
from filiere.site.programme.figure_uses import Fate

MESSAGE_STATES: dict[str, tuple[Text, str]] = {
    Message.State.DRAFT: (Text(fr="Brouillon", en="Draft"), ""),
    Message.State.SUBMITTED: (Text(fr="À approuver", en="To be approved"), "part"),
    Message.State.APPROVED: (Text(fr="Approuvé", en="Approved"), "ok"),
    Message.State.REFUSED: (Text(fr="À réécrire", en="To be rewritten"), "no"),
    Message.State.RECALLED: (Text(fr="Rappelé", en="Recalled"), "no"),
    Message.State.REPLACED: (Text(fr="Remplacé", en="Replaced"), "no"),
    Message.State.WITHDRAWN: (Text(fr="Retiré", en="Withdrawn"), "no"),
}
AWAITS_OFFICE = (Text(fr="Attend le cabinet", en="Awaits the minister’s office"), "part")
STALE = (Text(fr="Rappelé : son chiffre a changé", en="Recalled: its figure has changed"), "no")
UNDER_RECALL = (
    Text(fr="Chiffre en cours de rappel : ne pas citer", en="Figure under recall: do not quote"),
    "no",
)
DATED = (Text(fr="Déclaration datée", en="Dated statement"), "part")

AUDIENCES: dict[str, Text] = {
    Message.Audience.PUBLIC: Text(fr="Tout public", en="The general public"),
    Message.Audience.PRESS: Text(fr="La presse", en="The press"),
    Message.Audience.COMPANIES: Text(fr="Les entreprises", en="Companies"),
    Message.Audience.APPLICANTS: Text(fr="Les candidats à l’emploi", en="Job applicants"),
    Message.Audience.AUTHORITIES: Text(fr="Les pouvoirs publics", en="Public authorities"),
    Message.Audience.MEMBERS: Text(fr="Les adhérents", en="Members"),
}
OPERATION_STATES: dict[str, tuple[Text, str]] = {
    Operation.State.PLANNED: (Text(fr="Prévue", en="Planned"), "part"),
    Operation.State.HELD: (Text(fr="A eu lieu", en="Took place"), "ok"),
    Operation.State.CANCELLED: (Text(fr="Annulée", en="Cancelled"), "no"),
}
SILENCE_RULES: dict[str, Text] = {
    Operation.Silence.MENTION: Text(
        fr="Silence vaut retrait de la mention de l’État, non refus du message",
        en="Silence withdraws the mention of the State; it does not refuse the message",
    ),
    Operation.Silence.WAITS: Text(
        fr="Silence ne vaut ni accord ni refus : le message attend",
        en="Silence is neither agreement nor refusal: the message waits",
    ),
    Operation.Silence.GOES: Text(
        fr="Silence vaut accord : le message part tel quel",
        en="Silence is agreement: the message goes out as it stands",
    ),
}
OFFICE_ANSWERS: dict[str, Text] = {
    Message.Answer.AGREED: Text(fr="D’accord", en="Agrees"),
    Message.Answer.WITHOUT_MENTION: Text(
        fr="D’accord, sans la mention de l’État", en="Agrees, without the mention of the State"
    ),
    Message.Answer.REFUSED: Text(fr="Refuse", en="Refuses"),
}
MEASURES: dict[str, Text] = {
    Result.Measure.VISITORS: Text(fr="Visiteurs", en="Visitors"),
    Result.Measure.APPLICATIONS: Text(fr="Candidatures", en="Applications"),
    Result.Measure.PRESS: Text(fr="Articles et reportages", en="Press items"),
    Result.Measure.CITIES: Text(fr="Villes", en="Cities"),
    Result.Measure.CENTRES: Text(fr="Centres ouverts", en="Centres open to visitors"),
}
USE_KINDS: dict[str, Text] = {
    MessageUse.Kind.PAGE: Text(fr="Page d’un autre site", en="Page of another site"),
    MessageUse.Kind.KIT: Text(fr="Kit ou fiche presse", en="Press kit or sheet"),
    MessageUse.Kind.SPEECH: Text(fr="Discours", en="Speech"),
    MessageUse.Kind.POSTER: Text(fr="Affiche", en="Poster"),
    MessageUse.Kind.LETTER: Text(fr="Lettre", en="Letter"),
    MessageUse.Kind.AGREEMENT: Text(fr="Convention", en="Agreement"),
    MessageUse.Kind.REPORT: Text(fr="Rapport", en="Report"),
    MessageUse.Kind.PLAN: Text(fr="Plan d’action", en="Action plan"),
    MessageUse.Kind.OTHER: Text(fr="Autre", en="Other"),
}
USE_OWNERS: dict[str, Text] = {
    Role.COMMUNICATION: Text(fr="Communication", en="Communication"),
    Role.PROGRAMME: Text(fr="Conduite du programme", en="Programme leads"),
    Role.STATISTICIAN: Text(fr="Observatoire", en="Observatory"),
}
FATES: dict[str, tuple[Text, str]] = {
    Fate.REPLACED: (Text(fr="Remplacé", en="Replaced"), "ok"),
    Fate.WITHDRAWN: (Text(fr="Retiré", en="Withdrawn"), "no"),
    Fate.DATED: (Text(fr="Gardé, daté", en="Kept, dated"), "part"),
}
ZONES: dict[str, Text] = {
    "Europe/Paris": Text(fr="Heure de Paris", en="Paris time"),
    "America/Guadeloupe": Text(fr="Heure des Antilles", en="French West Indies time"),
    "America/Cayenne": Text(fr="Heure de Guyane", en="French Guiana time"),
    "Indian/Reunion": Text(fr="Heure de La Réunion", en="Réunion time"),
    "Indian/Mayotte": Text(fr="Heure de Mayotte", en="Mayotte time"),
    "Pacific/Noumea": Text(fr="Heure de Nouméa", en="Nouméa time"),
    "Europe/Brussels": Text(fr="Heure de Bruxelles", en="Brussels time"),
}


def name_owner(role: str) -> Text:
    """Return how a role is called where it answers for a use."""
    return USE_OWNERS.get(role) or ROLE_NAMES.get(Role(role)) or Text.same(role)
