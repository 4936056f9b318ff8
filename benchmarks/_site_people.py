"""Fifty companies at their questionnaire, and a vote about to be cast, for the benchmark of the site; by real acts."""

from __future__ import annotations

import sys
from datetime import date

import django

django.setup()

from django.db import transaction  # noqa: E402

from filiere.core.company_numbers import fictitious_siren  # noqa: E402
from filiere.site.accounts.actions.create_account import create_account  # noqa: E402
from filiere.site.accounts.rights import OPERATOR  # noqa: E402
from filiere.site.candidature.question_groups import list_groups  # noqa: E402
from filiere.site.committee.actions.hearings import note_hearing  # noqa: E402
from filiere.site.committee.actions.sessions import note_presence, open_session  # noqa: E402
from filiere.site.committee.actions.votes import start_round  # noqa: E402
from filiere.site.demonstration import enter_people, scenarios  # noqa: E402
from filiere.site.demonstration.clock import play_in_order  # noqa: E402
from filiere.site.demonstration.directory_entries import MANDATE_PERIOD  # noqa: E402
from filiere.site.demonstration.dossier_steps import DossierPlayer  # noqa: E402
from filiere.site.members.actions.mandates import record_mandate  # noqa: E402
from filiere.site.members.actions.memberships import give_membership  # noqa: E402
from filiere.site.members.actions.save_organisation import create_organisation  # noqa: E402
from filiere.site.members.actions.save_site import add_site  # noqa: E402
from filiere.site.members.models import Organisation  # noqa: E402

TODAY = date.today()


def company(cast: object, key: str, rank: int) -> DossierPlayer:
    """A company of the benchmark, with one site and one editor."""
    since = TODAY - MANDATE_PERIOD
    siren = str(fictitious_siren(rank))
    name = f"Banc {key} (fictif)"
    organisation = Organisation.objects.filter(siren=siren).first() or create_organisation(
        actor=OPERATOR, name=name, siren=siren, kind="outsourcer", fictitious=True
    )
    add_site(actor=OPERATOR, organisation=organisation, name="Site du banc (fictif)", headcount="400", country="FR")
    editor, _ = create_account(
        actor=OPERATOR, email=f"banc-{key}@filiere.invalid", name=name, fictitious=True, without_password=True
    )
    give_membership(actor=OPERATOR, user=editor, organisation=organisation, right="edit", since=since)
    cast.firms[key], cast.editors[key] = organisation, editor  # type: ignore[attr-defined]
    return DossierPlayer(cast, key, "outsourcer")  # type: ignore[arg-type]


def main(count: int) -> None:
    """Write a line ``@kind person thing`` for each of them."""
    with transaction.atomic():
        cast = enter_people(TODAY)
        # One more member, so that thirteen vote.
        extra, _ = create_account(
            actor=OPERATOR,
            email="banc-membre@filiere.invalid",
            name="Banc (fictif)",
            fictitious=True,
            without_password=True,
        )
        record_mandate(
            actor=OPERATOR, user=extra, instance="committee", college="employees", seat="employees 4", since=TODAY
        )
        players = [company(cast, f"{number}", 700 + number) for number in range(count)]
    play_in_order([scenarios.play_to_paid(play, 40) for play in players], TODAY)
    for play in players:
        print(f"@dossier {play.editor.key} {play.dossier.key}")
    for theme in players[0].release.themes:
        for group in list_groups(players[0].release, "outsourcer", theme.key):
            print(f"@group - {theme.key}/group/{group.number}")
    voting = company(cast, "vote", 790)

    def story() -> scenarios.Scenario:
        yield from scenarios.play_to_committee(voting, 80)
        yield 1
        voting.offer_hearing(1)

    play_in_order([story()], TODAY)
    members = [*cast.seated["committee"], extra]
    note_hearing(voting.dossier, "held", "Entendue.", actor=cast.staff)
    session = open_session(voting.session, actor=members[0])
    for one in members[1:]:
        note_presence(session, one, actor=members[0])
    start_round(voting.item, 1, actor=members[0])
    for one in members:
        print(f"@ballot {one.key} {voting.dossier.key}/{voting.item.key}")


if __name__ == "__main__":
    main(int(sys.argv[1]))
