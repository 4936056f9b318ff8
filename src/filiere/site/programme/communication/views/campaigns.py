"""A campaign on one page: its operations, what is said in them now, and what each came to.

A campaign is the name that operations share. Counts of two operations are never added: each was made in its own way.
"""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from filiere.site.kit.bilingual_text import count_in_letters, localize
from filiere.site.observatory.figure_register import current_register
from filiere.site.programme.communication.campaign_slugs import make_campaign_slug
from filiere.site.programme.communication.embargo import list_said, visible_messages, visible_operations
from filiere.site.programme.communication.presenters import (
    build_message_views,
    build_operation_view,
    build_result_view,
)
from filiere.site.programme.communication.views.common import count_messages, render_page


@require_safe
def show_campaign(request: HttpRequest, campaign: str) -> HttpResponse:
    """The page; `Http404` for a campaign of which its reader may read no operation."""
    now, register = timezone.now(), current_register()
    seen = visible_operations(request.user, now).exclude(campaign="").prefetch_related("results").order_by("day", "pk")
    operations = [one for one in seen if make_campaign_slug(one.campaign) == campaign]
    if not operations:
        raise Http404
    said = list_said(register, visible_messages(request.user, now).filter(operation__in=operations))
    views = [build_operation_view(one, now) for one in operations]
    name = operations[-1].campaign
    return render_page(
        request,
        "campaign.html",
        {
            "campaign": name,
            "title": _write_title(name, len(operations), len(said)),
            "operations": views,
            "said": build_message_views(register, said),
            "results": [
                (view, [build_result_view(register, result) for result in view.operation.results.all()])
                for view in views
                if view.operation.results.all()
            ],
            "fictitious": any(one.fictitious for one in operations),
        },
    )


def _write_title(name: str, operations: int, messages: int) -> str:
    many = count_in_letters(operations)
    told = count_messages(messages, ("en vigueur", "en vigueur"), ("in force", "in force"))
    return localize(
        f"{name} : {many} opération{'s' if operations > 1 else ''}, {told}",
        f"{name}: {many} operation{'' if operations == 1 else 's'}, {told}",
    )
