"""The seven writings of a title, made from the double form of a nomenclature (*Vendeur / Vendeuse en boulangerie*).

Nothing is shared with the engine: words are paired by the letters that they begin with, and the ending of the other
gender is what the feminine has beyond those letters. Where the second half of a title does not pair with the first
(*Traminot / Employée de tramway*), the slash parts two jobs and there is one writing only.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile

WITHOUT_COMMON_ROOT = {
    ("homme", "femme"),
    ("garçon", "fille"),
    ("garçon", "serveuse"),
    ("steward", "hôtesse"),
    ("valet", "femme"),
    ("monsieur", "dame"),
    ("man", "woman"),
}
MOST_LETTERS_CHANGED = 5
ENDS_OF_FEMININES = ("e", "es", "a", "woman", "maid")


@dataclass(frozen=True)
class Writings:
    """A title in its seven writings; the same seven times where it has one form for both genders."""

    masculine: str
    feminine: str
    double: str
    bracket: str
    dotted: str
    hyphen: str
    point: str

    def __iter__(self) -> Iterator[str]:
        return iter((self.masculine, self.feminine, self.double, self.bracket, self.dotted, self.hyphen, self.point))


def share_beginning(one: str, other: str) -> str:
    """The letters that two words begin with."""
    return "".join(letter for letter, _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def are_paired(one: str, other: str) -> bool:
    """Whether two words, or all the parts of two compounds, are the genders of one, by their first letters."""
    ones, others = (re.split(r"[-/]", word.casefold().strip(",")) for word in (one, other))
    if len(ones) != len(others):
        return False
    if len(ones) > 1:
        return all(one == other or are_paired(one, other) for one, other in zip(ones, others, strict=True))
    one, other = ones[0], others[0]
    shared = len(share_beginning(plain(one), plain(other)))
    return (one, other) in WITHOUT_COMMON_ROOT or (
        shared > 1
        and (other == one or other.endswith(ENDS_OF_FEMININES))
        and max(len(one), len(other)) - shared <= MOST_LETTERS_CHANGED
        and shared >= len(one) - 3
    )


def plain(word: str) -> str:
    return word.translate(str.maketrans("éèêëàâïîôûç", "eeeeaaiiouc"))


def count_paired(left: list[str], right: list[str]) -> int:
    """How many last words of the first half are first words of the second in the other gender."""
    for many in range(min(len(left), len(right)), 0, -1):
        if all(are_paired(*pair) for pair in zip(left[-many:], right[:many], strict=True)):
            return many
    return 0


def join_ending(masculine: str, feminine: str, opening: str, closing: str = "") -> str:
    """The masculine with the ending of the feminine after it, for each part of a compound."""
    parts = []
    for sign, one, other in zip(
        re.findall(r"^|[-/]", masculine),
        re.split(r"[-/]", masculine),
        re.split(r"[-/]", feminine),
        strict=True,
    ):
        bare, comma = one.rstrip(","), "," * one.endswith(",")
        ending = other.rstrip(",")[len(share_beginning(bare.casefold(), other.rstrip(",").casefold())) :]
        parts.append(sign + (f"{bare}{opening}{ending}{closing}{comma}" if ending else one))
    return "".join(parts)


def write_all(double: str) -> Writings:
    """The seven writings of an official title."""
    found = re.fullmatch(r"(?P<left>[^/]*?) / (?P<right>.*)", double)
    left, right = (found["left"].split(), found["right"].split()) if found else ([], [])
    many = count_paired(left, right)
    if not many:
        return Writings(*[double] * 7)
    before, rest = left[:-many], right[many:]
    pairs = list(zip(left[-many:], right[:many], strict=True))

    def write(*words: str) -> str:
        return " ".join((*before, *words, *rest))

    return Writings(
        masculine=write(*(one for one, _ in pairs)),
        feminine=write(*(other for _, other in pairs)),
        double=double,
        bracket=write(*(join_ending(*pair, "(", ")") for pair in pairs)),
        dotted=write(*(join_ending(*pair, "·") for pair in pairs)),
        hyphen=write(*(join_ending(*pair, "-") for pair in pairs)),
        point=write(*(join_ending(*pair, ".") for pair in pairs)),
    )
