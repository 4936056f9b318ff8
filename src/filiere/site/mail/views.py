"""Letters that did not leave, for whoever may see to them; one's digest of tasks; the mailbox of the demonstration."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from filiere.core import Text
from filiere.site.accounts.decorators import form_page, sign_in_required, signed_in_user
from filiere.site.accounts.demo_people import TYPED_ADDRESSES, is_demo
from filiere.site.kit.act_views import PageAct
from filiere.site.kit.shortcuts import find_or_404
from filiere.site.mail.actions.retry_letter import abandon_letter, retry_letter
from filiere.site.mail.code_labels import kind_label, trouble_label
from filiere.site.mail.delivery import compute_retry_delay
from filiere.site.mail.models import MOST_FAILURES, Letter
from filiere.site.mail.todo_digests import end_digest, find_digest, set_digest

PAGE = 30
_LOCAL_ADDRESS = re.compile(r"http://localhost:\d+/")


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


def _list_failed_letters(request: HttpRequest, _sent: object, *, status: int) -> HttpResponse:
    found = Letter.objects.visible_to(request.user).troubled().select_related("to").order_by("-failures", "-pk")
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    rows = [_build_troubled_letter(one) for one in page.object_list]
    context = {"nav": "staff", "page": page, "rows": rows, "most": MOST_FAILURES}
    return render(request, "mail/failed.html", context, status=status)


def _find_letter(request: HttpRequest, _nothing: None) -> Letter:
    number = request.POST.get("letter", "")
    if not number.isdecimal() or len(number) > 18:
        raise Http404
    return get_object_or_404(Letter.objects.visible_to(request.user), pk=int(number))


_RETRY = PageAct(retry_letter, Text(fr="L’e-mail sera renvoyé.", en="The e-mail will be retried."), row=_find_letter)
_ABANDON = Text(fr="L’e-mail est abandonné.", en="The e-mail has been abandoned.")

failed_letters = form_page(
    "letter:mend",
    {"give-up": replace(_RETRY, act=abandon_letter, done=_ABANDON), "again": _RETRY},
    show=_list_failed_letters,
    back="mail:failed",
)
"""The letters that did not leave, those that are tried no more first; each can be sent again or given up."""


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
    """The letters to the people of the demonstration, newest first; `?to=` keeps those of one address.

    What was written to an address that a visitor typed shows to this visitor, and to whoever knows the address.
    """
    if not is_demo():
        raise Http404
    letters = Letter.objects.for_demo()
    wanted = request.GET.get("to", "").strip().lower()[:254]
    shown = letters.to_reader(wanted) if wanted else letters.to_people_or(request.session.get(TYPED_ADDRESSES, []))
    page = Paginator(shown, PAGE).get_page(request.GET.get("page"))
    # The letter written last is a reminder, hence to a centre that has not answered: its link opens a form.
    open_letter = None if wanted else letters.to_fictitious_addresses().first()
    context = {"page": page, "wanted": wanted, "fictitious": True, "open_letter": open_letter}
    return render(request, "mail/box.html", context)


@never_cache
@require_safe
def letter(request: HttpRequest, number: int) -> HttpResponse:
    """One letter, as its reader gets it; its links lead to where the demonstration is being read."""
    found = find_or_404(Letter.objects.for_demo().filter(pk=number).first())
    body = _LOCAL_ADDRESS.sub(request.build_absolute_uri("/"), found.shown_body())
    return render(request, "mail/letter.html", {"letter": found, "body": body, "fictitious": True})


@sign_in_required
@require_POST
def choose_digest(request: HttpRequest) -> HttpResponse:
    """Choose how often the list of one's tasks comes by mail."""
    set_digest(signed_in_user(request), request.POST.get("every", ""))
    messages.success(request, str(Text(fr="Choix enregistré.", en="Choice saved.")))
    return redirect("accounts:account")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def end_digest_page(request: HttpRequest, token: str) -> HttpResponse:
    """The page of the link that ends the digest: one click, with or without a session."""
    row = find_digest(token)
    if row is None:
        return render(request, "mail/digest_end.html", {"step": "void"}, status=404)
    if request.method != "POST":
        return render(request, "mail/digest_end.html", {"step": "end"})
    end_digest(row.user)
    return render(request, "mail/digest_end.html", {"step": "ended"})
