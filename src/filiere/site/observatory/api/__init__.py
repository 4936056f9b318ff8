"""The addresses of the observatory in the public API: the register of figures, the sector's weight, territories."""

from filiere.site.kit.api import register_api
from filiere.site.kit.bilingual_text import bilingual
from filiere.site.observatory.api import figures, territories, weight

register_api(
    "/",
    figures.router,
    tag="register",
    descriptions={
        "/api/v1/figures": bilingual(
            "Chercher dans le registre des chiffres, par page", "Search the register of figures, page by page"
        ),
        "/api/v1/figures/{figure_id}": bilingual("Un chiffre, avec sa citation", "One figure, with its citation"),
        "/api/v1/figures/{figure_id}/concurrent": bilingual(
            "Ses valeurs concurrentes, et ce qui diffère", "Its competing values, and how they differ"
        ),
        "/api/v1/sources": bilingual("Les sources des chiffres", "The sources of the figures"),
        "/api/v1/indicators": bilingual("Les indicateurs et leurs définitions", "Indicators and their definitions"),
        "/api/v1/groups/{kind}": bilingual(
            "Séries, contradictions et valeurs retenues", "Series, contradictions and retained values"
        ),
    },
    not_found=("unknown-figure", "unknown-filter"),
)
register_api(
    "/weight",
    weight.router,
    tag="weight",
    descriptions={
        "/api/v1/weight/range": bilingual(
            "La fourchette d’une année et ses raisons", "The range of a year and its reasons"
        ),
        "/api/v1/weight/estimates/{method}": bilingual("Une méthode d’estimation", "One method of estimation"),
        "/api/v1/weight/regions": bilingual("Régions, parts et indice", "Regions, shares and index"),
    },
    incomplete=("/api/v1/weight/range", "/api/v1/weight/regions"),
)
register_api(
    "/territories",
    territories.router,
    tag="territories",
    descriptions={
        "/api/v1/territories/": bilingual("Les territoires d’un genre", "The territories of a kind"),
        "/api/v1/territories/{code}": bilingual("Un territoire", "One territory"),
        "/api/v1/territories/{code}/counts": bilingual("Ses comptes chargés, par année", "Its loaded counts, by year"),
    },
    not_found=("unknown-territory",),
)
