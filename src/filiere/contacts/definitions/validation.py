"""The check of a set of definitions: its form, its choices, its indicators, its reasons, its examples, its seal.

All faults of a file are found in one pass. A part that cannot be read is told and left out, and all others are judged:
a misspelt choice does not hide that an indicator lacks its threshold.
"""

from collections.abc import Iterator, Mapping
from typing import Any, get_args

from pydantic import BaseModel

from filiere.contacts.definitions import worked_examples
from filiere.contacts.definitions.choices import CHOICE_ORDER, Choices, Outcome
from filiere.contacts.definitions.coherence_rules import (
    check_channel,
    check_choices,
    check_indicator,
    check_indicator_choices,
    check_overrides,
)
from filiere.contacts.definitions.faults import build_fault, find_close_words
from filiere.contacts.definitions.measure_catalogue import MEASURES, is_read
from filiere.contacts.definitions.records import (
    MAX_INDICATORS,
    MAX_QUEUES,
    DefinitionSet,
    Indicator,
    WorkedExample,
    merge_choices,
)
from filiere.core.faults import Fault, Faults
from filiere.core.validation import validate
from filiere.core.yaml_documents import Document, Key

OUTCOMES: tuple[str, ...] = get_args(Outcome)


def check_document(
    document: Document, *, shipped: bool = False, kept: bool = False
) -> tuple[DefinitionSet | None, list[Fault]]:
    """Return the set of a document, None when it cannot be read, and all that is wrong with it.

    ``shipped`` sets are held to more: they are sealed, and their file is called after them. A set that is sealed, or
    ``kept`` beside figures made by it, may say what has no effect: it was allowed to, and is never edited after.
    """
    if not isinstance(document.data, dict):
        return None, [document.place_fault((), build_fault("definition-empty"))]
    if passed := list(_check_size(document)):
        # What is judged for each indicator and each queue is not judged for any number of them.
        return None, passed
    faults: list[Fault] = []
    record: DefinitionSet | None = None
    try:
        record = validate(document, DefinitionSet)
    except Faults as wrong:
        faults += wrong.faults
    choices = record.choices if record else _read_part(document, ("choices",), Choices)
    indicators = dict(enumerate(record.indicators)) if record else _read_indicators(document)
    kept = kept or (record is not None and record.seal == record.sha256)
    faults += _check_indicators(document, choices, indicators, kept=kept)
    if record is not None:
        faults += [
            *_check_whole(record, document),
            *_check_reasons(record, document),
            *_check_examples(record, document),
        ]
        faults += _check_identity(record, document, shipped)
    return record, faults


def _check_size(document: Document) -> Iterator[Fault]:
    """Yield where a set is larger than any that computes."""
    data: Any = document.data
    listed = data.get("indicators")
    indicators = listed if isinstance(listed, list) else []
    if (count := len(indicators)) > MAX_INDICATORS:
        wrong = build_fault("definition-indicators-many", count=count, most=MAX_INDICATORS)
        yield document.place_fault(("indicators",), wrong)
    if (count := sum(_count_queues(one) for one in (data, *indicators))) > MAX_QUEUES:
        yield document.place_fault(("choices",), build_fault("definition-queues-many", count=count, most=MAX_QUEUES))


def _count_queues(data: Any) -> int:
    for name in ("choices", "short_abandon", "by_queue"):
        data = data.get(name) if isinstance(data, dict) else None
    return len(data) if isinstance(data, dict) else 0


def _read_part[M: BaseModel](document: Document, at: Key, model: type[M]) -> M | None:
    """Return a part of a document that can be read by itself, or None; what is wrong in it was told with the whole."""
    data: Any = document.data
    for step in at:
        data = data.get(step) if isinstance(data, dict) else data[int(step)] if isinstance(data, list) else None
    try:
        return validate(document, model, at=at) if isinstance(data, dict) else None
    except Faults:
        return None


def _read_indicators(document: Document) -> dict[int, Indicator]:
    listed = document.data.get("indicators")
    if not isinstance(listed, list):
        return {}
    read = {index: _read_part(document, ("indicators", index), Indicator) for index in range(len(listed))}
    return {index: one for index, one in read.items() if one is not None}


def _check_indicators(
    document: Document, choices: Choices | None, indicators: Mapping[int, Indicator], *, kept: bool
) -> Iterator[Fault]:
    general = list(check_choices(choices)) if choices else []
    for key, fault in general:
        yield document.place_fault(("choices", *key), fault)
    known = {(key, fault.code) for key, fault in general}
    seen: dict[str, int] = {}
    same: dict[str, str] = {}
    for index, indicator in indicators.items():
        at: Key = ("indicators", index)
        if indicator.key in seen:
            line = document.position(("indicators", seen[indicator.key]))[0]
            yield document.place_fault((*at, "key"), build_fault("indicator-twice", key=indicator.key, line=line))
        seen.setdefault(indicator.key, index)
        findings = list(check_indicator(indicator))
        measured = indicator.measure in MEASURES
        own = merge_choices(choices, indicator.overrides) if choices is not None else None
        if measured and not kept:
            findings += check_channel(indicator, own)
        if choices is not None and own is not None:
            findings += check_indicator_choices(indicator, own)
            new = (
                (key, fault)
                for key, fault in check_choices(own)
                if (key, fault.code) not in known and measured and is_read(indicator.measure, own, str(key[0]))
            )
            findings += ((("choices", *key), fault) for key, fault in new)
            if measured and not kept:
                findings += check_overrides(indicator, choices)
            what = repr((indicator.measure, indicator.channel, indicator.threshold_seconds, indicator.percentile, own))
            if (twin := same.setdefault(what, indicator.key)) != indicator.key:
                findings.append((("measure",), build_fault("indicator-same", key=indicator.key, other=twin)))
        for key, fault in findings:
            yield document.place_fault((*at, *key), fault)


def _check_whole(record: DefinitionSet, document: Document) -> Iterator[Fault]:
    if record.valid.to is not None and record.valid.to < record.valid.start:
        wrong = build_fault("days-reversed", start=record.valid.start, to=record.valid.to)
        yield document.place_fault(("valid", "to"), wrong)
    if record.kind == "definitions":
        if record.choices is None:
            yield document.place_fault((), build_fault("definition-without-choices"))
        if not record.indicators:
            yield document.place_fault((), build_fault("definition-without-indicators"))
        return
    for name in ("choices", "indicators", "examples"):
        if getattr(record, name):
            yield document.place_fault((name,), build_fault("vocabulary-computes", name=name, kind=record.kind))
    if not record.terms:
        yield document.place_fault((), build_fault("vocabulary-without-terms"))
    if record.kind == "withdrawn" and record.valid.to is None:
        yield document.place_fault(("valid",), build_fault("withdrawn-without-day"))
    seen: set[str] = set()
    for index, term in enumerate(record.terms):
        if term.key in seen:
            yield document.place_fault(("terms", index, "key"), build_fault("term-twice", key=term.key))
        seen.add(term.key)
        if term.measure is not None and term.measure not in MEASURES:
            unknown = build_fault("unknown-measure", value=term.measure, near=find_close_words(term.measure, MEASURES))
            yield document.place_fault(("terms", index, "measure"), unknown)


def _check_reasons(record: DefinitionSet, document: Document) -> Iterator[Fault]:
    """Yield each choice without a reason, where reasons are owed, and each source that is not described."""
    sources = [one.id for one in record.sources]
    named: list[tuple[Key, str | None]] = [
        *((("arguments", name, "source"), one.source) for name, one in record.arguments.items()),
        *((("terms", index, "source"), one.source) for index, one in enumerate(record.terms)),
        *((("examples", index, "source"), one.source) for index, one in enumerate(record.examples)),
    ]
    for key, name in named:
        if name is not None and name not in sources:
            yield document.place_fault(
                key, build_fault("definition-source-unknown", value=name, near=find_close_words(name, sources))
            )
    read = record.reading.choices if record.reading else ()
    for index, name in enumerate(read):
        if name in record.arguments:
            yield document.place_fault(("reading", "choices", index), build_fault("choice-argued-twice", name=name))
    if record.status == "local" or record.choices is None:
        return
    for name in CHOICE_ORDER:
        argument = record.arguments.get(name)
        if argument is None and name not in read:
            yield document.place_fault(("choices", name), build_fault("choice-unargued", name=name))
        if argument is not None and argument.source is None and record.status == "published":
            yield document.place_fault(("arguments", name), build_fault("choice-unsourced", name=name))


def _check_examples(record: DefinitionSet, document: Document) -> Iterator[Fault]:
    known = {one.key: one for one in record.indicators}
    for index, example in enumerate(record.examples):
        at: Key = ("examples", index)
        for name in example.counts:
            if name not in OUTCOMES:
                wrong = build_fault("example-outcome", value=name, near=find_close_words(name, OUTCOMES))
                yield document.place_fault((*at, "counts", name), wrong)
        for place, within in enumerate(example.within):
            for name in ("answered", "abandoned"):
                if (count := getattr(within, name)) > (total := example.counts.get(name, 0)):
                    wrong = build_fault(
                        "example-more-within", name=name, count=count, seconds=within.seconds, total=total
                    )
                    yield document.place_fault((*at, "within", place, name), wrong)
        for key, expected in example.expect.items():
            if key not in known:
                wrong = build_fault("example-indicator", value=key, near=find_close_words(key, known))
            elif record.choices is None or (found := _try_example(known[key], example)) is None:
                continue
            elif isinstance(found, Fault):
                wrong = found
            elif worked_examples.round_like(found, expected) == expected:
                continue
            else:
                wrong = build_fault(
                    "example-missed", key=key, expected=expected, found=worked_examples.round_like(found, expected)
                )
            yield document.place_fault((*at, "expect", key), wrong)


def _try_example(indicator: Indicator, example: WorkedExample) -> Any:
    """Return the value of an indicator on an example, the fault that keeps it from having one, or None."""
    if indicator.measure not in worked_examples.EXAMPLE_MEASURES or (
        indicator.measure == "service_level" and indicator.threshold_seconds is None
    ):
        return build_fault("example-not-counted", key=indicator.key, measure=indicator.measure)
    try:
        return worked_examples.compute_example(indicator, example)
    except worked_examples.MissingCount as missing:
        return build_fault("example-incomplete", key=indicator.key, seconds=missing.seconds)


def _check_identity(record: DefinitionSet, document: Document, shipped: bool) -> Iterator[Fault]:
    if shipped and document.path.stem != record.name:
        wrong = build_fault("definition-file-name", name=document.path.name, said=record.name)
        yield document.place_fault(("id",), wrong)
    if record.seal is None:
        if shipped:
            yield document.place_fault((), build_fault("definition-unsealed", path=document.path))
    elif record.seal != (found := record.sha256):
        wrong = build_fault("definition-seal-broken", expected=record.seal[:12] + "…", found=found[:12] + "…")
        yield document.place_fault(("seal",), wrong)


def check_version(
    definition_set: DefinitionSet, others: Mapping[str, DefinitionSet], document: Document
) -> Iterator[Fault]:
    """Yield what is wrong with a version of a set beside the others, by name, that are known of it.

    A name is that of one content only; a later version holds from a later day, and every older one is still there.
    """
    twin = others.get(definition_set.name)
    # A seal that is broken has been told, and says the same.
    if (
        twin is not None
        and twin.sha256 != definition_set.sha256
        and definition_set.seal in (None, definition_set.sha256)
    ):
        yield document.place_fault(
            ("version",), build_fault("definition-name-taken", name=definition_set.name, sha256=twin.sha256[:12] + "…")
        )
    kept = [number for number in range(1, definition_set.version) if f"{definition_set.id}@{number}" in others]
    if gaps := definition_set.version - 1 - len(kept):
        first = next(number for number in range(1, definition_set.version) if number not in kept)
        missing = build_fault(
            "definition-version-gap", version=definition_set.version, id=definition_set.id, missing=first, count=gaps
        )
        yield document.place_fault(("version",), missing)
    for number in kept:
        older = others[f"{definition_set.id}@{number}"]
        if definition_set.valid.start <= older.valid.start:
            wrong = build_fault(
                "definition-version-order",
                version=definition_set.version,
                id=definition_set.id,
                older=number,
                start=older.valid.start,
            )
            yield document.place_fault(("valid", "from"), wrong)
