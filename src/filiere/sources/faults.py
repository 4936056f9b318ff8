"""What may be wrong with a file of a source: the words of each fault under its code."""

from filiere.core.faults import FaultCatalogue

# Under each code, the fault in French and in English, then the remedy in French and in English.
CATALOGUE = FaultCatalogue(
    {
        "no-working-copy": (
            "La copie de travail du fichier ne s’écrit pas dans le dossier de données : {strerror}.",
            "The working copy of the file cannot be written to the data folder: {strerror}.",
            "Faites de la place : il faut deux fois la taille du fichier pendant le chargement.",
            "Free some space: twice the file’s size is needed during loading.",
        ),
        "unknown-source": (
            "Aucune source ne s’appelle « {name} ».",
            "No source is called “{name}”.",
            "Les sources connues : {names}.",
            "The known sources: {names}.",
        ),
        "source-read-elsewhere": (
            "« {name} » se télécharge ici, et se lit par « {read_by} ».",
            "“{name}” is fetched here, and read by “{read_by}”.",
            "Lancez : {read_by} FICHIER.",
            "Run: {read_by} FILE.",
        ),
        "duplicate-key": (
            "{value} est donné deux fois ; la première à la ligne {first}.",
            "{value} is given twice; the first on line {first}.",
            "Gardez une seule ligne, ou additionnez-les à la source.",
            "Keep only one row, or add them up at the source.",
        ),
        "unmarked-fiction": (
            "Le fichier « {name} » n’indique pas qu’il est fictif.",
            "The file “{name}” does not say that it is fictitious.",
            "Nommez-le par exemple {usual}.",
            "For example, name it {usual}.",
        ),
        "unclosed-quote": (
            "Un guillemet droit s’ouvre sur cette ligne et ne se ferme pas.",
            "A quotation mark opens on this line but does not close.",
            "Fermez le guillemet, ou doublez-le s’il fait partie du texte.",
            "Close the quotation mark, or double it if it is part of the text.",
        ),
        "download-failed": (
            "Le téléchargement a échoué après {attempts} essais : {reason}.",
            "The download failed after {attempts} attempts: {reason}.",
            "Vérifiez la connexion et relancez : le téléchargement reprend où il s’est arrêté.",
            "Check the connection and run it again: the download resumes where it stopped.",
        ),
        "too-many-redirects": (
            "L’adresse renvoie plus de {redirects} fois ailleurs.",
            "The address redirects more than {redirects} times.",
            "Ouvrez la page de la source et donnez l’adresse finale.",
            "Open the source’s page and give the final address.",
        ),
        "insecure-address": (
            "« {address} » n’est pas une adresse HTTPS.",
            "“{address}” is not an HTTPS address.",
            "Donnez une adresse qui commence par https://.",
            "Give an address that starts with https://.",
        ),
        "download-refused": (
            "Le serveur répond {status} à cette adresse.",
            "The server returns {status} for this address.",
            "L’adresse a peut-être changé : ouvrez la page de la source (« filiere sources list »).",
            "The address may have changed: open the source’s page (“filiere sources list”).",
        ),
        "no-direct-download": (
            "L’adresse du fichier de « {name} » change à chaque édition : aucune n’est connue d’avance.",
            "The address of the “{name}” file changes with each edition: it cannot be known in advance.",
            "Ouvrez {page}, puis relancez avec --address et l’adresse du fichier.",
            "Open {page}, then run it again with --address and the file’s address.",
        ),
        "checksum-mismatch": (
            "Le fichier reçu a l’empreinte {found}, et non {expected}.",
            "The file received has the fingerprint {found}, not {expected}.",
            "Relancez le téléchargement ; si l’écart persiste, l’éditeur a changé le fichier.",
            "Run the download again; if it still differs, the publisher has changed the file.",
        ),
        "field-count": (
            "La ligne a {found} cases au lieu de {width}.",
            "The line has {found} cells instead of {width}.",
            "Cherchez un séparateur en trop ou manquant, ou un texte qui en contient un sans guillemets.",
            "Look for an extra or missing separator, or unquoted text that contains one.",
        ),
        "no-row": (
            "Le fichier n’a que son en-tête.",
            "The file contains only its header.",
            "Téléchargez-le de nouveau.",
            "Download it again.",
        ),
        "unknown-dimension": (
            "La source « {name} » n’a pas de dimension « {column} ».",
            "The source “{name}” has no dimension “{column}”.",
            "Les dimensions : {known}.",
            "The dimensions: {known}.",
        ),
    }
)
fault = CATALOGUE.build
