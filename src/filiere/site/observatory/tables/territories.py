"""Tables of the map and of one territory, from the register or from the accepted loaded file."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from functools import partial

from filiere.core import Period, Text
from filiere.core.text import write_in_both_languages
from filiere.publication import Column, Row, Table
from filiere.site.kit.bilingual_text import bilingual
from filiere.site.kit.exported_tables import TableRequest, UnknownTable, register_export
from filiere.site.observatory import map_data, territory_counts
from filiere.site.observatory.figure_register import register_of
from filiere.site.observatory.map_data import CUTS, Cut, Map, MapPlace
from filiere.site.observatory.models import SourceVersion
from filiere.site.observatory.suppression_notice import SUPPRESSION_NOTICE
from filiere.site.observatory.tables.figure_columns import LICENCE, build_figures_table
from filiere.site.observatory.territory_coverage import caution_sentence
from filiere.site.pages.query_parameters import DEFAULT_YEARS, parse_choice, parse_year

OPEN_LICENCE = bilingual("Licence ouverte 2.0 (Etalab)", "Open licence 2.0 (Etalab)")

_INDEX = bilingual(
    "Part du secteur dans l’emploi salarié du territoire, divisée par la même part en France, fois 100.",
    "Share of the sector in the territory’s salaried jobs over the same share in France, times 100.",
)

COUNT_COLUMNS: tuple[Column, ...] = (
    Column("index", bilingual("Indice", "Index"), kind="integer", definition=_INDEX),
    Column("jobs", bilingual("Emplois chez les prestataires", "Outsourcers’ jobs"), kind="integer"),
    Column(
        "state",
        bilingual("Ce que vaut ce nombre", "Reliability of this number"),
        definition=bilingual(
            "Connu, au moins (des cases de la somme sont inconnues), non connu, ou non publié.",
            "Known, at least (cells of the sum are unknown), not known, or not published.",
        ),
    ),
    Column("share", bilingual("Part du pays", "Share of country"), kind="percent", digits=1),
    Column("every", bilingual("Tous emplois salariés", "All salaried jobs"), kind="integer"),
    Column("rate", bilingual("Pour 1 000 emplois", "Per 1,000 jobs"), kind="decimal", digits=2),
    Column("establishments", bilingual("Établissements", "Establishments"), kind="integer"),
)

MAP_COLUMNS: tuple[Column, ...] = (
    Column(
        "code",
        bilingual("Code", "Code"),
        definition=bilingual("Code Insee après un préfixe de genre.", "INSEE code after a prefix."),
    ),
    Column("territory", bilingual("Territoire", "Territory")),
    *COUNT_COLUMNS,
    Column(
        "parts",
        bilingual("Régions d’avant 2016 additionnées", "Regions before 2016 added up"),
        definition=bilingual(
            "Conversion exacte : la réforme a réuni des régions entières.",
            "Exact conversion: the reform merged whole regions.",
        ),
    ),
)


def count_cells(place: MapPlace) -> Row:
    """The cells of :data:`COUNT_COLUMNS`."""
    return {
        "index": place.index,
        "jobs": place.jobs,
        "state": territory_counts.COUNT_STATE_LABELS[place.state],
        "share": None if place.share is None else round(place.share, 4),
        "every": place.every,
        "rate": None if place.rate is None else round(place.rate, 4),
        "establishments": None if place.establishments is None else Decimal(place.establishments),
    }


def source_of_version(version: SourceVersion) -> Text:
    """The source of loaded counts, in words: what it is, which version, when it was loaded."""
    day = Period.parse(f"{version.loaded_at:%Y-%m-%d}")
    made = version.fictitious
    return bilingual(
        ("Fichier généré pour la démonstration, à la forme des" if made else "Urssaf Caisse nationale,")
        + " établissements et effectifs salariés par commune et code APE ; "
        f"version {version.version}, chargée le {day.label('fr')}",
        ("File generated for the demonstration, in the layout of" if made else "Urssaf Caisse nationale,")
        + f" establishments and employees by commune and APE code; version {version.version}, loaded {day.label('en')}",
    )


REGISTER_SOURCE = bilingual(
    "Unédic (Unistatis), NAF 82.20, publié par l’Université de Poitiers en 2010 ; parts et indices recalculés",
    "Unédic (Unistatis), NAF 82.20, published by the University of Poitiers in 2010; shares and indices recomputed",
)


def build_map_table(shown: Map) -> Table:
    """All places of a map, the highest index first, then the country."""
    kind = CUTS[shown.cut][1]
    rows: list[Row] = [
        {
            "code": place.code,
            "territory": place.label,
            **count_cells(place),
            "parts": ", ".join(place.parts) if place.parts and place.parts != (place.code,) else None,
        }
        for place in shown.rank_places("index")
    ]
    if shown.total is not None:
        rows.append({"code": shown.total.code, "territory": shown.total.label, **count_cells(shown.total)})
    loaded = shown.version
    return Table(
        id="map",
        title=bilingual(
            f"Les prestataires de centres d’appels en {shown.year} : {kind.fr.lower()}",
            f"Contact-centre outsourcers in {shown.year}: {kind.en.lower()}",
        ),
        columns=MAP_COLUMNS,
        rows=tuple(rows),
        source=source_of_version(loaded) if loaded else REGISTER_SOURCE,
        licence=OPEN_LICENCE if loaded else LICENCE,
        notes=(SUPPRESSION_NOTICE, *_coverage_cautions(loaded, [place.code for place in shown.places]))
        if loaded
        else (),
        fictitious=shown.is_fictitious,
    )


def _coverage_cautions(version: SourceVersion, codes: Iterable[str]) -> list[Text]:
    """A note for each territory that the file covers in part only."""
    covered = territory_counts.coverage_of_version(version)
    found = []
    for code in codes:
        known, territory = covered.of(code), territory_counts.named_territory(code, version)
        if known is not None and not known.is_whole and territory is not None:
            name_fr, name_en = f"{territory.label.fr} ({code})", f"{territory.label.en} ({code})"
            words = write_in_both_languages(partial(caution_sentence, known))
            found.append(bilingual(f"{name_fr} : {words.fr}", f"{name_en}: {words.en}"))
    return found


_MAP_TITLE = bilingual("La carte, un découpage et une année", "The map, one geography and one year")


@register_export("map", _MAP_TITLE, listed=False)
def build_requested_map_table(asked: TableRequest) -> Table:
    """The places of a cut (`kind`) in a `year`, as on the map."""
    register = register_of(asked)
    wanted = parse_choice(asked.params, "kind", CUTS, "regions22")
    cut: Cut = next(one for one in CUTS if one == wanted)
    year = parse_year(asked.params, "year", DEFAULT_YEARS)
    shown = map_data.build_map(register, territory_counts.current_version(), cut, year)
    if shown is None:
        raise UnknownTable(f"{cut} {year}")
    return build_map_table(shown)


HISTORY_COLUMNS: tuple[Column, ...] = (
    Column("territory", bilingual("Territoire", "Territory")),
    Column("year", bilingual("Année", "Year"), kind="year"),
    *COUNT_COLUMNS,
)


@register_export(
    "territory-years", bilingual("Un territoire, année par année", "A territory, year by year"), listed=False
)
def build_requested_history_table(asked: TableRequest) -> Table:
    """Every loaded year of the territory `id`."""
    version = territory_counts.current_version()
    code = asked.params.get("id", "")
    if version is None or not code:
        raise UnknownTable(code)
    rows = territory_counts.counts_by_year(version, (code, "FR"))
    table = build_history_table(code, version, rows)
    if not table.rows:
        raise UnknownTable(code)
    return table


def build_history_table(
    code: str, version: SourceVersion, rows: dict[str, dict[int, territory_counts.CountPair]]
) -> Table:
    """The table of one territory by year, oldest first, from counts already read."""
    territory = territory_counts.named_territory(code, version)
    label = territory.label if territory else Text.same(code)
    found: list[Row] = []
    if territory is not None:
        for year, pair in sorted(rows.get(code, {}).items()):
            place = map_data.build_place(territory, pair, rows.get("FR", {}).get(year))
            found.append({"territory": label, "year": year, **count_cells(place)})
    return Table(
        id="territory-years",
        title=bilingual(f"{label.fr}, année par année", f"{label.en}, year by year"),
        columns=HISTORY_COLUMNS,
        rows=tuple(found),
        source=source_of_version(version),
        licence=OPEN_LICENCE,
        notes=(SUPPRESSION_NOTICE, *_coverage_cautions(version, [code])),
        fictitious=version.fictitious,
    )


@register_export(
    "territory-figures", bilingual("Les chiffres d’un territoire", "The figures of a territory"), listed=False
)
def build_requested_figures_table(asked: TableRequest) -> Table:
    """Register figures about the territory `id`, what it holds and what holds it."""
    register = register_of(asked)
    code = asked.params.get("id", "")
    found = territory_counts.figures_around(register, code)
    if not found:
        raise UnknownTable(code)
    label = register.name("territory", code)
    figures = [register[key] for keys in found.values() for key in keys]
    return build_figures_table(
        register,
        "territory-figures",
        bilingual(f"{label.fr} : tous les chiffres du registre", f"{label.en}: every figure of the register"),
        figures,
    )
