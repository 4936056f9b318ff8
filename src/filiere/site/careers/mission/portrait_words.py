"""Words for what the files of Dares write: families of occupations (FAP 2009), and the lines of each table."""

from __future__ import annotations

from collections.abc import Mapping

from filiere.core import Text

FAMILY_LABELS: Mapping[str, Text] = {
    "R1Z67": Text(fr="Télévendeurs", en="Telephone salespeople"),
    "L2Z61": Text(fr="Agents administratifs divers", en="Other administrative staff"),
    "L0Z60": Text(fr="Secrétaires bureautiques et assimilés", en="Secretaries"),
    "U0Z80": Text(fr="Assistants de communication", en="Communication assistants"),
    "M1Z81": Text(
        fr="Techniciens informatiques de support et d’exploitation", en="IT support and operations technicians"
    ),
    "R2Z80": Text(fr="Attachés commerciaux", en="Sales representatives"),
    "W1Z80": Text(fr="Formateurs", en="Trainers"),
    "L5Z90": Text(fr="Cadres administratifs, comptables et financiers", en="Administrative and finance managers"),
    "U1Z82": Text(fr="Graphistes et créateurs de supports visuels", en="Designers and visual creators"),
    "L5Z92": Text(fr="Cadres des ressources humaines et du recrutement", en="Human resources and recruitment managers"),
    "R4Z90": Text(
        fr="Cadres commerciaux, acheteurs et de la mercatique", en="Sales, purchasing and marketing managers"
    ),
    "L6Z00": Text(fr="Dirigeants de petites et moyennes entreprises", en="Heads of small and medium-sized companies"),
    "L4Z80": Text(fr="Techniciens des services administratifs", en="Administrative technicians"),
    "M2Z90": Text(fr="Ingénieurs et cadres d’étude en informatique", en="IT engineers"),
    "R3Z82": Text(fr="Professions intermédiaires commerciales", en="Intermediate sales occupations"),
    "R1Z": Text(fr="Vendeurs, famille entière", en="Salespeople, whole family"),
    "ENS": Text(fr="Ensemble des métiers", en="All occupations"),
}
"""The names that Dares gives, some shortened; the English ones are ours."""

CATEGORY_LABELS: Mapping[str, Text] = {
    "Contrats ou emplois à durée indéterminée": Text(fr="Durée indéterminée", en="Permanent"),
    "Contrats à durée déterminée": Text(fr="Durée déterminée", en="Fixed-term"),
    "Intérimaires": Text(fr="Intérim", en="Temporary agency work"),
    "Apprentis": Text(fr="Apprentissage", en="Apprenticeship"),
    "Non-salariés, chefs d'entreprise": Text(fr="Non-salariés", en="Self-employed"),
    "Temps partiel": Text(fr="Temps partiel", en="Part-time"),
    "dont sous-emploi": Text(fr="dont sous-emploi", en="of which underemployed"),
    "Temps complet travaillant plus de 40h par semaine": Text(
        fr="Temps complet, plus de 40 h par semaine", en="Full-time, over 40 hours a week"
    ),
    "15-24 ans": Text(fr="15 à 24 ans", en="15 to 24"),
    "25-29 ans": Text(fr="25 à 29 ans", en="25 to 29"),
    "30-34 ans": Text(fr="30 à 34 ans", en="30 to 34"),
    "35-39 ans": Text(fr="35 à 39 ans", en="35 to 39"),
    "40-44 ans": Text(fr="40 à 44 ans", en="40 to 44"),
    "45-49 ans": Text(fr="45 à 49 ans", en="45 to 49"),
    "50-54 ans": Text(fr="50 à 54 ans", en="50 to 54"),
    "55-59 ans": Text(fr="55 à 59 ans", en="55 to 59"),
    "60 ans ou plus": Text(fr="60 ans ou plus", en="60 or over"),
    "Moins d’un an": Text(fr="Moins d’un an dans l’entreprise", en="Under a year with the company"),
    "De 1 an à moins de 5 ans": Text(fr="De 1 an à moins de 5 ans", en="1 to under 5 years"),
    "De 5 ans à moins de 10 ans": Text(fr="De 5 ans à moins de 10 ans", en="5 to under 10 years"),
    "10 ans ou plus": Text(fr="10 ans ou plus", en="10 years or more"),
    "Moins de 1250 €": Text(fr="Moins de 1 250 € nets par mois", en="Under €1,250 net a month"),
    "De 1250 € à moins de 1500 €": Text(fr="De 1 250 à moins de 1 500 €", en="€1,250 to under €1,500"),
    "De 1500 € à moins de 2000 €": Text(fr="De 1 500 à moins de 2 000 €", en="€1,500 to under €2,000"),
    "De 2000 € à moins de 3000 €": Text(fr="De 2 000 à moins de 3 000 €", en="€2,000 to under €3,000"),
    "3000 € ou plus": Text(fr="3 000 € ou plus", en="€3,000 or more"),
    "Taux d'entrée": Text(fr="Taux d’entrée", en="Entry rate"),
    "Taux de sortie": Text(fr="Taux de sortie", en="Exit rate"),
    "Taux de rotation": Text(fr="Taux de rotation", en="Turnover rate"),
    "Fins de CDD": Text(fr="Fins de contrat à durée déterminée", en="Ends of fixed-term contracts"),
    "Démissions": Text(fr="Démissions", en="Resignations"),
    "Licenciements": Text(fr="Licenciements", en="Dismissals"),
    "Ruptures conventionnelles": Text(fr="Ruptures conventionnelles", en="Terminations by agreement"),
    "Fins de période d'essai": Text(fr="Fins de période d’essai", en="Ends of trial periods"),
    "Départs en retraite": Text(fr="Départs en retraite", en="Retirements"),
    "Autres sorties": Text(fr="Autres sorties", en="Other exits"),
    "Diplôme supérieur (bac + 3 ou plus)": Text(fr="Bac + 3 ou plus", en="Three years of higher education or more"),
    "Bac + 2": Text(fr="Bac + 2", en="Two years of higher education"),
    "Bac, brevet professionnel ou équivalent": Text(fr="Baccalauréat ou équivalent", en="Upper secondary diploma"),
    "CAP, BEP ou autre diplôme équivalent": Text(fr="CAP, BEP ou équivalent", en="Lower vocational diploma"),
    "Aucun diplôme, CEP ou brevet des collèges": Text(
        fr="Aucun diplôme, ou brevet", en="No diploma, or lower secondary"
    ),
    "En cours d'études initiales": Text(fr="En cours d’études", en="Still in education"),
    "ENS": Text(fr="Personnes en emploi", en="People in employment"),
    "women": Text(fr="Part des femmes", en="Share of women"),
    "median": Text(fr="Salaire net mensuel médian, temps complet", en="Median net monthly pay, full-time"),
    "fixed-term-hires": Text(fr="Embauches en contrat à durée déterminée", en="Hires on fixed-term contracts"),
    "tension": Text(fr="Indicateur de tension", en="Tension indicator"),
    "cdd": Text(fr="Salariés en contrat à durée déterminée", en="Employees on fixed-term contracts"),
}

UNIT_LABELS: Mapping[str, Text] = {
    "thousands": Text(fr="milliers de personnes", en="thousand people"),
    "percent": Text(fr="%", en="%"),
    "fraction": Text(fr="%", en="%"),
    "euros": Text(fr="€", en="€"),
    "tension": Text(fr="indice", en="index"),
}
