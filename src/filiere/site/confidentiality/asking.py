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
from filiere.core.numbers import percent
from filiere.disclosure.rules import Rule, load_rules
from filiere.site.confidentiality.columns import MOST_VISIBLE, Column, codes_of, visible_cells
from filiere.site.confidentiality.drafts import KEEP, Draft
from filiere.site.confidentiality.questions import COSTS, LEVELS, MOST_DIMENSIONS, QUESTIONS, WAYS, Said

TOTAL = "Total"


@dataclass(frozen=True, slots=True)
class Option:
    """One answer: its value, its words, a smaller line."""

    value: str
    words: Text
    note: Text | None = None


Options = Callable[[Draft], Sequence[Option]]


@dataclass(frozen=True, slots=True)
class Step:
    """One question: ``one`` answer, ``many`` (``least`` of them), the ``files`` of a specification, or ``words``."""

    key: str
    kind: Literal["one", "many", "files", "words"]
    options: Options = lambda _: ()
    least: int = 0
    most: int = MOST_VISIBLE
    asked: Callable[[Draft], bool] = lambda _: True

    @property
    def title(self) -> Text:
        """The question."""
        return QUESTIONS[self.key].words

    @property
    def hint(self) -> Text:
        """What is said under it."""
        return QUESTIONS[self.key].note


def by_file(draft: Draft) -> bool:
    """Whether a specification is sent."""
    return draft.answers.get("how") == "file"


def by_questions(draft: Draft) -> bool:
    """Whether the questions are answered."""
    return draft.answers.get("how") == "questions"


def rules_in_force() -> list[Rule]:
    """The rules of today."""
    today = timezone.localdate()
    return [one for one in load_rules() if one.in_force(today)]


def _same(said: Mapping[str, Said]) -> list[Option]:
    return [Option(value, one.words, one.note) for value, one in said.items()]


def _amounts(draft: Draft) -> list[Option]:
    return [Option(one.name, Text.same(one.name)) for one in draft.columns if one.numeric]


def _codes(draft: Draft) -> list[Option]:
    taken = {draft.answers.get("response")}
    return [_coded(one) for one in draft.columns if one.name not in taken]


def _coded(one: Column) -> Option:
    shown = ", ".join(one.first)
    said = Text(fr=f"{one.values} valeurs : {shown}…", en=f"{one.values} values: {shown}…")
    return Option(one.name, Text.same(one.name), said)


def _rest(draft: Draft) -> list[Column]:
    taken = {draft.answers.get("response"), *draft.answers.get("dimensions", ())}
    return [one for one in draft.columns if one.name not in taken]


def _contributors(draft: Draft) -> list[Option]:
    alone = Option("", Text(fr="Aucune : chaque ligne est un contributeur", en="None: each row is one contributor"))
    return [alone, *map(_coded, _rest(draft))]


def _holdings(draft: Draft) -> list[Option]:
    nobody = Option("", Text(fr="Aucune : les groupes ne sont pas connus", en="None: holdings are not known"))
    taken = draft.answers.get("contributor")
    return [nobody, *(_coded(one) for one in _rest(draft) if one.name != taken)]


def _rules(_: Draft) -> list[Option]:
    return [Option(one.id, one.use, rule_words(one)) for one in rules_in_force()]


def rule_words(rule: Rule) -> Text:
    """A rule in one sentence."""
    fr, en = [f"{rule.minimum} contributeurs au moins"], [f"at least {rule.minimum} contributors"]
    for one in rule.dominance:
        limits = percent(one.share * 100, "fr", 0), percent(one.share * 100, "en", 0)
        if one.n > 1:
            fr.append(f"les {one.n} premiers ne dépassent pas {limits[0]}")
            en.append(f"the {one.n} largest account for at most {limits[1]}")
        else:
            fr.append(f"aucun ne dépasse {limits[0]}")
            en.append(f"none accounts for more than {limits[1]}")
    return Text(fr=" ; ".join(fr) + ".", en="; ".join(en) + ".")


def _levels(draft: Draft) -> list[Option]:
    """From the level of the house on: below it, whoever is alone in a cell finds that of another."""
    told = bool(draft.answers.get("holding"))
    return [one for one in _same(LEVELS) if one.value != "outsider" and (told or one.value != "holdings")]


def _visible(draft: Draft) -> list[Option]:
    """Totals and cells of one code only, those that the rule lets through: the ones that readers look for first."""
    write_spec(draft, keep=False)
    return [Option(str(cell), words) for cell, words in draft.read(visible_cells, draft.data, draft.spec)]


STEPS: tuple[Step, ...] = (
    Step("how", "one", lambda _: _same(WAYS)),
    Step("files", "files", asked=by_file),
    Step("response", "one", _amounts, asked=by_questions),
    Step("dimensions", "many", _codes, least=1, most=MOST_DIMENSIONS, asked=by_questions),
    Step("contributor", "one", _contributors, asked=by_questions),
    Step("holding", "one", _holdings, asked=lambda one: by_questions(one) and bool(one.answers.get("contributor"))),
    Step("rule", "one", _rules),
    Step("level", "one", _levels, asked=by_questions),
    Step("cost", "one", lambda _: _same(COSTS), asked=by_questions),
    Step("visible", "many", _visible, asked=by_questions),
    Step("words", "words"),
)
NAMES = tuple(step.key for step in STEPS)


def steps_of(draft: Draft) -> list[Step]:
    """The questions that the answers so far leave."""
    return [step for step in STEPS if step.asked(draft)]


def answered(draft: Draft, step: Step) -> bool:
    """Whether a question has its answer."""
    return draft.spec.is_file() if step.kind == "files" else step.key in draft.answers


def next_step(draft: Draft) -> Step | None:
    """The first question without an answer, none when all have one."""
    return next((step for step in steps_of(draft) if not answered(draft, step)), None)


def rule_of(draft: Draft) -> Rule | None:
    """The rule chosen, if it is in force."""
    return next((one for one in rules_in_force() if one.id == draft.answers.get("rule")), None)


def write_spec(draft: Draft, *, keep: bool = True) -> None:
    """Write the specification that the answers make; nothing when one was sent."""
    rule = rule_of(draft)
    if by_file(draft) or rule is None:
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
        _write_keep(draft, [int(one) for one in chosen])
        content["keep"] = KEEP
    draft.spec.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), encoding="utf-8")


def _write_keep(draft: Draft, cells: Sequence[int]) -> None:
    write_spec(draft, keep=False)
    rows = draft.read(codes_of, draft.data, draft.spec, list(cells))
    with (draft.folder / KEEP).open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(rows)
