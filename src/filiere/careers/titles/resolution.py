"""A title to one of the named outcomes: a job, a question between the three nearest, or the reason why there is none.

Nothing is guessed in silence. A title of one job names it. Where two jobs have all the words asked, or the nearest
stands too little before the next, the answer is a question; where the text has nothing in common with any title, it is
*I do not know*.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from filiere.careers.titles.index import Hit, LabelledTitle, ScoreShares, TitleIndex
from filiere.careers.titles.keys import Key
from filiere.careers.titles.title_words import TitleWords, load_title_words
from filiere.core.text import Text

LONGEST_TITLE = 300
"""Characters; the longest title of ROME has 134."""
ASKED = 3
LEAST_CONFIDENCE = 0.5
"""Above, five answers of six were right on the even half of the titles held out of ROME 3.47; below, half were."""
LEAST_SCORE = 0.12
"""Below, the nearest title shares letters with what was asked, and no meaning."""
_SCORE_SHARE = 0.5
_CODE = re.compile(r"[A-Za-z]{0,2}[0-9][0-9A-Za-z./-]{1,14}|[A-Z]{1,2}\d{2,5}|(?:https?|urn):\S{1,280}")


class Outcome(StrEnum):
    """What came of a title."""

    RESOLVED = "resolved"
    UNCERTAIN = "uncertain"
    UNKNOWN = "unknown"
    EMPTY = "empty"
    NO_WORDS = "no-words"
    TOO_LONG = "too-long"
    CODE = "code"
    FOREIGN_CODE = "foreign-code"


OUTCOME_LABELS: dict[Outcome, Text] = {
    Outcome.RESOLVED: Text(fr="métier reconnu", en="job recognised"),
    Outcome.UNCERTAIN: Text(
        fr="plusieurs métiers sont proches : lequel est le bon, ou aucun ?",
        en="several jobs are near: which one is it, or none of them?",
    ),
    Outcome.UNKNOWN: Text(
        fr="je ne sais pas : aucun intitulé ne ressemble à celui-ci. Pouvez-vous le dire autrement ?",
        en="I do not know: no title is like this one. Can you put it another way?",
    ),
    Outcome.EMPTY: Text(fr="rien n’est écrit", en="nothing is written"),
    Outcome.NO_WORDS: Text(
        fr="aucun mot ne nomme un métier. Écrivez l’intitulé en toutes lettres.",
        en="no word names a job. Write the title in words.",
    ),
    Outcome.TOO_LONG: Text(
        fr=f"plus de {LONGEST_TITLE} caractères : ce n’est pas un intitulé. Gardez les mots qui nomment le métier.",
        en=f"more than {LONGEST_TITLE} characters: this is not a title. Keep the words that name the job.",
    ),
    Outcome.CODE: Text(fr="code de cette nomenclature", en="code of this nomenclature"),
    Outcome.FOREIGN_CODE: Text(
        fr="ce code n’est pas de cette nomenclature. Écrivez l’intitulé, ou chargez la nomenclature du code.",
        en="this code is not of this nomenclature. Write the title, or load the nomenclature of the code.",
    ),
}
"""The outcomes as a reader is told them."""


@dataclass(frozen=True, slots=True)
class Resolution:
    """What came of a title: the outcome, the jobs to show, and the confidence that orders answers.

    ``hits`` are what was asked for where the job is recognised, and the three nearest where it is asked about.
    ``confidence`` is no probability: it only says which answers to trust before others.
    """

    outcome: Outcome
    key: Key = ()
    hits: tuple[Hit, ...] = ()
    confidence: float = 0.0

    @property
    def job(self) -> Hit | None:
        """The job, where the resolver answers rather than asks."""
        return self.hits[0] if self.outcome in {Outcome.RESOLVED, Outcome.CODE} else None


class TitleResolver:
    """The titles of one nomenclature, ready to name the job that a person has written."""

    def __init__(
        self,
        titles: Iterable[LabelledTitle],
        *,
        words: TitleWords | None = None,
        shares: ScoreShares | None = None,
    ) -> None:
        self.index = TitleIndex(titles, words or load_title_words(), shares)
        self._codes = {identifier.casefold(): identifier for identifier in self.index.ids}
        named: defaultdict[Key, set[str]] = defaultdict(set)
        for title, key in zip(self.index.titles, self.index.keys, strict=True):
            named[key].add(title.id)
        self._named = {key: frozenset(ids) for key, ids in named.items()}

    def resolve(self, text: str, *, top: int = ASKED) -> Resolution:
        """Name the job of a title, show at most ``top`` jobs, or say why there is none; never raises."""
        asked = " ".join(text[: 20 * LONGEST_TITLE].split())
        if not asked:
            return Resolution(Outcome.EMPTY)
        if len(asked) > LONGEST_TITLE:
            return Resolution(Outcome.TOO_LONG)
        if found := self._codes.get(asked.casefold()):
            return Resolution(Outcome.CODE, hits=(self.index.find_job(found),), confidence=1.0)
        if _CODE.fullmatch(asked):
            return Resolution(Outcome.FOREIGN_CODE)
        key = self.index.read_key(asked)
        if not key:
            return Resolution(Outcome.NO_WORDS)
        return self._answer(key, top)

    def _answer(self, key: Key, top: int) -> Resolution:
        hits = tuple(self.index.search(key, max(top, ASKED)))
        if not hits or hits[0].score < LEAST_SCORE:
            return Resolution(Outcome.UNKNOWN, key, hits)
        confidence = measure_confidence([hit.score for hit in hits])
        named = self._named.get(key, frozenset())
        is_shared = len(named) > 1 or (
            not named and all(set(key) <= set(hit.key) for hit in hits[:2]) and len(hits) > 1
        )
        if named != {hits[0].id} and (is_shared or confidence < LEAST_CONFIDENCE):
            return Resolution(Outcome.UNCERTAIN, key, hits, confidence)
        return Resolution(Outcome.RESOLVED, key, hits[:top], confidence)


def measure_confidence(scores: list[float]) -> float:
    """Half the score of the first job, and the share of it by which it stands before the second."""
    if not scores or scores[0] <= 0:
        return 0.0
    return _SCORE_SHARE * scores[0] + 1 - (scores[1] if len(scores) > 1 else 0.0) / scores[0]
