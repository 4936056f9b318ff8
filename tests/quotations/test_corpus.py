"""The checker of quoted numbers, on the sentences that were written before it (see README.md).

A run reads the halves that who writes the checker may study; ``FILIERE_TEST_HALF=1`` reads the unseen one, once.
``pytest -s`` shows the table of precision and recall.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from functools import cache

import pytest
from support.harness.quotation_checker import (
    Row,
    check_text,
    find_checker,
    read_number,
    row_figures,
    row_words,
    says_value,
)
from support.oracles.exact_proportions import bound_proportion
from support.scenes.quotation_cases import (
    VERDICTS,
    QuotedNumber,
    Span,
    chosen_half,
    has_cases,
    read_cases,
    read_other_numbers,
    read_real_life,
    read_spans,
)

PRECISION, RECALL, ACCUSATION = 0.95, 0.90, 0.98
FIGURE_NAMED, PART_NAMED, REAL_LIFE, SPANS = 0.95, 0.90, 0.90, 0.95
FLAGS, FLAGS_OF = 3, 300
ACCUSING = ("outdated", "out_of_scope", "contradicted")

pytestmark = [
    pytest.mark.skipif(find_checker() is None, reason="filiere.quotations has no check_text yet"),
    pytest.mark.skipif(not has_cases(chosen_half()), reason="the unseen half is not written yet"),
]


def covers(row: Row, case: QuotedNumber) -> bool:
    """Whether the span of a row holds every digit of the number, or half of the words of one without digits."""
    start, end = row["start"], row["end"]
    digits = [case.start + place for place, sign in enumerate(case.number) if sign.isdigit()]
    if digits:
        return start <= digits[0] and digits[-1] < end
    return 2 * (min(end, case.end) - max(start, case.start)) >= case.end - case.start


def find_row(rows: Iterable[Row], case: QuotedNumber) -> Row | None:
    """The row of a number, if it was read whole and as what it says."""
    for row in rows:
        if covers(row, case) and (len(case.values) != 1 or says_value(row, case.values[0])):
            return row
    return None


@cache
def answered() -> tuple[dict[QuotedNumber, Row | None], list[tuple[QuotedNumber, Row]]]:
    """The row of each number of the half, and the accusations made of numbers not under test or misread."""
    half = chosen_half()
    found: dict[QuotedNumber, Row | None] = {}
    others: list[tuple[QuotedNumber, Row]] = []
    for numbers in [[one] for one in read_cases(half)] + read_real_life(half):
        rows = check_text(numbers[0].text, numbers[0].said)
        judged = [find_row(rows, case) for case in numbers]
        found |= dict(zip(numbers, judged, strict=True))
        others += [(numbers[0], one) for one in rows if one not in judged and one.get("verdict") in ACCUSING]
    return found, others


def share(count: int, of: int) -> float:
    """A share; that of nothing is 1, so that nothing is refused for want of cases."""
    return count / of if of else 1.0


def list_misses(misses: Sequence[str]) -> str:
    """What went wrong, text by text; of the unseen half only the keys, which say nothing of the sentences."""
    return "\n".join(misses[:60]) if chosen_half() == "dev" else " ".join(one.split()[0] for one in misses)


def test_verdicts() -> None:
    """Precision and recall by verdict and language; a number that was not read counts as missed."""
    found, others = answered()
    lines = ["lang verdict        precision (95 %)            recall (95 %)"]
    refused = []
    accused: Counter[bool] = Counter()
    for lang in ("fr", "en"):
        for verdict in VERDICTS:
            wanted = [case for case in found if case.lang == lang and case.verdict == verdict]
            right = sum((row := found[case]) is not None and row["verdict"] == verdict for case in wanted)
            given = sum(
                row is not None and row["verdict"] == verdict and case.lang == lang for case, row in found.items()
            ) + sum(case.lang == lang and row["verdict"] == verdict for case, row in others)
            if verdict == "contradicted":
                accused += Counter({True: right, False: given - right})
            cells = []
            for of, limit, name in ((given, PRECISION, "precision"), (len(wanted), RECALL, "recall")):
                low, high = bound_proportion(right, of)
                cells.append(f"{right:3}/{of:<3} {share(right, of):.3f} [{low:.3f}, {high:.3f}]")
                if share(right, of) < limit:
                    refused.append(f"{lang} {verdict}: {name} {right}/{of}, at least {limit} is wanted")
            lines.append(f"{lang}   {verdict:14} {cells[0]}  {cells[1]}")
    if share(accused[True], accused.total()) < ACCUSATION:
        refused.append(f"contradicted: precision {accused[True]}/{accused.total()}, at least {ACCUSATION} is wanted")
    misses = [
        f"{case.key} {case.verdict} → {row['verdict'] if row else 'not read'} [{case.number}] {case.text}"
        for case, row in found.items()
        if row is None or row["verdict"] != case.verdict
    ]
    misses += [f"{case.key} other number {row['text']} → {row['verdict']} {case.text}" for case, row in others]
    print("\n".join(lines))
    assert not refused, "\n".join([*lines, *refused]) + "\n" + list_misses(misses)


def test_figures_named() -> None:
    """A verdict that is right names a figure that it stands on."""
    found, _ = answered()
    judged = [(case, row) for case, row in found.items() if row and row["verdict"] == case.verdict and case.figures]
    misses = [
        f"{case.key} {row_figures(row)[:4]} for {case.figures[:2]} [{case.number}] {case.text}"
        for case, row in judged
        if not set(case.figures) & set(row_figures(row))
    ]
    assert share(len(judged) - len(misses), len(judged)) >= FIGURE_NAMED, list_misses(misses)


def test_wrong_part_named() -> None:
    """A verdict out of scope says which part of the scope is wrong, by the name that the register gives it."""
    found, _ = answered()
    judged = [
        (case, row)
        for case, row in found.items()
        if row and row["verdict"] == case.verdict == "out_of_scope" and case.parts
    ]
    misses = [
        f"{case.key} {row['part']} for {case.parts} {case.text}"
        for case, row in judged
        if row["part"] not in case.parts or not row_words(row, case.lang)
    ]
    assert share(len(judged) - len(misses), len(judged)) >= PART_NAMED, list_misses(misses)


def test_real_life() -> None:
    """Sentences of several numbers, as a press release has them."""
    found, _ = answered()
    judged = [(case, row) for case, row in found.items() if case.stratum == "real-life"]
    misses = [
        f"{case.key} {case.verdict} → {row['verdict'] if row else 'not read'} [{case.number}] {case.text}"
        for case, row in judged
        if row is None or row["verdict"] != case.verdict
    ]
    assert share(len(judged) - len(misses), len(judged)) >= REAL_LIFE, list_misses(misses)


def test_other_numbers() -> None:
    """What is not about the sector is not flagged: a flag is any verdict but unknown. With the unseen half, on both."""
    texts = [one for half in {"dev", chosen_half()} for one in read_other_numbers(half)]
    flags = [
        f"{one.key} {row['verdict']} [{row['text']}] {one.text}"
        for one in texts
        for row in check_text(one.text)
        if row.get("verdict") != "unknown"
    ]
    count = sum(one.count for one in texts)
    print(f"{len(flags)} flags on {count} numbers that are not about the sector")
    assert len(flags) * FLAGS_OF <= FLAGS * count, list_misses(flags)


def find_span_fault(span: Span) -> str:
    """What is wrong with the reading of a span; nothing when it is right."""
    rows = check_text(span.text, stage="mentions")
    if misplaced := [one for one in rows if span.text[one["start"] : one["end"]] != one["text"]]:
        return f"{misplaced[0]['text']!r} is not what stands at its place"
    found = [one for one in rows if one["start"] <= span.core[0] and span.core[1] <= one["end"]]
    if len(found) != 1:
        return f"{len(found)} rows cover the number"
    row = found[0]
    if row["start"] < span.outer[0] or row["end"] > span.outer[1]:
        return f"{row['text']!r} is too wide"
    if row["bound"] not in span.bounds or row["kind"] not in span.kinds:
        return f"{row['bound']}, {row['kind']}"
    if span.ends and (read_number(row["low"]), read_number(row["high"])) != span.ends:
        return f"from {row['low']} to {row['high']}"
    if span.values and not any(says_value(row, one) for one in span.values):
        return f"value {row['value']}"
    return f"unit {row['unit']}" if span.unit and not str(row["unit"]).startswith(span.unit) else ""


def test_mentions() -> None:
    """The first stage alone: place, value, bound, unit and kind of each span, in code points of the text received."""
    spans = read_spans()
    faults = {span: fault for span in spans if (fault := find_span_fault(span))}
    said = [
        f"{span.key} {fault}: {span.text[span.core[0] : span.core[1]]!r} in {span.text!r}"
        for span, fault in faults.items()
    ]
    by_lang: defaultdict[str, int] = defaultdict(int)
    for span in spans:
        by_lang[span.lang] += span not in faults
    assert share(sum(by_lang.values()), len(spans)) >= SPANS, "\n".join(said)
