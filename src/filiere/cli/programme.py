"""``filiere programme``: what carries a programme: amendments to its texts, files of the State, public notices."""

from cyclopts import App

from filiere.cli.programme_amendments import merge
from filiere.cli.programme_files import grants, notice

app = App(name="programme", help="Le programme d’action et son avancement. · The programme of action and its progress.")
for _command in (merge, grants, notice):
    app.command(_command)
