"""When a number is said to be true: years, months and spans, the words of today, and those of the year before.

A year belongs to the number nearest to it in its clause: one that follows it within a few words, else the last before,
else the first after, else the sentence's. A claim with a date is dated whatever its tense. *Aujourd’hui* and its like
make it present, and so does a verb in the present when nothing says another time.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from filiere.core.periods import Period
from filiere.quotations.phrases import Word
from filiere.quotations.token_text import TokenText
from filiere.quotations.word_lists import split_set

Tense = Literal["present", "past", "future", "none"]

_MONTHS: dict[str, int] = {
    name: number
    for number, names in enumerate(
        (
            "janvier january jan", "fevrier february feb", "mars march mar", "avril april apr", "mai may",
            "juin june jun",
            "juillet july jul", "aout august aug", "septembre september sept sep", "octobre october oct",
            "novembre november nov", "decembre december dec",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_NOW_PHRASES = (
    "aujourd hui", "a ce jour", "a l heure actuelle", "a present", "en ce moment", "a l heure ou", "de nos jours",
    "these days", "at present", "as of today", "right now", "to date", "as things stand", "at the moment", "a date",
    "as it stands", "as we speak", "pour l heure", "for now", "this year", "cette annee", "en ce jour", "par les temps",
)  # fmt: skip
_NOW_WORDS = split_set("actuellement desormais maintenant currently today now nowadays presently")
_PAST_WORDS = split_set(
    "etait etaient avait avaient comptait comptaient employait employaient pesait pesaient representait "
    "representaient occupait occupaient totalisait totalisaient realisait realisaient atteignait atteignaient "
    "recensait recensaient evaluait estimait valait coutait gagnait gagnaient was were had employed counted "
    "totalled numbered provided recorded estimated reported stood reached amounted accounted held offered "
    "offraient offrait concentrait situait abritait rassemblait regroupait faisait faisaient travaillaient "
    "travaillait disposait alignait prevoyait promettait detenait attribuait formaient depassait finançait "
    "financait visait jugeaient couvrait couvraient assurait"
)
_FUTURE_WORDS = split_set(
    "pourrait pourraient devrait devraient sera seront aura auront could would will might horizon"
)
_PRESENT_WORDS = split_set(
    "est sont compte comptent emploie emploient pese pesent represente representent occupe occupent totalise "
    "realisent realise atteint font fait vivent vit ont a offre offrent evalue denombre recense facturent "
    "couvre contient affichent gagne is are has have employs employ counts provides provide accounts account "
    "stands makes make covers cover holds hold depends depend work works numbers earns earn reaches amounts "
    "lists gives produces"
)
VERBS = _PAST_WORDS | _PRESENT_WORDS
_LAST_YEAR = (("l", "an", "dernier"), ("l", "annee", "derniere"), ("l", "an", "passe"), ("last", "year"))
_QUARTERS = {"premier": 1, "1er": 1, "deuxieme": 2, "troisieme": 3, "quatrieme": 4, "first": 1, "second": 2, "third": 3,
             "fourth": 4}  # fmt: skip
_FOLLOWING = 5


@dataclass(frozen=True, slots=True)
class TimeSaid:
    """A time written in a text: the period, the first and last tokens that say it."""

    period: Period
    start: int
    after: int


@dataclass(frozen=True, slots=True)
class Moment:
    """When a number is said to be true: the period that the text says, and the tense of what says it."""

    period: Period | None
    tense: Tense
    now: bool


def find_times(text: TokenText, start: int, after: int, said: date | None) -> list[TimeSaid]:
    """Return the times written between two places, spans joined: « de 2019 à 2021 », “between 2004 and 2008”."""
    single: list[TimeSaid] = []
    place = start
    while place < after:
        found = _read_time(text, place)
        if found is not None:
            single.append(found)
            place = found.after
        else:
            place += 1
    if said is not None and said.year > 1000:
        # No period is of a year before 1000.
        single += _find_relative(text, start, after, said)
    return _join_spans(text, single)


def _is_year_token(text: TokenText, place: int) -> bool:
    word = text.word(place)
    if not (text.kind(place) == "n" and len(word) == 4 and 1900 <= int(word) < 2100):
        return False
    # « 2 500 » is no year, nor is « 36 2008 ».
    return not (
        text.word(place - 1) in {".", ","}
        and text.kind(place - 2) == "n"
        and text.kind(place) == "n"
        and text.word(place - 1) == "."
    )


def _read_time(text: TokenText, place: int) -> TimeSaid | None:
    if text.kind(place) == "n":
        iso = _read_digits_date(text, place)
        if iso is not None:
            return iso
    if not _is_year_token(text, place):
        return None
    year = int(text.word(place))
    span = text.word(place + 1) in {"-", "–", "/"} and text.kind(place + 2) == "n"
    if span and _is_year_token(text, place + 2) and int(text.word(place + 2)) > year:
        return TimeSaid(Period.parse(f"{year}/{text.word(place + 2)}"), place, place + 3)
    if span and len(text.word(place + 2)) == 2 and int(text.word(place + 2)) == (year + 1) % 100:
        return TimeSaid(Period.parse(f"{year}/{year + 1}"), place, place + 3)
    before = text.skip_spaces_back(place - 1)
    if text.word(before) in {",", "de", "of", "d"}:
        before = text.skip_spaces_back(before - 1)
    month = _MONTHS.get(text.word(before)) if text.kind(before) == "w" else None
    if month is not None:
        day = text.skip_spaces_back(before - 1)
        first = day if text.kind(day) == "n" and len(text.word(day)) <= 2 else before
        if first == day and 1 <= int(text.word(day)) <= 31 and text.kind(before - 1) == "s":
            return TimeSaid(Period.parse(f"{year}-{month:02d}"), day, place + 1)
        return TimeSaid(Period.parse(f"{year}-{month:02d}"), before, place + 1)
    quarter = _read_quarter(text, before)
    if quarter:
        return TimeSaid(Period.parse(f"{year}-Q{quarter}"), before, place + 1)
    return TimeSaid(Period.parse(str(year)), place, place + 1)


def _read_quarter(text: TokenText, before: int) -> int:
    word = text.word(before)
    if word in {"trimestre", "quarter"}:
        rank = text.word(text.skip_spaces_back(before - 1))
        number = text.word(text.skip_spaces_back(before - 1) - 1)
        return _QUARTERS.get(rank, 0) or (int(number) if number in {"1", "2", "3", "4"} else 0)
    return 0


def _read_digits_date(text: TokenText, place: int) -> TimeSaid | None:
    """Return the month of 2026-11-24 or 24/11/2026."""
    sign = text.word(place + 1)
    if sign not in {"-", "/", "."} or text.word(place + 3) != sign:
        return None
    parts = [text.word(place), text.word(place + 2), text.word(place + 4)]
    if not all(part.isdigit() and len(part) <= 4 for part in parts):
        return None
    year, month = (parts[0], parts[1]) if len(parts[0]) == 4 else (parts[2], parts[1])
    if len(year) != 4 or not (1900 <= int(year) < 2100 and 1 <= int(month) <= 12):
        return None
    return TimeSaid(Period.parse(f"{year}-{int(month):02d}"), place, place + 5)


def _find_relative(text: TokenText, start: int, after: int, said: date) -> list[TimeSaid]:
    words = [(text.word(place), place) for place in range(start, after) if text.kind(place) == "w"]
    found = []
    for at in range(len(words)):
        for phrase in _LAST_YEAR:
            if tuple(word for word, _ in words[at : at + len(phrase)]) == phrase:
                last = words[at + len(phrase) - 1][1]
                found.append(TimeSaid(Period.parse(str(said.year - 1)), words[at][1], last + 1))
    return found


def _join_spans(text: TokenText, times: list[TimeSaid]) -> list[TimeSaid]:
    joined: list[TimeSaid] = []
    for time in times:
        if joined and _is_linked(text, joined[-1], time) and joined[-1].period.start < time.period.start:
            first = joined.pop()
            period = (
                Period.parse(f"{first.period}/{time.period}")
                if "/" not in f"{first.period}{time.period}"
                else time.period
            )
            joined.append(TimeSaid(period, first.start, time.after))
        else:
            joined.append(time)
    return joined


def _is_linked(text: TokenText, first: TimeSaid, second: TimeSaid) -> bool:
    """Tell whether two times are the ends of a span: « de 2019 à 2021 », « entre 2004 et 2008 », “from… to”."""
    between = [text.word(place) for place in range(first.after, second.start) if text.kind(place) != "s"]
    lead = text.words_before(first.start, 2)
    if between in (["a"], ["to"], ["–"], ["-"], ["jusqu", "'", "en"], ["jusqu", "'", "a"], ["until"], ["a", "fin"]):
        return True
    if between in (["et"], ["and"]):
        return bool(lead) and any(word in {"entre", "between"} for word in lead)
    return False


def find_moment(
    text: TokenText, times: Sequence[TimeSaid], words: Sequence[Word], first: int, reach: int, start: int, after: int
) -> Moment:
    """Return when a number is true; ``start`` and ``after`` bound its clause, ``words`` are those of its sentence."""
    own = [time for time in times if start <= time.start and time.after <= after]
    chosen = _choose(text, own, first, reach) or _choose(text, list(times), first, reach)
    clause = [word for word in words if start <= word.place < after]
    now = _is_now(clause) or (not own and _is_now(words))
    if chosen is not None and now and chosen not in own:
        chosen = None
    if chosen is not None and now and _is_now(clause):
        nearest_now = min(
            (abs(word.place - first) for word in clause if word.raw in _NOW_WORDS or word.raw == "hui"), default=10**6
        )
        if nearest_now < min(abs(chosen.start - first), abs(chosen.after - first)):
            chosen = None
    tense = _find_tense(text, clause)
    tense = tense if tense != "none" else _find_tense(text, words)
    if chosen is not None:
        return Moment(chosen.period, tense, now=False)
    return Moment(None, "present" if now else tense, now)


def _choose(text: TokenText, times: list[TimeSaid], first: int, reach: int) -> TimeSaid | None:
    after = [time for time in times if time.start >= reach]
    before = [time for time in times if time.after <= first]
    if after and _is_near(text, reach, after[0].start):
        return after[0]
    if before:
        return before[-1]
    return after[0] if after else None


def _is_near(text: TokenText, reach: int, start: int) -> bool:
    return sum(text.kind(place) in "wn" for place in range(reach, start)) <= _FOLLOWING and not any(
        text.word(place) in {",", ";", ":"} for place in range(reach, start)
    )


def _is_now(words: Sequence[Word]) -> bool:
    raws = [word.raw for word in words]
    if any(word in _NOW_WORDS for word in raws):
        return True
    joined = f" {' '.join(raws)} "
    return any(f" {phrase} " in joined for phrase in _NOW_PHRASES)


def _find_tense(text: TokenText, words: Sequence[Word]) -> Tense:
    for word in words:
        if word.raw in _FUTURE_WORDS:
            return "future"
    for word in words:
        ending = word.raw.endswith(("e", "es"))
        if word.raw in _PAST_WORDS or (ending and text.written(word.place).endswith(("é", "és", "ée", "ées"))):
            return "past"
        if word.raw in _PRESENT_WORDS:
            return "present"
    return "none"
