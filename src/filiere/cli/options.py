"""What every command shares: its options, the language it speaks, and how it tells faults.

Without ``--lang``, a command speaks the language of the terminal, in its results as in its faults.
"""

import contextlib
import json
import sys
from collections.abc import Collection, Iterable, Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Annotated, Any, Literal

from cyclopts import Parameter, validators

from filiere.cli import fault_sentences
from filiere.cli.requested_language import terminal_language
from filiere.core.faults import Fault, Faults
from filiere.core.language import use_language
from filiere.core.text import Lang, Text

Format = Literal["table", "json", "csv"]
FormatOption = Annotated[Format, Parameter(help="table, json ou csv. · table, json or csv.")]
JsonFormatOption = Annotated[Literal["table", "json"], Parameter(help="table ou json. · table or json.")]
LangOption = Annotated[
    Lang | None,
    Parameter(help="Langue des textes, celle du terminal par défaut. · Language of texts; the terminal’s by default."),
]

ContentOption = Annotated[
    Path | None,
    Parameter(help="Dossier de contenu, celui qui est livré par défaut. · Folder of content, the shipped one."),
]
ManyOption = Annotated[list[str] | None, Parameter(negative=())]

PortOption = Annotated[int, Parameter(validator=validators.Number(gte=1, lte=65535))]
SeedOption = Annotated[int, Parameter(validator=validators.Number(gte=0, lte=2**63 - 1))]
DrawsOption = Annotated[int, Parameter(validator=validators.Number(gte=0, lte=1_000_000))]
CountOption = Annotated[int, Parameter(validator=validators.Number(gte=1, lte=100_000))]

# The stages of a long work, by the word that an engine tells them with.
_STAGES = {
    "examine": Text(fr="Lecture des octets", en="Reading bytes"),
    "check": Text(fr="Contrôle des lignes", en="Checking the rows"),
    "write": Text(fr="Écriture", en="Writing"),
    "aggregates": Text(fr="Sommes par territoire", en="Sums by territory"),
    "pull": Text(fr="Téléchargement", en="Downloading"),
    "hash": Text(fr="Empreinte du fichier", en="File fingerprint"),
    "read": Text(fr="Lecture et contrôle des lignes", en="Reading and checking the rows"),
    "match": Text(fr="Doublons et remplacements", en="Repeats and corrections"),
    "contacts": Text(fr="Contacts, d’après leurs passages", en="Contacts, from their visits"),
}


@contextlib.contextmanager
def handle_faults(lang: Lang | None, wrong_use: Collection[str] = ()) -> Iterator[None]:
    """Write in the language of the command; turn faults into sentences in it, and leave with their status: faults of
    ``wrong_use`` lie in what was typed.

    The sentences go to the error output, without a traceback.
    """
    with use_language(lang or terminal_language()):
        try:
            yield
        except Faults as faults:
            print(fault_sentences(faults), file=sys.stderr)
            sys.exit(exit_status(faults.faults, wrong_use))


def exit_status(faults: Iterable[Fault], wrong_use: Collection[str] = ()) -> int:
    """Return the status of a command that ends with faults: 2 when all lie in what was typed, a path that leads nowhere
    or a code of ``wrong_use``; else 1."""
    typed = all(one.code in wrong_use or (one.file is not None and not Path(one.file).exists()) for one in faults)
    return 2 if typed else 1


def print_faults(faults: Iterable[Fault], *, remedy: bool) -> None:
    """Print one line a fault, and its remedy under it when asked."""
    for fault in faults:
        print(fault.render())
        if remedy:
            print(f"    → {fault.remedy}")


def print_json(content: Any) -> None:
    """Print a content as JSON, accents kept; a decimal is a number, a day is written as such."""
    print(json.dumps(content, ensure_ascii=False, indent=2, default=_json_default))


def _json_default(value: Any) -> Any:
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, (date, Fraction)):
        return str(value)
    raise TypeError(type(value).__name__)


def describe_stage(stage: str) -> str:
    """Return what a stage of a long work is, in words."""
    return str(_STAGES[stage])
