"""The operations as events of a calendar that anybody may subscribe to."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.urls import reverse

from filiere.core import Text
from filiere.publication.calendar_feed import CalendarEvent, write_calendar
from filiere.site.mail.outbox import build_page_address
from filiere.site.programme.communication.models import Operation

NAME = Text(fr="Filière : opérations de communication", en="Filière: communication operations")
PRODUCT = "-//Filiere//Programme//FR"
KEPT = timedelta(days=730)
"""How long after its day an operation stays in the calendar, cancelled ones included."""
_NAMED_FOR_EVER = "filiere"
"""What stands for a host in the name of an event: the address of the site may change, the name may not."""


WITHDRAWN = Text(fr="Opération retirée de l’agenda", en="Operation withdrawn from the calendar")


def write_operations(operations: Iterable[Operation], withdrawn: Iterable[Operation] = ()) -> bytes:
    """Return the calendar of these operations, in the reader's language.

    Of those put back under embargo (``withdrawn``) it says nothing but that the event calendars knew is called off.
    """
    events = [*map(_build_event, operations), *map(_build_withdrawal, withdrawn)]
    return write_calendar(events, name=str(NAME), product=PRODUCT)


def _build_withdrawal(operation: Operation) -> CalendarEvent:
    return CalendarEvent(
        uid=f"{operation.key}@{_NAMED_FOR_EVER}",
        sequence=operation.revision,
        changed=operation.changed_at,
        starts=operation.told_day or operation.day,
        summary=str(WITHDRAWN),
        cancelled=True,
    )


def _build_event(operation: Operation) -> CalendarEvent:
    path = reverse("programme:operation", args=[operation.key])
    lines = [
        str(Text(fr=f"Organisé par : {operation.lead}", en=f"Organised by: {operation.lead}")),
        *operation.partners.splitlines(),
        operation.cancelled_for,
    ]
    return CalendarEvent(
        uid=f"{operation.key}@{_NAMED_FOR_EVER}",
        # Back from an embargo, it comes after the event that called it off.
        sequence=operation.revision + (operation.told_day is not None),
        changed=operation.changed_at,
        starts=operation.compute_start() or operation.day,
        ends=operation.compute_end(),
        summary=str(operation.name),
        description="\n".join(filter(None, lines)),
        location=operation.place,
        url=build_page_address(path, "fr"),
        cancelled=operation.state == Operation.State.CANCELLED,
    )
