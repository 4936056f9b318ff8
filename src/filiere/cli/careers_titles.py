"""``filiere careers resolve`` and ``filiere careers evaluate --titles``: the job that a title names, and how often the
answer is right.

Not to know is an answer: the status is 0, and the outcome says why.
"""

import sys
from pathlib import Path
from typing import Annotated, Any

from cyclopts import Parameter, validators

from filiere.careers.paths.profession_titles import list_profession_titles
from filiere.careers.profession import load_profession
from filiere.careers.titles.evaluation import TitleEvaluation, evaluate_titles
from filiere.careers.titles.faults import CATALOGUE
from filiere.careers.titles.index import Hit, TitleIndex
from filiere.careers.titles.resolution import ASKED, OUTCOME_LABELS, Resolution, TitleResolver
from filiere.careers.titles.title_files import read_queries, read_titles, read_truth
from filiere.careers.titles.title_words import load_title_words
from filiere.cli import fault_sentences
from filiere.cli.figures_output import print_records
from filiere.cli.options import FormatOption, LangOption, handle_faults, print_json
from filiere.cli.tables import print_table
from filiere.core.faults import Faults
from filiere.core.numbers import format_number
from filiere.core.text import Lang, Text, make_printable

_WRONG_USE = 2
_SHOWN_CHARACTERS = 60
_SCORE_DIGITS = 6
_HEADINGS = (
    Text(fr="Demandé", en="Asked"),
    Text(fr="Réponse", en="Answer"),
    Text(fr="Code", en="Code"),
    Text(fr="Intitulé le plus proche", en="Nearest title"),
    Text(fr="Ressemblance", en="Likeness"),
)


def resolve(
    text: str | None = None,
    /,
    *,
    queries: Path | None = None,
    against: Path | None = None,
    top: Annotated[int, Parameter(validator=validators.Number(gte=1, lte=1000))] = ASKED,
    format: FormatOption = "table",
    lang: LangOption = None,
) -> None:
    """Trouver le métier qu’un intitulé nomme, ou dire pourquoi on ne sait pas. · Find the job that a title names.

    Le genre, les accents, les fautes de frappe et les abréviations n’y changent rien. Dans le doute, la réponse est une
    question entre les trois plus proches. · Gender, accents, typing errors and abbreviations change nothing. Where
    there is doubt, the answer is a question between the three nearest.

    Parameters
    ----------
    text
        Intitulé, en texte libre. · Title, in free text.
    queries
        Fichier CSV d’intitulés, colonnes id et label. · CSV file of titles, columns id and label.
    against
        Nomenclature : fichier CSV, colonnes id et label (un id peut revenir), ou version importée. Sans elle, les
        métiers de la profession. · Nomenclature: CSV file, columns id and label (an id may come again), or an imported
        release. Without it, the jobs of the profession.
    top
        Combien de métiers montrer. · How many jobs to show.
    """
    with handle_faults(lang):
        if text is None and queries is None:
            print(fault_sentences(Faults([CATALOGUE.build("titles-no-query")])), file=sys.stderr)
            sys.exit(_WRONG_USE)
        asked = read_queries(queries) if queries else {}
        if text is not None:
            asked = {"": text} | asked
        resolver = TitleResolver(read_titles(against) if against else list_profession_titles(load_profession()))
        found = [(query, words, resolver.resolve(words, top=top)) for query, words in asked.items()]
        if format == "table":
            rows = [row for _, words, one in found for row in _list_rows(words, one)]
            print_table(_HEADINGS, rows)
        elif format == "csv":
            print_records([row for one in found for row in _list_records(*one)], format)
        else:
            records = [_describe(*one) for one in found]
            print_json(records if queries else records[0])


def measure_titles(titles: Path, against: Path, truth: Path, *, format: str, lang: Lang | None) -> None:
    """Measure the resolver of titles against right answers."""
    with handle_faults(lang):
        queries = read_queries(titles)
        index = TitleIndex(read_titles(against), load_title_words())
        found = evaluate_titles(index, queries, read_truth(truth, queries))
        if format == "json":
            print_json(_describe_evaluation(found))
        else:
            _print_evaluation(found)


def _describe(query: str, words: str, found: Resolution) -> dict[str, Any]:
    return {
        "id": query or None,
        "query": make_printable(words, _SHOWN_CHARACTERS),
        "outcome": found.outcome.value,
        "message": str(OUTCOME_LABELS[found.outcome]),
        "job": found.job.id if found.job else None,
        "confidence": round(found.confidence, _SCORE_DIGITS),
        "key": list(found.key),
        "hits": [_describe_hit(rank, hit) for rank, hit in enumerate(found.hits, start=1)],
    }


def _describe_hit(rank: int, hit: Hit) -> dict[str, Any]:
    return {"rank": rank, "id": hit.id, "label": hit.label, "score": round(hit.score, _SCORE_DIGITS)}


def _list_records(query: str, words: str, found: Resolution) -> list[dict[str, Any]]:
    asked = {"query": query, "text": make_printable(words, _SHOWN_CHARACTERS), "outcome": found.outcome.value}
    nothing: dict[str, Any] = {"rank": None, "id": None, "label": None, "score": None}
    return [asked | _describe_hit(rank, hit) for rank, hit in enumerate(found.hits, start=1)] or [asked | nothing]


def _list_rows(words: str, found: Resolution) -> list[list[str]]:
    told = [make_printable(words, _SHOWN_CHARACTERS), str(OUTCOME_LABELS[found.outcome])]
    rows = [[hit.id, make_printable(hit.label, 200), format_number(hit.score, digits=2)] for hit in found.hits]
    return [[*(told if place == 0 else ["", ""]), *row] for place, row in enumerate(rows or [["", "", ""]])]


def _describe_evaluation(found: TitleEvaluation) -> dict[str, Any]:
    return {
        "queries": found.queries,
        "map": round(found.mean_average_precision, _SCORE_DIGITS),
        "acc@1": round(found.accuracy_at_1, _SCORE_DIGITS),
        "acc@5": round(found.accuracy_at_5, _SCORE_DIGITS),
        "coverage": [
            {
                "coverage": row.coverage,
                "accuracy": round(row.accuracy, _SCORE_DIGITS),
                "confidence": round(row.confidence, _SCORE_DIGITS),
            }
            for row in found.coverage
        ],
        "queries_without_truth": found.untold,
        "truth_absent_from_nomenclature": found.unreachable,
    }


def _print_evaluation(found: TitleEvaluation) -> None:
    def write(value: float) -> str:
        return format_number(value, digits=3)

    headings = (Text(fr="Mesure", en="Measure"), Text(fr="Valeur", en="Value"))
    unreachable = Text(fr="réponses justes absentes de la nomenclature", en="right answers that the nomenclature lacks")
    rows = [
        (str(Text(fr="intitulés", en="titles")), format_number(found.queries)),
        ("MAP", write(found.mean_average_precision)),
        ("acc@1", write(found.accuracy_at_1)),
        ("acc@5", write(found.accuracy_at_5)),
        *(
            (
                str(
                    Text(
                        fr=f"acc@1, couverture {format_number(row.coverage * 100, 'fr')} %",
                        en=f"acc@1, coverage {format_number(row.coverage * 100, 'en')}%",
                    )
                ),
                write(row.accuracy),
            )
            for row in found.coverage
        ),
        (
            str(Text(fr="intitulés sans réponse juste connue", en="titles without a known right answer")),
            format_number(found.untold),
        ),
        (str(unreachable), format_number(found.unreachable)),
    ]
    print_table(headings, rows)
