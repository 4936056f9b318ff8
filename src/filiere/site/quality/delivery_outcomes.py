"""What a delivery brought to the store: its visits by outcome, and the months of contacts that a centre has."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zoneinfo import ZoneInfo

from filiere.contacts import Store, open_database, parquet_sql
from filiere.site.quality import figure_store
from filiere.site.quality.models import Centre, Delivery


def read_delivery_outcomes(store: Store, sha256: str, *, zone: str) -> Mapping[str, Any]:
    """The visits in force that a delivery brought, as ``outcomes`` (how many of each), and ``first_month`` and
    ``last_month``, the local months in which the first and the last of them arrived; empty for a delivery of none."""
    files = store.files("contact_leg")
    if not files:
        return {}
    # The fingerprint of the delivery comes as a value.
    query = f"""
        SELECT outcome, count(*), min(arrived_us), max(arrived_us) FROM {parquet_sql(files)} AS legs
        WHERE delivery = ? GROUP BY outcome ORDER BY count(*) DESC, outcome
    """  # noqa: S608
    with TemporaryDirectory(prefix="filiere-outcomes-") as folder, open_database(Path(folder)) as connection:
        rows = connection.execute(query, [sha256]).fetchall()
    if not rows:
        return {}
    ends = {"first_month": min(first for _, _, first, _ in rows), "last_month": max(last for *_, last in rows)}
    months = {
        name: f"{datetime.fromtimestamp(end // 1_000_000, UTC).astimezone(ZoneInfo(zone)):%Y-%m}"
        for name, end in ends.items()
    }
    return {"outcomes": {outcome: count for outcome, count, *_ in rows}, **months}


def list_months(centre: Centre) -> tuple[str, ...]:
    """The months of the contacts that a centre keeps, the latest first, then ``all`` of them."""
    store = figure_store.open_store(centre)
    months = {month for table in ("contact", "case") for month in store.months(table)} if store is not None else set()
    return (*sorted(months, reverse=True), "all")


def find_last_month(centre: Centre, among: Collection[str]) -> str:
    """The month of the file that was imported last, ``all`` where no file tells one of those ``among``."""
    told = Delivery.objects.for_store(centre).filter(report__last_month__isnull=False).order_by("-imported_at", "-pk")
    month = told.values_list("report__last_month", flat=True).first()
    return str(month) if month in among else "all"
