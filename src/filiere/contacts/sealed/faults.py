"""What a verification says of a pack that does not hold: one entry a code, the fault and what to do, in both languages.

Kept apart from the rules so that the words can be read, corrected and tested together.
"""

from filiere.core.faults import Fault, FaultCatalogue, FaultEntry
from filiere.core.text import make_printable

_AGAIN_FR = "Demandez à qui l’a fait de vous l’envoyer de nouveau, et comparez le sceau qu’il vous donne par ailleurs."
_AGAIN_EN = "Ask its maker to send it again, and compare the seal that they give you by another way."
_REFUSE_FR = "Ne vous fiez pas à ce dossier : demandez à qui l’a fait d’où vient la différence."
_REFUSE_EN = "Do not rely on this pack: ask its maker where the difference comes from."

# Under each code, the fault in French and in English, then the remedy in French and in English.
_ENTRIES: dict[str, FaultEntry] = {
    "pack-unreadable": (
        "Ce fichier n’existe pas ou ne peut être ouvert.",
        "This file does not exist or cannot be opened.",
        "Vérifiez le chemin et les droits.",
        "Check the path and the rights.",
    ),
    "pack-not-one": (
        "Ce fichier n’est pas un dossier scellé : il ne commence pas comme une archive ZIP.",
        "This file is not a sealed pack: it does not begin as a ZIP archive does.",
        "Donnez le fichier que « filiere contacts pack » a écrit.",
        "Give the file that “filiere contacts pack” wrote.",
    ),
    "pack-truncated": (
        "Le dossier est coupé, ou quelque chose y a été ajouté : il ne finit pas par son sommaire.",
        "The pack is cut, or something was added to it: it does not end with its directory.",
        _AGAIN_FR,
        _AGAIN_EN,
    ),
    "pack-changed-header": (
        "L’en-tête de « {name} » n’est pas celui qu’un dossier scellé écrit : un octet y a changé.",
        "The header of “{name}” is not the one that a sealed pack writes: a byte of it has changed.",
        _AGAIN_FR,
        _AGAIN_EN,
    ),
    "pack-changed-directory": (
        "Le sommaire n’est pas celui qu’un dossier scellé écrit : un octet y a changé, ou l’archive a été refaite par "
        "un autre programme.",
        "The directory is not the one that a sealed pack writes: a byte of it has changed, or another program made the "
        "archive again.",
        _AGAIN_FR,
        _AGAIN_EN,
    ),
    "pack-bad-name": (
        "Un fichier du dossier porte un nom refusé : « {name} ».",
        "A file of the pack has a name that is refused: “{name}”.",
        "N’ouvrez pas cette archive avec un autre programme : ce nom peut écrire hors du dossier, ou deux fois au même "
        "endroit.",
        "Do not open this archive with another program: the name may write outside the folder, or twice in one place.",
    ),
    "pack-too-large": (
        "Le dossier annonce {count} fichiers ou un sommaire trop long : aucun dossier scellé n’en a tant.",
        "The pack announces {count} files or a directory too long: no sealed pack has as many.",
        _AGAIN_FR,
        _AGAIN_EN,
    ),
    "pack-no-manifest": (
        "Le dossier n’a pas de « manifest.json ».",
        "The pack has no “manifest.json”.",
        "Donnez le fichier que « filiere contacts pack » a écrit.",
        "Give the file that “filiere contacts pack” wrote.",
    ),
    "pack-bad-manifest": (
        "Le manifeste ne se lit pas : {fr}.",
        "The manifest cannot be read: {en}.",
        _AGAIN_FR,
        _AGAIN_EN,
    ),
    "pack-other-format": (
        "Le dossier est au format {found} ; cette version de Filière lit le format {expected}.",
        "The pack is in format {found}; this version of Filière reads format {expected}.",
        "Prenez la version de Filière que le rapport du dossier nomme.",
        "Take the version of Filière that the report of the pack names.",
    ),
    "pack-changed-manifest": (
        "Le manifeste n’est plus celui qui a été scellé : sceau écrit {expected}, sceau recalculé {found}.",
        "The manifest is no longer the one that was sealed: seal written {expected}, seal computed {found}.",
        _REFUSE_FR,
        _REFUSE_EN,
    ),
    "pack-other-seal": (
        "Ce dossier n’est pas celui que vous attendez : sceau attendu {expected}, sceau du dossier {found}.",
        "This is not the pack that you expect: seal expected {expected}, seal of the pack {found}.",
        "Demandez le dossier dont le sceau vous a été donné.",
        "Ask for the pack whose seal you were given.",
    ),
    "pack-missing-file": (
        "« {name} » manque : le manifeste le nomme, le dossier ne l’a pas.",
        "“{name}” is missing: the manifest names it, the pack does not have it.",
        _AGAIN_FR,
        _AGAIN_EN,
    ),
    "pack-extra-file": (
        "« {name} » est de trop : le manifeste ne le nomme pas.",
        "“{name}” is one too many: the manifest does not name it.",
        _REFUSE_FR,
        _REFUSE_EN,
    ),
    "pack-changed-file": (
        "« {name} » a changé : empreinte SHA-256 scellée {expected}, trouvée {found}.",
        "“{name}” has changed: SHA-256 sealed {expected}, found {found}.",
        _REFUSE_FR,
        _REFUSE_EN,
    ),
    "pack-changed-definition": (
        "La définition « {name} » n’est plus celle qui a été scellée : sceau attendu {expected}, trouvé {found}.",
        "The definition “{name}” is no longer the one that was sealed: seal expected {expected}, found {found}.",
        _REFUSE_FR,
        _REFUSE_EN,
    ),
    "pack-unreadable-definition": (
        "La définition « {name} » ne se lit pas : {fr}",
        "The definition “{name}” cannot be read: {en}",
        _REFUSE_FR,
        _REFUSE_EN,
    ),
    "pack-unreadable-data": (
        "« {name} » ne se lit pas : ce n’est pas le Parquet d’une table de contacts ({what}).",
        "“{name}” cannot be read: it is not the Parquet of a table of contacts ({what}).",
        _REFUSE_FR,
        _REFUSE_EN,
    ),
    "pack-missing-column": (
        "« {name} » n’a pas la colonne « {expected} », sans laquelle aucune ligne ne se compte.",
        "“{name}” has no column “{expected}”, without which no row is counted.",
        _REFUSE_FR,
        _REFUSE_EN,
    ),
    "pack-extra-column": (
        "« {name} » a des colonnes qu’aucun dossier n’a : {found}. Rien ne les lit, rien ne les compare.",
        "“{name}” has columns that no pack has: {found}. Nothing reads them, nothing compares them.",
        _REFUSE_FR,
        _REFUSE_EN,
    ),
    "pack-swollen-data": (
        "« {name} » annonce {size} octets une fois lu pour {rows} lignes : c’est refusé avant de le lire.",
        "“{name}” announces {size} bytes once read for {rows} rows: refused before reading.",
        _REFUSE_FR,
        _REFUSE_EN,
    ),
    "pack-other-count": (
        "{fr} : {expected} au manifeste, {found} dans les données.",
        "{en}: {expected} in the manifest, {found} in the data.",
        _REFUSE_FR,
        _REFUSE_EN,
    ),
    "pack-unknown-maker": (
        "Le dossier se dit fait par « {name} », que Filière {expected} ne connaît pas : aucune version qui fait des "
        "dossiers ne porte ce nom, ou elle est plus récente que celle qui vérifie.",
        "The pack says that “{name}” made it, which Filière {expected} does not know: no version that makes packs has "
        "this name, or it is newer than the one that verifies.",
        "Vérifiez avec la version la plus récente de Filière ; si elle ne la connaît pas non plus, ne vous y fiez pas.",
        "Verify with the newest version of Filière; if it does not know it either, do not rely on this pack.",
    ),
    "pack-other-levels": (
        "Les niveaux du dossier ne sont pas ceux d’un dossier : le tout d’abord, puis un détail au plus ({found}).",
        "The levels of the pack are not those of a pack: the whole first, then one detail at most ({found}).",
        _REFUSE_FR,
        _REFUSE_EN,
    ),
    "pack-other-definitions": (
        "Le dossier n’a pas de définition, ou en nomme une deux fois ({found}).",
        "The pack has no definition, or names one twice ({found}).",
        _REFUSE_FR,
        _REFUSE_EN,
    ),
    "pack-other-list": (
        "{fr} : « {expected} » au manifeste, « {found} » dans les données.",
        "{en}: “{expected}” in the manifest, “{found}” in the data.",
        _REFUSE_FR,
        _REFUSE_EN,
    ),
    "pack-other-place-of-data": (
        "« {name} » est déclaré comme données sans être à leur place, ou l’inverse.",
        "“{name}” is declared as data but is not where data belong, or the reverse.",
        _REFUSE_FR,
        _REFUSE_EN,
    ),
    "pack-bad-import": (
        "Le compte rendu d’import « {name} » n’en est pas un : {fr}.",
        "The import report “{name}” is none: {en}.",
        _REFUSE_FR,
        _REFUSE_EN,
    ),
    "pack-other-import": (
        "Le compte rendu d’import « {name} » n’est celui d’aucune livraison que le manifeste nomme.",
        "The import report “{name}” is that of no delivery that the manifest names.",
        _REFUSE_FR,
        _REFUSE_EN,
    ),
    "pack-no-import": (
        "La livraison « {name} » ({table}) n’a pas le compte rendu d’import que le manifeste en dit.",
        "The delivery “{name}” ({table}) has not the import report that the manifest says of it.",
        _REFUSE_FR,
        _REFUSE_EN,
    ),
    "pack-unknown-delivery": (
        "{rows} lignes de « {table} » se disent de la livraison {name}, que le manifeste ne nomme pas.",
        "{rows} rows of “{table}” say that they are of delivery {name}, which the manifest does not name.",
        _REFUSE_FR,
        _REFUSE_EN,
    ),
    "pack-other-place": (
        "Des lignes de « {table} » de la livraison « {name} » sont de « {found} », et la livraison de « {said} ».",
        "Rows of “{table}” of the delivery “{name}” are of “{found}”, and the delivery of “{said}”.",
        _REFUSE_FR,
        _REFUSE_EN,
    ),
    "pack-told-month": (
        "Le manifeste dit que rien ne renseigne « {name} » pour {expected} contacts de {month}, mais les données le "
        "renseignent pour {found} : c’est plus qu’il n’en reste.",
        "The manifest says that nothing records “{name}” for {expected} contacts of {month}, but the data record it "
        "for {found}: more than are left.",
        _REFUSE_FR,
        _REFUSE_EN,
    ),
    "pack-missing-check": (
        "Le contrôle « {name} » manque : tout dossier le porte, celui-ci ne le dit pas.",
        "The check “{name}” is missing: every pack has it, and this one does not say it.",
        _REFUSE_FR,
        _REFUSE_EN,
    ),
    "pack-extra-check": (
        "Le contrôle « {name} » n’a rien à faire là : ce nom n’existe pas, figure deux fois, ou rien ne l’appelle.",
        "The check “{name}” does not belong here: it does not exist, is listed twice, or nothing calls for it.",
        _REFUSE_FR,
        _REFUSE_EN,
    ),
    "pack-other-verdict": (
        "Le contrôle « {name} » est noté « {expected} » ; le second calcul trouve « {found} ».",
        "The check “{name}” is recorded as “{expected}”; the second computation finds “{found}”.",
        _REFUSE_FR,
        _REFUSE_EN,
    ),
    "pack-other-words": (
        "La phrase du contrôle « {name} » n’est pas celle de ses nombres : « {fr} », au lieu de « {found_fr} ».",
        "The sentence of the check “{name}” is not that of its numbers: “{en}”, instead of “{found_en}”.",
        _REFUSE_FR,
        _REFUSE_EN,
    ),
    "pack-other-figure": (
        "« {figure} » ne se retrouve pas : le dossier dit {expected}, le second calcul trouve {found}. Diffère : "
        "{what}.",
        "“{figure}” is not found again: the pack says {expected}, the second computation finds {found}. What differs: "
        "{what}.",
        _REFUSE_FR,
        _REFUSE_EN,
    ),
    "pack-missing-figure": (
        "« {figure} » manque : le second calcul la trouve ({found}), le dossier ne l’a pas.",
        "“{figure}” is missing: the second computation finds it ({found}), the pack does not have it.",
        _REFUSE_FR,
        _REFUSE_EN,
    ),
    "pack-extra-figure": (
        "« {figure} » est de trop : le dossier dit {expected}, le second calcul ne trouve rien à cet endroit.",
        "“{figure}” is one too many: the pack says {expected}, the second computation finds nothing there.",
        _REFUSE_FR,
        _REFUSE_EN,
    ),
    "pack-unproved-figure": (
        "« {figure} » ne se recalcule pas : le dossier dit {expected}, le second calcul ne connaît pas cette mesure.",
        "“{figure}” is not computed again: the pack says {expected}, and the second computation knows no such measure.",
        "Prenez un dossier sous une définition dont toutes les mesures se recalculent : docs/reference/sealed-pack.md.",
        "Take a pack under a definition all of whose measures are computed again: docs/reference/sealed-pack.md.",
    ),
    "pack-other-rendering": (
        "« {name} » ne dit pas ce que disent les chiffres du dossier : il n’est pas ce que Filière en écrit.",
        "“{name}” does not say what the figures of the pack say: it is not what Filière writes of them.",
        _REFUSE_FR,
        _REFUSE_EN,
    ),
    "pack-changed-input": (
        "La livraison « {name} » n’est pas celle qui a été importée : empreinte SHA-256 attendue {expected}, trouvée "
        "{found}.",
        "The delivery “{name}” is not the one that was imported: SHA-256 expected {expected}, found {found}.",
        "Donnez le fichier tel qu’il a été livré, ou demandez à qui a fait le dossier d’où vient la différence.",
        "Give the file as it was delivered, or ask the maker of the pack where the difference comes from.",
    ),
    "pack-unknown-input": (
        "Le fichier « {name} » n’est aucune des livraisons du dossier : son empreinte SHA-256 est {found}.",
        "The file “{name}” is none of the deliveries of the pack: its SHA-256 is {found}.",
        "Retirez-le, ou cherchez dans le rapport du dossier la livraison qu’il devrait être.",
        "Leave it out, or look in the report of the pack for the delivery that it should be.",
    ),
}
FAULTS = FaultCatalogue(_ENTRIES)


def fault(code: str, *, file: str | None = None, **parts: object) -> Fault:
    """The fault of a code, its words filled with ``parts``; ``file`` is the pack, ``key`` the figure or the entry."""
    told = {key: make_printable(str(value), 400) for key, value in parts.items()}
    return FAULTS.build(code, **told).at(file=file, key=told.get("figure", told.get("name")))
