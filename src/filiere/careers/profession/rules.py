"""What must hold between the records of a profession."""

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Any

from filiere.careers.profession.faults import fault
from filiere.careers.profession.reader import LocatedRecord, ProfessionReading, record_key
from filiere.careers.profession.records import (
    CertificationStatus,
    CodeSource,
    Condition,
    ConditionTopic,
    Exit,
    NeedKind,
)
from filiere.core.faults import Fault
from filiere.core.spelling import close_words
from filiere.figures import Register

type Reference = tuple[tuple[str | int, ...], str]
"""Where a reference stands in its record, and the id that it names."""

_SCALES = {"levels": 7, "skill_levels": 4}
_ENTRY_LEVEL = 2
# Field of a record, lists that it names an item of.
_CONDITION_FIELDS: dict[str, tuple[str, ...]] = {
    "profile": ("condition_profiles",),
    "conditions.topic": ("condition_topics",),
    "figures.topic": ("condition_topics",),
}
_FIELDS: dict[str, dict[str, tuple[str, ...]]] = {
    "condition_profiles": {"conditions.topic": ("condition_topics",)},
    "skills": {"family": ("skill_families",), "trainings": ("trainings",)},
    "phrases": {"trainings": ("trainings",)},
    "occupations": {
        "family": ("occupation_families",),
        **_CONDITION_FIELDS,
        "certifications": ("certifications",),
        "codes.nomenclature": ("nomenclatures",),
        "needs.skill": ("skills",),
    },
    "feeders": {
        **_CONDITION_FIELDS,
        "skills": ("phrases",),
        "occupations": ("occupations",),
        "codes.nomenclature": ("nomenclatures",),
    },
    "exits": {
        **_CONDITION_FIELDS,
        "needs.skill": ("skills", "phrases"),
        "occupations": ("occupations",),
        "codes.nomenclature": ("nomenclatures",),
    },
    "trainings": {"certification": ("certifications",)},
    "ladders": {"steps": ("occupations",)},
    "side_moves": {"origin": ("occupations",), "target": ("occupations",)},
}
_FIGURE_FIELDS = {
    "condition_topics": ("figures",),
    "occupations": ("figures.figure",),
    "feeders": ("figures.figure",),
    "exits": ("figures.figure",),
    "trainings": ("figure",),
}
# Lists of which every item must serve somewhere.
_USED = (
    "occupation_families",
    "skill_families",
    "condition_topics",
    "condition_profiles",
    "skills",
    "phrases",
    "certifications",
    "trainings",
    "nomenclatures",
)


def iter_faults(reading: ProfessionReading, register: Register | None) -> Iterator[Fault]:
    """Yield what is wrong between the records of a reading, each fault at its place."""
    yield from _iter_repeated_ids(reading)
    yield from _iter_scale_faults(reading)
    yield from _iter_unknown_references(reading)
    yield from _iter_need_faults(reading)
    yield from _iter_condition_faults(reading)
    yield from _iter_code_faults(reading)
    yield from _iter_item_faults(reading)
    yield from _iter_certification_faults(reading)
    yield from _iter_move_faults(reading)
    if reading.complete:
        yield from _iter_unused(reading)
        yield from _iter_orphans(reading)
    if register is not None:
        yield from _iter_unknown_figures(reading, register)


def list_references(record: Any, field: str) -> list[Reference]:
    """Return what a field of a record names, with the key of each: ``needs.skill`` goes through a list of records."""
    name, _, inner = field.partition(".")
    value = getattr(record, name)
    if value is None:
        return []
    if not isinstance(value, tuple):
        return [((name,), value)]
    if inner:
        return [((name, index, inner), getattr(one, inner)) for index, one in enumerate(value)]
    return [((name, index), one) for index, one in enumerate(value)]


def _iter_repeated_ids(reading: ProfessionReading) -> Iterator[Fault]:
    first: dict[tuple[str, str], str] = {}
    for name, located in reading:
        # A need names a skill or a phrase: the two share their ids.
        space = "skills" if name == "phrases" else name
        key = record_key(located.record)
        if (space, key) in first and name not in _SCALES:
            found = fault("profession-repeated-id", id=key, where=first[space, key])
            yield located.place(found, "id" if hasattr(located.record, "id") else "origin")
        first.setdefault((space, key), located.where)


def _iter_scale_faults(reading: ProfessionReading) -> Iterator[Fault]:
    for name, most in _SCALES.items():
        located = reading.records[name]
        if located and sorted(one.record.level for one in located) != list(range(1, most + 1)):
            yield located[0].place(fault("profession-scale-incomplete", list=name, most=most))


def _iter_unknown_references(reading: ProfessionReading) -> Iterator[Fault]:
    for name, fields in _FIELDS.items():
        for located in reading.records[name]:
            for field, lists in fields.items():
                known = {key for one in lists for key in reading.names[one]}
                for key, value in list_references(located.record, field):
                    if value not in known and reading.whole:
                        near = close_words(value, sorted(known))
                        words = " / ".join(lists)
                        yield located.place(
                            fault("profession-unknown-reference", value=value, list=words, near=near), *key
                        )


def _iter_need_faults(reading: ProfessionReading) -> Iterator[Fault]:
    weeks = {one.record.id: one.record.weeks for one in reading.records["phrases"]}
    for name in ("occupations", "exits", "feeders"):
        for located in reading.records[name]:
            job = located.record
            field = "skills" if name == "feeders" else "needs.skill"
            seen: set[str] = set()
            for key, value in list_references(job, field):
                if value in seen:
                    yield located.place(fault("profession-repeated-need", value=value, id=job.id), *key)
                seen.add(value)
                if isinstance(job, Exit) and value in weeks and weeks[value] is None:
                    yield located.place(fault("profession-exit-phrase-without-weeks", id=job.id, value=value), *key)
            if name != "feeders" and all(one.kind is not NeedKind.CORE for one in job.needs):
                yield located.place(fault("profession-no-core-skill", id=job.id), "needs")


def _iter_condition_faults(reading: ProfessionReading) -> Iterator[Fault]:
    """What is given twice in a scale or in a job, and degrees that are on no scale of their topic."""
    topics: dict[str, ConditionTopic] = {one.record.id: one.record for one in reading.records["condition_topics"]}
    degrees: dict[str, list[str]] = {}
    for located in reading.records["condition_topics"]:
        scale = located.record.scale
        degrees[located.record.id] = [one.id for one in scale.degrees] if scale is not None else []
        for index in _list_repeated(degrees[located.record.id]):
            found = fault("profession-repeated-need", value=scale.degrees[index].id, id=located.record.id)
            yield located.place(found, "scale", "degrees", index, "id")
    for name in ("condition_profiles", "occupations", "feeders", "exits"):
        for located in reading.records[name]:
            said: tuple[Condition, ...] = located.record.conditions
            for index in _list_repeated([one.topic for one in said]):
                found = fault("profession-repeated-need", value=said[index].topic, id=located.record.id)
                yield located.place(found, "conditions", index, "topic")
            for index, one in enumerate(said):
                if one.degree is not None and one.topic in topics and one.degree not in degrees[one.topic]:
                    near = close_words(one.degree, degrees[one.topic])
                    found = fault("profession-unknown-degree", value=one.degree, topic=one.topic, near=near)
                    yield located.place(found, "conditions", index, "degree")


def _list_repeated(values: list[str]) -> list[int]:
    """The indexes of values that already stand before."""
    return [index for index, one in enumerate(values) if one in values[:index]]


def _iter_code_faults(reading: ProfessionReading) -> Iterator[Fault]:
    sources: dict[str, CodeSource] = {one.record.id: one.record for one in reading.records["nomenclatures"]}
    for name in ("occupations", "feeders", "exits"):
        for located in reading.records[name]:
            seen: set[tuple[str, str]] = set()
            for index, link in enumerate(located.record.codes):
                if (link.nomenclature, link.code) in seen:
                    found = fault("profession-repeated-need", value=link.code, id=located.record.id)
                    yield located.place(found, "codes", index, "code")
                seen.add((link.nomenclature, link.code))
                if link.until is not None and link.until < link.since:
                    yield located.place(fault("profession-code-dates", code=link.code), "codes", index, "until")
                source = sources.get(link.nomenclature)
                if source is not None and not source.admits(link.code):
                    found = fault(
                        "profession-bad-code", code=link.code, nomenclature=source.label, read_in=source.read_in
                    )
                    yield located.place(found, "codes", index, "code")


def _iter_item_faults(reading: ProfessionReading) -> Iterator[Fault]:
    known = reading.names["nomenclatures"]
    for name in ("skills", "phrases"):
        for located in reading.records[name]:
            for index, item in enumerate(located.record.items):
                nomenclature = item.partition(":")[0]
                if nomenclature not in known and reading.whole:
                    near = close_words(nomenclature, sorted(known))
                    found = fault("profession-unknown-reference", value=nomenclature, list="nomenclatures", near=near)
                    yield located.place(found, "items", index)


def _iter_certification_faults(reading: ProfessionReading) -> Iterator[Fault]:
    for located in reading.records["certifications"]:
        record = located.record
        if record.source is None and record.number is not None:
            yield located.place(fault("profession-number-unverified", id=record.id), "number")
        elif record.source is None and record.status is CertificationStatus.VERIFIED:
            yield located.place(fault("profession-verified-without-source", id=record.id), "status")


def _iter_move_faults(reading: ProfessionReading) -> Iterator[Fault]:
    levels = {one.record.id: one.record.level for one in reading.records["occupations"]}
    for located in reading.records["ladders"]:
        for index, (before, after) in enumerate(pairwise(located.record.steps)):
            low, high = levels.get(before), levels.get(after)
            if low is not None and high is not None and high <= low:
                found = fault(
                    "profession-ladder-not-rising",
                    id=located.record.id,
                    before=before,
                    after=after,
                    low=low,
                    high=high,
                )
                yield located.place(found, "steps", index + 1)
    for located in reading.records["side_moves"]:
        origin, target = located.record.origin, located.record.target
        if origin == target:
            yield located.place(fault("profession-side-move-in-place", id=origin), "target")
        elif origin in levels and target in levels and (steps := abs(levels[origin] - levels[target])) > 1:
            found = fault("profession-side-move-too-far", before=origin, after=target, steps=steps)
            yield located.place(found, "target")


def _iter_unused(reading: ProfessionReading) -> Iterator[Fault]:
    used: Counter[tuple[str, str]] = Counter()
    for name, fields in _FIELDS.items():
        for located in reading.records[name]:
            for field, lists in fields.items():
                used.update((one, value) for _, value in list_references(located.record, field) for one in lists)
    for name in _USED:
        for located in reading.records[name]:
            said_elsewhere = name == "phrases" and located.record.items
            if (name, located.record.id) not in used and not said_elsewhere:
                yield located.place(fault("profession-unused", id=located.record.id, list=name), "id")


def _iter_orphans(reading: ProfessionReading) -> Iterator[Fault]:
    moved = _gather(reading.records["ladders"], "steps")
    moved |= _gather(reading.records["side_moves"], "origin") | _gather(reading.records["side_moves"], "target")
    fed = _gather(reading.records["feeders"], "occupations")
    for located in reading.records["occupations"]:
        if located.record.id not in moved:
            yield located.place(fault("profession-orphan", id=located.record.id), "id")
        if located.record.level <= _ENTRY_LEVEL and located.record.id not in fed:
            yield located.place(fault("profession-no-way-in", id=located.record.id), "id")


def _gather(records: Iterable[LocatedRecord[Any]], field: str) -> set[str]:
    return {value for one in records for _, value in list_references(one.record, field)}


def _iter_unknown_figures(reading: ProfessionReading, register: Register) -> Iterator[Fault]:
    for name, fields in _FIGURE_FIELDS.items():
        for located in reading.records[name]:
            for field in fields:
                for key, value in list_references(located.record, field):
                    if value not in register:
                        near = close_words(value, [one.id for one in register])
                        yield located.place(fault("profession-unknown-figure", value=value, near=near), *key)
