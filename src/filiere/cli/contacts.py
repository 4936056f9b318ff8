"""``filiere contacts``: service quality computed from raw contacts, under definitions that are data.

Each family of commands is a module of its own, imported when its command is called.
"""

from cyclopts import App

app = App(name="contacts", help="Les contacts et la qualité de service. · Contacts and service quality.")

_COMMANDS = {
    "definitions": ("contacts_definitions:app", "Les définitions d’indicateurs. · Definitions of indicators."),
}
for _name, (_target, _help) in _COMMANDS.items():
    app.command(f"filiere.cli.{_target}", name=_name, help=_help)
