"""What changed from one release to the next: added, removed, renamed, moved, and another meaning under the same code.

A code keeps its meaning as long as its title still says the same, or most of what is filed under it stayed. The rule,
of which all terms are counted: a code *changed its meaning* when

* fewer than half of the words of the shorter of its two titles stand in the other one (their stems, small words
  left out), and
* fewer than half of the smaller of its two sets of titles and items, told by their keys, are in the other set. Titles
  count where both releases give titles for the code, items where both give items; where they have neither in common,
  the code is not judged and the report says so.

The smaller set is the measure (the overlap coefficient), so that a job that was split and kept a part of its titles,
or took in those of another, has not changed its meaning by that.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from filiere.careers.imports.faults import CATALOGUE
from filiere.careers.imports.records import Release
from filiere.careers.nomenclature import Job, Nomenclature
from filiere.careers.proximity.word_stems import count_stems
from filiere.core.faults import Fault, Faults
from filiere.core.text import fold_text

LEAST_OVERLAP = 0.5


@dataclass(frozen=True, slots=True)
class Renaming:
    """A code whose title changed."""

    code: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class MeaningChange:
    """A code that says something else: its titles, what they share, and what is left of its titles and items."""

    code: str
    before: str
    after: str
    title_overlap: float
    content_overlap: float
    kept: int
    smaller: int


@dataclass(frozen=True, slots=True)
class Relocation:
    """A title of a job that is filed under another code."""

    key: str
    label: str
    origin: str
    target: str


@dataclass(frozen=True, slots=True)
class Changes:
    """All that changed, each list in the order of codes; ``unjudged`` are the codes whose meaning was not compared."""

    added: tuple[tuple[str, str], ...] = ()
    removed: tuple[tuple[str, str], ...] = ()
    renamed: tuple[Renaming, ...] = ()
    meaning_changed: tuple[MeaningChange, ...] = ()
    moved: tuple[Relocation, ...] = ()
    unjudged: tuple[str, ...] = ()
    unchanged: int = 0

    @property
    def gaps(self) -> tuple[Fault, ...]:
        """What could not be compared."""
        return (CATALOGUE.build("gap-meaning-unjudged", count=len(self.unjudged)),) if self.unjudged else ()


def compare_releases(before: Release, after: Release) -> Changes:
    """Return what changed between two releases of one source; raise :class:`Faults` where they are of two."""
    if (before.kind, before.name) != (after.kind, after.name):
        raise Faults([CATALOGUE.build("release-not-comparable", name=after.label, other=before.label)])
    if before.nomenclature is not None and after.nomenclature is not None:
        return compare_nomenclatures(before.nomenclature, after.nomenclature)
    old = {one.key: one.title for one in before.records}
    new = {one.key: one.title for one in after.records}
    both = [key for key in sorted(new) if key in old]
    renamed = tuple(Renaming(key, old[key], new[key]) for key in both if old[key] != new[key])
    return Changes(
        added=tuple((key, new[key]) for key in sorted(new) if key not in old),
        removed=tuple((key, old[key]) for key in sorted(old) if key not in new),
        renamed=renamed,
        unchanged=len(both) - len(renamed),
    )


def compare_nomenclatures(before: Nomenclature, after: Nomenclature) -> Changes:
    """Return what changed between two releases of a nomenclature; a code is in one list of codes at most."""
    old, new = before.jobs, after.jobs
    both = [code for code in sorted(new) if code in old]
    changed, unjudged, renamed = [], [], []
    for code in both:
        same_title = _simplify(old[code].title) == _simplify(new[code].title)
        judged = compare_meaning(old[code], new[code])
        if judged is None:
            unjudged.append(code)
        if judged is not None and judged.title_overlap < LEAST_OVERLAP and judged.content_overlap < LEAST_OVERLAP:
            changed.append(judged)
        elif not same_title:
            renamed.append(Renaming(code, old[code].title, new[code].title))
    return Changes(
        added=tuple((code, new[code].title) for code in sorted(new) if code not in old),
        removed=tuple((code, old[code].title) for code in sorted(old) if code not in new),
        renamed=tuple(renamed),
        meaning_changed=tuple(changed),
        moved=_list_moved(old, new),
        unjudged=tuple(unjudged),
        unchanged=len(both) - len(renamed) - len(changed),
    )


def compare_meaning(before: Job, after: Job) -> MeaningChange | None:
    """Return the two overlaps of a code, of its title and of its content; None where there is no content to compare."""
    kept = smaller = 0
    for old, new in (
        ({one.key for one in before.titles}, {one.key for one in after.titles}),
        ({one.item for one in before.requirements}, {one.item for one in after.requirements}),
    ):
        if old and new:
            kept += len(old & new)
            smaller += min(len(old), len(new))
    if not smaller:
        return None
    words = count_stems([before.title]).keys(), count_stems([after.title]).keys()
    return MeaningChange(
        code=after.code,
        before=before.title,
        after=after.title,
        title_overlap=_overlap(*words),
        content_overlap=kept / smaller,
        kept=kept,
        smaller=smaller,
    )


def _overlap(before: Collection[str], after: Collection[str]) -> float:
    smaller = min(len(before), len(after))
    return len(set(before) & set(after)) / smaller if smaller else 0.0


def _list_moved(old: Mapping[str, Job], new: Mapping[str, Job]) -> tuple[Relocation, ...]:
    home = {title.key: code for code, job in old.items() for title in job.titles}
    return tuple(
        Relocation(title.key, title.label, home[title.key], code)
        for code in sorted(new)
        for title in new[code].titles
        if home.get(title.key, code) != code
    )


def _simplify(title: str) -> str:
    return fold_text(title).replace("’", "'")
