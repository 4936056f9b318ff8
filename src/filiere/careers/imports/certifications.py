"""The national register of certifications (RNCP), read as it comes and kept in part: what names a ROME code of the
profession.

The XML weighs over half a gibibyte, so that it is read as events and one certification is held at a time; the CSV
export, two tables among others, is read a line at a time. Numbers and last days come from the export and are typed
nowhere else.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from filiere.careers.imports.codes import is_code
from filiere.careers.imports.delivery import Member, open_member
from filiere.careers.imports.faults import CATALOGUE
from filiere.careers.imports.findings import Findings
from filiere.careers.imports.records import FlatRecord, ListedCertification
from filiere.careers.imports.tables import Table
from filiere.core.faults import Fault, Faults
from filiere.core.text import Text
from filiere.core.workbook_limits import BadXml, read_elements

MOST_ELEMENTS = 200_000_000
MOST_TITLE = 1000
_BLOCK = 1 << 20
_LEVEL = re.compile(r"(?:NIV|Niveau )?([3-8])", re.IGNORECASE)
_DAY = re.compile(r"(\d{2})/(\d{2})/(\d{4})")
_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_NUMBER = re.compile(r"(?:RNCP|RS)[0-9]{1,6}")
_ACTIVE = frozenset({"ACTIVE", "OUI", "TRUE", "1"})
MAIN_COLUMNS = ("Numero_Fiche", "Intitule", "Nomenclature_Europe_Niveau", "Date_Fin_Enregistrement", "Actif")
CODE_COLUMNS = ("Numero_Fiche", "Codes_Rome_Code")
_ELEMENTS = {
    ("FICHE", "NUMERO_FICHE"): "number",
    ("FICHE", "INTITULE"): "title",
    ("NOMENCLATURE_EUROPE", "NIVEAU"): "level",
    ("FICHE", "ACTIF"): "active",
    ("FICHE", "DATE_FIN_ENREGISTREMENT"): "until",
    ("ROME", "CODE"): "code",
}


def is_main_table(table: Table) -> bool:
    """Whether a table of the CSV export is that of the certifications themselves."""
    return {"Numero_Fiche", "Intitule"} <= set(table.columns)


def is_code_table(table: Table) -> bool:
    """Whether a table of the CSV export gives the ROME codes of certifications."""
    return {"Numero_Fiche", "Codes_Rome_Code"} <= set(table.columns)


@dataclass
class _Sieve:
    """Keeps the certifications that name one of some codes, and counts the others."""

    codes: Collection[str]
    findings: Findings
    kept: dict[str, ListedCertification] = field(default_factory=dict)
    total: int = 0

    def add(self, place: str, line: int | None, said: Mapping[str, str], codes: Collection[str]) -> None:
        self.total += 1
        number = said.get("number", "")
        if not any(code in self.codes for code in codes):
            return
        wrong = _judge(said, codes)
        if number in self.kept:
            wrong.append(CATALOGUE.build("import-repeated", code=number))
        self.findings.faults += [one.at(file=place, line=line, key=number or None) for one in wrong]
        if wrong:
            return
        level = _LEVEL.fullmatch(said.get("level", ""))
        self.kept[number] = ListedCertification(
            number=number,
            title=said["title"][:MOST_TITLE],
            level=int(level[1]) if level else 0,
            active=said.get("active", "").upper() in _ACTIVE,
            until=_write_day(said.get("until", "")),
            codes=tuple(sorted(set(codes))),
        )

    def finish(self) -> tuple[tuple[FlatRecord, ...], tuple[Fault, ...]]:
        left = self.total - len(self.kept)
        if left and not self.findings.faults:
            self.findings.note("gap-filtered", left=left, total=self.total, codes=len(self.codes))
        gaps = self.findings.finish()
        return tuple(self.kept[number] for number in sorted(self.kept)), gaps


def _judge(said: Mapping[str, str], codes: Collection[str]) -> list[Fault]:
    wrong = [CATALOGUE.build("import-blank", column=name) for name in ("number", "title") if not said.get(name)]
    if said.get("number") and not _NUMBER.fullmatch(said["number"]):
        wanted = Text(fr="un numéro de fiche (RNCP…)", en="a number of the register (RNCP…)")
        wrong.append(CATALOGUE.build("import-number", value=said["number"][:40], column="NUMERO_FICHE", wanted=wanted))
    if said.get("until") and not _write_day(said["until"]):
        wrong.append(CATALOGUE.build("import-bad-date", value=said["until"][:40]))
    foreign = [code for code in codes if not is_code(code, "rome")]
    no_rome = Text(fr="aucune nomenclature connue", en="no known nomenclature")
    return wrong + [
        CATALOGUE.build("import-foreign-code", code=code[:40], system="ROME", like=no_rome) for code in foreign
    ]


def _write_day(value: str) -> str:
    """Return a day as ISO: it is written 31/12/2030 in the exports; blank for what is none."""
    if found := _DAY.match(value):
        return f"{found[3]}-{found[2]}-{found[1]}"
    return value[:10] if _ISO_DAY.match(value) else ""


def read_certification_tables(
    tables: Sequence[Table], codes: Collection[str]
) -> tuple[tuple[FlatRecord, ...], tuple[Fault, ...]]:
    """Return what the CSV export says of the certifications that name some ROME codes, and the gaps."""
    sieve = _Sieve(codes, Findings())
    findings = sieve.findings
    main = next((table for table in tables if is_main_table(table)), None)
    links = next((table for table in tables if is_code_table(table)), None)
    if main is None or links is None:
        missing = CODE_COLUMNS if links is None else MAIN_COLUMNS
        found = CATALOGUE.build("import-missing-columns", names=missing, found=[table.name for table in tables])
        raise Faults([found.at(file=tables[0].place)])
    if absent := [name for name in MAIN_COLUMNS if name not in main.columns]:
        found = CATALOGUE.build("import-missing-columns", names=absent, found=list(main.columns))
        raise Faults([found.at(file=main.place, line=1)])
    named: defaultdict[str, set[str]] = defaultdict(set)
    try:
        # Read twice rather than held whole: only those that name a code of the profession keep the others they name.
        wanted = {row["Numero_Fiche"] for _, row in links.iter_rows() if row["Codes_Rome_Code"] in codes}
        for _, row in links.iter_rows():
            if row["Numero_Fiche"] in wanted and row["Codes_Rome_Code"]:
                named[row["Numero_Fiche"]].add(row["Codes_Rome_Code"])
        for line, row in main.iter_rows():
            said = {
                "number": row["Numero_Fiche"],
                "title": row["Intitule"],
                "level": row["Nomenclature_Europe_Niveau"],
                "active": row["Actif"],
                "until": row["Date_Fin_Enregistrement"],
            }
            sieve.add(main.place, line, said, named.get(row["Numero_Fiche"], ()))
    except Faults as wrong:
        findings.faults += wrong.faults
    return _finish_whole(sieve, main.place)


def read_certification_xml(
    members: Sequence[Member], codes: Collection[str]
) -> tuple[tuple[FlatRecord, ...], tuple[Fault, ...]]:
    """Return what the XML export says of the certifications that name some ROME codes, and the gaps."""
    sieve = _Sieve(codes, Findings())
    for member in members:
        try:
            with open_member(member) as stream:
                reading = _Events(sieve, member.place)
                blocks = iter(partial(stream.read, _BLOCK), b"")
                read_elements(blocks, reading.start, most=MOST_ELEMENTS, text=reading.text, end=reading.end)
        except BadXml as bad:
            if bad.reason == "encoding":
                found = CATALOGUE.build("import-xml-encoding")
            else:
                found = CATALOGUE.build("import-not-a-table", form="XML", why=bad.reason)
            sieve.findings.faults.append(found.at(file=member.place))
        except Faults as wrong:
            sieve.findings.faults += wrong.faults
    return _finish_whole(sieve, members[0].place)


def _finish_whole(sieve: _Sieve, place: str) -> tuple[tuple[FlatRecord, ...], tuple[Fault, ...]]:
    if not sieve.total and not sieve.findings.faults:
        sieve.findings.faults.append(CATALOGUE.build("import-empty-table").at(file=place))
    return sieve.finish()


class _Events:
    """One certification at a time, from the events of the XML."""

    def __init__(self, sieve: _Sieve, place: str) -> None:
        self._sieve, self._place = sieve, place
        self._path: list[str] = []
        self._said: dict[str, str] = {}
        self._codes: list[str] = []
        self._words: list[str] | None = None
        self._length = 0

    def start(self, name: str, _: Mapping[str, str]) -> None:
        if name == "FICHE":
            self._said, self._codes = {}, []
        parent = self._path[-1] if self._path else ""
        self._words = [] if (parent, name) in _ELEMENTS else None
        self._length = 0
        self._path.append(name)

    def text(self, words: str) -> None:
        if self._words is not None and self._length < MOST_TITLE:
            self._words.append(words)
            self._length += len(words)

    def end(self, name: str) -> None:
        self._path.pop()
        parent = self._path[-1] if self._path else ""
        key = _ELEMENTS.get((parent, name))
        if key is not None and self._words is not None:
            value = "".join(self._words).strip()
            if key == "code":
                self._codes.append(value)
            else:
                self._said.setdefault(key, value)
        self._words = None
        if name == "FICHE":
            self._sieve.add(self._place, None, self._said, self._codes)
