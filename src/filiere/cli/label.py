"""`filiere label`: what runs the life of labels from the machine itself."""

from __future__ import annotations

from datetime import date

from cyclopts import App

from filiere.cli.label_recount import recount
from filiere.cli.options import LangOption
from filiere.cli.requested_language import terminal_language
from filiere.core import Faults
from filiere.core.dates import format_day
from filiere.core.language import use_language
from filiere.core.text import Text

app = App(name="label", help="La vie des labels. · The life of labels.")
app.command(recount)


@app.command
def tick(*, day: date | None = None, lang: LangOption = None) -> None:
    """Faire passer les délais échus, dossier par dossier. · Apply the deadlines that have expired.

    Le serveur le fait chaque heure ; ce qui échoit est daté de son jour, même fait plus tard. Se fait aussi ce que le
    serveur fait chaque heure : retirer les fichiers et les contacts qui ne se gardent plus. · The server does it every
    hour; what falls due is dated its own day, even when done later. What the server does every hour is done too: files
    and contacts that are no longer kept are removed.

    Rien de tout cela ne se fait tant que l’horloge n’est pas sûre (« filiere clock status ») ; l’état de sortie est
    alors 1, comme lorsqu’un dossier n’a pas pu passer. · None of it is done while the clock may not be trusted
    (“filiere clock status”); the exit status is then 1, as it is when a dossier could not go on.

    Parameters
    ----------
    day
        Jour jusqu’auquel passer, non compris ; aujourd’hui sans lui, et jamais plus tard. · Day up to which to go,
        itself left out; today without it, and never later.
    """
    with use_language(lang or terminal_language()):
        from filiere.site.django_startup import migrate

        migrate()
        from django.utils import timezone

        from filiere.site.workflow.scheduler import sweep_everything

        if day is not None and day > timezone.localdate():
            raise Faults.one(
                code="day-to-come",
                message=Text(
                    fr=f"Le {format_day(day, 'fr')} est à venir : les échéances d’ici là ne peuvent pas encore être "
                    "traitées, et ce serait irréversible.",
                    en=f"{format_day(day, 'en')} is in the future: deadlines up to then cannot be processed yet, and "
                    "that could not be undone.",
                ),
                remedy=Text(fr="Indiquez une date passée, ou aucune.", en="Give a past date, or none."),
                key="day",
            )
        swept = sweep_everything(day)
        came, done = swept.events, swept.done
        print(
            Text(
                fr=f"{came} fait{'s' if came >= 2 else ''} déclenché{'s' if came >= 2 else ''} par un délai.",
                en=f"{came} event{'' if came == 1 else 's'} triggered by deadlines.",
            )
        )
        print(
            Text(
                fr=f"Tâches de chaque heure faites : {done} ligne{'s' if done >= 2 else ''} ou fichier"
                f"{'s' if done >= 2 else ''} en moins ou demandé{'s' if done >= 2 else ''}.",
                en=f"Hourly tasks done: {done} row{'' if done == 1 else 's'} or file{'' if done == 1 else 's'} removed "
                f"or requested.",
            )
        )
        if swept.failed:
            raise Faults.one(
                code="sweep-unfinished",
                message=Text(
                    fr=(
                        f"Traitement incomplet : {swept.failed} dossier{'s' if swept.failed >= 2 else ''} ou tâche"
                        f"{'s' if swept.failed >= 2 else ''} en erreur. Le reste est fait."
                    ),
                    en=f"Not all of it could be done: {swept.failed} dossier{'' if swept.failed == 1 else 's'} or "
                    f"task{'' if swept.failed == 1 else 's'} failed. The rest is done.",
                ),
                remedy=Text(
                    fr=(
                        "Consultez logs/site.jsonl pour le détail ; un nouvel essai a lieu chaque heure. Signalez "
                        "l’erreur si elle revient."
                    ),
                    en="See logs/site.jsonl for details; it is retried every hour. Report the error if it recurs.",
                ),
            )


@app.command
def repair_register(*, lang: LangOption = None) -> None:
    """Rétablir les lignes du registre du label d’après leurs dossiers. · Restore register rows from their dossiers.

    Pour une ligne que « filiere journal verify » dit modifiée, absente ou en trop. Chaque rétablissement est une entrée
    du journal. · For a row that “filiere journal verify” calls changed, missing or stray. Each repair is an entry of
    the journal.
    """
    with use_language(lang or terminal_language()):
        from filiere.site.django_startup import migrate

        migrate()
        from filiere.site.register.actions.repair_register import repair_register as repair

        found = repair()
        for difference in found:
            print(f"- {difference.sentence()}")
        many = "s" if len(found) >= 2 else ""
        print(
            Text(
                fr=f"{len(found)} ligne{many} rétablie{many}.",
                en=f"{len(found)} row{'' if len(found) == 1 else 's'} restored.",
            )
        )


@app.command
def rotate_key(*, stolen: bool = False, lang: LangOption = None) -> None:
    """Remplacer la clé qui signe les attestations. · Replace the key that signs credentials.

    Ce que l’ancienne a signé reste lisible. · What the old one signed stays readable.

    Parameters
    ----------
    stolen
        L’ancienne a été volée : rien de ce qu’elle a signé ne vaut plus. · The old one was stolen: nothing that it
        signed counts any more.
    """
    with use_language(lang or terminal_language()):
        from filiere.site.django_startup import migrate

        migrate()
        from filiere.site.accounts.rights import OPERATOR
        from filiere.site.holders.actions.rotate_key import rotate_key as rotate

        old = rotate(actor=OPERATOR, stolen=stolen)
        print(
            Text(
                fr=f"Clé remplacée ; l’ancienne, {old}, est {'révoquée' if stolen else 'close'}.",
                en=f"Key replaced; the old one, {old}, is {'revoked' if stolen else 'ended'}.",
            )
        )
