"""Tables of the map and of one territory, from the register or from the accepted loaded file."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from filiere.core import Period, Text
from filiere.publication import Column, Row, Table
from filiere.site.observatory import maps, territories
from filiere.site.observatory.coverage import caution
from filiere.site.observatory.criteria import YEARS, one_of, year_of
from filiere.site.observatory.maps import CUTS, Cut, Map, Place
from filiere.site.observatory.models import SourceVersion
from filiere.site.observatory.secrecy import RULE
from filiere.site.observatory.tables import Asked, UnknownTable, exported
from filiere.site.observatory.tables.columns import LICENCE, figures_table
from filiere.site.observatory.words import both

OPEN_LICENCE = both("Licence ouverte 2.0 (Etalab)", "Open licence 2.0 (Etalab)")

_INDEX = both(
    "Part du secteur dans l’emploi salarié du territoire, divisée par la même part en France, fois 100.",
    "Share of the sector in the territory’s salaried jobs over the same share in France, times 100.",
)

COUNTS: tuple[Column, ...] = (
    Column("index", both("Indice", "Index"), kind="integer", definition=_INDEX),
    Column("jobs", both("Emplois chez les prestataires", "Outsourcers’ jobs"), kind="integer"),
    Column(
        "state",
        both("Ce que vaut ce nombre", "Reliability of this number"),
        definition=both(
            "Connu, au moins (des cases de la somme sont inconnues), non connu, ou non publié.",
            "Known, at least (cells of the sum are unknown), not known, or not published.",
        ),
    ),
    Column("share", both("Part du pays", "Share of country"), kind="percent", digits=1),
    Column("every", both("Tous emplois salariés", "All salaried jobs"), kind="integer"),
    Column("rate", both("Pour 1 000 emplois", "Per 1,000 jobs"), kind="decimal", digits=2),
    Column("establishments", both("Établissements", "Establishments"), kind="integer"),
)

MAP_COLUMNS: tuple[Column, ...] = (
    Column(
        "code",
        both("Code", "Code"),
        definition=both("Code Insee après un préfixe de genre.", "INSEE code after a prefix."),
    ),
    Column("territory", both("Territoire", "Territory")),
    *COUNTS,
    Column(
        "parts",
        both("Régions d’avant 2016 additionnées", "Regions before 2016 added up"),
        definition=both(
            "Conversion exacte : la réforme a réuni des régions entières.",
            "Exact conversion: the reform merged whole regions.",
        ),
    ),
)


def counts(place: Place) -> Row:
    """The cells of :data:`COUNTS`."""
    return {
        "index": place.index,
        "jobs": place.jobs,
        "state": territories.STATES[place.state],
        "share": None if place.share is None else round(place.share, 4),
        "every": place.every,
        "rate": None if place.rate is None else round(place.rate, 4),
        "establishments": None if place.establishments is None else Decimal(place.establishments),
    }


def version_source(version: SourceVersion) -> Text:
    """The source of loaded counts, in words: what it is, which version, when it was loaded."""
    day = Period.parse(f"{version.loaded_at:%Y-%m-%d}")
    made = version.fictitious
    return both(
        ("Fichier engendré pour la démonstration, à la forme des" if made else "Urssaf Caisse nationale,")
        + " établissements et effectifs salariés par commune et code APE ; "
        f"version {version.version}, chargée le {day.label('fr')}",
        ("File generated for the demonstration, in the layout of" if made else "Urssaf Caisse nationale,")
        + f" establishments and employees by commune and APE code; version {version.version}, loaded {day.label('en')}",
    )


REGISTER_SOURCE = both(
    "Unédic (Unistatis), NAF 82.20, publié par l’Université de Poitiers en 2010 ; parts et indices recalculés",
    "Unédic (Unistatis), NAF 82.20, published by the University of Poitiers in 2010; shares and indices recomputed",
)


def map_table(shown: Map) -> Table:
    """All places of a map, the highest index first, then the country."""
    kind = CUTS[shown.cut][1]
    rows: list[Row] = [
        {
            "code": place.code,
            "territory": place.label,
            **counts(place),
            "parts": ", ".join(place.parts) if place.parts and place.parts != (place.code,) else None,
        }
        for place in shown.ranked("index")
    ]
    if shown.total is not None:
        rows.append({"code": shown.total.code, "territory": shown.total.label, **counts(shown.total)})
    loaded = shown.version
    return Table(
        id="map",
        title=both(
            f"Les prestataires de centres d’appels en {shown.year} : {kind.fr.lower()}",
            f"Contact-centre outsourcers in {shown.year}: {kind.en.lower()}",
        ),
        columns=MAP_COLUMNS,
        rows=tuple(rows),
        source=version_source(loaded) if loaded else REGISTER_SOURCE,
        licence=OPEN_LICENCE if loaded else LICENCE,
        notes=(RULE, *_cautions(loaded, [place.code for place in shown.places])) if loaded else (),
        fictitious=shown.fictitious,
    )


def _cautions(version: SourceVersion, codes: Iterable[str]) -> list[Text]:
    """A note for each territory that the file covers in part only."""
    covered = territories.covered(version)
    found = []
    for code in codes:
        known, one = covered.of(code), territories.place(code, version)
        if known is not None and not known.whole and one is not None:
            name_fr, name_en = f"{one.label.fr} ({code})", f"{one.label.en} ({code})"
            found.append(both(f"{name_fr} : {caution(known, 'fr')}", f"{name_en}: {caution(known, 'en')}"))
    return found


_MAP = both("La carte, un découpage et une année", "The map, one geography and one year")


@exported("map", _MAP, listed=False)
def asked_map(asked: Asked) -> Table:
    """The places of a cut (`kind`) in a `year`, as on the map."""
    wanted = one_of(asked.params, "kind", CUTS, "regions22")
    cut: Cut = next(one for one in CUTS if one == wanted)
    year = year_of(asked.params, "year", YEARS)
    shown = maps.build(asked.register, territories.current(), cut, year)
    if shown is None:
        raise UnknownTable(f"{cut} {year}")
    return map_table(shown)


HISTORY: tuple[Column, ...] = (
    Column("territory", both("Territoire", "Territory")),
    Column("year", both("Année", "Year"), kind="year"),
    *COUNTS,
)


@exported("territory-years", both("Un territoire, année par année", "A territory, year by year"), listed=False)
def asked_history(asked: Asked) -> Table:
    """Every loaded year of the territory `id`."""
    version = territories.current()
    code = asked.params.get("id", "")
    if version is None or not code:
        raise UnknownTable(code)
    rows = territories.history(version, (code, "FR"))
    table = history_table(code, version, rows)
    if not table.rows:
        raise UnknownTable(code)
    return table


def history_table(code: str, version: SourceVersion, rows: dict[str, dict[int, territories.Pair]]) -> Table:
    """The table of one territory by year, oldest first, from counts already read."""
    one = territories.place(code, version)
    label = one.label if one else Text.same(code)
    found: list[Row] = []
    if one is not None:
        for year, pair in sorted(rows.get(code, {}).items()):
            place = maps.place_of(one, pair, rows.get("FR", {}).get(year))
            found.append({"territory": label, "year": year, **counts(place)})
    return Table(
        id="territory-years",
        title=both(f"{label.fr}, année par année", f"{label.en}, year by year"),
        columns=HISTORY,
        rows=tuple(found),
        source=version_source(version),
        licence=OPEN_LICENCE,
        notes=(RULE, *_cautions(version, [code])),
        fictitious=version.fictitious,
    )


@exported("territory-figures", both("Les chiffres d’un territoire", "The figures of a territory"), listed=False)
def asked_figures(asked: Asked) -> Table:
    """Register figures about the territory `id`, what it holds and what holds it."""
    code = asked.params.get("id", "")
    found = territories.figures_near(asked.register, code)
    if not found:
        raise UnknownTable(code)
    label = asked.register.name("territory", code)
    figures = [asked.register[key] for keys in found.values() for key in keys]
    return figures_table(
        asked.register,
        "territory-figures",
        both(f"{label.fr} : tous les chiffres du registre", f"{label.en}: every figure of the register"),
        figures,
    )
