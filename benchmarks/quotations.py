"""How long the checker of quotations takes, how much memory, and how it holds to the register's own sentences.

Texts are made from the register: a sentence a figure, from its label, scope, period and value, as nobody would write
them but as everybody could. *One page* is some thirty numbers, *five hundred numbers* a long report; both are timed
warm, in processor time, the median of several runs. Memory is what Python holds at its peak beyond the indexes, for
one page and for ten. Then every figure is quoted as it is, in words, and ten times too large: how many keep the
verdict that the rule wants. Results go to ``benchmarks/quotations.md``; the status is 1 when a goal is missed.
"""

import platform
import statistics
import sys
import time
import tracemalloc
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from filiere.core.numbers import format_number
from filiere.core.text import LANGUAGES, Lang
from filiere.core.typography import lower_first_letter
from filiere.figures import Figure, Register, load_register
from filiere.quotations import Row, check_text
from filiere.quotations.number_words import write_number

HERE = Path(__file__).resolve().parent
RUNS = 7
PAGE, REPORT = 30, 500
PAGE_GOAL, REPORT_GOAL = 300.0, 2000.0
UNTRACEABLE = "untraceable"
TEN = 10


def write_sentence(register: Register, figure: Figure, lang: Lang, number: str | None = None) -> str:
    """Return a sentence that says a figure, by the words that the register has for it."""
    parts = [register.indicators[figure.indicator].label.get(lang)]
    if figure.category is not None:
        category = register.name("category", f"{figure.indicator}/{figure.category}")
        parts.append(lower_first_letter(category.get(lang)))
    if figure.segment != "none":
        parts.append(lower_first_letter(register.name("segment", figure.segment).get(lang)))
    parts += [register.name("territory", figure.territory).get(lang), figure.period.label(lang)]
    amount = register.amount(figure, lang)
    if number is not None:
        amount = amount.replace(format_number(figure.value, lang), number, 1)
    return f"{', '.join(parts)}{' :' if lang == 'fr' else ':'} {amount}."


def list_quotable(register: Register) -> list[Figure]:
    """Return the figures with one value that a text may quote."""
    return [one for one in register.listed_figures if one.value is not None and one.confidence != UNTRACEABLE]


def write_text(register: Register, count: int) -> str:
    """Return a text of so many sentences, figures taken in turn."""
    figures = list_quotable(register)
    lines = [write_sentence(register, figures[rank % len(figures)], "fr") for rank in range(count)]
    return "\n\n".join(" ".join(lines[rank : rank + 5]) for rank in range(0, count, 5))


def time_text(register: Register, text: str) -> float:
    """Return the median processor time of a check, in milliseconds."""
    spent = []
    for _ in range(RUNS):
        start = time.process_time()
        check_text(text, register)
        spent.append((time.process_time() - start) * 1000)
    return statistics.median(spent)


def measure_peak(register: Register, text: str) -> float:
    """Return the peak of memory of a check beyond what is held before it, in MB."""
    tracemalloc.start()
    check_text(text, register)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak / 1e6


def find_row(rows: list[Row], text: str, number: str) -> Row | None:
    """Return the row of the last place of a number."""
    at = text.rfind(number)
    return next((row for row in rows if row.start < at + len(number) and row.end > at), None)


def quote_all(register: Register) -> Iterator[tuple[str, Lang, bool]]:
    """Yield the ways of quoting each figure, and whether the verdict is the one that the rules want."""
    for figure in list_quotable(register):
        for lang in LANGUAGES:
            number = format_number(figure.value, lang)
            text = write_sentence(register, figure, lang)
            row = find_row(check_text(text, register), text, number)
            right = row is not None and row.verdict == "match" and figure.id in row.figures
            yield "as it is: match", lang, right
            if not right or row is None or figure.value is None:
                continue
            if figure.value == figure.value.to_integral_value() and figure.value > 1:
                words = write_number(int(figure.value), lang)
                told = write_sentence(register, figure, lang, words)
                again = find_row(check_text(told, register), told, words)
                yield "in words: the same answer", lang, again is not None and again.figures == row.figures
            tenfold = format_number(figure.value * TEN, lang)
            told = write_sentence(register, figure, lang, tenfold)
            again = find_row(check_text(told, register), told, tenfold)
            yield "ten times too large: no match", lang, again is not None and figure.id not in _matched(again)


def _matched(row: Row) -> tuple[str, ...]:
    return row.figures if row.verdict == "match" else ()


def main() -> int:
    """Print the tables and keep them."""
    register = load_register()
    page, report = write_text(register, PAGE), write_text(register, REPORT)
    check_text(page, register)
    times = (("one page, 30 numbers", time_text(register, page), PAGE_GOAL),
             ("500 numbers", time_text(register, report), REPORT_GOAL))  # fmt: skip
    peaks = (
        ("one page", measure_peak(register, page)),
        ("ten pages", measure_peak(register, write_text(register, PAGE * 10))),
    )
    counts: dict[str, dict[Lang, list[bool]]] = {}
    for name, lang, right in quote_all(register):
        counts.setdefault(name, {one: [] for one in LANGUAGES})[lang].append(right)
    lines = ["| Text | CPU, ms, warm | Goal | |", "|---|---:|---:|---|"]
    lines += [
        f"| {name} | {spent:.0f} | ≤ {goal:.0f} | {'met' if spent <= goal else 'missed'} |"
        for name, spent, goal in times
    ]
    lines += ["", "| Memory beyond the indexes | MB at the peak |", "|---|---:|"]
    lines += [f"| {name} | {peak:.1f} |" for name, peak in peaks]
    lines += ["", "| Every figure quoted | French | English |", "|---|---:|---:|"]
    for name, found in counts.items():
        lines.append(f"| {name} | {' | '.join(f'{sum(found[lang])} of {len(found[lang])}' for lang in LANGUAGES)} |")
    table = "\n".join(lines)
    print(table)
    day = datetime.now(UTC).date().isoformat()
    made = f"{day} · {len(register.listed_figures)} figures · Python {platform.python_version()}"
    head = f"# Results of `./dev bench quotations`\n\n{made}\n\n"
    (HERE / "quotations.md").write_text(f"{head}{table}\n", encoding="utf-8")
    return int(any(spent > goal for _, spent, goal in times))


if __name__ == "__main__":
    sys.exit(main())
