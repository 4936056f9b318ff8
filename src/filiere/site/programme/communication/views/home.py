"""Operations and messages: what is said now, to everybody; to whoever prepares it, what waits as well."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from filiere.core.typography import raise_first_letter
from filiere.site.kit.bilingual_text import localize
from filiere.site.observatory.figure_register import current_register
from filiere.site.programme.communication.embargo import visible_messages, visible_operations
from filiere.site.programme.communication.models import Message, Operation
from filiere.site.programme.communication.presenters import (
    build_message_views,
    build_operation_view,
    build_result_view,
    may_write,
)
from filiere.site.programme.communication.views.common import count_messages, render_page

UNFINISHED = frozenset({Message.State.DRAFT, Message.State.SUBMITTED, Message.State.REFUSED})
MOST_SHOWN = 60
"""Messages and operations of a list; what is older is found by the search."""


@require_safe
def show_communication(request: HttpRequest) -> HttpResponse:
    """The page."""
    now, register, writes = timezone.now(), current_register(), may_write(request.user)
    views = build_message_views(register, visible_messages(request.user, now).order_by("-in_force_at", "-pk"))
    public = set(visible_messages(None, now).values_list("pk", flat=True))
    said = [one for one in views if one.current and one.message.pk in public]
    hushed = [one for one in views if one.current and one.message.pk not in public]
    operations = list(visible_operations(request.user, now).prefetch_related("results"))
    coming = [one for one in operations if one.day >= timezone.localdate(now) and one.state != Operation.State.HELD]
    past = [one for one in operations if one not in coming]
    return render_page(
        request,
        "home.html",
        {
            "title": _write_title(len(said)),
            "said": said[:MOST_SHOWN],
            "hushed": hushed,
            "waiting": [one for one in views if one.message.state in UNFINISHED] if writes else [],
            "recalled": [one for one in views if one.stale or one.message.state == Message.State.RECALLED]
            if writes
            else [],
            "coming": [build_operation_view(one, now) for one in reversed(coming)],
            "past": [
                (build_operation_view(one, now), [build_result_view(register, result) for result in one.results.all()])
                for one in past[:MOST_SHOWN]
            ],
            "writes": writes,
            "fictitious": any(one.message.fictitious for one in said),
        },
    )


def _write_title(count: int) -> str:
    if not count:
        return localize(
            "Aucun message n’est en vigueur pour l’instant",
            "No message is in force for now",
        )
    words = count_messages(
        count,
        ("est en vigueur, attaché à un chiffre retenu", "sont en vigueur, chacun attaché à un chiffre retenu"),
        ("is in force, bound to a retained figure", "are in force, each attached to a retained figure"),
    )
    return raise_first_letter(words)
