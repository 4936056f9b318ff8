"""The door of every page of a person: sign in, show the second factor if one is due, then the right of the page.

A form sent by a session that has ended is kept aside, so that signing in again loses nothing (see `pending_forms`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from filiere.core import Text
from filiere.site.accounts.models import User
from filiere.site.accounts.pending_forms import keep_form
from filiere.site.accounts.reauthentication import find_missing_proof
from filiere.site.kit.act_views import PageAct, act_view, show_form
from filiere.site.kit.refused_form_fields import read_submitted_fields
from filiere.site.kit.rights import SITE, require, rights, scopes

View = Callable[..., HttpResponseBase]

DOOR, SIGNED_IN = "door", "signed in"
_sign_out_cookies: set[str] = set()


def register_sign_out_cookie(cookie: str) -> str:
    """Have the browser forget a cookie of an upper app when somebody signs out; return its name."""
    _sign_out_cookies.add(cookie)
    return cookie


def delete_sign_out_cookies(response: HttpResponseBase) -> None:
    """Have the browser forget those cookies."""
    for cookie in _sign_out_cookies:
        response.delete_cookie(cookie, samesite="Lax")


def _find_door(request: HttpRequest) -> HttpResponseBase | None:
    """Return where who asks must go first: to sign in, or to show a second factor that is due."""
    if not request.user.is_authenticated:
        return redirect_to_sign_in(request)
    return None if request.user.is_verified else redirect_to_second_factor(request)


def signed_in_user(request: HttpRequest) -> User:
    """Return who asks, behind a door: an account, since a visitor was led to sign in."""
    user = request.user
    assert isinstance(user, User)  # noqa: S101  The door let nobody else in; this only tells the type checker.
    return user


def sign_in_required(view: View) -> View:
    """Send visitors to the sign-in page, and bring them back to this one; the same for a second factor that is due."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        return _find_door(request) or view(request, *args, **kwargs)

    guarded = never_cache(wrapped)
    # What guards each page can be read back: a test compares it with the table of rights that people read.
    guarded.__dict__.setdefault(DOOR, SIGNED_IN)
    return guarded


def page(right: str) -> Callable[[View], View]:
    """Let through who holds a right, of the site or on the thing that the key of the address names.

    The view is given that thing after the request, in place of its key. Visitors are sent to sign in; others are
    refused, which is recorded: a stranger to a thing that is hidden from strangers reads “not found”.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if door := _find_door(request):
                return door
            scope = scopes[rights[right].on]
            if scope.name == SITE:
                require(request.user, right)
                return view(request, *args, **kwargs)
            thing = scope.find(kwargs.pop("key"))
            require(request.user, right, thing)
            return view(request, thing, *args, **kwargs)

        guarded = never_cache(wrapped)
        guarded.__dict__[DOOR] = right
        return guarded

    return decorate


def act_page(right: str | None, acts: Mapping[str, PageAct] | PageAct, **how: Any) -> View:
    """Return the page that only runs acts (see `act_view`), behind the door of a right; of signing in, without one.

    ``proof`` is what `reauthentication_required` returns, where whoever acts proves first that it is they.
    """
    return require_POST(_make_page(right, acts, **how))


def form_page(right: str | None, acts: Mapping[str, PageAct] | PageAct, **how: Any) -> View:
    """Return the page that shows the forms of acts and runs them, behind the same door and proof."""
    return require_http_methods(["GET", "HEAD", "POST"])(_make_page(right, acts, **how))


def _make_page(right: str | None, acts: Any, *, proof: Callable[[View], View] | None = None, **how: Any) -> View:
    view = act_view(acts, **how)
    return (page(right) if right is not None else sign_in_required)(proof(view) if proof is not None else view)


SAVE = Text(fr="Enregistrer", en="Save")


@dataclass(frozen=True, slots=True)
class FormWords:
    """What the page of one form says: above it, its title, what it is for and a note; below, its button."""

    title: Text
    about: Text | str = ""
    button: Text = SAVE
    note: Text | str = ""


def act_form_page(
    right: str | None,
    offered: PageAct,
    words: Text | FormWords | Callable[[Any], FormWords],
    *,
    frame: Callable[..., HttpResponse],
    back: str | Callable[[Any], str],
    find: Callable[..., Any] | None = None,
) -> View:
    """Return the page of the form of one act, behind the same door.

    ``words`` may be a title alone, or depend on the thing of the page; a form that has a ``button`` says its own.
    ``frame(request, things, context, status)`` draws the page in the frame of its app, by the template
    ``forms/act.html``, from what the door found and the thing that ``find`` returns.
    """

    def show(request: HttpRequest, *found: Any) -> HttpResponse:
        *things, form, status = found
        said = words(things[-1]) if callable(words) else words
        said = FormWords(said) if isinstance(said, Text) else said
        context = {name: str(getattr(said, name)) for name in ("title", "about", "button", "note")}
        return frame(request, things, {"form": form, **context}, status)

    return form_page(right, offered, find=find, show=show_form(offered, show), back=back)


def reauthentication_required(
    *, password: bool = True, methods: tuple[str, ...] = ("GET", "HEAD", "POST")
) -> Callable[[View], View]:
    """Lead to confirm first that it is oneself, when that was not proved within ten minutes (see `reauthentication`).

    Without ``password`` only the second factor is asked: the page asks for the password itself. To be put under the
    door of the page, for the methods of which it changes something.
    """

    def decorator(view: View) -> View:
        @wraps(view)
        def wrapped(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
            user: Any = request.user
            if request.method in methods and find_missing_proof(request, user, password=password):
                return redirect_to_reauthentication(request)
            return view(request, *args, **kwargs)

        return wrapped

    return decorator


NOT_KEPT = Text(
    fr="Ce que vous aviez saisi n’a été ni enregistré ni gardé : une fois connecté, saisissez-le de nouveau.",
    en="What you had entered was neither saved nor kept: once signed in, enter it again.",
)


def redirect_to_sign_in(request: HttpRequest) -> HttpResponseBase:
    """The sign-in page, which leads back here; what was typed in a form is kept and offered again."""
    return _build_redirect(request, reverse("accounts:sign-in"))


def redirect_to_reauthentication(request: HttpRequest) -> HttpResponseBase:
    """The page that asks again for the password and the second factor, which leads back here."""
    return _build_redirect(request, reverse("accounts:confirm"))


def redirect_to_second_factor(request: HttpRequest) -> HttpResponseBase:
    """The page of the second factor, which leads back here."""
    return _build_redirect(request, reverse("accounts:second-factor"))


def _build_redirect(request: HttpRequest, door: str) -> HttpResponseBase:
    if is_asked_by_program(request):
        # A script that saves while one types cannot follow a page: it is told where to lead the person.
        return JsonResponse({"sign_in": door}, status=401)
    if request.method in {"GET", "HEAD"}:
        return redirect_to_login(request.get_full_path(), door)
    token = keep_form(request)
    back = reverse("accounts:kept") if token else find_form_page(request)
    response = redirect_to_login(back, door)
    if token:
        token.put(request, response)
    elif read_submitted_fields(request).fields:
        messages.warning(request, str(NOT_KEPT))
    return response


def is_asked_by_program(request: HttpRequest) -> bool:
    """Whether a script asks, of a page of ours or another, which cannot show a page to its person."""
    if request.headers.get("X-Requested-With") in {"fetch", "XMLHttpRequest"}:
        return True
    accepted = request.headers.get("Accept", "")
    return "application/json" in accepted and "text/html" not in accepted


def find_form_page(request: HttpRequest) -> str:
    """Where a form that could not be kept was sent from, if that was a page of ours; else the account."""
    sender = request.headers.get("Referer", "")
    if sender and is_safe_next(request, sender):
        return urlsplit(sender)._replace(scheme="", netloc="").geturl()
    return reverse("accounts:account")


def is_safe_next(request: HttpRequest, address: str) -> bool:
    """Whether an address may be followed: a page of this very site, over the same security."""
    # What has no slash would be taken for the name of a view, by the redirection that follows it.
    return "/" in address and url_has_allowed_host_and_scheme(
        address, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
