"""Every form of an agreement and of a commitment, sent wrong: a fault at its field, what was typed still there, nothing
half-written."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from support.scenes.agreement_sample import AgreementScene, make_agreement

from filiere.site.journal.models import Entry
from filiere.site.programme.agreements.models import Agreement
from filiere.site.programme.commitments.actions import commitments
from filiere.site.programme.commitments.models import Commitment

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate
TYPED = "Ce qui fut tapé"


@pytest.fixture
def scene(make_user: Any) -> AgreementScene:
    return make_agreement(make_user)


def _far(days: int) -> str:
    return (TODAY() + timedelta(days=days)).isoformat()


AGREEMENT = {
    "title": TYPED,
    "parties": "État",
    "signed_on": "2026-01-15",
    "starts": "2026-01-15",
    "ends": "2028-12-31",
    "object": "Former.",
}
FORMS: list[tuple[str, dict[str, str], str]] = [
    ("agreement-new", AGREEMENT | {"ends": "2025-01-01"}, "ends"),
    ("agreement-new", AGREEMENT | {"signed_on": _far(3)}, "signed_on"),
    ("agreement-new", AGREEMENT | {"total": "-1"}, "total"),
    ("agreement-new", AGREEMENT | {"total": "1e30"}, "total"),
    ("agreement-new", AGREEMENT | {"parties": " \n "}, "parties"),
    ("agreement-amount", {"funder": TYPED, "funder_kind": "state", "amount": "-5"}, "amount"),
    ("agreement-amount", {"funder": TYPED, "funder_kind": "roi", "amount": "5"}, "funder_kind"),
    ("agreement-amount", {"funder": TYPED, "funder_kind": "state", "amount": "NaN"}, "amount"),
    ("agreement-amount", {"funder": TYPED, "funder_kind": "state", "amount": "5", "year": "20266"}, "year"),
    ("agreement-article", {"number": "0", "title": TYPED, "text": "x"}, "number"),
    ("agreement-objective", {"title": TYPED, "goal": "dix", "due": _far(9)}, "goal"),
    ("agreement-objective", {"title": TYPED, "goal": "1", "due": "1999-01-01"}, "due"),
    ("agreement-objective", {"title": TYPED, "goal": "1", "due": _far(9), "figure": "nowhere"}, "figure"),
    ("agreement-payment", {"funder": TYPED, "amount": "-1", "due": _far(9)}, "amount"),
    ("agreement-payment", {"funder": TYPED, "amount": "1", "due": "1999-01-01"}, "due"),
    ("agreement-use", {"title": TYPED, "planned": "-1"}, "planned"),
    ("agreement-use", {"title": TYPED, "planned": "1", "region": "REG-99"}, "region"),
    ("agreement-statement", {"title": TYPED, "state": "-1", "confidence": "low"}, "state"),
    ("agreement-period", {"starts": _far(-30), "ends": _far(-60), "due": _far(9)}, "ends"),
    ("agreement-period", {"starts": "1999-01-01", "ends": _far(-60), "due": _far(9)}, "ends"),
]


@pytest.mark.parametrize(("name", "sent", "field"), FORMS)
def test_a_form_sent_wrong(client: Client, scene: AgreementScene, name: str, sent: dict[str, str], field: str) -> None:
    client.force_login(scene.lead)
    args = () if name == "agreement-new" else (scene.agreement.key,)
    before = (Agreement.objects.count(), Entry.objects.count())
    answer = client.post(reverse(f"programme:{name}", args=args), sent)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    said = answer.content.decode()
    assert all(value in said for value in sent.values() if value == TYPED or value.startswith("-"))
    assert (Agreement.objects.count(), Entry.objects.count()) == before


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"paid_on": _far(2), "paid_amount": "1"}, 422),
        ({"paid_on": "1999-01-01", "paid_amount": "1"}, 422),
        ({"paid_on": _far(-3), "paid_amount": "-1"}, 422),
        ({"paid_on": _far(-3), "paid_amount": "900000"}, 302),
        ({"paid_on": _far(-3), "paid_amount": "0"}, 302),
    ],
)
def test_a_payment_entered_wrong(client: Client, scene: AgreementScene, sent: dict[str, str], status: int) -> None:
    """Another amount than the one due is entered, and said by the space of the authorities."""
    client.force_login(scene.lead)
    answer = client.post(reverse("programme:payment-record", args=(scene.payment.key,)), sent)
    assert answer.status_code == status
    scene.payment.refresh_from_db()
    assert (scene.payment.paid_on is not None) == (status == 302)
    if status == 302:
        assert "data-disagreements" in client.get(reverse("programme:spending")).content.decode()


def test_spending_corrected_below_what_was_accepted_is_a_disagreement(client: Client, scene: AgreementScene) -> None:
    """Said as it is: more accepted than is accounted for."""
    day = TODAY().isoformat()
    client.force_login(scene.state)
    accept, spend = (reverse(f"programme:use-{act}", args=(scene.use.key,)) for act in ("accept", "spend"))
    assert client.post(accept, {"amount": "600000", "on": day}).status_code == 302
    client.force_login(scene.lead)
    assert client.post(spend, {"amount": "500000", "on": day, "comment": "Doublon"}).status_code == 302
    page = client.get(reverse("programme:spending"), headers={"accept-language": "fr"}).content.decode()
    assert "-100" not in page.replace("\u2212", "-")
    assert page.count("data-disagreements") == 1


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "grants-empty"),
        ("nomAttribuant;montant\nÉtat;1\n".encode("latin-1"), "encoding"),
        ("nomAttribuant;montant\nÉtat;1\n".encode("utf-16"), "encoding"),
        (b"PK\x03\x04\x14\x00", "grants-not-text"),
        (b"%PDF-1.7\n", "grants-not-text"),
        (b"x" * 5_000_001, ""),
    ],
    ids=["empty", "latin", "utf16", "xlsx", "pdf", "large"],
)
def test_a_file_of_grants_sent_wrong(client: Client, scene: AgreementScene, content: bytes, code: str) -> None:
    """The kind of funder that was chosen stays so."""
    client.force_login(scene.lead)
    before = Agreement.objects.count()
    file = SimpleUploadedFile("subventions.csv", content)
    answer = client.post(reverse("programme:agreements-import"), {"file": file, "funder_kind": "region"})
    assert answer.status_code == 422
    said = answer.content.decode()
    assert f'data-fault="{code}"' in said if code else list(answer.context["form"].errors) == ["file"]
    assert answer.context["form"]["funder_kind"].value() == "region"
    assert Agreement.objects.count() == before


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"due": "1999-01-01"}, "due"),
        ({"made_on": _far(4), "due": _far(9)}, "made_on"),
        ({"owner_email": "personne@example.org"}, "owner_email"),
        ({"origin": "roi"}, "origin"),
        ({"who": ""}, "who"),
        ({"what": "x" * 301}, "what"),
    ],
)
def test_a_commitment_sent_wrong(client: Client, scene: AgreementScene, sent: dict[str, str], field: str) -> None:
    client.force_login(scene.lead)
    right = {
        "who": "Une entreprise",
        "what": "Former",
        "to_whom": TYPED,
        "due": _far(30),
        "made_on": _far(-1),
        "proof": "Un relevé",
        "origin": "meeting",
    }
    answer = client.post(reverse("programme:commitment-new"), right | sent)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert TYPED in answer.content.decode()
    assert Commitment.objects.count() == 0


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"kind": "revised"}, "due"),
        ({"kind": "kept", "due": _far(9)}, "due"),
        ({"kind": "revised", "due": _far(-5)}, "due"),
        ({"kind": "kept", "on": _far(5)}, "on"),
        ({"kind": "kept", "on": "1999-01-01"}, "on"),
    ],
)
def test_an_outcome_sent_wrong(client: Client, scene: AgreementScene, sent: dict[str, str], field: str) -> None:
    client.force_login(scene.lead)
    row = commitments.record_commitment(
        "new",
        actor=scene.lead,
        who="Une entreprise",
        what="Former",
        to_whom="Tous",
        proof="Un relevé",
        origin="meeting",
        made_on=TODAY() - timedelta(days=10),
        due=TODAY() + timedelta(days=10),
    )
    right = {"on": TODAY().isoformat(), "words": TYPED}
    answer = client.post(reverse("programme:commitment-outcome", args=(row.key,)), right | sent)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert TYPED in answer.content.decode()
    assert row.events.count() == 0
