"""What the reader and the checker of referentials say: one entry a code, the fault and its remedy, in both languages.

Kept apart from the rules so that the words can be read, corrected and tested together. Braces are filled by the rule
that finds the fault.
"""

from collections.abc import Iterable

from filiere.core.faults import FaultCatalogue, FaultEntry
from filiere.core.spelling import close_words

# Under each code, the fault in French and in English, then the remedy in French and in English.
_ENTRIES: dict[str, FaultEntry] = {
    "missing-file": (
        "Le fichier ou le dossier « {name} » manque.",
        "The file or folder “{name}” is missing.",
        "Ajoutez-le : rien ne se lit sans lui.",
        "Add it: nothing can be read without it.",
    ),
    "stray-file": (
        "« {name} » n’a pas sa place ici et ne serait ni lu ni scellé.",
        "“{name}” has no place here and would be neither read nor sealed.",
        "Donnez-lui un nom attendu, ou retirez-le. Noms attendus : {allowed}.",
        "Give it an expected name, or remove it. Expected names: {allowed}.",
    ),
    "yaml-1-1-word": (
        "« {word} » sans guillemets est lu vrai ou faux par d’autres logiciels.",
        "“{word}” without quotes is read as true or false by other software.",
        "Écrivez true ou false, ou mettez le mot entre guillemets.",
        "Write true or false, or put the word in quotes.",
    ),
    "missing-list": (
        "Ce fichier ne contient pas « {name} ».",
        "This file does not hold “{name}”.",
        "Ajoutez « {name}: » en tête, ou retirez le fichier.",
        "Add “{name}:” at the top, or remove the file.",
    ),
    "unknown-list": (
        "« {name} » n’est pas attendu dans ce fichier.",
        "“{name}” is not expected in this file.",
        "Attendu ici : {allowed}.",
        "Expected here: {allowed}.",
    ),
    "not-a-list": (
        "« {name} » doit être une liste.",
        "“{name}” must be a list.",
        "Mettez un tiret devant chaque élément.",
        "Put a dash before each item.",
    ),
    "taken-key": (
        "La clé « {key} » est déjà prise : {where}. Une clé est unique dans toute la version.",
        "The key “{key}” is already taken: {where}. A key is unique in the whole release.",
        "Donnez une autre clé ; celle d’une version publiée est permanente.",
        "Give another key; that of a published release is permanent.",
    ),
    "unknown-name": (
        "« {key} » nomme « {value} », qui n’existe pas.",
        "“{key}” names “{value}”, which does not exist.",
        "Corrigez ce nom ou déclarez-le.{near_fr}",
        "Correct this name or declare it.{near_en}",
    ),
    "case-unlike": (
        "Aucun cas de cette version n’a la clé « {name} ».",
        "No case of this release has the key “{name}”.",
        "Nommez dans « like » la clé d’un autre cas.{near_fr}",
        "Name in “like” the key of another case.{near_en}",
    ),
    "case-circle": (
        "Ce cas est déclaré semblable à « {name} », qui ramène à lui-même.",
        "This case is declared like “{name}”, which leads back to itself.",
        "Écrivez l’un de ces cas en entier.",
        "Write one of these cases in full.",
    ),
    "state-group-member": (
        "Le groupe « {name} » nomme « {part} », qui n’est ni un état, ni un groupe de la procédure {release}, ni un "
        "groupe écrit au-dessus.",
        "The group “{name}” names “{part}”, which is not a state, nor a group of the procedure {release}, nor a group "
        "written above.",
        "Corrigez ce nom, ou écrivez plus haut le groupe qu’il nomme.{near_fr} États et groupes : {known}.",
        "Correct this name, or write the group that it names further up.{near_en} States and groups: {known}.",
    ),
    "state-group-empty": (
        "Le groupe « {name} » n’a aucun état : un droit qui le nomme ne s’ouvre jamais.",
        "The group “{name}” has no state: a right that names it never opens.",
        "Donnez-lui un état au moins, ou retirez-le ainsi que ce qui le nomme.",
        "Give it one state at least, or remove it and what names it.",
    ),
    "state-group-circle": (
        "Le groupe « {name} » est fait de « {part} », qui ramène à lui-même.",
        "The group “{name}” is made of “{part}”, which leads back to itself.",
        "Écrivez les états de l’un de ces groupes.",
        "Write the states of one of these groups.",
    ),
    "state-group-taken": (
        "« {name} » est déjà un état ou un groupe de la procédure {release} : ce nom aurait deux sens.",
        "“{name}” is already a state or a group of the procedure {release}: this name would have two meanings.",
        "Donnez un autre nom à ce groupe, ici et là où il est nommé.",
        "Give this group another name, here and where it is named.",
    ),
    "theme-continues": (
        "La rubrique « {key} » continue, mais aucun fichier ne la commence.",
        "The theme “{key}” continues, but no file begins it.",
        "Écrivez le fichier qui porte son texte et ses poids, ou retirez « continues ».",
        "Write the file that carries its text and weights, or remove “continues”.",
    ),
    "theme-twice": (
        "La rubrique « {key} » commence deux fois : {where}.",
        "The theme “{key}” begins twice: {where}.",
        "Ajoutez « continues: true » au second fichier.",
        "Add “continues: true” to the second file.",
    ),
    "theme-incomplete": (
        "La rubrique « {key} » n’a pas de « {name} ».",
        "The theme “{key}” has no “{name}”.",
        "Ajoutez-le dans le fichier qui commence la rubrique.",
        "Add it in the file that begins the theme.",
    ),
    "wrong-folder": (
        "Le fichier dit « {said} » et son dossier « {folder} ».",
        "The file says “{said}” and its folder “{folder}”.",
        "Corrigez l’un des deux : on cherche une version par son dossier.",
        "Correct one of them: a release is looked for by its folder.",
    ),
    "factors-version": (
        "La table dit « {said} » et son fichier s’appelle « {name} ».",
        "The table says “{said}” and its file is called “{name}”.",
        "Corrigez l’un des deux : on cherche une table par le nom de son fichier.",
        "Correct one of them: a table is looked for by the name of its file.",
    ),
    "factor-twice": (
        "Le facteur « {name} » est donné deux fois.",
        "The factor “{name}” is given twice.",
        "Retirez l’une des deux lignes, ou donnez-lui son propre nom.",
        "Remove one of the two rows, or give it a name of its own.",
    ),
    "factor-out-of-bounds": (
        "Le facteur « {name} » vaut {value}, hors des bornes plausibles : de {min} à {max}.",
        "The factor “{name}” is worth {value}, outside its plausible bounds: from {min} to {max}.",
        "Relisez la source et l’unité, puis corrigez la valeur ou les bornes.",
        "Read the source and the unit again, then correct the value or the bounds.",
    ),
    "factor-unit-unknown": (
        "Le facteur « {name} » est en « {unit} », qui n’est pas une unité de la table.",
        "The factor “{name}” is in “{unit}”, which is not a unit of the table.",
        "Convertissez-le dans l’une de celles-ci : {known}.",
        "Convert it to one of these: {known}.",
    ),
    "factor-bounds-too-wide": (
        "Les bornes de « {name} » sortent de ce qui est plausible en « {unit} » : de {min} à {max}. {reason}",
        "The bounds of “{name}” go beyond what is plausible in “{unit}”: from {min} to {max}. {reason}",
        "Resserrez-les autour de ce que ce facteur peut valoir.",
        "Tighten them around what this factor can be worth.",
    ),
    "unknown-factors": (
        "Aucune table de facteurs « {value} » ici.",
        "There is no table of factors “{value}” here.",
        "Tables connues : {known}.",
        "Known tables: {known}.",
    ),
    "missing-procedure": (
        "La version « {value} » n’a pas de procédure, quand une version d’avant en a une : aucun dossier ne la suit.",
        "The release “{value}” has no procedure, though an earlier one has: no dossier can follow it.",
        "Rétablissez ce fichier depuis le paquet de la version installée.",
        "Restore this file from the package of the installed version.",
    ),
    "unknown-release": (
        "Aucune version « {value} » ici.",
        "There is no release “{value}” here.",
        "Voyez « filiere referentials list ».{near_fr}",
        "See “filiere referentials list”.{near_en}",
    ),
    "unknown-kind": (
        "On ne reconnaît ici ni version, ni référentiel, ni correspondance, ni dossier de contenu.",
        "Neither a release, a referential, a mapping nor a folder of content is recognised here.",
        "Donnez un dossier qui contient release.yaml, referential.yaml ou referentials/, ou un fichier de mappings/.",
        "Give a folder that holds release.yaml, referential.yaml or referentials/, or a file of mappings/.",
    ),
    "seal-missing": (
        "Une version au statut « {status} » doit être scellée, et celle-ci ne l’est pas.",
        "A release of status “{status}” must be sealed, and this one is not.",
        "Scellez-la : « filiere referentials seal {folder} ».",
        "Seal it: “filiere referentials seal {folder}”.",
    ),
    "seal-adopted": (
        "Les votes de cette version sont scellés : elle ne peut plus être au statut « {status} ».",
        "The votes of this release are sealed: its status can no longer be “{status}”.",
        "Rétablissez le statut ; un changement se fait dans une nouvelle version ou par un additif.",
        "Restore the status; a change takes a new release or an addendum.",
    ),
    "seal-broken": (
        "« {name} » a changé depuis le scellé (attendu {expected}, trouvé {found}) : la version est refusée.",
        "“{name}” has changed since it was sealed (expected {expected}, found {found}): the release is refused.",
        "Rétablissez le fichier ; un changement se fait dans une nouvelle version ou par un additif.",
        "Restore the file; a change takes a new release or an addendum.",
    ),
    "seal-incomplete": (
        "« {name} » n’est pas dans le scellé.",
        "“{name}” is not in the seal.",
        "Retirez-le : un ajout se fait dans une nouvelle version. Un additif adopté se scelle à son tour par "
        "« filiere referentials seal ».",
        "Remove it: an addition takes a new release. An adopted addendum is sealed in turn with "
        "“filiere referentials seal”.",
    ),
    "seal-orphan": (
        "Le scellé couvre « {name} », qui n’existe plus.",
        "The seal covers “{name}”, which no longer exists.",
        "Rétablissez le fichier.",
        "Restore the file.",
    ),
    "addendum-place": (
        "« {at} » ne mène à rien que l’additif {number} puisse changer.",
        "“{at}” leads to nothing that addendum {number} can change.",
        "Écrivez la sorte, la clé, puis la partie, comme criterion.<clé>.text ou theme.<clé>.weight.<catégorie>."
        "{near_fr}",
        "Write the kind, the key, then the part, such as criterion.<key>.text or theme.<key>.weight.<category>."
        "{near_en}",
    ),
    "addendum-was": (
        "L’additif {number} croit trouver « {expected} » à « {at} », et il y a « {found} ».",
        "Addendum {number} expects “{expected}” at “{at}”, and there is “{found}”.",
        "Relisez ce qu’il change, puis corrigez « was ».",
        "Read again what it changes, then correct “was”.",
    ),
    "addendum-value": (
        "L’additif {number} met à « {at} » une valeur qui n’y convient pas : {why_fr}",
        "Addendum {number} puts at “{at}” a value that does not fit there: {why_en}",
        "Donnez une valeur de la forme que ce champ attend.",
        "Give a value of the form that this field expects.",
    ),
    "already-sealed": (
        "Cette version est déjà scellée et son statut est « {status} ».",
        "This release is already sealed and its status is “{status}”.",
        "On ne scelle deux fois qu’un brouillon ; sinon, faites une nouvelle version.",
        "Only a draft is sealed twice; otherwise make a new release.",
    ),
}
FORM_FAULTS = FaultCatalogue(_ENTRIES)


def find_close_words(value: str, known: Iterable[str]) -> list[str]:
    """Return the known words that look like ``value``, closest first."""
    return close_words(value, list(known), most=2)
