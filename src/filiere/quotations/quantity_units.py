"""The unit of a numeral: a currency before it, a sign or noun after it, and where the quantity then begins and ends."""

from dataclasses import dataclass
from decimal import Decimal

from filiere.quotations.numerals import Numeral
from filiere.quotations.token_text import TokenText
from filiere.quotations.units import (
    CURRENCY_SIGNS,
    CURRENCY_WORDS,
    MODIFIERS,
    NOUNS,
    SCALE_EUROS,
    SCALE_LETTERS,
    SCALE_WORDS,
)

_STEPS_TO_NOUN = 4
_COMPOUND = 4
"""Tokens from a noun to the head of its compound, one word between them included."""
_PAY_WORDS = frozenset({"brut", "bruts", "brute", "net", "nets", "gross"})
"""Words between a sum and its hour: « 14,60 € brut de l’heure »."""
_FRENCH_NOUN_LINKS = frozenset({"de", "d"})


@dataclass(frozen=True, slots=True)
class ReadUnit:
    """A unit (None when no word says one), the noun as folded, and a factor.

    ``start`` and ``after`` are the tokens of the number and of the sign or currency that belongs to it; ``reach`` is
    where the noun that it counts ends.
    """

    unit: str | None
    noun: str
    start: int
    after: int
    factor: Decimal = Decimal(1)
    reach: int = 0


def read_unit(text: TokenText, numeral: Numeral) -> ReadUnit:
    """Return the unit of a numeral."""
    if numeral.currency:
        return ReadUnit(CURRENCY_SIGNS[numeral.currency], "", numeral.start, numeral.after)
    before = text.skip_spaces_back(numeral.start - 1)
    sign = text.word(before)
    if sign in CURRENCY_SIGNS and text.kind(before) == "p" and not _is_taken(text, before):
        return _read_rate(text, CURRENCY_SIGNS[sign], before, numeral.after)
    if sign in {"eur", "gbp", "usd"}:
        return _read_rate(text, CURRENCY_WORDS[sign], before, numeral.after)
    return (
        _read_percent(text, numeral)
        or _read_money(text, numeral)
        or _read_points(text, numeral)
        or _read_times(text, numeral)
        or _read_noun(text, numeral)
        or ReadUnit(None, "", numeral.start, numeral.after)
    )


def _is_taken(text: TokenText, sign: int) -> bool:
    """Tell whether a currency sign belongs to the number before it: « 12€50 », « 3M€2 »."""
    before = sign - 1
    if text.kind(before) == "w" and (text.word(before) in SCALE_LETTERS or text.word(before) in SCALE_WORDS):
        before = text.skip_spaces_back(before - 1)
    return text.kind(before) == "n"


def _read_percent(text: TokenText, numeral: Numeral) -> ReadUnit | None:
    at = text.skip_spaces(numeral.after)
    word = text.word(at)
    if word in {"%", "percent", "pct", "﹪", "％"}:
        return ReadUnit("%", "", numeral.start, at + 1)
    if word == "‰":
        return ReadUnit("%", "", numeral.start, at + 1, Decimal("0.1"))
    following = text.skip_spaces(at + 1)
    if word in {"pour", "per"} and text.word(following) in {"cent", "cents"}:
        return ReadUnit("%", "", numeral.start, following + 1)
    if word in {"pour", "per"} and text.word(following) in {"mille"} and numeral.value < 1000:
        return ReadUnit("%", "", numeral.start, following + 1, Decimal("0.1"))
    if word == "p" and text.word(at + 1) == "." and text.word(text.skip_spaces(at + 2)) in {"100", "cent", "c"}:
        return ReadUnit("%", "", numeral.start, text.skip_spaces(at + 2) + 1)
    return None


def _read_money(text: TokenText, numeral: Numeral) -> ReadUnit | None:
    last = text.word(numeral.after - 1)
    if last in SCALE_EUROS:
        return _read_rate(text, "EUR", numeral.start, numeral.after)
    at = text.skip_spaces(numeral.after)
    if text.word(at) == "d" and text.word(at + 1) == "'":
        at += 2
    elif text.word(at) == "de":
        at = text.skip_spaces(at + 1)
    elif text.word(at) == "of" and text.word(text.skip_spaces(at + 1)) in CURRENCY_WORDS:
        at = text.skip_spaces(at + 1)
    word = text.word(at)
    currency = CURRENCY_SIGNS.get(word) or CURRENCY_WORDS.get(word)
    if currency is None:
        return None
    if word in {"livre", "livres", "pound", "pounds"} and text.word(text.skip_spaces(at + 1)) == "sterling":
        at = text.skip_spaces(at + 1)
    return _read_rate(text, currency, numeral.start, at + 1)


def _read_rate(text: TokenText, currency: str, start: int, after: int) -> ReadUnit:
    """Return money, or money an hour or a job when the words that follow say so."""
    at = text.skip_spaces(after)
    if text.word(at) in _PAY_WORDS and text.kind(at) == "w":
        at = text.skip_spaces(at + 1)
    words = [one for one, _ in text.words_after(at, 3)]
    slash = text.word(at) == "/"
    if slash:
        words = [one for one, _ in text.words_after(at + 1, 1)]
    hourly = (
        (slash and words[:1] in (["h"], ["heure"], ["hour"], ["hr"]))
        or words[:2]
        in (["par", "heure"], ["l", "heure"], ["per", "hour"], ["an", "hour"], ["horaires"], ["each", "hour"])
        or words[:3] in (["de", "l", "heure"],)
    )
    if hourly:
        count = 1 if slash else 3 if words[:1] == ["de"] else 2
        end = text.words_after(at + 1 if slash else at, count)[-1][1] + 1
        return ReadUnit(f"{currency}/h", "", start, end)
    jobs = {"emploi", "job", "poste"}
    if currency == "EUR" and (
        (slash and words[:1] and words[0] in jobs)
        or (words[:1] in (["par"], ["per"], ["a"]) and len(words) > 1 and words[1] in jobs)
    ):
        end = text.words_after(at + 1 if slash else at, 1 if slash else 2)[-1][1] + 1
        return ReadUnit("EUR/job", "", start, end)
    return ReadUnit(currency, "", start, after)


def _read_points(text: TokenText, numeral: Numeral) -> ReadUnit | None:
    at = text.skip_spaces(numeral.after)
    word = text.word(at)
    if word in {"point", "points", "pts", "pp", "ppt"}:
        end = at + 1
        said = [one for one, _ in text.words_after(at + 1, 3)]
        if said[:2] in (["de", "pourcentage"], ["de", "pourcentages"]):
            end = text.words_after(at + 1, 2)[-1][1] + 1
        return ReadUnit("points", "", numeral.start, end)
    following = text.skip_spaces(at + 1)
    if word in {"percentage", "percent"} and text.word(following) in {"point", "points"}:
        return ReadUnit("points", "", numeral.start, following + 1)
    return None


def _read_times(text: TokenText, numeral: Numeral) -> ReadUnit | None:
    at = text.skip_spaces(numeral.after)
    if text.word(at) in {"fois", "times", "time"} and numeral.value < 1000:
        following = text.words_after(at + 1, 2)
        if [word for word, _ in following] in (["par", "an"], ["a", "year"], ["per", "year"]):
            return ReadUnit("times/year", text.word(at), numeral.start, following[-1][1] + 1)
    if text.word(at) in {"fois", "times"} and numeral.value < 1000:
        return ReadUnit("times", text.word(at), numeral.start, at + 1)
    if text.word(at) == "x" and at == numeral.after and text.kind(at + 1) != "n":
        return ReadUnit("times", "x", numeral.start, at + 1)
    return None


def _read_noun(text: TokenText, numeral: Numeral) -> ReadUnit | None:
    """Return the noun that the number counts, over the adjectives that may stand between."""
    lang = text.paragraph_languages[numeral.start]
    modifiers = MODIFIERS["fr"] | MODIFIERS["en"] if lang == "en" else MODIFIERS["fr"]
    begin = numeral.after + 1 if text.word(numeral.after) == "+" else numeral.after
    run = text.words_after(begin, _STEPS_TO_NOUN + 3)
    if text.word(numeral.after) == "-" and run and run[0][1] == numeral.after + 1 and lang == "fr":
        return None
    for step, (word, place) in enumerate(run[: _STEPS_TO_NOUN + 1]):
        phrase = _read_phrase(run, step)
        if phrase is not None:
            return ReadUnit(phrase[0], word, numeral.start, numeral.after, reach=phrase[1])
        if word == "h" and step == 0:
            return ReadUnit("hours", word, numeral.start, numeral.after, reach=place + 1)
        if word in NOUNS and not (step and word in {"centre", "nord"} and text.read_token(place)[:1].isupper()):
            last = step
            # English puts the head last: “contact centre jobs”.
            while lang == "en" and last + 1 < len(run):
                if _is_compound(run, last):
                    last += 1
                elif _is_compound([*run[: last + 1], *run[last + 2 :]], last) and run[last + 1][0] in modifiers:
                    last += 2  # “call-centre outsourcing firms”
                else:
                    break
            word, place = run[last]
            phrase = _read_phrase(run, last)
            if phrase is not None:
                return ReadUnit(phrase[0], word, numeral.start, numeral.after, reach=phrase[1])
            return ReadUnit(NOUNS[word], word, numeral.start, numeral.after, reach=place + 1)
        if _is_owner(text, run, step, lang):
            continue
        if word == "in" and not (step + 1 < len(run) and run[step + 1][0] == "house"):
            return None
        if not (word in modifiers or _is_adjective(text, word, place, lang)) or (
            word in _FRENCH_NOUN_LINKS and lang == "fr" and numeral.value < 10**6 and not numeral.collective
        ):
            return None
    return None


def _is_owner(text: TokenText, run: list[tuple[str, int]], step: int, lang: str) -> bool:
    """Tell whether a word is the name of whose people are counted: “30,000 Webhelp people”."""
    word, place = run[step]
    if lang != "en" or step or len(word) < _SHORTEST_NAME or not text.read_token(place)[:1].isupper():
        return False
    return len(run) > 1 and run[1][0] in NOUNS and run[1][1] == place + 2


_SHORTEST_NAME = 4


def _is_adjective(text: TokenText, word: str, place: int, lang: str) -> bool:
    """Tell whether a word that no list has may stand between a number and its noun: “certified”, “Portuguese”."""
    if lang != "en" or len(word) < 4:
        return False
    return word.endswith(_ADJECTIVE_ENDS) and (text.read_token(place)[:1].isupper() or not word.endswith(("an", "ish")))


_ADJECTIVE_ENDS = ("ed", "ese", "ish", "ian", "can", "ional", "ial", "ive", "ic", "able", "ary", "ful", "ical")


_EVENTS = frozenset(
    {"creation", "creations", "suppression", "suppressions", "destruction", "destructions", "perte", "pertes", "offre"}
    | {"offres", "disparition", "disparitions", "transferts", "transfert", "menaces", "promesses", "maintiens"}
)
"""What happens to jobs: « 50 000 créations d’emplois » counts jobs."""


_PLANS = frozenset({"projets", "projet", "intentions", "offres", "previsions", "besoins", "recruitment", "hiring"})
"""What is planned of people: « 11 611 projets de recrutement » counts them."""


def _is_compound(run: list[tuple[str, int]], last: int) -> bool:
    """Tell whether the next word is the head of the noun just read: “centre jobs”, not “centres employ”."""
    if last + 1 >= len(run):
        return False
    word, following = run[last][0], run[last + 1][0]
    gap = run[last + 1][1] - run[last][1]
    owner = word.endswith("s") and gap == 3
    return following in NOUNS and ((not word.endswith("s") and gap <= _COMPOUND) or owner)


def _read_phrase(run: list[tuple[str, int]], step: int) -> tuple[str, int] | None:
    """Return the unit that several words make: full-time equivalents, postes de travail, people per position."""
    words = [one for one, _ in run[step : step + 3]]
    if words[0] in {"a", "c"} and words[1:2] == ["weighted"] and words[2:] in (["decibel"], ["decibels"]):
        return "dB", run[step + 2][1] + 1
    if words[1:2] in (["par"], ["per"]) and words[2:] in (["position"], ["seat"], ["poste"], ["workstation"]):
        return "persons/position", run[step + 2][1] + 1
    if words[:2] in (
        ["contrats", "aides"],
        ["contrat", "aide"],
        ["subsidised", "contracts"],
        ["subsidized", "contracts"],
    ):
        return "jobs", run[step + 1][1] + 1
    if words[0] in _EVENTS and words[1:2] in (["de"], ["d"]) and NOUNS.get("".join(words[2:])) == "jobs":
        return "jobs", run[step + 2][1] + 1
    if words[0] in _PLANS and (
        (
            words[1:2] in (["de"], ["d"])
            and words[2:] in (["recrutement"], ["recrutements"], ["embauche"], ["embauches"])
        )
        or (words[0] in {"recruitment", "hiring"} and words[1:2] in (["plans"], ["projects"], ["intentions"]))
    ):
        return "persons", run[step + (2 if words[0] not in {"recruitment", "hiring"} else 1)][1] + 1
    if words[0] in {"job", "jobs"} and words[1:2] in (["cut"], ["cuts"], ["loss"], ["losses"]):
        return "jobs", run[step + 1][1] + 1
    if words[:1] in (["equivalent"], ["equivalents"]) and words[1:3] in (["temps", "plein"], ["temps", "pleins"]):
        return "FTE", run[step + 2][1] + 1
    if words[:2] == ["full", "time"] and words[2:] in (["equivalent"], ["equivalents"]):
        return "FTE", run[step + 2][1] + 1
    if words[:1] in (["poste"], ["postes"]) and words[1:3] == ["de", "travail"]:
        return "positions", run[step + 2][1] + 1
    return None
