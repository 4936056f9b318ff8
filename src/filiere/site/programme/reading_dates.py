"""The two dates of a page: what was true on a day, and what we knew by a day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django import forms
from django.utils import timezone

from filiere.core import Text
from filiere.site.kit.fields import DateField


@dataclass(frozen=True, slots=True)
class ReadingDates:
    """``on`` is the day that is told of, ``known`` the last day whose entries are taken in account, ``versus`` the day
    that a page compares it with, if any."""

    on: date
    known: date
    versus: date | None = None

    def holds(self, on: date, known_at: datetime) -> bool:
        """Whether something true since a day was true then, and entered by then."""
        return on <= self.on and self.is_known(known_at)

    def is_known(self, known_at: datetime) -> bool:
        """Whether it was entered by then."""
        return timezone.localdate(known_at) <= self.known


class ReadingDatesForm(forms.Form):
    """The day a page tells of, and what was known when."""

    on = DateField(Text(fr="Ce qui était vrai le", en="What was true on"), required=False)
    known = DateField(Text(fr="d’après ce qu’on savait le", en="from what was known on"), required=False)


def read_dates(query: Mapping[str, str], today: date) -> tuple[ReadingDates, ReadingDatesForm]:
    """Return the dates of an address, today where it gives none or none that can be read, and their form."""
    form = ReadingDatesForm({name: query.get(name) or today.isoformat() for name in ("on", "known")})
    form.is_valid()
    said = form.cleaned_data
    return ReadingDates(said.get("on") or today, said.get("known") or today), form
