"""Units that a text writes, by the words and signs that say them, in French and in English.

A unit is what the checker's answer names: ``%``, ``points``, ``times``, ``EUR`` and its like, or the thing counted in
English (``jobs``, ``FTE``, ``centres``). :data:`REGISTER_UNITS` says which units of the register each may stand for.
"""

from collections.abc import Mapping
from decimal import Decimal

from filiere.core.text import Lang
from filiere.quotations.word_lists import split_set

PEOPLE = frozenset({"jobs", "employees", "persons", "advisers", "FTE", "positions"})
MONEY = frozenset({"EUR", "GBP", "USD", "EUR/h", "GBP/h", "USD/h", "EUR/job"})
HOURLY = frozenset({"EUR/h", "GBP/h", "USD/h"})
TIME = frozenset({"years", "months", "weeks", "days", "hours", "minutes", "seconds"})

REGISTER_UNITS: Mapping[str, tuple[str, ...]] = {
    "jobs": ("job",),
    "employees": ("employee",),
    "persons": ("person",),
    "advisers": ("person",),
    "FTE": ("fte",),
    "positions": ("position", "seat"),
    "seats": ("seat", "position"),
    "centres": ("centre",),
    "companies": ("company",),
    "establishments": ("establishment",),
    "organisations": ("organisation",),
    "regions": ("region",),
    "cities": ("city",),
    "grades": ("grade",),
    "years": ("year",),
    "months": ("month",),
    "hours": ("hour",),
    "minutes": ("minute",),
    "seconds": ("second",),
    "decisions": ("decision",),
    "applications": ("application",),
    "criteria": ("criterion",),
    "questions": ("question",),
    "pages": ("page",),
    "items": ("item",),
    "index": ("index",),
    "dB": ("decibel", "decibel-a", "decibel-c"),
    "%": ("percent",),
    "points": ("percentage-point",),
    "times": ("times",),
    "times/year": ("per-year",),
    "EUR": ("eur", "eur-million", "eur-billion"),
    "EUR/h": ("eur-per-hour",),
    "EUR/job": ("eur-per-job",),
    "GBP": ("gbp",),
}
UNIT_SCALES: Mapping[str, Decimal] = {"eur-million": Decimal(10**6), "eur-billion": Decimal(10**9)}
"""What a value of the register is multiplied by to be read in the text's unit; one where nothing is said."""

# Unit, then the words that say it, singular and plural; folded.
_NOUNS: dict[str, str] = {
    "jobs": "emploi emplois poste postes job jobs employment redundancy redundancies layoff layoffs licenciement "
    "licenciements posts",
    "employees": "salarie salaries salariee salariees employe employes employee employees collaborateur collaborateurs "
    "collaboratrices",
    "persons": "personne personnes person persons people agent agents worker workers travailleur travailleurs "
    "travailleuses femme femmes homme hommes women men woman man visiteur visiteurs visitor visitors operateur "
    "operateurs operator operators teleoperateur teleoperateurs respondent respondents repondant repondants "
    "professionnel professionnels actif actifs embauche embauches recrutement recrutements hire hires recruit recruits "
    "staff consommateur consommateurs consumer consumers inscrit inscrits habitants inhabitants candidats candidates "
    "responsable responsables manager managers beneficiaires stagiaires gens effectif effectifs tetes headcount "
    "workforce workforces payroll payrolls manpower staffers staffer folk folks souls ames individus teleacteur "
    "teleacteurs teleactrices televendeurs hotliners rep reps representative representatives handlers handler "
    "individuals individual individu earner earners "
    "heads bosses chefs patrons interviewees sondes "
    "telephonists telephonistes collegues colleagues associates ranks rangs",
    "advisers": "conseiller conseillers conseillere conseilleres adviser advisers advisor advisors teleconseiller "
    "teleconseillers charges",
    "FTE": "etp fte ftes etpt",
    "positions": "position positions workstation workstations desk desks",
    "seats": "siege sieges seat seats",
    "centres": "centre centres center centers plateau plateaux plateforme plateformes site sites",
    "companies": "entreprise entreprises societe societes company companies firm firms prestataire prestataires "
    "outsourcer outsourcers groupe groupes group groups "
    "provider providers titulaire titulaires holder holders donneur donneurs business "
    "businesses",
    "establishments": "etablissement etablissements establishment establishments",
    "organisations": "organisation organisations organization organizations adherent adherents membre membres member "
    "members syndicat syndicats union unions organisme organismes assessors body bodies association associations",
    "regions": "region regions",
    "cities": "ville villes city cities town towns commune communes agglomeration agglomerations municipality "
    "municipalities",
    "grades": "coefficient coefficients grade grades echelon echelons",
    "years": "an ans annee annees year years",
    "months": "mois month months",
    "weeks": "semaine semaines week weeks",
    "days": "jour jours day days",
    "hours": "heure heures hour hours",
    "minutes": "minute minutes min",
    "seconds": "seconde secondes second seconds",
    "decisions": "decision decisions",
    "applications": "candidature candidatures application applications dossier dossiers "
    "cv cvs file files pack packs resumes applicants "
    "applicant",
    "criteria": "critere criteres criterion criteria",
    "questions": "question questions",
    "pages": "page pages",
    "items": "fiche fiches domaine domaines metier metiers etape etapes vague vagues rubrique rubriques questionnaire "
    "questionnaires item items sheet sheets domain domains occupation occupations step steps wave waves theme themes "
    "numero numeros numbers element elements interface interfaces api apis axe axes unites area areas round rounds "
    "section sections chapter chapters chapitre chapitres heading headings volet volets pillar pillars orientation "
    "orientations",
    "index": "indice indices index indexes",
    "dB": "db dba dbc decibel decibels",
    "times": "fois times",
}
NOUNS: Mapping[str, str] = {word: unit for unit, words in _NOUNS.items() for word in words.split()}

CURRENCY_WORDS: Mapping[str, str] = {
    "euro": "EUR", "euros": "EUR", "eur": "EUR", "dollar": "USD", "dollars": "USD", "usd": "USD", "livre": "GBP",
    "livres": "GBP", "pound": "GBP", "pounds": "GBP", "gbp": "GBP", "sterling": "GBP",
}  # fmt: skip
CURRENCY_SIGNS: Mapping[str, str] = {"€": "EUR", "$": "USD", "£": "GBP"}

SCALE_WORDS: Mapping[str, int] = {
    "mille": 10**3, "milliers": 10**3, "thousand": 10**3, "thousands": 10**3,
    "million": 10**6, "millions": 10**6, "mn": 10**6, "mio": 10**6, "meur": 10**6, "mln": 10**6,
    "milliard": 10**9, "milliards": 10**9, "billion": 10**9, "billions": 10**9, "bn": 10**9, "md": 10**9, "mds": 10**9,
    "mrd": 10**9, "mrds": 10**9, "mdeur": 10**9, "keur": 10**3,
}  # fmt: skip
"""*Billion* is a thousand million in both languages: no sum of the trade reaches a French *billion*, a million
millions, and who writes it in French translates from English."""
SCALE_EUROS = frozenset({"meur", "mdeur", "keur"})
SCALE_LETTERS: Mapping[str, int] = {"k": 10**3, "m": 10**6, "b": 10**9, "g": 10**9}

COLLECTIVES: Mapping[str, int] = {
    "dizaine": 10, "dizaines": 10, "douzaine": 12, "douzaines": 12, "quinzaine": 15, "vingtaine": 20, "trentaine": 30,
    "quarantaine": 40, "cinquantaine": 50, "soixantaine": 60, "centaine": 100, "centaines": 100, "millier": 1000,
    "dozen": 12, "dozens": 12, "score": 20,
}  # fmt: skip

MODIFIERS: Mapping[Lang, frozenset[str]] = {
    "fr": split_set(
        "nouveau nouveaux nouvelle nouvelles grands grandes petits petites autres quelque de d jeunes vrais seuls "
        "principaux premiers premieres dernieres derniers differents differentes bons bonnes vrai veritables veritable "
        "sous simples fameux fameuses malheureux precieux precieuses divers diverses multiples nombreux nombreuses "
        "quelques actuels actuelles anciens anciennes futurs futures prochains prochaines meilleurs meilleures "
        "beaux belles honnetes courageux"
    ),
    "en": split_set(
        "contact call customer service services new outsourced outsourcing full part time salaried permanent "
        "additional more other strong french inhouse in house direct indirect large small different self employed "
        "pay staffed certified telephone of the paid union european british german client relations relation agents "
        "agent actual extra real total such main first last workplace trade sector industry prospecting "
        "telemarketing teleprospecting production working equipped home based hard decent actual genuine humble mere "
        "odd sub employers employer statistical award application "
        "separate distinct existing active live individual private public office desk frontline front line uk us eu "
        "agent seated operational key core local regional national distant domestic foreign overseas offshore onshore "
        "nearshore wage salary phone helpdesk support care captive internal external independent specialist "
        "specialised "
        "specialized professional qualified skilled unskilled young older lowly good fine net gross known listed "
        "recorded registered identified active member responding big major mid sized medium"
    ),
}
"""Words that may stand between a number and the noun that it counts."""
