"""Errors as problems, which a program reads (RFC 9457): what, why and what to do, in the language asked for."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse

from filiere.core import Fault, Faults
from filiere.core.spelling import close_words
from filiere.core.text import Text
from filiere.core.typography import typeset_french
from filiere.site.kit.languages import find_asked_language
from filiere.site.kit.request_number import request_identity

PROBLEM_TYPE = "application/problem+json"


def build_problem(status: int, title: str, detail: str, errors: Sequence[dict[str, Any]] = ()) -> HttpResponse:
    """An answer of the API that is an error: a short title, the sentence to read, one item a fault."""
    body: dict[str, Any] = {"title": title, "status": status, "detail": detail, "errors": list(errors)}
    if identity := request_identity.get():
        body["request"] = identity
    return JsonResponse(body, status=status, content_type=PROBLEM_TYPE, json_dumps_params={"ensure_ascii": False})


def reject_unknown_parameters(request: HttpRequest, known: set[str]) -> None:
    """Raise :class:`Faults` when a parameter is misspelt: ignoring it would answer another question."""
    faults = []
    for name in request.GET:
        if name not in known:
            near = ", ".join(close_words(name, known, most=3)) or ", ".join(sorted(known))
            faults.append(
                Fault(
                    code="unknown-parameter",
                    message=Text(fr=f"Le paramètre « {name} » n’existe pas.", en=f"There is no parameter “{name}”."),
                    remedy=Text(fr=f"Paramètres connus : {near}.", en=f"Known parameters: {near}."),
                    key=name,
                )
            )
    if faults:
        raise Faults(faults)


def problem_response(request: HttpRequest, error: Faults, status: int) -> HttpResponse:
    """The problem that tells faults: the first in its title, each of them apart, in the language asked for."""
    lang = find_asked_language(request)
    errors = [fault.as_json(lang) for fault in error.faults]
    if lang == "fr":
        errors = [one | {key: typeset_french(one[key]) for key in ("message", "remedy")} for one in errors]
    return build_problem(status, errors[0]["message"], errors[0]["remedy"], errors)
