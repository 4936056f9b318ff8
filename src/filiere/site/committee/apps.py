"""Declaration of the app to Django."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.apps import AppConfig

if TYPE_CHECKING:
    from filiere.site.journal.reconciliation import Comparison


class CommitteeConfig(AppConfig):
    """The app `committee`."""

    name = "filiere.site.committee"
    label = "committee"
    default_auto_field = "django.db.models.BigAutoField"
    journal_unnamed_acts = frozenset({"dissent.sign", "dissent.sign.refuse"})
    """Who may sign a minority opinion voted neither for what was decided nor blank: the name would tell a vote."""

    def ready(self) -> None:
        """Answer the procedure, bar who is recused, add the tab and the forms, watch the agenda, say what takes two."""
        from filiere.site.committee import hooks, personal_data, tie_requests  # noqa: F401

    def journal_comparisons(self) -> tuple[Comparison, ...]:
        """What of this app’s tables the journal tells: ballots, counts, decisions, debates, interests, hearings."""
        from filiere.site.committee import journal_records

        return journal_records.COMPARISONS
