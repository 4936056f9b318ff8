"""Respondents made up from a seed, who answer, change their minds, leave and come back."""

import random
from dataclasses import dataclass

from filiere.survey.questionnaires import (
    AnswerChanges,
    AnswerState,
    Questionnaire,
    ScreenView,
    list_option_keys,
    list_screens,
)

WORDS = (
    "",
    "ras",
    "Contrat de vente terminé",
    "a\nb",
    "=1+1",
    "  x ",
    "_x0041_",
    "« œuvre » 😀",
    "12",
    "true",
    "\x07\ufffe",
)
NUMBERS = (
    "",
    "0",
    "1",
    "9",
    "10",
    "101",
    "138",
    "1 200",
    "12,5",
    "3.250",
    "beaucoup",
    "-4",
    "123456789012345678",
    "007",
)


def draw_changes(view: ScreenView, draw: random.Random) -> AnswerChanges:
    """What a respondent sends from a screen: most fields answered, some marked unknown, some with a comment."""
    values: dict[str, str | tuple[str, ...]] = {}
    comments: dict[str, str] = {}
    unknown: dict[str, bool] = {}
    for field in view.fields:
        if draw.random() < 0.85:
            values[field.place] = draw_answer(field.question.kind, list_option_keys(field.question), draw)
        if draw.random() < 0.15:
            unknown[field.place] = draw.random() < 0.7
        if draw.random() < 0.15:
            comments[field.place] = draw.choice(WORDS)
    return AnswerChanges(values=values, comments=comments, unknown=unknown, visited=view.place)


def draw_answer(kind: str, options: tuple[str, ...], draw: random.Random) -> str | tuple[str, ...]:
    """An answer of a kind, blank at times."""
    if kind == "choices":
        return tuple(key for key in options if draw.random() < 0.4)
    if kind in ("choice", "yes_no"):
        return draw.choice(("", *options))
    return draw.choice(WORDS if kind == "text" else NUMBERS)


@dataclass
class Respondent:
    """Somebody who goes through the screens, mostly in order, and goes back at times."""

    questionnaire: Questionnaire
    draw: random.Random
    place: str = ""

    def send_screen(self, state: AnswerState) -> AnswerChanges:
        """What is sent next, given what stands."""
        screens = list_screens(self.questionnaire, state)
        order = [view.place for view in screens]
        following = order.index(self.place) + 1 if self.place in order else 0
        rank = following if following < len(order) and self.draw.random() < 0.8 else self.draw.randrange(len(order))
        self.place = order[rank]
        return draw_changes(screens[rank], self.draw)
