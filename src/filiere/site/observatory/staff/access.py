"""The door of the staff side: the one of every page of a person (see `accounts.access`)."""

from __future__ import annotations

from filiere.site.accounts.decorators import View, permission_required, sign_in_required

__all__ = ["View", "permission_required", "sign_in_required"]
