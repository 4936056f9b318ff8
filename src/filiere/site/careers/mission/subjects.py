"""The four subjects of the national mission, and the rule by which something of the programme carries one of them.

The plan has no field for a subject: an action, a commitment or an agreement carries a subject when what it says holds
one of the words of that subject. The rule is printed on the page, so that whoever leads the plan can see why an action
stands there, or why it does not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from filiere.core import Text
from filiere.core.text import fold_text

_WORD = re.compile(r"[a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Missing:
    """Something that nobody publishes, what would tell it, and the page where it can be loaded or done."""

    words: Text
    remedy: Text
    page: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class Subject:
    """A subject: the question it asks, the indicators of the register that answer, the beginnings of its words."""

    key: str
    title: Text
    question: Text
    indicators: tuple[str, ...]
    stems: tuple[str, ...]
    missing: tuple[Missing, ...]

    def is_carried_by(self, texts: Iterable[str]) -> bool:
        """Whether one of some texts, in French, holds a word that begins as one of the subject does."""
        words = _WORD.findall(fold_text(" ".join(texts)))
        return any(word.startswith(self.stems) for word in words)


_TENSION = Missing(
    Text(fr="La tension de recrutement, métier par métier", en="Recruitment tension, occupation by occupation"),
    Text(
        fr="Elle se lit dès que le fichier « dares-tensions » est chargé.",
        en="It can be read as soon as the file “dares-tensions” is loaded.",
    ),
    "observatory:data-source",
    "dares-tensions",
)
_PORTRAITS = Missing(
    Text(fr="Le portrait de chaque famille de métiers", en="The portrait of each family of occupations"),
    Text(
        fr="Contrats, âge, salaires : chargez les fichiers « dares-portraits ».",
        en="Contracts, age, pay: load the files “dares-portraits”.",
    ),
    "observatory:data-source",
    "dares-portraits",
)

SUBJECTS: tuple[Subject, ...] = (
    Subject(
        "recruitment",
        Text(fr="Recrutement", en="Recruitment"),
        Text(fr="Qui recrute, combien, et qui reste ?", en="Who hires, how many, and who stays?"),
        (
            "announced-job-cuts",
            "contract-share",
            "turnover-rate",
            "absenteeism-rate",
            "recruitment-funnel-rate",
            "hires-planned",
            "seniority",
        ),
        ("recrut", "embauch", "reconver", "insertion", "candidat"),
        (
            Missing(
                Text(fr="Le nombre de recrutements de la filière par an", en="How many people the sector hires a year"),
                Text(
                    fr="Personne ne le publie ; un scénario en donne un ordre de grandeur.",
                    en="Nobody publishes it; a scenario gives an order of magnitude.",
                ),
                "careers:mission-forecasts",
            ),
            _TENSION,
        ),
    ),
    Subject(
        "training",
        Text(fr="Formation", en="Training"),
        Text(fr="Combien de places, pour quels besoins ?", en="How many places, for which needs?"),
        (
            "training-length",
            "certification-registration",
            "certification-units",
            "training-hours",
            "employees-to-train",
        ),
        ("formation", "competence", "certifi", "apprenti", "diplome"),
        (
            Missing(
                Text(
                    fr="La capacité de formation : places ouvertes et titres délivrés par an",
                    en="Training capacity: places open and titles awarded a year",
                ),
                Text(
                    fr="Aucune source du registre ne la donne ; le besoin se lit dans les scénarios.",
                    en="No source of the register gives it; the need can be read in the scenarios.",
                ),
                "careers:mission-forecasts",
            ),
            _PORTRAITS,
        ),
    ),
    Subject(
        "recognition",
        Text(fr="Reconnaissance", en="Recognition"),
        Text(
            fr="Salaires, conditions, fiches des métiers : où en est-on ?",
            en="Pay, conditions, occupation sheets: where do we stand?",
        ),
        ("hourly-pay", "pay-gap", "gender-share", "grades-below-minimum-wage", "gross-monthly-pay", "strain-share"),
        ("reconnaiss", "salaire", "remuner", "penibil", "label", "fiches"),
        (
            Missing(
                Text(fr="Le salaire de chaque métier, du conseiller au responsable", en="The pay of each occupation"),
                Text(
                    fr="Les chiffres publiés portent sur un secteur ou une famille, jamais sur un métier de la carte.",
                    en="Published figures are about a sector or a family, never about one occupation of the map.",
                ),
                "careers:mission-observatory",
            ),
        ),
    ),
    Subject(
        "evolution",
        Text(fr="Évolution des métiers", en="Evolution of the occupations"),
        Text(fr="Que deviennent les emplois, et où mènent-ils ?", en="What becomes of jobs, and where do they lead?"),
        ("prospecting-jobs", "outsourced-share", "in-house-share", "telework-share", "age-share"),
        ("metier", "televend", "evolution", "prospect", "emploi"),
        (
            Missing(
                Text(fr="Les passages réellement faits d’un métier à l’autre", en="The moves that people really make"),
                Text(
                    fr="Aucun passage observé n’est chargé ; la matrice n’a que ce que disent les textes.",
                    en="No observed move is loaded; the matrix only has what texts say.",
                ),
                "careers:mission-observatory",
            ),
        ),
    ),
)
