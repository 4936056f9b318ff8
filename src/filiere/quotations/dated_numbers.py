"""Numbers of the calendar and the clock: years, dates and hours, set aside from quantities."""

from filiere.quotations.numerals import is_glued_year, is_year
from filiere.quotations.token_text import TokenText
from filiere.quotations.unchecked_numbers import UncheckedNumber
from filiere.quotations.units import CURRENCY_SIGNS, CURRENCY_WORDS, NOUNS, SCALE_WORDS
from filiere.quotations.word_lists import split_set

MONTHS = split_set(
    "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre janv fevr avr juil "
    "sept oct nov dec january february march april may june july august september october november december "
    "jan feb mar apr jun jul aug sep"
)
_CLOCK_LEADS = split_set("a vers des from at until till jusqu by avant apres before after around et and")
_LONGEST = 7
"""Hours of a working day: from one number to another below it, a length; beyond, hours of the clock."""
_DATED = (
    split_set(
        "en in depuis since fin debut annee by mi year of from to entre between l exercice jusqu before after "
        "avant apres until during"
    )
    | MONTHS
)


def find_date(text: TokenText, place: int) -> UncheckedNumber | None:
    number = text.word(place)
    for sign in "/.-–":
        if (
            text.word(place + 1) == sign
            and text.kind(place + 2) == "n"
            and text.word(place + 3) == sign
            and text.kind(place + 4) == "n"
        ):
            parts = [int(text.word(place + step)[:9]) for step in (0, 2, 4)]
            lengths = [len(text.word(place + step)) for step in (0, 2, 4)]
            if (lengths[0] == 4 and parts[1] <= 12 and parts[2] <= 31) or (
                lengths[2] in (2, 4) and parts[0] <= 31 and parts[1] <= 31 and max(lengths[:2]) <= 2
            ):
                return UncheckedNumber(place, _date_end(text, place + 5), "date")
    if len(number) > 2 or not 1 <= int(number) <= 31:
        return None
    at = place + 1
    if text.word(at) in {"er", "st", "nd", "rd", "th"}:
        at += 1
    month = text.skip_spaces(at)
    if text.word(month) == "of":
        month = text.skip_spaces(month + 1)
    if text.word(month) in MONTHS and text.kind(at) == "s":
        end = text.skip_spaces(month + 1)
        if text.word(end) in {",", "."} and is_year(text, text.skip_spaces(end + 1)):
            end = text.skip_spaces(end + 1)
        return UncheckedNumber(place, end + 1 if is_year(text, end) else month + 1, "date")
    before = text.skip_spaces_back(place - 1)
    if text.word(before) == "." and text.word(before - 1) in MONTHS:
        before -= 1
    if text.word(before) in MONTHS and text.kind(before + 1) in "sp" and text.lang == "en":
        end = text.skip_spaces(at)
        if text.word(end) == "," and is_year(text, text.skip_spaces(end + 1)):
            return UncheckedNumber(place, text.skip_spaces(end + 1) + 1, "date")
        if text.word(end) != "%":
            return UncheckedNumber(place, at, "date")
    if text.word(place + 1) == "/" and text.kind(place + 2) == "n" and _is_dated_slash(text, place):
        return UncheckedNumber(place, place + 3, "date")
    return None


def _date_end(text: TokenText, at: int) -> int:
    """Return where a date in digits ends, the time that ISO 8601 joins to it included."""
    if text.word(at) == "t" and text.kind(at + 1) == "n":
        return _find_end(text, at)
    return at


def _is_dated_slash(text: TokenText, place: int) -> bool:
    before = text.words_before(place, 1)
    if before and before[0] in {"le", "du", "au", "on", "jusqu"}:
        return 1 <= int(text.word(place + 2)[:9]) <= 12
    return is_year(text, place + 2) and int(text.word(place)) <= 12


def find_hour(text: TokenText, place: int) -> UncheckedNumber | None:
    number = text.word(place)
    if len(number) > 2 or int(number) > 24:
        return None
    if text.word(place + 1) == ":" and text.kind(place + 2) == "n" and len(text.word(place + 2)) == 2:
        after = place + 3
        if text.word(after) == ":" and text.kind(after + 1) == "n":
            after += 2
        follows = text.skip_spaces(after)
        return UncheckedNumber(place, follows + 1 if text.word(follows) in {"am", "pm"} else after, "hour")
    at = text.skip_spaces(place + 1)
    word = text.word(at)
    if text.word(place + 1) == "." and len(text.word(place + 2)) == 2 and text.word(place + 3) in {"am", "pm"}:
        return UncheckedNumber(place, place + 4, "hour")
    if word in {"am", "pm"} or (word in {"a", "p"} and text.word(at + 1) == "." and text.word(at + 2) == "m"):
        return UncheckedNumber(place, at + 1 if len(word) == 2 else at + 3, "hour")
    if word in {"h", "heures", "heure"}:
        minutes = text.skip_spaces(at + 1) if word == "h" else at + 1
        if text.kind(minutes) == "n" and len(text.word(minutes)) == 2 and int(text.word(minutes)) < 60:
            return UncheckedNumber(place, minutes + 1, "hour")
        if text.word(at + 1) == "/" and text.kind(at + 2) == "n":
            return UncheckedNumber(place, at + 3, "hour")
        before = text.words_before(place, 1)
        if before and before[0] in _CLOCK_LEADS and not _is_length(text, place):
            return UncheckedNumber(place, at + 1, "hour")
    if text.word(place + 1) == "/" and text.word(place + 2) in {"7", "24"} and int(number) in (7, 24):
        return UncheckedNumber(place, place + 3, "hour")
    if word in {"j", "jours"} and text.word(at + 1) == "/":
        return UncheckedNumber(place, at + 3 if text.kind(at + 2) == "n" else at + 1, "hour")
    if word in {"o'clock"} or (word == "o" and text.word(at + 1) == "'" and text.word(at + 2) == "clock"):
        return UncheckedNumber(place, at + 3, "hour")
    return None


def _is_length(text: TokenText, place: int) -> bool:
    """Tell whether « de 2 à 3 heures » is a length of time: two small numbers, and no part of the day after them."""
    before = text.words_before(place, 3)
    if len(before) < 3 or before[0] not in {"de", "entre"} or before[2] not in {"a", "et"} or not before[1].isdigit():
        return False
    following = [word for word, _ in text.words_after(text.skip_spaces(place + 1) + 1, 2)]
    return int(before[1][:3]) < int(text.word(place)) <= _LONGEST and following[:1] not in (["du"], ["de"], ["pile"])


def find_year(text: TokenText, place: int) -> UncheckedNumber | None:
    if not is_year(text, place):
        return None
    after = text.word(place + 1)
    other = text.word(place + 2) if text.kind(place + 2) == "n" else ""
    spanned = is_year(text, place + 2) or (len(other) == 2 and text.kind(place + 3) != "n")
    if after in {"-", "–", "/"} and spanned:
        return UncheckedNumber(place, place + 3, "year")
    if after in {"%", "€", "$", "£"} or text.word(place - 1) in CURRENCY_SIGNS:
        return None
    if after == "-" and text.word(place + 2) in {"q", "t"}:
        return UncheckedNumber(place, place + 4, "year")
    at = text.skip_spaces(place + 1)
    word = text.word(at)
    led = text.words_before(place, 1)
    dated = bool(led) and led[0] in _DATED
    if at > place + 1 and (word in SCALE_WORDS or word in CURRENCY_WORDS or word in CURRENCY_SIGNS or word == "%"):
        return None
    if at > place + 1 and word in NOUNS and not dated:
        return None
    if word in {"a", "to", "et", "and"} and _is_counted_end(text, text.skip_spaces(at + 1)):
        # « De 2000 à 4000 centres »: the other end of the range is no year.
        return None
    if after in {".", ","} and text.kind(place + 2) == "n" and not dated:
        return UncheckedNumber(place, place + 1, "year") if is_glued_year(text, place, place + 1) else None
    return UncheckedNumber(place, place + 1, "year")


def _is_counted_end(text: TokenText, place: int) -> bool:
    """Tell whether a place holds a number of four digits or more that is no year, with the noun that it counts."""
    if text.kind(place) != "n" or len(text.word(place)) < 4 or is_year(text, place):
        return False
    return text.word(text.skip_spaces(place + 1)) in NOUNS


def _find_end(text: TokenText, at: int) -> int:
    """Return where the time of ISO 8601 ends."""
    while text.kind(at) in {"n", "w"} or (text.word(at) in {":", ".", "+"} and text.kind(at + 1) == "n"):
        at += 1
    return at
