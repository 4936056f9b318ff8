"""Verifying a pack without network and without trust: every hash read again, every figure computed a second time.

The second computation is :mod:`filiere.contacts.recount`, which shares no code path with the one that made the figures.
A pack is first refused for its form; then all that is wrong with its contents is told at once, for a reader who finds
one changed byte wants to know what else it changed.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa
import pyarrow.parquet as pq

from filiere import __version__
from filiere.contacts.definitions import DefinitionSet, read_set
from filiere.contacts.recount.tables import StoredTables, column_types
from filiere.contacts.schema import TABLES
from filiere.contacts.sealed.archive import Archive
from filiere.contacts.sealed.delivery_reconciliation import reconcile_deliveries, verify_imports
from filiere.contacts.sealed.faults import fault
from filiere.contacts.sealed.figure_files import CSV_NAME, JSON_NAME, figures_as_csv, read_figures_json
from filiere.contacts.sealed.figure_verification import FIGURE_FAULT_CODES, MOST_FIGURE_FAULTS, verify_figures
from filiere.contacts.sealed.manifest import LONGEST_MANIFEST_BYTES, MANIFEST_NAME, Manifest, read_manifest
from filiere.contacts.sealed.manifest_consistency import verify_manifest
from filiere.contacts.sealed.report import REPORT_NAME, render_report
from filiere.contacts.sealed.verdicts import PackVerdict
from filiere.core.faults import Fault, Faults

_DERIVED_COLUMNS = {
    "contact_leg": frozenset({"handle_us", "talk_us", "called_back_us"}),
    "calendar": frozenset({"zone_1"}),
}
"""Columns that a store adds: to legs, so that one expression runs on legs and contacts; to opening hours, which have a
zone of their own, that of their delivery."""
_BYTES_PER_ROW = 16_384
_BASE_BYTES = 1 << 20
"""What the rows of a data file may take once read: each as much as forty columns of long texts, and a mebibyte."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """What a verification found: nothing wrong, or every fault; and how much was read again.

    ``figures`` were computed a second time and compared: none where that broke, or where so many differ that not all
    are told. ``sealed``: a seal was given to compare. ``other_version`` is the version of Filière that the pack says
    made it where it is not the one that verifies: the report is then not compared.
    """

    seal: str
    faults: tuple[Fault, ...] = ()
    files: int = 0
    rows: int = 0
    figures: int = 0
    inputs: int = 0
    sealed: bool = False
    other_version: str | None = None

    @property
    def verdict(self) -> PackVerdict:
        """Whether the pack is what it says, as far as it was compared."""
        if self.faults:
            return "broken"
        return "whole" if self.other_version is None else "partly"

    @property
    def holds(self) -> bool:
        """Whether all of the pack was compared, and is what it says."""
        return self.verdict == "whole"


@dataclass(slots=True)
class _UnpackedPack:
    """The files of a pack in a folder, as a store of rows; ``zone`` is that of rows that name none."""

    folder: Path
    manifest: Manifest
    broken: set[str] = field(default_factory=set)

    @property
    def zone(self) -> str:
        return self.manifest.zone

    def files(self, table: str) -> list[Path]:
        """The data files of a table that could be read."""
        return [
            self.folder / one.name for one in self.manifest.files if one.table == table and one.name not in self.broken
        ]


def verify_pack(path: Path, *, seal: str | None = None, inputs: Sequence[Path] = ()) -> Verification:
    """Verify a pack; ``seal`` is the one that its maker gave by another way, ``inputs`` the raw files delivered.

    Raises :class:`Faults` only for a pack whose form or manifest is so wrong that nothing further can be read.
    """
    name = str(path)
    with Archive(path) as archive, TemporaryDirectory(prefix="filiere-pack-") as folder:
        manifest = _open_manifest(archive, name)
        faults = list(_verify_seals(manifest, seal, name))
        faults += verify_manifest(manifest, name)
        unpacked = _UnpackedPack(Path(folder), manifest)
        faults += _unpack_files(archive, unpacked, name)
        sets: dict[str, DefinitionSet] = {}
        faults += _verify_definitions(unpacked, sets, name)
        faults += reconcile_deliveries(manifest, name)
        faults += _verify_data(unpacked, name)
        with _catch_broken_data(faults, name):
            faults += list(verify_imports(unpacked.folder, manifest, StoredTables(unpacked, unpacked.folder), name))
        figures, told = _recompute_figures(unpacked, sets, Path(folder), name)
        faults += told
        delivered = list(_verify_inputs(manifest, inputs, name))
        same = manifest.software.version == __version__
        return Verification(
            seal=manifest.computed_seal,
            faults=(*faults, *delivered),
            files=len(manifest.files),
            rows=sum(manifest.rows.values()),
            figures=figures,
            inputs=len(inputs),
            sealed=seal is not None,
            other_version=None if same else manifest.software.version,
        )


def _open_manifest(archive: Archive, file: str) -> Manifest:
    entry = archive.entries.get(MANIFEST_NAME)
    if entry is None:
        raise Faults([fault("pack-no-manifest", file=file)])
    if entry.size > LONGEST_MANIFEST_BYTES:
        raise Faults([fault("pack-bad-manifest", file=file, fr="il est trop long", en="it is too long")])
    return read_manifest(archive.read(MANIFEST_NAME), file)


def _verify_seals(manifest: Manifest, expected: str | None, file: str) -> Iterator[Fault]:
    found = manifest.computed_seal
    if manifest.seal != found:
        yield fault("pack-changed-manifest", file=file, expected=manifest.seal, found=found)
    if expected is not None and expected.strip().lower() != found:
        yield fault("pack-other-seal", file=file, expected=expected, found=found)


def _unpack_files(archive: Archive, unpacked: _UnpackedPack, file: str) -> Iterator[Fault]:
    """Unpack what the manifest names, hashing it on the way; what it does not name stays where it is."""
    known = {one.name for one in unpacked.manifest.files}
    for name in archive.entries:
        if name != MANIFEST_NAME and name not in known:
            yield fault("pack-extra-file", file=file, name=name)
    for pack_file in unpacked.manifest.files:
        if pack_file.name not in archive.entries or pack_file.name == MANIFEST_NAME:
            unpacked.broken.add(pack_file.name)
            yield fault("pack-missing-file", file=file, name=pack_file.name)
            continue
        # The name is one of the archive's, and those are plain.
        target = unpacked.folder / pack_file.name
        digest = hashlib.sha256()
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            stream = target.open("wb")
        except (FileExistsError, NotADirectoryError, IsADirectoryError):
            unpacked.broken.add(pack_file.name)
            yield fault("pack-bad-name", file=file, name=pack_file.name)
            continue
        with stream:
            for block in archive.blocks(pack_file.name):
                digest.update(block)
                stream.write(block)
        if digest.hexdigest() != pack_file.sha256:
            yield fault(
                "pack-changed-file", file=file, name=pack_file.name, expected=pack_file.sha256, found=digest.hexdigest()
            )


def _verify_definitions(unpacked: _UnpackedPack, sets: dict[str, DefinitionSet], file: str) -> Iterator[Fault]:
    """Read the definitions into ``sets``, by name; tell those that are not what they are said to be.

    One that bears the name of a shipped set and has not its content cannot be read at all.
    """
    for definition in unpacked.manifest.definitions:
        name = f"{definition.id}@{definition.version}"
        path = unpacked.folder / definition.file
        if definition.file not in {each.name for each in unpacked.manifest.files} or not path.is_file():
            yield fault("pack-missing-file", file=file, name=definition.file)
            continue
        try:
            found = read_set(path, kept=True)
        except Faults as faults:
            first = faults.faults[0].message
            yield fault("pack-unreadable-definition", file=file, name=name, fr=first.fr, en=first.en)
            continue
        if (found.name, found.sha256) != (name, definition.sha256):
            yield fault("pack-changed-definition", file=file, name=name, expected=definition.sha256, found=found.sha256)
        sets[name] = found


def _verify_data(unpacked: _UnpackedPack, file: str) -> Iterator[Fault]:
    """Tell data that is no table, that would swell, or that has not the rows it is said to have."""
    counts: dict[str, int] = {}
    for pack_file in unpacked.manifest.files:
        if pack_file.table is None or pack_file.name in unpacked.broken:
            continue
        try:
            with pq.ParquetFile(unpacked.folder / pack_file.name) as opened:
                footer, names = opened.metadata, opened.schema_arrow.names
        except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
            unpacked.broken.add(pack_file.name)
            yield fault("pack-unreadable-data", file=file, name=pack_file.name, what=str(error).splitlines()[0])
            continue
        size = sum(footer.row_group(place).total_byte_size for place in range(footer.num_row_groups))
        if pack_file.table not in TABLES or size > _BASE_BYTES + _BYTES_PER_ROW * footer.num_rows:
            unpacked.broken.add(pack_file.name)
            yield fault("pack-swollen-data", file=file, name=pack_file.name, size=size, rows=footer.num_rows)
            continue
        required = {column.stored_name for column in TABLES[pack_file.table].columns if column.required}
        if missing := sorted(required - {*names}):
            unpacked.broken.add(pack_file.name)
            yield fault("pack-missing-column", file=file, name=pack_file.name, expected=", ".join(missing))
        if strange := sorted(
            {*names} - {*column_types(pack_file.table)} - _DERIVED_COLUMNS.get(pack_file.table, frozenset())
        ):
            yield fault("pack-extra-column", file=file, name=pack_file.name, found=", ".join(strange))
        if pack_file.rows != footer.num_rows:
            words = {"fr": f"Lignes de « {pack_file.name} »", "en": f"Rows of “{pack_file.name}”"}
            yield fault("pack-other-count", file=file, expected=pack_file.rows, found=footer.num_rows, **words)
        counts[pack_file.table] = counts.get(pack_file.table, 0) + footer.num_rows
    for table in sorted({*counts, *unpacked.manifest.rows}):
        expected, found = unpacked.manifest.rows.get(table, 0), counts.get(table, 0)
        if expected != found:
            words = {"fr": f"Lignes de « {table} »", "en": f"Rows of “{table}”"}
            yield fault("pack-other-count", file=file, expected=expected, found=found, **words)


def _recompute_figures(
    unpacked: _UnpackedPack, sets: Mapping[str, DefinitionSet], scratch: Path, file: str
) -> tuple[int, list[Fault]]:
    """Compute every figure again and compare; write the renderings again and compare."""
    folder, manifest = unpacked.folder, unpacked.manifest
    path = folder / JSON_NAME
    try:
        levels = read_figures_json(path.read_bytes())
    except (OSError, ValueError, KeyError):
        # Without figures there is nothing to compare; that the file changed is told already, or is told here.
        return 0, [fault("pack-other-rendering", file=file, name=JSON_NAME)]
    faults: list[Fault] = []
    if len(levels) != len(manifest.levels) or sum(map(len, levels)) != manifest.figures:
        faults.append(
            fault(
                "pack-other-count", file=file, fr="Chiffres", en="Figures", expected=manifest.figures,
                found=sum(map(len, levels)),
            )
        )  # fmt: skip
        return 0, faults
    done = 0
    with _catch_broken_data(faults, file):
        wrong = list(verify_figures(unpacked, scratch, sets, manifest, levels, file))
        faults += wrong
        done = manifest.figures if sum(one.code in FIGURE_FAULT_CODES for one in wrong) < MOST_FIGURE_FAULTS else 0
    named = [sets[f"{one.id}@{one.version}"] for one in manifest.definitions if f"{one.id}@{one.version}" in sets]
    faults += _verify_renderings(folder, manifest, named, levels, file)
    return done, faults


@contextmanager
def _catch_broken_data(faults: list[Fault], file: str) -> Iterator[None]:
    """Turn data that breaks in the middle of a computation into a fault: its footer was sound and its rows are not."""
    import polars as pl

    try:
        yield
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError) as error:
        what = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        faults.append(fault("pack-unreadable-data", file=file, name="data", what=what))


def _verify_renderings(
    folder: Path, manifest: Manifest, sets: Sequence[DefinitionSet], levels: Sequence[Sequence[object]], file: str
) -> Iterator[Fault]:
    expected = {CSV_NAME: figures_as_csv(levels)}  # type: ignore[arg-type]
    if manifest.software.version == __version__ and len(sets) == len(manifest.definitions):
        expected[REPORT_NAME] = render_report(manifest, sets, levels)  # type: ignore[arg-type]
    for name, content in expected.items():
        path = folder / name
        if not path.is_file() or path.read_bytes() != content:
            yield fault("pack-other-rendering", file=file, name=name)


def _verify_inputs(manifest: Manifest, inputs: Sequence[Path], file: str) -> Iterator[Fault]:
    """Compare raw files with the deliveries that they are said to be, by their hash."""
    hashes = {one.sha256 for one in manifest.sources}
    by_name = {one.name: one.sha256 for one in manifest.sources}
    for path in inputs:
        digest = hashlib.sha256()
        try:
            with path.open("rb") as stream:
                while block := stream.read(1 << 20):
                    digest.update(block)
        except OSError:
            yield fault("pack-unreadable", file=str(path))
            continue
        found = digest.hexdigest()
        if found in hashes:
            continue
        if path.name in by_name:
            yield fault("pack-changed-input", file=file, name=path.name, expected=by_name[path.name], found=found)
        else:
            yield fault("pack-unknown-input", file=file, name=path.name, found=found)
