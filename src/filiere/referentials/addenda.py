"""Addenda: a release as it stands on a day, with the changes adopted since it was sealed.

The sealed release is never touched. Each addendum in effect is applied to a copy, in the order of numbers, record by
record: the changed record is read again, so that what an addendum writes is held to the same form as the rest. The
fingerprint of the result is made of that of the release and of those of its addenda, so that a dossier pins both.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from pydantic import ValidationError

from filiere.core.faults import Fault, Faults
from filiere.core.numbers import parse_whole_number
from filiere.core.seals import seal
from filiere.core.text import StrictModel
from filiere.core.validation import explain_error
from filiere.core.yaml_documents import Key
from filiere.referentials.faults import FORM_FAULTS, find_close_words
from filiere.referentials.records import (
    Addendum,
    AddQuestion,
    Amendment,
    DatedValue,
    DropQuestion,
    RedateParameter,
    RewordText,
    Theme,
)
from filiere.referentials.release import DocumentPlace, Release
from filiere.referentials.release_seal import HEAD

_DAY = timedelta(days=1)
_SINGLES = ("total", "audit", "award", "procedure", "release")
_HEAD_WORDS = ("title", "note")
KINDS = ("criterion", "theme", "indicator", "evidence", "parameter", "level", *_SINGLES)


def apply_adopted_addenda(release: Release, day: date) -> Release:
    """Return a sealed release with the addenda adopted and in effect on a day; the release itself when none is.

    Raises :class:`Faults` when an addendum does not find what it changes.
    """
    return apply_addenda(release, [one for one in release.head.addenda if one.holds(day)])


def apply_addenda(release: Release, addenda: Iterable[Addendum]) -> Release:
    """Return a release with some addenda applied, in the order of their numbers."""
    result = release
    for addendum in sorted(addenda, key=lambda one: one.number):
        if addendum.number not in result.applied:
            result = _apply_addendum(result, addendum)
    return result


def _apply_addendum(release: Release, addendum: Addendum) -> Release:
    index = next((index for index, one in enumerate(release.head.addenda) if one.number == addendum.number), None)
    result = release
    for number, op in enumerate(addendum.ops):
        at: Key = () if index is None else ("addenda", index, "ops", number)
        try:
            result = _apply_amendment(result, op, addendum.number, at)
        except Faults as faults:
            raise Faults([_locate_fault(release, one, at) for one in faults.faults]) from None
    return replace(
        result,
        sha256=seal({"release": release.sha256, "addendum": _addendum_fingerprint(release, addendum, index)}),
        applied=(*release.applied, addendum.number),
    )


def _locate_fault(release: Release, found: Fault, at: Key) -> Fault:
    return release.fault(found, "head", "", at) if at and ("head", "") in release.places else found


def _addendum_fingerprint(release: Release, addendum: Addendum, index: int | None) -> str:
    """Return the fingerprint of an addendum, that of the seal when it was read from a file."""
    document = release.documents.get(HEAD)
    if document is not None and index is not None:
        return seal(document.data["addenda"][index])
    return seal(addendum.model_dump(mode="json", by_alias=True))


def _apply_amendment(release: Release, op: Amendment, number: int, at: Key) -> Release:
    if isinstance(op, AddQuestion):
        return _add_question(release, op, number, at)
    if isinstance(op, DropQuestion):
        return _drop_question(release, op, number)
    if isinstance(op, RedateParameter):
        return _redate_parameter(release, op, number)
    kind, _, rest = op.at.partition(".")
    key, _, inner = ("", "", rest) if kind in _SINGLES else rest.partition(".")
    record, put = _find_record(release, kind, key, op.at, number)
    path = inner.split(".") if inner else []
    if not path or path[-1] == "key" or path[0] == "criteria" or (kind == "release" and path[0] not in _HEAD_WORDS):
        # A key lives for ever, a question has a place of its own, and the life of a release is no addendum's.
        raise _unknown_place_fault(op.at, number)
    wanted = {"fr": op.text.fr, "en": op.text.en} if isinstance(op, RewordText) else op.value
    data = _to_mutable(record.model_dump(by_alias=True))
    present = _set_value(data, path, wanted, op.at, number)
    if isinstance(op, RewordText):
        if not (isinstance(present, dict) and {"fr", "en"} <= present.keys()):
            raise _unknown_place_fault(op.at, number)
    elif not _equal_values(op.was, present):
        raise Faults(
            [
                FORM_FAULTS.build(
                    "addendum-was",
                    number=number,
                    at=op.at,
                    expected=_format_value(op.was),
                    found=_format_value(present),
                )
            ]
        )
    try:
        return put(type(record).model_validate(data))
    except ValidationError as error:
        raise _invalid_value_fault(op.at, number, error, type(record)) from None


def _find_record(
    release: Release, kind: str, key: str, at: str, number: int
) -> tuple[StrictModel, Callable[[Any], Release]]:
    """Return the record that a place is in, and how to put another in its stead."""
    if kind == "criterion" and key in release.criteria:
        return release.criteria[key], lambda new: _replace_question(release, key, new)
    if kind == "theme" and any(theme.key == key for theme in release.themes):
        return release.theme(key), lambda new: _replace_theme(release, key, new)
    if kind == "indicator" and key in release.indicators:
        return release.indicators[key], lambda new: replace(release, indicators={**release.indicators, key: new})
    if kind == "evidence" and key in release.evidence:
        return release.evidence[key], lambda new: replace(release, evidence={**release.evidence, key: new})
    if kind == "parameter" and key in release.head.params:
        return release.head.params[key], lambda new: _replace_parameter(release, key, new)
    if kind == "level" and release.award is not None:
        award = release.award
        for level in award.levels:
            if level.key == key:
                return level, lambda new: replace(
                    release,
                    award=award.model_copy(
                        update={"levels": tuple(new if one.key == key else one for one in award.levels)}
                    ),
                )
    if kind == "release":
        return release.head, lambda new: replace(release, head=new)
    if kind in _SINGLES and getattr(release, kind) is not None:
        return getattr(release, kind), lambda new: replace(release, **{kind: new})
    known = {
        "criterion": list(release.criteria),
        "theme": [theme.key for theme in release.themes],
        "indicator": list(release.indicators),
        "evidence": list(release.evidence),
        "parameter": list(release.head.params),
        "level": [level.key for level in release.award.levels] if release.award else [],
    }
    raise _unknown_place_fault(
        at, number, find_close_words(key, known[kind]) if kind in known else find_close_words(kind, KINDS)
    )


def _replace_question(release: Release, key: str, new: Any) -> Release:
    theme = release.theme_of[key]
    return _replace_theme(
        release,
        theme.key,
        theme.model_copy(update={"criteria": tuple(new if one.key == key else one for one in theme.criteria)}),
    )


def _replace_theme(release: Release, key: str, new: Theme) -> Release:
    return replace(release, themes=tuple(new if theme.key == key else theme for theme in release.themes))


def _replace_parameter(release: Release, key: str, new: Any) -> Release:
    return replace(release, head=release.head.model_copy(update={"params": {**release.head.params, key: new}}))


def _add_question(release: Release, op: AddQuestion, number: int, at: Key) -> Release:
    if not any(theme.key == op.theme for theme in release.themes):
        raise _unknown_place_fault(
            f"theme.{op.theme}", number, find_close_words(op.theme, [theme.key for theme in release.themes])
        )
    key = op.criterion.key
    taken = any((kind, key) in release.places for kind in ("theme", "criterion", "indicator", "evidence"))
    if taken or key in release.criteria:
        place = f"criterion.{key}"
        raise Faults([FORM_FAULTS.build("addendum-was", number=number, at=place, expected="–", found=key)])
    theme = release.theme(op.theme)
    result = _replace_theme(release, op.theme, theme.model_copy(update={"criteria": (*theme.criteria, op.criterion)}))
    places: dict[tuple[str, str], DocumentPlace] = dict(release.places)
    if at and ("head", "") in places:
        places["criterion", key] = places["head", ""][0], (*at, "criterion")
    return replace(result, places=places)


def _drop_question(release: Release, op: DropQuestion, number: int) -> Release:
    if op.key not in release.criteria:
        raise _unknown_place_fault(f"criterion.{op.key}", number, find_close_words(op.key, release.criteria))
    theme = release.theme_of[op.key]
    criteria = tuple(one for one in theme.criteria if one.key != op.key)
    places = {place: where for place, where in release.places.items() if place != ("criterion", op.key)}
    result = _replace_theme(release, theme.key, theme.model_copy(update={"criteria": criteria}))
    return replace(result, places=places)


def _redate_parameter(release: Release, op: RedateParameter, number: int) -> Release:
    parameter = release.head.params.get(op.param)
    if parameter is None:
        raise _unknown_place_fault(f"parameter.{op.param}", number, find_close_words(op.param, release.head.params))
    values = [part for value in parameter.values for part in _split_dated_value(value, op.value)]
    dated = tuple(sorted((*values, op.value), key=lambda one: one.start))
    return _replace_parameter(release, op.param, parameter.model_copy(update={"values": dated}))


def _split_dated_value(value: DatedValue, new: DatedValue) -> list[DatedValue]:
    """Return what is left of a dated value before and after another that takes its place."""
    kept = []
    if value.start < new.start:
        end = new.start - _DAY if value.end is None or value.end >= new.start else value.end
        kept.append(value.model_copy(update={"end": end}))
    if new.end is not None and (value.end is None or value.end > new.end):
        kept.append(value.model_copy(update={"start": max(value.start, new.end + _DAY)}))
    return kept


def _to_mutable(value: Any) -> Any:
    """Return a content in which lists can be written to."""
    if isinstance(value, dict):
        return {key: _to_mutable(item) for key, item in value.items()}
    return [_to_mutable(item) for item in value] if isinstance(value, (list, tuple)) else value


def _set_value(data: Any, path: Sequence[str], value: Any, at: str, number: int) -> Any:
    """Put a value at the end of a path; return the one it takes the place of."""
    for name in path[:-1]:
        data = _descend_into(data, name, at, number)
    last = path[-1]
    if isinstance(data, list):
        place = _item_index(data, last)
        if place is None:
            raise _unknown_place_fault(at, number)
        present, data[place] = data[place], value
        return present
    if not isinstance(data, dict):
        raise _unknown_place_fault(at, number)
    present = data.get(last)
    data[last] = value
    return present


def _descend_into(data: Any, name: str, at: str, number: int) -> Any:
    if isinstance(data, dict) and data.get(name) is not None:
        return data[name]
    place = _item_index(data, name) if isinstance(data, list) else None
    if place is None:
        raise _unknown_place_fault(at, number)
    return data[place]


def _item_index(items: list[Any], name: str) -> int | None:
    """Return the place of an item of a list: that of its key or identifier, else its number from 0."""
    for place, item in enumerate(items):
        if isinstance(item, dict) and name in (item.get("key"), item.get("id")):
            return place
    number = parse_whole_number(name)
    return number if number is not None and number < len(items) else None


def _equal_values(this: Any, other: Any) -> bool:
    if isinstance(this, dict) and isinstance(other, dict):
        kept = {key: value for key, value in other.items() if value is not None}
        return this.keys() == kept.keys() and all(_equal_values(value, kept[key]) for key, value in this.items())
    if isinstance(this, (list, tuple)) and isinstance(other, (list, tuple)):
        return len(this) == len(other) and all(_equal_values(*pair) for pair in zip(this, other, strict=True))
    if isinstance(this, bool) or isinstance(other, bool):
        return this is other
    return bool(this == other) or (isinstance(other, date) and this == other.isoformat())


def _format_value(value: Any) -> str:
    return "–" if value is None else str(value)


def _unknown_place_fault(at: str, number: int, close: Sequence[str] = ()) -> Faults:
    return Faults([FORM_FAULTS.build("addendum-place", at=at, number=number, near=list(close))])


def _invalid_value_fault(at: str, number: int, error: ValidationError, model: type[StrictModel]) -> Faults:
    first = error.errors()[0]
    where = ".".join(map(str, first["loc"]))
    _, why, _ = explain_error(first, model)
    return Faults(
        [
            FORM_FAULTS.build(
                "addendum-value",
                at=at,
                number=number,
                why_fr=f"{where}, {why.fr}",
                why_en=f"{where}, {why.en}",
            )
        ]
    )
