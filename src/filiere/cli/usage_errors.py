"""What is wrong in a command as it was typed, said in the user's language.

The library that reads commands speaks English only; its errors carry enough to say the same in two languages.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin

from cyclopts import (
    App,
    CoercionError,
    CycloptsError,
    CycloptsPanel,
    MissingArgumentError,
    RepeatArgumentError,
    UnknownCommandError,
    UnknownOptionError,
    UnusedCliTokensError,
    ValidationError,
)
from rich.panel import Panel

from filiere.cli.option_types import Duration, Interval, Memory, Percent, Zone
from filiere.cli.requested_language import language_of
from filiere.core.spelling import close_words
from filiere.core.text import Lang, Text
from filiere.core.typography import typeset_french

_TYPE_LABELS: dict[type, Text] = {
    int: Text(fr="un nombre entier", en="a whole number"),
    float: Text(fr="un nombre", en="a number"),
    Decimal: Text(fr="un nombre", en="a number"),
    Fraction: Text(fr="un nombre", en="a number"),
    date: Text(fr="une date comme 2026-11-24", en="a date such as 2026-11-24"),
    datetime: Text(fr="une date comme 2026-11-24", en="a date such as 2026-11-24"),
    bool: Text(fr="oui ou non", en="yes or no"),
    Duration: Text(fr="une durée comme 180, 30min ou 1h", en="a duration such as 180, 30min or 1h"),
    Interval: Text(
        fr="une durée avec son unité, comme 30min ou 1h", en="a duration with its unit, such as 30min or 1h"
    ),
    Memory: Text(fr="une mémoire comme 1GB, de 32MB au moins", en="a memory size such as 1GB, at least 32MB"),
    Zone: Text(fr="un fuseau IANA comme Europe/Paris", en="an IANA time zone such as Europe/Paris"),
    Percent: Text(
        fr="un pourcentage comme 80 ou 0,5%, le signe étant obligatoire jusqu’à 1",
        en="a percentage such as 80 or 0.5% (the % sign is required up to 1)",
    ),
}
_UNIONS = (Union, UnionType)
_BOUND_MESSAGE = re.compile(r"Must be (>=|<=|>|<) (\S+?)\.?\Z")
_SIGNS = {">=": "≥", "<=": "≤", ">": ">", "<": "<"}


def usage_panel(error: CycloptsError, terminal: Lang) -> Panel:
    """The error in a frame, in the language that the command asks for, else in that of the terminal."""
    lang = language_of(error.root_input_tokens or (), terminal)
    chain = " ".join(("filiere", *(error.command_chain or ())))
    help_words = Text(fr=f"Aide : {chain} --help", en=f"Help: {chain} --help")
    words = f"{describe_usage_error(error).get(lang)}\n{help_words.get(lang)}"
    return CycloptsPanel(words, title="Erreur" if lang == "fr" else "Error")


def describe_usage_error(error: CycloptsError) -> Text:
    """Say what is wrong and what would be right; the library's own words for an error that is not told here."""
    match error:
        case UnknownCommandError():
            word = (error.unused_tokens or ["?"])[0]
            names = _command_names(error.app)
            return _join_texts(
                Text(fr=f"Il n’y a pas de commande « {word} ».", en=f"There is no command “{word}”."),
                _choices_text(names),
                _suggestion_text(word, names),
            )
        case UnknownOptionError():
            word = error.token.keyword or error.token.value
            names = [name for one in error.argument_collection if one.parse for name in one.names]
            return _join_texts(
                Text(fr=f"Il n’y a pas d’option {word}.", en=f"There is no option {word}."),
                _suggestion_text(word, names),
            )
        case CoercionError() if error.msg is None and error.token is not None:
            return _invalid_value_text(error.token.value, _argument_name(error), error.target_type)
        case MissingArgumentError():
            name = error.keyword or _argument_name(error)
            return Text(fr=f"Il manque {name}, ou sa valeur.", en=f"{name} or its value is missing.")
        case RepeatArgumentError():
            return Text(
                fr=f"{_argument_name(error)} est donné deux fois.", en=f"{_argument_name(error)} is given twice."
            )
        case UnusedCliTokensError():
            words = " ".join(error.unused_tokens or ())
            return Text(fr=f"En trop : {words}", en=f"Too many arguments: {words}")
        case ValidationError() if error.argument is not None and (
            bound := _BOUND_MESSAGE.match(error.exception_message)
        ):
            value = error.argument.value
            limit = f"{_SIGNS[bound[1]]} {bound[2]}"
            return Text(
                fr=f"« {value} » n’est pas valable pour {_argument_name(error)} : il faut un nombre {limit}.",
                en=f"“{value}” is not valid for {_argument_name(error)}: it must be a number {limit}.",
            )
    return Text.same(str(error) or type(error).__name__)


def _invalid_value_text(value: str, name: str, wanted: Any) -> Text:
    start = Text(fr=f"« {value} » n’est pas valable pour {name}", en=f"“{value}” is not valid for {name}")
    if get_origin(wanted) is Literal:
        names = [str(one) for one in get_args(wanted)]
        ended = Text(fr=f"{start.fr}.", en=f"{start.en}.")
        both = _both_readings_text(value, minutes=any(one.endswith("min") for one in names))
        return _join_texts(ended, both, _choices_text(names), _suggestion_text(value, names))
    # An option that may be left out is of its type or of none.
    kinds = [one for one in get_args(wanted) if one is not NoneType] if get_origin(wanted) in _UNIONS else [wanted]
    kind = _TYPE_LABELS.get(kinds[0]) if len(kinds) == 1 else None
    if kind is None:
        return Text(fr=f"{start.fr}.", en=f"{start.en}.")
    needed = Text(fr=f"{start.fr} : il faut {kind.fr}.", en=f"{start.en}: it must be {kind.en}.")
    return _join_texts(needed, _both_readings_text(value, minutes=kinds[0] is Interval))


def _both_readings_text(value: str, *, minutes: bool) -> Text | None:
    """What a number without its unit may mean, where minutes are as likely as seconds; None elsewhere."""
    if not (minutes and value.isdecimal()):
        return None
    return Text(
        fr=f"{value} peut vouloir dire {value} minutes ({value}min) ou {value} secondes : écrivez l’unité.",
        en=f"{value} may mean {value} minutes ({value}min) or {value} seconds: write the unit.",
    )


def _argument_name(error: CycloptsError) -> str:
    """The option or the argument as the help names it."""
    token = getattr(error, "token", None)
    if token is not None and token.keyword:
        return str(token.keyword)
    if error.argument is None:
        return "?"
    typed = next((one.keyword for one in reversed(error.argument.tokens) if one.keyword), None)
    name = typed or error.argument.name
    return name if name.startswith("-") else name.upper()


def _command_names(app: App | None) -> list[str]:
    return [] if app is None else [name for name in app if not name.startswith("-")]


def _choices_text(names: Iterable[str]) -> Text | None:
    listed = ", ".join(names)
    return Text(fr=f"Choix : {listed}.", en=f"Choices: {listed}.") if listed else None


def _suggestion_text(word: str, names: Iterable[str]) -> Text | None:
    found = close_words(word, list(names), cutoff=0.6)
    return Text(fr=f"Vouliez-vous dire {found[0]} ?", en=f"Did you mean {found[0]}?") if found else None


def _join_texts(*texts: Text | None) -> Text:
    given = [text for text in texts if text is not None]
    return Text(fr=typeset_french(" ".join(text.fr for text in given)), en=" ".join(text.en for text in given))
