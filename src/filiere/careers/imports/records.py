"""A release of a source of occupations, as it was read: what it is, which version, from whom, of which day, and its
records."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from filiere.careers.nomenclature import Nomenclature
from filiere.core.faults import Fault
from filiere.core.text import Text


class ReleaseKind(StrEnum):
    """What a release holds."""

    NOMENCLATURE = "nomenclature"
    CODE_PAIRS = "code_pairs"
    CERTIFICATIONS = "certifications"
    HIRING_NEEDS = "hiring_needs"
    OBSERVED_MOVES = "observed_moves"


KIND_LABELS = {
    ReleaseKind.NOMENCLATURE: Text(fr="une nomenclature de métiers", en="a nomenclature of jobs"),
    ReleaseKind.CODE_PAIRS: Text(fr="une table entre nomenclatures", en="a table between nomenclatures"),
    ReleaseKind.CERTIFICATIONS: Text(fr="des certifications", en="certifications"),
    ReleaseKind.HIRING_NEEDS: Text(fr="des projets de recrutement", en="hiring plans"),
    ReleaseKind.OBSERVED_MOVES: Text(fr="des passages observés", en="observed moves"),
}


class DateOrigin(StrEnum):
    """Who gives the day of a release: the user, or the newest of the files that were read."""

    USER = "user"
    FILE = "file"


@dataclass(frozen=True, slots=True)
class Publisher:
    """Who publishes a source, where, and under which licence."""

    name: str
    address: str
    licence: str


@dataclass(frozen=True, slots=True)
class ReadFile:
    """A file that a release was read from: its name, its size in bytes and its SHA-256."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class CodePair:
    """A code of one nomenclature that stands beside a code of another; pairs are n to n. ``label`` names the second."""

    origin_system: str
    origin: str
    target_system: str
    target: str
    label: str = ""

    @property
    def key(self) -> str:
        return f"{self.origin_system}:{self.origin} {self.target_system}:{self.target}"

    @property
    def title(self) -> str:
        return self.label


@dataclass(frozen=True, slots=True)
class ListedCertification:
    """A certification of the national register: its number there, level (3 to 8, 0 where it has none), last day of
    registration (ISO, blank where unknown), whether it is active, and the ROME codes that it names."""

    number: str
    title: str
    level: int
    active: bool
    until: str
    codes: tuple[str, ...]

    @property
    def key(self) -> str:
        return self.number


@dataclass(frozen=True, slots=True)
class HiringNeed:
    """What employers of an area plan to hire of a family of occupations in a year: projects, how many of them they
    hold difficult, how many seasonal. None is a number that the publisher withholds."""

    year: int
    area: str
    area_label: str
    department: str
    region: str
    family: str
    family_label: str
    projects: int | None
    difficult: int | None
    seasonal: int | None

    @property
    def key(self) -> str:
        return f"{self.year} {self.area} {self.department} {self.family}"

    @property
    def title(self) -> str:
        return f"{self.family_label} · {self.area_label}"


@dataclass(frozen=True, slots=True)
class ObservedMove:
    """The share, from 0 to 1, of the people who left a job that went to another, as a source saw it in a country over
    years (``2018-2021``). It is shown with both, and has no part in any score."""

    origin: str
    target: str
    share: float
    source: str
    years: str
    country: str

    @property
    def key(self) -> str:
        return f"{self.origin} {self.target} {self.source} {self.years} {self.country}"

    @property
    def title(self) -> str:
        return f"{self.share:g}"


FlatRecord = CodePair | ListedCertification | HiringNeed | ObservedMove


@dataclass(frozen=True, slots=True)
class Release:
    """One release as it was read. ``system`` is the id by which codes are told (``rome-4``, ``esco``); ``gaps`` name
    what it does not say. A nomenclature has ``nomenclature`` and no ``records``."""

    kind: ReleaseKind
    name: str
    system: str
    version: str
    publisher: Publisher
    date: str
    date_origin: DateOrigin
    files: tuple[ReadFile, ...]
    nomenclature: Nomenclature | None = None
    records: tuple[FlatRecord, ...] = ()
    gaps: tuple[Fault, ...] = ()

    @property
    def label(self) -> str:
        """The name and the version, which every record bears."""
        return f"{self.name} {self.version}"

    def count_records(self) -> dict[str, int]:
        """Return how many records of each sort the release holds."""
        held = self.nomenclature
        if held is None:
            return {self.kind.value: len(self.records)}
        jobs = tuple(held.jobs.values())
        return {
            "jobs": len(jobs),
            "titles": sum(len(job.titles) for job in jobs),
            "items": len(held.items),
            "requirements": sum(len(job.requirements) for job in jobs),
            "environments": sum(len(job.environments) for job in jobs),
            "sentences": sum(len(lines) for job in jobs for lines in job.sheet.values()),
            "moves": len(held.moves),
        }
