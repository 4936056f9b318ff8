"""What the tables of an app, or some of them, say otherwise than the journal."""

from __future__ import annotations

from typing import Any


def differences_of(app: str) -> list[Any]:
    """Return what differs in the tables of an app: rows sealed whole, then what its own functions compare."""
    from filiere.site.journal.extension_points import comparisons
    from filiere.site.journal.sealed_rows import sealed_rows

    whole = [one.compare for one in sealed_rows if one.model._meta.app_label == app]
    own = [compare for compare in comparisons if compare.__module__ == f"filiere.site.{app}.journal_reconciliation"]
    return [found for compare in (*whole, *own) for found in compare()]


def differences_in(*names: str) -> list[Any]:
    """Return what differs in the tables of these models, by their names."""
    from filiere.site.journal.sealed_rows import sealed_rows

    return [found for one in sealed_rows if one.model.__name__ in names for found in one.compare()]
