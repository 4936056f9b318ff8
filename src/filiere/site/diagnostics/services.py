"""What `filiere doctor` looks at of the services around the site: mail, backups, anchors of the journal."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from filiere.core import Faults
from filiere.core.dates import format_day
from filiere.site.diagnostics.checks import (
    DiagnosticFinding,
    error_finding,
    ok_finding,
    register_check,
    warning_finding,
)
from filiere.site.diagnostics.machine import get_data_folder
from filiere.site.journal.anchor_file import read_last_anchor
from filiere.site.pages.texts import list_own_faults

MAX_BACKUP_AGE = timedelta(days=7)
MAX_ANCHOR_AGE = timedelta(days=2)


@register_check("mail")
def diagnose_mail(_full: bool) -> Iterator[DiagnosticFinding]:
    """Do letters leave."""
    from filiere.site.mail.delivery import has_mail_server
    from filiere.site.mail.models import MOST_FAILURES, Letter

    waiting = Letter.objects.waiting().filter(given_up_at__isnull=True)
    failed = waiting.filter(failures__gte=MOST_FAILURES).count()
    if not has_mail_server():
        yield warning_finding(
            "mail",
            f"Aucun serveur de courrier : {waiting.count()} lettres sont gardées et ne partent pas.",
            f"No mail server: {waiting.count()} e-mails are being held and will not be sent.",
            "Nommez-en un : FILIERE_EMAIL_BACKEND et FILIERE_EMAIL_HOST.",
            "Configure one: FILIERE_EMAIL_BACKEND and FILIERE_EMAIL_HOST.",
        )
    elif failed:
        yield error_finding(
            "mail",
            f"{failed} lettres ont échoué et ne seront plus essayées.",
            f"{failed} e-mails failed and will not be retried.",
            "Voyez pourquoi sur le site, page « Lettres qui ne sont pas parties » ; relancez-les, ou abandonnez-les.",
            "See why, and resend or abandon them, on the site’s “Unsent e-mails” page.",
        )
    else:
        yield ok_finding("mail", f"{waiting.count()} lettres attendent.", f"{waiting.count()} e-mails waiting.")


@register_check("backup")
def diagnose_backup(_full: bool) -> Iterator[DiagnosticFinding]:
    """How old is the last backup."""
    todo = (
        "Planifiez chaque nuit : filiere backup DOSSIER --encrypt-to age1…",
        "Schedule every night: filiere backup FOLDER --encrypt-to age1…",
    )
    try:
        told = json.loads((get_data_folder() / "backups" / "last.json").read_text(encoding="utf-8"))
        at, where = datetime.fromisoformat(told["at"]), str(told["where"])
    except (OSError, ValueError, KeyError, TypeError):
        yield warning_finding(
            "backup", "Aucune sauvegarde n’a encore été faite.", "No backup has been made yet.", todo[0], todo[1]
        )
        return
    days = (timezone.now() - at).days
    fr = f"La dernière sauvegarde a {days} j ({where})."
    en = f"The last backup is {days} d old ({where})."
    if timezone.now() - at > MAX_BACKUP_AGE:
        yield warning_finding("backup", fr, en, *todo)
    else:
        yield ok_finding("backup", fr, en)


@register_check("pages")
def diagnose_pages(_full: bool) -> Iterator[DiagnosticFinding]:
    """Can the pages that the association wrote be shown, and does the site say who publishes it."""
    if wrong := tuple(list_own_faults()):
        raise Faults(wrong)
    if settings.FILIERE_DEMO or (settings.FILIERE_ISSUER and settings.FILIERE_CONTACT):
        yield ok_finding("pages", "Les pages de texte peuvent être affichées.", "The pages of text can be shown.")
        return
    yield warning_finding(
        "pages",
        "Les mentions légales ne disent pas qui publie le site, ou n’ont pas d’adresse de contact.",
        "The legal notice does not say who publishes the site, or has no contact address.",
        "Indiquez FILIERE_ISSUER et FILIERE_CONTACT.",
        "Set FILIERE_ISSUER and FILIERE_CONTACT.",
    )


@register_check("anchor")
def diagnose_anchor(_full: bool) -> Iterator[DiagnosticFinding]:
    """Is the head of the journal kept outside."""
    if not settings.FILIERE_ANCHOR_FILE:
        if settings.FILIERE_ANCHOR_MAIL:
            yield ok_finding(
                "anchor", "La tête du journal part par courrier.", "The head of the journal is sent by e-mail."
            )
            return
        yield warning_finding(
            "anchor",
            "La tête du journal n’est gardée nulle part ailleurs : qui tient la base peut réécrire le passé.",
            "The head of the journal is not stored anywhere else: anyone with the database could rewrite the past.",
            "Nommez un fichier d’une autre machine : FILIERE_ANCHOR_FILE, ou des adresses : FILIERE_ANCHOR_MAIL.",
            "Set a file on another machine (FILIERE_ANCHOR_FILE) or e-mail addresses (FILIERE_ANCHOR_MAIL).",
        )
        return
    path = Path(settings.FILIERE_ANCHOR_FILE)
    found = read_last_anchor(path)
    if found is None or timezone.now() - found.at > MAX_ANCHOR_AGE:
        yield error_finding(
            "anchor",
            f"La tête du journal n’a pas été ancrée depuis deux jours dans {path}.",
            f"The head of the journal has not been anchored in {path} for two days.",
            "Vérifiez que le service tourne et peut ajouter à ce fichier ; logs/site.jsonl dit pourquoi il n’a pas pu.",
            "Check that the service is running and can append to this file; logs/site.jsonl says why it could not.",
        )
        return
    yield ok_finding(
        "anchor",
        f"Dernière ancre : entrée {found.number}, le {format_day(timezone.localtime(found.at), 'fr')}.",
        f"Last anchor: entry {found.number}, on {format_day(timezone.localtime(found.at), 'en')}.",
    )
