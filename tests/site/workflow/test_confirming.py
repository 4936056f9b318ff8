"""An act that cannot be undone is never one click away: a page says what it does first."""

from __future__ import annotations

from contextlib import nullcontext
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from support.scenes.dossier_sample import at, make_dossier, make_member, make_organisation

from filiere.site.workflow.engine_adapter import replay_with_due
from filiere.site.workflow.extension_points import act_form_urls
from filiere.site.workflow.models import Dossier
from filiere.site.workflow.views.dossier import is_irreversible

pytestmark = pytest.mark.django_db


def test_the_procedure_alone_says_which_acts_end_something() -> None:
    dossier = make_dossier()
    found = {}
    for state in ("preparing", "held_24", "under_review", "withdrawn"):
        at(dossier, state)
        engine = replay_with_due(dossier)
        found[state] = {
            step.action for step in engine.leaving_steps if step.action and is_irreversible(engine, step.action)
        }
    assert found["preparing"] == {"give_up"}
    assert "return_label" in found["held_24"]
    assert "return_label" in found["under_review"]
    # The label has ended already, and an appeal goes on with it.
    assert "appeal" not in found["withdrawn"]


def test_a_label_is_returned_after_a_second_look(client: Any) -> None:
    organisation = make_organisation()
    dossier = at(make_dossier(organisation, opened=timezone.localdate() - timedelta(days=300)), "held_24")
    client.force_login(make_member(organisation))
    address = f"/fr/dossiers/{dossier.key}/do/return_label/"
    overview = client.get(f"/fr/dossiers/{dossier.key}/").content.decode()
    assert f'href="{address}"' in overview
    assert f'action="{address}"' not in overview
    assert "est irréversible" in client.get(address).content.decode()
    assert "cannot be undone" in client.get(address.replace("/fr/", "/en/")).content.decode()
    # A form sent from elsewhere, or twice from the overview, is asked first too.
    assert "est irréversible" in client.post(address).content.decode()
    assert Dossier.objects.get(pk=dossier.pk).state != "returned_by_holder"
    assert client.post(address, {"sure": "1"}).status_code == 302
    assert Dossier.objects.get(pk=dossier.pk).state == "returned_by_holder"


def test_another_act_has_no_page_to_confirm_it(client: Any) -> None:
    organisation = make_organisation()
    dossier = at(make_dossier(organisation), "withdrawn")
    plain = next(
        step.action
        for step in replay_with_due(dossier).leaving_steps
        if step.action and not is_irreversible(replay_with_due(dossier), step.action)
    )
    client.force_login(make_member(organisation))
    with act_form_urls.remove_for_block(plain) if plain in act_form_urls else nullcontext():
        assert client.get(f"/fr/dossiers/{dossier.key}/do/{plain}/").status_code == 405
