"""What forbids a comparison of two waves."""

from filiere.core.faults import FaultCatalogue, FaultEntry

# Under each code, the fault in French and in English, then the remedy in French and in English.
_ENTRIES: dict[str, FaultEntry] = {
    "change-percentage": (
        "{value} n’est pas un pourcentage de 0 à 100.",
        "{value} is not a percentage from 0 to 100.",
        "Donnez la part publiée, en pour cent.",
        "Give the published share, in per cent.",
    ),
    "change-size": (
        "Un effectif de {value} réponses ne mesure rien.",
        "A size of {value} answers measures nothing.",
        "Donnez le nombre de réponses, ou rien s’il n’est pas publié.",
        "Give the number of answers, or nothing if it is not published.",
    ),
    "change-no-size": (
        "Aucune des deux vagues ne dit combien de réponses elle a : leur écart n’a pas d’intervalle.",
        "Neither wave says how many answers it has: their difference has no interval.",
        "Donnez l’effectif de l’une au moins, ou ne publiez pas de test.",
        "Give the size of at least one of them, or publish no test.",
    ),
    "change-repeated-unit": (
        "L’unité « {unit} » est deux fois dans une même vague.",
        "The unit “{unit}” is twice in the same wave.",
        "Gardez une réponse par unité et par vague.",
        "Keep one answer for each unit and wave.",
    ),
    "change-clusters": (
        "Cette vague a été tirée par grappes : la covariance de deux vagues n’est calculée que pour des unités tirées "
        "une à une.",
        "This wave was drawn by clusters: the covariance of two waves is computed for units drawn one by one only.",
        "Retirez « psu » si chaque unité a été tirée, ou comparez les vagues par rééchantillonnage.",
        "Remove “psu” if each unit was drawn, or compare the waves by resampling.",
    ),
    "change-confidence": (
        "Un degré de confiance de {value} n’est pas entre 0,5 et 1.",
        "A confidence of {value} is not between 0.5 and 1.",
        "Donnez 0,95, ou un autre degré.",
        "Give 0.95, or another degree.",
    ),
}
CATALOGUE = FaultCatalogue(_ENTRIES)
