"""Papers of a label: certificate, credential and its lists, keys, logo kit, and what a forged one is told."""

from __future__ import annotations

import io
import json
import stat
import zipfile
from datetime import timedelta
from typing import Any
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader
from support.scenes.audit_sample import Clock
from support.scenes.holder_sample import Held, vote

from filiere.credentials import read, verify
from filiere.site.accounts.rights import OPERATOR
from filiere.site.holders import issuer
from filiere.site.holders.actions.alerts import raise_alert
from filiere.site.holders.actions.defence_statements import file_explanation
from filiere.site.holders.actions.rotate_key import rotate_key
from filiere.site.holders.models import Certificate
from filiere.site.kit.languages import use_page_language
from filiere.site.kit.rights import RightRefused

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


@pytest.fixture
def held(clock: Clock) -> Held:
    found = Held(clock)
    clock.on(found.last + DAY)
    return found


def address(name: str, held: Held, *more: Any, lang: str = "fr") -> str:
    with use_page_language(lang):
        return reverse(f"holders:{name}", args=[held.dossier.key, *more])


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_certificate_is_a_tagged_pdf_that_says_what_was_frozen(client: Client, held: Held, lang: str) -> None:
    client.force_login(held.reader)
    answer = client.get(address("certificate", held, lang=lang))
    assert answer["Content-Type"] == "application/pdf"
    reader = PdfReader(io.BytesIO(answer.content))
    words = " ".join(reader.pages[0].extract_text().split())
    assert reader.root_object["/Lang"] == lang
    assert held.certificate.number in words
    assert "Poitiers (86194)" in words
    assert ("Maroc" if lang == "fr" else "Morocco") in words
    assert held.certificate.snapshot.sha256[:8] in words
    assert f"/verify/{held.certificate.number}" in words.replace(" ", "")


def test_a_credential_holds_until_the_label_is_suspended_or_withdrawn(client: Client, clock: Clock, held: Held) -> None:
    number = held.certificate.number

    def faults() -> set[str]:
        visitor = Client()
        credential = read(visitor.get(reverse("credentials:credential", args=[number])).content)
        keys = visitor.get(reverse("credentials:did")).json()
        lists = {}
        for one in credential["credentialStatus"]:
            path = one["statusListCredential"].removeprefix("http://localhost:8000")
            lists[one["statusListCredential"]] = read(visitor.get(path).content)
        found = verify(credential, issuers={keys["id"]: keys}, lists=lists, day=clock.day)
        return {one.code for one in found}

    assert faults() == set()
    clock.on(held.last + DAY)
    raise_alert(held.dossier, actor=held.staff, kind="court_decision", source="Arrêt", words="Faits.", review=True)
    file_explanation(held.dossier, actor=held.editor, words="Nous contestons.")
    assert faults() == set()
    vote(held.dossier, held.employees, clock.day, suspension_adopted=True)
    assert faults() == {"credential-suspended"}
    Certificate.objects.first().dossier.__class__.objects.filter(pk=held.dossier.pk).update(public_status="ended")
    assert faults() == {"credential-withdrawn"}
    clock.on(held.certificate.until + 30 * DAY)
    assert faults() == {"credential-withdrawn", "credential-expired"}


def test_a_forged_credential_is_told(client: Client, clock: Clock, held: Held) -> None:
    credential = read(Client().get(reverse("credentials:credential", args=[held.certificate.number])).content)
    base = credential["id"].partition("/credentials/")[0]
    keys = issuer.build_did_document(base)
    lists = {
        issuer.status_list_address(base, purpose): issuer.build_status_list(base, purpose)
        for purpose in ("revocation", "suspension")
    }
    credential["credentialSubject"]["organisation"] = "Une autre"
    found = verify(credential, issuers={keys["id"]: keys}, lists=lists, day=clock.day)
    assert {one.code for one in found} == {"credential-forged"}


def test_the_key_is_its_owners_alone_and_is_replaced_without_losing_what_it_signed(clock: Clock, held: Held) -> None:
    base = "https://label.example"
    old = issuer.build_credential(held.certificate, base)
    assert stat.S_IMODE(issuer.key_file().stat().st_mode) == 0o600
    with pytest.raises(RightRefused):
        rotate_key(actor=held.staff)
    clock.forward(hours=1)
    first = rotate_key(actor=OPERATOR)
    assert stat.S_IMODE(issuer.key_file().stat().st_mode) == 0o600
    assert "secret" not in json.loads(issuer.key_file().read_text())[1]
    lists = {
        issuer.status_list_address(base, purpose): issuer.build_status_list(base, purpose)
        for purpose in ("revocation", "suspension")
    }
    keys = issuer.build_did_document(base)
    issuers = {keys["id"]: keys}
    new = issuer.build_credential(held.certificate, base)
    assert new["proof"]["verificationMethod"] != old["proof"]["verificationMethod"]
    assert first in old["proof"]["verificationMethod"]
    day = held.granted + 2 * DAY
    assert verify(old, issuers=issuers, lists=lists, day=day) == ()
    assert verify(new, issuers=issuers, lists=lists, day=day) == ()
    clock.forward(hours=1)
    rotate_key(actor=OPERATOR, stolen=True)
    keys = issuer.build_did_document(base)
    lists = {
        issuer.status_list_address(base, purpose): issuer.build_status_list(base, purpose)
        for purpose in ("revocation", "suspension")
    }
    assert {one.code for one in verify(new, issuers={keys["id"]: keys}, lists=lists, day=day)} == {
        "credential-key-revoked"
    }
    assert (
        verify(issuer.build_credential(held.certificate, base), issuers={keys["id"]: keys}, lists=lists, day=day) == ()
    )


def test_public_addresses_answer_what_they_have_and_nothing_else(held: Held) -> None:
    visitor, number = Client(), held.certificate.number
    for lang, path in (("fr", "/fr/label/register/verify/"), ("en", "/en/label/register/verify/")):
        answer = visitor.get(f"/verify/{number}", headers={"accept-language": lang})
        assert (answer.status_code, answer["Location"]) == (302, f"{path}{number}/")
        assert visitor.get(answer["Location"]).status_code == 200
    assert visitor.get(f"/verify/{number.lower().replace('-', '')}").status_code == 302
    wrong = number[:-1] + ("A" if number[-1] != "A" else "B")
    for forged in (wrong, "LRS-2027-00000000-0", "..", "a" * 300, "<b>"):
        answer = visitor.get(f"/verify/{forged}", follow=True, headers={"accept-language": "fr"})
        assert answer.status_code == 404, forged
    answer = visitor.get(f"/verify/{wrong}", follow=True, headers={"accept-language": "fr"})
    assert "Certificat inconnu" in answer.content.decode()
    assert f'value="{wrong}"' in answer.content.decode()
    for path in (
        f"/credentials/{wrong}.json",
        "/credentials/status/else.json",
        "/credentials/x.json",
    ):
        assert visitor.get(path).status_code == 404, path
    assert visitor.post("/.well-known/did.json").status_code == 405
    answer = visitor.get("/.well-known/did.json")
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert "secret" not in answer.content.decode()


def test_the_kit_is_drawn_for_one_certificate_and_only_while_it_is_valid(client: Client, held: Held) -> None:
    client.force_login(held.editor)
    content = client.get(address("kit", held)).content
    with zipfile.ZipFile(io.BytesIO(content)) as kit:
        names = kit.namelist()
        assert len(names) == 8
        for name in names:
            text = kit.read(name).decode()
            assert held.certificate.number in text
            if name.endswith(".svg"):
                root = ElementTree.fromstring(text)  # noqa: S314  Our own drawing.
                assert root.tag == "{http://www.w3.org/2000/svg}svg"
                assert "<script" not in text
                assert "href" not in text
    assert client.get(address("kit", held)).content == content
    held.dossier.__class__.objects.filter(pk=held.dossier.pk).update(public_status="suspended")
    assert client.get(address("kit", held)).status_code == 404
