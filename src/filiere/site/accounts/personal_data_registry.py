"""All that is held about a person, and how it goes: each app adds its part, so that none can be forgotten by another.

`data_exporters` says what an app knows of a person, as JSON; `data_erasers` what it removes when the person is erased.
A test walks through every table that points to a person and asks that its app answers here.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.utils import timezone

from filiere.site.accounts.models import User
from filiere.site.kit.hooks import KeyedHook

DataExporter = Callable[["User"], Any]


DataEraser = Callable[["User"], None]


data_exporters: KeyedHook[DataExporter] = KeyedHook()
"""What is held about a person under a name, the app’s by use."""


data_erasers: KeyedHook[DataEraser] = KeyedHook()
"""What goes when a person is erased; called inside the transaction of the erasure."""


def list_export_names() -> frozenset[str]:
    """Names under which something is held."""
    return frozenset(data_exporters)


def export_personal_data(user: User) -> dict[str, Any]:
    """Everything that is held about a person, by app."""
    return {
        "made_at": timezone.now().isoformat(),
        **{name: data_exporters[name](user) for name in sorted(data_exporters)},
    }


def erase_personal_data(user: User) -> None:
    """Let every app remove what it must."""
    for name in sorted(data_erasers):
        data_erasers[name](user)


def format_moment(moment: datetime | None) -> str | None:
    """A moment as JSON holds it."""
    return moment.isoformat() if moment else None
