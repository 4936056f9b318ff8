"""The public register: who holds a label, for what, until when, and what anybody may verify."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from support.scenes.dossier_sample import make_member

from filiere.site import child_process
from filiere.site.register.label_records import find_by_fingerprint, find_by_number, labels_of_organisation, list_labels
from filiere.site.register.models import Presentation, RegisteredLabel

pytestmark = pytest.mark.django_db
SCRIPT = "<script>alert(1)</script>"


def states() -> dict[str, str]:
    return {one.name: one.verdict for one in list_labels()}


def test_what_was_never_granted_is_not_in_the_register(grant) -> None:
    from support.scenes.dossier_sample import at, make_dossier

    at(make_dossier(), "refused", bodies={})
    assert list_labels() == ()


def test_every_way_a_label_ends_is_told_apart(grant) -> None:
    near = timezone.localdate() - timedelta(days=200)
    for name, state in (
        ("valid", "held_24"),
        ("suspended", "suspended"),
        ("withdrawn", "withdrawn"),
        ("returned", "returned_by_holder"),
        ("expired", "expired"),
    ):
        grant(name, state, opened=near)
    found = states()
    assert found["valid"] == "valid"
    assert found["suspended"] == "suspended"
    assert found["withdrawn"] == "withdrawn"
    assert found["returned"] == "returned"
    assert found["expired"] == "expired"


def test_a_label_that_ended_shows_its_last_certificate_and_the_last_day_on_which_it_held(grant) -> None:
    near = timezone.localdate() - timedelta(days=200)
    for state, current in (
        ("withdrawn", False),
        ("returned_by_holder", False),
        ("suspended", None),
        ("held_24", True),
    ):
        dossier = grant(state, state, opened=near)
        one = find_by_number(dossier.number)
        assert one is not None
        page = Client().get(f"/fr/label/register/verify/{dossier.number}/").content.decode()
        assert f'data-certificate="{"last" if current is False else "current"}"' in page
        last = one.last_day if current else one.since - timedelta(days=1)
        assert last is not None
        assert f'datetime="{last.isoformat()}"' in page, state


def test_a_label_whose_term_has_passed_is_not_shown_valid_even_if_nobody_swept(grant) -> None:
    dossier = grant(opened=date(2020, 1, 6))
    assert dossier.state == "held_24"
    found = find_by_number(dossier.number)
    assert found is not None
    assert not found.holds


def test_the_list_searches_by_name_site_region_activity_category_and_state(grant) -> None:
    now = timezone.localdate() - timedelta(days=100)
    first = grant("Alpha Appels", opened=now)
    grant(
        "Bêta Écrit",
        opened=now,
        category="in_house",
        sites=[{"name": "Sud", "commune": "13055", "country": "FR", "activity": "written", "key": "s3"}],
    )
    client = Client()
    for query, shown in (
        ({"q": "beta ecrit"}, "Bêta Écrit"),
        ({"q": "marseille"}, "Bêta Écrit"),
        ({"region": "REG-32"}, "Alpha Appels"),
        ({"category": "in_house"}, "Bêta Écrit"),
        ({"activity": "calls_in"}, "Alpha Appels"),
    ):
        page = client.get("/fr/label/register/", query).content.decode()
        other = ({"Alpha Appels", "Bêta Écrit"} - {shown}).pop()
        assert shown in page, query
        assert other not in page, query
    page = client.get("/fr/label/register/", {"region": "REG-11"}).content.decode()
    assert "Aucun label ne répond" in page
    assert '<option value="REG-11" selected>' in page
    assert "Alpha Appels" not in page
    assert "Bêta Écrit" not in page
    page = client.get("/en/label/register/", {"region": "REG-99", "colour": "red"}).content.decode()
    assert "was ignored" in page
    assert "82%" not in page
    assert "82%" in client.get(f"/en/label/register/holders/{first.organisation.key}/").content.decode()


def groups(query: dict[str, str] | None = None) -> dict[str, list[str]]:
    """The labels of each group of the list, in its order."""
    page = Client().get("/fr/label/register/", query or {})
    return {one["key"]: [row.one.name for row in one["rows"]] for one in page.context["groups"]}


def test_labels_that_hold_come_first_then_those_suspended_then_those_that_ended(grant) -> None:
    near = timezone.localdate() - timedelta(days=200)
    for name, state in (("Abandon", "returned_by_holder"), ("Bris", "suspended"), ("Zénith", "held_24")):
        grant(name, state, opened=near)
    grant("Midi", "held_24", opened=near)
    RegisteredLabel.objects.filter(dossier__organisation__name="Zénith").update(granted=timezone.localdate())
    assert list(groups().items()) == [("valid", ["Midi", "Zénith"]), ("suspended", ["Bris"]), ("ended", ["Abandon"])]
    assert groups({"sort": "granted"})["valid"] == ["Zénith", "Midi"]
    assert groups({"sort": "nothing"})["valid"] == ["Midi", "Zénith"]
    page = Client().get("/fr/label/register/").content.decode()
    ended = page.partition('data-group="ended"')[2]
    assert ended.index("<details>") < ended.index("Abandon")
    assert "<details open>" in Client().get("/fr/label/register/", {"state": "returned"}).content.decode()


def test_outsourcers_come_first_and_each_row_tells_its_regions(grant) -> None:
    near = timezone.localdate() - timedelta(days=200)
    grant("Aube intégrée", category="in_house", opened=near)
    grant("Zénith", category="outsourcer", opened=near)
    assert groups()["valid"] == ["Zénith", "Aube intégrée"]
    assert Client().get("/fr/label/register/").content.decode().count("data-regions") == 2


def test_a_search_that_finds_nothing_says_what_to_leave_out_and_who_is_near(grant) -> None:
    grant("Alpha Appels", opened=timezone.localdate() - timedelta(days=100))
    page = Client().get("/en/label/register/", {"q": "alfa apels", "state": "suspended", "region": "REG-32"})
    assert page.context["groups"] == []
    assert [name for name, _ in page.context["near"]] == ["Alpha Appels"]
    assert page.context["without"] == []
    page = Client().get("/en/label/register/", {"q": "alpha", "state": "suspended"})
    assert page.context["without"] == [("suspended", 1, "?q=alpha")]
    assert "data-empty" in page.content.decode()


def test_services_and_channels_are_declared_by_the_holder_and_found(grant) -> None:
    dossier = grant(opened=timezone.localdate() - timedelta(days=100))
    one = dossier.organisation
    editor, reader = make_member(one, "edit"), make_member(one, "read")
    address = f"/fr/label/register/holders/{one.key}/presentation/"
    client = Client()
    client.force_login(reader)
    assert client.post(address, {"services": ["sales"]}).status_code == 403
    client.force_login(editor)
    assert client.post(address, {"services": ["sales", "magic"]}).status_code == 422
    assert client.post(address, {"services": ["sales"], "channels": ["chat"]}).status_code == 302
    assert Presentation.objects.get().services == ["sales"]
    assert "data-contact" not in Client().get(f"/fr/label/register/holders/{one.key}/").content.decode()
    assert client.post(address, {"services": ["sales"], "phone": "javascript:1"}).status_code == 422
    said = {"services": ["sales"], "channels": ["chat"], "email": "achats@exemple.test", "phone": "01 23 45 67 89"}
    assert client.post(address, said).status_code == 302
    shown = Client().get(f"/fr/label/register/holders/{one.key}/").content.decode()
    assert 'href="mailto:achats@exemple.test"' in shown
    assert 'href="tel:0123456789"' in shown
    found = Client().get("/fr/label/register/", {"service": "sales"}).content.decode()
    assert one.name in found
    assert 'href="mailto:achats@exemple.test"' in found
    assert 'href="tel:0123456789"' in found
    assert f"/holders/{one.key}/" not in Client().get("/fr/label/register/", {"channel": "phone"}).content.decode()


def test_the_page_of_a_holder_keeps_its_history_and_shows_no_headcount(grant) -> None:
    dossier = grant(f"A {SCRIPT}", "withdrawn", opened=timezone.localdate() - timedelta(days=400))
    page = Client().get(f"/fr/label/register/holders/{dossier.organisation.key}/").content.decode()
    assert SCRIPT not in page
    assert "retiré" in page
    assert "Label retiré" in page
    assert "Plateau nord" in page
    # As a word: the drawn key of a holder may have these signs in it.
    assert not re.search(r"\b120\b", page)
    assert len(labels_of_organisation(dossier.organisation.key)[0].lines) >= 2
    assert Client().get("/fr/label/register/holders/o-0000000000/").status_code == 404


def test_a_number_answers_whatever_way_it_is_typed_and_says_since_when(grant) -> None:
    dossier = grant(state="suspended", opened=timezone.localdate() - timedelta(days=300))
    client = Client()
    typed = dossier.number.lower().replace("-", " ")
    page = client.get("/fr/label/register/verify/", {"number": typed}, follow=True)
    assert page.status_code == 200
    assert "suspendu" in page.content.decode()
    assert "depuis le" in page.content.decode()
    assert page.headers["Cache-Control"] == "no-store"
    short = client.get(f"/label/verify/{dossier.number}/", headers={"accept-language": "en"})
    assert short.headers["Location"] == f"/en/label/register/verify/{dossier.number}/"


def test_a_forged_number_is_unknown_and_a_mistyped_one_is_told(grant) -> None:
    dossier = grant()
    from filiere.credentials import certificate_number

    forged = certificate_number("lrs", 2025, "somebody else")
    page = Client().get(f"/fr/label/register/verify/{forged}/")
    assert page.status_code == 404
    assert "aucun certificat n’a ce numéro" in page.content.decode()
    wrong = dossier.number[:-1] + ("0" if dossier.number[-1] != "0" else "1")
    page = Client().get(f"/fr/label/register/verify/{wrong}/")
    assert page.status_code == 404
    assert "caractère de ce numéro est incorrect" in page.content.decode()
    assert 'id="id_number_error"' in page.content.decode()
    assert f'value="{wrong}"' in page.content.decode()
    for strange in ("..%2f..%2fetc", "%00", "a" * 300, "<b>"):
        assert Client().get(f"/fr/label/register/verify/{strange}/").status_code == 404


def test_an_altered_file_is_unknown_and_is_not_kept(grant, home) -> None:
    dossier = grant()
    seal = dossier.snapshots.get(name="certificate").sha256
    assert find_by_fingerprint(seal) is not None
    client = Client()
    address = "/fr/label/register/verify/file/"
    assert client.post(address, {"fingerprint": seal.upper()}).status_code == 200
    forged = SimpleUploadedFile("certificat.pdf", b"%PDF-1.7 forged", content_type="application/pdf")
    page = client.post(address, {"file": forged})
    assert page.status_code == 404
    assert "Aucun certificat n’a cette empreinte" in page.content.decode()
    assert client.post(address, {}).status_code == 422
    page = client.post(address, {"number": "LRS-1", "fingerprint": "12"})
    assert page.status_code == 422
    assert re.findall(r'id="([\w-]+)_error"', page.content.decode()) == ["file-file"]
    assert re.findall(r'value="(LRS-1|12)"', page.content.decode()) == ["LRS-1", "12"]
    assert not list(home.rglob("*.pdf"))
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(address, {"fingerprint": seal}).status_code == 403


def test_a_true_credential_is_recognised_and_a_changed_one_told_why(grant) -> None:
    dossier = grant(opened=timezone.localdate() - timedelta(days=100))
    client = Client()
    content = client.get(f"/credentials/{dossier.number}.json").content
    address = "/en/label/register/verify/file/"
    page = client.post(address, {"file": SimpleUploadedFile("c.json", content)})
    assert page.status_code == 200
    assert "This label is valid" in page.content.decode()
    forged = json.loads(content)
    forged["credentialSubject"]["name"] = "Somebody else"
    page = client.post(address, {"file": SimpleUploadedFile("c.json", json.dumps(forged).encode())})
    assert page.status_code == 404
    assert "is not valid" in page.content.decode()
    for broken in (b"{", b"{}", b"[" * 5000, b'{"a":1,"a":2}'):
        assert client.post(address, {"file": SimpleUploadedFile("c.json", broken)}).status_code == 404


def test_a_true_certificate_in_pdf_is_recognised_by_drawing_it_again(grant) -> None:
    dossier = grant(opened=timezone.localdate() - timedelta(days=100))
    client = Client()
    client.force_login(make_member(dossier.organisation, "read"))
    content = client.get(f"/fr/dossiers/{dossier.key}/label/certificate.pdf").content
    assert content.startswith(b"%PDF")
    address = "/en/label/register/verify/file/"
    true = {"file": SimpleUploadedFile("c.pdf", content), "number": dossier.number}
    assert Client().post(address, true).status_code == 200
    altered = {"file": SimpleUploadedFile("c.pdf", content + b" "), "number": dossier.number}
    assert Client().post(address, altered).status_code == 404


def test_a_file_that_the_site_is_too_busy_to_look_at_is_not_said_to_be_nobodys(grant) -> None:
    dossier = grant("Bêta Appels", opened=timezone.localdate() - timedelta(days=100))
    child_process.limit_children(0, None)
    try:
        for name, content in (("c.pdf", b"%PDF-1.7"), ("c.json", b"{}")):
            sent = {"file": SimpleUploadedFile(name, content), "number": dossier.number}
            page = Client().post("/en/label/register/verify/file/", sent)
            assert (page.status_code, "as it can at once" in page.content.decode()) == (503, True)
            assert "verdict" not in page.context
    finally:
        child_process.limit_children(None, None)


@pytest.mark.parametrize("table", ["label-holders", "label-history", "label-statistics", "label-delays"])
@pytest.mark.parametrize("extension", ["csv", "json", "xlsx", "parquet"])
def test_open_data_in_every_format(grant, table: str, extension: str) -> None:
    grant("=Alpha", opened=timezone.localdate() - timedelta(days=100))
    answer = Client().get(f"/export/{table}.{extension}?lang=en")
    assert answer.status_code == 200
    if extension == "csv":
        words = answer.content.decode()
        assert "\r\n=Alpha" not in words
        if table == "label-holders":
            assert "2027-05-31" in words
            assert "2027-06-01" not in words
    if extension == "json":
        assert "headcount" not in answer.content.decode()
        assert json.loads(answer.content)["fictitious"] is True


def test_the_downloads_page_counts_the_labels_of_this_moment(grant) -> None:
    assert Client().get("/en/downloads/").status_code == 200
    grant(opened=timezone.localdate() - timedelta(days=100))
    page = Client().get("/en/downloads/").content.decode()
    assert "Label holders" in page


def test_the_api_says_what_the_pages_say(grant) -> None:
    dossier = grant(opened=timezone.localdate() - timedelta(days=100))
    client = Client()
    found = client.get("/api/v1/register", {"q": "alpha", "lang": "en"}).json()
    assert found["total"] == 1
    assert found["labels"][0]["valid"] is True
    assert found["labels"][0]["sites"][0]["region"] == "Hauts-de-France"
    assert client.get("/api/v1/register", {"colour": "red"}).status_code == 422
    assert client.get(f"/api/v1/register/{dossier.number}").json()["number"] == dossier.number
    assert client.get("/api/v1/register/LRS-2025-00000000-0").status_code == 404
    assert client.get("/api/v1/register/statistics").status_code == 200


def test_the_feed_and_the_sitemap_tell_the_holders(grant) -> None:
    dossier = grant(opened=timezone.localdate() - timedelta(days=100))
    feed = Client().get("/en/label/register/feed.xml").content.decode()
    assert dossier.organisation.name in feed
    assert f"/label/register/holders/{dossier.organisation.key}/" in Client().get("/sitemap.xml").content.decode()


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("page", ["", "verify/", "statistics/", "clause/", "complaints/"])
def test_every_page_opens_empty_and_full(grant, page: str, lang: str) -> None:
    assert Client().get(f"/{lang}/label/register/{page}").status_code == 200
    grant(opened=timezone.localdate() - timedelta(days=100))
    assert Client().get(f"/{lang}/label/register/{page}").status_code == 200
