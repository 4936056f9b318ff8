"""Archives of releases that are twisted: refused, and nothing of them is left."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from support.harness.bounded_work import bounded
from support.scenes.hostile_files import archive
from support.scenes.proposal_sample import codes, sent, zipped

from filiere.core import Faults
from filiere.site import sandboxed_reading
from filiere.site.child_process import ChildStopped, client
from filiere.site.child_process.faults import StopReason
from filiere.site.journal.models import Entry
from filiere.site.sandboxed_reading import STOPPED_ACT
from filiere.site.science import proposal_folder
from filiere.site.science.actions.proposals import open_consultation, propose_release
from filiere.site.science.models import Proposal
from filiere.site.science.release_files import _release_name

pytestmark = pytest.mark.django_db


def test_aliases_in_the_head_of_a_release_are_not_unfolded() -> None:
    """At version 0.5 the number of a release could be a list that unfolds into more than the memory."""
    levels = "".join(f"k{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 9))
    head = f"a0: &a0 [x]\n{levels}referential: lrse\nrelease: *a8\n".encode()

    def refused() -> set[str]:
        with pytest.raises(Faults) as raised:
            _release_name(head)
        return codes(raised)

    assert bounded(refused) == {"no-release-name"}


def test_a_twisted_archive_is_refused_and_leaves_nothing(
    scientist: Any, root: Path, tmp_path: Path, home: Path
) -> None:
    tricks = {
        "not-an-archive": b"hello world",
        "file-bad-inner-path": archive({"../../release.yaml": b"x", "release.yaml": b"referential: lrse"}),
        "stray-file": zipped(root, "2028.3")
        and archive({"release.yaml": b'{referential: lrse, release: "2028.3"}', "run.sh": b"x"}),
        "no-release-file": archive({"a.yaml": b"a"}),
        "no-release-name": archive({"release.yaml": b'{referential: "../../x", release: "2028.1"}'}),
        "release-exists": zipped(root, "2024.2"),
        "unknown-referential": archive({"release.yaml": b'{referential: nowhere, release: "2028.1"}'}),
        "file-trailing-data": zipped(root) + b"x",
        "file-bomb": archive({"release.yaml": b" " * 50_000_000}),
    }
    for code, content in tricks.items():
        with pytest.raises(Faults) as raised:
            propose_release(actor=scientist, reason="Non.", archive=sent(tmp_path, content))
        assert codes(raised) == {code}, code
    assert list((home / "proposals").iterdir() if (home / "proposals").exists() else []) == []
    assert not Proposal.objects.exists()


def test_a_text_that_was_sent_is_never_read_in_a_web_process(
    scientist: Any, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """C1, H1: pages and acts read the proposal again; a child does it, and is stopped like one that reads an upload."""
    from filiere.referentials import loader

    row = propose_release(actor=scientist, reason="Une version envoyée.", archive=sent(tmp_path, zipped(root)))
    here: list[Path] = []
    real = loader.load_release

    def loading(folder: Path, **given: Any) -> Any:
        here.append(folder)
        return real(folder, **given)

    monkeypatch.setattr(loader, "load_release", loading)
    proposal_folder._cached_release.cache_clear()
    browser = Client()
    browser.force_login(scientist)
    assert browser.get(reverse("science:proposal", args=[row.key])).status_code == 200
    assert (
        proposal_folder.load_for_page(row.key, row.release).sha256
        == proposal_folder.read_release(row.key, row.release).sha256
        == row.sha256
    )
    assert [folder for folder in here if "proposals" in folder.parts] == []

    def stops(*_: Any) -> Any:
        raise ChildStopped(StopReason.TIME)

    monkeypatch.setattr(sandboxed_reading, "run", stops)
    with pytest.raises(ChildStopped):
        proposal_folder.read_release(row.key, row.release)
    entry = Entry.objects.filter(act=STOPPED_ACT).last()
    assert entry is not None
    assert (entry.actor_key, entry.subject_kind, entry.subject_id) == ("time", "proposal", row.key)


def test_the_text_of_a_proposal_is_read_in_a_place_of_whoever_asked_for_its_page(
    scientist: Any, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All pages read texts in the places of the site itself, which visitors and people who signed in took together."""
    row = propose_release(actor=scientist, reason="Une version envoyée.", archive=sent(tmp_path, zipped(root)))
    open_consultation(row, timezone.localdate() + timedelta(days=40), actor=scientist)
    held: list[dict[str, int]] = []
    run = sandboxed_reading.run

    def noted(*args: Any, **kwargs: Any) -> Any:
        held.append(dict(client._running_by_owner))
        return run(*args, **kwargs)

    monkeypatch.setattr(sandboxed_reading, "run", noted)
    reader, visitor = Client(), Client()
    reader.force_login(scientist)
    for browser in (visitor, reader):
        proposal_folder._cached_release.cache_clear()
        assert browser.get(reverse("science:proposal", args=[row.key])).status_code == 200
    assert held == [{"anonymous": 1}, {scientist.key: 1}]
    proposal_folder._cached_release.cache_clear()
    proposal_folder.load_for_page(row.key, row.release)
    assert held[2:] == [{"time": 1}]
