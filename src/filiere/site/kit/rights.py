"""Who may do what: one table of rights, refused by default, and the only two questions that are asked of it.

A :class:`Right` says on what it is held and by which parts: what the actor must be to that thing. A :class:`Scope` says
how to know it: a role on the site, a party of a case, whoever acts for a company. Nothing else opens anything:
there is no superuser. Apps register both in their hooks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404

from filiere.core import Text
from filiere.site.kit.hooks import Hook, KeyedHook

SITE = "site"
"""The scope of rights that belong to no thing: they are held by roles."""

type Subject = tuple[str, str, dict[str, Any]]
"""What the journal calls a thing: its kind, its key, and more of it for the payload of a refusal."""


@dataclass(frozen=True, slots=True)
class Right:
    """A right, named ``resource:action``.

    ``by`` are the parts that hold it, ``words`` say the act after “may”, ``on`` names the scope, ``states`` are the
    states or groups of states of the thing in which it is held (None: all), ``condition`` what the act itself asks for
    besides.
    """

    name: str
    by: Iterable[str]
    words: Text
    on: str = SITE
    states: tuple[str, ...] | None = None
    condition: Text | None = None


def always_open(_right: Right, _thing: Any) -> bool:
    """A thing that has no states: what holds a right there holds it always."""
    return True


def _find_nothing(_key: str) -> Any:
    raise Http404


@dataclass(frozen=True, slots=True)
class Scope:
    """What rights are held on.

    ``find_parts(actor, thing)`` says what the actor is to the thing now; ``describe_refusal(right, actor, thing)`` why
    a right is refused, to whoever is something to it; ``name_subject(right, thing)`` what the journal calls it;
    ``is_open(right, thing)`` whether the right is held in the state of the thing; ``find(key)`` returns the thing of an
    address, or raises `Http404`. Where ``hidden``, the thing does not exist for who is nothing to it. ``parts`` are all
    that somebody can be to the thing; None where data says it, as a procedure does.
    """

    name: str
    find_parts: Callable[[Any, Any], frozenset[str]]
    describe_refusal: Callable[[Right, Any, Any], Text]
    name_subject: Callable[[Right, Any], Subject]
    is_open: Callable[[Right, Any], bool] = always_open
    find: Callable[[str], Any] = _find_nothing
    hidden: bool = True
    parts: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """A right refused, for whoever keeps account of it."""

    actor: Any
    right: str
    subject_kind: str
    subject_id: str
    more: dict[str, Any] = field(default_factory=dict)


class RightRefused(PermissionDenied):
    """The actor may not do this now: ``right`` is what is missing, ``reason`` says why in words; ``is_closed`` where
    only the state of the thing refuses it, which no other role would change."""

    def __init__(self, right: Right, reason: Text, *, is_closed: bool = False) -> None:
        self.right, self.reason, self.is_closed = right, reason, is_closed
        super().__init__(right.name)


ANONYMOUS = "anonymous"
"""What all who did not sign in are called, together."""


def actor_key(actor: Any) -> str:
    """Return what the journal calls the actor: an account's opaque key, `operator`, or `anonymous`."""
    return str(actor.key) if getattr(actor, "is_authenticated", False) else ANONYMOUS


rights: KeyedHook[Right] = KeyedHook(lambda right: right.name)
"""The whole rule; what is not in it is refused."""

scopes: KeyedHook[Scope] = KeyedHook(lambda scope: scope.name)
"""What rights are held on."""

refusal_recorders: Hook[Callable[[Refusal], None]] = Hook()
"""Be told of every right refused, inside the transaction of an act too."""


def parts_hold_right(name: str, parts: Iterable[str], thing: Any = None) -> bool:
    """Whether who is these parts of a thing holds the right in its present state."""
    right = rights[name]
    return not frozenset(parts).isdisjoint(right.by) and scopes[right.on].is_open(right, thing)


def find_parts(actor: Any, name: str, thing: Any = None) -> frozenset[str]:
    """Return what the actor is to the thing of a right."""
    return scopes[rights[name].on].find_parts(actor, thing)


def allowed(actor: Any, name: str, thing: Any = None) -> bool:
    """Whether the actor may do this now; nothing is recorded."""
    return parts_hold_right(name, find_parts(actor, name, thing), thing)


def list_rights(actor: Any, on: str = SITE, thing: Any = None) -> frozenset[str]:
    """Return the names of all rights of a scope that the actor holds on a thing now."""
    parts = scopes[on].find_parts(actor, thing)
    return frozenset(name for name, right in rights.items() if right.on == on and parts_hold_right(name, parts, thing))


def explain_refusal(actor: Any, name: str, thing: Any = None) -> RightRefused:
    """Return the refusal of a right, to raise it; nothing is recorded."""
    right = rights[name]
    reason = scopes[right.on].describe_refusal(right, actor, thing)
    is_closed = not find_parts(actor, name, thing).isdisjoint(right.by)
    return RightRefused(right, reason, is_closed=is_closed)


def require(actor: Any, name: str, thing: Any = None, *, subject_kind: str = "", subject_id: str = "") -> None:
    """Pass, or refuse: `Http404` for a stranger to a thing that is hidden from strangers, else `RightRefused`.

    The refusal is recorded under the subject given or that of the thing, in a transaction of its own: at once, or when
    that of the act under way has ended. Inside a transaction that is not of an act, it would be undone with it.
    """
    parts = find_parts(actor, name, thing)
    if parts_hold_right(name, parts, thing):
        return
    scope = scopes[rights[name].on]
    kind, key, more = scope.name_subject(rights[name], thing)
    refusal = Refusal(actor, name, subject_kind or kind, subject_id or key, more)
    for record in refusal_recorders:
        record(refusal)
    if scope.hidden and not parts:
        raise Http404
    raise explain_refusal(actor, name, thing)
