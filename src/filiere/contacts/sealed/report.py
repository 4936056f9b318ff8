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
from filiere.contacts.definitions import words as definition_words
from filiere.contacts.exclusions import alike, reason_words
from filiere.contacts.reasons import status_words
from filiere.contacts.rows import GROUPS, IndicatorRow
from filiere.contacts.sealed.manifest import Manifest
from filiere.contacts.sealed.report_words import STYLE, TABLES, UNITS, VERDICTS, WORDS
from filiere.core.numbers import UNKNOWN, number, percent
from filiere.core.text import LANGUAGES, Lang, Text

REPORT_NAME = "report.html"
MOST_ROWS = 500
"""Rows of a finer level that are printed; all are in the files of figures."""


def report(manifest: Manifest, sets: Sequence[DefinitionSet], figures: Sequence[Sequence[IndicatorRow]]) -> bytes:
    """Return the page; the same arguments give the same bytes."""
    parts = [_language(manifest, sets, figures, lang) for lang in LANGUAGES]
    title = escape(WORDS["title"].get("fr"))
    policy = "default-src 'none'; style-src 'unsafe-inline'"
    return (
        f'<!doctype html>\n<html lang="fr">\n<head>\n<meta charset="utf-8">\n<title>{title}</title>\n'
        f'<meta name="viewport" content="width=device-width">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n<style>{STYLE}</style>\n</head>\n<body>\n'
        + '<nav><a href="#fr" lang="fr">Français</a> · <a href="#en" lang="en">English</a></nav>\n'
        + "\n".join(parts)
        + "\n</body>\n</html>\n"
    ).encode()


def _language(
    manifest: Manifest, sets: Sequence[DefinitionSet], figures: Sequence[Sequence[IndicatorRow]], lang: Lang
) -> str:
    def say(key: str) -> str:
        return escape(WORDS[key].get(lang))

    head = [
        f"<h1>{say('title')}</h1>",
        f"<p>{say('of')} <strong>{escape(', '.join(manifest.organisations) or UNKNOWN)}</strong>. {say('made')}</p>",
    ]
    body = [*head, f"<h2>{say('figures')}</h2>"]
    titles = {(one.id, each.key): each.title for one in sets for each in one.indicators}
    for one in sets:
        mine = [
            row
            for row in (figures[0] if figures else ())
            if (row.definition, row.version) == (one.id, str(one.version))
        ]
        body += [
            f"<h3>{escape(one.title.get(lang))} <small>{escape(one.name)}</small></h3>",
            _figures(mine, titles, lang),
        ]
    for level, rows in zip(manifest.levels[1:], figures[1:], strict=True):
        body += [f"<h3>{say('finer')}</h3>", _finer(level, rows, titles, lang)]
    body += [f"<h2>{say('definitions')}</h2>", *(_definition(one, lang) for one in sets)]
    body += [f"<h2>{say('rows')}</h2>", f"<p>{say('rows_text')}</p>", _sources(manifest, lang)]
    body += [f"<h2>{say('left_out')}</h2>", _exclusions(manifest, titles, lang)]
    body += [f"<h2>{say('gates')}</h2>", _gates(manifest, lang)]
    body += [f"<h2>{say('verify')}</h2>", f"<p>{say('verify_text')}</p>", "<pre>filiere contacts verify PACK</pre>"]
    body += [f"<p>{say('people')}</p>", f"<h2>{say('hashes')}</h2>", _hashes(manifest, lang)]
    return f'<main id="{lang}" lang="{lang}">\n' + "\n".join(body) + "\n</main>"


def _table(headings: Iterable[str], rows: Iterable[Sequence[str]], *, numbers: Sequence[int] = ()) -> str:
    """A table of cells that are HTML already; the columns of ``numbers`` are set to the right."""
    heads = "".join(
        f'<th scope="col" class="n">{one}</th>' if place in numbers else f'<th scope="col">{one}</th>'
        for place, one in enumerate(headings)
    )
    lines = ["".join(_cell(cell, right=place in numbers) for place, cell in enumerate(row)) for row in rows]
    body = "\n".join(f"<tr>{line}</tr>" for line in lines)
    head = f"<thead><tr>{heads}</tr></thead>"
    return f'<div class="wide"><table>\n{head}\n<tbody>\n{body}\n</tbody>\n</table></div>'


def _cell(content: str, *, right: bool) -> str:
    return f'<td class="n">{content}</td>' if right else f"<td>{content}</td>"


def _heading(one: DefinitionSet, lang: Lang) -> str:
    return f"<h3>{escape(one.title.get(lang))} <small>{escape(one.name)}</small></h3>"


def _heads(lang: Lang, *keys: str) -> list[str]:
    return [escape(WORDS[key].get(lang)) for key in keys]


def _figures(rows: Sequence[IndicatorRow], titles: Mapping[tuple[str, str], Text], lang: Lang) -> str:
    cells = [
        [_title(row, titles, lang), amount(row, lang), _ratio(row, lang), number(row.n, lang, 0), _remark(row, lang)]
        for row in rows
        if row.status != "no_data"
    ]
    table = _table(_heads(lang, "indicator", "value", "ratio", "n", "remark"), cells, numbers=(1, 2, 3))
    if silent := [_title(row, titles, lang) for row in rows if row.status == "no_data"]:
        table += f"\n<p>{escape(WORDS['no_data'].get(lang))} {' · '.join(silent)}.</p>"
    return table


def _ratio(row: IndicatorRow, lang: Lang) -> str:
    """Numerator and denominator; microseconds as seconds, which people read."""
    if row.numerator is None or row.denominator is None:
        return UNKNOWN
    above = number(row.numerator, lang, 0)
    if row.unit == "seconds":
        above = f"{number(Decimal(row.numerator) / 1_000_000, lang, 0)} s"
    return f"{above} / {number(row.denominator, lang, 0)}"


def _finer(level: Any, rows: Sequence[IndicatorRow], titles: Mapping[tuple[str, str], Text], lang: Lang) -> str:
    groups = [name for name in GROUPS if name in level.by]
    shown = [row for row in rows if row.status != "no_data"][:MOST_ROWS]
    cells = [
        [
            _title(row, titles, lang),
            *(escape(getattr(row, name) or UNKNOWN) for name in groups),
            escape(row.interval),
            amount(row, lang),
            number(row.n, lang, 0),
            _remark(row, lang),
        ]
        for row in shown
    ]
    heads = [*_heads(lang, "indicator", *groups, "period", "value", "n", "remark")]
    told = WORDS["shown"].get(lang).format(shown=number(len(shown), lang, 0), all=number(len(rows), lang, 0))
    places = (len(groups) + 2, len(groups) + 3)
    return _table(heads, cells, numbers=places) + f"\n<p>{escape(told)}</p>"


def _title(row: IndicatorRow, titles: Mapping[tuple[str, str], Text], lang: Lang) -> str:
    title = titles.get((row.definition, row.indicator))
    return escape(title.get(lang) if title else row.indicator)


def amount(row: IndicatorRow, lang: Lang) -> str:
    """The value of a row with its unit, rounded to be read; a dash where none is published."""
    if row.value is None:
        return UNKNOWN
    if row.unit == "percent":
        return percent(row.value, lang, 2)
    if row.unit == "count":
        return number(row.value, lang, 2 if row.value % 1 else 0)
    unit = UNITS.get(row.unit)
    return f"{number(row.value, lang, 1)} {escape(unit.get(lang))}" if unit else number(row.value, lang, 2)


def _remark(row: IndicatorRow, lang: Lang) -> str:
    words = status_words(row)
    return "" if words is None else escape(words.get(lang))


def _definition(one: DefinitionSet, lang: Lang) -> str:
    parts = [
        _heading(one, lang),
        f"<p><code>{one.sha256}</code></p>",
    ]
    if one.note is not None:
        parts.append(f"<p>{escape(one.note.get(lang))}</p>")
    parts.append("<dl>")
    parts += [_indicator(each, lang) for each in one.indicators]
    parts.append("</dl>")
    if one.choices is not None:
        rows = [
            [escape(definition_words.title(name).get(lang)), escape(definition_words.sentence(name, value).get(lang))]
            for name, value in one.choices
        ]
        parts.append(_table(_heads(lang, "choice", "said"), rows))
    return "\n".join(parts)


def _indicator(one: Indicator, lang: Lang) -> str:
    words = definition_words.measures().get(one.measure)
    said = [words.text.get(lang)] if words else []
    if one.why is not None:
        said.append(one.why.get(lang))
    return f"<dt>{escape(one.title.get(lang))}</dt><dd>{escape(' '.join(said)) or UNKNOWN}</dd>"


def _sources(manifest: Manifest, lang: Lang) -> str:
    counts = ("rows", "accepted", "repaired", "rejected", "duplicates", "superseded")
    rows = [
        [
            escape(one.name),
            escape(_table_title(one.table, lang)),
            *(number(getattr(one, name), lang, 0) for name in counts),
            f"<code>{one.sha256[:16]}…</code>",
        ]
        for one in manifest.sources
    ]
    heads = _heads(
        lang, "delivery", "table", "received", "accepted", "repaired", "rejected", "duplicates", "superseded", "hash"
    )
    total = _table(
        _heads(lang, "table", "in_force"),
        [[escape(_table_title(name, lang)), number(count, lang, 0)] for name, count in sorted(manifest.rows.items())],
        numbers=(1,),
    )
    return _table(heads, rows, numbers=range(2, 8)) + "\n" + total


def _table_title(name: str, lang: Lang) -> str:
    return TABLES[name].title.get(lang) if name in TABLES else name


def _exclusions(manifest: Manifest, titles: Mapping[tuple[str, str], Text], lang: Lang) -> str:
    if not manifest.exclusions:
        return f"<p>{escape(WORDS['nothing_left_out'].get(lang))}</p>"
    rows = []
    for (definition, reason, count), keys in alike(manifest.exclusions).items():
        told = [titles.get((definition, key)) for key in keys]
        names = [escape(title.get(lang) if title else key) for title, key in zip(told, keys, strict=True)]
        words = escape(reason_words(reason, lang))
        rows.append([words, number(count, lang, 0), escape(definition), " · ".join(names)])
    return _table(_heads(lang, "reason", "units", "definition", "indicator"), rows, numbers=(1,))


def _gates(manifest: Manifest, lang: Lang) -> str:
    rows = [[escape(VERDICTS[one.verdict].get(lang)), escape(one.sentence.get(lang))] for one in manifest.gates]
    return _table(_heads(lang, "verdict", "check"), rows)


def _hashes(manifest: Manifest, lang: Lang) -> str:
    made = f"{manifest.software.name} {manifest.software.version}"
    rows = [
        [f"<code>{escape(one.name)}</code>", number(one.size, lang, 0), f"<code>{one.sha256}</code>"]
        for one in manifest.files
        if one.table is None and one.name != REPORT_NAME
    ]
    told = WORDS["hashes_text"].get(lang).format(made=made)
    return f"<p>{escape(told)}</p>\n" + _table(_heads(lang, "file", "bytes", "sha256"), rows, numbers=(1,))
