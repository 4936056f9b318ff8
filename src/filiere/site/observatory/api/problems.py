"""Errors of the API, in the form of RFC 9457: what, why and what to do, in the language that was asked for."""

import re
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI, Schema
from ninja.errors import ValidationError

from filiere.core import Fault, Faults
from filiere.core.spelling import close_words
from filiere.core.text import Text
from filiere.core.typography import typeset_french
from filiere.site.error_views import build_problem
from filiere.site.kit.languages import find_asked_language
from filiere.site.kit.phrases import bilingual

_NOT_VALID = Text(fr="Un paramètre n’est pas valable", en="A parameter is not valid")


class Problem(Schema):
    """A problem: a short title, the status, the sentence to read, and one item a fault."""

    title: str
    status: int
    detail: str
    errors: list[dict[str, Any]]


# What any address may answer beside its own result; given to every operation, so that it is documented.
PROBLEMS = {404: Problem, 422: Problem}


# Faults about a thing that was named and does not exist; any other fault is about how it was asked.
NOT_FOUND_CODES = {"unknown-figure", "unknown-filter", "unknown-territory"}


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


def _problem_text(item: dict[str, Any]) -> Text:
    """What is wrong with the value of a parameter, in both languages; the library's own words are English."""
    known = item.get("ctx", {})
    match item["type"]:
        case "missing":
            return bilingual("Ce paramètre manque.", "This parameter is missing.")
        case "int_parsing" | "int_type" | "int_from_float":
            return bilingual("Il faut un nombre entier.", "It must be a whole number.")
        case "bool_parsing" | "bool_type":
            return bilingual("Il faut true ou false.", "It must be true or false.")
        case "greater_than_equal":
            return bilingual(f"Il faut au moins {known['ge']}.", f"It must be at least {known['ge']}.")
        case "less_than_equal":
            return bilingual(f"Il faut au plus {known['le']}.", f"It must be at most {known['le']}.")
        case "string_too_long":
            return bilingual(
                f"Il faut au plus {known['max_length']} signes.",
                f"It must have at most {known['max_length']} characters.",
            )
        case "literal_error":
            choices = re.findall(r"'([^']*)'", known["expected"])
            return bilingual(f"Il faut un de : {', '.join(choices)}.", f"It must be one of: {', '.join(choices)}.")
        case "string_pattern_mismatch":
            return bilingual(
                "Cette valeur n’est pas de celles qui sont décrites.", "This value is not one of the allowed values."
            )
    return bilingual("Cette valeur n’est pas valable.", str(item["msg"]))


def install_handlers(api: NinjaAPI) -> None:
    """Make every error of the API a problem."""

    @api.exception_handler(Faults)
    def faults(request: HttpRequest, error: Faults) -> HttpResponse:
        status = 404 if {fault.code for fault in error.faults} <= NOT_FOUND_CODES else 422
        return problem_response(request, error, status)

    @api.exception_handler(ValidationError)
    def validation(request: HttpRequest, error: ValidationError) -> HttpResponse:
        lang = find_asked_language(request)
        errors = [
            {"key": str(item["loc"][-1]), "code": item["type"], "message": _problem_text(item).get(lang)}
            for item in error.errors
        ]
        named = ", ".join(str(item["key"]) for item in errors)
        detail = typeset_french(f"Vérifiez : {named}.") if lang == "fr" else f"Check: {named}."
        return build_problem(422, _NOT_VALID.get(lang), detail, errors)
