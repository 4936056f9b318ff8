"""The canonical tables of contacts and of the work behind them.

Each is a CSV with exactly its columns, whatever system the rows came from, and is stored as Parquet with its instants
as whole microseconds UTC and its people as keyed hashes.
"""

from collections.abc import Mapping

from filiere.contacts.schema.columns import LINEAGE, Column, ColumnKind, Table
from filiere.contacts.schema.legs import CONTACT_EVENT, CONTACT_LEG, DIRECTIONS, EVENT_TYPES, MACHINE_REASONS, OUTCOMES
from filiere.contacts.schema.operations import (
    AGENT_STATE,
    CALENDAR,
    CASE,
    FORECAST,
    QUEUE_MAP,
    SERVICE_UPTIME,
    STAFF_MONTH,
)
from filiere.contacts.schema.surveys_and_reviews import MYSTERY_CONTACT, QUALITY_REVIEW, SURVEY_ANSWER

TABLES: Mapping[str, Table] = {
    table.name: table
    for table in (
        *(CONTACT_LEG, CONTACT_EVENT, AGENT_STATE, CASE, SURVEY_ANSWER, CALENDAR, QUEUE_MAP, FORECAST),
        *(MYSTERY_CONTACT, QUALITY_REVIEW, SERVICE_UPTIME, STAFF_MONTH),
    )
}
"""Every canonical table by name, contacts first."""

__all__ = [
    "AGENT_STATE",
    "CALENDAR",
    "CASE",
    "CONTACT_EVENT",
    "CONTACT_LEG",
    "DIRECTIONS",
    "EVENT_TYPES",
    "FORECAST",
    "LINEAGE",
    "MACHINE_REASONS",
    "MYSTERY_CONTACT",
    "OUTCOMES",
    "QUALITY_REVIEW",
    "QUEUE_MAP",
    "SERVICE_UPTIME",
    "STAFF_MONTH",
    "SURVEY_ANSWER",
    "TABLES",
    "Column",
    "ColumnKind",
    "Table",
]
