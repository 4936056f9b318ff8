"""The words of what a statistician is asked for a new table: each question with its hint, and the answers that are the
same for all rows. What is asked when, and what an answer does, is in `wizard`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from filiere.core import Text


@dataclass(frozen=True, slots=True)
class QuestionText:
    """A question or an answer: its words, and a smaller line."""

    words: Text
    note: Text


def _question_text(fr: str, en: str, note_fr: str, note_en: str) -> QuestionText:
    return QuestionText(Text(fr=fr, en=en), Text(fr=note_fr, en=note_en))


MOST_DIMENSIONS = 4

QUESTION_TEXTS: Mapping[str, QuestionText] = {
    "how": _question_text(
        "Comment décrirez-vous le tableau ?",
        "How will you describe the table?",
        "Les deux méthodes donnent le même tableau.",
        "Both methods produce the same table.",
    ),
    "files": _question_text(
        "Envoyez la spécification",
        "Upload the specification",
        "Un fichier à la fois : la spécification (.yaml), puis ceux qu’elle nomme.",
        "One file at a time: the specification (.yaml), then the files it names.",
    ),
    "response": _question_text(
        "Quelle colonne est additionnée ?",
        "Which column is added up?",
        "Les colonnes de nombres du fichier.",
        "The file’s numeric columns.",
    ),
    "dimensions": _question_text(
        "Quelles colonnes le tableau croise-t-il ?",
        "Which columns does the table cross-classify?",
        f"De une à {MOST_DIMENSIONS} colonnes, toutes les marges comprises.",
        f"One to {MOST_DIMENSIONS} columns, all totals included.",
    ),
    "contributor": _question_text(
        "Quelle colonne nomme le contributeur ?",
        "Which column identifies the contributor?",
        "La personne ou l’entreprise que la règle protège. Son nom n’est jamais publié.",
        "The person or company that the rule protects. Their name is never published.",
    ),
    "holding": _question_text(
        "Quelle colonne nomme son groupe ?",
        "Which column identifies their holding group?",
        "Les sociétés d’un même groupe comptent pour une seule.",
        "Companies in the same holding group count as one.",
    ),
    "rule": _question_text(
        "Quelle règle s’applique ?",
        "Which rule applies?",
        "Les règles en vigueur aujourd’hui ; chaque tableau garde la sienne.",
        "The rules in force today; each table keeps its own.",
    ),
    "level": _question_text(
        "Contre qui faut-il protéger ?",
        "Protect against whom?",
        "Chaque niveau comprend les précédents, et masque davantage de cases.",
        "Each level includes the previous ones, and suppresses more cells.",
    ),
    "cost": _question_text(
        "Que faut-il perdre le moins ?",
        "What should be lost least?",
        "Des cases sûres sont masquées pour qu’on ne puisse pas déduire les autres ; ce choix désigne lesquelles.",
        "Safe cells are withheld so that the others cannot be deduced; this decides which.",
    ),
    "visible": _question_text(
        "Quelles cases doivent rester visibles ?",
        "Which cells should stay visible?",
        "Aucune, si rien ne l’exige : moins vous en choisissez, moins d’autres cases sont masquées.",
        "None, if none matters more: the fewer you choose, the fewer cells are suppressed elsewhere.",
    ),
    "words": _question_text(
        "De quoi parle ce tableau ?",
        "What is this table about?",
        "Les tableaux d’une même réponse et d’une même population sont contrôlés ensemble, d’année en année.",
        "Tables with the same response and population are assessed together, year after year.",
    ),
}
"""Each question, in the order in which they are asked."""

WAY_TEXTS: Mapping[str, QuestionText] = {
    "questions": _question_text(
        "En répondant à quelques questions",
        "By answering a few questions",
        "Des lignes, une par contributeur ou davantage.",
        "Rows, one or more per contributor.",
    ),
    "file": _question_text(
        "En envoyant une spécification",
        "By uploading a specification",
        "Un fichier YAML : hiérarchies, tableaux liés, accords écrits, cellules déjà additionnées.",
        "A YAML file: hierarchies, linked tables, written consents, cells that are sums already.",
    ),
}
"""How a table is told."""

LEVEL_TEXTS: Mapping[str, QuestionText] = {
    "outsider": _question_text(
        "Les lecteurs",
        "Readers",
        "Ils ne connaissent que ce qui est publié.",
        "They know only what is published.",
    ),
    "contributors": _question_text(
        "Et chaque contributeur seul dans une case",
        "Plus each contributor alone in a cell",
        "Il connaît sa propre valeur, et ne peut en déduire aucune autre exactement. Le niveau habituel du site.",
        "They know their own value, and cannot deduce any other exactly. The site’s standard level.",
    ),
    "contributors-slack": _question_text(
        "Et chaque contributeur, avec toute la marge demandée",
        "Plus each contributor, with the full blur required",
        "Il ne peut pas estimer de plus près qu’un lecteur.",
        "They can get no closer than an outside reader.",
    ),
    "pairs": _question_text(
        "Et deux contributeurs d’une case, ensemble",
        "Plus two contributors in the same cell, together",
        "Ils mettent en commun ce qu’ils savent.",
        "They share what they know.",
    ),
    "holdings": _question_text(
        "Et tous les contributeurs d’un groupe",
        "Plus all contributors in the same holding group",
        "Un groupe sait ce que savent ses sociétés.",
        "A holding group knows what its companies know.",
    ),
}
"""Against whom a table is protected, each line with those before it."""

COST_TEXTS: Mapping[str, QuestionText] = {
    "value": _question_text(
        "La valeur", "The value", "Perdre le moins de valeur publiée.", "Lose the least published value."
    ),
    "cells": _question_text(
        "Le nombre de cases", "The number of cells", "Masquer le moins de cases.", "Suppress the fewest cells."
    ),
    "log": _question_text(
        "Entre les deux", "Between the two", "Le logarithme de la valeur.", "The logarithm of the value."
    ),
}
"""What hiding a cell beside the unsafe ones costs."""
