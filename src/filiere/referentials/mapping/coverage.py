"""Coverage: which subjects of a target a source answers, which it touches, which it leaves out.

A subject is covered when something contains it whole: one criterion, or several together as a map says. Everything
else is an indication, a twentieth of the strength a point, at most a half; two indications are never added up into a
covering. What is counted are the subjects that we wrote down, which for a norm are not its clauses.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from filiere.core.text import Text
from filiere.referentials.mapping.links import Correspondence, Link
from filiere.referentials.mapping.source_results import HeldResults
from filiere.referentials.records import Criterion
from filiere.referentials.release import Release

CoverageState = Literal["covered", "partly", "uncovered"]
CoverageVerdict = Literal["held", "not_held", "unknown"]

FULL = Decimal(1)
HIGHEST = Decimal(100)
_INDICATION = Decimal(20)


@dataclass(frozen=True, slots=True)
class CoveredSubject:
    """A criterion of the target, as a source covers it.

    ``share`` is 1 when it is covered, else the strongest indication, from 0 to a half. ``links`` are those that reach
    it, the covering ones first. ``verdict`` says, of a dossier, whether the sources of a covering link are satisfied;
    None when no dossier was given or nothing covers.
    """

    key: str
    number: str | None
    text: Text
    theme: str
    state: CoverageState
    share: Decimal
    links: tuple[Link, ...]
    verdict: CoverageVerdict | None = None

    @property
    def gaps(self) -> tuple[Text, ...]:
        """What the sources leave out, when the subject is not covered."""
        if self.state == "covered":
            return ()
        return tuple(dict.fromkeys(gap for link in self.links for gap in link.gaps))


@dataclass(frozen=True, slots=True)
class CoverageCounts:
    """How many subjects of a theme, or of all when ``theme`` is None, stand in each state."""

    theme: str | None
    text: Text
    subjects: int
    covered: int
    partly: int
    uncovered: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """The coverage of a target by a source, subject by subject, with its counts by theme."""

    source: str
    target: str
    nature: str
    names: tuple[str, ...]
    subjects: tuple[CoveredSubject, ...]
    themes: tuple[CoverageCounts, ...]
    total: CoverageCounts
    summary: Text

    def of(self, state: CoverageState) -> tuple[CoveredSubject, ...]:
        """Return the subjects in a state, in the order of the target."""
        return tuple(one for one in self.subjects if one.state == state)


def compute_coverage(
    known: Correspondence,
    *,
    category: str | None = None,
    held: HeldResults | None = None,
    minimum: Decimal = HIGHEST,
) -> Coverage:
    """Return the coverage of the target of a correspondence.

    With a ``category``, only the questions asked of it count, on either side. With what a dossier ``held``, each
    covered subject also says whether the criteria that cover it have at least ``minimum`` points, all of them for a
    joint link.
    """
    subjects = tuple(
        _cover_subject(criterion, known, category, held, minimum)
        for criterion in known.target.criteria.values()
        if category is None or _is_asked(criterion, known.target, category)
    )
    themes = tuple(
        _count_states(theme.key, Text(fr=theme.text.fr, en=theme.text.en), inside)
        for theme in known.target.themes
        if (inside := [one for one in subjects if one.theme == theme.key])
    )
    total = _count_states(None, Text(fr="Tous les thèmes", en="All themes"), subjects)
    return Coverage(
        known.source.id,
        known.target.id,
        known.nature,
        known.names,
        subjects,
        themes,
        total,
        _summarise_counts(total, known.target),
    )


def _is_asked(criterion: Criterion, release: Release, category: str) -> bool:
    return category not in release.referential.categories or criterion.is_asked_of(category)


def _cover_subject(
    criterion: Criterion, known: Correspondence, category: str | None, held: HeldResults | None, minimum: Decimal
) -> CoveredSubject:
    links = tuple(
        link
        for link in known.to(criterion.key)
        if category is None
        or all(_is_asked(known.source.criteria[key], known.source, category) for key in link.sources)
    )
    covering = [link for link in links if link.covers]
    # Not a sum: what is missing from one partial answer may be missing from the next.
    indication = max((_indication_strength(link, criterion.key) for link in links), default=Decimal(0))
    state: CoverageState = "covered" if covering else "partly" if indication else "uncovered"
    return CoveredSubject(
        key=criterion.key,
        number=criterion.number,
        text=Text(fr=criterion.text.fr, en=criterion.text.en),
        theme=known.target.theme_of[criterion.key].key,
        state=state,
        share=FULL if covering else indication,
        links=links,
        verdict=_subject_verdict(covering, held, minimum) if held is not None and covering else None,
    )


def _indication_strength(link: Link, target: str) -> Decimal:
    # Something is known of the whole of a joint target, hence an indication for each of its parts.
    known = link.relation_to(frozenset({target})) != "unknown" or (len(link.targets) > 1 and link.relation != "unknown")
    return Decimal(link.strength or 0) / _INDICATION if known else Decimal(0)


def _subject_verdict(covering: Iterable[Link], held: HeldResults, minimum: Decimal) -> CoverageVerdict:
    verdicts = {held.satisfies(link.sources, minimum) for link in covering}
    if True in verdicts:
        return "held"
    return "unknown" if None in verdicts else "not_held"


def _count_states(theme: str | None, text: Text, subjects: Iterable[CoveredSubject]) -> CoverageCounts:
    states = [one.state for one in subjects]
    return CoverageCounts(
        theme, text, len(states), *(states.count(state) for state in ("covered", "partly", "uncovered"))
    )


def _summarise_counts(total: CoverageCounts, target: Release) -> Text:
    """Say the counts, and over what they are."""
    norm = target.referential.kind != "label"
    noun = Text(fr="sujet", en="subject") if norm else Text(fr="question", en="question")
    many = "s" if total.subjects > 1 else ""
    covered, uncovered = (_agreement_suffix(count, "" if norm else "e") for count in (total.covered, total.uncovered))
    fr = (
        f"Sur {total.subjects} {noun.fr}{many} de {target.id} : {total.covered} couvert{covered}, "
        f"{total.partly} en partie, {total.uncovered} non couvert{uncovered}."
    )
    en = (
        f"Of {total.subjects} {noun.en}{many} of {target.id}: {total.covered} covered, {total.partly} partly, "
        f"{total.uncovered} not covered."
    )
    if norm:
        fr += " Un sujet est écrit par nous ; il n’est pas un article du texte d’origine."
        en += " A subject is written by us; it is not a clause of the original text."
    return Text(fr=fr, en=en)


def _agreement_suffix(total: int, feminine: str) -> str:
    return f"{feminine}s" if total > 1 else feminine
