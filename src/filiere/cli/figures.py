"""``filiere figures``: the register on the command line, to list, show, check and cite.

Output is a table for people (columns kept whole when it goes to a file or a pipe), JSON or CSV for programs. The
clock is read here and nowhere deeper: the engine is given the date.
"""

import sys
from datetime import date
from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter, validators

from filiere.cli import figures_output as output
from filiere.cli import relativise_fault
from filiere.cli.figures_register_loader import open_register
from filiere.cli.options import FormatOption, LangOption, handle_faults, print_json
from filiere.core import Faults
from filiere.core.language import choose_words, source_language
from filiere.core.periods import Period
from filiere.figures import Query, check, find_query_faults
from filiere.figures.checker import sort_faults
from filiere.figures.faults import fault

app = App(name="figures", help="Le registre des chiffres publiés. · The register of published figures.")

app.command(
    "filiere.cli.figures_quotations:quotations",
    name="quotations",
    help="Vérifier les nombres cités dans un texte. · Check the numbers quoted in a text.",
)

FilterOption = Annotated[list[str] | None, Parameter(negative=())]


@app.command(name="list")
def list_(
    *,
    indicator: FilterOption = None,
    category: FilterOption = None,
    family: FilterOption = None,
    segment: FilterOption = None,
    measure: FilterOption = None,
    staff: FilterOption = None,
    market: FilterOption = None,
    territory: FilterOption = None,
    unit: FilterOption = None,
    nature: FilterOption = None,
    mark: FilterOption = None,
    confidence: FilterOption = None,
    source: FilterOption = None,
    year: int | None = None,
    start: Annotated[int | None, Parameter(name="--from")] = None,
    end: Annotated[int | None, Parameter(name="--to")] = None,
    text: str | None = None,
    retained: Annotated[bool | None, Parameter(negative="--not-retained")] = None,
    sort: Annotated[str | None, Parameter(allow_leading_hyphen=True)] = None,
    format: FormatOption = "table",
    lang: LangOption = None,
) -> None:
    """Lister les chiffres qui répondent à tous les critères. · List the figures that meet every criterion.

    Parameters
    ----------
    indicator
        Indicateur, comme jobs ; répétable, comme les suivants. · Indicator, such as jobs; repeatable, as those below.
    category
        Ligne d’une ventilation. · Line of a breakdown.
    family
        Famille d’indicateurs. · Family of indicators.
    segment
        whole, in-house, outsourced, buyers, vendors, none.
    measure
        headcount, FTE, positions, jobs.
    staff
        all, advisers.
    market
        place-of-work, market-served.
    territory
        FR, R22-24, REG-75, DEP-86, un pays… · FR, R22-24, REG-75, DEP-86, a country…
    unit
        Unité. · Unit.
    nature
        observed, estimate, forecast, target, announcement, hypothesis, computed.
    mark
        S lu, C calculé ici, I déduit, K non relu. · S read, C computed here, I inferred, K not re-read.
    confidence
        high, medium, low, untraceable.
    source
        Identifiant de la source. · Identifier of the source.
    year
        Année contenue dans la période (probable, si elle est incertaine). · Year within the (likely) period.
    start
        Première année. · First year.
    end
        Dernière année. · Last year.
    text
        Mots cherchés, sans accent ni majuscule. · Words looked for, accents and case aside.
    retained
        Retenus pour un usage, ou pour aucun. · Retained for a use, or for none.
    sort
        Clé de tri (period, published, value, confidence, id…), « - » devant pour l’inverse. · Sort key.
    """
    query = Query(
        indicator=_to_filter(indicator),
        category=_to_filter(category),
        family=_to_filter(family),
        segment=_to_filter(segment),
        measure=_to_filter(measure),
        staff=_to_filter(staff),
        market=_to_filter(market),
        territory=_to_filter(territory),
        unit=_to_filter(unit),
        nature=_to_filter(nature),
        mark=_to_filter(mark),
        confidence=_to_filter(confidence),
        source=_to_filter(source),
        year=year,
        start=start,
        end=end,
        text=text,
        retained=retained,
        sort=sort,
    )
    with handle_faults(lang):
        register = open_register()
        if faults := find_query_faults(query, register):
            raise Faults(faults)
        found = register.search(query)
        if format == "table":
            output.print_table(output.list_headings(), [output.figure_row(register, one) for one in found])
        else:
            output.print_records([register.describe(one) for one in found], format)


@app.command
def show(identifier: str, /, *, format: FormatOption = "table", lang: LangOption = None) -> None:
    """Montrer tout ce que le registre sait d’un chiffre. · Show all the register knows of a figure.

    Parameters
    ----------
    identifier
        Identifiant du chiffre. · Identifier of the figure.
    """
    with handle_faults(lang):
        register = open_register()
        figure = register.find(identifier)
        if format == "csv":
            output.print_records([register.describe(figure)], format)
        elif format == "json":
            print_json(output.figure_json(register, figure, _current_day()))
        else:
            output.print_card(register, figure, _current_day())


@app.command
def cite(
    identifier: str,
    /,
    *,
    consulted: str | None = None,
    base: str = "",
    format: FormatOption = "table",
    lang: LangOption = None,
) -> None:
    """Donner la citation d’un chiffre. · Give the citation of a figure.

    Parameters
    ----------
    identifier
        Identifiant du chiffre. · Identifier of the figure.
    consulted
        Jour de consultation (AAAA-MM-JJ), aujourd’hui par défaut. · Day consulted (YYYY-MM-DD), today by default.
    base
        Adresse du site, placée devant le lien permanent. · Address of the site, put before the permalink.
    """
    with handle_faults(lang):
        day = parse_day(consulted) if consulted else _current_day()
        register = open_register()
        figure = register.find(identifier)
        words = register.cite(figure, source_language(), day, base=base)
        if format == "table":
            print(words)
            return
        record = {
            "id": figure.id,
            "version": figure.version,
            "lang": source_language(),
            "citation": words,
            "permalink": base.rstrip("/") + figure.permalink,
            "consulted": day.isoformat(),
        }
        if format == "json":
            print_json(record)
        else:
            output.print_records([record], format)


@app.command
def review(
    *,
    sample: Annotated[int, Parameter(validator=validators.Number(gte=1, lte=1000))] = 20,
    seed: int = 1,
    format: FormatOption = "table",
    lang: LangOption = None,
) -> None:
    """Tirer les prochains chiffres à relire à leur source. · Draw the next figures to read again at their source.

    Ne sont tirés que des chiffres lus dans une source, les jamais relus d’abord, puis ceux relus il y a le plus
    longtemps ; le même nombre de départ redonne le même tirage. · Only figures read in a source are drawn: those never
    reviewed first, then those reviewed longest ago; the same seed gives the same draw.

    Parameters
    ----------
    sample
        Combien en tirer. · How many to draw.
    seed
        Nombre de départ du tirage. · Number that starts the draw.
    """
    with handle_faults(lang):
        register = open_register()
        drawn = register.next_reviews(sample, seed)
        if format == "table":
            names = (
                ("identifiant", "chiffre", "valeur", "source", "adresse", "endroit")
                if source_language() == "fr"
                else ("identifier", "figure", "value", "source", "address", "place")
            )
            output.print_table(names, [output.review_row(register, one) for one in drawn])
        else:
            output.print_records([register.describe(one) for one in drawn], format)


@app.command
def gaps(*, format: FormatOption = "table", lang: LangOption = None) -> None:
    """Lister les indicateurs sans valeur depuis cinq ans. · List the indicators without a value for five years."""
    with handle_faults(lang):
        register = open_register()
        found = register.gaps(_current_day())
        records = [
            {"indicator": one.indicator.id, "label": str(one.indicator.label), "latest": one.year} for one in found
        ]
        if format != "table":
            output.print_records(records, format)
            return
        for record in records:
            print(f"{record['latest']}  {record['indicator']}  {record['label']}")
        many = len(records)
        print(choose_words(f"{many} indicateurs.", f"{many} indicators."))


@app.command(name="check")
def check_(
    path: Path | None = None,
    /,
    *,
    remedy: Annotated[bool, Parameter(negative=())] = False,
    format: FormatOption = "table",
    lang: LangOption = None,
) -> None:
    """Vérifier le registre, toutes les fautes d’un coup. · Check the register, all faults at once.

    Parameters
    ----------
    path
        Dossier ou fichier ; le registre livré par défaut. · Folder or file; the shipped register by default.
    remedy
        Dire aussi que faire de chaque faute. · Also say what to do about each fault.
    """
    with handle_faults(lang):
        if path is not None and not path.exists():
            raise Faults([fault("missing-file", name=path.name).at(file=str(path))])
        faults = [relativise_fault(one) for one in sort_faults(check(path, today=_current_day()))]
        if format == "table":
            output.print_faults(faults, remedy=remedy)
        else:
            output.print_records([one.as_json() for one in faults], format)
    if faults:
        sys.exit(1)


def _to_filter(values: list[str] | None) -> tuple[str, ...] | None:
    return tuple(values) if values else None


def _current_day() -> date:
    return date.today()


def parse_day(words: str) -> date:
    """Return a day written YYYY-MM-DD; raise :class:`Faults` (``bad-day``) for anything else."""
    try:
        period = Period.parse(words)
    except ValueError:
        raise Faults([fault("bad-day", value=words)]) from None
    if period.kind != "day":
        raise Faults([fault("bad-day", value=words)])
    return period.start
