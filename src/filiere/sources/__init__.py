"""Connectors: where public data comes from, what it must look like, and how it becomes tables that can be trusted.

The order of a load: :func:`pull` (only when a user asks), :func:`prepare`, :func:`publish`; then :func:`table` and
:func:`aggregates` read what was published, :func:`crossings` what no page shows of it, :func:`places` where its
communes are.
"""

from filiere.sources.connector import Column, Connector, Layout, connector, connectors
from filiere.sources.load import Prepared, discard, prepare, prepare_apart, publish, sweep, versions_folder
from filiere.sources.log import Refused
from filiere.sources.query import aggregates, crossings, places, table
from filiere.sources.report import read as read_report

__all__ = [
    "Column",
    "Connector",
    "Layout",
    "Prepared",
    "Refused",
    "aggregates",
    "connector",
    "connectors",
    "crossings",
    "discard",
    "places",
    "prepare",
    "prepare_apart",
    "publish",
    "read_report",
    "sweep",
    "table",
    "versions_folder",
]
