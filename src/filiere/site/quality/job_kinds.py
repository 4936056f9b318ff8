"""The jobs of a centre: their kinds, whose they are, and what is said of how far they are or why they stopped."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from django.db import models

from filiere.core import Fault, Text
from filiere.site.jobs.handlers import MakeJob, StopWords, handles_job
from filiere.site.jobs.models import NO_OWNER, Job, JobOwner
from filiere.site.quality.figure_store import open_store
from filiere.site.quality.models import Centre

CENTRE_OWNER = "centre"


class JobKind(models.TextChoices):
    """What is made."""

    IMPORT = "import"
    RUN = "run"
    EXPLAIN = "explain"
    PACK = "pack"
    ERASE = "erase"


STAGES: dict[str, Text] = {
    "unpack": Text(fr="Contrôle du fichier compressé", en="Checking the compressed file"),
    "hash": Text(fr="Empreinte du fichier", en="Computing the file’s fingerprint"),
    "read": Text(fr="Lecture des lignes", en="Reading the rows"),
    "match": Text(fr="Recherche des doublons", en="Finding duplicates"),
    "write": Text(fr="Écriture des contacts", en="Writing the contacts"),
    "contacts": Text(fr="Reconstitution des contacts", en="Assembling contacts"),
    "figures": Text(fr="Calcul des indicateurs", en="Computing the indicators"),
    "explain": Text(fr="Recherche des contacts", en="Finding the contacts"),
    "pack": Text(fr="Constitution du dossier", en="Making the pack"),
    "verify": Text(fr="Second calcul de chaque chiffre", en="Recomputing every figure"),
    "benchmark": Text(fr="Calcul des centres à comparer", en="Computing the centres to be compared"),
    "erase": Text(fr="Effacement des lignes", en="Erasing the rows"),
}


def job_owner(centre: Centre | None) -> JobOwner:
    """The owner of the jobs of a centre; an auditor asks without one."""
    return NO_OWNER if centre is None else JobOwner(CENTRE_OWNER, centre.key)


def _damaged_store_faults(job: Job) -> tuple[Fault, ...]:
    """What is wrong with the files of the store that a job read."""
    store = open_store(Centre.objects.for_job(job)) if job.owner_kind == CENTRE_OWNER else None
    return store.check().faults if store is not None else ()


handles_centre_job: Callable[..., Callable[[MakeJob], MakeJob]] = partial(
    handles_job,
    stages=STAGES,
    byte_stages=frozenset({"unpack", "hash", "read"}),
    find_damage=_damaged_store_faults,
    words=StopWords(
        unchanged=Text(
            fr="Rien n’a changé : les contacts et les chiffres du centre sont ceux d’avant.",
            en="Nothing has changed: the centre’s contacts and figures are as they were.",
        ),
        less=Text(
            fr="Coupez le fichier par mois ou demandez moins à la fois",
            en="Split the file by month or request less at once",
        ),
    ),
)
"""Register what makes a kind of job of centres."""
