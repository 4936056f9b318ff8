"""The head of the journal kept outside: what was rewritten or cut since is told, once a day at most it is added to."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from filiere.core import Faults
from filiere.site.journal import triggers
from filiere.site.journal.anchor_file import append_anchor, read_anchors, read_last_anchor
from filiere.site.journal.anchors import find_contradictions, take_anchor
from filiere.site.journal.models import Entry
from filiere.site.journal.writer import record
from filiere.site.mail.journal_anchoring import anchor_head_daily
from filiere.site.mail.models import Letter

pytestmark = pytest.mark.django_db


def entries(count: int) -> None:
    """Some entries."""
    for number in range(count):
        record(actor_key="operator", act="test", subject_kind="thing", subject_id=f"t-{number}")


def test_the_head_is_added_once_a_day(tmp_path: Path, settings: Any) -> None:
    """To a file that is only added to and private, and to each address; nothing while the journal is empty."""
    settings.FILIERE_ANCHOR_FILE = str(tmp_path / "anchors")
    settings.FILIERE_ANCHOR_MAIL = ["one@example.org", "two@example.org"]
    today = timezone.localdate()
    assert anchor_head_daily(today) == 0
    entries(3)
    assert anchor_head_daily(today) == 3
    entries(1)
    assert anchor_head_daily(today) == 0
    assert anchor_head_daily(today + timedelta(days=1)) == 3
    path = tmp_path / "anchors"
    assert [one.number for one in read_anchors(path)] == [3, 4]
    assert path.stat().st_mode & 0o077 == 0
    letters = Letter.objects.filter(kind="journal.anchor")
    assert letters.count() == 4
    last = read_last_anchor(path)
    assert last is not None
    assert last == take_anchor(last.at)
    assert any(last.hash in one.whole_body() for one in letters)
    assert find_contradictions(path) == (2, [])


def test_a_file_that_cannot_be_added_to_stops_no_sweep(
    tmp_path: Path, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    """The log says it, and so does `filiere doctor`."""
    from filiere.site.diagnostics.runner import run_checks

    settings.FILIERE_ANCHOR_FILE = str(tmp_path / "missing" / "anchors")
    entries(1)
    assert anchor_head_daily(timezone.localdate()) == 0
    assert "not anchored" in caplog.text
    (finding,) = [one for one in run_checks() if one.about == "anchor"]
    assert finding.level == "error"
    settings.FILIERE_ANCHOR_FILE = str(tmp_path / "anchors")
    anchor_head_daily(timezone.localdate())
    (finding,) = [one for one in run_checks() if one.about == "anchor"]
    assert finding.level == "ok"


def test_a_journal_rewritten_whole_contradicts_its_anchors(tmp_path: Path) -> None:
    """M11. A chain made anew holds in itself; the anchors tell that it is not the one that stood."""
    from filiere.site.journal.integrity import check_integrity

    path = tmp_path / "anchors"
    entries(2)
    first = take_anchor(timezone.now())
    assert first is not None
    append_anchor(path, first)
    entries(2)
    second = take_anchor(timezone.now())
    assert second is not None
    append_anchor(path, second)
    assert find_contradictions(path) == (2, [])
    triggers.remove(connection)
    with connection.cursor() as cursor:
        for table in ("journal_payload", "journal_entry", "journal_head"):
            cursor.execute(f"DELETE FROM {table}")  # noqa: S608  Three names of ours.
    triggers.install(connection)
    entries(3)
    assert check_integrity().is_chained
    count, wrong = find_contradictions(path)
    assert (count, [(one.anchor.number, one.gone) for one in wrong]) == (2, [(2, False), (4, True)])
    assert all(one.sentence().fr and one.sentence().en for one in wrong)
    assert Entry.objects.count() == 3


@pytest.mark.parametrize("line", ["x", "2026-11-29T04:00:00Z 3", "2026-11-29T04:00:00Z 3 " + "z" * 64, "é" * 300])
def test_a_line_that_is_no_anchor_is_told_with_its_number(line: str, tmp_path: Path) -> None:
    """Blank lines are passed over; a good one before it does not hide it."""
    path = tmp_path / "anchors"
    path.write_text(f"2026-11-29T04:00:00Z 3 {'a' * 64}\n\n{line}\n", encoding="utf-8")
    with pytest.raises(Faults) as refused:
        list(read_anchors(path))
    assert [(one.code, one.line) for one in refused.value.faults] == [("anchor-unreadable", 3)]


def test_the_command_compares(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`journal verify --anchor` says how many hold, and fails when one does not."""
    from filiere.cli.journal import verify

    entries(2)
    anchor = take_anchor(timezone.now())
    assert anchor is not None
    path = tmp_path / "anchors"
    append_anchor(path, anchor)
    verify(anchor=path, lang="en")
    assert "The 1 anchors in" in capsys.readouterr().out
    path.write_text(anchor.line.replace(anchor.hash, "0" * 64) + os.linesep)
    with pytest.raises(SystemExit) as left:
        verify(anchor=path, lang="en")
    assert left.value.code == 1
    assert "the past has been rewritten" in capsys.readouterr().out
