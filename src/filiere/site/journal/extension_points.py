"""What other apps tell the journal: the tables that it can be compared with, and acts of which pages name nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from filiere.site.kit.hooks import Hook

if TYPE_CHECKING:
    from filiere.site.journal.reconciliation import Comparison

comparisons: Hook[Comparison] = Hook()
"""Functions that yield what differs between the tables of an app and what the journal tells of them."""

unnamed_acts: Hook[str] = Hook()
"""Acts of which pages name nobody. Their entries hold who did them, as all do: whoever runs the server reads it."""
