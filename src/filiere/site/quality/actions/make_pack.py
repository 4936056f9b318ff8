"""Making a sealed pack of a centre, and erasing one: its file goes, its row and its seal stay.

A pack holds the rows of contacts, people hashed: only a quality manager makes one and takes its file away. What is
erased from the store must not stay in a pack: the packs made before an erasure go with it.
"""

from __future__ import annotations

import secrets
from functools import partial
from operator import attrgetter
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from filiere import contacts
from filiere.contacts import FigureLevel, Manifest
from filiere.core import Faults, seal_file
from filiere.site.accounts.models import User
from filiere.site.jobs.models import Job
from filiere.site.jobs.progress import Progress
from filiere.site.jobs.queue import enqueue_job
from filiere.site.jobs.worker_startup import start_worker_on_commit
from filiere.site.journal.act_decorator import ActTarget, act, make_row_lock
from filiere.site.journal.sealed_rows import record_row
from filiere.site.kit.rights import require
from filiere.site.quality import definition_catalogue, figure_store
from filiere.site.quality.actions.compute_figures import seal_local_definition
from filiere.site.quality.computation_preconditions import nothing_delivered_fault, require_definition, require_store
from filiere.site.quality.fault_builders import build_faults
from filiere.site.quality.figure_store import GROUP_COLUMNS, Cut
from filiere.site.quality.folders import pack_path
from filiere.site.quality.job_kinds import JobKind, handles_centre_job, job_owner
from filiere.site.quality.models import Centre, Pack
from filiere.site.quality.quotas import check_folder_size, check_packs
from filiere.site.quality.unreported_measures import find_untold_measures

PACK: ActTarget[Pack] = ActTarget(
    "pack", lock=make_row_lock("centre__organisation"), thing=attrgetter("centre"), refusals=False
)
PACK_CUTS: tuple[Cut, ...] = tuple(
    Cut(interval, by) for interval in ("month", "week", "day") for by in ((), *((group,) for group in GROUP_COLUMNS))
)
"""The details that a pack may go to, besides the whole period that every pack gives."""
PACK_SUBJECT = "make:"
"""What the subject of a job that makes a pack begins with."""


def find_cut(name: str) -> Cut | None:
    """The detail of a name, None for any other."""
    return next((one for one in PACK_CUTS if one.name == name), None)


def request_pack(*, actor: User, centre: Centre, name: str, cut: Cut) -> Job:
    """Ask for a pack of the figures under a set; asked twice, it is made once."""
    require(actor, "quality:keep", centre)
    definition = require_definition(centre, name)
    require_store(centre)
    check_packs(centre, PACK_SUBJECT)
    check_folder_size(centre)
    asked = {"definition": definition.name, "cut": cut.name}
    subject = f"{PACK_SUBJECT}{definition.name}:{cut.name}"
    job = enqueue_job(owner=job_owner(centre), kind=JobKind.PACK, subject=subject, asked=asked, by=actor)
    start_worker_on_commit()
    return job


@handles_centre_job(JobKind.PACK, keeps_ended=True)
def build_pack(job: Job, progress: Progress) -> str:
    """Make the pack of a job; the same bytes are one pack, whoever asked and however often."""
    centre = Centre.objects.for_job(job)
    name, cut = str(job.asked["definition"]), find_cut(str(job.asked["cut"]))
    store, store_seal = figure_store.open_store(centre), figure_store.store_seal(centre)
    found = definition_catalogue.find_definition(centre, name)
    if store is None or store_seal is None or found is None or cut is None:
        raise nothing_delivered_fault()
    erased = len(store.erasures)
    progress("pack", 0, 1)
    draft = pack_path(centre, "0" * 64).with_name(f".{secrets.token_hex(8)}")
    try:
        with contacts.open_engine(contacts.EngineSettings(memory=settings.FILIERE_CONTACTS_MEMORY)) as engine:
            level = FigureLevel.model_validate({"by": cut.by, "interval": cut.interval})
            manifest = contacts.make_pack(
                store,
                [_sealed_definition(centre, name)],
                draft,
                level=level,
                engine=engine,
                untold=find_untold_measures(centre, store),
            )
        progress("pack", 1, 1)
        return _save_pack(job, centre, draft, manifest, store_seal, erased).key
    finally:
        draft.unlink(missing_ok=True)


def _sealed_definition(centre: Centre, name: str) -> contacts.SealedSet:
    """The set of a name with its bytes: those that the centre wrote, or those that ship."""
    row = definition_catalogue.find_local(centre, name)
    return (
        contacts.SealedSet(definition_catalogue.parse_kept_definition(row), row.text.encode())
        if row is not None
        else contacts.load_sealed_set(name)
    )


def _save_pack(job: Job, centre: Centre, draft: Path, manifest: Manifest, store: str, erased: int) -> Pack:
    """Put the file in its place, then write its row; the file of a row that was not written is swept.

    ``erased`` counts the erasures that the store knew when the pack was begun: at one more, it may hold what went.
    """
    sha256, size = seal_file(draft), draft.stat().st_size
    pack_definition = manifest.definitions[0]
    draft.chmod(0o600)
    with transaction.atomic():
        # Under the lock of the centre, so that two who ask at once make one pack.
        row = Centre.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=centre.pk)
        now = figure_store.open_store(row)
        if now is None or len(now.erasures) != erased:
            raise _erased_meanwhile_fault()
        draft.replace(pack_path(row, sha256))
        known = Pack.objects.filter(centre=row, sha256=sha256, erased_at__isnull=True).first()
        if known is not None:
            return known
        made = Pack.objects.create(
            centre=row,
            definition=pack_definition.id,
            version=pack_definition.version,
            definition_sha256=pack_definition.sha256,
            store=store,
            sha256=sha256,
            seal=manifest.seal,
            cut=str(job.asked["cut"]),
            size=size,
            made_by=job.asked_by,
            made_at=timezone.now(),
        )
        record_row(job.asked_by, "pack.make", made)
        seal_local_definition(row, str(job.asked["definition"]), job.asked_by)
    return made


@act("pack.erase", on=PACK, right="quality:erase", clock=False, record=False)
def erase_pack(row: Pack, *, actor: User) -> Pack:
    """Remove the file of a pack; its row, its hash and its seal stay, for somebody may hold a copy."""
    if row.erased_at is None:
        _erase_pack_file(row, actor)
    return row


def erase_packs(centre: Centre, actor: User | str) -> int:
    """Erase every pack of a centre, whose rows were erased from its store; return how many went.

    The erasure was allowed where it was asked for, and `time` asks nobody. Call it once the rows are out of the store:
    a pack that is being made is then either found here, or not written.
    """
    with transaction.atomic():
        Centre.objects.select_for_update(of=("self",)).get(pk=centre.pk)
        found = Pack.objects.filter(centre=centre, erased_at__isnull=True)
        rows = list(found.select_for_update(of=("self",)).select_related("centre__organisation"))
        for row in rows:
            _erase_pack_file(row, actor)
    return len(rows)


def _erase_pack_file(row: Pack, actor: User | str) -> None:
    row.erased_at = timezone.now()
    row.save(update_fields=["erased_at"])
    record_row(actor, "pack.erase", row)
    transaction.on_commit(partial(pack_path(row.centre, row.sha256).unlink, missing_ok=True))


def _erased_meanwhile_fault() -> Faults:
    return build_faults(
        "erased-meanwhile",
        "Des contacts ont été effacés pendant que le dossier se constituait : il les contiendrait encore.",
        "Contacts were erased while the pack was being made; it would still contain them.",
        "Demandez-le de nouveau.",
        "Request it again.",
    )
