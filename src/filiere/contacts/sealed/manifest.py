"""The manifest of a pack: what was computed, from what, under which definitions, and the hash of every file.

The seal is the SHA-256 of the canonical form of all of it save the seal. A pack says nothing about itself that the seal
does not cover; whoever is given the seal by another way than the pack knows that nothing in it has changed since.
"""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, StringConstraints, ValidationError

from filiere.contacts.rows import Interval
from filiere.contacts.sealed.words import fault
from filiere.core.errors import Faults
from filiere.core.nesting import load_json
from filiere.core.sealing import canonical, seal
from filiere.core.text import StrictModel, Text
from filiere.core.zones import known_zones

FORMAT = 1
NAME = "manifest.json"
LONGEST = 64 * 1024 * 1024
"""No manifest is longer: what grows with the contacts stands in other files."""

Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Count = Annotated[int, Field(ge=0)]
Zone = Annotated[str, AfterValidator(lambda name: _known_zone(name))]
Group = Literal["organisation", "site", "queue", "channel"]


def _known_zone(name: str) -> str:
    if name not in known_zones():
        raise ValueError(name)
    return name


class Software(StrictModel):
    """What made the pack."""

    name: str
    version: str


class Definition(StrictModel):
    """A set of definitions: its name, the fingerprint of its content, and its file in the pack."""

    id: str
    version: int
    sha256: Sha256
    file: str


class RowCounts(StrictModel):
    """How many rows a delivery had, by what became of them; ``supersedes``: those of others that its rows replace."""

    rows: Count
    accepted: Count
    repaired: Count
    rejected: Count
    duplicates: Count
    superseded: Count
    supersedes: Count


class Source(RowCounts):
    """A delivery: the raw file that was imported, and what became of its rows."""

    name: str
    sha256: Sha256
    source: str
    mapping_sha256: Sha256 | None
    organisation: str | None
    table: str
    zone: Zone
    loaded_on: str


class Erased(StrictModel):
    """Rows of a delivery that left the store since: by which rule, on what day, and how many came back instead."""

    rule: Literal["retention", "delivery", "person"]
    on: str
    table: str
    delivery: Sha256
    rows: Count
    restored: Count
    before: str | None


class Level(StrictModel):
    """How finely rows are told apart: the groups, and the length of a period."""

    by: tuple[Group, ...]
    interval: Interval


class Exclusion(StrictModel):
    """How many units an indicator leaves out for one reason, in the whole of the data."""

    definition: str
    indicator: str
    reason: str
    n: Count


class Gate(StrictModel):
    """One check that was made before anything was published."""

    code: str
    verdict: Literal["passed", "failed", "told"]
    numbers: Mapping[str, int]
    sentence: Text


class File(StrictModel):
    """A file of the pack; ``table`` and ``rows`` where it is data."""

    name: str
    size: Count
    sha256: Sha256
    table: str | None = None
    rows: Count | None = None


class Manifest(StrictModel):
    """All of it. ``rows`` counts the rows in force by table; ``figures`` the rows of ``indicators.json``."""

    format: int
    software: Software
    zone: Zone
    zones: tuple[Zone, ...]
    organisations: tuple[str, ...]
    definitions: tuple[Definition, ...]
    sources: tuple[Source, ...]
    erasures: tuple[Erased, ...] = ()
    rows: Mapping[str, Count]
    levels: tuple[Level, ...]
    figures: Count
    exclusions: tuple[Exclusion, ...]
    gates: tuple[Gate, ...]
    files: tuple[File, ...]
    seal: Sha256

    @property
    def computed_seal(self) -> str:
        """The seal that the content has, whatever the one that is written."""
        return seal_of(self._content())

    def text(self) -> bytes:
        """The manifest as it stands in a pack: canonical, so that one content has one form."""
        return canonical(self._content())

    def _content(self) -> dict[str, Any]:
        """All of it as JSON; a store from which nothing was erased says nothing of erasures."""
        return {key: value for key, value in self.model_dump(mode="json").items() if key != "erasures" or value}


def seal_of(content: Mapping[str, Any]) -> str:
    """Return the seal of a content, whose ``seal`` is left out if it has one."""
    return seal({key: value for key, value in content.items() if key != "seal"})


def sealed(**content: Any) -> Manifest:
    """Return the manifest of a content, sealed."""
    draft = Manifest(format=FORMAT, seal="0" * 64, **content)
    return draft.model_copy(update={"seal": draft.computed_seal})


def read_manifest(raw: bytes, file: str) -> Manifest:
    """Read a manifest; raise :class:`Faults` for one that is not in the one form it has, or of another format.

    Whether it is still as it was sealed is another question: see :attr:`Manifest.computed_seal`.
    """
    try:
        content = load_json(raw, object_pairs_hook=_once)
    except ValueError:
        raise Faults([_unread(file, "ce n’est pas du JSON", "it is not JSON")]) from None
    if not isinstance(content, dict):
        raise Faults([_unread(file, "ce n’est pas un objet", "it is not an object")])
    if content.get("format") != FORMAT:
        raise Faults([fault("pack-other-format", file=file, found=content.get("format"), expected=FORMAT)])
    try:
        found = Manifest.model_validate_json(raw)
    except ValidationError as error:
        places: Sequence[Any] = error.errors()[0]["loc"]
        place = ".".join(map(str, places)) or "?"
        raise Faults([_unread(file, f"« {place} » n’est pas ce qu’il faut", f"“{place}” is not right")]) from None
    if len({one.name for one in found.files}) != len(found.files):
        raise Faults([_unread(file, "un fichier y est nommé deux fois", "it names a file twice")])
    if found.text() != raw:
        raise Faults([_unread(file, "il n’est pas dans sa forme", "it is not in its form")])
    return found


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Refuse a key given twice, of which two readers would keep two values."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key twice")
    return found


def _unread(file: str, fr: str, en: str) -> Any:
    return fault("pack-bad-manifest", file=file, fr=fr, en=en)
