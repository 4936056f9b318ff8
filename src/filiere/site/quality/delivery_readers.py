"""What reads a delivered file: a system by its name, a canonical table by the kind of content, a mapping by its text.

Rows that do not say whose they are belong to the centre. Rows that do keep the key that the file gives: a centre that
works for several companies tells them apart so.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pyarrow as pa
from pyarrow import compute

from filiere.contacts import CanonicalBatch, CanonicalRow, DeliveredFile, Source, SourceContext, SourceItem
from filiere.contacts import find_source as named_source
from filiere.site.quality.models import Centre, Mapping
from filiere.site.quality.source_detection import CANONICAL

OWNER_COLUMN = "organisation"


@dataclass(frozen=True, slots=True)
class CentreSource:
    """A source whose rows without organisation are those of a centre."""

    source: Source
    key: str

    @property
    def name(self) -> str:
        """The word of the source."""
        return self.source.name

    @property
    def mapping_sha256(self) -> str | None:
        """The seal of its mapping."""
        return self.source.mapping_sha256

    def read(self, file: DeliveredFile, context: SourceContext) -> Iterator[SourceItem]:
        """Yield what the file holds, each row with its organisation."""
        for item in self.source.read(file, replace(context, organisation=self.key)):
            if isinstance(item, CanonicalBatch):
                yield replace(item, rows=self._fill_owner(item.rows))
            elif isinstance(item, CanonicalRow) and not str(item.values.get(OWNER_COLUMN) or "").strip():
                yield replace(item, values={**item.values, OWNER_COLUMN: self.key})
            else:
                yield item

    def _fill_owner(self, rows: pa.Table) -> pa.Table:
        if OWNER_COLUMN not in rows.column_names:
            return rows.append_column(OWNER_COLUMN, pa.array([self.key] * rows.num_rows, pa.string()))
        said = rows.column(OWNER_COLUMN).cast(pa.string())
        blank = compute.fill_null(compute.equal(compute.utf8_trim_whitespace(said), ""), True)
        place = rows.column_names.index(OWNER_COLUMN)
        return rows.set_column(place, OWNER_COLUMN, compute.if_else(blank, self.key, said))


@contextmanager
def open_reader(centre: Centre, source: str, kind: str, mapping: Mapping | None) -> Iterator[CentreSource]:
    """The source of a file of this kind; raises ``Faults`` for a source that is unknown, and for a faulty mapping."""
    if mapping is None:
        canonical = "canonical-parquet" if kind == "parquet" else "canonical-csv"
        yield CentreSource(named_source(canonical if source == CANONICAL else source), centre.key)
        return
    # A mapping is read from a file, so that its faults have lines; that of a job is removed though the job is killed.
    with tempfile.TemporaryDirectory(prefix="mapping-") as folder:
        path = Path(folder) / f"{mapping.name}.yaml"
        path.write_text(mapping.text, encoding="utf-8")
        yield CentreSource(named_source(str(path)), centre.key)
