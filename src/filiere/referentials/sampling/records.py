"""What a draw starts from and what it leaves: the sealed population, the seed, and the record that replays it."""

import re
from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal, get_args

from pydantic import AfterValidator, BeforeValidator, Field

from filiere.core.text import StrictModel, Text, Words
from filiere.referentials.records.field_types import Day, Key

AuditKind = Literal["initial", "follow_up", "renewal"]
AUDIT_KINDS: tuple[AuditKind, ...] = get_args(AuditKind)

# Plain ASCII, so that a key is the same bytes for everyone who draws again.
_SITE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}\Z")
_DIGEST = re.compile(r"[0-9a-f]{64}\Z")
# From 128 to 1024 bits: drand gives 32 bytes, the beacon of NIST 64.
_SEED = re.compile(r"(?:[0-9a-f]{2}){16,128}\Z")


def _validate_site(words: str) -> str:
    if _SITE.match(words):
        return words
    raise ValueError(
        Text(
            fr=f"« {words} » n’est pas une clé de site : lettres sans accent, chiffres, « . _ - », 64 au plus.",
            en=f"“{words}” is not a site key: unaccented letters, digits, “. _ -”, 64 at most.",
        )
    )


def _validate_seed(words: str) -> str:
    lowered = words.lower()
    if _SEED.match(lowered):
        return lowered
    raise ValueError(
        Text(
            fr=(
                "Le nombre de départ doit être la valeur de la balise : de 32 à 256 chiffres hexadécimaux, en nombre "
                "pair."
            ),
            en="The seed must be the beacon value: an even number of hexadecimal digits, from 32 to 256.",
        )
    )


def _validate_digest(words: str) -> str:
    if _DIGEST.match(words):
        return words
    raise ValueError(
        Text(
            fr=f"« {words} » n’est pas une empreinte SHA-256 : 64 chiffres hexadécimaux, en minuscules.",
            en=f"“{words}” is not a SHA-256 fingerprint: 64 hexadecimal digits, in lower case.",
        )
    )


def _parse_moment(value: Any) -> Any:
    """Read a written moment; a bare number is not taken for seconds, nor a moment without its offset for any."""
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.astimezone(UTC)
    try:
        read = datetime.fromisoformat(value) if isinstance(value, str) else None
        if read is not None and read.tzinfo is not None:
            return read.astimezone(UTC)
    except (ValueError, OverflowError):
        pass
    raise ValueError(
        Text(
            fr=f"« {value} » n’est pas un moment avec son fuseau, comme 2027-03-01T09:00:00Z.",
            en=f"“{value}” is not a date and time with an offset, such as 2027-03-01T09:00:00Z.",
        )
    )


def _round_to_text(value: object) -> object:
    """A round that YAML read as a whole number, as the words it was written in."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


SiteKey = Annotated[str, AfterValidator(_validate_site)]
Moment = Annotated[datetime, BeforeValidator(_parse_moment)]
Round = Annotated[Words, BeforeValidator(_round_to_text)]
Digest = Annotated[str, AfterValidator(_validate_digest)]


class Site(StrictModel):
    """A site of the candidate; ``headcount`` is in people."""

    key: SiteKey
    activity: Key
    country: Key
    size_class: Key
    headcount: int = Field(ge=0)
    opened: Day
    head_office: bool = False
    risky: bool = False
    open_major: bool = False


class Beacon(StrictModel):
    """The public source of chance and its round, named before it speaks."""

    source: Words
    round: Round


class Population(StrictModel):
    """All the sites of a candidature, as they are sealed before the seed is known.

    ``kind`` is that of the audit: it decides how many sites are drawn, so it is sealed with them.
    ``last_audit`` is the day of the last audit, none for a first one; ``majors_before`` the number of major findings
    of the last cycle; ``facts`` those that the expressions of the release read, such as ``headcount``. ``secret`` is
    drawn at random with the list, and known to whoever holds the list alone: without it the company, who knows its own
    sites, could draw as soon as the beacon has spoken, and its fingerprint could be found by trying lists.
    """

    candidate: Words
    kind: AuditKind = "initial"
    sealed_at: Moment
    beacon: Beacon
    last_audit: Day | None = None
    majors_before: int = Field(default=0, ge=0)
    facts: dict[Key, bool | int | Decimal | str] = Field(default_factory=dict)
    secret: Digest | None = None
    sites: tuple[Site, ...] = Field(min_length=1)


class Seed(StrictModel):
    """What the beacon said: its value in lower-case hexadecimal, its source, its round, and when it was published."""

    value: Annotated[str, AfterValidator(_validate_seed)]
    source: Words
    round: Round
    time: Moment


class SampleSize(StrictModel):
    """How many sites are visited, with all that the number comes from; numbers that may be fractions are text."""

    n: int
    risky: int
    majors_before: int
    rule: str
    base: str
    add: tuple[tuple[str, str], ...]
    """Each addition: its expression, and what it is worth."""
    asked: int
    always: int
    """How many sites are always included."""
    size: int


class Stratum(StrictModel):
    """A stratum: how many sites it has, how many are always included, how many places it got."""

    name: str
    sites: int
    always: int
    places: int


class InterviewCounts(StrictModel):
    """Whom the auditor meets on a site: numbers of people, or ``all``."""

    advisers: int | Literal["all"]
    supervisors: int | Literal["all"]
    staff_representatives: int | Literal["all"]
    absent_management: bool


class DrawnSite(StrictModel):
    """A site in the draw: in or out, and why.

    ``reasons`` are the always-include rules that hold; else ``drawn``, ``not_drawn``, or ``no_place`` when its stratum
    has no place left to draw. ``rank`` is its rank from 1 among those drawn from in its stratum, none when it is always
    included.
    """

    key: SiteKey
    stratum: str
    digest: Digest
    rank: int | None
    included: bool
    reasons: tuple[str, ...]
    interviews: InterviewCounts | None


class DrawRecord(StrictModel):
    """Everything needed to do a draw again; ``days`` of audit is a decimal number, as text, none without a rule."""

    format: Literal["filiere-site-sampling-1"]
    release: Words
    release_sha256: Digest
    kind: AuditKind
    algorithm: Words
    candidate: Words
    population_sha256: Digest
    sealed_at: Moment
    seed: Seed
    size: SampleSize
    strata: tuple[Stratum, ...]
    sites: tuple[DrawnSite, ...]
    days: str | None
