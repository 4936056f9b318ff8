"""A patch changes no result, and its proof lets no rule through: any leaf of a release is changed in turn."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.scenes.scoring_sample import dossiers, release_of, smalls

from filiere.referentials import Award, Library, Release, Theme
from filiere.referentials.comparison import compare_releases, is_patch, rules_fingerprint
from filiere.referentials.comparison.rules_and_wording import WORDING
from filiere.referentials.records import Audit, Criterion, Evidence, Indicator, Procedure, Total
from filiere.referentials.scoring import evaluate

EXAMPLE = Path(__file__).parents[1] / "fixtures" / "lrse"
BASE = Library(EXAMPLE).release("lrse@2027.1")
_SINGLES: dict[str, Any] = {"total": Total, "audit": Audit, "award": Award, "procedure": Procedure}


def leaves(value: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the path of each scalar of a content."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from leaves(item, (*at, key))
    elif isinstance(value, (list, tuple)):
        for index, item in enumerate(value):
            yield from leaves(item, (*at, index))
    elif value is not None:
        yield at


def changed(value: Any, at: tuple[Any, ...]) -> Any:
    """Return a content with one scalar changed to another of its type."""
    if at:
        items = dict(value) if isinstance(value, dict) else dict(enumerate(value))
        items[at[0]] = changed(items[at[0]], at[1:])
        return items if isinstance(value, dict) else list(items.values())
    if isinstance(value, bool):
        return not value
    if isinstance(value, (int, Decimal)):
        return value + 1
    return f"{value} again" if isinstance(value, str) else value


def records(release: Release) -> dict[str, Any]:
    """The records of a release by name, with the function that puts another in its place."""
    found: dict[str, Any] = {f"criterion.{key}": one for key, one in release.criteria.items()}
    found |= {f"indicator.{key}": one for key, one in release.indicators.items()}
    found |= {f"evidence.{key}": one for key, one in release.evidence.items()}
    found |= {name: getattr(release, name) for name in _SINGLES}
    return found


def with_record(release: Release, name: str, record: Any) -> Release:
    """Return a release with a record in the place of another."""
    kind, _, key = name.partition(".")
    if kind in _SINGLES:
        return replace(release, **{kind: record})
    if kind == "criterion":
        theme = release.theme_of[key]
        criteria = tuple(record if one.key == key else one for one in theme.criteria)
        themes = [one.model_copy(update={"criteria": criteria}) if one is theme else one for one in release.themes]
        return replace(release, themes=tuple(themes))
    field = {"indicator": "indicators"}.get(kind, kind)
    return replace(release, **{field: {**getattr(release, field), key: record}})


PLACES = [(name, at) for name, one in records(BASE).items() for at in leaves(one.model_dump(by_alias=True))]


def test_a_patch_is_exactly_what_changes_only_words() -> None:
    """Whatever leaf changes, all four hundred in turn: no rule passes for words, and every difference is told."""
    assert len(PLACES) > 400
    for place in PLACES:
        _judged(place)


def _judged(place: tuple[str, tuple[Any, ...]]) -> None:
    name, at = place
    record = records(BASE)[name]
    # Built without being read again: a wrong unit or an unknown level is still a change.
    data = changed(record.model_dump(by_alias=True), at)
    words = at[-1] in ("fr", "en") or any(part in WORDING for part in at)
    try:
        after = with_record(BASE, name, type(record).model_validate(data))
    except ValueError:
        return
    if at[-1] == "translated_from" or at == ("key",):
        return
    assert is_patch(BASE, after) == words, place
    told = compare_releases(BASE, after)
    assert told, place
    assert all((one.scope == "wording") == words for one in told), place


@settings(max_examples=60)
@given(st.data())
def test_a_patch_changes_no_result(data: st.DataObject) -> None:
    """Two small releases with other words and the same rules: same fingerprint of rules, same figures."""
    small = data.draw(smalls())
    facts, answers = data.draw(dossiers(small))
    before, after = release_of(small), release_of(small, wording=", in other words")
    assert is_patch(before, after)
    assert all(one.scope == "wording" for one in compare_releases(before, after))
    case = {"category": "all", "date": "2027-03-01", "facts": facts, "answers": answers}
    assert evaluate(before, case).as_json() == evaluate(after, case).as_json()


@settings(max_examples=60)
@given(smalls(), smalls())
def test_releases_of_equal_rules_have_equal_fingerprints_and_no_others(one: Any, other: Any) -> None:
    """The fingerprint of rules is that of their content."""
    first, second = release_of(one), release_of(other)
    rules = {change.scope for change in compare_releases(first, second)} - {"wording"}
    assert (rules_fingerprint(first) == rules_fingerprint(second)) == (not rules)


@pytest.mark.parametrize("name", list(records(BASE)))
def test_every_record_reads_back_as_it_was_written(name: str) -> None:
    """Addenda write a record out and read it again: nothing may be lost on the way."""
    record = records(BASE)[name]
    assert type(record).model_validate(record.model_dump(by_alias=True)) == record


def test_themes_read_back_as_they_were_written() -> None:
    """With their criteria."""
    assert [Theme.model_validate(one.model_dump(by_alias=True)) for one in BASE.themes] == list(BASE.themes)
    assert all(isinstance(one, (Criterion, Indicator, Evidence, *_SINGLES.values())) for one in records(BASE).values())
