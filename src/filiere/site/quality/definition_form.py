"""The page on which a centre writes its definition: the 22 choices as questions, filled in as a known set makes them.

The questions are those of the words of choices, so that a choice that gains a value gains an option here. The page says
YAML like anybody else, and the checker of definitions judges it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import yaml

from filiere.contacts import CHOICE_ORDER, COUNTED_OUTCOMES, DefinitionSet, Indicator, load_choice_words
from filiere.core import Text
from filiere.core.numbers import parse_whole_number

OPTIONAL_PARTS = frozenset({"seconds", "interval"})
"""Parts that may be left empty: no abandonment is short, no interval is averaged."""
SKIPPED_CHOICES = frozenset({"queues"})
"""Forms that the page does not ask; they are written in YAML."""


@dataclass(frozen=True, slots=True)
class FormOption:
    """One answer: its value, its words, and whether it is chosen."""

    value: str
    words: Text
    chosen: bool


@dataclass(frozen=True, slots=True)
class FormQuestion:
    """One part of a choice on the form; ``kind`` is choice, outcomes or number."""

    field: str
    label: Text
    kind: str
    options: tuple[FormOption, ...]
    value: str


@dataclass(frozen=True, slots=True)
class ChoiceRow:
    """One of the 22 choices, with its questions."""

    number: int
    key: str
    title: Text
    questions: tuple[FormQuestion, ...]


@dataclass(frozen=True, slots=True)
class IndicatorChoiceRow:
    """An indicator that may be taken over, with its threshold and its target."""

    indicator: Indicator
    taken: bool
    threshold: str
    target: str


PART_LABELS: Mapping[str, Text] = {
    "effect": Text(fr="Ce que devient un abandon court", en="Treatment of short abandonments"),
    "seconds": Text(fr="Secondes", en="Seconds"),
    "edge": Text(fr="Attente égale au seuil", en="Waits equal to the threshold"),
    "share_of": Text(fr="Ce dont l’abandon est une part", en="What abandonments are a share of"),
    "work": Text(fr="Ce qui occupe", en="What counts as work"),
    "since": Text(fr="Départ de la fenêtre", en="Start of the window"),
    "parts": Text(fr="Ce que compte la durée", en="What is counted in the time"),
    "per": Text(fr="Moyenne par", en="Mean by"),
    "concurrency": Text(fr="Messageries menées de front", en="Concurrent chats"),
    "overlaps": Text(fr="Travaux simultanés", en="Concurrent work"),
    "pauses": Text(fr="Pauses", en="Breaks"),
    "method": Text(fr="Méthode", en="Method"),
    "window_days": Text(fr="Fenêtre, en jours", en="Window, in days"),
    "scope": Text(fr="Qui revient", en="Who is counted as returning"),
    "base": Text(fr="Base", en="Base"),
    "tail": Text(fr="Contacts trop récents", en="Contacts that are too recent"),
    "stop": Text(fr="Fin du délai", en="End of the time limit"),
    "hours": Text(fr="Heures comptées", en="Hours counted"),
    "calendar_of": Text(fr="Horaires de", en="Hours of"),
    "interval": Text(fr="Intervalle", en="Interval"),
}


def build_choice_rows(base: DefinitionSet, sent: Mapping[str, Any]) -> tuple[ChoiceRow, ...]:
    """The 22 choices as sent, or as the base makes them."""
    made = base.choices.model_dump(mode="json") if base.choices is not None else {}
    return tuple(_build_choice_row(number, key, made[key], sent) for number, key in enumerate(CHOICE_ORDER, 1))


def _build_choice_row(number: int, key: str, made: Any, sent: Mapping[str, Any]) -> ChoiceRow:
    said = load_choice_words().of(key)
    questions = [
        _build_question(key, name, part, made if name == "" else made[name], sent, said.title)
        for name, part in said.parts.items()
        if part.form not in SKIPPED_CHOICES
    ]
    return ChoiceRow(number, key, said.title, tuple(questions))


def _build_question(key: str, name: str, part: Any, made: Any, sent: Mapping[str, Any], title: Text) -> FormQuestion:
    field = f"{key}.{name}" if name else key
    label = PART_LABELS.get(name, title)
    if key == "comparison" and name == "seconds":
        label = Text(fr="Précision de l’attente", en="Precision of wait times")
    if (short := key == "short_abandon") and name == "edge":
        label = Text(fr="Abandon de cette durée exacte", en="Abandonments of exactly that length")
    if part.form == "outcomes":
        chosen = list(sent[field]) if field in sent else list(made) if not sent else []
        words = load_choice_words().outcomes
        return FormQuestion(
            field, label, "outcomes", tuple(FormOption(one, words[one], one in chosen) for one in COUNTED_OUTCOMES), ""
        )
    value = sent[field][0] if sent.get(field) else "" if sent else "" if made is None else str(made)
    if part.form in ("seconds", "days"):
        return FormQuestion(field, label, "number", (), value)
    options = tuple(FormOption(one, phrase.phrase, one == value) for one, phrase in part.values.items())
    if short and name == "edge":
        # An abandonment of the very length is short where nothing is said of it, and nothing is said of it then.
        options = tuple(replace(one, value="" if one.value == "at_most" else one.value) for one in options)
    if name in OPTIONAL_PARTS and part.form == "words" and key != "comparison":
        options = (FormOption("", Text(fr="aucun", en="none"), value == ""), *options)
    return FormQuestion(field, label, "choice", options, value)


def build_indicator_rows(base: DefinitionSet, sent: Mapping[str, Any]) -> tuple[IndicatorChoiceRow, ...]:
    """The indicators of the base, each taken over or not, with its threshold and its target."""
    found = []
    for indicator in base.indicators:
        threshold = _first_value(
            sent, f"t-{indicator.key}", "" if indicator.threshold_seconds is None else str(indicator.threshold_seconds)
        )
        target = _first_value(sent, f"g-{indicator.key}", str(indicator.targets[-1].value) if indicator.targets else "")
        taken = f"i-{indicator.key}" in sent if sent else indicator.measure in _USUAL_MEASURES
        found.append(IndicatorChoiceRow(indicator, taken, threshold, target))
    return tuple(found)


_USUAL_MEASURES = frozenset(
    {"accessibility", "abandonment", "service_level", "speed_of_answer_mean", "handling_time_mean"}
)


def _first_value(sent: Mapping[str, Any], key: str, otherwise: str) -> str:
    values = sent.get(key)
    return str(values[0]).strip() if values else otherwise


def write_definition_yaml(
    rows: Sequence[ChoiceRow],
    indicators: Sequence[IndicatorChoiceRow],
    *,
    key: str,
    version: int,
    title: Text,
    owner: str,
    start: str,
) -> str:
    """The YAML that the page says; what was typed wrongly is left as typed, for the checker to name."""
    choices: dict[str, Any] = {}
    for row in rows:
        said = {question.field.partition(".")[2]: _answer_value(question) for question in row.questions}
        choices[row.key] = said[""] if "" in said else {name: one for name, one in said.items() if _is_kept(name, one)}
    taken = [_indicator_entry(one, start) for one in indicators if one.taken]
    content = {
        "id": key,
        "version": version,
        "kind": "definitions",
        "status": "local",
        "valid": {"from": start},
        "title": {"fr": title.fr, "en": title.en},
        "owner": owner,
        "choices": choices,
        "indicators": taken,
    }
    return yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=110)


def _is_kept(name: str, value: Any) -> bool:
    """An interval that is not averaged is left out; a short abandonment of no length is said as null."""
    return not (name in ("interval", "edge") and value is None)


def _answer_value(question: FormQuestion) -> Any:
    if question.kind == "outcomes":
        return [one.value for one in question.options if one.chosen]
    if question.kind == "number":
        return _parse_number(question.value)
    return question.value or None


def _parse_number(words: str) -> Any:
    said = words.strip()
    if not said:
        return None
    number = parse_whole_number(said)
    return said if number is None else number


def _indicator_entry(row: IndicatorChoiceRow, start: str) -> dict[str, Any]:
    indicator = row.indicator
    said: dict[str, Any] = {
        "key": indicator.key,
        "measure": indicator.measure,
        "title": {"fr": indicator.title.fr, "en": indicator.title.en},
    }
    if indicator.channel is not None:
        said["channel"] = indicator.channel
    if indicator.percentile is not None:
        said["percentile"] = indicator.percentile
    if row.threshold:
        said["threshold_seconds"] = _parse_number(row.threshold)
    if row.target:
        said["targets"] = [{"from": start, "value": row.target.replace(",", ".")}]
    return said
