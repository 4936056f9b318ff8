"""What is held of an auditor is told to them, and their words on their ties go with them."""

from __future__ import annotations

import json

import pytest
from support.scenes.audit_sample import Clock, declaration, some_questions, to_audit, write
from support.scenes.dossier_sample import make_person
from support.scenes.journal_sample import differences_of

from filiere.site.accounts.personal_data_registry import erase_personal_data, export_personal_data
from filiere.site.audit.actions.declare_independence import declare_independence
from filiere.site.audit.actions.name_auditor import name_auditor
from filiere.site.audit.models import Declaration

pytestmark = pytest.mark.django_db


def test_an_auditor_reads_what_is_held_and_the_words_on_ties_go(clock: Clock) -> None:
    dossier, auditor = to_audit(), make_person("auditor")
    name_auditor(actor=make_person("label_staff"), dossier=dossier, auditor=auditor, firm="Cabinet Fictif")
    old = {"held": "ended", "ended": "2001-01-01", "note": "mon frère y travaillait"}
    declare_independence(actor=auditor, dossier=dossier, declared=declaration(family=old))
    dossier.refresh_from_db()
    (key,) = some_questions(1)
    write(dossier, auditor, f"{key}:note", "vu sur place")
    held = export_personal_data(auditor)["audit"]
    assert held["missions"][0]["dossier"] == dossier.key
    assert "mon frère" in json.dumps(held, ensure_ascii=False)
    assert held["written"][0]["value"] == "vu sur place"
    assert "mon frère" not in json.dumps(export_personal_data(make_person("auditor"))["audit"], ensure_ascii=False)
    erase_personal_data(auditor)
    row = Declaration.objects.get()
    assert "mon frère" not in json.dumps(row.body, ensure_ascii=False)
    assert row.independent is True
    assert differences_of("audit") == []
