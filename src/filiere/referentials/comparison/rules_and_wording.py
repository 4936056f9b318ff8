"""The content of a release in two parts: its words, and its rules, on which every result rests.

A record is taken apart field by field. Bilingual texts and the few fields that only help to read (a number displayed,
a heading, a source quoted) are words; all the rest is rule, so that a field nobody thought of counts as a rule. The
life of a release, which is its number, status, dates and votes, is neither.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from filiere.core.seals import seal
from filiere.core.text import StrictModel
from filiere.referentials.release import Release

FieldPath = tuple[str | int, ...]

# Fields that help to read and change no result, whatever record holds them; bilingual texts are words everywhere.
WORDING = frozenset(
    {
        "basis",
        "external",
        "iso26000",
        "number",
        "reference",
        "review",
        "section",
        "sections",
        "since",
        "sources",
        "vsme",
        "weight_reasons",
    }
)
_TEXT = frozenset({"fr", "en", "translated_from"})


@dataclass(frozen=True)
class RecordContent:
    """One record: its place among the others, its words by path, its rules by field."""

    kind: str
    key: str
    words: Mapping[FieldPath, Any]
    rules: Mapping[str, Any]


def split_release(release: Release) -> Iterator[RecordContent]:
    """Yield every record of a release that a comparison looks at, in the order of its files."""
    referential = release.referential
    yield _split_record(
        "release", "", {name: one for name, one in _dump_record(release.head).items() if name in ("title", "note")}
    )
    for key, fact in referential.facts.items():
        yield _split_record("fact", key, _dump_record(fact))
    for key, derived in referential.derived.items():
        yield _split_record("derived", key, _dump_record(derived))
    for key, parameter in release.head.params.items():
        yield _split_record("parameter", key, _dump_record(parameter))
    if release.total is not None:
        yield _split_record("total", "", _dump_record(release.total))
    for theme in release.themes:
        yield _split_record(
            "theme", theme.key, {name: one for name, one in _dump_record(theme).items() if name != "criteria"}
        )
        for criterion in theme.criteria:
            data = _dump_record(criterion)
            scale = release.scales.get(criterion.key)
            if scale is not None:
                data["levels"] = [_dump_record(level) for level in scale.levels]
            yield _split_record("criterion", criterion.key, {**data, "theme": theme.key})
    for key, indicator in release.indicators.items():
        yield _split_record("indicator", key, _dump_record(indicator))
    for key, evidence in release.evidence.items():
        yield _split_record("evidence", key, _dump_record(evidence))
    if release.award is not None:
        data = _dump_record(release.award)
        levels = data.pop("levels")
        data["order"] = [level["key"] for level in levels]
        for group, name in (("eligibility", "eligibility"), ("exclusions", "exclusion")):
            for condition in data.pop(group):
                yield _split_record(name, condition["key"], condition)
        for level in levels:
            yield _split_record("level", level["key"], level)
        yield _split_record("award", "", data)
    for name in ("audit", "procedure"):
        record = getattr(release, name)
        if record is not None:
            yield _split_record(name, "", _dump_record(record))


def _dump_record(record: StrictModel) -> dict[str, Any]:
    data: dict[str, Any] = record.model_dump(by_alias=True)
    return data


def _split_record(kind: str, key: str, data: dict[str, Any]) -> RecordContent:
    words: dict[FieldPath, Any] = {}
    rules = _extract_rules(data, (), words)
    return RecordContent(kind, key, words, rules)


def _extract_rules(data: Any, at: FieldPath, words: dict[FieldPath, Any]) -> Any:
    """Return what is rule in some content, and put its words aside, each under its path."""
    if isinstance(data, dict):
        kept = {}
        for name, value in data.items():
            if value is None or value == () or value == {}:
                continue
            if _is_text(value):
                words[(*at, name)] = {"fr": value["fr"], "en": value["en"]}
            elif name in WORDING:
                words[(*at, name)] = value
            else:
                kept[name] = _extract_rules(value, (*at, name), words)
        return kept
    if isinstance(data, (list, tuple)):
        return [_extract_rules(item, (*at, _item_key(item, index)), words) for index, item in enumerate(data)]
    return data


def _is_text(value: Any) -> bool:
    return isinstance(value, dict) and {"fr", "en"} <= value.keys() <= _TEXT


def _item_key(item: Any, index: int) -> str | int:
    """Return the key of an item of a list, which stays when the list is put in another order."""
    return str(item["key"]) if isinstance(item, dict) and "key" in item else index


def rules_fingerprint(release: Release) -> str:
    """Return the fingerprint of all that a result may rest on; wording and order of display are no part of it."""
    return seal({f"{one.kind}.{one.key}": _canonical_value(one.rules) for one in split_release(release)})


def _canonical_value(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(name): _canonical_value(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_canonical_value(item) for item in value]
    if isinstance(value, Decimal):
        # 60 and 60.0 are the same rule.
        return format(value.normalize(), "f")
    return format(value, "d") if type(value) is int else value if isinstance(value, (str, bool)) else str(value)


def is_patch(before: Release, after: Release) -> bool:
    """Tell whether only words differ: then, for any dossier on any day, both releases give the same results.

    The proof is by content. What the engine computes from is the same in both, once words are set apart.
    """
    return rules_fingerprint(before) == rules_fingerprint(after)
