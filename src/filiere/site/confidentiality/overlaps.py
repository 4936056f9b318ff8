"""What a new table meets of the past, for the statistician: which releases, and which differences tell of too few.

A reader who has both tables subtracts one from the other. Each difference that would tell of fewer contributors than
the rule lets through is a cell of the system that was protected, whence it is listed here with what was done of it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import numpy as np

from filiere.core.dates import format_day
from filiere.core.text import LANGUAGES, Lang, Text
from filiere.core.typography import raise_first_letter
from filiere.disclosure import Ledger, ProtectedRelease, Release, Subject, System, list_coordinates
from filiere.site.confidentiality.outside_totals import part_label

MAX_LISTED = 100
"""Differences named; the others are counted."""


def describe_overlaps(guarded: ProtectedRelease, ledger: Ledger, subject: Subject) -> dict[str, Any]:
    """Return the releases met, with what changes of the cells of both, and the differences to protect."""
    releases = ledger.meeting(subject)
    outside = ledger.list_external_totals({subject, *(one.subject for one in releases)})
    mine = {one: cell for cell, one in enumerate(list_coordinates(guarded.system))}
    met = []
    for release in releases:
        pairs = [(mine[crossed], place) for crossed, place in release.places.items() if crossed in mine]
        now = np.array([guarded.hidden[here] for here, _ in pairs], dtype=bool)
        then = np.array([release.hidden[there] for _, there in pairs], dtype=bool)
        met.append(
            {
                "key": release.key,
                "period": release.subject.period,
                "common": len(pairs),
                "both": int((now & then).sum()),
                "now": int((now & ~then).sum()),
                "then": int((then & ~now).sum()),
            }
        )
    return {"releases": met, "outside": [one.key for one in outside], **_describe_differences(guarded, releases)}


def _describe_differences(guarded: ProtectedRelease, releases: Sequence[Release]) -> dict[str, Any]:
    """Name the cells of no table that need protection: they come last in the system, after those of every release."""
    augmented = guarded.augmented
    first = augmented.own + sum(len(one.system) for one in releases)
    places = (np.flatnonzero(augmented.needs.primary[first:]) + first).tolist()
    named = [augmented.name_cell(cell) for cell in places[:MAX_LISTED]]
    written = [name_cells(one, guarded.system, releases) for one in named]
    return {
        "count": len(places),
        "differences": [{lang: raise_first_letter(one.get(lang)) for lang in LANGUAGES} for one in written],
    }


def name_cells(said: Text, system: System, releases: Sequence[Release]) -> Text:
    """Write the cells that a text of the engine names in words, without their totals, and releases by their day: the
    engine names both by codes, as ``region=Bretagne, size=Total (release r-1)``."""
    return Text.model_validate({lang: _name_cells(said.get(lang), system, releases, lang) for lang in LANGUAGES})


def _name_cells(said: str, system: System, releases: Sequence[Release], lang: Lang) -> str:
    cuts = [cut for one in (system, *(release.system for release in releases)) for cut in one.cuts]
    codes = {f"{cut.column}={code}": (cut.column, code, code == cut.total) for cut in cuts for code in cut.codes}
    pair = "|".join(map(re.escape, sorted(codes, key=len, reverse=True)))
    days = {
        f"({word} {one.key})": f"({before} {format_day(one.day, lang)})"
        for one in releases
        for word, before in (("publication", "tableau publié le"), ("release", "table published on"))
    }

    def cell(found: re.Match[str]) -> str:
        crossed = (codes[one] for one in re.findall(pair, found[0]))
        return part_label({column: code for column, code, whole in crossed if not whole}).get(lang)

    said = re.sub(f"(?:{pair})(?:, (?:{pair}))*", cell, said)
    for key, words in days.items():
        said = said.replace(key, words)
    return said
