"""Opening a workbook that anyone may have made: what it weighs and holds is judged before a library sees it.

Every part is read here up to a limit, then the few parts that hold cells are put in a new archive, which is what the
library gets: nothing that an archive announces falsely reaches it. Formulas, macros, links to other files and
entities are refused. Cells far away are refused too, since a library lays a sheet out as a full rectangle.
"""

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from filiere.core import Fault, Faults, Text
from filiere.core.text import make_printable
from filiere.core.workbook_limits import (
    ARCHIVE_ERRORS,
    BadSheet,
    BadXml,
    SheetLimits,
    column_number,
    measure_sheet,
    read_elements,
)
from filiere.referentials.workbook.faults import fault

MAX_FILE_SIZE = 8 * 1024 * 1024
MAX_UNPACKED_SIZE = 48 * 1024 * 1024
MAX_PARTS = 200
MAX_RATIO = 200
ROWS, COLUMNS, CELLS = 6000, 60, 120_000
SHOWN_CELLS = 50
MAX_NAMES = 10_000
"""Elements of the parts that name the sheets."""

_KEPT_PARTS = re.compile(
    r"(\[Content_Types\]\.xml|_rels/\.rels|xl/(workbook|styles|sharedStrings)\.xml|xl/_rels/workbook\.xml\.rels"
    r"|xl/worksheets/[^/]+\.xml)\Z"
)
_BANNED_PARTS = re.compile(
    r"vbaProject|externalLink|activeX|embeddings/|macrosheets|connections\.xml|queryTable", re.IGNORECASE
)


def open_workbook(data: bytes, file: str) -> dict[str, list[list[Any]]]:
    """Return the rows of each sheet by name; raise :class:`Faults` when the file is no workbook to be read."""
    parts = _read_parts(data, file)
    endless: list[Fault] = []
    faults = list(_content_faults(parts, file, endless))
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
    except OverflowError as error:
        # Beyond what a duration may be, the library overflows, and says not where.
        raise Faults(endless or [_not_a_workbook_fault(file)]) from error
    except (CalamineError, ValueError, OSError) as error:
        raise Faults([_not_a_workbook_fault(file)]) from error


def _read_parts(data: bytes, file: str) -> dict[str, bytes]:
    if len(data) > MAX_FILE_SIZE:
        raise Faults([_too_large_fault(file)])
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            total = sum(one.file_size for one in entries)
            swollen = any(one.file_size > MAX_RATIO * max(one.compress_size, 1024) for one in entries)
            if len(entries) > MAX_PARTS or total > MAX_UNPACKED_SIZE or swollen:
                raise Faults([_too_large_fault(file)])
            names = [one.filename for one in entries]
            if any(one.flag_bits & 0x1 for one in entries) or len(set(names)) < len(names):
                raise Faults([_not_a_workbook_fault(file)])
            if banned := [name for name in names if _BANNED_PARTS.search(name)]:
                raise Faults([_active_content_fault(file, banned[0])])
            kept = {}
            for member in entries:
                if _KEPT_PARTS.match(member.filename):
                    with archive.open(member) as stream:
                        kept[member.filename] = stream.read(member.file_size + 1)
    except ARCHIVE_ERRORS as error:
        raise Faults([_not_a_workbook_fault(file)]) from error
    if "xl/workbook.xml" not in kept:
        raise Faults([_not_a_workbook_fault(file)])
    return kept


def _content_faults(parts: dict[str, bytes], file: str, endless: list[Fault]) -> Iterator[Fault]:
    """What is wrong in the parts; ``endless`` gets the cells to name if the library overflows on one of them."""
    cells = elements = 0
    names = _sheet_names(parts, file)
    texts = _count_texts(parts, file)
    for part, body in parts.items():
        limits = SheetLimits(rows=ROWS, columns=COLUMNS, cells=CELLS - cells, addressed=True)
        sheet = names.get(part, part)
        try:
            if part.startswith("xl/worksheets/"):
                shape = measure_sheet((body,), limits, texts=texts)
                cells += shape.cells
                endless += [_malformed_fault(file, sheet, *one) for one in shape.endless[:SHOWN_CELLS]]
                yield from (_formula_fault(file, sheet, place) for place in shape.formulas[:SHOWN_CELLS])
                # What a formula comes to is told with the formula.
                told = set(shape.formulas)
                wrong = [place for place in shape.errors if place not in told]
                yield from (_error_fault(file, sheet, place) for place in wrong[:SHOWN_CELLS])
                broken = [one for one in shape.malformed if one[0] not in told]
                yield from (_malformed_fault(file, sheet, *one) for one in broken[:SHOWN_CELLS])
            else:
                elements += read_elements((body,), most=limits.elements - elements)
        except BadSheet as bad:
            yield _too_large_fault(file) if bad.reason == "many" else _far_cell_fault(file, sheet, bad.place)
            return
        except BadXml as bad:
            yield _bad_xml_fault(bad, file, part)
            return


def _bad_xml_fault(bad: BadXml, file: str, part: str) -> Fault:
    if bad.reason == "malformed":
        return _not_a_workbook_fault(file)
    return _too_large_fault(file) if bad.reason == "elements" else _active_content_fault(file, part)


def _count_texts(parts: dict[str, bytes], file: str) -> int:
    """How many texts the cells of the workbook share, which they name by their rank."""
    count, part = 0, "xl/sharedStrings.xml"

    def item(name: str, _: Mapping[str, str]) -> None:
        nonlocal count
        count += name == "si"

    try:
        read_elements((parts.get(part, b"<none/>"),), item, most=SheetLimits(rows=0, columns=0, cells=CELLS).elements)
    except BadXml as bad:
        raise Faults([_bad_xml_fault(bad, file, part)]) from None
    return count


def _sheet_names(parts: dict[str, bytes], file: str) -> dict[str, str]:
    """Return the name of the sheet that each part holds, for faults to say it."""
    targets: dict[str, str] = {}
    found: dict[str, str] = {}

    def relation(name: str, attributes: Mapping[str, str]) -> None:
        if name == "Relationship":
            target = attributes.get("Target", "").lstrip("/").removeprefix("xl/")
            targets[attributes.get("Id", "")] = f"xl/{target}"

    def sheet(name: str, attributes: Mapping[str, str]) -> None:
        if name == "sheet":
            found[targets.get(attributes.get("r:id", ""), "")] = attributes.get("name", "")

    for part, start in (("xl/_rels/workbook.xml.rels", relation), ("xl/workbook.xml", sheet)):
        try:
            read_elements((parts.get(part, b"<none/>"),), start, most=MAX_NAMES)
        except BadXml as bad:
            raise Faults([_bad_xml_fault(bad, file, part)]) from None
    return found


def _not_a_workbook_fault(file: str) -> Fault:
    return fault("not-a-workbook").at(file=file)


def _too_large_fault(file: str) -> Fault:
    return fault("workbook-too-large").at(file=file)


def _active_content_fault(file: str, part: str) -> Fault:
    return Fault(
        code="workbook-active",
        file=file,
        message=Text(
            fr=f"Ce classeur contient ce qui peut agir : macro, lien ou entité ({part[:80]}).",
            en=f"This workbook contains something that can act: a macro, a link or an entity ({part[:80]}).",
        ),
        remedy=Text(fr="Retirez-le, ou repartez d’un nouvel export.", en="Remove it, or start from a new export."),
    )


def _formula_fault(file: str, sheet: str, place: str) -> Fault:
    return Fault(
        code="workbook-formula",
        **_locate_cell(file, sheet, place),
        message=Text(
            fr=(
                f"Feuille « {sheet} », cellule {place or '?'} : une formule, dont le résultat peut changer à votre "
                "insu."
            ),
            en=f"Sheet “{sheet}”, cell {place or '?'}: a formula, whose result may change without you.",
        ),
        remedy=Text(fr="Copiez la cellule, puis collez-la en valeur.", en="Copy the cell, then paste it as a value."),
    )


def _error_fault(file: str, sheet: str, place: str) -> Fault:
    return Fault(
        code="workbook-error-cell",
        **_locate_cell(file, sheet, place),
        message=Text(
            fr=f"Feuille « {sheet} », cellule {place or '?'} : une erreur du tableur (#N/A…), qui ne répond pas.",
            en=f"Sheet “{sheet}”, cell {place or '?'}: a spreadsheet error (#N/A…), which is not an answer.",
        ),
        remedy=Text(fr="Écrivez la réponse, ou videz la cellule.", en="Enter the answer, or clear the cell."),
    )


def _malformed_fault(file: str, sheet: str, place: str, said: str) -> Fault:
    words = make_printable(said, 40)
    return Fault(
        code="workbook-malformed-cell",
        **_locate_cell(file, sheet, place),
        message=Text(
            fr=f"Feuille « {sheet} », cellule {place} : « {words} », que rien ne permet de lire comme une réponse.",
            en=f"Sheet “{sheet}”, cell {place}: “{words}”, which cannot be read as an answer.",
        ),
        remedy=Text(
            fr="Ouvrez le classeur, videz cette cellule, écrivez-y de nouveau la réponse, puis enregistrez-le.",
            en="Open the workbook, clear this cell, enter the answer again, then save it.",
        ),
    )


def _locate_cell(file: str, sheet: str, place: str) -> dict[str, Any]:
    letters = place.rstrip("0123456789")
    return {
        "file": file,
        "line": int(place[len(letters) :]) if place else None,
        "column": column_number(letters) if place else None,
        "key": f"{sheet}!{place or '?'}",
    }


def _far_cell_fault(file: str, sheet: str, place: str) -> Fault:
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
