"""What pages read of the loaded sources: the accepted version of each, its tables, its aggregates.

Everything goes through the accepted version: a version that waits, was superseded or was refused is never read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from filiere import sources
from filiere.site.observatory.models import Aggregate, SourceVersion
from filiere.site.observatory.querysets import ALL_ACTIVITIES, CALL_CENTRES, URSSAF, AggregateQuerySet

__all__ = [
    "ALL_ACTIVITIES",
    "CALL_CENTRES",
    "URSSAF",
    "accepted_version",
    "accepted_versions",
    "aggregates_of",
    "count_known_values",
    "read_counts",
]


def accepted_version(name: str) -> SourceVersion | None:
    """The version of a source that pages read, without its report; None when none was ever accepted."""
    return SourceVersion.objects.accepted().filter(name=name).defer("report").first()


def accepted_versions() -> dict[str, SourceVersion]:
    """The accepted version of every source that has one, by name; one query."""
    return {version.name: version for version in SourceVersion.objects.accepted().defer("report")}


def count_known_values(version: SourceVersion) -> int | None:
    """How many values of a version are known, which only its report tells; None for a report that does not say."""
    found = SourceVersion.objects.filter(pk=version.pk).values_list("report__known", flat=True).first()
    return None if found is None else int(found)


def aggregates_of(version: SourceVersion) -> AggregateQuerySet:
    """Aggregates of one version."""
    return Aggregate.objects.all().of_version(version)


def read_counts(
    version: SourceVersion, *, by: Sequence[str], where: Mapping[str, str] | None = None
) -> list[dict[str, Any]]:
    """A table of the version's Parquet files, grouped by columns: for downloads and for sources without aggregates."""
    return sources.table(version.name, version.folder, by=list(by), where=dict(where or {}))
