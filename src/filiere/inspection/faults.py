"""What an inspection says: one entry a code, the fault and what to do about it, in both languages.

Kept apart from the rules so that the words can be read, corrected and tested together.
"""

from filiere.core.faults import FaultCatalogue, FaultEntry
from filiere.core.text import make_printable

ACCEPTED_FR = "PDF, image PNG, JPEG ou WebP, texte ou CSV en UTF-8, XLSX, DOCX, PPTX, ODT, ODS, ODP"
ACCEPTED_EN = "PDF, PNG, JPEG or WebP image, UTF-8 text or CSV, XLSX, DOCX, PPTX, ODT, ODS, ODP"


# Under each code, the fault in French and in English, then the remedy in French and in English.
_ENTRIES: dict[str, FaultEntry] = {
    "file-empty": (
        "Le fichier est vide.",
        "The file is empty.",
        "Ouvrez-le pour vérifier qu’il contient bien quelque chose, puis envoyez-le de nouveau.",
        "Open it to check that it contains something, then send it again.",
    ),
    "file-too-large": (
        "Le fichier dépasse {limit} Mio.",
        "The file is over {limit} MiB.",
        "Réduisez la résolution des images, ou partagez le document en plusieurs fichiers.",
        "Reduce the resolution of the images, or split the document into several files.",
    ),
    "file-kind-refused": (
        "Ce fichier est {fr}, qui n’est pas accepté comme preuve.",
        "This file is {en}, which is not accepted as evidence.",
        "{remedy_fr}",
        "{remedy_en}",
    ),
    "file-kind-unknown": (
        "Le contenu de ce fichier n’est d’aucune sorte connue ici.",
        "The content of this file is of an unknown type.",
        f"Enregistrez-le dans l’un de ces formats : {ACCEPTED_FR}.",
        f"Save it in one of these formats: {ACCEPTED_EN}.",
    ),
    "file-executable": (
        "Ce fichier est un programme ({what}).",
        "This file is a program ({what}).",
        "Envoyez le document lui-même, jamais un programme qui l’ouvre ou le produit.",
        "Send the document itself, never a program that opens or creates it.",
    ),
    "file-markup": (
        "Ce fichier est une page ou un dessin qui peut porter un programme ({what}).",
        "This file is a page or a drawing that can carry a program ({what}).",
        "Imprimez-le en PDF, ou enregistrez-le en image PNG, puis envoyez ce fichier.",
        "Print it to PDF, or save it as a PNG image, then send that file.",
    ),
    "file-truncated": (
        "Le fichier est incomplet : {fr}.",
        "The file is incomplete: {en}.",
        "L’envoi ou la copie a été coupé : ouvrez l’original, enregistrez-le de nouveau et renvoyez-le.",
        "The upload or copy was interrupted: open the original, save it again and resend it.",
    ),
    "file-broken": (
        "Le fichier est abîmé : {fr}.",
        "The file is damaged: {en}.",
        "Ouvrez l’original, enregistrez-le sous un nouveau nom et renvoyez-le.",
        "Open the original, save it under a new name and resend it.",
    ),
    "file-trailing-data": (
        "Des données suivent la fin du document : un autre fichier peut s’y cacher.",
        "Data follow the end of the document: another file may hide there.",
        "Ouvrez le document, enregistrez-le ou exportez-le sous un nouveau nom, et renvoyez-le.",
        "Open the document, save or export it under a new name, and send it again.",
    ),
    "file-two-kinds": (
        "Ce fichier se lit à la fois comme {fr}.",
        "This file can be read both as {en}.",
        "Ouvrez le document, imprimez-le en PDF ou exportez-le de nouveau, et envoyez le résultat.",
        "Open the document, print it to PDF or export it again, and send the result.",
    ),
    "file-encrypted": (
        "Le fichier est protégé par un mot de passe : ni l’auditeur ni le comité ne pourraient le lire.",
        "The file is password-protected: neither the auditor nor the committee could read it.",
        "Enregistrez-le sans mot de passe. Sa classe de confidentialité dit ici qui le lit.",
        "Save it without a password. Its confidentiality class here determines who can read it.",
    ),
    "file-macro": (
        "Le document porte des macros ou des contrôles actifs ({what}).",
        "The document contains macros or active controls ({what}).",
        "Enregistrez-le sans macros (XLSX, DOCX, PPTX, ODS, ODT) ou en PDF.",
        "Save it without macros (XLSX, DOCX, PPTX, ODS, ODT) or as PDF.",
    ),
    "file-embedded": (
        "Le document contient un autre fichier ({what}).",
        "The document contains another file ({what}).",
        "Retirez cet objet et envoyez-le à part, ou imprimez le document en PDF.",
        "Remove that object and send it separately, or print the document to PDF.",
    ),
    "file-remote": (
        "Le document va chercher quelque chose ailleurs quand on l’ouvre ({what}).",
        "The document fetches something from elsewhere when opened ({what}).",
        "Rompez les liaisons (modèle, image ou objet lié) et enregistrez de nouveau, ou imprimez en PDF.",
        "Break the links (template, linked image or object) and save again, or print to PDF.",
    ),
    "file-active-pdf": (
        "Le PDF porte une action ou un formulaire actif ({what}).",
        "The PDF contains an action or an active form ({what}).",
        "Ouvrez-le et imprimez-le en PDF : le texte et les images restent, l’action disparaît.",
        "Open it and print it to PDF: text and images are kept, the action is removed.",
    ),
    "file-bomb": (
        "Le fichier grandirait trop une fois ouvert : {fr}.",
        "The file would grow too much once opened: {en}.",
        "Partagez le document en plusieurs fichiers, ou réduisez ses images.",
        "Split the document into several files, or reduce its images.",
    ),
    "file-bad-inner-path": (
        "Le document contient un élément au chemin interdit ({what}).",
        "The document contains a part with a forbidden path ({what}).",
        "Ouvrez-le avec votre suite bureautique et enregistrez-le de nouveau.",
        "Open it with your office suite and save it again.",
    ),
    "file-declares-entities": (
        "Le document contient du XML qui déclare un type ou des entités ({what}).",
        "The document contains XML that declares a document type or entities ({what}).",
        "Ouvrez-le avec votre suite bureautique et enregistrez-le de nouveau.",
        "Open it with your office suite and save it again.",
    ),
    "file-not-utf8": (
        "Le texte n’est pas en UTF-8 : ses accents seraient perdus.",
        "The text is not UTF-8: its accents would be lost.",
        "Enregistrez-le en « CSV UTF-8 » ou en « texte Unicode (UTF-8) ».",
        "Save it as “CSV UTF-8” or as “Unicode text (UTF-8)”.",
    ),
    "file-calls-a-program": (
        "Une cellule du tableau appelle un programme quand on l’ouvre (ligne {line}).",
        "A cell of the table calls a program when it is opened (line {line}).",
        "Collez les valeurs seules, sans formules, puis envoyez le tableau de nouveau.",
        "Paste values only, without formulas, then send the table again.",
    ),
    "name-empty": (
        "Le fichier n’a pas de nom.",
        "The file has no name.",
        "Donnez-lui un nom qui dise ce qu’il prouve, par exemple « accord-temps-de-travail.pdf ».",
        "Give it a name that says what it shows, for example “working-time-agreement.pdf”.",
    ),
    "name-too-long": (
        "Le nom du fichier dépasse {limit} caractères.",
        "The file name is over {limit} characters.",
        "Donnez-lui un nom plus court.",
        "Give it a shorter name.",
    ),
    "name-path": (
        "Le nom du fichier contient un chemin (« / », « \\ » ou « .. »).",
        "The file name contains a path (“/”, “\\” or “..”).",
        "Donnez-lui un nom simple, sans dossier.",
        "Give it a plain name, without a folder.",
    ),
    "name-control": (
        "Le nom du fichier contient un caractère invisible (U+{point}).",
        "The file name contains an invisible character (U+{point}).",
        "Renommez-le avec des lettres, des chiffres, des tirets et des points.",
        "Rename it with letters, digits, dashes and dots.",
    ),
    "name-bidi": (
        "Le nom du fichier contient un signe qui en renverse la lecture (U+{point}).",
        "The file name contains a character that reverses the reading order (U+{point}).",
        "Renommez-le : un tel signe fait passer un programme pour un document.",
        "Rename it: such a character can pass a program off as a document.",
    ),
    "name-reserved": (
        "« {name} » est un nom réservé par des systèmes d’exploitation.",
        "“{name}” is a name reserved by operating systems.",
        "Donnez un autre nom au fichier.",
        "Give the file another name.",
    ),
}
FAULTS = FaultCatalogue(_ENTRIES)

fault = FAULTS.build


def printable_name(name: bytes | str, most: int = 60) -> str:
    """A name taken from a hostile file, fit to be shown: printable signs only, and not too long."""
    words = name.decode("utf-8", "replace") if isinstance(name, bytes) else name
    return make_printable(words, most)
