"""The bodies of the label and their colleges in words; which colleges sit, and on how many seats, the release says."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from filiere.core import Text
from filiere.referentials.voting import BODY_NAMES, BodyKind, VotingRules, read_voting_rules
from filiere.site.label.code_labels import COLLEGE_LABELS
from filiere.site.label.visible_releases import prefer_in_force, visible_catalogue

__all__ = ["COLLEGE_LABELS", "INSTANCES", "count_seats", "format_seat", "list_colleges"]

INSTANCES: Mapping[str, Text] = {
    # The bodies that vote on dossiers are named by the engine that counts their votes.
    **{str(key): name for key, name in BODY_NAMES.items()},
    "scientific": Text(fr="Comité scientifique", en="Scientific committee"),
}

# Independent of the committee and of audit firms: it sits as one college, which no release says.
SCIENTIFIC = ("experts",)


def _find_rules(instance: str, day: date) -> VotingRules | None:
    """How a body votes by the release in force that day, or the next one; None where no release says it."""
    body: BodyKind | None = next((one for one in BODY_NAMES if one == instance), None)
    if body is None:
        return None
    labels = [
        one for one in visible_catalogue(None, day).kinds["label"] if one.award is not None and one.award.committee
    ]
    held = prefer_in_force(labels)
    return read_voting_rules(held, body) if held is not None else None


def list_colleges(instance: str, day: date) -> tuple[str, ...]:
    """Return the colleges that sit in a body; none for a body that is not known."""
    rules = _find_rules(instance, day)
    if rules is not None:
        return rules.keys
    return SCIENTIFIC if instance == "scientific" else ()


def format_seat(seat: str) -> Text:
    """Return the name of a seat in both languages: a college, by its key or its name, and a number; else as typed."""
    words, _, rank = seat.rpartition(" ")
    college = next((one for key, one in COLLEGE_LABELS.items() if words in {key, one.fr, one.en}), None)
    if college is None or not rank.isdecimal():
        return Text.same(seat)
    return Text(fr=f"{college.fr} {rank}", en=f"{college.en} {rank}")


def count_seats(instance: str, day: date) -> Mapping[str, int]:
    """Return the seats of each college whose number the release sets."""
    rules = _find_rules(instance, day)
    return {one.key: one.seats for one in rules.colleges if one.seats is not None} if rules is not None else {}
