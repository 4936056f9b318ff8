"""Communes through time: which commune is X on date D?

Communes merge, part again, change code, change department, and a code given up may come back with another meaning.
A file of 2011 and one of 2015 can only be laid side by side by following these events, which INSEE publishes as
the file of movements of the official code; a user loads it, and its rows build :class:`CommuneChanges`.

Where the events leave a doubt (a whole that split: which part is meant?) every candidate is given, never one of
them chosen at random.
"""

import bisect
import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from filiere.core.dates import format_day
from filiere.core.faults import Fault, Faults
from filiere.core.text import Text
from filiere.geography.faults import fault

COLUMNS: Final = (
    "MOD", "DATE_EFF", "TYPECOM_AV", "COM_AV", "LIBELLE_AV", "TYPECOM_AP", "COM_AP", "LIBELLE_AP",
)  # fmt: skip
"""The columns that are read of INSEE's file of movements (``v_mvt_commune``); others may stand beside them."""

EVENTS: Final[Mapping[str, Text]] = {
    "10": Text(fr="changement de nom", en="change of name"),
    "20": Text(fr="création", en="creation"),
    "21": Text(fr="rétablissement", en="re-establishment"),
    "30": Text(fr="suppression", en="abolition"),
    "31": Text(fr="fusion simple", en="merger"),
    "32": Text(fr="création d’une commune nouvelle", en="merger into a new commune"),
    "33": Text(fr="fusion-association", en="merger as an associated commune"),
    "34": Text(fr="passage de l’association à la fusion simple", en="association turned into a merger"),
    "35": Text(fr="suppression d’une commune déléguée", en="abolition of a delegated commune"),
    "41": Text(fr="changement de département", en="change of department"),
    "50": Text(fr="changement de code", en="change of code"),
    "70": Text(fr="commune associée devenue déléguée", en="associated commune turned delegated"),
    "71": Text(fr="rétablissement d’une commune déléguée", en="re-establishment of a delegated commune"),
}
_MERGERS: Final = frozenset({"30", "31", "32", "33"})
_RENAMINGS: Final = ("41", "50")

Relation = Literal["one", "one-of", "all-of", "none"]


@dataclass(frozen=True, slots=True)
class CommuneStep:
    """One event met on the way: its date, its kind (``MOD``), the code before and the codes after."""

    date: datetime.date
    event: str
    before: str
    after: tuple[str, ...]

    @property
    def reason(self) -> Text:
        """The event in words."""
        kind, after = EVENTS[self.event], ", ".join(self.after)
        return Text(
            fr=f"{format_day(self.date, 'fr')} : {kind.fr}, {self.before} → {after}",
            en=f"{format_day(self.date, 'en')}: {kind.en}, {self.before} → {after}",
        )


@dataclass(frozen=True, slots=True)
class CommuneLocation:
    """Where a commune is on a date.

    ``relation`` says how to read ``codes``: ``one`` (this commune, or the one that holds it), ``one-of`` (a whole
    has split and the events do not say which part is meant), ``all-of`` (going back in time, it was made of these
    communes or of parts of them), ``none`` (it was made from nothing, later).
    ``steps`` are the events that lead there, in the order they were followed.
    """

    codes: tuple[str, ...]
    relation: Relation
    steps: tuple[CommuneStep, ...]

    @property
    def code(self) -> str | None:
        """The one code of the answer, or None when there are several."""
        return self.codes[0] if self.relation == "one" else None

    @property
    def reason(self) -> Text:
        """Why the answer is what it is, in words."""
        if not self.steps:
            return Text(fr="Le code n’a pas changé entre les deux dates.", en="The code is the same on both dates.")
        fr = " ; ".join(step.reason.fr for step in self.steps)
        en = "; ".join(step.reason.en for step in self.steps)
        if self.relation == "one-of":
            return Text(
                fr=f"{fr}. La commune a été partagée : l’une de ces communes.",
                en=f"{en}. The commune was divided: one of these communes.",
            )
        if self.relation == "all-of":
            return Text(fr=f"{fr}. Elle vient de toutes ces communes.", en=f"{en}. It comes from all these communes.")
        return Text(fr=f"{fr}.", en=f"{en}.")


@dataclass(slots=True)
class _Event:
    """What happened to the communes of one day: one code before, or one after, and all its counterparts."""

    kind: str
    codes: dict[str, None]


class CommuneChanges:
    """The events of INSEE's file of movements, ready to be followed in both directions of time.

    ``rows`` carry the columns of :data:`COLUMNS`; ``known`` are the codes of communes that exist without any event,
    such as ``communes().codes()``. Raises :class:`Faults` with every row that cannot be read.
    """

    def __init__(self, rows: Iterable[Mapping[str, str | None]], known: Iterable[str] = ()) -> None:
        self._known = set(known)
        self._after: defaultdict[str, dict[datetime.date, list[_Event]]] = defaultdict(dict)
        self._before: defaultdict[str, dict[datetime.date, list[_Event]]] = defaultdict(dict)
        self._restored: defaultdict[datetime.date, set[str]] = defaultdict(set)
        self._names: dict[str, str] = {}
        faults: list[Fault] = []
        for line, row in enumerate(rows, start=2):
            self._read(row, line, faults)
            if faults and faults[-1].code == "missing-column":
                break
        if faults:
            raise Faults(faults)
        codes = {*self._after, *self._before}
        self._dates = {code: sorted({*self._after[code], *self._before[code]}) for code in codes}

    @property
    def codes(self) -> tuple[str, ...]:
        """Every code that an event names, in order."""
        return tuple(sorted(self._dates))

    def _read(self, row: Mapping[str, str | None], line: int, faults: list[Fault]) -> None:
        missing = [column for column in COLUMNS if column not in row]
        if missing:
            faults.append(_missing_columns_fault(missing))
            return
        kind = row["MOD"] or ""
        if kind not in EVENTS:
            faults.append(_wrong_value_fault(line, "MOD", kind, _KNOWN_KIND))
            return
        try:
            date = datetime.date.fromisoformat(row["DATE_EFF"] or "")
        except ValueError:
            faults.append(_wrong_value_fault(line, "DATE_EFF", row["DATE_EFF"] or "", _DAY))
            return
        before, after = row["COM_AV"], row["COM_AP"]
        if row["TYPECOM_AP"] == "COM" and after:
            self._names[after] = row["LIBELLE_AP"] or after
            if row["TYPECOM_AV"] == "COM" and before:
                self._names.setdefault(before, row["LIBELLE_AV"] or before)
                _add_event(self._after[before].setdefault(date, []), kind, after)
                _add_event(self._before[after].setdefault(date, []), kind, before)
            elif kind == "21":
                # A delegated or associated commune becomes a commune again, usually under its own code.
                self._restored[date].add(after)
            elif not row["TYPECOM_AV"]:
                self._before[after].setdefault(date, [])

    def exists(self, code: str, on: datetime.date) -> bool:
        """Say whether a commune bore this code on a date."""
        dates = self._dates.get(code)
        if not dates:
            return code in self._known
        position = bisect.bisect_right(dates, on)
        return self._lived_before(code, dates[0]) if position == 0 else self._lives_after(code, dates[position - 1])

    def _lived_before(self, code: str, date: datetime.date) -> bool:
        """Say whether a code was borne on the eve of one of its events."""
        arrivals = self._before.get(code, {}).get(date)
        if date not in self._after.get(code, {}):
            return False
        # A code gained and lost on the same day, between a change of department and a merger, never lived.
        return arrivals is None or any(code in event.codes for event in arrivals)

    def _lives_after(self, code: str, date: datetime.date) -> bool:
        """Say whether a code is borne at the end of the day of one of its events."""
        departures = self._after.get(code, {}).get(date)
        if departures is not None:
            return any(code in event.codes for event in departures)
        return date in self._before.get(code, {})

    def name(self, code: str) -> str | None:
        """Return the last name that the events give to a code."""
        return self._names.get(code)

    def locate(self, code: str, on: datetime.date, *, meant: datetime.date | None = None) -> CommuneLocation:
        """Return which commune a code is on a date.

        ``meant`` is the date at which the code was written; without it, the code is taken as of ``on``. If no commune
        bore it then, its last bearer before is meant, else its first after. Raises :class:`Faults`
        (``unknown-commune``) for a code that no commune ever bore.
        """
        start, came_by = self._anchor(code, meant or on)
        if start is None:
            raise Faults([_unknown_commune_fault(code)])
        if start <= on:
            return self._locate_forward(code, start, on, came_by)
        return self._locate_backward(code, start, on)

    def _anchor(self, code: str, day: datetime.date) -> tuple[datetime.date | None, str]:
        """Return the day nearest to ``day`` on which the code was borne, earlier rather than later."""
        if self.exists(code, day):
            return day, ""
        dates = self._dates.get(code, [])
        for date in reversed([date for date in dates if date <= day]):
            if self._lived_before(code, date):
                return date - datetime.timedelta(days=1), ""
            if date in self._after.get(code, {}):
                return date, _RENAMINGS[0]
        return next((date for date in dates if date > day and self._lives_after(code, date)), None), ""

    def _locate_forward(self, code: str, start: datetime.date, on: datetime.date, came_by: str) -> CommuneLocation:
        steps: list[CommuneStep] = []
        found: dict[str, None] = {}
        pending: list[tuple[str, datetime.date, tuple[str, ...], str]] = [(code, start, (), came_by)]
        visited = set()
        while pending:
            here, since, origins, came_by = pending.pop()
            if (here, since, origins, came_by) in visited:
                continue
            visited.add((here, since, origins, came_by))
            date, event = self._next(here, since, on, came_by)
            if event is None:
                found[here] = None
                continue
            targets = tuple(event.codes)
            if event.kind == "21":
                targets = self._told_apart(targets, origins, date, start)
            if targets != (here,):
                steps.append(CommuneStep(date, event.kind, here, targets))
            if event.kind in _MERGERS:
                origins = (*origins, here)
            pending += [(target, date, origins, event.kind) for target in reversed(targets)]
        return CommuneLocation(tuple(found), "one" if len(found) == 1 else "one-of", tuple(steps))

    def _next(
        self, code: str, since: datetime.date, on: datetime.date, came_by: str
    ) -> tuple[datetime.date, _Event | None]:
        """Return the next event of a code; on the day it got that code by a renaming, another may follow at once."""
        events = self._after.get(code, {})
        if came_by in _RENAMINGS and since in events:
            for event in events[since]:
                if event.kind not in _RENAMINGS:
                    return since, event
        for date in self._dates.get(code, ()):
            if since < date <= on and date in events:
                return date, events[date][0]
        return since, None

    def _told_apart(
        self, targets: tuple[str, ...], origins: tuple[str, ...], date: datetime.date, start: datetime.date
    ) -> tuple[str, ...]:
        """Return the parts of a whole that can be meant, knowing the communes merged into it on the way.

        A commune that merged and was re-established is itself again; one that was not has stayed with what remains;
        and a part that was already in the whole at the start can always be meant.
        """
        if not origins:
            return targets
        restored = self._restored[date]
        inside = tuple(part for part in targets if part in restored and not self.exists(part, start))
        own = tuple(part for part in targets if part in restored and part in origins)
        rest = own or tuple(part for part in targets if part not in restored)
        return tuple(dict.fromkeys((*rest, *inside))) or targets

    def _locate_backward(self, code: str, start: datetime.date, on: datetime.date) -> CommuneLocation:
        steps: list[CommuneStep] = []
        found: dict[str, None] = {}
        pending: list[tuple[str, datetime.date, tuple[str, ...]]] = [(code, start, ())]
        while pending:
            here, until, restored = pending.pop()
            events = self._before.get(here, {})
            days = reversed(self._dates.get(here, []))
            date = next((day for day in days if on < day <= until and day in events), None)
            if date is None:
                found[here] = None
                continue
            if not events[date]:
                steps.append(CommuneStep(date, "20", "…", (here,)))
                continue
            event = events[date][0]
            sources = tuple(event.codes)
            own = tuple(source for source in sources if source in restored)
            if event.kind in _MERGERS and own:
                sources = own[:1]
            if sources != (here,):
                steps.append(CommuneStep(date, event.kind, ", ".join(sources), (here,)))
            if event.kind == "21":
                restored = (*restored, here)
            for source in reversed(sources):
                # A code gained and lost on this same day has its own arrival still to be followed, on this day.
                eve = date - datetime.timedelta(days=1) if self._lived_before(source, date) else date
                pending.append((source, eve, restored))
        relation: Relation = "one" if len(found) == 1 else "all-of" if found else "none"
        return CommuneLocation(tuple(found), relation, tuple(steps))


def _add_event(events: list[_Event], kind: str, code: str) -> None:
    for event in events:
        if event.kind == kind:
            event.codes[code] = None
            return
    events.append(_Event(kind, {code: None}))


def _missing_columns_fault(columns: list[str]) -> Fault:
    names = ", ".join(columns)
    return Fault(
        code="missing-column",
        message=Text(
            fr=f"Le fichier des mouvements n’a pas de colonne {names}.",
            en=f"The commune changes file has no column {names}.",
        ),
        remedy=Text(
            fr="Prenez le fichier des événements sur les communes que publie l’INSEE, sans renommer ses colonnes.",
            en="Use the file of commune events that INSEE publishes, without renaming its columns.",
        ),
        line=1,
    )


_KNOWN_KIND = Text(fr="un type d’événement connu (10 à 71)", en="a known kind (10 to 71)")
_DAY = Text(fr="AAAA-MM-JJ", en="YYYY-MM-DD")


def _wrong_value_fault(line: int, column: str, value: str, wanted: Text) -> Fault:
    return fault("wrong-value", column=column, value=value, wanted=wanted).at(line=line, key=column)


def _unknown_commune_fault(code: str) -> Fault:
    return fault("unknown-commune", value=code)
