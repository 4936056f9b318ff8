"""The pages of the directory: each reader finds what is theirs, forms refuse as the acts do, text is only text."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from support.scenes.dossier_sample import make_mandate, make_member, make_organisation, make_person, make_site

from filiere.site.journal.models import Entry
from filiere.site.members.label_bodies import format_seat
from filiere.site.members.models import Contact, Mandate, Organisation

pytestmark = pytest.mark.django_db
SCRIPT = "<script>alert(1)</script>"


def signed(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def staff() -> Client:
    return signed(make_person("label_staff"))


def test_the_staff_searches_all_and_a_member_sees_their_own(staff: Client) -> None:
    mine, other = make_organisation("Alpha appels"), make_organisation("Bêta contacts")
    page = staff.get("/fr/organisations/", {"q": "bêta"}).content.decode()
    assert "Bêta contacts" in page
    assert "Alpha appels" not in page
    assert "Bêta contacts" in staff.get("/en/organisations/", {"q": other.siren}).content.decode()
    assert staff.get("/fr/organisations/", {"q": "a\0b", "page": "x", "kind": "?"}).status_code == 200
    own = signed(make_member(mine, "read")).get("/fr/organisations/").content.decode()
    assert "Alpha appels" in own
    assert "Bêta contacts" not in own


PATHS = (
    "{key}/",
    "{key}/change/",
    "{key}/sites/new/",
    "{key}/sites/{site}/",
    "{key}/contacts/new/",
    "{key}/contacts/{contact}/",
    "{key}/invite/",
    "new/",
    "import/",
    "directory.csv",
    "mandates/",
    "mandates/new/",
)
ALLOWED = {
    "label_staff": set(PATHS),
    "edit": {PATHS[0], *PATHS[2:7]},
    "read": {PATHS[0]},
    "staff_representative": {PATHS[0], "{key}/invite/"},
    "stranger": set(),
    "administrator": set(),
    "auditor": set(),
}


@pytest.mark.parametrize("who", list(ALLOWED))
def test_every_address_by_every_kind_of_person(who: str) -> None:
    one = make_organisation()
    site = make_site(one)
    contact = Contact.objects.create(organisation=one, name="Elle", since=date(2026, 1, 1))
    if who in ("edit", "read", "staff_representative"):
        user = make_member(one, who)
    else:
        user = make_person(*([] if who == "stranger" else [who]))
    client = signed(user)
    for path in PATHS:
        address = f"/fr/organisations/{path.format(key=one.key, site=site.key, contact=contact.pk)}"
        status = client.get(address).status_code
        assert (status == 200) == (path in ALLOWED[who]), (path, status)
        assert status in (200, 403, 404)
        assert Client().get(address).status_code == 302


def test_a_site_of_another_organisation_is_not_found_through_ones_own() -> None:
    mine, other = make_organisation(), make_organisation()
    site = make_site(other)
    contact = Contact.objects.create(organisation=other, name="Elle", since=date(2026, 1, 1))
    client = signed(make_member(mine, "edit"))
    assert client.post(f"/fr/organisations/{mine.key}/sites/{site.key}/", {"name": "à moi"}).status_code == 404
    assert client.get(f"/fr/organisations/{mine.key}/contacts/{contact.pk}/").status_code == 404


def test_a_record_is_entered_changed_and_kept_from_two_editors(staff: Client) -> None:
    answer = staff.post("/fr/organisations/new/", {"name": "", "kind": "outsourcer", "siren": "12"})
    assert answer.status_code == 422
    assert "Rien n’a été enregistré" in answer.content.decode()
    staff.post("/fr/organisations/new/", {"name": SCRIPT, "kind": "outsourcer", "fictitious": "on"})
    one = Organisation.objects.get()
    page = staff.get(f"/fr/organisations/{one.key}/").content.decode()
    assert SCRIPT not in page
    assert "&lt;script&gt;" in page
    change = f"/fr/organisations/{one.key}/change/"
    sent = {"seen": "1", "name": "Un", "kind": "supplier", "fictitious": "on"}
    assert staff.post(change, sent).status_code == 302
    again = staff.post(change, sent | {"name": "Deux"})
    assert again.status_code == 422
    assert "a modifié cette fiche" in again.content.decode()
    assert "Deux" in again.content.decode()
    assert Organisation.objects.get().name == "Un"


def test_a_form_without_its_token_changes_nothing() -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(make_person("label_staff"))
    assert client.post("/fr/organisations/new/", {"name": "Un", "kind": "supplier"}).status_code == 403
    upload = SimpleUploadedFile("d.csv", b"Organisation,Category\nUn,supplier\n")
    assert client.post("/fr/organisations/import/", {"file": upload}).status_code == 403
    assert not Organisation.objects.exists()


def test_a_file_enters_whole_or_its_faults_are_shown(staff: Client, home) -> None:
    bad = SimpleUploadedFile("d.csv", b"Organisation,Category\nUn,supplier\nDeux,bakery\n")
    page = staff.post("/en/organisations/import/", {"file": bad})
    assert page.status_code == 422
    assert "no category “bakery”" in page.content.decode()
    good = SimpleUploadedFile("d.csv", b"Organisation,Category\nUn,supplier\n")
    assert staff.post("/en/organisations/import/", {"file": good}).status_code == 302
    assert Organisation.objects.get().name == "Un"
    assert not list((home / "uploads").iterdir())
    taken = staff.get("/en/organisations/directory.xlsx")
    assert taken.content[:2] == b"PK"
    assert Entry.objects.filter(act="directory.export").count() == 1
    assert staff.get("/en/organisations/directory.ods").status_code == 404


def test_the_bodies_are_public_with_what_a_mandate_implies_and_nothing_else() -> None:
    holder = make_mandate(college="state", seat="État 1", user=make_person(name="Ana Fictive"))
    make_mandate(college="state", seat="État 1", user=make_person(name="Bob Fictif"), substitute_of=holder.mandate)
    past = make_mandate(college="experts", user=make_person(name="Clé Passée"), until=date(2021, 1, 1))
    page = Client().get("/fr/organisations/bodies/").content.decode()
    assert "Ana Fictive" in page
    assert "Bob Fictif" in page
    assert "1<sup>er</sup> janvier 2020" in page
    assert "Un siège est vide" in page
    assert holder.email not in page
    assert past.name not in page


def test_a_scientific_mandate_is_recorded_for_an_account_and_ended(staff: Client) -> None:
    user = make_person(email="siege@example.org")
    sent = {
        "user": "SIEGE@example.org",
        "instance": "scientific",
        "college": "experts",
        "seat": "1",
        "since": "2026-01-01",
    }
    assert staff.post("/fr/organisations/mandates/new/", sent | {"user": "x@example.org"}).status_code == 422
    assert staff.post("/fr/organisations/mandates/new/", sent).status_code == 302
    row = Mandate.objects.get(user=user)
    assert staff.post(f"/fr/organisations/mandates/{row.pk}/end/", {"on": "2025-01-01"}).status_code == 422
    assert staff.post(f"/fr/organisations/mandates/{row.pk}/end/", {"on": "2026-02-01"}).status_code == 422
    on = timezone.localdate().isoformat()
    assert staff.post(f"/fr/organisations/mandates/{row.pk}/end/", {"on": on}).status_code == 302
    row.refresh_from_db()
    assert row.until == timezone.localdate()


def test_a_person_leaves_by_themselves_and_a_staff_representative_reads_no_contact() -> None:
    one = make_organisation()
    Contact.objects.create(organisation=one, name="Secret contact", since=date(2026, 1, 1))
    speaker = make_member(one, "staff_representative")
    client = signed(speaker)
    assert "Secret contact" not in client.get(f"/fr/organisations/{one.key}/").content.decode()
    held = one.memberships.get(user=speaker)
    editor = signed(make_member(one, "edit"))
    assert editor.post(f"/fr/organisations/{one.key}/people/{held.pk}/end/", {"on": "2026-01-01"}).status_code == 404
    assert client.post(f"/fr/organisations/{one.key}/people/{held.pk}/end/", {"on": "2026-01-01"}).status_code == 422
    yesterday = (timezone.localdate() - timedelta(days=1)).isoformat()
    assert client.post(f"/fr/organisations/{one.key}/people/{held.pk}/end/", {"on": yesterday}).status_code == 302
    assert client.get(f"/fr/organisations/{one.key}/").status_code == 404


def test_a_seat_named_by_the_key_of_its_college_is_read_in_the_readers_words() -> None:
    """« employees 1 » on a French page is a word of the machine; a seat that people named keeps its name."""
    make_mandate(college="employees", seat="employees 1", user=make_person(name="Ana Fictive"))
    make_mandate(college="experts", seat="Nord 2", user=make_person(name="Bob Fictif"))
    french = Client().get("/fr/organisations/bodies/").content.decode()
    assert "salariés 1" in french
    assert "employees 1" not in french
    assert "Nord 2" in french
    assert 'href="/fr/committee/"' in french
    assert "employees 1" in Client().get("/en/organisations/bodies/").content.decode()
    assert format_seat("salariés 4").en == "employees 4"
