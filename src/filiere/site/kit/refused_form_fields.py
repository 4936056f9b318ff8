"""The fields of a form that was sent, given back when it could not be taken: all but passwords, codes and files."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest

FORM_TOKEN = "form_token"  # noqa: S105  The name of a field.
SHORT_LENGTH = 40
"""Characters up to which a value is a choice rather than a text."""
LEFT_OUT_NAMES = ("csrfmiddlewaretoken", FORM_TOKEN, "password", "code", "credential")


@dataclass(frozen=True, slots=True)
class SubmittedFields:
    """Names and values in the order sent; whether there may have been files, or secrets left out; the form's token."""

    fields: tuple[tuple[str, str], ...]
    files: bool
    secrets: bool
    token: str

    @property
    def long(self) -> tuple[tuple[str, str], ...]:
        """The fields that somebody wrote, worth showing and copying."""
        return tuple(one for one in self.fields if _is_long_text(one[1]))

    @property
    def short(self) -> tuple[tuple[str, str], ...]:
        """The choices, days and keys, sent again as they were."""
        return tuple(one for one in self.fields if not _is_long_text(one[1]))


def _is_long_text(value: str) -> bool:
    return len(value) > SHORT_LENGTH or "\n" in value


def read_submitted_fields(request: HttpRequest) -> SubmittedFields:
    """Return what was typed in the form of a request."""
    sent = [
        (name, value)
        for name, values in request.POST.lists()
        if name not in {"csrfmiddlewaretoken", FORM_TOKEN}
        for value in values
        if isinstance(value, str)
    ]
    fields = tuple((name, value) for name, value in sent if not any(word in name.lower() for word in LEFT_OUT_NAMES))
    return SubmittedFields(
        fields=fields,
        files=request.content_type == "multipart/form-data",
        secrets=len(fields) < len(sent),
        token=str(request.POST.get(FORM_TOKEN, "")),
    )
