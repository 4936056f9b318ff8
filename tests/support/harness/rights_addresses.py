"""An address for every name of the matrix of rights, and what it answers, for the tests that ask the whole site."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from django.db import transaction
from django.urls import NoReverseMatch, URLResolver, get_resolver, reverse


def parameters(
    resolver: Any = None, space: str = "", held: tuple[str, ...] = ()
) -> Iterator[tuple[str, frozenset[str]]]:
    """The parameters of each address, those of the addresses above it included."""
    for found in (resolver or get_resolver()).url_patterns:
        names = (*held, *(found.pattern.converters or found.pattern.regex.groupindex))
        if isinstance(found, URLResolver):
            yield from parameters(found, f"{space}{found.namespace}:" if found.namespace else space, names)
        else:
            yield f"{space}{found.name}", frozenset(names)


VALUES = (
    {
        "token": "x" * 43,
        "figure": "jobs-outsourced-2008-unedic",
        "figure_id": "jobs-outsourced-2008-unedic",
        "table": "figures",
        "extension": "csv",
        "identity": "unread",
        "name": "urssaf-commune-ape",
        "source": "unedic-2008",
        "release": "lrs@2027.1",
        "theme": "governance",
        "mapping": "lrs@2027.1--iso18295-1@2017",
        "method": "direct",
        "kind": "regions",
        "code": "75",
        "action": "apply",
        "site_key": "s0123456789",
        "delivery_key": "d-0123456789ab",
        "job_key": "j-0123456789ab",
        "pack_key": "p-0123456789ab",
        "protection_key": "q-0123456789",
        "release_key": "r-0123456789",
        "total_key": "t-0123456789",
        "draft_key": "n-0123456789",
        "request_key": "ar-0123456789ab",
        "operation_key": "op-0123456789",
        "message_key": "ms-0123456789",
        "recipient_key": "kr-0123456789",
        "plan_key": "pl-0123456789",
        "action_key": "pa-0123456789",
        "briefing_key": "br-0123456789",
        "step": "how",
    },
    {"name": "urssaf-commune-ape", "identity": "0123456789abcdef"},
)


def address(name: str, names: frozenset[str], scene: Any) -> str:
    """An address of that name; what it is about need not exist, but for the dossier and the organisation."""
    key = scene.organisation.key if name.startswith(("members:", "quality:", "api:quality_")) else scene.dossier.key
    if name.startswith("programme:dialogue"):
        key = scene.room.key
    values: dict[str, Any] = dict.fromkeys(names, "x") | {one: VALUES[0][one] for one in names & VALUES[0].keys()}
    values |= dict.fromkeys(names & {"pk", "number", "round"}, 1)
    if "key" in names and not name.startswith("label:"):
        values["key"] = key
    try:
        return reverse(name, kwargs=values)
    except NoReverseMatch:
        return reverse(name, kwargs={one: 1 if value == "x" else value for one, value in values.items()})


REFUSED = frozenset({401, 403, 404})


class Undone(Exception):
    """Whatever a request did, undone."""


@contextmanager
def undone() -> Iterator[None]:
    """Do, and take it all back."""
    with suppress(Undone), transaction.atomic():
        yield
        raise Undone


def kind(answer: Any) -> str:
    """`refused`, `not offered` (another method), or `answered`."""
    if answer.status_code == 405:
        return "not offered"
    if answer.status_code in REFUSED:
        return f"refused {answer.status_code}"
    if answer.status_code in {301, 302} and any(
        door in answer["Location"] for door in ("/sign-in/?next", "/second-factor/?next")
    ):
        return "led to sign in"
    return "answered"
