"""What a migration would do to all the dossiers, by group, for the colleges to see before they vote."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from filiere.referentials.compact_result import MOVEMENTS, Movement
from filiere.referentials.migration.migrator import find_migration, migrate_case
from filiere.referentials.migration.results import MigrationResult
from filiere.referentials.minimum_size_groups import GroupKey, case_group, count_values, partition_by_group
from filiere.referentials.release import Release
from filiere.referentials.scoring.case import Case


@dataclass(frozen=True, slots=True)
class MigrationGroup:
    """A group of dossiers: how many move and how, and the work that migrating asks of them, in all.

    ``reviews`` counts the questions that must be read again, ``unanswered`` those to be answered, ``archived`` what
    does not land. ``missed`` counts the dossiers that miss a threshold of the lowest level, ``at_risk`` those that miss
    one or do not surely meet it.
    """

    group: GroupKey
    dossiers: int
    movements: Mapping[Movement, int]
    levels_before: Mapping[str, int]
    levels_after: Mapping[str, int]
    reviews: int
    unanswered: int
    archived: int
    missed: int
    at_risk: int


@dataclass(frozen=True, slots=True)
class MigrationReport:
    """The groups and their sum; both empty when all the dossiers together are fewer than the smallest group shown."""

    before: str
    after: str
    by: tuple[str, ...]
    min_group: int
    groups: tuple[MigrationGroup, ...]
    total: MigrationGroup | None


def report_migration(
    before: Release, after: Release, cases: Iterable[Case | Mapping[str, Any]], *, on: date | None = None
) -> MigrationReport:
    """Return what migrating would do to dossiers, grouped as the migration says and never below its smallest group."""
    rules = find_migration(after, before).report.aggregate
    levels = after.award.levels if after.award is not None else ()
    lowest = levels[-1].key if levels else ""
    told: list[tuple[GroupKey, MigrationResult]] = []
    for case in cases:
        migration_result = migrate_case(before, after, case, on=on)
        told.append((case_group(migration_result.source, rules.by), migration_result))
    groups = partition_by_group(told, lambda pair: pair[0], rules.min_group)
    return MigrationReport(
        before=before.id,
        after=after.id,
        by=rules.by,
        min_group=rules.min_group,
        groups=tuple(_summarise_group(name, [one for _, one in kept], lowest) for name, kept in groups),
        total=_summarise_group((), [one for _, one in told], lowest) if groups else None,
    )


def _summarise_group(name: GroupKey, kept: list[MigrationResult], lowest: str) -> MigrationGroup:
    moved = count_values(one.movement for one in kept)
    return MigrationGroup(
        group=name,
        dossiers=len(kept),
        movements={one: moved.get(one, 0) for one in MOVEMENTS},
        levels_before=count_values(one.before.level for one in kept),
        levels_after=count_values(one.after.level for one in kept),
        reviews=sum(len(one.to_review) for one in kept),
        unanswered=sum(len(one.unanswered) for one in kept),
        archived=sum(len(one.archive) for one in kept),
        missed=sum(any(risk.level == lowest and risk.missed for risk in one.thresholds) for one in kept),
        at_risk=sum(any(risk.level == lowest for risk in one.thresholds) for one in kept),
    )
