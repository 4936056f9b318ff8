"""The keys of the site: whether it has the one that its database was sealed under, and what each still serves for.

A key that is lost or wrong is told where it is met, with what still works; it never breaks a page. The database itself
proves which key it needs (`KeyProof`), so that a folder put back without its key is known at the start.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from django.apps import apps
from django.conf import settings
from django.db.models import Model, QuerySet
from django.utils import timezone

from filiere.core import Fault, Text
from filiere.site.accounts.models_key_proof import PROOF, KeyProof
from filiere.site.accounts.sealing import (
    SealedColumn,
    UnreadableSeal,
    key_name,
    list_hashed_columns,
    list_sealed_columns,
    reseal_text,
    seal_text,
)

PROOF_WORD = "filiere"


class KeyState(StrEnum):
    """Whether the site has the key of its database."""

    PRESENT = "present"
    FORMER = "former"
    LOST = "lost"
    NONE = "none"


def key_state() -> KeyState:
    """Whether the present key, a former one or none of them opens the database; ``none`` while nothing proves it."""
    proof = KeyProof.objects.first()
    if proof is None:
        return KeyState.NONE
    try:
        again = reseal_text(PROOF, proof.sealed)
    except UnreadableSeal:
        return KeyState.LOST
    return KeyState.PRESENT if again == proof.sealed else KeyState.FORMER


def key_is_lost() -> bool:
    """Whether the database was sealed under a key that the site does not have."""
    return key_state() is KeyState.LOST


def ensure_proof() -> KeyState:
    """Write the proof where there is none, unless what is sealed already contradicts the present keys."""
    state = key_state()
    if state is not KeyState.NONE:
        return state
    found = [use for use in list_key_uses() if use.present or use.former or use.unreadable]
    if any(use.unreadable for use in found) and not any(use.present or use.former for use in found):
        return KeyState.LOST
    write_proof()
    return KeyState.PRESENT


def write_proof() -> KeyProof:
    """Seal the proof under the present key, in the place of any other."""
    fields = {
        "key_name": key_name(settings.SECRET_KEY),
        "sealed": seal_text(PROOF, PROOF_WORD),
        "since": timezone.now(),
    }
    return KeyProof.objects.update_or_create(pk=1, defaults=fields)[0]


@dataclass(frozen=True, slots=True)
class KeyUse:
    """How many values of a field are sealed under the present key, under a former one, and under none that is known."""

    column: SealedColumn
    present: int
    former: int
    unreadable: int


def list_key_uses() -> list[KeyUse]:
    """What each sealed field holds, under which key; the proof aside."""
    return [_count_key_use(column) for column in list_sealed_columns() if column.purpose != PROOF]


def _count_key_use(column: SealedColumn) -> KeyUse:
    present = former = unreadable = 0
    for _, value in read_sealed_values(column):
        try:
            again = reseal_text(column.purpose, value)
        except UnreadableSeal:
            unreadable += 1
        else:
            present, former = (present + 1, former) if again == value else (present, former + 1)
    return KeyUse(column, present, former, unreadable)


def count_hashes() -> list[tuple[str, int]]:
    """Fields of keyed hashes (of tokens that only their holders know), and how many rows each has.

    Those made before the key changed are recognised under the former one alone, as long as it is kept.
    """
    return [
        (f"{one.model}.{one.field}", list_rows(one.model).exclude(**{one.field: ""}).count())
        for one in list_hashed_columns()
    ]


def read_sealed_values(column: SealedColumn) -> Iterator[tuple[int, str]]:
    """The rows of a field that hold something sealed, by their key."""
    rows = list_rows(column.model).exclude(**{column.field: ""}).order_by("pk")
    yield from rows.values_list("pk", column.field).iterator(chunk_size=500)


def list_rows(model: str) -> QuerySet[Model]:
    """All rows of a model that Django names so."""
    found: QuerySet[Model] = apps.get_model(model)._default_manager.all()
    return found


REMEDY = Text(
    fr=(
        "L’exploitant du serveur doit remettre la clé précédente (le fichier secret-key d’une sauvegarde), puis "
        "redémarrer le site : tout sera de nouveau lisible."
    ),
    en="The server administrator must restore the former key (the secret-key file from a backup), then restart the "
    "site: everything will open again.",
)

_LOST_KEY_MESSAGES: dict[str, Text] = {
    "second-factor-sealed": Text(
        fr=(
            "La clé du site a changé : votre second facteur ne peut plus être vérifié. Ni vous ni votre code "
            "n’êtes en cause, et votre mot de passe reste valable."
        ),
        en="The site’s key has changed: your second factor can no longer be checked. Neither you nor your code is at "
        "fault, and your password is still valid.",
    ),
    "ballots-sealed": Text(
        fr=(
            "Les bulletins sont scellés avec une clé que le site n’a plus : ils ne peuvent pas être ouverts. Aucun "
            "n’est annulé ni modifié, et rien n’est compté."
        ),
        en="The ballots are sealed under a key that the site no longer has: they cannot be opened. None has been "
        "voided or changed, and nothing has been counted.",
    ),
    "identity-sealed": Text(
        fr=(
            "Le nom de l’auteur est scellé avec une clé que le site n’a plus : il ne peut pas être lu. La "
            "réclamation reste lisible et peut être traitée ; relisez vous-même le texte destiné au titulaire, car "
            "la comparaison automatique avec ce nom n’est plus faite."
        ),
        en="The author’s name is sealed under a key that the site no longer has: it cannot be read. The complaint "
        "itself can be read and handled; check for yourself what the holder will read, since it is no longer "
        "automatically compared with that name.",
    ),
    "link-sealed": Text(
        fr="La clé du site a changé : les liens et les numéros déjà émis ne sont plus reconnus, même valables.",
        en="The site’s key has changed: previously issued links and numbers are no longer recognised, even valid ones.",
    ),
}
_LOST_KEY_REMEDIES: dict[str, Text] = {
    "second-factor-sealed": Text(
        fr="Demandez à un administrateur des comptes de remettre à zéro vos seconds facteurs ; une clé d’accès, si "
        "vous en avez une, marche encore.",
        en="Ask an account administrator to reset your second factors; a passkey, if you have one, still works.",
    ),
    "link-sealed": Text(
        fr="Demandez un nouveau lien à la personne qui l’a envoyé, ou réessayez plus tard.",
        en="Ask the sender of the link for a new one, or try again later.",
    ),
}


def lost_key_fault(code: str) -> Fault:
    """What a person reads where something was sealed under a lost key, and what they can do."""
    return Fault(code=code, message=_LOST_KEY_MESSAGES[code], remedy=_LOST_KEY_REMEDIES.get(code, REMEDY))


def describe_lost_key(code: str) -> Text | None:
    """The same as one text, when the key is lost; None when it is not."""
    if not key_is_lost():
        return None
    fault = lost_key_fault(code)
    return Text(fr=f"{fault.message.fr} {fault.remedy.fr}", en=f"{fault.message.en} {fault.remedy.en}")


def describe_key_state(state: KeyState) -> Text | None:
    """What the operator is told at the start; None when the key is the right one."""
    if state is not KeyState.LOST:
        return None
    proof = KeyProof.objects.first()
    wanted = proof.key_name if proof is not None else "?"
    present = key_name(settings.SECRET_KEY)
    return Text(
        fr=(
            f"La clé du site n’est pas celle de sa base : la base attend {wanted}, la clé actuelle est {present}. "
            "Seconds facteurs, auteurs de réclamations, bulletins non ouverts, invitations et numéros de suivi ne "
            "s’ouvrent pas ; le reste fonctionne. Remettez la clé précédente dans secret-key (ou "
            "FILIERE_SECRET_KEY), et gardez la clé actuelle dans secret-key-former. Si elle est définitivement "
            "perdue : filiere keys declare-lost."
        ),
        en=(
            f"The site’s key is not its database’s: the database expects {wanted}, the current key is {present}. "
            "Second factors, authors of complaints, ballots not yet opened, invitations and tracking numbers "
            "cannot be opened; everything else works. Put the former key back in secret-key (or "
            "FILIERE_SECRET_KEY), and keep the current one in secret-key-former. If it is lost for good: filiere "
            "keys declare-lost."
        ),
    )
