"""Hooks: named points where apps take part in what another app does, filled by the `hooks.py` of each app.

The app that asks declares a :class:`Hook` (everybody who wants answers) or a :class:`KeyedHook` (one authority a name)
beside the types of its values. Every installed app whose package has a module ``hooks`` is read once, by
:func:`load_hooks`, in the order of ``INSTALLED_APPS``. Values come in the order of their ``order``, then of the apps,
then of their registration: never in the order in which modules happened to be imported. A test adds or takes one away
for a while with ``add_for_block`` and ``remove_for_block``.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps

from filiere.core import Fault, Faults


def load_hooks() -> None:
    """Import ``hooks`` of every installed app that has one; called once, when the site starts.

    Raises `Faults` with all that the :data:`start_checks` find wrong in what was said.
    """
    for config in apps.get_app_configs():
        name = f"{config.name}.hooks"
        if name != __name__ and find_spec(name) is not None:
            import_module(name)
    if faults := [fault for check in start_checks for fault in check()]:
        raise Faults(faults)


@lru_cache(maxsize=1024)
def _rank_app(module: str) -> int:
    """Where the app of a module stands in the list of installed apps; after all others without one."""
    names = [config.name for config in apps.get_app_configs()]
    found = [rank for rank, name in enumerate(names) if module == name or module.startswith(f"{name}.")]
    return found[0] if found else len(names)


class Hook[T](Collection[T]):
    """A point where any number of values are registered."""

    def __init__(self) -> None:
        self._entries: list[tuple[int, T, str]] = []
        self._sorted: tuple[T, ...] | None = None

    def register(self, value: T, *, order: int = 0) -> T:
        """Add a value and return it, so that it serves as a decorator of a function."""
        self._entries.append((order, value, _find_registering_module()))
        self._sorted = None
        return value

    def add(self, *values: T) -> None:
        """Add several values."""
        for value in values:
            self.register(value)

    def __iter__(self) -> Iterator[T]:
        """Iterate over the values, in their order."""
        if self._sorted is None:
            ranked = sorted(self._entries, key=lambda entry: (entry[0], _rank_app(_module_of(entry[1]))))
            self._sorted = tuple(value for _, value, _ in ranked)
        return iter(self._sorted)

    def module_of(self, value: T) -> str:
        """Return the module that registered a value; an empty text for one that is not there."""
        return next((module for _, known, module in self._entries if known is value), "")

    def __contains__(self, value: object) -> bool:
        """Whether a value is registered."""
        return any(entry[1] == value for entry in self._entries)

    def __len__(self) -> int:
        """How many values are registered."""
        return len(self._entries)

    @contextmanager
    def add_for_block(self, value: T, *, order: int = 0) -> Iterator[T]:
        """Have one value more within a block."""
        before = list(self._entries)
        try:
            yield self.register(value, order=order)
        finally:
            self._restore(before)

    @contextmanager
    def remove_for_block(self, value: T) -> Iterator[None]:
        """Have one value less within a block; `ValueError` when it is not there."""
        before = list(self._entries)
        if value not in self:
            raise ValueError(f"{value!r} is not registered")
        try:
            self._restore([entry for entry in before if entry[1] is not value])
            yield
        finally:
            self._restore(before)

    def _restore(self, entries: list[tuple[int, T, str]]) -> None:
        self._entries, self._sorted = entries, None


class KeyedHook[T](Mapping[str, T]):
    """A point where each name has one authority: a second value of one name stops the start.

    ``name_of`` says the name of a value that holds it; without one, values are registered by :meth:`register` or
    :meth:`put`.
    """

    def __init__(self, name_of: Callable[[T], str] | None = None) -> None:
        self._name_of = name_of
        self._values: dict[str, T] = {}
        self._modules: dict[str, str] = {}

    def put(self, name: str, value: T) -> T:
        """Give a name its value and return it; `RuntimeError` when it has another."""
        if self._values.setdefault(name, value) is not value:
            raise RuntimeError(f"{name} has two authorities")
        self._modules.setdefault(name, _find_registering_module())
        return value

    def module_of(self, name: str) -> str:
        """Return the module that gave a name its value; an empty text for one added within a block."""
        return self._modules.get(name, "")

    def add(self, *values: T) -> None:
        """Give each of these values the name that it holds."""
        if self._name_of is None:
            raise TypeError("this hook does not say how its values are named")
        for value in values:
            self.put(self._name_of(value), value)

    def register(self, name: str) -> Callable[[T], T]:
        """Return a decorator that gives a name its function."""
        return lambda value: self.put(name, value)

    def __getitem__(self, name: str) -> T:
        """Return the value of a name; `KeyError` without one."""
        return self._values[name]

    def __iter__(self) -> Iterator[str]:
        """Iterate over the names, in the order of registration."""
        return iter(self._values)

    def __len__(self) -> int:
        """How many names have a value."""
        return len(self._values)

    @contextmanager
    def add_for_block(self, name: str, value: T) -> Iterator[T]:
        """Have a name of its own, or another value of a name, within a block."""
        before = dict(self._values)
        try:
            self._values[name] = value
            yield value
        finally:
            self._values = before

    @contextmanager
    def remove_for_block(self, name: str) -> Iterator[None]:
        """Have no value of a name within a block; `KeyError` when there is none."""
        before = dict(self._values)
        try:
            del self._values[name]
            yield
        finally:
            self._values = before


start_checks: Hook[Callable[[], Iterable[Fault]]] = Hook()
"""Find what is wrong in what the apps said to one another, once all of them did: it stops the start."""


def _find_registering_module() -> str:
    frame = sys._getframe()
    while frame.f_back is not None and frame.f_globals["__name__"] == __name__:
        frame = frame.f_back
    return str(frame.f_globals["__name__"])


def _module_of(value: Any) -> str:
    return str(getattr(value, "__module__", type(value).__module__))
