"""``filiere careers``: the occupations of customer relations, and the paths in, up and out.

Each part of the engine has its own module of commands, gathered here.
"""

from cyclopts import App

from filiere.cli.careers_proximity import evaluate

app = App(name="careers", help="Les métiers et les passages. · Occupations and the paths between them.")
app.command(evaluate)
