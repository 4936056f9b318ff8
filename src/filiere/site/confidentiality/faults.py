"""What may be wrong with a table to protect: the words of each fault under its code."""

from filiere.core.faults import FaultCatalogue

# Under each code, the fault in French and in English, then the remedy in French and in English.
CATALOGUE = FaultCatalogue(
    {
        "total-of-nothing": (
            "Ce total publié ailleurs n’est la somme d’aucune case.",
            "This total published elsewhere is not the sum of any cells.",
            "Indiquez quelles cases il additionne ; l’ensemble est une case sans code.",
            "State which cells it adds up; the grand total is a cell without a code.",
        ),
        "total-declared-already": (
            "Ce total est déjà déclaré, sous {key}.",
            "This total has already been declared, as {key}.",
            "Il n’y a rien à faire. Si sa source est fausse, retirez-le, puis déclarez-le à nouveau.",
            "There is nothing to do. If its source is wrong, withdraw it, then declare it again.",
        ),
        "protection-decided": (
            "Le tableau {key} est déjà publié ou écarté.",
            "Table {key} has already been published or set aside.",
            "Préparez-en un autre.",
            "Prepare another table.",
        ),
        "publisher-acts-for-company": (
            "Vous avez un lien avec une organisation de la filière, ou en aviez un il y a moins de trois ans : "
            "vous pouvez préparer des tableaux, mais pas les publier.",
            "You have a link with an organisation in the sector, or had one in the last three years: you may "
            "prepare tables but not publish them.",
            "Demandez à un autre statisticien, sans lien de ce type, de lire ce tableau et de le publier.",
            "Ask another statistician, with no such link, to review and publish this one.",
        ),
        "release-past-moved": (
            "Depuis la préparation de ce tableau, un autre a été publié, ou un total publié ailleurs a été "
            "déclaré ou retiré, sur le même sujet.",
            "Since this table was prepared, another table on the same subject has been published, or a total "
            "published elsewhere has been declared or withdrawn.",
            "Préparez-le à nouveau : il sera contrôlé avec ce qui est public maintenant.",
            "Prepare it again: it will be assessed against what is public now.",
        ),
        "draft-gone": (
            "Les lignes de ce tableau ne sont plus là, ou sa règle n’est plus en vigueur.",
            "This table’s rows no longer exist, or its rule is no longer in force.",
            "Envoyez-les de nouveau.",
            "Upload them again.",
        ),
        "withdrawal-without-reason": (
            "Un total ne peut pas être retiré sans motif : les tableaux suivants ne seront plus contrôlés avec lui.",
            "A total cannot be withdrawn without a reason: later tables will no longer be assessed against it.",
            "Indiquez ce qui était faux.",
            "State what was wrong.",
        ),
        "total-withdrawn": (
            "Le total {key} est déjà retiré.",
            "Total {key} has already been withdrawn.",
            "Il n’y a rien à faire.",
            "There is nothing to do.",
        ),
        "unknown-table": (
            "Aucun tableau publié « {key} ».",
            "There is no published table “{key}”.",
            "Demandez la liste à /api/v1/tables.",
            "See /api/v1/tables for the list.",
        ),
        "release-other-words": (
            "Ces lignes sont les réponses de tableaux déjà publiés sous d’autres mots : {named}.",
            "These rows are the responses behind tables published under other names: {named}.",
            "Nommez la population et la colonne de la réponse comme précédemment : les tableaux seront "
            "contrôlés ensemble. Sinon, l’un révélerait ce que l’autre masque.",
            "Name the population and the response column as they were then, so that the tables are assessed "
            "together. Otherwise one would reveal what the other withholds.",
        ),
        "release-unproven": (
            "La preuve de ce tableau n’est pas valable : il ne sera pas publié.",
            "This table’s proof is not valid: it will not be published.",
            "Préparez-le à nouveau, et signalez à l’exploitant du serveur que des fichiers ont changé.",
            "Prepare it again, and tell the server administrator that files have changed.",
        ),
        "spec-not-for-pages": (
            "Ici, un tableau est publié avec des tirets ; les intervalles et les arrondis sont réservés à la "
            "ligne de commande.",
            "Here, tables are published with suppressed cells; intervals and rounding are available from the "
            "command line.",
            "Retirez « publish ».",
            "Remove “publish”.",
        ),
        "release-unsafe": (
            "L’audit indépendant constate une protection insuffisante ; rien n’est enregistré.",
            "The independent audit finds less protection than required; nothing was saved.",
            "C’est une erreur du programme, non des données : signalez-la avec la spécification.",
            "This is a program error, not a problem with the data: report it with the specification.",
        ),
        "table-too-wide": (
            "Ce fichier a {count} colonnes ; une page en montre {most_columns} au plus.",
            "This file has {count} columns; a page shows at most {most_columns}.",
            "Gardez la colonne des montants et celles qui la croisent, puis envoyez le fichier de nouveau.",
            "Keep the amount column and the classification columns, then upload the file again.",
        ),
        "column-name-too-long": (
            "Le nom de la colonne {long} dépasse {max_name_length} caractères.",
            "The name of column {long} is longer than {max_name_length} characters.",
            "Donnez-lui un nom court, puis envoyez le fichier de nouveau.",
            "Give it a short name, then send the file again.",
        ),
    }
)
fault = CATALOGUE.build
