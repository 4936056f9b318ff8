"""The ballots of rounds that run, which earlier versions kept in plain, are sealed; those of closed rounds stay read.

Their rows tell the hour at which the round opened, not when each was cast.
"""

from __future__ import annotations

from typing import Any

from django.db import migrations
from django.db.models import F


def seal_running(apps: Any, _editor: Any) -> None:
    """Seal what was cast in the rounds that are not closed."""
    from filiere.site.science.ballot_sealing import WORDS

    ballots = apps.get_model("science", "Ballot").objects
    running = ballots.filter(proposal__state="voted_on", round=F("proposal__round"), closed="")
    for row in running.select_related("proposal"):
        row.closed = WORDS.seal_values(*(getattr(row, name) for name in WORDS.names))
        for name in WORDS.names:
            setattr(row, name, "")
        row.cast_at = row.proposal.opened_at or row.cast_at
        row.save(update_fields=["closed", "cast_at", *WORDS.names])


class Migration(migrations.Migration):
    """Rows alone: the columns are those of the step before."""

    dependencies = [("science", "0002_ballots_closed")]

    operations = [migrations.RunPython(seal_running, migrations.RunPython.noop)]
