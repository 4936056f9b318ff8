"""What becomes of the old series when a centre changes definition: which go on, which are converted, which break.

A series that is identical goes on. One that is convertible goes on by a formula, from counts that the centre has kept:
they are named, and so is the formula. One that is broken starts again; as long as the contacts themselves are kept it
can be computed again under the new definition, but the figures already printed cannot be compared with the new ones.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from filiere.contacts.definitions import choice_narrative
from filiere.contacts.definitions.choices import CHOICE_ORDER
from filiere.contacts.definitions.effective_choices import differing_names, effective_choices, stated_value
from filiere.contacts.definitions.rate_formulas import (
    COMPLEMENT_FORMULA,
    UNIT_CONVERSIONS,
    CountFormula,
    build_formula,
    describe_count,
)
from filiere.contacts.definitions.records import DefinitionSet, Indicator
from filiere.core.text import Text
from filiere.core.typography import lower_first_letter

ContinuityVerdict = Literal["identical", "convertible", "broken", "new"]

# What counts can make good, by measure: the names of what differs. All else takes the contacts themselves.
_COUNTABLE_CHOICES: Mapping[str, frozenset[str]] = {
    "service_level": frozenset(
        {"abandon_in_threshold", "denominator", "short_abandon", "callback", "threshold_seconds", "roll_up"}
    ),
    "accessibility": frozenset({"front_door", "short_abandon", "callback", "roll_up"}),
    "abandonment": frozenset({"short_abandon", "callback", "roll_up"}),
    "blocked_rate": frozenset({"front_door", "callback", "roll_up"}),
    "contacts": frozenset({"front_door", "callback"}),
    "speed_of_answer_mean": frozenset({"wait_population", "roll_up"}),
    "handling_time_mean": frozenset({"handling", "roll_up"}),
    "delay_within": frozenset({"threshold_seconds", "roll_up"}),
    "complaint_acknowledged_within": frozenset({"threshold_seconds", "roll_up"}),
    "complaint_closed_within": frozenset({"threshold_seconds", "roll_up"}),
}
_SUMMABLE_CHOICES = frozenset({"roll_up"})
_VERDICT_RANK: Mapping[str, int] = {"identical": 0, "convertible": 1, "broken": 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesContinuity:
    """What becomes of one old series.

    ``new`` is the indicator that continues it, None where the new set has none of its kind; ``old`` is None for a
    series that starts with the new set. ``choices`` names what differs in effect, in the published order. Where the
    verdict is ``convertible``, ``formula`` says how; ``computation`` is the same for a program, None where the printed
    value alone is enough. ``readings`` names the choices behind either series on which no document was found to speak,
    and which are our reading.
    """

    old: Indicator | None
    new: Indicator | None
    verdict: ContinuityVerdict
    choices: tuple[str, ...] = ()
    formula: Text | None = None
    computation: CountFormula | None = None
    readings: tuple[str, ...] = ()

    @property
    def needs(self) -> tuple[str, ...]:
        """The counts to have kept, by name; :func:`~filiere.contacts.definitions.rate_formulas.describe_count` gives
        their words."""
        return self.computation.needs if self.computation else ()

    @property
    def text(self) -> Text:
        """The verdict in a sentence, with what breaks the series or what continues it, and how sure that is."""
        said = self._verdict
        if not self.readings or self.verdict not in ("identical", "convertible"):
            return said
        count = len(self.readings)
        return Text(
            fr=f"{said.fr} Réserve : faute de document, {count} choix en jeu "
            f"{'sont' if count > 1 else 'est'} notre lecture.",
            en=(
                f"{said.en} Caveat: with no document available, {count} choice{'s' if count > 1 else ''} involved "
                f"{'are' if count > 1 else 'is'} our interpretation."
            ),
        )

    @property
    def _verdict(self) -> Text:
        if self.old is None:
            return Text(
                fr="Cette série commence avec la nouvelle définition.", en="This series starts with the new definition."
            )
        if self.verdict == "identical":
            return Text(
                fr="La série continue : elle est calculée de la même façon.",
                en="The series continues: it is computed in the same way.",
            )
        if self.formula is not None:
            kept = choice_narrative.join_as_list(map(describe_count, self.needs))
            return Text(
                fr=f"La série continue par calcul : {self.formula.fr}."
                + (f" Il faut avoir gardé : {kept.fr}." if self.needs else ""),
                en=f"The series goes on by computation: {self.formula.en}."
                + (f" To have been kept: {kept.en}." if self.needs else ""),
            )
        if self.new is None:
            return Text(
                fr="La série s’arrête : la nouvelle définition n’a pas d’indicateur de cette mesure.",
                en="The series ends: the new definition has no indicator of this measure.",
            )
        what = choice_narrative.join_as_list(_lower_first(choice_narrative.choice_title(name)) for name in self.choices)
        return Text(
            fr=f"La série est rompue par : {what.fr}. Elle se recalcule depuis les contacts, s’ils sont gardés.",
            en=f"The series is broken by: {what.en}. It can be recomputed from the contacts, if they are kept.",
        )

    @property
    def steps(self) -> tuple[Text, ...]:
        """What each choice that differs changes, in a sentence; nothing where a series starts or ends."""
        if self.old is None or self.new is None or self.old.measure != self.new.measure:
            return ()
        return tuple(
            choice_narrative.describe_change(name, stated_value(self.old, name), stated_value(self.new, name))
            for name in self.choices
        )


def compare_series(old: DefinitionSet, new: DefinitionSet) -> tuple[SeriesContinuity, ...]:
    """Return what becomes of each series of ``old`` under ``new``, in the order of ``old``; then the series that start.

    An old series is continued by the new indicator of its measure that is nearest: identical before convertible,
    convertible before broken, then the fewest differences.
    """
    told = [_with_reservations(_find_best_continuity(one, new.indicators), old, new) for one in old.indicators]
    taken = {one.new.key for one in told if one.new is not None and one.verdict != "broken"}
    met = {one.new.key for one in told if one.new is not None}
    started = (one for one in new.indicators if one.key not in taken | met)
    return (*told, *(SeriesContinuity(old=None, new=one, verdict="new") for one in started))


def _with_reservations(series_continuity: SeriesContinuity, old: DefinitionSet, new: DefinitionSet) -> SeriesContinuity:
    """Return a succession with the choices at play that are our reading of what a document leaves unsaid."""
    read: set[str] = set()
    for side, whole in ((series_continuity.old, old), (series_continuity.new, new)):
        if side is not None and whole.reading is not None:
            read |= set(effective_choices(side)) & set(whole.reading.choices)
    return replace(series_continuity, readings=tuple(name for name in CHOICE_ORDER if name in read))


def judge_continuity(old: Indicator, new: Indicator) -> SeriesContinuity:
    """Return what becomes of an old series if ``new`` is to continue it."""
    if old.measure != new.measure:
        return _judge_complement(old, new)
    names = differing_names(old, new)
    if not names:
        return _unchanged_series(old, new)
    if computation := _find_formula(old, new, names):
        return SeriesContinuity(
            old=old,
            new=new,
            verdict="convertible",
            choices=names,
            formula=computation.text,
            computation=computation,
        )
    return SeriesContinuity(old=old, new=new, verdict="broken", choices=names)


def _find_best_continuity(old: Indicator, candidates: Iterable[Indicator]) -> SeriesContinuity:
    found = [judge_continuity(old, one) for one in candidates if one.measure == old.measure]
    if not found:
        pairs = [
            judge_continuity(old, one) for one in candidates if one.measure == _COMPLEMENT_MEASURES.get(old.measure)
        ]
        found = [one for one in pairs if one.verdict == "convertible"]
    if not found:
        return SeriesContinuity(old=old, new=None, verdict="broken")
    return min(found, key=lambda one: (_VERDICT_RANK[one.verdict], len(one.choices)))


def _unchanged_series(old: Indicator, new: Indicator) -> SeriesContinuity:
    if old.published_in is None:
        return SeriesContinuity(old=old, new=new, verdict="identical")
    return SeriesContinuity(old=old, new=new, verdict="convertible", formula=UNIT_CONVERSIONS[old.published_in])


def _find_formula(old: Indicator, new: Indicator, names: tuple[str, ...]) -> CountFormula | None:
    """Return the formula that leads from kept counts to the new series, None where counts do not suffice."""
    after = effective_choices(new)
    # What the new definition does not look at is made good by counts that do not look at it either.
    open_names = {name for name in names if name in after}
    if not open_names <= _COUNTABLE_CHOICES.get(old.measure, _SUMMABLE_CHOICES):
        return None
    if "callback" in open_names and old.choices.callback not in ("own_outcome", "excluded"):
        # Its answered or its abandoned held the calls back, and counts kept under it cannot tell them apart.
        return None
    return build_formula(new)


_COMPLEMENT_MEASURES: Mapping[str, str] = {"abandonment": "accessibility", "accessibility": "abandonment"}


def _judge_complement(old: Indicator, new: Indicator) -> SeriesContinuity:
    """What is answered is what is not abandoned, where a contact is one or the other."""
    if _COMPLEMENT_MEASURES.get(old.measure) != new.measure or new.channel not in (None, old.channel):
        return SeriesContinuity(old=old, new=new, verdict="broken")
    computation = build_formula(new)
    if computation is None or _placement_choices(effective_choices(old)) != _placement_choices(effective_choices(new)):
        return SeriesContinuity(old=old, new=new, verdict="broken")
    reach = new if new.measure == "accessibility" else old
    whole = set(reach.choices.front_door) == {"answered", "abandoned"}
    if (
        whole
        and not {"short_abandon", "callback"} & (_complement_breakers(old) | _complement_breakers(new))
        and old.published_in is None
    ):
        return SeriesContinuity(old=old, new=new, verdict="convertible", formula=COMPLEMENT_FORMULA)
    return SeriesContinuity(old=old, new=new, verdict="convertible", formula=computation.text, computation=computation)


def _complement_breakers(indicator: Indicator) -> set[str]:
    """The choices that would make an abandonment rate something else than the complement of accessibility."""
    found = effective_choices(indicator)
    moved = {"short_abandon"} & set(found)
    return moved if found.get("callback") in ("own_outcome", "excluded") else moved | {"callback"}


def _placement_choices(found: Mapping[str, object]) -> Mapping[str, object]:
    """What decides which contacts are counted and where, apart from the shares that counts can make good."""
    counted = {"front_door", "short_abandon", "callback", "roll_up", "clock_start", "channel"}
    return {name: value for name, value in found.items() if name not in counted}


def _lower_first(text: Text) -> Text:
    return Text(fr=lower_first_letter(text.fr), en=lower_first_letter(text.en))
