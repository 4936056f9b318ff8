"""Two versions of a referential told apart as readers ask it: which questions, what they weigh, which thresholds.

Questions are followed by their key through all their differences, and stand once, under the theme that asks them now.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from filiere.core import Text
from filiere.core.dates import format_day
from filiere.core.numbers import format_number
from filiere.core.typography import lower_first_letter, raise_first_letter
from filiere.referentials import Criterion, Release, ReleaseChange
from filiere.referentials.records.release import DatedParameter
from filiere.site.kit.bilingual_text import join_list, localize
from filiere.site.label import code_labels
from filiere.site.label.expression_text import format_with_unit
from filiere.site.label.release_differences import RECORD_LABELS, ReleaseDifferences, format_side

_FIELD_TEXTS: Mapping[str, tuple[str, str]] = {
    "levels": ("niveaux", "levels"),
    "scale": ("niveaux", "levels"),
    "scored_by": ("façon de noter", "way of scoring"),
    "scores": ("barème", "points grid"),
    "evidence": ("preuves demandées", "evidence requested"),
    "knock_out": ("règle éliminatoire", "knock-out rule"),
    "applies_if": ("condition pour être posée", "condition to be asked"),
    "duty": ("obligation de progrès", "improvement obligation"),
    "mirror": ("recoupement avec une autre question", "cross-check with another question"),
    "text": ("énoncé", "wording of the question"),
    "reason": ("raison donnée", "reason given"),
    "note": ("remarque", "remark"),
    "sources": ("sources", "sources"),
    "basis": ("fondement", "basis"),
}
_FEMININE = frozenset({"evidence", "eligibility", "exclusion", "award", "procedure", "release"})
"""Kinds of records whose French name is feminine."""
_KEPT_QUESTIONS: tuple[
    tuple[tuple[str, str], Callable[[ReleaseChange], bool], tuple[str, str], tuple[str, str]], ...
] = (
    (
        ("Énoncés", "Wording"),
        lambda one: one.at[:1] == ("text",),
        ("question gardée est reformulée", "questions gardées sont reformulées"),
        ("kept question is reworded", "kept questions are reworded"),
    ),
    (
        ("Poids", "Weights"),
        lambda one: one.kind == "weight",
        ("question gardée change de poids", "questions gardées changent de poids"),
        ("kept question has another weight", "kept questions have another weight"),
    ),
    (
        ("Niveaux", "Levels"),
        lambda one: one.kind == "levels",
        ("question gardée a d’autres niveaux", "questions gardées ont d’autres niveaux"),
        ("kept question has other levels", "kept questions have other levels"),
    ),
    (
        ("Preuves", "Evidence"),
        lambda one: one.kind == "evidence",
        ("question gardée se prouve autrement", "questions gardées se prouvent autrement"),
        ("kept question is proven differently", "kept questions are proven differently"),
    ),
)
_OTHERS: tuple[str, ...] = ("indicator", "evidence", "fact", "derived", "eligibility", "exclusion", "level", "award",
                            "audit", "procedure", "total", "release")  # fmt: skip


@dataclass(frozen=True, slots=True)
class ComparedQuestion:
    """A question that is new, gone or changed: its release and key, its heading, what changed of it in words."""

    release: str
    key: str
    heading: str
    said: str


@dataclass(frozen=True, slots=True)
class ComparedTheme:
    """A theme: how many questions came, went and changed, and which."""

    name: str
    said: str
    added: tuple[ComparedQuestion, ...]
    removed: tuple[ComparedQuestion, ...]
    changed: tuple[ComparedQuestion, ...]


@dataclass(frozen=True, slots=True)
class ComparedRecord:
    """Records of one kind beside the questions: how many came, went and changed, and which."""

    name: str
    said: str
    lists: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class ComparisonSentence:
    """What a reader asks first, and its answer."""

    name: str
    words: str


def _count(total: int, fr: tuple[str, str], en: tuple[str, str]) -> str:
    many = format_number(total)
    return localize(f"{many} {fr[total > 1]}", f"{many} {en[total != 1]}")


def _count_lists(added: int, removed: int, changed: int, *, feminine: bool) -> str:
    e = "e" if feminine else ""
    new = ("nouvelle", "nouvelles") if feminine else ("nouveau", "nouveaux")
    counts = (
        (added, new, ("new", "new")),
        (removed, (f"retiré{e}", f"retiré{e}s"), ("removed", "removed")),
        (changed, (f"modifié{e}", f"modifié{e}s"), ("changed", "changed")),
    )
    return join_list([_count(total, fr, en) for total, fr, en in counts if total])


class ComparisonPresenter:
    """Writes the differences between two releases."""

    def __init__(self, found: ReleaseDifferences) -> None:
        self.found, self.before, self.after = found, found.before, found.after
        self.changes: dict[str, list[ReleaseChange]] = {}
        for change in found.changes:
            if change.record == "criterion":
                self.changes.setdefault(change.key, []).append(change)

    @property
    def is_label(self) -> bool:
        """Whether the text asks questions, which French takes for feminine; a norm has subjects."""
        return self.after.referential.kind == "label"

    @property
    def noun(self) -> str:
        """What the text is made of."""
        return localize("Questions", "Questions") if self.is_label else localize("Sujets", "Subjects")

    @property
    def added_questions(self) -> list[Criterion]:
        """The questions that the later release alone asks, in its order."""
        return [one for one in code_labels.questions_in_order(self.after) if one.key not in self.before.criteria]

    @property
    def removed_questions(self) -> list[Criterion]:
        """The questions that the earlier release alone asks, in its order."""
        return [one for one in code_labels.questions_in_order(self.before) if one.key not in self.after.criteria]

    @property
    def changed_questions(self) -> list[Criterion]:
        """The questions that both ask, differently."""
        kept = (one for one in code_labels.questions_in_order(self.after) if one.key in self.before.criteria)
        return [one for one in kept if one.key in self.changes]

    def title(self) -> str:
        """What changed, in a sentence."""
        if not self.found.changes:
            return localize("Rien ne change d’une version à l’autre", "Nothing changes from one version to the other")
        if self.found.patch:
            return localize(
                "Seuls des mots changent : tous les résultats restent les mêmes",
                "Only the wording changes: every result stays the same",
            )
        counts = _count_lists(
            len(self.added_questions), len(self.removed_questions), len(self.changed_questions), feminine=self.is_label
        )
        if not counts:
            return localize("Les questions restent, les règles changent", "The questions stay, the rules change")
        return localize(f"{self.noun} : {counts}", f"{self.noun}: {counts}")

    def sentences(self) -> Iterator[ComparisonSentence]:
        """What a reader asks first: questions, wording, weights, levels, knock-outs, thresholds."""
        asked, kept = len(self.before.criteria), len(self.after.criteria) - len(self.added_questions)
        whole = code_labels.count_with_noun(self.after, len(self.after.criteria))
        came = _count(
            kept,
            ("vient de la version d’avant", "viennent de la version d’avant"),
            ("comes from the earlier version", "come from the earlier version"),
        )
        yield ComparisonSentence(
            self.noun,
            localize(
                f"{whole} au lieu de {format_number(asked)} : {came}.",
                f"{whole} instead of {format_number(asked)}: {came}.",
            ),
        )
        for name, meets, fr, en in _KEPT_QUESTIONS:
            total = sum(any(meets(one) for one in self.changes[criterion.key]) for criterion in self.changed_questions)
            if total:
                yield ComparisonSentence(localize(*name), f"{_count(total, fr, en)}.")
        knocked = [
            sum(one.knock_out is not None for one in release.criteria.values()) for release in (self.before, self.after)
        ]
        if any(knocked):
            many = _count(
                knocked[1],
                ("question peut faire refuser le label", "questions peuvent faire refuser le label"),
                ("question may have the label refused", "questions may have the label refused"),
            )
            before = format_number(knocked[0])
            yield ComparisonSentence(
                localize("Réponses bloquantes", "Knock-outs"),
                localize(f"{many}, au lieu de {before}.", f"{many}, instead of {before}."),
            )
        yield from self._thresholds()

    def _thresholds(self) -> Iterator[ComparisonSentence]:
        """Each dated parameter that is new, gone or changed, with its values."""
        old, new = self.before.head.params, self.after.head.params
        touched = {one.key for one in self.found.changes if one.record == "parameter" and one.scope == "rule"}
        for key in (*new, *(one for one in old if one not in new)):
            if key not in touched:
                continue
            was, now = old.get(key), new.get(key)
            parameter = now or was
            assert parameter is not None  # noqa: S101  The key is one of either.
            name = str(parameter.text) if parameter.text is not None else localize("Seuil", "Threshold")
            if was is None:
                words = localize(f"Nouveau seuil : {_values(parameter)}.", f"A new threshold: {_values(parameter)}.")
            elif now is None:
                words = localize(f"N’existe plus ; il valait {_values(was)}.", f"Gone; it was {_values(was)}.")
            elif _values(now) == _values(was):
                continue
            else:
                words = localize(
                    f"{_values(now)} ; auparavant {_values(was)}.", f"{_values(now)}; before: {_values(was)}."
                )
            yield ComparisonSentence(name, raise_first_letter(words))

    def themes(self) -> Iterator[ComparedTheme]:
        """The questions under the theme that asks them now, or that asked those that are gone."""
        names: dict[str, tuple[list[Criterion], ...]] = {}
        for place, held in enumerate((self.added_questions, self.removed_questions, self.changed_questions)):
            release = self.before if place == 1 else self.after
            for criterion in held:
                names.setdefault(str(release.theme_of[criterion.key].text), ([], [], []))[place].append(criterion)
        for name, (added, removed, changed) in names.items():
            yield ComparedTheme(
                name,
                _count_lists(len(added), len(removed), len(changed), feminine=self.is_label),
                tuple(self._question(self.after, one, "") for one in added),
                tuple(self._question(self.before, one, self._became(one)) for one in removed),
                tuple(
                    self._question(self.after, one, self._describe_changes(self.changes[one.key])) for one in changed
                ),
            )

    def _question(self, release: Release, criterion: Criterion, said: str) -> ComparedQuestion:
        return ComparedQuestion(release.id, criterion.key, code_labels.question_heading(criterion), said)

    def _became(self, criterion: Criterion) -> str:
        """What the migration made of a question that is gone."""
        related = {key for change in self.changes[criterion.key] for key in change.related}
        heirs = [code_labels.short_name(self.after.criteria[key]) for key in related if key in self.after.criteria]
        if not heirs:
            return ""
        listed = join_list(sorted(heirs))
        return localize(f"devient {listed}", f"becomes {listed}")

    def _describe_changes(self, changes: Iterable[ReleaseChange]) -> str:
        """What changed of a question, each thing once, what has two short sides with both."""
        said = dict.fromkeys(filter(None, (self._describe_change(change) for change in changes)))
        return localize(" ; ", "; ").join(said)

    def _describe_change(self, change: ReleaseChange) -> str:
        before, after = format_side(change.before), format_side(change.after)
        match change.kind, change.at[:1]:
            case "renumbered", _:
                return localize(f"numéro {before} → {after}", f"number {before} → {after}")
            case "weight", _:
                return localize(f"poids {before} → {after}", f"weight {before} → {after}")
            case "moved", ("theme",):
                came = next((one for one in self.before.themes if one.key == change.before), None)
                named = str(came.text) if came is not None else ""
                return localize(f"vient de la rubrique « {named} »", f"comes from the theme “{named}”")
            case "moved" | "reordered", _:
                return ""
            case "assessment", ("assessed_by",):
                people = join_list(
                    [code_labels.label_of(code_labels.ASSESSOR_LABELS, one) for one in change.after or ()]
                )
                return localize(f"évaluée désormais par {people}", f"now assessed by {people}")
            case "applicability", ("questionnaires",):
                asked = [code_labels.category_name(self.after.referential, one) for one in change.after or ()]
                return localize(f"posée désormais à {join_list(asked)}", f"now asked of {join_list(asked)}")
            case "level_text", _:
                return localize("texte des niveaux", "texts of the levels")
        known = _FIELD_TEXTS.get(str(change.at[0])) if change.at else None
        return localize(*known) if known is not None else localize("renvois", "references")

    def records(self) -> Iterator[ComparedRecord]:
        """What stands beside the questions: indicators, evidence, conditions, award, audit, procedure."""
        for kind in _OTHERS:
            lists: tuple[dict[str, None], dict[str, None], dict[str, None]] = ({}, {}, {})
            for change in self.found.changes:
                if change.record == kind:
                    place = {"added": 0, "removed": 1}.get(change.kind, 2)
                    lists[place][self._name_record(kind, change)] = None
            if any(lists):
                heads = (
                    localize("Nouveau", "New"),
                    localize("Retiré", "Removed"),
                    localize("Modifié", "Changed"),
                )
                yield ComparedRecord(
                    code_labels.label_of(RECORD_LABELS, kind),
                    _count_lists(*(len(one) for one in lists), feminine=kind in _FEMININE),
                    tuple((head, tuple(one)) for head, one in zip(heads, lists, strict=True) if one),
                )

    def _name_record(self, kind: str, change: ReleaseChange) -> str:
        """What a record is called; what its kind is called, for the one of its kind."""
        for release in (self.after, self.before):
            known: Mapping[str, Any] = {
                "indicator": release.indicators,
                "evidence": release.evidence,
                "fact": release.referential.facts,
                "derived": release.referential.derived,
                "level": {one.key: one for one in (release.award.levels if release.award is not None else ())},
            }.get(kind, {})
            text = getattr(known.get(change.key), "text", None)
            if text is not None:
                return str(text)
        for side in (change.after, change.before):
            if not change.at and isinstance(side, dict) and {"fr", "en"} <= side.keys():
                return str(Text(fr=side["fr"], en=side["en"]))
        return code_labels.label_of(RECORD_LABELS, kind)


def _values(parameter: DatedParameter) -> str:
    """The values of a parameter, each with its first day after the first."""
    said = []
    for place, dated_value in enumerate(parameter.values):
        value = format_with_unit(dated_value.value, parameter.unit)
        day = format_day(dated_value.start)
        said.append(
            localize(f"{value} à partir du {day}", f"{value} from {day}")
            if place and dated_value.value != parameter.values[place - 1].value
            else value
        )
    return lower_first_letter(localize(", puis ", ", then ").join(dict.fromkeys(said)))
