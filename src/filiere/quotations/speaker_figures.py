"""Whether a number is that of the speaker’s own house, of which the register knows nothing."""

from collections.abc import Sequence
from itertools import pairwise

from filiere.quotations.phrases import Word
from filiere.quotations.place_mentions import PlaceSaid
from filiere.quotations.sentences import Clause
from filiere.quotations.token_text import TokenText
from filiere.quotations.word_lists import split_set

_LOCAL = split_set(
    "plateau equipe equipes site entreprise societe agence audit direction section etablissement team teams "
    "floor company agency client clients cantine service services magasin boutique store shop canteen budget"
)
_OWN = split_set("notre nos mon ma mes our my votre vos your son sa ses")
_EMPLOYERS = split_set("entreprise societe company")
_THEIRS = _OWN - split_set("son sa ses")
"""« Dans son entreprise » is that of whom the sentence speaks of, « dans notre entreprise » that of who speaks."""


def is_own_house(text: TokenText, sentence: Sequence[Word], places: Sequence[PlaceSaid], clause: Clause) -> bool:
    """Tell whether the clause speaks of the speaker's own house: « notre plateau », “of us”."""
    words = [word for word in sentence if clause.start <= word.place < clause.after]
    if _names_country(places, clause):
        # « Chez nous, en Bourgogne » and « plus que chez nous » speak of a country, not of a house.
        words = [one for at, one in enumerate(words) if not _is_at_home(words, at)]
    for first, second in pairwise(words):
        if first.raw in (_THEIRS if second.raw in _EMPLOYERS else _OWN) and second.raw in _LOCAL:
            return True
        if (first.raw, second.raw) in {
            ("of", "us"),
            ("chez", "nous"),
            ("our", "own"),
            ("among", "us"),
            ("entre", "nous"),
        }:
            # “US” in capitals is a country.
            return second.raw != "us" or not text.read_token(second.place).isupper()
    return False


def _names_country(places: Sequence[PlaceSaid], clause: Clause) -> bool:
    return any(
        clause.start <= one.place < clause.after
        and all(len(code) == 2 or code.startswith(("R22", "REG", "DEP", "XX-province")) for code in one.codes)
        for one in places
    )


def _is_at_home(words: Sequence[Word], at: int) -> bool:
    pair = (words[at].raw, words[at + 1].raw) if at + 1 < len(words) else ("", "")
    before = (words[at - 1].raw, words[at].raw) if at else ("", "")
    return pair == ("chez", "nous") or before == ("chez", "nous")
