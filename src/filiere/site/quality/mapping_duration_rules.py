"""The instants that a file of durations gives: from what its columns become, the rules of its mapping.

A tool that writes an arrival, a wait and whether the call was answered says when the wait ended, and by what. The rules
are those that `docs/reference/contact-mappings.md` shows; what a column of the file gives is never made by a rule.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy
from typing import Any

from filiere.site.quality.mapping_targets import ARRIVAL_CLOCK, ARRIVAL_DAY, TALK, TOTAL, WAIT, WRAP

LINE_FIELD = "#"
"""The field that a mapping names the number of a row by."""


def build_rules(
    named: Mapping[str, str],
    *,
    answered: Sequence[str] = (),
    others: Sequence[str] = (),
    from_arrival: bool = True,
) -> dict[str, Any]:
    """The rules of the instants of a queue visit, and of its outcome where no column tells it.

    ``named`` gives the column of the file by what it becomes; ``answered`` and ``others`` are the words of the column
    of outcomes, which tell an answer and any other end; ``from_arrival`` whether a visit of which no queue entry is
    known entered its queue as it arrived.
    """
    made: dict[str, Any] = {}
    if ARRIVAL_DAY in named and ARRIVAL_CLOCK in named and "arrived_at" not in named:
        arrival = {"day": named[ARRIVAL_DAY], "clock": named[ARRIVAL_CLOCK]}
        made["arrived_at"] = arrival
    elif "arrived_at" in named:
        arrival = {"field": named["arrived_at"]}
    else:
        return {}
    outcome = named.get("outcome")
    wait, talk, total, wrap = (named.get(one) for one in (WAIT, TALK, TOTAL, WRAP))
    was_answered = {"when": {outcome: list(answered)}} if outcome and answered else {}
    was_not = {"when": {outcome: list(others)}} if outcome and others else {}

    def after(*durations: str, when: Mapping[str, Any] | None = None) -> dict[str, Any]:
        # A copy of each condition: YAML would write one that is shared as an alias, which no mapping may hold.
        return {**arrival, "plus": list(durations), **deepcopy(dict(when or {}))}

    if wait or (from_arrival and "answered_at" in named and "offered_at" not in named):
        made["queued_at"] = dict(arrival)
    if wait and (was_answered or not outcome):
        made["answered_at"] = after(wait, when=was_answered)
    ends: list[dict[str, Any]] = []
    if total:
        ends = [after(total)]
    elif wait:
        ends += [after(wait, talk, when=was_answered)] if talk and was_answered else []
        ends += [after(wait, when=was_not)] if was_not else []
    elif talk and "answered_at" in named:
        ends = [{"field": named["answered_at"], "plus": [talk]}]
    if ends:
        made["ended_at"] = ends[0] if len(ends) == 1 else {"first_of": ends}
    if wrap and "ended_at" in named:
        made["wrap_ended_at"] = {"field": named["ended_at"], "plus": [wrap]}
    elif wrap and total:
        made["wrap_ended_at"] = after(total, wrap)
    elif wrap and wait and talk and was_answered:
        made["wrap_ended_at"] = after(wait, talk, wrap, when=was_answered)
    if outcome is None and "answered_at" in named:
        told = {named["answered_at"]: {"known": True}}
        made["outcome"] = {"first_of": [{"constant": "answered", "when": told}, {"constant": "abandoned"}]}
    return {name: rule for name, rule in made.items() if name not in named}
