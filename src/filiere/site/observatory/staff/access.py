"""The door of the staff side: the one of every page of a person (see `accounts.access`)."""

from __future__ import annotations

from filiere.site.accounts.access import View, needs, signed_in

__all__ = ["View", "needs", "signed_in"]
