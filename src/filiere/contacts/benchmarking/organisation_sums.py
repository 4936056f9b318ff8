"""What each organisation of a few stores brings to a benchmark: its sums by day, its agents, its usable instants.

A declared figure never comes in here: everything is recomputed from contacts under one common definition.
"""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import ibis

from filiere.contacts.benchmarking.peer_comparison import find_common_period
from filiere.contacts.benchmarking.records import DaySum, MeasuredFigure, Member
from filiere.contacts.computation_context import Context, StoreFiles
from filiere.contacts.data_quality_checks import GateReport, check_store
from filiere.contacts.definitions.records import DefinitionSet, Indicator
from filiere.contacts.engines import Engine
from filiere.contacts.faults import fault
from filiere.contacts.indicators import build_context, build_periods, compute_indicators
from filiere.contacts.measures import MEASURES
from filiere.contacts.query_planning import compute_planned_sums
from filiere.contacts.unit_classification import PHONE_CHANNEL
from filiere.contacts.zone_offsets import DAY_US
from filiere.core.faults import Fault, Faults

_COMMON_SET_NAME = re.compile(r"common-v\d+\Z")
_EPOCH = date(1970, 1, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Contributions:
    """Everything that stores bring to the comparison of an indicator, over ``first`` to ``last``."""

    measured: MeasuredFigure
    members: tuple[Member, ...]
    first: date
    last: date
    least_observations: int


def find_common_indicator(definition: DefinitionSet, name: str) -> Indicator:
    """Return the indicator of a common definition that may be compared, by its key, or the first of a measure by the
    measure's name; raise :class:`Faults` when the definition is not a common one or the indicator not a ratio.

    Common is what the house ships as such: sealed, and called ``common-v…``. A percentile or a count is no ratio of
    sums, and has no interval by day.
    """
    if (
        not _COMMON_SET_NAME.match(definition.id)
        or definition.kind != "definitions"
        or definition.seal != definition.sha256
    ):
        raise Faults([_not_common_fault(definition)])
    found = next((one for one in definition.indicators if one.key == name), None)
    found = found or next((one for one in definition.indicators if one.measure == name), None)
    comparable = [one.key for one in definition.indicators if _is_ratio(one)]
    if found is None or not _is_ratio(found):
        raise Faults([_not_comparable_fault(definition, name, comparable)])
    return found


def read_contributions(
    stores: Sequence[StoreFiles],
    definition: DefinitionSet,
    indicator: Indicator,
    *,
    engine: Engine,
    first: date | None = None,
    last: date | None = None,
    gates: Sequence[GateReport | None] | None = None,
) -> Contributions:
    """Read what every organisation of ``stores`` brings, over the days common to all or those given.

    ``gates`` are the checks of each store, for whoever asks for several indicators of them; made here without.
    Cost: per store, one reading for the sums, one for the status and one for agents and instants.
    """
    measure = MEASURES[indicator.measure]
    given = gates or [None] * len(stores)
    reports = [one or check_store(build_context(of, engine)) for of, one in zip(stores, given, strict=True)]
    read = [
        (one, found)
        for store, found in zip(stores, reports, strict=True)
        for one in _read_members(store, definition, indicator, engine, found)
    ]
    spans = [(one.days[0].day, one.days[-1].day) for one, _ in read if one.days and not one.refused]
    if first is None or last is None:
        shared = find_common_period(spans)
        first, last = first or shared[0], last or shared[1]
    months = first.isoformat()[:7], last.isoformat()[:7]
    members = [
        replace(one, refused=one.refused or found.row_reason(indicator, one.organisation, None, months))
        for one, found in read
    ]
    standing: dict[str, tuple[int, int, int]] = {}
    for store in stores:
        standing |= _count_contacts_and_agents(store, indicator, engine, first, last)
    return Contributions(
        measured=MeasuredFigure(
            definition=definition.id,
            version=str(definition.version),
            sha256=definition.sha256,
            indicator=indicator.key,
            unit=indicator.unit,
            direction=indicator.direction,
            scale=measure.scale,
        ),
        members=tuple(_with_counts(one, standing.get(one.organisation, (0, 0, 0))) for one in members),
        first=first,
        last=last,
        least_observations=measure.minimum(indicator),
    )


def _read_members(
    store: StoreFiles, definition: DefinitionSet, indicator: Indicator, engine: Engine, gates: GateReport
) -> list[Member]:
    """Return the members of one store with their sums by day; agents and contacts are not known yet."""
    context = Context(
        engine=engine, store=store, periods=build_periods(store), by=("organisation",), interval="day", today=None
    )
    _, sums = next(iter(compute_planned_sums(context, [(MEASURES[indicator.measure], indicator)])))
    days: dict[str, list[DaySum]] = defaultdict(list)
    if not isinstance(sums, str):
        for row in sums.to_pylist():
            if row["denominator"]:
                day = _EPOCH + timedelta(days=row["period"] // DAY_US)
                days[row["organisation"]].append(DaySum(day, row["numerator"], row["denominator"], row["n"]))
    refused = _read_refusals(store, definition, indicator, engine, gates)
    return [
        Member(
            organisation=name,
            days=tuple(sorted(days[name], key=lambda one: one.day)),
            contacts=0,
            usable=0,
            agents=None,
            refused=refused.get(name, ""),
        )
        for name in sorted({*days, *refused})
    ]


def _read_refusals(
    store: StoreFiles, definition: DefinitionSet, indicator: Indicator, engine: Engine, gates: GateReport
) -> Mapping[str, str]:
    """Return why the figure of an organisation may not be published, be it on a single day of the store.

    Too few observations are another matter: they are counted over the period compared, once it is known, as whether
    the calls of its months tell their waits.
    """
    alone = definition.model_copy(update={"indicators": (indicator,)})
    rows = compute_indicators(store, [alone], by=("organisation",), interval="all", engine=engine, gates=gates)
    return {
        row.organisation: row.reason
        for row in rows
        if row.organisation is not None and row.status == "withheld" and row.reason != "effectif"
    }


def _count_contacts_and_agents(
    store: StoreFiles, indicator: Indicator, engine: Engine, first: date, last: date
) -> dict[str, tuple[int, int, int]]:
    """Return (contacts, usable, agents) by organisation, of inbound contacts that arrived in the period and ended.

    Usable: the instant of answer, or of the end where there was none, is known, and arrival, queue entry and it follow
    one another; of an answered call, queue entry or offer must be known. Agents are those who answered.
    """
    contacts = engine.read("contact", store.files("contact"))
    contacts = contacts.filter(contacts.direction == "inbound", contacts.outcome != "open")
    if indicator.channel is not None:
        contacts = contacts.filter(contacts.channel == indicator.channel)
    day = build_periods(store).day(contacts.arrived_us, contacts.zone)
    contacts = contacts.filter(day.between((first - _EPOCH).days, (last - _EPOCH).days))
    answered = contacts.outcome == "answered"
    stop = ibis.ifelse(answered, contacts.answered_us, contacts.ended_us)
    began = contacts.queued_us.fill_null(contacts.arrived_us)
    usable = ((contacts.arrived_us <= began) & (began <= stop)).fill_null(False)
    # An answered call that no instant places in a queue has a wait of 0 that nothing shows.
    untimed = contacts.queued_us.isnull() & contacts.offered_us.isnull()
    usable = usable & ~(answered & (contacts.channel == PHONE_CHANNEL) & untimed)
    counted = contacts.group_by("organisation").aggregate(
        contacts=contacts.count(),
        usable=contacts.count(where=usable),
        agents=contacts.agent_key.nunique(where=answered),
    )
    return {
        row["organisation"]: (row["contacts"], row["usable"], row["agents"])
        for row in engine.fetch(counted).to_pylist()
    }


def _with_counts(member: Member, found: tuple[int, int, int]) -> Member:
    contacts, usable, agents = found
    # No agent named at all is not “none answered”: nothing then tells of a person.
    return replace(member, contacts=contacts, usable=usable, agents=agents or None)


def _is_ratio(indicator: Indicator) -> bool:
    measure = MEASURES.get(indicator.measure)
    if measure is None or measure.observed or measure.counted:
        return False
    return indicator.choices.roll_up.method == "ratio_of_sums"


def _not_common_fault(definition: DefinitionSet) -> Fault:
    return fault("benchmark-not-common", name=definition.name)


def _not_comparable_fault(definition: DefinitionSet, name: str, comparable: Sequence[str]) -> Fault:
    listed = ", ".join(comparable)
    return fault("benchmark-not-comparable", name=name, definition_name=definition.name, listed=listed)
