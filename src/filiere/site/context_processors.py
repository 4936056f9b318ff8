"""What every template may ask for: who is signed in and what they may do, looked up only if asked."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject


def user_context(request: HttpRequest) -> dict[str, Any]:
    """`user`, lazy: a public page that never names it costs no query and does not vary by cookie."""
    return {"user": SimpleLazyObject(lambda: getattr(request, "user", None))}
