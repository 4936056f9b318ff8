"""What is wrong with a credential, in words a buyer understands, with what to do."""

from __future__ import annotations

from filiere.core.faults import Fault
from filiere.core.text import Text

_ASK = Text(
    fr="Ne vous y fiez pas ; cherchez l’organisation dans le registre du label.",
    en="Do not rely on it; look up the organisation in the label register.",
)
_COPY = Text(
    fr="Demandez le fichier d’origine au titulaire, ou téléchargez-le à l’adresse du registre du label.",
    en="Ask the holder for the original file, or download it from the register’s address.",
)
_LATER = Text(
    fr="Réessayez plus tard ; tant que l’état n’est pas connu, ne considérez pas le label comme valide.",
    en="Try again later; as long as the status is unknown, do not treat the label as valid.",
)

_WORDS: dict[str, tuple[Text, Text]] = {
    "credential-unreadable": (
        Text(
            fr="Ce fichier n’est pas une attestation : JSON illisible, clé en double, ou pièce absente.",
            en="This file is not a credential: the JSON cannot be read, a key is duplicated, or a part is missing.",
        ),
        _COPY,
    ),
    "credential-unsigned": (
        Text(fr="Cette attestation n’est pas signée.", en="This credential is not signed."),
        _COPY,
    ),
    "credential-other-proof": (
        Text(
            fr="La preuve n’est pas du type attendu (eddsa-jcs-2022, pour attester).",
            en="The proof is not of the expected type (eddsa-jcs-2022, assertion).",
        ),
        _ASK,
    ),
    "credential-foreign-issuer": (
        Text(fr="L’émetteur n’est pas celui du label.", en="The issuer is not the label’s issuer."),
        _ASK,
    ),
    "credential-foreign-key": (
        Text(
            fr="La clé qui a signé n’est pas une clé de l’émetteur.",
            en="The signing key is not one of the issuer’s keys.",
        ),
        _ASK,
    ),
    "credential-key-ended": (
        Text(
            fr="La signature porte une date à laquelle cette clé n’était plus en usage.",
            en="The signature is dated when this key was no longer in use.",
        ),
        _ASK,
    ),
    "credential-key-revoked": (
        Text(
            fr="La clé qui a signé a été révoquée : ses signatures ne sont plus valables.",
            en="The signing key has been revoked: nothing it signed is valid any longer.",
        ),
        Text(
            fr="Prenez à l’adresse du registre l’attestation signée à nouveau.",
            en="Download the re-signed credential from the register’s address.",
        ),
    ),
    "credential-forged": (
        Text(
            fr="Le contenu a changé depuis la signature, ou la signature est fausse.",
            en="The content has been changed since it was signed, or the signature is forged.",
        ),
        _ASK,
    ),
    "credential-not-yet": (
        Text(fr="Le label n’a pas encore commencé ce jour-là.", en="The label is not yet in force on that day."),
        _ASK,
    ),
    "credential-expired": (
        Text(fr="Le label est arrivé à terme.", en="The label has expired."),
        Text(
            fr="Cherchez dans le registre du label si un renouvellement le remplace.",
            en="Check the register to see whether a renewal replaces it.",
        ),
    ),
    "credential-no-status": (
        Text(
            fr="L’attestation n’indique pas où vérifier si le label est retiré ou suspendu.",
            en="The credential does not say where to check whether the label is withdrawn or suspended.",
        ),
        _ASK,
    ),
    "status-unavailable": (
        Text(fr="La liste des états n’a pas pu être lue.", en="The status list could not be read."),
        _LATER,
    ),
    "status-other-list": (
        Text(
            fr="La liste des états n’est pas celle que l’attestation désigne : adresse, émetteur, objet ou rang.",
            en="The status list is not the one named by the credential: address, issuer, purpose or entry.",
        ),
        _ASK,
    ),
    "status-forged": (
        Text(
            fr="La liste des états est mal signée : on ne sait pas si le label est encore valable.",
            en="The status list is incorrectly signed: it is not known whether the label is still valid.",
        ),
        _LATER,
    ),
    "status-stale": (
        Text(
            fr="La liste des états est périmée : le label a pu être retiré depuis.",
            en="The status list is out of date: the label may have been withdrawn since.",
        ),
        _LATER,
    ),
    "credential-withdrawn": (
        Text(fr="Le label est retiré, rendu ou éteint.", en="The label has been withdrawn, surrendered or ended."),
        Text(
            fr="Le logo ne doit plus être affiché ; le registre du label en indique la date.",
            en="The logo must no longer be displayed; the label register gives the date.",
        ),
    ),
    "credential-suspended": (
        Text(fr="Le label est suspendu.", en="The label is suspended."),
        Text(
            fr="Le registre du label indiquera s’il est rétabli ou retiré.",
            en="The label register will say whether it is restored or withdrawn.",
        ),
    ),
}

CODES = tuple(_WORDS)


def fault(code: str, key: str | None = None) -> Fault:
    """Return the fault of that code; ``key`` is the part of the credential it is about."""
    message, remedy = _WORDS[code]
    return Fault(code=code, message=message, remedy=remedy, key=key)
