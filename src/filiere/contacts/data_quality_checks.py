"""What must hold before any figure of a store is published, checked once and told in words.

    conservation    every inbound leg, and every inbound contact, has exactly one of the outcomes; every leg is in one
                    contact
    negative        durations that come out negative are in no figure; here is how many there were
    duplicates      rows delivered again, and rows corrected by later ones
    precision       what the clocks of the systems could tell apart
    queue_times     calls that a person answered, of which no instant tells when they began to wait
    transfers       whether visits tell if they were transferred
    blocked         whether any visit was ever blocked
    calendar        whether hours of opening are known

A failed conservation withholds every figure of the organisation (reason ``conservation``): rows have been lost or
altered since the import, and nobody knows which. Where more than half of the calls that the people of an organisation
answered have neither a queue entry nor an offer before their answer, waits from there are withheld (reason
``queue_times``): whoever leaves these two columns empty, or copies the answer into them, would publish that nobody ever
waits. The same is asked of the months that the period of a row touches (:mod:`filiere.contacts.untimed_calls`), so that
no month hides in a year. An organisation of which no answered visit tells whether it was transferred, or no visit was
ever blocked, has no rate of transfers, or of blocked contacts (reason ``not_recorded``,
:mod:`filiere.contacts.unrecorded_measures`). The other checks withhold nothing by themselves: what a clock spoiled is
left out row by row, and what no calendar covers is held back row by row. The smallest numbers of observations are
checked row by row as well (:mod:`filiere.contacts.indicators`).
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Literal, Protocol

import ibis
import ibis.expr.types as ir

from filiere.contacts import single_scan_counts
from filiere.contacts.computation_context import Context
from filiere.contacts.data_quality_narrative import write_sentence
from filiere.contacts.definitions.records import Indicator
from filiere.contacts.indicator_rows import GROUP_NAMES
from filiere.contacts.schema import OUTCOMES
from filiere.contacts.unit_classification import PHONE_CHANNEL
from filiere.contacts.unrecorded_measures import RECORDING_COLUMNS, RecordingPlace, RecordsByMonth, find_unrecorded
from filiere.contacts.untimed_calls import (
    CallsByMonth,
    MonthSpan,
    count_calls_by_month,
    is_served_call,
    is_untimed_call,
    is_untimed_span,
)
from filiere.contacts.zone_offsets import SECOND_US
from filiere.core import Text
from filiere.core.text import Lang

GateVerdict = Literal["passed", "failed", "told"]
"""``told``: nothing is withheld for it, and the reader must know."""

_MEASURES_FROM_QUEUE = frozenset({"service_level", "speed_of_answer_mean", "speed_of_answer_percentile", "backlog"})
"""Measures of waits."""


_COUNTS_BY_MAXIMUM = frozenset({"coarsest"})
"""What is the highest of several groups, and not their sum."""

type _GroupCounts = Sequence[Mapping[str, Any]]
"""What is counted of visits or contacts, one mapping a group."""


class DeliveryCounts(Protocol):
    """What is read of a delivery: how many of its rows were not kept, and why."""

    @property
    def duplicates(self) -> int: ...
    @property
    def superseded(self) -> int: ...
    @property
    def supersedes(self) -> int: ...


class ErasureCounts(Protocol):
    """What is read of an erasure: how many rows it took, and put back."""

    @property
    def rows(self) -> int: ...
    @property
    def restored(self) -> int: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class GateCheck:
    """One check: its code, its verdict, the numbers behind it, and a sentence."""

    code: str
    verdict: GateVerdict
    numbers: Mapping[str, int]
    sentence: Text

    def as_json(self, lang: Lang) -> dict[str, Any]:
        """Return the check as a JSON object."""
        return asdict(self) | {"sentence": self.sentence.get(lang), "numbers": dict(self.numbers)}


@dataclass(frozen=True, slots=True, kw_only=True)
class GateReport:
    """All checks of a store, the organisations of which nothing may be published (``failing``), and those of which no
    wait of calls from the queue may be (``untimed``).

    ``calls_by_month`` counts the calls of those among the others that have untimed ones, by month.
    ``unrecorded`` gives, by measure, of which organisation and channel (None for all of its channels) nothing shows
    that what is measured is recorded. ``untold`` counts, by measure and month, the visits of which the files tell
    nothing: whoever holds the files says it, for the rows do not.
    """

    checks: tuple[GateCheck, ...]
    failing: frozenset[str]
    untimed: frozenset[str] = frozenset()
    calls_by_month: CallsByMonth = field(default_factory=dict)
    unrecorded: Mapping[str, frozenset[RecordingPlace]] = field(default_factory=dict)
    untold: RecordsByMonth = field(default_factory=dict)

    @property
    def has_passed(self) -> bool:
        """Whether no check failed."""
        return all(one.verdict != "failed" for one in self.checks)

    def row_reason(
        self, indicator: Indicator, organisation: str | None, channel: str | None, months: MonthSpan | None = None
    ) -> str:
        """Return the code of why a row of an indicator may not be published, empty when it may: of all organisations
        or channels where they are None, over the months that its period touches, None for all."""
        return (
            self.reason(organisation)
            or self.wait_reason(indicator, organisation, channel, months)
            or self.record_reason(indicator, organisation, channel, months)
        )

    def reason(self, organisation: str | None) -> str:
        """Return the code of why no row of an organisation may be published, empty when it may; None is a row of all
        organisations, which fails with any of them."""
        failed = self.failing if organisation is None else self.failing & {organisation}
        return "conservation" if failed else ""

    def wait_reason(
        self, indicator: Indicator, organisation: str | None, channel: str | None, months: MonthSpan | None = None
    ) -> str:
        """Return the code of why no row of an indicator may be published for want of queue times, empty when it may;
        ``channel`` is that of the row, ``months`` those that its period touches, None for all."""
        choices = indicator.choices
        concerned = indicator.measure in _MEASURES_FROM_QUEUE and choices.clock_start in ("queue", "offer")
        if not concerned or (indicator.channel or channel or PHONE_CHANNEL) != PHONE_CHANNEL:
            return ""
        return "queue_times" if self._is_untimed(organisation, months) else ""

    def _is_untimed(self, organisation: str | None, months: MonthSpan | None) -> bool:
        if self.untimed if organisation is None else organisation in self.untimed:
            return True
        names = self.calls_by_month if organisation is None else self.calls_by_month.keys() & {organisation}
        return months is not None and any(is_untimed_span(self.calls_by_month[name], months) for name in names)

    def record_reason(
        self, indicator: Indicator, organisation: str | None, channel: str | None, months: MonthSpan | None = None
    ) -> str:
        """Return the code of why no row of an indicator may be published for want of a record of what it measures,
        empty when it may; ``channel`` is that of the row, None for all, ``months`` those that its period touches."""
        quiet = self.unrecorded.get(indicator.measure, frozenset())
        channel = indicator.channel or channel
        found = any(one == channel and organisation in (None, name) for name, one in quiet)
        return "not_recorded" if found or self._is_untold(indicator, months) else ""

    def _is_untold(self, indicator: Indicator, months: MonthSpan | None) -> bool:
        # Calls that wait are told by a log of calls.
        if (indicator.measure, indicator.channel) == ("backlog", PHONE_CHANNEL):
            return False
        inside = [
            one
            for month, one in self.untold.get(indicator.measure, {}).items()
            if months is None or months[0] <= month <= months[1]
        ]
        return 2 * sum(one.untold for one in inside) > sum(one.asked for one in inside)

    def as_json(self, lang: Lang) -> list[dict[str, Any]]:
        """Return the checks as JSON objects."""
        return [one.as_json(lang) for one in self.checks]


def check_store(
    context: Context,
    deliveries: Sequence[DeliveryCounts] = (),
    erasures: Sequence[ErasureCounts] = (),
    *,
    untold: RecordsByMonth | None = None,
) -> GateReport:
    """Check a store; ``deliveries`` and ``erasures`` are those of its record, ``untold`` what its files do not tell."""
    of_legs, of_contacts = _count_legs(context), _count_contacts(context)
    legs, contacts = _check_conservation(of_legs), _check_conservation(of_contacts)
    inside = _check_legs_in_contacts(context, of_legs, of_contacts)
    queues = _check_queue_times(context, of_legs)
    unrecorded = {measure: find_unrecorded(of_legs, *names) for measure, names in RECORDING_COLUMNS.items()}
    failing = frozenset({*legs.failing, *contacts.failing, *inside.failing})
    checks = (
        legs.check("conservation_legs"),
        contacts.check("conservation_contacts"),
        inside.check,
        _check_negative(of_legs),
        _check_duplicates(deliveries),
        _check_precision(of_legs),
        queues.check.check,
        _check_transfers(of_legs, unrecorded["transfer_rate"]),
        _check_blocked(of_legs, unrecorded["blocked_rate"]),
        _check_calendar(context),
        *([_check_erased(erasures)] if erasures else []),
    )
    return GateReport(
        checks=checks,
        failing=failing,
        untimed=queues.check.failing,
        calls_by_month=queues.by_month,
        unrecorded=unrecorded,
        untold=untold or {},
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _OutcomeConservation:
    rows: int
    counts: Mapping[str, int]
    failing: frozenset[str]
    holes: tuple[str, ...]

    def check(self, code: str) -> GateCheck:
        numbers = {"rows": self.rows, **self.counts}
        return GateCheck(
            code=code,
            verdict="failed" if self.failing else "passed",
            numbers=numbers,
            sentence=write_sentence(code, numbers, self.holes),
        )


def _count_legs(context: Context) -> _GroupCounts:
    """Return what is counted of visits, all by one reading."""
    legs = single_scan_counts.mark_conditions(context, context.table("contact_leg"))
    answered = (legs.direction == "inbound") & (legs.outcome == "answered")
    counts = {
        "legs": legs.count(),
        "backwards": legs.count(where=_instants_contradict(legs)),
        "coarsest": legs.precision_us.max(),
        "answered": legs.count(where=is_served_call(legs)),
        "untimed": legs.count(where=is_untimed_call(legs)),
        "transfer_told": legs.count(where=answered & legs.transferred.notnull()),
    }
    return _count_by_group(context, "contact_leg", legs, counts)


def _count_contacts(context: Context) -> _GroupCounts:
    contacts = single_scan_counts.mark_conditions(context, context.table("contact"))
    return _count_by_group(context, "contact", contacts, {"legs": contacts.leg.sum()})


def _count_by_group(context: Context, table: str, rows: ir.Table, more: Mapping[str, ir.IntegerScalar]) -> _GroupCounts:
    """Return counts by the finest groups: a hole in one is not filled by another.

    Rows are first counted by outcome as well: nine conditions are then met by groups, and not by each row.
    """
    more = {**more, **single_scan_counts.count_aggregates(rows)}
    keys = {
        **{name: rows[name] for name in GROUP_NAMES},
        "inbound": rows.direction == "inbound",
        "outcome": rows.outcome,
    }
    fine = rows.group_by(**keys).aggregate(n=rows.count(), **more)
    fine = fine.mutate(n=fine.inbound.ifelse(fine.n, 0))
    counts = {f"is_{name}": fine.n.sum(where=fine.outcome == name).fill_null(0) for name in OUTCOMES}
    added = {name: fine[name].max() if name in _COUNTS_BY_MAXIMUM else fine[name].sum() for name in more}
    found = context.engine.fetch(fine.group_by(list(GROUP_NAMES)).aggregate(rows=fine.n.sum(), **counts, **added))
    single_scan_counts.record_counts(context, context.table(table), found)
    told: _GroupCounts = found.to_pylist()
    return told


def _instants_contradict(legs: ir.Table) -> ir.BooleanValue:
    """Whether two instants of a visit contradict each other: whether one is before the last known one before it."""
    order = ("arrived_us", "queued_us", "offered_us", "answered_us", "ended_us", "wrap_ended_us")
    found = ibis.literal(False)
    for place in range(1, len(order)):
        before = ibis.coalesce(*(legs[name] for name in reversed(order[:place])))
        found = found | (legs[order[place]] < before).fill_null(False)
    return found


def _sum_by_organisation(counts: _GroupCounts, name: str) -> Mapping[str, int]:
    found: Counter[str] = Counter()
    for count in counts:
        found[count["organisation"]] += count[name] or 0
    return found


def _check_conservation(counts: _GroupCounts) -> _OutcomeConservation:
    """Return whether rows and outcomes agree in every group."""
    wrong = [one for one in counts if one["rows"] != sum(one[f"is_{name}"] for name in OUTCOMES)]
    return _OutcomeConservation(
        rows=sum(one["rows"] for one in counts),
        counts={name: sum(one[f"is_{name}"] for one in counts) for name in OUTCOMES},
        failing=frozenset(one["organisation"] for one in wrong),
        holes=tuple(sorted(" / ".join(str(one[name] or "–") for name in GROUP_NAMES) for one in wrong)),
    )


@dataclass(frozen=True, slots=True)
class _FailingCheck:
    """A check, and the organisations that fail it."""

    check: GateCheck
    failing: frozenset[str]


def _check_legs_in_contacts(context: Context, legs: _GroupCounts, contacts: _GroupCounts) -> _FailingCheck:
    """Return whether the legs that contacts say they have are as many as there are, organisation by organisation."""
    counted, told = _sum_by_organisation(legs, "legs"), _sum_by_organisation(contacts, "legs")
    # A store of one table only has nothing to compare.
    both = all(context.store.files(table) for table in ("contact_leg", "contact"))
    wrong = frozenset(key for key in {*counted, *told} if both and counted.get(key, 0) != told.get(key, 0))
    numbers = {"legs": sum(counted.values()), "legs_in_contacts": sum(told.values())}
    code = "conservation_leg_to_contact"
    said = write_sentence(code, numbers, sorted(wrong))
    return _FailingCheck(
        GateCheck(code=code, verdict="failed" if wrong else "passed", numbers=numbers, sentence=said), wrong
    )


@dataclass(frozen=True, slots=True)
class _QueueTimes:
    """The check of queue times, and the calls by month of organisations that do not fail it as a whole."""

    check: _FailingCheck
    by_month: CallsByMonth


def _check_queue_times(context: Context, counts: _GroupCounts) -> _QueueTimes:
    """Return whether the calls that people answered have an instant from which they waited, by organisation, and by
    month where some have none."""
    answered, untimed = _sum_by_organisation(counts, "answered"), _sum_by_organisation(counts, "untimed")
    failing = frozenset(key for key in answered if 2 * untimed[key] > answered[key])
    by_month = count_calls_by_month(context, [key for key in untimed if untimed[key] and key not in failing])
    months = sorted((key, month) for key, of in by_month.items() for month, one in of.items() if one.mostly_untimed)
    numbers = {"answered": sum(answered.values()), "untimed": sum(untimed.values())}
    # A number that most stores have no use for is left out of them: their packs keep their form, and their seal.
    numbers |= {"months": len(months)} if months else {}
    verdict: GateVerdict = "failed" if failing or months else "told" if numbers["untimed"] else "passed"
    said = write_sentence("queue_times", numbers, sorted(failing), months)
    check = GateCheck(code="queue_times", verdict=verdict, numbers=numbers, sentence=said)
    return _QueueTimes(_FailingCheck(check, failing), by_month)


def _check_transfers(counts: _GroupCounts, quiet: frozenset[RecordingPlace]) -> GateCheck:
    answered, said = (sum(one[name] for one in counts) for name in ("is_answered", "transfer_told"))
    numbers = {"answered": answered, "unknown": answered - said}
    return _build_information_check(
        "transfers", numbers, told=bool(numbers["unknown"]), names=sorted({name for name, _ in quiet})
    )


def _check_blocked(counts: _GroupCounts, quiet: frozenset[RecordingPlace]) -> GateCheck:
    numbers = {"legs": sum(one["rows"] for one in counts), "blocked": sum(one["is_blocked"] for one in counts)}
    return _build_information_check("blocked", numbers, told=bool(quiet), names=sorted({name for name, _ in quiet}))


def _check_negative(counts: _GroupCounts) -> GateCheck:
    count = sum(one["backwards"] for one in counts)
    return _build_information_check("negative", {"legs": count}, told=count > 0)


def _check_duplicates(deliveries: Sequence[DeliveryCounts]) -> GateCheck:
    again = sum(one.duplicates for one in deliveries)
    corrected = sum(one.superseded + one.supersedes for one in deliveries)
    return _build_information_check(
        "duplicates", {"duplicates": again, "corrected": corrected}, told=bool(again or corrected)
    )


def _check_erased(erasures: Sequence[ErasureCounts]) -> GateCheck:
    gone, back = sum(one.rows for one in erasures), sum(one.restored for one in erasures)
    return _build_information_check("erased", {"erased": gone, "restored": back}, told=True)


def _check_precision(counts: _GroupCounts) -> GateCheck:
    coarse = max((one["coarsest"] or 0 for one in counts), default=0)
    return _build_information_check("precision", {"coarsest_us": coarse}, told=coarse >= SECOND_US)


def _check_calendar(context: Context) -> GateCheck:
    calendar = context.table("calendar")
    count = int(context.engine.fetch(calendar.aggregate(n=calendar.count())).column(0)[0].as_py())
    return _build_information_check("calendar", {"rows": count}, told=count == 0)


def _build_information_check(
    code: str, numbers: Mapping[str, int], *, told: bool, names: Sequence[str] = ()
) -> GateCheck:
    """A check that nothing fails: passed, or to be told, of organisations if there are ``names``."""
    said = write_sentence(code, numbers, names)
    return GateCheck(code=code, verdict="told" if told else "passed", numbers=numbers, sentence=said)
