"""The page of the API: each address with its parameters, each thing that it gives with what its properties mean.

It is made from the description that programs read, so that it never says anything else.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import resolve, reverse
from django.views.decorators.http import require_safe

from filiere.core import Text, source_language
from filiere.core.numbers import format_number
from filiere.site.kit.api import API_DESCRIPTIONS, INCOMPLETE_ADDRESSES, api, describe_property
from filiere.site.kit.bilingual_text import bilingual, localize

_TYPE_WORDS: Mapping[str, Text] = {
    "string": bilingual("texte", "text"),
    "integer": bilingual("nombre entier", "whole number"),
    "number": bilingual("nombre", "number"),
    "boolean": bilingual("vrai ou faux", "true or false"),
    "array": bilingual("liste", "list"),
    "object": bilingual("objet", "object"),
}
_ANY = bilingual("toute valeur", "any value")
_OR_NULL = bilingual("ou null", "or null")
_EXAMPLES: Mapping[str, str] = {
    "/api/v1/search": "q=emplois",
    "/api/v1/figures": "limit=1",
    "/api/v1/sources": "",
    "/api/v1/indicators": "",
    "/api/v1/weight/range": "year=2008",
    "/api/v1/territories/": "kind=region22",
    "/api/v1/tables": "",
    "/api/v1/referentials": "",
    "/api/v1/register": "",
    "/api/v1/quality/definitions": "",
}
"""The address of each group that is asked as an example, with its query."""
_WRONG = ("/api/v1/figures", "limit=abc")
_LONGEST_EXAMPLE = 12
"""Properties shown of an object of an example; the others are cut, as are the items of a list after the first."""


@dataclass(frozen=True, slots=True)
class PropertyView:
    """A property or a parameter: its name, the kind of its value, what it means, the object that it leads to, the
    values that it takes and their limits."""

    name: str
    kind: str
    words: str
    object: str = ""
    required: bool = True
    values: tuple[str, ...] = ()
    limits: str = ""


@dataclass(frozen=True, slots=True)
class AddressView:
    """An address: what it gives, in words and by the name of the object; ``open`` when it answers as it stands; the
    query of its example, if it has one, with the answer."""

    path: str
    words: str
    open: bool
    parameters: tuple[PropertyView, ...]
    object: str
    query: str
    answer: str


@require_safe
def show_api(request: HttpRequest) -> HttpResponse:
    """Every address of the API, and every object that one gives."""
    schema = _read_schema()
    given = [(name, _list_properties(name, one)) for name, one in sorted(schema["components"]["schemas"].items())]
    context = {
        "nav": "figures",
        "addresses": list_api_addresses(),
        "objects": [(name, rows) for name, rows in given if not name.endswith("In") and name != "Filters"],
        "openapi": reverse("api:openapi-json"),
        "site": request.build_absolute_uri("/").rstrip("/"),
        "wrong": f"{_WRONG[0]}?{_write_query(_WRONG[1])}",
        "fault": _answer_example(_WRONG[0], _write_query(_WRONG[1])),
        "example": request.build_absolute_uri(reverse("data:export", kwargs={"table": "weight", "extension": "csv"})),
    }
    return render(request, "observatory/api.html", context)


@lru_cache(maxsize=1)
def _read_schema() -> dict[str, Any]:
    return api.get_openapi_schema()


def list_api_addresses() -> list[AddressView]:
    """Every address, in the order in which it was registered."""
    return [
        _build_address(path, operation)
        for path, operations in _read_schema()["paths"].items()
        for operation in operations.values()
    ]


def _build_address(path: str, operation: Mapping[str, Any]) -> AddressView:
    content = operation["responses"].get(200, {}).get("content", {})
    answer: Mapping[str, Any] = next((one["schema"] for one in content.values()), {})
    parameters = tuple(
        PropertyView(
            one["name"],
            _describe_kind(one["schema"])[0],
            str(describe_property("parameter", one["name"]) or one.get("description", "")),
            required=one.get("required", False),
            values=_list_values(one["schema"]),
            limits=_describe_limits(one["schema"]),
        )
        for one in operation.get("parameters", ())
    )
    words = str(API_DESCRIPTIONS[path]) if path in API_DESCRIPTIONS else operation.get("summary", "")
    is_open = "{" not in path and path not in INCOMPLETE_ADDRESSES
    query, example = "", ""
    if path in _EXAMPLES:
        query = _write_query(_EXAMPLES[path])
        example = _answer_example(path, query)
    return AddressView(path, words, is_open, parameters, _describe_kind(answer)[1], query, example)


def _write_query(query: str) -> str:
    """A query in the language of the page, which is said where it is not that of the API."""
    lang = source_language()
    return query if lang == "fr" else "&".join(filter(None, (query, f"lang={lang}")))


@lru_cache(maxsize=64)
def _answer_example(path: str, query: str) -> str:
    """What an address answers to a visitor, shortened; asked once, since it is only an example."""
    asked = HttpRequest()
    asked.method, asked.path, asked.user = "GET", path, AnonymousUser()
    asked.GET = QueryDict(query)
    asked.META = {"SERVER_NAME": "localhost", "SERVER_PORT": "80"}
    found = resolve(path)
    answer = json.loads(found.func(asked, *found.args, **found.kwargs).content)
    return json.dumps(_shorten(answer), ensure_ascii=False, indent=2)


def _shorten(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _shorten(one) for key, one in list(value.items())[:_LONGEST_EXAMPLE]}
    if isinstance(value, list):
        return [_shorten(one) for one in value[:1]]
    return value if not isinstance(value, str) or len(value) <= 80 else f"{value[:79]}…"


def _find_chosen(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """The schema of a value that is given, where one may also be null."""
    return next((one for one in schema.get("anyOf", [schema]) if one.get("type") != "null"), {})


def _list_values(schema: Mapping[str, Any]) -> tuple[str, ...]:
    """The values that a parameter takes, when they are few: listed, or spelt as the branches of a pattern."""
    chosen = _find_chosen(schema)
    branches = re.fullmatch(r"\^-?\(([\w|-]+)\)\??\$", chosen.get("pattern", ""))
    return tuple(map(str, chosen.get("enum", ()))) or (tuple(branches[1].split("|")) if branches else ())


def _describe_limits(schema: Mapping[str, Any]) -> str:
    """From how many to how many, how long at most, and what stands where nothing is given."""
    chosen, said = _find_chosen(schema), []
    low, high, most = (chosen.get(key) for key in ("minimum", "maximum", "maxLength"))
    low, high, most = (
        None if one is None else str(one) if one in range(1900, 2101) else format_number(one)
        for one in (low, high, most)
    )
    if low is not None and high is not None:
        said.append(localize(f"de {low} à {high}", f"from {low} to {high}"))
    elif low is not None:
        said.append(localize(f"au moins {low}", f"at least {low}"))
    if most is not None:
        said.append(localize(f"au plus {most} signes", f"at most {most} characters"))
    if schema.get("default") not in (None, "", False):
        said.append(localize(f"par défaut {schema['default']}", f"by default {schema['default']}"))
    return ", ".join(said)


def _list_properties(name: str, schema: Mapping[str, Any]) -> list[PropertyView]:
    return [
        PropertyView(key, *_describe_kind(one, str(describe_property(name, key) or "")))
        for key, one in schema.get("properties", {}).items()
    ]


def _describe_kind(schema: Mapping[str, Any], words: str = "") -> tuple[Any, ...]:
    """The kind of a value in words and the object it leads to; with ``words``, those stand between the two."""
    choices = [one for one in schema.get("anyOf", [schema]) if one.get("type") != "null"]
    chosen = choices[0] if choices else {}
    inner = chosen.get("items", chosen) if chosen.get("type") == "array" else chosen
    leads = inner.get("$ref", "").rpartition("/")[2]
    kind = str(_TYPE_WORDS.get(chosen.get("type", "object" if leads else ""), _ANY))
    if len(choices) < len(schema.get("anyOf", [schema])):
        kind = f"{kind} {_OR_NULL}"
    return (kind, words, leads) if words else (kind, leads)
