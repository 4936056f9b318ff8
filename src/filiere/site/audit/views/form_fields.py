"""What the forms of the audit share: labels in both languages, texts and days."""

from __future__ import annotations

from typing import Any

from django import forms

from filiere.core import Text


def field_label(fr: str, en: str) -> Any:
    """A label in both languages; Django's types know only strings."""
    return Text(fr=fr, en=en)


def text_area(rows: int = 3, **more: Any) -> forms.Textarea:
    """A text of several lines."""
    return forms.Textarea(attrs={"rows": rows, **more})


def day_input() -> forms.DateInput:
    """A day, picked or typed."""
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
