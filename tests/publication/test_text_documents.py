"""Texts to work on: what an OpenDocument reader needs, in each language, whatever people wrote."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from xml.etree import ElementTree
from zipfile import ZIP_STORED, ZipFile

from support.scenes import document_sample as sample

from filiere.publication.documents.talking_points import talking_points_odt
from filiere.publication.text_documents import MEDIA_TYPE, TextPart, write_text_document

DAY = date(2027, 3, 1)
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"


def read_parts(content: bytes) -> list[tuple[str, str]]:
    """The style and the words of each paragraph."""
    with ZipFile(BytesIO(content)) as archive:
        root = ElementTree.fromstring(archive.read("content.xml"))  # noqa: S314  Our own file.
    found = [one for one in root.iter() if one.tag in (f"{TEXT}p", f"{TEXT}h")]
    return [(one.attrib[f"{TEXT}style-name"], "".join(one.itertext())) for one in found]


def test_a_text_document_is_one_for_its_readers() -> None:
    hostile = "a <b> & \x00\ud800«  deux »\r\nfin"
    content = write_text_document([TextPart("statement", hostile, "fr")], title="A & B", lang="fr", day=DAY)
    with ZipFile(BytesIO(content)) as archive:
        first = archive.infolist()[0]
        assert (first.filename, first.compress_type, first.extra) == ("mimetype", ZIP_STORED, b"")
        assert archive.read("mimetype").decode() == MEDIA_TYPE
        manifest = ElementTree.fromstring(archive.read("META-INF/manifest.xml"))  # noqa: S314  Our own file.
        listed = {name for one in manifest for key, name in one.attrib.items() if key.endswith("full-path")}
        assert listed - {"/"} == {
            name for name in archive.namelist() if name not in ("mimetype", "META-INF/manifest.xml")
        }
        styles = ElementTree.fromstring(archive.read("styles.xml"))  # noqa: S314  Our own file.
        named = {one.attrib[f"{STYLE}name"] for one in styles.iter(f"{STYLE}style")}
        assert "<text:line-break/>" in archive.read("content.xml").decode()
    assert read_parts(content) == [("Statement-fr", "a <b> & « deux »fin")]
    assert {style for style, _ in read_parts(content)} <= named
    assert content == write_text_document([TextPart("statement", hostile, "fr")], title="A & B", lang="fr", day=DAY)


def test_talking_points_say_each_sentence_and_what_it_stands_on_in_both_languages() -> None:
    parts = read_parts(talking_points_odt(sample.PRESS_SHEET, "en", day=DAY, page="https://example.org/operation"))
    words = [said for _, said in parts]
    for message in sample.PRESS_SHEET.messages:
        for lang in ("fr", "en"):
            assert (f"Statement-{lang}", message.sentence.get(lang)) in parts
    assert words.index("They are 290,000 jobs.") < words.index(sample.PRESS_SHEET.messages[0].sentence.get("fr"))
    assert words.count("https://example.org/operation") == 2
    assert not any("javascript" in said for said in words)
