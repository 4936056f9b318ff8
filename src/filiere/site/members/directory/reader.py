"""Reading the directory: every fault of a file at once, with its line and column, or its organisations.

Lines of one organisation follow one another or not; what they say of the organisation must agree, since one of two
values would otherwise be lost unsaid. Whether a key exists in the database is for the import to judge.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from filiere.core import Fault, Faults, Text, fold_text
from filiere.core.company_numbers import Siren
from filiere.site.members.directory.cell_readers import CELL_READERS, UnreadableCell
from filiere.site.members.directory.columns import COLUMNS, map_headings
from filiere.site.members.directory.file_rows import SheetLine, read_lines, refuse
from filiere.site.members.directory.records import ContactLine, OrganisationLine
from filiere.site.members.directory.writer import unescape_formula


@dataclass(slots=True)
class _DirectoryReader:
    """A file being read: where each column stands, and the faults found so far."""

    places: dict[str, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    seen: set[tuple[int, str | None]] = field(default_factory=set)

    def has_fault(self, line: int, column: str) -> bool:
        """Whether a fault of this cell is told already: what could not be read is not missing as well."""
        return (line, column) in self.seen

    def add(self, code: str, message: Text, remedy: Text, line: int, column: str | None = None) -> None:
        place = self.places.get(column) if column else None
        self.seen.add((line, column))
        self.faults.append(
            Fault(
                code=code,
                message=message,
                remedy=remedy,
                line=line,
                column=place + 1 if place is not None else None,
                key=column,
            )
        )


def read_directory(path: Path) -> tuple[OrganisationLine, ...]:
    """The organisations of a file, in the order of their first line; raise :class:`Faults` with everything wrong."""
    lines, is_text = read_lines(path)
    if not lines:
        raise refuse("file-empty", "Le fichier est vide.", "The file is empty.")
    reading = _DirectoryReader()
    _read_heading(reading, lines[0])
    if reading.faults:
        # Without its columns nothing else of the file can be told right.
        raise Faults(reading.faults)
    rows = [(line, _read_values(reading, line, is_text)) for line in lines[1:]]
    if not rows:
        reading.add(
            "no-line",
            Text(fr="Le fichier n’a que sa ligne de titres.", en="The file contains only the header row."),
            Text(fr="Ajoutez une ligne par contact.", en="Add one row per contact."),
            lines[0].number,
        )
    found = _group_by_organisation(reading, rows)
    if reading.faults:
        raise Faults(reading.faults)
    return found


def _read_heading(reading: _DirectoryReader, line: SheetLine) -> None:
    known = map_headings()
    for place, cell in enumerate(line.cells):
        words = unescape_formula(str(cell).strip())
        if not words:
            continue
        column = known.get(fold_text(words))
        if column is None:
            near = ", ".join(one.label.fr for one in COLUMNS)
            near_en = ", ".join(one.label.en for one in COLUMNS)
            fault = (
                "column-unknown",
                Text(fr=f"Aucune colonne ne s’appelle « {words[:60]} ».", en=f"No column is called “{words[:60]}”."),
                Text(fr=f"Les colonnes : {near}.", en=f"The columns: {near_en}."),
            )
        elif column.key in reading.places:
            fault = (
                "column-twice",
                Text(
                    fr=f"La colonne « {words[:60]} » figure deux fois.", en=f"The column “{words[:60]}” appears twice."
                ),
                Text(fr="Gardez-en une.", en="Keep one."),
            )
        else:
            reading.places[column.key] = place
            continue
        code, message, remedy = fault
        reading.faults.append(
            Fault(code=code, message=message, remedy=remedy, line=line.number, column=place + 1, key=words[:60])
        )
    for column in COLUMNS:
        if column.needed and column.key not in reading.places:
            reading.add(
                "column-missing",
                Text(fr=f"La colonne « {column.label.fr} » manque.", en=f"The column “{column.label.en}” is missing."),
                Text(fr="Ajoutez-la à la ligne de titres.", en="Add it to the header row."),
                line.number,
            )


def _read_values(reading: _DirectoryReader, line: SheetLine, is_text: bool) -> dict[str, Any]:
    """What the columns hold on a line; a cell that cannot be read is a fault and counts as empty."""
    found: dict[str, Any] = {}
    taken = _list_taken_places(reading)
    beyond = [place for place, cell in enumerate(line.cells) if str(cell).strip() and place not in taken]
    if beyond:
        reading.faults.append(
            Fault(
                code="cell-without-column",
                message=Text(
                    fr="Une valeur est hors des colonnes nommées.", en="A value lies outside the named columns."
                ),
                remedy=Text(
                    fr=(
                        "Donnez un titre à sa colonne, ou effacez-la ; un séparateur en trop peut aussi "
                        "l’avoir décalée."
                    ),
                    en="Name its column, or remove it; an extra separator can also shift values.",
                ),
                line=line.number,
                column=beyond[0] + 1,
            )
        )
    for column in COLUMNS:
        place = reading.places.get(column.key)
        cell = line.cells[place] if place is not None and place < len(line.cells) else ""
        if isinstance(cell, str):
            cell = unicodedata.normalize("NFC", (unescape_formula(cell.strip()) if is_text else cell).strip())
        try:
            found[column.key] = CELL_READERS[column.kind](cell, column) if cell not in ("", None) else None
        except UnreadableCell as wrong:
            reading.add(wrong.code, wrong.message, wrong.remedy, line.number, column.key)
            found[column.key] = None
            continue
        except Faults as faults:
            for fault in faults.faults:
                reading.add(fault.code, fault.message, fault.remedy, line.number, column.key)
            found[column.key] = None
            continue
        if column.needed and found[column.key] is None:
            reading.add(
                "value-missing",
                Text(fr=f"« {column.label.fr} » est vide.", en=f"“{column.label.en}” is empty."),
                Text(fr="Remplissez cette case.", en="Fill in this cell."),
                line.number,
                column.key,
            )
    return found


def _list_taken_places(reading: _DirectoryReader) -> frozenset[int]:
    return frozenset(reading.places.values())


# Gathering lines into organisations ---------------------------------------------------------------------------------

_ORGANISATION_KEYS = tuple(column.key for column in COLUMNS if not column.of_contact)


def _group_by_organisation(
    reading: _DirectoryReader, rows: Iterable[tuple[SheetLine, dict[str, Any]]]
) -> tuple[OrganisationLine, ...]:
    found: dict[str, OrganisationLine] = {}
    said: dict[str, dict[str, Any]] = {}
    sirens: dict[str, tuple[str, int]] = {}
    numbers: dict[int, int] = {}
    for line, values in rows:
        # Without key nor SIREN, an organisation abroad is known by its name within the file.
        identity = values["key"] or values["siren"] or f"{values['country'] or 'FR'} {fold_text(values['name'] or '')}"
        contact = _build_contact(reading, line, values, numbers)
        if (siren := values["siren"]) is not None:
            other = sirens.setdefault(siren, (identity, line.number))
            if other[0] != identity:
                reading.add(
                    "siren-twice",
                    Text(
                        fr=f"Ce SIREN est déjà celui d’une autre organisation, ligne {other[1]}.",
                        en=f"This SIREN already belongs to another organisation, line {other[1]}.",
                    ),
                    Text(fr="Vérifiez les clés des deux lignes.", en="Check the keys of the two lines."),
                    line.number,
                    "siren",
                )
        if identity not in found:
            said[identity] = {key: values[key] for key in _ORGANISATION_KEYS}
            found[identity] = _build_organisation(reading, line, values)
        else:
            _check_agreement(reading, line, values, said[identity], found[identity].line)
        if contact is not None:
            this = found[identity]
            found[identity] = replace(this, contacts=(*this.contacts, contact))
    return tuple(found.values())


def _check_agreement(
    reading: _DirectoryReader, line: SheetLine, values: dict[str, Any], first: dict[str, Any], where: int
) -> None:
    for key in _ORGANISATION_KEYS:
        if values[key] != first[key]:
            reading.add(
                "lines-disagree",
                Text(
                    fr=f"La même organisation porte une autre valeur ligne {where}.",
                    en=f"The same organisation has a different value on line {where}.",
                ),
                Text(
                    fr="Répétez les mêmes valeurs sur toutes les lignes d’une organisation.",
                    en="Repeat the same values on every line of an organisation.",
                ),
                line.number,
                key,
            )


def _check_day_order(
    reading: _DirectoryReader, line: SheetLine, values: dict[str, Any], since: str, until: str
) -> None:
    if values[since] is not None and values[until] is not None and values[until] < values[since]:
        reading.add(
            "ends-before-it-begins",
            Text(fr="La date de fin précède la date de début.", en="The end date is before the start date."),
            Text(fr="Corrigez l’une des deux dates.", en="Correct one of the two dates."),
            line.number,
            until,
        )


def _build_organisation(reading: _DirectoryReader, line: SheetLine, values: dict[str, Any]) -> OrganisationLine:
    _check_day_order(reading, line, values, "since", "until")
    siren = values["siren"] or ""
    if siren and Siren(siren).is_fictitious != bool(values["fictitious"]):
        reading.add(
            "fictitious-mark",
            Text(
                fr="Le SIREN et la marque « fictif » se contredisent.",
                en="The SIREN and the mark “fictitious” contradict each other.",
            ),
            Text(
                fr="Les numéros commençant par 99999 sont réservés à la démonstration.",
                en="Numbers that begin with 99999 are reserved for the demonstration.",
            ),
            line.number,
            "fictitious",
        )
    return OrganisationLine(
        name=values["name"] or "",
        kind=values["kind"] or "",
        key=values["key"] or "",
        version=values["version"],
        siren=siren,
        country=values["country"] or "FR",
        group=values["group"] or "",
        since=values["since"],
        until=values["until"],
        fee_paid_until=values["fee_paid_until"],
        fictitious=bool(values["fictitious"]),
        line=line.number,
    )


def _build_contact(
    reading: _DirectoryReader, line: SheetLine, values: dict[str, Any], numbers: dict[int, int]
) -> ContactLine | None:
    held = [column.key for column in COLUMNS if column.of_contact and values[column.key] is not None]
    if not held:
        return None
    if values["contact_name"] is None and not reading.has_fault(line.number, "contact_name"):
        reading.add(
            "contact-without-name",
            Text(fr="Un contact est décrit sans nom.", en="A contact has no name."),
            Text(fr="Donnez son nom, ou videz ses cases.", en="Enter the name, or clear the contact’s cells."),
            line.number,
            "contact_name",
        )
    if values["contact_since"] is None and not reading.has_fault(line.number, "contact_since"):
        reading.add(
            "value-missing",
            Text(fr="« Contact depuis » est vide.", en="“Contact since” is empty."),
            Text(
                fr="Indiquez la date à partir de laquelle cette personne est un contact.",
                en="Enter the date from which this person is a contact.",
            ),
            line.number,
            "contact_since",
        )
    _check_day_order(reading, line, values, "contact_since", "contact_until")
    number = values["contact_number"]
    if number is not None and (other := numbers.setdefault(number, line.number)) != line.number:
        reading.add(
            "contact-twice",
            Text(
                fr=f"Ce numéro de contact est déjà ligne {other}.",
                en=f"This contact number already appears on line {other}.",
            ),
            Text(fr="Videz la case pour un contact nouveau.", en="Clear the cell for a new contact."),
            line.number,
            "contact_number",
        )
    return ContactLine(
        name=values["contact_name"] or "",
        job=values["contact_job"] or "",
        email=values["contact_email"] or "",
        phone=values["contact_phone"] or "",
        since=values["contact_since"],
        until=values["contact_until"],
        number=number,
        line=line.number,
    )
