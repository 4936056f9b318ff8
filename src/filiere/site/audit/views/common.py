"""What the pages of the audit share: a form of fields in both languages, faults on the page, the way back."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest

from filiere.core import Faults, Text


def label(fr: str, en: str) -> Any:
    """A label in both languages; Django's types know only strings."""
    return Text(fr=fr, en=en)


def words(text: Text) -> str:
    """A text in the language of the page."""
    return str(text)


def told(request: HttpRequest, faults: Faults) -> None:
    """Put the faults of an act above the page the person goes back to."""
    for fault in faults.faults:
        messages.error(request, f"{words(fault.message)} {words(fault.remedy)}")


def done(request: HttpRequest, fr: str, en: str) -> None:
    """Say what was done above the page the person goes to."""
    messages.success(request, words(Text(fr=fr, en=en)))


def area(rows: int = 3, **more: Any) -> forms.Textarea:
    """A text of several lines."""
    return forms.Textarea(attrs={"rows": rows, **more})


def day_input() -> forms.DateInput:
    """A day, picked or typed."""
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
