"""Declaration of the app to Django."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.apps import AppConfig

if TYPE_CHECKING:
    from filiere.site.journal.reconciliation import Comparison


class MembersConfig(AppConfig):
    """The app `members`."""

    name = "filiere.site.members"
    label = "members"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Declare what an invitation may give here, what is held and said of a person, what a seat asks for."""
        from filiere.site.members import (  # noqa: F401
            appointers,
            hooks,
            incompatibilities,
            mandate_requests,
            membership_summary,
            second_factor,
        )

        mandate_requests.register_mandate_requests()

    def journal_comparisons(self) -> tuple[Comparison, ...]:
        """What of this app’s tables the journal tells: organisations, their groups and sites, memberships, mandates."""
        from filiere.site.members import journal_records

        return (
            journal_records.compare_organisations,
            journal_records.compare_former_groups,
            journal_records.compare_sites,
            journal_records.compare_memberships,
            journal_records.compare_mandates,
        )
