"""Pages and files of a label: who opens them, in both languages, what a stranger finds, what a hostile text does."""

from __future__ import annotations

import io
import json
import stat
import zipfile
from datetime import date, timedelta
from typing import Any
from xml.etree import ElementTree

import pytest
from audit_sample import Clock
from django.test import Client
from django.urls import reverse
from django.utils import translation
from evidence_sample import Cast, make_cast, send
from holder_sample import Held, vote
from pypdf import PdfReader

from filiere.core import Faults
from filiere.credentials import read, verify
from filiere.site.accounts.permissions import OPERATOR, PermissionRefused
from filiere.site.holders import issuer
from filiere.site.holders.actions.alerts import raise_alert
from filiere.site.holders.actions.places import prove_place
from filiere.site.holders.actions.rotate_key import rotate_key
from filiere.site.holders.actions.statements import explain
from filiere.site.holders.models import Alert, Certificate, PlanAction, Proof, Statement

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
PAGES = ("label", "alerts", "change", "explain", "appeal", "follow-up", "places", "plan")
FILES = ("certificate", "credential", "kit", "plan-pdf")


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


@pytest.fixture
def held(clock: Clock) -> Held:
    found = Held(clock)
    clock.on(found.last + DAY)
    return found


def address(name: str, held: Held, *more: Any, lang: str = "fr") -> str:
    with translation.override(lang):
        return reverse(f"holders:{name}", args=[held.dossier.key, *more])


def status(client: Client, user: Any, name: str, held: Held, lang: str = "fr") -> int:
    client.force_login(user)
    return client.get(address(name, held, lang=lang)).status_code


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_each_party_opens_what_is_its_own_in_a_label_in_force(client: Client, held: Held, lang: str) -> None:
    people = (held.editor, held.reader, held.delegate, held.staff, held.employees, held.panel, held.state)
    found = {name: [status(client, one, name, held, lang) for one in people] for name in (*PAGES, *FILES)}
    assert found == {
        "label": [200, 200, 200, 200, 200, 200, 200],
        "alerts": [200, 200, 403, 200, 200, 200, 200],
        "change": [200, 403, 403, 200, 403, 403, 403],
        "explain": [403, 403, 403, 403, 403, 403, 403],
        "appeal": [403, 403, 403, 403, 403, 403, 403],
        "follow-up": [403, 403, 403, 200, 403, 403, 403],
        "places": [200, 200, 200, 200, 200, 200, 200],
        "plan": [200, 200, 200, 200, 200, 200, 200],
        "certificate": [200, 200, 200, 200, 200, 200, 200],
        "credential": [200, 200, 200, 200, 200, 200, 200],
        "kit": [200, 200, 403, 403, 403, 403, 403],
        "plan-pdf": [200, 200, 200, 200, 200, 200, 200],
    }


def test_to_a_stranger_nothing_is_there_and_a_visitor_is_asked_to_sign_in(client: Client, held: Held) -> None:
    for name in (*PAGES, *FILES):
        assert status(client, held.stranger, name, held) == 404, name
        assert Client().get(address(name, held)).status_code == 302, name
    other = Held()
    for name in (*PAGES, *FILES):
        assert status(client, other.editor, name, held) == 404, name


def test_a_certificate_of_another_dossier_is_not_served_through_ones_own(client: Client, held: Held) -> None:
    """The number is public; the file of a dossier is served to its parties only."""
    other = Held()
    client.force_login(held.editor)
    for name in ("certificate", "credential"):
        for number in (other.certificate.number, "../../etc/passwd", "x" * 5000):
            assert client.get(address(name, held), {"number": number}).status_code == 404


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
    raise_alert(
        actor=held.staff, dossier=held.dossier, kind="court_decision", source="Arrêt", words="Faits.", review=True
    )
    explain(actor=held.editor, dossier=held.dossier, words="Nous contestons.")
    assert faults() == set()
    vote(held.dossier, held.employees, clock.day, suspension_adopted=True)
    assert faults() == {"credential-suspended"}
    Certificate.objects.first().dossier.__class__.objects.filter(pk=held.dossier.pk).update(label="ended")
    assert faults() == {"credential-withdrawn"}
    clock.on(held.certificate.until + 30 * DAY)
    assert faults() == {"credential-withdrawn", "credential-expired"}


def test_a_forged_credential_is_told(client: Client, clock: Clock, held: Held) -> None:
    credential = read(Client().get(reverse("credentials:credential", args=[held.certificate.number])).content)
    base = credential["id"].partition("/credentials/")[0]
    keys = issuer.document(base)
    lists = {
        issuer.list_address(base, purpose): issuer.status_list(base, purpose)
        for purpose in ("revocation", "suspension")
    }
    credential["credentialSubject"]["organisation"] = "Une autre"
    found = verify(credential, issuers={keys["id"]: keys}, lists=lists, day=clock.day)
    assert {one.code for one in found} == {"credential-forged"}


def test_the_key_is_its_owners_alone_and_is_replaced_without_losing_what_it_signed(clock: Clock, held: Held) -> None:
    base = "https://label.example"
    old = issuer.credential_of(held.certificate, base)
    assert stat.S_IMODE(issuer.key_file().stat().st_mode) == 0o600
    with pytest.raises(PermissionRefused):
        rotate_key(actor=held.staff)
    clock.forward(hours=1)
    first = rotate_key(actor=OPERATOR)
    assert stat.S_IMODE(issuer.key_file().stat().st_mode) == 0o600
    assert "secret" not in json.loads(issuer.key_file().read_text())[1]
    lists = {
        issuer.list_address(base, purpose): issuer.status_list(base, purpose)
        for purpose in ("revocation", "suspension")
    }
    keys = issuer.document(base)
    issuers = {keys["id"]: keys}
    new = issuer.credential_of(held.certificate, base)
    assert new["proof"]["verificationMethod"] != old["proof"]["verificationMethod"]
    assert first in old["proof"]["verificationMethod"]
    day = held.granted + 2 * DAY
    assert verify(old, issuers=issuers, lists=lists, day=day) == ()
    assert verify(new, issuers=issuers, lists=lists, day=day) == ()
    clock.forward(hours=1)
    rotate_key(actor=OPERATOR, stolen=True)
    keys = issuer.document(base)
    lists = {
        issuer.list_address(base, purpose): issuer.status_list(base, purpose)
        for purpose in ("revocation", "suspension")
    }
    assert {one.code for one in verify(new, issuers={keys["id"]: keys}, lists=lists, day=day)} == {
        "credential-key-revoked"
    }
    assert verify(issuer.credential_of(held.certificate, base), issuers={keys["id"]: keys}, lists=lists, day=day) == ()


def test_public_addresses_answer_what_they_have_and_nothing_else(held: Held) -> None:
    visitor, number = Client(), held.certificate.number
    for lang, path in (("fr", "/fr/label/register/verify/"), ("en", "/en/label/register/verify/")):
        answer = visitor.get(f"/verify/{number}", headers={"accept-language": lang})
        assert (answer.status_code, answer["Location"]) == (302, f"{path}{number}/")
        assert visitor.get(answer["Location"]).status_code == 200
    assert visitor.get(f"/verify/{number.lower().replace('-', '')}").status_code == 302
    wrong = number[:-1] + ("A" if number[-1] != "A" else "B")
    for path in (
        f"/verify/{wrong}",
        "/verify/LRS-2027-00000000-0",
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
    held.dossier.__class__.objects.filter(pk=held.dossier.pk).update(label="suspended")
    assert client.get(address("kit", held)).status_code == 404


SCRIPT = '<script>alert("x")</script>"><img src=x onerror=alert(1)>'


def test_a_script_in_any_field_is_shown_as_text(client: Client, clock: Clock, held: Held) -> None:
    client.force_login(held.editor)
    client.post(address("places", held), {"kind": "website", "words": SCRIPT})
    client.post(address("plan", held), {"what": SCRIPT, "finding": SCRIPT, "owner": SCRIPT[:100], "due": "2030-01-01"})
    action = PlanAction.objects.get()
    client.post(
        address("plan-action", held, action.number),
        {"form": "progress", "percent": 10, "words": SCRIPT, "document": ""},
    )
    client.force_login(held.staff)
    client.post(
        address("alerts", held), {"kind": "other", "source": SCRIPT, "words": SCRIPT, "fact_on": "", "review": "on"}
    )
    client.force_login(held.editor)
    client.post(address("explain", held), {"words": SCRIPT})
    assert (Alert.objects.count(), Statement.objects.count()) == (1, 1)
    shown = [
        client.get(path).content.decode()
        for path in (
            address("label", held),
            address("alerts", held),
            address("places", held),
            address("plan", held),
            address("plan-action", held, action.number),
        )
    ]
    for page in shown:
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert "&lt;script&gt;alert" in page
    assert client.get(address("plan-pdf", held)).status_code == 200


def test_two_people_at_once_lose_nothing(client: Client, held: Held) -> None:
    client.force_login(held.editor)
    client.post(address("plan", held), {"what": "Une", "owner": "RH", "due": "2030-01-01"})
    path = address("plan-action", held, 1)
    mine = {"form": "rewrite", "rewrite-version": 1, "rewrite-owner": "RH", "rewrite-due": "2030-01-01"}
    assert client.post(path, {**mine, "rewrite-what": "Première version"}).status_code == 302
    late = client.post(path, {**mine, "rewrite-what": "Seconde version"})
    assert late.status_code == 422
    assert "Seconde version" in late.content.decode()
    assert PlanAction.objects.get().what == "Première version"


def test_a_form_sent_twice_or_by_another_changes_nothing_more(client: Client, held: Held) -> None:
    client.force_login(held.staff)
    data = {"kind": "other", "source": "Presse", "words": "Un fait.", "review": "on"}
    assert client.post(address("alerts", held), data).status_code == 302
    second = client.post(address("alerts", held), data)
    assert second.status_code == 422
    assert Alert.objects.count() == 1
    for user in (held.editor, held.reader, held.panel):
        client.force_login(user)
        assert client.post(address("alerts", held), data).status_code == 403
    for user in (held.reader, held.delegate, held.staff, held.employees):
        client.force_login(user)
        assert client.post(address("plan", held), {"what": "x", "owner": "y", "due": "2030-01-01"}).status_code == 403
        assert client.post(address("explain", held), {"words": "x"}).status_code == 403
    for user in (held.reader, held.employees):
        client.force_login(user)
        assert client.post(address("places", held), {"kind": "website", "words": "x"}).status_code == 403
    assert (PlanAction.objects.count(), Statement.objects.count()) == (0, 0)
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(held.editor)
    assert strict.post(address("explain", held), {"words": "x"}).status_code == 403


def test_pages_of_a_withdrawal_lead_to_its_end(client: Client, clock: Clock, held: Held) -> None:
    client.force_login(held.editor)
    client.post(address("places", held), {"kind": "website", "words": "https://ecoute.example"})
    client.force_login(held.state)
    client.post(
        address("alerts", held), {"kind": "court_decision", "source": "Arrêt", "words": "Faits.", "review": "on"}
    )
    client.force_login(held.editor)
    assert client.post(address("explain", held), {"words": "Nous contestons."}).status_code == 302
    assert client.post(address("explain", held), {"words": "Encore."}).status_code == 403
    vote(held.dossier, held.employees, clock.day, withdrawal_adopted=True)
    page = client.get(address("label", held)).content.decode()
    assert "terminé" in page
    assert reverse("holders:appeal", args=[held.dossier.key]) in page
    assert client.get(address("kit", held)).status_code == 403
    place = held.dossier.logo_places.get()
    assert client.post(address("prove", held, place.key), {"words": "Page sans logo."}).status_code == 302
    other = Held()
    client.force_login(other.editor)
    assert client.post(address("prove", held, place.key), {"words": "x"}).status_code == 404
    stolen = reverse("holders:prove", args=[other.dossier.key, place.key])
    assert client.post(stolen, {"words": "x"}).status_code in (403, 404)
    client.force_login(held.staff)
    proof = Proof.objects.get()
    assert client.post(address("refuse-proof", held, proof.pk), {"reason": "Floue."}).status_code == 302
    client.force_login(held.editor)
    assert client.post(address("unmarked", held)).status_code == 302
    assert held.dossier.events.order_by("-number").first().event == "unmarking_not_proved"
    assert client.post(address("prove", held, place.key), {"words": "Photo."}).status_code == 302
    client.post(address("unmarked", held))
    assert held.dossier.events.order_by("-number").first().event == "unmarking_proved"
    assert client.post(address("appeal", held), {"words": "Motifs."}).status_code == 302
    assert held.state_key == "withdrawal_appeal"


def test_a_change_is_declared_on_its_page_with_the_sites_that_leave(client: Client, clock: Clock, held: Held) -> None:
    client.force_login(held.editor)
    assert "Poitiers" in client.get(address("change", held)).content.decode()
    data = {"what": "sites_lost", "effective": "2027-06-01", "lost": ["s2"], "words": "Le site ferme."}
    wrong = client.post(address("change", held), {**data, "lost": ["s9"], "words": ""})
    assert wrong.status_code == 422
    assert client.post(address("change", held), data).status_code == 302
    assert held.state_key == "changed_entity"
    assert Alert.objects.get().kind == "perimeter_change"
    page = client.get(address("alerts", held)).content.decode()
    assert "Poitiers" in page


def test_a_follow_up_is_planned_ahead_only(client: Client, clock: Clock, held: Held) -> None:
    client.force_login(held.staff)
    past = client.post(address("follow-up", held), {"planned_on": str(date(2020, 1, 1)), "kind": "site"})
    assert past.status_code == 422
    coming = (clock.day + 200 * DAY).isoformat()
    assert client.post(address("follow-up", held), {"planned_on": coming, "kind": "site"}).status_code == 302
    client.force_login(held.editor)
    assert "sur site" in client.get(address("label", held)).content.decode()


def test_every_page_says_what_is_missing_in_the_readers_language(client: Client, held: Held) -> None:
    client.force_login(held.editor)
    for lang, words in (("fr", "Rien n’a été enregistré."), ("en", "Nothing was saved.")):
        for name in ("places", "plan", "change"):
            answer = client.post(address(name, held, lang=lang), {})
            assert answer.status_code == 422, name
            assert words in answer.content.decode(), name


def test_the_holder_reads_the_facts_and_findings_it_answers(client: Client, clock: Clock, held: Held) -> None:
    client.force_login(held.staff)
    data = {"kind": "court_decision", "source": "Arrêt", "words": "Heures non payées.", "review": "on"}
    client.post(address("alerts", held), data)
    assert "Plannings affichés" not in client.get(address("plan", held)).content.decode()
    client.force_login(held.editor)
    page = client.get(address("explain", held)).content.decode()
    assert "Heures non payées." in page
    page = client.get(address("plan", held)).content.decode()
    assert "Plannings affichés la veille." in page
    assert "Constat levé." not in page


def test_a_proof_names_a_document_of_ones_own_dossier_and_shows_it_to_who_reads_it(
    client: Client, clock: Clock, held: Held
) -> None:
    client.force_login(held.editor)
    client.post(address("places", held), {"kind": "website", "words": "https://ecoute.example"})
    client.force_login(held.state)
    data = {"kind": "court_decision", "source": "Arrêt", "words": "Faits.", "review": "on"}
    client.post(address("alerts", held), data)
    client.force_login(held.editor)
    client.post(address("explain", held), {"words": "Nous contestons."})
    vote(held.dossier, held.employees, clock.day, withdrawal_adopted=True)
    other = make_cast()
    foreign = send(other).document
    mine = Cast(held.dossier, *[held.editor] * 9)
    document = send(mine, held.editor, name="page-sans-logo.pdf").document
    place = held.dossier.logo_places.get()
    path = address("prove", held, place.key)
    assert client.post(path, {"words": "Vue.", "document": foreign.key}).status_code == 422
    with pytest.raises(Faults):
        prove_place(actor=held.editor, place=place, words="Vue.", document=foreign.key)
    assert "page-sans-logo.pdf" in client.get(path).content.decode()
    assert client.post(path, {"words": "Vue.", "document": document.key}).status_code == 302
    link = reverse("evidence:document", args=[held.dossier.key, document.key])
    assert link in client.get(address("places", held)).content.decode()
    client.force_login(held.delegate)
    page = client.get(address("places", held)).content.decode()
    assert link not in page
    assert "page-sans-logo.pdf" not in page
