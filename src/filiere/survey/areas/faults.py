"""What may be wrong with a table of areas, its specification, a seed table or a benchmark."""

from filiere.core.faults import FaultCatalogue, FaultEntry

# Under each code, the fault in French and in English, then the remedy in French and in English.
_ENTRIES: dict[str, FaultEntry] = {
    "areas-specification": (
        "La spécification n’est pas une liste de clés et de valeurs.",
        "The specification is not a list of keys and values.",
        "Écrivez au moins direct, variance, covariates et area.",
        "Write at least direct, variance, covariates and area.",
    ),
    "areas-method": (
        "La méthode « {found} » n’est pas connue.",
        "The method “{found}” is not known.",
        "Écrivez reml (modèle de territoires, par défaut) ou spree (tableau qui garde sa structure).",
        "Write reml (a model of areas, the default) or spree (a table that keeps its structure).",
    ),
    "areas-known-categories": (
        "« known » et « categories » ne nomment pas les mêmes catégories : {names}.",
        "“known” and “categories” do not name the same categories: {names}.",
        "Donnez une colonne connue à chaque catégorie, ou retirez « known ».",
        "Give each category its known column, or remove “known”.",
    ),
    "areas-repeated-column": (
        "La colonne « {name} » sert deux fois.",
        "The column “{name}” is used twice.",
        "Donnez à chaque rôle une colonne qui n’est qu’à lui.",
        "Give each role a column of its own.",
    ),
    "areas-no-name": (
        "Cette ligne n’a pas de nom de territoire dans la colonne « {column} ».",
        "This row has no name of an area in the column “{column}”.",
        "Donnez son code ou son nom au territoire.",
        "Give the area its code or its name.",
    ),
    "areas-repeated-area": (
        "Le territoire « {area} » est donné deux fois, d’abord à la ligne {first}.",
        "The area “{area}” is given twice, first on row {first}.",
        "Gardez une ligne par territoire ; l’estimation directe se calcule avant, sur tout le territoire.",
        "Keep one row for each area; the direct estimate is computed before, over the whole area.",
    ),
    "areas-missing-covariate": (
        "La variable « {column} » n’a pas de valeur pour le territoire « {area} ».",
        "The covariate “{column}” has no value for the area “{area}”.",
        "Donnez-la pour chaque territoire, même sans estimation directe, ou retirez cette variable.",
        "Give it for every area, also without a direct estimate, or remove this covariate.",
    ),
    "areas-missing-variance": (
        "Le territoire « {area} » a une estimation directe sans variance.",
        "The area “{area}” has a direct estimate without a variance.",
        "Donnez la variance d’échantillonnage, ou laissez l’estimation directe vide : le territoire sera prédit.",
        "Give the sampling variance, or leave the direct estimate empty: the area will be predicted.",
    ),
    "areas-variance-not-positive": (
        "La variance du territoire « {area} » est {value} : elle doit dépasser zéro.",
        "The variance of the area “{area}” is {value}: it must be above zero.",
        "Un territoire tout à fait recensé sort du modèle ; une variance nulle tirée de quelques réponses égales se "
        "lisse d’abord. Sinon, laissez l’estimation directe vide.",
        "An area that was fully enumerated leaves the model; a zero variance from a few equal answers is smoothed "
        "first. Else leave the direct estimate empty.",
    ),
    "areas-too-few": (
        "Territoires qui ont une estimation directe : {areas} ; coefficients du modèle : {terms}. Il faut davantage de "
        "territoires que de coefficients.",
        "Areas with a direct estimate: {areas}; coefficients of the model: {terms}. There must be more areas than "
        "coefficients.",
        "Retirez des variables ou regroupez des modalités, par décision.",
        "Remove covariates or group categories, as a decision.",
    ),
    "areas-no-term": (
        "Le modèle n’a ni constante ni variable.",
        "The model has neither an intercept nor a covariate.",
        "Retirez « intercept: false », ou nommez une variable.",
        "Remove “intercept: false”, or name a covariate.",
    ),
    "areas-magnitude": (
        "La colonne « {column} » va de {least} à {most} : ces nombres ne sont pas dans une même unité.",
        "The column “{column}” ranges from {least} to {most}: these numbers are not in one unit.",
        "Écrivez tous les territoires dans la même unité, les variances dans cette unité au carré.",
        "Write all areas in one unit, the variances in that unit squared.",
    ),
    "areas-collinear": (
        "La variable « {column} » se déduit des autres : {combination}.",
        "The covariate “{column}” follows from the others: {combination}.",
        "Retirez « {column} », ou l’une de celles dont elle se déduit.",
        "Remove “{column}”, or one of those it follows from.",
    ),
    "areas-empty-category": (
        "Aucun territoire de « {column} » n’a d’estimation directe : son effet ne peut pas être estimé.",
        "No area of “{column}” has a direct estimate: its effect cannot be estimated.",
        "Regroupez cette modalité avec une autre, par décision, ou retirez ses territoires.",
        "Group this category with another, as a decision, or remove its areas.",
    ),
    "areas-not-converged": (
        "La variance entre territoires n’a pas convergé en {iterations} itérations.",
        "The variance between areas did not converge in {iterations} iterations.",
        "Vérifiez que les variances sont dans la même unité que les estimations directes, au carré.",
        "Check that the variances are in the unit of the direct estimates, squared.",
    ),
    "areas-benchmark-weight": (
        "Le poids du territoire « {area} » dans le total publié doit être un nombre positif ou nul (« {column} »).",
        "The weight of the area “{area}” in the published total must be a number, zero or above (“{column}”).",
        "Donnez l’effectif du territoire, ou 1 quand les estimations sont des totaux.",
        "Give the size of the area, or 1 when the estimates are totals.",
    ),
    "areas-benchmark-sign": (
        "Les estimations font {sum} et le total publié {total} : aucun facteur positif ne les relie.",
        "The estimates sum to {sum} and the published total is {total}: no positive factor joins them.",
        "Vérifiez l’unité et la définition du total publié.",
        "Check the unit and the definition of the published total.",
    ),
    "areas-seed-shape": (
        "Le tableau de départ a {rows} lignes et {columns} colonnes, les marges {row_totals} et {column_totals}.",
        "The seed table has {rows} rows and {columns} columns, the margins {row_totals} and {column_totals}.",
        "Donnez une marge à chaque ligne et à chaque colonne.",
        "Give each row and each column its margin.",
    ),
    "areas-seed-value": (
        "La case « {row} », « {column} » vaut {value} : il faut un nombre fini, positif ou nul.",
        "The cell “{row}”, “{column}” is {value}: it must be a finite number, zero or above.",
        "Corrigez cette case.",
        "Correct this cell.",
    ),
    "areas-margins-disagree": (
        "Les marges des lignes font {rows} et celles des colonnes {columns}.",
        "The row margins sum to {rows} and the column margins to {columns}.",
        "Ramenez les deux au même total publié.",
        "Bring both to the same published total.",
    ),
    "areas-empty-margin": (
        "« {name} » a une marge de {total} et aucune case où la mettre.",
        "“{name}” has a margin of {total} and no cell to hold it.",
        "Donnez une valeur positive à une case au moins, ou mettez cette marge à zéro.",
        "Give at least one cell a positive value, or set this margin to zero.",
    ),
    "areas-structure-conflict": (
        "Les zéros du tableau de départ excluent ces marges : après {iterations} passages, « {name} » garde un écart "
        "de {gap}.",
        "The zeros of the seed table forbid these margins: after {iterations} passes, “{name}” is off by {gap}.",
        "Un zéro du tableau de départ reste zéro. Donnez une valeur aux cases possibles, ou revoyez les marges.",
        "A zero of the seed stays zero. Give possible cells a value, or review the margins.",
    ),
}
CATALOGUE = FaultCatalogue(_ENTRIES)
