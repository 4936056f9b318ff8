"""What cannot be read of a document, and what to do: one entry a code, in both languages."""

from filiere.core.faults import FaultCatalogue, FaultEntry

_ENTRIES: dict[str, FaultEntry] = {
    "document-missing": (
        "« {name} » n’existe pas, ou n’est pas un fichier.",
        "“{name}” does not exist, or is not a file.",
        "Vérifiez le chemin.",
        "Check the path.",
    ),
    "document-kind": (
        "« {name} » n’est ni du texte, ni DOCX, PDF, EML ou HTML.",
        "“{name}” is neither text nor DOCX, PDF, EML or HTML.",
        "Enregistrez-le dans l’un de ces formats, ou collez son texte.",
        "Save it in one of these formats, or paste its text.",
    ),
    "document-too-large": (
        "Le document pèse {size} Mo ; la limite est de {most} Mo.",
        "The document weighs {size} MB; the limit is {most} MB.",
        "Coupez-le, ou collez le passage à vérifier.",
        "Cut it, or paste the part to check.",
    ),
    "document-too-long": (
        "Le texte a plus de {most} signes.",
        "The text has more than {most} characters.",
        "Vérifiez-le par parties.",
        "Check it in parts.",
    ),
    "document-too-many-pages": (
        "Le document a {pages} pages : {most} au plus sont lues.",
        "The document has {pages} pages: at most {most} are read.",
        "Vérifiez-le par parties.",
        "Check it in parts.",
    ),
    "document-damaged": (
        "Le document ne se lit pas : {why}.",
        "The document cannot be read: {why}.",
        "Ouvrez-le dans le logiciel qui l’a fait, puis enregistrez-le à nouveau.",
        "Open it in the program that made it, and save it again.",
    ),
    "document-encrypted": (
        "Le document est protégé par un mot de passe.",
        "The document is protected by a password.",
        "Enregistrez-le sans mot de passe.",
        "Save it without a password.",
    ),
    "document-without-text": (
        "Le document ne contient aucun texte lisible.",
        "The document holds no text that can be read.",
        "S’il s’agit d’une image, passez-la d’abord par une reconnaissance de caractères, ou tapez le texte.",
        "If it is a picture, run it through character recognition first, or type the text.",
    ),
}
CATALOGUE = FaultCatalogue(_ENTRIES)

fault = CATALOGUE.build
