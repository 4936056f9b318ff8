"""What the journal seals of a row of the programme, from the names of its fields: long words by their fingerprint."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import models

from filiere.core import seal

_CENT = Decimal("0.01")


def seal_fields(*names: str) -> Callable[[models.Model], dict[str, Any]]:
    """Return what makes the payload of a row of these fields: rows that they point to by number, amounts to the cent,
    texts and structures by their seal."""

    def build(row: models.Model) -> dict[str, Any]:
        return {name: _write_field(row, name) for name in names}

    return build


def _write_field(row: models.Model, name: str) -> Any:
    field = row._meta.get_field(name)
    value = getattr(row, field.attname if isinstance(field, models.ForeignKey) else name)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value.quantize(_CENT))
    if isinstance(value, dict | list) or isinstance(field, models.TextField):
        return seal(value)
    return value
