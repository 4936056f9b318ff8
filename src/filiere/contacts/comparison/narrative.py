"""A gap in words and as data: a sentence for the whole, one for each step with its numbers, and the JSON of both.

Numbers are rounded to be read, two decimals, and only here; the JSON also carries each value as an exact fraction. A
difference is written as that of the two values as they are written, so that what is read adds up: it may be a last
decimal away from the exact one.
"""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from filiere.contacts.comparison.contact_contributions import MovedContact, MovedCounts
from filiere.contacts.comparison.decomposition import DefinitionGap, PathLevel, PathStep
from filiere.contacts.definitions.choice_narrative import indicator_title
from filiere.contacts.status_labels import NO_DATA_LABEL, WITHHELD_LABELS
from filiere.core.numbers import format_number, format_percent, format_signed
from filiere.core.text import LANGUAGES, Lang, Text
from filiere.core.typography import lower_first_letter

DISPLAY_DIGITS = 2
_UNIT_LABELS = {
    "seconds": Text(fr="s", en="s"),
    "hours": Text(fr="h", en="h"),
    "per_thousand": Text(fr="‰", en="‰"),
}


def format_value(value: Fraction, unit: str, lang: Lang) -> str:
    """Return a value with its unit."""
    written = round_value(value, unit)
    if unit == "percent":
        return format_percent(written, lang, DISPLAY_DIGITS)
    return _append_unit(format_number(written, lang, _count_digits(unit)), unit, lang, written)


def round_value(value: Fraction, unit: str) -> Decimal:
    """Return a value as it is written."""
    written = round(value, _count_digits(unit))
    return Decimal(written.numerator) / Decimal(written.denominator)


def round_term(before: Fraction, after: Fraction, unit: str) -> Decimal:
    """Return the difference of two values, as both are written: these differences add up."""
    return round_value(after, unit) - round_value(before, unit)


def _count_digits(unit: str) -> int:
    return 0 if unit == "count" else DISPLAY_DIGITS


def format_term(term: Decimal, unit: str, lang: Lang) -> str:
    """Return a difference of written values with its sign and unit."""
    return _append_unit(format_signed(term, lang, _count_digits(unit)), unit, lang, term)


def _append_unit(words: str, unit: str, lang: Lang, value: Decimal) -> str:
    if unit in ("percent", "points"):
        # French counts by the singular below two, English for one alone.
        return f"{words} point{'s' if (abs(value) >= 2 if lang == 'fr' else abs(value) != 1) else ''}"
    return f"{words} {_UNIT_LABELS[unit].get(lang)}" if unit in _UNIT_LABELS else words


def write_summary(gap: DefinitionGap) -> Text:
    """Return the whole in one sentence."""
    return Text(**{lang: _write_summary_in(gap, lang) for lang in LANGUAGES})


def _write_summary_in(gap: DefinitionGap, lang: Lang) -> str:
    french = lang == "fr"
    title = indicator_title(gap.start_indicator).get(lang)
    title = f"l’indicateur « {title} »" if french else f"the indicator “{title}”"
    ends = (gap.start.title.get(lang), gap.end.title.get(lang))
    head = f"De « {ends[0]} » à « {ends[1]} »," if french else f"From “{ends[0]}” to “{ends[1]}”,"
    if gap.status != "published":
        why = (NO_DATA_LABEL if gap.status == "no_data" else WITHHELD_LABELS[gap.reason]).get(lang)
        return f"{head} {title} : {why}." if french else f"{head} {title}: {why}."
    assert gap.first.value is not None  # noqa: S101 - published
    assert gap.last.value is not None  # noqa: S101 - published
    unit = gap.start_indicator.unit
    first, last = (format_value(value, unit, lang) for value in (gap.first.value, gap.last.value))
    term, count = format_term(round_term(gap.first.value, gap.last.value, unit), unit, lang), len(gap.steps)
    if french:
        steps = "sans aucune étape" if not count else f"en {count} étape{'s' if count > 1 else ''}"
        return f"{head} {title} passe de {first} à {last} ({term}), {steps}."
    steps = "without any step" if not count else f"in {count} step{'' if count == 1 else 's'}"
    return f"{head} {title} goes from {first} to {last} ({term}), {steps}."


def write_step_sentence(gap: DefinitionGap, step: PathStep) -> Text:
    """Return what a step changes and what that does, with its numbers; without values where they are not published."""
    said = step.change.sentence
    return Text(**{lang: f"{said.get(lang)} {_write_effect(gap, step, lang)}" for lang in LANGUAGES})


def _write_effect(gap: DefinitionGap, step: PathStep, lang: Lang) -> str:
    french = lang == "fr"
    contacts = _write_contact_counts(step.moved, lang)
    if gap.status != "published":
        return f"{contacts}."
    before, after = step.before.value, step.after.value
    assert before is not None  # noqa: S101 - published
    assert after is not None  # noqa: S101 - published
    unit = gap.start_indicator.unit
    if before == after:
        stays = "Le chiffre reste à" if french else "The figure stays at"
        return f"{stays} {format_value(after, unit, lang)}{_colon_of(lang)}{lower_first_letter(contacts)}."
    term = format_term(round_term(before, after, unit), unit, lang)
    words = (format_value(before, unit, lang), format_value(after, unit, lang), term)
    if french:
        return f"Le chiffre passe de {words[0]} à {words[1]} ({words[2]}) : {lower_first_letter(contacts)}."
    return f"The figure goes from {words[0]} to {words[1]} ({words[2]}): {lower_first_letter(contacts)}."


def _colon_of(lang: Lang) -> str:
    return " : " if lang == "fr" else ": "


# What becomes of the contacts that a step moves: the singular, then the plural, of each language.
_MOVE_SENTENCES: Mapping[str, tuple[Text, Text]] = {
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


def _write_contact_counts(moved: MovedCounts, lang: Lang) -> str:
    french = lang == "fr"
    if not moved.changed:
        return "Aucun contact ne change" if french else "No contact changes"
    count = format_number(moved.changed, lang, 0)
    if french:
        head = f"{count} contact change" if moved.changed < 2 else f"{count} contacts changent"
    else:
        head = f"{count} contact changes" if moved.changed == 1 else f"{count} contacts change"
    parts = [
        f"{format_number(amount, lang, 0)} {forms[amount > 1].get(lang)}"
        for name, forms in _MOVE_SENTENCES.items()
        if (amount := getattr(moved, name))
    ]
    return f"{head}, dont {', '.join(parts)}" if french else f"{head}, of which {', '.join(parts)}"


def gap_as_json(gap: DefinitionGap, lang: Lang) -> dict[str, Any]:
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
        "start": _level_as_json(gap.first, shown=shown),
        "end": _level_as_json(gap.last, shown=shown),
        "gap": _fraction_as_json(gap.gap) if shown else None,
        "sentence": write_summary(gap).get(lang),
        "steps": [_step_as_json(gap, step, place, lang, shown=shown) for place, step in enumerate(gap.steps, start=1)],
    }


def _step_as_json(gap: DefinitionGap, step: PathStep, place: int, lang: Lang, *, shown: bool) -> dict[str, Any]:
    moved = step.moved
    return {
        "step": place,
        "change": step.change.name,
        "title": step.change.title.get(lang),
        "sentence": write_step_sentence(gap, step).get(lang),
        "before": _level_as_json(step.before, shown=shown),
        "after": _level_as_json(step.after, shown=shown),
        "term": _fraction_as_json(step.term) if shown else None,
        "contacts": {
            "changed": moved.changed,
            "entered": moved.entered,
            "left": moved.left,
            "gained": moved.gained,
            "lost": moved.lost,
            "first": [_contact_as_json(one) for one in moved.first],
        },
        "exclusions": dict(step.exclusions),
    }


def _level_as_json(level: PathLevel, *, shown: bool) -> dict[str, Any]:
    whole = {"value": None, "exact": None, "numerator": None, "denominator": None, "n": level.n}
    if shown and level.value is not None:
        whole |= _fraction_as_json(level.value)
        whole |= {"numerator": level.numerator, "denominator": level.denominator}
    return whole


def _fraction_as_json(value: Fraction) -> dict[str, Any]:
    return {"value": float(value), "exact": str(value)}


def _contact_as_json(moved_contact: MovedContact) -> dict[str, Any]:
    sides = zip(("before", "after"), (moved_contact.before, moved_contact.after), strict=True)
    parts = {side: {"numerator": part[0], "denominator": part[1]} for side, part in sides}
    return {"organisation": moved_contact.organisation, "contact_id": moved_contact.contact_id, **parts}
