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
from filiere.core.text import Lang
from filiere.quotations.number_words import read_number_words
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
    "ces jours ci", "ces temps ci", "a cette heure", "a cet instant", "a ce stade", "l heure qu il est", "at this time",
    "at this moment", "at this point", "at this stage", "as of now", "as i speak", "just now", "present day",
    "to this day", "these last months", "ces derniers temps", "a l instant", "jusqu a present", "so far",
    "as of this writing", "as i write", "au moment ou", "en l etat", "at the time of writing", "by now", "ce mois ci",
    "this month", "a l heure d aujourd", "d ores et deja", "these past months", "at the last count",
    "au dernier pointage",
    "aux dernieres nouvelles", "dernier decompte",
)  # fmt: skip
_THEN_PHRASES = (" cette annee la ", " ce mois la ", " ces annees la ", " ce jour la ")
"""« Cette année-là » is the one just said."""
_NOW_WORDS = split_set(
    "actuellement desormais maintenant presentement currently today now nowadays presently actuel actuelle actuels "
    "actuelles current"
)
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
_CONDITIONAL = split_set("could would pourrait pourraient")
"""Words of the future that a past date makes words of the past: « you would have counted 46 in 2009 »."""
_AUXILIARIES = split_set("a ont avait avaient has have had")
_PARTICIPLES = split_set(
    "eu ete fait perdu vu offert pris atteint recu fourni produit vendu tenu ouvert conclu cru pu valu franchi grandi "
    "fini been done lost seen taken made given sold held brought paid grown risen fallen shrunk won met kept left"
)
_NOT_PAST = split_set(
    "outsourced fixed related located based qualified certified labelled skilled limited need needed indeed hundred "
    "united staffed dedicated combined specialised specialized advanced fait lait parfait trait portrait retrait "
    "attrait souhait forfait satisfait extrait soit droit"
)
_PRESENT_WORDS = split_set(
    "est sont compte comptent emploie emploient pese pesent represente representent occupe occupent totalise "
    "realisent realise atteint font fait vivent vit ont a offre offrent evalue denombre recense facturent "
    "couvre contient affichent gagne is are has have employs employ counts provides provide accounts account "
    "stands makes make covers cover holds hold depends depend work works numbers earns earn reaches amounts "
    "lists gives produces"
)
VERBS = _PAST_WORDS | _PRESENT_WORDS
_YEARS_BACK: tuple[tuple[tuple[str, ...], int], ...] = (
    (("l", "an", "dernier"), 1), (("l", "annee", "derniere"), 1), (("l", "an", "passe"), 1),
    (("l", "annee", "passee"), 1), (("last", "year"), 1), (("the", "past", "year"), 1),
    (("il", "y", "a", "un", "an"), 1), (("a", "year", "ago"), 1),
    (("the", "year", "before", "last"), 2), (("a", "decade", "ago"), 10), (("il", "y", "a", "une", "decennie"), 10),
)  # fmt: skip
_YEAR_LEADS = (["en"], ["in"], ["fin"], ["debut"], ["depuis"], ["since"], ["annee"], ["of"], ["year"])
_AGO = ("an", "ans", "annees", "years", "year")
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
    if text.word(text.skip_spaces_back(place - 1)) == "idcc":
        # The number of a collective agreement.
        return False
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
        return _read_spoken_year(text, place)
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


def _read_spoken_year(text: TokenText, place: int) -> TimeSaid | None:
    """Return a year of this century said in words after a word of time: « en deux mille dix-neuf »."""
    if text.word(place) not in {"deux", "two"} or text.words_before(place, 1)[-1:] not in _YEAR_LEADS:
        return None
    run = text.words_after(place, 5)
    lang: Lang = "fr" if text.word(place) == "deux" else "en"
    found = read_number_words([word for word, _ in run], lang)
    if found is None or not 2000 < found.value < 2100:
        return None
    return TimeSaid(Period.parse(str(int(found.value))), place, run[found.length - 1][1] + 1)


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
        for phrase, back in _YEARS_BACK:
            if tuple(word for word, _ in words[at : at + len(phrase)]) == phrase:
                last = words[at + len(phrase) - 1][1]
                found.append(TimeSaid(Period.parse(str(said.year - back)), words[at][1], last + 1))
    for place in range(start, after):
        years = _read_years_ago(text, place)
        if years is not None:
            found.append(TimeSaid(Period.parse(str(said.year - years)), place, place + 1))
    return sorted(found, key=lambda one: one.start)


def _read_years_ago(text: TokenText, place: int) -> int | None:
    """Return how many years ago the noun at a place says: « il y a dix ans », “ten years ago”."""
    if text.word(place) not in _AGO:
        return None
    before = text.words_before(place, 6)
    ago = [word for word, _ in text.words_after(text.skip_spaces(place + 1), 1)] == ["ago"]
    for lead in (("il", "y", "a"), ("voila",)):
        for at in range(len(before) - len(lead)):
            if tuple(before[at : at + len(lead)]) == lead:
                return _read_small(before[at + len(lead) :], "fr")
    return (
        next((found for length in (3, 2, 1) if (found := _read_small(before[-length:], "en"))), None) if ago else None
    )


def _read_small(words: Sequence[str], lang: Lang) -> int | None:
    """Return a number of at most two digits, written in digits or in words, None when the words say more or less."""
    if len(words) == 1 and words[0].isdigit():
        return int(words[0]) if len(words[0]) <= 2 else None
    found = read_number_words(words, lang)
    return int(found.value) if found is not None and found.length == len(words) and found.value < 100 else None


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


_SPAN_LINKS = frozenset({"a", "to", "–", "-", "jusqu en", "jusqu a", "until", "till", "through", "up to"})
_SPAN_FILLERS = split_set("the la end of fin debut start beginning year l annee ' fy mid mi early late de d")


def _is_linked(text: TokenText, first: TimeSaid, second: TimeSaid) -> bool:
    """Tell whether two times are the ends of a span: « de 2019 à 2021 », « entre 2004 et 2008 », “from… to”."""
    between = [
        word
        for place in range(first.after, second.start)
        if text.kind(place) != "s" and (word := text.word(place)) not in _SPAN_FILLERS
    ]
    lead = text.words_before(first.start, 2)
    if " ".join(between) in _SPAN_LINKS:
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
    dated = chosen is not None
    tense = _find_tense(text, clause, dated=dated)
    tense = tense if tense != "none" else _find_tense(text, words, dated=dated)
    if chosen is not None:
        return Moment(chosen.period, tense, now=False)
    return Moment(None, "present" if now else tense, now)


def find_present(moment: Moment, said: date | None) -> Moment:
    """Return the present of a claim that names the month of its speaker: « à l’heure où j’écris, en mai 2012 »."""
    period = moment.period
    if said is None or period is None or moment.tense not in {"present", "none"} or period.kind != "month":
        return moment
    return Moment(None, "present", now=True) if period.start <= said <= period.end else moment


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
    for back in _THEN_PHRASES:
        joined = joined.replace(back, " ")
    return any(f" {phrase} " in joined for phrase in _NOW_PHRASES)


def _find_tense(text: TokenText, words: Sequence[Word], *, dated: bool) -> Tense:
    for word in words:
        if word.raw in _FUTURE_WORDS and not (dated and word.raw in _CONDITIONAL):
            return "future"
    for at, word in enumerate(words):
        if word.raw in _AUXILIARIES and any(_is_participle(text, one) for one in words[at + 1 : at + 4]):
            return "past"
        if word.raw in _PRESENT_WORDS:
            return "present"
        if is_past(text, word):
            return "past"
    return "none"


def is_past(text: TokenText, word: Word) -> bool:
    """Tell whether a word is a verb in the past, by its ending: the French imperfect, the past of regular verbs."""
    if word.raw in _PAST_WORDS:
        return True
    if word.raw in _NOT_PAST or len(word.raw) < 5:
        return False
    written = text.read_token(word.place)
    if written.endswith(("erait", "eraient", "irait", "iraient")):
        return False
    return written.endswith(("ait", "aient", "èrent", "ed"))


def _is_participle(text: TokenText, word: Word) -> bool:
    written = text.read_token(word.place)
    return (
        word.raw in _PARTICIPLES
        or written.endswith(("é", "és", "ée", "ées"))
        or (written.endswith("ed") and word.raw not in _NOT_PAST)
    )
