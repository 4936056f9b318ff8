"""A text under discussion as its engine reads it: amendments in voting order, three texts each, collisions, result.

The engine is `filiere.programme`: nothing here decides what an amendment does to a text.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import cast

from filiere.core import Faults, Text
from filiere.programme.amendment_checks import check_amendments
from filiere.programme.amendment_records import Amendment, AmendmentOp, AmendmentState
from filiere.programme.amendment_votes import CalledAmendment, ThreeTexts, order_votes, render_three_texts
from filiere.programme.amendments import COLLISION_LABELS, Collision, MergedText, merge_amendments
from filiere.programme.paragraphs import join_paragraphs, split_paragraphs
from filiere.programme.text_targets import TextTarget
from filiere.programme.word_changes import compare_words
from filiere.site.programme.dialogue.models_texts import AmendmentWording, DiscussedText, TextAmendment
from filiere.site.programme.dialogue.models_votes import WordingVote

State = TextAmendment.State
PENDING = frozenset({State.FILED, State.ADMISSIBLE})
"""Not decided yet."""
STANDING = PENDING | {State.ACCEPTED}
"""Those that may still make the text."""
_ENGINE_STATES: dict[str, AmendmentState] = {
    State.ACCEPTED: "accepted",
    State.REJECTED: "rejected",
    # One that fell stays out of the text as one that was rejected does; the page tells them apart.
    State.FALLEN: "rejected",
    State.WITHDRAWN: "withdrawn",
    State.INADMISSIBLE: "inadmissible",
}


_FORM_FIELDS = {"text": "words"}
"""What the form of an amendment calls a field of the engine, where it has another name."""


@dataclass(frozen=True, slots=True)
class ReadAmendment:
    """An amendment with its present words: the row, the version of its wording, and what the engine makes of them."""

    row: TextAmendment
    wording: AmendmentWording
    engine: Amendment


def to_engine(row: TextAmendment, wording: AmendmentWording) -> Amendment:
    """Return an amendment as the engine has it, by its code."""
    return replace(build_proposal(row.code, wording), state=_ENGINE_STATES.get(row.state))


def build_proposal(code: str, wording: AmendmentWording) -> Amendment:
    """Return a wording as an amendment on which nothing was decided."""
    to: str | int | None = wording.to or None
    if wording.op.startswith("move") and wording.to.isdigit():
        to = int(wording.to)
    return Amendment(
        key=code,
        op=cast("AmendmentOp", wording.op),
        paragraph=wording.paragraph,
        text=wording.words or None,
        to=to,
        old=wording.old or None,
        new=wording.new or None,
        state=None,
    )


class TextReading:
    """One reading of a text and its amendments, with what each page and act asks of the engine."""

    def __init__(self, text: DiscussedText) -> None:
        self.text = text
        self.paragraphs = split_paragraphs(text.base)

    @cached_property
    def all(self) -> tuple[ReadAmendment, ...]:
        """The amendments in the order in which they were filed; none of a text that is not under discussion yet."""
        if self.text.pk is None:
            return ()
        rows = self.text.amendments.select_related("seat__organisation", "seat__college", "seat__person")
        latest: dict[int, AmendmentWording] = {}
        for wording in AmendmentWording.objects.filter(amendment__text=self.text).order_by("number"):
            latest[wording.amendment_id] = wording
        found = []
        for row in rows:
            row.text = self.text
            found.append(ReadAmendment(row, latest[row.pk], to_engine(row, latest[row.pk])))
        return tuple(found)

    @cached_property
    def by_code(self) -> dict[str, ReadAmendment]:
        """The amendments by their code."""
        return {one.row.code: one for one in self.all}

    @cached_property
    def called_amendments(self) -> tuple[CalledAmendment, ...]:
        """Those that are called, in voting order: all but the withdrawn and the inadmissible."""
        return order_votes(self.text.base, [one.engine for one in self.all])

    @property
    def ordered_amendments(self) -> list[ReadAmendment]:
        """All amendments, those that are called first and in voting order."""
        called = [self.by_code[str(one.key)] for one in self.called_amendments]
        return [*called, *(one for one in self.all if one not in called)]

    def render(self, one: ReadAmendment) -> ThreeTexts:
        """Return old, change and result of an amendment, with the accepted amendments to its own words in it."""
        return render_three_texts(self.text.base, self.apply_own_amendments(one), [other.engine for other in self.all])

    def apply_own_amendments(self, one: ReadAmendment) -> Amendment:
        """Return an amendment whose words hold the accepted amendments to it."""
        own = [
            other.engine
            for other in self.all
            if other.engine.amended_key == one.row.code and other.row.state == State.ACCEPTED
        ]
        if not own or not one.engine.text:
            return one.engine
        # The words stand alone as the replacement of a text of one paragraph: what amends them is then merged as usual.
        head = Amendment(key=one.row.code, op="replace", paragraph=1, text=one.engine.text, state="accepted")
        merged = merge_amendments("–", [head, *own]).text
        return one.engine if merged is None else replace(one.engine, text=merged)

    @cached_property
    def merged_text(self) -> MergedText:
        """The text that the accepted amendments make."""
        return merge_amendments(self.text.base, [one.engine for one in self.all])

    @cached_property
    def collisions(self) -> tuple[Collision, ...]:
        """The pairs, among those that may still make the text, that cannot both apply."""
        standing = [
            replace(one.engine, state="accepted" if one.row.state in STANDING else one.engine.state) for one in self.all
        ]
        return merge_amendments(self.text.base, standing).collisions

    def list_pending(self) -> list[ReadAmendment]:
        """Those that are not decided yet, in voting order."""
        return [one for one in self.ordered_amendments if one.row.state in PENDING]

    def find_earlier(self, one: ReadAmendment) -> ReadAmendment | None:
        """Return what is still to be voted before an amendment: an earlier call at the same place of the text."""
        place = self._find_place(one)
        for other in self.ordered_amendments:
            if other is one:
                return None
            if other.row.state in PENDING and self._find_place(other) == place:
                return other
        return None

    def _find_place(self, one: ReadAmendment) -> int | None:
        amended = one.engine.amended_key
        return one.engine.paragraph if amended is None else self.by_code[str(amended)].engine.paragraph

    def list_falls(self, one: ReadAmendment) -> list[ReadAmendment]:
        """Return what falls with the acceptance of an amendment, among those not decided yet."""
        falls = next((call.falls for call in self.called_amendments if call.key == one.row.code), ())
        return [found for key in falls if (found := self.by_code[str(key)]).row.state in PENDING]

    def list_own_amendments(self, one: ReadAmendment) -> list[ReadAmendment]:
        """Return the amendments to the words of an amendment that may still make the text."""
        return [other for other in self.all if other.engine.amended_key == one.row.code and other.row.state in STANDING]

    def name_target(self, one: ReadAmendment) -> str:
        """Return the stable name of what an amendment aims at, in the text or in the referential that it comes from."""
        place = one.engine.paragraph or 0
        if not self.text.release_sha256:
            amended = one.engine.amended_key
            return str(amended) if amended else f"{self.text.key}/{place}"
        return str(TextTarget(self.text.release_sha256, self.text.criterion, self.text.field, place))

    def check(self, proposed: Amendment, but: str = "") -> None:
        """Raise ``Faults`` for a proposal that cannot be read, each at the field of its form."""
        others = [replace(one.engine, state=None) for one in self.all if one.row.code not in (but, proposed.key)]
        listed = [replace(proposed, state="accepted"), *others]
        wrong = [
            one.fault.at(key=_FORM_FIELDS.get(one.field, one.field))
            for one in check_amendments(self.paragraphs, listed)
            if one.rank == 0
        ]
        if wrong:
            raise Faults(wrong)
        try:
            render_three_texts(self.text.base, proposed, others)
        except Faults as absent:
            raise Faults(one.at(key="old") for one in absent.faults) from None


def write_voted_words(three: ThreeTexts) -> str:
    """Return the words that a vote is on, which its hash binds.

    Where no word stands in the result, as in a deletion, or changes, as in a move, the words are the old ones after a
    sign that says what is done to them.
    """
    if three.op == "delete":
        return f"[−] {three.old}"
    if three.op in ("move_before", "move_after"):
        side = "<" if three.op == "move_before" else ">"
        return f"[{three.target.name} {side} {three.anchor.name}] {three.old}"
    return three.result


def has_sign(vote: WordingVote) -> bool:
    """Whether the words of a vote stand after a sign that says what is done to them (see `write_voted_words`)."""
    return vote.wording is not None and vote.wording.op in ("delete", "move_before", "move_after")


def render_whole(reading: TextReading) -> ThreeTexts | None:
    """Return old, change and result of the whole text; None as long as accepted amendments collide."""
    result = reading.merged_text.text
    if result is None:
        return None
    base = join_paragraphs(reading.paragraphs)
    first = Amendment(key="text", op="replace", paragraph=1)
    return ThreeTexts("replace", first.target, first.anchor, base, compare_words(base, result), result)


def list_codes(found: Iterable[ReadAmendment]) -> str:
    """Return the codes of amendments in a sentence."""
    return ", ".join(one.row.code for one in found)


def describe_collision(one: Collision) -> Text:
    """Return why two amendments cannot both apply."""
    return COLLISION_LABELS[one.kind]
