"""``filiere contacts import``, ``report``, ``verify-store`` and ``template``: files in, every row accounted for, every
file of the store checked, and empty tables out.

Status 0: done, and no row was rejected; 1: rows were rejected or contradict each other, or a whole file was refused;
2: the command was used wrongly. A file that is refused does not keep the next ones from being imported.
"""

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter, validators

from filiere.cli import contacts_import_output, fault_sentences
from filiere.cli.contacts_output import ContactsFormatOption
from filiere.cli.option_types import Memory, MemoryOption, ZoneOption
from filiere.cli.options import JsonFormatOption, LangOption, exit_status, handle_faults
from filiere.cli.progress import progress_bars
from filiere.contacts import (
    ENDLESS_HOURS,
    RECORD_FILE,
    TABLES,
    ImportResult,
    Store,
    ignore_progress,
    import_file,
    lock_store,
)
from filiere.contacts import find_source as source_of
from filiere.core import Fault, Faults, Text

ZONE = "Europe/Paris"
_WRONG_USE = frozenset({"unknown-source", "no-such-file", "no-complaint-mark"})


def import_(
    *files: Path,
    source: str,
    out: Path,
    organisation: str | None = None,
    zone: ZoneOption | None = None,
    complaints: str = "",
    corrects: bool = False,
    endless_hours: Annotated[int, Parameter(validator=validators.Number(gte=0, lte=1_000_000))] = ENDLESS_HOURS,
    memory_limit: MemoryOption = Memory("1GB"),  # noqa: B008
    format: ContactsFormatOption = "table",
    lang: LangOption = None,
) -> None:
    """Importer des fichiers de contacts. · Import files of contacts.

    Parameters
    ----------
    files
        Fichiers à importer, dans cet ordre. · Files to import, in this order.
    source
        Système d’où ils viennent, ou fichier de correspondance. · System they come from, or mapping file.
    out
        Dossier de l’entrepôt, fait s’il n’existe pas. · Folder of the store, made if there is none.
    organisation
        Organisation, si les fichiers ne la disent pas. · Organisation, when files do not say it.
    zone
        Fuseau des heures locales et des jours. · Time zone of local times and of days.
    complaints
        Marques d’un ticket de réclamation : tag:reclamation. · Marks of a ticket that is a complaint: tag:complaint.
    corrects
        Remplacer les lignes déjà importées d’un autre jour. · Replace rows already imported that are of another day.
    endless_hours
        Heures au-delà desquelles un appel est sans fin. · Hours beyond which a call is endless.
    memory_limit
        Mémoire de la base de données, par exemple 1GB. · Memory of the database engine, such as 1GB.
    """
    with handle_faults(lang):
        try:
            reader = source_of(source, complaints=complaints)
            _require_files(files)
        except Faults as faults:
            print(fault_sentences(faults), file=sys.stderr)
            sys.exit(exit_status(faults.faults, _WRONG_USE))
        if not (out / RECORD_FILE).exists():
            Store.create(out, zone=zone or getattr(reader, "zone", None) or ZONE)
        done: list[ImportResult] = []
        for file in files:
            try:
                with progress_bars() as tell:
                    import_result = import_file(
                        out,
                        file,
                        reader,
                        today=datetime.now(UTC).date().isoformat(),
                        organisation=organisation,
                        zone=zone,
                        endless_hours=endless_hours,
                        progress=tell or ignore_progress,
                        memory_limit=memory_limit,
                        corrects=corrects,
                    )
                done.append(import_result)
            except Faults as faults:
                print(fault_sentences(faults), file=sys.stderr)
        contacts_import_output.print_imports(done, format)
    if len(done) < len(files) or not all(one.is_sound for one in done):
        sys.exit(1)


def report(
    folder: Annotated[Path, Parameter(name="DIR", help="Dossier de l’entrepôt. · Folder of the store.")],
    /,
    *,
    format: ContactsFormatOption = "table",
    lang: LangOption = None,
) -> None:
    """Rendre compte de chaque ligne importée. · Account for every row imported.

    Le code de sortie est 1 si un compte ne tombe pas juste, ou si un fichier manque ou a changé. · The status is 1 if a
    count does not come out even, or a file is missing or was changed.
    """
    with handle_faults(lang):
        even = contacts_import_output.print_store_report(Store.open(folder), format)
    if not even:
        sys.exit(1)


def verify_store(
    folder: Annotated[Path, Parameter(name="DIR", help="Dossier de l’entrepôt. · Folder of the store.")],
    /,
    *,
    mark: bool = False,
    format: JsonFormatOption = "table",
    lang: LangOption = None,
) -> None:
    """Vérifier que chaque fichier d’un entrepôt est celui qui a été écrit. · Check that each file is the one written.

    Le code de sortie est 1 si un fichier manque ou a changé. · The status is 1 if a file is missing or was changed.

    Parameters
    ----------
    mark
        Prendre l’empreinte des fichiers qui n’en ont pas encore. · Take the fingerprint of files that have none yet.
    """
    with handle_faults(lang):
        store = Store.open(folder)
        found = store.check()
        if mark and found.is_whole:
            with lock_store(folder):
                Store.open(folder).mark()
            found = Store.open(folder).check()
        contacts_import_output.print_store_check(found, format)
    if not found.is_whole:
        sys.exit(1)


def template(
    name: Annotated[str, Parameter(name="TABLE", help="Nom de la table. · Name of the table.")],
    /,
    *,
    lang: LangOption = None,
) -> None:
    """Donner l’en-tête du CSV canonique d’une table. · Give the header of the canonical CSV of a table."""
    with handle_faults(lang):
        if name not in TABLES:
            print(fault_sentences(Faults([_unknown_table_fault(name)])), file=sys.stderr)
            sys.exit(2)
        print(",".join(TABLES[name].header))


def _require_files(files: tuple[Path, ...]) -> None:
    """Raise :class:`Faults` with every file that is not there, before any is imported."""
    faults = [
        Fault(
            code="no-such-file",
            message=Text(fr="Ce fichier n’existe pas.", en="There is no such file."),
            remedy=Text(fr="Vérifiez le chemin.", en="Check the path."),
            file=str(file),
        )
        for file in files
        if not file.is_file()
    ]
    if not files:
        faults = [
            Fault(
                code="no-such-file",
                message=Text(fr="Aucun fichier n’est donné.", en="No file was given."),
                remedy=Text(fr="Nommez au moins un fichier.", en="Give at least one file."),
            )
        ]
    if faults:
        raise Faults(faults)


def _unknown_table_fault(name: str) -> Fault:
    return Fault(
        code="no-such-table",
        message=Text(fr=f"Il n’y a pas de table « {name} ».", en=f"There is no table “{name}”."),
        remedy=Text(fr=f"Choix : {', '.join(TABLES)}.", en=f"Choices: {', '.join(TABLES)}."),
        key=name,
    )
