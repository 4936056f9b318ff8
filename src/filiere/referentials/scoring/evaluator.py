"""One dossier under one release: the pass, the reach, the award, put together.

Deterministic: the same release, case and nothing else give the same evaluation, on any day and any machine.
"""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from filiere.referentials.release import Release
from filiere.referentials.scoring.award import UNDECIDED, knock_outs, propose, publish
from filiere.referentials.scoring.binding import bind
from filiere.referentials.scoring.case import Case
from filiere.referentials.scoring.exact import as_decimal
from filiere.referentials.scoring.plan import compile_release
from filiere.referentials.scoring.ranges import Reach
from filiere.referentials.scoring.reach import reach
from filiere.referentials.scoring.results import NOT_APPLICABLE_WORD, Evaluation, Score
from filiere.referentials.scoring.settling import settle


def evaluate(release: Release, case: Case | Mapping[str, Any]) -> Evaluation:
    """Return the evaluation of a case; raise :class:`Faults` with everything the case says wrongly.

    The release is made ready at the first case of a category, then reused.
    """
    read = case if isinstance(case, Case) else Case.model_validate(case)
    plan = compile_release(release).plan(read.category)
    state = settle(plan, bind(plan, read))
    reached = reach(state)
    knocked = knock_outs(state)
    of_total = publish(state, reached, knocked)
    proposal = propose(state)
    digits = plan.rounding.digits
    return Evaluation(
        total=_decimal(reached.total.value, digits),
        range=_range(reached.total, digits),
        exact=reached.exact and not any(one.plan.rule is not None and one.waits for one in state.criteria),
        themes={
            theme.key: _score(one, theme.rounding.digits)
            for theme, one in zip(plan.themes, reached.themes, strict=True)
        },
        theme_ranges={
            theme.key: _range(one, theme.rounding.digits)
            for theme, one in zip(plan.themes, reached.themes, strict=True)
        },
        knock_outs=knocked,
        conditions=proposal.conditions,
        level=proposal.level,
        reachable_levels=proposal.reachable,
        missing=plan.sorted(of_total | proposal.missing),
        missing_for_level=plan.sorted(proposal.missing),
        findings=state.bound.tally,
        release_id=release.id,
        release_sha256=release.sha256,
        state=state,
        reached=reached,
    )


def evaluate_all(release: Release, cases: Iterable[Case | Mapping[str, Any]]) -> Iterator[Evaluation]:
    """Yield the evaluation of each case, in order, holding one at a time."""
    for case in cases:
        yield evaluate(release, case)


def _decimal(value: Any, digits: int) -> Decimal | None:
    return None if value is None else as_decimal(value, digits)


def _range(reach: Reach, digits: int) -> tuple[Decimal, Decimal] | None:
    if reach.span is None:
        return None
    return as_decimal(reach.span.low, digits), as_decimal(reach.span.high, digits)


def _score(reach: Reach, digits: int) -> Score:
    if reach.span is None:
        return NOT_APPLICABLE_WORD
    return UNDECIDED if reach.value is None else as_decimal(reach.value, digits)
