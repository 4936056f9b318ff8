"""How well the proximity between jobs finds the moves of a data set."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from filiere.careers.evaluation import (
    COLUMNS,
    Evaluation,
    Truth,
    evaluate_ranking,
    is_even,
    rank_origins,
    read_truth,
)
from filiere.careers.evaluation_faults import CATALOGUE
from filiere.careers.nomenclature import Nomenclature
from filiere.careers.proximity import WITHOUT_FREE_TEXT, Proximity
from filiere.careers.proximity.model import ALL_PARTS
from filiere.careers.rome_tables import read_rome
from filiere.cli import fault_sentences
from filiere.cli.csv_reader import CsvText
from filiere.cli.options import handle_faults, print_json
from filiere.cli.tables import print_table
from filiere.core.faults import Faults
from filiere.core.numbers import format_number
from filiere.core.spelling import close_words
from filiere.core.text import Lang, Text
from filiere.core.text_files import read_text_file

_WRONG_USE = 2
_DIGITS = 3
_HEADINGS = (
    Text(fr="Origines", en="Origins"),
    Text(fr="Nombre", en="Number"),
    Text(fr="Rappel à 10", en="R@10"),
    Text(fr="Rang inverse moyen", en="MRR"),
    Text(fr="nDCG à 10", en="nDCG@10"),
    Text(fr="Cible la plus répétée", en="Most repeated target"),
    Text(fr="Part des listes", en="Share of lists"),
)
_HALVES = {
    "all": Text(fr="Toutes", en="All"),
    "even": Text(fr="Empreinte paire", en="Even digest"),
    "odd": Text(fr="Empreinte impaire", en="Odd digest"),
}
_RANK_HEADINGS = (Text(fr="Origine", en="Origin"), Text(fr="Intitulé", en="Title"), Text(fr="Rang", en="Rank"))


def measure_moves(
    dataset: Path,
    load: Callable[[], Nomenclature],
    *,
    target: str | None,
    without: list[str] | None,
    no_text: bool,
    format: str,
    lang: Lang | None,
) -> None:
    """Measure the proximity of jobs against known moves; official links have no part in it."""
    with handle_faults(lang):
        nomenclature = load()
        codes = sorted(nomenclature.jobs)
        _check_codes([*([target] if target else []), *(without or [])], codes)
        left_out = frozenset(without or ())
        truth = _read_dataset(dataset, codes)
        proximity = Proximity(nomenclature, parts=WITHOUT_FREE_TEXT if no_text else ALL_PARTS)
        halves = {"all": codes, "even": [one for one in codes if is_even(one)]}
        halves["odd"] = [one for one in codes if one not in set(halves["even"])]
        found = {
            name: evaluate_ranking(proximity.scores, codes, truth, origins=set(half), without=left_out)
            for name, half in halves.items()
        }
        ranks = rank_origins(proximity.scores, codes, target) if target else {}
        if format == "json":
            print_json(
                {
                    "nomenclature": nomenclature.name,
                    "release": nomenclature.version,
                    **{name: _describe(one) for name, one in found.items()},
                    **({"target": target, "ranks": ranks} if target else {}),
                }
            )
            return
        rows = [_list_cells(name, one) for name, one in found.items()]
        print_table(_HEADINGS, rows)
        if ranks:
            print()
            listed = [[code, nomenclature.jobs[code].title, str(rank)] for code, rank in ranks.items()]
            print_table(_RANK_HEADINGS, listed)


def read_tables(folder: Path, prefix: str, release: str) -> Nomenclature:
    """Return the nomenclature of a folder of tables; raise :class:`Faults` where there is no table of jobs."""
    found = sorted(folder.glob(f"{prefix}*code_rome.*")) if folder.is_dir() else []
    if not found:
        raise Faults([CATALOGUE.build("moves-no-nomenclature", folder=folder, prefix=prefix).at(file=str(folder))])
    return read_rome([folder], prefix=prefix, version=release)


def _check_codes(asked: list[str], codes: list[str]) -> None:
    if unknown := [code for code in asked if code not in codes]:
        faults = [
            CATALOGUE.build("moves-unknown-target", code=code, near=close_words(code, codes, most=2))
            for code in unknown
        ]
        print(fault_sentences(Faults(faults)), file=sys.stderr)
        sys.exit(_WRONG_USE)


def _read_dataset(path: Path, codes: list[str]) -> Truth:
    text = CsvText(path, read_text_file(path))
    if missing := [name for name in COLUMNS if name not in text.header]:
        raise Faults([CATALOGUE.build("moves-columns", names=missing).at(file=str(path), line=1)])
    return read_truth(text.rows(), frozenset(codes), file=str(path))


def _describe(one: Evaluation) -> dict[str, Any]:
    return {
        "origins": one.origins,
        "recall_at_10": one.recall,
        "mrr": one.first_hit,
        "ndcg_at_10": one.gain,
        "hub_share": one.hub_share,
        "hub": one.hub,
    }


def _list_cells(name: str, one: Evaluation) -> list[str]:
    measured = (one.recall, one.first_hit, one.gain)
    return [
        str(_HALVES[name]),
        str(one.origins),
        *(format_number(round(value, _DIGITS)) for value in measured),
        one.hub,
        format_number(round(one.hub_share, _DIGITS)),
    ]
