"""Fields of forms with their label and their hint in both languages, as every app asks for words, days and choices.

They are those of Django by name; pages and faults print a label in the reader's language.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django import forms

from filiere.core import Text
from filiere.core.text_length import CATALOGUE


class BilingualField(forms.Field):
    """What a field of any kind is called, and what helps to fill it."""

    def __init__(self, label: Text, hint: Text | None = None, **options: Any) -> None:
        super().__init__(label=label, help_text=hint or "", **options)  # type: ignore[arg-type]


class _LengthMessage:
    """The same words for a field of a form, which gives the two lengths as Django fills in a message."""

    def __mod__(self, lengths: Mapping[str, Any]) -> str:
        found = CATALOGUE.build("text-too-long", count=lengths["show_value"], most=lengths["limit_value"])
        return f"{found.message} {found.remedy}"


class _WrittenField(BilingualField):
    """A field in which people write, and which refuses a text that is too long."""

    default_error_messages: ClassVar[dict[str, Any]] = {"max_length": _LengthMessage()}


class CharField(_WrittenField, forms.CharField):
    """Words on one line."""


class TextField(_WrittenField, forms.CharField):
    """Words on several lines, in the language ``lang`` where they have one."""

    def __init__(self, label: Text, hint: Text | None = None, *, rows: int = 5, lang: str = "", **options: Any) -> None:
        widget = forms.Textarea(attrs={"rows": rows, "lang": lang} if lang else {"rows": rows})
        super().__init__(label, hint, widget=widget, **{"max_length": 20_000} | options)

    def to_python(self, value: Any) -> str:
        """Return the text with line breaks of one character, as the browser has counted them."""
        return (super().to_python(value) or "").replace("\r\n", "\n")


class DateField(BilingualField, forms.DateField):
    """A day, taken from a calendar or typed in French."""

    def __init__(self, label: Text, hint: Text | None = None, **options: Any) -> None:
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        super().__init__(label, hint, widget=widget, input_formats=["%Y-%m-%d", "%d/%m/%Y"], **options)


class TimeField(BilingualField, forms.TimeField):
    """An hour of a day, taken from a clock or typed."""

    def __init__(self, label: Text, hint: Text | None = None, **options: Any) -> None:
        widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
        super().__init__(label, hint, widget=widget, input_formats=["%H:%M", "%Hh%M"], **options)


class ChoiceField(BilingualField, forms.ChoiceField):
    """One of several; ``words`` are choices that never change, read in the reader's language."""

    def __init__(
        self, label: Text, hint: Text | None = None, *, words: Mapping[Any, Text] | None = None, **options: Any
    ) -> None:
        if words is not None:
            options["choices"] = lambda: [(str(key), str(said)) for key, said in words.items()]
        super().__init__(label, hint, **options)


class MultipleChoiceField(BilingualField, forms.MultipleChoiceField):
    """Some of several."""


class BooleanField(BilingualField, forms.BooleanField):
    """A box to tick; one that must be says so, its label being what is agreed to and no name of a field."""

    default_error_messages: ClassVar[dict[str, Any]] = {"required": Text(fr="Cochez cette case.", en="Tick this box.")}


class IntegerField(BilingualField, forms.IntegerField):
    """A whole number."""


class EmailField(_WrittenField, forms.EmailField):
    """An address of e-mail."""


class URLField(_WrittenField, forms.URLField):
    """An address of the web."""


class ModelChoiceField(BilingualField, forms.ModelChoiceField):  # type: ignore[type-arg]
    """One row of a table."""


class FileField(BilingualField, forms.FileField):
    """A file that is streamed to disk; ``too_large`` is said of one whose reading was stopped at the size limit."""

    def __init__(self, label: Text, hint: Text | None = None, *, too_large: Text, **options: Any) -> None:
        self.too_large = too_large
        super().__init__(label, hint, allow_empty_file=True, **options)

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Refuse a file that was not read whole."""
        if getattr(data, "too_large", False):
            raise forms.ValidationError(str(self.too_large))
        return super().clean(data, initial)


def offer_choices(form: forms.BaseForm, name: str, choices: Iterable[tuple[str, Any]]) -> None:
    """Fill the choices of a field of one form."""
    field: Any = form.fields[name]
    field.choices = list(choices)
