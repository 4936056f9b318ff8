"""A migration as data: what becomes of each key of one release in the next, and with which duty of review."""

from typing import Annotated, Any, Literal

from pydantic import Field

from filiere.core.text import StrictModel
from filiere.referentials.records.field_types import Key, Name, ReleaseNumber, Wording

ReviewNeed = Literal["required", "optional", "none"]
CarryRule = Literal["answer", "answer_if_evidence", "evidence", "inputs_only", "none"]


class _MigrationOperation(StrictModel):
    note: Wording | None = None


class KeepKey(_MigrationOperation):
    """The key stays as it is."""

    op: Literal["keep"]
    key: Key


class RenumberKey(_MigrationOperation):
    """The key stays; only the number displayed changes."""

    op: Literal["renumber"]
    key: Key
    start: str = Field(alias="from")
    to: str


class SplitPart(StrictModel):
    """One of the keys a question is split into."""

    key: Key
    carry: CarryRule
    review: ReviewNeed = "required"


class Split(_MigrationOperation):
    """One question becomes several."""

    op: Literal["split"]
    source: Key = Field(alias="from")
    into: tuple[SplitPart, ...] = Field(min_length=1)


class Merge(_MigrationOperation):
    """Several questions become one."""

    op: Literal["merge"]
    sources: tuple[Key, ...] = Field(alias="from", min_length=1)
    into: Key
    rule: Literal["min_level", "max_level", "none"]
    review: ReviewNeed


class Rescale(_MigrationOperation):
    """The key stays and its levels change; ``table`` says which level each old one becomes."""

    op: Literal["rescale"]
    key: Key
    from_scale: Any
    to_scale: Any
    table: dict[str, str | None]
    review: ReviewNeed = "none"


class Tighten(_MigrationOperation):
    """The key stays and asks for more."""

    op: Literal["tighten"]
    key: Key
    carry: CarryRule
    review: ReviewNeed


class NewKey(_MigrationOperation):
    """A key the release before did not have."""

    op: Literal["new"]
    key: Key
    initial: Literal["unknown"]


class DropKey(_MigrationOperation):
    """A key the next release no longer has."""

    op: Literal["drop"]
    key: Key
    keep_in_archive: bool


Operation = Annotated[
    KeepKey | RenumberKey | Split | Merge | Rescale | Tighten | NewKey | DropKey,
    Field(discriminator="op"),
]


class MigrationEnds(StrictModel):
    """The referential and the two releases."""

    referential: Name
    start: ReleaseNumber = Field(alias="from")
    to: ReleaseNumber


class MigrationScope(StrictModel):
    """The states of dossier that may migrate, and those that never do."""

    dossier_states: tuple[Key, ...]
    excluded: tuple[Key, ...] = Field(default=(), alias="not")


class MigrationSnapshots(StrictModel):
    """What is kept of a dossier before and after."""

    before: Key
    after: Key
    keep_source: Literal["read_only"]


class CoveragePromise(StrictModel):
    """The promise the checker verifies."""

    every_source_key: Literal["exactly_once"]
    every_target_key: Literal["exactly_once"]


class RefusalRights(StrictModel):
    """What a candidate and a holder may refuse."""

    label_in_force: Literal["keeps_release_until_expiry"]
    candidate_may_refuse: bool


class GroupReport(StrictModel):
    """How results are grouped, and the smallest group shown."""

    by: tuple[Key, ...]
    min_group: int = Field(ge=1)


class MigrationReporting(StrictModel):
    """What is told to each dossier and to the colleges."""

    per_dossier: tuple[Key, ...]
    aggregate: GroupReport


class Migration(StrictModel):
    """The file ``migration-from-<release>.yaml``."""

    migration: MigrationEnds
    note: Wording | None = None
    applies_to: MigrationScope
    snapshots: MigrationSnapshots
    ops: tuple[Operation, ...]
    coverage: CoveragePromise
    rights: RefusalRights
    report: MigrationReporting


def source_keys(op: Operation) -> tuple[str, ...]:
    """Return the keys of the earlier release that an operation speaks of."""
    if isinstance(op, Split):
        return (op.source,)
    if isinstance(op, Merge):
        return op.sources
    return () if isinstance(op, NewKey) else (op.key,)


def target_keys(op: Operation) -> tuple[str, ...]:
    """Return the keys of the later release that an operation speaks of."""
    if isinstance(op, Split):
        return tuple(part.key for part in op.into)
    if isinstance(op, Merge):
        return (op.into,)
    return () if isinstance(op, DropKey) else (op.key,)
