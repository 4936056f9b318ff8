"""`filiere doctor`: each thing that may be wrong is found, said, and mended by what it says."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from support.harness.built_demonstration import environment_of

from filiere.core import Text
from filiere.site.mail.delivery import MOST_FAILURES
from filiere.site.mail.models import Letter
from filiere.site.mail.outbox import post_letter_to_address

pytestmark = pytest.mark.django_db
MakeUser = Callable[..., Any]


def found(about: str, *, full: bool = False) -> tuple[str, str, str]:
    """The level, the words and the remedy of the worst finding about something."""
    from filiere.site.diagnostics.runner import run_checks

    ranked = ["ok", "warning", "error"]
    mine = [one for one in run_checks(full=full) if one.about == about]
    worst = max(mine, key=lambda one: ranked.index(one.level))
    assert all((one.remedy is None) == (one.level == "ok") for one in mine)
    return str(worst.level), worst.words.en, worst.remedy.en if worst.remedy else ""


def test_a_site_that_is_well(home: Path, settings: Any) -> None:
    """Nothing is wrong with what every site needs; each line is in both languages."""
    from filiere.site.diagnostics.runner import run_checks
    from filiere.site.journal.writer import record

    home.chmod(0o700)
    record(actor_key="operator", act="x", subject_kind="y", subject_id="z")
    levels = {one.about: str(one.level) for one in run_checks(full=True)}
    for about in ("disk", "database", "journal", "key", "clock", "evidence", "contacts", "tables", "permissions"):
        assert levels[about] == "ok", about
    assert all(one.words.fr and one.words.en and one.words.fr != one.words.en for one in run_checks())


def test_a_disk_that_fills_up(settings: Any) -> None:
    """A warning first, then an error."""
    import shutil

    free = shutil.disk_usage("/").free
    settings.FILIERE_DISK_FLOOR = free // 2
    assert found("disk")[0] == "warning"
    settings.FILIERE_DISK_FLOOR = 1 << 62
    assert found("disk")[0] == "error"


def test_a_file_that_others_may_read(home: Path) -> None:
    """H6. However deep; the command that is given closes it."""
    home.chmod(0o700)
    (home / "evidence").mkdir(mode=0o700)
    (home / "evidence" / "one").write_text("x")
    (home / "evidence" / "one").chmod(0o644)
    level, words, remedy = found("permissions")
    assert (level, "evidence/one" in words) == ("warning", True)
    subprocess.run(remedy.removeprefix("Run: "), shell=True, check=True)  # noqa: S602  What an operator would do.
    assert found("permissions")[0] == "ok"


def test_letters_that_do_not_leave(settings: Any) -> None:
    """Without a server, or refused by it."""
    post_letter_to_address(email="a@example.org", language="fr", subject=Text.same("s"), body=Text.same("b"), kind="k")
    assert found("mail")[0] == "ok"
    Letter.objects.update(failures=MOST_FAILURES)
    assert found("mail")[0] == "error"
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.dummy.EmailBackend"}}
    assert found("mail")[:2] == ("warning", "No mail server: 1 e-mails are being held and will not be sent.")


def test_a_backup_that_is_old(home: Path) -> None:
    """None, a damaged note, one of last week, one of today."""
    assert found("backup")[0] == "warning"
    (home / "backups").mkdir(exist_ok=True)
    note = home / "backups" / "last.json"
    for content, level in (
        ("{", "warning"),
        (json.dumps({"at": (timezone.now() - timedelta(days=9)).isoformat(), "where": "/disk/x"}), "warning"),
        (json.dumps({"at": timezone.now().isoformat(), "where": "/disk/x"}), "ok"),
    ):
        note.write_text(content)
        assert found("backup")[0] == level


def test_evidence_that_is_missing_or_changed(home: Path) -> None:
    """By its fingerprint, among all with `--full`."""
    import hashlib

    from filiere.site.evidence import content_store
    from filiere.site.evidence.models import Blob

    sha256 = hashlib.sha256(b"a proof").hexdigest()
    Blob.objects.create(sha256=sha256, size=7, kept=True, scan=Blob.Scan.NOT_SCANNED)
    assert found("evidence")[0] == "error"
    path = content_store.stored_path(sha256)
    path.parent.mkdir(parents=True)
    path.write_bytes(b"a proof")
    assert found("evidence")[:2] == ("ok", "1 documents are present, 1 of them reread.")
    path.write_bytes(b"another")
    level, words, _ = found("evidence", full=True)
    assert level == "error"
    assert sha256[:12] in words


def test_a_store_of_contacts_that_lost_a_file(home: Path) -> None:
    """The store that does not open, and the one whose files are gone."""
    from filiere.contacts.store import Store

    folder = home / "contacts" / "o-0123456789" / "store"
    store = Store.create(folder, zone="Europe/Paris")
    assert found("contacts")[0] == "ok"
    name = "leg/organisation=x/month=2026-03/a.parquet"
    (folder / name).parent.mkdir(parents=True)
    (folder / name).write_bytes(b"PAR1 rows PAR1")
    store.with_files(added={"leg": {name: 3}}).write()
    (folder / name).write_bytes(b"PAR1 sorw PAR1")
    level, words, _ = found("contacts")
    assert (level, "would appear twice" in words) == ("error", True)
    store.key()
    assert found("contacts")[0] == "ok"
    assert found("contacts", full=True)[0] == "error"
    (folder / name).unlink()
    assert found("contacts")[0] == "error"
    (folder / "store.json").write_text("{}")
    assert found("contacts")[0] == "error"


def test_a_key_that_is_not_that_of_the_database(settings: Any) -> None:
    """H4. With what the start says of it."""
    from filiere.site.accounts.site_key_status import write_proof

    write_proof()
    settings.SECRET_KEY = settings.SECRET_KEY[::-1]
    level, words, _ = found("key")
    assert level == "error"
    assert "the database expects k-" in words


def test_a_check_that_breaks_keeps_no_other_from_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is a finding itself, without the words of the error."""
    from filiere.site.diagnostics import checks, runner

    def broken(_full: bool) -> Any:
        raise RuntimeError("/secret/path")

    list(runner.run_checks())
    monkeypatch.setitem(checks.registered_checks, "disk", broken)
    level, words, _ = found("disk")
    assert (level, words) == ("error", "The check stopped (RuntimeError).")
    assert found("database")[0] == "ok"


@pytest.mark.once
def test_the_command_tells_how_bad_it_is(fresh: Path, tmp_path: Path) -> None:
    """By its exit status and as JSON; M11: in a folder without a site, it says so and makes nothing."""
    run = [sys.executable, "-m", "filiere", "doctor", "--format", "json", "--lang", "en"]
    done = subprocess.run(run, env=environment_of(fresh), capture_output=True, text=True, check=False)
    told = json.loads(done.stdout)
    assert done.returncode == told["status"] in {1, 2}, done.stderr
    assert {one["about"] for one in told["findings"]} > {"database", "key", "clock", "backup", "java", "documents"}
    wrong = tmp_path / "typo"
    done = subprocess.run(run, env=environment_of(wrong), capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "There is no site here" in done.stderr
    assert not wrong.exists()
    assert os.listdir(tmp_path)  # noqa: PTH208  The folder of the test itself.
