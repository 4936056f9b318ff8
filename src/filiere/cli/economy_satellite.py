"""``filiere economy satellite``: the account of in-house centres, which no activity code shows, within bounds."""

import csv
import sys
from pathlib import Path

from filiere.cli.options import DrawsOption, FormatOption, LangOption, SeedOption, handle_faults, print_json
from filiere.cli.tables import print_table
from filiere.core.numbers import UNKNOWN_MARK, format_number
from filiere.core.text import Text

_WRONG_USE = frozenset({"economy-draws-need-a-seed"})
_MEASURES = ("low", "point", "high", "p2_5", "p97_5")
_HEADINGS = (
    Text(fr="Ligne", en="Line"),
    Text(fr="Borne basse", en="Low"),
    Text(fr="Point", en="Point"),
    Text(fr="Borne haute", en="High"),
    Text(fr="2,5 %", en="2.5%"),
    Text(fr="97,5 %", en="97.5%"),
)
_LINES = {
    "jobs": Text(fr="emplois", en="jobs"),
    "output": Text(fr="production, au coût", en="output, at cost"),
    "compensation": Text(fr="rémunération", en="compensation"),
    "purchases": Text(fr="achats", en="purchases"),
    "indirect": Text(fr="production des fournisseurs", en="output of suppliers"),
}
_INSIDE = Text(
    fr="Tout cela est déjà dans la production des branches qui abritent ces centres : ne l’y ajoutez pas.",
    en="All of this is already in the output of the industries that house these centres: do not add it to theirs.",
)
_DRAWN = Text(
    fr="{draws} tirages triangulaires et indépendants, graine {seed} ; les bornes supposent tout bas, ou tout haut, "
    "à la fois.",
    en="{draws} triangular, independent draws, seed {seed}; bounds suppose that all is low, or high, at the same time.",
)


def satellite(
    spec: Path,
    /,
    *,
    draws: DrawsOption = 0,
    seed: SeedOption | None = None,
    format: FormatOption = "table",
    lang: LangOption = None,
) -> None:
    """Établir le compte des centres intégrés. · Draw up the account of in-house centres.

    Emplois, production au coût, rémunération et achats, chacun entre deux bornes. · Jobs, output at cost, compensation
    and purchases, each between two bounds.

    Parameters
    ----------
    spec
        Ce qui est su ou supposé, en YAML : jobs, cost_per_job, staff_share, multiplier. · What is known or assumed, as
        YAML: jobs, cost_per_job, staff_share, multiplier.
    draws
        Combien de tirages. · How many draws.
    seed
        Graine des tirages. · Seed of the draws.
    """
    with handle_faults(lang, _WRONG_USE):
        from filiere.economy import build_satellite, read_satellite

        account = build_satellite(read_satellite(spec), draws=draws, seed=seed)
        rows = [one.as_json() for one in account.lines]
        if format == "json":
            notes = [str(_INSIDE)]
            print_json({"account": rows, "draws": account.draws, "seed": account.seed, "notes": notes})
        elif format == "csv":
            writer = csv.DictWriter(sys.stdout, ["name", *_MEASURES], lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
        else:
            cells = [
                [
                    str(_LINES[row["name"]]),
                    *(UNKNOWN_MARK if row[one] is None else format_number(row[one], digits=0) for one in _MEASURES),
                ]
                for row in rows
            ]
            print_table(_HEADINGS, cells)
            print()
            if account.draws:
                print(str(_DRAWN).format(draws=format_number(account.draws), seed=account.seed))
            print(_INSIDE)
