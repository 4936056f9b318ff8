"""What is wrong with the profession’s layer: one entry a code, the fault and its remedy, in both languages."""

from filiere.core.faults import FaultCatalogue, FaultEntry

# Under each code, the fault in French and in English, then the remedy in French and in English.
_ENTRIES: dict[str, FaultEntry] = {
    "profession-missing-folder": (
        "Le dossier « {name} » n’existe pas, ou ne contient aucun fichier YAML.",
        "The folder “{name}” does not exist, or holds no YAML file.",
        "Donnez le dossier qui contient « framework.yaml », « skills.yaml », « occupations.yaml »…",
        "Give the folder that holds “framework.yaml”, “skills.yaml”, “occupations.yaml”…",
    ),
    "profession-not-lists": (
        "Ce fichier ne contient pas de listes sous des clés.",
        "This file does not hold lists under keys.",
        "Écrivez « skills: », « occupations: » ou une autre liste connue, puis ses éléments : {allowed}.",
        "Write “skills:”, “occupations:” or another known list, then its items: {allowed}.",
    ),
    "profession-unknown-list": (
        "La liste « {name} » n’est pas connue ici.",
        "The list “{name}” is not known here.",
        "Listes connues : {allowed}.{near_fr}",
        "Known lists: {allowed}.{near_en}",
    ),
    "profession-not-a-list": (
        "« {name} » doit être une liste.",
        "“{name}” must be a list.",
        "Mettez un tiret devant chaque élément.",
        "Put a dash before each item.",
    ),
    "profession-missing-list": (
        "Aucun fichier ne donne la liste « {name} ».",
        "No file gives the list “{name}”.",
        "Ajoutez « {name}: » à un fichier du dossier.",
        "Add “{name}:” to a file of the folder.",
    ),
    "profession-repeated-id": (
        "« {id} » est déjà pris : {where}.",
        "“{id}” is already taken: {where}.",
        "Donnez un autre identifiant à l’un des deux.",
        "Give one of the two another identifier.",
    ),
    "profession-unknown-reference": (
        "« {value} » n’est pas dans la liste « {list} ».",
        "“{value}” is not in the list “{list}”.",
        "Corrigez l’identifiant, ou ajoutez l’élément à « {list} ».{near_fr}",
        "Correct the identifier, or add the item to “{list}”.{near_en}",
    ),
    "profession-repeated-need": (
        "« {value} » est donné deux fois dans « {id} » : il compterait double.",
        "“{value}” is given twice in “{id}”: it would count twice.",
        "Gardez-le une fois.",
        "Keep it once.",
    ),
    "profession-unknown-degree": (
        "« {value} » n’est pas un degré de l’échelle du sujet « {topic} ».",
        "“{value}” is not a degree of the scale of the topic “{topic}”.",
        "Prenez un degré de « scale » dans ce sujet, ou retirez « degree » : le sujet reste une question.{near_fr}",
        "Take a degree of “scale” in that topic, or remove “degree”: the topic stays a question.{near_en}",
    ),
    "profession-no-core-skill": (
        "« {id} » n’a aucune compétence de cœur de métier : rien n’y est demandé à tout le monde.",
        "“{id}” has no core skill: nothing is asked of everybody there.",
        "Mettez « kind: core » à celles sans lesquelles on ne fait pas ce métier.",
        "Set “kind: core” on those that the job cannot be done without.",
    ),
    "profession-unused": (
        "« {id} », de la liste « {list} », ne sert nulle part.",
        "“{id}”, of the list “{list}”, is used nowhere.",
        "Servez-vous-en, ou retirez-le.",
        "Use it, or remove it.",
    ),
    "profession-ladder-not-rising": (
        "L’échelle « {id} » ne monte pas de « {before} » (niveau {low}) à « {after} » (niveau {high}).",
        "The ladder “{id}” does not rise from “{before}” (level {low}) to “{after}” (level {high}).",
        "Changez l’ordre ou le niveau ; un passage sans montée est un pas de côté (« side_moves »).",
        "Change the order or the level; a move without a rise is a side move (“side_moves”).",
    ),
    "profession-side-move-too-far": (
        "Le pas de côté de « {before} » à « {after} » franchit {steps} niveaux : il en faut un au plus.",
        "The side move from “{before}” to “{after}” crosses {steps} levels: one at most is allowed.",
        "Mettez ce passage dans une échelle (« ladders »), ou corrigez les niveaux.",
        "Put this move in a ladder (“ladders”), or correct the levels.",
    ),
    "profession-side-move-in-place": (
        "Ce pas de côté part de « {id} » et y arrive.",
        "This side move starts and ends at “{id}”.",
        "Corrigez « origin » ou « target ».",
        "Correct “origin” or “target”.",
    ),
    "profession-orphan": (
        "« {id} » n’est ni sur une échelle ni au bout d’un pas de côté : personne n’y arrive et personne n’en part.",
        "“{id}” is on no ladder and at no end of a side move: nobody gets there and nobody leaves.",
        "Placez ce métier sur une échelle, ou donnez-lui un pas de côté.",
        "Put this occupation on a ladder, or give it a side move.",
    ),
    "profession-no-way-in": (
        "« {id} » est sur les premiers niveaux et aucun métier d’origine n’y mène.",
        "“{id}” is on the first levels and no feeder job leads to it.",
        "Ajoutez ce métier aux « occupations » d’un métier d’origine.",
        "Add this occupation to the “occupations” of a feeder job.",
    ),
    "profession-bad-code": (
        "« {code} » n’a pas la forme d’un code de « {nomenclature} ».",
        "“{code}” does not have the form of a code of “{nomenclature}”.",
        "Recopiez le code de la table où il a été lu : {read_in}",
        "Copy the code from the table it was read in: {read_in}",
    ),
    "profession-code-dates": (
        "Le lien avec « {code} » finit avant d’avoir commencé.",
        "The link with “{code}” ends before it has begun.",
        "Corrigez « since » ou « until ».",
        "Correct “since” or “until”.",
    ),
    "profession-unknown-figure": (
        "Le chiffre « {value} » n’est pas dans le registre.",
        "The figure “{value}” is not in the register.",
        "Corrigez l’identifiant, ou inscrivez d’abord le chiffre au registre avec sa source.{near_fr}",
        "Correct the identifier, or first enter the figure in the register with its source.{near_en}",
    ),
    "profession-number-unverified": (
        "« {id} » porte un numéro sans qu’une source lue le donne.",
        "“{id}” carries a number that no source read gives.",
        "Retirez « number » et laissez « to_verify », ou citez la source lue dans « source ».",
        "Remove “number” and leave “to_verify”, or cite the source read in “source”.",
    ),
    "profession-verified-without-source": (
        "« {id} » est dit vérifié sans source.",
        "“{id}” is said to be verified, without a source.",
        "Citez la source lue dans « source », ou mettez « to_verify ».",
        "Cite the source read in “source”, or set “to_verify”.",
    ),
    "profession-scale-incomplete": (
        "L’échelle « {list} » doit donner une fois chacun des niveaux de 1 à {most}.",
        "The scale “{list}” must give each level from 1 to {most} once.",
        "Corrigez les niveaux de la liste « {list} ».",
        "Correct the levels of the list “{list}”.",
    ),
    "profession-exit-phrase-without-weeks": (
        "La sortie « {id} » demande « {value} », dont la durée d’apprentissage n’est pas donnée.",
        "The exit “{id}” asks for “{value}”, whose learning time is not given.",
        "Ajoutez « weeks » à cette formulation.",
        "Add “weeks” to this phrase.",
    ),
    "bridge-unknown-phrase": (
        "La passerelle « {id} » part de « {value} », qu’aucun métier ne dit.",
        "The bridge “{id}” starts from “{value}”, which no job says.",
        "Recopiez une formulation de « phrases » que porte un métier, une sortie ou une ligne de fiche.{near_fr}",
        "Copy the words of a phrase of “phrases” that a feeder job, an exit or a line of a sheet holds.{near_en}",
    ),
    "bridge-unknown-skill": (
        "La passerelle « {id} » arrive à « {value} », qui n’est pas une compétence de la profession.",
        "The bridge “{id}” leads to “{value}”, which is not a skill of the profession.",
        "Recopiez les mots d’une compétence de « skills ».{near_fr}",
        "Copy the words of a skill of “skills”.{near_en}",
    ),
    "bridge-languages-differ": (
        "La passerelle « {id} » relie deux éléments selon la langue : « {fr} » et « {en} ».",
        "The bridge “{id}” links two different items by language: “{fr}” and “{en}”.",
        "Recopiez les deux langues du même élément.",
        "Copy both languages of the same item.",
    ),
    "bridge-occupation-code": (
        "La passerelle « {id} » contient le code de métier « {code} ».",
        "The bridge “{id}” holds the occupation code “{code}”.",
        "Une passerelle relie des compétences : retirez le code.",
        "A bridge links skills: remove the code.",
    ),
    "bridge-repeated": (
        "La passerelle « {id} » relie les mêmes compétences que « {other} ».",
        "The bridge “{id}” links the same skills as “{other}”.",
        "Gardez-en une : elle compterait double.",
        "Keep one of them: it would count twice.",
    ),
}

CATALOGUE = FaultCatalogue(_ENTRIES)
fault = CATALOGUE.build
