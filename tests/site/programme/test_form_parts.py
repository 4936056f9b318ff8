"""Long forms stand in parts: every field in one of them, and each part under its title."""

from __future__ import annotations

from typing import Any

import pytest
from django import forms

from filiere.core import Text
from filiere.site.programme.communication.forms import OperationForm
from filiere.site.programme.dialogue.forms import AmendmentForm, RewriteForm, WordingForm
from filiere.site.programme.form_parts import FormInParts
from filiere.site.programme.plan.forms import ActionForm


@pytest.mark.parametrize("form", [ActionForm, OperationForm, WordingForm, AmendmentForm, RewriteForm])
def test_every_field_stands_in_one_part(form: Any) -> None:
    placed = [name for _, names in form.part_titles for name in names]
    assert sorted(placed) == sorted(form.base_fields)


class ExampleForm(FormInParts):
    """Two parts, whose order is not that of the fields."""

    last = forms.CharField()
    first = forms.CharField()
    part_titles = (
        (Text(fr="Début", en="Beginning"), ("first",)),
        (Text(fr="Fin", en="End"), ("last",)),
    )


def test_a_form_is_drawn_part_by_part_and_its_faults_come_in_that_order() -> None:
    form = ExampleForm({})
    html = form.render()
    order = ["Début", 'name="first"', "Fin", 'name="last"']
    assert [html.count(said) for said in order] == [1, 1, 1, 1]
    assert sorted(order, key=html.index) == order
    assert list(form.errors) == ["first", "last"]
