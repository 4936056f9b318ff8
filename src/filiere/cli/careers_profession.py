"""``filiere careers check``: the profession’s layer, all its faults at once."""

import sys
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from filiere.careers.forecasts import check_scenarios
from filiere.careers.profession import check_profession
from filiere.cli import figures_output as output
from filiere.cli import relativise_fault
from filiere.cli.figures_register_loader import open_register
from filiere.cli.options import FormatOption, LangOption, exit_status, handle_faults


def check(
    path: Path | None = None,
    /,
    *,
    remedy: Annotated[bool, Parameter(negative=())] = False,
    format: FormatOption = "table",
    lang: LangOption = None,
) -> None:
    """Vérifier les métiers, les compétences et les passerelles. · Check the occupations, skills and bridges.

    Toutes les erreurs d’un coup ; les chiffres cités doivent être dans le registre. · All faults at once; the figures
    that are named must be in the register.

    Parameters
    ----------
    path
        Dossier de fichiers YAML ; celui qui est livré par défaut. · Folder of YAML files; the shipped one by default.
    remedy
        Indiquer aussi que faire de chaque erreur. · Also say what to do about each fault.
    """
    with handle_faults(lang):
        register = open_register()
        found = check_profession(path, register) + ([] if path else check_scenarios(register))
        faults = [relativise_fault(one) for one in found]
        if format == "table":
            output.print_faults(faults, remedy=remedy)
        else:
            output.print_records([one.as_json() for one in faults], format)
    if faults:
        sys.exit(exit_status(faults))
