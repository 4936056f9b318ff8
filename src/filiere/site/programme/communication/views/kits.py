"""The kit of an operation: its press sheet, its chart and its figures; to whoever prepares it, who received it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from filiere.core import Text
from filiere.site.accounts.decorators import act_page, form_page
from filiere.site.kit.act_views import PageAct
from filiere.site.kit.shortcuts import find_or_404
from filiere.site.kit.tables import list_downloads
from filiere.site.observatory.figure_register import current_register
from filiere.site.programme.communication.actions.kits import forget_recipient, give_kit
from filiere.site.programme.communication.forms import KitForm
from filiere.site.programme.communication.models import KitRecipient, Operation
from filiere.site.programme.communication.presenters import build_message_views, may_write
from filiere.site.programme.communication.press_kit import draw_page_chart
from filiere.site.programme.communication.rights import WRITE
from filiere.site.programme.communication.tables import TABLE_ID
from filiere.site.programme.communication.views.common import find_operation, render_page

_GIVE = PageAct(give_kit, Text(fr="Remise notée.", en="Recipients noted."), KitForm)


@require_safe
def show_kit(request: HttpRequest, operation_key: str) -> HttpResponse:
    """The page."""
    return _render_kit(request, find_operation(request, operation_key), {}, status=200)


def _render_kit(request: HttpRequest, operation: Operation, sent: dict[str, KitForm], *, status: int) -> HttpResponse:
    register, writes = current_register(), may_write(request.user)
    views = [
        one for one in build_message_views(register, operation.messages.select_related("operation")) if one.current
    ]
    return render_page(
        request,
        "kit.html",
        {
            "operation": operation,
            "said": views,
            "chart": draw_page_chart(register, [one.message for one in views]),
            "downloads": list_downloads(TABLE_ID, {"id": operation.key})[:3],
            "recipients": operation.recipients.all() if writes else (),
            "form": (sent.get("") or _GIVE.make_form(request, operation)) if writes and views else None,
            "writes": writes,
            "fictitious": operation.fictitious,
        },
        status,
    )


def _address(operation: Operation) -> str:
    return reverse("programme:kit", args=[operation.key])


give_page = form_page(WRITE, _GIVE, find=find_operation, show=_render_kit, back=_address)


def _find_recipient(request: HttpRequest, operation_key: str, recipient_key: str) -> KitRecipient:
    operation = find_operation(request, operation_key)
    return find_or_404(operation.recipients.select_related("operation").filter(key=recipient_key).first())


forget_page = act_page(
    WRITE,
    PageAct(forget_recipient, Text(fr="Destinataire retiré de la liste.", en="Recipient removed from the list.")),
    find=_find_recipient,
    back=lambda recipient: _address(recipient.operation),
)
