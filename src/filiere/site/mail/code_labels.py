"""Kinds of letters and troubles of their sending, in words."""

from __future__ import annotations

from filiere.core import Text
from filiere.site.mail.models import Letter, Trouble

_KINDS: dict[str, Text] = {
    "account": Text(fr="Compte", en="Account"),
    "approval": Text(fr="Demande à contresigner", en="Request to countersign"),
    "audit": Text(fr="Audit", en="Audit"),
    "clock": Text(fr="Horloge du serveur", en="Server clock"),
    "complaint": Text(fr="Réclamation", en="Complaint"),
    "digest": Text(fr="Récapitulatif des tâches", en="Digest of tasks"),
    "dossier": Text(fr="Procédure d’un dossier", en="Dossier procedure"),
    "evidence": Text(fr="Preuves d’un dossier", en="Dossier evidence"),
    "exception": Text(fr="Séance d’une instance", en="Session of a body"),
    "follow": Text(fr="Suivi d’un titulaire", en="Following a holder"),
    "hearing": Text(fr="Entretien", en="Hearing"),
    "holders": Text(fr="Suivi d’un label", en="Label events"),
    "invitation": Text(fr="Invitation", en="Invitation"),
    "item": Text(fr="Séance d’une instance", en="Session of a body"),
    "mandate": Text(fr="Siège dans une instance", en="Seat on a body"),
    "membership": Text(fr="Représentants d’une organisation", en="Who acts for an organisation"),
    "message": Text(fr="Message public", en="Public message"),
    "password": Text(fr="Mot de passe", en="Password"),
    "proposal": Text(fr="Proposition de version", en="Version proposal"),
    "recall": Text(fr="Rappel d’un chiffre", en="Recall of a figure"),
    "tie": Text(fr="Lien entre organisations", en="Link between organisations"),
    "session": Text(fr="Séance d’une instance", en="Session of a body"),
}
_OTHER = Text(fr="Autre e-mail", en="Other e-mail")
_TROUBLES: dict[str, Text] = {
    Trouble.SERVER: Text(
        fr="le serveur de messagerie ne répond pas, ou refuse le site",
        en="the mail server does not answer, or refuses the site",
    ),
    Trouble.RECIPIENT: Text(fr="le serveur de messagerie refuse l’adresse", en="the mail server refuses the address"),
    Trouble.SENDER: Text(
        fr="le serveur de messagerie refuse l’expéditeur du site", en="the mail server refuses the site’s sender"
    ),
    Trouble.CONTENT: Text(fr="le serveur de messagerie refuse l’e-mail", en="the mail server refuses the e-mail"),
    Trouble.SEALED: Text(
        fr="ses liens sont scellés avec une clé que le site n’a plus",
        en="its links are sealed under a key that the site no longer has",
    ),
}
_UNKNOWN = Text(fr="raison non enregistrée", en="reason not recorded")


def kind_label(letter: Letter) -> Text:
    """What a letter is about, in general: its subject may name what the reader of a list may not know."""
    return _KINDS.get(letter.kind.replace("-", ".").partition(".")[0], _OTHER)


def trouble_label(letter: Letter) -> Text:
    """Why a letter did not leave, with the code of the mail server."""
    word, _, code = letter.trouble.partition(" ")
    words = _TROUBLES.get(word, _UNKNOWN)
    return Text(fr=f"{words.fr} ({code})", en=f"{words.en} ({code})") if code else words
