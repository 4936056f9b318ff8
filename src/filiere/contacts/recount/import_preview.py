"""What an indicator of waits comes to on rows that are not imported yet, counted as the recount counts a store.

Each row is a contact of its own, of no known opening hours: it is what a file alone can tell before its import.
"""

from dataclasses import dataclass

import polars as pl
import pyarrow as pa

from filiere.contacts.definitions.records import Indicator
from filiere.contacts.recount.inbound_calls import SHARE_MEASURES
from filiere.contacts.recount.unit_classification import channel_condition, judge_visits
from filiere.contacts.schema import CONTACT_LEG


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveredShare:
    """A share of rows: ``numerator`` of ``denominator``; ``unknown`` of the answered ones have no known wait, and
    ``at_once`` are taken for answered at once, for nothing tells when they began to wait."""

    numerator: int
    denominator: int
    unknown: int
    at_once: int


def count_delivered_share(rows: pa.Table, indicator: Indicator) -> DeliveredShare:
    """Count a share of visits (``service_level``, ``accessibility``, ``abandonment``) over the rows of a delivery.

    ``rows`` has columns of a queue visit under their names in files, instants in microseconds UTC; a column that is not
    there is unknown.
    """
    frame = pl.DataFrame(pl.from_arrow(rows))
    columns = []
    for column in CONTACT_LEG.columns:
        kind = pl.Int64 if column.kind == "time" else pl.Boolean if column.kind == "flag" else pl.String
        known = pl.col(column.name) if column.name in frame.columns else pl.lit(None)
        columns.append(known.cast(kind, strict=False).alias(column.stored_name))
    visits = frame.lazy().select(columns).with_columns(called_back_us=pl.lit(None, pl.Int64))
    visits = visits.filter(pl.col("direction") == "inbound").filter(channel_condition(indicator))
    judged = judge_visits(visits, indicator.choices, None)
    share = SHARE_MEASURES[indicator.measure](indicator)
    kept = pl.col("aside").is_null() & share.base
    answered = pl.col("ending") == "answered"
    unbegun = pl.col("queued_us").is_null() & (
        pl.col("offered_us").is_null() | (pl.col("offered_us") >= pl.col("answered_us"))
    )
    counts = judged.select(
        numerator=(kept & share.amount).sum(),
        denominator=kept.sum(),
        unknown=(answered & pl.col("wait_us").is_null()).sum(),
        at_once=(answered & pl.col("answered_us").is_not_null() & unbegun & (pl.col("channel") == "phone")).sum(),
    ).collect()
    return DeliveredShare(**{name: int(count or 0) for name, count in counts.row(0, named=True).items()})
