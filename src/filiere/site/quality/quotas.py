"""How much a centre may keep on the site: files of each kind and bytes in all on the disk, and in the database
definitions and mappings.

Whatever adds to the folder of a centre asks here first: no centre fills the disk of all others, by a few large files or
by many small ones. What is counted is what stands on the disk now; two who ask at the same moment may both pass, so a
bound is passed by what was under way at the most. Auditors, who belong to no centre (None below), have one folder.
"""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db.models import Count, Q, Sum
from django.db.models.functions import Length
from django.utils import timezone

from filiere.core import Text
from filiere.core.text import LANGUAGES
from filiere.site.accounts.models import User
from filiere.site.jobs.models import Job
from filiere.site.quality.fault_builders import build_faults
from filiere.site.quality.folders import auditors_folder, centre_folder
from filiere.site.quality.job_kinds import JobKind, job_owner
from filiere.site.quality.models import Centre, Delivery, LocalSet, Mapping, Pack
from filiere.site.quality.pack_verifications import VERIFICATION_SUBJECT

MAX_DELIVERIES = 500
"""Files of a centre that may wait for their import."""
MAX_PACKS = 200
"""Packs that a centre may keep."""
MAX_VERIFICATIONS = 100
"""Packs that one person may have verified in a day: what is found in each is kept for thirty."""
DEFINITIONS, DEFINITION_VERSIONS, DEFINITION_SIGNS = 60, 600, 6_000_000
"""Sets of definitions that a centre may write, versions of all of them, and signs of all their texts."""
MAPPING_VERSIONS, MAPPING_SIGNS = 1_000, 10_000_000
"""Versions of all the mappings of a centre, and signs of all their texts."""

_FOLDER_LABELS: dict[str, Text] = {
    "store": Text(fr="contacts", en="contacts"),
    "figures": Text(fr="indicateurs", en="indicators"),
    "explained": Text(fr="explications", en="explanations"),
    "packs": Text(fr="dossiers scellés", en="sealed packs"),
    "raw": Text(fr="fichiers qui attendent leur import", en="files awaiting import"),
    "verifying": Text(fr="dossiers à vérifier", en="packs to verify"),
    "verified": Text(fr="dossiers vérifiés", en="packs verified"),
}


def check_folder_size(centre: Centre | None, size: int = 0) -> None:
    """Raise `Faults` when the folder of a centre would pass what one may weigh, with ``size`` bytes more."""
    folder = auditors_folder() if centre is None else centre_folder(centre)
    held = {name: _measure_folder(folder / name) for name in _FOLDER_LABELS}
    whole, most = sum(held.values()), settings.FILIERE_CENTRE_BYTES
    if whole + size <= most:
        return
    largest = sorted((one for one in held if held[one]), key=lambda one: -held[one])[:3]
    fr, en = (
        ", ".join(f"{_FOLDER_LABELS[one].get(lang)} {_to_mebibytes(held[one])}" for one in largest)
        for lang in LANGUAGES
    )
    if centre is None:
        raise build_faults(
            "auditors-full",
            f"Ce que les auditeurs ont envoyé pèse {_to_mebibytes(whole)} Mio sur les {_to_mebibytes(most)} permis, "
            f"et ce "
            f"fichier en pèse {_to_mebibytes(size)}.",
            f"Files uploaded by auditors take up {_to_mebibytes(whole)} MiB of the {_to_mebibytes(most)} allowed, "
            f"and this "
            f"file "
            f"is {_to_mebibytes(size)}.",
            "Revenez quand une vérification en cours sera finie, ou vérifiez ce dossier par la ligne de commande : "
            "filiere contacts verify.",
            "Come back once a verification in progress has ended, or verify this pack from the command line: "
            "filiere contacts verify.",
        )
    raise build_faults(
        "centre-full",
        f"Le centre garde {_to_mebibytes(whole)} Mio sur les {_to_mebibytes(most)} permis (en Mio : {fr}), et cela en "
        f"ajouterait {_to_mebibytes(size)} ou plus.",
        f"The centre is using {_to_mebibytes(whole)} MiB of the {_to_mebibytes(most)} allowed (in MiB: {en}), and "
        f"this would "
        f"add {_to_mebibytes(size)} or more.",
        "Effacez des dossiers scellés, des fichiers en attente ou des contacts qui ne servent plus, ou demandez plus "
        "de place à qui tient le serveur.",
        "Erase sealed packs, waiting files or contacts no longer needed, or ask the server administrator for more "
        "space.",
    )


def check_deliveries(centre: Centre) -> None:
    """Raise `Faults` when as many files as may wait for their import."""
    waiting = (Delivery.State.RECEIVED, Delivery.State.REFUSED)
    if Delivery.objects.filter(centre=centre, state__in=waiting).count() < MAX_DELIVERIES:
        return
    raise build_faults(
        "deliveries-too-many",
        f"{MAX_DELIVERIES} fichiers attendent déjà leur import.",
        f"{MAX_DELIVERIES} files are already awaiting import.",
        "Importez ou effacez d’abord ceux qui attendent.",
        "Import or erase some of those first.",
        "file",
    )


def check_packs(centre: Centre, making: str) -> None:
    """Raise `Faults` when a centre keeps as many packs as it may, those that are being made included; the subjects of
    the jobs that make them begin with ``making``."""
    jobs = Job.objects.for_owner(job_owner(centre))
    under_way = jobs.filter(kind=JobKind.PACK, subject__startswith=making, state__in=Job.OPEN)
    if Pack.objects.filter(centre=centre, erased_at__isnull=True).count() + under_way.count() < MAX_PACKS:
        return
    raise build_faults(
        "packs-too-many",
        f"Le centre garde déjà {MAX_PACKS} dossiers scellés.",
        f"The centre already has {MAX_PACKS} sealed packs.",
        "Effacez ceux qui ne servent plus : leur sceau reste, et qui en a une copie la vérifie encore.",
        "Erase those no longer needed: their seals are kept, and anyone with a copy can still verify it.",
    )


def check_definitions(made: LocalSet, text: str) -> None:
    """Raise `Faults` when a centre keeps as many definitions as it may, or as many signs of them, before ``text`` is
    that of ``made``, a row that is there or is not yet."""
    kept = LocalSet.objects.filter(centre=made.centre).exclude(pk=made.pk)
    signs = kept.aggregate(signs=Sum(Length("text")))["signs"] or 0
    keys = kept.order_by().values("key").distinct()
    passed = None
    if made.pk is None and keys.count() >= DEFINITIONS and not keys.filter(key=made.key).exists():
        passed = Text(fr=f"{DEFINITIONS} définitions", en=f"{DEFINITIONS} definitions")
    elif made.pk is None and kept.count() >= DEFINITION_VERSIONS:
        passed = Text(fr=f"{DEFINITION_VERSIONS} versions", en=f"{DEFINITION_VERSIONS} versions")
    elif signs + len(text) > DEFINITION_SIGNS:
        passed = Text(fr=f"{DEFINITION_SIGNS} caractères en tout", en=f"{DEFINITION_SIGNS} characters in all")
    if passed is None:
        return
    raise build_faults(
        "definitions-too-many",
        f"Avec ce texte, le centre passerait ce qu’il peut garder de définitions : {passed.fr}.",
        f"This text would take the centre over its limit for definitions: {passed.en}.",
        "Réécrivez une définition qui est encore à l’essai : elle ne fait pas de version de plus tant que rien n’est "
        "calculé sous elle.",
        "Rewrite a definition still on trial: no new version is created until something has been computed under it.",
    )


def check_mappings(centre: Centre, text: str) -> None:
    """Raise `Faults` when a centre keeps as many versions of mappings as it may, or as many signs of them, with
    ``text`` as one more."""
    kept = Mapping.objects.filter(centre=centre).aggregate(count=Count("pk"), signs=Sum(Length("text")))
    if kept["count"] >= MAPPING_VERSIONS:
        passed = Text(fr=f"{MAPPING_VERSIONS} versions", en=f"{MAPPING_VERSIONS} versions")
    elif (kept["signs"] or 0) + len(text) > MAPPING_SIGNS:
        passed = Text(fr=f"{MAPPING_SIGNS} caractères en tout", en=f"{MAPPING_SIGNS} characters in all")
    else:
        return
    raise build_faults(
        "mappings-too-many",
        f"Avec ce texte, le centre passerait ce qu’il peut garder de correspondances : {passed.fr}.",
        f"This text would take the centre over its limit for mappings: {passed.en}.",
        "Importez ce fichier par une correspondance qui est déjà là, ou dans un des formats que Filière lit sans "
        "correspondance.",
        "Import this file with an existing mapping, or in one of the formats Filière reads without a mapping.",
    )


def check_verifications(actor: User) -> None:
    """Raise `Faults` when a person had as many packs verified as they may in a day."""
    lately = Q(asked_at__gt=timezone.now() - timedelta(days=1))
    asked = Job.objects.filter(lately, kind=JobKind.PACK, subject__startswith=VERIFICATION_SUBJECT, asked_by=actor)
    if asked.count() < MAX_VERIFICATIONS:
        return
    raise build_faults(
        "verifications-many",
        f"Vous avez fait vérifier {MAX_VERIFICATIONS} dossiers en un jour.",
        f"You have already had {MAX_VERIFICATIONS} packs verified today.",
        "Revenez demain, ou vérifiez le vôtre par la ligne de commande : filiere contacts verify.",
        "Come back tomorrow, or verify yours from the command line: filiere contacts verify.",
    )


def _measure_folder(folder: Path) -> int:
    """Bytes of the files under a folder; one that goes meanwhile weighs nothing."""
    found = 0
    for place, _, names in os.walk(folder):
        for name in names:
            try:
                found += (Path(place) / name).lstat().st_size
            except FileNotFoundError:
                continue
    return found


def _to_mebibytes(size: int) -> int:
    return -(-size // 1024**2)
