"""The head of the journal kept outside the site, so that nobody who holds the whole database can rewrite the past.

An anchor is a line: the moment, the number of the last entry, its hash. Lines are added to a file that should be out of
the reach of the site's own account (another machine's disk, `chattr +a`), and sent by mail to addresses of others.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from filiere.core import Text
from filiere.core.dates import spell_day
from filiere.site.journal.anchor_file import Anchor, read_anchors
from filiere.site.journal.models import Entry, Head


def take_anchor(now: datetime) -> Anchor | None:
    """The head of the journal as it is now; None while it has no entry."""
    head = Head.objects.filter(pk=1).first()
    return Anchor(now, head.number, head.hash) if head is not None and head.number else None


@dataclass(frozen=True, slots=True)
class AnchorContradiction:
    """An anchor that the journal no longer bears out: its entry is gone, or has another hash."""

    anchor: Anchor
    gone: bool

    def sentence(self) -> Text:
        """What it means."""
        day = spell_day(self.anchor.at)
        if self.gone:
            return Text(
                fr=(
                    f"Le {day.fr}, le journal avait {self.anchor.number} entrées ; il en a moins aujourd’hui : sa fin "
                    "a été coupée, ou une copie plus ancienne a été restaurée."
                ),
                en=f"On {day.en} the journal had {self.anchor.number} entries; it has fewer today: its end was cut "
                f"off, or an older copy was restored.",
            )
        return Text(
            fr=f"L’entrée {self.anchor.number} n’est plus celle qui a été ancrée le {day.fr} : le passé a été réécrit.",
            en=f"Entry {self.anchor.number} is no longer the one anchored on {day.en}: the past has been rewritten.",
        )


def find_contradictions(path: Path) -> tuple[int, list[AnchorContradiction]]:
    """Compare the journal with every anchor of a file: how many there are, and those that it does not bear out."""
    count, found = 0, []
    for anchor in read_anchors(path):
        count += 1
        kept = Entry.objects.filter(number=anchor.number).values_list("hash", flat=True).first()
        if kept != anchor.hash:
            found.append(AnchorContradiction(anchor, kept is None))
    return count, found
