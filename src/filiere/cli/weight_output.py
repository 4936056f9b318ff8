"""How ``filiere weight`` writes: a short page for people, one row a result for spreadsheets."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from filiere.core.numbers import format_number, format_percent
from filiere.core.text import Lang, Text
from filiere.core.typography import typeset_french
from filiere.estimation import Estimate, MissingData, RegionTable, SectorWeight, Swing, ValueSpan
from filiere.estimation.results import to_json_number

Rows = list[dict[str, Any]]


def estimate_rows(answer: Estimate, lang: Lang) -> Rows:
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
            "formula": one.formula.get(lang),
            "figures": list(one.figures),
        }
        for one in answer.results
    ]
    missing = answer.no_data
    if rows or missing is None:
        return rows
    return [common | {"no_data": missing.reason.get(lang), "missing": "; ".join(t.get(lang) for t in missing.needed)}]


def print_estimate(answer: Estimate, lang: Lang) -> None:
    """Print the answer of one method: the range first, then how it is obtained, then what moves it."""
    say = _PagePrinter(lang)
    say(f"{answer.label.get(lang)}, {answer.year}, {answer.scope.territory}")
    if answer.no_data is not None:
        say.print_missing(answer.no_data)
    elif answer.low is not None and answer.high is not None:
        say.span(ValueSpan(answer.low, answer.high))
        say(
            f"Valeur centrale : {_format_people(answer.value, lang)}",
            f"Central value: {_format_people(answer.value, lang)}",
            1,
        )
        if answer.central:
            spread = answer.central.interval
            ends = [format_number(round(end), lang, 0) for end in (spread.low, spread.high)]
            say(
                f"90 % des {format_number(answer.draws, lang)} tirages de ce calcul : {ends[0]} à {ends[1]} "
                f"(nombre de départ {answer.seed})",
                f"90% of the {format_number(answer.draws, lang)} draws of this computation: {ends[0]} to {ends[1]} "
                f"(random seed {answer.seed})",
                1,
            )
        if answer.reason:
            say(answer.reason.fr, answer.reason.en, 1)
    for warning in answer.warnings:
        say(warning.fr, warning.en, 1)
    for result in answer.results:
        aside = result not in answer.comparable_results
        say()
        out_fr, out_en = (" (hors fourchette)", " (outside the range)") if aside else ("", "")
        place = "" if result.scope.territory == answer.scope.territory else f", {result.scope.territory}"
        say(f"{result.label.fr}{place}{out_fr}, {result.base}", f"{result.label.en}{place}{out_en}, {result.base}")
        for words in dict.fromkeys([point.words.get(lang) for point in result.points] or [result.formula.get(lang)]):
            say(words, words, 1)
        for warning in result.warnings:
            say(warning.fr, warning.en, 1)
    if answer.tornado:
        say()
        say("Ce qui déplace le plus le résultat :", "What affects the result most:")
        for swing in answer.tornado:
            say(_swing_sentence(swing, "fr"), _swing_sentence(swing, "en"), 1)
    say.print_exclusions([(one.figure, one.reason) for one in answer.excluded])
    used = {name for one in answer.results for name in one.assumptions}
    for assumption in answer.assumptions:
        if assumption.id in used:
            say()
            mark = (" (hypothèse)", " (hypothesis)") if assumption.hypothesis else ("", "")
            say(f"{assumption.label.fr}{mark[0]}", f"{assumption.label.en}{mark[1]}")
            say(assumption.reason.fr, assumption.reason.en, 1)
            if assumption.dispute is not None:
                say(assumption.dispute.reason.fr, assumption.dispute.reason.en, 1)


def weight_rows(answer: SectorWeight, lang: Lang) -> Rows:
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
            "reason": one.no_data.reason.get(lang) if one.no_data else None,
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
            "reason": one.reason.get(lang),
        }
        for one in answer.excluded
    ]
    return rows


def print_weight(answer: SectorWeight, segment: Text, lang: Lang) -> None:
    """Print the weight: range, retained value and reason, then what entered and what did not."""
    say = _PagePrinter(lang)
    first, last = answer.window
    say(
        f"{segment.fr}, {answer.year}, {answer.scope.territory}, en emplois ou en personnes",
        f"{segment.en}, {answer.year}, {answer.scope.territory}, in jobs or people",
    )
    if answer.no_data is not None:
        say.print_missing(answer.no_data)
    if answer.range is not None:
        say.span(answer.range)
    if answer.retained is not None:
        value, year = _format_people(answer.retained.value, lang), answer.retained.year
        chosen, origin = answer.retained.kind == "register", answer.retained.origin
        say(f"Valeur {'retenue' if chosen else 'par défaut'} : {value}, en {year} ({origin})",
            f"{'Retained' if chosen else 'Default'} value: {value}, in {year} ({origin})", 1)  # fmt: skip
        say(answer.retained.reason.fr, answer.retained.reason.en, 1)
    if answer.published and not answer.has_counted_values:
        say(
            "Ces valeurs sont des déclarations sans décompte : elles ne font pas un intervalle.",
            "These values are statements without a count: they make no interval.",
            1,
        )
    if answer.published:
        say()
        years = (f"en {last}", f"in {last}") if first == last else (f"de {first} à {last}", f"from {first} to {last}")
        say(f"Valeurs publiées {years[0]} :", f"Published values {years[1]}:")
    for published in answer.published:
        say(
            f"{_format_ends(published.span, 'fr')}, {published.year} ({published.figure})",
            f"{_format_ends(published.span, 'en')}, {published.year} ({published.figure})",
            1,
        )
    for published in answer.adjusted:
        say(
            f"{_format_ends(published.span, 'fr')}, {published.year} ({published.figure}), ramenée ici à ce périmètre",
            f"{_format_ends(published.span, 'en')}, {published.year} ({published.figure}), brought here to this scope",
            1,
        )
    say()
    say("Méthodes :", "Methods:")
    for method in answer.estimates:
        say(_method_line(answer, method, "fr"), _method_line(answer, method, "en"), 1)
    say.print_exclusions([(one.figure, one.reason) for one in answer.excluded])


def print_regions(answer: RegionTable, lang: Lang) -> None:
    """Print the regional table, right-aligned, with its total and the check against the published one."""
    say = _PagePrinter(lang)
    if answer.no_data is not None:
        say.print_missing(answer.no_data)
        return
    heads = (
        ("Région", "Emplois", "Tous emplois", "% national", "% région", "Indice", "Publié")
        if lang == "fr"
        else ("Region", "Jobs", "All jobs", "% of national", "% of region", "Index", "Published")
    )
    lines = [heads] + [
        (
            row.label.get(lang),
            _format_people(row.jobs, lang),
            _format_people(row.all_jobs, lang),
            format_percent(_to_decimal(row.share_of_national * 100), lang),
            format_percent(_to_decimal(row.share_of_regional * 100), lang, 3),
            format_number(_to_decimal(row.index), lang, 1),
            _format_people(row.published_index, lang),
        )
        for row in answer.rows
    ]
    total = answer.jobs / answer.all_jobs * 100
    lines.append(
        ("France", _format_people(answer.jobs, lang), _format_people(answer.all_jobs, lang), format_percent(100, lang),
         format_percent(_to_decimal(total), lang, 3), format_number(100, lang, 1), format_number(100, lang))
    )  # fmt: skip
    widths = [max(len(line[column]) for line in lines) for column in range(len(heads))]
    for line in lines:
        cells = [cell.rjust(width) for cell, width in zip(line[1:], widths[1:], strict=True)]
        print("  ".join([line[0].ljust(widths[0]), *cells]).rstrip())
    if answer.published_total is not None and answer.published_all is not None:
        pair = _format_people(answer.published_total, lang), _format_people(answer.published_all, lang)
        say()
        say(f"Totaux publiés : {pair[0]} et {pair[1]}.", f"Published totals: {pair[0]} and {pair[1]}.")


class _PagePrinter:
    """Prints lines in one language, French typography put in."""

    def __init__(self, lang: Lang) -> None:
        self.lang = lang

    def __call__(self, fr: str = "", en: str | None = None, depth: int = 0) -> None:
        words = fr if self.lang == "fr" or en is None else en
        print("    " * depth + (typeset_french(words) if self.lang == "fr" else words))

    def span(self, span: ValueSpan) -> None:
        self(_format_ends(span, "fr"), _format_ends(span, "en"), 1)

    def print_missing(self, missing: MissingData) -> None:
        self(missing.reason.fr, missing.reason.en, 1)
        self("Il manque :", "Missing:", 1)
        for text in missing.needed:
            self(f"– {text.fr}", f"– {text.en}", 1)

    def print_exclusions(self, pairs: Sequence[tuple[str, Text]]) -> None:
        if pairs:
            self()
            self("Écarté de la fourchette :", "Excluded from the range:")
        for name, reason in pairs:
            self(f"{name} : {reason.fr}", f"{name}: {reason.en}", 1)


def _method_line(answer: SectorWeight, estimate: Estimate, lang: Lang) -> str:
    colon = " : " if lang == "fr" else ": "
    head = estimate.label.get(lang) + colon
    if estimate.no_data is not None:
        lacking = (" ; " if lang == "fr" else "; ").join(text.get(lang) for text in estimate.no_data.needed)
        return f"{head}pas de donnée ; il manque {lacking}" if lang == "fr" else f"{head}no data; missing: {lacking}"
    ends = (
        _format_ends(ValueSpan(estimate.low, estimate.high), lang)
        if estimate.low is not None and estimate.high is not None
        else ""
    )
    if estimate in answer.taking_part:
        return head + ends
    aside = "autre périmètre, hors fourchette" if lang == "fr" else "another scope, outside the range"
    return f"{head}{ends} ({aside})"


def _swing_sentence(swing: Swing, lang: Lang) -> str:
    colon, to = (" : ", "à") if lang == "fr" else (": ", "to")
    dispute = Text(fr=", valeur contestée", en=", disputed value").get(lang) if swing.kind == "dispute" else ""
    ends = sorted((swing.low, swing.high))
    span = format_number(_to_decimal(swing.swing), lang, 0)
    return (
        f"{swing.label.get(lang)}{dispute}{colon}{_format_people(ends[0], lang)} {to} "
        f"{_format_people(ends[1], lang)} ({span})"
    )


def _format_ends(span: ValueSpan, lang: Lang) -> str:
    low, high = _format_people(span.low, lang), _format_people(span.high, lang)
    if low == high:
        return low
    return f"{low} {'à' if lang == 'fr' else 'to'} {high}"


def _format_people(value: Fraction | None, lang: Lang) -> str:
    return format_number(None if value is None else round(_to_decimal(value)), lang, 0)


def _to_decimal(value: Fraction) -> Decimal:
    return Decimal(value.numerator) / Decimal(value.denominator)
