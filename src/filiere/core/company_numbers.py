"""SIREN and SIRET as values, because a dossier that hangs on a mistyped number hangs on another company.

A SIREN (nine digits) names a legal unit, a SIRET (fourteen) one of its establishments: the SIREN, then five digits of
which the last is a check digit of all fourteen. Both obey Luhn's formula. La Poste has too many establishments for
it: under SIREN 356 000 000 the sum of the fourteen digits is a multiple of five, save for the head office
(356 000 000 00048), which keeps Luhn's formula. Sources, read on 24 November 2026: Wikipedia,
« Système d’identification du répertoire des établissements »
(https://fr.wikipedia.org/wiki/Système_d'identification_du_répertoire_des_établissements), and the discussion of
356 000 000 09075 at https://github.com/arthurdejong/python-stdnum/issues/291.

A check digit tells that a number is mistyped, never that a company exists. Luhn's formula catches every wrong digit,
and every swap of neighbours save 09 for 90. La Poste's rule catches no swap at all, nor a digit of the last five that
is wrong by exactly five.
"""

from dataclasses import dataclass
from typing import Any, ClassVar, Self

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

from filiere.core.faults import Faults
from filiere.core.text import Text
from filiere.core.typography import NARROW_NO_BREAK_SPACE

LA_POSTE = "356000000"
LA_POSTE_HEAD_OFFICE = "35600000000048"

FICTITIOUS_PREFIX = "99999"
"""How the numbers made for the demonstration begin; see :func:`fictitious_siren`."""

_ASCII_DIGITS = frozenset("0123456789")


@dataclass(frozen=True, slots=True, order=True)
class _CheckedNumber:
    """A number that holds: its ``digits`` alone, without spaces; making a wrong one raises :class:`Faults`."""

    digits: str

    NAME: ClassVar[str]
    LENGTH: ClassVar[int]

    def __post_init__(self) -> None:
        _check_form(self.digits, self.NAME, self.LENGTH)

    @classmethod
    def parse(cls, words: str) -> Self:
        """Read a number as people type or paste it, with any spaces; raise :class:`Faults` when it does not hold."""
        return cls("".join(words.split()))

    def __str__(self) -> str:
        return self.digits

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        def read(value: Any) -> _CheckedNumber:
            if isinstance(value, cls):
                return value
            if not isinstance(value, str):
                raise ValueError(
                    Text(
                        fr=f"Un numéro {cls.NAME} est un texte, écrit entre guillemets.",
                        en=f"A {cls.NAME} number must be text, in quotes.",
                    )
                )
            try:
                return cls.parse(value)
            except Faults as caught:
                fault = caught.faults[0]
                raise ValueError(
                    Text(
                        fr=f"{fault.message.fr} {fault.remedy.fr}",
                        en=f"{fault.message.en} {fault.remedy.en}",
                    )
                ) from caught

        return core_schema.no_info_plain_validator_function(
            read, serialization=core_schema.plain_serializer_function_ser_schema(str)
        )


@dataclass(frozen=True, slots=True, order=True)
class Siren(_CheckedNumber):
    """The number of a legal unit: nine digits, the ninth a check digit."""

    NAME = "SIREN"
    LENGTH = 9

    def __post_init__(self) -> None:
        _check_form(self.digits, self.NAME, self.LENGTH)
        _check_siren(self.digits)

    @property
    def grouped_digits(self) -> str:
        """The number in groups, ``123 456 782``, the spaces being narrow and no-break."""
        return NARROW_NO_BREAK_SPACE.join((self.digits[:3], self.digits[3:6], self.digits[6:]))

    @property
    def is_fictitious(self) -> bool:
        """Whether the number is of the range of the demonstration."""
        return self.digits.startswith(FICTITIOUS_PREFIX)


@dataclass(frozen=True, slots=True, order=True)
class Siret(_CheckedNumber):
    """The number of an establishment: the SIREN of its legal unit, four digits of its own and a check digit."""

    NAME = "SIRET"
    LENGTH = 14

    def __post_init__(self) -> None:
        _check_form(self.digits, self.NAME, self.LENGTH)
        _check_siren(self.digits[:9])
        _check_siret(self.digits)

    @property
    def siren(self) -> Siren:
        """The legal unit."""
        return Siren(self.digits[:9])

    @property
    def nic(self) -> str:
        """The last five digits, which tell one establishment of a legal unit from another."""
        return self.digits[9:]

    @property
    def grouped_digits(self) -> str:
        """The number in groups, ``123 456 782 00010``, the spaces being narrow and no-break."""
        return f"{self.siren.grouped_digits}{NARROW_NO_BREAK_SPACE}{self.nic}"

    @property
    def is_fictitious(self) -> bool:
        """Whether the number is of the range of the demonstration."""
        return self.siren.is_fictitious


def fictitious_siren(rank: int) -> Siren:
    """Return the made-up SIREN of ``rank`` (0 to 999): valid to any check, and under 999 99x xxx.

    We know of no range that INSEE sets aside for examples, so no valid number is sure to stay nobody's. These are
    the last numbers of the sequence, the furthest from being given out, and none was looked up in the register.
    Whoever shows one marks it as fictitious (:attr:`Siren.is_fictitious` tells) and asks no public service for it.
    """
    if not 0 <= rank <= 999:
        raise ValueError("the rank of a fictitious SIREN goes from 0 to 999")
    body = f"{FICTITIOUS_PREFIX}{rank:03d}"
    return Siren(body + _check_digit(body))


def fictitious_siret(rank: int, site: int = 1) -> Siret:
    """Return the made-up SIRET of establishment ``site`` (1 to 9999) of the SIREN of ``rank``; same caution."""
    if not 1 <= site <= 9999:
        raise ValueError("the number of an establishment goes from 1 to 9999")
    body = f"{fictitious_siren(rank)}{site:04d}"
    return Siret(body + _check_digit(body))


def _luhn_sum(digits: str) -> int:
    """Return Luhn's sum: from the right, every second digit is doubled, and a double of two digits is added up."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total


def _check_digit(body: str) -> str:
    return str(-_luhn_sum(f"{body}0") % 10)


def _check_form(digits: str, name: str, length: int) -> None:
    """Refuse what is not ``length`` digits, naming the first character that is none and its place."""
    for place, character in enumerate(digits, 1):
        if character not in _ASCII_DIGITS:
            shown = character if character.isprintable() else f"U+{ord(character):04X}"
            raise Faults.one(
                code="identifier-character",
                message=Text(
                    fr=f"Le caractère n° {place} de ce {name}, « {shown} », n’est pas un chiffre.",
                    en=f"Character {place} of this {name}, “{shown}”, is not a digit.",
                ),
                remedy=Text(
                    fr=f"Écrivez {length} chiffres, avec ou sans espaces ; O et 0, I et 1 se confondent souvent.",
                    en=f"Write {length} digits, with or without spaces; O and 0, I and 1 are often confused.",
                ),
            )
    if len(digits) == length:
        return
    remedy = Text(
        fr=f"Un {name} a {length} chiffres : vérifiez s’il en manque ou s’il y en a en trop.",
        en=f"A {name} has {length} digits: check whether any are missing or too many.",
    )
    if name == "SIREN" and len(digits) == Siret.LENGTH:
        remedy = Text(
            fr="C’est la longueur d’un SIRET : gardez-en les neuf premiers chiffres.",
            en="This is the length of a SIRET: keep its first nine digits.",
        )
    elif name == "SIRET" and len(digits) == Siren.LENGTH:
        remedy = Text(
            fr="C’est la longueur d’un SIREN : ajoutez les cinq chiffres de l’établissement.",
            en="This is the length of a SIREN: add the five digits of the establishment.",
        )
    count_fr = f"{len(digits)} chiffre{'s' if len(digits) > 1 else ''}"
    count_en = f"{len(digits)} digit{'' if len(digits) == 1 else 's'}"
    raise Faults.one(
        code="identifier-length",
        message=Text(
            fr=f"Ce {name} a {count_fr} ; il en faut {length}.", en=f"This {name} has {count_en}; it needs {length}."
        ),
        remedy=remedy,
    )


def _check_siren(digits: str) -> None:
    if not digits.strip("0"):
        raise Faults.one(
            code="siren-zeros",
            message=Text(
                fr="Un SIREN composé de zéros n’appartient à personne.", en="A SIREN made of zeros belongs to no one."
            ),
            remedy=Text(fr="Donnez le numéro de l’organisation.", en="Enter the organisation’s number."),
        )
    if _luhn_sum(digits) % 10:
        wanted = _check_digit(digits[:8])
        raise Faults.one(
            code="siren-check-digit",
            message=Text(
                fr=(
                    f"La clé de ce SIREN est incorrecte : le 9e chiffre est {digits[8]} ; il serait {wanted} si les "
                    "huit premiers sont exacts. Au moins un des neuf chiffres est faux ; la clé ne permet pas de "
                    "savoir lequel."
                ),
                en=f"This SIREN’s check digit does not match: digit 9 is {digits[8]}; it would be {wanted} if the "
                "first eight are right. At least one of the nine digits is wrong; the check digit cannot tell which.",
            ),
            remedy=_RECOPY_REMEDY,
        )


def _check_siret(digits: str) -> None:
    if digits.startswith(LA_POSTE) and digits != LA_POSTE_HEAD_OFFICE:
        total = sum(map(int, digits))
        if total % 5:
            raise Faults.one(
                code="siret-la-poste-sum",
                message=Text(
                    fr=f"La somme des chiffres de ce SIRET de La Poste est {total} ; il faut un multiple de 5. "
                    "Le SIREN est juste : l’erreur est dans les chiffres 10 à 14.",
                    en=f"The digits of this SIRET of La Poste add up to {total}; a multiple of 5 is required. The "
                    f"SIREN is right: the error is in digits 10 to 14.",
                ),
                remedy=_RECOPY_REMEDY,
            )
    elif _luhn_sum(digits) % 10:
        wanted = _check_digit(digits[:13])
        raise Faults.one(
            code="siret-check-digit",
            message=Text(
                fr=f"La clé de ce SIRET ne tombe pas juste : le 14e chiffre est {digits[13]} ; il serait {wanted} si "
                "les treize premiers sont justes. La clé du SIREN tombe juste : l’erreur est sans doute dans les "
                "chiffres 10 à 14.",
                en=f"This SIRET’s check digit does not match: digit 14 is {digits[13]}; it would be {wanted} if the "
                "first thirteen are right. The SIREN’s check digit matches: the error is probably in digits "
                "10 to 14.",
            ),
            remedy=_RECOPY_REMEDY,
        )


_RECOPY_REMEDY = Text(
    fr="Recopiez le numéro depuis un avis de situation au répertoire Sirene ou une facture.",
    en="Copy the number again from a Sirene registration statement or an invoice.",
)
