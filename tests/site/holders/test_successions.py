"""Who is tied to the organisation that takes over a label neither judges it nor reads complaints about it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from support.scenes.dossier_sample import make_mandate, make_member, make_organisation
from support.scenes.holder_sample import GROUP, Held, merge, vote

from filiere.site.committee.exclusion_reasons import find_exclusion_reasons, find_person_exclusion
from filiere.site.workflow.parties import find_parties

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def held() -> Held:
    return Held()


@pytest.mark.parametrize("written", ["siren", "name", "name beside another SIREN"])
def test_ties_to_who_takes_over_keep_out_from_the_declaration_on(held: Held, written: str) -> None:
    """From the declaration on, by SIREN or by name where there is none; and for good once the label followed."""
    judge = make_member(make_organisation("Groupe fictif", siren=GROUP if written == "siren" else None))
    make_mandate("committee", "experts", user=judge)
    assert "committee" in find_parties(judge, held.dossier)
    named = {"siren": "" if written == "name" else GROUP, "name": " groupe  FICTIF"}
    merge(held, **({} if written == "siren" else named))
    day = held.last + DAY
    assert [one.ground for one in find_exclusion_reasons(held.dossier, [judge], day, "committee")] == ["member_of"]
    assert held.dossier.organisation_id in find_person_exclusion(judge, day).tied
    vote(held.dossier, held.employees, day, maintained=True)
    assert held.state_key == "held_24"
    assert [one.ground for one in find_exclusion_reasons(held.dossier, [judge], day + DAY, "committee")] == [
        "member_of"
    ]


def test_a_change_that_the_label_did_not_follow_ties_nobody(held: Held) -> None:
    """The one who was named is a stranger again once the committee ended the label."""
    judge = make_member(make_organisation("Groupe fictif", siren=GROUP))
    make_mandate("committee", "experts", user=judge)
    merge(held)
    day = held.last + DAY
    assert held.dossier.organisation_id in find_person_exclusion(judge, day).tied
    vote(held.dossier, held.employees, day)
    assert held.state_key not in ("changed_entity", "held_24")
    assert held.dossier.organisation_id not in find_person_exclusion(judge, day + DAY).tied
