"""What a statistician is asked for a new table, one thing at a time, and the specification that the answers make.

Whoever has a specification sends it instead, with the files that it names; both ways end in the same file, read by the
same reader as the command line's.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, Literal

import numpy as np
import yaml
from django.utils import timezone

from filiere.core import Text
from filiere.core.numbers import percent
from filiere.disclosure.inputs import Inputs, read_inputs
from filiere.disclosure.rules import Rule, load_rules
from filiere.site.confidentiality.drafts import KEEP, Draft

MOST_DIMENSIONS = 4
LOOKED_AT = 200
"""Rows by which a column is taken for one of amounts."""
MOST_VISIBLE = 60
"""Cells that the question of visibility offers; a file can name any."""
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
    title: Text
    hint: Text
    options: Options = lambda _: ()
    least: int = 0
    most: int = MOST_VISIBLE
    asked: Callable[[Draft], bool] = lambda _: True


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


def _how(_: Draft) -> list[Option]:
    return [
        Option(
            "questions",
            Text(fr="En répondant à quelques questions", en="By answering a few questions"),
            Text(fr="Des lignes, une par contributeur ou davantage.", en="Rows, one a contributor or more."),
        ),
        Option(
            "file",
            Text(fr="En envoyant une spécification", en="By sending a specification"),
            Text(
                fr="Un fichier YAML : hiérarchies, tableaux liés, accords écrits, cellules déjà additionnées.",
                en="A YAML file: hierarchies, linked tables, written consents, cells that are sums already.",
            ),
        ),
    ]


def _amounts(draft: Draft) -> list[Option]:
    return [Option(name, Text.same(name)) for name in draft.sheet.header if _numeric(draft, name)]


def _numeric(draft: Draft, name: str) -> bool:
    texts = [one for one in draft.sheet.column(name)[:LOOKED_AT] if one]
    return bool(texts) and all(_is_number(one) for one in texts)


def _is_number(text: str) -> bool:
    try:
        return Decimal(text.strip()).is_finite()
    except InvalidOperation:
        return False


def _codes(draft: Draft) -> list[Option]:
    taken = {draft.answers.get("response")}
    return [Option(name, Text.same(name), _some(draft, name)) for name in draft.sheet.header if name not in taken]


def _some(draft: Draft, name: str) -> Text:
    found = sorted(set(draft.sheet.column(name)))
    shown = ", ".join(found[:4])
    return Text(fr=f"{len(found)} valeurs : {shown}…", en=f"{len(found)} values: {shown}…")


def _rest(draft: Draft) -> list[str]:
    taken = {draft.answers.get("response"), *draft.answers.get("dimensions", ())}
    return [name for name in draft.sheet.header if name not in taken]


def _contributors(draft: Draft) -> list[Option]:
    alone = Option("", Text(fr="Aucune : chaque ligne est un contributeur", en="None: each row is a contributor"))
    return [alone, *(Option(name, Text.same(name), _some(draft, name)) for name in _rest(draft))]


def _holdings(draft: Draft) -> list[Option]:
    nobody = Option("", Text(fr="Aucune : les groupes ne sont pas connus", en="None: holdings are not known"))
    names = [name for name in _rest(draft) if name != draft.answers.get("contributor")]
    return [nobody, *(Option(name, Text.same(name), _some(draft, name)) for name in names)]


def _rules(_: Draft) -> list[Option]:
    return [Option(one.id, one.use, rule_words(one)) for one in rules_in_force()]


def rule_words(rule: Rule) -> Text:
    """A rule in one sentence."""
    fr, en = [f"{rule.minimum} contributeurs au moins"], [f"{rule.minimum} contributors at least"]
    for one in rule.dominance:
        limits = percent(one.share * 100, "fr", 0), percent(one.share * 100, "en", 0)
        if one.n > 1:
            fr.append(f"les {one.n} premiers ne dépassent pas {limits[0]}")
            en.append(f"the {one.n} largest hold {limits[1]} at most")
        else:
            fr.append(f"aucun ne dépasse {limits[0]}")
            en.append(f"none holds more than {limits[1]}")
    return Text(fr=" ; ".join(fr) + ".", en="; ".join(en) + ".")


LEVELS: dict[str, tuple[Text, Text]] = {
    "outsider": (
        Text(fr="Les lecteurs", en="Readers"),
        Text(fr="Qui ne connaît que ce qui est publié.", en="Whoever knows only what is published."),
    ),
    "contributors": (
        Text(fr="Et chaque contributeur seul dans une case", en="And each contributor alone in a cell"),
        Text(
            fr="Il connaît sa propre valeur, et n’en trouve aucune autre exactement. Le niveau de la maison.",
            en="They know their own value, and find no other exactly. The level of the house.",
        ),
    ),
    "contributors-slack": (
        Text(fr="Et chaque contributeur, au flou entier", en="And each contributor, at full blur"),
        Text(fr="Il n’approche pas davantage qu’un lecteur.", en="They come no closer than a reader."),
    ),
    "pairs": (
        Text(fr="Et deux contributeurs d’une case, ensemble", en="And two contributors of one cell, together"),
        Text(fr="Ils mettent en commun ce qu’ils savent.", en="They share what they know."),
    ),
    "holdings": (
        Text(fr="Et tous les contributeurs d’un groupe", en="And all contributors of one holding"),
        Text(fr="Un groupe sait ce que savent ses sociétés.", en="A holding knows what its companies know."),
    ),
}
"""Against whom a table is protected, each line with those before it."""


def _levels(draft: Draft) -> list[Option]:
    told = bool(draft.answers.get("holding"))
    return [Option(key, *words) for key, words in LEVELS.items() if told or key != "holdings"]


COSTS: dict[str, tuple[Text, Text]] = {
    "value": (
        Text(fr="La valeur", en="The value"),
        Text(fr="Perdre le moins de valeur publiée.", en="Lose the least published value."),
    ),
    "cells": (
        Text(fr="Le nombre de cases", en="The number of cells"),
        Text(fr="Mettre le moins de tirets.", en="Put the fewest dashes."),
    ),
    "log": (
        Text(fr="Entre les deux", en="Between the two"),
        Text(fr="Le logarithme de la valeur.", en="The logarithm of the value."),
    ),
}
"""What hiding a cell beside the unsafe ones costs."""


def _costs(_: Draft) -> list[Option]:
    return [Option(key, *words) for key, words in COSTS.items()]


def _visible(draft: Draft) -> list[Option]:
    """Totals and cells of one code only, those that the rule lets through: the ones that readers look for first."""
    write_spec(draft, keep=False)
    inputs = read_inputs(draft.data, draft.spec)
    system = inputs.system
    wide = np.flatnonzero(((system.keys > 0).sum(axis=1) <= 1) & ~inputs.needs.primary)
    return [Option(str(cell), cell_words(inputs, int(cell))) for cell in wide[:MOST_VISIBLE]]


def cell_words(inputs: Inputs, cell: int) -> Text:
    """A cell by what it crosses."""
    system = inputs.system
    pairs = zip(system.cuts, system.keys[cell], strict=True)
    said = ", ".join(f"{cut.column} {cut.codes[place]}" for cut, place in pairs if place)
    return Text.same(said) if said else Text(fr="Le total", en="The total")


STEPS: tuple[Step, ...] = (
    Step(
        "how",
        "one",
        Text(fr="Comment direz-vous ce qui est croisé ?", en="How will you say what is crossed?"),
        Text(fr="Les deux chemins font le même tableau.", en="Both ways make the same table."),
        _how,
    ),
    Step(
        "files",
        "files",
        Text(fr="Envoyez la spécification", en="Send the specification"),
        Text(
            fr="Un fichier à la fois : la spécification (.yaml), puis ceux qu’elle nomme.",
            en="One file at a time: the specification (.yaml), then those that it names.",
        ),
        asked=by_file,
    ),
    Step(
        "response",
        "one",
        Text(fr="Quelle colonne est additionnée ?", en="Which column is added up?"),
        Text(fr="Les colonnes de nombres du fichier.", en="The columns of numbers of the file."),
        _amounts,
        asked=by_questions,
    ),
    Step(
        "dimensions",
        "many",
        Text(fr="Par quoi le tableau est-il croisé ?", en="What is the table crossed by?"),
        Text(
            fr=f"De une à {MOST_DIMENSIONS} colonnes, toutes les marges comprises.",
            en=f"From one to {MOST_DIMENSIONS} columns, all margins included.",
        ),
        _codes,
        least=1,
        most=MOST_DIMENSIONS,
        asked=by_questions,
    ),
    Step(
        "contributor",
        "one",
        Text(fr="Quelle colonne nomme le contributeur ?", en="Which column names the contributor?"),
        Text(
            fr="La personne ou l’entreprise que la règle protège. Son nom ne sort jamais.",
            en="The person or company that the rule protects. Their name never goes out.",
        ),
        _contributors,
        asked=by_questions,
    ),
    Step(
        "holding",
        "one",
        Text(fr="Quelle colonne nomme son groupe ?", en="Which column names their holding?"),
        Text(fr="Les sociétés d’un groupe comptent pour une.", en="Companies of one holding count as one."),
        _holdings,
        asked=lambda draft: by_questions(draft) and bool(draft.answers.get("contributor")),
    ),
    Step(
        "rule",
        "one",
        Text(fr="Quelle règle s’applique ?", en="Which rule applies?"),
        Text(
            fr="Les règles en vigueur aujourd’hui ; chaque tableau garde la sienne.",
            en="The rules in force today; each table keeps its own.",
        ),
        _rules,
    ),
    Step(
        "level",
        "one",
        Text(fr="Contre qui faut-il protéger ?", en="Against whom to protect?"),
        Text(
            fr="Chaque niveau comprend ceux d’avant, et coûte davantage de tirets.",
            en="Each level includes those before, and costs more dashes.",
        ),
        _levels,
        asked=by_questions,
    ),
    Step(
        "cost",
        "one",
        Text(fr="Que faut-il perdre le moins ?", en="What is to be lost least?"),
        Text(
            fr="Des cases sûres sont masquées pour que les autres ne se retrouvent pas ; on choisit lesquelles.",
            en="Safe cells are withheld so that the others are not found; this chooses which.",
        ),
        _costs,
        asked=by_questions,
    ),
    Step(
        "visible",
        "many",
        Text(fr="Quelles cases doivent rester visibles ?", en="Which cells are to stay visible?"),
        Text(
            fr="Aucune si rien ne presse : moins on en demande, moins il y a de tirets ailleurs.",
            en="None if nothing matters most: the fewer, the fewer dashes elsewhere.",
        ),
        _visible,
        asked=by_questions,
    ),
    Step(
        "words",
        "words",
        Text(fr="De quoi parle ce tableau ?", en="What is this table about?"),
        Text(
            fr="Les tableaux d’une même réponse et d’une même population sont jugés ensemble, d’année en année.",
            en="Tables of one response and one population are judged together, year after year.",
        ),
    ),
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
    system = read_inputs(draft.data, draft.spec).system
    with (draft.folder / KEEP).open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow([cut.column for cut in system.cuts])
        writer.writerows(system.codes(cell) for cell in cells if cell < len(system))
