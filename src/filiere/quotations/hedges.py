"""Words around a number that widen or bound it: *environ*, *plus de*, *up to*, and the signs ``~``, ``>``, ``+``."""

from typing import Literal

from filiere.quotations.token_text import TokenText
from filiere.quotations.word_lists import split_set

Bound = Literal["exact", "about", "at_least", "at_most", "range"]

_BEFORE: dict[str, tuple[Bound, ...]] = {}
_BOUND_PHRASES: dict[Bound, str] = {
    "about": "environ|pres de|quelque|quelques|autour de|autour des|a peu pres|approximativement|presque|quasi|"
    "quasiment|de l ordre de|un peu plus de|un peu moins de|a environ|pas loin de|aux environs de|aux alentours de|"
    "a hauteur de|avoisine|avoisinent|avoisinait|frole|frolent|about|around|nearly|almost|roughly|some|approximately|"
    "close to|circa|in the region of|in the order of|something like|just over|just under|an estimated|approx|env|"
    "slightly more than|slightly less than|quelconque|grosso modo|just about|virtually",
    "at_least": "plus de|plus d|au moins|au dela de|au minimum|minimum|pas moins de|pas moins d|superieur a|"
    "superieure a|"
    "superieurs a|more than|over|at least|upwards of|above|no fewer than|no less than|no less|exceeding|exceeds|"
    "exceeded|depasse|depassent|depassait|depassaient|depasserait|a partir de|not less than|minimum of|a minimum of|"
    "in excess of|well over|bien plus de",
    "at_most": "moins de|moins d|au plus|jusqu a|jusqu aux|au maximum|maximum|pas plus de|pas plus d|inferieur a|"
    "inferieure a|inferieurs a|less than|under|fewer than|at most|up to|below|no more than|not more than|maximum of|"
    "a maximum of|max|en dessous de|sous les",
}
for _bound, _phrases in _BOUND_PHRASES.items():
    for _phrase in _phrases.split("|"):
        _BEFORE[_phrase] = (_bound,)
_LONGEST = max(len(phrase.split()) for phrase in _BEFORE)
_SIGNS: dict[str, Bound] = {"~": "about", "≈": "about", "±": "about", ">": "at_least", "≥": "at_least", "<": "at_most",
                            "≤": "at_most"}  # fmt: skip
_AFTER: dict[str, Bound] = {
    "environ": "about", "or so": "about", "a peu pres": "about", "ou plus": "at_least", "et plus": "at_least",
    "or more": "at_least", "and more": "at_least", "and over": "at_least", "au moins": "at_least",
    "minimum": "at_least",
    "or over": "at_least", "ou moins": "at_most", "or less": "at_most", "or fewer": "at_most", "au plus": "at_most",
    "au maximum": "at_most", "maximum": "at_most", "at least": "at_least", "at most": "at_most",
    "au minimum": "at_least",
}  # fmt: skip
_ARTICLES = split_set("les des aux d l de un une the a an")


_SPREAD = split_set("spread scattered distributed divided shared split strung dispersed ranged across out employed")


def find_bound(text: TokenText, start: int, after: int) -> Bound:
    """Return the bound that the words before a number, else those after it, give it."""
    at = text.skip_spaces_back(start - 1)
    while text.word(at) in {"€", "$", "£", "+", "(", "«", "“"}:
        at = text.skip_spaces_back(at - 1)
    if text.word(at) in _SIGNS:
        return _SIGNS[text.word(at)]
    words = text.words_before(at + 1, _LONGEST + 1)
    if words[-1:] in (["over"], ["up"]) and len(words) > 1 and words[-2].startswith(("turn", "ma", "hand", "carr")):
        # “Turned over €3 million” says a revenue, not a bound.
        words = []
    if words[-1:] in (["over"], ["across"]) and len(words) > 1 and words[-2] in _SPREAD:
        # “Spread over 1,250 centres” says how many, not more than how many.
        return "exact"
    if words and words[-1] in _ARTICLES and not (words[-1] in {"de", "d", "a"} and _match(words)):
        trimmed = words[:-1]
        bound = _match(words) or _match(trimmed)
    else:
        bound = _match(words)
    if bound is not None:
        return bound
    if text.word(after) == "+" and text.kind(after + 1) != "n":
        return "at_least"
    following = [word for word, _ in text.words_after(after, 2)]
    return _AFTER.get(" ".join(following)) or _AFTER.get(following[0] if following else "") or "exact"


def _match(words: list[str]) -> Bound | None:
    for length in range(min(len(words), _LONGEST), 0, -1):
        found = _BEFORE.get(" ".join(words[-length:]))
        if found is not None:
            return found[0]
    return None
