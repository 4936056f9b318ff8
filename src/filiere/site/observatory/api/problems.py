"""Errors of the API, in the form of RFC 9457: what, why and what to do, in the language that was asked for."""

import re
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI, Schema
from ninja.errors import ValidationError

from filiere.core import Fault, Faults
from filiere.core.spelling import close_words
from filiere.core.text import Text
from filiere.core.typography import french
from filiere.site.errors import problem
from filiere.site.languages import asked_language
from filiere.site.observatory.words import both

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
NOTHING_THERE = {"unknown-figure", "unknown-filter", "unknown-territory"}


def refuse_unknown(request: HttpRequest, known: set[str]) -> None:
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


def refused(request: HttpRequest, error: Faults, status: int) -> HttpResponse:
    """The problem that tells faults: the first in its title, each of them apart, in the language asked for."""
    lang = asked_language(request)
    errors = [fault.as_json(lang) for fault in error.faults]
    if lang == "fr":
        errors = [one | {key: french(one[key]) for key in ("message", "remedy")} for one in errors]
    return problem(status, errors[0]["message"], errors[0]["remedy"], errors)


def _said(item: dict[str, Any]) -> Text:
    """What is wrong with the value of a parameter, in both languages; the library's own words are English."""
    known = item.get("ctx", {})
    match item["type"]:
        case "missing":
            return both("Ce paramètre manque.", "This parameter is missing.")
        case "int_parsing" | "int_type" | "int_from_float":
            return both("Il faut un nombre entier.", "It must be a whole number.")
        case "bool_parsing" | "bool_type":
            return both("Il faut true ou false.", "It must be true or false.")
        case "greater_than_equal":
            return both(f"Il faut au moins {known['ge']}.", f"It must be at least {known['ge']}.")
        case "less_than_equal":
            return both(f"Il faut au plus {known['le']}.", f"It must be at most {known['le']}.")
        case "string_too_long":
            return both(
                f"Il faut au plus {known['max_length']} signes.",
                f"It must have at most {known['max_length']} characters.",
            )
        case "literal_error":
            choices = re.findall(r"'([^']*)'", known["expected"])
            return both(f"Il faut un de : {', '.join(choices)}.", f"It must be one of: {', '.join(choices)}.")
        case "string_pattern_mismatch":
            return both(
                "Cette valeur n’est pas de celles qui sont décrites.", "This value is not one of the allowed values."
            )
    return both("Cette valeur n’est pas valable.", str(item["msg"]))


def install(api: NinjaAPI) -> None:
    """Make every error of the API a problem."""

    @api.exception_handler(Faults)
    def faults(request: HttpRequest, error: Faults) -> HttpResponse:
        status = 404 if {fault.code for fault in error.faults} <= NOTHING_THERE else 422
        return refused(request, error, status)

    @api.exception_handler(ValidationError)
    def validation(request: HttpRequest, error: ValidationError) -> HttpResponse:
        lang = asked_language(request)
        errors = [
            {"key": str(item["loc"][-1]), "code": item["type"], "message": _said(item).get(lang)}
            for item in error.errors
        ]
        named = ", ".join(str(item["key"]) for item in errors)
        detail = french(f"Vérifiez : {named}.") if lang == "fr" else f"Check: {named}."
        return problem(422, _NOT_VALID.get(lang), detail, errors)
