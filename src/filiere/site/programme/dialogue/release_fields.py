"""The words of a criterion that a room may amend, in a release that the reader may see: a draft of the label mostly.

A field is ``question``, ``reason``, ``note`` or ``levels.`` and the key of a level; the stable name of a paragraph adds
the language, since each language has words of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from filiere.core import Text
from filiere.core.typography import lower_first_letter
from filiere.referentials.records.tree import Criterion
from filiere.site.accounts.rights import Actor
from filiere.site.label.code_labels import LEVEL_NAMES
from filiere.site.label.visible_releases import NotVisible, visible_catalogue
from filiere.site.programme.dialogue.faults import refuse
from filiere.site.programme.dialogue.models_texts import DiscussedText

FIELD_LABELS: dict[str, Text] = {
    "question": Text(fr="Question", en="Question"),
    "reason": Text(fr="Raison", en="Reason"),
    "note": Text(fr="Note", en="Note"),
}
LEVELS = "levels."


@dataclass(frozen=True, slots=True)
class ReleaseField:
    """The words of a field as they stand in a release, by its seal; ``field`` ends with their language."""

    sha256: str
    field: str
    words: str


def describe_source(actor: Actor, text: DiscussedText) -> Text | None:
    """Return where the words of a text come from, in words: the release, the number of the criterion, the field.

    None for a text of its own, and for a release that the actor may not read.
    """
    found = visible_catalogue(actor).releases.get(text.release) if text.release else None
    criterion = found.criteria.get(text.criterion) if found is not None else None
    if found is None or criterion is None:
        return None
    name = text.field.removesuffix(f".{text.language}")
    label = FIELD_LABELS.get(name) or LEVEL_NAMES.get(name.removeprefix(LEVELS)) or Text.same(criterion.number or "")
    return Text(
        fr=f"{found.title.fr}, critère {criterion.number}, « {lower_first_letter(label.fr)} »",
        en=f"{found.title.en}, criterion {criterion.number}, “{lower_first_letter(label.en)}”",
    )


def list_fields(criterion: Criterion) -> Iterator[tuple[str, Text]]:
    """Give the fields of a criterion that hold words, each with them."""
    yield "question", criterion.text
    for name in ("reason", "note"):
        if (said := getattr(criterion, name)) is not None:
            yield name, said
    for level in criterion.levels or ():
        if level.text is not None:
            yield f"{LEVELS}{level.key}", level.text


def read_release_field(actor: Actor, release: str, criterion: str, field: str, language: str) -> ReleaseField:
    """Return the words of a field; raise ``Faults`` where there is no such place that the actor may read."""
    try:
        found = visible_catalogue(actor).release(release)
    except NotVisible:
        raise refuse("dialogue-text-place", "release", place=release, release=release, fields="–") from None
    named = found.criteria.get(criterion)
    fields = dict(list_fields(named)) if named is not None else {}
    if field not in fields:
        raise refuse(
            "dialogue-text-place",
            "criterion" if named is None else "field",
            place=f"{criterion} / {field}",
            release=release,
            fields=", ".join(fields) or ", ".join([*FIELD_LABELS, f"{LEVELS}…"]),
        )
    words = fields[field].get("fr" if language == "fr" else "en")
    return ReleaseField(found.sha256, f"{field}.{language}", words)
