"""The two dates of a page: what was true on a day, and what we knew by a day; and a day that it is compared with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlencode

from django import forms
from django.utils import timezone

from filiere.core import Text
from filiere.site.kit.exported_tables import TableRequest, UnknownTable
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

    @property
    def query(self) -> str:
        """The dates as an address gives them to a file, without the day that they are compared with."""
        return urlencode({"on": self.on.isoformat(), "known": self.known.isoformat()})

    def list_compared(self) -> tuple[ReadingDates, ReadingDates, ReadingDates] | None:
        """The three readings that are compared: the other day as it was read then, the other day as it is known by
        now, and this day; None where nothing is compared."""
        if self.versus is None:
            return None
        then = ReadingDates(self.versus, min(self.versus, self.known))
        return then, ReadingDates(self.versus, self.known), ReadingDates(self.on, self.known)


class ReadingDatesForm(forms.Form):
    """The day a page tells of, what was known when, and the day it is compared with."""

    on = DateField(Text(fr="Ce qui était vrai le", en="What was true on"), required=False)
    known = DateField(Text(fr="d’après ce qu’on savait le", en="from what was known on"), required=False)
    vs = DateField(Text(fr="et comparer avec le", en="and compare with"), required=False)


def read_dates(
    query: Mapping[str, str], today: date, *, compared: bool = False
) -> tuple[ReadingDates, ReadingDatesForm]:
    """Return the dates of an address and their form, which bears the fault of a day that cannot be read.

    ``compared`` says that the page compares two days. Without a day, a page tells of today; without a day of
    knowledge, of all that is known, and of a day to come as it is foreseen now.
    """
    given = {name: query.get(name, "").strip() for name in ("on", "known", "vs")}
    form = ReadingDatesForm(given)
    if not compared:
        del form.fields["vs"]
    form.is_valid()
    said = form.cleaned_data
    on = said.get("on") or today
    dates = ReadingDates(on, said.get("known") or max(on, today), said.get("vs"))
    shown = {"on": dates.on.isoformat(), "known": dates.known.isoformat()}
    form.data = {name: value or shown.get(name, "") for name, value in given.items()}
    return dates, form


def read_table_dates(asked: TableRequest) -> ReadingDates:
    """Return the dates of a table to download; raises `UnknownTable` for a day that cannot be read."""
    dates, form = read_dates(asked.params, timezone.localdate())
    if form.errors:
        raise UnknownTable("day")
    return dates
