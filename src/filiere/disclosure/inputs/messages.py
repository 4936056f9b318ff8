"""What is wrong with a specification, a hierarchy or data given to be protected: one entry a code, both languages.

A value or a contributor is named by its line, never shown: these sentences end in logs. Codes and cells are shown,
since nobody mends a file without them.
"""

from collections.abc import Mapping

# Under each code, the fault in French and in English, then the remedy in French and in English.
FAULTS: Mapping[str, tuple[str, str, str, str]] = {
    "data-format": (
        "Le format de ce fichier n’est pas connu : « {found} ».",
        "The format of this file is not known: “{found}”.",
        "Donnez un fichier .csv ou .parquet.",
        "Give a .csv or .parquet file.",
    ),
    "data-unreadable": (
        "Ce fichier ne peut pas être lu : {reason}.",
        "This file cannot be read: {reason}.",
        "Vérifiez le chemin, les droits et le contenu du fichier.",
        "Check the path, the rights and the content of the file.",
    ),
    "data-encoding": (
        "Le fichier n’est pas en UTF-8.",
        "The file is not UTF-8.",
        "Enregistrez-le en UTF-8 (il est peut-être en Windows-1252).",
        "Save it as UTF-8 (it may be Windows-1252).",
    ),
    "data-quotes": (
        "Les guillemets ne se ferment pas, ou un signe les suit avant le séparateur.",
        "Quotes do not close, or something follows them before the separator.",
        "Entourez de guillemets la valeur entière, et doublez ceux qu’elle contient.",
        "Put quotes around the whole value, and double those within it.",
    ),
    "data-empty": (
        "Le fichier n’a aucune ligne de données.",
        "The file has no row of data.",
        "Donnez un fichier avec un en-tête et une ligne au moins.",
        "Give a file with a header and at least one row.",
    ),
    "data-ragged": (
        "La ligne a {found} valeurs ; l’en-tête a {wanted} colonnes.",
        "The line has {found} values; the header has {wanted} columns.",
        "Donnez une valeur par colonne ; protégez par des guillemets ce qui contient le séparateur.",
        "Give one value a column; put in quotes what holds the separator.",
    ),
    "column-twice": (
        "La colonne « {column} » est deux fois dans l’en-tête.",
        "The column “{column}” is in the header twice.",
        "Renommez l’une des deux.",
        "Rename one of the two.",
    ),
    "column-missing": (
        "Il n’y a pas de colonne « {column} ».",
        "There is no column “{column}”.",
        "Colonnes du fichier : {known}.{near_fr}",
        "Columns of the file: {known}.{near_en}",
    ),
    "column-type": (
        "La colonne « {column} » ne contient ni des textes ni des nombres entiers : ses codes ne sont pas sûrs.",
        "The column “{column}” holds neither texts nor whole numbers: its codes are not reliable.",
        "Enregistrez les codes comme des textes.",
        "Store the codes as texts.",
    ),
    "column-reserved": (
        "Une dimension ne peut pas s’appeler « {column} » : le tableau publié a une colonne de ce nom.",
        "A dimension cannot be called “{column}”: the published table has a column of this name.",
        "Renommez la colonne dans les données et dans la spécification.",
        "Rename the column in the data and in the specification.",
    ),
    "code-empty": (
        "« {column} » est vide.",
        "“{column}” is empty.",
        "Donnez un code à chaque ligne ; ce qui est inconnu a besoin d’un code à lui.",
        "Give each row a code; what is unknown needs a code of its own.",
    ),
    "code-padded": (
        "Le code « {code} » de « {column} » a des blancs autour de lui : il serait un autre code.",
        "The code “{code}” of “{column}” has blanks around it: it would be another code.",
        "Retirez ces blancs.",
        "Remove these blanks.",
    ),
    "code-unknown": (
        "Le code « {code} » de « {column} » n’est pas dans la hiérarchie.",
        "The code “{code}” of “{column}” is not in the hierarchy.",
        "Ajoutez-le à la hiérarchie, ou corrigez-le.{near_fr}",
        "Add it to the hierarchy, or correct it.{near_en}",
    ),
    "code-is-a-group": (
        "La ligne est au code « {code} » de « {column} », qui est un groupe ou le total.",
        "The row is at the code “{code}” of “{column}”, which is a group or the total.",
        "Placez chaque ligne au code le plus fin ; groupes et totaux sont calculés.",
        "Put each row at the narrowest code; groups and totals are computed.",
    ),
    "value-not-a-number": (
        "« {column} » n’est pas un nombre exact.",
        "“{column}” is not an exact number.",
        "Écrivez un nombre comme -1234.56, sans espace ni unité ; une valeur inconnue n’est pas une ligne.",
        "Write a number such as -1234.56, without space or unit; an unknown value is not a row.",
    ),
    "value-too-large": (
        "La somme des tailles de « {column} », comptée exactement (en 1/{scale} d’unité), passe 2^53.",
        "The sum of sizes of “{column}”, counted exactly (in 1/{scale} of a unit), passes 2^53.",
        "Donnez les valeurs dans une unité plus grande, ou avec moins de décimales.",
        "Give the values in a larger unit, or with fewer decimals.",
    ),
    "value-negative": (
        "« {column} » est négatif.",
        "“{column}” is negative.",
        "Donnez un nombre de zéro au moins.",
        "Give a number of zero or more.",
    ),
    "contributor-empty": (
        "La ligne ne dit pas qui contribue : « {column} » est vide.",
        "The row does not say who contributes: “{column}” is empty.",
        "Donnez un identifiant au contributeur, un propre à chacun.",
        "Give the contributor an identifier, one of its own for each.",
    ),
    "holding-empty": (
        "« {column} » est vide : on ne sait pas de quel groupe est ce contributeur.",
        "“{column}” is empty: the group of this contributor is not known.",
        "Donnez le groupe ; un contributeur sans groupe est à lui seul le sien (répétez son identifiant).",
        "Give the group; a contributor without one is its own (repeat its identifier).",
    ),
    "holding-two": (
        "Le contributeur de cette ligne est d’un autre groupe à la ligne {other}.",
        "The contributor of this row is in another group on line {other}.",
        "Donnez le même groupe à toutes les lignes d’un contributeur.",
        "Give all rows of a contributor the same group.",
    ),
    "hierarchy-form": (
        "Une hiérarchie a deux colonnes au moins (code et groupe, ou les niveaux) ; celle-ci en a {found}.",
        "A hierarchy has two columns at least (code and group, or the levels); this one has {found}.",
        "Écrivez un en-tête « code,parent » et une ligne par code.",
        "Write a header “code,parent” and a line a code.",
    ),
    "hierarchy-blank": (
        "Le code de cette ligne est vide.",
        "The code of this line is empty.",
        "Donnez le code, ou retirez la ligne.",
        "Give the code, or remove the line.",
    ),
    "hierarchy-total": (
        "Le code « {code} » est celui du total : il n’est dans aucun groupe.",
        "The code “{code}” is that of the total: it is in no group.",
        "Retirez cette ligne, ou donnez un autre nom au total dans la spécification.",
        "Remove this line, or give the total another name in the specification.",
    ),
    "hierarchy-two-parents": (
        "Le code « {code} » est dans « {parent} » ici et dans « {other} » à la ligne {line_other}.",
        "The code “{code}” is in “{parent}” here and in “{other}” on line {line_other}.",
        "Gardez un seul groupe par code ; deux découpages sont deux colonnes, dans le même tableau.",
        "Keep one group a code; two ways of grouping are two columns, in the same table.",
    ),
    "hierarchy-duplicate": (
        "Cette ligne répète la ligne {other}.",
        "This line repeats line {other}.",
        "Retirez l’une des deux.",
        "Remove one of the two.",
    ),
    "hierarchy-cycle": (
        "De groupe en groupe, « {code} » est dans lui-même : {circle}.",
        "Group after group, “{code}” is inside itself: {circle}.",
        "Corrigez les groupes : chacun est dans un plus grand, jusqu’au total.",
        "Correct the groups: each is in a larger one, up to the total.",
    ),
    "dimension-twice": (
        "La dimension « {column} » est deux fois dans ce tableau.",
        "The dimension “{column}” is in this table twice.",
        "Gardez-en une.",
        "Keep one of them.",
    ),
    "dimension-differs": (
        "« {column} » a ici un autre total ou une autre hiérarchie que dans un tableau précédent.",
        "“{column}” has another total or hierarchy here than in an earlier table.",
        "Donnez partout les mêmes : une même colonne fait les mêmes cellules dans tous les tableaux.",
        "Give the same everywhere: one column makes the same cells in all tables.",
    ),
    "table-none": (
        "La spécification n’a aucun tableau.",
        "The specification has no table.",
        "Donnez « dimensions », ou des blocs de dimensions dans « tables ».",
        "Give “dimensions”, or blocks of dimensions in “tables”.",
    ),
    "table-data": (
        "Un tableau ne nomme son propre fichier que pour « input: cells ».",
        "A table names a file of its own only with “input: cells”.",
        "Retirez « data », ou donnez des cellules.",
        "Remove “data”, or give cells.",
    ),
    "key-needs": (
        "« {name} » n’a pas de sens ici : {why_fr}.",
        "“{name}” makes no sense here: {why_en}.",
        "{do_fr}.",
        "{do_en}.",
    ),
    "rule-too-fine": (
        "« {name} » a trop de chiffres pour un calcul exact avec des valeurs aussi grandes.",
        "“{name}” has too many digits for exact arithmetic with values as large as these.",
        "Écrivez-le avec moins de chiffres, ou donnez les valeurs dans une unité plus grande.",
        "Write it with fewer digits, or give the values in a larger unit.",
    ),
    "too-many-crossings": (
        "Les croisements possibles sont trop nombreux.",
        "There are too many possible crossings.",
        "Retirez une dimension, ou partagez le tableau.",
        "Take out a dimension, or split the table.",
    ),
    "cell-twice": (
        "La cellule {cell} est déjà à la ligne {other}.",
        "The cell {cell} is already on line {other}.",
        "Gardez une ligne par cellule.",
        "Keep one line a cell.",
    ),
    "cells-disagree": (
        "La cellule {cell} vaut ici {found} et {other} dans un autre tableau.",
        "The cell {cell} is {found} here and {other} in another table.",
        "Faites les deux tableaux des mêmes données.",
        "Make both tables from the same data.",
    ),
    "cell-of-no-table": (
        "La cellule {cell} n’est dans aucun tableau de la spécification.",
        "The cell {cell} is in no table of the specification.",
        "Retirez-la, ou ajoutez son tableau.",
        "Remove it, or add its table.",
    ),
    "cell-without-anyone": (
        "La cellule {cell} a une valeur et aucun contributeur.",
        "The cell {cell} has a value and no contributor.",
        "Corrigez le nombre de contributeurs, ou la valeur.",
        "Correct the number of contributors, or the value.",
    ),
    "count-not-whole": (
        "Le nombre de contributeurs de la cellule {cell} n’est pas un nombre entier de zéro au moins.",
        "The number of contributors of the cell {cell} is not a whole number of zero or more.",
        "Donnez ce nombre.",
        "Give that number.",
    ),
    "largest-beyond": (
        "Les plus grands contributeurs de la cellule {cell} passent sa valeur.",
        "The largest contributors of the cell {cell} pass its value.",
        "Vérifiez que ces colonnes sont dans la même unité que la valeur.",
        "Check that these columns are in the unit of the value.",
    ),
    "largest-too-small": (
        "Le plus grand contributeur de la cellule {cell} est plus petit que la part moyenne de ses contributeurs "
        "({count}).",
        "The largest contributor of the cell {cell} is smaller than the mean of its contributors ({count}).",
        "Vérifiez que cette colonne est dans la même unité que la valeur.",
        "Check that this column is in the unit of the value.",
    ),
    "second-beyond": (
        "Le deuxième contributeur de la cellule {cell} est plus grand que le premier.",
        "The second contributor of the cell {cell} is larger than the first.",
        "Échangez les deux colonnes, ou corrigez-les.",
        "Swap the two columns, or correct them.",
    ),
    "margin-missing": (
        "La cellule {cell} manque, alors que des parties d’elle sont là, dont {part}.",
        "The cell {cell} is missing, though parts of it are there, {part} among them.",
        "Ajoutez-la : toutes les marges d’un tableau sont données.",
        "Add it: all margins of a table are given.",
    ),
    "not-additive": (
        "La cellule {cell} vaut {whole} ; ses parties font {sum} ({parts}).",
        "The cell {cell} is {whole}; its parts add up to {sum} ({parts}).",
        "Corrigez ces valeurs ; des valeurs arrondies chacune de leur côté ne s’additionnent pas.",
        "Correct these values; values rounded each by itself do not add up.",
    ),
    "counts-not-additive": (
        "La cellule {cell} a {whole} contributeurs ; ses parties en ont {sum} ({parts}).",
        "The cell {cell} has {whole} contributors; its parts have {sum} ({parts}).",
        "Corrigez ces nombres : un groupe a tous les contributeurs de ses parties, et aucun autre.",
        "Correct these numbers: a group has all contributors of its parts, and no other.",
    ),
    "largest-not-above": (
        "Le plus grand contributeur de la cellule {cell} est plus petit que celui d’une de ses parties : {part}.",
        "The largest contributor of the cell {cell} is smaller than that of one of its parts: {part}.",
        "Corrigez l’une des deux.",
        "Correct one of the two.",
    ),
    "cell-unknown": (
        "Il n’y a pas de cellule {cell}.",
        "There is no cell {cell}.",
        "Vérifiez ses codes ; une cellule sans contributeur n’existe pas.",
        "Check its codes; a cell without contributor does not exist.",
    ),
    "keep-unsafe": (
        "La cellule {cell} doit rester visible, et la règle la retire : elle dirait trop d’un contributeur.",
        "The cell {cell} is to stay visible, and the rule withholds it: it would tell too much of a contributor.",
        "Retirez-la de cette liste, ou joignez les accords écrits par « waivers ».",
        "Take it off this list, or add the written consents by “waivers”.",
    ),
    "waiver-reference": (
        "L’accord de cette ligne n’a pas de référence.",
        "The consent of this line has no reference.",
        "Donnez la référence de l’accord écrit.",
        "Give the reference of the written consent.",
    ),
    "waiver-date": (
        "La date de l’accord n’est pas une date comme 2026-01-31.",
        "The date of the consent is not a date such as 2026-01-31.",
        "Écrivez année, mois et jour.",
        "Write year, month and day.",
    ),
    "weight-not-positive": (
        "« {column} » n’est pas au-dessus de zéro.",
        "“{column}” is not above zero.",
        "Donnez le nombre d’unités que la ligne représente.",
        "Give the number of units that the row stands for.",
    ),
    "base-too-fine": (
        "La base {base} est plus fine qu’un centième de la dernière décimale des données.",
        "The base {base} is finer than a hundredth of the last decimal of the data.",
        "Donnez une base plus grande.",
        "Give a larger base.",
    ),
    "more-of-these": (
        "Et autant de fois la faute « {other} » en plus : {count}.",
        "And more of the fault “{other}”: {count}.",
        "Corrigez-les comme les premières.",
        "Correct them like the first ones.",
    ),
}

# What is told beside a result: nothing is wrong, and whoever publishes should know it.
NOTES: Mapping[str, tuple[str, str, str, str]] = {
    "contributors-in-several-cells": (
        "Des contributeurs sont dans plusieurs cellules fines : {count}, par exemple dans {cells}.",
        "Some contributors are in several narrow cells: {count}, for example in {cells}.",
        "Chacun compte une fois par cellule. Si une ligne est un contributeur, laissez « contributor: null ».",
        "Each counts once a cell. If a row is a contributor, leave “contributor: null”.",
    ),
    "digits-rounded": (
        "Des valeurs de « {column} » ont plus de quinze chiffres : {count}. Elles sont lues à quinze, ce qu’un nombre "
        "binaire garde.",
        "Some values of “{column}” have more than fifteen digits: {count}. They are read at fifteen, what a binary "
        "number keeps.",
        "Exportez des décimaux si tous les chiffres comptent.",
        "Export decimals if all digits count.",
    ),
    "every-cell-unsafe": (
        "Toutes les cellules sont retirées par la règle elle-même ({count}, dont {cells}) : rien ne serait publié.",
        "Every cell is withheld by the rule itself ({count}, {cells} among them): nothing would be published.",
        "Regroupez les codes, ou vérifiez la colonne du contributeur.",
        "Group the codes, or check the contributor’s column.",
    ),
    "amounts-negative": (
        "Des montants sont négatifs : {count}. Un lecteur est tenu pour ne savoir aucune borne à leurs cellules.",
        "Some amounts are negative: {count}. A reader is taken to know no bound of the cells that have one.",
        "Vérifiez que ce ne sont pas des fautes : une cellule sans borne cache mieux qu’elle ne devrait.",
        "Check that they are no mistakes: a cell without a bound hides better than it should.",
    ),
    "waiver-of-nobody": (
        "Un accord est celui d’un contributeur qui n’est pas dans les données.",
        "A consent is that of a contributor who is not in the data.",
        "Vérifiez son identifiant ; l’accord ne change rien ici.",
        "Check its identifier; the consent changes nothing here.",
    ),
    "cells-without-anyone": (
        "Des cellules n’ont aucun contributeur et ne sont pas reprises : {count}.",
        "Some cells have no contributor and are left out: {count}.",
        "Elles valent zéro pour tous, et ne sont un secret pour personne.",
        "They are zero for everybody, and a secret to nobody.",
    ),
}
