"""How ``filiere weight`` writes: a short page for people, one row a result for spreadsheets."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from filiere.core.language import choose_words, source_language
from filiere.core.numbers import format_number, format_percent
from filiere.core.text import Text
from filiere.estimation import Estimate, MissingData, RegionTable, SectorWeight, Swing, ValueSpan
from filiere.estimation.results import to_json_number

Rows = list[dict[str, Any]]


def estimate_rows(answer: Estimate) -> Rows:
    """Return one row a base figure, or the one row that says what is missing."""
    common = {"method": answer.method, "year": answer.year}
    rows = [
        common
        | {
            "base": one.base,
            "territory": one.scope.territory,
            "segment": one.scope.segment,
            "measure": one.scope.measure,
            "unit": one.unit,
            "low": to_json_number(one.low),
            "value": to_json_number(one.value),
            "high": to_json_number(one.high),
            "interval_low": round(one.interval.low, 1),
            "interval_high": round(one.interval.high, 1),
            "in_range": one in answer.comparable_results,
            "formula": str(one.formula),
            "figures": list(one.figures),
        }
        for one in answer.results
    ]
    missing = answer.no_data
    if rows or missing is None:
        return rows
    return [common | {"no_data": str(missing.reason), "missing": "; ".join(str(t) for t in missing.needed)}]


def print_estimate(answer: Estimate) -> None:
    """Print the answer of one method: the range first, then how it is obtained, then what moves it."""
    _say(f"{answer.label}, {answer.year}, {answer.scope.territory}")
    if answer.no_data is not None:
        _say_missing(answer.no_data)
    elif answer.low is not None and answer.high is not None:
        _say_span(ValueSpan(answer.low, answer.high))
        _say(
            f"Valeur centrale : {_format_people(answer.value)}",
            f"Central value: {_format_people(answer.value)}",
            1,
        )
        if answer.central:
            spread = answer.central.interval
            ends = [format_number(round(end), digits=0) for end in (spread.low, spread.high)]
            _say(
                f"90 % des {format_number(answer.draws)} tirages de ce calcul : {ends[0]} à {ends[1]} "
                f"(nombre de départ {answer.seed})",
                f"90% of the {format_number(answer.draws)} draws of this computation: {ends[0]} to {ends[1]} "
                f"(random seed {answer.seed})",
                1,
            )
        if answer.reason:
            _say(answer.reason.fr, answer.reason.en, 1)
    for warning in answer.warnings:
        _say(warning.fr, warning.en, 1)
    for result in answer.results:
        aside = result not in answer.comparable_results
        _say()
        out_fr, out_en = (" (hors fourchette)", " (outside the range)") if aside else ("", "")
        place = "" if result.scope.territory == answer.scope.territory else f", {result.scope.territory}"
        _say(f"{result.label.fr}{place}{out_fr}, {result.base}", f"{result.label.en}{place}{out_en}, {result.base}")
        for words in dict.fromkeys([str(point.words) for point in result.points] or [str(result.formula)]):
            _say(words, words, 1)
        for warning in result.warnings:
            _say(warning.fr, warning.en, 1)
    if answer.tornado:
        _say()
        _say("Ce qui déplace le plus le résultat :", "What affects the result most:")
        for swing in answer.tornado:
            _say(_swing_sentence(swing), depth=1)
    _say_exclusions([(one.figure, one.reason) for one in answer.excluded])
    used = {name for one in answer.results for name in one.assumptions}
    for assumption in answer.assumptions:
        if assumption.id in used:
            _say()
            mark = (" (hypothèse)", " (hypothesis)") if assumption.hypothesis else ("", "")
            _say(f"{assumption.label.fr}{mark[0]}", f"{assumption.label.en}{mark[1]}")
            _say(assumption.reason.fr, assumption.reason.en, 1)
            if assumption.dispute is not None:
                _say(assumption.dispute.reason.fr, assumption.dispute.reason.en, 1)


def weight_rows(answer: SectorWeight) -> Rows:
    """Return one row a published value, a method and an excluded value, with its part in the range."""
    rows: Rows = [
        {
            "kind": "published",
            "id": one.figure,
            "year": one.year,
            **one.span.as_json(),
            "in_range": True,
            "reason": None,
        }
        for one in answer.published
    ]
    rows += [
        {
            "kind": "method",
            "id": one.method,
            "year": one.year,
            "low": to_json_number(one.low),
            "high": to_json_number(one.high),
            "in_range": one in answer.taking_part,
            "reason": str(one.no_data.reason) if one.no_data else None,
        }
        for one in answer.estimates
    ]
    rows += [
        {
            "kind": "excluded",
            "id": one.figure,
            "year": None,
            "low": None,
            "high": None,
            "in_range": False,
            "reason": str(one.reason),
        }
        for one in answer.excluded
    ]
    return rows


def print_weight(answer: SectorWeight, segment: Text) -> None:
    """Print the weight: range, retained value and reason, then what entered and what did not."""
    first, last = answer.window
    _say(
        f"{segment.fr}, {answer.year}, {answer.scope.territory}, en emplois ou en personnes",
        f"{segment.en}, {answer.year}, {answer.scope.territory}, in jobs or people",
    )
    if answer.no_data is not None:
        _say_missing(answer.no_data)
    if answer.range is not None:
        _say_span(answer.range)
    if answer.retained is not None:
        value, year = _format_people(answer.retained.value), answer.retained.year
        chosen, origin = answer.retained.kind == "register", answer.retained.origin
        _say(f"Valeur {'retenue' if chosen else 'par défaut'} : {value}, en {year} ({origin})",
            f"{'Retained' if chosen else 'Default'} value: {value}, in {year} ({origin})", 1)  # fmt: skip
        _say(answer.retained.reason.fr, answer.retained.reason.en, 1)
    if answer.published and not answer.has_counted_values:
        _say(
            "Ces valeurs sont des déclarations sans décompte : elles ne font pas un intervalle.",
            "These values are statements without a count: they make no interval.",
            1,
        )
    if answer.published:
        _say()
        years = (f"en {last}", f"in {last}") if first == last else (f"de {first} à {last}", f"from {first} to {last}")
        _say(f"Valeurs publiées {years[0]} :", f"Published values {years[1]}:")
    for published in answer.published:
        _say(f"{_format_ends(published.span)}, {published.year} ({published.figure})", depth=1)
    for published in answer.adjusted:
        words = f"{_format_ends(published.span)}, {published.year} ({published.figure})"
        _say(f"{words}, ramenée ici à ce périmètre", f"{words}, brought here to this scope", 1)
    _say()
    _say("Méthodes :", "Methods:")
    for method in answer.estimates:
        _say(_method_line(answer, method), depth=1)
    _say_exclusions([(one.figure, one.reason) for one in answer.excluded])


def print_regions(answer: RegionTable) -> None:
    """Print the regional table, right-aligned, with its total and the check against the published one."""
    if answer.no_data is not None:
        _say_missing(answer.no_data)
        return
    heads = (
        ("Région", "Emplois", "Tous emplois", "% national", "% région", "Indice", "Publié")
        if source_language() == "fr"
        else ("Region", "Jobs", "All jobs", "% of national", "% of region", "Index", "Published")
    )
    lines = [heads] + [
        (
            str(row.label),
            _format_people(row.jobs),
            _format_people(row.all_jobs),
            format_percent(_to_decimal(row.share_of_national * 100)),
            format_percent(_to_decimal(row.share_of_regional * 100), digits=3),
            format_number(_to_decimal(row.index), digits=1),
            _format_people(row.published_index),
        )
        for row in answer.rows
    ]
    total = answer.jobs / answer.all_jobs * 100
    lines.append(
        ("France", _format_people(answer.jobs), _format_people(answer.all_jobs), format_percent(100),
         format_percent(_to_decimal(total), digits=3), format_number(100, digits=1), format_number(100))
    )  # fmt: skip
    widths = [max(len(line[column]) for line in lines) for column in range(len(heads))]
    for line in lines:
        cells = [cell.rjust(width) for cell, width in zip(line[1:], widths[1:], strict=True)]
        print("  ".join([line[0].ljust(widths[0]), *cells]).rstrip())
    if answer.published_total is not None and answer.published_all is not None:
        pair = _format_people(answer.published_total), _format_people(answer.published_all)
        _say()
        _say(f"Totaux publiés : {pair[0]} et {pair[1]}.", f"Published totals: {pair[0]} and {pair[1]}.")


def _say(fr: str = "", en: str | None = None, depth: int = 0) -> None:
    """Print a line in the reader's language; words without English are the same in both."""
    print("    " * depth + choose_words(fr, fr if en is None else en))


def _say_span(span: ValueSpan) -> None:
    _say(_format_ends(span), depth=1)


def _say_missing(missing: MissingData) -> None:
    _say(missing.reason.fr, missing.reason.en, 1)
    _say("Il manque :", "Missing:", 1)
    for text in missing.needed:
        _say(f"– {text.fr}", f"– {text.en}", 1)


def _say_exclusions(pairs: Sequence[tuple[str, Text]]) -> None:
    if pairs:
        _say()
        _say("Écarté de la fourchette :", "Excluded from the range:")
    for name, reason in pairs:
        _say(f"{name} : {reason.fr}", f"{name}: {reason.en}", 1)


def _method_line(answer: SectorWeight, estimate: Estimate) -> str:
    head = f"{estimate.label}{choose_words(' : ', ': ')}"
    if estimate.no_data is not None:
        lacking = choose_words(" ; ", "; ").join(map(str, estimate.no_data.needed))
        return f"{head}{choose_words(f'pas de donnée ; il manque {lacking}', f'no data; missing: {lacking}')}"
    ends = (
        _format_ends(ValueSpan(estimate.low, estimate.high))
        if estimate.low is not None and estimate.high is not None
        else ""
    )
    if estimate in answer.taking_part:
        return head + ends
    aside = choose_words("autre périmètre, hors fourchette", "another scope, outside the range")
    return f"{head}{ends} ({aside})"


def _swing_sentence(swing: Swing) -> str:
    colon, to = choose_words(" : ", ": "), choose_words("à", "to")
    dispute = Text(fr=", valeur contestée", en=", disputed value") if swing.kind == "dispute" else ""
    ends = sorted((swing.low, swing.high))
    span = format_number(_to_decimal(swing.swing), digits=0)
    return f"{swing.label}{dispute}{colon}{_format_people(ends[0])} {to} {_format_people(ends[1])} ({span})"


def _format_ends(span: ValueSpan) -> str:
    low, high = _format_people(span.low), _format_people(span.high)
    if low == high:
        return low
    return f"{low} {choose_words('à', 'to')} {high}"


def _format_people(value: Fraction | None) -> str:
    return format_number(None if value is None else round(_to_decimal(value)), digits=0)


def _to_decimal(value: Fraction) -> Decimal:
    return Decimal(value.numerator) / Decimal(value.denominator)
