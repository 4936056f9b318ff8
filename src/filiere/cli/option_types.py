"""Numbers with their unit as people type them: ``180``, ``30min``, ``80%``.

A length without a unit is in seconds; that of an interval has its unit, or is refused. A share is in percent: ``80``
and ``80%`` are the same, and a number up to 1 without its sign is refused, since 0.8 may be meant as 80 % as well as
0.8 %. What must be whole is not rounded.
"""

import re
from typing import Annotated, Any

from cyclopts import Parameter

from filiere.core.time_zone_names import known_zones

_LENGTH = re.compile(r"(?P<number>\d+(?:[.,]\d+)?)\s*(?P<unit>s|sec|min|m|h)?\Z")
_SECONDS = {None: 1.0, "s": 1.0, "sec": 1.0, "m": 60.0, "min": 60.0, "h": 3600.0}
_MEMORY = re.compile(r"(?P<number>[0-9]{1,9}(?:\.[0-9]{1,3})?)\s*(?P<unit>[KMGT]i?B)\Z", re.IGNORECASE)
_BYTES = {
    **{f"{letter}B": 1000**rank for rank, letter in enumerate("KMGT", 1)},
    **{f"{letter}IB": 1024**rank for rank, letter in enumerate("KMGT", 1)},
}
LEAST_MEMORY = 32_000_000
"""With less, the database engine cannot even begin."""
_PERCENT = re.compile(r"(?P<number>\d+(?:[.,]\d+)?)\s*(?P<sign>%)?\Z")


class Duration(float):
    """A length of time, in seconds."""


class Interval(Duration):
    """The length of an interval, in seconds; typed with its unit, since 30 is read as minutes as often as seconds."""


class Percent(float):
    """A share, from 0 to 1; typed in percent."""


def parse_duration(words: str) -> Duration:
    """Read a length of time, in seconds; raise ``ValueError`` when it is none."""
    match = _LENGTH.match(words.strip())
    if match is None:
        raise ValueError
    return Duration(float(match["number"].replace(",", ".")) * _SECONDS[match["unit"]])


def parse_interval(words: str) -> Interval:
    """Read the length of an interval, in seconds; raise ``ValueError`` when it is none, or has no unit."""
    if words.strip().replace(",", "").replace(".", "").isdecimal():
        raise ValueError
    return Interval(parse_duration(words))


def parse_percent(words: str) -> Percent:
    """Read a percentage as a share; raise ``ValueError`` when it is none, or when its sign is needed and missing."""
    match = _PERCENT.match(words.strip())
    if match is None:
        raise ValueError
    value = float(match["number"].replace(",", "."))
    if not match["sign"] and 0 < value <= 1:
        raise ValueError
    return Percent(value / 100)


class Memory(str):
    """An amount of memory, as the database engine reads it."""

    __slots__ = ()


class Zone(str):
    """An IANA time zone."""

    __slots__ = ()


def parse_memory(words: str) -> Memory:
    """Read an amount of memory; raise ``ValueError`` when it is none, or less than the engine can work with."""
    match = _MEMORY.match(words.strip())
    if match is None or float(match["number"]) * _BYTES[match["unit"].upper()] < LEAST_MEMORY:
        raise ValueError
    return Memory(f"{match['number']}{match['unit']}")


def parse_zone(words: str) -> Zone:
    """Read a time zone; raise ``ValueError`` when there is none of this name."""
    if words not in known_zones():
        raise ValueError
    return Zone(words)


def _convert_duration(_: type, tokens: Any) -> Duration:
    return parse_duration(tokens[0].value)


def _convert_interval(_: type, tokens: Any) -> Interval:
    return parse_interval(tokens[0].value)


def _convert_percent(_: type, tokens: Any) -> Percent:
    return parse_percent(tokens[0].value)


def _convert_memory(_: type, tokens: Any) -> Memory:
    return parse_memory(tokens[0].value)


def _convert_zone(_: type, tokens: Any) -> Zone:
    return parse_zone(tokens[0].value)


def _convert_integer(_: type, tokens: Any) -> int:
    # The library of commands would take 14.5 agents for 14. An error without words gets ours, in two languages.
    try:
        return int(tokens[0].value)
    except ValueError:
        raise ValueError from None


# What these options are given for is said by each command; how they are written is said once, here.
DurationOption = Annotated[Duration, Parameter(converter=_convert_duration)]
IntervalOption = Annotated[Interval, Parameter(converter=_convert_interval)]
MemoryOption = Annotated[Memory, Parameter(converter=_convert_memory)]
ZoneOption = Annotated[Zone, Parameter(converter=_convert_zone)]
PercentOption = Annotated[Percent, Parameter(converter=_convert_percent)]
IntegerOption = Annotated[int, Parameter(converter=_convert_integer)]
