"""What a statistician is asked for a new table, one thing at a time, and the specification that the answers make.

Whoever has a specification sends it instead, with the files that it names; both ways end in the same file, read by the
same reader as the command line's.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import yaml
from django.utils import timezone

from filiere.core import Text
from filiere.core.numbers import format_percent
from filiere.disclosure import Rule, load_rules
from filiere.site.confidentiality.drafts import KEEP_FILE, Draft
from filiere.site.confidentiality.uploaded_rows import MOST_VISIBLE, Column, list_visible_cells, read_cell_codes
from filiere.site.confidentiality.wizard_texts import (
    COST_TEXTS,
    LEVEL_TEXTS,
    MOST_DIMENSIONS,
    QUESTION_TEXTS,
    WAY_TEXTS,
    QuestionText,
)

TOTAL = "Total"


@dataclass(frozen=True, slots=True)
class AnswerOption:
    """One answer: its value, its words, a smaller line."""

    value: str
    words: Text
    note: Text | None = None


OptionsOf = Callable[[Draft], Sequence[AnswerOption]]


@dataclass(frozen=True, slots=True)
class WizardStep:
    """One question: ``one`` answer, ``many`` (``least`` of them), the ``files`` of a specification, or ``words``."""

    key: str
    kind: Literal["one", "many", "files", "words"]
    options: OptionsOf = lambda _: ()
    least: int = 0
    most: int = MOST_VISIBLE
    asked: Callable[[Draft], bool] = lambda _: True

    @property
    def title(self) -> Text:
        """The question."""
        return QUESTION_TEXTS[self.key].words

    @property
    def hint(self) -> Text:
        """What is said under it."""
        return QUESTION_TEXTS[self.key].note


def uses_specification(draft: Draft) -> bool:
    """Whether a specification is sent."""
    return draft.answers.get("how") == "file"


def uses_questions(draft: Draft) -> bool:
    """Whether the questions are answered."""
    return draft.answers.get("how") == "questions"


def rules_in_force() -> list[Rule]:
    """The rules of today."""
    today = timezone.localdate()
    return [one for one in load_rules() if one.in_force(today)]


def _fixed_options(said: Mapping[str, QuestionText]) -> list[AnswerOption]:
    return [AnswerOption(value, one.words, one.note) for value, one in said.items()]


def _amount_options(draft: Draft) -> list[AnswerOption]:
    return [AnswerOption(one.name, Text.same(one.name)) for one in draft.columns if one.numeric]


def _code_options(draft: Draft) -> list[AnswerOption]:
    taken = {draft.answers.get("response")}
    return [_column_option(one) for one in draft.columns if one.name not in taken]


def _column_option(column: Column) -> AnswerOption:
    shown = ", ".join(column.first)
    said = Text(fr=f"{column.values} valeurs : {shown}…", en=f"{column.values} values: {shown}…")
    return AnswerOption(column.name, Text.same(column.name), said)


def _unused_columns(draft: Draft) -> list[Column]:
    taken = {draft.answers.get("response"), *draft.answers.get("dimensions", ())}
    return [one for one in draft.columns if one.name not in taken]


def _contributor_options(draft: Draft) -> list[AnswerOption]:
    alone = AnswerOption(
        "", Text(fr="Aucune : chaque ligne est un contributeur", en="None: each row is one contributor")
    )
    return [alone, *map(_column_option, _unused_columns(draft))]


def _holding_options(draft: Draft) -> list[AnswerOption]:
    nobody = AnswerOption("", Text(fr="Aucune : les groupes ne sont pas connus", en="None: groups are not known"))
    taken = draft.answers.get("contributor")
    return [nobody, *(_column_option(one) for one in _unused_columns(draft) if one.name != taken)]


def _rule_options(_: Draft) -> list[AnswerOption]:
    return [AnswerOption(one.id, one.use, rule_sentence(one)) for one in rules_in_force()]


def rule_sentence(rule: Rule) -> Text:
    """A rule in one sentence."""
    fr, en = [f"{rule.minimum} contributeurs au moins"], [f"at least {rule.minimum} contributors"]
    for dominance in rule.dominance:
        limits = format_percent(dominance.share * 100, "fr", 0), format_percent(dominance.share * 100, "en", 0)
        if dominance.n > 1:
            fr.append(f"les {dominance.n} premiers ne dépassent pas {limits[0]}")
            en.append(f"the {dominance.n} largest account for at most {limits[1]}")
        else:
            fr.append(f"aucun ne dépasse {limits[0]}")
            en.append(f"none accounts for more than {limits[1]}")
    return Text(fr=" ; ".join(fr) + ".", en="; ".join(en) + ".")


def _level_options(draft: Draft) -> list[AnswerOption]:
    """From the level of the house on: below it, whoever is alone in a cell finds that of another."""
    told = bool(draft.answers.get("holding"))
    return [one for one in _fixed_options(LEVEL_TEXTS) if one.value != "outsider" and (told or one.value != "holdings")]


def _visible_cell_options(draft: Draft) -> list[AnswerOption]:
    """Totals and cells of one code only, those that the rule lets through: the ones that readers look for first."""
    write_specification(draft, keep=False)
    return [AnswerOption(str(cell), words) for cell, words in draft.read(list_visible_cells, draft.data, draft.spec)]


STEPS: tuple[WizardStep, ...] = (
    WizardStep("how", "one", lambda _: _fixed_options(WAY_TEXTS)),
    WizardStep("files", "files", asked=uses_specification),
    WizardStep("response", "one", _amount_options, asked=uses_questions),
    WizardStep("dimensions", "many", _code_options, least=1, most=MOST_DIMENSIONS, asked=uses_questions),
    WizardStep("contributor", "one", _contributor_options, asked=uses_questions),
    WizardStep(
        "holding",
        "one",
        _holding_options,
        asked=lambda one: uses_questions(one) and bool(one.answers.get("contributor")),
    ),
    WizardStep("rule", "one", _rule_options),
    WizardStep("level", "one", _level_options, asked=uses_questions),
    WizardStep("cost", "one", lambda _: _fixed_options(COST_TEXTS), asked=uses_questions),
    WizardStep("visible", "many", _visible_cell_options, asked=uses_questions),
    WizardStep("words", "words"),
)
STEP_KEYS = tuple(step.key for step in STEPS)


def remaining_steps(draft: Draft) -> list[WizardStep]:
    """The questions that the answers so far leave."""
    return [step for step in STEPS if step.asked(draft)]


def is_answered(draft: Draft, step: WizardStep) -> bool:
    """Whether a question has its answer."""
    return draft.spec.is_file() if step.kind == "files" else step.key in draft.answers


def next_step(draft: Draft) -> WizardStep | None:
    """The first question without an answer, none when all have one."""
    return next((step for step in remaining_steps(draft) if not is_answered(draft, step)), None)


def chosen_rule(draft: Draft) -> Rule | None:
    """The rule chosen, if it is in force."""
    return next((one for one in rules_in_force() if one.id == draft.answers.get("rule")), None)


def write_specification(draft: Draft, *, keep: bool = True) -> None:
    """Write the specification that the answers make; nothing when one was sent."""
    rule = chosen_rule(draft)
    if uses_specification(draft) or rule is None:
        return
    told = draft.answers
    content: dict[str, Any] = {
        "input": "microdata",
        "response": told["response"],
        "contributor": told.get("contributor") or None,
        "holding": told.get("holding") or None,
        "dimensions": [{"column": name, "total": TOTAL} for name in told["dimensions"]],
        "rules": {
            "minimum": rule.minimum,
            "dominance": [{"n": one.n, "share": float(one.share)} for one in rule.dominance],
        },
        "cost": told.get("cost", "value"),
        "level": told.get("level", "contributors"),
    }
    chosen = told.get("visible", []) if keep else []
    if chosen:
        _write_visible_cells(draft, [int(one) for one in chosen])
        content["keep"] = KEEP_FILE
    draft.spec.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), encoding="utf-8")


def _write_visible_cells(draft: Draft, cells: Sequence[int]) -> None:
    write_specification(draft, keep=False)
    rows = draft.read(read_cell_codes, draft.data, draft.spec, list(cells))
    with (draft.folder / KEEP_FILE).open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(rows)
