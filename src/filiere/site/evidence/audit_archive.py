"""The archive of an audit: exactly the documents of its frozen snapshot, with their fingerprints, and nothing else.

What the reader may not open, or what is gone, is named in the manifest with the reason, and is not in the archive.

It is made as it is given: a dossier may hold gibibytes, of which no copy is written here, nor held in memory.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Generator, Iterator, Mapping, Sequence
from typing import Any

from filiere.core import Faults
from filiere.site.evidence import content_store
from filiere.site.evidence.faults import fault
from filiere.site.evidence.models import Document
from filiere.site.workflow.models import Dossier

_BLOCK_BYTES = 1 << 20


def load_frozen_entries(dossier: Dossier) -> tuple[str, list[dict[str, Any]]]:
    """The fingerprint of the last snapshot of the audit and its entries on evidence; raise ``Faults`` without one."""
    snapshot = dossier.snapshots.filter(name="audit", body__isnull=False).order_by("-pk").first()
    if snapshot is None:
        raise Faults([fault("nothing-frozen")])
    entries = (snapshot.body or {}).get("evidence", [])
    return snapshot.sha256, [one for one in entries if isinstance(one, dict) and one.get("document")]


def stream_archive(dossier: Dossier, readable: Sequence[Document]) -> Iterator[bytes]:
    """Return the archive, part by part as it is made; raise ``Faults`` at once when nothing is frozen."""
    snapshot, entries = load_frozen_entries(dossier)
    about = {"dossier": dossier.key, "release": dossier.release, "snapshot": snapshot}
    return _stream_entries(about, entries, {one.key: one for one in readable})


class _ZipBuffer(io.RawIOBase):
    """What a ZIP wrote since it was last taken: it is written in one pass, for there is nowhere to go back to."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def writable(self) -> bool:
        """It is written to."""
        return True

    def write(self, content: Any) -> int:
        """Hold some of it until it is taken."""
        self._parts.append(bytes(content))
        return len(content)

    def take(self) -> Iterator[bytes]:
        """Give what is held, and hold it no more."""
        parts, self._parts = self._parts, []
        yield from parts


def _stream_entries(
    about: Mapping[str, Any], entries: Sequence[Mapping[str, Any]], documents: Mapping[str, Document]
) -> Iterator[bytes]:
    out, manifest = _ZipBuffer(), []
    # Not compressed: a method that says where a part ends, for readers that take the archive as it comes. Parts opened
    # by their names all bear one day, which keeps the archive of one snapshot the same whenever it is made.
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=0) as zipped:
        for key in dict.fromkeys(str(one["document"]) for one in entries):
            frozen = [one for one in entries if one["document"] == key]
            row = {
                "document": key,
                "sha256": frozen[0].get("sha256"),
                "evidence": [one["key"] for one in frozen if one.get("key")],
            }
            put = yield from _put_document(zipped, out, documents.get(key), str(frozen[0].get("sha256")))
            manifest.append(row | put)
        words = json.dumps({**about, "documents": manifest}, ensure_ascii=False, indent=2, sort_keys=True)
        with zipped.open("manifest.json", "w") as part:
            part.write(words.encode())
    yield from out.take()


def _put_document(
    zipped: zipfile.ZipFile, out: _ZipBuffer, document: Document | None, sha256: str
) -> Generator[bytes, None, dict[str, str]]:
    """Add a document, giving what is written of it, and say under which name; or say why it is not there."""
    if document is None:
        return {"left_out": "not readable by you, or erased"}
    if document.blob.sha256 != sha256 or not document.is_servable:
        return {"left_out": "erased or quarantined" if document.blob.sha256 == sha256 else "not the frozen content"}
    try:
        stream = content_store.open_verified(sha256)
    except Faults:
        return {"left_out": "changed on the disk"}
    # A key first: two documents may bear one name, and no name can leave the folder.
    name = f"{document.key}/{document.name}"
    with stream:
        with zipped.open(name, "w", force_zip64=True) as part:
            while block := stream.read(_BLOCK_BYTES):
                part.write(block)
                yield from out.take()
        yield from out.take()
    return {"name": name}
