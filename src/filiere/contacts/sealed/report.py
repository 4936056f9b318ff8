"""The report of a pack: one page that a person opens without network, in French and then in English.

It says the figures and what each of them means, where every row of the data went, what was left out and why, which
checks were made, and how to verify the whole. It is written from the manifest and the figures alone, so that whoever
verifies writes it again and compares.
"""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from html import escape
from typing import Any

from filiere.contacts.definitions import DefinitionSet, Indicator
from filiere.contacts.definitions import choice_narrative as definition_words
from filiere.contacts.exclusion_counts import group_equal_exclusions, reason_label
from filiere.contacts.indicator_rows import GROUP_NAMES, IndicatorRow
from filiere.contacts.sealed.manifest import Manifest
from filiere.contacts.sealed.pack_report_labels import (
    REPORT_LABELS,
    REPORT_STYLE,
    TABLES,
    UNIT_LABELS,
    VERDICT_LABELS,
)
from filiere.contacts.status_labels import status_label
from filiere.core.numbers import UNKNOWN_MARK, format_number, format_percent
from filiere.core.text import LANGUAGES, Lang, Text

REPORT_NAME = "report.html"
MOST_ROWS = 500
"""Rows of a finer level that are printed; all are in the files of figures."""


def render_report(
    manifest: Manifest, sets: Sequence[DefinitionSet], figures: Sequence[Sequence[IndicatorRow]]
) -> bytes:
    """Return the page; the same arguments give the same bytes."""
    parts = [_render_language(manifest, sets, figures, lang) for lang in LANGUAGES]
    title = escape(REPORT_LABELS["title"].get("fr"))
    policy = "default-src 'none'; style-src 'unsafe-inline'"
    return (
        f'<!doctype html>\n<html lang="fr">\n<head>\n<meta charset="utf-8">\n<title>{title}</title>\n'
        f'<meta name="viewport" content="width=device-width">\n'
        f'<meta http-equiv="Content-Security-Policy" '
        f'content="{policy}">\n<style>{REPORT_STYLE}</style>\n</head>\n<body>\n'
        + '<nav><a href="#fr" lang="fr">Français</a> · <a href="#en" lang="en">English</a></nav>\n'
        + "\n".join(parts)
        + "\n</body>\n</html>\n"
    ).encode()


def _render_language(
    manifest: Manifest, sets: Sequence[DefinitionSet], figures: Sequence[Sequence[IndicatorRow]], lang: Lang
) -> str:
    def say(key: str) -> str:
        return escape(REPORT_LABELS[key].get(lang))

    head = [
        f"<h1>{say('title')}</h1>",
        f"<p>{say('of')} <strong>{escape(', '.join(manifest.organisations) or UNKNOWN_MARK)}</strong>. "
        f"{say('made')}</p>",
    ]
    body = [*head, f"<h2>{say('figures')}</h2>"]
    titles = {(one.id, each.key): each.title for one in sets for each in one.indicators}
    for definition_set in sets:
        mine = [
            row
            for row in (figures[0] if figures else ())
            if (row.definition, row.version) == (definition_set.id, str(definition_set.version))
        ]
        body += [
            f"<h3>{escape(definition_set.title.get(lang))} <small>{escape(definition_set.name)}</small></h3>",
            _render_figures(mine, titles, lang),
        ]
    for level, rows in zip(manifest.levels[1:], figures[1:], strict=True):
        body += [f"<h3>{say('finer')}</h3>", _render_finer_level(level, rows, titles, lang)]
    body += [f"<h2>{say('definitions')}</h2>", *(_render_definition(one, lang) for one in sets)]
    body += [f"<h2>{say('rows')}</h2>", f"<p>{say('rows_text')}</p>", _render_sources(manifest, lang)]
    body += [f"<h2>{say('left_out')}</h2>", _render_exclusions(manifest, titles, lang)]
    body += [f"<h2>{say('gates')}</h2>", _render_checks(manifest, lang)]
    body += [f"<h2>{say('verify')}</h2>", f"<p>{say('verify_text')}</p>", "<pre>filiere contacts verify PACK</pre>"]
    body += [f"<p>{say('people')}</p>", f"<h2>{say('hashes')}</h2>", _render_hashes(manifest, lang)]
    return f'<main id="{lang}" lang="{lang}">\n' + "\n".join(body) + "\n</main>"


def _render_table(headings: Iterable[str], rows: Iterable[Sequence[str]], *, numbers: Sequence[int] = ()) -> str:
    """A table of cells that are HTML already; the columns of ``numbers`` are set to the right."""
    heads = "".join(
        f'<th scope="col" class="n">{one}</th>' if place in numbers else f'<th scope="col">{one}</th>'
        for place, one in enumerate(headings)
    )
    lines = ["".join(_render_cell(cell, right=place in numbers) for place, cell in enumerate(row)) for row in rows]
    body = "\n".join(f"<tr>{line}</tr>" for line in lines)
    head = f"<thead><tr>{heads}</tr></thead>"
    return f'<div class="wide"><table>\n{head}\n<tbody>\n{body}\n</tbody>\n</table></div>'


def _render_cell(content: str, *, right: bool) -> str:
    return f'<td class="n">{content}</td>' if right else f"<td>{content}</td>"


def _render_heading(definition_set: DefinitionSet, lang: Lang) -> str:
    return f"<h3>{escape(definition_set.title.get(lang))} <small>{escape(definition_set.name)}</small></h3>"


def _column_headings(lang: Lang, *keys: str) -> list[str]:
    return [escape(REPORT_LABELS[key].get(lang)) for key in keys]


def _render_figures(rows: Sequence[IndicatorRow], titles: Mapping[tuple[str, str], Text], lang: Lang) -> str:
    cells = [
        [
            _indicator_title(row, titles, lang),
            format_amount(row, lang),
            _format_ratio(row, lang),
            format_number(row.n, lang, 0),
            _status_remark(row, lang),
        ]
        for row in rows
        if row.status != "no_data"
    ]
    table = _render_table(
        _column_headings(lang, "indicator", "value", "ratio", "n", "remark"), cells, numbers=(1, 2, 3)
    )
    if silent := [_indicator_title(row, titles, lang) for row in rows if row.status == "no_data"]:
        table += f"\n<p>{escape(REPORT_LABELS['no_data'].get(lang))} {' · '.join(silent)}.</p>"
    return table


def _format_ratio(row: IndicatorRow, lang: Lang) -> str:
    """Numerator and denominator; microseconds as seconds, which people read."""
    if row.numerator is None or row.denominator is None:
        return UNKNOWN_MARK
    above = format_number(row.numerator, lang, 0)
    if row.unit == "seconds":
        above = f"{format_number(Decimal(row.numerator) / 1_000_000, lang, 0)} s"
    return f"{above} / {format_number(row.denominator, lang, 0)}"


def _render_finer_level(
    level: Any, rows: Sequence[IndicatorRow], titles: Mapping[tuple[str, str], Text], lang: Lang
) -> str:
    groups = [name for name in GROUP_NAMES if name in level.by]
    shown = [row for row in rows if row.status != "no_data"][:MOST_ROWS]
    cells = [
        [
            _indicator_title(row, titles, lang),
            *(escape(getattr(row, name) or UNKNOWN_MARK) for name in groups),
            escape(row.interval),
            format_amount(row, lang),
            format_number(row.n, lang, 0),
            _status_remark(row, lang),
        ]
        for row in shown
    ]
    heads = [*_column_headings(lang, "indicator", *groups, "period", "value", "n", "remark")]
    told = (
        REPORT_LABELS["shown"]
        .get(lang)
        .format(shown=format_number(len(shown), lang, 0), all=format_number(len(rows), lang, 0))
    )
    places = (len(groups) + 2, len(groups) + 3)
    return _render_table(heads, cells, numbers=places) + f"\n<p>{escape(told)}</p>"


def _indicator_title(row: IndicatorRow, titles: Mapping[tuple[str, str], Text], lang: Lang) -> str:
    title = titles.get((row.definition, row.indicator))
    return escape(title.get(lang) if title else row.indicator)


def format_amount(row: IndicatorRow, lang: Lang) -> str:
    """The value of a row with its unit, rounded to be read; a dash where none is published."""
    if row.value is None:
        return UNKNOWN_MARK
    if row.unit == "percent":
        return format_percent(row.value, lang, 2)
    if row.unit == "count":
        return format_number(row.value, lang, 2 if row.value % 1 else 0)
    unit = UNIT_LABELS.get(row.unit)
    return (
        f"{format_number(row.value, lang, 1)} {escape(unit.get(lang))}" if unit else format_number(row.value, lang, 2)
    )


def _status_remark(row: IndicatorRow, lang: Lang) -> str:
    words = status_label(row)
    return "" if words is None else escape(words.get(lang))


def _render_definition(definition_set: DefinitionSet, lang: Lang) -> str:
    parts = [
        _render_heading(definition_set, lang),
        f"<p><code>{definition_set.sha256}</code></p>",
    ]
    if definition_set.note is not None:
        parts.append(f"<p>{escape(definition_set.note.get(lang))}</p>")
    parts.append("<dl>")
    parts += [_render_indicator(each, lang) for each in definition_set.indicators]
    parts.append("</dl>")
    if definition_set.choices is not None:
        rows = [
            [
                escape(definition_words.choice_title(name).get(lang)),
                escape(definition_words.describe_choice(name, value).get(lang)),
            ]
            for name, value in definition_set.choices
        ]
        parts.append(_render_table(_column_headings(lang, "choice", "said"), rows))
    return "\n".join(parts)


def _render_indicator(indicator: Indicator, lang: Lang) -> str:
    words = definition_words.load_measure_words().get(indicator.measure)
    said = [words.text.get(lang)] if words else []
    if indicator.why is not None:
        said.append(indicator.why.get(lang))
    title = definition_words.indicator_title(indicator).get(lang)
    return f"<dt>{escape(title)}</dt><dd>{escape(' '.join(said)) or UNKNOWN_MARK}</dd>"


def _render_sources(manifest: Manifest, lang: Lang) -> str:
    counts = ("rows", "accepted", "repaired", "rejected", "duplicates", "superseded")
    rows = [
        [
            escape(one.name),
            escape(_table_title(one.table, lang)),
            *(format_number(getattr(one, name), lang, 0) for name in counts),
            f"<code>{one.sha256[:16]}…</code>",
        ]
        for one in manifest.sources
    ]
    heads = _column_headings(
        lang, "delivery", "table", "received", "accepted", "repaired", "rejected", "duplicates", "superseded", "hash"
    )
    total = _render_table(
        _column_headings(lang, "table", "in_force"),
        [
            [escape(_table_title(name, lang)), format_number(count, lang, 0)]
            for name, count in sorted(manifest.rows.items())
        ],
        numbers=(1,),
    )
    return _render_table(heads, rows, numbers=range(2, 8)) + "\n" + total


def _table_title(name: str, lang: Lang) -> str:
    return TABLES[name].title.get(lang) if name in TABLES else name


def _render_exclusions(manifest: Manifest, titles: Mapping[tuple[str, str], Text], lang: Lang) -> str:
    if not manifest.exclusions:
        return f"<p>{escape(REPORT_LABELS['nothing_left_out'].get(lang))}</p>"
    rows = []
    for (definition, reason, count), keys in group_equal_exclusions(manifest.exclusions).items():
        told = [titles.get((definition, key)) for key in keys]
        names = [escape(title.get(lang) if title else key) for title, key in zip(told, keys, strict=True)]
        words = escape(reason_label(reason).get(lang))
        rows.append([words, format_number(count, lang, 0), escape(definition), " · ".join(names)])
    return _render_table(_column_headings(lang, "reason", "units", "definition", "indicator"), rows, numbers=(1,))


def _render_checks(manifest: Manifest, lang: Lang) -> str:
    rows = [[escape(VERDICT_LABELS[one.verdict].get(lang)), escape(one.sentence.get(lang))] for one in manifest.gates]
    return _render_table(_column_headings(lang, "verdict", "check"), rows)


def _render_hashes(manifest: Manifest, lang: Lang) -> str:
    made = f"{manifest.software.name} {manifest.software.version}"
    rows = [
        [f"<code>{escape(one.name)}</code>", format_number(one.size, lang, 0), f"<code>{one.sha256}</code>"]
        for one in manifest.files
        if one.table is None and one.name != REPORT_NAME
    ]
    told = REPORT_LABELS["hashes_text"].get(lang).format(made=made)
    return f"<p>{escape(told)}</p>\n" + _render_table(
        _column_headings(lang, "file", "bytes", "sha256"), rows, numbers=(1,)
    )
