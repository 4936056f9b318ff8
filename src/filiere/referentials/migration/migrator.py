"""A dossier carried to a later release, and many of them told by group, before anyone is bound by it."""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from filiere.core.faults import Faults
from filiere.core.text import Text
from filiere.referentials.compact_result import CompactResult, compare_levels, rank_levels
from filiere.referentials.migration.operations import (
    CarryOver,
    carry_answers,
    carry_findings,
    carry_inputs,
    carry_other_content,
)
from filiere.referentials.migration.results import MigrationResult, MissedThreshold
from filiere.referentials.records import Migration
from filiere.referentials.release import Release
from filiere.referentials.scoring.case import Case
from filiere.referentials.scoring.evaluator import evaluate
from filiere.referentials.scoring.results import NOT_APPLICABLE_WORD, Evaluation


def find_migration(after: Release, before: Release) -> Migration:
    """Return the migration that a release ships from an earlier one; raise :class:`Faults` when it ships none."""
    for migration in after.migrations:
        if (migration.migration.referential, migration.migration.start) == (
            before.referential.key,
            before.head.release,
        ):
            return migration
    known = ", ".join(one.migration.start for one in after.migrations) or "–"
    raise Faults.one(
        code="no-migration",
        message=Text(
            fr=f"{after.id} n’indique pas comment un dossier y passe depuis {before.id}.",
            en=f"{after.id} does not say how a dossier moves to it from {before.id}.",
        ),
        remedy=Text(
            fr=f"Ajoutez une migration, ou partez d’une de ces versions : {known}.",
            en=f"Add a migration, or start from one of these versions: {known}.",
        ),
    )


def migrate_case(
    before: Release,
    after: Release,
    case: Case | Mapping[str, Any],
    *,
    state: str | None = None,
    on: date | None = None,
) -> MigrationResult:
    """Return a dossier carried to a later release by the migration that release ships.

    ``state`` is that of the dossier in its procedure; without one the migration is only tried. ``on`` is the day from
    which the later release judges it: by default the day of the case, or the first day of that release when it is
    later. What ``rest`` answers is carried question by question; the new case has none. Raises :class:`Faults` when
    there is no migration, when the state may not migrate, and when the case does not fit the earlier release.
    """
    migration = find_migration(after, before)
    if state is not None:
        _require_state(migration, state)
    read = case if isinstance(case, Case) else Case.model_validate(case)
    found = evaluate(before, read)

    def applies(key: str) -> bool:
        return found.criteria.get(key) not in (None, NOT_APPLICABLE_WORD)

    # What "rest" answers is said in the levels of the earlier release, which the later one may not have.
    spelled = read.model_copy(update={"answers": read.answers | found.state.bound.answers, "rest": ()})
    carried = CarryOver(before, after, spelled, applies)
    carry_answers(migration, carried)
    inputs = carry_inputs(carried)
    others = carry_other_content(carried)
    findings = carry_findings(carried)
    day = on or max(read.date, after.head.dates.effective)
    new = spelled.model_copy(
        update={
            **others,
            "referential": after.referential.key,
            "release": after.head.release,
            "date": day,
            "answers": carried.answers,
            "inputs": inputs,
            "findings": findings,
            "expect": {},
        }
    )
    result = evaluate(after, new)
    old, later = CompactResult.of(found), CompactResult.of(result)
    # A question that is not asked of this dossier is no duty of its.
    asked = {one.plan.key for one in result.state.criteria if one.applies is not False}
    return MigrationResult(
        source=read,
        case=new,
        landings=tuple(carried.landings),
        archive=tuple(carried.archive),
        duties=tuple(duty for duty in carried.duties.values() if duty.key in asked),
        before=old,
        after=later,
        movement=compare_levels(old, later, rank_levels(before, after)),
        thresholds=tuple(_find_thresholds_at_risk(found, result)),
        unanswered=_unanswered_questions(result),
        snapshots={"before": migration.snapshots.before, "after": migration.snapshots.after},
        may_refuse=migration.rights.candidate_may_refuse,
    )


def _require_state(migration: Migration, state: str) -> None:
    applies = migration.applies_to
    if state in applies.dossier_states and state not in applies.excluded:
        return
    raise Faults.one(
        code="migration-state",
        message=Text(
            fr=f"Un dossier dans l’état « {state} » ne migre pas.",
            en=f"A dossier in the state “{state}” cannot be migrated.",
        ),
        remedy=Text(
            fr=f"États qui le permettent : {', '.join(applies.dossier_states)}.",
            en=f"States that allow it: {', '.join(applies.dossier_states)}.",
        ),
    )


def _unanswered_questions(result: Evaluation) -> tuple[str, ...]:
    names = [name for one in result.state.criteria if one.applies is not False for name in one.waits]
    return tuple(dict.fromkeys(name.removeprefix("answer.") for name in names if name.startswith("answer.")))


def _find_thresholds_at_risk(before: Evaluation, after: Evaluation) -> Iterator[MissedThreshold]:
    """Yield the least scores of the levels that the dossier does not surely meet after migration."""
    for floor in after.floors:
        if floor.met is True:
            continue
        if floor.figure == "total":
            span, earlier = after.range, before.total
        elif floor.figure == "themes":
            spans = [
                one
                for key, one in after.theme_ranges.items()
                if one is not None and after.state.plan.release.theme(key).weight.get(after.state.plan.category)
            ]
            span = (min(low for low, _ in spans), min(high for _, high in spans)) if spans else None
            known = [
                score
                for key, score in before.themes.items()
                if isinstance(score, Decimal)
                and before.state.plan.release.theme(key).weight.get(before.state.plan.category)
            ]
            earlier = min(known) if known and "unknown" not in before.themes.values() else None
        else:
            span = after.theme_ranges.get(floor.figure)
            score = before.themes.get(floor.figure)
            earlier = score if isinstance(score, Decimal) else None
        yield MissedThreshold(
            level=floor.level,
            figure=floor.figure,
            at_least=floor.at_least,
            before=earlier,
            low=span[0] if span else None,
            high=span[1] if span else None,
            missed=floor.met is False,
        )
