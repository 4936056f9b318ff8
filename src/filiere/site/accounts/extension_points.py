"""Where upper apps take part in what happens to an account: what they watch over, and show on its page.

Accounts stand below the bodies that vote. They register here, when the site starts, what must not move under them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from datetime import date

from django.http import HttpRequest

from filiere.core import Faults, Text
from filiere.site.accounts.faults import fault
from filiere.site.accounts.models import User
from filiere.site.accounts.rights import ROLE_NAMES
from filiere.site.kit.hooks import Hook

ChangeGuard = Callable[[], AbstractContextManager[None]]
"""Put around an act, inside its transaction: raises `Faults` at its end when the act moved what may not move."""

AwaitedLookup = Callable[["User", date], frozenset[tuple[str, str]]]
"""The cases, by key, in which a person alone is a party whose silence will be held against it, with that party."""

OppositionRule = Callable[["User", "User"], bool]
"""Whether two people stand on the two sides of one organisation."""

AccountListener = Callable[["User"], None]
"""Told of an account that was just opened, in the transaction that opened it."""

change_guards: Hook[ChangeGuard] = Hook()
"""Watch over every act that changes a group, a mandate, a tie between organisations or the account of who sits."""

awaited_lookups: Hook[AwaitedLookup] = Hook()
"""Say in which cases a person is the only one that can act before a delay ends."""

opposition_rules: Hook[OppositionRule] = Hook()
"""Say which people stand on the two sides of one organisation."""

account_listeners: Hook[AccountListener] = Hook()
"""Be told of every account that is opened."""

FirstPage = Callable[["User"], str]
first_pages: Hook[FirstPage] = Hook()
"""Say the address of the page that somebody asked for an account for; an empty text where it is none of the app’s."""

SignOutLosses = Callable[[HttpRequest], Iterable[tuple[Text, str]]]
sign_out_losses: Hook[SignOutLosses] = Hook()
"""What of an app a session holds and takes with it: each in words, with the address where it is finished."""

AccountLines = Callable[["User"], Iterable[Text]]
account_lines: Hook[AccountLines] = Hook()
"""Sentences that tell what a person holds in an upper app."""


def announce_opened_account(user: User) -> None:
    """Tell all who listen that an account was opened."""
    for listener in account_listeners:
        listener(user)


def find_first_page(user: User) -> str:
    """The page that whoever has just opened an account came for; an empty text for their own space."""
    return next(filter(None, (find(user) for find in first_pages)), "")


@contextmanager
def guard_change() -> Iterator[None]:
    """Do an act under the eyes of all who watch; to be entered inside the transaction of the act."""
    with ExitStack() as stack:
        for watch in change_guards:
            stack.enter_context(watch())
        yield


def list_sole_actor_cases(user: User, day: date) -> frozenset[tuple[str, str]]:
    """The cases in which the person alone can act, on a day, before a delay that runs against silence ends."""
    return frozenset().union(*(tell(user, day) for tell in awaited_lookups))


def are_opposed(actor: object, user: User) -> bool:
    """Whether a person who acts on an account stands on the other side of an organisation; never the operator."""
    return isinstance(actor, User) and any(tell(actor, user) for tell in opposition_rules)


@contextmanager
def guard_sole_actor(user: User, day: date, otherwise: Callable[[], None]) -> Iterator[None]:
    """Do an act on somebody; where it takes the only one that a running delay awaits on that day, ask ``otherwise``.

    Who answers in a case is never taken away by one hand on the last day. To be entered inside the transaction of the
    act; ``otherwise`` raises `Faults` unless a second person, or the operator, is behind it.
    """
    before = list_sole_actor_cases(user, day)
    yield
    if before and before - list_sole_actor_cases(user, day):
        otherwise()


def refuse_sole_actor_end() -> None:
    """Raise what whoever would end such a role or access reads, where nobody may countersign it."""
    raise Faults([fault("last-awaited")])


def list_account_lines(user: User) -> list[Text]:
    """All of them, app by app."""
    return [text for function in account_lines for text in function(user)]


def list_functions(user: User) -> list[Text]:
    """What a person is here, in words: the roles that they hold, usable or not, then what each app says of them."""
    return [*(ROLE_NAMES[role] for role in sorted(user.held_roles())), *list_account_lines(user)]
