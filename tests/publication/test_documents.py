"""Documents read back: their words, their tags, their language, and what must never be in them."""

import hashlib
import io
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, Literal

import pytest
from pypdf import PdfReader
from support.scenes import document_sample as sample

import filiere
from filiere.core import Text
from filiere.publication import documents as d
from filiere.publication.documents.markup import prose, tag

Lang = Literal["fr", "en"]
EACH: dict[str, tuple[Callable[..., bytes], Any]] = {
    "quote": (d.quote_pdf, sample.QUOTE),
    "report": (d.audit_report_pdf, sample.REPORT),
    "minutes": (d.minutes_pdf, sample.MINUTES),
    "decision": (d.decision_pdf, sample.DECISION),
    "certificate": (d.certificate_pdf, sample.CERTIFICATE),
    "plan": (d.improvement_plan_pdf, sample.PLAN),
    "receipt": (d.opinion_receipt_pdf, sample.RECEIPT),
    "press": (d.press_sheet_pdf, sample.PRESS_SHEET),
    "agreement": (d.agreement_report_pdf, sample.AGREEMENT_REPORT),
}


@cache
def draw(name: str, lang: Lang) -> bytes:
    """Return the document of a sample, drawn once for all who read it."""
    make, record = EACH[name]
    return make(record, lang)


@cache
def open_pdf(pdf: bytes) -> PdfReader:
    """Return what reads a document, opened once."""
    return PdfReader(io.BytesIO(pdf))


@cache
def read_pages(pdf: bytes) -> list[str]:
    """Return the words of each page, each run of spaces as one."""
    return [" ".join(page.extract_text().split()) for page in open_pdf(pdf).pages]


def read(pdf: bytes) -> str:
    """Return all the words."""
    return " ".join(words for words in read_pages(pdf) if words)


def structure(pdf: bytes) -> list[Any]:
    """Return the elements of the structure tree, in order."""
    found: list[Any] = []

    def walk(node: Any) -> None:
        node = node.get_object() if hasattr(node, "get_object") else node
        if isinstance(node, list):
            for one in node:
                walk(one)
        elif isinstance(node, dict):
            if "/S" in node:
                found.append(node)
            if "/K" in node:
                walk(node["/K"])

    walk(open_pdf(pdf).root_object["/StructTreeRoot"])
    return found


@pytest.mark.parametrize(("lang", "day"), [("fr", "1er mars 2027"), ("en", "1 March 2027")])
@pytest.mark.parametrize("name", EACH)
def test_each_document_names_its_issuer_a_day_and_a_place(name: str, lang: Lang, day: str) -> None:
    """Quote, letter, minutes, certificate and all others alike; without a place, they say that it is not given."""
    make, record = EACH[name]
    stamp = replace(
        record.stamp, issuer="Association Exemplaire", address="1 rue X, 16000 Angoulême", place="Angoulême"
    )
    words = read(make(replace(record, stamp=stamp), lang))
    assert "Association Exemplaire" in words
    assert "1 rue X, 16000 Angoulême" in words
    assert {"fr": f"Établi à Angoulême, le {day}", "en": f"Issued in Angoulême on {day}"}[lang] in words
    assert (record.stamp.address, record.stamp.place) == ("", "")
    unplaced = read(draw(name, lang))
    assert day in unplaced
    assert "Angoulême" not in unplaced


def test_every_document_of_the_site_has_the_stamp_of_the_settings() -> None:
    """Its issuer and place come from one place: no record of a document is made with a stamp of its own."""
    site = Path(filiere.__file__).parent / "site"
    found = [
        (path.name, maker)
        for path in sorted(site.rglob("*.py"))
        for maker in re.findall(r"stamp=(\w+)\(|\b(Stamp)\(", path.read_text(encoding="utf-8"))
    ]
    makers = {maker[0] for _, maker in found if maker[0]}
    assert makers == {"make_stamp"}
    assert [name for name, maker in found if maker[1]] == ["document_issuer.py"]
    assert len(found) > 6


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("name", EACH)
def test_each_document_is_tagged_titled_and_in_its_language(name: str, lang: Lang) -> None:
    """PDF/UA-1 asks for these, and each page carries its number and the fingerprints."""
    pdf = draw(name, lang)
    reader = open_pdf(pdf)
    root = reader.root_object
    assert root["/Lang"] == lang
    assert root["/MarkInfo"]["/Marked"] == True  # noqa: E712
    assert root["/ViewerPreferences"]["/DisplayDocTitle"] == True  # noqa: E712
    assert reader.metadata is not None
    assert reader.metadata.title
    assert b"pdfuaid" in reader.root_object["/Metadata"].get_object().get_data()
    nodes = structure(pdf)
    assert [node["/S"] for node in nodes].count("/H1") == 1
    assert all(node.get("/Alt") for node in nodes if node["/S"] == "/Figure")
    for number, words in enumerate(read_pages(pdf), 1):
        of = "sur" if lang == "fr" else "of"
        assert f"page {number} {of} {len(reader.pages)}" in words
        assert "01234567 89abcdef" in words
        assert "fedcba98 76543210" in words
        assert "d-0042" in words
    assert ("inventées" if lang == "fr" else "made up") in read(pdf)


def test_the_same_record_gives_the_same_bytes() -> None:
    """A document made again can be compared; another process, hence another second, changes nothing."""
    program = (
        "import hashlib; from support.scenes import document_sample as s;"
        "from filiere.publication import documents as d;"
        "print(hashlib.sha256(d.certificate_pdf(s.CERTIFICATE, 'fr')).hexdigest())"
    )
    path = ":".join(one for one in sys.path if one)
    elsewhere = subprocess.run(
        [sys.executable, "-c", program], env={"PYTHONPATH": path}, capture_output=True, text=True, check=True
    ).stdout
    assert elsewhere.strip() == hashlib.sha256(draw("certificate", "fr")).hexdigest()


def test_what_people_write_is_text_and_never_markup() -> None:
    """A script in a finding is printed as it was typed, and a mark that turns the line round is dropped."""
    words = read(draw("report", "fr"))
    assert "<script>alert(1)</script>" in words
    assert tag("p", "a\u202eb<i>\x00", title='"><b>') == '<p title="&quot;&gt;&lt;b&gt;">ab&lt;i&gt;</p>'
    assert prose("a\n\nb\nc") == "<p>a</p><p>b<br>c</p>"


def test_nothing_is_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name made of an address or of an image opens no connection and reads no file."""
    import socket

    def refused(*_: object, **__: object) -> None:
        raise AssertionError("a document opened a connection")

    monkeypatch.setattr(socket.socket, "connect", refused)
    trap = '<img src="file:///etc/hostname"><link rel=attachment href="file:///etc/hostname">http://203.0.113.7/x.png'
    record = replace(sample.PLAN, organisation=d.Organisation(name=trap), note=trap)
    pdf = d.improvement_plan_pdf(record, "en")
    assert not open_pdf(pdf).attachments
    assert trap.replace("http", " http").split()[0] in read(pdf)


def test_the_sums_of_a_quote_follow_from_its_lines() -> None:
    """Half a cent goes upwards: 2.5 × 1150.01 is 2875.025, hence 2875.03."""
    quote = sample.QUOTE
    assert [line.amount for line in quote.lines] == [Decimal("2875.03"), Decimal("900.00")]
    assert (quote.net, quote.vat, quote.total) == (Decimal("3775.03"), Decimal("755.01"), Decimal("4530.04"))
    assert "4 530,04 €" in read(draw("quote", "fr"))
    assert "€4,530.04" in read(draw("quote", "en"))


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_public_minutes_leave_out_those_present_the_debate_and_the_chair(lang: Lang) -> None:
    """The recusal stays, with its name and its reason; so do the votes by college and the minority opinion."""
    # Kerning reads back as a space, in a name such as Bavarde.
    drawn = draw("minutes", lang), d.minutes_pdf(sample.MINUTES, lang, public=True)
    full, public = (read(pdf).replace(" ", "") for pdf in drawn)
    for private in ("C. Présente", "F. Bavarde", "D. Présidente"):
        assert private.replace(" ", "") in full
        assert private.replace(" ", "") not in public
    for told in ("E. Déportée", "Un syndicat demandait douze mois.", "Le score passe les planchers.", "fedcba98"):
        assert told.replace(" ", "") in public


def test_a_certificate_says_how_to_check_it() -> None:
    """The address is there in words too, for a reader without a phone, and in the alternative of the code."""
    pdf = draw("certificate", "fr")
    address = sample.CERTIFICATE.verify_url
    assert address in read(pdf).replace(" ", "")
    assert [node["/Alt"] for node in structure(pdf) if node["/S"] == "/Figure"] == [
        f"Code à lire avec un téléphone ; il ouvre {address}".replace(" ;", "\u202f;")
    ]


def test_long_texts_run_over_pages_without_losing_a_word() -> None:
    """Two hundred findings, one of them a word of five thousand letters."""
    finding = sample.REPORT.findings[0]
    many = tuple(replace(finding, number=str(n), seen=f"constat-{n}-fin") for n in range(200))
    long = replace(finding, number="200", seen="x" * 5000)
    words = read(d.audit_report_pdf(replace(sample.REPORT, findings=(*many, long)), "fr"))
    assert all(f"constat-{n}-fin" in words for n in range(200))
    assert words.replace(" ", "").count("x") >= 5000


def test_progress_beyond_the_whole_is_refused() -> None:
    """A plan cannot be done at 140 per cent."""
    with pytest.raises(ValueError, match="progress"):
        replace(sample.PLAN.actions[0], progress=140)


def test_the_words_follow_the_language() -> None:
    """A text in two languages is printed in the one asked for, French with its spaces."""
    assert "Seuil" in read(draw("report", "fr"))
    assert "Threshold" in read(draw("report", "en"))
    quote = replace(sample.QUOTE, grid=Text(fr="Grille : essai", en="Grid: trial"))
    assert "Grid: trial" in read(d.quote_pdf(quote, "en"))


def test_a_report_prints_what_was_sent_then_its_corrections() -> None:
    """The value that was sent stands in its table, the present one in that of corrections, with its day and why."""
    words = read(draw("agreement", "en"))
    sent, corrected = words.split("Corrections since it was sent")
    assert "212 people" in sent
    assert "after amendment no. 1" in sent
    assert "205" not in sent
    assert "212 205" in corrected
    assert "3 February 2027" in corrected
    assert "Sept doublons" in corrected
    without = replace(sample.AGREEMENT_REPORT, corrections=())
    assert "None to date" in read(d.agreement_report_pdf(without, "en"))


def test_a_press_sheet_says_everything_in_both_languages_and_links_only_to_the_web() -> None:
    pdf = draw("press", "en")
    words = read(pdf)
    for sentence in ("They are 290,000 jobs.", "Ce sont 290 000 emplois.", "Statement of 1 March 2027"):
        assert sentence in words
    assert words.index("What may be said") < words.index("Ce qui peut être dit")
    links = {
        str(note.get_object()["/A"]["/URI"])
        for page in open_pdf(pdf).pages
        for note in page.get("/Annots", ())
        if "/A" in note.get_object()
    }
    assert links == {"https://example.org/"}
