"""Asking that a received file be imported, and importing it: its rows go to the store of the centre, then it goes.

The import is a job. Cancelled or killed half way it leaves the store as it was, and may be asked again: the file is
still there, and reading goes on from where it stopped. Once its rows are in the store the file itself is removed, for
it holds in clear what the store holds hashed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from filiere.contacts import RECORD_FILE, REPLACED_DAYS, Store, import_file
from filiere.core import Fault, Faults, Text
from filiere.site.accounts.models import User
from filiere.site.jobs.models import Job
from filiere.site.jobs.progress import Progress
from filiere.site.jobs.queue import enqueue_job
from filiere.site.jobs.worker_startup import start_worker_on_commit
from filiere.site.journal.sealed_rows import record_row
from filiere.site.kit.rights import require
from filiere.site.quality import models
from filiere.site.quality.actions.compute_figures import request_opening_figures
from filiere.site.quality.actions.explain_figure import request_opening_gap
from filiere.site.quality.delivery_outcomes import read_delivery_outcomes
from filiere.site.quality.delivery_readers import open_reader
from filiere.site.quality.delivery_sources import can_read
from filiere.site.quality.fault_builders import build_faults
from filiere.site.quality.file_detection import measure_unpacked
from filiere.site.quality.folders import raw_path, store_folder
from filiere.site.quality.job_kinds import JobKind, handles_centre_job, job_owner
from filiere.site.quality.models import Centre, Delivery
from filiere.site.quality.quotas import check_folder_size
from filiere.site.quality.source_detection import OWN_PREFIX

TRANSIENT_FAULTS = frozenset({"store-busy"})
"""Faults that say nothing of the file: it may be asked for again as it is."""


def request_import(
    *,
    actor: User,
    centre: Centre,
    delivery: Delivery,
    source: str,
    mapping: models.Mapping | None = None,
    corrects: bool = False,
) -> Job:
    """Ask for the import of a file by a source, or by a mapping of the centre; asked twice, it is done once.

    ``corrects``: somebody said that its rows replace those of other days that have the same identity.
    """
    require(actor, "quality:keep", centre)
    if delivery.state not in (Delivery.State.RECEIVED, Delivery.State.REFUSED):
        raise build_faults(
            "delivery-not-waiting",
            "Ce versement n’attend pas d’import : il est déjà importé, ou effacé.",
            "This delivery is not awaiting import: it has already been imported or erased.",
            "Déposez le fichier de nouveau si vous l’avez effacé.",
            "Deliver the file again if you erased it.",
        )
    if not can_read(OWN_PREFIX if mapping is not None else source, delivery.kind):
        raise build_faults(
            "source-reads-another-kind",
            f"Cette source ne lit pas un fichier de nature « {delivery.kind} ».",
            f"This source cannot read “{delivery.kind}” files.",
            "Choisissez la source qui correspond à votre outil, ou exportez dans un autre format.",
            "Choose your tool’s source, or export in another format.",
            "source",
        )
    check_folder_size(centre)
    asked = {"source": source, "mapping": mapping.pk if mapping is not None else None}
    if corrects:
        asked["corrects"] = True
    job = enqueue_job(owner=job_owner(centre), kind=JobKind.IMPORT, subject=delivery.key, asked=asked, by=actor)
    start_worker_on_commit()
    return job


@handles_centre_job(JobKind.IMPORT)
def run_import(job: Job, progress: Progress) -> str:
    """Import the delivery of a job; done again after a crash, it ends with the same store and the same row."""
    centre = Centre.objects.for_job(job)
    delivery = Delivery.objects.get(centre=centre, key=job.subject)
    if delivery.state == Delivery.State.IMPORTED:
        return delivery.key
    mapping = models.Mapping.objects.filter(centre=centre, pk=job.asked.get("mapping")).first()
    try:
        report = _import_rows(centre, delivery, job, mapping, progress)
    except Faults as faults:
        if not TRANSIENT_FAULTS & {fault.code for fault in faults.faults}:
            _mark_refused(delivery, job, mapping)
        if REPLACED_DAYS in faults.counts:
            raise Faults(_ask_of_other_days(centre, fault) for fault in faults.faults) from faults
        raise
    _mark_imported(delivery, job, mapping, report)
    request_opening_figures(centre, by=job.asked_by)
    request_opening_gap(centre, by=job.asked_by)
    return delivery.key


def _import_rows(
    centre: Centre, delivery: Delivery, job: Job, mapping: models.Mapping | None, progress: Progress
) -> Mapping[str, Any]:
    path = raw_path(centre, delivery.sha256)
    if not path.is_file():
        raise _missing_file_fault()
    if delivery.kind.endswith(".gz"):
        measure_unpacked(path, most=settings.FILIERE_CONTACTS_UNPACKED_BYTES, tell=partial(progress, "unpack"))
    store = store_folder(centre)
    if not (store / RECORD_FILE).exists():
        Store.create(store, zone=centre.zone)
    with open_reader(centre, str(job.asked["source"]), delivery.kind, mapping) as made:
        report = import_file(
            store,
            path,
            made,
            today=timezone.localdate().isoformat(),
            zone=centre.zone,
            progress=progress,
            memory_limit=settings.FILIERE_CONTACTS_MEMORY,
            corrects=bool(job.asked.get("corrects")),
        ).report
    return {**report, **read_delivery_outcomes(Store.open(store), delivery.sha256, zone=centre.zone)}


def _ask_of_other_days(centre: Centre, fault: Fault) -> Fault:
    """A fault of rows that would replace those of other days, as a question of the page of the delivery, where files
    have the names that they were sent under."""
    fr, en = fault.message.fr, fault.message.en
    for sha256, name in Delivery.objects.filter(centre=centre).values_list("sha256", "name"):
        fr, en = fr.replace(sha256, name or sha256[:8]), en.replace(sha256, name or sha256[:8])
    return replace(
        fault,
        message=Text(fr=fr, en=en),
        remedy=Text(
            fr="Dites ci-dessous si ces numéros recommencent, ou si ce fichier corrige l’ancien.",
            en="Say below whether these numbers begin again, or whether this file corrects the earlier one.",
        ),
    )


def _missing_file_fault() -> Faults:
    return build_faults(
        "delivery-file-gone",
        "Le fichier n’est plus là : il a attendu plus d’une semaine sans être importé.",
        "The file is no longer available: it went unimported for more than a week.",
        "Déposez-le de nouveau.",
        "Deliver it again.",
    )


def _lock_delivery(delivery: Delivery) -> Delivery:
    rows = Delivery.objects.select_for_update(of=("self",)).select_related("centre__organisation")
    return rows.get(pk=delivery.pk)


def _mark_refused(delivery: Delivery, job: Job, mapping: models.Mapping | None) -> None:
    """Write that the file was refused as a whole; the store has nothing of it, and it may be read another way."""
    with transaction.atomic():
        row = _lock_delivery(delivery)
        row.state, row.source, row.mapping = Delivery.State.REFUSED, str(job.asked["source"])[:40], mapping
        row.save(update_fields=["state", "source", "mapping"])
        record_row(job.asked_by, "delivery.refuse", row)


COUNT_FIELDS = ("rows", "accepted", "repaired", "rejected", "duplicates", "superseded")


def _mark_imported(delivery: Delivery, job: Job, mapping: models.Mapping | None, report: Mapping[str, Any]) -> None:
    """Write the counts of the report, and remove the file once that is committed."""
    counts = {name: sum(int(table[name]) for table in report["tables"].values()) for name in COUNT_FIELDS}
    # A record that gives no row of any table was read, and rejected.
    outside = int(report["raw"]["refused"])
    counts["rows"] += outside
    counts["rejected"] += outside
    with transaction.atomic():
        row = _lock_delivery(delivery)
        row.state, row.source, row.mapping = Delivery.State.IMPORTED, str(job.asked["source"])[:40], mapping
        row.imported_at = timezone.now()
        # The importer knows the file by its fingerprint, which is its only name here.
        row.report = {key: value for key, value in report.items() if key != "file"}
        for name, count in counts.items():
            setattr(row, name, count)
        row.save()
        record_row(job.asked_by, "delivery.import", row)
        transaction.on_commit(partial(raw_path(row.centre, row.sha256).unlink, missing_ok=True))
