"""Sentences of a text, and the part of a sentence that is each number's own.

A sentence ends with a stop, an end of line between paragraphs, or the end of the text. Within it, what stands between
two numbers is parted at the first sign of a clause (a comma, a semicolon), else at the first *et*, *dont*, *contre* and
their like: what comes before belongs to the first number, the rest to the second. A clause that begins with *alors
que*, *mais*, “while” and the like takes nothing from the clause before, and what follows a semicolon serves nothing
before it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from filiere.quotations.mentions import Mention
from filiere.quotations.token_text import TokenText
from filiere.quotations.word_lists import split_set

_SHORT = split_set(
    "m mm mme mlle dr art etc env cf ex no n p pp st ste av mr mrs ms vs approx fig vol l r d j i e g al ch"
)
_CLAUSE_SIGNS = frozenset(",;:()–")
_CLAUSE_WORDS = split_set("et and dont contre against versus puis then plus")
_WRAPPED = 50
_LONGEST_SENTENCE = 400
"""Tokens, some two hundred words: beyond, a list without a stop is cut at its next sign of a clause, or space, since
what a number costs grows with its sentence."""
_HARD_WORDS = split_set("mais but whereas while tandis alors however")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence: its tokens from ``start`` to ``after``, and the number of its paragraph."""

    start: int
    after: int
    paragraph: int


@dataclass(frozen=True, slots=True)
class Clause:
    """Where a number is read: its own tokens, and those of the sentence that may complete them."""

    start: int
    after: int
    sentence: Sentence
    outer_start: int
    outer_after: int


def split_sentences(text: TokenText) -> list[Sentence]:
    """Cut a text into its sentences, none empty of words."""
    found: list[Sentence] = []
    begin, paragraph = 0, 0
    worded = False
    for place in range(len(text.tokens) + 1):
        ended = place == len(text.tokens)
        newline = not ended and text.word(place) == "\n" and _is_break(text, place)
        if (
            ended
            or newline
            or _is_stop(text, place)
            or (place - begin >= _LONGEST_SENTENCE and _may_cut(text, place, begin))
        ):
            after = place if ended or newline else place + 1
            worded_before = worded or not found or found[-1].paragraph == paragraph
            if worded:
                found.append(Sentence(begin, after, paragraph))
            begin, worded = place + 1, False
            paragraph += newline and worded_before
        elif text.kind(place) in "wn":
            worded = True
    return found


def _may_cut(text: TokenText, place: int, begin: int) -> bool:
    """Tell whether a sentence that is too long may be cut at a place: never inside a number, unless nothing else is."""
    if place - begin >= 2 * _LONGEST_SENTENCE:
        return True
    inside = text.kind(place - 1) == "n" and text.kind(place + 1) == "n"
    return not inside and (text.kind(place) == "s" or text.word(place) in _CLAUSE_SIGNS)


def _is_break(text: TokenText, place: int) -> bool:
    """Tell whether an end of line parts paragraphs: another beside it, or a line that ends or begins like one.

    A line of mail is cut near its 72nd sign: one that is long, and ends no sentence, goes on.
    """
    before, after = place - 1, place + 1
    while text.word(before).isspace() and text.word(before) != "\n":
        before -= 1
    while text.word(after).isspace() and text.word(after) != "\n":
        after += 1
    if text.word(before) in {"\n", ""} or text.word(after) in {"\n", ""}:
        return True
    if text.word(before) in {":", ".", "!", "?"}:
        return True
    if text.word(after) in {"-", "–", "•", "*"}:
        return True
    return text.read_token(after)[:1].isupper() and _line_length(text, place) < _WRAPPED


def _line_length(text: TokenText, place: int) -> int:
    begin = place - 1
    while begin >= 0 and text.word(begin) != "\n":
        begin -= 1
    return text.tokens[place].start - (text.tokens[begin].end if begin >= 0 else 0)


def _is_stop(text: TokenText, place: int) -> bool:
    word = text.word(place)
    if word in {"!", "?", "…"}:
        return word != "!" or not _is_told_after(text, place)
    if word != ".":
        return False
    if text.kind(place + 1) not in {"s", ""} and text.word(place + 1) not in {"»", "”", '"', ")"}:
        return False
    before = text.word(place - 1)
    if before in _SHORT and text.kind(place - 1) == "w":
        return False
    after = text.skip_spaces(place + 1)
    return text.kind(after) != "w" or not text.read_token(after)[:1].islower()


def _is_told_after(text: TokenText, place: int) -> bool:
    """Tell whether what follows an exclamation says whose number it is: « 64 000 emplois ! Voilà ce que pèsent… »."""
    following = [word for word, _ in text.words_after(place + 1, 3)]
    return following[:1] == ["voila"] or following[:3] in (
        ["that", "is", "what"], ["that", "s", "what"], ["c", "est", "ce"], ["such", "is", "the"], ["that", "is", "how"],
    )  # fmt: skip


def find_clauses(text: TokenText, mentions: Sequence[Mention], sentences: Sequence[Sentence]) -> list[Clause]:
    """Return the clause of each mention, in their order."""
    found: list[Clause] = []
    at = 0
    for number, mention in enumerate(mentions):
        while at + 1 < len(sentences) and sentences[at].after <= mention.first:
            at += 1
        sentence = sentences[at]
        before = mentions[number - 1] if number else None
        after = mentions[number + 1] if number + 1 < len(mentions) else None
        start, outer_start = sentence.start, sentence.start
        if before is not None and before.first >= sentence.start:
            start, hard = _find_border(text, before.reach, mention.first)
            outer_start = max(found[-1].outer_start, sentence.start)
            if hard:
                outer_start = start
        end, outer_after = sentence.after, sentence.after
        if after is not None and after.first < sentence.after:
            end, hard = _find_border(text, mention.reach, after.first)
            outer_after = end if hard or text.word(end) == ";" else _find_hard_end(text, mentions, number, sentence)
        found.append(Clause(start, end, sentence, outer_start, outer_after))
    return found


_FEWEST_BEFORE = 2
"""Words between a sign and a number below which the sign is passed over: « en 2008, c’est »."""


def find_core(text: TokenText, mention: Mention, clause: Clause) -> tuple[int, int]:
    """Return the places between the nearest signs of a clause on both sides of a number, within its clause.

    A sign that next to nothing parts from the number parts nothing: « la Bretagne, en 2008, c’est 7 % ».
    """
    start, after = mention.first, mention.reach
    passed = False
    while start > clause.start and (
        not _is_core_sign(text, start - 1)
        or _count_words(text, start, mention.first)
        < (_FEWEST_BEFORE if text.word(start - 1) != ":" or not passed else 0)
    ):
        passed = passed or _is_core_sign(text, start - 1)
        start -= 1
    while after < clause.after and not _is_core_sign(text, after):
        after += 1
    return start, after


def _count_words(text: TokenText, start: int, after: int) -> int:
    return sum(text.kind(place) == "w" for place in range(start, after))


def _is_core_sign(text: TokenText, place: int) -> bool:
    return text.word(place) in _CLAUSE_SIGNS and not (text.kind(place - 1) == text.kind(place + 1) == "n")


def _find_hard_end(text: TokenText, mentions: Sequence[Mention], number: int, sentence: Sentence) -> int:
    """Return where the sentence stops serving a number: at the next hard clause, if any."""
    for place in range(number, len(mentions) - 1):
        following = mentions[place + 1]
        if following.first >= sentence.after:
            break
        border, hard = _find_border(text, mentions[place].reach, following.first)
        if hard or text.word(border) == ";":
            return border
    return sentence.after


def _find_border(text: TokenText, start: int, end: int) -> tuple[int, bool]:
    """Return where the words between two numbers part, and whether nothing passes from one side to the other."""
    signs: int | None = None
    link: int | None = None
    for place in range(start, end):
        word = text.word(place)
        if text.kind(place) == "w" and word in _HARD_WORDS and _is_hard(text, place):
            return place, True
        if word == ";":
            return place, False
        if word in _CLAUSE_SIGNS and signs is None and not _is_inside_date(text, place):
            signs = place
        if word in _CLAUSE_WORDS and link is None and text.kind(place) == "w" and place > start:
            link = place
    if signs is not None:
        return signs, False
    return (link, False) if link is not None else (end, False)


def _is_inside_date(text: TokenText, place: int) -> bool:
    return text.word(place) == "," and text.kind(place - 1) == "n" and text.kind(text.skip_spaces(place + 1)) == "n"


def _is_hard(text: TokenText, place: int) -> bool:
    word = text.word(place)
    following = text.word(text.skip_spaces(place + 1))
    return following == "que" if word in {"alors", "tandis"} else True
