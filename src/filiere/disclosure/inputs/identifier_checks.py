"""Texts that name a firm, a group or a code: one thing written in two ways would count as two, and hide from the rules.

A firm that counts twice makes a cell of two look like one of three, and half a dominance like none. Nothing is mended
here: what blanks, invisible signs, accents composed or not, or capitals may have torn apart is refused, at its lines.
"""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from filiere.core import FaultLog
from filiere.disclosure.inputs.fault_builders import FaultPlace, fault
from filiere.disclosure.inputs.tabular_files import Sheet

_INVISIBLE = frozenset({"Cc", "Cf", "Cs"})
"""Categories of Unicode without ink: controls, formats (zero-width signs, marks of direction), halves of pairs."""
_IGNORED = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u3164\uffa0") | {
    chr(code) for code in range(0xFE00, 0xFE10)
}
"""Signs of other categories that leave no ink either: fillers, joiners, selectors of variants."""


class WritingFlaw(NamedTuple):
    """Why a text names nothing for sure: ``empty``, ``padded``, or an ``invisible`` sign, by its number."""

    kind: str
    sign: str = ""


def find_flaw(text: str) -> WritingFlaw | None:
    """Return what is wrong with the writing of one text; none when whoever sees it can write it again."""
    if not text.strip():
        return WritingFlaw("empty")
    bare = text.strip()
    if not (text.isascii() and text.isprintable()):
        for sign in bare:
            # A tab or the end of a line is a blank like others.
            if (unicodedata.category(sign) in _INVISIBLE and not sign.isspace()) or sign in _IGNORED:
                return WritingFlaw("invisible", f"U+{ord(sign):04X}")
    return WritingFlaw("padded") if text != bare else None


def fold_text(text: str) -> str:
    """Return what a text looks like: blanks of one kind, accents and widths in one form."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    return " ".join(text.split())


def casefold_text(text: str) -> str:
    """Return what an identifier looks like, capitals or not."""
    return fold_text(unicodedata.normalize("NFKC", text).casefold())


def check_identifiers(sheet: Sheet, column: str, texts: Sequence[str], empty: str, log: FaultLog) -> None:
    """Add to the log each row of a column of identifiers that names nobody for sure; ``empty`` is the code of the fault
    of one that is not there."""
    flaws = {text: find_flaw(text) for text in dict.fromkeys(texts)}
    wrong = {text: flaw for text, flaw in flaws.items() if flaw is not None}
    others = dict(_iter_lookalikes(text for text in flaws if text not in wrong))
    if not wrong and not others:
        return
    lines: dict[str, int] = {}
    for row, text in enumerate(texts):
        where = FaultPlace(file=str(sheet.path), line=sheet.line(row))
        lines.setdefault(text, where["line"])
        if text in wrong:
            kind, sign = wrong[text]
            code = empty if kind == "empty" else f"identifier-{kind}"
            log.add(fault(code, column=column, sign=sign, **where))
        elif text in others:
            log.add(fault("identifier-two-ways", column=column, other=lines[others[text]], **where))


def _iter_lookalikes(texts: Iterable[str]) -> Iterable[tuple[str, str]]:
    """Yield each text that looks like an earlier one, and that one."""
    first: dict[str, str] = {}
    for text in texts:
        if (other := first.setdefault(casefold_text(text), text)) != text:
            yield text, other


def check_codes(places: Mapping[str, tuple[str, int]], total: str, file: str, log: FaultLog) -> None:
    """Add to the log each code with an invisible sign, and each that looks like another or like the total.

    ``places`` are the column and the first line of each code. Capitals tell codes apart: readers see them.
    """
    first: dict[str, tuple[str, int | None]] = {fold_text(total): (total, None)}
    for text, (column, line) in places.items():
        flaw = find_flaw(text)
        if flaw is not None and flaw.kind == "invisible":
            log.add(fault("code-invisible", file=file, line=line, column=column, code=text, sign=flaw.sign))
        if flaw is not None:
            continue
        other, at = first.setdefault(fold_text(text), (text, line))
        if other != text:
            fr, en = (
                ("celui du total", "that of the total")
                if at is None
                else (f"celui de la ligne {at}", f"that on line {at}")
            )
            log.add(fault("code-two-ways", file=file, line=line, column=column, code=text, other_fr=fr, other_en=en))
