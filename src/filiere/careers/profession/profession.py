"""The profession as the rest of the house uses it: occupations, skills, ways in, up and out, and bridges.

``load_profession()`` gives the shipped one. Weights of needs and of codes are brought to a sum of 1, conditions of a
profile are laid under those of its occupations, and a bridge is given its phrase and its skill.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from itertools import groupby, pairwise
from pathlib import Path
from types import MappingProxyType
from typing import Any

from filiere.careers.profession.checker import list_faults
from filiere.careers.profession.phrase_matching import index_labels, match_text
from filiere.careers.profession.reader import ProfessionReading, read_folder
from filiere.careers.profession.records import (
    Bridge,
    Certification,
    CodeLink,
    CodeSource,
    Condition,
    ConditionTopic,
    Exit,
    Family,
    Feeder,
    Ladder,
    Need,
    NeedKind,
    Occupation,
    Phrase,
    Rank,
    SideMove,
    Skill,
    Training,
)
from filiere.core.content_folder import content_path
from filiere.core.faults import Faults
from filiere.core.text import StrictModel
from filiere.figures import Register

FOLDER = "careers"

type Job = Occupation | Feeder | Exit


@dataclass(frozen=True, slots=True)
class PlacedBridge:
    """A bridge with the phrase it starts from and the skill it leads to, by their ids."""

    bridge: Bridge
    phrase: str
    skill: str


@dataclass(frozen=True)
class Profession:
    """Everything the profession says of itself, by id, in the order in which it was written."""

    levels: tuple[Rank, ...]
    skill_levels: tuple[Rank, ...]
    occupation_families: Mapping[str, Family]
    skill_families: Mapping[str, Family]
    nomenclatures: Mapping[str, CodeSource]
    condition_topics: Mapping[str, ConditionTopic]
    skills: Mapping[str, Skill]
    phrases: Mapping[str, Phrase]
    occupations: Mapping[str, Occupation]
    feeders: Mapping[str, Feeder]
    exits: Mapping[str, Exit]
    certifications: Mapping[str, Certification]
    trainings: Mapping[str, Training]
    ladders: tuple[Ladder, ...]
    side_moves: tuple[SideMove, ...]
    bridges: tuple[PlacedBridge, ...]

    @cached_property
    def steps_up(self) -> tuple[tuple[str, str], ...]:
        """Every step of a ladder as (origin, target), once each, in the order of the ladders."""
        return tuple(dict.fromkeys(pair for ladder in self.ladders for pair in pairwise(ladder.steps)))

    def find_skill(self, words: str) -> Skill | None:
        """Return the skill whose label, in either language, is these words, case and accents aside."""
        return match_text(words, self._skill_labels)

    def find_phrase(self, words: str) -> Phrase | None:
        """Return the phrase whose label, in either language, is these words, case and accents aside."""
        return match_text(words, self._phrase_labels)

    def list_trainings(self, skill: str) -> tuple[Training, ...]:
        """Return the trainings known for a skill or a phrase; empty where no training is known."""
        return tuple(self.trainings[name] for name in self.item(skill).trainings)

    def item(self, key: str) -> Skill | Phrase:
        """Return a skill or a phrase by its id: needs of exit occupations name both."""
        return self.skills.get(key) or self.phrases[key]

    def list_held(self, nomenclature: str, items: Iterable[str]) -> tuple[Skill | Phrase, ...]:
        """Return the skills and phrases that lines of a nomenclature’s sheet say, given the keys of those lines."""
        keys = {f"{nomenclature}:{item}" for item in items}
        known: list[Skill | Phrase] = [*self.skills.values(), *self.phrases.values()]
        return tuple(one for one in known if not keys.isdisjoint(one.items))

    def list_bridges_from(self, phrase: str) -> tuple[PlacedBridge, ...]:
        """Return the bridges that start from a phrase."""
        return tuple(one for one in self.bridges if one.phrase == phrase)

    def list_unreviewed_bridges(self, on: date) -> tuple[PlacedBridge, ...]:
        """Return the bridges that nobody had reviewed for two years on a day: shown grey, counting half."""
        return tuple(one for one in self.bridges if one.bridge.is_unreviewed(on))

    def list_jobs_of_code(self, nomenclature: str, code: str) -> tuple[Job, ...]:
        """Return the occupations, feeder jobs and exits counted under a code, the heaviest link first."""
        found = [
            (link.weight, job)
            for jobs in (self.occupations, self.feeders, self.exits)
            for job in jobs.values()
            for link in job.codes
            if (link.nomenclature, link.code) == (nomenclature, code)
        ]
        return tuple(job for _, job in sorted(found, key=lambda one: -one[0]))

    @cached_property
    def _skill_labels(self) -> Mapping[str, Skill]:
        return index_labels(self.skills.values())

    @cached_property
    def _phrase_labels(self) -> Mapping[str, Phrase]:
        return index_labels(self.phrases.values())


def load_profession(folder: Path | None = None, register: Register | None = None) -> Profession:
    """Return the profession of a folder, the shipped one by default; raise :class:`Faults` with all that is wrong.

    With a register, every figure that is named must be in it; without one, this is not checked.
    """
    reading = read_folder(folder or content_path(FOLDER))
    if found := list_faults(reading, register):
        raise Faults(found)
    return build_profession(reading)


def build_profession(reading: ProfessionReading) -> Profession:
    """Return the profession of a reading in which no fault was found."""
    records = {name: [one.record for one in located] for name, located in reading.records.items()}
    profiles = {one.id: one.conditions for one in records["condition_profiles"]}
    phrases, skills = index_labels(records["phrases"]), index_labels(records["skills"])
    bridges = (
        (one, match_text(one.origin.fr, phrases), match_text(one.target.fr, skills)) for one in records["bridges"]
    )
    return Profession(
        levels=_sort_ranks(records["levels"]),
        skill_levels=_sort_ranks(records["skill_levels"]),
        occupation_families=_by_id(records["occupation_families"]),
        skill_families=_by_id(records["skill_families"]),
        nomenclatures=_by_id(records["nomenclatures"]),
        condition_topics=_by_id(records["condition_topics"]),
        skills=_by_id(records["skills"]),
        phrases=_by_id(records["phrases"]),
        occupations=_by_id(_lay_profile(_normalise(one), profiles) for one in records["occupations"]),
        feeders=_by_id(_lay_profile(_normalise(one), profiles) for one in records["feeders"]),
        exits=_by_id(_lay_profile(_normalise(one), profiles) for one in records["exits"]),
        certifications=_by_id(records["certifications"]),
        trainings=_by_id(records["trainings"]),
        ladders=tuple(records["ladders"]),
        side_moves=tuple(records["side_moves"]),
        bridges=tuple(PlacedBridge(one, phrase.id, skill.id) for one, phrase, skill in bridges if phrase and skill),
    )


def _by_id(records: Iterable[Any]) -> Mapping[str, Any]:
    return MappingProxyType({one.id: one for one in records})


def _sort_ranks(ranks: list[Rank]) -> tuple[Rank, ...]:
    return tuple(sorted(ranks, key=lambda one: one.level))


def _normalise[R: StrictModel](job: R) -> R:
    """A job whose needs weigh 1 together, and whose codes weigh 1 in each nomenclature."""
    codes: list[CodeLink] = []
    for _, links in groupby(sorted(job.codes, key=lambda one: one.nomenclature), lambda one: one.nomenclature):  # type: ignore[attr-defined]
        codes += _share(list(links))
    update: dict[str, Any] = {"codes": tuple(codes)}
    if isinstance(job, Occupation | Exit):
        update["needs"] = tuple(_share(list(job.needs)))
    return job.model_copy(update=update)


def _share[R: (Need, CodeLink)](records: list[R]) -> list[R]:
    total = sum((one.weight for one in records), Decimal(0))
    return [one.model_copy(update={"weight": one.weight / total}) for one in records]


def _lay_profile[R: (Occupation, Feeder, Exit)](job: R, profiles: Mapping[str, tuple[Condition, ...]]) -> R:
    """A job with the conditions of its profile, its own in the place of those on the same topic."""
    profile = profiles[job.profile] if job.profile else ()
    return job.model_copy(update={"conditions": _lay_over(profile, job.conditions)})


def _lay_over(profile: tuple[Condition, ...], own: tuple[Condition, ...]) -> tuple[Condition, ...]:
    replaced = {one.topic: one for one in own}
    shared = tuple(replaced.pop(one.topic, one) for one in profile)
    return (*shared, *replaced.values())


def list_core_needs(job: Occupation | Exit) -> tuple[Need, ...]:
    """Return the needs that everybody in a job has, the heaviest first."""
    core = [one for one in job.needs if one.kind is NeedKind.CORE]
    return tuple(sorted(core, key=lambda one: -one.weight))
