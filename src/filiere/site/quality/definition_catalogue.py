"""The sets of definitions that a centre may compute under: those that ship, and those that it wrote itself."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterator

from filiere.contacts import DefinitionSet, load_definitions
from filiere.core.numbers import parse_whole_number
from filiere.site.quality.definition_yaml import read_stored_text
from filiere.site.quality.journal_reconciliation import LOCAL_SET_SUBJECT
from filiere.site.quality.models import Centre, LocalSet
from filiere.site.sandboxed_reading import InputOrigin, read_sandboxed

COMMON_DEFINITION = "common-v1"
"""The set that every centre is computed under, and the only one that the benchmark between centres reads."""


CACHE_SIZE = 8
"""Sets of centres that a process holds: each may take some megabytes, and one that is not held is read again."""
_cached_sets: OrderedDict[str, DefinitionSet] = OrderedDict()
_lock = threading.Lock()


def parse_kept_definition(row: LocalSet) -> DefinitionSet:
    """The set that the text of a row says, read apart as it was before it was kept. Raises ``Faults``, and `Stopped`.

    A seal is that of one content: whoever wrote the same has the same set.
    """
    with _lock:
        found = _cached_sets.get(row.sha256)
        if found is not None:
            _cached_sets.move_to_end(row.sha256)
            return found
    found = read_sandboxed(InputOrigin(None, LOCAL_SET_SUBJECT, str(row.pk)), read_stored_text, row.text)
    with _lock:
        _cached_sets[row.sha256] = found
        while len(_cached_sets) > CACHE_SIZE:
            _cached_sets.popitem(last=False)
    return found


def list_shipped() -> Iterator[DefinitionSet]:
    """The newest version of each shipped set that computes something."""
    shelf = load_definitions()
    for key in shelf:
        if shelf[key].indicators:
            yield shelf[key]


def list_local(centre: Centre) -> list[LocalSet]:
    """The newest version of each set that the centre wrote, by key, without its text."""
    return list(LocalSet.objects.for_newest(centre, "key"))


def find_definition(centre: Centre, name: str) -> DefinitionSet | None:
    """The set of a name, ``id`` or ``id@version``, shipped or of this centre; None without one."""
    row = find_local(centre, name)
    if row is not None:
        return parse_kept_definition(row)
    try:
        found = load_definitions()[name]
    except KeyError:
        return None
    return found if found.indicators else None


def find_local(centre: Centre, name: str) -> LocalSet | None:
    """The version of a set of the centre that a name says, the newest without a version; None for any other."""
    key, _, version = name.partition("@")
    rows = LocalSet.objects.filter(centre=centre, key=key)
    if version:
        number = parse_whole_number(version)
        return None if number is None else rows.filter(version=number).first()
    return rows.order_by("-version").first()


def list_offered(centre: Centre) -> list[DefinitionSet | LocalSet]:
    """Every set that the centre may compute under: the common one, its own, then the others.

    Each has a name and a title. Its own are rows, which no page reads whole to name them, and all of which compute.
    """
    others = list(list_shipped())
    common = [one for one in others if one.id == COMMON_DEFINITION]
    return [*common, *list_local(centre), *(one for one in others if one.id != COMMON_DEFINITION)]
