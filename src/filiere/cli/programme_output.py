"""How ``filiere programme`` writes: tables for people, exact shares for programs."""

from collections.abc import Sequence

from filiere.cli.figures_output import print_records
from filiere.cli.options import Format
from filiere.cli.tables import print_table
from filiere.core.text import Lang, Text
from filiere.programme.code_labels import OUTCOME_LABELS, format_progress
from filiere.programme.progress_cases import CaseProgress

_CASE_HEADINGS = (
    Text(fr="Clé", en="Key"),
    Text(fr="Avancement", en="Progress"),
    Text(fr="Connus", en="Known"),
    Text(fr="Issue", en="Outcome"),
)


def print_cases(cases: Sequence[CaseProgress], format: Format, lang: Lang) -> None:
    """Print cases with their progress."""
    if format != "table":
        print_records([one.as_json() for one in cases], format)
        return
    print_table(
        [one.get(lang) for one in _CASE_HEADINGS],
        [
            [
                one.key,
                format_progress(one.progress, lang),
                format_known(one.progress.known, one.progress.of, lang),
                OUTCOME_LABELS[one.progress.outcome].get(lang),
            ]
            for one in cases
        ],
    )


def format_known(known: int, of: int, lang: Lang) -> str:
    """Return how many children have a progress: « 7 sur 9 », “7 of 9”."""
    return f"{known} sur {of}" if lang == "fr" else f"{known} of {of}"
