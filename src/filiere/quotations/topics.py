"""What a sentence may speak of: an indicator of the register, or one line of its breakdown, and the words that say so.

The words are content (``content/quotations/topics.yaml``). An indicator that the file does not know, as in a register
of one's own, is recognised by the words of its label. Read once a register, and kept as long as it is.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from weakref import WeakKeyDictionary

from filiere.core.content_folder import content_path
from filiere.core.search_words import fold_word, is_small_word
from filiere.core.yaml_documents import read_yaml
from filiere.figures import Figure, Register
from filiere.quotations.phrases import PhraseIndex, make_words
from filiere.quotations.segment_mentions import SECTOR

UNIT_GROUPS: Mapping[str, str] = {
    "percent": "share", "percentage-point": "share", "job": "people", "employee": "people", "person": "people",
    "fte": "people", "position": "people", "centre": "place", "establishment": "place", "company": "place",
    "organisation": "place", "eur": "money", "eur-million": "money", "eur-billion": "money", "gbp": "money",
    "eur-per-hour": "rate", "eur-per-job": "money", "year": "time", "month": "time", "hour": "time", "minute": "time",
    "second": "time", "times": "times", "index": "index", "person-per-position": "per-position",
}  # fmt: skip
"""The kind of quantity of each unit of the register; ``item`` for the others."""
GROWTHS = frozenset({"growth", "annual-growth", "barometer-headcount-growth"})
_FREE_FAMILIES = frozenset({"label", "programme", "norms", "barometer"})
_FREE_INDICATORS = frozenset(
    {
        "prospecting-jobs",
        "jobs-at-risk",
        "announced-job-cuts",
        "telework-staff",
        "jobs-created",
        "specificity-index",
        "document-pages",
        "all-jobs",
    }
)
_BOUND_INDICATORS = frozenset({"telework-share", "disability-share", "disability-hires", "disability-delay"})
"""Shares of any staff, whatever family holds them: a word of the trade must say whose."""
_BAR = re.compile(r"[|]")


@dataclass(frozen=True, slots=True)
class Topic:
    """One thing that the register measures.

    ``lines`` are sets of phrases of which one each must stand, ``none`` phrases of which none may beside the number,
    ``never`` those of which none may in the sentence, and ``plus`` what a word that says all by itself adds; ``own``,
    that the first line must stand in the number's own clause. ``labels`` are the phrases of the label that the register
    gives it, each with what quoting it is worth, ``counts`` are units of the text that stand for that of
    the figures, a centre for the application that it files, and ``base`` phrases that may not say of what a share is.
    ``titles`` those of the label followed by the category's or, without
    one, by a segment's, as a title of the register reads, and ``kinds`` one figure of each unit. ``placed`` is true
    when the sentence must name a place of which the share is. ``absorbed`` names the segment that its words say without
    saying whose figure it is: a share *of outsourcers* is one of the whole sector.
    """

    key: str
    figures: tuple[Figure, ...]
    lines: tuple[frozenset[int], ...]
    none: frozenset[int]
    groups: frozenset[str]
    growth: bool
    placed: bool
    absorbed: str | None
    segments: frozenset[str]
    territories: frozenset[str]
    never: frozenset[int] = frozenset()
    plus: float = 0.0
    own: bool = False
    free: bool = False
    labels: tuple[tuple[int, float], ...] = ()
    kinds: tuple[Figure, ...] = ()
    counts: frozenset[str] = frozenset()
    base: frozenset[int] = frozenset()
    line_labels: frozenset[int] = frozenset()
    titles: tuple[tuple[int, float], ...] = ()


class TopicIndex:
    """The topics of a register, with the index of their phrases and those of the segments."""

    def __init__(self, register: Register) -> None:
        self.phrases = PhraseIndex()
        groups, rows = _read_topics()
        self._groups: Mapping[str, tuple[str, ...]] = {name: _split_phrases(words) for name, words in groups.items()}
        self.segments = {
            "outsourced": self.phrases.add_all(self._groups["outsourcers"]),
            "in-house": self.phrases.add_all(self._groups["in-house"]),
            "buyers": self.phrases.add_all(_split_phrases("donneur* d ordre*|buyer*|client compan*")),
            "whole": self.phrases.add_all(_split_phrases(f"{_WHOLE}|{_SECTOR}")),
            SECTOR: self.phrases.add_all(_split_phrases(_SECTOR)),
            "none": self.phrases.add_all(_split_phrases(_ECONOMY)),
        }
        self.advisers = self.phrases.add_all(self._groups["advisers"])
        self.french_market = self.phrases.add_all(self._groups["french-market"])
        self.growth = self.phrases.add_all(self._groups["growth"])
        self.full_time = self.phrases.add_all(_split_phrases(_FULL_TIME))
        self.sector = self.phrases.add_all(self._groups["sector"])
        self.topics: list[Topic] = []
        self._register = register
        by_key: dict[str, list[Figure]] = {}
        for figure in register:
            key = figure.indicator if figure.category is None else f"{figure.indicator}/{figure.category}"
            by_key.setdefault(key, []).append(figure)
        known: set[str] = set()
        for row in rows:
            keys = [str(row["of"]), *_as_list(row.get("also"))]
            known.update(keys)
            figures = [figure for key in keys for figure in by_key.get(key, ())]
            if figures:
                self.topics.append(self._build(row, figures))
        for key, figures in by_key.items():
            if key not in known and register.indicators[figures[0].indicator].sector:
                self._add_unknown(register, key, figures)
        self.dated: dict[int, list[tuple[Topic, Figure]]] = {}
        # A label that is also a common word of the trade, such as *chiffre d’affaires*, quotes nothing.
        common = frozenset[int]().union(*(line for topic in self.topics for line in topic.lines))
        self.topics = [
            replace(topic, labels=tuple(one for one in topic.labels if one[0] not in common)) for topic in self.topics
        ]
        for topic in self.topics:
            for figure in topic.figures:
                if not register.indicators[figure.indicator].sector:
                    continue
                for year in range(figure.period.start.year, figure.period.end.year + 1):
                    self.dated.setdefault(year, []).append((topic, figure))

    def _build(self, row: Mapping[str, object], figures: list[Figure]) -> Topic:
        key = str(row["of"])
        lines = [self._read_line(words) for words in _as_list(row.get("all"))]
        none = [self._read_line(words) for words in _as_list(row.get("none"))]
        never = [self._read_line(words) for words in _as_list(row.get("never"))]
        indicator = key.partition("/")[0]
        said = str(row.get("units", ""))
        base = [self._read_line(words) for words in _as_list(row.get("base"))]
        labels, line_labels = self._read_labels(figures[0])
        groups = {UNIT_GROUPS.get(figure.unit, "item") for figure in figures}
        return Topic(
            key=key,
            figures=tuple(figures),
            lines=tuple(lines),
            none=frozenset().union(*none) if none else frozenset(),
            groups=frozenset(groups),
            growth=indicator in GROWTHS or said == "growth",
            placed=bool(row.get("place")),
            absorbed=_ABSORBED.get(indicator) or _ABSORBED.get(key),
            segments=frozenset(figure.segment for figure in figures),
            territories=frozenset(figure.territory for figure in figures),
            never=frozenset().union(*never) if never else frozenset(),
            plus=float(str(row.get("plus", 0))),
            own=bool(row.get("own")),
            free=all(self._is_free(figure) for figure in figures),
            labels=labels,
            kinds=tuple({(figure.unit, figure.indicator): figure for figure in figures}.values()),
            counts=frozenset(str(row.get("counts", "")).split()),
            base=frozenset().union(*base) if base else frozenset(),
            line_labels=line_labels,
            titles=self._read_titles(figures),
        )

    def _add_unknown(self, register: Register, key: str, figures: list[Figure]) -> None:
        """Recognise an indicator by the telling words of its label, in either language, and of its category's."""
        indicator = register.indicators[figures[0].indicator]
        texts = [indicator.label]
        category = indicator.category(figures[0].category) if figures[0].category else None
        if category is not None:
            texts.append(category.label)
        lines = []
        for text in texts:
            phrases = [
                " ".join(word.raw for word in make_words(words) if not is_small_word(word.raw))
                for words in (text.fr, text.en)
            ]
            lines.append(self.phrases.add_all([one for one in phrases if one]))
        built = self._build({"of": key}, figures)
        self.topics.append(replace(built, lines=tuple(lines), growth=False))

    def _read_labels(self, figure: Figure) -> tuple[tuple[tuple[int, float], ...], frozenset[int]]:
        """Return the phrases of an indicator's label with what each is worth, and those of its category's label."""
        indicator = self._register.indicators[figure.indicator]
        category = indicator.category(figure.category) if figure.category else None
        own = []
        for words in {indicator.label.fr, indicator.label.en}:
            split = [word.raw for word in make_words(words)]
            telling = sum(not is_small_word(word) for word in split)
            if telling >= 2:
                own.append((self.phrases.add(" ".join(split)), float(telling)))
        lines = set()
        if category is not None:
            for words in {category.label.fr, category.label.en}:
                lines.add(self.phrases.add(" ".join(word.raw for word in make_words(words))))
        return tuple(own), frozenset(lines)

    def _read_titles(self, figures: Sequence[Figure]) -> tuple[tuple[int, float], ...]:
        """Return the phrases that begin the titles of figures, indicator then category or segment, and their worth."""
        found: dict[int, float] = {}
        for figure in {(one.indicator, one.category): one for one in figures}.values():
            indicator = self._register.indicators[figure.indicator]
            category = indicator.category(figure.category) if figure.category else None
            seconds = (
                [category.label]
                if category
                else [self._register.name("segment", one) for one in sorted(self.segments.keys() - {"none", SECTOR})]
            )
            for second in seconds:
                for first, words in ((indicator.label.fr, second.fr), (indicator.label.en, second.en)):
                    raws = [word.raw for word in (*make_words(first), *make_words(words))]
                    worth = sum(not is_small_word(raw) for raw in raws)
                    found[self.phrases.add(" ".join(raws))] = float(worth)
        return tuple(found.items())

    def _is_free(self, figure: Figure) -> bool:
        """Tell whether a topic needs no word of the trade beside its own: the label, an agreement, a list by name."""
        if figure.indicator in _BOUND_INDICATORS:
            return False
        family = self._register.family(figure)
        return figure.segment == "none" or family in _FREE_FAMILIES or figure.indicator in _FREE_INDICATORS

    def _read_line(self, words: str) -> frozenset[int]:
        found: set[int] = set()
        for phrase in _split_phrases(words):
            if phrase.startswith("@"):
                found |= self.phrases.add_all(self._groups[phrase[1:]])
            else:
                found.add(self.phrases.add(phrase))
        return frozenset(found)


_ABSORBED: Mapping[str, str] = {
    "outsourced-share": "outsourced",
    "in-house-share": "in-house",
    "centres-by-sector/outsourcing": "outsourced",
    "growth-contribution": "in-house",
    "label-holder-advisers": "outsourced",
    "market-value": "outsourced",
}
_FULL_TIME = (
    "équivalent* temps plein*|équivalent* temps complet*|équivalent* à temps plein*|équivalent* plein temps|etp|etpt|"
    "full time equivalent*|fte|ftes|full time basis"
)
_WHOLE = (
    "centre* de contact*|centre* d appel*|call cent*|contact cent*|relation client|relations client|customer relation*"
)
_SECTOR = (
    "filière|notre secteur|le secteur|du secteur|secteur français|sector|industry|our trade|the trade|la profession"
)


_ECONOMY = (
    "secteur privé|private sector|ensemble de l économie|whole economy|tous secteurs|all sectors|toutes branches|"
    "across the economy|moyenne nationale|national average|toutes professions|all occupations|private firms|"
    "ensemble des salariés|all trades|every trade|private sector employers"
)


def _as_list(value: object) -> Iterable[str]:
    return [str(one) for one in value] if isinstance(value, list) else []


def _split_phrases(words: str) -> tuple[str, ...]:
    return tuple(" ".join(one.split()) for one in _BAR.split(words) if one.strip())


@cache
def _read_topics() -> tuple[dict[str, str], list[dict[str, object]]]:
    data = read_yaml(content_path("quotations", "topics.yaml")).data
    return data["groups"], data["topics"]


_KEPT: "WeakKeyDictionary[Register, TopicIndex]" = WeakKeyDictionary()


def index_topics(register: Register) -> TopicIndex:
    """Return the topics of a register, made once."""
    found = _KEPT.get(register)
    if found is None:
        found = _KEPT[register] = TopicIndex(register)
    return found


__all__ = ["GROWTHS", "UNIT_GROUPS", "Topic", "TopicIndex", "fold_word", "index_topics"]
