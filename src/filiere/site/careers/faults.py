"""What is wrong in what the pages and the interface of occupations are asked."""

from filiere.core.faults import FaultCatalogue, FaultEntry

# Under each code, the fault in French and in English, then the remedy in French and in English.
_ENTRIES: dict[str, FaultEntry] = {
    "occupation-unknown": (
        "Aucun métier n’a la clé « {key} ».",
        "No occupation has the key “{key}”.",
        "Prenez une clé de la liste des métiers.",
        "Take a key from the list of occupations.",
    ),
    "path-too-many-answers": (
        "{count} réponses sont envoyées ; la limite est de {most}.",
        "{count} answers are sent; the limit is {most}.",
        "Gardez celles qui comptent le plus pour vous : aucune n’est laissée de côté sans vous le dire.",
        "Keep those that matter most to you: none is left out without telling you.",
    ),
    "path-unknown-input": (
        "« {key} » n’est pas une donnée connue de ce calcul.",
        "“{key}” is not an input of this computation.",
        "Envoyez « job », « answers », « target » et « most », et rien d’autre.",
        "Send “job”, “answers”, “target” and “most”, and nothing else.",
    ),
}

CATALOGUE = FaultCatalogue(_ENTRIES)
fault = CATALOGUE.build
