"""The checks made before anything is published, a second time: what each counts, and for whom it fails.

Follows docs/reference/contact-indicators.md, section 19.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from filiere.contacts.definitions.records import Indicator
from filiere.contacts.indicator_rows import GROUP_NAMES
from filiere.contacts.recount.periods import add_period, period_label
from filiere.contacts.recount.tables import StoredTables
from filiere.contacts.schema import OUTCOMES

_INSTANT_COLUMNS = ("arrived_us", "queued_us", "offered_us", "answered_us", "ended_us", "wrap_ended_us")
"""The instants of a leg, in the order in which they follow."""


def count_outcomes(tables: StoredTables) -> Mapping[str, Mapping[str, int]]:
    """Return how many inbound legs, and how many inbound contacts, there are of each outcome and in all."""
    return {
        "conservation_legs": _count_by_outcome(tables.legs()),
        "conservation_contacts": _count_by_outcome(tables.contacts()),
    }


def find_outcome_holes(tables: StoredTables) -> Mapping[str, Sequence[str]]:
    """Return the groups with an inbound leg, or contact, of no known outcome: ``organisation / site / queue /
    channel``, sorted, a dash for what is unknown."""
    named = pl.concat_str([pl.col(name).replace("", None).fill_null("–") for name in GROUP_NAMES], separator=" / ")
    lost = {
        "conservation_legs": _select_rows_without_outcome(tables.legs()),
        "conservation_contacts": _select_rows_without_outcome(tables.contacts()),
    }
    return {
        code: sorted(rows.select(name=named).unique().collect(engine="streaming")["name"])
        for code, rows in lost.items()
    }


def count_legs_in_contacts(tables: StoredTables) -> Mapping[str, int]:
    """Return how many legs there are, and how many contacts say that they have."""
    legs = tables.table("contact_leg").select(pl.len()).collect(engine="streaming").item()
    inside = tables.contacts().select(pl.col("leg").sum()).collect(engine="streaming").item()
    return {"legs": legs, "legs_in_contacts": inside}


def count_backward_legs(tables: StoredTables) -> Mapping[str, int]:
    """Return how many legs have an instant before the last one known before it, in the order in which they follow."""
    known = pl.concat_list(_INSTANT_COLUMNS).list.drop_nulls()
    wrong = tables.table("contact_leg").filter(known.list.diff().list.min() < 0)
    return {"legs": wrong.select(pl.len()).collect(engine="streaming").item()}


def find_coarsest_step(tables: StoredTables) -> Mapping[str, int]:
    """Return the coarsest step that a clock of legs could tell, microseconds; 0 without legs."""
    step = tables.table("contact_leg").select(pl.col("precision_us").max()).collect(engine="streaming").item()
    return {"coarsest_us": step or 0}


def count_opening_hours(tables: StoredTables) -> Mapping[str, int]:
    """Return how many rows of opening hours there are."""
    return {"rows": tables.table("calendar").select(pl.len()).collect(engine="streaming").item()}


def find_failing_organisations(tables: StoredTables) -> frozenset[str]:
    """Return the organisations of which some inbound leg or contact has none of the known outcomes."""
    lost = pl.concat(
        _select_rows_without_outcome(rows).select("organisation").unique()
        for rows in (tables.legs(), tables.contacts())
    )
    return frozenset(lost.collect(engine="streaming")["organisation"].to_list())


@dataclass(frozen=True, slots=True)
class AnsweredCalls:
    """Calls that people answered, by organisation and month of arrival (``2026-03``, None where it is unknown): how
    many, and of how many nothing tells how long they waited."""

    rows: Sequence[Mapping[str, Any]]

    def numbers(self, *, by_month: bool) -> Mapping[str, int]:
        """The numbers of the check; ``months`` where there are any to withhold."""
        found = {name: sum(row[name] for row in self.rows) for name in ("answered", "untimed")}
        months = self.untimed_months() if by_month else ()
        return found | ({"months": len(months)} if months else {})

    def untimed_organisations(self, interval: str = "all") -> frozenset[str]:
        """The organisations of which more than half of these calls have none: of all that they answered, or of those of
        the months that an interval touches, in the form that rows give it (``2026-W13``)."""
        inside = self.rows if interval == "all" else [row for row in self.rows if _touches(interval, row["month"])]
        timed: Counter[str] = Counter()
        for row in inside:
            timed[row["organisation"]] += row["answered"] - 2 * row["untimed"]
        found = frozenset(name for name, more in timed.items() if more < 0)
        return found if interval == "all" else found | self.untimed_organisations()

    def untimed_months(self) -> Sequence[tuple[str, str]]:
        """The months, each after its organisation, of which that is so though it is not of the whole, sorted."""
        whole = self.untimed_organisations()
        return sorted(
            (row["organisation"], row["month"])
            for row in self.rows
            if row["month"] is not None
            and row["organisation"] not in whole
            and row["untimed"] > row["answered"] - row["untimed"]
        )


def _touches(interval: str, month: str | None) -> bool:
    """Whether an interval of a row has a day in a month."""
    if month is None or interval == "all":
        return month is not None
    if "W" in interval:
        year, week = (int(one) for one in interval.split("-W"))
        return month in {date.fromisocalendar(year, week, day).isoformat()[:7] for day in range(1, 8)}
    return month.startswith(interval) or interval.startswith(month)


def count_records(tables: StoredTables) -> Mapping[str, Mapping[str, int]]:
    """Return how many inbound legs were answered and do not tell whether they were transferred, and how many inbound
    legs there are and were blocked."""
    rows = _count_record_signs(tables)
    legs, answered, unknown, blocked = (
        sum(row[name] for row in rows) for name in ("legs", "answered", "transfer_unknown", "blocked")
    )
    return {"transfers": {"answered": answered, "unknown": unknown}, "blocked": {"legs": legs, "blocked": blocked}}


type UntoldCounts = Mapping[str, Mapping[str, tuple[int, int]]]
"""By measure and month of UTC, the visits asked about, and those of which a pack says that no file tells."""


def is_untold_row(counts: UntoldCounts, indicator: Indicator, interval: str) -> bool:
    """Whether nothing tells of more than half of the visits asked about in the months that a row touches; calls that
    wait are told by a log of calls."""
    if indicator.measure == "backlog" and indicator.channel == "phone":
        return False
    inside = [pair for month, pair in counts.get(indicator.measure, {}).items() if _touches(interval, month)]
    return 2 * sum(untold for _, untold in inside) > sum(asked for asked, _ in inside)


def count_month_records(tables: StoredTables) -> Mapping[tuple[str, str], tuple[int, int]]:
    """Return, by measure and month of UTC, the inbound legs that it asks about, and those that show a record; that a
    log is written or that cases were opened shows it of all the legs of a month."""
    answered = pl.col("outcome") == "answered"
    counts = (
        tables.legs()
        .filter(pl.col("direction") == "inbound")
        .group_by(month=_utc_month("arrived_us"))
        .agg(
            legs=pl.len(),
            answered=answered.sum(),
            transfers=(answered & pl.col("transferred").is_not_null()).sum(),
            blocked=(pl.col("outcome") == "blocked").sum(),
            written=(pl.col("channel") != "phone").sum(),
        )
        .collect(engine="streaming")
    )
    cases: list[str] = []
    if tables.has("case"):
        opened = tables.table("case").select(_utc_month("opened_us").unique()).collect(engine="streaming")
        cases = sorted(opened.to_series().drop_nulls().to_list())
    found: dict[tuple[str, str], tuple[int, int]] = {}
    for row in counts.to_dicts():
        month, legs = row["month"], row["legs"]
        found["transfer_rate", month] = (row["answered"], row["transfers"])
        found["blocked_rate", month] = (legs, row["blocked"])
        found["backlog", month] = (legs, legs if row["written"] or month in cases else 0)
        for measure in ("complaint_rate", "complaints_per_thousand") if cases else ():
            found[measure, month] = (legs, legs if cases[0] <= month <= cases[-1] else 0)
    return found


def _utc_month(column: str) -> pl.Expr:
    return pl.from_epoch(pl.col(column), time_unit="us").dt.strftime("%Y-%m").alias("month")


def find_silent_organisations(tables: StoredTables) -> Mapping[str, Sequence[str]]:
    """Return, by measure, the organisations of which some channel, or all together, show no record, sorted."""
    found: dict[str, set[str]] = {"transfer_rate": set(), "blocked_rate": set()}
    for (measure, _), names in find_unrecorded_measures(tables).items():
        found[measure] |= names
    return {measure: sorted(names) for measure, names in found.items()}


def find_unrecorded_measures(tables: StoredTables) -> Mapping[tuple[str, str | None], frozenset[str]]:
    """Return, by measure and channel (None for any), the organisations of which no leg shows that transfers are
    recorded (every answered one leaves them unknown), or that blocked contacts are (none was ever blocked)."""
    rows = _count_record_signs(tables)
    found: dict[tuple[str, str | None], frozenset[str]] = {}
    for channel in {None, *(row["channel"] for row in rows)}:
        of = [row for row in rows if channel in (None, row["channel"])]
        answering = {row["organisation"] for row in of if row["answered"]}
        telling = {row["organisation"] for row in of if row["answered"] > row["transfer_unknown"]}
        blocking = {row["organisation"] for row in of if row["blocked"]}
        found["transfer_rate", channel] = frozenset(answering - telling)
        found["blocked_rate", channel] = frozenset({row["organisation"] for row in of} - blocking)
    return found


def _count_record_signs(tables: StoredTables) -> Sequence[Mapping[str, Any]]:
    answered = pl.col("outcome") == "answered"
    counts = (
        tables.legs()
        .filter(pl.col("direction") == "inbound")
        .group_by("organisation", "channel")
        .agg(
            legs=pl.len(),
            answered=answered.sum(),
            transfer_unknown=(answered & pl.col("transferred").is_null()).sum(),
            blocked=(pl.col("outcome") == "blocked").sum(),
        )
    )
    return counts.collect(engine="streaming").to_dicts()


def count_answered_calls(tables: StoredTables) -> AnsweredCalls:
    """Count the inbound calls that people answered."""
    answered = tables.legs().filter(
        pl.col("direction") == "inbound",
        pl.col("channel") == "phone",
        pl.col("outcome") == "answered",
        pl.col("reason").is_null() | ~pl.col("reason").is_in(["bot", "auto_ack"]),
    )
    offered, answer = pl.col("offered_us"), pl.col("answered_us")
    unbegun = pl.col("queued_us").is_null() & (offered.is_null() | (offered >= answer).fill_null(value=False))
    unknown = answer.is_null() | unbegun
    placed = add_period(answered, "arrived_us", "month", tables.zone)
    counts = placed.group_by("organisation", "period").agg(answered=pl.len(), untimed=unknown.sum())
    rows = counts.collect(engine="streaming").to_dicts()
    return AnsweredCalls(
        [
            row | {"month": None if row["period"] is None else period_label(row["period"], "month", tables.zone)}
            for row in rows
        ]
    )


def _select_rows_without_outcome(rows: pl.LazyFrame) -> pl.LazyFrame:
    """The inbound rows of no known outcome."""
    known = pl.col("outcome").is_in(list(OUTCOMES)).fill_null(value=False)
    return rows.filter((pl.col("direction") == "inbound") & ~known)


def _count_by_outcome(rows: pl.LazyFrame) -> Mapping[str, int]:
    inbound = rows.filter(pl.col("direction") == "inbound")
    counts = inbound.group_by("outcome").agg(n=pl.len()).collect(engine="streaming")
    found = {str(outcome): count for outcome, count in counts.iter_rows()}
    return {"rows": sum(found.values()), **{name: found.get(name, 0) for name in OUTCOMES}}
