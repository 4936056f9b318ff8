"""``filiere figures quotations``: what the register says of each number of a text.

A document is read here and given to the engine as text; a person gets the numbers, the sums of the text and what was
set aside, a program a row a number.
"""

from collections import Counter
from datetime import date
from pathlib import Path

from filiere.cli import figures_output as output
from filiere.cli.figures import parse_day
from filiere.cli.figures_register_loader import open_register
from filiere.cli.options import Format, FormatOption, LangOption, handle_faults
from filiere.core.faults import Faults
from filiere.core.language import choose_words, source_language
from filiere.core.text import Text
from filiere.figures import Register
from filiere.quotations import Document, Review, Row, Stage, check_document, check_text, read_document
from filiere.quotations.documents import MOST_BYTES
from filiere.quotations.faults import fault
from filiere.quotations.narrative import VERDICT_LABELS, VERDICT_PLURALS
from filiere.quotations.unchecked_numbers import PLURALS, WHY


def quotations(
    path: Path,
    /,
    *,
    stage: Stage = "verdict",
    said: str | None = None,
    format: FormatOption = "table",
    lang: LangOption = None,
) -> None:
    """Vérifier les nombres cités dans un texte. · Check the numbers quoted in a text.

    Le texte n’est pas modifié. Chaque nombre est exact, dépassé, hors périmètre, contredit ou inconnu ; les sommes du
    texte sont refaites. · The text is not changed. Each number is exact, outdated, out of scope, contradicted or
    unknown; the sums of the text are made again.

    Parameters
    ----------
    path
        Texte, DOCX, PDF, EML ou HTML. · Text, DOCX, PDF, EML or HTML.
    stage
        Étape où s’arrêter. · Stage to stop at.
    said
        Jour du discours (AAAA-MM-JJ), auquel le présent se rapporte. · Day of the speech (YYYY-MM-DD), to which the
        present refers.
    """
    with handle_faults(lang):
        day = parse_day(said) if said else None
        document = _open_document(path)
        register = open_register()
        if stage != "verdict" or format != "table":
            rows = check_text(document.text, register, said=day, stage=stage)
            _print_rows(rows, stage, format)
        else:
            _print_review(document, register, day)


def _open_document(path: Path) -> Document:
    if not path.is_file():
        raise Faults([fault("document-missing", name=path.name).at(file=str(path))])
    with path.open("rb") as stream:
        content = stream.read(MOST_BYTES + 1)
    try:
        return read_document(content, path.name)
    except Faults as faults:
        raise Faults([one.at(file=str(path)) for one in faults.faults]) from None


def _print_rows(rows: list[Row], stage: Stage, format: Format) -> None:
    records = [row.as_json(stage) for row in rows]
    if format != "table":
        output.print_records(records, format)
        return
    for record in records:
        print("  ".join(f"{key}={value}" for key, value in record.items() if value not in (None, [], "")))


def _print_review(document: Document, register: Register, said: date | None) -> None:
    review = check_document(document, register, said=said)
    print(_headline(review))
    if review.cut_reason is not None:
        print(_say(str(review.cut_reason)))
    for number, row in enumerate(review.numbers, start=1):
        print()
        print(_say(f"{number}. {_quote(row.text)} : {_verdict(row)}{_place(row)}"))
        _print_indented(row.reason)
        for name in row.figures[:3]:
            figure = register[name]
            print(_say(f"    {register.title(figure)} : {register.amount(figure)} ({name})"))
        _print_indented(row.proposal, "→ ")
    for finding in review.wrong_sums:
        print()
        print(_quote(" ".join(finding.text.split())))
        _print_indented(finding.reason)
        _print_indented(finding.proposal, "→ ")
    if review.skipped:
        print()
        print(_say_skipped(review))


def _headline(review: Review) -> str:
    counts = ", ".join(
        f"{many} {str((VERDICT_PLURALS if many > 1 else VERDICT_LABELS)[verdict]).lower()}"
        for verdict, many in review.counts.items()
        if many
    )
    total = len(review.numbers)
    many = "s" if total > 1 else ""
    words = choose_words(f"{total} nombre{many} lu{many}", f"{total} number{many} read")
    return _say(f"{words} : {counts}." if counts else f"{words}.")


def _verdict(row: Row) -> str:
    return str(VERDICT_LABELS[row.verdict]).lower() if row.verdict else ""


def _place(row: Row) -> str:
    if row.page is not None:
        return f" (page {row.page}, § {row.paragraph})"
    return f" (§ {row.paragraph})" if row.paragraph is not None else ""


def _say_skipped(review: Review) -> str:
    counts = Counter(one.why for one in review.skipped)
    words = ", ".join(f"{many} {(PLURALS if many > 1 else WHY)[why]}" for why, many in counts.items())
    return choose_words(f"Laissés de côté : {words}.", f"Set aside: {words}.")


def _quote(words: str) -> str:
    return f"« {words} »" if source_language() == "fr" else f"“{words}”"


def _print_indented(words: Text | None, mark: str = "") -> None:
    if words is not None:
        print(f"    {mark}{words}")


def _say(words: str) -> str:
    return choose_words(words, words.replace(" : ", ": "))
