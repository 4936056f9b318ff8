"""Groups of states held against the procedure that they are read with: a wrong name there closes rights in silence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from filiere.core.faults import Fault
from filiere.core.yaml_documents import Document, Key
from filiere.referentials.faults import FORM_FAULTS, find_close_words
from filiere.referentials.records import Procedure, StateGroups


def find_state_group_faults(document: Document, groups: StateGroups, number: str, procedure: Procedure) -> list[Fault]:
    """Return all that is wrong in the groups that a release has from a document, each at its place.

    ``number`` is that of the release, whose groups may be those written for an earlier one.
    """
    written = groups.find_written(number)
    if written is None:
        return []
    own = groups.state_groups[written]
    named = {*procedure.by_key, *procedure.groups}
    found, above = [], set(named)
    for name, parts in own.items():
        key: Key = ("state_groups", written, name)
        if name in named:
            found.append(document.place_fault(key, _build("taken", name=name, release=number)))
        if not parts:
            found.append(document.place_fault(key, _build("empty", name=name)))
        is_list = isinstance(document.data["state_groups"][written][name], list)
        for place, part in enumerate(parts):
            fault = _judge_part(name, part, above, own, number)
            if fault is not None:
                found.append(document.place_fault((*key, place) if is_list else key, fault))
        above.add(name)
    return found


def _judge_part(
    name: str, part: str, above: set[str], own: Mapping[str, tuple[str, ...]], release: str
) -> Fault | None:
    if part in above:
        return None
    if name in _walk_parts(part, own):
        return _build("circle", name=name, part=part)
    known = sorted(above)
    return _build(
        "member", name=name, part=part, release=release, known=", ".join(known), near=find_close_words(part, known)
    )


def _walk_parts(part: str, own: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    """Yield a part and all that it is made of, however deep, each once."""
    seen: set[str] = set()
    ahead = [part]
    while ahead:
        name = ahead.pop()
        if name not in seen:
            seen.add(name)
            ahead += own.get(name, ())
            yield name


def _build(kind: str, **values: object) -> Fault:
    return FORM_FAULTS.build(f"state-group-{kind}", **values)
