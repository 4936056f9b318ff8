"""Visitors who ask for an account: for a centre that is new here, and for a company that has people already."""

from __future__ import annotations

from django.utils import timezone

from filiere.core.company_numbers import fictitious_siren
from filiere.site.demonstration.clock import Scenario
from filiere.site.demonstration.directory_entries import EMAIL_DOMAIN, DemoPeople
from filiere.site.members.actions.account_requests import confirm_request, request_account
from filiere.site.members.models import AccountRequest, Organisation

NEW_CENTRE_RANK = 990
"""The rank of a made-up SIREN far beyond those of the companies of the demonstration."""


def request_scenarios(cast: DemoPeople) -> list[Scenario]:
    """The two requests, which wait for the staff; none where some were made already."""
    if AccountRequest.objects.exists():
        return []
    known = cast.firms["audite"]
    return [
        _ask(
            3,
            name="Solène Mercier",
            organisation_name="Accueil des Confins",
            siren=str(fictitious_siren(NEW_CENTRE_RANK)),
            purpose="measure",
            message="Responsable qualité d’un centre de quarante conseillers. Nous voulons savoir si notre niveau de "
            "service se compare à celui des autres.",
        ),
        _ask(
            1,
            name="Théo Vasseur",
            purpose="label",
            message="Je rejoins Inès Carvalho pour suivre l’audit.",
            **_name_known(known),
        ),
    ]


def _name_known(known: Organisation) -> dict[str, str]:
    return {"organisation_name": known.name, "siren": known.siren or ""}


def _ask(ago: int, *, name: str, **said: str) -> Scenario:
    yield ago
    email = f"demande-{ago}@{EMAIL_DOMAIN}"
    request_account(
        visitor="",
        now=timezone.now(),
        language="fr",
        email=email,
        name=name,
        fictitious=True,
        **said,
    )
    confirm_request(AccountRequest.objects.get(email=email), actor="anonymous")
