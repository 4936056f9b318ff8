"""``filiere programme``: where a programme of action stands, how far each target has come, and what carries it:
amendments to its texts, files of the State, public notices.

The day is read here and nowhere deeper: the engine is given the dates.
"""

from datetime import date
from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from filiere.cli import programme_output as output
from filiere.cli.figures_register_loader import open_register
from filiere.cli.options import FormatOption, LangOption, handle_faults
from filiere.cli.programme_amendments import merge
from filiere.cli.programme_files import grants, notice
from filiere.programme import (
    SHIPPED_PLAN,
    RegisterReadings,
    compute_state,
    load_plan,
    read_case_progress,
    read_plan,
)
from filiere.site.data_folder import home_path

app = App(name="programme", help="Le programme d’action et son avancement. · The programme of action and its progress.")
for _command in (merge, grants, notice):
    app.command(_command)

OnOption = Annotated[
    date | None,
    Parameter(help="Ce qui était vrai ce jour, aujourd’hui par défaut. · What was true on this day, today by default."),
]
KnownOption = Annotated[
    date | None,
    Parameter(help="D’après ce qu’on savait ce jour. · By what was known on this day, today by default."),
]


@app.command
def state(
    *,
    on: OnOption = None,
    known: KnownOption = None,
    plan: str = SHIPPED_PLAN,
    file: Path | None = None,
    format: FormatOption = "table",
    lang: LangOption = None,
) -> None:
    """Montrer où en est un programme, ce qui demande une décision et pourquoi. · Show where a programme stands.

    Ce qui est déclaré et ce qui est calculé sont côte à côte. · What is declared stands beside what is computed.

    Parameters
    ----------
    plan
        Nom d’un programme livré, ou du dossier programme des données. · Name of a programme, shipped or of the data.
    file
        Fichier YAML d’un autre programme. · YAML file of another programme.
    """
    with handle_faults(lang):
        register = open_register()
        read = load_plan(plan, register, home=home_path()) if file is None else read_plan(file, register)
        today = date.today()
        found = compute_state(read, RegisterReadings(register), on=on or today, known=known or today)
        output.print_state(found, register, format)


@app.command
def progress(file: Path, /, *, format: FormatOption = "table", lang: LangOption = None) -> None:
    """Calculer l’avancement de cas écrits dans un fichier. · Compute the progress of cases written in a file.

    Parameters
    ----------
    file
        Fichier YAML, une liste de cas. · YAML file, a list of cases.
    """
    with handle_faults(lang):
        output.print_cases(read_case_progress(file), format)
