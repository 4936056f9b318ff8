"""What an address asks of a table: the parameters that its builder reads, and the refusal of those it cannot read.

A download that ignored a misspelt criterion would be the answer to another question, under the name of this one. No
list of parameters is kept beside the builders: a parameter that a builder never looked at is one that it does not know.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from filiere.core import Fault, Faults, Text
from filiere.core.spelling import close_words

DEFAULT_YEARS = range(1900, 2101)
"""Years that a criterion may name, when the table itself sets no narrower bounds."""


class QueryParameters(Mapping[str, str]):
    """The parameters of an address; remembers which were looked for, present or not."""

    def __init__(self, given: Mapping[str, str]) -> None:
        self._given = dict(given)
        self.known: set[str] = set()

    def __getitem__(self, key: str) -> str:
        self.known.add(key)
        return self._given[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._given)

    def __len__(self) -> int:
        return len(self._given)


def parse_choice(params: Mapping[str, str], key: str, allowed: Collection[str], default: str) -> str:
    """The value of a parameter that has a few; raise :class:`Faults` for any other."""
    value = params.get(key) or default
    if value not in allowed:
        raise Faults([unknown_value_fault(key, value, allowed)])
    return value


def parse_year(params: Mapping[str, str], key: str, years: range, default: int | None = None) -> int:
    """The year of a parameter; raise :class:`Faults` when it is none, or not among `years`."""
    written = params.get(key, "").strip()
    if not written and default is not None:
        return default
    if written.isascii() and written.isdigit() and int(written) in years:
        return int(written)
    raise Faults([year_fault(key, written, years)])


def year_fault(key: str, written: str, years: range) -> Fault:
    """The fault of a year that is missing or cannot be read."""
    missing = Text(fr=f"Il manque une année : critère « {key} ».", en=f"A year is missing: criterion “{key}”.")
    said = (
        missing
        if not written
        else Text(
            fr=f"« {written[:60]} » n’est pas une année : critère « {key} ».",
            en=f"“{written[:60]}” is not a year: criterion “{key}”.",
        )
    )
    return Fault(
        code="not-a-year",
        key=key,
        message=said,
        remedy=Text(
            fr=f"Écrivez une année de quatre chiffres, de {years[0]} à {years[-1]}.",
            en=f"Enter a four-digit year, from {years[0]} to {years[-1]}.",
        ),
    )


def unknown_value_fault(key: str, value: str, allowed: Collection[str]) -> Fault:
    """The fault of a value that a criterion does not have."""
    close = ", ".join(close_words(value, allowed, most=3, cutoff=0.7) or sorted(allowed))
    return Fault(
        code="unknown-value",
        key=key,
        message=Text(
            fr=f"Le critère « {key} » n’a pas de valeur « {value[:60]} ».",
            en=f"The criterion “{key}” has no value “{value[:60]}”.",
        ),
        remedy=Text(fr=f"Valeurs possibles : {close}.", en=f"Possible values: {close}."),
    )
