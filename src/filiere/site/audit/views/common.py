"""What the pages of the audit share: a form of fields in both languages, faults on the page, the way back."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest

from filiere.core import Faults, Text


def field_label(fr: str, en: str) -> Any:
    """A label in both languages; Django's types know only strings."""
    return Text(fr=fr, en=en)


def text_in_language(text: Text) -> str:
    """A text in the language of the page."""
    return str(text)


def flash_faults(request: HttpRequest, faults: Faults) -> None:
    """Put the faults of an act above the page the person goes back to."""
    for fault in faults.faults:
        messages.error(request, f"{text_in_language(fault.message)} {text_in_language(fault.remedy)}")


def flash_done(request: HttpRequest, fr: str, en: str) -> None:
    """Say what was done above the page the person goes to."""
    messages.success(request, text_in_language(Text(fr=fr, en=en)))


def text_area(rows: int = 3, **more: Any) -> forms.Textarea:
    """A text of several lines."""
    return forms.Textarea(attrs={"rows": rows, **more})


def day_input() -> forms.DateInput:
    """A day, picked or typed."""
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
