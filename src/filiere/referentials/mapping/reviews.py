"""A review recorded in a mapping's own file: who, when, and the fingerprints of what they had before them.

Only the lines concerned change. The new text is read again and must say exactly what was meant before it is kept, so
that a file laid out in a way nobody foresaw is refused rather than spoilt.
"""

from collections.abc import Collection
from datetime import date
from pathlib import Path

from filiere.core.faults import Faults
from filiere.core.validation import validate
from filiere.core.yaml_documents import parse_yaml
from filiere.referentials.faults import find_close_words
from filiere.referentials.loader import load_mapping
from filiere.referentials.mapping.faults import fault
from filiere.referentials.mapping.staleness import current_fingerprints, find_map_states
from filiere.referentials.records import MapEntry, Mapping
from filiere.referentials.records.mapping import Reviewer
from filiere.referentials.release import Release
from filiere.referentials.yaml_editor import YamlEditor


def add_review(
    mapping: Mapping, source: Release, target: Release, *, role: str, on: date, maps: Collection[str] = ()
) -> Mapping:
    """Return a mapping with a review recorded: of some maps, or of all when none is named.

    The fingerprints of both releases are written once every map is fresh; until then they stay those of the last whole
    review. Raises :class:`Faults` for a map that the mapping does not have.
    """
    known = [one.id for one in mapping.maps]
    for name in maps:
        if name not in known:
            close = ", ".join(find_close_words(name, known)) or "–"
            raise Faults([fault("unknown-map", id=mapping.id, name=name, close=close)])
    told = tuple(_stamp_map(one, source, target) if not maps or one.id in maps else one for one in mapping.maps)
    now = mapping.model_copy(update={"maps": told, "reviewed_by": (*mapping.reviewed_by, Reviewer(role=role, date=on))})
    states = {one.id: one.state for one in find_map_states(now, source, target)}
    if all(one.seen and states[one.id] == "fresh" and one.status != "stale" for one in now.maps):
        direction = now.direction.model_copy(
            update={
                "source": now.direction.source.model_copy(update={"sha256": source.sha256}),
                "target": now.direction.target.model_copy(update={"sha256": target.sha256}),
            }
        )
        status = "approved" if mapping.status == "approved" else "reviewed"
        now = now.model_copy(update={"direction": direction, "status": status})
    return now


def _stamp_map(map_entry: MapEntry, source: Release, target: Release) -> MapEntry:
    status = map_entry.status if map_entry.status in (None, "approved") else "reviewed"
    return map_entry.model_copy(update={"seen": current_fingerprints(map_entry, source, target), "status": status})


def record_review(
    path: Path, source: Release, target: Release, *, role: str, on: date, maps: Collection[str] = ()
) -> Mapping:
    """Write a review in the file of a mapping, and return the mapping as it is now; see :func:`add_review`.

    Raises :class:`Faults`, with the file untouched, when the file cannot be edited without changing anything else.
    """
    before = load_mapping(path)
    after = add_review(before, source, target, role=role, on=on, maps=maps)
    text = _edit_text(path.read_text(encoding="utf-8-sig"), before, after)
    try:
        same = validate(parse_yaml(text, path), Mapping) == after
    except Faults:
        same = False
    if not same:
        raise Faults([fault("review-unwritable").at(file=str(path))])
    path.write_text(text, encoding="utf-8")
    return after


def _edit_text(text: str, before: Mapping, after: Mapping) -> str:
    editor = YamlEditor(text)
    for index, (old, new) in enumerate(zip(before.maps, after.maps, strict=True)):
        if old.seen != new.seen:
            prints = ", ".join(f'"{name}": "{value}"' for name, value in new.seen.items())
            editor.set(("maps", index, "seen"), f"{{{prints}}}")
        if old.status != new.status:
            editor.set(("maps", index, "status"), str(new.status))
    for side in ("source", "target"):
        old_end, new_end = getattr(before.direction, side), getattr(after.direction, side)
        if old_end.sha256 != new_end.sha256:
            editor.set(("direction", side, "sha256"), f'"{new_end.sha256}"')
    if before.status != after.status:
        editor.set(("status",), after.status)
    last = after.reviewed_by[-1]
    line = f"{{role: {last.role}, date: {last.date}}}"
    if before.reviewed_by or "reviewed_by" in before.model_fields_set:
        editor.append(("reviewed_by",), line)
    else:
        editor.set(("reviewed_by",), f"[{line}]")
    return editor.text()
