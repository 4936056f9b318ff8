"""What may be wrong with resampling."""

from filiere.core.faults import FaultCatalogue, FaultEntry

# Under each code, the fault in French and in English, then the remedy in French and in English.
_ENTRIES: dict[str, FaultEntry] = {
    "survey-replicates": (
        "{found} répliques : il en faut de 2 à {most}.",
        "{found} replicates: there must be from 2 to {most}.",
        "Demandez-en 500, ou un autre nombre entre ces bornes.",
        "Ask for 500, or another number within these bounds.",
    ),
    "survey-replicates-failed": (
        "{failed} répliques sur {replicates} n’ont pas pu être calées.",
        "{failed} replicates out of {replicates} could not be calibrated.",
        "Écartez les bornes du calage ou réunissez des marges ; l’erreur linéarisée reste disponible.",
        "Move the bounds of the calibration apart or merge margins; the linearised error remains available.",
    ),
}
CATALOGUE = FaultCatalogue(_ENTRIES)
