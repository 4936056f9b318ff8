"""Text out of documents: the same words from each format, with their pages and paragraphs, and faults for the rest."""

import zipfile
from email.message import EmailMessage
from io import BytesIO

import pytest

from filiere.core.faults import Faults
from filiere.quotations import Document, read_document
from filiere.quotations.documents import MOST_BYTES
from filiere.quotations.pdf_text import read_unicode_map

PARAGRAPHS = (
    "La filière en chiffres",
    "En 2008, les prestataires comptaient 36 352 emplois.",
    "Ils étaient 22 706 en 2004.",
)
TEXT = "\n\n".join(PARAGRAPHS)
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def build_docx(body: str, *, head: str = "") -> bytes:
    """A document of one part."""
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "word/document.xml", f'{head}<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>'
        )
    return stream.getvalue()


def build_pdf(lines: tuple[str, ...]) -> bytes:
    """A PDF of a page a line, in a font without a map, as many programs write it."""
    import pikepdf

    pdf = pikepdf.new()
    font = pdf.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.Font,
            Subtype=pikepdf.Name.Type1,
            BaseFont=pikepdf.Name.Helvetica,
            Encoding=pikepdf.Name.WinAnsiEncoding,
        )
    )
    for line in lines:
        page = pdf.add_blank_page(page_size=(595, 842))
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
        words = line.encode("cp1252").replace(b"(", b"\\(").replace(b")", b"\\)")
        page.Contents = pdf.make_stream(b"BT /F1 12 Tf 72 720 Td (" + words + b") Tj ET")
    stream = BytesIO()
    pdf.save(stream)
    return stream.getvalue()


def build_mail() -> bytes:
    """A mail whose subject is the first paragraph."""
    mail = EmailMessage()
    mail["Subject"] = PARAGRAPHS[0]
    mail.set_content("\n\n".join(PARAGRAPHS[1:]))
    return bytes(mail)


DOCUMENTS = {
    "note.txt": TEXT.encode(),
    "note.html": "".join(f"<p>{one}</p><script>9</script>" for one in PARAGRAPHS).encode(),
    "note.eml": build_mail(),
    "note.docx": build_docx(
        "".join(f"<w:p><w:r><w:t>{one[:9]}</w:t></w:r><w:r><w:t>{one[9:]}</w:t></w:r></w:p>" for one in PARAGRAPHS)
    ),
    "note.pdf": build_pdf(PARAGRAPHS),
}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_each_format_gives_the_same_words(name: str) -> None:
    document = read_document(DOCUMENTS[name], name)
    assert document.text.strip() == TEXT
    assert [place.paragraph for place in document.places] == [1, 2, 3]
    assert _place(document, "22 706").paragraph == 3


def test_pages_are_those_of_the_document() -> None:
    assert _place(read_document(DOCUMENTS["note.pdf"], "note.pdf"), "22 706").page == 3
    broken = build_docx('<w:p><w:r><w:t>A</w:t></w:r></w:p><w:p><w:r><w:br w:type="page"/><w:t>B 7</w:t></w:r></w:p>')
    assert _place(read_document(broken, "a.docx"), "B 7").page == 2
    assert _place(read_document(DOCUMENTS["note.txt"], "note.txt"), "22 706").page is None


def _place(document: Document, words: str):
    return document.find_place(document.text.index(words))


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.xls", b"\xd0\xcf\x11\xe0\x00\x00", "document-kind"),
        ("a.docx", b"no archive", "document-kind"),
        ("a.docx", DOCUMENTS["note.docx"][:-40], "document-damaged"),
        ("a.docx", build_docx("&e;", head='<!DOCTYPE a [<!ENTITY e "x">]>'), "document-damaged"),
        ("a.pdf", b"%PDF-1.7\nnothing", "document-damaged"),
        ("a.txt", b" \r\n\t ", "document-without-text"),
        ("a.html", b"<script>12</script>", "document-without-text"),
        ("a.txt", b" " * (MOST_BYTES + 1), "document-too-large"),
    ],
)
def test_what_cannot_be_read_is_a_fault(name: str, content: bytes, code: str) -> None:
    with pytest.raises(Faults) as refused:
        read_document(content, name)
    assert [one.code for one in refused.value.faults] == [code]


def test_a_map_of_codes_is_read() -> None:
    content = (
        b"2 beginbfchar <01> <0041> <02> <00660069> endbfchar 1 beginbfrange <10> <12> <0061> <20> <21> [<0078> <0079>]"
    )
    found = read_unicode_map(content + b" endbfrange")
    assert found == {1: "A", 2: "fi", 0x10: "a", 0x11: "b", 0x12: "c", 0x20: "x", 0x21: "y"}
