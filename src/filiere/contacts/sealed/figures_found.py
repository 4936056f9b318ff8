"""The figures of a pack against those of the second computation: what differs, what is missing, what is too many."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from filiere import __version__
from filiere.contacts.definitions import DefinitionSet
from filiere.contacts.recount.recounting import MEASURES, recount
from filiere.contacts.recount.tables import Files, Tables
from filiere.contacts.rows import GROUPS, IndicatorRow
from filiere.contacts.sealed.checks_found import checked
from filiere.contacts.sealed.manifest import Manifest
from filiere.contacts.sealed.words import fault
from filiere.core.errors import Fault

MOST = 200
"""Differing figures told one by one; a pack of which more differ is no pack."""
FIGURES = frozenset(f"pack-{word}-figure" for word in ("other", "extra", "missing", "unproved"))
"""The faults that are about one figure."""

type Key = tuple[Any, ...]


def compared(
    files: Files,
    scratch: Path,
    sets: Mapping[str, DefinitionSet],
    manifest: Manifest,
    levels: Sequence[Sequence[IndicatorRow]],
    file: str,
) -> Iterator[Fault]:
    """Give a fault for each figure, exclusion and check that the second computation does not find again.

    A row without data says nothing: the pack may have it or not.
    """
    tables = Tables(files, scratch)
    yield from checked(tables, manifest, file, sentences=manifest.software.version == __version__)
    excluded: dict[tuple[str, str], Mapping[str, int]] = {}
    told = 0
    for level, rows in zip(manifest.levels, levels, strict=True):
        said: dict[Key, IndicatorRow] = {}
        for row in rows:
            if _key(row) in said:
                yield fault("pack-extra-figure", file=file, figure=figure_name(row), expected=_words(row))
            said[_key(row)] = row
        found: dict[Key, IndicatorRow] = {}
        unproved: set[tuple[str, str]] = set()
        for name, definition in sets.items():
            unproved |= {(name, one.key) for one in definition.indicators if one.measure not in MEASURES}
            for done in recount(tables, definition, by=level.by, interval=level.interval):
                found |= {_key(row): row for row in done.rows}
                excluded[definition.id, done.indicator] = done.exclusions
        for wrong in _differing(said, found, unproved, file):
            told += 1
            if told <= MOST:
                yield wrong
    yield from _exclusions(manifest, excluded, file)


def _differing(
    said: Mapping[Key, IndicatorRow], found: Mapping[Key, IndicatorRow], unproved: set[tuple[str, str]], file: str
) -> Iterator[Fault]:
    for key in sorted({*said, *found}, key=str):
        one, other = said.get(key), found.get(key)
        if one is not None and (f"{one.definition}@{one.version}", one.indicator) in unproved:
            if one.status == "published":
                yield fault("pack-unproved-figure", file=file, figure=figure_name(one), expected=_words(one))
        elif one is not None and one.status == "no_data" and _says_more(one):
            yield fault("pack-extra-figure", file=file, figure=figure_name(one), expected=_words(one))
        elif one is None or one.status == "no_data":
            if other is not None and other.status != "no_data":
                yield fault("pack-missing-figure", file=file, figure=figure_name(other), found=_words(other))
        elif other is None:
            yield fault("pack-extra-figure", file=file, figure=figure_name(one), expected=_words(one))
        elif one != other:
            said_and_found = {"expected": _words(one), "found": _words(other), "what": _what_differs(one, other)}
            yield fault("pack-other-figure", file=file, figure=figure_name(one), **said_and_found)


def _says_more(row: IndicatorRow) -> bool:
    """Whether a row without data counts something all the same."""
    return row.n != 0 or row.numerator is not None or row.denominator is not None


def _key(row: IndicatorRow) -> Key:
    return (row.definition, row.version, row.indicator, row.interval, *(getattr(row, name) for name in GROUPS))


def figure_name(row: IndicatorRow) -> str:
    """Return how faults name the figure of a row."""
    groups = [value for name in GROUPS if (value := getattr(row, name)) is not None]
    return " · ".join([f"{row.definition}@{row.version}", row.indicator, row.interval, *groups])


def _words(row: IndicatorRow) -> str:
    """A row in short."""
    if row.status != "published":
        return f"{row.status} {row.reason} (n = {row.n})".replace("  ", " ")
    ratio = "" if row.numerator is None else f" = {row.numerator}"
    ratio += "" if row.numerator is None or row.denominator is None else f" / {row.denominator}"
    return f"{row.value!r} {row.unit}{ratio} (n = {row.n}, {row.sha256[:12]})"


def _what_differs(one: IndicatorRow, other: IndicatorRow) -> str:
    """The fields in which two rows differ, each with both values; a short form of a row may leave out the very one."""
    said, found = one.as_json(), other.as_json()
    return ", ".join(f"{name} ({said[name]!r} ≠ {found[name]!r})" for name in said if said[name] != found[name])


def _exclusions(
    manifest: Manifest, excluded: Mapping[tuple[str, str], Mapping[str, int]], file: str
) -> Iterator[Fault]:
    said: dict[tuple[str, str], dict[str, int]] = {}
    for one in manifest.exclusions:
        said.setdefault((one.definition, one.indicator), {})[one.reason] = one.n
    for key, found in sorted(excluded.items()):
        for reason in sorted({*found, *said.get(key, {})}):
            expected, again = said.get(key, {}).get(reason, 0), found.get(reason, 0)
            if expected != again:
                words = {"fr": f"Laissés de côté, {key[1]}, {reason}", "en": f"Left out, {key[1]}, {reason}"}
                yield fault("pack-other-count", file=file, expected=expected, found=again, **words)
