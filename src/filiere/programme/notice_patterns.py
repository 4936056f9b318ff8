"""Which words of a public notice state a social clause, a social criterion, a reserved contract, or the label.

Patterns read folded text (:mod:`filiere.programme.sign_folding`). They name what public buyers write, in French and in
English; the articles are those of the French Code de la commande publique, whose sense was read at:

- L2113-12 to L2113-14 (protected workshops and integration enterprises), L2113-13-1 (prison workshops):
  https://www.code-commande-publique.com/reservation-de-marches-ou-de-lots-de-marches-l-2113-12-s-r-2113-7/
- L2113-15 and L2113-16 (social economy): https://voie95.fr/clauses-sociales/

What is not sure is no statement: « sécurité sociale », « siège social » and « tous droits réservés » say nothing here.
"""

import re
from typing import Literal

Statement = Literal["clause", "criterion", "reserved", "label", "unspecified"]

_SOCIAL = r"soci(?:al|ale|ales|aux)"
_ASPECT = r"(?:performances?|valeurs?|qualites?|volets?|aspects?|dimensions?|demarches?|engagements?|responsabilites?)"
_ENTERPRISES = (
    r"(?:entreprises? adaptees?|esat|etablissements? (?:et|ou) services? d'(?:aide|accompagnement) par le travail|"
    r"structures? d'insertion|structures? de l'insertion|entreprises? d'insertion|siae|"
    r"(?:entreprises?|structures?) de l'economie sociale|ateliers? proteges?|etablissements? penitentiaires?|"
    r"sheltered workshops?|protected workshops?|economic operators aimed at)"
)
_S = r"(?:[ \n]{1,3})"


def _allow_line_ends(pattern: str) -> str:
    """Return a pattern whose single spaces also match the end of a line."""
    return pattern.replace(" ", _S)


_WORDINGS: tuple[tuple[Statement, str], ...] = (
    ("reserved", r"(?:marches?|lots?|concessions?|contrats?|accords-cadres?) reservee?s?"),
    ("reserved", rf"reservee?s? (?:a|aux|a des|to|for)(?: [a-z'-]{{1,20}}){{0,4}} {_ENTERPRISES}"),
    ("reserved", r"l ?\.? ?2113-1[2-6](?:-1)?"),
    ("reserved", r"reserved (?:contracts?|lots?|procurements?|concessions?)"),
    ("reserved", r"(?:contracts?|lots?|procurements?|participation) (?:is|are) reserved (?:to|for)"),
    ("criterion", rf"criteres? (?:d'attribution )?(?:{_SOCIAL}|d'insertion)"),
    ("criterion", rf"criteres?(?: [a-z'-]{{1,20}}){{0,6}} {_ASPECT} {_SOCIAL}"),
    ("criterion", r"criteres?(?: [a-z0-9'-]{1,20}){0,8} (?:[dl]')?insertion (?:professionnelle|sociale)"),
    ("criterion", rf"{_ASPECT} {_SOCIAL}(?: de l'offre)? ?[:(]? ?[0-9]{{1,3}} ?(?:%|points?)"),
    ("criterion", r"social (?:award )?criteri(?:on|a)"),
    ("criterion", r"award criteri(?:on|a)(?: [a-z0-9'-]{1,20}){0,6} social (?:value|aspects?|performance)"),
    (
        "clause",
        rf"clauses? (?:{_SOCIAL}|d'insertion|de promotion de l'emploi)(?: d'insertion)?(?: et environnementales?)?",
    ),
    ("clause", rf"clauses? environnementales? et {_SOCIAL}"),
    ("clause", r"heures d'insertion"),
    ("clause", r"(?:actions?|obligations?|engagements?|objectifs?) d'insertion"),
    ("clause", rf"conditions? d'execution(?: [a-z'-]{{1,20}}){{0,5}} {_SOCIAL}"),
    ("clause", r"(?:social|insertion|labour integration) clauses?"),
    ("clause", r"social (?:contract )?performance (?:conditions?|clauses?)"),
    ("label", r"label(?:s|lise|lisee|lises|lisees|led)? (?:de |lrs |de la )?responsabilite sociale"),
    ("label", r"social responsibility label"),
    ("unspecified", rf"considerations? (?:d'ordre |a caractere )?{_SOCIAL}"),
    ("unspecified", r"social considerations?"),
)
PATTERNS: tuple[tuple[Statement, re.Pattern[str]], ...] = tuple(
    (statement, re.compile(rf"(?<![a-z0-9])(?:{_allow_line_ends(pattern)})(?![a-z0-9])"))
    for statement, pattern in _WORDINGS
)

DENIERS = frozenset(
    {"sans", "aucun", "aucune", "aucuns", "aucunes", "no", "without", "ni", "neither", "nor", "absence"}
)
"""Words that deny what follows them at once: « sans clause sociale »."""
NEGATIONS = frozenset({"ne", "n'", "not", "hors", "pas", "never", "sans", "without", "aucun", "aucune"})
"""Words after which a statement of the same sentence may be denied."""
STATING_VERBS = frozenset(
    {
        "comporte",
        "comportent",
        "contient",
        "contiennent",
        "prevoit",
        "prevoient",
        "prevu",
        "prevue",
        "inclut",
        "incluent",
        "integre",
        "integrent",
        "comprend",
        "comprennent",
        "requiert",
        "exige",
        "impose",
        "retient",
        "est",
        "sont",
        "sera",
        "seront",
        "fait",
        "s'agit",
        "agit",
        "a",
        "ont",
        "is",
        "are",
        "does",
        "do",
        "was",
        "were",
        "will",
        "shall",
    }
)
"""Verbs of a notice about itself: denied, what follows is not in it. « Ne respecte pas la clause » says that it is."""
LINKS = frozenset({"de", "d'", "un", "une", "a", "any", "autre", "autres", "other", "of", "an"})
ARTICLES = frozenset({"la", "le", "les", "l'", "the", "cette", "ce", "ces", "this", "these"})
EXEMPTIONS = ("dispens", "exoner", "exempt", "waive")
UNTICKED = re.compile(r"(?:\u2610|\[ ?\]) ?\Z")
DENIED_AFTER = re.compile(
    r"[^:.\n]{0,60}:[ \n]{0,3}(?:non(?![a-z-])|no(?![a-z])|neant|aucune?(?![a-z])|sans objet|pas d[e']|not? applicable|"
    r"none(?![a-z]))|[ \n]{0,3}[(=-]?[ \n]{0,3}(?:non(?![a-z-])|neant|sans objet|not applicable|none(?![a-z])|"
    r"(?:ne |n')[a-z' ]{1,25} pas(?![a-z])|(?:is|are|does|do|was|were) not(?![a-z]))"
)
"""Just after a statement: its value in a form, or a verb that denies it."""
UNSURE = re.compile(
    r"(?<![a-z])(?:pourra|pourront|peut|peuvent|pourrait|pourraient|eventuelle?s?|eventuellement|le cas echeant|"
    r"exclue?s?|ecartee?s?|may|might|could|possible|possibly|where applicable|if applicable|if any)(?![a-z])"
)
"""Near a statement, it says that it may be so: nobody can say that it is."""
READABLE = re.compile(
    r"(?<![a-z])(?:(?:le|la|les|des|du|de|et|pour|un|une|the|of|and|for|to|is)(?![a-z])|[dl]'(?=[a-z]))"
)
"""Words without which a text is neither French nor English."""
