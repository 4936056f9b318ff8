"""Having a pack verified by the second computation: one of the centre, or one that somebody was given.

A pack that was sent is held to a size, and verified in a process with limits; it goes when that has ended, whatever
came of it. What is told is figures, counts and hashes, never a row.
"""

from __future__ import annotations

import json
import re
import secrets
from pathlib import Path

from filiere import contacts
from filiere.core import Faults, seal
from filiere.site.accounts.models import User
from filiere.site.child_process import ChildStopped, Limits, run
from filiere.site.jobs.models import Job
from filiere.site.jobs.progress import Progress
from filiere.site.jobs.queue import enqueue_job
from filiere.site.jobs.worker_startup import start_worker_on_commit
from filiere.site.kit.rights import require
from filiere.site.quality.fault_builders import build_faults
from filiere.site.quality.folders import pack_path
from filiere.site.quality.job_kinds import JobKind, handles_centre_job, job_owner
from filiere.site.quality.models import Centre, Pack
from filiere.site.quality.pack_verifications import VERIFICATION_SUBJECT, received_pack_path, verification_path
from filiere.site.quality.quotas import check_folder_size, check_verifications

MAX_MEMORY_BYTES = 4 * 1024**3
"""Bytes of memory that a verification may take."""
MAX_CPU_SECONDS = 3600
"""Seconds of processor time that a verification may take."""
MAX_WALL_SECONDS = 2 * MAX_CPU_SECONDS
"""Seconds by the clock: a process that waits for memory it cannot have takes no processor time, and would never end."""
MAX_WAITING = 5
"""Packs of one centre, or of all auditors, that may wait for their verification."""
MAX_WAITING_BYTES = 16 * 1024**3
"""Bytes of the largest file that it may write while it computes."""
_SEAL_FORM = re.compile(r"[0-9a-f]{64}")


def request_own_verification(pack: Pack, *, actor: User) -> Job:
    """Have a pack of the centre verified again, from its file as it stands."""
    centre = pack.centre
    require(actor, "quality:read", centre)
    if pack.erased_at is not None:
        raise build_faults(
            "pack-erased",
            "Le fichier de ce dossier est effacé : il n’y a plus rien à vérifier ici.",
            "This pack’s file has been erased: there is nothing left to verify here.",
            "Envoyez la copie que vous en avez.",
            "Upload the copy that you have.",
        )
    asked = {"what": "verify", "pack": pack.key}
    job = enqueue_job(
        owner=job_owner(centre), kind=JobKind.PACK, subject=f"{VERIFICATION_SUBJECT}{pack.key}", asked=asked, by=actor
    )
    start_worker_on_commit()
    return job


def request_received_verification(
    *, actor: User, centre: Centre | None, path: Path, sha256: str, expected: str = ""
) -> Job:
    """Have a pack that was sent verified, against the seal ``expected`` if one is given; the file is moved away.

    Somebody of a centre asks in its name, an auditor without one. Sent twice before it was verified, it is verified
    once.
    """
    if centre is None:
        require(actor, "pack:verify")
    else:
        require(actor, "quality:read", centre)
    wanted = "".join(expected.split()).lower()
    if wanted and not _SEAL_FORM.fullmatch(wanted):
        raise build_faults(
            "seal-not-one",
            "Un sceau a 64 signes, de 0 à 9 et de a à f ; celui-ci n’en est pas un.",
            "A seal has 64 characters, 0 to 9 and a to f; this is not one.",
            "Recopiez le sceau entier, ou laissez la case vide.",
            "Copy the whole seal, or leave the field blank.",
            "seal",
        )
    subject = f"{VERIFICATION_SUBJECT}{seal({'file': sha256, 'seal': wanted, 'by': actor.key})}"
    waiting = Job.objects.for_owner(job_owner(centre)).filter(
        kind=JobKind.PACK, subject__startswith=VERIFICATION_SUBJECT, state__in=Job.OPEN
    )
    found = waiting.filter(subject=subject).first()
    if found is None and waiting.count() >= MAX_WAITING:
        raise _too_many_waiting_fault()
    if found is None:
        check_verifications(actor)
        check_folder_size(centre, path.stat().st_size)
    token = secrets.token_hex(16)
    if found is None:
        # The file is in its place before any job speaks of it; without one, the next sweep removes it.
        path.replace(received_pack_path(centre, token))
        asked = {"what": "verify", "token": token, "seal": wanted, "sha256": sha256}
        found = enqueue_job(owner=job_owner(centre), kind=JobKind.PACK, subject=subject, asked=asked, by=actor)
        if found.asked["token"] != token:
            received_pack_path(centre, token).unlink(missing_ok=True)
    start_worker_on_commit()
    return found


@handles_centre_job(JobKind.PACK, "verify", keeps_ended=True)
def verify_pack(job: Job, progress: Progress) -> str:
    """Verify the pack of a job in a process of its own, which ends with that of the job."""
    progress("verify", 0, 0)
    centre = Centre.objects.for_job(job) if job.owner_kind else None
    token = str(job.asked.get("token", ""))
    out = verification_path(centre, job)
    if token:
        path = received_pack_path(centre, token)
        try:
            if not out.is_file():
                _write_verification(path, out, str(job.asked.get("seal", "")))
        finally:
            path.unlink(missing_ok=True)
        return job.key
    pack = Pack.objects.filter(centre=centre, key=str(job.asked["pack"]), erased_at__isnull=True).first()
    if pack is None or centre is None:
        raise _missing_pack_fault()
    _write_verification(pack_path(centre, pack.sha256), out, pack.seal)
    return job.key


def _write_verification(path: Path, out: Path, expected: str) -> None:
    """Write what the verification of a pack finds, whole or not at all; the pack is read in a child of its own."""
    if not path.is_file():
        raise _missing_pack_fault()
    limits = Limits(processor=MAX_CPU_SECONDS, wall=MAX_WALL_SECONDS, memory=MAX_MEMORY_BYTES, file=MAX_WAITING_BYTES)
    try:
        found = run(limits, contacts.build_verification_report, path, seal=expected or None)
    except ChildStopped:
        raise _limits_exceeded_fault() from None
    draft = Path(f"{out}.new")
    draft.write_text(json.dumps(found, ensure_ascii=False), encoding="utf-8")
    draft.replace(out)


def _too_many_waiting_fault() -> Faults:
    return build_faults(
        "verifications-wait",
        f"{MAX_WAITING} dossiers attendent déjà leur vérification.",
        f"{MAX_WAITING} packs are already waiting to be verified.",
        "Revenez quand l’un d’eux sera vérifié, ou vérifiez le vôtre par la ligne de commande.",
        "Come back when one of them has been verified, or verify yours from the command line.",
    )


def _missing_pack_fault() -> Faults:
    return build_faults(
        "pack-file-gone",
        "Le fichier de ce dossier n’est plus là.",
        "This pack’s file no longer exists.",
        "Envoyez-le de nouveau.",
        "Upload it again.",
    )


def _limits_exceeded_fault() -> Faults:
    return build_faults(
        "verification-too-much",
        "La vérification a dépassé la mémoire ou le temps permis, et s’est arrêtée sans conclure.",
        "The verification exceeded the memory or time limit, and stopped without a conclusion.",
        "Vérifiez ce dossier par la ligne de commande, sur une machine à vous : filiere contacts verify.",
        "Verify this pack from the command line, on your own machine: filiere contacts verify.",
    )
