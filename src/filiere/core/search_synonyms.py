"""Words that a search takes one for another, in each language: a reader's word is seldom that of a title.

A group is one line of words; each finds the others, as whole words. Those after a bar find the others and are not found
by them: they say too little. A group of one language holds the words of the other where readers write them too.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache

from filiere.core.text import LANGUAGES, Lang

SYNONYMS: Mapping[Lang, tuple[str, ...]] = {
    "fr": (
        "salaire salaires paie paies rémunération rémunérations",
        "salarié salariés salariée salariées employé employés employée employées emploi emplois effectif effectifs "
        "| personne personnes personnel travailleur travailleurs",
        "appel appels contact contacts call",
        "centre centres center",
        "prestataire prestataires externalisé externalisée externalisés externalisation outsourceur outsourceurs",
        "entreprise entreprises société sociétés",
        "étranger offshore délocalisé délocalisés",
        "télétravail télétravailleurs",
        "féminisation femme femmes",
        "rotation turnover départs",
    ),
    "en": (
        "salary pay wage wages remuneration earnings",
        "employee employees job jobs headcount headcounts employment workforce | people staff worker workers",
        "call calls contact contacts",
        "centre centres center centers",
        "outsourcer outsourcers outsourced outsourcing provider providers",
        "company companies firm firms business businesses",
        "abroad offshore",
        "revenue revenues sales",
        "women woman female",
        "turnover attrition churn",
    ),
}


def list_synonyms(word: str, fold: Callable[[str], str], lang: Lang | None = None) -> tuple[str, ...]:
    """The other words that a folded word also asks for, folded alike; those of every language without one."""
    return tuple(
        dict.fromkeys(one for each in ([lang] if lang else LANGUAGES) for one in _groups(fold, each).get(word, ()))
    )


@cache
def _groups(fold: Callable[[str], str], lang: Lang) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for line in SYNONYMS[lang]:
        told, _, asked = (list(map(fold, part.split())) for part in line.partition("|"))
        for word in (*told, *asked):
            found[word] = tuple(dict.fromkeys((*found.get(word, ()), *(one for one in told if one != word))))
    return found
