"""A gap in words and as data: a sentence for the whole, one for each step with its numbers, and the JSON of both.

Numbers are rounded to be read, two decimals, and only here; the JSON also carries each value as an exact fraction.
"""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from filiere.contacts.comparison.by_contact import Member, Moved
from filiere.contacts.comparison.gaps import Gap, Level, Step
from filiere.contacts.reasons import NO_DATA, REASONS
from filiere.core.numbers import number, percent, signed
from filiere.core.text import LANGUAGES, Lang, Text

DIGITS = 2
_UNITS = {
    "seconds": Text(fr="s", en="s"),
    "hours": Text(fr="h", en="h"),
    "per_thousand": Text(fr="‰", en="‰"),
}


def decimal(value: Fraction) -> Decimal:
    """Return a fraction as a decimal of more digits than are ever printed."""
    return Decimal(value.numerator) / Decimal(value.denominator)


def value_words(value: Fraction, unit: str, lang: Lang) -> str:
    """Return a value with its unit."""
    if unit == "percent":
        return percent(decimal(value), lang, DIGITS)
    return _with_unit(number(decimal(value), lang, 0 if unit == "count" else DIGITS), unit, lang, value)


def term_words(term: Fraction, unit: str, lang: Lang) -> str:
    """Return a difference with its sign and unit."""
    return _with_unit(signed(decimal(term), lang, 0 if unit == "count" else DIGITS), unit, lang, term)


def _with_unit(words: str, unit: str, lang: Lang, value: Fraction) -> str:
    if unit in ("percent", "points"):
        # French counts by the singular below two, English for one alone.
        return f"{words} point{'s' if (abs(value) >= 2 if lang == 'fr' else abs(value) != 1) else ''}"
    return f"{words} {_UNITS[unit].get(lang)}" if unit in _UNITS else words


def summary(gap: Gap) -> Text:
    """Return the whole in one sentence."""
    return Text(**{lang: _summary(gap, lang) for lang in LANGUAGES})


def _summary(gap: Gap, lang: Lang) -> str:
    french = lang == "fr"
    title = gap.start_indicator.title.get(lang)
    title = f"l’indicateur « {title} »" if french else f"the indicator “{title}”"
    ends = (gap.start.id, gap.end.id)
    head = f"De « {ends[0]} » à « {ends[1]} »," if french else f"From “{ends[0]}” to “{ends[1]}”,"
    if gap.status != "published":
        why = (NO_DATA if gap.status == "no_data" else REASONS[gap.reason]).get(lang)
        return f"{head} {title} : {why}." if french else f"{head} {title}: {why}."
    assert gap.first.value is not None  # noqa: S101 - published
    assert gap.last.value is not None  # noqa: S101 - published
    unit = gap.start_indicator.unit
    first, last = (value_words(value, unit, lang) for value in (gap.first.value, gap.last.value))
    term, count = term_words(gap.gap, unit, lang), len(gap.steps)
    if french:
        steps = "sans aucune étape" if not count else f"en {count} étape{'s' if count > 1 else ''}"
        return f"{head} {title} passe de {first} à {last} ({term}), {steps}."
    steps = "without any step" if not count else f"in {count} step{'' if count == 1 else 's'}"
    return f"{head} {title} goes from {first} to {last} ({term}), {steps}."


def step_sentence(gap: Gap, step: Step) -> Text:
    """Return what a step changes and what that does, with its numbers; without values where they are not published."""
    said = step.change.sentence
    return Text(**{lang: f"{said.get(lang)} {_effect(gap, step, lang)}" for lang in LANGUAGES})


def _effect(gap: Gap, step: Step, lang: Lang) -> str:
    french = lang == "fr"
    contacts = _contacts(step.moved, lang)
    if gap.status != "published":
        return f"{contacts}."
    before, after = step.before.value, step.after.value
    assert before is not None  # noqa: S101 - published
    assert after is not None  # noqa: S101 - published
    unit = gap.start_indicator.unit
    if before == after:
        stays = f"Le chiffre reste à {value_words(after, unit, lang)}" if french else None
        return f"{stays or f'The figure stays at {value_words(after, unit, lang)}'}{_colon(lang)}{_lower(contacts)}."
    words = (value_words(before, unit, lang), value_words(after, unit, lang), term_words(step.term, unit, lang))
    if french:
        return f"Le chiffre passe de {words[0]} à {words[1]} ({words[2]}) : {_lower(contacts)}."
    return f"The figure goes from {words[0]} to {words[1]} ({words[2]}): {_lower(contacts)}."


def _lower(words: str) -> str:
    return words[:1].lower() + words[1:]


def _colon(lang: Lang) -> str:
    return " : " if lang == "fr" else ": "


# What becomes of the contacts that a step moves: the singular, then the plural, of each language.
_MOVES: Mapping[str, tuple[Text, Text]] = {
    "entered": (
        Text(fr="entre au dénominateur", en="enters the denominator"),
        Text(fr="entrent au dénominateur", en="enter the denominator"),
    ),
    "left": (
        Text(fr="quitte le dénominateur", en="leaves the denominator"),
        Text(fr="quittent le dénominateur", en="leave the denominator"),
    ),
    "gained": (
        Text(fr="gagne au numérateur", en="gains in the numerator"),
        Text(fr="gagnent au numérateur", en="gain in the numerator"),
    ),
    "lost": (
        Text(fr="perd au numérateur", en="loses in the numerator"),
        Text(fr="perdent au numérateur", en="lose in the numerator"),
    ),
}


def _contacts(moved: Moved, lang: Lang) -> str:
    french = lang == "fr"
    if not moved.changed:
        return "Aucun contact ne change" if french else "No contact changes"
    count = number(moved.changed, lang, 0)
    if french:
        head = f"{count} contact change" if moved.changed < 2 else f"{count} contacts changent"
    else:
        head = f"{count} contact changes" if moved.changed == 1 else f"{count} contacts change"
    parts = [
        f"{number(amount, lang, 0)} {forms[amount > 1].get(lang)}"
        for name, forms in _MOVES.items()
        if (amount := getattr(moved, name))
    ]
    return f"{head}, dont {', '.join(parts)}" if french else f"{head}, of which {', '.join(parts)}"


def as_json(gap: Gap, lang: Lang) -> dict[str, Any]:
    """Return a gap as JSON content: values as numbers, and as exact fractions; no value where none is published."""
    shown = gap.status == "published"
    sides = ((gap.start, gap.start_indicator), (gap.end, gap.end_indicator))
    start, end = (
        {"definition": one.id, "version": str(one.version), "sha256": one.sha256, "indicator": indicator.key}
        for one, indicator in sides
    )
    return {
        "from": start,
        "to": end,
        "measure": gap.start_indicator.measure,
        "unit": gap.start_indicator.unit,
        "group": dict(gap.group),
        "status": gap.status,
        "reason": gap.reason,
        "start": _level(gap.first, shown=shown),
        "end": _level(gap.last, shown=shown),
        "gap": _fraction(gap.gap) if shown else None,
        "sentence": summary(gap).get(lang),
        "steps": [_step(gap, step, place, lang, shown=shown) for place, step in enumerate(gap.steps, start=1)],
    }


def _step(gap: Gap, step: Step, place: int, lang: Lang, *, shown: bool) -> dict[str, Any]:
    moved = step.moved
    return {
        "step": place,
        "change": step.change.name,
        "title": step.change.title.get(lang),
        "sentence": step_sentence(gap, step).get(lang),
        "before": _level(step.before, shown=shown),
        "after": _level(step.after, shown=shown),
        "term": _fraction(step.term) if shown else None,
        "contacts": {
            "changed": moved.changed,
            "entered": moved.entered,
            "left": moved.left,
            "gained": moved.gained,
            "lost": moved.lost,
            "first": [_member(one) for one in moved.first],
        },
        "exclusions": dict(step.exclusions),
    }


def _level(level: Level, *, shown: bool) -> dict[str, Any]:
    whole = {"value": None, "exact": None, "numerator": None, "denominator": None, "n": level.n}
    if shown and level.value is not None:
        whole |= _fraction(level.value)
        whole |= {"numerator": level.numerator, "denominator": level.denominator}
    return whole


def _fraction(value: Fraction) -> dict[str, Any]:
    return {"value": float(value), "exact": str(value)}


def _member(one: Member) -> dict[str, Any]:
    sides = zip(("before", "after"), (one.before, one.after), strict=True)
    parts = {side: {"numerator": part[0], "denominator": part[1]} for side, part in sides}
    return {"organisation": one.organisation, "contact_id": one.contact_id, **parts}
