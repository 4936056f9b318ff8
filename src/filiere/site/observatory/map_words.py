"""The sentences of the map, made from its data: what it finds, what to know before reading it, what was converted."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from filiere.core import Lang, Text
from filiere.core.numbers import number, percent
from filiere.figures import Register
from filiere.geography import Territory
from filiere.site.observatory import maps, territories
from filiere.site.observatory.confidentiality import RULE
from filiere.site.observatory.maps import CUTS, SMALL, Map, Measure, Place
from filiere.site.observatory.words import listed, say, times

WHO = ("les centres d’appels externalisés", "outsourced contact centres")


@dataclass(frozen=True, slots=True)
class Remark:
    """A short explanation under the map, with the figures it rests on (title and address are made by the view)."""

    title: str
    words: str
    figures: tuple[str, ...] = ()


def at(place: Place, shown: Map, lang: Lang) -> str:
    """A place with its preposition: « en Poitou-Charentes », "in Brittany"."""
    one = _territory(place.code, shown)
    return one.at.get(lang) if one else place.label.get(lang)


def times_as_much(lang: Lang, ratio: Decimal) -> str:
    """A ratio before "as much": twice rather than two times."""
    return times(lang, ratio).replace("two times", "twice")


def _territory(code: str, shown: Map) -> Territory | None:
    return territories.place(code, shown.version)


def finding(shown: Map, measure: Measure, lang: Lang) -> str:
    """The title of the page: where the measure is highest, and how far above the country."""
    ranked = [place for place in shown.ranked(measure) if place.value(measure) is not None]
    year = shown.year
    if not ranked:
        return say(lang, f"En {year}, aucune valeur à montrer", f"In {year}, no value to show")
    top = ranked[0]
    value = top.value(measure) or Decimal(0)
    where = at(top, shown, lang)
    if measure == "count":
        share = f", {percent(top.share, lang, 0)} {say(lang, 'du pays', 'of the country')}" if top.share else ""
        jobs = number(value, lang)
        return say(
            lang,
            f"En {year}, c’est {where} que les centres d’appels externalisés ont le plus d’emplois : {jobs}{share}",
            f"In {year}, outsourced contact centres have most jobs {where}: {jobs}{share}",
        )
    if measure == "rate":
        nation = shown.total.rate if shown.total else None
        words = say(
            lang,
            f"En {year}, {number(value, lang, 1)} emplois sur 1 000 sont dans un centre d’appels externalisé {where}",
            f"In {year}, {number(value, lang, 1)} jobs in 1,000 are in an outsourced contact centre {where}",
        )
        if nation is not None:
            mean = number(nation, lang, 1)
            words += say(lang, f", contre {mean} dans le pays", f", against {mean} in the country")
        return words
    if value >= 150:
        much = times_as_much(lang, value / 100)
        return say(
            lang,
            f"En {year}, {WHO[0]} pèsent {much} plus {where} que dans le pays",
            f"In {year}, {WHO[1]} weigh {much} as much {where} as in the country",
        )
    more = percent(value - 100, lang, 0)
    return say(
        lang,
        f"En {year}, {WHO[0]} pèsent {more} de plus {where} que dans le pays",
        f"In {year}, {WHO[1]} weigh {more} more {where} than in the country",
    )


def lede(shown: Map, lang: Lang) -> str:
    """The two numbers behind the title, and where the most jobs are."""
    ranked = [place for place in shown.ranked("index") if place.index is not None]
    total = shown.total
    if not ranked or total is None or total.rate is None:
        return say(
            lang,
            "Le fichier chargé ne couvre pas la France entière : l’indice et la part du pays n’y ont pas de sens, le "
            "nombre et le taux si.",
            "The loaded file does not cover the whole of France: the index and the share of the country mean nothing "
            "there, the number and the rate do.",
        )
    top = ranked[0]
    most = max(ranked, key=lambda one: one.jobs or Decimal(0))
    local, nation = ((place.rate or Decimal(0)) / 10 for place in (top, total))
    first = say(
        lang,
        f"{_start(at(top, shown, lang))}, {percent(local, lang, 2)} des emplois salariés, contre "
        f"{percent(nation, lang, 2)} dans l’ensemble.",
        f"{_start(at(top, shown, lang))}, {percent(local, lang, 2)} of salaried jobs, against "
        f"{percent(nation, lang, 2)} overall.",
    )
    if most is top:
        return first + " " + say(lang, "C’est aussi le plus grand nombre d’emplois.", "It has most jobs as well.")
    index = number(most.index, lang)
    less = (most.index or Decimal(0)) < 100
    return (
        first
        + " "
        + say(
            lang,
            f"Le plus d’emplois se trouve {at(most, shown, lang)}, {number(most.jobs, lang)}, mais l’indice y est de "
            f"{index} : {'moins' if less else 'plus'} que son poids dans l’emploi total.",
            f"Most jobs are {at(most, shown, lang)}, {number(most.jobs, lang)}, but the index there is {index}: "
            f"{'less' if less else 'more'} than its weight in all jobs.",
        )
    )


def _start(words: str) -> str:
    return words[:1].upper() + words[1:]


def chart_title(shown: Map, measure: Measure, lang: Lang) -> str:
    """The name of the drawing, with the fictitious mark when it has one."""
    cut = CUTS[shown.cut][1].get(lang)
    words = f"{maps.MEASURES[measure].get(lang)}, {cut[:1].lower()}{cut[1:]}, {shown.year}"
    return words + (say(lang, " (données fictives)", " (fictitious data)") if shown.fictitious else "")


def description(shown: Map, measure: Measure, lang: Lang) -> str:
    """The finding of the drawing for those who do not see it: ends of the ranking, and how many are unknown."""
    ranked = [place for place in shown.ranked(measure) if place.value(measure) is not None]
    if not ranked:
        return finding(shown, measure, lang)
    decimals = 1 if measure == "rate" else 0
    names = [f"{place.label.get(lang)} {number(place.value(measure), lang, decimals)}" for place in ranked]
    missing = len(shown.places) - len(ranked)
    ends = say(
        lang,
        f"Les plus hautes valeurs : {listed('fr', names[:3])} ; la plus basse : {names[-1]}.",
        f"The highest values: {listed('en', names[:3])}; the lowest: {names[-1]}.",
    )
    unknown = (
        say(lang, f" {missing} sans valeur, hachurés.", f" {missing} without a value, hatched.") if missing else ""
    )
    table = say(lang, " Le tableau voisin donne chaque valeur.", " The table beside gives each value.")
    return ends + unknown + table


def subtitle(shown: Map, measure: Measure, lang: Lang) -> str:
    """How to read the drawing, in two lines."""
    if shown.cut == "zones":
        return say(
            lang,
            "Les plus hautes valeurs, par ordre décroissant ; le tableau les donne toutes. Les zones d’emploi n’ont "
            "pas de contour libre et embarqué ici : elles sont classées, pas dessinées.",
            "The highest values, in decreasing order; the table gives them all. Employment zones have no open outline "
            "shipped here: they are ranked, not drawn.",
        )
    if measure == "count":
        return say(
            lang,
            "La surface d’un cercle est le nombre d’emplois. Un nombre ne se met pas en teinte : un grand territoire "
            "semblerait en avoir plus.",
            "The surface of a circle is the number of jobs. A number is not shown as a shade: a wide territory would "
            "seem to have more.",
        )
    base = (
        say(lang, "100 = moyenne nationale.", "100 = national average.")
        if measure == "index"
        else say(lang, "Emplois du secteur pour 1 000 emplois salariés.", "Jobs of the sector per 1,000 salaried jobs.")
    )
    if shown.cut == "regions22":
        tail = say(
            lang,
            "Une tuile par région, de même surface : une région très étendue ne compte pas plus qu’une autre.",
            "One tile a region, all of one size: a very wide region does not count more than another.",
        )
    else:
        tail = say(
            lang,
            "Hachuré : non connu ou non publié, et non pas zéro.",
            "Hatched: not known or not published, which is not zero.",
        )
    return f"{base} {tail}"


def bounds_note(measure: Measure, lang: Lang) -> str:
    """How the classes were cut."""
    if measure == "index":
        return say(
            lang,
            "Bornes fixées d’avance, symétriques autour de 100 : moitié, quatre cinquièmes, cinq quarts, double.",
            "Bounds set beforehand, symmetric around 100: half, four fifths, five quarters, double.",
        )
    return say(
        lang,
        "Bornes tirées des données : chaque teinte compte à peu près autant de territoires.",
        "Bounds taken from the data: each shade holds about as many territories.",
    )


def remarks(register: Register, shown: Map, lang: Lang) -> list[Remark]:
    """What to know before quoting the map."""
    found = [_index_words(shown, lang), _not_shown(register, shown, lang)]
    if shown.version is None:
        found += [_other_source(register, shown, lang)]
    found += [_conversion(register, shown, lang), _small(shown, lang), _gaps(shown, lang)]
    return [remark for remark in found if remark is not None]


def _index_words(shown: Map, lang: Lang) -> Remark | None:
    total = shown.total
    top = next((place for place in shown.ranked("index") if place.index is not None), None)
    if top is None or total is None:
        return None
    sums = (
        f"({number(top.jobs, lang)} ÷ {number(top.every, lang)}) ÷ ({number(total.jobs, lang)} ÷ "
        f"{number(total.every, lang)}) × 100 = {number(top.index, lang)}"
    )
    return Remark(
        say(lang, "Ce que dit l’indice", "What the index says"),
        say(
            lang,
            "Part du secteur dans l’emploi du territoire, divisée par la même part dans l’ensemble, fois 100. "
            f"{top.label.fr} : {sums}.",
            "Share of the sector in the territory’s jobs over the same share overall, times 100. "
            f"{top.label.en}: {sums}.",
        ),
    )


def _not_shown(register: Register, shown: Map, lang: Lang) -> Remark | None:
    """The in-house centres, with a register figure of a region of the map when there is one."""
    codes = {place.code for place in shown.places} | {part for place in shown.places for part in place.parts}
    figure = max(
        (
            one
            for one in register
            if one.indicator == "jobs"
            and one.segment == "whole"
            and one.value is not None
            and one.territory.startswith(("REG-", "R22-"))
            and one.category is None
        ),
        key=lambda one: (one.period, one.id),
        default=None,
    )
    words = say(
        lang,
        "Les centres intégrés : banques, opérateurs et assureurs n’ont pas de code d’activité pour eux.",
        "In-house centres: those of banks, operators and insurers have no activity code of their own.",
    )
    if figure is None:
        return Remark(say(lang, "Ce qu’elle ne montre pas", "What it does not show"), words)
    name = register.name("territory", figure.territory)
    here = next(
        (
            place
            for place in shown.places
            if place.code == figure.territory or place.code == f"R22-{figure.territory.partition('-')[2]}"
        ),
        None,
    )
    tail_fr = tail_en = ""
    if here is not None and here.jobs is not None and codes:
        tail_fr = f", contre {number(here.jobs, lang)} chez les seuls prestataires en {shown.year}"
        tail_en = f", against {number(here.jobs, lang)} at outsourcers alone in {shown.year}"
    words += " " + say(
        lang,
        f"{name.fr}, intégrés compris : {register.amount(figure, lang)} en {figure.period.label('fr')}{tail_fr}.",
        f"{name.en}, in-house included: {register.amount(figure, lang)} in {figure.period.label('en')}{tail_en}.",
    )
    return Remark(say(lang, "Ce qu’elle ne montre pas", "What it does not show"), words, (figure.id,))


def _other_source(register: Register, shown: Map, lang: Lang) -> Remark | None:
    """Two published shares of the same region and year that differ."""
    shares: dict[str, list[str]] = {}
    for figure in register:
        if (
            figure.indicator == "territory-share"
            and figure.period.year == shown.year
            and figure.segment == "outsourced"
            and figure.value is not None
        ):
            shares.setdefault(figure.territory, []).append(figure.id)
    code, ids = max(shares.items(), key=lambda item: len(item[1]), default=("", []))
    if len(ids) < 2:
        return None
    figures = sorted((register[key] for key in ids), key=lambda one: -(one.value or 0))
    said = [f"{register.said_by(one).get(lang)} : {percent(one.value, lang, None)}" for one in figures]
    if lang == "en":
        said = [one.replace(" : ", ": ") for one in said]
    name = register.name("territory", code)
    return Remark(
        say(lang, "Une autre source ne dit pas pareil", "Another source says otherwise"),
        say(
            lang,
            f"Part du pays, {name.fr}, {shown.year} : {' ; '.join(said)}. Le registre les garde toutes.",
            f"Share of the country, {name.en}, {shown.year}: {'; '.join(said)}. The register keeps them all.",
        ),
        tuple(one.id for one in figures),
    )


def _conversion(register: Register, shown: Map, lang: Lang) -> Remark | None:
    title = say(lang, "D’un découpage à l’autre", "From one cut to another")
    if shown.cut == "regions18" and shown.version is None:
        return Remark(
            title,
            say(
                lang,
                "La source est publiée pour les régions d’avant 2016. Les emplois ont été additionnés : la réforme a "
                "réuni des régions entières, la conversion est donc exacte. L’indice est recalculé, jamais moyenné. Le "
                "retour est refusé : " + maps.refusal(register).fr,
                "The source is published for the regions before 2016. Jobs were added up: the reform merged whole "
                "regions, so the conversion is exact. The index is computed again, never averaged. The way back is "
                "refused: " + maps.refusal(register).en,
            ),
        )
    if shown.cut == "regions22" and shown.version is not None:
        return Remark(
            title,
            say(
                lang,
                "Ces régions n’existent plus depuis 2016 : leurs nombres sont additionnés depuis les communes du "
                "fichier, ce qui est exact. Depuis les nouvelles régions, ce serait refusé : "
                + maps.refusal(register).fr,
                "These regions ended in 2016: their numbers are added up from the communes of the file, which is "
                "exact. From the new regions it would be refused: " + maps.refusal(register).en,
            ),
        )
    return None


def _small(shown: Map, lang: Lang) -> Remark | None:
    small = sorted(
        (place for place in shown.places if place.jobs is not None and place.jobs < SMALL),
        key=lambda one: one.jobs or Decimal(0),
    )
    if not small:
        return None
    first = [f"{place.label.get(lang)} {number(place.jobs, lang)}" for place in small[:3]]
    more = len(small) - len(first)
    fr, en = ", ".join(first), ", ".join(first)
    if more:
        fr, en = f"{fr} et {more} autres", f"{en} and {more} more"
    return Remark(
        say(lang, "Petits effectifs", "Small numbers"),
        say(
            lang,
            f"Moins de {SMALL} emplois : {fr}. L’ouverture ou la fermeture d’un seul site y change tout.",
            f"Fewer than {SMALL} jobs: {en}. One site opening or closing changes everything there.",
        ),
    )


def _gaps(shown: Map, lang: Lang) -> Remark | None:
    """What is unknown, hidden or a lower bound in a loaded map."""
    if shown.version is None:
        return None
    least = sum(place.state == "at-least" for place in shown.places)
    masked = sum(place.state in ("few", "other") for place in shown.places)
    unknown = sum(place.state in ("unknown", "withheld") for place in shown.places)
    counts = say(
        lang,
        f"Non connus : {unknown} ; non publiés : {masked} ; « au moins » (≥), des cases de la somme étant inconnues : "
        f"{least}. Un taux ou un indice se calcule sur les cases connues.",
        f"Not known: {unknown}; not published: {masked}; “at least” (≥), as cells of the sum are unknown: {least}. "
        "A rate or an index is computed on the known cells.",
    )
    return Remark(say(lang, "Cases vides et petites cases", "Empty and small cells"), f"{counts} {RULE.get(lang)}")


def source_words(shown: Map) -> Text | None:
    """The source of a loaded map; the register's map links to its source instead."""
    from filiere.site.observatory.tables.territories import version_source

    return version_source(shown.version) if shown.version else None
