"""What a file of titles can have wrong."""

from filiere.core.faults import FaultCatalogue

CATALOGUE = FaultCatalogue(
    {
        "titles-missing-column": (
            "Il manque une colonne : {missing}.",
            "A column is missing: {missing}.",
            "La première ligne nomme au moins {expected} ; la virgule ou le point-virgule les sépare.",
            "The first line must name at least {expected}, with commas or semicolons between.",
        ),
        "titles-blank-cell": (
            "La case « {column} » est vide.",
            "The cell “{column}” is blank.",
            "Remplissez-la, ou retirez la ligne.",
            "Fill it in, or remove the line.",
        ),
        "titles-empty-file": (
            "Ce fichier n’a aucune ligne sous sa première.",
            "This file has no line below its first.",
            "Vérifiez que c’est le bon fichier.",
            "Check that this is the right file.",
        ),
        "titles-repeated-query": (
            "L’identifiant « {id} » est déjà celui d’un autre intitulé demandé.",
            "The identifier “{id}” is already that of another title asked.",
            "Donnez à chaque intitulé demandé un identifiant à lui.",
            "Give each title asked an identifier of its own.",
        ),
        "titles-unknown-query": (
            "Aucun intitulé demandé n’a l’identifiant « {id} ».",
            "No title asked has the identifier “{id}”.",
            "Vérifiez que les deux fichiers vont ensemble.",
            "Check that the two files belong together.",
        ),
        "titles-no-query": (
            "Il n’y a rien à chercher : donnez un intitulé, ou un fichier par --queries.",
            "There is nothing to look for: give a title, or a file by --queries.",
            "Par exemple : filiere careers resolve « vendeuse en boulangerie »",
            "For example: filiere careers resolve “vendeuse en boulangerie”",
        ),
    }
)
