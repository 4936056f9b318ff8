"""Where every row went, compared three ways: what the manifest says of each delivery, its import report, and the rows.

A delivery that is erased has no report any more, and no row; its counts stand in the manifest alone.
"""

import operator
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from filiere.contacts.recount.delivery_counts import RowsInForce, count_by_delivery
from filiere.contacts.recount.tables import StoredTables
from filiere.contacts.schema import TABLES
from filiere.contacts.sealed.faults import fault
from filiere.contacts.sealed.import_report import (
    COUNT_NAMES,
    ImportedTable,
    ImportReport,
    InvalidImportReport,
    read_import_report,
)
from filiere.contacts.sealed.manifest import LONGEST_MANIFEST_BYTES, Manifest, PackSource
from filiere.core.faults import Fault
from filiere.core.text import Text

IMPORTS_FOLDER = "imports/"
TABLES_LEFT_OUT = frozenset({"contact_event"})
"""Tables whose rows are in no pack."""
_NOT_IN_ROWS = "leg-without-first"
"""The one defect that is of contacts, which no row tells."""

type ImportReports = Mapping[str, ImportReport]


def reconcile_deliveries(manifest: Manifest, file: str) -> Iterator[Fault]:
    """Tell deliveries whose rows have not one verdict each, and tables that have not the rows that they left."""
    for source in manifest.sources:
        found = source.accepted + source.repaired + source.rejected + source.duplicates + source.superseded
        if found != source.rows:
            words = {"fr": f"Verdicts de « {source.name} »", "en": f"Verdicts of “{source.name}”"}
            yield fault("pack-other-count", file=file, expected=source.rows, found=found, **words)
    for table in sorted({*manifest.rows, *(one.table for one in manifest.sources)} - TABLES_LEFT_OUT):
        rows = manifest.rows.get(table, 0)
        left = sum(one.accepted + one.repaired - one.supersedes for one in manifest.sources if one.table == table)
        left -= sum(one.rows - one.restored for one in manifest.erasures if one.table == table)
        if left != rows:
            words = {"fr": f"Lignes importées de « {table} »", "en": f"Rows imported of “{table}”"}
            yield fault("pack-other-count", file=file, expected=rows, found=left, **words)


def verify_imports(folder: Path, manifest: Manifest, tables: StoredTables, file: str) -> Iterator[Fault]:
    """Tell import reports that are none or that another delivery is said in, and rows of no delivery that is said.

    ``folder`` has the files of the pack.
    """
    reports: dict[str, ImportReport] = {}
    unread: set[str] = set()
    for pack_file in manifest.files:
        if pack_file.name.startswith(IMPORTS_FOLDER) and (folder / pack_file.name).is_file():
            try:
                reports[pack_file.name] = _read_named_report(folder / pack_file.name)
            except InvalidImportReport as error:
                unread.add(_hash_of_name(pack_file.name))
                yield fault("pack-bad-import", file=file, name=pack_file.name, fr=error.words.fr, en=error.words.en)
    yield from _compare_sources(manifest, reports, unread, file)
    organisations: set[str] = set()
    for table in TABLES:
        if table not in TABLES_LEFT_OUT:
            brought = count_by_delivery(tables, table)
            organisations |= {str(one) for rows in brought.values() for one in rows.organisations}
            yield from _TableDeliveries(manifest, reports, table, file).compare_deliveries(brought)
    # An organisation of which only events are left, or rows corrected or erased since, has no row here.
    gone = any(one.table in TABLES_LEFT_OUT or one.superseded or one.supersedes for one in manifest.sources)
    said = set(manifest.organisations)
    if organisations - said or (said - organisations and not (gone or manifest.erasures)):
        words = {"fr": "Organisations", "en": "Organisations"}
        lists = {"expected": ", ".join(manifest.organisations), "found": ", ".join(sorted(organisations))}
        yield fault("pack-other-list", file=file, **lists, **words)


def _read_named_report(path: Path) -> ImportReport:
    if path.stat().st_size > LONGEST_MANIFEST_BYTES:
        raise InvalidImportReport("il est trop long", "it is too long")
    found = read_import_report(path.read_bytes())
    if _hash_of_name(path.name) != found.sha256:
        raise InvalidImportReport("il porte le nom d’une autre livraison", "it bears the name of another delivery")
    return found


def _hash_of_name(name: str) -> str:
    """The hash of the raw file that a report is named after."""
    return name.removeprefix(IMPORTS_FOLDER).split(".")[0]


def _compare_sources(manifest: Manifest, reports: ImportReports, unread: set[str], file: str) -> Iterator[Fault]:
    """Compare each delivery that was not erased with the report of its import, count by count."""
    said = {_source_identity(one, one.name, one.table): one for one in manifest.sources if one.name}
    found: dict[tuple[Any, ...], tuple[str, ImportedTable]] = {
        _source_identity(report, report.file, table): (name, one)
        for name, report in reports.items()
        for table, one in report.tables.items()
    }
    if len(said) != sum(1 for one in manifest.sources if one.name):
        words = {"fr": "Livraisons différentes", "en": "Different deliveries"}
        yield fault("pack-other-count", file=file, expected=len(manifest.sources), found=len(said), **words)
    for identity, (name, _) in found.items():
        if identity not in said:
            yield fault("pack-other-import", file=file, name=name)
    for identity, source in said.items():
        if identity not in found:
            if source.sha256 not in unread:
                yield fault("pack-no-import", file=file, name=source.name, table=source.table)
            continue
        name, imported_table = found[identity]
        for count in COUNT_NAMES:
            if getattr(source, count) != getattr(imported_table, count):
                words = {
                    "fr": f"« {count} » de {source.table} dans {name}",
                    "en": f"“{count}” of {source.table} in {name}",
                }
                expected, again = getattr(source, count), getattr(imported_table, count)
                yield fault("pack-other-count", file=file, expected=expected, found=again, **words)


def _source_identity(source: PackSource | ImportReport, name: str, table: str) -> tuple[Any, ...]:
    return (
        source.sha256,
        name,
        source.source,
        source.mapping_sha256,
        source.organisation,
        source.zone,
        source.loaded_on,
        table,
    )


@dataclass(frozen=True, slots=True)
class _TableDeliveries:
    """The deliveries of one table, in the order of their import, against the rows that each has in force."""

    manifest: Manifest
    reports: ImportReports
    table: str
    file: str

    def compare_deliveries(self, brought: Mapping[str | None, RowsInForce]) -> Iterator[Fault]:
        sources = [one for one in self.manifest.sources if one.table == self.table]
        known = {one.sha256 for one in sources}
        for delivery in sorted({*brought} - known, key=str):
            rows = brought[delivery].rows
            yield fault("pack-unknown-delivery", file=self.file, name=str(delivery), rows=rows, table=self.table)
        # Rows that came back after a correction was taken back were counted as corrected, of a delivery not told.
        back = sum(one.restored for one in self.manifest.erasures if one.table == self.table)
        corrected, lost = 0, 0
        for place in range(len(sources) - 1, -1, -1):
            sha256 = sources[place].sha256
            if sha256 not in {one.sha256 for one in sources[:place]}:
                mine = [one for one in sources if one.sha256 == sha256]
                found = brought.get(sha256, RowsInForce())
                missing = (
                    sum(one.accepted + one.repaired for one in mine) - self._count_erased_rows(sha256) - found.rows
                )
                lost += missing
                whole = not (back or corrected or self._count_erased_rows(sha256) or len(mine) > 1)
                yield from self._counts(mine, found, back=back, whole=whole)
                # A row in force is corrected by a later delivery only, of which each says how many it corrects.
                if not -back <= missing or (not back and lost > corrected):
                    yield self._build_other_count_fault(mine[0].name, "in_force", found.rows + missing, found.rows)
                yield from self._compare_reports(mine, found, whole=whole)
            corrected += sources[place].supersedes

    def _count_erased_rows(self, sha256: str) -> int:
        return sum(one.rows for one in self.manifest.erasures if (one.table, one.delivery) == (self.table, sha256))

    def _counts(self, mine: Sequence[PackSource], found: RowsInForce, *, back: int, whole: bool) -> Iterator[Fault]:
        """Tell rows as they came, and rows repaired, that are more than were received so, or fewer with no cause."""
        for count in ("accepted", "repaired"):
            said, again = sum(getattr(one, count) for one in mine), getattr(found, count)
            more = sum(one.superseded for one in mine) if back else 0
            if again > said + more or (whole and again != said):
                yield self._build_other_count_fault(mine[0].name, count, said, again)
        organisations = {one.organisation for one in mine}
        strange = found.organisations - organisations if None not in organisations else frozenset()
        for wrong in [*strange, *(found.zones - {one.zone for one in mine})]:
            words = {"said": f"{mine[0].organisation} {mine[0].zone}", "found": wrong}
            yield fault("pack-other-place", file=self.file, name=mine[0].name, table=self.table, **words)

    def _compare_reports(self, mine: Sequence[PackSource], found: RowsInForce, *, whole: bool) -> Iterator[Fault]:
        """Compare what the rows tell of repairs, defects and instants with what the reports tell; nothing is compared
        where one of them is missing, which is told elsewhere."""
        told = [one.tables[self.table] for one in self.reports.values()
                if one.sha256 == mine[0].sha256 and self.table in one.tables]  # fmt: skip
        if not told or len(told) != len([one for one in mine if one.name]):
            return
        every = whole and not any(one.duplicates or one.superseded for one in told)
        kinds: Mapping[str, tuple[list[Mapping[str, int]], Mapping[str, int], bool]] = {
            "repairs": ([one.repairs for one in told], found.repairs, every and not any(one.rejected for one in told)),
            "defects": (
                [{name: each.rows for name, each in one.defects.items() if name != _NOT_IN_ROWS} for one in told],
                found.defects,
                every,
            ),
        }
        for kind, (given, counted, exact) in kinds.items():
            for name in sorted({*counted, *(key for one in given for key in one)}):
                said, again = sum(one.get(name, 0) for one in given), counted.get(name, 0)
                if again > said or (exact and again != said):
                    yield self._build_other_count_fault(mine[0].name, f"{kind} {name}", said, again)
        yield from self._compare_instants([one.information for one in told], mine[0].name, found, every=every)

    def _compare_instants(self, told: Sequence[Any], name: str, found: RowsInForce, *, every: bool) -> Iterator[Fault]:
        for end, furthest, beyond in (("first_us", min, operator.lt), ("last_us", max, operator.gt)):
            ends = [getattr(one, end) for one in told if getattr(one, end) is not None]
            said, again = furthest(ends, default=None), getattr(found, end)
            if again is not None and (said is None or beyond(again, said) or (every and said != again)):
                yield self._build_other_count_fault(name, end, "–" if said is None else said, again)

    def _build_other_count_fault(self, name: str, what: str, said: object, found: object) -> Fault:
        words = Text(fr=f"Dépôt « {name} », {self.table}, {what}", en=f"Delivery “{name}”, {self.table}, {what}")
        return fault("pack-other-count", file=self.file, fr=words.fr, en=words.en, expected=said, found=found)
