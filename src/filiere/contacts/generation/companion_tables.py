"""The made-up tables beside contacts: a few thousand rows each, as canonical CSV that the import reads like any other.

They are in proportion to the contacts up to a bound, since no measure needs millions of them.
"""

import csv
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from filiere.contacts.generation.queue_visits import CHANNELS, QUEUES, REASONS, SITES, ZONE, day_weights, queue_shares
from filiere.contacts.schema import TABLES
from filiere.core.workdays import public_holidays

type CsvRow = Mapping[str, Any]

_LOCAL_ZONE = ZoneInfo(ZONE)
_SHARE_OF_PHONE = 0.62
_FORECAST_QUEUE_COUNT = 5


class _RowGenerator:
    """What the rows of every table are drawn from."""

    def __init__(self, *, contacts: int, seed: int, year: int, organisation: str) -> None:
        self.contacts, self.year, self.organisation = contacts, year, organisation
        self.random = Random(f"{seed} {contacts} {year}")  # noqa: S311 - made-up rows, not secrets
        self.first = datetime(year, 1, 1, tzinfo=_LOCAL_ZONE)

    def some(self, one_in: int, most: int) -> int:
        """How many rows: one contact in ``one_in``, at least 60 and at most ``most``."""
        return max(60, min(self.contacts // one_in, most))

    def moment(self, *, before: int = 365) -> datetime:
        """An instant of the year, by day, in its first ``before`` days."""
        day = self.first + timedelta(days=self.random.randrange(before))
        return day.replace(hour=self.random.randrange(8, 20), minute=self.random.randrange(60), second=0)

    def place(self) -> dict[str, Any]:
        """An organisation, site and queue; the queue of a contact has its site."""
        rank = min(int(self.random.expovariate(0.15)), len(QUEUES) - 1)
        return {"organisation": self.organisation, "site": SITES[rank % len(SITES)], "queue": QUEUES[rank]}

    def contact(self) -> str:
        """The identity of one of the contacts."""
        return f"F{self.random.randrange(self.contacts):010d}"


def write_tables(folder: Path, *, contacts: int, seed: int, year: int, organisation: str) -> list[Path]:
    """Write one CSV a table and return their paths; the same arguments write the same bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    made = _RowGenerator(contacts=contacts, seed=seed, year=year, organisation=organisation)
    paths = []
    for name, rows in _TABLE_GENERATORS.items():
        path = folder / f"{name}.csv"
        with path.open("w", newline="", encoding="utf-8") as stream:
            writer = csv.DictWriter(stream, TABLES[name].header, lineterminator="\n")
            writer.writeheader()
            writer.writerows({key: _format_value(value) for key, value in row.items()} for row in rows(made))
        paths.append(path)
    return paths


def _format_value(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return str(value).lower() if isinstance(value, bool) else value


def _generate_agent_states(made: _RowGenerator) -> Iterator[CsvRow]:
    """Four weeks of some agents: available, busy, wrapping up, on a break, one after the other."""
    draw = made.random
    for agent in range(max(3, min(made.contacts // 2_500, 40))):
        place = made.place()
        for week_day in (day for day in range(28) if (made.first + timedelta(days=day)).weekday() < 5):
            at = (made.first + timedelta(days=week_day)).replace(hour=9)
            end = at + timedelta(hours=7)
            while at < end:
                for state, mean in (("available", 90), ("busy", 240), ("wrap", 40)):
                    until = at + timedelta(seconds=1 + int(draw.expovariate(1 / mean)))
                    yield place | {"agent_key": f"conseiller-{agent}", "state": state, "from_at": at, "to_at": until}
                    at = until
                if draw.random() < 0.05:
                    until = at + timedelta(minutes=10)
                    yield place | {"agent_key": f"conseiller-{agent}", "state": "pause", "from_at": at, "to_at": until}
                    at = until


def _generate_cases(made: _RowGenerator) -> Iterator[CsvRow]:
    draw = made.random
    for index in range(made.some(400, 20_000)):
        sent = made.moment()
        opened = sent + timedelta(minutes=draw.randrange(1, 600))
        acknowledged = opened + timedelta(hours=draw.expovariate(1 / 40))
        closed = opened + timedelta(hours=draw.expovariate(1 / 240))
        row = made.place() | {"case_id": f"dossier-{index:06d}", "channel": draw.choice(CHANNELS)}
        row |= {"kind": "complaint" if index % 3 else "ticket", "customer_key": f"client-{draw.randrange(10_000)}"}
        row |= {"sent_at": sent, "opened_at": opened, "reason": draw.choice(REASONS[:5])}
        if draw.random() < 0.93:
            row |= {"acknowledged_at": acknowledged, "first_reply_at": acknowledged + timedelta(hours=3)}
        if draw.random() < 0.9:
            row |= {"closed_at": max(closed, acknowledged + timedelta(hours=4))}
        yield row


def _generate_survey_answers(made: _RowGenerator) -> Iterator[CsvRow]:
    draw = made.random
    scales = {
        "satisfaction": (1, 5, 4),
        "recommendation": (0, 10, None),
        "effort": (1, 7, None),
        "resolution": (0, 1, 1),
    }
    for index in range(made.some(100, 20_000)):
        invited = made.moment()
        place, channel = made.place(), draw.choice(CHANNELS[:3])
        answers = draw.random() < 0.3
        contact = made.contact()
        for question, (low, high, satisfied) in scales.items():
            row = place | {"answer_id": f"enquete-{index:06d}", "channel": channel, "contact_id": contact}
            row |= {"question": question, "invited_at": invited, "scale_min": low, "scale_max": high}
            row |= {"satisfied_from": satisfied}
            if answers:
                score = min(high, max(low, round(draw.gauss(low + 0.72 * (high - low), (high - low) / 4))))
                row |= {"answered_at": invited + timedelta(hours=draw.expovariate(1 / 20)), "score": score}
            yield row


def _generate_calendar(made: _RowGenerator) -> Iterator[CsvRow]:
    base = {"organisation": made.organisation, "version": "1", "zone": ZONE, "valid_from": date(made.year - 1, 1, 1)}
    for weekday in range(1, 7):
        yield base | {"weekday": weekday, "opens": "08:00", "closes": "20:00"}
    yield base | {"weekday": 7}
    for year in (made.year - 1, made.year, made.year + 1):
        for day in public_holidays(year):
            yield base | {"day": day, "holiday": True}


def _generate_queue_map(made: _RowGenerator) -> Iterator[CsvRow]:
    for rank, queue in enumerate(QUEUES):
        common = REASONS[rank % 5]
        yield {
            "organisation": made.organisation,
            "queue": queue,
            "common_queue": common,
            "valid_from": date(made.year - 1, 1, 1),
        }


def _generate_forecasts(made: _RowGenerator) -> Iterator[CsvRow]:
    """One day ahead, for the largest queues and the telephone, a tenth off either way."""
    days = (date(made.year + 1, 1, 1) - date(made.year, 1, 1)).days
    of_day = day_weights((date(made.year, 1, 1) - date(1970, 1, 1)).days, days)
    for rank, share in enumerate(queue_shares()[:_FORECAST_QUEUE_COUNT]):
        expected = made.contacts * share * _SHARE_OF_PHONE / of_day.sum()
        for index in range(days):
            day = made.first.date() + timedelta(days=index)
            start = datetime(day.year, day.month, day.day, tzinfo=_LOCAL_ZONE)
            after = day + timedelta(days=1)
            length = datetime(after.year, after.month, after.day, tzinfo=_LOCAL_ZONE).timestamp() - start.timestamp()
            yield {
                "organisation": made.organisation,
                "site": SITES[rank % len(SITES)],
                "queue": QUEUES[rank],
                "channel": "phone",
                "starts_at": start,
                "seconds": int(length),
                "volume": round(expected * of_day[index] * made.random.uniform(0.9, 1.1), 1),
                "made_on": day - timedelta(days=7),
            }


def _generate_mystery_contacts(made: _RowGenerator) -> Iterator[CsvRow]:
    for index in range(made.some(20_000, 400)):
        points = made.random.randrange(40, 101)
        row = made.place() | {"mystery_id": f"mystere-{index:04d}", "channel": "phone", "made_at": made.moment()}
        yield row | {"points": points, "points_possible": 100, "passed": points >= 70}


def _generate_quality_reviews(made: _RowGenerator) -> Iterator[CsvRow]:
    for index in range(made.some(5_000, 3_000)):
        row = made.place() | {"review_id": f"ecoute-{index:05d}", "channel": "phone", "contact_id": made.contact()}
        row |= {"agent_key": f"conseiller-{index % 40}", "reviewed_at": made.moment()}
        yield row | {"points": made.random.randrange(55, 101), "points_possible": 100, "calibrated": index % 4 != 0}


def _generate_uptime(made: _RowGenerator) -> Iterator[CsvRow]:
    """The telephone of the year, down now and then, stopped on purpose one night a month."""
    base = {"organisation": made.organisation, "system": "telephonie"}
    at, end = made.first, made.first.replace(year=made.year + 1)
    while at < end:
        until = min(at + timedelta(days=made.random.uniform(5, 25)), end)
        yield base | {"state": "up", "from_at": at, "to_at": until}
        for state, hours in (("down", made.random.uniform(0.2, 3)), ("planned", 2.0)):
            if until < end:
                after = min(until + timedelta(hours=hours), end)
                yield base | {"state": state, "from_at": until, "to_at": after}
                until = after
        at = until


def _generate_staff_months(made: _RowGenerator) -> Iterator[CsvRow]:
    draw = made.random
    for site in SITES:
        for month in range(1, 13):
            due = 180 * 151
            yield {
                "organisation": made.organisation,
                "site": site,
                "month": f"{made.year}-{month:02d}",
                "headcount": draw.randrange(175, 186),
                "entries": draw.randrange(1, 9),
                "exits": draw.randrange(1, 9),
                "hours_due": due,
                "hours_absent": draw.randrange(due // 20, due // 10),
                "training_hours": draw.randrange(200, 900),
                "satisfaction_answers": 150,
                "satisfaction_favourable": draw.randrange(80, 130),
            }


_TABLE_GENERATORS: Mapping[str, Callable[[_RowGenerator], Iterator[CsvRow]]] = {
    "agent_state": _generate_agent_states,
    "case": _generate_cases,
    "survey_answer": _generate_survey_answers,
    "calendar": _generate_calendar,
    "queue_map": _generate_queue_map,
    "forecast": _generate_forecasts,
    "mystery_contact": _generate_mystery_contacts,
    "quality_review": _generate_quality_reviews,
    "service_uptime": _generate_uptime,
    "staff_month": _generate_staff_months,
}
