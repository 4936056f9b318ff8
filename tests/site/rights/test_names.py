"""Nothing that the site offers is missing from the matrix, and the matrix promises nothing that the site has not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver
from support.harness.rights_reading import EVERYBODY, Matrix

from filiere.site.accounts.decorators import DOOR, SIGNED_IN
from filiere.site.kit.rights import rights, scopes


def addresses(resolver: Any = None, space: str = "") -> Iterator[tuple[str, Any]]:
    """Every address of the site: its name, and its view."""
    for found in (resolver or get_resolver()).url_patterns:
        if isinstance(found, URLResolver):
            yield from addresses(found, f"{space}{found.namespace}:" if found.namespace else space)
        elif isinstance(found, URLPattern):
            yield f"{space}{found.name}", found.callback


def agree(there: Iterable[str], written: Iterable[str]) -> None:
    """Fail with what differs, both ways, as a person mends it."""
    there, written = set(there), set(written)
    unsaid, gone = sorted(there - written), sorted(written - there)
    if unsaid or gone:
        pytest.fail(f"not in the matrix: {unsaid}; in the matrix, not on the site: {gone}", pytrace=False)


def test_every_person_is_introduced(written: Matrix) -> None:
    """Each person of the matrix is described at its top, and each is played by a test."""
    agree({*EVERYBODY, "visiteur"}, written.people)


def test_every_act_of_the_procedure_is_written(written: Matrix, procedure: Any) -> None:
    """An act that the procedure gains fails here until somebody says who may do it."""
    agree(procedure.actions, written.procedure)


def test_every_right_is_written(written: Matrix) -> None:
    """A right that an app registers and nobody wrote down fails here, as does a scope without its table."""
    tables = {
        "dossier": written.dossier,
        "site": written.apart,
        "organisation": written.organisation,
        "proposal": written.referential,
        "centre": written.quality,
        "room": written.room,
        "approval": written.request,
    }
    agree(scopes, tables)
    for scope, table in tables.items():
        agree((name for name, right in rights.items() if right.on == scope), table)


def test_every_address_is_written(written: Matrix) -> None:
    """Pages, files and operations for programs: each has its line, with its door."""
    names = {name for name, _ in addresses()}
    agree({name for name in names if not name.startswith("api:")}, written.doors)
    agree({name for name in names if name.startswith("api:")}, written.operations)


def test_every_page_has_the_door_that_is_written(written: Matrix) -> None:
    """What guards the code of each page is what the matrix says guards it, so that it holds in every state."""
    wrong = {}
    for name, view in addresses():
        if name.startswith("api:") or name in written.inner:
            continue
        door = getattr(view, DOOR, None)
        if door is None and hasattr(view, "view_class"):
            door = getattr(view.view_class.dispatch, DOOR, None)
        said = written.doors.get(name, "")
        expected = {"à qui est connecté": SIGNED_IN}.get(said, said if ":" in said else None)
        if door != expected:
            wrong[name] = (door, expected)
    assert wrong == {}


def test_what_is_said_of_pages_is_said_of_pages_that_exist(written: Matrix) -> None:
    """The lists of pages with a second right, or that exist once made, name pages and rights of the matrix."""
    assert set(written.sending) | written.once_made <= set(written.doors)
    assert set(written.sending.values()) <= set(written.dossier) | set(written.quality)
    assert set(written.act_of) <= set(written.doors)
    assert set(written.act_of.values()) <= set(written.procedure)
