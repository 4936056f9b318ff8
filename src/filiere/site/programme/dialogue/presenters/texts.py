"""A text under discussion as its pages show it: amendments in voting order, three texts each, what collides."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from filiere.core import Text
from filiere.core.numbers import format_number
from filiere.programme.amendment_votes import ThreeTexts
from filiere.site.kit.bilingual_text import localize
from filiere.site.programme.compared_records import mark_changes
from filiere.site.programme.dialogue.models import (
    AmendmentEvent,
    AmendmentReasons,
    DiscussedText,
    TextAmendment,
    WordingVote,
)
from filiere.site.programme.dialogue.names import OPERATION_LABELS, STATE_LABELS, STATE_MARKS
from filiere.site.programme.dialogue.text_readings import (
    STANDING,
    ReadAmendment,
    TextReading,
    describe_collision,
)

State = TextAmendment.State


@dataclass(frozen=True, slots=True)
class AmendmentRow:
    """An amendment in the table of its text: what it does, where it stands, why, and its turn in the vote."""

    row: TextAmendment
    title: str
    author: str
    effect: Text
    state: Text
    mark: str
    why: Text | None
    turn: int | None
    collides: tuple[str, ...]


def describe_effect(one: ReadAmendment) -> Text:
    """Return what an amendment does, in one line: “Remplace le paragraphe 1”."""
    engine, target = one.engine, one.engine.amended_key
    where = (
        Text(fr=f"l’amendement {target}", en=f"amendment {target}")
        if target
        else Text(fr=f"le paragraphe {engine.paragraph}", en=f"paragraph {engine.paragraph}")
    )
    match engine.op:
        case "number":
            return Text(
                fr=f"« {engine.old} » devient « {engine.new} » dans {where.fr}",
                en=f"“{engine.old}” becomes “{engine.new}” in {where.en}",
            )
        case "replace":
            return Text(fr=f"Remplace {where.fr}", en=f"Replaces {where.en}")
        case "delete":
            return Text(fr=f"Supprime {where.fr}", en=f"Deletes {where.en}")
        case "insert_before" | "insert_after":
            side = ("avant", "before") if engine.op == "insert_before" else ("après", "after")
            return Text(fr=f"Insère {side[0]} {where.fr}", en=f"Inserts {side[1]} {where.en}")
    side = ("avant", "before") if engine.op == "move_before" else ("après", "after")
    return Text(fr=f"Déplace {where.fr} {side[0]} {engine.to}", en=f"Moves {where.en} {side[1]} {engine.to}")


def read_why(event: AmendmentEvent) -> Text | None:
    """Return why something became of an amendment; None where nobody said."""
    return Text(fr=event.why, en=event.why_en or event.why) if event.why else None


def list_rows(reading: TextReading) -> list[AmendmentRow]:
    """Return the amendments of a text: those that may still make it in voting order, then the others."""
    whys: dict[int, AmendmentEvent] = {
        one.amendment_id: one for one in AmendmentEvent.objects.filter(amendment__text=reading.text).order_by("pk")
    }
    titles = {
        one.amendment_id: one.title
        for one in AmendmentReasons.objects.filter(amendment__text=reading.text).order_by("number")
    }
    collides: dict[str, list[str]] = {}
    for pair in reading.collisions:
        collides.setdefault(str(pair.first), []).append(str(pair.second))
        collides.setdefault(str(pair.second), []).append(str(pair.first))
    turns = {one.row.code: rank for rank, one in enumerate(reading.list_pending(), 1)}
    found = []
    for one in sorted(reading.ordered_amendments, key=lambda one: one.row.state not in STANDING):
        event = whys.get(one.row.pk)
        why = read_why(event) if event is not None else None
        found.append(
            AmendmentRow(
                row=one.row,
                title=titles[one.row.pk],
                author=one.row.seat.organisation.name,
                effect=describe_effect(one),
                state=STATE_LABELS[one.row.state],
                mark=STATE_MARKS[one.row.state],
                why=why,
                turn=turns.get(one.row.code),
                collides=tuple(collides.get(one.row.code, ())),
            )
        )
    return found


def list_collisions(reading: TextReading) -> list[tuple[str, str, Text]]:
    """Return the pairs that cannot both apply, with the reason."""
    return [(str(one.first), str(one.second), describe_collision(one)) for one in reading.collisions]


def describe_text_finding(text: DiscussedText, reading: TextReading) -> str:
    """Return where a text stands, in a sentence."""
    whole = text.votes.filter(amendment__isnull=True, state=WordingVote.State.CLOSED).first()
    title = localize(text.title, text.title_en or text.title)
    if whole is not None:
        adopted = bool((whole.outcome or {}).get("adopted"))
        return localize(
            f"{title} : le texte est {'adopté' if adopted else 'rejeté'}",
            f"{title}: the text is {'adopted' if adopted else 'rejected'}",
        )
    pending, total = len(reading.list_pending()), len(reading.all)
    if not total:
        return localize(f"{title} : aucun amendement pour l’instant", f"{title}: no amendment yet")
    accepted = sum(one.row.state == State.ACCEPTED for one in reading.all)
    if pending:
        many = format_number(pending)
        return localize(
            f"{title} : {many} amendement{'s' if pending > 1 else ''} à décider",
            f"{title}: {many} amendment{'s' if pending > 1 else ''} to decide",
        )
    return localize(
        f"{title} : {accepted} amendement{'s' if accepted > 1 else ''} adopté{'s' if accepted > 1 else ''} sur {total}",
        f"{title}: {accepted} of {total} amendment{'s' if total > 1 else ''} accepted",
    )


def describe_three(three: ThreeTexts, language: str) -> dict[str, Any]:
    """Return the three texts as the pages show them; what has no words says so."""
    move = three.op in ("move_before", "move_after")
    return {
        "three": three,
        "change": mark_changes(three.change),
        "move": move,
        "op": OPERATION_LABELS[three.op],
        "language": language,
    }


def find_neighbours(reading: TextReading, code: str) -> tuple[ReadAmendment | None, ReadAmendment | None]:
    """Return the amendments before and after one, in voting order: the room goes from one to the next in one click."""
    ordered = sorted(reading.ordered_amendments, key=lambda one: one.row.state not in STANDING)
    place = next(rank for rank, one in enumerate(ordered) if one.row.code == code)
    before = ordered[place - 1] if place else None
    after = ordered[place + 1] if place + 1 < len(ordered) else None
    return before, after


def is_open_to_amendments(text: DiscussedText, day: Any) -> bool:
    """Whether something may still be filed: an amendment, or one to an amendment."""
    voted = text.votes.filter(amendment__isnull=True, state=WordingVote.State.CLOSED).exists()
    return not voted and day <= text.subamend_until
