"""One dossier under one release: the pass, the reach, the award, put together.

Deterministic: the same release, case and nothing else give the same evaluation, on any day and any machine.
"""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from filiere.referentials.release import Release
from filiere.referentials.scoring.award import UNDECIDED, find_knock_outs, propose_level, record_figures
from filiere.referentials.scoring.case import Case
from filiere.referentials.scoring.case_binding import bind_case
from filiere.referentials.scoring.exact_numbers import to_decimal
from filiere.referentials.scoring.exact_pass import run_exact_pass
from filiere.referentials.scoring.mean_ranges import FigureRange
from filiere.referentials.scoring.plan import compile_release
from filiere.referentials.scoring.results import NOT_APPLICABLE_WORD, Evaluation, Score
from filiere.referentials.scoring.score_ranges import compute_ranges


def evaluate(release: Release, case: Case | Mapping[str, Any]) -> Evaluation:
    """Return the evaluation of a case; raise :class:`Faults` with everything the case says wrongly.

    The release is made ready at the first case of a category, then reused.
    """
    read = case if isinstance(case, Case) else Case.model_validate(case)
    plan = compile_release(release).plan(read.category)
    state = run_exact_pass(plan, bind_case(plan, read))
    reached = compute_ranges(state)
    knocked = find_knock_outs(state)
    of_total = record_figures(state, reached, knocked)
    proposal = propose_level(state)
    digits = plan.rounding.digits
    return Evaluation(
        total=_round_to_decimal(reached.total.value, digits),
        range=_range_to_decimals(reached.total, digits),
        exact=reached.exact and not any(one.plan.rule is not None and one.waits for one in state.criteria),
        themes={
            theme.key: _range_to_score(one, theme.rounding.digits)
            for theme, one in zip(plan.themes, reached.themes, strict=True)
        },
        theme_ranges={
            theme.key: _range_to_decimals(one, theme.rounding.digits)
            for theme, one in zip(plan.themes, reached.themes, strict=True)
        },
        knock_outs=knocked,
        conditions=proposal.conditions,
        level=proposal.level,
        reachable_levels=proposal.reachable,
        missing=plan.sort_names(of_total | proposal.missing),
        missing_for_level=plan.sort_names(proposal.missing),
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


def _round_to_decimal(value: Any, digits: int) -> Decimal | None:
    return None if value is None else to_decimal(value, digits)


def _range_to_decimals(reach: FigureRange, digits: int) -> tuple[Decimal, Decimal] | None:
    if reach.span is None:
        return None
    return to_decimal(reach.span.low, digits), to_decimal(reach.span.high, digits)


def _range_to_score(reach: FigureRange, digits: int) -> Score:
    if reach.span is None:
        return NOT_APPLICABLE_WORD
    return UNDECIDED if reach.value is None else to_decimal(reach.value, digits)
