"""Formulas from counts: which counts to have kept, and what to divide by what.

A count is of contacts by outcome, of those that waited at most so long, or a sum of times. Kept by interval, queue and
channel they are a few numbers a row, and almost any definition of a rate can be had from them later; a printed
percentage alone leads nowhere.
"""

from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from fractions import Fraction

from filiere.contacts.definitions import choice_narrative
from filiere.contacts.definitions.choices import ShortAbandon
from filiere.contacts.definitions.records import Indicator
from filiere.core.text import Text

UNIT_CONVERSIONS: Mapping[str, Text] = {
    "minutes": Text(fr="valeur publiée × 60", en="published value × 60"),
    "hours": Text(fr="valeur publiée × 3 600", en="published value × 3,600"),
    "days": Text(fr="valeur publiée × 86 400", en="published value × 86,400"),
    "per_thousand": Text(fr="valeur publiée ÷ 10", en="published value ÷ 10"),
    "ratio": Text(fr="valeur publiée × 100", en="published value × 100"),
}
"""How a value printed in another unit becomes one in the unit of its measure: seconds, or percent."""

COMPLEMENT_FORMULA = Text(
    fr="100 − valeur publiée, tant que tout contact est entré en file et a été servi ou abandonné",
    en="100 − published value, as long as every contact entered the queue and was answered or abandoned",
)

_COUNT_LABELS: Mapping[str, Text] = {
    "queued": Text(fr="entrés en file", en="entered the queue"),
    "arrived": Text(fr="arrivés, tous", en="all that arrived"),
    "talk": Text(fr="somme des durées d’échange", en="sum of talk times"),
    "wrap": Text(fr="somme des durées de saisie", en="sum of wrap-up times"),
    "answered_legs": Text(fr="passages servis", en="legs answered"),
    "answered_contacts": Text(fr="contacts servis", en="contacts answered"),
    "wait_answered": Text(fr="somme des attentes des contacts servis", en="sum of waits of contacts answered"),
    "followed": Text(fr="suivis", en="followed"),
    "numerator": Text(fr="numérateur", en="numerator"),
    "denominator": Text(fr="dénominateur", en="denominator"),
}

CountSum = Mapping[str, int]
"""Counts by name, each as often as it is added (or, below zero, taken away)."""


def describe_count(key: str) -> Text:
    """Return a count in words: ``answered``, ``abandoned_within_5``, ``within_86400``, ``wait_answered``."""
    what, within, limit = key.rpartition("within_")
    if within:
        length = choice_narrative.format_duration(int(limit))
        who = choice_narrative.list_outcomes([what.removesuffix("_")]) if what else Text(fr="traités", en="handled")
        return Text(fr=f"{who.fr} en {length.fr}", en=f"{who.en} within {length.en}")
    return _COUNT_LABELS[key] if key in _COUNT_LABELS else choice_narrative.list_outcomes([key])


@dataclass(frozen=True, slots=True, kw_only=True)
class CountFormula:
    """``scale`` × a sum of counts ÷ another; a count alone has no ``denominator``. ``interval`` is that of which the
    plain mean of the ratios is taken, None for the ratio of the sums."""

    numerator: CountSum
    denominator: CountSum | None
    scale: int = 100
    interval: str | None = None

    @property
    def needs(self) -> tuple[str, ...]:
        """The counts to have kept, in the order in which the formula names them."""
        return tuple(dict.fromkeys((*self.numerator, *(self.denominator or ()))))

    @property
    def text(self) -> Text:
        """The formula in words."""
        said = _describe_sum(self.numerator)
        if self.denominator is not None:
            top, bottom = _describe_in_brackets(self.numerator), _describe_in_brackets(self.denominator)
            times = f" × {self.scale}" if self.scale != 1 else ""
            said = Text(fr=f"{top.fr} ÷ {bottom.fr}{times}", en=f"{top.en} ÷ {bottom.en}{times}")
        if self.interval is None:
            return said
        every = choice_narrative.value_phrase("roll_up", self.interval, part="interval")
        return Text(
            fr=f"moyenne des intervalles ({every.fr}) de {said.fr}", en=f"mean over intervals ({every.en}) of {said.en}"
        )

    def value(self, counts: Mapping[str, int]) -> Fraction | None:
        """Return what the formula gives on the counts of one interval, exactly; None where the denominator is zero.

        Raises ``KeyError`` for a count that is needed and not given.
        """
        top = sum(times * counts[key] for key, times in self.numerator.items())
        bottom = 1 if self.denominator is None else sum(n * counts[key] for key, n in self.denominator.items())
        return Fraction(self.scale * top, bottom) if bottom else None


def build_formula(indicator: Indicator) -> CountFormula | None:
    """Return the formula that gives an indicator from counts, None where counts do not give it."""
    found = (
        _FORMULA_BUILDERS[indicator.measure](indicator)
        if indicator.measure in _FORMULA_BUILDERS
        else _ratio_formula("numerator", "denominator")
    )
    rule = indicator.choices.roll_up
    if found is None or rule.method == "ratio_of_sums" or found.denominator is None:
        return found
    return CountFormula(
        numerator=found.numerator, denominator=found.denominator, scale=found.scale, interval=rule.interval
    )


def _service_level_formula(indicator: Indicator) -> CountFormula | None:
    choices, limit = indicator.choices, indicator.threshold_seconds
    rule = choices.short_abandon
    if limit is None or _is_uncounted(rule) or choices.callback not in ("own_outcome", "excluded"):
        # A call back that counts as abandoned or as answered has a wait of its own, which counts of outcomes lack.
        return None
    top, bottom = Counter({f"answered_within_{limit}": 1}), _expand_outcomes(choices.denominator, choices.callback)
    early = Counter({f"abandoned_within_{limit}": 1})
    short: Counter[str] = Counter()
    both: Counter[str] = Counter()
    if rule.seconds is not None and rule.effect in ("excluded", "success") and "abandoned" in choices.denominator:
        short[f"abandoned_within_{rule.seconds}"] = 1
        both[f"abandoned_within_{min(rule.seconds, limit)}"] = 1
    if rule.effect == "excluded":
        bottom.subtract(short)
        early.subtract(both)
    elif rule.effect == "success":
        top.update(short)
    if choices.abandon_in_threshold == "positive":
        top.update(early)
        if rule.effect == "success":
            top.subtract(both)
    elif choices.abandon_in_threshold == "ignored":
        bottom.subtract(early)
        if rule.effect == "success":
            bottom.update(both)
    return CountFormula(numerator=_drop_zero_counts(top), denominator=_drop_zero_counts(bottom))


def _is_uncounted(rule: ShortAbandon) -> bool:
    """Whether no count tells which abandonments are short: each queue has its length, or one of the very length is
    none, while counts are of waits of at most a length."""
    return bool(rule.by_queue) or (rule.edge == "below" and rule.seconds is not None)


def _accessibility_formula(indicator: Indicator) -> CountFormula | None:
    choices = indicator.choices
    if choices.callback == "answered_when_reached" or _is_uncounted(choices.short_abandon):
        return None
    bottom = _expand_outcomes(choices.front_door, choices.callback)
    if "abandoned" in choices.front_door:
        if choices.callback == "abandoned":
            bottom["callback"] += 1
        if choices.short_abandon.effect == "excluded":
            bottom[f"abandoned_within_{choices.short_abandon.seconds}"] -= 1
    return CountFormula(numerator={"answered": 1}, denominator=_drop_zero_counts(bottom))


def _abandonment_formula(indicator: Indicator) -> CountFormula | None:
    choices = indicator.choices
    rule = choices.short_abandon
    if choices.callback == "answered_when_reached" or _is_uncounted(rule):
        return None
    top, bottom = Counter({"abandoned": 1}), Counter[str]()
    if rule.share_of in ("queued", "arrived"):
        bottom[rule.share_of] = 1
        if choices.callback == "excluded":
            bottom["callback"] -= 1
    else:
        base = choices.front_door if rule.share_of == "offered" else ("answered", "abandoned")
        if "abandoned" not in base:
            return None
        bottom = _expand_outcomes(base, choices.callback)
        if choices.callback == "abandoned":
            bottom["callback"] += 1
    if choices.callback == "abandoned":
        top["callback"] += 1
    if rule.effect in ("excluded", "excluded_from_abandoned"):
        top[f"abandoned_within_{rule.seconds}"] -= 1
    if rule.effect == "excluded":
        bottom[f"abandoned_within_{rule.seconds}"] -= 1
    return CountFormula(numerator=_drop_zero_counts(top), denominator=_drop_zero_counts(bottom))


def _blocked_formula(indicator: Indicator) -> CountFormula | None:
    choices = indicator.choices
    if choices.callback not in ("own_outcome", "excluded") or choices.short_abandon.effect == "excluded":
        return None
    return CountFormula(
        numerator={"blocked": 1}, denominator=_expand_outcomes({*choices.front_door, "blocked"}, choices.callback)
    )


def _contacts_formula(indicator: Indicator) -> CountFormula | None:
    choices = indicator.choices
    if choices.callback not in ("own_outcome", "excluded") or choices.short_abandon.effect == "excluded":
        return None
    return CountFormula(numerator=_expand_outcomes(choices.front_door, choices.callback), denominator=None, scale=1)


def _speed_of_answer_formula(indicator: Indicator) -> CountFormula | None:
    if indicator.choices.wait_population != "answered":
        # Who waited without being answered is of many kinds, of which the sums of waits are seldom kept.
        return None
    return CountFormula(numerator={"wait_answered": 1}, denominator={"answered": 1}, scale=1)


def _handling_time_formula(indicator: Indicator) -> CountFormula | None:
    rule = indicator.choices.handling
    if rule.concurrency == "divided" and indicator.channel in (None, "chat"):
        return None
    top = {"talk": 1, "wrap": 1} if rule.parts == "talk_and_wrap" else {"talk": 1}
    return CountFormula(
        numerator=top, denominator={"answered_legs" if rule.per == "leg" else "answered_contacts": 1}, scale=1
    )


def _delay_formula(indicator: Indicator) -> CountFormula | None:
    return _ratio_formula(f"within_{indicator.threshold_seconds}", "followed")


def _ratio_formula(top: str, bottom: str) -> CountFormula:
    return CountFormula(numerator={top: 1}, denominator={bottom: 1})


_FORMULA_BUILDERS: Mapping[str, Callable[[Indicator], CountFormula | None]] = {
    "service_level": _service_level_formula,
    "accessibility": _accessibility_formula,
    "abandonment": _abandonment_formula,
    "blocked_rate": _blocked_formula,
    "contacts": _contacts_formula,
    "speed_of_answer_mean": _speed_of_answer_formula,
    "handling_time_mean": _handling_time_formula,
    "delay_within": _delay_formula,
    "complaint_acknowledged_within": _delay_formula,
    "complaint_closed_within": _delay_formula,
}


def _expand_outcomes(outcomes: Collection[str], callback: str) -> Counter[str]:
    """Return the outcomes of a share, in the order in which they are always named."""
    named = [one for one in choice_narrative.load_choice_words().outcomes if one in outcomes]
    return Counter(one for one in named if not (one == "callback" and callback == "excluded"))


def _drop_zero_counts(counted: Counter[str]) -> CountSum:
    return {key: times for key, times in counted.items() if times}


def _describe_sum(counts: CountSum) -> Text:
    """Return a sum in words; what is taken away comes after what is added."""
    ordered = sorted(counts.items(), key=lambda one: one[1] < 0)
    said = {"fr": "", "en": ""}
    for key, times in ordered:
        text = describe_count(key)
        for lang, written in (("fr", text.fr), ("en", text.en)):
            sign = (" − " if times < 0 else " + ") if said[lang] else ("−" if times < 0 else "")
            said[lang] += sign + written
    return Text(**said)


def _describe_in_brackets(counts: CountSum) -> Text:
    said = _describe_sum(counts)
    return Text(fr=f"({said.fr})", en=f"({said.en})") if len(counts) > 1 else said
