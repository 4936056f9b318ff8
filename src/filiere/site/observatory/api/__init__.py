"""The public API: what the pages show, for programs, described in OpenAPI.

It reads through the same register, engines and querysets as the pages, so that a program and a reader never see two
different numbers. Everything is public and read only. Errors follow RFC 9457 (problem details).
"""

from typing import Any

from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

from filiere import __version__
from filiere.site.error_views import PROBLEM_TYPE
from filiere.site.observatory.api import figures, problems, territories, weight


class PublicAPI(NinjaAPI):
    """An API whose description gives problems their own media type; ninja knows only that of results."""

    def get_openapi_schema(self, *args: Any, **kwargs: Any) -> OpenAPISchema:
        """Return the description, with ``application/problem+json`` where a problem is answered."""
        schema = super().get_openapi_schema(*args, **kwargs)
        for operations in schema["paths"].values():
            for operation in operations.values():
                for status, answer in operation["responses"].items():
                    if int(status) in problems.PROBLEMS and "application/json" in answer.get("content", {}):
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
problems.install_handlers(api)
api.add_router("/", figures.router, tags=["register"])
api.add_router("/weight", weight.router, tags=["weight"])
api.add_router("/territories", territories.router, tags=["territories"])
