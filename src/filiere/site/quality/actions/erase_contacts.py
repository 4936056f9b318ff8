"""Erasing contacts of a centre: a delivery taken back, a customer who asks, and what is older than the centre keeps.

The rows go from the store first, then the tables of the site say so: an erasure that is killed in between is made again
and ends the same. What was made from the rows goes too: runs with a delivery, explanations and packs with any erasure.
"""

from __future__ import annotations

import logging
import re
import shutil
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from filiere.contacts import RECORD_FILE, Store, lock_store, remove_staging
from filiere.contacts.importing import erasure
from filiere.core import Faults, Text
from filiere.site.accounts import rate_limits
from filiere.site.accounts.models import User
from filiere.site.jobs.models import Job
from filiere.site.jobs.progress import Progress
from filiere.site.jobs.queue import enqueue_job
from filiere.site.jobs.worker_startup import start_worker_on_commit
from filiere.site.journal.clock_trust import needs_clock
from filiere.site.journal.models import Entry
from filiere.site.journal.sealed_rows import record_row
from filiere.site.journal.writer import erase_payloads, record_act
from filiere.site.kit.hourly_tasks import IsolatedTasks
from filiere.site.kit.rights import require
from filiere.site.quality.actions.compute_figures import request_opening_figures
from filiere.site.quality.actions.import_delivery import TRANSIENT_FAULTS
from filiere.site.quality.actions.make_pack import erase_packs
from filiere.site.quality.actions.open_centre import compute_retention_days
from filiere.site.quality.fault_builders import build_faults
from filiere.site.quality.folders import centre_folder, raw_path, run_folder, store_folder
from filiere.site.quality.job_kinds import JobKind, handles_centre_job, job_owner
from filiere.site.quality.journal_reconciliation import CENTRE_SUBJECT
from filiere.site.quality.models import Centre, Delivery, Pack, Run

log = logging.getLogger(__name__)
ERASURE_REASONS: Mapping[str, Text] = {
    "wrong-file": Text(fr="Ce n’est pas le bon fichier", en="Wrong file"),
    "wrong-reading": Text(fr="Mal lu : source ou correspondance erronée", en="Read incorrectly: source or mapping"),
    "not-allowed": Text(
        fr="Le centre n’a pas à détenir ces contacts", en="The centre should not be holding these contacts"
    ),
    "of-no-use": Text(fr="Ces contacts ne servent plus", en="These contacts are no longer needed"),
}
"""Why a delivery is taken back: what its row and the journal keep, rather than words that could name somebody."""
LOOKUP_ACT = "centre.look_up"
ERASURE_RULE = "customer-erased"
_CUSTOMER_KEY = re.compile(r"[0-9a-f]{32}")


def request_delivery_erasure(*, actor: User, centre: Centre, delivery: Delivery, reason: str) -> Job:
    """Ask that a delivery be taken back; asked twice, it is done once."""
    require(actor, "quality:erase", centre)
    if reason not in ERASURE_REASONS or delivery.state == Delivery.State.ERASED:
        raise build_faults(
            "delivery-not-erased",
            "Ce versement est déjà effacé, ou la raison n’est pas de la liste.",
            "This delivery has already been erased, or the reason is not on the list.",
            "Choisissez une raison de la liste.",
            "Choose a reason from the list.",
            "reason",
        )
    job = enqueue_job(
        owner=job_owner(centre),
        kind=JobKind.ERASE,
        subject=delivery.key,
        asked={"what": "delivery", "reason": reason},
        by=actor,
    )
    start_worker_on_commit()
    return job


def find_customer(*, actor: User, centre: Centre, said: str) -> tuple[str, int]:
    """The keyed hash of a customer by what the logs call them, and how many contacts the store has of them.

    Each look-up is written in the journal, by that hash until the customer is erased; a person makes so many an hour
    (`limits.CUSTOMER_LOOKUP`), whatever they find. What was typed is kept nowhere.
    """
    _require_erasure_rights(actor, centre)
    store = store_folder(centre)
    if not (store / RECORD_FILE).is_file():
        return "", 0
    _limit_lookups(actor)
    key = erasure.hash_customer(store, said)
    count = erasure.count_contacts_of(store, key)
    record_act(actor, LOOKUP_ACT, CENTRE_SUBJECT, centre.key, {"customer": key, "found": count > 0})
    return key, count


def _limit_lookups(actor: User) -> None:
    now = timezone.now()
    until = rate_limits.reserve_attempt(rate_limits.CUSTOMER_LOOKUP, actor.key, now=now)
    if until is None:
        return
    allowed, minutes = rate_limits.CUSTOMER_LOOKUP.allowed, rate_limits.minutes_left(until, now)
    raise build_faults(
        "customers-looked-up-often",
        f"Vous avez cherché {allowed} clients en une heure : cette page efface qui le demande, elle ne croise pas de "
        "liste.",
        f"You have searched for {allowed} customers within an hour: this page is for erasing customers who ask, not "
        f"for matching lists.",
        f"Réessayez dans {minutes} min.",
        f"Try again in {minutes} min.",
        "customer",
    )


def _erase_lookup_hashes(centre: Centre, key: str) -> None:
    """Take the hash of an erased customer out of the journal; who looked somebody up, and when, stays."""
    looked = Entry.objects.filter(act=LOOKUP_ACT, subject_kind=CENTRE_SUBJECT, subject_id=centre.key)
    of_them = [one.pk for one in looked.filter(payload__body__customer=key)]
    erase_payloads(of_them, rule=ERASURE_RULE, actor_key="time")


def request_customer_erasure(*, actor: User, centre: Centre, key: str) -> Job:
    """Ask that the contacts of a customer be erased, by their keyed hash."""
    _require_erasure_rights(actor, centre)
    if not _CUSTOMER_KEY.fullmatch(key):
        raise build_faults(
            "customer-unknown",
            "Cette empreinte n’en est pas une.",
            "This is not a valid hash.",
            "Cherchez d’abord le client par son numéro ou son adresse, tels qu’ils sont dans les journaux.",
            "Search for the customer first, by their number or address as recorded in the logs.",
            "customer",
        )
    job = enqueue_job(
        owner=job_owner(centre),
        kind=JobKind.ERASE,
        subject=f"person:{key}",
        asked={"what": "person", "key": key},
        by=actor,
    )
    start_worker_on_commit()
    return job


def _require_erasure_rights(actor: User, centre: Centre) -> None:
    # Whoever may erase and may not read contacts would learn here who called the centre.
    require(actor, "quality:contacts", centre)
    require(actor, "quality:erase", centre)


@handles_centre_job(JobKind.ERASE)
def run_erasure(job: Job, progress: Progress) -> str:
    """Erase what a job asks for; done again after a crash, it ends the same."""
    centre = Centre.objects.for_job(job)
    progress("erase", 0, 1)
    if job.asked.get("what") == "delivery":
        _erase_delivery(centre, Delivery.objects.get(centre=centre, key=job.subject), job)
    elif key := str(job.asked.get("key", "")):
        gone = erasure.erase_customer(
            store_folder(centre), key, today=timezone.localdate(), memory_limit=settings.FILIERE_CONTACTS_MEMORY
        )
        # Also where the store had nobody: a job taken up again after a crash finds the rows gone and the packs there.
        _record_erasure(centre, job.asked_by, "person", gone, packs=erase_packs(centre, job.asked_by))
        _erase_lookup_hashes(centre, key)
        # The hash has served; a list of those who asked to be forgotten must not stay.
        Job.objects.filter(pk=job.pk).update(asked={}, subject="person")
        request_opening_figures(centre, by=job.asked_by)
    progress("erase", 1, 1)
    return job.subject[:40] if job.asked.get("what") == "delivery" else "person"


def _erase_delivery(centre: Centre, delivery: Delivery, job: Job) -> None:
    store = store_folder(centre)
    if (store / RECORD_FILE).is_file():
        erasure.erase_delivery(
            store, delivery.sha256, today=timezone.localdate(), memory_limit=settings.FILIERE_CONTACTS_MEMORY
        )
    imported_at = delivery.imported_at
    if imported_at is not None:
        erase_packs(centre, job.asked_by)
    with transaction.atomic():
        rows = Delivery.objects.select_for_update(of=("self",)).select_related("centre__organisation", "mapping")
        row = rows.get(pk=delivery.pk)
        if row.state == Delivery.State.ERASED:
            return
        row.state, row.name, row.report = Delivery.State.ERASED, "", {}
        row.erased_at, row.erased_rule = timezone.now(), str(job.asked["reason"])
        row.save(update_fields=["state", "name", "report", "erased_at", "erased_rule"])
        record_row(job.asked_by, "delivery.erase", row)
        # What its imports found wrong names its columns.
        tries = Job.objects.for_owner(job_owner(centre)).filter(kind=JobKind.IMPORT, subject=row.key)
        tries.exclude(state__in=Job.OPEN).delete()
        transaction.on_commit(partial(raw_path(centre, row.sha256).unlink, missing_ok=True))
        if imported_at is not None:
            made = Run.objects.filter(centre=centre, made_at__gte=imported_at)
            folders = [run_folder(centre, one.key) for one in made]
            made.delete()
            transaction.on_commit(partial(_remove_folders, folders))
    _remove_explanations(centre)
    if imported_at is not None:
        request_opening_figures(centre, by=job.asked_by)


def _remove_folders(folders: Sequence[Path]) -> None:
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)


def _remove_explanations(centre: Centre) -> None:
    """Explanations name contacts: they are found again when somebody asks."""
    shutil.rmtree(centre_folder(centre) / "explained", ignore_errors=True)


def _record_erasure(centre: Centre, actor: User | str, rule: str, gone: erasure.ErasedRows, *, packs: int) -> None:
    if gone:
        _remove_explanations(centre)
        payload = {"rule": rule, "rows": sum(gone.rows.values()), "contacts": gone.contacts, "packs": packs}
        record_act(actor, "centre.erase", CENTRE_SUBJECT, centre.key, payload)


@needs_clock
def erase_expired_contacts() -> int:
    """Erase what each centre no longer keeps; return how many rows went. A store at work is left for the next hour.

    Raises `Unswept` once all others are swept where one, which is damaged, could not be.
    """
    apart = IsolatedTasks("old contacts of")
    for centre in Centre.objects.select_related("organisation"):
        with apart.attempt(centre.key):
            apart.done += _erase_expired_in_centre(centre)
    return apart.end()


def _has_outdated_pack(centre: Centre, store: Path) -> bool:
    """Whether a pack is older than the last erasure by age, whose process died before it came to the packs."""
    days = [one.on for one in Store.open(store).erasures if one.rule == "retention"]
    made = Pack.objects.filter(centre=centre, erased_at__isnull=True)
    return bool(days) and made.filter(made_at__date__lt=date.fromisoformat(max(days))).exists()


def _erase_expired_in_centre(centre: Centre) -> int:
    store = store_folder(centre)
    if not (store / RECORD_FILE).is_file():
        return 0
    today = timezone.localdate(timezone=ZoneInfo(centre.zone))
    day = today - timedelta(days=compute_retention_days(centre, today))
    try:
        if not Job.objects.for_owner(job_owner(centre)).filter(state__in=Job.OPEN).exists():
            # No import will go on from what an interrupted one had read.
            with lock_store(store):
                remove_staging(store)
        gone = erasure.erase_before(store, day, today=today, memory_limit=settings.FILIERE_CONTACTS_MEMORY)
    except Faults as faults:
        if {one.code for one in faults.faults} != TRANSIENT_FAULTS:
            raise
        log.warning("contacts of %s are at work, and are swept the next hour", centre.key)
        return 0
    if gone or _has_outdated_pack(centre, store):
        _record_erasure(centre, "time", "retention", gone, packs=erase_packs(centre, "time"))
    if gone:
        manager = centre.managers.current(today).select_related("user").first()
        request_opening_figures(centre, by=manager.user if manager is not None else centre.opened_by)
        start_worker_on_commit()
    return sum(gone.rows.values())
