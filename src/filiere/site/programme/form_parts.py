"""A long form in parts, each under a title of its own, drawn by `forms/fields.html`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.forms.boundfield import BoundField

from filiere.core import Text


class FormInParts(forms.Form):
    """A form whose `part_titles` tell under which title each field stands; every field is in one part."""

    part_titles: tuple[tuple[Text, tuple[str, ...]], ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields([name for _, names in self.part_titles for name in names])

    @property
    def parts(self) -> Iterator[tuple[Text, list[BoundField]]]:
        """Each title with the fields that stand under it."""
        for title, names in self.part_titles:
            yield title, [self[name] for name in names]
