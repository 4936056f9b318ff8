"""Proposals of releases, walked to their vote, and archives of releases, for the tests of `science`."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.test import Client
from django.utils import timezone
from support.scenes.hostile_files import archive
from support.scenes.journal_sample import differences_of

NEXT = "lrse@2027.1"
COLLEGES = {"employees": 5, "employers": 5, "state": 3}


def codes(raised: Any) -> set[str]:
    return {fault.code for fault in raised.value.faults}


def ours() -> list[Any]:
    return differences_of("science")


def proposed(scientist: Any, archive: Path | None = None) -> Any:
    from filiere.site.science.actions.proposals import propose_release

    release = "" if archive is not None else NEXT
    return propose_release(actor=scientist, reason="Deux ans de retours.", release=release, archive=archive)


def at_vote(scientist: Any, archive: Path | None = None) -> Any:
    """A proposal whose consultation is over and whose vote is open: of the later release, or of what was sent."""
    from filiere.site.science.actions.proposals import open_consultation
    from filiere.site.science.models import Proposal

    row = proposed(scientist, archive)
    open_consultation(row, timezone.localdate() + timedelta(days=40), actor=scientist)
    past = timezone.localdate() - timedelta(days=1)
    Proposal.objects.filter(pk=row.pk).update(consultation_from=past - timedelta(days=40), consultation_until=past)
    return begin(row, scientist)


def begin(row: Any, scientist: Any) -> Any:
    """Open a round for as long as a session is called before it, where no release says: five days."""
    from filiere.site.science.actions.vote_proposal import open_round

    return open_round(row, timezone.localdate() + timedelta(days=5), actor=scientist)


def everyone_votes(row: Any, members: dict[str, list[Any]], against: dict[str, int]) -> None:
    from filiere.site.science.actions.vote_proposal import cast_ballot

    for college, people in members.items():
        for rank, person in enumerate(people):
            no = rank < against.get(college, 0)
            dissent = f"Nous, {college}, regrettons." if no and rank == 0 else ""
            cast_ballot(row, actor=person, choice="keep" if no else "adopt", reasons="Lu.", dissent=dissent)


def days_pass(row: Any, days: int = 6) -> None:
    """As if the vote had been opened some days ago, with the last day that it was given then: by six it is over."""
    from filiere.site.science.models import Proposal

    was = Proposal.objects.get(pk=row.pk)
    opened_at = timezone.now() - timedelta(days=days)
    moved = timezone.localdate(was.opened_at) - timezone.localdate(opened_at)
    until = date.fromisoformat(was.electorate["until"]) - moved
    Proposal.objects.filter(pk=row.pk).update(
        opened_at=opened_at, electorate={**was.electorate, "until": until.isoformat()}
    )


def zipped(root: Path, number: str = "2028.1", top: str = "version/", **changed: str) -> bytes:
    """An archive of the later release under another number, with changed files."""
    folder = root / "referentials" / "lrse" / "releases" / "2027.1"
    parts = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            text = path.read_text(encoding="utf-8")
            if path.name in ("release.yaml", "cases.yaml") or path.name.startswith("migration"):
                text = text.replace('"2027.1"', f'"{number}"').replace("@2027.1", f"@{number}")
            parts[top + str(path.relative_to(folder))] = text.encode()
    parts |= {top + name.replace("__", "."): text.encode() for name, text in changed.items()}
    return archive(parts)


def sent(tmp_path: Path, content: bytes) -> Path:
    path = tmp_path / "sent.zip"
    path.write_bytes(content)
    return path


def signed(user: Any) -> Client:
    from filiere.site.accounts.models import User

    client = Client()
    client.force_login(User.objects.get(pk=user.pk))
    return client
