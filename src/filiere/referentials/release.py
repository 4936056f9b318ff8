"""A release put together: its head, its tree, its indicators and its rules, with the place of each in its files.

Nothing in it changes after loading. A dossier pins :attr:`Release.sha256`, the fingerprint of all its sealed parts and
of the addenda that were in effect.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from pathlib import Path

from filiere.core.faults import Fault
from filiere.core.text import Text
from filiere.core.yaml_documents import Document, Key
from filiere.referentials.records import (
    Audit,
    Award,
    Criterion,
    Evidence,
    GoldenCase,
    Indicator,
    Migration,
    Procedure,
    Referential,
    ReleaseHead,
    Scale,
    Theme,
    Total,
)

DocumentPlace = tuple[Document, Key]


@dataclass(frozen=True)
class Release:
    """A release of a referential, read and merged.

    ``places`` gives the document and key of each record under ``(kind, key)``, kind being one of ``head``, ``total``,
    ``theme``, ``criterion``, ``indicator``, ``evidence``, ``audit``, ``award``, ``procedure``, ``case`` (key: its
    number from 0), ``migration`` (key: the release it comes from) and ``referential``.
    """

    folder: Path
    referential: Referential
    head: ReleaseHead
    themes: tuple[Theme, ...]
    total: Total | None = None
    indicators: Mapping[str, Indicator] = field(default_factory=dict)
    evidence: Mapping[str, Evidence] = field(default_factory=dict)
    audit: Audit | None = None
    award: Award | None = None
    procedure: Procedure | None = None
    state_groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The states of each group that a site may name: those of the procedure, and those beside it."""
    cases: tuple[GoldenCase, ...] = ()
    migrations: tuple[Migration, ...] = ()
    sha256: str = ""
    applied: tuple[int, ...] = ()
    """The numbers of the addenda that are in it; none in a release as it was sealed."""
    documents: Mapping[str, Document] = field(default_factory=dict, repr=False)
    places: Mapping[tuple[str, str], DocumentPlace] = field(default_factory=dict, repr=False)

    @property
    def id(self) -> str:
        """The name of the release everywhere: ``lrs@2027.1``."""
        return self.head.id

    @property
    def title(self) -> Text:
        """Its title, else that of its referential with its number."""
        if (said := self.head.title) is not None:
            return Text(fr=said.fr, en=said.en)
        whole = self.referential.title
        return Text(fr=f"{whole.fr}, {self.head.release}", en=f"{whole.en}, {self.head.release}")

    @cached_property
    def criteria(self) -> Mapping[str, Criterion]:
        """Every criterion by key, in the order of the tree."""
        return {criterion.key: criterion for theme in self.themes for criterion in theme.criteria}

    @cached_property
    def theme_of(self) -> Mapping[str, Theme]:
        """The theme of each criterion, by the criterion's key."""
        return {criterion.key: theme for theme in self.themes for criterion in theme.criteria}

    @cached_property
    def _themes(self) -> Mapping[str, Theme]:
        return {theme.key: theme for theme in self.themes}

    @cached_property
    def _numbers(self) -> Mapping[str, Criterion]:
        return {one.number: one for one in self.criteria.values() if one.number is not None}

    @cached_property
    def scales(self) -> Mapping[str, Scale]:
        """The scale of each criterion answered by a level, own or shared, by the criterion's key."""
        found = {}
        for criterion in self.criteria.values():
            if criterion.levels is not None:
                found[criterion.key] = Scale.model_construct(levels=criterion.levels, text=None)
            elif criterion.scale is not None and criterion.scale in self.referential.scales:
                found[criterion.key] = self.referential.scales[criterion.scale]
        return found

    @cached_property
    def inputs(self) -> Mapping[str, Indicator]:
        """The indicator that asks for each input, by the input's key."""
        return {key: indicator for indicator in self.indicators.values() for key in indicator.inputs}

    def theme(self, key: str) -> Theme:
        """Return a theme; raise ``KeyError`` when there is none of that key."""
        return self._themes[key]

    def find(self, name: str) -> Criterion | None:
        """Return the criterion of that key, or of that displayed number, or None."""
        return self.criteria.get(name) or self._numbers.get(name)

    def questionnaire(self, category: str) -> tuple[Criterion, ...]:
        """Return the questions asked of a category, in the order of the tree; their conditions are not judged."""
        return tuple(
            criterion for theme in self.themes for criterion in theme.criteria if criterion.is_asked_of(category)
        )

    def parameter(self, key: str, day: date) -> Decimal | None:
        """Return the value of a dated parameter on a day, None when it has none then or does not exist."""
        parameter = self.head.params.get(key)
        return None if parameter is None else parameter.on(day)

    def records(self) -> Iterator[tuple[str, str]]:
        """Yield the kind and key of each record that has a place."""
        yield from self.places

    def place(self, kind: str, key: str = "", at: Key = ()) -> DocumentPlace:
        """Return the document and the whole key of a part of a record."""
        document, start = self.places[kind, key]
        return document, (*start, *at)

    def fault(self, found: Fault, kind: str, key: str = "", at: Key = ()) -> Fault:
        """Return a fault placed at a part of a record."""
        document, whole = self.place(kind, key, at)
        return document.place_fault(whole, found)
