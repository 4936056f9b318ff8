"""Agreements as essential data of grants: out and in again without loss, refused whole, each fault in its place."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from support.scenes.agreement_sample import make_agreement

from filiere.core.company_numbers import fictitious_siret
from filiere.programme.grants import check_grants
from filiere.site.journal.models import Entry
from filiere.site.programme.agreements.actions.grants import describe_grant
from filiere.site.programme.agreements.models import Agreement

pytestmark = pytest.mark.django_db

STATE, ASSOCIATION = str(fictitious_siret(1)), str(fictitious_siret(2))


def export(client: Client) -> str:
    """The file of all agreements."""
    answer = client.get(reverse("programme:agreements-grants"))
    return answer.content.decode()


def send(client: Client, text: str) -> Any:
    """Send a file as the lead does."""
    file = SimpleUploadedFile("subventions.csv", text.encode())
    return client.post(reverse("programme:agreements-import"), {"file": file, "funder_kind": "state"})


@pytest.fixture
def scene(make_user: Any) -> Any:
    """An agreement that the form of grants takes."""
    made = make_agreement(make_user)
    describe_grant(
        made.agreement,
        actor=made.lead,
        grant={
            "siret:État": STATE,
            "beneficiary": "Association",
            "beneficiary_siret": ASSOCIATION,
            "payment_terms": "En deux fois",
        },
    )
    return made


def test_no_spreadsheet_runs_what_is_exported(client: Client, scene: Any) -> None:
    """A name that begins like a formula is words."""
    scene.agreement.refresh_from_db()
    scene.agreement.grant = scene.agreement.grant | {"beneficiary": '=HYPERLINK("http://x.y")'}
    scene.agreement.save()
    text = export(client)
    assert "'=HYPERLINK" in text
    assert not check_grants(text, "subventions.csv").faults


def test_what_is_exported_is_valid(client: Client, scene: Any) -> None:
    """One line for the public funder, none for private ones, which the form does not know."""
    text = export(client)
    checked = check_grants(text, "subventions.csv")
    assert (checked.faults, len(checked.grants)) == ((), 1)
    assert (checked.grants[0].funder, checked.grants[0].amount) == ("État", 2_000_000)


def test_an_agreement_without_its_numbers_is_named(client: Client, make_user: Any) -> None:
    """It is left out of the file, and the lead reads what it lacks."""
    scene = make_agreement(make_user)
    assert check_grants(export(client), "").lines == 0
    client.force_login(scene.lead)
    page = client.get(reverse("programme:agreements-import")).content.decode()
    assert reverse("programme:agreement-grant", args=(scene.agreement.key,)) in page


def test_what_was_exported_is_read_again(client: Client, scene: Any) -> None:
    """Into agreements that give the same file; those that are there already are left as they stand."""
    text = export(client)
    Agreement.objects.update(title="Autre titre")
    client.force_login(scene.lead)
    assert send(client, text).status_code == 302
    assert Agreement.objects.count() == 2
    made = Agreement.objects.get(title="Convention d’essai")
    assert (made.parties, made.versions.get().total) == (["État", "Association"], 2_000_000)
    send(client, text)
    assert Agreement.objects.count() == 2
    rows = list(csv.DictReader(io.StringIO(export(client))))
    before = next(csv.DictReader(io.StringIO(text)))
    assert before in rows
    assert Entry.objects.filter(act="agreement.import").count() == 1


def test_a_file_with_faults_is_refused_whole(client: Client, scene: Any) -> None:
    """Every fault at its line and column, and nothing entered, not even the line that is right."""
    text = export(client)
    head, good = text.strip().split("\n")
    bad = good.replace("2000000", "deux millions").replace(STATE, "123")
    client.force_login(scene.lead)
    Agreement.objects.update(title="Autre titre")
    answer = send(client, "\n".join((head, good, bad)) + "\n")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert page.count('data-line="3"') == 2
    assert 'data-fault="grant-number"' in page
    assert Agreement.objects.count() == 1


def test_no_text_of_a_grant_is_cut(client: Client, scene: Any) -> None:
    """A purpose of 256 characters, which the form takes, comes back whole; another one like it is another grant."""
    long = "o" * 256
    head, good = export(client).strip().split("\n")
    lines = [good.replace("Convention d’essai", words) for words in (long, f"{long[:-1]}x")]
    client.force_login(scene.lead)
    assert send(client, "\n".join((head, *lines)) + "\n").status_code == 302
    assert set(lines) <= set(export(client).strip().split("\n"))


@pytest.mark.parametrize(
    ("column", "kept", "refused", "code"),
    [
        ("nomAttribuant", "n" * 120, "n" * 121, "grant-too-long"),
        ("referenceDecision", "r" * 100, "r" * 101, "grant-too-long"),
        ("montant", "999999999999", "1000000000000", "grant-too-large"),
        ("montant", "999999999999.4", "999999999999.995", "grant-too-large"),
    ],
)
def test_what_no_agreement_holds_is_refused_at_its_cell(
    client: Client, scene: Any, column: str, kept: str, refused: str, code: str
) -> None:
    """The form of grants has no limit there: a text was cut, and an amount ended in an error of the site."""
    (row,) = csv.DictReader(io.StringIO(export(client)))
    out = io.StringIO()
    writer = csv.DictWriter(out, list(row))
    writer.writeheader()
    writer.writerows(row | {column: value, "objet": f"Autre {value[:9]}"} for value in (kept, refused))
    client.force_login(scene.lead)
    answer = send(client, out.getvalue())
    assert answer.status_code == 422
    told = {(one.code, one.line, one.key, one.column) for one in answer.context["faults"]}
    assert told == {(code, 3, column, list(row).index(column) + 1)}
    assert Agreement.objects.count() == 1


@pytest.mark.parametrize("text", ["", "a,b\n1,2\n", "\x00\x01", '"x\n'])
def test_what_is_no_file_of_grants_is_refused(client: Client, scene: Any, text: str) -> None:
    client.force_login(scene.lead)
    assert send(client, text).status_code == 422
