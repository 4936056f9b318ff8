"""Forms of every app: how they are drawn, an act run with what a form holds, and its faults put at their fields."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.forms.renderers import DjangoTemplates
from django.http import HttpRequest
from django.template.loader import get_template

from filiere.core import Faults, Text


class FormRenderer(DjangoTemplates):
    """Draws forms and fields by the templates of the site, and what they hold by those of Django."""

    form_template_name = "forms/form.html"
    field_template_name = "forms/field.html"

    def get_template(self, template_name: str) -> Any:
        """Return a template of the site's folder ``forms``, or one of Django's."""
        return (
            get_template(template_name) if template_name.startswith("forms/") else super().get_template(template_name)
        )


class RowForm(forms.Form):
    """A form about a row, on a page that may have one for each: the identifiers of its fields end with the row's.

    Its faults are told by the frame of the page, where whoever sent it arrives, and at its fields.
    """

    template_name = "forms/fields.html"

    def __init__(self, row: object, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options | {"auto_id": f"%s-{row}"})


def tell_in_frame(request: HttpRequest, form: forms.BaseForm) -> None:
    """Have the frame of the page tell the faults of a refused form about a row, or of one that is a button alone."""
    if isinstance(form, RowForm) or not form.fields:
        request.refused_form = form  # type: ignore[attr-defined]


def show_faults(form: forms.BaseForm, faults: Faults) -> None:
    """Put the faults of an act in the form, in the reader's language, each with what to do.

    A form whose fields are those of one thing among others says by ``key_prefix`` how the keys of its faults begin.
    """
    prefix: str = getattr(form, "key_prefix", "")
    for fault in faults.faults:
        # A fault of the thing itself is shown at the field it is about; one of another thing, above the form.
        key = (fault.key or "").removeprefix(prefix)
        form.add_error(key if key in form.fields else None, f"{fault.message} {fault.remedy}")


def flash_faults(request: HttpRequest, faults: Faults) -> None:
    """Say on the next page why an act that asks for no words was refused, each fault with what to do."""
    for fault in faults.faults:
        messages.error(request, f"{fault.message} {fault.remedy}")


def run_form_act(request: HttpRequest, form: forms.Form, act: Callable[[], Any], words: Text | None = None) -> bool:
    """Run an act with a valid form; show its faults in the form, or the words of its success on the next page."""
    done = False
    try:
        if done := form.is_valid():
            act()
    except Faults as faults:
        show_faults(form, faults)
        done = False
    if not done:
        tell_in_frame(request, form)
    elif words is not None:
        messages.success(request, str(words))
    return done
