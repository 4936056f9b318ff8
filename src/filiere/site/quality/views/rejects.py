"""The rows of a delivery that were rejected or repaired, as a file, people hashed, for the quality manager alone."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from filiere.core import Lang
from filiere.publication.table_model import spreadsheet_text
from filiere.site.accounts.decorators import page
from filiere.site.kit.file_responses import ReadingRecord, serve_file
from filiere.site.kit.shortcuts import find_or_404
from filiere.site.kit.templatetags.filiere import lang
from filiere.site.quality.models import Centre, Delivery
from filiere.site.quality.presenters.import_report import read_reject_rows, reasons_in, rejects_path
from filiere.site.quality.views.page_frame import find_row_or_404

CSV_HEADS: dict[Lang, tuple[str, ...]] = {
    "fr": ("Ligne", "Table", "Devenir", "Motif", "Colonne", "Lu"),
    "en": ("Line", "Table", "Verdict", "Reason", "Column", "Read"),
}
ROWS_PER_BLOCK = 500


@require_safe
@page("quality:contacts")
def give_rejects_file(
    request: HttpRequest, centre: Centre, delivery_key: str, extension: str = "jsonl"
) -> HttpResponseBase:
    """The file: JSON lines as the importer writes them, or CSV with one line a reason."""
    delivery = find_row_or_404(Delivery, centre, delivery_key)
    path = find_or_404(rejects_path(delivery))
    name = f"{delivery.key}-rejects.{extension}"
    reading = ReadingRecord("rejects.open", "delivery", delivery.key)
    if extension == "jsonl":
        return serve_file(request, path, name=name, media_type="application/jsonl", reading=reading)
    parts = _csv_blocks(path, lang())
    return serve_file(request, parts, name=name, media_type="text/csv; charset=utf-8", reading=reading)


def _csv_blocks(path: Path, code: Lang) -> Iterator[bytes]:
    """CSV as the reader's spreadsheet takes it; no cell runs as a formula, whatever the delivered file held."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";" if code == "fr" else ",", lineterminator="\r\n")
    writer.writerow(CSV_HEADS[code])
    written = "\ufeff"
    for number, row in enumerate(read_reject_rows(path), 1):
        for reason, column, read in reasons_in(row):
            cells = (str(row["line"]), str(row.get("table") or ""), str(row["verdict"]), reason, column, read)
            writer.writerow([spreadsheet_text(cell) for cell in cells])
        if number % ROWS_PER_BLOCK == 0:
            yield (written + buffer.getvalue()).encode()
            written = ""
            buffer.seek(0)
            buffer.truncate()
    yield (written + buffer.getvalue()).encode()
