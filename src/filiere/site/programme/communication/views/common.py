"""What the pages of communication share: their frame, the operation or the message of an address, counts in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from filiere.site.kit.bilingual_text import count_in_letters, localize
from filiere.site.kit.shortcuts import find_or_404
from filiere.site.programme.communication.embargo import visible_messages, visible_operations
from filiere.site.programme.communication.models import Message, Operation

HERE = "programme:operations"


def render_page(request: HttpRequest, template: str, context: Mapping[str, Any], status: int = 200) -> HttpResponse:
    """Answer with a page of communication."""
    return render(
        request, f"programme/communication/{template}", {"nav": "programme", "here": HERE, **context}, status=status
    )


def find_operation(request: HttpRequest, operation_key: str) -> Operation:
    """Return the operation of an address; `Http404` for one that its reader may not read of yet."""
    return find_or_404(visible_operations(request.user, timezone.now()).for_key(operation_key))


def find_message(request: HttpRequest, message_key: str) -> Message:
    """Return the message of an address; `Http404` for one that its reader may not read of."""
    return find_or_404(visible_messages(request.user, timezone.now()).for_key(message_key))


def count_messages(count: int, fr: tuple[str, str], en: tuple[str, str]) -> str:
    """Return a count of messages and what is said of them, singular or plural: “trois messages sont prêts”."""
    words = count_in_letters(count, masculine=True)
    several = count > 1
    return localize(
        f"{words} message{'s' if several else ''} {fr[several]}",
        f"{words} message{'' if count == 1 else 's'} {en[count != 1]}",
    )


def render_act_form(request: HttpRequest, things: Any, context: dict[str, Any], status: int) -> HttpResponse:
    """The page of one form, in the frame of communication; the thing it is about names the way back."""
    thing = things[-1] if things else None
    return render_page(
        request, "act.html", {"thing": thing, "crumb": "" if thing is None else str(thing), **context}, status
    )
