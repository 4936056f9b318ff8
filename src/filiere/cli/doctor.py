"""`filiere doctor`: everything that may be wrong with a site, what it is, and how to mend it."""

from __future__ import annotations

import sys
from typing import Annotated

from cyclopts import Parameter

from filiere.cli.options import JsonFormatOption, LangOption, handle_faults, print_json
from filiere.core.text import Text

_LEVELS = {
    "ok": Text(fr="bon", en="ok"),
    "warning": Text(fr="attention", en="warning"),
    "error": Text(fr="erreur", en="error"),
}
EXIT_STATUSES = {"ok": 0, "warning": 1, "error": 2}
"""Exit status by the worst that was found, as programs that watch machines read it."""


def doctor(
    *,
    full: Annotated[bool, Parameter(negative="")] = False,
    format: JsonFormatOption = "table",
    lang: LangOption = None,
) -> None:
    """Examiner le site et dire ce qui ne va pas. · Examine the site and say what is wrong.

    L’état de sortie est 0 quand tout va bien, 1 s’il y a des avertissements, 2 s’il y a une erreur. · The exit status
    is 0 when all is well, 1 when there are warnings, 2 when there is an error.

    Parameters
    ----------
    full
        Tout relire : le journal entier et chaque pièce. · Read everything: the whole journal and every document.
    """
    with handle_faults(lang):
        from filiere.site.data_folder import home_path
        from filiere.site.django_startup import start_django
        from filiere.site.site_presence import check_data_folder

        # Nothing is made in a folder that holds no site: a wrong path must not become an empty one.
        check_data_folder(home_path(), create=False)

        start_django()
        from filiere.site.diagnostics.runner import run_checks

        found = []
        for finding in run_checks(full=full):
            found.append(finding)
            if format != "json":
                print(f"{_LEVELS[finding.level]!s:>9}  {finding.about:<12} {finding.words}", flush=True)
                if finding.remedy is not None:
                    print(f"{'':>9}  {'':<12} → {finding.remedy}", flush=True)
        worst = max((EXIT_STATUSES[one.level] for one in found), default=0)
        if format == "json":
            print_json({"status": worst, "findings": [one.as_json() for one in found]})
    sys.exit(worst)
