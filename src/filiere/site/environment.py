"""The settings of the site: one table of the environment variables that it reads, with what each may hold.

`check_environment` refuses what is not in the table, or not usable, before anything starts, every fault at once: a
name with a letter too few would else leave its default in place without a word. `read_setting` gives a value as its
kind says. The page `docs/reference/settings.md` is written from this table.
"""

from __future__ import annotations

import importlib
import os
import re
import shlex
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import dj_database_url

from filiere.core import Fault, Faults, Text
from filiere.core.spelling import close_words

PREFIX = "FILIERE_"
TRUE_WORDS, FALSE_WORDS = frozenset({"1", "true", "yes", "on"}), frozenset({"0", "false", "no", "off"})
TEST_VARIABLES = frozenset(
    {"FILIERE_ASKED", "FILIERE_COST", "FILIERE_EXAMPLES", "FILIERE_SCREENSHOTS", "FILIERE_TEST_HALF"}
)
"""Read by the tests of this project, never by the site."""
GIB = 1024**3


@dataclass(frozen=True, slots=True)
class SettingKind:
    """What a value must be: its words, whether a text is one, and how it is read."""

    words: Text
    usable: Callable[[str], bool]
    read: Callable[[str], Any] = str
    secret: bool = False


@dataclass(frozen=True, slots=True)
class Setting:
    """One variable: its kind, what it does, what is done without it, and the value that stands for none."""

    name: str
    kind: SettingKind
    does: str
    without: str
    default: str = ""


def _is_mailer(value: str) -> bool:
    module, _, name = value.rpartition(".")
    try:
        return hasattr(importlib.import_module(module), name)
    except (ImportError, ValueError):
        return False


def _is_address(value: str) -> bool:
    parts = urlsplit(value)
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and not parts.query


def _is_database(value: str) -> bool:
    try:
        return bool(dj_database_url.parse(value).get("ENGINE"))
    except (dj_database_url.ParseError, dj_database_url.UnknownSchemeError, ValueError, KeyError):
        return False


def _is_command(value: str) -> bool:
    try:
        words = shlex.split(value)
    except ValueError:
        return False
    return bool(words) and shutil.which(words[0]) is not None


def _split_list(value: str) -> list[str]:
    return [one.strip() for one in value.split(",") if one.strip()]


def _whole_number_kind(least: int) -> SettingKind:
    return SettingKind(
        Text(fr=f"un nombre entier, {least} au moins", en=f"a whole number, at least {least}"),
        lambda value: value.isascii() and value.isdigit() and int(value) >= least,
        int,
    )


FLAG = SettingKind(
    Text(fr="1 ou 0", en="1 or 0"),
    lambda value: value.lower() in TRUE_WORDS | FALSE_WORDS,
    lambda value: value.lower() in TRUE_WORDS,
)
SIZE, COUNT = _whole_number_kind(1), _whole_number_kind(0)
SECRET = SettingKind(Text(fr="un secret", en="a secret"), lambda _: True, secret=True)
TEXT = SettingKind(Text(fr="un texte", en="text"), lambda _: True)
HOME = SettingKind(
    Text(fr="un dossier, ou un chemin où en faire un", en="a folder, or a path where one can be created"),
    lambda value: "\0" not in value and (Path(value).expanduser().is_dir() or not Path(value).expanduser().exists()),
)
FOLDER = SettingKind(
    Text(fr="un dossier", en="a folder"),
    lambda value: Path(value).expanduser().is_dir(),
    lambda value: Path(value).expanduser().resolve() if value else None,
)
CONTENT = SettingKind(
    Text(fr="un dossier qui a un sous-dossier « referentials »", en="a folder with a “referentials” subfolder"),
    lambda value: (Path(value).expanduser() / "referentials").is_dir(),
)
DATABASE = SettingKind(Text(fr="une adresse de base de données", en="a database URL"), _is_database, secret=True)
HOSTS = SettingKind(
    Text(fr="des noms d’hôtes séparés par des virgules", en="host names, separated by commas"),
    lambda value: all(re.fullmatch(r"\*|\.?[\w.-]+|\[[0-9a-fA-F:.]+\]", one) for one in _split_list(value)),
    lambda value: _split_list(value),
)
MAILER = SettingKind(
    Text(fr="le nom complet d’une classe d’envoi de Django", en="the dotted name of a mail backend"), _is_mailer
)
ADDRESS = SettingKind(
    Text(fr="une adresse en http:// ou https://", en="an http:// or https:// address"),
    _is_address,
    lambda value: value.rstrip("/"),
)
MAILBOX = SettingKind(Text(fr="une adresse électronique", en="an e-mail address"), lambda value: "@" in value)
MAILBOXES = SettingKind(
    Text(fr="des adresses électroniques séparées par des virgules", en="e-mail addresses, separated by commas"),
    lambda value: all("@" in one for one in _split_list(value)),
    lambda value: _split_list(value),
)
FILE = SettingKind(
    Text(fr="le chemin entier d’un fichier", en="the full path of a file"),
    lambda value: Path(value).is_absolute() and not Path(value).is_dir(),
)
MEMORY = SettingKind(
    Text(fr="une mémoire comme 1GB ou 512MB", en="an amount of memory such as 1GB or 512MB"),
    lambda value: re.fullmatch(r"[1-9][0-9]*(\.[0-9]+)? ?[KMGT]i?B", value, re.IGNORECASE) is not None,
)
COMMAND = SettingKind(
    Text(fr="une commande qui se trouve sur cette machine", en="a command available on this machine"), _is_command
)
PORT = SettingKind(
    Text(fr="un port, de 1 à 65535", en="a port, from 1 to 65535"),
    lambda value: value.isascii() and value.isdigit() and 1 <= int(value) <= 65535,
    int,
)
LANGUAGE = SettingKind(Text(fr="fr ou en", en="fr or en"), lambda value: value[:2] in {"fr", "en"})

SETTINGS = (
    Setting(
        "FILIERE_HOME", HOME, "the data folder",
        "`var/` of the checkout, or of the current folder for an installed package",
    ),
    Setting(
        "FILIERE_DATABASE_URL", DATABASE, "the database, such as `postgresql://user@host/name`",
        "SQLite, in the data folder",
    ),
    Setting(
        "FILIERE_SECRET_KEY", SECRET,
        "the key that signs sessions and seals the database’s secrets, 32 random characters or more",
        "generated once, kept in the data folder as `secret-key`",
    ),
    Setting(
        "FILIERE_SECRET_KEY_FALLBACKS", SECRET,
        "former keys, separated by commas: what was sealed under them can still be opened",
        "those of `secret-key-former` in the data folder",
    ),
    Setting(
        "FILIERE_ALLOWED_HOSTS", HOSTS, "host names the site answers to, separated by commas",
        "`localhost,127.0.0.1,[::1]`", "localhost,127.0.0.1,[::1]",
    ),
    Setting(
        "FILIERE_HTTPS", FLAG,
        "`1` when readers reach the site over HTTPS: cookies are then sent over HTTPS only, and behind a trusted "
        "front server anyone arriving over plain HTTP is redirected to HTTPS",
        "`0`", "0",
    ),
    Setting(
        "FILIERE_HSTS_SECONDS", COUNT, "how long browsers must refuse plain HTTP; `0`: not at all",
        "`86400`, a day, with `FILIERE_HTTPS`; else `0`",
    ),
    Setting(
        "FILIERE_TRUSTED_PROXY", FLAG,
        "`1` when a front server sets `X-Forwarded-For` and `X-Forwarded-Proto` itself",
        "`0`: these headers are not trusted", "0",
    ),
    Setting(
        "FILIERE_REFERENTIALS", CONTENT,
        "folder that holds `referentials/` and `mappings/`, served in place of the built-in ones",
        "the package’s content",
    ),
    Setting(
        "FILIERE_LOCALES", FOLDER,
        "folder of the catalogues of further languages, such as `es.po`, written by `filiere texts export`: each is "
        "served at its own address, `/es/`",
        "the folder `content/locales` of the package, which has none",
    ),
    Setting(
        "FILIERE_UPLOAD_BYTES", SIZE, "largest source file that staff may send through a page, in bytes",
        "4 GiB", str(4 * GIB),
    ),
    Setting(
        "FILIERE_CONTACTS_BYTES", SIZE,
        "largest contact log that a member may deliver through a page, compressed or not, in bytes",
        "4 GiB", str(4 * GIB),
    ),
    Setting(
        "FILIERE_CONTACTS_UNPACKED_BYTES", SIZE, "maximum decompressed size of a compressed log, in bytes",
        "64 GiB", str(64 * GIB),
    ),
    Setting(
        "FILIERE_CONTACTS_WAITING_BYTES", SIZE,
        "maximum total size of a centre’s logs awaiting import, in bytes",
        "16 GiB", str(16 * GIB),
    ),
    Setting(
        "FILIERE_CENTRE_BYTES", SIZE,
        "maximum total size of everything a centre keeps, in bytes: contacts, figures, packs, waiting files; what "
        "auditors upload counts as one centre",
        "256 GiB", str(256 * GIB),
    ),
    Setting(
        "FILIERE_PACK_BYTES", SIZE,
        "largest sealed pack that may be uploaded through a page for verification, in bytes",
        "1 GiB", str(GIB),
    ),
    Setting(
        "FILIERE_CONTACTS_MEMORY", MEMORY,
        "memory the contact engine uses before writing to disk", "1GB", "1GB",
    ),
    Setting(
        "FILIERE_CONTACTS_KEY", SECRET,
        "key for hashing people in a contact store, for the command line; on a site each centre has its own",
        "generated once in the store",
    ),
    Setting(
        "FILIERE_EVIDENCE_BYTES", SIZE, "largest document that may be submitted as evidence, in bytes",
        "50 MiB", str(50 * 1024**2),
    ),
    Setting(
        "FILIERE_EVIDENCE_DOSSIER_BYTES", SIZE, "maximum total size of one dossier’s documents, in bytes",
        "2 GiB", str(2 * GIB),
    ),
    Setting("FILIERE_EVIDENCE_DOCUMENTS", SIZE, "maximum number of documents in one dossier", "2000", "2000"),
    Setting(
        "FILIERE_SCANNER", COMMAND,
        "antivirus command, given a file path: it returns 0 for nothing found, 1 for infected",
        "documents are not scanned, and are marked as such",
    ),
    Setting("FILIERE_SCANNER_SECONDS", SIZE, "how long the antivirus may take for one file", "60", "60"),
    Setting(
        "FILIERE_READ_PROCESSOR_SECONDS", SIZE,
        "processor time that reading an uploaded file or text may take, in seconds", "20", "20",
    ),
    Setting("FILIERE_READ_SECONDS", SIZE, "elapsed time it may take, in seconds", "60", "60"),
    Setting("FILIERE_READ_MEMORY_BYTES", SIZE, "memory it may use, in bytes", "1 GiB", str(GIB)),
    Setting(
        "FILIERE_READ_FILE_BYTES", SIZE, "largest file it may write, including its result, in bytes",
        "256 MiB", str(256 * 1024**2),
    ),
    Setting("FILIERE_READ_OPEN_FILES", SIZE, "maximum number of files it may have open at once", "256", "256"),
    Setting(
        "FILIERE_LOAD_PROCESSOR_SECONDS", SIZE,
        "the same for loading a source file uploaded by staff: processor time, in seconds", "900", "900",
    ),
    Setting("FILIERE_LOAD_SECONDS", SIZE, "elapsed time, in seconds", "600", "600"),
    Setting("FILIERE_LOAD_MEMORY_BYTES", SIZE, "memory, in bytes", "4 GiB", str(4 * GIB)),
    Setting("FILIERE_LOAD_FILE_BYTES", SIZE, "largest file it may write, in bytes", "16 GiB", str(16 * GIB)),
    Setting(
        "FILIERE_ANCHOR_FILE", FILE,
        "file, outside the data folder, to which the head of the journal is added each day and at each backup",
        "the head is kept only in the database",
    ),
    Setting(
        "FILIERE_ANCHOR_MAIL", MAILBOXES,
        "addresses, separated by commas, that the head of the journal is sent to each day", "nobody",
    ),
    Setting(
        "FILIERE_REQUEST_SECONDS", SIZE,
        "how long a request may take, in seconds, excluding the arrival of its body and what a child process reads; "
        "its process then ends and another replaces it", "180", "180",
    ),
    Setting(
        "FILIERE_UPLOAD_SECONDS", SIZE,
        "how long a request body may take to arrive, in seconds; after a minute it must average at least 4 KiB per "
        "second", "7200", "7200",
    ),
    Setting(
        "FILIERE_JOB_LANES", SIZE,
        "jobs that run at once, at most one per centre: an import, figures, a pack, a table", "2", "2",
    ),
    Setting("FILIERE_JOB_SECONDS", SIZE, "how long a job may run in all, in seconds", "7200", "7200"),
    Setting(
        "FILIERE_JOB_SHARE_SECONDS", SIZE,
        "how long it runs before giving way to another waiting centre, in seconds; twice, then four times that after "
        "it has been set aside", "300", "300",
    ),
    Setting("FILIERE_JOB_MEMORY_BYTES", SIZE, "memory it may use, in bytes", "4 GiB", str(4 * GIB)),
    Setting("FILIERE_JOB_FILE_BYTES", SIZE, "largest file it may write, in bytes", "64 GiB", str(64 * GIB)),
    Setting(
        "FILIERE_LOG_ADDRESSES", FLAG, "`1` to keep each visitor’s address in the request log", "`0`", "0"
    ),
    Setting(
        "FILIERE_DISK_FLOOR", COUNT, "free disk space, in bytes, below which `/readyz` reports that the site is not "
        "ready",
        "256 MiB", str(256 * 1024**2),
    ),
    Setting(
        "FILIERE_EMAIL_BACKEND", MAILER, "Django's mail backend, as a dotted name",
        "e-mails are kept in the outbox and not sent", "django.core.mail.backends.dummy.EmailBackend",
    ),
    Setting(
        "FILIERE_EMAIL_FROM", MAILBOX, "the sender address of e-mails", "`filiere@localhost`",
        "filiere@localhost",
    ),
    Setting(
        "FILIERE_EMAIL_HOST", TEXT,
        "the mail server, when the backend is `django.core.mail.backends.smtp.EmailBackend`",
        "`localhost`", "localhost",
    ),
    Setting("FILIERE_EMAIL_PORT", PORT, "its port", "`587`", "587"),
    Setting("FILIERE_EMAIL_USER", TEXT, "the account on that server", "none"),
    Setting("FILIERE_EMAIL_PASSWORD", SECRET, "that account’s password", "none"),
    Setting("FILIERE_EMAIL_TLS", FLAG, "`0` for an unencrypted connection", "`1`", "1"),
    Setting(
        "FILIERE_ADDRESS", ADDRESS,
        "the public address of the site, for links in e-mails and, for years to come, in certificates and credentials",
        "where `filiere serve` listens on this machine, else `http://localhost:8000`", "http://localhost:8000",
    ),
    Setting(
        "FILIERE_ISSUER", TEXT, "the name of the association that publishes the site and issues its documents: quotes, "
        "reports, decisions, certificates", "pages say that it is not known, documents name the “Label association”",
    ),
    Setting(
        "FILIERE_ISSUER_ADDRESS", TEXT,
        "its postal address on one line; the town that ends it is where documents are issued, such as "
        "`12 rue des Lilas, 37000 Tours`", "documents say that their place is not stated",
    ),
    Setting("FILIERE_PUBLICATION_DIRECTOR", TEXT, "who answers for what the site publishes", "left out"),
    Setting("FILIERE_HOSTING", TEXT, "the name and address of the site’s host", "the legal notice says none is named"),
    Setting(
        "FILIERE_BANK_ACCOUNT", TEXT,
        "the account to which companies pay the price of the label, on one line: holder, IBAN, BIC",
        "the page of the price gives the contact address to ask it of",
    ),
    Setting("FILIERE_CONTACT", MAILBOX, "the e-mail address that visitors write to", "pages say that there is none"),
    Setting(
        "FILIERE_DEBUG", FLAG,
        "`1` on a developer's machine only: templates are reread at each request, errors show a traceback", "`0`", "0",
    ),
    Setting("FILIERE_LANG", LANGUAGE, "language of the command line, `fr` or `en`", "that of the terminal"),
)  # fmt: skip
SETTINGS_BY_NAME = {one.name: one for one in SETTINGS}


def read_setting(name: str, *, otherwise: str = "") -> Any:
    """Return the value of a setting as its kind reads it, or what stands for none; an empty value is none.

    ``otherwise`` stands for none where that depends on another setting.
    """
    setting = SETTINGS_BY_NAME[name]
    value = os.environ.get(name, "").strip() or otherwise or setting.default
    return setting.kind.read(value)


def check_environment(environment: Mapping[str, str] = os.environ) -> None:
    """Raise `Faults` for every variable of ours that is unknown or cannot be used, all at once."""
    faults = []
    for name, value in sorted(environment.items()):
        if not name.startswith(PREFIX) or name in TEST_VARIABLES or not value.strip():
            continue
        if name not in SETTINGS_BY_NAME:
            faults.append(_unknown_variable_fault(name))
        elif not SETTINGS_BY_NAME[name].kind.usable(value.strip()):
            faults.append(_unusable_value_fault(SETTINGS_BY_NAME[name], value.strip()))
    if faults:
        raise Faults(faults)


def _unknown_variable_fault(name: str) -> Fault:
    remedy = Text(
        fr="Retirez-le ; ceux qui existent sont dans docs/reference/settings.md.",
        en="Remove it; existing settings are listed in docs/reference/settings.md.",
    )
    for near in close_words(name, SETTINGS_BY_NAME):
        remedy = Text(
            fr=f"Est-ce {near} ? Corrigez-le ou retirez-le ; voyez docs/reference/settings.md.",
            en=f"Is it {near}? Correct it or remove it; see docs/reference/settings.md.",
        )
    return Fault(
        code="setting-unknown",
        message=Text(
            fr=f"{name} n’est pas un réglage : il ne changerait rien.",
            en=f"{name} is not a setting: it would have no effect.",
        ),
        remedy=remedy,
        key=name,
    )


def _unusable_value_fault(setting: Setting, value: str) -> Fault:
    kind = setting.kind
    shown = "" if kind.secret else f" (« {value} »)", "" if kind.secret else f" (“{value}”)"
    return Fault(
        code="setting-unusable",
        message=Text(
            fr=f"{setting.name}{shown[0]} doit être {kind.words.fr}.",
            en=f"{setting.name}{shown[1]} must be {kind.words.en}.",
        ),
        remedy=Text(
            fr="Corrigez-le, ou retirez-le ; voyez docs/reference/settings.md.",
            en="Correct it, or remove it; see docs/reference/settings.md.",
        ),
        key=setting.name,
    )
