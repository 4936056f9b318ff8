"""``filiere careers evaluate``: moves between jobs, or titles, measured against answers known to be right."""

from functools import partial
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from filiere.careers.evaluation_faults import CATALOGUE
from filiere.careers.imports import read_nomenclature_file
from filiere.cli.careers_proximity import measure_moves, read_tables
from filiere.cli.careers_titles import measure_titles
from filiere.cli.options import JsonFormatOption, LangOption, ManyOption, handle_faults
from filiere.core.faults import Faults


def evaluate(
    dataset: Path | None = None,
    /,
    *,
    nomenclature: Path | None = None,
    tables: Path | None = None,
    prefix: str = "rome347",
    release: str = "3.47",
    target: str | None = None,
    without: ManyOption = None,
    no_text: Annotated[bool, Parameter(negative=())] = False,
    titles: Path | None = None,
    against: Path | None = None,
    truth: Path | None = None,
    format: JsonFormatOption = "table",
    lang: LangOption = None,
) -> None:
    """Mesurer les réponses contre des paires justes. · Measure answers against pairs known to be right.

    Les liens officiels n’entrent pas dans le calcul. · Official links have no part in the computation.

    Parameters
    ----------
    dataset
        Fichier CSV, colonnes origin, target, relevance. · CSV file, columns origin, target, relevance.
    nomenclature
        Version importée par « filiere careers import ». · Release imported by “filiere careers import”.
    tables
        Dossier des tables de la nomenclature, CSV ou Parquet. · Folder of the nomenclature’s tables, CSV or Parquet.
    prefix
        Début du nom des tables. · How the names of the tables begin.
    release
        Version de la nomenclature. · Release of the nomenclature.
    target
        Donner aussi le rang de chaque origine de ce métier. · Also give the rank of every origin of this job.
    without
        Cible à ne pas compter ; répétable. · Target not to count; repeatable.
    no_text
        Sans le texte libre des fiches. · Without the free text of sheets.
    titles
        Intitulés demandés : fichier CSV, colonnes id et label. · Titles asked: CSV file, columns id and label.
    against
        Nomenclature : fichier CSV, colonnes id et label. · Nomenclature: CSV file, columns id and label.
    truth
        Réponses justes : fichier CSV, colonnes query et id. · Right answers: CSV file, columns query and id.
    """
    if titles is not None and against is not None and truth is not None:
        measure_titles(titles, against, truth, format=format, lang=lang)
    elif dataset is not None and (nomenclature is not None or tables is not None):
        load = (
            partial(read_tables, tables, prefix, release)
            if nomenclature is None and tables is not None
            else partial(read_nomenclature_file, nomenclature or Path())
        )
        measure_moves(dataset, load, target=target, without=without, no_text=no_text, format=format, lang=lang)
    else:
        needed = (
            {"--titles": titles, "--against": against, "--truth": truth}
            if titles is not None or truth is not None
            else {"DATASET": dataset, "--nomenclature": nomenclature or tables}
        )
        names = ", ".join(name for name, given in needed.items() if given is None)
        with handle_faults(lang):
            raise Faults([CATALOGUE.build("evaluation-no-data", names=names)])
