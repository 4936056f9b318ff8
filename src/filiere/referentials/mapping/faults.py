"""What may be wrong with a mapping between referentials: the words of each fault under its code."""

from filiere.core.faults import FaultCatalogue

# Under each code, the fault in French and in English, then the remedy in French and in English.
CATALOGUE = FaultCatalogue(
    {
        "chain-mixed": (
            "Cette chaîne mêle une comparaison et une succession : {names}.",
            "This chain mixes a comparison and a succession: {names}.",
            "Suivez-les à part, ou demandez la chaîne mêlée en toute connaissance (mixed, --mixed).",
            "Follow them separately, or explicitly request the mixed chain (mixed, --mixed).",
        ),
        "not-a-succession": (
            "{id} compare deux textes : elle n’indique pas ce qu’ils sont devenus.",
            "{id} compares two texts: it does not say what became of either.",
            "Demandez une succession.",
            "Request a succession.",
        ),
        "mapping-other-release": (
            "{id} relie {end_id}, pas {release_id}.",
            "{id} links {end_id}, not {release_id}.",
            "Donnez {end_id}.",
            "Give {end_id}.",
        ),
        "review-unwritable": (
            "La mise en page du fichier ne permet pas d’y noter la relecture sans rien changer d’autre.",
            "The file’s layout does not allow the review to be recorded without changing anything else.",
            "Écrivez chaque lien en bloc, une clé par ligne, puis recommencez.",
            "Write each link as a block, one key per line, then try again.",
        ),
        "unknown-map": (
            "{id} n’a pas de lien « {name} ».",
            "{id} has no link “{name}”.",
            "Corrigez ce nom. Proches : {close}.",
            "Correct this name. Closest matches: {close}.",
        ),
    }
)
fault = CATALOGUE.build
