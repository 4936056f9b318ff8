"""Deciding once which headcounts of a version are withheld: when it is loaded, or afterwards for one of before."""

from __future__ import annotations

from itertools import chain
from pathlib import Path

from django.db import transaction

from filiere import sources
from filiere.site.accounts.permissions import OPERATOR
from filiere.site.journal.record import record
from filiere.site.observatory.actions.bulk import insert_aggregates
from filiere.site.observatory.headcounts import nesting
from filiere.site.observatory.models import Aggregate, SourceVersion
from filiere.site.observatory.withholding import Withheld, withheld


def decide(name: str, folder: Path) -> Withheld:
    """Return what is withheld of a version whose files are in ``folder``, beside what its source has shown before."""
    places = sources.places(name, folder)
    if not places:
        return Withheld()
    shown = Aggregate.objects.filter(version__name=name, version__accepted_at__isnull=False, withheld=False)
    rows = shown.filter(employees__isnull=False, unknown_cells=0, suppressed_cells=0)
    known = rows.values_list("territory", "ape", "year", "establishments", "employees")
    published = {(place, ape, year): (int(count or 0), int(jobs or 0)) for place, ape, year, count, jobs in known}
    every = chain(sources.aggregates(name, folder), sources.crossings(name, folder))
    return withheld(every, nesting(places), published)


def withhold_counts(version: SourceVersion) -> bool:
    """Decide for a version that was loaded before the decision was kept with it; return whether there was need to.

    Its headcounts are read again from its own files. Without them nothing is decided, and nothing of it is shown.
    """
    undecided = Aggregate.objects.filter(version=version, withheld__isnull=True)
    if not undecided.exists() or not (version.folder / "communes.parquet").is_file():
        return False
    hidden = decide(version.name, version.folder)
    with transaction.atomic():
        version.aggregates.all().delete()
        count = insert_aggregates(version.pk, sources.aggregates(version.name, version.folder), hidden.keys)
        record(
            actor_key=OPERATOR.key,
            act="source.withhold",
            subject_kind="source",
            subject_id=version.subject_id,
            payload={"aggregates": count, "withheld": hidden.count, "withheld_sha256": hidden.sha256},
        )
    return True
