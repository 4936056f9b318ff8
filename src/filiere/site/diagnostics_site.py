"""What `filiere doctor` looks at of the site: database, journal, key, clock, evidence, contacts, tables."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.db import connection

from filiere.contacts.store import KEY_FILE, KEY_VARIABLE, Store
from filiere.core import Faults
from filiere.site.accounts.keys import REMEDY, KeyState, key_state, start_sentence, uses
from filiere.site.boot import is_behind
from filiere.site.diagnostics import Finding, Level, diagnosis, error_of, ok, warning_of

SAMPLE = 100
"""Files of evidence that are read without `--full`, drawn anew each time."""


@diagnosis("database")
def database(_full: bool) -> Iterator[Finding]:
    """Does the database answer, is it whole, and has it the schema of this version."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA quick_check(1)")
            said = str(cursor.fetchone()[0])
        if said != "ok":
            yield error_of(
                "database",
                f"La base est abîmée : {said}",
                f"The database is damaged: {said}",
                "Arrêtez le service, gardez une copie du fichier, et remettez la dernière sauvegarde : filiere restore",
                "Stop the service, keep a copy of the file, and restore the last backup: filiere restore",
            )
            return
    if is_behind():
        yield warning_of(
            "database",
            "Le schéma de la base n’est pas celui de cette version.",
            "The database schema is not that of this version.",
            "Il sera mis à jour au prochain démarrage, après une copie.",
            "It will be upgraded at the next start, after a copy is made.",
        )
        return
    yield ok("database", f"La base répond ({connection.vendor}).", f"The database responds ({connection.vendor}).")


@diagnosis("journal")
def journal(full: bool) -> Iterator[Finding]:
    """Does the head stand on the last entry; with everything, does the whole chain hold."""
    from filiere.site.journal.check import check
    from filiere.site.journal.models import Entry, Head

    todo = (
        "Lancez filiere journal verify, et suivez docs/how-to/verify-the-journal.md.",
        "Run filiere journal verify, and follow docs/how-to/verify-the-journal.md.",
    )
    if full:
        report = check()
        words = report.sentence()
        yield (ok("journal", words.fr, words.en) if report.whole else error_of("journal", words.fr, words.en, *todo))
        return
    head, last = Head.objects.first(), Entry.objects.order_by("-number").first()
    if (head.number if head else 0, head.hash if head and head.number else "") != (
        (last.number, last.hash) if last else (0, "")
    ):
        yield error_of(
            "journal",
            "La tête du journal n’est pas sa dernière entrée.",
            "The head of the journal is not its last entry.",
            *todo,
        )
        return
    count = last.number if last else 0
    yield ok(
        "journal",
        f"{count} entrées ; la chaîne entière n’est relue qu’avec --full.",
        f"{count} entries; the whole chain is read only with --full.",
    )


@diagnosis("key")
def key(_full: bool) -> Iterator[Finding]:
    """Is the key of the site that of its database."""
    state = key_state()
    if state is KeyState.LOST:
        words = start_sentence(state)
        assert words is not None  # noqa: S101  Said of a lost key.
        yield Finding("key", Level.ERROR, words, REMEDY)
        return
    found = uses()
    closed, former = sum(use.unreadable for use in found), sum(use.former for use in found)
    if former or state is KeyState.FORMER:
        yield warning_of(
            "key",
            f"{former} valeurs sont encore scellées sous une clé précédente.",
            f"{former} values are still sealed under a former key.",
            "Site arrêté : filiere keys rotate",
            "Stop the site, then run: filiere keys rotate",
        )
    elif closed:
        yield warning_of(
            "key",
            f"{closed} valeurs sont scellées sous une clé que le site n’a plus.",
            f"{closed} values are sealed under a key that the site no longer has.",
            "Si une sauvegarde a encore cette clé, ajoutez-la à secret-key-former : filiere keys status",
            "If a backup still has that key, add it to secret-key-former, then check with: filiere keys status",
        )
    else:
        yield ok("key", "La clé du site est celle de sa base.", "The site’s key is that of its database.")


@diagnosis("clock")
def clock(_full: bool) -> Iterator[Finding]:
    """May the clock of the machine be trusted, and is what is done each hour done."""
    from filiere.site.journal.clock import judge_clock, read_signs

    signs = read_signs()
    verdict = judge_clock(signs)
    words = verdict.sentence()
    if not verdict.trusted:
        remedy = verdict.remedy()
        yield error_of("clock", words.fr, words.en, remedy.fr, remedy.en)
    elif (since := signs.late_since(verdict.now)) is not None:
        yield error_of(
            "clock",
            f"Ce qui se fait chaque heure n’a pas été fait en entier depuis le {since:%d/%m/%Y à %H:%M} UTC.",
            f"Hourly tasks have not been completed since {since:%Y-%m-%d at %H:%M} UTC.",
            "Vérifiez que le service tourne ; logs/site.jsonl dit ce qui a échoué. À la main : filiere label tick",
            "Check that the service is running; logs/site.jsonl says what failed. To run them manually: filiere "
            "label tick",
        )
    else:
        yield ok("clock", words.fr, words.en)


@diagnosis("evidence")
def evidence(full: bool) -> Iterator[Finding]:
    """Are the documents there, and still what was sent."""
    from filiere.site.evidence import store
    from filiere.site.evidence.models import Blob

    kept = Blob.objects.filter(kept=True).exclude(scan=Blob.Scan.INFECTED)
    names = list(kept.values_list("sha256", flat=True))
    missing = [sha256 for sha256 in names if not store.path_of(sha256).is_file()]
    there = [sha256 for sha256 in names if sha256 not in set(missing)]
    # Nothing depends on what is drawn but which files are read today.
    read = there if full else random.sample(there, min(SAMPLE, len(there)))
    changed = [sha256 for sha256 in read if _changed(sha256)]
    if missing or changed:
        yield error_of(
            "evidence",
            f"Pièces : {len(missing)} manquent et {len(changed)} ont changé, à commencer par "
            f"{(missing + changed)[0][:12]}.",
            f"Evidence: {len(missing)} are missing and {len(changed)} have changed, {(missing + changed)[0][:12]} "
            "first.",
            "Remettez ces fichiers depuis une sauvegarde ; filiere evidence verify les nomme tous.",
            "Restore these files from a backup; filiere evidence verify lists them all.",
        )
        return
    yield ok(
        "evidence",
        f"{len(names)} pièces sont là, dont {len(read)} relues.",
        f"{len(names)} documents are present, {len(read)} of them reread.",
    )


def _changed(sha256: str) -> bool:
    from filiere.site.evidence import store

    try:
        store.open_checked(sha256).close()
    except Faults:
        return True
    return False


@diagnosis("contacts")
def contacts(full: bool) -> Iterator[Finding]:
    """Does each store of contacts open, and are the files that it names there; with everything, are they unchanged."""
    folder = Path(settings.FILIERE_HOME) / "contacts"
    stores = sorted(path.parent for path in folder.glob("*/store/store.json")) if folder.is_dir() else []
    for path in stores:
        store = Store.open(path)
        if full and (faults := store.check().faults):
            raise Faults(faults)
        if any(store.listed.values()) and not (path / KEY_FILE).is_file() and not os.environ.get(KEY_VARIABLE):
            yield error_of(
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
            yield error_of(
                "contacts",
                f"{path.parent.name} : {len(lost)} fichiers manquent, à commencer par {lost[0]}.",
                f"{path.parent.name}: {len(lost)} files are missing, starting with {lost[0]}.",
                "Remettez l’entrepôt depuis une sauvegarde, ou versez de nouveau les journaux.",
                "Restore the store from a backup, or deliver the logs again.",
            )
            return
    yield ok(
        "contacts",
        f"{len(stores)} entrepôts de contacts s’ouvrent{' et sont relus' if full else ''}.",
        f"{len(stores)} contact stores open correctly{' and were reread' if full else ''}.",
    )


@diagnosis("tables")
def tables(_full: bool) -> Iterator[Finding]:
    """Are the public files of tables what was published."""
    from filiere.site.confidentiality.models import Release
    from filiere.site.confidentiality.store import released

    count = 0
    for release in Release.objects.order_by("pk").iterator(chunk_size=100):
        released(release)
        count += 1
    yield ok(
        "tables",
        f"{count} tableaux publiés sont ceux qui l’ont été.",
        f"{count} published tables are unchanged since publication.",
    )
