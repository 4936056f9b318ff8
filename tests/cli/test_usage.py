"""A command that was typed wrongly is told so in the user's language, with what would be right."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator

import pytest
from cyclopts import App
from rich.console import Console

from filiere.cli import app
from filiere.cli.requested_language import language_of
from filiere.core.language import use_language

Ran = tuple[int, str]

WRONG = [
    (
        "weight estimate --method ratio --year abc",
        "« abc » n’est pas valable pour --year : il faut un nombre entier.",
        "“abc” is not valid for --year: it must be a whole number.",
    ),
    (
        "weight regions --year 2008 --regions 14",
        "« 14 » n’est pas valable pour --regions. Choix : 22, 13.",
        "“14” is not valid for --regions. Choices: 22, 13.",
    ),
    (
        "weight estimate --year 2008 --method ration",
        "Vouliez-vous dire ratio ?",
        "Did you mean ratio?",
    ),
    (
        "figures lst",
        "Il n’y a pas de commande « lst ». Choix : quotations, list, show, cite, review, gaps, check. Vouliez-vous "
        "dire list ?",
        "There is no command “lst”. Choices: quotations, list, show, cite, review, gaps, check. Did you mean list?",
    ),
    ("nothing", "Il n’y a pas de commande « nothing ».", "There is no command “nothing”."),
    (
        "figures list --yaer 2008",
        "Il n’y a pas d’option --yaer. Vouliez-vous dire --year ?",
        "There is no option --yaer.",
    ),
    ("figures show", "Il manque IDENTIFIER, ou sa valeur.", "IDENTIFIER or its value is missing."),
    ("weight regions --year", "Il manque --year, ou sa valeur.", "--year or its value is missing."),
    ("weight regions --year 2008 --year 2009", "--year est donné deux fois.", "--year is given twice."),
    ("figures show one two", "En trop : two", "Too many arguments: two"),
    (
        "journal show --last 0",
        "« 0 » n’est pas valable pour --last : il faut un nombre ≥ 1.",
        "“0” is not valid for --last: it must be a number ≥ 1.",
    ),
    (
        "serve --port 99999999",
        "il faut un nombre ≤ 65535.",
        "it must be a number ≤ 65535.",
    ),
    *(
        (
            f"{command} --memory-limit {value}",
            f"« {value} » n’est pas valable pour --memory-limit : il faut une mémoire comme 1GB, de 32MB au moins.",
            f"“{value}” is not valid for --memory-limit: it must be a memory size such as 1GB, at least 32MB.",
        )
        for command in ("contacts import a.csv --source canonical-csv --out b", "contacts indicators a --definitions b")
        for value in ("abc", "1KB", "31MB", "1", "1GO")
    ),
    (
        "contacts import a.csv --source canonical-csv --out b --zone Nope/Zone",
        "« Nope/Zone » n’est pas valable pour --zone : il faut un fuseau IANA comme Europe/Paris.",
        "“Nope/Zone” is not valid for --zone: it must be an IANA time zone such as Europe/Paris.",
    ),
    (
        "contacts import a.csv --source canonical-csv --out b --endless-hours -1",
        "« -1 » n’est pas valable pour --endless-hours : il faut un nombre ≥ 0.",
        "“-1” is not valid for --endless-hours: it must be a number ≥ 0.",
    ),
    *(
        (
            f"contacts indicators a --definitions b --threads {value}",
            f"« {value} » n’est pas valable pour --threads : il faut un nombre ≥ 1.",
            f"“{value}” is not valid for --threads: it must be a number ≥ 1.",
        )
        for value in ("0", "-1")
    ),
    (
        "contacts generate --contacts 10 --out a --seed -1",
        "« -1 » n’est pas valable pour --seed : il faut un nombre ≥ 0.",
        "“-1” is not valid for --seed: it must be a number ≥ 0.",
    ),
]


@pytest.fixture
def told(capsys: pytest.CaptureFixture[str]) -> Callable[[str], Ran]:
    """What a command says on its error output, on one line and without its frame, after its status."""

    def command(line: str) -> Ran:
        with pytest.raises(SystemExit) as left:
            app(line.split())
        words = re.sub(r"[\s╭╮╰╯│─]+", " ", capsys.readouterr().err)
        return int(left.value.code or 0), words.strip()

    return command


@pytest.mark.parametrize(("line", "french", "english"), WRONG, ids=[one[0] for one in WRONG])
def test_what_is_wrong_is_told_in_the_language_of_the_terminal(
    told: Callable[[str], Ran], monkeypatch: pytest.MonkeyPatch, line: str, french: str, english: str
) -> None:
    """French or English as the terminal is, status 2, and where help is."""
    for lang, words, error in (("fr", french, "Erreur"), ("en", english, "Error")):
        monkeypatch.setenv("FILIERE_LANG", lang)
        status, said = told(line)
        assert status == 2
        assert words in said
        assert said.startswith(error)
        assert re.search(r"(Aide :|Help:) filiere.* --help$", said)


def test_the_language_asked_for_wins_over_the_terminal(told: Callable[[str], Ran]) -> None:
    """A command that asks for English is answered in English, even when it is wrong."""
    assert "Choices: 22, 13." in told("weight regions --year 2008 --regions 14 --lang en")[1]
    assert "Choices: 22, 13." in told("weight regions --lang=en --year 2008 --regions 14")[1]
    assert "Choix : 22, 13." in told("weight regions --year 2008 --regions 14 --lang de")[1]


@pytest.mark.parametrize(
    ("words", "lang"), [((), "fr"), (("--lang", "en"), "en"), (("--lang",), "fr"), (("--lang=fr",), "fr")]
)
def test_the_language_of_a_command_is_read_from_its_words(words: tuple[str, ...], lang: str) -> None:
    """Only a language that exists counts."""
    assert language_of(words, "fr") == lang


@pytest.mark.parametrize("words", [["figures", "cite"], ["referentials", "simulate"], ["referentials", "check"]])
def test_a_word_that_is_no_text_is_told_as_a_sentence(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """L7: at version 0.5 a path with a byte that is no UTF-8 ends some commands as a traceback."""
    with pytest.raises(SystemExit):
        app([*words, os.fsdecode(b"/nowhere/r\xff.yaml")], result_action="return_value")
    assert r"r\udcff.yaml" in "".join(capsys.readouterr())


def walk(one: App, words: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Every command and group of commands, by the words that call it."""
    yield words
    for name in one:
        if not name.startswith("-"):
            yield from walk(one[name], (*words, name))


@pytest.mark.parametrize(
    ("lang", "words", "marks"),
    [
        (
            "fr",
            ("son mot de passe est affiché une fois.", "Nom de la personne.", "Afficher"),
            ("[obligatoire]", "[défaut : fr]"),
        ),
        ("en", ("Open an account; its password", "The person's name.", "Display"), ("[required]", "[default: fr]")),
    ],
)
def test_help_is_in_the_language_of_the_reader(
    capsys: pytest.CaptureFixture[str], lang: str, words: tuple[str, str, str], marks: tuple[str, str]
) -> None:
    with use_language(lang):
        app.help_print(["users", "create"], console=Console(width=200))
        app.help_print([], console=Console(width=200))
    said = capsys.readouterr().out
    assert all(one in said for one in (*words, *marks))
    other = {"fr": ("Open an account", "[required]", "Back up"), "en": ("Ouvrir", "[obligatoire]", "Sauvegarder")}[lang]
    assert not any(one in said for one in other)


def test_no_help_of_any_command_is_in_two_languages(capsys: pytest.CaptureFixture[str]) -> None:
    """Whatever the command: a help text that has no French or no English half would be shown to both readers."""
    said = {}
    for lang in ("fr", "en"):
        with use_language(lang):
            for words in walk(app):
                app.help_print(list(words), console=Console(width=200))
                said[lang, words] = capsys.readouterr().out
    assert len(said) > 150
    assert [key for key, one in said.items() if " · " in one] == []
    assert [words for lang, words in said if lang == "fr" and said["fr", words] == said["en", words]] == []
