"""What a set of definitions is made of: its indicators, the choices each of them makes, and the reasons given.

A set says its 22 choices once. An indicator may differ on some of them, and then names only what differs; what it is
computed by is :attr:`Indicator.choices`, where everything is spelt out. The records are read from YAML and never
changed; whatever was computed names the set, its version and its fingerprint.
"""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, Field, PrivateAttr, create_model, model_validator

from filiere.contacts.definitions.choices import CHOICE_ORDER, Choices
from filiere.contacts.definitions.measure_catalogue import MEASURES, Direction, Measure, Unit
from filiere.core.dates import RecordDay
from filiere.core.seals import seal
from filiere.core.sources import Slug, Source
from filiere.core.spelling import close_words
from filiere.core.text import NameText, StrictModel, Text

Channel = Literal["phone", "email", "chat", "mail", "social"]
ChoiceName = Annotated[str, AfterValidator(lambda name: _require_known_word(name, CHOICE_ORDER))]
LONGEST_SECONDS = 10 * 366 * 86_400
"""Ten years: what a delay is looked for in holds no more. A seal writes numbers that any reader of JSON takes exactly,
and so each has a bound."""
LARGEST_COUNT = 10**12
LAST_VERSION = 9_999
MAX_INDICATORS = 200
"""Indicators of a set, each of which is computed for every period; shipped sets have fifty or so at the most."""
MAX_QUEUES = 2_000
"""Queues that a set names with a length of their own for a short abandonment, over all its choices."""
Percentile = Annotated[int, Field(ge=1, le=99)]

_KEY_PATTERN = re.compile(r"[a-z][a-z0-9_]*\Z")
_SHA256_PATTERN = re.compile(r"[0-9a-f]{64}\Z")


def _require_known_word(name: str, words: tuple[str, ...]) -> str:
    """Return one of the known words, or raise ``ValueError`` holding a bilingual text that names a close one."""
    if name in words:
        return name
    near = close_words(name, words)
    raise ValueError(
        Text(
            fr=f"« {name} » n’est pas un des 22 choix." + (f" Vouliez-vous dire « {near[0]} » ?" if near else ""),
            en=f"“{name}” is not one of the 22 choices." + (f" Did you mean “{near[0]}”?" if near else ""),
        )
    )


def _validate_key(words: str) -> str:
    if _KEY_PATTERN.match(words):
        return words
    raise ValueError(
        Text(
            fr=f"« {words} » n’est pas une clé : minuscules sans accent, chiffres et « _ », une lettre d’abord.",
            en=f"“{words}” is not a key: use unaccented lower-case letters, digits and “_”, starting with a letter.",
        )
    )


def _validate_seal(words: str) -> str:
    if _SHA256_PATTERN.match(words):
        return words
    raise ValueError(
        Text(
            fr="Un sceau est une empreinte SHA-256 : 64 chiffres hexadécimaux en minuscules.",
            en="A seal is a SHA-256 fingerprint: 64 hexadecimal digits in lower case.",
        )
    )


RecordKey = Annotated[str, AfterValidator(_validate_key)]


def _make_partial_model(model: type[BaseModel]) -> type[BaseModel]:
    """Return the record of the same keys, none of which is required: what an indicator may say differently."""
    fields: dict[str, Any] = {}
    for name, field in model.model_fields.items():
        kind: Any = field.annotation
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            kind = _make_partial_model(kind)
        for constraint in field.metadata:
            kind = Annotated[kind, constraint]
        fields[name] = (kind, Field(default=None))
    name = f"Partial{model.__name__}"
    made = create_model(name, __base__=StrictModel, __doc__=model.__doc__, __module__=__name__, **fields)
    # A record that goes from a process to another is found again by the name of its class.
    globals()[name] = made
    return made


Overrides = _make_partial_model(Choices)
"""Some of the choices, and of a choice made of parts, some of its parts."""


def merge_choices(choices: Choices, overrides: BaseModel | None) -> Choices:
    """Return the choices with those that ``overrides`` names put in their place; a part replaces a part."""
    if overrides is None:
        return choices
    # What does not differ is shared, not copied: a set may name thousands of queues, and hundreds of its indicators
    # differ in one word. Each value was validated where it was read, by the same constraints.
    return choices.model_copy(
        update={name: _apply_choice(getattr(choices, name), value) for name, value in _list_set_fields(overrides)}
    )


def _apply_choice(value: Any, said: Any) -> Any:
    return value.model_copy(update=dict(_list_set_fields(said))) if isinstance(said, BaseModel) else said


def _list_set_fields(record: BaseModel) -> list[tuple[str, Any]]:
    return [(name, getattr(record, name)) for name in record.model_fields_set]


class Validity(StrictModel):
    """The days on which a version holds; ``to`` is its last, and is left out where nobody knows it yet.

    The end of a version that a later one replaces is the eve of that one: it is not written into the older file, which
    never changes.
    """

    start: RecordDay = Field(alias="from")
    to: RecordDay | None = None


class Target(StrictModel):
    """What an indicator is held to from a day on, in the unit of its measure; ``to`` is the last day."""

    start: RecordDay = Field(alias="from")
    to: RecordDay | None = None
    value: Decimal


class ChoiceArgument(StrictModel):
    """Why a choice is what it is.

    ``cost`` is what the choice loses or hides, where it is ours. ``source`` is the id of the document that says it, in
    the sources of the set, and ``where`` the place in that document.
    """

    fr: str = Field(min_length=1)
    en: str = Field(min_length=1)
    cost: Text | None = None
    source: Slug | None = None
    where: Text | None = None

    @property
    def text(self) -> Text:
        """The reason, in both languages."""
        return Text(fr=self.fr, en=self.en)


class OpenReading(StrictModel):
    """The choices on which the documents read say nothing, and which are therefore our reading of them."""

    choices: tuple[ChoiceName, ...]
    note: Text


class Indicator(StrictModel):
    """One indicator: a measure, its name and its rules.

    ``threshold_seconds`` is the delay of a share within a delay; in hours of opening where the choices say so.
    ``percentile`` is a rank from 1 to 99. ``channel`` None means all channels. ``minimum`` is the fewest observations
    that are published, where it is not the usual one. ``targets`` are in the unit of the measure. ``published_in`` is
    the unit in which the series was printed so far where it was another one; only succession reads it. ``why`` says
    what the indicator is for, or where its threshold comes from.
    """

    key: RecordKey
    measure: str
    title: Text
    channel: Channel | None = None
    threshold_seconds: int | None = Field(default=None, ge=0, le=LONGEST_SECONDS)
    percentile: Percentile | None = None
    minimum: int | None = Field(default=None, ge=1, le=LARGEST_COUNT)
    targets: tuple[Target, ...] = ()
    published_in: Literal["minutes", "hours", "days", "per_thousand", "ratio"] | None = None
    why: Text | None = None
    overrides: Overrides | None = Field(default=None, alias="choices")  # type: ignore[valid-type]
    _choices: Choices | None = PrivateAttr(default=None)

    @property
    def facts(self) -> Measure:
        """What its measure is; raises ``KeyError`` for a measure that the checker refuses."""
        return MEASURES[self.measure]

    @property
    def unit(self) -> Unit:
        """The unit of its values."""
        return self.facts.unit

    @property
    def direction(self) -> Direction:
        """Which way is better."""
        return self.facts.direction

    @property
    def choices(self) -> Choices:
        """All 22 choices, those of the set with what the indicator says differently."""
        if self._choices is None:
            raise ValueError(f"indicator {self.key} belongs to no set that makes choices")
        return self._choices

    def with_choices(self, choices: Choices) -> "Indicator":
        """Return the same indicator computed by other choices: a step of the way between two definitions."""
        other = self.model_copy()
        other._choices = choices
        return other

    def target(self, day: date) -> Target | None:
        """Return the target in force on a day."""
        found = (one for one in self.targets if one.start <= day and (one.to is None or day <= one.to))
        return next(found, None)


class NormTerm(StrictModel):
    """A word of a norm, in our own words: what it names, and the level it asks for where that is known.

    ``measure`` is the measure of ours that comes nearest; ``level`` a level in percent; ``source`` the id of the
    document it was read in.
    """

    key: RecordKey
    title: Text
    text: Text
    measure: str | None = None
    level: Decimal | None = None
    source: Slug | None = None


class WithinCount(StrictModel):
    """How many of the contacts of an example waited at most ``seconds``."""

    seconds: int = Field(ge=0, le=LONGEST_SECONDS)
    answered: int = Field(default=0, ge=0, le=LARGEST_COUNT)
    abandoned: int = Field(default=0, ge=0, le=LARGEST_COUNT)


class WorkedExample(StrictModel):
    """Counts, and what the indicators of the set give on them: a test that travels with the definition.

    ``counts`` are contacts by outcome; ``within`` those of them that waited at most so many seconds. ``expect`` gives
    the value of an indicator by its key, written with the decimals that are to be met.
    """

    title: Text
    source: Slug | None = None
    counts: Mapping[str, Annotated[int, Field(ge=0, le=LARGEST_COUNT)]]
    within: tuple[WithinCount, ...] = ()
    expect: Mapping[RecordKey, Decimal]


class DefinitionSet(StrictModel):
    """A set of definitions under one name, version and seal.

    ``kind``: ``definitions`` computes; ``vocabulary`` only says what a text names; ``withdrawn`` is such a text that is
    no longer in force. ``status``: ``proposed``, ours and put up for discussion; ``published``, made after what its
    owner publishes; ``unchecked``, what is known of a text that was not read; ``local``, a centre's own. ``arguments``
    gives the reason of each choice, ``reading`` the choices on which the documents read are silent.
    """

    id: Slug
    version: int = Field(ge=1, le=LAST_VERSION)
    kind: Literal["definitions", "vocabulary", "withdrawn"]
    valid: Validity
    title: Text
    owner: NameText
    status: Literal["proposed", "published", "unchecked", "local"]
    note: Text | None = None
    sources: tuple[Source, ...] = ()
    choices: Choices | None = None
    arguments: Mapping[ChoiceName, ChoiceArgument] = {}
    reading: OpenReading | None = None
    indicators: tuple[Indicator, ...] = ()
    terms: tuple[NormTerm, ...] = ()
    examples: tuple[WorkedExample, ...] = ()
    seal: Annotated[str, AfterValidator(_validate_seal)] | None = None

    @model_validator(mode="after")
    def _spell_out(self) -> Self:
        if self.choices is not None:
            for indicator in self.indicators:
                indicator._choices = merge_choices(self.choices, indicator.overrides)
        return self

    @property
    def name(self) -> str:
        """Its id and version, ``common-v1@1``: what tells it from every other."""
        return f"{self.id}@{self.version}"

    def content(self) -> Mapping[str, Any]:
        """Return what is sealed: all that was written save the seal, as plain values; days and decimals are strings."""
        content: dict[str, Any] = self.model_dump(mode="json", by_alias=True, exclude_unset=True, exclude={"seal"})
        return content

    @cached_property
    def sha256(self) -> str:
        """The fingerprint of the content, sealed or not; the seal of a sound set is the same."""
        # Every row of figures bears it, and it takes milliseconds: it is made once, since nothing here changes.
        return seal(self.content())

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """Return a copy, with changes if any, which has a fingerprint of its own."""
        copy = super().model_copy(update=update, deep=deep)
        copy.__dict__.pop("sha256", None)
        return copy

    def indicator(self, key: str) -> Indicator:
        """Return an indicator by its key; raise ``KeyError``."""
        for item in self.indicators:
            if item.key == key:
                return item
        raise KeyError(key)
