"""Documents are drawn in a child process: texts made to be long to lay out hold no thread of the site.

A hundred actions of a thousand lines took more than three minutes in the thread that answered, under a lock that every
other document waited for: sixteen requests of one holder stopped the site.
"""

from __future__ import annotations

import html
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from support.scenes.audit_sample import Clock
from support.scenes.holder_sample import Held

from filiere.publication.documents import pdf_renderer
from filiere.site import pdf_rendering
from filiere.site.holders.models import PlanAction
from filiere.site.journal.models import Entry

pytestmark = pytest.mark.django_db
LINES = "x\n" * 999 + "x"


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> Held:
    clock = Clock(monkeypatch)
    found = Held(clock)
    clock.on(found.last + timedelta(days=1))
    pdf_rendering._rendered_documents.clear()
    return found


def asked(held: Held, name: str) -> Any:
    client = Client()
    client.force_login(held.editor)
    return client.get(reverse(f"holders:{name}", args=[held.dossier.key]))


def write(held: Held, count: int, what: str) -> None:
    due, day = date(2030, 1, 1), held.last
    PlanAction.objects.bulk_create(
        PlanAction(dossier=held.dossier, number=number, what=what, owner="RH", due=due, written_on=day)
        for number in range(1, count + 1)
    )


def test_a_document_is_drawn_elsewhere_and_once(held: Held, monkeypatch: pytest.MonkeyPatch) -> None:
    def here(*_: Any) -> bytes:
        raise AssertionError("drawn in the process that answers others")

    monkeypatch.setattr(pdf_renderer, "_render_pdf", here)
    first = asked(held, "plan-pdf")
    assert (first.status_code, first.content[:5]) == (200, b"%PDF-")
    monkeypatch.setattr(pdf_rendering, "read_sandboxed", here)
    assert asked(held, "plan-pdf").content == first.content
    # Another record is another document.
    write(held, 1, "Former")
    with pytest.raises(AssertionError, match="drawn in"):
        asked(held, "plan-pdf")


def test_a_document_made_to_be_long_is_stopped_with_a_sentence(held: Held, settings: Any) -> None:
    settings.FILIERE_READ_PROCESSOR_SECONDS = 1
    write(held, 5, LINES)
    answer = asked(held, "plan-pdf")
    assert (
        answer.status_code,
        str(pdf_rendering._TOO_LONG_FAULT.remedy) in html.unescape(answer.content.decode()),
    ) == (422, True)
    assert Entry.objects.filter(act="reading.stop", subject_id=held.dossier.key).count() == 1
    # The page tells all that the document would have.
    assert asked(held, "plan").status_code == 200


def test_prints_kept_in_memory_are_few_and_small(held: Held, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_rendering, "MAX_CACHED_DOCUMENTS", 2)
    monkeypatch.setattr(pdf_rendering, "MAX_CACHED_BYTES", 10)
    sizes = iter((5, 5, 5, 11))
    monkeypatch.setattr(pdf_rendering, "read_sandboxed", lambda *_, **__: b"x" * next(sizes))
    for record in range(4):
        pdf_rendering.render_pdf(None, len, record, "fr")  # type: ignore[arg-type]  # nothing is drawn
    assert [key[1] for key in pdf_rendering._rendered_documents] == [1, 2]
