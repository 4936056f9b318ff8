"""``filiere careers``: the occupations of customer relations, and the paths in, up and out.

Each part of the engine has its own module of commands, gathered here.
"""

from cyclopts import App

from filiere.cli.careers_evaluation import evaluate
from filiere.cli.careers_forecast import forecast
from filiere.cli.careers_profession import check
from filiere.cli.careers_titles import resolve

app = App(name="careers", help="Les métiers et les passages. · Occupations and the paths between them.")
app.command(check)
app.command(resolve)
app.command(evaluate)
app.command(forecast)
