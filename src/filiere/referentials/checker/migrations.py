"""Check 13: a migration leads to its release, and loses no key of the one before."""

from collections import Counter
from collections.abc import Iterator

from filiere.core.faults import Fault, Faults
from filiere.core.yaml_documents import Key
from filiere.referentials.checker.faults import fault
from filiere.referentials.faults import find_close_words
from filiere.referentials.loader import Library
from filiere.referentials.records import Migration, source_keys, target_keys
from filiere.referentials.records.migration import Rescale
from filiere.referentials.release import Release


def migration_faults(release: Release, library: Library) -> Iterator[Fault]:
    """Yield the faults of the migrations that lead to a release."""
    for migration in release.migrations:
        ends = migration.migration
        kind, key = "migration", ends.start
        if (ends.referential, ends.to) != (release.referential.key, release.head.release):
            wrong = fault("migration-target", value=f"{ends.referential}@{ends.to}", release=release.id)
            yield release.fault(wrong, kind, key, ("migration", "to"))
            continue
        source = f"{ends.referential}@{ends.start}"
        if source not in library.ids:
            yield release.fault(fault("migration-source", value=source), kind, key, ("migration", "from"))
            continue
        try:
            before = library.release(source)
        except Faults:
            # The faults of that release are told where they stand; nothing can be said of its keys.
            continue
        for found, at in _coverage_faults(migration, before, release):
            yield release.fault(found, kind, key, at)


def _coverage_faults(migration: Migration, before: Release, after: Release) -> Iterator[tuple[Fault, Key]]:
    for release, side in ((before, source_keys), (after, target_keys)):
        known = [*release.criteria, *release.indicators]
        told: Counter[str] = Counter()
        for index, op in enumerate(migration.ops):
            for value in side(op):
                told[value] += 1
                if value not in known:
                    unknown = fault(
                        "migration-key", value=value, release=release.id, near=find_close_words(value, known)
                    )
                    yield unknown, ("ops", index)
                elif told[value] > 1:
                    yield fault("migration-twice", value=value, release=release.id), ("ops", index)
        for value in known:
            if value not in told:
                yield fault("migration-lost", value=value, release=release.id), ("ops",)
    for index, op in enumerate(migration.ops):
        if isinstance(op, Rescale) and op.key in before.scales and op.key in after.scales:
            yield from _rescale_table_faults(op, before, after, ("ops", index, "table"))


def _rescale_table_faults(op: Rescale, before: Release, after: Release, at: Key) -> Iterator[tuple[Fault, Key]]:
    wanted, given = set(before.scales[op.key].keys), set(op.table)
    strange = sorted(wanted ^ given) + [
        level for level in op.table.values() if level is not None and level not in after.scales[op.key].keys
    ]
    if strange:
        yield fault("migration-table", value=", ".join(strange)), at
