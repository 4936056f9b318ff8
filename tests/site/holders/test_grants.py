"""What a grant gives, and what there is not before one."""

from __future__ import annotations

import pytest
from support.scenes.dossier_sample import at, make_dossier
from support.scenes.holder_sample import Held

from filiere.site.holders.actions.declare_change import declare_change
from filiere.site.holders.models import Alert
from filiere.site.kit.rights import RightRefused

pytestmark = pytest.mark.django_db


def test_twelve_months_are_twelve_months() -> None:
    held = Held(two_years=False)
    assert held.state_key == "held_12"
    assert held.certificate.until == held.granted.replace(year=held.granted.year + 1)
    assert held.certificate.snapshot.body["level"] == "granted_12"


def test_before_the_grant_there_is_no_label_to_declare_a_change_of() -> None:
    held = Held()
    dossier = at(make_dossier(held.organisation), "under_audit")
    for actor in (held.editor, held.staff, held.employees):
        with pytest.raises(RightRefused):
            declare_change(dossier, actor=actor, what="sites_lost", effective=held.granted, words="x")
    assert Alert.objects.count() == 0
