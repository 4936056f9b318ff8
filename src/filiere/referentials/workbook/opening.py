"""Opening a workbook that anyone may have made: what it weighs and holds is judged before a library sees it.

Every part is read here up to a limit, then the few parts that hold cells are put in a new archive, which is what the
library gets: nothing that an archive announces falsely reaches it. Formulas, macros, links to other files and
entities are refused. Cells far away are refused too, since a library lays a sheet out as a full rectangle.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from filiere.core import Fault, Faults, Text

LARGEST = 8 * 1024 * 1024
UNPACKED = 48 * 1024 * 1024
PARTS = 200
RATIO = 200
ROWS, COLUMNS, CELLS = 6000, 60, 120_000

_KEPT = re.compile(
    r"(\[Content_Types\]\.xml|_rels/\.rels|xl/(workbook|styles|sharedStrings)\.xml|xl/_rels/workbook\.xml\.rels"
    r"|xl/worksheets/[^/]+\.xml)\Z"
)
_BANNED = re.compile(
    r"vbaProject|externalLink|activeX|embeddings/|macrosheets|connections\.xml|queryTable", re.IGNORECASE
)
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
_CELL = re.compile(rb"<(?:\w+:)?c(?=[\s/>])([^>]*)>")
_REF = re.compile(rb"""\sr=["']([A-Z]{1,3})([0-9]{1,7})["']""")
_TAG = re.compile(rb"""<(?:\w+:)?c(?=[\s/>])[^>]*\sr=["']([A-Z]+[0-9]+)["'][^>]*>\s*<(?:\w+:)?f[\s/>]""")
_SHEET = re.compile(rb"<(?:\w+:)?sheet(?=\s)([^>]*)>")
_ATTRIBUTE = re.compile(rb"""([\w:]+)=["']([^"']*)["']""")
_RELATION = re.compile(rb"<(?:\w+:)?Relationship(?=\s)([^>]*)>")


def open_book(data: bytes, file: str) -> dict[str, list[list[Any]]]:
    """Return the rows of each sheet by name; raise :class:`Faults` when the file is no workbook to be read."""
    parts = _parts(data, file)
    faults = list(_inside(parts, file))
    if faults:
        raise Faults(faults)
    clean = io.BytesIO()
    with zipfile.ZipFile(clean, "w", zipfile.ZIP_STORED) as archive:
        for name, body in parts.items():
            archive.writestr(name, body)
    clean.seek(0)
    try:
        book = CalamineWorkbook.from_filelike(clean)
        return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}
    except (CalamineError, ValueError, OSError) as error:
        raise Faults([_not_a_book(file)]) from error


def _parts(data: bytes, file: str) -> dict[str, bytes]:
    if len(data) > LARGEST:
        raise Faults([_too_large(file)])
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            total = sum(one.file_size for one in entries)
            swollen = any(one.file_size > RATIO * max(one.compress_size, 1024) for one in entries)
            if len(entries) > PARTS or total > UNPACKED or swollen:
                raise Faults([_too_large(file)])
            names = [one.filename for one in entries]
            if any(one.flag_bits & 0x1 for one in entries) or len(set(names)) < len(names):
                raise Faults([_not_a_book(file)])
            if banned := [name for name in names if _BANNED.search(name)]:
                raise Faults([_active(file, banned[0])])
            kept = {}
            for one in entries:
                if _KEPT.match(one.filename):
                    with archive.open(one) as stream:
                        kept[one.filename] = stream.read(one.file_size + 1)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError, KeyError) as error:
        raise Faults([_not_a_book(file)]) from error
    if "xl/workbook.xml" not in kept:
        raise Faults([_not_a_book(file)])
    return kept


def _inside(parts: dict[str, bytes], file: str) -> Iterator[Fault]:
    cells = 0
    names = _names(parts)
    for part, body in parts.items():
        if b"<!DOCTYPE" in body or b"<!ENTITY" in body or not _utf8(body):
            yield _active(file, part)
            return
        if not part.startswith("xl/worksheets/"):
            continue
        sheet = names.get(part, part)
        cells += body.count(b"<c ") + body.count(b":c ")
        if cells > CELLS:
            yield _too_large(file)
            return
        for found in _CELL.finditer(body):
            where = _REF.search(found[1])
            if where is None or int(where[2]) > ROWS or _column(where[1]) > COLUMNS:
                yield _far(file, sheet, where[0].decode() if where else "")
                return
        if _FORMULA.search(body):
            places = [found[1].decode() for found in _TAG.finditer(body)] or ["?"]
            for place in places[:50]:
                yield _formula(file, sheet, place)


def _utf8(body: bytes) -> bool:
    # The searches above read ASCII: a part in another encoding would hide from them.
    if body.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" in body[:200]:
        return False
    declared = re.match(rb"""\s*(?:\xef\xbb\xbf)?<\?xml[^>]*encoding=["']([\w.-]+)["']""", body)
    return declared is None or declared[1].lower() in (b"utf-8", b"us-ascii", b"utf8")


def _names(parts: dict[str, bytes]) -> dict[str, str]:
    """Return the name of the sheet that each part holds, for faults to say it."""
    targets = {}
    for found in _RELATION.finditer(parts.get("xl/_rels/workbook.xml.rels", b"")):
        named = dict(_ATTRIBUTE.findall(found[1]))
        target = named.get(b"Target", b"").decode("utf-8", "replace").lstrip("/").removeprefix("xl/")
        targets[named.get(b"Id", b"")] = f"xl/{target}"
    found_names = {}
    for found in _SHEET.finditer(parts["xl/workbook.xml"]):
        named = dict(_ATTRIBUTE.findall(found[1]))
        part = targets.get(named.get(b"r:id", b""), "")
        found_names[part] = named.get(b"name", b"").decode("utf-8", "replace")
    return found_names


def _column(letters: bytes) -> int:
    place = 0
    for letter in letters:
        place = place * 26 + letter - ord("A") + 1
    return place


def _not_a_book(file: str) -> Fault:
    return Fault(
        code="not-a-workbook",
        file=file,
        message=Text(
            fr="Ce fichier n’est pas un classeur Excel (.xlsx) lisible.", en="This file is no readable Excel workbook."
        ),
        remedy=Text(
            fr="Envoyez le fichier exporté du site, enregistré au format .xlsx, sans mot de passe.",
            en="Send the file exported from the site, saved as .xlsx, without a password.",
        ),
    )


def _too_large(file: str) -> Fault:
    return Fault(
        code="workbook-too-large",
        file=file,
        message=Text(
            fr="Ce classeur est plus grand que tout questionnaire, ou se décompresse en bien plus que sa taille.",
            en="This workbook is larger than any questionnaire, or unpacks to far more than its size.",
        ),
        remedy=Text(fr="Repartez d’un nouvel export du site.", en="Start again from a new export of the site."),
    )


def _active(file: str, part: str) -> Fault:
    return Fault(
        code="workbook-active",
        file=file,
        message=Text(
            fr=f"Ce classeur contient ce qui peut agir : macro, lien ou entité ({part[:80]}).",
            en=f"This workbook holds what may act: a macro, a link or an entity ({part[:80]}).",
        ),
        remedy=Text(fr="Retirez-le, ou repartez d’un nouvel export.", en="Remove it, or start from a new export."),
    )


def _formula(file: str, sheet: str, place: str) -> Fault:
    match = re.match(r"([A-Z]+)(\d+)", place)
    return Fault(
        code="workbook-formula",
        file=file,
        line=int(match[2]) if match else None,
        column=_column(match[1].encode()) if match else None,
        key=f"{sheet}!{place}",
        message=Text(
            fr=f"Feuille « {sheet} », cellule {place} : une formule, dont le résultat peut changer sans vous.",
            en=f"Sheet “{sheet}”, cell {place}: a formula, whose result may change without you.",
        ),
        remedy=Text(fr="Copiez la cellule, puis collez-la en valeur.", en="Copy the cell, then paste it as a value."),
    )


def _far(file: str, sheet: str, place: str) -> Fault:
    return Fault(
        code="workbook-shape",
        file=file,
        key=sheet,
        message=Text(
            fr=f"Feuille « {sheet} » : une cellule hors du questionnaire ({place.strip() or 'sans adresse'}).",
            en=f"Sheet “{sheet}”: a cell outside the questionnaire ({place.strip() or 'without address'}).",
        ),
        remedy=Text(fr="Repartez d’un nouvel export du site.", en="Start again from a new export of the site."),
    )
