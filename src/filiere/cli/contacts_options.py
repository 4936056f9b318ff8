"""What several commands of ``filiere contacts`` are asked in the same words: definitions, groups, and their faults."""

import sys
from collections.abc import Collection, Iterator
from contextlib import contextmanager

from filiere.cli import fault_sentences
from filiere.cli.options import exit_status
from filiere.contacts import DefinitionSet
from filiere.core import Fault, Faults, Text

WRONG_USE_CODES = frozenset({"definition-unknown", "unknown-group", "definition-computes-nothing", "no-definition"})
"""The faults that lie in what was typed, and not in a file: they end a command with status 2."""


@contextmanager
def exit_on_faults(wrong_use: Collection[str] = WRONG_USE_CODES) -> Iterator[None]:
    """Tell the faults of what is asked, and leave with status 2 when all lie in the words typed, else with 1."""
    try:
        yield
    except Faults as faults:
        print(fault_sentences(faults), file=sys.stderr)
        sys.exit(exit_status(faults.faults, wrong_use))


def split_words(typed: str) -> list[str]:
    """Return the words of a list separated by commas."""
    return [one.strip() for one in typed.split(",") if one.strip()]


def split_definitions(typed: str) -> list[str]:
    """Return the names of sets of definitions; raise :class:`Faults` when none is given."""
    if names := split_words(typed):
        return names
    raise Faults.one(
        code="no-definition",
        message=Text(fr="Aucun jeu de définitions n’est donné.", en="No definition set was given."),
        remedy=Text(
            fr="Nommez-en un au moins ; « filiere contacts definitions list » en donne la liste.",
            en="Give at least one; “filiere contacts definitions list” lists them.",
        ),
        key="definitions",
    )


def require_indicators(definition_set: DefinitionSet) -> DefinitionSet:
    """Return a set that has indicators; raise :class:`Faults` for one that only says what a text names."""
    if definition_set.kind == "definitions":
        return definition_set
    raise Faults(
        [
            Fault(
                code="definition-computes-nothing",
                message=Text(
                    fr=f"« {definition_set.id} » décrit le vocabulaire d’un texte, et ne définit aucun calcul.",
                    en=f"“{definition_set.id}” lists a text’s vocabulary, but defines no computation.",
                ),
                remedy=Text(
                    fr="Choisissez un jeu de type « définitions » : filiere contacts definitions list.",
                    en="Choose a set of kind “definitions”: filiere contacts definitions list.",
                ),
            )
        ]
    )
