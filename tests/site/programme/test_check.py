"""The checker’s page and its address for programs: every number with its verdict, and nothing kept."""

from __future__ import annotations

import io
import json
import re
import zipfile
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from filiere.site.journal.models import Entry
from filiere.site.observatory.figure_register import current_register
from filiere.site.programme.quotations.forms import CHECKS

pytestmark = pytest.mark.django_db
PAGE = "/fr/programme/check/"
SAID = "2026-11-24"


def verdicts(page: str) -> list[str]:
    """The verdicts of the findings of a page, in their order."""
    return re.findall(r'<li id="[ns][^"]*" data-verdict="(\w+)"', page)


def check(client: Client, text: str, **other: Any) -> Any:
    """Send a text."""
    return client.post(PAGE, {"text": text, "said": SAID} | other)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("En 2024, les prestataires ont réalisé 3,56 milliards d’euros de chiffre d’affaires.", ["match"]),
        ("Les prestataires comptaient 27 300 salariés en France en 2019.", ["out_of_scope"]),
        ("Réunion le 12 mai 2011 à 14 h 30, salle 204, au 9 place d’Iéna.", []),
    ],
)
def test_each_number_has_its_verdict(client: Client, text: str, found: list[str]) -> None:
    """And leads to the figure that decides; what measures nothing of the sector has none."""
    page = check(client, text).content.decode()
    assert verdicts(page) == found
    assert ("/figures/" in page.partition('<ol class="finds">')[2]) == bool(found)


def test_a_sum_of_the_text_is_checked_by_itself(client: Client) -> None:
    """18 is not 6 and 9."""
    text = "En 2009, l’État et la profession ont réuni 18 millions d’euros : 6 de l’État et 9 des entreprises."
    assert "sum" in verdicts(check(client, text).content.decode())


def test_nothing_of_a_text_is_kept(client: Client) -> None:
    """No row of the journal, and not a word of it on the next page."""
    before = Entry.objects.count()
    check(client, "Les prestataires de Trifouillis emploient 12 345 personnes.")
    assert Entry.objects.count() == before
    assert "Trifouillis" not in client.get(PAGE).content.decode()


def test_what_people_type_is_never_markup(client: Client) -> None:
    """A text is shown sign for sign."""
    page = check(client, "<script>alert(1)</script> Les prestataires employaient 27 300 ETP en 2019.").content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


@pytest.mark.parametrize("sent", [{}, {"text": "   "}])
def test_a_form_without_a_text_asks_for_one(client: Client, sent: dict[str, str]) -> None:
    """And answers 422."""
    assert client.post(PAGE, sent).status_code == 422


def _docx(words: str) -> bytes:
    content = f'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>{words}</w:t></w:r></w:p></w:body></w:document>'
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", content)
        archive.writestr("[Content_Types].xml", "<Types/>")
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("discours.txt", b"Les prestataires comptaient 27 300 ETP en France en 2019."),
        ("discours.docx", _docx("Les prestataires comptaient 27 300 ETP en France en 2019.")),
    ],
)
def test_a_file_is_read_as_a_text(client: Client, name: str, body: bytes) -> None:
    """In a child process."""
    page = client.post(PAGE, {"text": "", "said": SAID, "file": SimpleUploadedFile(name, body)}).content.decode()
    assert verdicts(page) == ["match"]


@pytest.mark.parametrize("body", [b"", b"PK\x03\x04rubbish", b"%PDF-1.7 rubbish", bytes(range(256)) * 20])
def test_a_file_that_cannot_be_read_is_refused_with_words(client: Client, body: bytes) -> None:
    """Never an error of the server."""
    answer = client.post(PAGE, {"text": "", "said": SAID, "file": SimpleUploadedFile("x.docx", body)})
    assert answer.status_code in (200, 422)


def test_too_many_texts_are_told_to_wait(client: Client) -> None:
    """By network."""
    for _ in range(CHECKS.allowed):
        last = check(client, "rien")
        if last.status_code == 429:
            break
    assert check(client, "rien").status_code == 429
    # A program of the same network is no other door.
    refused = client.post("/api/v1/quotations", json.dumps({"text": "rien"}), content_type="application/json")
    assert (refused.status_code, refused["content-type"]) == (429, "application/problem+json")


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        ("{", "application/json", 400),
        ("[" * 100_000, "application/json", 400),
        ("text=12 emplois", "application/x-www-form-urlencoded", 400),
        ('"12 emplois"', "application/json", 422),
        ('{"text": "\\ud800 12 emplois"}', "application/json", 422),
        ('{"text": 12}', "application/json", 422),
        (json.dumps({"text": "1" * 60_001}), "application/json", 422),
        (json.dumps({"text": "12 emplois", "said": "0001-01-01"}), "application/json", 200),
        (json.dumps({"text": "L’an dernier, 12 emplois", "said": "0001-01-01"}), "application/json", 200),
        (json.dumps({"text": "1 " * 6000}), "application/json", 200),
        (json.dumps({"text": "\0"}), "application/json", 200),
    ],
)
def test_what_a_program_sends_wrong_is_said(client: Client, body: str, kind: str, status: int) -> None:
    """Never an error of the server, and a text with too many numbers says that it was not read whole."""
    answer = client.post("/api/v1/quotations", body, content_type=kind)
    assert answer.status_code == status
    if status == 200:
        assert answer.json()["cut"] == (len(body) > 10_000)


def test_a_text_cut_at_its_limit_says_so(client: Client) -> None:
    """On the page too, with the limit and what to do; a text read whole says nothing of it."""
    page = client.post(PAGE, {"text": "1 " * 6000, "said": ""}).content.decode()
    assert "data-cut" in page
    assert "ont pas été lus" in page
    assert "data-cut" not in client.post(PAGE, {"text": "1 2 3", "said": ""}).content.decode()


@pytest.mark.parametrize("said", ["0001-01-01", "9999-12-31", "0000-00-00", "hier", "2026-02-30", "\0"])
def test_any_day_of_the_speech_is_answered(client: Client, said: str) -> None:
    """One that is no day is refused in words."""
    text = "L’an dernier, la filière comptait 280 000 emplois."
    assert client.post(PAGE, {"text": text, "said": said}).status_code in (200, 422)


def test_programs_ask_the_same(client: Client) -> None:
    """With the offsets of the text as received, in code points."""
    text = "👩‍💻 Les prestataires comptaient 27\u202f300 ETP en France en 2019."
    answer = client.post(
        "/api/v1/quotations", json.dumps({"text": text, "said": SAID}), content_type="application/json"
    )
    (row,) = answer.json()["rows"]
    assert (row["verdict"], text[row["start"] : row["end"]], row["value"]) == ("match", row["text"], 27300)
    assert all(one in current_register() for one in row["figures"])
    bad = client.post("/api/v1/quotations", json.dumps({"said": "hier"}), content_type="application/json")
    assert bad.status_code == 422


def test_a_body_that_is_not_json_answers_a_problem(client: Client) -> None:
    answer = client.post("/api/v1/quotations", "{bad", content_type="application/json")
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
    assert answer.json()["status"] == 400
