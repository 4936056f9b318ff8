"""``filiere contacts``: service quality computed from raw contacts, under definitions that are data.

Each family of commands is a module of its own, imported when its command is called.
"""

from cyclopts import App

app = App(name="contacts", help="Les contacts et la qualité de service. · Contacts and service quality.")

_COMMANDS = {
    "import": ("contacts_import:import_", "Importer des fichiers de contacts. · Import files of contacts."),
    "report": ("contacts_import:report", "Rendre compte de chaque ligne importée. · Account for every row imported."),
    "verify-store": (
        "contacts_import:verify_store",
        "Vérifier les fichiers d’un entrepôt. · Check the files of a store.",
    ),
    "export": (
        "contacts_export:export",
        "Écrire les contacts en XES ou en vCon. · Write the contacts as XES or vCon.",
    ),
    "template": ("contacts_import:template", "Donner l’en-tête d’une table. · Give the header of a table."),
    "indicators": (
        "contacts_indicators:indicators",
        "Calculer les indicateurs d’un entrepôt. · Compute the indicators of a store.",
    ),
    "generate": (
        "contacts_generation:generate",
        "Fabriquer un entrepôt de contacts fictifs. · Generate a store of made-up contacts.",
    ),
    "benchmark": (
        "contacts_benchmark:benchmark_",
        "Comparer un indicateur entre organisations. · Compare an indicator between organisations.",
    ),
    "compare": (
        "contacts_definition_gap:compare_",
        "Expliquer l’écart entre deux définitions. · Explain a gap between definitions.",
    ),
    "pack": (
        "contacts_sealed_pack:pack",
        "Sceller des indicateurs et leurs données. · Seal indicators together with their data.",
    ),
    "verify": (
        "contacts_sealed_pack:verify",
        "Vérifier un dossier scellé, sans réseau. · Verify a sealed pack, offline.",
    ),
    "definitions": ("contacts_definitions:app", "Les définitions d’indicateurs. · Definitions of indicators."),
}
for _name, (_target, _help) in _COMMANDS.items():
    app.command(f"filiere.cli.{_target}", name=_name, help=_help)
