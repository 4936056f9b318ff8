"""French working days, because a delay of ten working days must end on the same day for everybody who counts it.

The rules are few and fixed by law, so they are computed here rather than read from a table that would one day run out,
or from a library of the whole world's holidays: eleven days for all of France (Code du travail, article L3133-1), and
two more in Alsace and Moselle (Code du travail, article L3134-13). Left out, and not to be had here: the days on which
overseas departments remember the abolition of slavery, which differ from one to the other, and holidays of a trade, a
firm or a person.

A working day (*jour ouvré*) is any day but Saturday, Sunday and a public holiday. It is not the *jour ouvrable* of
leave, which counts Saturdays.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache
from types import MappingProxyType

from filiere.core.text import Text

# 8 May has been in the list since the law of 2 October 1981; before its first year the list was another.
FIRST_YEAR = 1982
# The last day that a date can hold is of this year, and no delay of ours comes near.
LAST_YEAR = 9998

_FIXED = (
    (1, 1, Text(fr="Jour de l’an", en="New Year’s Day")),
    (5, 1, Text(fr="Fête du Travail", en="Labour Day")),
    (5, 8, Text(fr="Victoire de 1945", en="Victory Day")),
    (7, 14, Text(fr="Fête nationale", en="National Day")),
    (8, 15, Text(fr="Assomption", en="Assumption Day")),
    (11, 1, Text(fr="Toussaint", en="All Saints’ Day")),
    (11, 11, Text(fr="Armistice de 1918", en="Armistice Day")),
    (12, 25, Text(fr="Noël", en="Christmas Day")),
)
# Days after Easter Sunday.
_MOVABLE = (
    (1, Text(fr="Lundi de Pâques", en="Easter Monday")),
    (39, Text(fr="Ascension", en="Ascension Day")),
    (50, Text(fr="Lundi de Pentecôte", en="Whit Monday")),
)
_GOOD_FRIDAY = Text(fr="Vendredi saint", en="Good Friday")
_SAINT_STEPHEN = Text(fr="Saint-Étienne", en="Saint Stephen’s Day")


def easter(year: int) -> date:
    """Return Easter Sunday of a year of the Gregorian calendar.

    The anonymous algorithm (Nature, 20 April 1876; Meeus, Astronomical Algorithms, chapter on the date of Easter),
    which has no exception. Raises ``ValueError`` before 1583, the first Easter of that calendar.
    """
    if year < 1583:
        raise ValueError(f"no Gregorian Easter in {year}")
    golden = year % 19
    century, within = divmod(year, 100)
    leaps, rest = divmod(century, 4)
    shift = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - leaps - shift + 15) % 30
    weekday = (32 + 2 * rest + 2 * (within // 4) - epact - within % 4) % 7
    late = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)


@lru_cache(maxsize=512)
def public_holidays(year: int, *, alsace_moselle: bool = False) -> Mapping[date, Text]:
    """Return the public holidays of a year with their names, in their order.

    Good Friday is a holiday in those communes of Alsace and Moselle that have a Protestant church or a church of both
    faiths; it is given here for all of them. When Ascension Day falls on another holiday, as on 1 May 2008, one name
    is kept and the year has one day less. Raises ``ValueError`` for a year of which the list is not known.
    """
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(f"the public holidays of {year} are not known, only those of {FIRST_YEAR} to {LAST_YEAR}")
    sunday = easter(year)
    found = {sunday + timedelta(days=days): name for days, name in _MOVABLE}
    found |= {date(year, month, day): name for month, day, name in _FIXED}
    if alsace_moselle:
        found |= {sunday - timedelta(days=2): _GOOD_FRIDAY, date(year, 12, 26): _SAINT_STEPHEN}
    return MappingProxyType(dict(sorted(found.items(), key=lambda one: one[0])))


def is_working_day(day: date, *, alsace_moselle: bool = False) -> bool:
    """Tell whether a day is neither a Saturday, nor a Sunday, nor a public holiday."""
    return day.weekday() < 5 and day not in public_holidays(day.year, alsace_moselle=alsace_moselle)


def add_working_days(day: date, count: int, *, alsace_moselle: bool = False) -> date:
    """Return the last of ``count`` working days after a day, which is not counted itself, worked or not.

    None is the day itself. Raises ``ValueError`` for a negative count.
    """
    if count < 0:
        raise ValueError("a number of working days cannot be negative")
    for _ in range(count):
        day += timedelta(days=1)
        while not is_working_day(day, alsace_moselle=alsace_moselle):
            day += timedelta(days=1)
    return day
