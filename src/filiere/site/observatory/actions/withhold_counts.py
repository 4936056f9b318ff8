"""Deciding once which headcounts of a version are withheld: when it is loaded, or afterwards for one of before."""

from __future__ import annotations

from pathlib import Path

from django.db import transaction
from django.db.models import Max

from filiere import sources
from filiere.site.accounts.rights import OPERATOR
from filiere.site.journal.models import Entry
from filiere.site.journal.writer import record_act
from filiere.site.observatory.actions.insert_aggregates import insert_aggregates
from filiere.site.observatory.headcount_suppression import SuppressedCells, suppress_version
from filiere.site.observatory.models import Aggregate, SourceVersion


def decide_suppression(name: str, folder: Path) -> SuppressedCells:
    """Return what is withheld of a version whose files are in ``folder``, beside what its source has shown before."""
    shown = Aggregate.objects.filter(version__name=name, version__accepted_at__isnull=False, withheld=False)
    rows = shown.filter(employees__isnull=False, unknown_cells=0, suppressed_cells=0)
    known = rows.values_list("territory", "ape", "year", "establishments", "employees")
    published = {(place, ape, year): (int(count or 0), int(jobs or 0)) for place, ape, year, count, jobs in known}
    return suppress_version(name, folder, published)


def find_last_acceptance(name: str) -> int:
    """Return the number in the journal of the last acceptance of a version of a source, 0 before the first."""
    accepted = Entry.objects.filter(act="source.accept", subject_kind="source", subject_id__startswith=f"{name}/")
    return int(accepted.aggregate(last=Max("number"))["last"] or 0)


def is_decided_late(version: SourceVersion) -> bool:
    """Whether another version came out since what this one withholds was decided; never of one that was out itself.

    Two versions that wait are each decided beside what is out: shown one after the other, they would tell together what
    neither tells alone.
    """
    if version.accepted_at is not None or not version.aggregates.exists():
        return False
    decisions = Entry.objects.filter(act__in=("source.load", "source.withhold"), subject_id=version.subject_id)
    return find_last_acceptance(version.name) > int(decisions.aggregate(last=Max("number"))["last"] or 0)


def withhold_counts(version: SourceVersion) -> bool:
    """Decide for a version that nothing was decided of, or too long ago; return whether there was need to.

    Its headcounts are read again from its own files. Without them nothing is decided, and nothing of it is shown.
    """
    undecided = Aggregate.objects.filter(version=version, withheld__isnull=True)
    needed = undecided.exists() or is_decided_late(version)
    if not needed or not (version.folder / "communes.parquet").is_file():
        return False
    hidden = decide_suppression(version.name, version.folder)
    with transaction.atomic():
        version.aggregates.all().delete()
        count = insert_aggregates(version.pk, sources.aggregates(version.name, version.folder), hidden.keys)
        record_act(
            OPERATOR,
            "source.withhold",
            "source",
            version.subject_id,
            {"aggregates": count, "withheld": hidden.count, "withheld_sha256": hidden.sha256},
        )
    return True
