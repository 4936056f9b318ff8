"""Words for the keys of a programme: outcomes, states, reasons, and how a share of the way is written."""

from collections.abc import Mapping
from fractions import Fraction

from filiere.core.language import choose_words, source_language
from filiere.core.numbers import UNKNOWN_MARK, format_number, format_percent
from filiere.core.text import Lang, Text
from filiere.programme.plan import ActionStatus, Reason, ReasonKind
from filiere.programme.progress import Direction, Outcome, Progress
from filiere.programme.records import DeclaredState, Fate
from filiere.programme.state_comparison import ChangeKind

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


STATUS_LABELS: Mapping[ActionStatus, Text] = {
    "planned": Text(fr="à venir", en="to come"),
    "open": Text(fr="en cours", en="under way"),
    "completed": Text(fr="achevée", en="completed"),
    "abandoned": Text(fr="abandonnée", en="abandoned"),
    "settled": Text(fr="passée", en="past"),
}

DECLARED_LABELS: Mapping[DeclaredState, Text] = {
    "on_time": Text(fr="dans les temps", en="on track"),
    "watch": Text(fr="à surveiller", en="needs watching"),
    "late": Text(fr="en retard", en="late"),
}
NOTHING_DECLARED = Text(fr="rien de déclaré", en="nothing declared")

FATE_LABELS: Mapping[Fate, Text] = {
    "established": Text(fr="suite établie", en="followed through"),
    "partial": Text(fr="suite partielle", en="followed through in part"),
    "unknown": Text(fr="suite inconnue", en="outcome unknown"),
}

REASON_LABELS: Mapping[ReasonKind, Text] = {
    "gap": Text(fr="écart", en="gap"),
    "overdue": Text(fr="échue", en="overdue"),
    "silent": Text(fr="sans nouvelles", en="no news"),
    "limit_broken": Text(fr="limite dépassée", en="limit broken"),
    "not_computable": Text(fr="non calculable", en="not computable"),
    "blocked": Text(fr="en attente", en="waiting"),
}
NO_TARGET = Text(fr="pas de but", en="no target")

CHANGE_LABELS: Mapping[ChangeKind, Text] = {
    "added": Text(fr="ajoutée", en="added"),
    "dropped": Text(fr="abandonnée", en="dropped"),
    "moved": Text(fr="modifiée", en="moved"),
    "restated": Text(fr="recalculée", en="restated"),
}

DISAGREEMENT = Text(fr="Les textes ne s’accordent pas", en="Texts disagree")


def describe_reason(reason: Reason) -> str:
    """Return why an action needs a decision, in a few words: « écart de 110 points », “overdue by 24 days”."""
    words = str(REASON_LABELS[reason.kind])
    if reason.share is not None:
        points = format_number(float(reason.share * 100), digits=0)
        words += choose_words(f" de {points} points", f" of {points} points")
    elif reason.days is not None:
        many = "s" if reason.days > 1 else ""
        days = format_number(reason.days)
        words += choose_words(f" depuis {days} jour{many}", f" for {days} day{many}")
    elif reason.actions:
        words += f"{choose_words(' :', ':')} {', '.join(reason.actions)}"
    elif reason.kind == "not_computable":
        why = NO_TARGET if reason.outcome is None else OUTCOME_LABELS[reason.outcome]
        words += f"{choose_words(' :', ':')} {why}"
    return choose_words(words, words)


def format_share(share: Fraction | None, lang: Lang | None = None, digits: int = 0) -> str:
    """Return a share of the way in per cent, −50 % for −1/2; a dash for None."""
    return format_percent(None if share is None else float(share * 100), lang, digits)


def format_progress(progress: Progress, lang: Lang | None = None) -> str:
    """Return the progress in per cent: « −50 % », « 44 à 52 % », or a dash."""
    if progress.value is None:
        return UNKNOWN_MARK
    if not isinstance(progress.value, tuple):
        return format_share(progress.value, lang)
    low, high = (format_share(end, lang) for end in progress.value)
    if low == high:
        return low
    to = "à" if (lang or source_language()) == "fr" else "to"
    return f"{format_number(float(progress.value[0] * 100), lang, 0)} {to} {high}"
