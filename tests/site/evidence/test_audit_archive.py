"""The archive of an audit: exactly what was frozen, given as it is made."""

from __future__ import annotations

import errno
import hashlib
import io
import json
import tempfile
import zipfile
from typing import Any

import pytest
from django.urls import reverse
from support.scenes.dossier_sample import at
from support.scenes.evidence_sample import PUBLIC, auditing, client_of, make_cast, other_pdf, send
from support.scenes.hostile_files import pdf

from filiere.site.evidence.evidence_checklist import build_frozen_entries
from filiere.site.evidence.models import Document
from filiere.site.workflow.models import Snapshot

pytestmark = pytest.mark.django_db


def test_the_archive_holds_exactly_the_frozen_documents_and_their_fingerprints() -> None:
    cast = make_cast()
    first = send(cast, name="a.pdf").document
    second = send(cast, content=other_pdf(2), name="a.pdf", proofs=(PUBLIC,)).document
    gone = send(cast, content=other_pdf(3)).document
    at(cast.dossier, "under_audit", bodies={"audit": {"evidence": build_frozen_entries(cast.dossier)}})
    later = send(cast, content=other_pdf(4)).document
    Document.objects.filter(pk=gone.pk).update(name="", erased_at=gone.added_at, erased_rule="test")
    url = reverse("evidence:archive", args=[cast.dossier.key])
    with auditing(cast):
        for name, user in cast.everyone().items():
            status = client_of(user).head(url).status_code
            # Nothing was appealed: to a judge of appeals the dossier is not there.
            assert status == {"auditor": 200, "stranger": 404, "judge": 404}.get(name, 403), name
        answer = client_of(cast.auditor).get(url)
        again = client_of(cast.auditor).get(url)
    content = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    assert content == b"".join(again.streaming_content)  # type: ignore[attr-defined]
    with zipfile.ZipFile(io.BytesIO(content)) as opened:
        assert set(opened.namelist()) == {f"{first.key}/a.pdf", f"{second.key}/a.pdf", "manifest.json"}
        manifest = json.loads(opened.read("manifest.json"))
        assert manifest["snapshot"] == Snapshot.objects.get(name="audit").sha256
        rows = {row["document"]: row for row in manifest["documents"]}
        assert set(rows) == {first.key, second.key, gone.key}
        assert later.key not in content.decode("latin-1")
        assert "left_out" in rows[gone.key]
        for row in rows.values():
            if "name" in row:
                assert hashlib.sha256(opened.read(row["name"])).hexdigest() == row["sha256"]


def test_the_archive_is_made_as_it_is_given_without_a_copy(monkeypatch: pytest.MonkeyPatch) -> None:
    """A dossier holds gibibytes: each download copied them all to the disk of the site, however full it was."""
    cast = make_cast()
    large = pdf(b"<< /Length %d >>\nstream\n%s\nendstream" % (3 << 20, b"x" * (3 << 20)))
    document = send(cast, content=large).document
    at(cast.dossier, "under_audit", bodies={"audit": {"evidence": build_frozen_entries(cast.dossier)}})

    def full(**_: Any) -> Any:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(tempfile, "TemporaryFile", full)
    with auditing(cast):
        answer = client_of(cast.auditor).get(reverse("evidence:archive", args=[cast.dossier.key]))
    assert answer.status_code == 200
    parts = list(answer.streaming_content)  # type: ignore[attr-defined]
    assert max(map(len, parts)) < len(large) / 2
    with zipfile.ZipFile(io.BytesIO(b"".join(parts))) as opened:
        assert opened.testzip() is None
        assert opened.read(f"{document.key}/{document.name}") == large
