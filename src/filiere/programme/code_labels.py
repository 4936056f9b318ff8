"""Words for the keys of a programme: outcomes, directions, and how a share of the way is written."""

from collections.abc import Mapping
from fractions import Fraction

from filiere.core.numbers import UNKNOWN_MARK, format_number, format_percent
from filiere.core.text import Lang, Text
from filiere.programme.progress import Direction, Outcome, Progress

OUTCOME_LABELS: Mapping[Outcome, Text] = {
    "computed": Text(fr="calculé", en="computed"),
    "range": Text(fr="fourchette", en="range"),
    "kept": Text(fr="limite tenue", en="limit kept"),
    "broken": Text(fr="limite dépassée", en="limit broken"),
    "no_base": Text(fr="pas de départ", en="no base"),
    "no_value": Text(fr="pas de valeur", en="no value"),
    "base_equals_goal": Text(fr="départ égal au but", en="base equals goal"),
    "retired": Text(fr="chiffre retiré", en="figure retired"),
    "stale": Text(fr="chiffre périmé", en="figure out of date"),
    "out_of_scope": Text(fr="autre périmètre", en="other scope"),
}

DIRECTION_LABELS: Mapping[Direction, Text] = {
    "up": Text(fr="à la hausse", en="up"),
    "down": Text(fr="à la baisse", en="down"),
    "band": Text(fr="dans une bande", en="within a band"),
    "cumulative": Text(fr="en cumul", en="cumulative"),
    "at_most": Text(fr="au plus", en="at most"),
    "at_least": Text(fr="au moins", en="at least"),
}


def format_share(share: Fraction | None, lang: Lang | None = None, digits: int = 0) -> str:
    """Return a share of the way in per cent, −50 % for −1/2; a dash for None."""
    return format_percent(None if share is None else round(share * 100, digits + 3).__float__(), lang, digits)


def format_progress(progress: Progress, lang: Lang) -> str:
    """Return the progress in per cent: « −50 % », « 44 à 52 % », or a dash."""
    if progress.value is None:
        return UNKNOWN_MARK
    if not isinstance(progress.value, tuple):
        return format_share(progress.value, lang)
    low, high = (format_share(end, lang) for end in progress.value)
    if low == high:
        return low
    return f"{format_number(round(float(progress.value[0] * 100)), lang, 0)} {'à' if lang == 'fr' else 'to'} {high}"
