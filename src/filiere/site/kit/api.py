"""The public API: what the pages show, for programs, described in OpenAPI; each app registers its addresses.

It reads through the same engines and querysets as the pages, so that a program and a reader never see two different
numbers. Everything is read only. Errors follow RFC 9457 (see `problems`).
"""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI, Router, Schema
from ninja.errors import HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation

from filiere import __version__
from filiere.core import Faults, Text
from filiere.core.content_folder import content_path
from filiere.core.language import choose_words
from filiere.core.yaml_documents import read_yaml
from filiere.site.kit.bilingual_text import bilingual
from filiere.site.kit.problems import PROBLEM_TYPE, build_problem, problem_response

API_DESCRIPTIONS: dict[str, Text] = {}
"""The addresses of the API in words; one that is not here shows the words of its own description."""
NOT_FOUND_CODES: set[str] = set()
"""Faults about a thing that was named and does not exist; any other fault is about how it was asked."""
INCOMPLETE_ADDRESSES: set[str] = set()
"""Addresses that answer nothing without a parameter of the query."""


class Problem(Schema):
    """A problem: a short title, the status, the sentence to read, and one item a fault."""

    title: str
    status: int
    detail: str
    errors: list[dict[str, Any]]


# What any address may answer beside its own result; given to every operation, so that it is documented.
PROBLEMS = {404: Problem, 422: Problem}


@lru_cache(maxsize=1)
def _property_words() -> dict[str, Text]:
    return {key: Text(**words) for key, words in read_yaml(content_path("api", "properties.yaml")).data.items()}


def describe_property(schema: str, name: str) -> Text | None:
    """What a property of a schema means, or a parameter; None when nobody said so."""
    return _property_words().get(f"{schema}.{name}", _property_words().get(name))


class PublicAPI(NinjaAPI):
    """An API whose description says what each property is, and gives problems their own media type."""

    def get_openapi_operation_id(self, operation: Operation) -> str:
        """Return the name of the function that answers, by which clients that are generated call it."""
        return operation.view_func.__name__

    def get_openapi_schema(self, *args: Any, **kwargs: Any) -> OpenAPISchema:
        """Return the description, with ``application/problem+json`` where a problem is answered."""
        schema = super().get_openapi_schema(*args, **kwargs)
        for name, described in schema["components"]["schemas"].items():
            for key, item in described.get("properties", {}).items():
                if words := describe_property(name, key):
                    item.setdefault("description", words.en)
        for operations in schema["paths"].values():
            for operation in operations.values():
                for parameter in operation.get("parameters", ()):
                    if words := describe_property("parameter", parameter["name"]):
                        parameter.setdefault("description", words.en)
                for status, answer in operation["responses"].items():
                    if int(status) >= 400 and "application/json" in answer.get("content", {}):
                        answer["content"] = {PROBLEM_TYPE: answer["content"]["application/json"]}
        return schema


api = PublicAPI(
    title="Filière",
    version=__version__,
    description=(
        "Chaque nombre avec sa source, sa définition et sa méthode. Les textes sont en français, ou en anglais par "
        "`lang=en`. · Every number with its source, its definition and its method. Texts are in French, or in English "
        "by `lang=en`."
    ),
    openapi_url="openapi.json",
    docs_url=None,
    urls_namespace="api",
)


def register_api(
    prefix: str,
    router: Router,
    *,
    tag: str,
    descriptions: Mapping[str, Text],
    not_found: Iterable[str] = (),
    incomplete: Iterable[str] = (),
) -> None:
    """Add the addresses of a router under a prefix, each with its words, and the codes of faults that answer 404."""
    api.add_router(prefix, router, tags=[tag])
    API_DESCRIPTIONS.update(descriptions)
    NOT_FOUND_CODES.update(not_found)
    INCOMPLETE_ADDRESSES.update(incomplete)


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


@api.exception_handler(Faults)
def _answer_faults(request: HttpRequest, error: Faults) -> HttpResponse:
    status = 404 if {fault.code for fault in error.faults} <= NOT_FOUND_CODES else 422
    return problem_response(request, error, status)


@api.exception_handler(HttpError)
def _answer_unreadable_body(_: HttpRequest, error: HttpError) -> HttpResponse:
    title = choose_words("La demande ne se lit pas", "The request cannot be read")
    return build_problem(
        error.status_code, title, choose_words("Envoyez du JSON bien formé.", "Send well-formed JSON.")
    )


@api.exception_handler(ValidationError)
def _answer_invalid_parameters(_: HttpRequest, error: ValidationError) -> HttpResponse:
    errors = [
        {"key": str(item["loc"][-1]), "code": item["type"], "message": str(_problem_text(item))}
        for item in error.errors
    ]
    named = ", ".join(str(item["key"]) for item in errors)
    detail = choose_words(f"Vérifiez : {named}.", f"Check: {named}.")
    return build_problem(
        422, choose_words("Un paramètre n’est pas valable", "A parameter is not valid"), detail, errors
    )
