"""Migration at work: a dossier carried to a later release, what is to be read again, and what it would do to all.

::

    migrated = migrate(before, after, case, state="preparing")
    migrated.case                    # the new dossier; migrated.source is the old one, untouched
    migrated.to_review, migrated.archive
    migrated.before.total, migrated.after.range, migrated.thresholds        # shadows: they decide nothing
    migration_report(before, after, cases)                                  # by group, none too small

Choices, tested one by one:

- An answer lands as it was, by a table, or not at all. In doubt it goes to the archive and the question is unknown.
- ``answer_if_evidence`` needs every piece that the earlier question asked for; a question that asks for none has none.
- Questions put together are answered when each of them that applies was.
- A number lands with its key when its unit is the same; a finding follows its question, and stands on none of them
  when it became several.
"""

from filiere.referentials.migration.impact_report import MigrationGroup, MigrationReport, report_migration
from filiere.referentials.migration.migrator import find_migration, migrate_case
from filiere.referentials.migration.results import (
    ArchivedItem,
    CarriedItem,
    MigrationResult,
    MissedThreshold,
    ReviewDuty,
)

__all__ = [
    "ArchivedItem",
    "CarriedItem",
    "MigrationGroup",
    "MigrationReport",
    "MigrationResult",
    "MissedThreshold",
    "ReviewDuty",
    "find_migration",
    "migrate_case",
    "report_migration",
]
