"""What the journal tells of the quality of a centre, compared with the rows now.

An entry holds keys, counts and fingerprints: no name of a file, no queue, no contact. Runs and jobs are left out: a run
can be made again from what is told, and a job is only how something was made.
"""

from __future__ import annotations

from typing import Any

from filiere.core import Text
from filiere.site.journal.sealed_rows import SealedRow, get_key, name_acts
from filiere.site.quality.models import (
    Centre,
    Delivery,
    Edition,
    LocalSet,
    Mapping,
    Pack,
    Participation,
    QualityManager,
)

CENTRE_SUBJECT, MANAGER_SUBJECT, DELIVERY_SUBJECT, MAPPING_SUBJECT = "centre", "quality_manager", "delivery", "mapping"
LOCAL_SET_SUBJECT, PACK_SUBJECT_KIND, PARTICIPATION_SUBJECT, EDITION_SUBJECT = (
    "local_set",
    "pack",
    "participation",
    "edition",
)


def _iso_day(value: Any) -> str | None:
    return value.isoformat() if value is not None else None


def centre_payload(centre: Centre) -> dict[str, Any]:
    """What the journal seals of a space."""
    return {"zone": centre.zone, "keep_days": centre.keep_days}


def manager_payload(quality_manager: QualityManager) -> dict[str, Any]:
    """What the journal seals of a quality manager."""
    return {
        "user": quality_manager.user.key,
        "centre": quality_manager.centre.key,
        "since": _iso_day(quality_manager.since),
        "until": _iso_day(quality_manager.until),
    }


def delivery_payload(delivery: Delivery) -> dict[str, Any]:
    """What the journal seals of a delivery: where it came from and its counts, never its words."""
    return {
        "centre": delivery.centre.key,
        "sha256": delivery.sha256,
        "size": delivery.size,
        "kind": delivery.kind,
        "source": delivery.source,
        "mapping": delivery.mapping.sha256 if delivery.mapping is not None else None,
        "state": str(delivery.state),
        "rows": delivery.rows,
        "accepted": delivery.accepted,
        "repaired": delivery.repaired,
        "rejected": delivery.rejected,
        "duplicates": delivery.duplicates,
        "superseded": delivery.superseded,
        "erased_rule": delivery.erased_rule,
    }


def mapping_payload(payload: Mapping) -> dict[str, Any]:
    """What the journal seals of a version of a mapping."""
    return {"centre": payload.centre.key, "name": payload.name, "version": payload.version, "sha256": payload.sha256}


def local_set_payload(local_set: LocalSet) -> dict[str, Any]:
    """What the journal seals of a version of a local set of definitions."""
    return {
        "centre": local_set.centre.key,
        "key": local_set.key,
        "version": local_set.version,
        "sha256": local_set.sha256,
        "sealed": local_set.sealed_at is not None,
    }


def pack_payload(pack: Pack) -> dict[str, Any]:
    """What the journal seals of a pack."""
    return {
        "centre": pack.centre.key,
        "definition": pack.definition,
        "version": pack.version,
        "definition_sha256": pack.definition_sha256,
        "store": pack.store,
        "sha256": pack.sha256,
        "seal": pack.seal,
        "cut": pack.cut,
        "size": pack.size,
        "erased": pack.erased_at is not None,
    }


def participation_payload(participation: Participation) -> dict[str, Any]:
    """What the journal seals of a part in the benchmark."""
    return {
        "centre": participation.centre.key,
        "terms": participation.terms,
        "since": _iso_day(participation.since),
        "until": _iso_day(participation.until),
    }


def edition_payload(edition: Edition) -> dict[str, Any]:
    """What the journal seals of a benchmark: never who took part, nor how many."""
    return {"month": edition.month, "fictitious": edition.fictitious, "rule": edition.rule, "sha256": edition.sha256}


SEALED_ROWS: tuple[SealedRow[Any], ...] = (
    SealedRow(
        Centre,
        CENTRE_SUBJECT,
        name_acts(CENTRE_SUBJECT, "open", "change"),
        centre_payload,
        Text(fr="Espace qualité", en="Quality space"),
        key=get_key,
        rows=lambda: Centre.objects.select_related("organisation"),
    ),
    SealedRow(
        QualityManager,
        MANAGER_SUBJECT,
        name_acts(MANAGER_SUBJECT, "name", "end"),
        manager_payload,
        Text(fr="Responsable qualité", en="Quality manager"),
        rows=lambda: QualityManager.objects.select_related("user", "centre__organisation"),
    ),
    SealedRow(
        Delivery,
        DELIVERY_SUBJECT,
        name_acts(DELIVERY_SUBJECT, "receive", "import", "refuse", "erase"),
        delivery_payload,
        Text(fr="Dépôt", en="Delivery"),
        key=get_key,
        rows=lambda: Delivery.objects.select_related("centre__organisation", "mapping"),
    ),
    SealedRow(
        Mapping,
        MAPPING_SUBJECT,
        name_acts(MAPPING_SUBJECT, "write"),
        mapping_payload,
        Text(fr="Correspondance", en="Mapping"),
        rows=lambda: Mapping.objects.select_related("centre__organisation"),
    ),
    SealedRow(
        LocalSet,
        LOCAL_SET_SUBJECT,
        name_acts(LOCAL_SET_SUBJECT, "write", "seal"),
        local_set_payload,
        Text(fr="Définition locale", en="Local definition"),
        rows=lambda: LocalSet.objects.select_related("centre__organisation"),
    ),
    SealedRow(
        Pack,
        PACK_SUBJECT_KIND,
        name_acts(PACK_SUBJECT_KIND, "make", "erase"),
        pack_payload,
        Text(fr="Dossier scellé", en="Sealed pack"),
        key=get_key,
        rows=lambda: Pack.objects.select_related("centre__organisation"),
    ),
    SealedRow(
        Participation,
        PARTICIPATION_SUBJECT,
        name_acts(PARTICIPATION_SUBJECT, "join", "leave"),
        participation_payload,
        Text(fr="Participation à la comparaison", en="Participation in the benchmark"),
        rows=lambda: Participation.objects.select_related("centre__organisation"),
    ),
    SealedRow(
        Edition,
        EDITION_SUBJECT,
        name_acts(EDITION_SUBJECT, "make"),
        edition_payload,
        Text(fr="Comparaison du mois", en="Monthly benchmark"),
        key=get_key,
    ),
)
"""One a table, in the order of the models."""
