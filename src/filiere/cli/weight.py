"""``filiere weight``: how many people work in the sector, by which method, and in which regions.

An answer is always a range with its method, its scope and its date. A year without data is an answer too, which
says what is missing: the command then ends with status 0.
"""

from pathlib import Path
from typing import Annotated, Literal

from cyclopts import App, Parameter
from cyclopts.validators import Number

from filiere.cli import weight_output as output
from filiere.cli.csv_reader import CsvText
from filiere.cli.figures_output import print_records
from filiere.cli.figures_register_loader import open_register
from filiere.cli.options import FormatOption, LangOption, handle_faults, print_json
from filiere.core.faults import Fault, Faults
from filiere.core.text import Text
from filiere.estimation import DRAWS, Count, MethodId, estimate, regional_table, sector_weight
from filiere.figures import Register
from filiere.geography import is_known_code, unknown_territory_fault

app = App(name="weight", help="Le poids de la filière, en emplois. · The weight of the sector, in jobs.")

Year = Annotated[int, Parameter(validator=Number(gte=1900, lte=2100), help="Année. · Year.")]
Seed = Annotated[int, Parameter(help="Nombre de départ du tirage. · Random seed of the draws.")]
Draws = Annotated[int, Parameter(validator=Number(gte=100, lte=1_000_000), help="Tirages. · Draws.")]
Place = Annotated[str, Parameter(help="Code du territoire. · Code of the territory.")]


COUNTS_NOT_USED = Fault(
    code="counts-not-used",
    message=Text(
        fr="Des effectifs sont donnés à une méthode qui n’en prend pas.",
        en="Counts were given to a method that does not use them.",
    ),
    remedy=Text(
        fr="Retirez --counts, ou choisissez --method occupation ou registry.",
        en="Remove --counts, or choose --method occupation or registry.",
    ),
)


@app.command(name="estimate")
def estimate_(
    *,
    method: MethodId,
    year: Year,
    territory: Place = "FR",
    counts: Path | None = None,
    seed: Seed = 1,
    draws: Draws = DRAWS,
    format: FormatOption = "table",
    lang: LangOption = None,
) -> None:
    """Estimer le poids par une méthode. · Estimate the weight by one method.

    Parameters
    ----------
    method
        supply : recensement ; occupation : professions ; seats : positions ; registry : somme des déclarations.
        · One of the six methods.
    counts
        CSV à deux colonnes, key et people : effectifs par profession, ou emplois déclarés par organisation.
        · CSV with columns key and people: employees by occupation, or jobs declared by organisation.
    """
    with handle_faults(lang):
        register = register_for_territory(territory)
        given = read_counts(counts) if counts else ()
        if given and method not in ("occupation", "registry"):
            raise Faults([COUNTS_NOT_USED])
        answer = estimate(register, method, year, territory=territory, seed=seed, draws=draws, counts=given)
        if format == "json":
            print_json(answer.as_json())
        elif format == "csv":
            print_records(output.estimate_rows(answer), format)
        else:
            output.print_estimate(answer)


@app.command(name="range")
def range_(
    *,
    year: Year,
    segment: Literal["whole", "outsourced", "in-house"] = "whole",
    territory: Place = "FR",
    window: Annotated[int | None, Parameter(validator=Number(gte=1, lte=30))] = None,
    seed: Seed = 1,
    draws: Draws = DRAWS,
    format: FormatOption = "table",
    lang: LangOption = None,
) -> None:
    """Donner la fourchette, la valeur retenue et les raisons. · Give the range, the retained value and why.

    Parameters
    ----------
    segment
        Filière entière, prestataires ou centres intégrés. · Whole sector, outsourcers or in-house centres.
    window
        Nombre d’années de valeurs publiées, l’année demandée comprise. · Years of published values.
    """
    with handle_faults(lang):
        register = register_for_territory(territory)
        answer = sector_weight(
            register, year, segment=segment, territory=territory, window=window, seed=seed, draws=draws
        )
        if format == "json":
            print_json(answer.as_json())
        elif format == "csv":
            print_records(output.weight_rows(answer), format)
        else:
            output.print_weight(answer, register.name("segment", segment))


@app.command
def regions(
    *,
    year: Year,
    regions: Annotated[Literal["22", "13"], Parameter(help="22 avant 2016, 13 depuis. · 22 before 2016.")] = "22",
    format: FormatOption = "table",
    lang: LangOption = None,
) -> None:
    """Donner emplois, parts et indice par région. · Give jobs, shares and index by region."""
    with handle_faults(lang):
        answer = regional_table(open_register(), year, regions)
        if format == "json":
            print_json(answer.as_json())
        elif format == "csv":
            print_records([row.as_json() for row in answer.rows], format)
        else:
            output.print_regions(answer)


def register_for_territory(territory: str) -> Register:
    """Return the register, once the code of the territory is known to it or to the geography; else the fault."""
    register = open_register()
    if territory not in register.vocabulary["territories"] and not is_known_code(territory):
        raise Faults([unknown_territory_fault(territory)])
    return register


MAX_COUNT_DIGITS = 12
"""Digits of a headcount."""


def read_counts(path: Path) -> tuple[Count, ...]:
    """Read a CSV file of ``key`` and ``people`` (UTF-8, comma or semicolon); raise :class:`Faults` with all faults."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        raise Faults(
            [
                _fault(
                    path, None, "unreadable-file",
                    Text(fr="Ce fichier ne se lit pas en UTF-8.", en="This file cannot be read as UTF-8."),
                    Text(fr="Donnez un fichier CSV en UTF-8.", en="Give a CSV file in UTF-8."),
                )
            ]
        ) from None  # fmt: skip
    file = CsvText(path, text)
    if not {"key", "people"} <= set(file.header):
        raise Faults(
            [
                _fault(
                    path, 1, "missing-column",
                    Text(
                        fr="Il faut deux colonnes nommées key et people.",
                        en="Two columns named key and people are required.",
                    ),
                    Text(fr="Corrigez la première ligne.", en="Correct the first line."),
                )
            ]
        )  # fmt: skip
    found: list[Count] = []
    faults: list[Fault] = []
    seen: set[str] = set()
    for line, row in file.rows():
        key, people = (row["key"] or "").strip(), (row["people"] or "").strip()
        if not people.isascii() or not people.isdigit() or len(people) > MAX_COUNT_DIGITS:
            faults.append(
                _fault(
                    path, line, "bad-count",
                    Text(
                        fr=f"« {people} » n’est pas un effectif : il faut un entier positif ou nul.",
                        en=f"“{people}” is not a count: it must be a whole number, zero or more.",
                    ),
                    Text(fr="Écrivez le nombre en chiffres, sans espace.", en="Write the number in digits, without "
                        "spaces."),
                )
            )  # fmt: skip
        if not key or key.lower() in seen:
            faults.append(
                _fault(
                    path, line, "bad-key",
                    Text(
                        fr="La clé est vide, ou déjà donnée plus haut.",
                        en="The key is blank, or already given above.",
                    ),
                    Text(fr="Une ligne par clé.", en="Use one line per key."),
                )
            )  # fmt: skip
        # A key counts as given even where its number is wrong: whoever mends the file mends it in one go.
        seen.add(key.lower())
        if not faults:
            found.append(Count(key, int(people)))
    if faults:
        raise Faults(faults)
    return tuple(found)


def _fault(path: Path, line: int | None, code: str, message: Text, remedy: Text) -> Fault:
    return Fault(code=code, message=message, remedy=remedy, file=str(path), line=line, column=1 if line else None)
