"""Pages of errors: what happened, why, what to do, in the reader's language, with the frame of every page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from filiere.core import Text


def _page(request: HttpRequest, status: int, title: Text, reason: Text, remedy: Text) -> HttpResponse:
    context = {"error_title": title, "error_reason": reason, "error_remedy": remedy, "error_status": status}
    return render(request, "error.html", context, status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """400: the request could not be read."""
    return _page(
        request,
        400,
        Text(fr="Demande illisible", en="The request could not be read"),
        Text(
            fr="Le serveur n’a pas compris ce qui lui a été envoyé.",
            en="The server did not understand what it was sent.",
        ),
        Text(fr="Revenez à la page précédente et recommencez.", en="Go back to the previous page and try again."),
    )


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: the right is missing; a refusal by `require` says which."""
    reason = getattr(exception, "reason", None) or Text(
        fr="Votre compte n’a pas le droit d’ouvrir cette page ou de faire cet acte.",
        en="Your account may not open this page or do this act.",
    )
    return _page(
        request,
        403,
        Text(fr="Accès refusé", en="Access refused"),
        reason,
        Text(
            fr="Demandez à un administrateur des comptes le rôle qui convient, ou connectez-vous avec un autre compte.",
            en="Ask an administrator of accounts for the right role, or sign in with another account.",
        ),
    )


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """404: nothing at this address."""
    return _page(
        request,
        404,
        Text(fr="Page introuvable", en="Page not found"),
        Text(fr="Rien n’est publié à cette adresse.", en="Nothing is published at this address."),
        Text(
            fr="Vérifiez l’adresse, ou cherchez dans le registre des chiffres.",
            en="Check the address, or search the register of figures.",
        ),
    )


def server_error(request: HttpRequest) -> HttpResponse:
    """500: a fault of ours."""
    return _page(
        request,
        500,
        Text(fr="Une erreur est survenue", en="Something went wrong"),
        Text(
            fr="La page n’a pas pu être construite. La faute vient du site, pas de vous ; elle est notée.",
            en="The page could not be built. The fault is the site’s, not yours; it is logged.",
        ),
        Text(fr="Réessayez dans un moment.", en="Try again in a moment."),
    )


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001
    """403 of a form whose token is missing or too old."""
    return _page(
        request,
        403,
        Text(fr="Formulaire expiré", en="The form has expired"),
        Text(
            fr="Le formulaire envoyé ne porte pas le jeton de votre session : il a été ouvert trop longtemps, "
            "ou les cookies sont refusés.",
            en="The form sent does not carry your session’s token: it stayed open too long, or cookies are refused.",
        ),
        Text(
            fr="Rechargez la page du formulaire et envoyez-le de nouveau. Rien n’a été enregistré.",
            en="Reload the page of the form and send it again. Nothing was saved.",
        ),
    )
