"""`filiere backup` and `filiere restore`: the whole of a site in one archive, and back."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from filiere.cli.options import LangOption, handle_faults
from filiere.core.dates import format_day, format_hour
from filiere.core.text import LANGUAGES, Text

if TYPE_CHECKING:
    from filiere.site.backup.creation import BackupSummary
    from filiere.site.backup.restoration import BackupHead, VerifiedBackup

IdentityOption = Annotated[
    Path | None, Parameter(help="Fichier de la clé d’age qui déchiffre. · File of the key of age that decrypts.")
]


def backup(
    where: Annotated[str, Parameter(allow_leading_hyphen=True)],
    /,
    *,
    encrypt_to: str = "",
    with_secrets: Annotated[bool, Parameter(negative="")] = False,
    lang: LangOption = None,
) -> None:
    """Sauvegarder tout le site, pendant qu’il tourne. · Back up the whole site while it runs.

    Parameters
    ----------
    where
        Dossier où écrire l’archive, ou - pour la sortie standard. · Folder to write the archive in, or - for the
        standard output.
    encrypt_to
        Destinataire d’age (age1…) qui seul la lira ; les clés du site y sont alors. · Recipient of age (age1…) who
        alone will read it; the keys of the site are then in it.
    with_secrets
        Mettre les clés du site dans une archive qui n’est pas chiffrée. · Put the keys of the site in an archive that
        is not encrypted.
    """
    with handle_faults(lang):
        from filiere.site.backup.creation import back_up, record_last_backup, write_backup
        from filiere.site.data_folder import database_settings, home_path

        home, now = home_path(), datetime.now(tz=UTC)
        _check_home(home)
        words: dict[str, Any] = {"now": now, "encrypt_to": encrypt_to, "secrets": with_secrets}
        if where == "-":
            made = _write_to_pipe(lambda: write_backup(database_settings(home), home, sys.stdout.buffer, **words))
            record_last_backup(home, made, now)
        else:
            made = back_up(database_settings(home), home, Path(where), **words)
        _append_anchor(made, now)
        said = sys.stderr if where == "-" else sys.stdout
        for line in _describe_backup(made):
            print(line, file=said)


def _append_anchor(made: BackupSummary, now: datetime) -> None:
    """Keep the head of the journal outside as well, where the settings say so."""
    from filiere.site.journal.anchor_file import Anchor, append_anchor

    number, sha256 = made.head
    if number and (file := os.environ.get("FILIERE_ANCHOR_FILE")):
        append_anchor(Path(file), Anchor(now, number, sha256))


def _write_to_pipe(write: Callable[[], BackupSummary]) -> BackupSummary:
    from filiere.site.backup.faults import fault

    if sys.stdout.isatty():
        raise fault(
            "output-is-terminal",
            "Une archive ne s’affiche pas.",
            "An archive cannot be written to a terminal.",
            "Dirigez-la vers un fichier ou un programme : filiere backup - > fichier",
            "Redirect it to a file or a program: filiere backup - > file",
        )
    try:
        made = write()
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        # Whoever was to keep it has gone: this is a failure, and no silence.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        raise fault(
            "backup-cut",
            "Le programme qui recevait la sauvegarde s’est arrêté : elle n’est pas entière.",
            "The program receiving the backup has stopped: the backup is incomplete.",
            "Regardez ce qu’il a dit, puis recommencez.",
            "Check its output, then try again.",
        ) from None
    return made


def _check_home(home: Path) -> None:
    from filiere.site.backup.faults import fault

    if not home.is_dir():
        raise fault(
            "no-data-folder",
            "Ce dossier de données n’existe pas.",
            "This data folder does not exist.",
            "Donnez à FILIERE_HOME le dossier que le service utilise.",
            "Set FILIERE_HOME to the folder used by the service.",
            file=home,
        )


def _describe_backup(made: BackupSummary) -> list[str]:
    number, sha = made.head
    found = [
        Text(fr=f"Sauvegarde : {made.where}", en=f"Backup: {made.where}"),
        Text(
            fr=f"{made.files} fichiers, {made.rows} lignes de la base, {made.size} octets. SHA-256 : {made.sha256}",
            en=f"{made.files} files, {made.rows} database rows, {made.size} bytes. SHA-256: {made.sha256}",
        ),
        Text(fr=f"Tête du journal : {number} {sha}", en=f"Journal head: {number} {sha}"),
    ]
    if made.apart:
        listed = "\n".join(f"  {name}" for name in made.apart)
        found.append(
            Text(
                fr="Elle ne contient pas les clés du site, sans lesquelles ce qui est scellé ne s’ouvrira plus. Gardez "
                f"à part, comme des mots de passe :\n{listed}\nAvec --encrypt-to, elles sont dans l’archive.",
                en="It does not contain the site’s keys, without which sealed data can never be opened again. Keep "
                f"these separately, as you do passwords:\n{listed}\nWith --encrypt-to, they are included in the "
                "archive.",
            )
        )
    return [str(words) for words in found]


def restore(
    file: Annotated[str, Parameter(allow_leading_hyphen=True)],
    /,
    *,
    into: Path | None = None,
    verify: Annotated[bool, Parameter(negative="")] = False,
    identity: IdentityOption = None,
    lang: LangOption = None,
) -> None:
    """Remettre une sauvegarde dans un dossier vide, ou la vérifier. · Put a backup back, or check it.

    Parameters
    ----------
    file
        Archive, ou - pour l’entrée standard. · Archive, or - for the standard input.
    into
        Dossier de données, celui de FILIERE_HOME par défaut. · Data folder, that of FILIERE_HOME by default.
    verify
        Tout relire et comparer, sans rien remettre. · Read and compare everything, putting nothing back.
    """
    with handle_faults(lang):
        from filiere.site.backup.restoration import check_folder_empty, restore_backup, verify_backup
        from filiere.site.data_folder import database_settings, home_path

        home = into.expanduser().resolve() if into is not None else home_path()
        if not verify:
            check_folder_empty(home)
        with sys.stdin.buffer if file == "-" else _open_archive(Path(file)) as source:
            if verify:
                done = verify_backup(source, file, identity=identity)
            else:
                done = restore_backup(source, file, home, database_settings(home), identity=identity)
        for line in _describe_check(done, home, verify=verify):
            print(line)


def _open_archive(path: Path) -> IO[bytes]:
    from filiere.site.backup.faults import fault

    if not path.is_file():
        raise fault(
            "no-such-backup",
            "Ce chemin ne mène pas à une sauvegarde.",
            "This path does not lead to a backup.",
            "Vérifiez le chemin.",
            "Check the path.",
            file=path,
        )
    return path.open("rb")


def _describe_check(done: VerifiedBackup, home: Path, *, verify: bool) -> list[str]:
    head = done.head
    found = [
        Text(
            fr=f"Sauvegarde du {format_day(head.made_at, 'fr')} à {format_hour(head.made_at, 'fr')} UTC, "
            f"version {head.version}, journal : "
            f"{head.journal.number} {head.journal.hash}",
            en=f"Backup of {format_day(head.made_at, 'en')} at {format_hour(head.made_at, 'en')} UTC, version "
            f"{head.version}, journal: "
            f"{head.journal.number} {head.journal.hash}",
        ),
        Text(
            fr=f"{done.files} fichiers conformes au manifeste.",
            en=f"{done.files} files match the manifest.",
        ),
        Text(
            fr=f"{done.rows} lignes de {len(head.tables)} tables, conformes une à une.",
            en=f"{done.rows} rows of {len(head.tables)} tables, all matching.",
        )
        if done.rows_compared
        else Text(
            fr="Les lignes de PostgreSQL ne sont comparées qu’une fois restaurées : essayez sur une base vide.",
            en="PostgreSQL rows are compared only once restored: try restoring into an empty database.",
        ),
    ]
    if not verify:
        found += [
            Text(fr=f"Restaurée dans {home}.", en=f"Restored to {home}."),
            Text(
                fr=f"Sessions fermées : {done.sessions}. Tout le monde se reconnectera.",
                en=f"Sessions closed: {done.sessions}. Everyone will have to sign in again.",
            ),
        ]
    if done.secrets_apart:
        listed = "\n".join(f"  {one.path} : {one.what}" for one in done.secrets_apart)
        found.append(
            Text(
                fr=f"L’archive ne contient pas ces clés ; remettez-les avant de démarrer le site :\n{listed}",
                en=f"The archive does not contain these keys; put them back before the site starts:\n{listed}",
            )
        )
    if not verify:
        found += [
            Text(
                fr="Ensuite : filiere doctor, puis filiere journal verify.",
                en="Then: filiere doctor, and filiere journal verify.",
            ),
            _describe_restored(head),
        ]
    return [str(words) for words in found]


RESTORED_SUBJECTS: tuple[Text, ...] = (
    Text(
        fr="les comptes fermés ou effacés, et les rôles retirés",
        en="accounts that were closed or erased, and roles that were withdrawn",
    ),
    Text(
        fr="les mots de passe changés, les clés d’accès et autres seconds facteurs retirés",
        en="passwords that were changed, passkeys and other second factors that were removed",
    ),
    Text(
        fr="les invitations retirées, et les demandes refusées qui attendent de nouveau un contreseing",
        en="invitations that were withdrawn, and refused requests that are awaiting countersignature again",
    ),
    Text(
        fr="les sièges et les accès aux organisations qui ont pris fin, les personnes récusées",
        en="seats and organisation access that have ended, people who were recused",
    ),
    Text(
        fr=(
            "les labels suspendus, retirés ou arrivés à leur terme, que le registre du label affiche de nouveau "
            "comme valides"
        ),
        en="labels that were suspended, withdrawn or ended, and that the label register shows as valid again",
    ),
    Text(
        fr="les personnes, les contacts, les pièces et les noms de plaignants effacés",
        en="people, contacts, documents and complainants’ names that were erased",
    ),
    Text(
        fr="les clés du site ou de l’émetteur qui ont été changées",
        en="site or issuer keys that were changed",
    ),
)
"""What an act took away after a backup, and a restoration gives back: in the order in which it does harm."""


def _describe_restored(head: BackupHead) -> Text:
    """What the operator must look at before the site opens again."""
    number = head.journal.number
    fr, en = (
        "".join(f"\n  {place}. {one.get(lang)}" for place, one in enumerate(RESTORED_SUBJECTS, 1)) for lang in LANGUAGES
    )
    return Text(
        fr=(
            f"Ce qui a été retiré après cette sauvegarde est revenu. Avant de rouvrir le site, revoyez :{fr}\nLes "
            f"actes perdus suivent l’entrée {number} du journal : si l’ancien dossier est encore lisible, "
            "FILIERE_HOME=<ancien dossier> filiere journal show les affiche ; sinon, cherchez les e-mails que le "
            "site a envoyés depuis. La marche à suivre est dans le guide « Sauvegarder et restaurer »."
        ),
        en="Whatever was removed after this backup has come back. Before reopening the site, check:"
        f"{en}\n"
        f"The lost actions follow entry {number} of the journal: if the old folder can still be read, "
        "FILIERE_HOME=<old folder> filiere journal show lists them; if not, look for the e-mails the site has sent "
        "since. The guide “Back up and restore” goes through it step by step.",
    )
