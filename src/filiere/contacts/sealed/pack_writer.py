"""Making a pack: the rows in force, the definitions as they are sealed, the figures, and a report that a person reads.

People are in a pack as the keyed hashes that the store has, and the key stays with the store. The same store and
definitions give the same bytes under one version of Filière: no clock has a part in it.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from filiere import __version__
from filiere.contacts.data_quality_checks import GateReport, check_store
from filiere.contacts.definitions import DefinitionSet
from filiere.contacts.definitions.loader import SHIPPED_FOLDER, load_set
from filiere.contacts.engines import Engine, open_engine
from filiere.contacts.exclusion_counts import count_left_out, plan_left_out_counts
from filiere.contacts.indicator_rows import IndicatorRow
from filiere.contacts.indicators import build_context, compute_in_context, compute_indicators
from filiere.contacts.schema import TABLES
from filiere.contacts.sealed.archive import ArchiveWriter
from filiere.contacts.sealed.delivery_reconciliation import IMPORTS_FOLDER as IMPORTS
from filiere.contacts.sealed.delivery_reconciliation import TABLES_LEFT_OUT
from filiere.contacts.sealed.figure_files import CSV_NAME, JSON_NAME, figures_as_csv, figures_as_json
from filiere.contacts.sealed.manifest import (
    MANIFEST_NAME,
    ErasedSource,
    FigureLevel,
    Manifest,
    PackCheck,
    PackDefinition,
    PackExclusion,
    PackFile,
    PackSoftware,
    PackSource,
    UntoldMonth,
    seal_manifest,
)
from filiere.contacts.sealed.manifest_consistency import WHOLE_LEVEL
from filiere.contacts.sealed.report import REPORT_NAME, render_report
from filiere.contacts.store import Store
from filiere.contacts.unrecorded_measures import RecordsByMonth
from filiere.core.content_folder import content_path


@dataclass(frozen=True, slots=True)
class SealedSet:
    """A set of definitions with the bytes of its file."""

    definition: DefinitionSet
    raw: bytes


def load_sealed_set(name: str | Path) -> SealedSet:
    """Return a shipped set or that of a file, with its bytes; raise :class:`Faults` as ``load_set`` does."""
    definition = load_set(name)
    path = Path(name)
    if not path.is_file():
        path = content_path(*SHIPPED_FOLDER, f"{definition.name}.yaml")
    return SealedSet(definition, path.read_bytes())


def make_pack(
    store: Store,
    sets: Sequence[SealedSet],
    out: Path,
    *,
    level: FigureLevel | None = None,
    engine: Engine | None = None,
    untold: RecordsByMonth | None = None,
) -> Manifest:
    """Write the pack of a store under some definitions, and return its manifest.

    Figures are given for the whole, and at ``level`` where it is another. The file appears whole or not at all. Without
    ``engine``, DuckDB is opened for the call. ``untold`` counts what the files of the store do not tell, for whoever
    knows them: figures of it are withheld, and the manifest says it.
    """
    if engine is None:
        with open_engine() as opened:
            return make_pack(store, sets, out, level=level, engine=opened, untold=untold)
    definitions = [one.definition for one in sets]
    levels = [WHOLE_LEVEL, *([level] if level and level != WHOLE_LEVEL else [])]
    draft = out.with_name(out.name + ".new")
    try:
        with ArchiveWriter(draft) as archive, ThreadPoolExecutor(1) as beside:
            # One core copies and hashes the rows while figures are computed of them.
            copying = beside.submit(_copy_rows, store, archive)
            with engine.holding():
                context = build_context(store, engine)
                plan_left_out_counts(context, definitions)
                gates = check_store(context, store.deliveries, store.erasures, untold=untold)
                figures = [compute_in_context(context, definitions, gates=gates)]
                excluded = [PackExclusion(**asdict(one)) for one in count_left_out(context, definitions)]
            figures += [
                compute_indicators(store, definitions, by=one.by, interval=one.interval, engine=engine, gates=gates)
                for one in levels[1:]
            ]
            files = copying.result()
            manifest = _write_manifest_and_rest(
                store, sets, archive, files, levels=levels, figures=figures, gates=gates, excluded=excluded
            )
        draft.replace(out)
    finally:
        draft.unlink(missing_ok=True)
    return manifest


def _copy_rows(store: Store, archive: ArchiveWriter) -> list[PackFile]:
    """Write the rows in force, and return their files."""
    return [
        _add_file(archive, f"data/{table}/{place:05}.parquet", file, table=table, rows=pq.read_metadata(file).num_rows)
        for table, place, file in _iter_data_files(store)
    ]


def _add_file(archive: ArchiveWriter, name: str, content: bytes | Path, **about: Any) -> PackFile:
    done = archive.add(name, content)
    return PackFile(name=name, size=done.size, sha256=done.sha256, **about)


def _write_manifest_and_rest(
    store: Store,
    sets: Sequence[SealedSet],
    archive: ArchiveWriter,
    files: list[PackFile],
    *,
    levels: Sequence[FigureLevel],
    figures: Sequence[Sequence[IndicatorRow]],
    gates: GateReport,
    excluded: Sequence[PackExclusion],
) -> Manifest:
    """Write all that is not rows, whose files are written already, and return the manifest."""
    rows: Counter[str] = Counter()
    for file in files:
        rows[file.table or ""] += file.rows or 0

    def add(name: str, content: bytes | Path) -> None:
        files.append(_add_file(archive, name, content))

    for sealed_set in sets:
        add(f"definitions/{sealed_set.definition.name}.yaml", sealed_set.raw)
    for delivery in dict.fromkeys(one.report for one in store.deliveries if one.erased_on is None):
        add(f"{IMPORTS}{Path(delivery).name}", store.folder / delivery)
    add(JSON_NAME, figures_as_json(figures))
    add(CSV_NAME, figures_as_csv(figures))
    content: Mapping[str, Any] = {
        "software": PackSoftware(name="filiere", version=__version__),
        "zone": store.zone,
        "zones": store.zones(),
        "organisations": store.organisations(),
        "definitions": [
            PackDefinition(
                id=one.definition.id,
                version=one.definition.version,
                sha256=one.definition.sha256,
                file=f"definitions/{one.definition.name}.yaml",
            )
            for one in sets
        ],
        "sources": [
            PackSource(**{name: getattr(one, name) for name in PackSource.model_fields}) for one in store.deliveries
        ],
        "erasures": [
            ErasedSource(**{name: getattr(one, name) for name in ErasedSource.model_fields}) for one in store.erasures
        ],
        "rows": rows,
        "levels": levels,
        "figures": sum(map(len, figures)),
        "exclusions": excluded,
        "gates": [
            PackCheck(code=one.code, verdict=one.verdict, numbers=one.numbers, sentence=one.sentence)
            for one in gates.checks
        ],
        "untold": [
            UntoldMonth.model_validate({"measure": measure, "month": month, **asdict(records)})
            for measure, months in sorted(gates.untold.items())
            if any(one.untold for one in months.values())
            for month, records in sorted(months.items())
        ],
    }
    # The report is written from the manifest without the list of files, in which it stands itself.
    draft = seal_manifest(**content, files=files)
    add(REPORT_NAME, render_report(draft, [one.definition for one in sets], figures))
    manifest = seal_manifest(**content, files=files)
    archive.add(MANIFEST_NAME, manifest.text())
    return manifest


def _iter_data_files(store: Store) -> Iterator[tuple[str, int, Path]]:
    """Give the Parquet files in force of each canonical table, numbered from 1; contacts are made of their legs again
    by whoever verifies."""
    for table in TABLES:
        # Events are kept as they came and no measure reads them: they would double a pack for nothing.
        if table not in TABLES_LEFT_OUT:
            for place, file in enumerate(store.files(table), start=1):
                yield table, place, file
