"""Sources that a text names: who says a figure of the register, or who publishes it, by the words of their names."""

from weakref import WeakKeyDictionary

from filiere.figures import Figure, Register
from filiere.quotations.phrases import PhraseIndex, Word, make_words
from filiere.quotations.word_lists import split_set

_LEADS = ("calcul d apres ", "computed from ", "l ", "le ", "la ", "les ", "the ", "un ", "une ", "a ")
_GENERAL = split_set(
    "orange ministre minister ministere ministry depute deputy rapporteur member rapport report presse press origine "
    "accord agreement branche branch convention programme profession trade filiere code law loi groupe group "
    "magazine medium entreprise entreprises cites carrieres centres d appels appel conception editoriale "
    "framework 2004 2009 2010 estimate estimation forecast prevision question kept not no known text found "
    "again of the de l un une calcul press rule state secretary consumer affairs law labour member parliament "
    "deputies mp s head quoted by quality service"
)
_SURNAMES = split_set("borloo houery marcangeli robien duha fayner linkenheld mazoyer")


class SourceIndex:
    """The names of sources of a register, and the figures that each stands behind."""

    def __init__(self, register: Register) -> None:
        self._phrases = PhraseIndex()
        self._keys: dict[int, set[str]] = {}
        self._of: dict[str, frozenset[str]] = {}
        for figure in register.listed_figures:
            source = register.sources[figure.source]
            keys = set[str]()
            for text in (register.said_by(figure), source.publisher, register.name("producer", figure.source)):
                for words in (text.fr, text.en):
                    keys |= self._add(words)
            self._of[figure.id] = frozenset(keys)

    def _add(self, words: str) -> set[str]:
        keys = set()
        for part in words.replace(" et ", ",").replace(" and ", ",").replace("(", ",").replace(")", "").split(","):
            raws = [word.raw for word in make_words(part)]
            name = " ".join(raws)
            for lead in _LEADS:
                name = name.removeprefix(lead)
            if len(name) < 2 or all(word in _GENERAL for word in name.split()):
                continue
            names = {name, *(raw for raw in raws if raw in _SURNAMES)}
            if raws[:1] == ["universite"] or raws[:2] == ["university", "of"]:
                names |= {
                    "chercheurs de poitiers",
                    "researchers in poitiers",
                    "poitiers researchers",
                    "universite de poitiers",
                }
            for one in names:
                self._keys.setdefault(self._phrases.add(one), set()).add(one)
                keys.add(one)
        return keys

    def find(self, words: list[Word]) -> dict[str, list[int]]:
        """Return the names of sources that a sentence says, with the places of their tokens."""
        found: dict[str, list[int]] = {}
        for number, places in self._phrases.find(words).items():
            for key in self._keys.get(number, ()):
                found.setdefault(key, []).extend(places)
        return found

    def names_of(self, figure: Figure) -> frozenset[str]:
        """Return the names under which a figure may be quoted."""
        return self._of.get(figure.id, frozenset())


_KEPT: "WeakKeyDictionary[Register, SourceIndex]" = WeakKeyDictionary()


def index_sources(register: Register) -> SourceIndex:
    """Return the sources of a register, indexed once."""
    found = _KEPT.get(register)
    if found is None:
        found = _KEPT[register] = SourceIndex(register)
    return found


__all__ = ["SourceIndex", "index_sources"]
