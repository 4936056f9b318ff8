"""What may be wrong with a protection, the folder of a run and the ledger: the words of each fault, by code."""

from filiere.core.faults import FaultCatalogue

# Under each code, the fault in French and in English, then the remedy in French and in English.
CATALOGUE = FaultCatalogue(
    {
        "folder-foreign-file": (
            "Ce dossier est celui d’une protection, et contient aussi des fichiers étrangers ({names}) : il "
            "n’est pas remplacé.",
            "This folder belongs to a run, but also contains files that no run writes ({names}): it is not replaced.",
            "Mettez ces fichiers ailleurs, ou donnez un autre dossier.",
            "Put these files elsewhere, or give another folder.",
        ),
        "folder-unwritable": (
            "Aucune protection ne peut être écrite là : {why}.",
            "No run can be written there: {why}.",
            "Donnez un dossier nouveau, là où vous avez le droit d’écrire.",
            "Give a new folder where you have permission to write.",
        ),
        "folder-taken": (
            "Ce dossier existe et n’est pas celui d’une protection : il n’est pas remplacé.",
            "This folder exists and does not belong to a run: it is not replaced.",
            "Donnez un autre dossier, ou videz celui-ci.",
            "Give another folder, or empty this one.",
        ),
        "folder-no-run": (
            "Ce dossier n’est pas celui d’une protection, ou n’est pas entier.",
            "This folder was not written by a run, or is incomplete.",
            "Donnez le dossier écrit par « filiere disclosure protect ».",
            "Give the folder written by “filiere disclosure protect”.",
        ),
        "cell-already-out": (
            "Ce qui est déjà public donne des cases que la règle protège : {named}.",
            "What is already public reveals cells that the rule protects: {named}.",
            "Masquer ne peut pas annuler ce qui est publié : ces cases restent masquées ici, sont considérées "
            "comme connues de tous, et les autres sont protégées en conséquence. Si un total a été déclaré à "
            "tort, retirez-le.",
            "Withholding cannot take back what has been published: these cells stay withheld here, are treated "
            "as known to all, and the others are protected on that basis. If a total was declared in error, "
            "withdraw it.",
        ),
        "cell-beyond-protection": (
            "Avec ce qui est déjà public ou demandé visible, ces cases ne peuvent plus être protégées : {named}.",
            "Given what is already public or must stay visible, these cells can no longer be protected: {named}.",
            "Demandez moins de cases visibles, ou publiez un tableau moins fin.",
            "Ask for fewer visible cells, or publish a coarser table.",
        ),
        "release-unreadable": (
            "Ce contenu n’est pas celui d’une publication enregistrée.",
            "This is not the content of a stored release.",
            "Rien n’est publié tant que les publications précédentes ne sont pas relues : restaurez le fichier "
            "depuis une sauvegarde.",
            "Nothing can be published until past releases can be read again: restore the file from a backup.",
        ),
        "out-of-time": (
            "Le temps imparti s’est écoulé avant de trouver un arrondi ; rien n’est écrit.",
            "Time ran out before a rounding was found; nothing has been written.",
            "Donnez plus de secondes à « time_limit », ou retirez une dimension.",
            "Give “time_limit” more seconds, or remove a dimension.",
        ),
        "slack-impossible": (
            "La cellule {name} ne peut pas garder une marge d’incertitude de {below} en dessous et {above} au-"
            "dessus de sa valeur, quoi que l’on retire.",
            "The cell {name} cannot stay blurred by {below} below and {above} above its value, whatever is withheld.",
            "Réduisez « keep », regroupez des codes, ou retirez un tableau ; rien n’est écrit.",
            "Shorten “keep”, merge codes or remove a table; nothing has been written.",
        ),
        "rounding-impossible": (
            "Aucun arrondi à la base {base} ne préserve les additions et la marge d’incertitude demandée.",
            "No rounding to base {base} preserves additivity and the required blur.",
            "Donnez une base plus grande, ou « publish: suppression » ; rien n’est écrit.",
            "Give a larger base, or “publish: suppression”; nothing has been written.",
        ),
        "table-no-dimension": (
            "Le tableau n’a aucune dimension.",
            "The table has no dimensions.",
            "Donnez au moins une dimension.",
            "Give at least one dimension.",
        ),
        "hierarchy-total": (
            "Dans « {name} », le total « {total} » a lui-même un groupe.",
            "In “{name}”, the total “{total}” itself belongs to a group.",
            "Rien n’est au-dessus du total : retirez-le des codes.",
            "Nothing is above the total: remove it from the codes.",
        ),
        "hierarchy-cycle": (
            "Dans « {name} », le code « {value} » est, de groupe en groupe, dans lui-même.",
            "In “{name}”, the code “{value}” is inside itself, through its groups.",
            "Corrigez les groupes : chacun est dans un plus grand, jusqu’au total.",
            "Correct the groups: each is in a larger one, up to the total.",
        ),
    }
)
fault = CATALOGUE.build
