"""What a made-up company answers and shows: the numbers of a case that the release ships, and plain documents."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from filiere.referentials import Release
from filiere.referentials.workbook import AnswerEntry, AnswerPlace, QuestionnaireLine

SAMPLE_CASE = "applied_{category}"
"""The case of a release from which the numbers of a category are taken: a company that does well, not perfectly."""
_ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)


def sample_answers(
    release: Release, category: str, lines: tuple[QuestionnaireLine, ...]
) -> dict[AnswerPlace, AnswerEntry]:
    """Return what the sample case of the category says on each of these lines; a line that it leaves open is left out.

    A number asked for each site is that of the first site of the case, so that rates stay what they were.
    """
    case = next(one for one in release.cases if one.key == SAMPLE_CASE.format(category=category))
    found: dict[AnswerPlace, AnswerEntry] = {}
    for line in lines:
        place = line.place
        if place.kind == "fact":
            # What the case says nothing of does not hold: one fact the fewer to prove.
            said = case.facts.get(place.key, False if "false" in line.choices else None)
        elif place.kind == "answer":
            said = case.answers.get(place.key) or next((one for one in case.rest or () if one in line.choices), None)
        else:
            said = case.inputs.get(place.key)
            if isinstance(said, dict):
                said = next(iter(said.values()), None)
            elif isinstance(said, (list, tuple)):
                said = next(iter(said), None)
        if said is not None:
            words = str(said).lower() if isinstance(said, bool) else str(said)
            found[place] = AnswerEntry(words)
    return found


def write_pdf(title: str) -> bytes:
    """Return a page of PDF with one line, in plain letters."""
    plain = title.encode("ascii", "replace").decode().replace("(", "[").replace(")", "]").replace("\\", "/")
    drawn = f"BT /F1 12 Tf 60 760 Td ({plain}) Tj ET".encode()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawn), drawn),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out, places = BytesIO(), []
    out.write(b"%PDF-1.4\n")
    for number, body in enumerate(objects, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    table = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    for place in places:
        out.write(b"%010d 00000 n \n" % place)
    out.write(b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, table))
    return out.getvalue()


def write_spreadsheet(title: str) -> bytes:
    """Return a workbook of one sheet and one cell, the same bytes for the same title."""
    words = title.replace("&", "&amp;").replace("<", "&lt;")
    parts = {
        "[Content_Types].xml": (
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Override PartName="/xl/workbook.xml" ContentType='
            '"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
            '<Override PartName="/xl/worksheets/sheet1.xml" ContentType='
            '"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>'
        ),
        "_rels/.rels": (
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
            'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
            'Target="xl/workbook.xml"/></Relationships>'
        ),
        "xl/workbook.xml": (
            '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
            'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
            '<sheets><sheet name="A" sheetId="1" r:id="r1"/></sheets></workbook>'
        ),
        "xl/_rels/workbook.xml.rels": (
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
            'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" '
            'Target="worksheets/sheet1.xml"/></Relationships>'
        ),
        "xl/worksheets/sheet1.xml": (
            '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1">'
            f'<c r="A1" t="inlineStr"><is><t>{words}</t></is></c></row></sheetData></worksheet>'
        ),
    }
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as file:
        for name, body in parts.items():
            file.writestr(ZipInfo(name, _ZIP_EPOCH), '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n' + body)
    return out.getvalue()
