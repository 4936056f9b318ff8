"""The shapes of what the API answers about referentials, described once for programs."""

from __future__ import annotations

from typing import Any

from ninja import Schema


class ReleaseOut(Schema):
    """A release of a referential; ``questions`` counts the subjects of a norm, which are not its clauses."""

    id: str
    referential: str
    kind: str
    title: str
    status: str
    status_label: str
    adopted: str | None
    effective: str
    last_application: str | None
    last_validity: str | None
    supersedes: str | None
    questions: int
    sealed: bool
    sha256: str


class ReferentialsOut(Schema):
    """Every release and every mapping that may be read."""

    releases: list[ReleaseOut]
    mappings: list[str]


class ThemeOut(Schema):
    """A theme with its weight for each category of candidates."""

    key: str
    number: str | None
    text: str
    weight: dict[str, float]
    questions: int


class LevelOut(Schema):
    """A level of the label, with the conditions that must all hold, as expressions and in words."""

    key: str
    text: str
    months: int | None
    conditions: list[str]
    conditions_words: list[str]


class ValueOut(Schema):
    """A value of a parameter and the days between which it holds, both included."""

    start: str
    end: str | None
    value: float


class ParameterOut(Schema):
    """A number that rules name."""

    key: str
    text: str | None
    unit: str
    values: list[ValueOut]


class ReleaseDetail(ReleaseOut):
    """A release with what weighs and what decides in it."""

    note: str | None
    categories: dict[str, str]
    themes: list[ThemeOut]
    levels: list[LevelOut]
    parameters: list[ParameterOut]


class QuestionsOut(Schema):
    """The questions of a release, with the columns of the table that can be downloaded."""

    release: str
    sha256: str
    category: str | None
    questions: list[dict[str, Any]]


class SubjectCountsOut(Schema):
    """Subjects of a part, or of all of them, by coverage."""

    theme: str | None
    text: str
    subjects: int
    covered: int
    partly: int
    uncovered: int


class MappingOut(Schema):
    """What the source of a mapping covers of its target; counts are over subjects, not over clauses."""

    id: str
    source: str
    target: str
    nature: str
    status: str
    reviewed_by: list[dict[str, str]]
    backwards: bool
    category: str | None
    summary: str
    stale: list[str]
    total: SubjectCountsOut
    themes: list[SubjectCountsOut]
    subjects: list[dict[str, Any]]


class SimulationOut(Schema):
    """A simulation: what was tried, and the aggregates; ``made_up`` tells dossiers drawn at random."""

    number: int
    before: str
    before_sha256: str
    after: str
    after_sha256: str
    weights: dict[str, Any]
    made_up: bool
    dossiers: int
    seed: int | None
    min_group: int
    made_at: str
    groups: list[dict[str, Any]]
    questions: list[dict[str, Any]]
    sensitivity: list[dict[str, Any]]
