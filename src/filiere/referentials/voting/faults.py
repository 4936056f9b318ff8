"""Why a ballot, an opening or published minutes are refused, apart from the rules so that words are read together."""

from typing import Final

from filiere.core.faults import Fault, FaultCatalogue, FaultEntry

MESSAGES: Final[dict[str, FaultEntry]] = {
    "vote-no-rule": (
        "La version {release} ne dit pas comment « {instance} » vote.",
        "The release {release} does not say how “{instance}” votes.",
        "Écrivez « committee » (et « appeal » pour le recours) dans award.yaml.",
        "Write “committee” (and “appeal” for appeals) in award.yaml.",
    ),
    "vote-no-question": (
        "Dans l’état « {state} », la procédure ne pose pas de question que le comité sache voter.",
        "In the state “{state}” the procedure asks no question that the committee can vote on.",
        "Attendez que le dossier vienne devant le comité ou l’instance de recours.",
        "Wait for the dossier to come before the committee or the appeal panel.",
    ),
    "vote-bound-to-nothing": (
        "Ce point n’est lié à aucun dossier scellé, ou à aucune version scellée.",
        "This item is bound to no sealed dossier, or to no sealed release.",
        "Donnez les deux empreintes SHA-256 : un vote porte sur un dossier figé.",
        "Give both SHA-256 fingerprints: a vote is on a frozen dossier.",
    ),
    "seat-unknown": (
        "« {seat} » n’est pas un siège de cette instance.",
        "“{seat}” is no seat of this body.",
        "Sièges : {seats}.",
        "Seats: {seats}.",
    ),
    "seat-titulars": (
        "Le siège « {seat} » a plusieurs titulaires.",
        "The seat “{seat}” has several titular members.",
        "Un siège a un titulaire ; les autres sont ses suppléants.",
        "A seat has one titular member; others are substitutes.",
    ),
    "seat-person-twice": (
        "La même personne tient plusieurs sièges : {seats}.",
        "The same person holds several seats: {seats}.",
        "Une personne tient un siège et un seul.",
        "A person holds one seat and no more.",
    ),
    "seat-too-many": (
        "Le collège « {college} » a {found} sièges, la règle en donne {given}.",
        "The college “{college}” has {found} seats; the rule gives {given}.",
        "Retirez les sièges en trop.",
        "Take the seats in excess away.",
    ),
    "college-unknown": (
        "« {college} » n’est pas un collège de cette instance.",
        "“{college}” is no college of this body.",
        "Collèges : {colleges}.",
        "Colleges: {colleges}.",
    ),
    "bodies-not-apart": (
        "Une personne siège à la fois au comité et à l’instance de recours ({count}).",
        "Somebody sits both on the committee and on the appeal panel ({count}).",
        "Qui a jugé une fois ne juge pas le recours : donnez le mandat à une autre personne.",
        "Whoever judged once does not judge the appeal: give the mandate to another person.",
    ),
    "vote-recused": (
        "Vous êtes récusé·e sur ce point : ni dossier, ni débat, ni vote.",
        "You are recused on this item: no papers, no debate, no vote.",
        "Le motif figure dans les déclarations d’intérêts ; s’il est faux, faites-le corriger avant la séance.",
        "The ground is in the declarations of interests; if it is wrong, have it mended before the session.",
    ),
    "vote-without-seat": (
        "Cette personne ne tient pas le siège « {seat} ».",
        "This person does not hold the seat “{seat}”.",
        "Seul·e le ou la titulaire du siège vote, ou l’un de ses suppléants en son absence.",
        "Only the titular member of the seat votes, or one of the substitutes in the titular’s absence.",
    ),
    "vote-absent": (
        "Cette personne n’est pas notée présente à la séance.",
        "This person is not noted as present at the session.",
        "Faites noter votre présence, puis votez.",
        "Have your presence noted, then vote.",
    ),
    "vote-substitute": (
        "Le ou la titulaire du siège « {seat} », ou un suppléant qui passe avant, est là et vote.",
        "The titular member of the seat “{seat}”, or a substitute who comes first, is there and votes.",
        "Un suppléant ne vote qu’en l’absence du titulaire.",
        "A substitute votes only in the absence of the titular member.",
    ),
    "vote-twice": (
        "Le siège « {seat} » a déjà voté à ce tour.",
        "The seat “{seat}” already voted in this round.",
        "Un siège vote une fois par tour ; le bulletin déposé est celui qui compte.",
        "A seat votes once a round; the ballot that was cast is the one that counts.",
    ),
    "vote-other-snapshot": (
        "Ce bulletin porte sur un autre état du dossier que celui qui est au vote.",
        "This ballot is on another state of the dossier than the one put to the vote.",
        "Relisez le dossier : il a changé, et un vote ne vaut que sur ce qui a été lu.",
        "Read the dossier again: it changed, and a vote is worth only what was read.",
    ),
    "vote-other-release": (
        "Ce bulletin porte sur une autre version du référentiel que celle du dossier.",
        "This ballot is on another release of the referential than that of the dossier.",
        "Votez sous la version que le dossier a figée.",
        "Vote under the release that the dossier pinned.",
    ),
    "vote-without-reasons": (
        "Ce vote n’a pas de motifs.",
        "This vote has no reasons.",
        "Citez le critère ou le constat qui vous décide ; seule l’abstention s’en passe.",
        "Name the criterion or the finding that decides you; only abstaining goes without.",
    ),
    "vote-unknown-choice": (
        "« {choice} » n’est pas un choix de ce vote.",
        "“{choice}” is no choice of this vote.",
        "Choix : {choices}.",
        "Choices: {choices}.",
    ),
    "vote-raises-level": (
        "« {choice} » est plus que ce que la règle propose ({proposed}).",
        "“{choice}” is more than the rule proposes ({proposed}).",
        "Le comité peut suivre, accorder moins, refuser ou demander un complément ; il ne peut ni relever le niveau "
        "ni lever un critère bloquant.",
        "The committee may follow, grant less, refuse or ask for a complement; it may neither raise the level nor "
        "waive a knock-out.",
    ),
    "vote-not-open": (
        "Ce tour de vote n’est pas ouvert.",
        "This round of the vote is not open.",
        "Votez entre l’ouverture du tour et l’ouverture des bulletins.",
        "Vote between the opening of the round and the opening of the ballots.",
    ),
    "vote-no-quorum": (
        "Le quorum n’est pas atteint : {short}.",
        "There is no quorum: {short}.",
        "Attendez les absents, appelez les suppléants, ou fermez la séance : le point va à la prochaine.",
        "Wait for those absent, call the substitutes, or close the session: the item goes to the next one.",
    ),
    "ballot-changed": (
        "Le bulletin du siège « {seat} » n’est plus celui dont l’empreinte a été publiée.",
        "The ballot of the seat “{seat}” is no longer the one whose fingerprint was published.",
        "Le vote est nul : refaites le tour, et cherchez qui a pu modifier le bulletin.",
        "The vote is void: hold the round again, and look for who could change the ballot.",
    ),
    "ballot-missing": (
        "Le bulletin du siège « {seat} » a été déposé et n’est plus là.",
        "The ballot of the seat “{seat}” was cast and is gone.",
        "Le vote est nul : refaites le tour, et cherchez qui a pu retirer le bulletin.",
        "The vote is void: hold the round again, and look for who could take the ballot away.",
    ),
    "ballot-stray": (
        "Un bulletin est là pour le siège « {seat} », dont aucune empreinte n’a été publiée.",
        "There is a ballot for the seat “{seat}”, of which no fingerprint was published.",
        "Le vote est nul : refaites le tour, et cherchez qui a pu ajouter le bulletin.",
        "The vote is void: hold the round again, and look for who could add the ballot.",
    ),
    "minutes-form": (
        "Ce compte rendu n’a pas la forme attendue : {what}.",
        "These minutes are not of the form expected: {what}.",
        "Prenez le fichier publié avec la décision, sans le modifier.",
        "Take the file published with the decision, unchanged.",
    ),
    "minutes-differ": (
        "Le compte rendu dit « {said} », le décompte refait donne « {found} » ({what}).",
        "The minutes say “{said}”, counting again gives “{found}” ({what}).",
        "Signalez-le : une décision qui ne se refait pas n’est pas établie.",
        "Report it: a decision that cannot be counted again is not established.",
    ),
    "minutes-seal": (
        "L’empreinte du compte rendu n’est pas celle de son contenu.",
        "The fingerprint of the minutes is not that of their content.",
        "Prenez le fichier publié avec la décision, sans le modifier.",
        "Take the file published with the decision, unchanged.",
    ),
}
CATALOGUE = FaultCatalogue(MESSAGES)


def fault(code: str, key: str | None = None, **values: object) -> Fault:
    """Return the fault of that code, at a key."""
    return CATALOGUE.build(code, **values).at(key=key)
