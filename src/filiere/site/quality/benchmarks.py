"""The benchmark of a month: what centres bring to it, whether it may be published, and what one of them reads.

::

    store of a centre ──▶ brings      sums by day, one member a centre, however many organisations its logs name
                            │
                            ▼
                          decided     kept in the edition with the verdict of the gate; made once a month, never again
                            │
                            ▼
                          read        for one centre: rounded quartiles, its own figure, its place

Statistics and confidentiality are those of :mod:`filiere.contacts.benchmarking` and :mod:`filiere.disclosure`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from filiere import contacts
from filiere.contacts import DefinitionSet, Store
from filiere.core import Faults
from filiere.disclosure import Contribution, Dimension, MicroTable, Rule, publication_gate

RULE = "members-benchmark"
INDICATORS: tuple[str, ...] = ("service_level_20", "resolution_7_days", "email_within_24_hours")
"""Few, and no two that say the same: what is compared together can be read together."""
DUE_DAY = 15
"""The day of the month from which the month before is compared: centres have had time to deliver it."""
MAX_MISSING_DAYS = timedelta(days=6)
"""A centre without a contact in the first week of the month, or in the last, has not delivered the whole of it."""
PARTIAL = "partial"

EditionContent = Mapping[str, Any]
type Contributions = Mapping[str, tuple[contacts.Member, contacts.MeasuredFigure, int]]
"""What a centre brings to each indicator: itself as a member, what is measured, the least observations of a figure."""


def due_month(today: date) -> str:
    """The last month whose comparison is due on a day."""
    first = today.replace(day=1)
    if today.day < DUE_DAY:
        first = (first - timedelta(days=1)).replace(day=1)
    return f"{first - timedelta(days=1):%Y-%m}"


def due_day(month: str) -> date:
    """The day from which the comparison of a month is made."""
    return (month_bounds(month)[1] + timedelta(days=1)).replace(day=DUE_DAY)


def month_bounds(month: str) -> tuple[date, date]:
    """The first and the last day of a month."""
    first = date.fromisoformat(f"{month}-01")
    return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def previous_month(month: str) -> str:
    """The month before."""
    return f"{month_bounds(month)[0] - timedelta(days=1):%Y-%m}"


def compute_contributions(
    key: str, store: Store, definition: DefinitionSet, engine: contacts.Engine, month: str
) -> Contributions:
    """What a centre brings to a month; an indicator that its store has nothing of is left out."""
    first, last = month_bounds(month)
    found = {}
    channels = _channels_in_store(store, engine)
    gates = contacts.check_store(contacts.build_context(store, engine)) if channels else None
    for name in INDICATORS:
        indicator = contacts.find_common_indicator(definition, name)
        if not channels or (indicator.channel is not None and indicator.channel not in channels):
            continue
        try:
            every = contacts.read_contributions(
                [store], definition, indicator, engine=engine, first=first, last=last, gates=[gates]
            )
        except Faults:
            # A table that this indicator needs is not in the store.
            continue
        member = _merge_members(key, every.members, first, last)
        if member.denominator:
            found[name] = (member, every.measured, every.least_observations)
    return found


def _channels_in_store(store: Store, engine: contacts.Engine) -> frozenset[str]:
    """The channels that a store has contacts or cases of: reading it for an indicator costs more than to know that."""
    found: set[str] = set()
    for table in ("contact", "case"):
        if store.has(table):
            rows = engine.read(table, store.files(table))
            found.update(row["channel"] for row in engine.fetch(rows.select("channel").distinct()).to_pylist())
    return frozenset(found)


def _merge_members(key: str, members: Iterable[contacts.Member], first: date, last: date) -> contacts.Member:
    """The organisations of a store as one member: a centre cannot be several by writing several names in its logs.

    Its agents are those of the organisation that has most, since the same person may answer for two.
    """
    every = list(members)
    days: dict[date, contacts.DaySum] = {}
    for day_sum in (day for member in every for day in member.days if first <= day.day <= last):
        known = days.get(day_sum.day, contacts.DaySum(day_sum.day, 0, 0, 0))
        days[day_sum.day] = contacts.DaySum(
            day_sum.day,
            known.numerator + day_sum.numerator,
            known.denominator + day_sum.denominator,
            known.n + day_sum.n,
        )
    refused = next((member.refused for member in every if member.refused), "")
    if days and not refused and (min(days) > first + MAX_MISSING_DAYS or max(days) < last - MAX_MISSING_DAYS):
        refused = PARTIAL
    named = [member.agents for member in every if member.agents is not None]
    return contacts.Member(
        organisation=key,
        days=tuple(days[day] for day in sorted(days)),
        contacts=sum(member.contacts for member in every),
        usable=sum(member.usable for member in every),
        agents=max(named) if named else None,
        refused=refused,
    )


def decide_edition(
    month: str,
    brought_by: Mapping[str, Contributions],
    groups: Mapping[str, str],
    rule: Rule,
    earlier: EditionContent | None,
) -> dict[str, Any]:
    """The content of an edition: each indicator with its members and the verdict, as JSON.

    ``brought_by`` is by centre, ``groups`` says which company group each centre belongs to. ``earlier`` is the content
    of the month before: when a published group has gained or lost exactly one member since, nothing is published, for
    the difference would tell of that one.
    """
    content: dict[str, Any] = {}
    for name in INDICATORS:
        parts = [one[name] for one in brought_by.values() if name in one]
        if not parts:
            continue
        members, measured, least = [one[0] for one in parts], parts[0][1], parts[0][2]
        kept = {
            "measured": _measured_to_json(measured),
            "members": [_member_to_json(one) for one in members],
            "least_agents": rule.minimum,
            "least_observations": least,
        }
        compared = _group_from_json(month, kept)
        allowed = _may_publish(compared, groups, rule) and not _differs_by_one(month, name, compared, earlier)
        content[name] = {**kept, "publish": allowed}
    return content


def _may_publish(compared: contacts.ComparisonGroup, groups: Mapping[str, str], rule: Rule) -> bool:
    """What the gate says of the cell of those compared; companies of one group are one contributor there."""
    rows = tuple(
        Contribution(groups.get(name, name), ("compared",), weight) for name, weight in compared.weights.items()
    )
    cells = publication_gate().decide(MicroTable((Dimension("cell"),), rows), rule).build_public_table().cells
    return bool(cells) and all(cell.verdict == "published" for cell in cells)


def _differs_by_one(month: str, name: str, compared: contacts.ComparisonGroup, earlier: EditionContent | None) -> bool:
    kept = (earlier or {}).get(name)
    if kept is None or not kept["publish"]:
        return False
    return len(set(_group_from_json(previous_month(month), kept).weights) ^ set(compared.weights)) == 1


def read_benchmark(month: str, rule: str, content: EditionContent, name: str, centre: str) -> contacts.Benchmark | None:
    """What a centre reads of an indicator; None when nobody has any of it. The same for the same edition, always."""
    kept = content.get(name)
    if kept is None:
        return None
    own = next((_member_from_json(one) for one in kept["members"] if one["organisation"] == centre), None)
    compared, measured = _group_from_json(month, kept), _measured_from_json(kept["measured"])
    seed = int(month.replace("-", ""))
    return contacts.compute_benchmark(compared, measured, publish=kept["publish"], rule=rule, own=own, seed=seed)


def _group_from_json(month: str, kept: Mapping[str, Any]) -> contacts.ComparisonGroup:
    first, last = month_bounds(month)
    return contacts.select_group(
        [_member_from_json(one) for one in kept["members"]],
        first=first,
        last=last,
        least_agents=kept["least_agents"],
        least_observations=kept["least_observations"],
    )


def _member_to_json(member: contacts.Member) -> dict[str, Any]:
    return {
        "organisation": member.organisation,
        "days": [[day.day.isoformat(), day.numerator, day.denominator, day.n] for day in member.days],
        "contacts": member.contacts,
        "usable": member.usable,
        "agents": member.agents,
        "refused": member.refused,
    }


def _member_from_json(kept: Mapping[str, Any]) -> contacts.Member:
    days = tuple(contacts.DaySum(date.fromisoformat(day), *sums) for day, *sums in kept["days"])
    return contacts.Member(**{**kept, "days": days})


def _measured_to_json(measured_figure: contacts.MeasuredFigure) -> dict[str, Any]:
    return {name: getattr(measured_figure, name) for name in _MEASURED_FIELDS} | {"scale": str(measured_figure.scale)}


def _measured_from_json(kept: Mapping[str, Any]) -> contacts.MeasuredFigure:
    return contacts.MeasuredFigure(**{**kept, "scale": Fraction(kept["scale"])})


_MEASURED_FIELDS = ("definition", "version", "sha256", "indicator", "unit", "direction")
