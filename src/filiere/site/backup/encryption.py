"""Archives for one reader alone, in the format of age (age-encryption.org).

It is read and written by the library `pyrage`, or by the program `age` where the library is missing.
Only the recipient's public part is on the machine: whoever breaks into it reads no backup made before.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from filiere.core import Faults
from filiere.site.backup.faults import fault

AGE_MAGIC = b"age-encryption.org/v1"
RECIPIENT_PREFIX, IDENTITY_PREFIX = "age1", "AGE-SECRET-KEY-"


@contextmanager
def encrypt_stream(out: IO[bytes], recipient: str) -> Iterator[IO[bytes]]:
    """Give a stream whose bytes go to `out`, encrypted for `recipient`; whole once the block ends without error."""
    if not recipient.startswith(RECIPIENT_PREFIX):
        raise _bad_recipient_faults(recipient)
    library = _load_pyrage()
    if library is not None:
        try:
            reader = library.x25519.Recipient.from_str(recipient)
        except library.RecipientError:
            raise _bad_recipient_faults(recipient) from None
        with _open_writing_pipe(lambda source: library.encrypt_io(source, out, [reader])) as entry:
            yield entry
        return
    with _run_age_program([_find_age_program(), "-e", "-r", recipient], stdout=out) as process:
        assert process.stdin is not None  # noqa: S101  Asked for below.
        yield process.stdin


@contextmanager
def decrypt_stream(source: IO[bytes], identity: Path) -> Iterator[IO[bytes]]:
    """Give a stream of what `source` holds, opened with the identity kept in a file."""
    words = [line.strip() for line in identity.read_text(encoding="utf-8").splitlines()]
    found = [line for line in words if line.startswith(IDENTITY_PREFIX)]
    if not found:
        raise fault(
            "identity-unreadable",
            "Ce fichier ne contient aucune clé d’age (AGE-SECRET-KEY-…).",
            "This file contains no age key (AGE-SECRET-KEY-…).",
            "Donnez le fichier que age-keygen a écrit, avec --identity.",
            "Give the file written by age-keygen, with --identity.",
            file=identity,
        )
    library = _load_pyrage()
    if library is not None:
        keys = [library.x25519.Identity.from_str(line) for line in found]
        with _open_reading_pipe(lambda sink: library.decrypt_io(source, sink, keys)) as exit_:
            yield exit_
        return
    process = subprocess.Popen(  # noqa: S603  A fixed program and a path.
        [_find_age_program(), "-d", "-i", str(identity)],
        stdin=source,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert process.stdout is not None  # noqa: S101  Asked for above.
    with process.stdout:
        yield process.stdout
    if process.wait():
        raise _cannot_decrypt_faults()


def _load_pyrage() -> Any:
    try:
        import pyrage  # type: ignore[import-not-found, import-untyped, unused-ignore]
    except ImportError:
        return None
    return pyrage


def _find_age_program() -> str:
    found = shutil.which("age")
    if found is None:
        raise fault(
            "age-missing",
            "Chiffrer demande la bibliothèque pyrage ou le programme age ; cette machine n’a ni l’une ni l’autre.",
            "Encryption requires the pyrage library or the age program; this machine has neither.",
            "Installez l’une des deux : le paquet Python pyrage, ou le paquet age de votre système.",
            "Install either the Python package pyrage or your system’s age package.",
        )
    return found


@contextmanager
def _run_age_program(command: list[str], *, stdout: IO[bytes]) -> Iterator[subprocess.Popen[bytes]]:
    stdout.flush()
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=stdout, stderr=subprocess.PIPE)  # noqa: S603
    assert process.stdin is not None  # noqa: S101  Asked for above.
    try:
        yield process
        process.stdin.close()
    except BaseException:
        process.kill()
        process.wait()
        raise
    _, said = process.communicate()
    if process.returncode:
        raise _bad_recipient_faults(said.decode(errors="replace").strip()[:200])


@contextmanager
def _open_writing_pipe(work: Callable[[IO[bytes]], None]) -> Iterator[IO[bytes]]:
    """Give the writing end of a pipe that `work` reads in a thread; its errors are raised here."""
    reading, writing = (os.fdopen(end, mode) for end, mode in zip(os.pipe(), ("rb", "wb"), strict=True))
    failed: list[BaseException] = []

    def run() -> None:
        try:
            work(reading)
        except BaseException as error:
            failed.append(error)
        finally:
            # Whoever writes on learns that nobody reads any more.
            reading.close()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        yield writing
    except BrokenPipeError:
        thread.join()
        if failed:
            raise failed[0] from None
        raise
    finally:
        with contextlib.suppress(BrokenPipeError):
            writing.close()
        thread.join()
    if failed:
        raise failed[0]


@contextmanager
def _open_reading_pipe(work: Callable[[IO[bytes]], None]) -> Iterator[IO[bytes]]:
    """Give the reading end of a pipe that `work` writes in a thread; what cannot be opened is told here."""
    reading, writing = (os.fdopen(end, mode) for end, mode in zip(os.pipe(), ("rb", "wb"), strict=True))
    failed: list[BaseException] = []

    def run() -> None:
        try:
            work(writing)
        except BrokenPipeError:
            pass
        except BaseException as error:
            failed.append(error)
        finally:
            with contextlib.suppress(BrokenPipeError):
                writing.close()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    broken: Faults | None = None
    try:
        yield reading
    except Faults as error:
        broken = error
    finally:
        reading.close()
        thread.join()
    # A key that does not open the archive leaves nothing to read, which would else be told as an archive cut short.
    if failed:
        raise _cannot_decrypt_faults() from failed[0]
    if broken is not None:
        raise broken


def _bad_recipient_faults(given: str) -> Faults:
    return fault(
        "recipient-unreadable",
        f"« {given} » n’est pas un destinataire d’age : il commence par age1.",
        f"“{given}” is not an age recipient, which begins with age1.",
        "Donnez la partie publique que age-keygen affiche, et gardez l’autre hors de cette machine.",
        "Give the public part shown by age-keygen, and keep the private part off this machine.",
    )


def _cannot_decrypt_faults() -> Faults:
    return fault(
        "backup-closed",
        "La sauvegarde n’a pas pu être déchiffrée : la clé n’est pas la sienne, ou elle est abîmée.",
        "The backup could not be decrypted: the key is not the right one, or the backup is damaged.",
        "Donnez avec --identity le fichier de la clé dont la partie publique a servi à la faire.",
        "Use --identity to give the file of the key matching the public part it was encrypted with.",
    )
