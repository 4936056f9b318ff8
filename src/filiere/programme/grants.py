"""Grants in the French form: a file checked cell by cell, read into records, and written from them.

What the schema forbids is a *fault*, and the file is refused by whoever validates it. What it allows but nobody can
mean, such as a period that ends before it begins or shares that do not make one, is a *doubt*: it is said, with the
missing part named, and nothing is repaired.
"""

import csv
import io
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType

from filiere.core.company_numbers import Siret
from filiere.core.faults import Fault, Faults
from filiere.core.spelling import close_words
from filiere.core.text import make_printable
from filiere.core.text_files import read_text_file
from filiere.programme.grant_faults import FAULTS
from filiere.programme.grant_schema import (
    CASH,
    GRANT_COLUMNS,
    GRANT_FIELDS,
    GRANT_FIELDS_BY_NAME,
    IN_KIND,
    NO,
    YES,
    GrantField,
)

_NUMBER = re.compile(r"[-+]?[0-9]{1,18}(?:\.[0-9]{1,12})?")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
MOST_SHOWN = 60
NO_LIMITS: Mapping[str, int] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """The share of one grant that goes to one beneficiary.

    ``amount`` is that of the whole grant, in euros, before it is divided; ``share`` from 0.01 to 1 is what this
    beneficiary gets of it. ``payment_period`` is a day, or two parted by a stroke.
    """

    funder: str
    funder_siret: str
    agreed_on: date
    decision: str | None = None
    beneficiary: str
    beneficiary_siret: str | None = None
    beneficiary_rna: str | None = None
    purpose: str
    amount: Decimal
    in_cash: bool = True
    in_kind: bool = False
    payment_terms: str
    payment_period: str
    aid_number: str | None = None
    notified: bool
    share: Decimal = Decimal(1)
    scheme: str | None = None


@dataclass(frozen=True, slots=True)
class GrantFile:
    """A file of grants once checked: its ``grants`` are those of the lines without a fault."""

    grants: tuple[Grant, ...]
    lines: int
    faults: tuple[Fault, ...]
    doubts: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class _Row:
    line: int
    cells: dict[str, str]


_OTHER_KINDS = ("PK\x03\x04", "%PDF-", "{\\rtf")
"""How files begin that are no text: spreadsheets and archives, PDF, RTF."""


def read_grants(path: Path, limits: Mapping[str, int] = NO_LIMITS) -> GrantFile:
    """Check a CSV file (UTF-8; comma or semicolon) against the schema; raise :class:`Faults` when it is no text."""
    return check_grants(read_text_file(path), str(path), limits)


def check_grants(text: str, file: str, limits: Mapping[str, int] = NO_LIMITS) -> GrantFile:
    """Check the text of a CSV file; ``file`` is the name that faults carry. Lines and columns count from 1.

    ``limits`` are those of whoever keeps the grants, by column, where the schema has none: the characters of a text,
    the digits of an amount before its point.
    """
    if text.startswith(_OTHER_KINDS) or "\0" in text:
        return GrantFile(
            grants=(), lines=0, faults=_place([FAULTS.build("grants-not-text").at(line=1)], file), doubts=()
        )
    faults: list[Fault] = []
    doubts: list[Fault] = []
    header, rows = _read_rows(text, faults)
    ranks = {name: rank for rank, name in reversed(list(enumerate(header, 1)))}
    _check_header(header, faults, doubts)
    sound: list[_Row] = []
    for row in rows:
        wrong = [*_row_faults(row, ranks, limits)]
        faults += wrong
        if not wrong:
            sound.append(row)
            doubts += _row_doubts(row, ranks)
    complete = all(one.name in ranks for one in GRANT_FIELDS if one.required)
    if complete:
        doubts += _doubts_between(sound)
    return GrantFile(
        grants=tuple(_read_grant(row.cells) for row in sound) if complete else (),
        lines=len(rows),
        faults=_place(faults, file),
        doubts=_place(doubts, file),
    )


def write_grants(grants: Iterable[Grant]) -> str:
    """Return the CSV of grants: UTF-8 text, commas, the columns of the schema in its order.

    Raises :class:`Faults` with all that the schema would refuse, each at the line that the file would have.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(GRANT_COLUMNS)
    for one in grants:
        kinds = [words for words, given in ((CASH, one.in_cash), (IN_KIND, one.in_kind)) if given]
        cells = {
            "nature": ";".join(kinds),
            "notificationUE": YES if one.notified else NO,
            "dateConvention": one.agreed_on.isoformat(),
            "montant": format(one.amount, "f"),
            "pourcentageSubvention": format(one.share, "f"),
        }
        cells |= {name: getattr(one, field) or "" for name, field in _TEXT_FIELDS.items()}
        writer.writerow([cells[name] for name in GRANT_COLUMNS])
    text = out.getvalue()
    if found := check_grants(text, "").faults:
        raise Faults(found)
    return text


_TEXT_FIELDS = {
    "nomAttribuant": "funder",
    "idAttribuant": "funder_siret",
    "referenceDecision": "decision",
    "nomBeneficiaire": "beneficiary",
    "idBeneficiaire": "beneficiary_siret",
    "rnaBeneficiaire": "beneficiary_rna",
    "objet": "purpose",
    "conditionsVersement": "payment_terms",
    "datesPeriodeVersement": "payment_period",
    "idRAE": "aid_number",
    "dispositifAide": "scheme",
}


def _read_grant(cells: dict[str, str]) -> Grant:
    optional = {one.name for one in fields(Grant) if one.default is None}
    texts = {field: cells.get(name) or (None if field in optional else "") for name, field in _TEXT_FIELDS.items()}
    return Grant(
        **texts,  # type: ignore[arg-type]
        agreed_on=date.fromisoformat(cells["dateConvention"]),
        amount=Decimal(cells["montant"]),
        share=Decimal(cells["pourcentageSubvention"]),
        in_cash=CASH in cells["nature"],
        in_kind=IN_KIND in cells["nature"],
        notified=cells["notificationUE"] == YES,
    )


def _place(faults: Sequence[Fault], file: str) -> tuple[Fault, ...]:
    return tuple(sorted((one.at(file=file or None) for one in faults), key=lambda one: one.order))


def _read_rows(text: str, faults: list[Fault]) -> tuple[list[str], list[_Row]]:
    """Return the names of the columns and the rows under them, each with the line that it begins on."""
    first = text.lstrip("\ufeff").split("\n", 1)[0]
    reader = csv.reader(
        io.StringIO(text.lstrip("\ufeff"), newline=""), delimiter=";" if first.count(";") > first.count(",") else ",",
        strict=True,
    )  # fmt: skip
    header: list[str] = []
    rows: list[_Row] = []
    line = 1
    try:
        for cells in reader:
            begins, line = line, reader.line_num + 1
            if not any(cell.strip() for cell in cells):
                continue
            if not header:
                header = cells
            elif len(cells) != len(header):
                wrong = FAULTS.build("grant-cells", count=len(cells), wanted=len(header))
                faults.append(wrong.at(line=begins))
            else:
                rows.append(
                    _Row(begins, {name: cell if cell.strip() else "" for name, cell in zip(header, cells, strict=True)})
                )
    except csv.Error:
        faults.append(FAULTS.build("grants-broken-csv").at(line=line))
    if not header:
        faults.append(FAULTS.build("grants-empty").at(line=1))
    return header, rows


def _check_header(header: Sequence[str], faults: list[Fault], doubts: list[Fault]) -> None:
    if not header:
        return
    unknown = [name for name in header if name not in GRANT_FIELDS_BY_NAME]
    for one in GRANT_FIELDS:
        if one.name not in header:
            code = "grant-missing-column" if one.required else "grant-optional-column"
            found = FAULTS.build(code, name=one.name, near=close_words(one.name, unknown))
            (faults if one.required else doubts).append(found.at(line=1, key=one.name))
    for rank, name in enumerate(header, 1):
        shown = make_printable(name, MOST_SHOWN)
        if name in header[: rank - 1]:
            faults.append(FAULTS.build("grant-repeated-column", name=shown).at(line=1, column=rank, key=shown))
        elif name not in GRANT_FIELDS_BY_NAME:
            near = close_words(name, GRANT_COLUMNS)
            doubts.append(
                FAULTS.build("grant-unknown-column", name=shown, near=near).at(line=1, column=rank, key=shown)
            )


def _row_faults(row: _Row, ranks: dict[str, int], limits: Mapping[str, int]) -> Iterator[Fault]:
    for one in GRANT_FIELDS:
        if one.name in ranks:
            for fault in _cell_faults(one, row.cells[one.name], limits.get(one.name)):
                yield fault.at(line=row.line, column=ranks[one.name], key=one.name)


def _cell_faults(one: GrantField, value: str, limit: int | None) -> Iterator[Fault]:
    """Give what the schema, or the limit of whoever keeps the grants, forbids in one cell."""
    words = {"name": one.name, "value": make_printable(value, MOST_SHOWN)}
    if not value:
        if one.required:
            yield FAULTS.build("grant-blank", **words)
        return
    longest = one.longest or (limit if one.kind == "text" else None)
    if longest is not None and len(value) > longest:
        yield FAULTS.build("grant-too-long", **words, count=len(value), longest=longest)
    if one.choices and value not in one.choices:
        yield FAULTS.build("grant-choice", **words, allowed=one.choices)
    if one.pattern is not None and not one.pattern.fullmatch(value):
        yield FAULTS.build("grant-pattern", **words, form=one.pattern_words)
    if one.kind == "siret":
        try:
            Siret(value)
        except Faults as wrong:
            yield from wrong.faults
    elif one.kind == "date" and not _is_day(value):
        yield FAULTS.build("grant-date", **words)
    elif one.kind == "number":
        if not _NUMBER.fullmatch(value):
            yield FAULTS.build("grant-number", **words)
        elif one.least is not None and one.most is not None and not one.least <= Decimal(value) <= one.most:
            yield FAULTS.build("grant-bounds", **words, least=one.least, most=one.most)
        elif limit is not None and abs(Decimal(value)).quantize(Decimal(1)) >= 10**limit:
            yield FAULTS.build("grant-too-large", **words, digits=limit)


def _is_day(value: str) -> bool:
    try:
        return bool(_DATE.fullmatch(value)) and bool(date.fromisoformat(value))
    except ValueError:
        return False


def _row_doubts(row: _Row, ranks: dict[str, int]) -> Iterator[Fault]:
    """Give what the schema allows in a row and nobody can mean."""

    def doubt(code: str, name: str, **words: object) -> Fault:
        return FAULTS.build(code, **words).at(line=row.line, column=ranks.get(name), key=name)

    if period := row.cells.get("datesPeriodeVersement"):
        days = period.split("/")
        if not all(map(_is_day, days)):
            yield doubt("grant-impossible-period", "datesPeriodeVersement", value=period)
        elif days[-1] < days[0]:
            yield doubt("grant-reversed-period", "datesPeriodeVersement", value=period)
    if (amount := row.cells.get("montant")) and Decimal(amount) < 0:
        yield doubt("grant-negative", "montant", value=amount)
    if not row.cells.get("idBeneficiaire") and not row.cells.get("rnaBeneficiaire"):
        yield doubt("grant-no-beneficiary-number", "idBeneficiaire")


def _doubts_between(rows: Sequence[_Row]) -> Iterator[Fault]:
    """Give the rows said twice, and the decisions whose shares do not make one."""
    seen: dict[tuple[str, ...], int] = {}
    decisions: dict[tuple[str, ...], list[_Row]] = defaultdict(list)
    for row in rows:
        whole = tuple(row.cells.get(name, "") for name in GRANT_COLUMNS)
        first = seen.setdefault(whole, row.line)
        if first != row.line:
            yield FAULTS.build("grant-repeated", line=first).at(line=row.line)
        elif row.cells.get("referenceDecision"):
            names = ("idAttribuant", "referenceDecision", "dateConvention", "objet", "montant")
            decisions[tuple(row.cells[name] for name in names)].append(row)
    for shared in decisions.values():
        total = sum((Decimal(row.cells["pourcentageSubvention"]) for row in shared), Decimal(0))
        if total != 1:
            words = {
                "decision": make_printable(shared[0].cells["referenceDecision"], MOST_SHOWN),
                "total": format(total, "f"),
                "missing": format(abs(1 - total), "f"),
            }
            code = "grant-shares" if total < 1 else "grant-shares-above"
            yield FAULTS.build(code, **words).at(line=shared[0].line, key="pourcentageSubvention")
