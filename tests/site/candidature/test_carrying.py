"""Evidence asked once and reused: mappings propose, a person accepts, nothing is carried alone and no score ever."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from django.urls import reverse
from support.scenes import dossier_sample, evidence_sample

from filiere.site.candidature.actions.carry_evidence import carry_evidence
from filiere.site.candidature.cross_referential_evidence import list_reuse_targets, propose_reuse
from filiere.site.candidature.models import Carried
from filiere.site.evidence.evidence_checklist import list_provided_documents
from filiere.site.journal.reconciliation import find_differences
from filiere.site.kit.rights import RightRefused
from filiere.site.workflow.engine_adapter import load_release

pytestmark = pytest.mark.django_db
NORM = "iso18295-1@2017"


@dataclass
class Sender:
    """What the sample of evidence needs of a cast."""

    dossier: Any
    editor: Any


@pytest.fixture
def proved(declaring: Any, editor: Any) -> Any:
    """The candidature with one document that a mapping proposes for the norm."""
    evidence_sample.send(Sender(declaring, editor), proofs=(evidence_sample.PROOF,))
    assert load_release(declaring).evidence[evidence_sample.PROOF].reusable
    assert list_provided_documents(declaring)
    return declaring


def test_a_mapping_proposes_and_says_what_is_not_shown(proved: Any, editor: Any) -> None:
    assert NORM in list_reuse_targets(proved)
    found = propose_reuse(proved, NORM, editor)
    assert found
    assert all(piece.path.startswith("lrs@2027.1--iso18295-1@2017#") for one in found for piece in one.pieces)
    assert not Carried.objects.exists()


def test_a_person_accepts_once(proved: Any, editor: Any) -> None:
    one = propose_reuse(proved, NORM, editor)[0]
    wanted = {one.target: {one.pieces[0].value}}
    assert carry_evidence(actor=editor, dossier=proved, release=NORM, wanted=wanted) == 1
    assert carry_evidence(actor=editor, dossier=proved, release=NORM, wanted=wanted) == 0
    assert propose_reuse(proved, NORM, editor)[0].pieces[0].accepted
    assert [each for each in find_differences() if "carried" in each.table] == []


def test_what_no_mapping_proposes_is_not_accepted(proved: Any, editor: Any) -> None:
    one = propose_reuse(proved, NORM, editor)[0]
    for wanted in ({"nowhere": {one.pieces[0].value}}, {one.target: {"doc-x gov"}}):
        assert carry_evidence(actor=editor, dossier=proved, release=NORM, wanted=wanted) == 0


def test_only_an_editor_accepts(proved: Any, organisation: Any) -> None:
    reader = dossier_sample.make_member(organisation, "read")
    with pytest.raises(RightRefused):
        carry_evidence(actor=reader, dossier=proved, release=NORM, wanted={})


def test_the_page_proposes_and_accepts(client: Any, proved: Any, editor: Any) -> None:
    client.force_login(editor)
    url = reverse("candidature:carry", args=[proved.key])
    one = propose_reuse(proved, NORM, editor)[0]
    assert f"take.{one.target}" in client.get(f"{url}?release={NORM}").content.decode()
    sent = client.post(f"{url}?release={NORM}", {f"take.{one.target}": one.pieces[0].value})
    assert sent.status_code == 302
    assert Carried.objects.get().accepted_by == editor
    assert client.get(f"{url}?release=other@1").status_code == 404
