"""Pages of errors: what happened, why, what to do, in the reader's language, with the frame of every page.

Under the API the same is told as a problem (RFC 9457), which a program can read.
"""

from __future__ import annotations

import logging
import sys

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.template.loader import render_to_string

from filiere.core import Text, use_language
from filiere.site.failure_responses import build_failure_response
from filiere.site.kit.bilingual_text import localize
from filiere.site.kit.languages import API_PREFIX, find_asked_language, find_reader_language, use_page_language
from filiere.site.kit.problems import build_problem

log = logging.getLogger("filiere.site")
MAX_NAME_LENGTH = 100
"""Characters of a refused name that the log keeps: it is whatever the visitor sent."""


def _render_error_page(request: HttpRequest, status: int, title: Text, reason: Text, remedy: Text) -> HttpResponse:
    if request.path_info.startswith(API_PREFIX):
        with use_language(find_asked_language(request)):
            return build_problem(status, str(title), f"{reason} {remedy}")
    context = {"error_title": title, "error_reason": reason, "error_remedy": remedy, "error_status": status}
    return render(request, "error.html", context, status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: the request could not be read; 413 where it is too large for its page."""
    if exception is not None and (known := build_failure_response(request, exception)) is not None:
        return known
    return _render_error_page(
        request,
        400,
        Text(fr="Requête illisible", en="The request could not be read"),
        Text(
            fr="Le serveur n’a pas compris ce qui lui a été envoyé.",
            en="The server did not understand what it was sent.",
        ),
        Text(fr="Revenez à la page précédente et recommencez.", en="Go back to the previous page and try again."),
    )


_UNKNOWN_HOST = (
    Text(fr="Ce site n’est pas servi sous ce nom", en="This site is not available under this name"),
    Text(
        fr="La requête désigne un site que ce serveur ne connaît pas. Rien n’a été fait.",
        en="The request names a site this server does not know. Nothing was done.",
    ),
    Text(
        fr="Vérifiez l’adresse que vous avez suivie. Si vous administrez ce serveur, ajoutez le nom à "
        "FILIERE_ALLOWED_HOSTS.",
        en="Check the address you followed. If you run this server, add the name to FILIERE_ALLOWED_HOSTS.",
    ),
)


def unknown_host(request: HttpRequest) -> HttpResponse:
    """400: the request was sent to a name that is not the site's.

    The page has no frame: its links would carry a name that nobody vouches for.
    """
    name = str(request.META.get("HTTP_HOST", ""))
    log.warning("refused: %a is not in FILIERE_ALLOWED_HOSTS", name[:MAX_NAME_LENGTH])
    return _render_bare_error(request, 400, _UNKNOWN_HOST)


_UNSUPPORTED_ENCODING = (
    Text(fr="Envoi dans un autre codage", en="Unsupported encoding"),
    Text(
        fr="Cet envoi déclare un codage autre que UTF-8. Rien n’a été lu ni fait.",
        en="The data sent declares an encoding other than UTF-8. Nothing was read or done.",
    ),
    Text(
        fr="Renvoyez-le depuis la page du site, ou en UTF-8 si c’est un programme qui envoie.",
        en="Send it again from the site’s page, or in UTF-8 if a program is sending it.",
    ),
)


def unsupported_encoding(request: HttpRequest) -> HttpResponse:
    """415: what was sent is not in UTF-8, in which every page of the site sends its forms."""
    return _render_bare_error(request, 415, _UNSUPPORTED_ENCODING)


_UNREADABLE_TYPE = (
    Text(fr="Envoi illisible", en="The data sent cannot be read"),
    Text(
        fr="L’en-tête Content-Type, qui décrit l’envoi, est mal formé. Rien n’a été lu ni fait.",
        en="The Content-Type header, which describes the data sent, is malformed. Nothing was read or done.",
    ),
    Text(
        fr="Renvoyez-le depuis la page du site ; si c’est un programme qui envoie, corrigez cet en-tête.",
        en="Send it again from the site’s page; if a program is sending it, correct this header.",
    ),
)


def show_unreadable_type(request: HttpRequest) -> HttpResponse:
    """400: nobody can say what was sent."""
    return _render_bare_error(request, 400, _UNREADABLE_TYPE)


def _render_bare_error(request: HttpRequest, status: int, said: tuple[Text, Text, Text]) -> HttpResponse:
    """An answer before anybody's session or language is known."""
    if request.path_info.startswith(API_PREFIX):
        return _render_error_page(request, status, *said)
    words = {**dict(zip(("title", "reason", "remedy"), said, strict=True)), "request": request, "status": status}
    lang = find_reader_language(request)
    with use_page_language(lang):
        response = HttpResponse(render_to_string("unknown_host.html", words), status=status)
    response.headers["Content-Language"] = lang
    response.headers["X-Frame-Options"] = "DENY"
    return response


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: the right is missing; a refusal by `require` says which."""
    reason = getattr(exception, "reason", None) or Text(
        fr="Votre compte n’a pas le droit d’ouvrir cette page ou de faire cet acte.",
        en="Your account is not allowed to open this page or perform this action.",
    )
    remedy = Text(
        fr="Demandez à un administrateur des comptes le rôle qui convient, ou connectez-vous avec un autre compte.",
        en="Ask an account administrator for the right role, or sign in with another account.",
    )
    if getattr(exception, "is_closed", False):
        remedy = Text(
            fr="Cette étape n’est pas ouverte, ou ne l’est plus. Ce que vous pouvez faire maintenant est dans votre "
            "espace.",
            en="This step is not open, or no longer is. What you can do now is in your space.",
        )
    return _render_error_page(request, 403, Text(fr="Accès refusé", en="Access denied"), reason, remedy)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """404: nothing at this address, or nothing that this account may know of; which of the two is never said."""
    if request.path_info.startswith(API_PREFIX):
        return _render_error_page(
            request,
            404,
            Text(fr="Rien à cette adresse", en="Nothing at this address"),
            Text(fr="L’API n’a pas cette adresse.", en="The API does not have this address."),
            Text(
                fr="Ses adresses sont décrites dans /api/v1/openapi.json.",
                en="Its addresses are described in /api/v1/openapi.json.",
            ),
        )
    return _render_error_page(
        request,
        404,
        Text(fr="Page introuvable", en="Page not found"),
        Text(fr="Rien n’est publié à cette adresse.", en="Nothing is published at this address."),
        Text(
            fr="Vérifiez l’adresse, ou cherchez dans le registre des chiffres.",
            en="Check the address, or search the register of figures.",
        ),
    )


def method_not_allowed(request: HttpRequest, response: HttpResponseBase) -> HttpResponse:
    """405 of the API, as a problem: it is read only."""
    with use_language(find_asked_language(request)):
        title = localize("Méthode refusée", "Method not allowed")
        detail = localize("L’API se lit : demandez par GET ou HEAD.", "The API is read-only: use GET or HEAD.")
    refusal = build_problem(405, title, detail)
    allowed = [name.strip() for name in response.headers.get("Allow", "GET").split(",")]
    refusal.headers["Allow"] = ", ".join([*allowed, "HEAD"] if "GET" in allowed else allowed)
    return refusal


def server_error(request: HttpRequest) -> HttpResponse:
    """500: a fault of ours; what went wrong on the machine before or after the view has its own answer."""
    error = sys.exception()
    if error is not None and (known := build_failure_response(request, error)) is not None:
        return known
    return _render_error_page(
        request,
        500,
        Text(fr="Une erreur est survenue", en="Something went wrong"),
        Text(
            fr="La page n’a pas pu être construite. L’erreur vient du site, pas de vous ; elle a été enregistrée.",
            en="The page could not be built. The error is ours, not yours; it has been logged.",
        ),
        Text(fr="Réessayez dans un moment.", en="Try again in a moment."),
    )


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001
    """403 of a form whose token is missing or too old."""
    return _render_error_page(
        request,
        403,
        Text(fr="Formulaire expiré", en="The form has expired"),
        Text(
            fr="Le formulaire envoyé ne porte pas le jeton de votre session : il a été ouvert trop longtemps, "
            "ou les cookies sont refusés.",
            en=(
                "The form submitted does not contain your session’s token: it stayed open too long, or cookies are "
                "blocked."
            ),
        ),
        Text(
            fr="Rechargez la page du formulaire et envoyez-le de nouveau. Rien n’a été enregistré.",
            en="Reload the form’s page and submit it again. Nothing was saved.",
        ),
    )
