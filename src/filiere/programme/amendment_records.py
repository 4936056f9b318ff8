"""What an amendment is: what it does, to which place of a text, and what was decided of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, NamedTuple, get_args

from filiere.core.text import Text

Key = str | int
AmendmentOp = Literal["replace", "insert_before", "insert_after", "delete", "move_before", "move_after", "number"]
AmendmentState = Literal["accepted", "rejected", "withdrawn", "inadmissible"]
AMENDMENT_OPS: tuple[AmendmentOp, ...] = get_args(AmendmentOp)

INSERTIONS: frozenset[AmendmentOp] = frozenset({"insert_before", "insert_after"})
MOVES: frozenset[AmendmentOp] = frozenset({"move_before", "move_after"})
TEXT_OPS: frozenset[AmendmentOp] = INSERTIONS | {"replace"}

OP_LABELS: dict[AmendmentOp, Text] = {
    "replace": Text(fr="remplacer", en="replace"),
    "insert_before": Text(fr="insérer avant", en="insert before"),
    "insert_after": Text(fr="insérer après", en="insert after"),
    "delete": Text(fr="supprimer", en="delete"),
    "move_before": Text(fr="déplacer avant", en="move before"),
    "move_after": Text(fr="déplacer après", en="move after"),
    "number": Text(fr="changer un nombre", en="change a number"),
}
STATE_LABELS: dict[AmendmentState, Text] = {
    "accepted": Text(fr="adopté", en="accepted"),
    "rejected": Text(fr="rejeté", en="rejected"),
    "withdrawn": Text(fr="retiré", en="withdrawn"),
    "inadmissible": Text(fr="irrecevable", en="inadmissible"),
}


class Place(NamedTuple):
    """What an amendment is about: a paragraph of the base by its number from 1, or the text of another amendment."""

    kind: Literal["paragraph", "amendment"]
    name: Key


@dataclass(frozen=True, slots=True, kw_only=True)
class Amendment:
    """One change proposed to a text.

    ``paragraph`` is counted from 1 in the base, whatever the others do. ``to`` is where a paragraph moves (a number of
    the base, or the key of an insertion); for any other change it is the key of the amendment whose text is amended, in
    the place of ``paragraph``. ``text`` is what is inserted or put in the place of the old; ``old`` and ``new`` are
    those of a number. ``state`` is None as long as nothing was decided.
    """

    key: Key
    op: AmendmentOp
    paragraph: int | None = None
    text: str | None = None
    to: Key | None = None
    old: str | None = None
    new: str | None = None
    state: AmendmentState | None = "accepted"

    @property
    def is_move(self) -> bool:
        """Whether it moves a paragraph."""
        return self.op in MOVES

    @property
    def is_insertion(self) -> bool:
        """Whether it adds paragraphs beside others."""
        return self.op in INSERTIONS

    @property
    def amended_key(self) -> Key | None:
        """The key of the amendment whose text this one amends; None when it is the base."""
        return None if self.is_move else self.to

    @property
    def target(self) -> Place:
        """What it changes, or beside which it inserts."""
        amended = self.amended_key
        return Place("paragraph", self.paragraph or 0) if amended is None else Place("amendment", amended)

    @property
    def anchor(self) -> Place:
        """Beside what its paragraphs stand once it is applied: where an insertion stands, or a move goes."""
        if not self.is_move:
            return self.target
        return Place("paragraph" if isinstance(self.to, int) else "amendment", self.to if self.to is not None else 0)

    @property
    def order(self) -> tuple[int, int, str]:
        """The sort key of amendments: keys that are numbers by their value, then words, sign by sign."""
        return (0, self.key, "") if isinstance(self.key, int) else (1, 0, self.key)


def sort_amendments(amendments: Iterable[Amendment]) -> list[Amendment]:
    """Return amendments in the order of their keys."""
    return sorted(amendments, key=lambda one: one.order)
