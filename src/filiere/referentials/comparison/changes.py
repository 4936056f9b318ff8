"""The typed differences between two releases: what changed, of which kind, and whether it is words or a rule.

Questions are followed by their key, which lives for ever; where the later release says how dossiers migrate from the
earlier, a question that goes also says what it becomes.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from filiere.core.text import Lang, Text
from filiere.referentials.comparison.narrative import describe_change
from filiere.referentials.comparison.rules_and_wording import FieldPath, RecordContent, split_release
from filiere.referentials.records import Migration, source_keys, target_keys
from filiere.referentials.release import Release

ChangeKind = Literal[
    "added",
    "removed",
    "moved",
    "reordered",
    "renumbered",
    "text",
    "level_text",
    "levels",
    "weight",
    "parameter",
    "formula",
    "evidence",
    "applicability",
    "knock_out",
    "award",
    "aggregation",
    "assessment",
    "audit",
    "procedure",
    "publication",
    "fact",
]
ChangeScope = Literal["wording", "rule"]

# What a field is about, by the kind of its record, then for any record; what is left has the kind of its record.
_FIELDS: Mapping[tuple[str, str], ChangeKind] = {
    ("theme", "weight"): "weight",
    ("theme", "aggregation"): "aggregation",
    ("criterion", "theme"): "moved",
    ("criterion", "weight"): "weight",
    ("criterion", "applies_if"): "applicability",
    ("criterion", "questionnaires"): "applicability",
    ("criterion", "levels"): "levels",
    ("criterion", "scale"): "levels",
    ("criterion", "scored_by"): "formula",
    ("criterion", "evidence"): "evidence",
    ("criterion", "knock_out"): "knock_out",
    ("indicator", "applies_if"): "applicability",
    ("indicator", "observatory"): "publication",
}
_KINDS: Mapping[str, ChangeKind] = {
    "fact": "fact",
    "derived": "fact",
    "parameter": "parameter",
    "total": "aggregation",
    "theme": "aggregation",
    "criterion": "assessment",
    "indicator": "formula",
    "evidence": "evidence",
    "eligibility": "award",
    "exclusion": "award",
    "level": "award",
    "award": "award",
    "audit": "audit",
    "procedure": "procedure",
}


@dataclass(frozen=True, slots=True)
class ReleaseChange:
    """One difference.

    ``record`` and ``key`` name what changed (``criterion`` and its key, ``parameter``, ``theme``, ``level``…), ``at``
    the part of it. ``before`` and ``after`` are plain values, None where there is nothing. ``lang`` is the language of
    a text that changed in one only. ``related`` are the keys that a question becomes, or comes from, by the migration.
    ``text`` says it in a sentence.
    """

    kind: ChangeKind
    scope: ChangeScope
    record: str
    key: str
    at: FieldPath
    before: Any
    after: Any
    text: Text
    lang: Lang | None = None
    related: tuple[str, ...] = ()


def compare_releases(before: Release, after: Release) -> tuple[ReleaseChange, ...]:
    """Return every difference between two releases, in the order of the later one, then what it no longer has."""
    return tuple(_find_changes(before, after))


def _find_changes(before: Release, after: Release) -> Iterator[ReleaseChange]:
    migration = next((one for one in after.migrations if one.migration.start == before.head.release), None)
    old = {(part.kind, part.key): part for part in split_release(before)}
    new = {(part.kind, part.key): part for part in split_release(after)}
    names = _RecordNames(before, after)
    for place, part in new.items():
        earlier = old.get(place)
        if earlier is None:
            yield _make_change(
                names, "added", "rule", part, (), None, _record_text(part), related=_predecessor_keys(migration, part)
            )
        else:
            yield from _record_changes(names, earlier, part)
    for place, part in old.items():
        if place not in new:
            yield _make_change(
                names, "removed", "rule", part, (), _record_text(part), None, related=_successor_keys(migration, part)
            )
    yield from _order_changes(names, before, after)


class _RecordNames:
    """How the records of two releases are called in a sentence: by number and key, as the later one shows them."""

    def __init__(self, before: Release, after: Release) -> None:
        self.numbers: dict[tuple[str, str], str | None] = {}
        for release in (before, after):
            for theme in release.themes:
                self.numbers["theme", theme.key] = theme.number
                for criterion in theme.criteria:
                    self.numbers["criterion", criterion.key] = criterion.number


def _make_change(
    names: _RecordNames,
    kind: ChangeKind,
    scope: ChangeScope,
    part: RecordContent,
    at: FieldPath,
    before: Any,
    after: Any,
    *,
    lang: Lang | None = None,
    related: tuple[str, ...] = (),
) -> ReleaseChange:
    number = names.numbers.get((part.kind, part.key))
    text = describe_change(kind, part.kind, part.key, number, at, before, after, lang, related)
    return ReleaseChange(kind, scope, part.kind, part.key, at, before, after, text, lang, related)


def _record_text(part: RecordContent) -> Any:
    """Return what stands for a record that is new or gone: its text."""
    return part.words.get(("text",), part.key)


def _record_changes(names: _RecordNames, before: RecordContent, after: RecordContent) -> Iterator[ReleaseChange]:
    for at in dict.fromkeys((*before.words, *after.words)):
        yield from _wording_changes(names, after, at, before.words.get(at), after.words.get(at))
    for name in dict.fromkeys((*before.rules, *after.rules)):
        old, new = before.rules.get(name), after.rules.get(name)
        if old == new:
            continue
        kind = _FIELDS.get((after.kind, name), _KINDS.get(after.kind, "assessment"))
        if isinstance(old, dict) and isinstance(new, dict):
            for inner in dict.fromkeys((*old, *new)):
                if old.get(inner) != new.get(inner):
                    yield _make_change(names, kind, "rule", after, (name, inner), old.get(inner), new.get(inner))
        else:
            yield _make_change(names, kind, "rule", after, (name,), old, new)


def _wording_changes(
    names: _RecordNames, part: RecordContent, at: FieldPath, before: Any, after: Any
) -> Iterator[ReleaseChange]:
    if before == after or (at[0] == "levels" and None in (before, after)):
        # A level that comes or goes is told with the levels.
        return
    if at == ("number",):
        yield _make_change(names, "renumbered", "wording", part, at, before, after)
    elif at == ("section",):
        yield _make_change(names, "moved", "wording", part, at, before, after)
    else:
        kind: ChangeKind = "level_text" if at[:1] == ("levels",) else "text"
        same = [lang for lang in ("fr", "en") if isinstance(before, dict) and before[lang] == (after or {}).get(lang)]
        lang: Lang | None = {"fr": "en", "en": "fr"}[same[0]] if same else None  # type: ignore[assignment]
        yield _make_change(names, kind, "wording", part, at, before, after, lang=lang)


def _order_changes(names: _RecordNames, before: Release, after: Release) -> Iterator[ReleaseChange]:
    """Yield a change for each list whose items, those of both releases, stand in another order."""
    lists: list[tuple[RecordContent, list[str], list[str]]] = [
        (RecordContent("release", "", {}, {}), [one.key for one in before.themes], [one.key for one in after.themes])
    ]
    kept = {theme.key: theme for theme in before.themes}
    for theme in after.themes:
        if theme.key in kept:
            old = [one.key for one in kept[theme.key].criteria]
            lists.append((RecordContent("theme", theme.key, {}, {}), old, [one.key for one in theme.criteria]))
    for part, old, new in lists:
        first = [key for key in old if key in new]
        last = [key for key in new if key in old]
        if first != last:
            yield _make_change(names, "reordered", "wording", part, (), tuple(first), tuple(last))


def _successor_keys(migration: Migration | None, part: RecordContent) -> tuple[str, ...]:
    if migration is None or part.kind not in ("criterion", "indicator"):
        return ()
    return tuple(
        key for op in migration.ops if part.key in source_keys(op) for key in target_keys(op) if key != part.key
    )


def _predecessor_keys(migration: Migration | None, part: RecordContent) -> tuple[str, ...]:
    if migration is None or part.kind not in ("criterion", "indicator"):
        return ()
    return tuple(
        key for op in migration.ops if part.key in target_keys(op) for key in source_keys(op) if key != part.key
    )
