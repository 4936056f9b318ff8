"""How people call what is discussed and voted, and what its states are called."""

from __future__ import annotations

from filiere.core import Text
from filiere.programme.amendment_records import OP_LABELS
from filiere.site.programme.dialogue.models import (
    DialogueRoom,
    StatedPosition,
    TextAmendment,
    WordingVote,
)

State, Stance = TextAmendment.State, StatedPosition.Stance

STATE_LABELS: dict[str, Text] = {
    State.FILED: Text(fr="déposé", en="filed"),
    State.ADMISSIBLE: Text(fr="recevable", en="admissible"),
    State.INADMISSIBLE: Text(fr="irrecevable", en="inadmissible"),
    State.WITHDRAWN: Text(fr="retiré", en="withdrawn"),
    State.ACCEPTED: Text(fr="adopté", en="accepted"),
    State.REJECTED: Text(fr="rejeté", en="rejected"),
    State.FALLEN: Text(fr="tombé", en="fallen"),
}
STATE_MARKS: dict[str, str] = {
    State.FILED: "",
    State.ADMISSIBLE: "part",
    State.ACCEPTED: "ok",
    State.REJECTED: "no",
    State.FALLEN: "part",
    State.WITHDRAWN: "",
    State.INADMISSIBLE: "",
}
STANCE_LABELS: dict[str, Text] = {
    Stance.FOR: Text(fr="pour", en="for"),
    Stance.AGAINST: Text(fr="contre", en="against"),
    Stance.RESERVE: Text(fr="réserve", en="reservation"),
    Stance.NONE: Text(fr="pas de position", en="no position"),
}
STANCE_MARKS: dict[str, str] = {
    Stance.FOR: "ok",
    Stance.AGAINST: "no",
    Stance.RESERVE: "part",
    Stance.NONE: "sil",
}
CHOICE_LABELS: dict[str, Text] = {
    "adopt": Text(fr="pour", en="for"),
    "reject": Text(fr="contre", en="against"),
    "blank": Text(fr="blanc", en="blank"),
    "abstain": Text(fr="abstention", en="abstention"),
    "absent": Text(fr="absent", en="absent"),
    "cast": Text(fr="a voté", en="voted"),
}
CONFIDENTIALITY_LABELS: dict[str, Text] = {
    DialogueRoom.Confidentiality.PUBLIC: Text(fr="publique", en="public"),
    DialogueRoom.Confidentiality.MEMBERS: Text(fr="réservée à ses membres", en="for its members only"),
}
MAJORITY_LABELS: dict[str, Text] = {
    DialogueRoom.Majority.SIMPLE: Text(
        fr="plus de voix pour que contre, dans chaque collège puis en tout",
        en="more votes for than against, in each college, then overall",
    ),
    DialogueRoom.Majority.ABSOLUTE: Text(
        fr="plus de la moitié des votants, dans chaque collège puis en tout",
        en="more than half of the voters, in each college, then overall",
    ),
    DialogueRoom.Majority.TWO_THIRDS: Text(
        fr="deux tiers des voix pour ou contre, dans chaque collège puis en tout",
        en="two thirds of the votes for or against, in each college, then overall",
    ),
}
OPERATION_LABELS: dict[str, Text] = {str(op): words for op, words in OP_LABELS.items()}


def name_votable(vote: WordingVote) -> str:
    """Return how the room calls what a vote is on: the code of the amendment, or of the whole text."""
    return vote.amendment.code if vote.amendment is not None else vote.text.code
