"""What a person sends is taken apart in a child process, never in the process that answers everybody else.

The class of findings C1, C2, H1, M9 and M10. In each scene the engine's own reading is made to fail in the present
process: a page that takes its file all the same had it read elsewhere.
"""

from __future__ import annotations

import importlib
from typing import Any

import hostile_readers
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from evidence_sample import PROOF, make_cast, send
from hostile_files import pdf

from filiere.site.evidence.actions import add_document
from filiere.site.evidence.models import Blob, Document
from filiere.site.journal.models import Entry

pytestmark = pytest.mark.django_db


def trapped(monkeypatch: Any, *readers: str) -> None:
    """Have readers of the engines fail in the present process; a child is no copy of it, and reads as ever."""

    def here(*_: Any, **__: Any) -> Any:
        raise AssertionError("read in the process that answers others")

    for reader in readers:
        module, _, name = reader.rpartition(".")
        monkeypatch.setattr(importlib.import_module(module), name, here)


def test_evidence_is_inspected_elsewhere(monkeypatch: Any) -> None:
    """C1, C2: the inspection of a document."""
    trapped(monkeypatch, "filiere.inspection.inspecting._inspected")
    assert send(make_cast()).document.blob.kind == "pdf"


def test_an_inspection_that_never_ends_is_refused_with_a_sentence_and_a_trace(
    monkeypatch: Any, settings: Any, client: Any
) -> None:
    """C1: nothing is kept, the page says why, the journal knows who sent it and which reader was stopped."""
    cast = make_cast()
    settings.FILIERE_READ_PROCESSOR_SECONDS = 1
    monkeypatch.setattr(add_document, "inspect", hostile_readers.match_whatever_for_ever)
    client.force_login(cast.editor)
    file = SimpleUploadedFile("releve.pdf", pdf(), "application/pdf")
    fields = {"file": file, "proofs": [PROOF], "confidentiality": "committee"}
    answer = client.post(f"/en/dossiers/{cast.dossier.key}/evidence/add/", fields)
    assert answer.status_code == 422
    assert "went past the time allowed" in answer.content.decode()
    assert not Document.objects.exists()
    assert not Blob.objects.exists()
    entry = Entry.objects.latest("number")
    assert (entry.act, entry.actor_key, entry.subject_id) == ("reading.stop", cast.editor.key, cast.dossier.key)
    assert entry.payload.body == {"reader": "hostile_readers.match_whatever_for_ever", "how": "time"}


def test_many_files_of_one_person_at_once_are_told_to_wait(monkeypatch: Any) -> None:
    """C1: six files at once froze the site; those of one person take one place each, and few."""
    from filiere.site import child_process
    from filiere.site.child_process.stopped import How

    cast = make_cast()
    child_process.bound(4, 1)
    try:
        with child_process.place(cast.editor.key), pytest.raises(child_process.Stopped) as stopped:
            send(cast)
    finally:
        child_process.bound(None, None)
    assert stopped.value.how == How.BUSY
