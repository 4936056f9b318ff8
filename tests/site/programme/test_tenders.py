"""The watch of tenders: one answer a notice with its words, nothing kept of what a visitor sends."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from filiere.core import Faults
from filiere.site.accounts.rate_limits import RateLimit
from filiere.site.programme.tenders import actions
from filiere.site.programme.tenders.models import WatchedNotice

pytestmark = pytest.mark.django_db

CLAUSE = (
    "Marché de prestations d’accueil téléphonique.\nLe titulaire réserve au moins 5 % des heures de travail à "
    "l’insertion de personnes éloignées de l’emploi : clause sociale d’insertion obligatoire.\n"
)


def decp(*values: str) -> str:
    """Essential data of one contract with these considerations."""
    field = {"considerationSociale": list(values)}
    return json.dumps({"marches": {"marche": [{"id": "2026-1", "considerationsSociales": field}]}})


@pytest.mark.parametrize(
    ("sent", "answer"),
    [
        (CLAUSE, "clause"),
        (decp("Clause sociale"), "clause"),
        (decp("Critère social"), "criterion"),
        (decp("Marché réservé"), "reserved"),
        (decp("Pas de considération sociale"), "none_stated"),
        (decp("Autre chose"), "not_readable"),
        ('{"marches": ', "not_readable"),
    ],
)
def test_one_answer_a_notice(client: Client, sent: str, answer: str) -> None:
    page = client.post(reverse("programme:tenders"), {"text": sent})
    assert page.status_code == 200
    assert f'data-answer="{answer}"' in page.content.decode()
    assert not WatchedNotice.objects.exists()


def test_a_file_is_read_and_not_kept(client: Client, home: Any) -> None:
    """Sent by a visitor; nothing of it is left on the disk."""
    file = SimpleUploadedFile("avis.json", decp("Critère social").encode())
    page = client.post(reverse("programme:tenders"), {"text": "", "file": file})
    assert 'data-answer="criterion"' in page.content.decode()
    assert [one for one in (home / "uploads").rglob("*") if one.is_file()] == []


def test_nothing_and_too_much_are_refused(client: Client, monkeypatch: Any) -> None:
    address = reverse("programme:tenders")
    assert client.post(address, {"text": " "}).status_code == 422
    monkeypatch.setattr(actions, "NOTICE_CHECKS", RateLimit("few-notices", 1))
    assert client.post(address, {"text": CLAUSE}).status_code == 200
    assert client.post(address, {"text": CLAUSE}).status_code == 429


def test_the_lead_keeps_a_notice_once(client: Client, make_user: Any) -> None:
    """Everybody reads it then, with its words marked in the text."""
    lead = make_user("programme")
    client.force_login(lead)
    assert client.get(reverse("programme:tender-keep")).status_code == 200
    client.post(reverse("programme:tender-keep"), {"title": "Accueil", "text": CLAUSE})
    row = WatchedNotice.objects.get()
    with pytest.raises(Faults):
        actions.keep_notice("new", actor=lead, title="Accueil", text=row.text)
    client.logout()
    page = client.get(reverse("programme:tender", args=(row.key,))).content.decode()
    assert ('data-answer="clause"' in page, "<mark>" in page, "data-quote" in page) == (True, True, True)
    assert row.key in client.get(reverse("programme:tenders")).content.decode()
