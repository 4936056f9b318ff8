"""Numbers typed in the forms of the site have few figures, whatever the exponent."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.urls import get_resolver


@pytest.mark.parametrize("typed", ["1e99999999", "1E+40", "-1e16", "1e-99999999"])
def test_a_few_signs_make_no_number_that_fills_the_memory(typed: str) -> None:
    """What is typed becomes a whole number with all its figures, in the process that answers everybody."""
    from filiere.site.observatory.staff.forms import CorrectForm

    for name in ("value", "low", "high"):
        with pytest.raises(ValidationError):
            CorrectForm.base_fields[name].clean(typed)
    assert CorrectForm.base_fields["value"].clean("36353.5") == Decimal("36353.5")


def test_every_decimal_field_of_the_site_has_a_number_of_figures() -> None:
    """A guard for the whole class: a field without one takes any exponent."""
    get_resolver().url_patterns  # noqa: B018  Loads every view, and the forms with them.
    waiting: list[type] = [forms.BaseForm]
    found = []
    while waiting:
        kind = waiting.pop()
        waiting += kind.__subclasses__()
        for name, field in getattr(kind, "base_fields", {}).items():
            if isinstance(field, forms.DecimalField):
                found.append(name)
                assert field.max_digits is not None and field.decimal_places is not None, f"{kind}.{name}"  # noqa: PT018
    assert found
