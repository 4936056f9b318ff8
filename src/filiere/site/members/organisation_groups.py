"""Which organisations are one group: those that the directory says are, or said within some years.

A group is free text that the staff types: it is compared without its case and its spaces, and what was typed before
counts as long as other ties that ended do, unless two people annulled it. An organisation that took over the label of
another, or is declared to, is of its group as well.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import date

from filiere.site.kit.hooks import Hook
from filiere.site.members.models import FormerGroup, Organisation


def fold_group(group: str) -> str:
    """A group as it is compared: one spelling for its cases, its spaces and its forms of one letter."""
    return " ".join(unicodedata.normalize("NFKC", group).casefold().split())


SuccessionLookup = Callable[[], Iterable[tuple[int, int]]]
"""Pairs of organisations, by number, of which one takes or took the place of the other in a dossier."""

succession_lookups: Hook[SuccessionLookup] = Hook()
"""Say which organisations take the place of others."""


def find_families(found: Iterable[int], after: date) -> frozenset[int]:
    """These organisations, by number, their sisters, and those that took the place of one of them or whose place one of
    them took; a group left before the day ``after`` counts no more."""
    pairs = [pair for told in succession_lookups for pair in told()]
    own = _add_successors(frozenset(found), pairs)
    return _add_successors(own.union(*find_sisters(own, after).values()), pairs)


def _add_successors(own: frozenset[int], pairs: Iterable[tuple[int, int]]) -> frozenset[int]:
    return own.union(*(pair for pair in pairs if not own.isdisjoint(pair)))


def find_sisters(found: Iterable[int], after: date) -> dict[int, frozenset[int]]:
    """For each of these organisations that has or had a group, all those of its groups, itself with them."""
    wanted: dict[int, set[str]] = defaultdict(set)
    for pk, group in _list_groups(after, frozenset(found)):
        wanted[pk].add(group)
    if not wanted:
        return {}
    # Spellings are folded here and not by the database, which knows no case but that of ASCII: every group is read,
    # of a directory that holds some hundreds of them.
    members: dict[str, set[int]] = defaultdict(set)
    for pk, group in _list_groups(after):
        members[group].add(pk)
    return {pk: frozenset().union(*(members[group] for group in groups)) for pk, groups in wanted.items()}


def find_group_members(group: str) -> frozenset[int]:
    """Return the organisations, by number, of which this group is said, or ever was; none for no group."""
    wanted = fold_group(group)
    return frozenset(pk for pk, found in _list_groups(date.min) if found == wanted) if wanted else frozenset()


def find_members_by_group() -> dict[str, set[int]]:
    """Return the organisations of every group as `find_group_members` does, by its folded name: for whoever asks of
    many."""
    found: dict[str, set[int]] = defaultdict(set)
    for pk, group in _list_groups(date.min):
        found[group].add(pk)
    return found


def _list_groups(after: date, among: frozenset[int] | None = None) -> Iterator[tuple[int, str]]:
    now = Organisation.objects.exclude(group="")
    past = FormerGroup.objects.filter(until__gte=after, annulled_on__isnull=True)
    if among is not None:
        now, past = now.filter(pk__in=among), past.filter(organisation__in=among)
    former = past.order_by().values_list("organisation", "group")
    for pk, group in now.order_by().values_list("pk", "group").union(former, all=True).order_by():
        if fold_group(group):
            yield pk, fold_group(group)
