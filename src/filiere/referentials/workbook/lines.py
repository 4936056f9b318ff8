"""The lines of a questionnaire, in one order for all: facts, then theme by theme its questions and its numbers.

Writing, reading and the pages of a dossier share this list, so that none of them can ask a question another forgets.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from filiere.core import Text
from filiere.core.numbers import parse_whole_number
from filiere.referentials.indicator_dependencies import find_dependencies
from filiere.referentials.records import Criterion, Fact, Input, InputBounds, Theme
from filiere.referentials.release import Release

LineKind = Literal["fact", "answer", "input"]
FACTS = "facts"
YES_NO: Mapping[str, Text] = {"true": Text(fr="Oui", en="Yes"), "false": Text(fr="Non", en="No")}


class AnswerPlace(NamedTuple):
    """Where an answer goes: its kind, its key, and the site or supplier it is for when there is one each."""

    kind: LineKind
    key: str
    row: str = ""


@dataclass(frozen=True, slots=True)
class AnswerEntry:
    """What is answered: a level, a word, true, false or a number as text; or why it does not apply; and a note."""

    value: str = ""
    reason: str = ""
    note: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all is said."""
        return not (self.value or self.reason or self.note)


@dataclass(frozen=True, slots=True)
class QuestionnaireLine:
    """One line to answer. ``choices`` are the values allowed with their words; empty for a number, which ``bounds``
    may hold within the plausible."""

    place: AnswerPlace
    sheet: str
    number: str
    text: Text
    detail: Text | None
    choices: Mapping[str, Text]
    bounds: InputBounds | None = None


def list_lines(
    release: Release, category: str, rows: Mapping[str, Sequence[tuple[str, str]]] | None = None
) -> tuple[QuestionnaireLine, ...]:
    """Return every line of the questionnaire of a category.

    ``rows`` gives, for ``site`` or ``supplier``, the key and the name of each one for which a number is asked.
    """
    return tuple(_iterate_lines(release, category, rows or {}))


def _iterate_lines(
    release: Release, category: str, rows: Mapping[str, Sequence[tuple[str, str]]]
) -> Iterator[QuestionnaireLine]:
    for key, fact in release.referential.facts.items():
        yield QuestionnaireLine(
            AnswerPlace("fact", key), FACTS, "", fact.text, _unit_text(fact.unit), _fact_choices(fact)
        )
    seen: set[str] = set()
    for theme in sort_themes(release):
        asked = [criterion for criterion in theme.criteria if criterion.is_asked_of(category)]
        for criterion in asked:
            if criterion.key in release.scales:
                yield _question_line(release, criterion, theme.key)
        for criterion in asked:
            if criterion.scored_by is None:
                continue
            for key, item in find_dependencies(release, release.indicators[criterion.scored_by]).inputs.items():
                if key not in seen:
                    seen.add(key)
                    yield from _number_lines(key, item, criterion, theme.key, rows)


def sort_themes(release: Release) -> list[Theme]:
    """Return the themes by their number, which is how people are led through them; files are read by name."""
    return sorted(
        release.themes,
        key=lambda theme: [parse_whole_number(part) or 0 for part in (theme.number or "").split(".")],
    )


def _question_line(release: Release, criterion: Criterion, sheet: str) -> QuestionnaireLine:
    levels = release.scales[criterion.key].levels
    return QuestionnaireLine(
        AnswerPlace("answer", criterion.key),
        sheet,
        criterion.number or "",
        criterion.text,
        None,
        {level.key: level.text for level in levels},
    )


def _number_lines(
    key: str, entry: Input, criterion: Criterion, sheet: str, rows: Mapping[str, Sequence[tuple[str, str]]]
) -> Iterator[QuestionnaireLine]:
    unit = _unit_text(entry.unit)
    if entry.per is None:
        yield QuestionnaireLine(
            AnswerPlace("input", key), sheet, criterion.number or "", entry.text, unit, {}, entry.bounds
        )
        return
    for row, name in rows.get(entry.per, ()):
        detail = Text(fr=f"{name} · {entry.unit}", en=f"{name} · {entry.unit}")
        place = AnswerPlace("input", key, row)
        yield QuestionnaireLine(place, sheet, criterion.number or "", entry.text, detail, {}, entry.bounds)


def _unit_text(unit: str | None) -> Text | None:
    return None if unit in (None, "1") else Text.same(str(unit))


def _fact_choices(fact: Fact) -> Mapping[str, Text]:
    if fact.type == "boolean":
        return YES_NO
    return dict(fact.values or {}) if fact.type == "word" else {}
