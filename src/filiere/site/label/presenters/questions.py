"""A question as pages show it: everything that a candidate, a union delegate or a buyer asks of it, in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from filiere.core import Faults, source_language
from filiere.core.dates import format_day
from filiere.core.numbers import format_number
from filiere.core.typography import lower_first_letter
from filiere.publication.charts import CurveChart, CurvePoint
from filiere.referentials import Criterion, Evidence, Indicator, Release, Theme
from filiere.referentials.language import Call, Constant, Node, Unary, parse, walk
from filiere.referentials.language import Sequence as Items
from filiere.referentials.records import Citation
from filiere.site.kit.bilingual_text import join_list, localize, to_decimal
from filiere.site.label import code_labels
from filiere.site.label.expression_text import describe_expression, unit_label

GRID_SHAPES = ("grid", "stairs")


@dataclass(frozen=True, slots=True)
class WordedRule:
    """A rule of a question: its name, what it says, and the expression it is written as when it has one."""

    name: str
    words: str
    expression: str = ""


@dataclass(frozen=True, slots=True)
class LevelView:
    """A level of a scale: its points, its name, what one would see, and from which year on it is owed."""

    points: str
    name: str
    words: str
    owed: str


@dataclass(frozen=True, slots=True)
class EvidenceView:
    """A piece of evidence asked for: what it is, what it must show, who then reads and keeps it."""

    key: str
    name: str
    demands: tuple[str, ...]
    handling: tuple[str, ...]
    required: WordedRule | None


@dataclass(frozen=True, slots=True)
class SourceView:
    """What a question rests on."""

    name: str
    locator: str
    version: str
    note: str


@dataclass(frozen=True, slots=True)
class QuestionView:
    """See `label/_question.html` and `label/question.html`."""

    key: str
    number: str
    named: bool
    heading: str
    text: str
    weight: str
    reason: str
    basis: str
    note: str
    levels: tuple[LevelView, ...]
    scale: str
    indicator: str
    assessed_by: str
    evidence: tuple[EvidenceView, ...]
    knock_out: WordedRule | None
    lift: str
    applies: WordedRule | None
    cautions: tuple[str, ...]
    sources: tuple[SourceView, ...]


@dataclass(frozen=True)
class QuestionPresenter:
    """Writes the questions of a release in a language, on a day."""

    release: Release
    day: date

    def say(self, fr: str, en: str) -> str:
        """One of two sentences."""
        return localize(fr, en)

    def phrase(self, expression: str, question: str = "") -> str:
        """An expression in words; the question that the reader has in front of them is not named."""
        return describe_expression(self.release, expression, self.day, question=question)

    def present_question(self, criterion: Criterion) -> QuestionView:
        """A question whole."""
        indicator = self.release.indicators.get(criterion.scored_by or "")
        knock_out, lift = criterion.knock_out, ""
        if knock_out is not None and knock_out.liftable is not None:
            within = code_labels.format_duration(knock_out.liftable.within)
            lift = self.say(f"peut être levé sous {within}, sur preuve", f"may be lifted within {within}, on evidence")
        return QuestionView(
            key=criterion.key,
            number=code_labels.short_name(criterion),
            named=bool(criterion.number),
            heading=code_labels.question_heading(criterion),
            text=str(criterion.text),
            weight=format_number(criterion.weight),
            reason=str(criterion.reason) if criterion.reason is not None else "",
            basis=code_labels.label_of(code_labels.BASIS_LABELS, criterion.basis),
            note=str(criterion.note) if criterion.note is not None else "",
            levels=self.levels(criterion),
            scale=self._scale(criterion),
            indicator=str(indicator.text) if indicator is not None else "",
            assessed_by=join_list([str(code_labels.ASSESSOR_LABELS[one]) for one in criterion.assessed_by]),
            evidence=tuple(
                self.evidence(self.release.evidence[key], criterion.key)
                for key in criterion.evidence
                if key in self.release.evidence
            ),
            knock_out=self._rule(knock_out.condition, criterion.key) if knock_out is not None else None,
            lift=lift,
            applies=self._rule(criterion.applies_if, criterion.key) if criterion.applies_if is not None else None,
            cautions=tuple(self._cautions(criterion)),
            sources=list_sources(criterion),
        )

    def _rule(self, expression: str, question: str) -> WordedRule:
        """A condition, for the end of a sentence."""
        return WordedRule("", lower_first_letter(self.phrase(expression, question)), " ".join(expression.split()))

    def _cautions(self, criterion: Criterion) -> Iterator[str]:
        """What is to be known before a level is chosen."""
        if criterion.weakest_decides:
            yield self.say(
                "Cette question porte sur plusieurs points ; le moins avancé décide du niveau.",
                "This question covers several points; the least advanced decides the level.",
            )
        scale = self.release.scales.get(criterion.key)
        if criterion.lawful_from is None or scale is None:
            return
        lawful = scale.rank(criterion.lawful_from)
        below = format_number(lawful)
        yield self.say(
            f"Qui n’est pas en règle avec la loi est à l’un des {below} premiers niveaux, qui ne valent aucun point."
            if lawful > 1
            else "Qui n’est pas en règle avec la loi est au premier niveau, qui ne vaut aucun point.",
            f"Whoever falls short of the law is at one of the first {below} levels, which are worth no points."
            if lawful > 1
            else "Whoever falls short of the law is at the first level, which is worth no points.",
        )

    def _scale(self, criterion: Criterion) -> str:
        """The name of the shared scale, so that nobody takes its words for those of the question."""
        shared = self.release.referential.scales.get(criterion.scale or "")
        return str(shared.text) if shared is not None and shared.text is not None else ""

    def levels(self, criterion: Criterion) -> tuple[LevelView, ...]:
        """The levels, from the lowest to the highest."""
        scale, named = self.release.scales.get(criterion.key), code_labels.split_levels(self.release, criterion.key)
        owed: dict[str, list[str]] = {}
        for year, level in criterion.duty.items():
            owed.setdefault(level, []).append(_name_year(year.removeprefix("year_")))
        return tuple(
            LevelView(_count_points(one.value), *named[one.key], join_list(owed.get(one.key, [])))
            for one in (scale.levels if scale is not None else ())
        )

    def evidence(self, evidence: Evidence, question: str) -> EvidenceView:
        """A piece of evidence, demand by demand."""
        kinds = [code_labels.label_of(code_labels.EVIDENCE_KIND_LABELS, one) for one in evidence.kinds]
        demands = [self.say(f"Forme : {' ou '.join(kinds)}.", f"Form: {' or '.join(kinds)}.")]
        if evidence.count is not None:
            low, most = evidence.count.min, evidence.count.max
            top = self.say(f", {most} au plus", f", {most} at most") if most is not None else ""
            demands.append(self.say(f"Nombre : {low} au moins{top}.", f"Number: {low} at least{top}."))
        if evidence.proves_period is not None:
            least = code_labels.format_duration(evidence.proves_period.min)
            within = code_labels.format_duration(evidence.proves_period.must_end_within)
            demands.append(
                self.say(
                    f"Période prouvée : {least} au moins, finie depuis {within} au plus.",
                    f"Period covered: at least {least}, ended at most {within} ago.",
                )
            )
        if evidence.sample is not None:
            size = self.phrase(evidence.sample.size)
            drawer = code_labels.label_of(code_labels.ASSESSOR_LABELS, evidence.sample.draw)
            demands.append(
                self.say(
                    f"Échantillon tiré par {drawer} : {size[:1].lower() + size[1:]}.",
                    f"Sample drawn by {drawer}: {size[:1].lower() + size[1:]}.",
                )
            )
        if evidence.note is not None:
            demands.append(str(evidence.note))
        handling: list[str] = []
        seen = code_labels.label_of(code_labels.CONFIDENTIALITY_LABELS, evidence.confidentiality)
        handling.append(self.say(f"Lisible par : {seen}.", f"Read by: {seen}."))
        personal = code_labels.label_of(code_labels.PERSONAL_DATA_LABELS, evidence.personal_data)
        handling.append(self.say(f"Données personnelles : {personal}.", f"Personal data: {personal}."))
        kept = code_labels.format_duration(evidence.retention.after_decision)
        handling.append(self.say(f"Conservation : {kept} après la décision.", f"Kept {kept} after the decision."))
        if evidence.reusable:
            handling.append(self.say("Peut servir à un autre dossier.", "May be reused in another dossier."))
        plain = evidence.required_if.strip() == "true"
        required = None if plain else self._rule(evidence.required_if, question)
        return EvidenceView(evidence.key, str(evidence.text), tuple(demands), tuple(handling), required)

    def curve(self, indicator: Indicator) -> CurveChart | None:
        """The points grid of an indicator as a drawing; None when its rule is not one plain grid."""
        if indicator.scores is None:
            return None
        found = parse_grid(indicator.scores.rule)
        if found is None:
            return None
        shape, points = found
        unit = unit_label(indicator.unit)
        name = str(indicator.text)
        spots = ", ".join(f"{format_number(x)} → {format_number(y)}" for x, y in points)
        return CurveChart(
            ident=f"grid-{indicator.key.replace('_', '-')}",
            lang=source_language(),
            title=self.say(f"Points selon la valeur : {name}", f"Points by value: {name}"),
            desc=spots,
            points=tuple(CurvePoint(x=x, y=y) for x, y in points),
            steps=shape == "stairs",
            across=unit or name,
            up=self.say("points", "points"),
        )


def _name_year(years: str) -> str:
    """The time after which a level is owed."""
    after = {"0": localize("dès l’entrée", "from the start"), "1": localize("après un an", "after one year")}
    return after.get(years) or localize(f"après {years}\u00a0ans", f"after {years} years")


def _count_points(value: Decimal) -> str:
    many = format_number(value)
    return localize(f"{many}\u00a0point{'s' if value >= 2 else ''}", f"{many} point{'' if value == 1 else 's'}")


def list_sources(criterion: Criterion) -> tuple[SourceView, ...]:
    """What a question rests on: places of one version of a source stand together, unless one has a note of its own."""
    found: list[SourceView] = []
    for source in criterion.sources:
        place, note = _name_place(source.locator or ""), str(source.note) if source.note is not None else ""
        version, last = describe_version(source), found[-1] if found else None
        if (
            last is not None
            and (last.name, last.version) == (source.name, version)
            and place
            and not (note or last.note)
        ):
            found[-1] = SourceView(last.name, f"{last.locator}, {place}", version, "")
        else:
            found.append(SourceView(source.name, place, version, note))
    return tuple(found)


def _name_place(locator: str) -> str:
    """A place within a source; a day is written in words."""
    try:
        return format_day(date.fromisoformat(locator)) if len(locator) == 10 else locator
    except ValueError:
        return locator


def describe_version(cited: Citation) -> str:
    """Which wording of a text is cited, for the end of its name; nothing where the name says it."""
    if cited.version is None:
        return ""
    if cited.version == "not_read":
        return localize("date de la version en vigueur non vérifiée", "date of the version in force not checked")
    day = format_day(cited.version)
    return localize(f"version en vigueur depuis le {day}", f"version in force since {day}")


def parse_grid(rule: str) -> tuple[str, tuple[tuple[Decimal, Decimal], ...]] | None:
    """The shape and points of a rule that is one grid or one staircase, None for any other rule."""
    try:
        tree = parse(rule).tree
    except Faults:
        return None
    calls = [one for one in walk(tree) if isinstance(one, Call) and one.function in GRID_SHAPES]
    if len(calls) != 1 or tree is not calls[0]:
        return None
    table = calls[0].arguments[1]
    if not isinstance(table, Items):
        return None
    pairs = [_parse_pair(item) for item in table.items]
    return None if None in pairs else (calls[0].function, tuple(pair for pair in pairs if pair is not None))


def _parse_pair(node: Node) -> tuple[Decimal, Decimal] | None:
    if not isinstance(node, Items) or len(node.items) != 2:
        return None
    values = [_parse_number(one) for one in node.items]
    return None if None in values else (values[0], values[1])  # type: ignore[return-value]


def _parse_number(node: Node) -> Decimal | None:
    match node:
        case Constant(value=bool()):
            return None
        case Constant(value=(int() | Fraction()) as value):
            return to_decimal(value)
        case Unary(operator="-", operand=operand):
            inner = _parse_number(operand)
            return -inner if inner is not None else None
    return None


def group_by_section(theme: Theme, criteria: Sequence[Criterion]) -> list[tuple[str, list[Criterion]]]:
    """Questions of a theme by section, in the order of the theme: the key of the section, then its questions.

    Those that no section holds come first, under no heading; a section without a question is left out.
    """
    known = {one.key: one for one in theme.sections}
    found: dict[str, list[Criterion]] = {"": [], **{key: [] for key in known}}
    for criterion in criteria:
        found[criterion.section if criterion.section in known else ""].append(criterion)
    return [(key, held) for key, held in found.items() if held]
