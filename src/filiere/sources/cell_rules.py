"""What a cell may hold, by type: the one place that says whether a value is right, and why not.

Each rule exists twice. As a regular expression of the *clean* form, which the database engine tests on millions of
cells at once; and as a function that takes whatever is written, makes it clean where that changes nothing (a blank
at the end, ``1.0`` for region 01) and otherwise explains the fault. The engine only ever sorts files into clean and
not clean; the explanation always comes from the function.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache

from filiere.core import Text
from filiere.core.dates import format_day
from filiere.sources.connector_catalogue import Layout, SourceColumn
from filiere.sources.gazetteer import Gazetteer, known_codes


@dataclass(frozen=True, slots=True)
class CellFault:
    """What is wrong with a cell: stable code, message, remedy."""

    code: str
    message: Text
    remedy: Text


@dataclass(frozen=True)
class LoadContext:
    """What the rules may refer to: the day of the load, the gazetteer, the last year of the file, the decimal mark."""

    today: date
    gazetteer: Gazetteer | None
    last_year: int | None = None
    decimal: str = "."

    @property
    def vintage(self) -> int:
        """The year whose communes the file must name: its last year; 0 when it bears none, and none can be required."""
        return self.last_year or 0


CLEAN_PATTERNS: dict[str, str] = {
    "text": r"",
    "ape": r"[0-9]{4}[A-Z]",
    "naf": r"[0-9]{2}\.[0-9][A-Z]|[0-9]{2}\.[0-9]{2}[A-Z]?",
    "commune": r"(?:[0-9]{2}|2[AB])[0-9]{3}",
    "commune-code": r"(?:[0-9]{2}|2[AB])[0-9]{3}",
    "department": r"[0-9]{2}|2[AB]|9[78][0-9]",
    "region": r"[0-9]{2,3}",
    "old-region": r"[0-9]{2}",
    "zone": r"[0-9]{4}",
    "fap": r"[A-Z](?:[0-9][A-Z](?:[0-9]{2})?)?|ENS|SAL|ZZZ|ZZZZZ",
    "siret": r"[0-9]{14}",
    "siren": r"[0-9]{9}",
    "date": r"(?:1[89]|20)[0-9]{2}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])",
    "year": r"(?:19|20)[0-9]{2}",
    "period": r"(?:19|20)[0-9]{2}(?:-(?:19|20)[0-9]{2})?",
    "count": r"0|[1-9][0-9]{0,8}",
    "number": r"-?(?:0|[1-9][0-9]{0,14})(?:\.[0-9]{1,20})?(?:[eE]-?[0-9]{1,2})?",
    "choice": r"",
}
_FORMS = {kind: re.compile(pattern) for kind, pattern in CLEAN_PATTERNS.items()}
_FORMS["amount"] = re.compile(CLEAN_PATTERNS["number"].removeprefix("-?"))

_TYPE_WORDS: dict[str, tuple[str, str, str, str]] = {
    # Type: what it is in French, in English, and an example in each.
    "ape": ("un code APE (NAF rév. 2)", "an APE code (NAF rev. 2)", "8220Z", "unknown-ape"),
    "naf": ("un code NAF", "a NAF code", "82.20Z", "unknown-naf"),
    "commune": ("un code de commune", "a commune code", "76540", "unknown-commune"),
    "commune-code": ("un code de commune", "a commune code", "76540", "bad-commune"),
    "department": ("un code de département", "a department code", "76", "unknown-department"),
    "region": ("un code de région", "a region code", "28", "unknown-region"),
    "old-region": ("un code d’ancienne région", "a code of an old region", "23", "unknown-old-region"),
    "zone": ("un code de zone d’emploi 2020", "a code of an employment zone of 2020", "2815", "unknown-zone"),
    "fap": ("un code de famille professionnelle", "a code of occupational family", "R1Z67", "unknown-fap"),
    "siret": ("un numéro SIRET de 14 chiffres", "a SIRET number of 14 digits", "12345678200010", "bad-siret"),
    "siren": ("un numéro SIREN de 9 chiffres", "a SIREN number of 9 digits", "123456782", "bad-siren"),
    "date": ("une date", "a date", "2022-12-31", "bad-date"),
    "year": ("une année", "a year", "2022", "bad-year"),
    "period": ("une année ou une période", "a year or a period", "2017-2019", "bad-period"),
}

EXCHANGED_MARKS = str.maketrans(".,", ",.")

CellJudge = Callable[[str], tuple[str, CellFault | None]]


def make_judge(column: SourceColumn, layout: Layout, context: LoadContext) -> CellJudge:
    """Return the function that makes a cell of ``column`` clean, or says what is wrong with it.

    The answer of a cell is remembered for code columns, where a file of a million rows has a few thousand values.
    """
    plain = _build_judge(column, layout, context)
    if column.type in {"count", "number", "text", "siret", "siren"}:
        return plain
    return cache(plain)


def _build_judge(column: SourceColumn, layout: Layout, context: LoadContext) -> CellJudge:
    unknown = {mark.casefold() for mark in layout.unknown_marks}
    suppressed = {mark.casefold() for mark in layout.suppressed_marks} if column.part == "measure" else set()

    def verdict(written: str) -> tuple[str, CellFault | None]:
        value = written.strip()
        if unknown and column.type != "text" and value.casefold() in unknown:
            value = ""
        if not value:
            return "", _missing_value_fault(column) if column.required else None
        if suppressed and value.casefold() in suppressed:
            return "s", None
        if column.type in {"count", "number"}:
            return _clean_number(value, column, context.decimal)
        if column.type == "text":
            return value, None
        if column.type == "choice":
            return value, None if value in column.choices else _not_a_choice_fault(value, column)
        return _clean_code(value, column, context)

    return verdict


def _clean_code(value: str, column: SourceColumn, context: LoadContext) -> tuple[str, CellFault | None]:
    if column.pad:
        # A spreadsheet or a data frame turns the region 01 into 1, or into 1.0 when a blank stands in the column.
        short = re.fullmatch(rf"([0-9]{{1,{column.pad}}})(?:\.0)?", value)
        value = short.group(1).zfill(column.pad) if short else value
    if column.type in {"year"}:
        value = re.sub(r"\.0\Z", "", value)
    if column.type == "fap" and value.casefold() in {"ensemble", "ensem"}:
        value = "ENS"
    if column.type == "date":
        value = re.sub(r"T00:00:00(\.0+)?Z?\Z", "", value)
    if not _FORMS[column.type].fullmatch(value):
        return value, _form_fault(value, column)
    known = known_codes().get(column.type)
    if known is not None and value not in known:
        return value, _form_fault(value, column)
    if column.type == "commune" and context.gazetteer is not None:
        return value, _check_commune(value, context.gazetteer, context.vintage)
    if column.type == "date":
        return value, _check_date(value, context.today)
    if column.type in {"year", "period"} and int(value[-4:]) > context.today.year:
        return value, _future_date_fault(value, context.today)
    return value, None


def _clean_number(written: str, column: SourceColumn, decimal: str) -> tuple[str, CellFault | None]:
    # With a decimal comma, a point is no mark: the two are exchanged, and a point is then refused as a comma is.
    value = written.translate(EXCHANGED_MARKS) if decimal == "," else written
    if column.type == "count":
        if _FORMS["count"].fullmatch(value):
            return value, None
        whole = re.fullmatch(r"0*([0-9]{1,9})(?:\.0+)?", value)
        if whole:
            return whole.group(1), None
        if re.fullmatch(r"[-−][0-9]+(\.[0-9]+)?", value):
            return written, _negative_number_fault(written)
        return written, _not_a_number_fault(written, decimal, whole=True)
    form = _FORMS["number" if column.negative else "amount"]
    if form.fullmatch(value):
        return value, None
    if not column.negative and _FORMS["number"].fullmatch(value.replace("−", "-")):
        return written, _negative_number_fault(written)
    return written, _not_a_number_fault(written, decimal, whole=False)


def _check_commune(value: str, gazetteer: Gazetteer, vintage: int) -> CellFault | None:
    if gazetteer.exists(value):
        return None
    successor = gazetteer.successor(value)
    if successor is None:
        return CellFault(
            "unknown-commune",
            Text(
                fr=f"« {value} » n’est le code d’aucune commune du code officiel géographique.",
                en=f"“{value}” is not the code of any commune in the official geographic code.",
            ),
            Text(
                fr="Corrigez le code de commune (5 caractères, comme 76540) ou écartez la ligne.",
                en="Correct the commune code (5 characters, like 76540) or set the row aside.",
            ),
        )
    if successor.year is None or successor.year > vintage:
        return None
    whole = f"{successor.code} {successor.name}"
    since = Text(fr=f"depuis {successor.year}", en=f"since {successor.year}")
    if not successor.exact:
        since = Text(fr=f"depuis {successor.year} au plus tard", en=f"since {successor.year} at the latest")
    return CellFault(
        "former-commune",
        Text(
            fr=f"La commune {value} n’existe plus {since.fr} : elle fait partie de {whole}.",
            en=f"The commune {value} has not existed {since.en}: it is now part of {whole}.",
        ),
        Text(
            fr=f"Remplacez le code par {successor.code} et réunissez les lignes de la même commune.",
            en=f"Replace the code with {successor.code} and merge the rows of the same commune.",
        ),
    )


def _check_date(value: str, today: date) -> CellFault | None:
    try:
        day = date.fromisoformat(value)
    except ValueError:
        return _wrong_form_fault(value, "date")
    return _future_date_fault(value, today) if day > today else None


def _form_fault(value: str, column: SourceColumn) -> CellFault:
    return _wrong_form_fault(value, column.type)


def _wrong_form_fault(value: str, kind: str) -> CellFault:
    french, english, example, code = _TYPE_WORDS[kind]
    return CellFault(
        code,
        Text(fr=f"« {value} » n’est pas {french}.", en=f"“{value}” is not {english}."),
        Text(fr=f"Écrivez-le comme {example}.", en=f"Write it like {example}."),
    )


def _future_date_fault(value: str, today: date) -> CellFault:
    return CellFault(
        "future-date",
        Text(
            fr=f"« {value} » n’a pas encore eu lieu : nous sommes le {format_day(today, 'fr')}.",
            en=f"“{value}” has not happened yet: today is {format_day(today, 'en')}.",
        ),
        Text(fr="Corrigez la date.", en="Correct the date."),
    )


def _negative_number_fault(value: str) -> CellFault:
    return CellFault(
        "negative-number",
        Text(
            fr=f"« {value} » est négatif ; un nombre de personnes ou d’établissements ne l’est jamais.",
            en=f"“{value}” is negative; a number of people or establishments never is.",
        ),
        Text(
            fr="Corrigez la valeur, ou laissez la case vide si elle est inconnue.",
            en="Correct the value, or leave the cell blank if it is unknown.",
        ),
    )


def _not_a_number_fault(value: str, decimal: str, *, whole: bool) -> CellFault:
    mark = Text(fr="une virgule décimale", en="a decimal comma")
    if decimal == ".":
        mark = Text(fr="un point décimal", en="a decimal point")
    remedy = Text(
        fr=f"Écrivez des chiffres sans espace, avec {mark.fr} ; laissez la case vide si la valeur est inconnue.",
        en=f"Write digits without spaces, with {mark.en}; leave the cell blank if the value is unknown.",
    )
    what = ("un nombre entier", "a whole number") if whole else ("un nombre", "a number")
    return CellFault(
        "not-a-number", Text(fr=f"« {value} » n’est pas {what[0]}.", en=f"“{value}” is not {what[1]}."), remedy
    )


def _missing_value_fault(column: SourceColumn) -> CellFault:
    return CellFault(
        "missing-value",
        Text(
            fr=f"La colonne « {column.name} » est obligatoire et la case est vide.",
            en=f"The column “{column.name}” is required and the cell is blank.",
        ),
        Text(fr="Complétez la case.", en="Fill in the cell."),
    )


def _not_a_choice_fault(value: str, column: SourceColumn) -> CellFault:
    choices = ", ".join(column.choices)
    return CellFault(
        "unknown-value",
        Text(
            fr=f"« {value} » n’est pas une valeur de la colonne « {column.name} ».",
            en=f"“{value}” is not an allowed value in the column “{column.name}”.",
        ),
        Text(fr=f"Les valeurs permises : {choices}.", en=f"Allowed values: {choices}."),
    )
