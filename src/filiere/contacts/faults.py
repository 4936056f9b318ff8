"""What may be wrong with a store of contacts, its comparisons or benchmarks: the words of each fault, by code."""

from filiere.core.faults import FaultCatalogue

# Under each code, the fault in French and in English, then the remedy in French and in English.
CATALOGUE = FaultCatalogue(
    {
        "benchmark-not-common": (
            "« {name} » n’est pas une définition commune scellée : les chiffres de tous ne se comparent pas "
            "selon la définition d’un seul.",
            "“{name}” is not a sealed common definition: everyone’s figures cannot be compared under one "
            "organisation’s definition.",
            "Prenez --definition common-v1.",
            "Use --definition common-v1.",
        ),
        "benchmark-not-comparable": (
            "« {name} » n’est pas un indicateur de {definition_name} qui se compare : il faut un rapport de sommes.",
            "“{name}” is not a comparable indicator of {definition_name}: it must be a ratio of sums.",
            "Choix : {listed}.",
            "Choices: {listed}.",
        ),
        "benchmark-nobody": (
            "Aucune organisation des entrepôts donnés n’a de quoi calculer cet indicateur.",
            "No organisation in the given stores has the data needed to compute this indicator.",
            "Vérifiez l’indicateur et ce que contiennent les entrepôts : filiere contacts indicators.",
            "Check the indicator and what the stores contain: filiere contacts indicators.",
        ),
        "benchmark-organisation-twice": (
            "L’organisation « {name} » est dans plusieurs des entrepôts donnés.",
            "The organisation “{name}” is in more than one of the given stores.",
            "Donnez chaque entrepôt une fois, et réunissez dans un seul les contacts d’une organisation.",
            "Give each store once, and put all of an organisation’s contacts into a single store.",
        ),
        "gap-no-indicator": (
            "« {id} » n’a pas d’indicateur « {wanted} ».",
            "“{id}” has no indicator “{wanted}”.",
            "Choisissez parmi les siens : {known}.",
            "Choose one of: {known}.",
        ),
        "gap-other-measure": (
            "« {key} » mesure {measure} et « {end_key} » mesure {end_measure} : "
            "aucun choix n’explique leur différence.",
            "“{key}” measures {measure} and “{end_key}” measures {end_measure}: no choice explains their difference.",
            "Comparez deux indicateurs de la même mesure.",
            "Compare two indicators of the same measure.",
        ),
        "gap-list-form": (
            "« {name} » ne finit ni par .parquet ni par .csv.",
            "“{name}” does not end in .parquet or .csv.",
            "Nommez la liste contacts.parquet ou contacts.csv.",
            "Name the list contacts.parquet or contacts.csv.",
        ),
        "spark-not-started": (
            "Spark n’a pas démarré avec l’adresse « {master} » : {why}",
            "Spark failed to start with the address “{master}”: {why}",
            "Donnez une adresse comme local[2], spark://machine:7077 ou yarn.",
            "Give an address such as local[2], spark://host:7077 or yarn.",
        ),
        "spark-missing": (
            "Le moteur Spark est demandé, et pyspark n’est pas installé.",
            "The Spark engine was requested, but pyspark is not installed.",
            "Installez l’extra « spark » (pip install 'filiere[spark]'), ou prenez --engine duckdb.",
            "Install the “spark” extra (pip install 'filiere[spark]'), or use --engine duckdb.",
        ),
        "not-a-store": (
            "Ce dossier n’est pas un entrepôt de contacts : {why}.",
            "This folder is not a contact store: {why}.",
            "Donnez le dossier fait par « filiere contacts import … --out DOSSIER ».",
            "Give the folder made by “filiere contacts import … --out DIR”.",
        ),
        "store-format": (
            "L’entrepôt est au format {found}, et cette version lit le format {format}.",
            "The store uses format {found}, but this version reads format {format}.",
            "Importez de nouveau les fichiers dans un nouveau dossier.",
            "Import the files again into a new folder.",
        ),
        "store-exists": (
            "Ce dossier est déjà un entrepôt.",
            "This folder is already a store.",
            "Ouvrez-le, ou choisissez un autre dossier.",
            "Open it, or choose another folder.",
        ),
    }
)
fault = CATALOGUE.build
