"""The archive of an audit: exactly the documents of its frozen snapshot, with their fingerprints, and nothing else.

What the reader may not open, or what is gone, is named in the manifest with the reason, and is not in the archive.
"""

from __future__ import annotations

import json
import shutil
import tempfile
import zipfile
from pathlib import Path
from typing import IO, Any

from django.conf import settings

from filiere.core import Faults, Text
from filiere.site.dossiers.models import Dossier
from filiere.site.evidence import store
from filiere.site.evidence.models import Document

# A ZIP needs days; one day for all keeps the archive of one snapshot the same whenever it is made.
_DAY = (1980, 1, 1, 0, 0, 0)


def frozen_entries(dossier: Dossier) -> tuple[str, list[dict[str, Any]]]:
    """The fingerprint of the last snapshot of the audit and its entries on evidence; raise ``Faults`` without one."""
    snapshot = dossier.snapshots.filter(name="audit", body__isnull=False).order_by("-pk").first()
    if snapshot is None:
        raise Faults.one(
            code="nothing-frozen",
            message=Text(
                fr="Ce dossier n’a pas de cliché d’audit : rien n’y est figé.",
                en="This dossier has no snapshot of an audit: nothing is frozen in it.",
            ),
            remedy=Text(
                fr="Attendez que le questionnaire soit remis.", en="Wait until the questionnaire is handed in."
            ),
        )
    entries = (snapshot.body or {}).get("evidence", [])
    return snapshot.sha256, [one for one in entries if isinstance(one, dict) and one.get("document")]


def made(dossier: Dossier, readable: list[Document]) -> tuple[IO[bytes], int]:
    """The archive in a file without a name, gone when it is closed, and its size."""
    snapshot, entries = frozen_entries(dossier)
    documents = {one.key: one for one in readable}
    folder = Path(settings.UPLOADS)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    out = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115  The answer closes it.
    manifest: list[dict[str, Any]] = []
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as zipped:
        for key in dict.fromkeys(str(one["document"]) for one in entries):
            frozen = [one for one in entries if one["document"] == key]
            row = {
                "document": key,
                "sha256": frozen[0].get("sha256"),
                "evidence": [one["key"] for one in frozen if one.get("key")],
            }
            manifest.append(row | _put(zipped, documents.get(key), str(frozen[0].get("sha256"))))
        body = {"dossier": dossier.key, "release": dossier.release, "snapshot": snapshot, "documents": manifest}
        words = json.dumps(body, ensure_ascii=False, indent=2, sort_keys=True)
        zipped.writestr(zipfile.ZipInfo("manifest.json", _DAY), words)
    size = out.tell()
    out.seek(0)
    return out, size


def _put(zipped: zipfile.ZipFile, document: Document | None, sha256: str) -> dict[str, str]:
    """Add a document, and say under which name; or say why it is not there."""
    if document is None:
        return {"left_out": "not readable by you, or erased"}
    if document.blob.sha256 != sha256 or not document.servable:
        return {"left_out": "erased or quarantined" if document.blob.sha256 == sha256 else "not the frozen content"}
    try:
        stream = store.open_checked(sha256)
    except Faults:
        return {"left_out": "changed on the disk"}
    # A key first: two documents may bear one name, and no name can leave the folder.
    name = f"{document.key}/{document.name}"
    info = zipfile.ZipInfo(name, _DAY)
    info.external_attr = 0o600 << 16
    with stream, zipped.open(info, "w", force_zip64=True) as part:
        shutil.copyfileobj(stream, part, 1 << 20)
    return {"name": name}
