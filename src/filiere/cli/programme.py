"""``filiere programme``: where a programme of action stands, and how far each target has come.

The day is read here and nowhere deeper: the engine is given the dates.
"""

from pathlib import Path

from cyclopts import App

from filiere.cli import programme_output as output
from filiere.cli.options import FormatOption, LangOption, handle_faults
from filiere.programme.progress_cases import read_case_progress

app = App(name="programme", help="Le programme d’action et son avancement. · The programme of action and its progress.")


@app.command
def progress(file: Path, /, *, format: FormatOption = "table", lang: LangOption = None) -> None:
    """Calculer l’avancement de cas écrits dans un fichier. · Compute the progress of cases written in a file.

    Parameters
    ----------
    file
        Fichier YAML, une liste de cas. · YAML file, a list of cases.
    """
    with handle_faults(lang) as language:
        output.print_cases(read_case_progress(file), format, language)
