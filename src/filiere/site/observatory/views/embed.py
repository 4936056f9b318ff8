"""The card of a figure that another site may show in a frame: the number never leaves without its source."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from filiere.core import Faults
from filiere.site.error_views import not_found
from filiere.site.observatory.figure_register import current_register
from filiere.site.security_exemptions import allow_embedding

LONG_AMOUNT, LONGEST_AMOUNT = 14, 20
"""Signs of an amount from which it is written smaller, so that it stays on one line of the documented frame."""


def amount_size_class(amount: str) -> str:
    """The class of an amount by its length: none for a short one, which is written large."""
    return "longest" if len(amount) > LONGEST_AMOUNT else "long" if len(amount) > LONG_AMOUNT else ""


@allow_embedding
@require_safe
def figure_card(request: HttpRequest, figure_id: str) -> HttpResponse:
    """A figure with its unit, its scope, its source and a link to its page."""
    register = current_register()
    try:
        figure = register.find(figure_id)
    except Faults as faults:
        return not_found(request, faults)
    amount = register.amount(figure)
    context = {
        "figure": figure,
        "title": str(register.title(figure)),
        "amount": amount,
        "size": amount_size_class(amount),
        "source": register.sources[figure.source],
        "said_by": register.said_by(figure),
        "confidence": register.name("confidence", figure.confidence),
    }
    return render(request, "observatory/embed.html", context)
