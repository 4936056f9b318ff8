"""`filiere clock`: may the clock of the machine be trusted, and asking that its date be confirmed."""

from __future__ import annotations

import sys
from datetime import date
from getpass import getpass
from typing import Annotated, Any

from cyclopts import App, Parameter

from filiere.cli.options import JsonFormatOption, LangOption, print_json
from filiere.cli.requested_language import terminal_language
from filiere.core import Faults
from filiere.core.journal import format_moment
from filiere.core.language import use_language
from filiere.core.text import Text, make_legible

app = App(name="clock", help="L’horloge du serveur. · The server’s clock.")


@app.command
def status(*, format: JsonFormatOption = "table", lang: LangOption = None) -> None:
    """Dire si la date de la machine est suivie. · Tell whether the machine’s date is followed.

    L’état de sortie est 1 quand l’horloge n’est pas sûre, ou que les tâches de chaque heure sont en retard. · The exit
    status is 1 when the clock may not be trusted, or the hourly tasks are late.
    """
    with use_language(lang or terminal_language()):
        from filiere.site.django_startup import migrate

        migrate()
        from filiere.site.journal.clock_trust import judge_clock, read_life_signs

        signs = read_life_signs()
        verdict = judge_clock(signs)
        late = signs.late_since(verdict.now)
        if format == "json":
            moments = {
                "now": verdict.now,
                "last_sign_of_life": verdict.since,
                "last_sweep": signs.swept_at,
            }
            print_json(
                {"trusted": verdict.is_trusted, "why": verdict.why or None, "late": late is not None}
                | {name: format_moment(one) if one else None for name, one in moments.items()}
            )
        else:
            print(verdict.sentence())
            if not verdict.is_trusted:
                print(f"    → {verdict.remedy()}")
            swept = Text(
                fr=f"Dernier passage complet des tâches de chaque heure : {format_moment(signs.swept_at)}."
                if signs.swept_at
                else "Les tâches de chaque heure ne sont encore jamais passées en entier.",
                en=f"Hourly tasks last done in full: {format_moment(signs.swept_at)}."
                if signs.swept_at
                else "The hourly tasks have never been done in full yet.",
            )
            print(swept)
        if not verdict.is_trusted or late is not None:
            sys.exit(1)


@app.command
def confirm(
    day: Annotated[
        date, Parameter(help="Le jour qu’il est, d’après votre calendrier. · Today’s date, by your calendar.")
    ],
    /,
    *,
    by: str | None = None,
    lang: LangOption = None,
) -> None:
    """Dire quel jour il est, pour qu’une autre personne le confirme. · State the date, for a second person to confirm.

    Deux personnes confirment une date : vous, et quelqu’un de l’équipe, sur le site. Une date que la machine ne dit pas
    est refusée. Si l’équipe l’a déjà demandé sur le site, vous contresignez. · Two people confirm a date: you, and
    somebody of the staff on the site. A date that the machine does not say is refused. Where the staff have asked for
    it on the site already, you countersign.

    Parameters
    ----------
    by
        Adresse de la seconde personne, présente à ce terminal, quand personne ne peut venir sur le site : elle donne
        son mot de passe et son second facteur. · Address of the second person, here at this terminal, when nobody can
        come in to the site: they give their password and second factor.
    """
    with use_language(lang or terminal_language()):
        from filiere.site.django_startup import migrate

        migrate()
        from filiere.site.accounts.actions.confirm_clock import (
            confirm_clock,
            request_confirmation,
            sign_waiting_request,
        )
        from filiere.site.accounts.rights import OPERATOR

        if by is None and (asker := sign_waiting_request(day)) is not None:
            done = Text(
                fr=f"Date confirmée, avec {asker}. Tout reprend.",
                en=f"Date confirmed, with {asker}. Everything resumes.",
            )
            print(done)
            return
        request_confirmation(actor=OPERATOR, day=day)
        if by is not None:
            confirm_clock(actor=_authenticate_person(make_legible(by)), day=day)
            print(Text(fr="Date confirmée. Tout reprend.", en="Date confirmed. Everything resumes."))
            return
        asked = Text(
            fr="Enregistré. Une personne de l’équipe doit confirmer aujourd’hui sur le site, page « Horloge » : elle "
            "est avertie par e-mail. Si personne ne peut se connecter : filiere clock confirm DATE --by ADRESSE.",
            en="Recorded. A member of staff must confirm it today on the site, on the “Clock” page; they have been "
            "notified by e-mail. If no one can sign in: filiere clock confirm DATE --by ADDRESS.",
        )
        print(asked)


def _authenticate_person(email: str) -> Any:
    """The person at this terminal, once they have shown who they are; `Faults` when they have not."""
    from django.contrib.auth import authenticate
    from django.utils import timezone

    from filiere.site.accounts import rate_limits
    from filiere.site.accounts.actions.verify_factor import verify_code

    now = timezone.now()
    closed = rate_limits.reserve_sign_in_attempt(email, "terminal", now=now)
    user: Any = None
    if closed is None:
        user = authenticate(None, username=email, password=_read_secret(Text(fr="Mot de passe : ", en="Password: ")))
    if user is None:
        closed = closed or rate_limits.find_sign_in_closed_until(email, "terminal", now=now)
        raise Faults.one(
            code="not-shown",
            message=rate_limits.too_many_attempts_text(rate_limits.minutes_left(closed, now))
            if closed
            else Text(fr="Ce n’est pas son mot de passe.", en="Wrong password."),
            remedy=Text(fr="Recommencez.", en="Try again."),
        )
    rate_limits.forget_sign_in_failures(email, "terminal")
    if user.second_factor_since is not None:
        code = _read_secret(
            Text(fr="Code du second facteur, ou de secours : ", en="Second-factor code, or recovery code: ")
        )
        verify_code(user=user, code=code, now=now)
    return user


def _read_secret(words: Text) -> str:
    """What somebody types without its being shown; a line of the input where there is no terminal."""
    return getpass(str(words)) if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
