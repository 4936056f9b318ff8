"""Numerals of a text: digits with their separators, words, and the scale that follows, read to one exact value.

Thousands may be parted by a space of any width, a dot, a comma or an apostrophe. One group after a dot or a comma is
read by what follows it: before a scale or a per cent it is a decimal, before anything counted it is thousands. A year
never swallows the number that a comma glues to it.
"""

from dataclasses import dataclass
from decimal import Decimal

from filiere.quotations.number_words import read_number_words, starts_number
from filiere.quotations.token_text import TokenText
from filiere.quotations.units import COLLECTIVES, CURRENCY_SIGNS, NOUNS, PEOPLE, SCALE_LETTERS, SCALE_WORDS
from filiere.quotations.word_lists import split_set

MOST_DIGITS = 15
_YEARS = range(1900, 2100)
_YEAR_LEADS = split_set(
    "en in depuis since fin debut annee annees year years by mi pour from to entre between et and de a "
    "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre january february "
    "march april may june july august september october november december"
)


_HALVES = {"½": "5", "¼": "25", "¾": "75"}
"""What these signs add after digits, as decimals."""
_COUNTED = split_set(
    "calls appels contacts numbers numeros households foyers menages lines lignes phones telephones "
    "subscribers abonnes "
    "customers clients consumers entries inscrits registrations hours heures"
)
_LENGTHS = split_set("de long wide high tall deep away from and et of sur x by haut large")
_ONES = frozenset({"un", "une", "a", "one"})


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number as it stands: its value, the step of its last printed figure, and the tokens it takes.

    ``scale`` is what a scale word multiplied it by (1 without), ``mantissa`` what stood before it. ``plain`` is true
    for one run of digits alone, which may be a year or a code. ``collective`` is true for « une quinzaine »,
    ``currency`` is the sign that stands for the decimal mark in « 14€60 ».
    """

    value: Decimal
    step: Decimal
    start: int
    after: int
    scale: int = 1
    mantissa: Decimal = Decimal(0)
    decimals: int = 0
    plain: bool = False
    words: bool = False
    collective: bool = False
    currency: str = ""


def find_step(value: Decimal, decimals: int, scale: int) -> Decimal:
    """Return the step of the last figure that a number prints: 0.1 for 9.3, 10,000 for 250,000.

    A whole number of a thousand or more is precise to its last figure that is not zero, others to the unit. It is the
    same in digits and in words.
    """
    if decimals:
        return Decimal(scale).scaleb(-decimals)
    whole = int(abs(value))
    if whole < 1000:
        return Decimal(1)
    digits = str(whole)
    return Decimal(10) ** (len(digits) - len(digits.rstrip("0")))


def is_year(text: TokenText, place: int) -> bool:
    """Tell whether a token is four digits that may be a year."""
    word = text.word(place)
    return text.kind(place) == "n" and len(word) == 4 and int(word) in _YEARS


def read_numeral(text: TokenText, place: int) -> Numeral | None:
    """Return the numeral that begins at a token, with its scale; None when none does."""
    if text.kind(place) == "n":
        found = _read_digits(text, place)
    elif text.kind(place) == "w":
        found = _read_words(text, place)
    else:
        found = None
    if found is None:
        return None
    found = _read_half_before_scale(text, found) or _read_scale(text, found)
    return _read_remainder(text, found)


def _read_digits(text: TokenText, place: int) -> Numeral | None:
    tokens = text.tokens
    whole, after = text.word(place), place + 1
    groups = 0
    separator = ""
    if len(whole) <= 3 and not (len(whole) > 1 and whole[0] == "0"):
        while (
            text.kind(after + 1) == "n"
            and len(text.word(after + 1)) == 3
            and _may_group(text, after, separator)
            and len(whole) + 3 <= MOST_DIGITS
        ):
            if not separator:
                separator = text.word(after)
            whole, after, groups = whole + text.word(after + 1), after + 2, groups + 1
    fraction = currency = ""
    if groups == 1 and separator in ".,":
        if _is_decimal_group(text, after, separator, whole):
            whole, fraction = whole[:-3], whole[-3:]
    elif (
        text.word(after) in {".", ","}
        and text.kind(after + 1) == "n"
        and tokens[after + 1].start == tokens[after].end
        and not is_glued_year(text, place, after)
        and (groups == 0 or text.word(after) != separator)
    ):
        fraction, after = text.word(after + 1), after + 2
    elif text.word(after) in CURRENCY_SIGNS and text.kind(after + 1) == "n" and len(text.word(after + 1)) == 2:
        currency, fraction, after = text.word(after), text.word(after + 1), after + 2
    elif text.word(after) in _HALVES:
        fraction, after = _HALVES[text.word(after)], after + 1
    if len(whole) > MOST_DIGITS or len(fraction) > MOST_DIGITS:
        return None
    start = place
    if not groups and not fraction and text.word(place - 1) in {".", ","} and text.kind(place - 2) in {"s", ""}:
        # « .5 % », « ,5 % »: a stop or a comma that follows no word is a decimal mark.
        whole, fraction, start = "0", whole, place - 1
    value = Decimal(f"{whole}.{fraction}" if fraction else whole)
    plain = not groups and not fraction
    step = find_step(value, len(fraction), 1)
    return Numeral(value, step, start, after, 1, value, len(fraction), plain=plain, currency=currency)


def _may_group(text: TokenText, at: int, separator: str) -> bool:
    """Tell whether the sign at a place may part two groups of thousands, the same all along."""
    sign = text.word(at)
    if separator and (separator == " ") != (sign == " "):
        return False
    if separator and separator != sign:
        return False
    # What follows the group must not go on with digits: « 12 345 6 » is no group.
    return sign in {" ", ".", ",", "'"}


def _is_decimal_group(text: TokenText, after: int, separator: str, whole: str) -> bool:
    """Tell whether three digits after one dot or comma are decimals, by what follows and what stands before."""
    if whole.startswith("0"):
        return True
    at = text.skip_spaces(after)
    word = text.word(at)
    if word == "%" or (word in {"pour", "per"} and text.word(text.skip_spaces(at + 1)) == "cent") or word == "percent":
        return True
    if word in SCALE_WORDS:
        # “3,144 million” is English thousands of millions; “3,144 billion” is nobody’s thousands.
        return not (separator == "," and text.lang == "en" and SCALE_WORDS[word] < 10**9)
    if word and word[0] in "kmb" and len(word) <= 3 and text.word(at + 1) in {"€", "$", "£"}:
        return True
    return word in {"points", "point", "md", "mds"}


def is_glued_year(text: TokenText, place: int, comma: int) -> bool:
    """Tell whether a comma ends a year and glues the next number to it."""
    if text.word(comma) != "," or not is_year(text, place):
        return False
    follows = text.word(comma + 1)
    grouped = text.kind(comma + 2) in "sp" and text.kind(comma + 3) == "n" and len(text.word(comma + 3)) == 3
    before = text.words_before(place, 1)
    return len(follows) >= 3 or (len(follows) <= 3 and grouped) or (bool(before) and before[0] in _YEAR_LEADS)


def _read_words(text: TokenText, place: int) -> Numeral | None:
    lang = text.paragraph_languages[place]
    word = text.word(place)
    following = text.skip_spaces(place + 1)
    if word in _ONES and text.word(following) in COLLECTIVES:
        return Numeral(Decimal(1), Decimal(1), place, place + 1, 1, Decimal(1), words=True)
    if word in COLLECTIVES or not starts_number(word, lang):
        return None
    run = text.words_after(place, 16)
    found = read_number_words([one for one, _ in run], lang)
    if found is None:
        return None
    after = run[found.length - 1][1] + 1
    scale = 1
    last = run[found.length - 1][0]
    if found.length > 1 and last in SCALE_WORDS:
        scale = SCALE_WORDS[last]
    mantissa = found.value / scale
    step = find_step(found.value, found.decimals if scale == 1 else 0, 1)
    if scale > 1 and mantissa != mantissa.to_integral_value():
        exponent = mantissa.normalize().as_tuple().exponent
        step = Decimal(scale).scaleb(int(exponent))
    return Numeral(found.value, step, place, after, scale, mantissa, found.decimals, words=True)


def _read_half_before_scale(text: TokenText, numeral: Numeral) -> Numeral | None:
    """Read “one and a half million”, whose half stands before its scale."""
    run = text.words_after(numeral.after, 4)
    words = [one for one, _ in run]
    if words[:3] != ["and", "a", "half"] or len(words) < 4 or numeral.scale > 1 or words[3] not in SCALE_WORDS:
        return None
    scale = SCALE_WORDS[words[3]]
    value = numeral.value + Decimal("0.5")
    return Numeral(value * scale, Decimal(scale) / 10, numeral.start, run[3][1] + 1, scale, value, 1, words=True)


def _read_scale(text: TokenText, numeral: Numeral) -> Numeral:
    """Return a numeral with the scale, or the collective, that follows it."""
    if numeral.scale > 1:
        return _read_half(text, numeral)
    at = text.skip_spaces(numeral.after)
    attached = at == numeral.after
    if text.word(at) == "-" and attached:
        at = text.skip_spaces(at + 1)
    word = text.word(at)
    scale = SCALE_WORDS.get(word) if text.kind(at) == "w" else None
    if scale is None and len(word) == 1 and word in SCALE_LETTERS and _is_scale_letter(text, numeral, at, attached):
        scale = SCALE_LETTERS[word]
    if scale is None and len(word) == 2 and word[0] in "km" and text.word(at + 1) == "":
        scale = None
    if scale is None:
        if word in COLLECTIVES and not numeral.decimals:
            many = COLLECTIVES[word]
            value = numeral.value * many
            return Numeral(value, Decimal(many), numeral.start, at + 1, 1, value, 0, words=True, collective=True)
        return numeral
    value = numeral.value * scale
    step = find_step(value, 0, 1) if not numeral.decimals else Decimal(scale).scaleb(-numeral.decimals)
    read = Numeral(
        value, step, numeral.start, at + 1, scale, numeral.value, numeral.decimals, words=numeral.words
    )  # fmt: skip
    return _read_half(text, read)


def _is_scale_letter(text: TokenText, numeral: Numeral, at: int, attached: bool) -> bool:
    """Tell whether one letter is a scale: before or after a currency, « M d’euros », “1.2M jobs”, “250k”."""
    letter = text.read_token(at)
    following = text.skip_spaces(at + 1)
    after = text.word(following)
    before = text.word(text.skip_spaces_back(numeral.start - 1))
    if before in {"€", "$", "£"}:
        return attached or letter.isupper()
    if after in {"€", "$", "£"} or (after in {"euro", "euros", "eur"} and letter.lower() != "b"):
        return True
    if letter in "Mm" and after == "d" and text.word(following + 1) == "'":
        return text.word(following + 2) in {"euros", "euro"} or letter == "M"
    if letter.lower() == "k":
        return (attached and text.kind(at + 1) != "w") or (letter == "K" and after in NOUNS)
    if letter == "m":
        # “1.2m jobs”, but neither « 1,2 m de long » nor “12 m people”.
        return attached and text.kind(at + 1) == "s" and counts_millions(text, at)
    return letter == "M" and attached and text.kind(at + 1) == "s"


def counts_millions(text: TokenText, at: int) -> bool:
    """Tell whether what follows a letter *m* is counted by the million: “1.2m jobs”, “7m telephone numbers”."""
    said = [word for word, _ in text.words_after(text.skip_spaces(at + 1), 3)]
    if not said or said[0] in _LENGTHS:
        return False
    return NOUNS.get(said[0]) in PEOPLE or said[0] in _COUNTED or any(word in _COUNTED for word in said[1:])


def _read_half(text: TokenText, numeral: Numeral) -> Numeral:
    """Read « un million et demi », “two and a half million” having its half before the scale."""
    run = text.words_after(numeral.after, 3)
    words = [one for one, _ in run]
    length = 2 if words[:2] in (["et", "demi"], ["et", "demie"]) else 3 if words == ["and", "a", "half"] else 0
    if not length or numeral.scale == 1:
        return numeral
    value = numeral.value + Decimal(numeral.scale) / 2
    step = Decimal(numeral.scale) / 10
    return Numeral(
        value, step, numeral.start, run[length - 1][1] + 1, numeral.scale, numeral.mantissa, 1, words=numeral.words
    )  # fmt: skip


def _read_remainder(text: TokenText, numeral: Numeral) -> Numeral:
    """Read what a scale leaves to say: « 1 million 200 000 », « 2 milliards 400 millions »."""
    if numeral.scale < 10**6 or numeral.decimals or text.kind(numeral.after) != "s":
        return numeral
    at = text.skip_spaces(numeral.after)
    if text.kind(at) not in {"n", "w"}:
        return numeral
    rest = _read_digits(text, at) if text.kind(at) == "n" else _read_words(text, at)
    rest = _read_scale(text, rest) if rest is not None else None
    if rest is None or rest.decimals or not 1000 <= rest.value < numeral.scale:
        return numeral
    if is_year(text, at) and rest.after == at + 1:
        return numeral
    value = numeral.value + rest.value
    return Numeral(
        value, find_step(value, 0, 1), numeral.start, rest.after, numeral.scale, value, 0, words=numeral.words
    )
