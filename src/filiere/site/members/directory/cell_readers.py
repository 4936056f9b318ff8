"""Reading one cell of the directory, kind by kind: the value, or what is wrong with it in both languages."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from babel import Locale

from filiere.core import Text, fold_text
from filiere.core.company_numbers import Siren, Siret
from filiere.core.text_length import refuse_long_text
from filiere.site.members.directory.columns import FLAGS, KINDS, Column

_EMAIL = re.compile(r"[^@\s\"'<>(),;:\\]+@(?:[^@\s.\"'<>(),;:\\]+\.)+[^@\s.\"'<>(),;:\\]{2,}")
_PHONE = re.compile(r"[+0-9(][0-9 ().\-/]{3,}")
_FRENCH_DAY = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})")


class UnreadableCell(Exception):
    """A cell that cannot be read: code, message, remedy."""

    def __init__(self, code: str, message: Text, remedy: Text) -> None:
        self.code, self.message, self.remedy = code, message, remedy
        super().__init__(code)


def _read_text(cell: Any, column: Column) -> str:
    if isinstance(cell, bool):
        cell = "oui" if cell else "non"
    words = str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)
    for sign in words:
        if unicodedata.category(sign) in {"Cc", "Cf", "Zl", "Zp", "Cs", "Cn"}:
            raise UnreadableCell(
                "character-hidden",
                Text(
                    fr=f"« {column.label.fr} » contient un caractère invisible (U+{ord(sign):04X}).",
                    en=f"“{column.label.en}” contains an invisible character (U+{ord(sign):04X}).",
                ),
                Text(
                    fr="Retapez la case, sans retour à la ligne ni tabulation.",
                    en="Type the cell again, without line breaks or tabs.",
                ),
            )
    refuse_long_text(words, column.longest, column.key, column.label)
    return words


def _read_key(cell: Any, column: Column) -> str:
    words = _read_text(cell, column)
    if not re.fullmatch(r"o-[0-9a-f]{10}", words):
        raise UnreadableCell(
            "key-malformed",
            Text(fr=f"« {words} » n’est pas une clé de l’annuaire.", en=f"“{words}” is not a directory key."),
            Text(
                fr="Laissez la clé telle que reçue, ou videz la case pour une organisation nouvelle.",
                en="Leave the key as received, or clear the cell for a new organisation.",
            ),
        )
    return words


def _read_whole_number(cell: Any, column: Column) -> int:
    words = _read_text(cell, column)
    if not words.isascii() or not words.isdigit() or len(words) > 9:
        raise UnreadableCell(
            "number-malformed",
            Text(
                fr=f"« {column.label.fr} » n’est pas un nombre entier.",
                en=f"“{column.label.en}” is not a whole number.",
            ),
            Text(fr="Laissez la case telle que reçue, ou videz-la.", en="Leave the cell as received, or clear it."),
        )
    return int(words)


def _read_day(cell: Any, column: Column) -> date:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    words = str(cell)
    try:
        if matched := _FRENCH_DAY.fullmatch(words):
            return date(int(matched[3]), int(matched[2]), int(matched[1]))
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", words, re.ASCII):
            return date.fromisoformat(words)
    except ValueError:
        pass
    raise UnreadableCell(
        "date-unread",
        Text(
            fr=f"« {column.label.fr} » : « {words[:40]} » n’est pas une date du calendrier.",
            en=f"“{column.label.en}”: “{words[:40]}” is not a valid date.",
        ),
        Text(fr="Écrivez-la 2027-03-31 ou 31/03/2027.", en="Write it as 2027-03-31 or 31/03/2027 (day first)."),
    )


def _read_siren(cell: Any, column: Column) -> str:
    words = "".join(_read_text(cell, column).split())
    if isinstance(cell, (int, float)) and len(words) < Siren.LENGTH:
        # A spreadsheet that took the number for a quantity has eaten its zeros: only the sender can tell.
        raise UnreadableCell(
            "siren-zeros-lost",
            Text(
                fr=f"Ce SIREN est un nombre de {len(words)} chiffres : le tableur a pu supprimer les zéros initiaux.",
                en=f"This SIREN is a number of {len(words)} digits: the spreadsheet may have dropped leading zeros.",
            ),
            Text(fr="Mettez la case au format texte et retapez-le.", en="Set the cell to text and type it again."),
        )
    return Siren.parse(words).digits


def _read_siret(cell: Any, column: Column) -> str:
    return Siret.parse("".join(_read_text(cell, column).split())).digits


@lru_cache(maxsize=1)
def _load_country_codes() -> frozenset[str]:
    codes = (str(code) for code in Locale("en").territories)
    return frozenset(code for code in codes if len(code) == 2 and code.isalpha() and code.isupper())


def _read_country(cell: Any, column: Column) -> str:
    words = _read_text(cell, column).upper()
    if words not in _load_country_codes():
        raise UnreadableCell(
            "country-unknown",
            Text(fr=f"« {words[:40]} » n’est pas un code de pays.", en=f"“{words[:40]}” is not a country code."),
            Text(fr="Deux lettres, comme FR, BE ou MA.", en="Use two letters, such as FR, BE or MA."),
        )
    return words


def _read_kind(cell: Any, column: Column) -> str:
    words = fold_text(_read_text(cell, column))
    for key, label in KINDS.items():
        if words in {fold_text(key), fold_text(label.fr), fold_text(label.en)}:
            return key
    known_fr = ", ".join(label.fr for label in KINDS.values())
    known_en = ", ".join(label.en for label in KINDS.values())
    raise UnreadableCell(
        "kind-unknown",
        Text(fr=f"Aucune catégorie « {words[:40]} ».", en=f"There is no category “{words[:40]}”."),
        Text(fr=f"Les catégories : {known_fr}.", en=f"The categories: {known_en}."),
    )


def _read_flag(cell: Any, column: Column) -> bool:
    if isinstance(cell, bool):
        return cell
    words = fold_text(str(cell))
    if words not in FLAGS:
        raise UnreadableCell(
            "flag-unread",
            Text(fr=f"« {column.label.fr} » se remplit par oui ou non.", en=f"“{column.label.en}” must be yes or no."),
            Text(fr="Écrivez oui ou non.", en="Write yes or no."),
        )
    return FLAGS[words]


def _read_email(cell: Any, column: Column) -> str:
    words = _read_text(cell, column).lower()
    if not _EMAIL.fullmatch(words):
        raise UnreadableCell(
            "email-malformed",
            Text(fr=f"« {words[:60]} » n’est pas une adresse.", en=f"“{words[:60]}” is not an address."),
            Text(fr="Écrivez-la sous la forme nom@domaine.", en="Enter it as name@domain."),
        )
    return words


def _read_phone(cell: Any, column: Column) -> str:
    words = _read_text(cell, column)
    if not _PHONE.fullmatch(words):
        raise UnreadableCell(
            "phone-malformed",
            Text(fr=f"« {words[:30]} » n’est pas un numéro.", en=f"“{words[:30]}” is not a number."),
            Text(
                fr="Des chiffres, des espaces, un + au début ; le poste va dans la fonction.",
                en="Use digits and spaces, with an optional leading +; put any extension with the job title.",
            ),
        )
    return words


CELL_READERS: dict[str, Callable[[Any, Column], Any]] = {
    "text": _read_text,
    "key": _read_key,
    "whole": _read_whole_number,
    "date": _read_day,
    "siren": _read_siren,
    "siret": _read_siret,
    "country": _read_country,
    "kind": _read_kind,
    "flag": _read_flag,
    "email": _read_email,
    "phone": _read_phone,
}
