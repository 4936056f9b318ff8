"""The sentences of the map, made from its data: what it finds, how it is drawn, how it was cut into classes."""

from __future__ import annotations

from decimal import Decimal

from filiere.core.numbers import format_number, format_percent
from filiere.core.typography import raise_first_letter
from filiere.geography import Territory
from filiere.site.kit.bilingual_text import format_ratio, join_list, localize
from filiere.site.observatory import map_data, territory_counts
from filiere.site.observatory.map_data import CUTS, Map, MapPlace, Measure
from filiere.site.observatory.territory_coverage import extent_phrase

SECTOR_NAMES = ("les centres d’appels externalisés", "outsourced contact centres")


def place_phrase(place: MapPlace, shown: Map) -> str:
    """A place with its preposition: « en Poitou-Charentes », "in Brittany"."""
    territory = _find_territory(place.code, shown)
    return str(territory.at) if territory else str(place.label)


def times_as_much(ratio: Decimal) -> str:
    """A ratio before "as much": twice rather than two times."""
    return format_ratio(ratio).replace("two times", "twice")


def _find_territory(code: str, shown: Map) -> Territory | None:
    return territory_counts.named_territory(code, shown.version)


def map_finding(shown: Map, measure: Measure) -> str:
    """The title of the page: where the measure is highest, and how far above the country."""
    ranked = [place for place in shown.rank_places(measure) if place.value(measure) is not None]
    year = shown.year
    if not ranked:
        return _empty_map_title(shown, measure)
    top = ranked[0]
    value = top.value(measure) or Decimal(0)
    where = place_phrase(top, shown)
    if measure == "count":
        share = f", {format_percent(top.share, digits=0)} {localize('du pays', 'of the country')}" if top.share else ""
        jobs = format_number(value)
        if shown.total is None:
            # Other territories, which the file does not have, may have more.
            least = localize("au moins ", "at least ") if top.is_bound else ""
            return localize(
                f"En {year}, {least}{jobs} emplois {where} dans les centres d’appels externalisés",
                f"In {year}, {least}{jobs} jobs {where} in outsourced contact centres",
            )
        return localize(
            f"En {year}, c’est {where} que les centres d’appels externalisés ont le plus d’emplois : {jobs}{share}",
            f"In {year}, outsourced contact centres have most jobs {where}: {jobs}{share}",
        )
    if measure == "rate":
        nation = shown.total.rate if shown.total else None
        words = localize(
            f"En {year}, {format_number(value, digits=1)} emplois sur 1 000 sont dans un centre d’appels externalisé "
            f"{where}",
            f"In {year}, {format_number(value, digits=1)} jobs in 1,000 are in an outsourced contact centre {where}",
        )
        if nation is not None:
            mean = format_number(nation, digits=1)
            words += localize(f", contre {mean} dans le pays", f", against {mean} in the country")
        return words
    if value >= 150:
        much = times_as_much(value / 100)
        return localize(
            f"En {year}, {SECTOR_NAMES[0]} pèsent {much} plus {where} que dans le pays",
            f"In {year}, {SECTOR_NAMES[1]} weigh {much} as much {where} as in the country",
        )
    more = format_percent(value - 100, digits=0)
    return localize(
        f"En {year}, {SECTOR_NAMES[0]} pèsent {more} de plus {where} que dans le pays",
        f"In {year}, {SECTOR_NAMES[1]} weigh {more} more {where} than in the country",
    )


def _empty_map_title(shown: Map, measure: Measure) -> str:
    """The title of a map without any value: which measure, and why when the file is the reason."""
    year = shown.year
    if measure == "count" or all(place.jobs is None for place in shown.places):
        return localize(f"En {year}, aucune valeur à montrer", f"In {year}, no value to show")
    if measure == "index":
        return localize(
            f"En {year}, aucun indice : le fichier chargé ne couvre pas la France entière",
            f"In {year}, no index: the loaded file does not cover the whole of France",
        )
    return localize(
        f"En {year}, aucun taux : le fichier chargé ne couvre en entier aucun de ces territoires",
        f"In {year}, no rate: the loaded file does not fully cover any of these territories",
    )


def _partial_file_sentence(shown: Map) -> str:
    """What a file that is not national can say, and how far it goes in the territory where it counts most jobs."""
    words = localize(
        "Le fichier chargé ne couvre pas la France entière : l’indice et la part du pays n’y ont pas de sens. Un taux "
        "n’en a que dans un territoire que le fichier couvre en entier.",
        "The loaded file does not cover the whole of France: the index and the share of the country mean nothing "
        "there. A rate is meaningful only in a territory that the file covers fully.",
    )
    top = next((place for place in shown.rank_places("count") if place.is_partial), None)
    known = territory_counts.coverage_of_version(shown.version).of(top.code) if top and shown.version else None
    if top is None or known is None:
        return words
    return f"{words} {top.label}{localize(' :', ':')} {extent_phrase(known)}."


def map_lede(shown: Map, measure: Measure) -> str:
    """What completes the title: the numbers behind it, where most jobs are, or where they weigh most."""
    ranked = [place for place in shown.rank_places("index") if place.index is not None]
    total = shown.total
    if total is None:
        return _partial_file_sentence(shown)
    if not ranked or total.rate is None:
        return localize(
            "Trop de comptes manquent pour calculer un indice.",
            "Too many counts are missing for an index to be computed.",
        )
    if measure == "count":
        return _lede_of_counts(shown, ranked[0])
    top = ranked[0]
    most = max(ranked, key=lambda one: one.jobs or Decimal(0))
    local, nation = ((place.rate or Decimal(0)) / 10 for place in (top, total))
    where = raise_first_letter(place_phrase(top, shown))
    first = localize(
        f"{where}, {format_percent(local, digits=2)} des emplois salariés, contre "
        f"{format_percent(nation, digits=2)} dans l’ensemble.",
        f"{where}, {format_percent(local, digits=2)} of salaried jobs, against "
        f"{format_percent(nation, digits=2)} overall.",
    )
    if most is top:
        return first + " " + localize("C’est aussi le plus grand nombre d’emplois.", "It also has the most jobs.")
    index = format_number(most.index)
    less = (most.index or Decimal(0)) < 100
    return (
        first
        + " "
        + localize(
            f"C’est {place_phrase(most, shown)} qu’il y a le plus d’emplois, {format_number(most.jobs)} : l’indice y "
            f"est de {index}, {'au-dessous' if less else 'au-dessus'} de la moyenne, qui vaut 100.",
            f"The largest number of jobs, {format_number(most.jobs)}, is {place_phrase(most, shown)}, where the index "
            f"is {index}, {'below' if less else 'above'} the average of 100.",
        )
    )


def _lede_of_counts(shown: Map, top: MapPlace) -> str:
    """How concentrated jobs are, and where they weigh most once set against all jobs."""
    first = [place.share for place in shown.rank_places("count")[:3] if place.share is not None]
    words = ""
    if len(first) == 3 and len(shown.places) > 3:
        together = format_percent(sum(first, Decimal(0)), digits=0)
        words = localize(
            f"Les trois premiers territoires réunissent {together} des emplois. ",
            f"The first three territories hold {together} of the jobs. ",
        )
    where, index = place_phrase(top, shown), format_number(top.index)
    return words + localize(
        f"Rapporté à l’emploi salarié, c’est {where} que le secteur pèse le plus : indice {index}.",
        f"Set against all salaried jobs, the sector weighs most {where}: index {index}.",
    )


def chart_title(shown: Map, measure: Measure) -> str:
    """The name of the drawing, with the fictitious mark when it has one."""
    cut = str(CUTS[shown.cut][1])
    words = f"{map_data.MEASURES[measure]}, {cut[:1].lower()}{cut[1:]}, {shown.year}"
    return words + (localize(" (données fictives)", " (fictitious data)") if shown.is_fictitious else "")


def map_description(shown: Map, measure: Measure) -> str:
    """The finding of the drawing for those who do not see it: ends of the ranking, and how many are unknown."""
    ranked = [place for place in shown.rank_places(measure) if place.value(measure) is not None]
    if not ranked:
        return map_finding(shown, measure)
    decimals = 1 if measure == "rate" else 0
    names = [
        f"{place.label} {'≥ ' if measure == 'count' and place.is_bound else ''}"
        f"{format_number(place.value(measure), digits=decimals)}"
        for place in ranked
    ]
    missing = len(shown.places) - len(ranked)
    ends = localize(
        f"Les plus hautes valeurs : {join_list(names[:3])} ; la plus basse : {names[-1]}.",
        f"The highest values: {join_list(names[:3])}; the lowest: {names[-1]}.",
    )
    unknown = localize(f" {missing} sans valeur, hachurés.", f" {missing} without a value, hatched.") if missing else ""
    table = localize(" Le tableau voisin donne chaque valeur.", " The table alongside gives each value.")
    return ends + unknown + table


def map_subtitle(shown: Map, measure: Measure) -> str:
    """How to read the drawing, in two lines."""
    if shown.cut == "zones":
        return localize(
            "Les plus hautes valeurs, par ordre décroissant ; le tableau les donne toutes. Les zones d’emploi n’ont "
            "pas de contour libre et embarqué ici : elles sont classées, pas dessinées.",
            "The highest values, in decreasing order; the table gives them all. No open boundaries for employment "
            "zones are included here: they are ranked, not drawn.",
        )
    if measure == "count":
        return localize(
            "La surface d’un cercle est le nombre d’emplois. Un nombre ne se met pas en teinte : un grand territoire "
            "semblerait en avoir plus.",
            "The area of a circle represents the number of jobs. Numbers are not shown as shading: a large territory "
            "would seem to have more.",
        )
    base = (
        localize("100 = moyenne nationale.", "100 = national average.")
        if measure == "index"
        else localize("Emplois du secteur pour 1 000 emplois salariés.", "Jobs of the sector per 1,000 salaried jobs.")
    )
    if shown.cut == "regions22":
        tail = localize(
            "Une tuile par région, de même surface : une région très étendue ne compte pas plus qu’une autre.",
            "One tile per region, all the same size: a very large region does not weigh more than another.",
        )
    else:
        tail = localize(
            "Hachuré : non connu ou non publié, et non pas zéro.",
            "Hatched: not known or not published, which is not zero.",
        )
    return f"{base} {tail}"


def bounds_note(measure: Measure) -> str:
    """How the classes were cut."""
    if measure == "index":
        return localize(
            "Bornes fixées d’avance, symétriques autour de 100 : moitié, quatre cinquièmes, cinq quarts, double.",
            "Bounds set in advance, symmetric around 100: half, four fifths, five quarters, double.",
        )
    return localize(
        "Bornes rondes, choisies pour que chaque teinte compte à peu près autant de territoires.",
        "Round bounds, chosen so that each shade holds about as many territories.",
    )
