"""What may be wrong with a delivery of contacts: the words of each fault under its code."""

from collections.abc import Sequence

from filiere.core.faults import FaultCatalogue

# Under each code, the fault in French and in English, then the remedy in French and in English.
CATALOGUE = FaultCatalogue(
    {
        "no-canonical-table": (
            "L’en-tête n’est celui d’aucune table canonique.",
            "The header does not match any canonical table.",
            "Prenez l’en-tête d’un modèle de fichier (« filiere contacts template » le donne aussi), ou écrivez"
            " une correspondance.",
            "Use the header of a file template (“filiere contacts template” also gives it), or write a mapping.",
        ),
        "unknown-column": (
            "La colonne « {name} » ne fait pas partie de la table « {title} ».{hint_fr}",
            "The column “{name}” does not belong to the table “{title}”.{hint_en}",
            "Retirez cette colonne, ou écrivez une correspondance qui la décrit.",
            "Remove this column, or write a mapping that describes it.",
        ),
        "wide-encoding": (
            "Le fichier est en {name}, et non en UTF-8.",
            "The file is in {name}, not in UTF-8.",
            "Enregistrez le fichier en UTF-8 (dans un tableur : « CSV UTF-8 »), ou indiquez son encodage dans "
            "une correspondance.",
            "Save the file as UTF-8 (in a spreadsheet: “CSV UTF-8”), or state its encoding in a mapping.",
        ),
        "heading-encoding": (
            "Le fichier n’est pas en {said} : les titres de ses colonnes semblent en {seen}.",
            "The file is not in {said}: its column headings look like {seen}.",
            "Dites « encoding: {seen} » dans la correspondance, ou enregistrez le fichier en UTF-8.",
            "Write “encoding: {seen}” in the mapping, or save the file as UTF-8.",
        ),
        "damaged-gzip": (
            "Le fichier gzip est endommagé, {place} ; rien n’a été importé.",
            "The gzip file is damaged, {place}; nothing was imported.",
            "Transférez le fichier de nouveau.",
            "Transfer the file again.",
        ),
        "unreadable-file": (
            "Le fichier ne s’ouvre pas : {why}.",
            "The file cannot be opened: {why}.",
            "Vérifiez le chemin et les droits de lecture.",
            "Check the path and the read permissions.",
        ),
        "truncated-gzip": (
            "Le fichier gzip s’arrête avant sa fin, {place} ; rien n’a été importé.",
            "The gzip file stops before its end, {place}; nothing was imported.",
            "Transférez le fichier de nouveau, et comparez sa taille à celle de l’original.",
            "Transfer the file again, and compare its size with that of the original.",
        ),
        "empty-file": (
            "Le fichier est vide.",
            "The file is empty.",
            "Exportez-le de nouveau.",
            "Export it again.",
        ),
        "file-changed": (
            "Le fichier a changé pendant sa lecture.",
            "The file changed while it was being read.",
            "Attendez que le fichier soit complet, puis importez-le de nouveau.",
            "Wait until the file is complete, then import it again.",
        ),
        "column-name-too-long": (
            "Le nom de la colonne {long} a {signs} caractères ; {max_name_length} au plus sont lus.",
            "The name of column {long} has {signs} characters; at most {max_name_length} are read.",
            "Vérifiez le séparateur et les guillemets de la première ligne, ou raccourcissez ce nom.",
            "Check the separator and the quotation marks of the first line, or shorten this name.",
        ),
        "too-many-columns": (
            "La première ligne nomme {count} colonnes ; {max_columns} au plus sont lues.",
            "The first line names {count} columns; at most {max_columns} are read.",
            "Vérifiez le séparateur ; exportez les seules colonnes que la correspondance lit.",
            "Check the separator; export only the columns that the mapping reads.",
        ),
        "memory-limit": (
            "La mémoire accordée à l’import, {limit}, ne suffit pas pour ce fichier ; l’entrepôt est inchangé.",
            "The memory allotted to the import, {limit}, is not enough for this file; the store is unchanged.",
            "Recommencez avec « --memory-limit 1GB » ou davantage : la lecture déjà faite est gardée.",
            "Try again with “--memory-limit 1GB” or more: what has already been read is kept.",
        ),
        "unforeseen-content": (
            "La lecture s’est arrêtée après la ligne {line}, sur un contenu que rien ne prévoit ({what}) ; rien"
            " n’a été importé.",
            "Reading stopped after line {line}, at unexpected content ({what}); nothing was imported.",
            "Vérifiez que le fichier est complet et vient bien de cette source ; si c’est le cas, signalez "
            "l’erreur aux responsables du programme.",
            "Check that the file is complete and comes from this source; if so, report it to whoever maintains "
            "the program.",
        ),
        "unlisted-column": (
            "La colonne « {name} » n’est pas dans la correspondance « {mapping} ».",
            "The column “{name}” is not in the mapping “{mapping}”.",
            "Déclarez-la sous « fields », ou nommez-la sous « ignored » si elle ne sert pas.",
            "Declare it under “fields”, or name it under “ignored” if it is not needed.",
        ),
        "no-such-sheet": (
            "Le classeur n’a pas de feuille « {name} ».",
            "The workbook has no sheet “{name}”.",
            "Feuilles : {book}.",
            "Sheets: {book}.",
        ),
        "not-a-workbook": (
            "Le fichier n’est pas un classeur qui se lit : {error}.",
            "The file is not a readable workbook: {error}.",
            "Enregistrez-le en .xlsx sans mot de passe, ou la feuille en CSV.",
            "Save it as .xlsx without a password, or the sheet as CSV.",
        ),
        "organisations-too-many": (
            "L’entrepôt aurait plus de {max_organisations} organisations : celle de la ligne {line} est une de "
            "trop ; rien n’a été importé.",
            "The store would have more than {max_organisations} organisations: the one on line {line} is one "
            "too many; nothing was imported.",
            "Vérifiez que la colonne lue comme organisation n’est pas celle d’un appel, d’un client ou d’un "
            "jour ; sinon, partagez le fichier entre plusieurs entrepôts.",
            "Check that the column read as the organisation does not identify a call, a customer or a day; "
            "otherwise split the file between several stores.",
        ),
        "unreadable-column": (
            "La colonne « {name} », de type {kind}, a entre les lignes {first} et {last} des valeurs qui ne "
            "sont ni un texte, ni un nombre, ni un instant.",
            "The column “{name}”, of type {kind}, has values between lines {first} and {last} that are not "
            "text, numbers or times.",
            "Exportez cette colonne en texte, ou nommez-la sous « ignored » d’une correspondance.",
            "Export this column as text, or name it under “ignored” in a mapping.",
        ),
        "unknown-source": (
            "La source « {name} » n’est pas connue.{hint_fr}",
            "The source “{name}” is not known.{hint_en}",
            "Prenez l’une de celles-ci, ou un fichier de correspondance en .yaml : {sources}.",
            "Use one of these, or a mapping file in .yaml: {sources}.",
        ),
        "store-busy": (
            "Un autre import travaille dans cet entrepôt.",
            "Another import is running in this store.",
            "Attendez qu’il finisse.",
            "Wait until it finishes.",
        ),
    }
)
fault = CATALOGUE.build


def suggest_word(near: Sequence[str]) -> tuple[str, str]:
    """The sentence that offers the closest of the known words, in French and in English; blank if none is close."""
    return (f" Vouliez-vous dire « {near[0]} » ?", f" Did you mean “{near[0]}”?") if near else ("", "")
