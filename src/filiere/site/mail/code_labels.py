"""Kinds of letters and troubles of their sending, in words."""

from __future__ import annotations

from filiere.core import Text
from filiere.site.mail.models import Letter, Trouble

_KINDS: dict[str, Text] = {
    "account": Text(fr="Compte", en="Account"),
    "approval": Text(fr="Demande à contresigner", en="Request to countersign"),
    "audit": Text(fr="Audit", en="Audit"),
    "clock": Text(fr="Horloge du serveur", en="Clock of the server"),
    "complaint": Text(fr="Réclamation", en="Complaint"),
    "dossier": Text(fr="Procédure d’un dossier", en="Procedure of a dossier"),
    "evidence": Text(fr="Preuves d’un dossier", en="Evidence of a dossier"),
    "exception": Text(fr="Séance d’une instance", en="Session of a body"),
    "follow": Text(fr="Suivi d’un titulaire", en="Holder follow-up"),
    "hearing": Text(fr="Audition", en="Hearing"),
    "holders": Text(fr="Vie d’un label", en="Life of a label"),
    "invitation": Text(fr="Invitation", en="Invitation"),
    "item": Text(fr="Séance d’une instance", en="Session of a body"),
    "mandate": Text(fr="Siège dans une instance", en="Seat in a body"),
    "membership": Text(fr="Qui agit pour une organisation", en="Who acts for an organisation"),
    "password": Text(fr="Mot de passe", en="Password"),
    "proposal": Text(fr="Proposition de version", en="Proposal of a release"),
    "tie": Text(fr="Lien entre organisations", en="Tie between organisations"),
    "session": Text(fr="Séance d’une instance", en="Session of a body"),
}
_OTHER = Text(fr="Autre lettre", en="Other e-mail")
_TROUBLES: dict[str, Text] = {
    Trouble.SERVER: Text(
        fr="le serveur de courrier ne répond pas, ou refuse le site",
        en="the mail server does not answer, or refuses the site",
    ),
    Trouble.RECIPIENT: Text(fr="le serveur de courrier refuse l’adresse", en="the mail server refuses the address"),
    Trouble.SENDER: Text(
        fr="le serveur de courrier refuse l’expéditeur du site", en="the mail server refuses the site’s sender"
    ),
    Trouble.CONTENT: Text(fr="le serveur de courrier refuse la lettre", en="the mail server refuses the e-mail"),
    Trouble.SEALED: Text(
        fr="ses liens sont scellés sous une clé que le site n’a plus",
        en="its links are sealed under a key that the site no longer has",
    ),
}
_UNKNOWN = Text(fr="raison non notée", en="reason not recorded")


def kind_label(letter: Letter) -> Text:
    """What a letter is about, in general: its subject may name what the reader of a list may not know."""
    return _KINDS.get(letter.kind.replace("-", ".").partition(".")[0], _OTHER)


def trouble_label(letter: Letter) -> Text:
    """Why a letter did not leave, with the code of the mail server."""
    word, _, code = letter.trouble.partition(" ")
    words = _TROUBLES.get(word, _UNKNOWN)
    return Text(fr=f"{words.fr} ({code})", en=f"{words.en} ({code})") if code else words
