"""The manifest of a pack: what was computed, from what, under which definitions, and the hash of every file.

The seal is the SHA-256 of the canonical form of all of it save the seal. A pack says nothing about itself that the seal
does not cover; whoever is given the seal by another way than the pack knows that nothing in it has changed since.
"""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, StringConstraints, ValidationError

from filiere.contacts.indicator_rows import PeriodInterval
from filiere.contacts.sealed.faults import fault
from filiere.core.bounded_json import load_json
from filiere.core.faults import Faults
from filiere.core.seals import canonical_bytes, seal
from filiere.core.text import StrictModel, Text
from filiere.core.time_zone_names import known_zones

_WHOLE_FORMAT, _MONTHLY_FORMAT, _UNTOLD_FORMAT = MANIFEST_FORMATS = (1, 2, 3)
"""Of the third are packs whose maker says of which months no file tells something; of the second, others in which waits
of some month are withheld for want of queue times; of the first, those that have no such month, or that a version made
which asked it of organisations as a whole alone."""
_MAKERS_BY_ORGANISATION = frozenset({"0.4.0", "0.5.0", "0.6.0"})
"""The versions that made packs of the first format without looking at months; the last did both."""
MANIFEST_NAME = "manifest.json"
LONGEST_MANIFEST_BYTES = 64 * 1024 * 1024
"""No manifest is longer: what grows with the contacts stands in other files."""

Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
NaturalNumber = Annotated[int, Field(ge=0)]
ZoneName = Annotated[str, AfterValidator(lambda name: _known_zone(name))]
Month = Annotated[str, StringConstraints(pattern=r"^[0-9]{4}-(0[1-9]|1[0-2])$")]
GroupName = Literal["organisation", "site", "queue", "channel"]


def _known_zone(name: str) -> str:
    if name not in known_zones():
        raise ValueError(name)
    return name


class PackSoftware(StrictModel):
    """What made the pack."""

    name: str
    version: str


class PackDefinition(StrictModel):
    """A set of definitions: its name, the fingerprint of its content, and its file in the pack."""

    id: str
    version: int
    sha256: Sha256
    file: str


class RowCounts(StrictModel):
    """How many rows a delivery had, by what became of them; ``supersedes``: those of others that its rows replace."""

    rows: NaturalNumber
    accepted: NaturalNumber
    repaired: NaturalNumber
    rejected: NaturalNumber
    duplicates: NaturalNumber
    superseded: NaturalNumber
    supersedes: NaturalNumber


class PackSource(RowCounts):
    """A delivery: the raw file that was imported, and what became of its rows."""

    name: str
    sha256: Sha256
    source: str
    mapping_sha256: Sha256 | None
    organisation: str | None
    table: str
    zone: ZoneName
    loaded_on: str


class ErasedSource(StrictModel):
    """Rows of a delivery that left the store since: by which rule, on what day, and how many came back instead."""

    rule: Literal["retention", "delivery", "person"]
    on: str
    table: str
    delivery: Sha256
    rows: NaturalNumber
    restored: NaturalNumber
    before: str | None


class FigureLevel(StrictModel):
    """How finely rows are told apart: the groups, and the length of a period."""

    by: tuple[GroupName, ...]
    interval: PeriodInterval


class PackExclusion(StrictModel):
    """How many units an indicator leaves out for one reason, in the whole of the data."""

    definition: str
    indicator: str
    reason: str
    n: NaturalNumber


class PackCheck(StrictModel):
    """One check that was made before anything was published."""

    code: str
    verdict: Literal["passed", "failed", "told"]
    numbers: Mapping[str, int]
    sentence: Text


class UntoldMonth(StrictModel):
    """Of how many of the visits of a month, of UTC, that a measure asks about the files delivered tell nothing."""

    measure: Literal["backlog", "blocked_rate", "complaint_rate", "complaints_per_thousand", "transfer_rate"]
    month: Month
    asked: NaturalNumber
    untold: NaturalNumber


class PackFile(StrictModel):
    """A file of the pack; ``table`` and ``rows`` where it is data."""

    name: str
    size: NaturalNumber
    sha256: Sha256
    table: str | None = None
    rows: NaturalNumber | None = None


class Manifest(StrictModel):
    """All of it. ``rows`` counts the rows in force by table; ``figures`` the rows of ``indicators.json``; ``untold``
    has all the months of each measure of which the files do not tell some."""

    format: int
    software: PackSoftware
    zone: ZoneName
    zones: tuple[ZoneName, ...]
    organisations: tuple[str, ...]
    definitions: tuple[PackDefinition, ...]
    sources: tuple[PackSource, ...]
    erasures: tuple[ErasedSource, ...] = ()
    rows: Mapping[str, NaturalNumber]
    levels: tuple[FigureLevel, ...]
    figures: NaturalNumber
    exclusions: tuple[PackExclusion, ...]
    gates: tuple[PackCheck, ...]
    untold: tuple[UntoldMonth, ...] = ()
    files: tuple[PackFile, ...]
    seal: Sha256

    @property
    def withholds_months(self) -> bool:
        """Whether waits are to be withheld by the month, where calls do not tell when they began: the rule that the
        format names, and the only one of later versions."""
        return self.format != _WHOLE_FORMAT or self.software.version not in _MAKERS_BY_ORGANISATION

    def untold_months(self) -> Mapping[str, Mapping[str, tuple[int, int]]]:
        """The visits asked about and the untold among them, by measure and month."""
        found: dict[str, dict[str, tuple[int, int]]] = {}
        for one in self.untold:
            found.setdefault(one.measure, {})[one.month] = (one.asked, one.untold)
        return found

    @property
    def computed_seal(self) -> str:
        """The seal that the content has, whatever the one that is written."""
        return compute_seal(self._content())

    def text(self) -> bytes:
        """The manifest as it stands in a pack: canonical, so that one content has one form."""
        return canonical_bytes(self._content())

    def _content(self) -> dict[str, Any]:
        """All of it as JSON; a store from which nothing was erased says nothing of erasures, nor files that tell all of
        months."""
        content = self.model_dump(mode="json")
        return {key: value for key, value in content.items() if value or key not in ("erasures", "untold")}


def compute_seal(content: Mapping[str, Any]) -> str:
    """Return the seal of a content, whose ``seal`` is left out if it has one."""
    return seal({key: value for key, value in content.items() if key != "seal"})


def seal_manifest(**content: Any) -> Manifest:
    """Return the manifest of a content, sealed."""
    monthly = any("months" in one.numbers for one in content["gates"])
    number = _UNTOLD_FORMAT if content["untold"] else _MONTHLY_FORMAT if monthly else _WHOLE_FORMAT
    draft = Manifest(format=number, seal="0" * 64, **content)
    return draft.model_copy(update={"seal": draft.computed_seal})


def read_manifest(raw: bytes, file: str) -> Manifest:
    """Read a manifest; raise :class:`Faults` for one that is not in the one form it has, or of another format.

    Whether it is still as it was sealed is another question: see :attr:`Manifest.computed_seal`.
    """
    try:
        content = load_json(raw, object_pairs_hook=_refuse_repeated_keys)
    except ValueError:
        raise Faults([_bad_manifest_faults(file, "ce n’est pas du JSON", "it is not JSON")]) from None
    if not isinstance(content, dict):
        raise Faults([_bad_manifest_faults(file, "ce n’est pas un objet", "it is not an object")])
    if content.get("format") not in MANIFEST_FORMATS:
        raise Faults(
            [fault("pack-other-format", file=file, found=content.get("format"), expected=MANIFEST_FORMATS[-1])]
        )
    try:
        found = Manifest.model_validate_json(raw)
    except ValidationError as error:
        places: Sequence[Any] = error.errors()[0]["loc"]
        place = ".".join(map(str, places)) or "?"
        raise Faults(
            [_bad_manifest_faults(file, f"« {place} » n’est pas ce qu’il faut", f"“{place}” is not right")]
        ) from None
    if len({one.name for one in found.files}) != len(found.files):
        raise Faults([_bad_manifest_faults(file, "un fichier y est nommé deux fois", "it names a file twice")])
    if len({(one.measure, one.month) for one in found.untold}) != len(found.untold):
        raise Faults([_bad_manifest_faults(file, "un mois y est compté deux fois", "it counts a month twice")])
    if (found.format == _UNTOLD_FORMAT) != bool(found.untold):
        raise Faults([_bad_manifest_faults(file, "son format n’est pas celui qu’il dit", "its format is another one")])
    try:
        is_canonical = found.text() == raw
    except ValueError:
        # A number that no JSON reader keeps whole, or half a character.
        is_canonical = False
    if not is_canonical:
        raise Faults([_bad_manifest_faults(file, "il n’est pas dans sa forme", "it is not in its form")])
    return found


def _refuse_repeated_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Refuse a key given twice, of which two readers would keep two values."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key twice")
    return found


def _bad_manifest_faults(file: str, fr: str, en: str) -> Any:
    return fault("pack-bad-manifest", file=file, fr=fr, en=en)
