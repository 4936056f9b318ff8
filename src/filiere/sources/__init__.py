"""Connectors: where public data comes from, what it must look like, and how it becomes tables that can be trusted.

The order of a load: :func:`pull` (only when a user asks), :func:`prepare`, :func:`publish`; then :func:`table` and
:func:`aggregates` read what was published, :func:`crossings` what no page shows of it, :func:`places` where its
communes are.
"""

from filiere.sources.connector_catalogue import (
    Connector,
    FetchedSource,
    Layout,
    Source,
    SourceColumn,
    connector,
    connectors,
    fetched_sources,
    find_source,
)
from filiere.sources.load_log import RefusedFile
from filiere.sources.report import read_report as read_report
from filiere.sources.staged_load import (
    PreparedLoad,
    discard,
    prepare,
    prepare_in_subprocess,
    publish,
    remove_stale_staging,
    versions_folder,
)
from filiere.sources.table_queries import aggregates, crossings, places, table

__all__ = [
    "Connector",
    "FetchedSource",
    "Layout",
    "PreparedLoad",
    "RefusedFile",
    "Source",
    "SourceColumn",
    "aggregates",
    "connector",
    "connectors",
    "crossings",
    "discard",
    "fetched_sources",
    "find_source",
    "places",
    "prepare",
    "prepare_in_subprocess",
    "publish",
    "read_report",
    "remove_stale_staging",
    "table",
    "versions_folder",
]
