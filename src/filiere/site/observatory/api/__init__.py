"""The public API: what the pages show, for programs, described in OpenAPI.

It reads through the same register, engines and querysets as the pages, so that a program and a reader never see two
different numbers. Everything is public and read only. Errors follow RFC 9457 (problem details).
"""

from ninja import NinjaAPI

from filiere import __version__
from filiere.site.observatory.api import figures, problems, territories, weight

api = NinjaAPI(
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
problems.install(api)
api.add_router("/", figures.router, tags=["register"])
api.add_router("/weight", weight.router, tags=["weight"])
api.add_router("/territories", territories.router, tags=["territories"])
