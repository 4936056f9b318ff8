"""Units by a small algebra of words, so that employees never add to sites and kilowatt-hours never to megawatt-hours.

A unit is a product of words with exponents (``kWh/m2``, ``tCO2e/employee``, ``EUR/hour``); ``1`` is a plain number.
Pint does the conversions of figures; here a check has to run on thousands of small expressions, over words that are
mostly people and things, so a dictionary of exponents is enough, and costs no start-up time.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from filiere.core import Fault, Faults, Text
from filiere.core.numbers import parse_whole_number
from filiere.core.spelling import close_words

# One word a line: word, dimension, size in that dimension, then its singular and plural in French and in English.
_WORDS = """
%              | percent      | 1       | % | % | % | %
point          | point        | 1       | point | points | point | points
employee       | employee     | 1       | salarié | salariés | employee | employees
person         | person       | 1       | personne | personnes | person | people
adviser        | adviser      | 1       | conseiller | conseillers | adviser | advisers
full_time_equivalent | fte   | 1       | ETP | ETP | FTE | FTEs
position       | position     | 1       | poste | postes | position | positions
job            | job          | 1       | emploi | emplois | job | jobs
representative | representative | 1     | représentant | représentants | representative | representatives
site           | site         | 1       | site | sites | site | sites
centre         | centre       | 1       | centre | centres | centre | centres
company        | company      | 1       | entreprise | entreprises | company | companies
supplier       | supplier     | 1       | prestataire | prestataires | supplier | suppliers
customer       | customer     | 1       | client | clients | customer | customers
contract       | contract     | 1       | contrat | contrats | contract | contracts
clause         | clause       | 1       | clause | clauses | clause | clauses
invoice        | invoice      | 1       | facture | factures | invoice | invoices
tender         | tender       | 1       | appel d’offres | appels d’offres | tender | tenders
contact        | contact      | 1       | contact | contacts | contact | contacts
call           | call         | 1       | appel | appels | call | calls
message        | message      | 1       | message | messages | message | messages
complaint      | complaint    | 1       | réclamation | réclamations | complaint | complaints
request        | request      | 1       | demande | demandes | request | requests
case           | case         | 1       | dossier | dossiers | case | cases
meeting        | meeting      | 1       | réunion | réunions | meeting | meetings
session        | session      | 1       | séance | séances | session | sessions
agreement      | agreement    | 1       | accord | accords | agreement | agreements
action         | action       | 1       | action | actions | action | actions
accident       | accident     | 1       | accident | accidents | accident | accidents
incident       | incident     | 1       | incident | incidents | incident | incidents
finding        | finding      | 1       | constat | constats | finding | findings
question       | question     | 1       | question | questions | question | questions
answer         | answer       | 1       | réponse | réponses | answer | answers
document       | document     | 1       | document | documents | document | documents
share          | share        | 1       | part | parts | share | shares
seat           | seat         | 1       | siège | sièges | seat | seats
device         | device       | 1       | équipement | équipements | device | devices
vehicle        | vehicle      | 1       | véhicule | véhicules | vehicle | vehicles
page           | page         | 1       | page | pages | page | pages
sheet          | page_sheet   | 1       | feuille | feuilles | sheet | sheets
second         | second       | 1       | seconde | secondes | second | seconds
minute         | second       | 60      | minute | minutes | minute | minutes
hour           | second       | 3600    | heure | heures | hour | hours
day            | second       | 86400   | jour | jours | day | days
week           | second       | 604800  | semaine | semaines | week | weeks
month          | month        | 1       | mois | mois | month | months
year           | month        | 12      | an | ans | year | years
Wh             | energy       | 1       | Wh | Wh | Wh | Wh
kWh            | energy       | 1000    | kWh | kWh | kWh | kWh
MWh            | energy       | 1000000 | MWh | MWh | MWh | MWh
GWh            | energy       | 1000000000 | GWh | GWh | GWh | GWh
g              | mass         | 1       | g | g | g | g
kg             | mass         | 1000    | kg | kg | kg | kg
t              | mass         | 1000000 | t | t | t | t
gCO2e          | carbon       | 1       | g éq. CO₂ | g éq. CO₂ | g CO₂e | g CO₂e
kgCO2e         | carbon       | 1000    | kg éq. CO₂ | kg éq. CO₂ | kg CO₂e | kg CO₂e
tCO2e          | carbon       | 1000000 | t éq. CO₂ | t éq. CO₂ | t CO₂e | t CO₂e
m              | length       | 1       | m | m | m | m
km             | length       | 1000    | km | km | km | km
m2             | area         | 1       | m² | m² | m² | m²
L              | volume       | 1       | L | L | L | L
m3             | volume       | 1000    | m³ | m³ | m³ | m³
EUR            | euro         | 1       | € | € | € | €
kEUR           | euro         | 1000    | k€ | k€ | k€ | k€
MEUR           | euro         | 1000000 | M€ | M€ | M€ | M€
dB             | decibel      | 1       | dB | dB | dB | dB
celsius        | celsius      | 1       | °C | °C | °C | °C
lux            | lux          | 1       | lux | lux | lux | lux
"""
_HIGHEST = 99
_ALIASES = {"euro": "EUR", "FTE": "full_time_equivalent", "percent": "%", "litre": "L", "hours": "hour"}


@dataclass(frozen=True, slots=True)
class UnitWord:
    """A unit word: its dimension, its size in it, and how both languages say one and several."""

    word: str
    dimension: str
    size: Fraction
    one: Text
    several: Text


def _read_unit_words() -> dict[str, UnitWord]:
    table = {}
    for line in _WORDS.strip().splitlines():
        word, dimension, size, fr, frs, en, ens = (part.strip() for part in line.split("|"))
        table[word] = UnitWord(word, dimension, Fraction(size), Text(fr=fr, en=en), Text(fr=frs, en=ens))
    return table


UNIT_WORDS = _read_unit_words()


@dataclass(frozen=True, slots=True)
class Unit:
    """A product of unit words with exponents, sorted by word; the empty product is a plain number."""

    powers: tuple[tuple[str, Fraction], ...] = ()

    @classmethod
    def of(cls, powers: Iterable[tuple[str, Fraction]]) -> "Unit":
        """Return the unit of a product, each word once and none with exponent nought."""
        total: dict[str, Fraction] = {}
        for word, power in powers:
            total[word] = total.get(word, Fraction(0)) + power
        return cls(tuple(sorted((word, power) for word, power in total.items() if power)))

    @classmethod
    def parse(cls, text: str) -> "Unit":
        """Read ``kWh/m2``, ``employee*hour`` or ``1``; raise :class:`Faults` (``unit-unknown``) at a strange word."""
        return _parse_unit(text)

    def __mul__(self, other: "Unit") -> "Unit":
        return Unit.of((*self.powers, *other.powers))

    def __truediv__(self, other: "Unit") -> "Unit":
        return Unit.of((*self.powers, *((word, -power) for word, power in other.powers)))

    def root(self) -> "Unit":
        """Return the unit of a square root."""
        return Unit(tuple((word, power / 2) for word, power in self.powers))

    @property
    def is_plain_number(self) -> bool:
        """Whether this is a number without a unit."""
        return not self.powers

    @property
    def dimension(self) -> tuple[tuple[str, Fraction], ...]:
        """The same product in dimensions: kilowatt-hours and megawatt-hours have the same."""
        return Unit.of((UNIT_WORDS[word].dimension, power) for word, power in self.powers).powers

    @property
    def size(self) -> Fraction:
        """How many base units one of these is; meaningful between units of the same dimension."""
        size = Fraction(1)
        for word, power in self.powers:
            if power.denominator == 1:
                size *= UNIT_WORDS[word].size ** int(power)
        return size

    def factor_to(self, other: "Unit") -> Fraction | None:
        """Return the number that turns this unit into another of the same dimension; None when unlike.

        A percentage turns into a plain number and back, by a hundred.
        """
        if self.dimension == other.dimension:
            return self.size / other.size
        if self == PERCENT and other.is_plain_number:
            return Fraction(1, 100)
        return Fraction(100) if self.is_plain_number and other == PERCENT else None

    def label(self, several: bool = True) -> Text:
        """Return the unit as both languages say it: ``kWh/m²``, ``salariés``; empty words are not allowed, so a plain
        number says « sans unité »."""
        if self.is_plain_number:
            return Text(fr="sans unité", en="no unit")
        above = [item for item in self.powers if item[1] > 0]
        below = [(word, -power) for word, power in self.powers if power < 0]
        out = {}
        for lang in ("fr", "en"):
            top = "·".join(_power_text(_word_labels(word, several)[lang], power) for word, power in above)
            out[lang] = "/".join(
                [top or "1", *(_power_text(_word_labels(word, False)[lang], power) for word, power in below)]
            )
        return Text(fr=out["fr"], en=out["en"])

    def __str__(self) -> str:
        if self.is_plain_number:
            return "1"
        above = [_power_text(word, power) for word, power in self.powers if power > 0]
        below = [_power_text(word, -power) for word, power in self.powers if power < 0]
        return "/".join(["*".join(above) or "1", *below])


PLAIN = Unit()
PERCENT = Unit((("%", Fraction(1)),))
POINT = Unit((("point", Fraction(1)),))
DAY = Unit((("day", Fraction(1)),))


def _word_labels(word: str, several: bool) -> dict[str, str]:
    found = UNIT_WORDS[word].several if several else UNIT_WORDS[word].one
    return {"fr": found.fr, "en": found.en}


def _power_text(word: str, power: Fraction) -> str:
    return word if power == 1 else f"{word}^{power}"


@lru_cache(maxsize=1024)
def _parse_unit(text: str) -> Unit:
    stripped = text.replace(" ", "")
    if stripped in {"", "1"}:
        return PLAIN
    powers: list[tuple[str, Fraction]] = []
    faults: list[Fault] = []
    sign = Fraction(1)
    for part in re.split(r"([*/])", stripped):
        if part in {"*", "/"}:
            sign = Fraction(1 if part == "*" else -1)
        elif part != "1":
            word, _, exponent = part.partition("^")
            word = _ALIASES.get(word, word)
            if word not in UNIT_WORDS or (exponent and parse_whole_number(exponent, 2) is None):
                faults.append(_unknown_unit_fault(part, text))
            else:
                powers.append((word, sign * int(exponent or 1)))
    unit = Unit.of(powers)
    # A factor between two units is a power: a long text of large ones would be a number of a million figures.
    faults += [
        _unknown_unit_fault(f"{word}^{power}", text[:80]) for word, power in unit.powers if abs(power) > _HIGHEST
    ]
    if faults:
        raise Faults(faults)
    return unit


def _unknown_unit_fault(word: str, text: str) -> Fault:
    near = close_words(word, [*UNIT_WORDS, *_ALIASES], most=3)
    fr = f"Mots proches : {', '.join(near)}." if near else f"Mots connus : {', '.join(UNIT_WORDS)}."
    en = f"Close words: {', '.join(near)}." if near else f"Known words: {', '.join(UNIT_WORDS)}."
    remedy = Text(fr=fr, en=en)
    return Fault(
        code="unit-unknown",
        message=Text(
            fr=f"« {word} » n’est pas une unité connue, dans « {text} ».",
            en=f"“{word}” is not a known unit, in “{text}”.",
        ),
        remedy=remedy,
    )
