"""`filiere clock`: may the clock of the machine be trusted, and asking that its date be confirmed."""

from __future__ import annotations

import sys

from cyclopts import App

from filiere.cli import user_language
from filiere.cli.options import JsonFormatOption, LangOption, json_out
from filiere.core.journal import stamp
from filiere.core.text import Lang, Text

app = App(name="clock", help="L’horloge du serveur. · The server’s clock.")


@app.command
def status(*, format: JsonFormatOption = "table", lang: LangOption = None) -> None:
    """Dire si la date de la machine est suivie. · Tell whether the machine’s date is followed.

    L’état de sortie est 1 quand l’horloge n’est pas sûre, ou que les tâches de chaque heure sont en retard. · The exit
    status is 1 when the clock may not be trusted, or the hourly tasks are late.
    """
    told: Lang = lang or user_language()
    from filiere.site.boot import migrate

    migrate()
    from filiere.site.journal.clock import judge_clock, read_signs

    signs = read_signs()
    verdict = judge_clock(signs)
    late = signs.late_since(verdict.now)
    if format == "json":
        moments = {
            "now": verdict.now,
            "last_sign_of_life": verdict.since,
            "last_sweep": signs.swept_at,
        }
        json_out(
            {"trusted": verdict.trusted, "why": verdict.why or None, "late": late is not None}
            | {name: stamp(one) if one else None for name, one in moments.items()}
        )
    else:
        print(verdict.sentence().get(told))
        if not verdict.trusted:
            print(f"    → {verdict.remedy().get(told)}")
        swept = Text(
            fr=f"Dernier passage complet des tâches de chaque heure : {stamp(signs.swept_at)}."
            if signs.swept_at
            else "Les tâches de chaque heure ne sont encore jamais passées en entier.",
            en=f"Hourly tasks last done in full: {stamp(signs.swept_at)}."
            if signs.swept_at
            else "The hourly tasks have never been done in full yet.",
        )
        print(swept.get(told))
    if not verdict.trusted or late is not None:
        sys.exit(1)
