"""Forms of an audit that are refused: 422, each fault at its field, what was typed still there, nothing written."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.urls import reverse
from support.harness.refused_forms import TOLD_AT_THE_HEAD
from support.scenes.audit_sample import Clock, audited, company, name_and_accept, reported, some_questions, to_audit
from support.scenes.dossier_sample import make_person

from filiere.site.audit.actions.lift_finding import offer_lifting
from filiere.site.audit.actions.submit_report import PartyStatement, answer_report, conclude_audit
from filiere.site.audit.models import Change, Finding, Lifting, Mission, Statement
from filiere.site.workflow.engine_adapter import load_release

pytestmark = pytest.mark.django_db
NOTHING = PartyStatement()


def find_fault(page: str, field: str) -> str:
    """What stands under a field as its fault, which the field names."""
    said = re.search(rf'<p class="state no" id="{field}_error">(.*?)</p>', page, re.DOTALL)
    assert said, f"no fault at {field}"
    assert re.search(rf'<(?:input|textarea|select)[^>]*aria-describedby="[^"]*{field}_error', page)
    return said[1]


def post_refused(client: Any, user: Any, address: str, sent: dict[str, str]) -> str:
    client.force_login(user)
    answer = client.post(address, sent)
    assert answer.status_code == 422
    return str(answer.content.decode())


def test_a_withdrawal_without_a_reason_is_refused_at_its_text(clock: Clock, client: Any) -> None:
    dossier, auditor = reported(clock, "minor", "minor")
    first, second = Finding.objects.order_by("pk")
    answer_report(actor=company(dossier), dossier=dossier, findings={}, overall=PartyStatement("Notre version."))
    sent = {
        f"agrees_{first.pk}": "yes", f"text_{first.pk}": " ",
        f"agrees_{second.pk}": "no", f"text_{second.pk}": "Maintenu <b>", "overall": "En somme.",
    }  # fmt: skip
    page = post_refused(client, auditor, reverse("audit:conclude", args=[dossier.key]), sent)
    assert "Le retrait d’un constat doit être motivé." in find_fault(page, f"id_text_{first.pk}")
    assert f"id_text_{second.pk}_error" not in page
    assert "Maintenu &lt;b&gt;</textarea>" in page
    assert "En somme.</textarea>" in page
    chosen = re.findall(r'<option value="(\w+)"\s+selected>', page)
    assert chosen == ["yes", "no"]
    assert not Statement.objects.filter(party=Statement.Party.AUDITOR).exists()


def test_an_answer_to_a_finding_that_is_no_more_is_refused_above_the_form(clock: Clock, client: Any) -> None:
    dossier, _ = reported(clock, "minor")
    address = reverse("audit:answer", args=[dossier.key])
    page = post_refused(client, company(dossier), address, {"text_999999": "Non.", "overall": "Gardé."})
    assert "Ce constat ne figure pas dans ce rapport." in page
    assert "Gardé.</textarea>" in page
    assert not Statement.objects.exists()


def make_major(clock: Clock) -> tuple[Any, Any, Finding]:
    dossier, auditor = reported(clock, "major")
    answer_report(actor=company(dossier), dossier=dossier, findings={}, overall=NOTHING)
    conclude_audit(actor=auditor, dossier=dossier, findings={}, overall=NOTHING)
    dossier.refresh_from_db()
    return dossier, auditor, Finding.objects.get()


def test_a_proof_that_cannot_be_taken_is_refused_on_its_finding(clock: Clock, client: Any) -> None:
    dossier, _, finding = make_major(clock)
    address = reverse("audit:offer-lifting", args=[dossier.key, finding.pk])
    page = post_refused(client, company(dossier), address, {"proof": "  "})
    assert "Rien n’est écrit." in find_fault(page, f"proof-{finding.pk}")
    assert TOLD_AT_THE_HEAD.search(page)
    long = "Très long. " * 1000
    page = post_refused(client, company(dossier), address, {"proof": long})
    assert "10000 au plus" in find_fault(page, f"proof-{finding.pk}")
    assert long.strip() in page
    assert not Lifting.objects.exists()
    offer_lifting(actor=company(dossier), dossier=dossier, finding=finding, proof="La première")
    page = post_refused(client, company(dossier), address, {"proof": "La seconde"})
    assert "Une preuve attend déjà l’auditeur." in page
    assert "La seconde</textarea>" in page
    assert Lifting.objects.count() == 1


def test_a_proof_refused_without_a_reason_is_not_judged(clock: Clock, client: Any) -> None:
    dossier, auditor, finding = make_major(clock)
    lifting = offer_lifting(actor=company(dossier), dossier=dossier, finding=finding, proof="Accord signé")
    address = reverse("audit:judge-lifting", args=[dossier.key, lifting.pk])
    page = post_refused(client, auditor, address, {"accepted": "no", "reason": " "})
    assert "Le refus d’une preuve doit être motivé." in find_fault(page, f"reason-{lifting.pk}")
    assert TOLD_AT_THE_HEAD.search(page)
    # A long text is refused whole: none of it is cut.
    page = post_refused(client, auditor, address, {"accepted": "no", "reason": "m" * 4001})
    assert "4001" in find_fault(page, f"reason-{lifting.pk}")
    assert "m" * 4001 in page
    lifting.refresh_from_db()
    assert lifting.judged_on is None
    client.force_login(auditor)
    assert client.post(address, {"accepted": "peut-être"}).status_code == 404
    assert client.post(address, {"accepted": "yes", "reason": ""}).status_code == 302
    page = post_refused(client, auditor, address, {"accepted": "no", "reason": "Après coup"})
    assert "Cette preuve est déjà jugée." in page
    assert "Après coup</textarea>" in page


def test_the_end_of_a_mission_without_a_reason_is_refused_on_its_line(clock: Clock, client: Any) -> None:
    dossier = to_audit()
    name_and_accept(dossier)
    mission = Mission.objects.get()
    address = reverse("audit:end-mission", args=[dossier.key, mission.key])
    page = post_refused(client, make_person("label_staff"), address, {"why": " "})
    assert "La fin d’une mission doit être motivée." in find_fault(page, f"why-{mission.key}")
    assert TOLD_AT_THE_HEAD.search(page)
    page = post_refused(client, make_person("label_staff"), address, {"why": "m" * 501})
    assert "501" in find_fault(page, f"why-{mission.key}")
    mission.refresh_from_db()
    assert mission.ended_on is None
    client.force_login(make_person("label_staff"))
    assert client.post(address, {"why": "Maladie"})["Location"] == reverse("audit:missions", args=[dossier.key])


def test_an_auditor_whose_end_of_a_mission_is_refused_is_offered_nobody_to_name(clock: Clock, client: Any) -> None:
    dossier = to_audit()
    first, second, _ = (name_and_accept(dossier) for _ in range(3))
    mission = Mission.objects.get(auditor=second)
    address = reverse("audit:end-mission", args=[dossier.key, mission.key])
    page = post_refused(client, first, address, {"why": "Indisponible"})
    assert "Cette mission n’est pas la vôtre." in page
    assert 'value="Indisponible"' in page
    assert 'name="auditor"' not in page
    assert page.count('<th scope="row">') == 2, "their own mission and that one, not the third"
    mission.refresh_from_db()
    assert mission.ended_on is None


def test_a_plain_form_keeps_what_it_can_and_gives_the_rest_back(clock: Clock, client: Any) -> None:
    """Without a script, a text that is too long is refused at its field; the level beside it is kept."""
    dossier, auditor = audited(clock)
    (key,) = some_questions(1)
    address = reverse("audit:form-theme", args=[dossier.key, load_release(dossier).theme_of[key].key])
    long = "x" * 10_001
    sent = {f"{key}:answer": "started", f"seen {key}:answer": "", f"{key}:note": long, f"seen {key}:note": ""}
    page = post_refused(client, auditor, address, sent)
    assert find_fault(page, f"f-{key}-note")
    assert f"{long}</textarea>" in page
    assert Change.objects.get().field == f"{key}:answer"
    assert client.post(address, sent | {f"{key}:note": "court"}).status_code == 302
