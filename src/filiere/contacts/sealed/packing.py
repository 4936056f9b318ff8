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
from filiere.contacts.definitions import DefinitionSet
from filiere.contacts.definitions.loading import FOLDER, load_set
from filiere.contacts.engines import Engine, open_engine
from filiere.contacts.exclusions import foretell, left_out
from filiere.contacts.gates import GateReport, gate_report
from filiere.contacts.indicators import compute, computed, context_of
from filiere.contacts.rows import IndicatorRow
from filiere.contacts.schema import TABLES
from filiere.contacts.sealed.archive import ArchiveWriter
from filiere.contacts.sealed.figures import CSV_NAME, JSON_NAME, as_csv, as_json
from filiere.contacts.sealed.imports_found import FOLDER as IMPORTS
from filiere.contacts.sealed.imports_found import LEFT_OUT
from filiere.contacts.sealed.manifest import (
    NAME,
    Definition,
    Erased,
    Exclusion,
    File,
    Gate,
    Level,
    Manifest,
    Software,
    Source,
    sealed,
)
from filiere.contacts.sealed.manifest_found import WHOLE
from filiere.contacts.sealed.report import REPORT_NAME, report
from filiere.contacts.store import Store
from filiere.core.content import content_path


@dataclass(frozen=True, slots=True)
class Sealed:
    """A set of definitions with the bytes of its file."""

    definition: DefinitionSet
    raw: bytes


def sealed_set(name: str | Path) -> Sealed:
    """Return a shipped set or that of a file, with its bytes; raise :class:`Faults` as ``load_set`` does."""
    definition = load_set(name)
    path = Path(name)
    if not path.is_file():
        path = content_path(*FOLDER, f"{definition.name}.yaml")
    return Sealed(definition, path.read_bytes())


def make_pack(
    store: Store, sets: Sequence[Sealed], out: Path, *, level: Level | None = None, engine: Engine | None = None
) -> Manifest:
    """Write the pack of a store under some definitions, and return its manifest.

    Figures are given for the whole, and at ``level`` where it is another. The file appears whole or not at all. Without
    ``engine``, DuckDB is opened for the call.
    """
    if engine is None:
        with open_engine() as opened:
            return make_pack(store, sets, out, level=level, engine=opened)
    definitions = [one.definition for one in sets]
    levels = [WHOLE, *([level] if level and level != WHOLE else [])]
    draft = out.with_name(out.name + ".new")
    try:
        with ArchiveWriter(draft) as archive, ThreadPoolExecutor(1) as beside:
            # One core copies and hashes the rows while figures are computed of them.
            copying = beside.submit(_copied, store, archive)
            with engine.holding():
                context = context_of(store, engine)
                foretell(context, definitions)
                gates = gate_report(context, store.deliveries, store.erasures)
                figures = [computed(context, definitions, gates=gates)]
                excluded = [Exclusion(**asdict(one)) for one in left_out(context, definitions)]
            figures += [
                compute(store, definitions, by=one.by, interval=one.interval, engine=engine, gates=gates)
                for one in levels[1:]
            ]
            files = copying.result()
            manifest = _written(
                store, sets, archive, files, levels=levels, figures=figures, gates=gates, excluded=excluded
            )
        draft.replace(out)
    finally:
        draft.unlink(missing_ok=True)
    return manifest


def _copied(store: Store, archive: ArchiveWriter) -> list[File]:
    """Write the rows in force, and return their files."""
    return [
        _added(archive, f"data/{table}/{place:05}.parquet", file, table=table, rows=pq.read_metadata(file).num_rows)
        for table, place, file in _data(store)
    ]


def _added(archive: ArchiveWriter, name: str, content: bytes | Path, **about: Any) -> File:
    done = archive.add(name, content)
    return File(name=name, size=done.size, sha256=done.sha256, **about)


def _written(
    store: Store,
    sets: Sequence[Sealed],
    archive: ArchiveWriter,
    files: list[File],
    *,
    levels: Sequence[Level],
    figures: Sequence[Sequence[IndicatorRow]],
    gates: GateReport,
    excluded: Sequence[Exclusion],
) -> Manifest:
    """Write all that is not rows, whose files are written already, and return the manifest."""
    rows: Counter[str] = Counter()
    for file in files:
        rows[file.table or ""] += file.rows or 0

    def add(name: str, content: bytes | Path) -> None:
        files.append(_added(archive, name, content))

    for one in sets:
        add(f"definitions/{one.definition.name}.yaml", one.raw)
    for delivery in dict.fromkeys(one.report for one in store.deliveries if one.erased_on is None):
        add(f"{IMPORTS}{Path(delivery).name}", store.folder / delivery)
    add(JSON_NAME, as_json(figures))
    add(CSV_NAME, as_csv(figures))
    content: Mapping[str, Any] = {
        "software": Software(name="filiere", version=__version__),
        "zone": store.zone,
        "zones": store.zones(),
        "organisations": store.organisations(),
        "definitions": [
            Definition(
                id=one.definition.id,
                version=one.definition.version,
                sha256=one.definition.sha256,
                file=f"definitions/{one.definition.name}.yaml",
            )
            for one in sets
        ],
        "sources": [Source(**{name: getattr(one, name) for name in Source.model_fields}) for one in store.deliveries],
        "erasures": [Erased(**{name: getattr(one, name) for name in Erased.model_fields}) for one in store.erasures],
        "rows": rows,
        "levels": levels,
        "figures": sum(map(len, figures)),
        "exclusions": excluded,
        "gates": [
            Gate(code=one.code, verdict=one.verdict, numbers=one.numbers, sentence=one.sentence) for one in gates.checks
        ],
    }
    # The report is written from the manifest without the list of files, in which it stands itself.
    draft = sealed(**content, files=files)
    add(REPORT_NAME, report(draft, [one.definition for one in sets], figures))
    manifest = sealed(**content, files=files)
    archive.add(NAME, manifest.text())
    return manifest


def _data(store: Store) -> Iterator[tuple[str, int, Path]]:
    """Give the Parquet files in force of each canonical table, numbered from 1; contacts are made of their legs again
    by whoever verifies."""
    for table in TABLES:
        # Events are kept as they came and no measure reads them: they would double a pack for nothing.
        if table not in LEFT_OUT:
            for place, file in enumerate(store.files(table), start=1):
                yield table, place, file
