"""Letters that did not leave, for whoever may see to them; and the mailbox of the demonstration, nowhere else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from filiere.core import Faults, Text
from filiere.site.accounts.decorators import page
from filiere.site.accounts.demo import is_demo
from filiere.site.accounts.views.common import format_faults
from filiere.site.kit.lookups import find_or_404
from filiere.site.mail.actions.retry_letter import abandon_letter, retry_letter
from filiere.site.mail.code_labels import kind_label, trouble_label
from filiere.site.mail.delivery import compute_retry_delay
from filiere.site.mail.models import MOST_FAILURES, Letter

PAGE = 30
ACTS = {
    "again": (retry_letter, Text(fr="La lettre repart.", en="The e-mail will be retried.")),
    "give-up": (abandon_letter, Text(fr="La lettre est abandonnée.", en="The e-mail has been abandoned.")),
}


@dataclass(frozen=True, slots=True)
class TroubledLetter:
    """A letter that did not leave, as a list shows it: never its text, nor the address of a discreet one.

    Of a discreet letter the day is shown alone: beside the journal, which dates sign-ins, its instant would say whose
    it is.
    """

    number: int
    written_at: datetime
    reader: str
    discreet: bool
    kind: Text
    trouble: Text
    failures: int
    next_at: datetime | None


@page("letter:mend")
@require_http_methods(["GET", "HEAD", "POST"])
def failed_letters(request: HttpRequest) -> HttpResponse:
    """The letters that did not leave, those that are tried no more first; each can be sent again or given up."""
    if request.method == "POST":
        act, words = ACTS.get(request.POST.get("act", ""), (None, None))
        number = request.POST.get("letter", "")
        if act is None or words is None or not number.isdecimal() or len(number) > 18:
            raise Http404
        try:
            act(actor=request.user, number=int(number))
        except Faults as faults:
            for told in format_faults(faults):
                messages.error(request, told)
        else:
            messages.success(request, str(words))
        return redirect("mail:failed")
    found = Letter.objects.visible_to(request.user).troubled().select_related("to").order_by("-failures", "-pk")
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    rows = [_build_troubled_letter(one) for one in page.object_list]
    return render(request, "mail/failed.html", {"nav": "staff", "page": page, "rows": rows, "most": MOST_FAILURES})


def _build_troubled_letter(letter: Letter) -> TroubledLetter:
    tried_again = letter.failures < MOST_FAILURES and letter.tried_at is not None
    return TroubledLetter(
        number=letter.pk,
        written_at=letter.written_at,
        reader="" if letter.sealed else letter.reader(),
        discreet=bool(letter.sealed),
        kind=kind_label(letter),
        trouble=trouble_label(letter),
        failures=letter.failures,
        next_at=letter.tried_at + compute_retry_delay(letter.failures) if tried_again and letter.tried_at else None,
    )


@never_cache
@require_safe
def mailbox(request: HttpRequest) -> HttpResponse:
    """The letters, newest first; `?to=` keeps those of one address."""
    if not is_demo():
        raise Http404
    letters = Letter.objects.for_demo()
    wanted = request.GET.get("to", "").strip().lower()[:254]
    pages = Paginator(letters.to_reader(wanted) if wanted else letters, PAGE)
    page = pages.get_page(request.GET.get("page"))
    return render(request, "mail/box.html", {"page": page, "wanted": wanted, "fictitious": True})


@never_cache
@require_safe
def letter(request: HttpRequest, number: int) -> HttpResponse:
    """One letter, as its reader gets it."""
    found = find_or_404(Letter.objects.for_demo().filter(pk=number).first())
    return render(request, "mail/letter.html", {"letter": found, "fictitious": True})
