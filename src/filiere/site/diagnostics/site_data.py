"""What `filiere doctor` looks at of the site: database, journal, key, clock, evidence, contacts, tables."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.db import connection

from filiere.contacts import KEY_FILE, KEY_VARIABLE, Store
from filiere.core import Faults
from filiere.core.dates import format_day, format_hour
from filiere.site.accounts.site_key_status import REMEDY, KeyState, describe_key_state, key_state, list_key_uses
from filiere.site.diagnostics.checks import (
    DiagnosticFinding,
    FindingLevel,
    error_finding,
    ok_finding,
    register_check,
    warning_finding,
)
from filiere.site.django_startup import has_unapplied_migrations

EVIDENCE_SAMPLE = 100
"""Files of evidence that are read without `--full`, drawn anew each time."""


@register_check("database")
def diagnose_database(_full: bool) -> Iterator[DiagnosticFinding]:
    """Does the database answer, is it whole, and has it the schema of this version."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA quick_check(1)")
            said = str(cursor.fetchone()[0])
        if said != "ok":
            yield error_finding(
                "database",
                f"La base est abîmée : {said}",
                f"The database is damaged: {said}",
                "Arrêtez le service, gardez une copie du fichier, et remettez la dernière sauvegarde : filiere restore",
                "Stop the service, keep a copy of the file, and restore the last backup: filiere restore",
            )
            return
    if has_unapplied_migrations():
        yield warning_finding(
            "database",
            "Le schéma de la base n’est pas celui de cette version.",
            "The database schema is not that of this version.",
            "Il sera mis à jour au prochain démarrage, après une copie.",
            "It will be upgraded at the next start, after a copy is made.",
        )
        return
    yield ok_finding(
        "database", f"La base répond ({connection.vendor}).", f"The database responds ({connection.vendor})."
    )


@register_check("journal")
def diagnose_journal(full: bool) -> Iterator[DiagnosticFinding]:
    """Does the head stand on the last entry; with everything, does the whole chain hold."""
    from filiere.site.journal.integrity import check_integrity
    from filiere.site.journal.models import Entry, Head

    todo = (
        "Lancez filiere journal verify, et suivez docs/how-to/verify-the-journal.md.",
        "Run filiere journal verify, and follow docs/how-to/verify-the-journal.md.",
    )
    if full:
        report = check_integrity()
        words = report.sentence()
        yield (
            ok_finding("journal", words.fr, words.en)
            if report.is_whole
            else error_finding("journal", words.fr, words.en, *todo)
        )
        return
    head, last = Head.objects.first(), Entry.objects.order_by("-number").first()
    if (head.number if head else 0, head.hash if head and head.number else "") != (
        (last.number, last.hash) if last else (0, "")
    ):
        yield error_finding(
            "journal",
            "La tête du journal n’est pas sa dernière entrée.",
            "The head of the journal is not its last entry.",
            *todo,
        )
        return
    count = last.number if last else 0
    yield ok_finding(
        "journal",
        f"{count} entrées ; la chaîne entière n’est relue qu’avec --full.",
        f"{count} entries; the whole chain is read only with --full.",
    )


@register_check("key")
def diagnose_site_key(_full: bool) -> Iterator[DiagnosticFinding]:
    """Is the key of the site that of its database."""
    state = key_state()
    if state is KeyState.LOST:
        words = describe_key_state(state)
        assert words is not None  # noqa: S101  Said of a lost key.
        yield DiagnosticFinding("key", FindingLevel.ERROR, words, REMEDY)
        return
    found = list_key_uses()
    closed, former = sum(use.unreadable for use in found), sum(use.former for use in found)
    if former or state is KeyState.FORMER:
        yield warning_finding(
            "key",
            f"{former} valeurs sont encore scellées sous une clé précédente.",
            f"{former} values are still sealed under a former key.",
            "Site arrêté : filiere keys rotate",
            "Stop the site, then run: filiere keys rotate",
        )
    elif closed:
        yield warning_finding(
            "key",
            f"{closed} valeurs sont scellées sous une clé que le site n’a plus.",
            f"{closed} values are sealed under a key that the site no longer has.",
            "Si une sauvegarde a encore cette clé, ajoutez-la à secret-key-former : filiere keys status",
            "If a backup still has that key, add it to secret-key-former, then check with: filiere keys status",
        )
    else:
        yield ok_finding("key", "La clé du site est celle de sa base.", "The site’s key is that of its database.")


@register_check("clock")
def diagnose_clock(_full: bool) -> Iterator[DiagnosticFinding]:
    """May the clock of the machine be trusted, and is what is done each hour done."""
    from filiere.site.journal.clock_trust import judge_clock, read_life_signs

    signs = read_life_signs()
    verdict = judge_clock(signs)
    words = verdict.sentence()
    if not verdict.is_trusted:
        remedy = verdict.remedy()
        yield error_finding("clock", words.fr, words.en, remedy.fr, remedy.en)
    elif (since := signs.late_since(verdict.now)) is not None:
        yield error_finding(
            "clock",
            f"Les tâches horaires n’ont pas toutes été exécutées depuis le {format_day(since, 'fr')} à "
            f"{format_hour(since, 'fr')} UTC.",
            f"Hourly tasks have not been completed since {format_day(since, 'en')} at {format_hour(since, 'en')} UTC.",
            "Vérifiez que le service tourne ; logs/site.jsonl dit ce qui a échoué. À la main : filiere label tick",
            "Check that the service is running; logs/site.jsonl says what failed. To run them manually: filiere "
            "label tick",
        )
    else:
        yield ok_finding("clock", words.fr, words.en)


@register_check("evidence")
def diagnose_evidence(full: bool) -> Iterator[DiagnosticFinding]:
    """Are the documents there, and still what was sent."""
    from filiere.site.evidence import content_store
    from filiere.site.evidence.models import Blob

    kept = Blob.objects.filter(kept=True).exclude(scan=Blob.Scan.INFECTED)
    names = list(kept.values_list("sha256", flat=True))
    missing = [sha256 for sha256 in names if not content_store.stored_path(sha256).is_file()]
    there = [sha256 for sha256 in names if sha256 not in set(missing)]
    # Nothing depends on what is drawn but which files are read today.
    read = there if full else random.sample(there, min(EVIDENCE_SAMPLE, len(there)))
    changed = [sha256 for sha256 in read if _is_changed(sha256)]
    if missing or changed:
        yield error_finding(
            "evidence",
            f"Pièces : {len(missing)} manquent et {len(changed)} ont changé, à commencer par "
            f"{(missing + changed)[0][:12]}.",
            f"Evidence: {len(missing)} are missing and {len(changed)} have changed, {(missing + changed)[0][:12]} "
            "first.",
            "Remettez ces fichiers depuis une sauvegarde ; filiere evidence verify les nomme tous.",
            "Restore these files from a backup; filiere evidence verify lists them all.",
        )
        return
    yield ok_finding(
        "evidence",
        f"{len(names)} pièces sont là, dont {len(read)} relues.",
        f"{len(names)} documents are present, {len(read)} of them reread.",
    )


def _is_changed(sha256: str) -> bool:
    from filiere.site.evidence import content_store

    try:
        content_store.open_verified(sha256).close()
    except Faults:
        return True
    return False


@register_check("contacts")
def diagnose_contact_stores(full: bool) -> Iterator[DiagnosticFinding]:
    """Does each store of contacts open, and are the files that it names there; with everything, are they unchanged."""
    folder = Path(settings.FILIERE_HOME) / "contacts"
    stores = sorted(path.parent for path in folder.glob("*/store/store.json")) if folder.is_dir() else []
    for path in stores:
        store = Store.open(path)
        if full and (faults := store.check().faults):
            raise Faults(faults)
        if any(store.listed.values()) and not (path / KEY_FILE).is_file() and not os.environ.get(KEY_VARIABLE):
            yield error_finding(
                "contacts",
                f"{path.parent.name} : la clé des empreintes de personnes manque ; une autre serait tirée au prochain "
                "import, et chaque personne y paraîtrait deux fois.",
                f"{path.parent.name}: the key for hashing people is missing; another would be generated at the next "
                f"import, and each person would appear twice.",
                f"Remettez {path / KEY_FILE} depuis l’endroit où les clés sont gardées, avant tout import.",
                f"Put {path / KEY_FILE} back from where keys are stored, before any import.",
            )
            return
        lost = [name for files in store.listed.values() for name in files if not (path / name).is_file()]
        if lost:
            yield error_finding(
                "contacts",
                f"{path.parent.name} : {len(lost)} fichiers manquent, à commencer par {lost[0]}.",
                f"{path.parent.name}: {len(lost)} files are missing, starting with {lost[0]}.",
                "Remettez l’entrepôt depuis une sauvegarde, ou versez de nouveau les journaux.",
                "Restore the store from a backup, or deliver the logs again.",
            )
            return
    yield ok_finding(
        "contacts",
        f"{len(stores)} entrepôts de contacts s’ouvrent{' et sont relus' if full else ''}.",
        f"{len(stores)} contact stores open correctly{' and were reread' if full else ''}.",
    )


@register_check("tables")
def diagnose_published_tables(_full: bool) -> Iterator[DiagnosticFinding]:
    """Are the public files of tables what was published."""
    from filiere.site.confidentiality.content_store import read_released_file
    from filiere.site.confidentiality.models import Release

    count = 0
    for release in Release.objects.order_by("pk").iterator(chunk_size=100):
        read_released_file(release)
        count += 1
    yield ok_finding(
        "tables",
        f"{count} tableaux publiés sont ceux qui l’ont été.",
        f"{count} published tables are unchanged since publication.",
    )
