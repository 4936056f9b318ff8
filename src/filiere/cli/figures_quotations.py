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
from filiere.core.text import Lang, Text
from filiere.core.typography import typeset_french
from filiere.figures import Register
from filiere.quotations import Document, Review, Row, Stage, check_document, check_text, read_document
from filiere.quotations.asides import PLURALS, WHY
from filiere.quotations.documents import MOST_BYTES
from filiere.quotations.faults import fault
from filiere.quotations.narrative import VERDICT_LABELS, VERDICT_PLURALS


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
    with handle_faults(lang) as language:
        day = parse_day(said) if said else None
        document = _open_document(path)
        register = open_register()
        if stage != "verdict" or format != "table":
            rows = check_text(document.text, register, said=day, stage=stage)
            _print_rows(rows, stage, format, language)
        else:
            _print_review(document, register, day, language)


def _open_document(path: Path) -> Document:
    if not path.is_file():
        raise Faults([fault("document-missing", name=path.name).at(file=str(path))])
    with path.open("rb") as stream:
        content = stream.read(MOST_BYTES + 1)
    try:
        return read_document(content, path.name)
    except Faults as faults:
        raise Faults([one.at(file=str(path)) for one in faults.faults]) from None


def _print_rows(rows: list[Row], stage: Stage, format: Format, lang: Lang) -> None:
    records = [row.as_json(lang, stage) for row in rows]
    if format != "table":
        output.print_records(records, format)
        return
    for record in records:
        print("  ".join(f"{key}={value}" for key, value in record.items() if value not in (None, [], "")))


def _print_review(document: Document, register: Register, said: date | None, lang: Lang) -> None:
    review = check_document(document, register, said=said)
    print(_headline(review, lang))
    if review.cut_reason is not None:
        print(_say(review.cut_reason.get(lang), lang))
    for number, row in enumerate(review.numbers, start=1):
        print()
        print(_say(f"{number}. {_quote(row.text, lang)} : {_verdict(row, lang)}{_place(row, lang)}", lang))
        _print_indented(row.reason, lang)
        for name in row.figures[:3]:
            figure = register[name]
            print(_say(f"    {register.title(figure).get(lang)} : {register.amount(figure, lang)} ({name})", lang))
        _print_indented(row.proposal, lang, "→ ")
    for finding in review.wrong_sums:
        print()
        print(_quote(" ".join(finding.text.split()), lang))
        _print_indented(finding.reason, lang)
        _print_indented(finding.proposal, lang, "→ ")
    if review.skipped:
        print()
        print(_say_skipped(review, lang))


def _headline(review: Review, lang: Lang) -> str:
    counts = ", ".join(
        f"{many} {(VERDICT_PLURALS if many > 1 else VERDICT_LABELS)[verdict].get(lang).lower()}"
        for verdict, many in review.counts.items()
        if many
    )
    total = len(review.numbers)
    many = "s" if total > 1 else ""
    words = f"{total} nombre{many} lu{many}" if lang == "fr" else f"{total} number{many} read"
    return _say(f"{words} : {counts}." if counts else f"{words}.", lang)


def _verdict(row: Row, lang: Lang) -> str:
    return VERDICT_LABELS[row.verdict].get(lang).lower() if row.verdict else ""


def _place(row: Row, lang: Lang) -> str:
    if row.page is not None:
        return f" (page {row.page}, § {row.paragraph})"
    return f" (§ {row.paragraph})" if row.paragraph is not None and lang else ""


def _say_skipped(review: Review, lang: Lang) -> str:
    counts = Counter(one.why for one in review.skipped)
    words = ", ".join(f"{many} {(PLURALS if many > 1 else WHY)[why].get(lang)}" for why, many in counts.items())
    return _say(f"Laissés de côté : {words}." if lang == "fr" else f"Set aside: {words}.", lang)


def _quote(words: str, lang: Lang) -> str:
    return f"« {words} »" if lang == "fr" else f"“{words}”"


def _print_indented(words: Text | None, lang: Lang, mark: str = "") -> None:
    if words is not None:
        print(f"    {mark}{words.get(lang)}")


def _say(words: str, lang: Lang) -> str:
    return typeset_french(words) if lang == "fr" else words.replace(" : ", ": ")
