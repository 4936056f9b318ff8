"""``filiere programme grants`` and ``filiere programme notice``: files of the State, checked and read.

``grants`` ends with status 1 when the schema forbids something; ``notice`` with 0 whatever its answer, since *not
readable* is one.
"""

import sys
from pathlib import Path

from filiere.cli.options import JsonFormatOption, LangOption, handle_faults, print_faults, print_json
from filiere.core.numbers import format_number
from filiere.core.text import Text
from filiere.core.text_files import read_bounded_bytes
from filiere.programme.grants import GrantFile, read_grants
from filiere.programme.tender_notices import ANSWER_LABELS, READING_LABELS, NoticeReading, Quote, read_notice


def grants(file: Path, /, *, format: JsonFormatOption = "table", lang: LangOption = None) -> None:
    """Vérifier un fichier de subventions au format français. · Check a file of grants in the French form.

    Ce que le schéma interdit est une faute, et le statut est 1 ; ce qu’il permet mais que personne ne peut vouloir est
    un doute. · What the schema forbids is a fault, and the status is 1; what it allows but nobody can mean is a doubt.

    Parameters
    ----------
    file
        Fichier CSV du schéma scdl/subventions. · CSV file of the schema scdl/subventions.
    """
    with handle_faults(lang):
        found = read_grants(file)
        if format == "json":
            print_json(
                {
                    "valid": not found.faults,
                    "lines": found.lines,
                    "grants": len(found.grants),
                    "faults": [one.as_json() for one in found.faults],
                    "doubts": [one.as_json() for one in found.doubts],
                }
            )
        else:
            _print_grants(found)
        if found.faults:
            sys.exit(1)


def _print_grants(found: GrantFile) -> None:
    print_faults(found.faults, remedy=True)
    if found.doubts:
        print(Text(fr="Doutes (le schéma le permet) :", en="Doubts (the schema allows it):"))
        print_faults(found.doubts, remedy=True)
    lines, faults, doubts = (format_number(one) for one in (found.lines, len(found.faults), len(found.doubts)))
    print(
        Text(
            fr=f"Lignes : {lines}. Fautes : {faults}. Doutes : {doubts}.",
            en=f"Lines: {lines}. Faults: {faults}. Doubts: {doubts}.",
        )
    )


def notice(file: Path, /, *, format: JsonFormatOption = "table", lang: LangOption = None) -> None:
    """Dire ce qu’un avis de marché indique de social, et où. · Say what a public notice states of social matters.

    Parameters
    ----------
    file
        Avis en texte, ou données DECP en JSON. · Notice as text, or DECP data as JSON.
    """
    with handle_faults(lang):
        found = read_notice(read_bounded_bytes(file))
        if format == "json":
            print_json([_notice_json(one) for one in found])
            return
        for one in found:
            _print_notice(one)


def _notice_json(one: NoticeReading) -> dict[str, object]:
    return {
        "contract": one.contract,
        "path": one.path,
        "answer": one.answer,
        "answers": one.answers,
        "quotes": [_quote_json(quote) for quote in one.quotes],
        "label": [_quote_json(quote) for quote in one.label],
        "reason": str(READING_LABELS[one.reason]) if one.reason else None,
    }


def _quote_json(quote: Quote) -> dict[str, object]:
    if quote.path is not None:
        return {"statement": quote.statement, "text": quote.words, "path": quote.path}
    return {
        "statement": quote.statement,
        "text": quote.words,
        "start": quote.start,
        "end": quote.end,
        "line": quote.line,
        "denied": quote.denied,
        "unsure": quote.unsure,
    }


def _print_notice(one: NoticeReading) -> None:
    """Print the answers of a contract, then what they are read from."""
    named = f"{one.contract or one.path}: " if one.contract or one.path else ""
    answers = " + ".join(str(ANSWER_LABELS[answer]) for answer in one.answers)
    reason = f" ({READING_LABELS[one.reason]})" if one.reason else ""
    print(f"{named}{answers}{reason}")
    for quote in (*one.quotes, *one.label):
        denied = str(Text(fr=" (nié)", en=" (denied)")) if quote.denied else ""
        line = str(Text(fr=f"ligne {quote.line}", en=f"line {quote.line}"))
        words = " ".join(quote.words.split())
        print(f"  {quote.path or line}: {Text(fr=f'« {words} »', en=f'“{words}”')}{denied}")
