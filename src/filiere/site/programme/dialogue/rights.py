"""Who may do what in a room of the dialogue: who leads the programme keeps it, seats act in it, observers read it.

A mandate is read on the day of the act: one that ended yesterday opens nothing today. What is said in public may be
read by anybody; a room of members does not exist for who is nothing in it.
"""

from __future__ import annotations

from django.utils import timezone

from filiere.core import Text
from filiere.site.accounts.models import User
from filiere.site.accounts.rights import Actor, Role
from filiere.site.kit.rights import Right, Scope
from filiere.site.kit.shortcuts import find_or_404
from filiere.site.programme.dialogue.models import DialogueRoom, RoomSeat

ROOM = "room"
SECRETARY, MEMBER, OBSERVER, ANYBODY = "secretary", "member", "observer", "anybody"
"""What somebody is to a room: keeps it, votes in it, reads in it; or anybody, of a public one."""

DIALOGUE_RIGHTS = (
    Right(
        "dialogue:open",
        by=(Role.PROGRAMME,),
        words=Text(fr="ouvrir une instance de dialogue", en="open a dialogue body"),
    ),
    Right(
        "dialogue:read",
        on=ROOM,
        by=(SECRETARY, MEMBER, OBSERVER, ANYBODY),
        words=Text(fr="lire ce qui se dit dans l’instance", en="read what is said in the body"),
        condition=Text(fr="siéger, si l’instance n’est pas publique", en="hold a seat, unless the body is public"),
    ),
    Right(
        "dialogue:keep",
        on=ROOM,
        by=(SECRETARY,),
        words=Text(
            fr="tenir le secrétariat : sièges, réunions, textes, recevabilité, votes, comptes rendus",
            en="act as secretary: seats, meetings, texts, admissibility, votes, minutes",
        ),
    ),
    Right(
        "dialogue:open_file",
        on=ROOM,
        by=(SECRETARY, MEMBER, OBSERVER),
        words=Text(fr="télécharger le fichier d’un accord déposé", en="download the file of a deposited agreement"),
    ),
    Right(
        "dialogue:amend",
        on=ROOM,
        by=(MEMBER,),
        words=Text(fr="proposer un amendement", en="propose an amendment"),
        condition=Text(fr="avant la date limite", en="before the deadline"),
    ),
    Right(
        "dialogue:vote",
        on=ROOM,
        by=(MEMBER,),
        words=Text(fr="voter, et signer un désaccord", en="vote, and sign a disagreement"),
        condition=Text(fr="être présent à la réunion", en="be present at the meeting"),
    ),
    Right(
        "dialogue:approve",
        on=ROOM,
        by=(MEMBER,),
        words=Text(fr="approuver un compte rendu", en="approve minutes"),
    ),
    Right(
        "dialogue:state",
        on=ROOM,
        by=(SECRETARY, MEMBER),
        words=Text(fr="enregistrer une prise de position", en="record a position"),
        condition=Text(fr="un membre, de sa seule organisation", en="a member, of their own organisation only"),
    ),
)


def find_room_parts(actor: Actor, room: DialogueRoom) -> frozenset[str]:
    """Return what somebody is to a room today; no more than anybody for a session that owes a second factor."""
    found = {ANYBODY} if room.confidentiality == DialogueRoom.Confidentiality.PUBLIC else set()
    if isinstance(actor, User) and actor.is_active and actor.is_verified:
        if Role.PROGRAMME in actor.roles():
            found.add(SECRETARY)
        held = RoomSeat.objects.current(timezone.localdate()).filter(room=room, person=actor)
        found |= {OBSERVER if college is None else MEMBER for college in held.values_list("college", flat=True)}
    return frozenset(found)


def find_seat(actor: Actor, room: DialogueRoom) -> RoomSeat | None:
    """Return the seat of a college that somebody holds in a room today."""
    if not isinstance(actor, User):
        return None
    held = RoomSeat.objects.current(timezone.localdate()).filter(room=room, person=actor, college__isnull=False)
    return held.select_related("college", "organisation", "person").first()


ROOM_SCOPE = Scope(
    ROOM,
    find_room_parts,
    lambda right, _actor, _room: Text(
        fr=f"Dans cette instance, vous ne pouvez pas {right.words.fr}.",
        en=f"In this body you may not {right.words.en}.",
    ),
    lambda _right, room: (ROOM, room.key, {}),
    find=lambda key: find_or_404(DialogueRoom.objects.for_key(key)),
    parts=frozenset({SECRETARY, MEMBER, OBSERVER, ANYBODY}),
)
