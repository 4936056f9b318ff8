"""The measures by name: what an indicator of a definition says it measures.

    base        what a measure is, and what it is given

A family of measures is a module here that names its own in a ``MEASURES``; this list is their union.
"""

from collections.abc import Mapping

from filiere.contacts.measures.base import Context, Files, Indicator, Measure

MEASURES: Mapping[str, Measure] = {}
"""Every measure by the name that definitions give it."""

__all__ = ["MEASURES", "Context", "Files", "Indicator", "Measure"]
