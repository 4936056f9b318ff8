"""The figures of a pack against those of the second computation: what differs, what is missing, what is too many."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from filiere import __version__
from filiere.contacts.definitions import DefinitionSet
from filiere.contacts.indicator_rows import GROUP_NAMES, IndicatorRow
from filiere.contacts.recount.indicators import MEASURES, recount_definition
from filiere.contacts.recount.tables import StoredFiles, StoredTables
from filiere.contacts.sealed.check_verification import verify_checks, verify_untold_months
from filiere.contacts.sealed.faults import fault
from filiere.contacts.sealed.manifest import Manifest
from filiere.core.faults import Fault

MOST_FIGURE_FAULTS = 200
"""Differing figures told one by one; a pack of which more differ is no pack."""
FIGURE_FAULT_CODES = frozenset(f"pack-{word}-figure" for word in ("other", "extra", "missing", "unproved"))
"""The faults that are about one figure."""

type FigureKey = tuple[Any, ...]


def verify_figures(
    files: StoredFiles,
    scratch: Path,
    sets: Mapping[str, DefinitionSet],
    manifest: Manifest,
    levels: Sequence[Sequence[IndicatorRow]],
    file: str,
) -> Iterator[Fault]:
    """Give a fault for each figure, exclusion and check that the second computation does not find again.

    A row without data says nothing: the pack may have it or not.
    """
    tables = StoredTables(files, scratch)
    yield from verify_checks(tables, manifest, file, sentences=manifest.software.version == __version__)
    untold = manifest.untold_months()
    yield from verify_untold_months(tables, untold, file)
    excluded: dict[tuple[str, str], Mapping[str, int]] = {}
    told = 0
    for level, rows in zip(manifest.levels, levels, strict=True):
        said: dict[FigureKey, IndicatorRow] = {}
        for row in rows:
            if _figure_key(row) in said:
                yield fault("pack-extra-figure", file=file, figure=figure_name(row), expected=_describe_row(row))
            said[_figure_key(row)] = row
        found: dict[FigureKey, IndicatorRow] = {}
        unproved: set[tuple[str, str]] = set()
        for name, definition in sets.items():
            unproved |= {(name, one.key) for one in definition.indicators if one.measure not in MEASURES}
            for done in recount_definition(
                tables,
                definition,
                by=level.by,
                interval=level.interval,
                waits_by_month=manifest.withholds_months,
                untold=untold,
            ):
                found |= {_figure_key(row): row for row in done.rows}
                excluded[definition.id, done.indicator] = done.exclusions
        for wrong in _iter_differences(said, found, unproved, file):
            told += 1
            if told <= MOST_FIGURE_FAULTS:
                yield wrong
    yield from _verify_exclusions(manifest, excluded, file)


def _iter_differences(
    said: Mapping[FigureKey, IndicatorRow],
    found: Mapping[FigureKey, IndicatorRow],
    unproved: set[tuple[str, str]],
    file: str,
) -> Iterator[Fault]:
    for key in sorted({*said, *found}, key=str):
        this, other = said.get(key), found.get(key)
        if this is not None and (f"{this.definition}@{this.version}", this.indicator) in unproved:
            if this.status == "published":
                yield fault("pack-unproved-figure", file=file, figure=figure_name(this), expected=_describe_row(this))
        elif this is not None and this.status == "no_data" and _has_hidden_counts(this):
            yield fault("pack-extra-figure", file=file, figure=figure_name(this), expected=_describe_row(this))
        elif this is None or this.status == "no_data":
            if other is not None and other.status != "no_data":
                yield fault("pack-missing-figure", file=file, figure=figure_name(other), found=_describe_row(other))
        elif other is None:
            yield fault("pack-extra-figure", file=file, figure=figure_name(this), expected=_describe_row(this))
        elif this != other:
            said_and_found = {
                "expected": _describe_row(this),
                "found": _describe_row(other),
                "what": _describe_differences(this, other),
            }
            yield fault("pack-other-figure", file=file, figure=figure_name(this), **said_and_found)


def _has_hidden_counts(row: IndicatorRow) -> bool:
    """Whether a row without data counts something all the same."""
    return row.n != 0 or row.numerator is not None or row.denominator is not None


def _figure_key(row: IndicatorRow) -> FigureKey:
    return (row.definition, row.version, row.indicator, row.interval, *(getattr(row, name) for name in GROUP_NAMES))


def figure_name(row: IndicatorRow) -> str:
    """Return how faults name the figure of a row."""
    groups = [value for name in GROUP_NAMES if (value := getattr(row, name)) is not None]
    return " · ".join([f"{row.definition}@{row.version}", row.indicator, row.interval, *groups])


def _describe_row(row: IndicatorRow) -> str:
    """A row in short."""
    if row.status != "published":
        return f"{row.status} {row.reason} (n = {row.n})".replace("  ", " ")
    ratio = "" if row.numerator is None else f" = {row.numerator}"
    ratio += "" if row.numerator is None or row.denominator is None else f" / {row.denominator}"
    return f"{row.value!r} {row.unit}{ratio} (n = {row.n}, {row.sha256[:12]})"


def _describe_differences(this: IndicatorRow, other: IndicatorRow) -> str:
    """The fields in which two rows differ, each with both values; a short form of a row may leave out the very one."""
    said, found = this.as_json(), other.as_json()
    return ", ".join(f"{name} ({said[name]!r} ≠ {found[name]!r})" for name in said if said[name] != found[name])


def _verify_exclusions(
    manifest: Manifest, excluded: Mapping[tuple[str, str], Mapping[str, int]], file: str
) -> Iterator[Fault]:
    said: dict[tuple[str, str], dict[str, int]] = {}
    for exclusion in manifest.exclusions:
        said.setdefault((exclusion.definition, exclusion.indicator), {})[exclusion.reason] = exclusion.n
    for key, found in sorted(excluded.items()):
        for reason in sorted({*found, *said.get(key, {})}):
            expected, again = said.get(key, {}).get(reason, 0), found.get(reason, 0)
            if expected != again:
                words = {"fr": f"Laissés de côté, {key[1]}, {reason}", "en": f"Left out, {key[1]}, {reason}"}
                yield fault("pack-other-count", file=file, expected=expected, found=again, **words)
