"""What earlier publications of a survey give when a new one is subtracted from them.

Two waves of a panel hold mostly the same centres, and a corrected result mostly the same answers. Whoever knows that
the others have not changed, and the weights, which the method tells, subtracts one publication from the other and has
what sets them apart: the answer of the centre that left or came in, or the correction of one. So the answers behind
each publication are kept inside, unweighted, with what was kept back of them; and before results go out, each question
is put into one system with all earlier publications of it, by the same engine that judges tables published over time
(:mod:`filiere.disclosure.ledger`). In it:

- what went out before is known to everybody, and stays so;
- a cell from one wave to another, and any two cells of one wave and its correction, are compared centre by centre: what
  fewer than three centres set apart has to stay blurred, and between a wave and its correction what one centre above
  85% of it sets apart;
- a part too small to be told stays so, also where the other parts are those of the wave before.

Answers are compared, not weighted sums: an attacker who knows the method knows the weights.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final

import numpy as np

from filiere.core import Faults
from filiere.disclosure import Contribution, Dimension, MicroTable, build_limits, build_system
from filiere.disclosure.ledger import Ledger, Release, Subject, protect_release
from filiere.disclosure.protection_levels import Limits, ProtectionLevels, compute_protection_levels
from filiere.disclosure.suppressed_sums import restrict_primary
from filiere.disclosure.system import Bools, System
from filiere.site.survey.waves.question_tables import (
    ANSWERS_RULE,
    PARTS,
    REPLIES_RULE,
    TOTAL,
    AnswerRow,
    QuestionTable,
    find_answer,
    find_rule,
    list_parts,
    name_dimensions,
)

POPULATION: Final = "centres"

type ResultName = tuple[str, str | None]
"""An outcome and a part of the centres (``segment=outsourced``; None for all)"""


@dataclass(frozen=True, slots=True)
class EarlierPublication:
    """Results that went out on a day: of which period, the answers behind them, and which of them were told."""

    key: str
    period: str
    day: date
    rows: tuple[AnswerRow, ...] = field(repr=False)
    told: frozenset[ResultName] = field(repr=False)


def find_told_by_subtraction(
    rows: Sequence[AnswerRow],
    table: QuestionTable,
    told: Set[ResultName],
    *,
    day: date,
    period: str,
    earlier: Sequence[EarlierPublication],
) -> frozenset[ResultName]:
    """Return the results of a question, among those that may be ``told`` by themselves, that may not be told beside
    the ``earlier`` publications; all of them where nothing that is kept back now would help."""
    current = _keep_known(rows, table)
    releases = [_build_release(one, table) for one in sorted(earlier, key=lambda one: one.day)]
    ledger = Ledger(tuple(one for one in releases if one is not None))
    if not current or not ledger.releases or not told:
        return frozenset()
    system = _build_system(current, table)
    visible = _find_visible(system, current, table, told)
    try:
        found = protect_release(
            system,
            _find_levels(system, table, day),
            subject=_name_subject(table, period),
            ledger=ledger,
            limits=_find_limits(day),
            level="contributors",
            costs=np.abs(system.sizes) / system.scale + 1.0,
            already=~visible,
        )
    except Faults:
        return frozenset(told)
    hidden = visible & found.hidden
    parts = dict(list_parts(current))
    return frozenset(
        (outcome, part)
        for outcome, part in told
        if any(hidden[system.number[codes]] for codes in _list_cells(parts[part], table, outcome))
    )


def _keep_known(rows: Sequence[AnswerRow], table: QuestionTable) -> list[AnswerRow]:
    return [row for row in rows if row.values.get(table.outcomes[0]) is not None]


def _build_release(publication: EarlierPublication, table: QuestionTable) -> Release | None:
    """The table that a publication gave of a question; none where it gave none."""
    rows = _keep_known(publication.rows, table)
    told = {name for name in publication.told if name[0] in table.outcomes}
    if not rows or not told:
        return None
    system = _build_system(rows, table)
    return Release(
        publication.key,
        _name_subject(table, publication.period),
        publication.day,
        system,
        _find_levels(system, table, publication.day),
        ~_find_visible(system, rows, table, told),
    )


def _name_subject(table: QuestionTable, period: str) -> Subject:
    return Subject(" ".join(table.outcomes), POPULATION, period)


def _build_system(rows: Sequence[AnswerRow], table: QuestionTable) -> System:
    dimensions = tuple(Dimension(name, TOTAL) for name in name_dimensions(table))
    return build_system(
        MicroTable(dimensions, tuple(Contribution(row.contributor, *find_answer(row, table)) for row in rows))
    )


def _list_cells(codes: tuple[str, ...], table: QuestionTable, outcome: str) -> tuple[tuple[str, ...], ...]:
    """The cells that a result tells: of a share its denominator and its numerator, else its sum."""
    return ((*codes, TOTAL), (*codes, outcome)) if table.shares else (codes,)


def _find_visible(system: System, rows: Sequence[AnswerRow], table: QuestionTable, told: Set[ResultName]) -> Bools:
    """The cells that results tell; what no result tells, as a segment of one size, is known to nobody."""
    visible, parts = np.zeros(len(system), dtype=np.bool_), dict(list_parts(rows))
    for outcome, part in told:
        for codes in _list_cells(parts[part], table, outcome) if part in parts else ():
            if codes in system.number:
                visible[system.number[codes]] = True
    return visible


def _find_limits(day: date) -> Limits:
    return build_limits(find_rule(ANSWERS_RULE, day))


def _find_levels(system: System, table: QuestionTable, day: date) -> ProtectionLevels:
    """What each cell needs by both rules: three centres and 85% for every cell, ten centres for every part."""
    levels = compute_protection_levels(system, _find_limits(day))
    parts = np.ones(len(system), dtype=np.bool_)
    if table.shares:
        parts = system.keys[:, len(PARTS)] == 0
    counted = replace(build_limits(find_rule(REPLIES_RULE, day)), dominance=())
    few = compute_protection_levels(system, counted)
    few = restrict_primary(few, few.primary & parts)
    return ProtectionLevels(
        levels.primary | few.primary,
        np.maximum(levels.upper, few.upper),
        np.maximum(levels.lower, few.lower),
        {name: found | few.reasons.get(name, False) for name, found in levels.reasons.items()},
    )
