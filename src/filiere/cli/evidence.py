"""`filiere evidence`: look after the files of evidence from the machine itself."""

from __future__ import annotations

import sys
from datetime import date

from cyclopts import App

from filiere.cli.options import LangOption
from filiere.cli.requested_language import terminal_language
from filiere.core.language import use_language
from filiere.core.text import Text

app = App(name="evidence", help="Les pièces des dossiers. · The evidence of dossiers.")


@app.command
def verify(*, lang: LangOption = None) -> None:
    """Relire chaque fichier et comparer son empreinte. · Read each file again and compare its fingerprint."""
    with use_language(lang or terminal_language()):
        from filiere.site.django_startup import migrate

        migrate()
        from filiere.site.evidence.scheduled_tasks import find_damaged_contents

        found = list(find_damaged_contents())
        for sha256 in found:
            print(Text(fr=f"Manquant ou modifié : {sha256}", en=f"Missing or changed: {sha256}"))
        if found:
            sys.exit(1)
        print(Text(fr="Tous les fichiers ont leur empreinte.", en="All files match their fingerprints."))


@app.command
def scan(*, lang: LangOption = None) -> None:
    """Passer à l’antivirus ce qui attend. · Have the antivirus scan what waits."""
    with use_language(lang or terminal_language()):
        from filiere.site.django_startup import migrate

        migrate()
        from django.conf import settings

        from filiere.site.evidence.scheduled_tasks import scan_waiting_contents

        if not settings.FILIERE_SCANNER:
            none = Text(
                fr="Aucun antivirus : indiquez une commande dans FILIERE_SCANNER. Aucun fichier n’est analysé ni "
                "déclaré sain.",
                en="No antivirus: set a command in FILIERE_SCANNER. Nothing is scanned, and nothing is reported as "
                "clean.",
            )
            print(none)
            return
        count = scan_waiting_contents()
        print(Text(fr=f"Contenus analysés : {count}", en=f"Files scanned: {count}"))


@app.command
def erase(*, day: date | None = None, lang: LangOption = None) -> None:
    """Effacer les fichiers dont la durée de garde est passée. · Erase the files past their retention period.

    Parameters
    ----------
    day
        Jour auquel compter, aujourd’hui sans lui. · Day to count at, today without it.
    """
    with use_language(lang or terminal_language()):
        from filiere.site.django_startup import migrate

        migrate()
        from django.utils import timezone

        from filiere.site.evidence.actions.erase_documents import erase_due_documents

        count = erase_due_documents(day or timezone.localdate())
        print(Text(fr=f"Pièces effacées : {count}", en=f"Documents erased: {count}"))
