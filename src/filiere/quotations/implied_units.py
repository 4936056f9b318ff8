"""What a bare number counts, when the words around it name one thing counted."""

from collections.abc import Sequence
from itertools import pairwise

from filiere.quotations.mentions import Mention
from filiere.quotations.phrases import Word
from filiere.quotations.sentences import Clause
from filiere.quotations.token_text import TokenText
from filiere.quotations.units import NOUNS, PEOPLE
from filiere.quotations.word_lists import split_set

_FORGET = split_set("prestataire prestataires outsourcer outsourcers provider providers titulaire titulaires holders")
"""Nouns that say whose a number is, not what it counts."""
_STOP_AFTER = split_set(
    "le la les l de du des d en dans chez au aux a et ou sur pour par avec selon dont qui que est sont en y "
    "dit c comme strong the of in at for by on to and or with according as which that is are was were it il elle ils "
    "on cela ce leur leurs dans soit contre depuis desormais aujourd actuellement circule"
)


_NUMBERING = split_set("nombre number total combien")
_WORKING = split_set(
    "travailler travaillent travaillaient travaillait travaille travaillant work works worked working employ employs "
    "employed employing employer emploie emploient employait employaient employant occupent occupaient"
)


def find_implied_unit(text: TokenText, mention: Mention, clause: Clause, sentence: Sequence[Word]) -> str | None:
    """Return what a bare number counts, when its clause names one thing counted: « évaluait à 183 000 le nombre de
    salariés ». None when an unknown noun follows it, since that is what it counts."""
    following = text.words_after(mention.reach, 1)
    if mention.kind == "count" and text.words_before(mention.first, 2)[-1:] in (["aged"], ["ages"]):
        return "years"
    if (
        following
        and following[0][0] not in _STOP_AFTER
        and mention.kind == "count"
        and not _is_sentence_end(text, mention)
    ):
        return None
    if mention.kind != "count":
        return None
    aged = find_implied_age(text, mention, clause, sentence)
    if aged:
        return "years"
    words = [word for word in sentence if clause.start <= word.place < clause.after]
    units = [(word.place, NOUNS[word.raw]) for word in words if word.raw in NOUNS and word.raw not in _FORGET]
    units = [one for one in units if one[1] in PEOPLE or one[1] in {"centres", "companies"}]
    after = [one for one in units if one[0] >= mention.reach]
    if any(word.raw == "index" or word.raw == "indice" for word in words):
        return "index"
    numbered = [NOUNS[noun] for noun in _list_numbered(words) if noun in NOUNS]
    if numbered:
        return numbered[-1]
    people = [one for one in after if one[1] in PEOPLE]
    if people:
        return people[0][1]
    before = [one for one in units if one[0] < mention.first]
    people = [one for one in before if one[1] in PEOPLE]
    if people:
        return people[-1][1]
    wide = [
        NOUNS[word.raw]
        for word in sentence
        if clause.outer_start <= word.place < mention.first and word.raw in NOUNS and word.raw not in _FORGET
    ]
    counted = [unit for unit in wide if unit in PEOPLE]
    if counted:
        return counted[-1]
    if any(word.raw in _WORKING for word in words):
        return "persons"
    if before or after:
        return (before[::-1] or after)[0][1]
    centres = [one for one in wide if one in {"centres", "companies"}]
    if centres:
        return centres[-1]
    owners = [NOUNS[word.raw] for word in words if word.raw in NOUNS and word.raw in _FORGET]
    return owners[0] if owners else None


def find_implied_age(text: TokenText, mention: Mention, clause: Clause, sentence: Sequence[Word]) -> bool:
    """Tell whether a bare number is an age: « l’âge moyen est de 29 », “advisers were 29 on average”."""
    if not all(_YOUNGEST <= one <= _OLDEST for one in mention.numbers):
        return False
    words = [word.raw for word in sentence if clause.start <= word.place < clause.after]
    if any(word in _AGE_WORDS for word in words):
        return True
    mean = any(word in _MEANS for word in words)
    being = text.words_before(mention.first, 2)
    subject = any(NOUNS.get(word) in PEOPLE for word in words)
    return mean and subject and any(word in _BEING for word in being)


_YOUNGEST, _OLDEST = 16, 70
_AGE_WORDS = split_set("age ages aged agee agees old older younger anniversaire birthday")
_MEANS = split_set("moyenne moyen average mean typically averaging averaged")
_BEING = split_set("ont avaient avait a est etait are were is was averaged aged")


def _list_numbered(words: Sequence[Word]) -> list[str]:
    """Return the nouns that a text says it numbers: « le nombre de prestataires », “how many jobs”."""
    raws = [word.raw for word in words]
    return [
        _find_head(raws, at + 2, english=second in {"of", "many"})
        for at, (first, second) in enumerate(pairwise(raws))
        if (first in _NUMBERING and second in {"de", "d", "des", "of"}) or (first, second) == ("how", "many")
    ]


def _find_head(raws: Sequence[str], start: int, *, english: bool) -> str:
    """Return the noun that is numbered: in English the last of a compound, “call-centre companies”."""
    for at in range(start, min(start + _NOUN_REACH, len(raws))):
        if raws[at] in NOUNS:
            last = at
            while english and not raws[last].endswith("s") and last + 1 < len(raws) and raws[last + 1] in NOUNS:
                last += 1
            return raws[last]
    return ""


_NOUN_REACH = 4


def find_asked_unit(words: Sequence[Word]) -> str | None:
    """Return what a question asks the number of, None when it asks for none."""
    asked = [noun for noun in _list_numbered(words) if noun]
    return NOUNS[asked[-1]] if asked else None


def find_counted_unit(words: Sequence[Word]) -> str | None:
    """Return the people that a sentence speaks of, for one that goes on counting them: “They numbered 22,706.”"""
    counted = [NOUNS[word.raw] for word in words if NOUNS.get(word.raw) in PEOPLE and word.raw not in _FORGET]
    if not counted:
        # « On dénombrait 100 centres à Bordeaux. À Marseille, on en comptait 80. »
        counted = [
            NOUNS[second.raw]
            for first, second in pairwise(words)
            if first.raw.isdigit() and NOUNS.get(second.raw) in {"centres", "companies"}
        ]
    return counted[0] if counted and len(set(counted)) == 1 else None


def _is_sentence_end(text: TokenText, mention: Mention) -> bool:
    return text.word(text.skip_spaces(mention.reach)) in {".", ",", ";", ":", ")", ""}
