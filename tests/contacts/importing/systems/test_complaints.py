"""Tickets that are complaints by the rule that the centre states, and by nothing else; from made-up files."""

import json
from pathlib import Path
from typing import Any

import pytest
from support.scenes.systems_sample import FIXTURES, TODAY, assert_even, command, rows_of

from filiere.contacts.importing.import_job import ImportResult, import_file
from filiere.contacts.importing.sources import find_source
from filiere.contacts.store import Store
from filiere.core import Faults

TICKET = json.loads((FIXTURES / "zendesk.json").read_text().splitlines()[0])["tickets"][6]
CONVERSATION = json.loads((FIXTURES / "chatwoot.json").read_text().splitlines()[0])["data"]["payload"][0]


def brought(folder: Path, content: Any, system: str, rule: str) -> ImportResult:
    """Import records under a rule of complaints."""
    if not (folder / "store.json").exists():
        Store.create(folder, zone="Europe/Paris")
    file = folder / "export.json"
    file.write_text(json.dumps(content))
    done = import_file(folder, file, find_source(system, complaints=rule), today=TODAY, organisation="fictive")
    assert_even(done)
    return done


def kinds(folder: Path) -> dict[str, str]:
    """The kind of each case of a store."""
    return {row["case_id"]: row["kind"] for row in rows_of(folder, "case")}


@pytest.mark.parametrize(
    ("rule", "complaints"),
    [
        ("", set()),
        ("tag:reclamation", {"1", "3"}),
        ("type:problem", {"2", "3"}),
        ("tag:reclamation, type:problem", {"1", "2", "3"}),
        ("tag:problem", set()),
    ],
)
def test_tickets_of_zendesk_by_tag_or_type(tmp_path: Path, rule: str, complaints: set[str]) -> None:
    """One mark is enough; a word under another field, or within another word, is none."""
    tickets = [
        {**TICKET, "id": 1, "type": "question", "tags": ["vip", "reclamation"], "subject": "Made up"},
        {**TICKET, "id": 2, "type": "problem", "tags": []},
        {**TICKET, "id": 3, "type": "problem", "tags": ["reclamation"]},
        {**TICKET, "id": 4, "type": None, "tags": ["reclamation-close"], "subject": "Reclamation"},
    ]
    brought(tmp_path, {"tickets": tickets}, "zendesk", rule)
    assert kinds(tmp_path) == {str(one): "complaint" if str(one) in complaints else "ticket" for one in range(1, 5)}


def test_conversations_of_chatwoot_by_label(tmp_path: Path) -> None:
    """The labels of the conversation."""
    made = [{**CONVERSATION, "id": rank, "labels": labels} for rank, labels in enumerate(([], ["litige"], ["vip"]), 1)]
    brought(tmp_path, made, "chatwoot", "label:litige")
    assert kinds(tmp_path) == {"1": "ticket", "2": "complaint", "3": "ticket"}


def test_the_file_under_another_rule_is_read_anew(tmp_path: Path) -> None:
    """And under the same one it is known; the delivery keeps the seal of its rule."""
    tickets = {"tickets": [{**TICKET, "id": 1, "tags": ["reclamation"]}]}
    brought(tmp_path, tickets, "zendesk", "")
    again = brought(tmp_path, tickets, "zendesk", "tag:reclamation")
    assert (again.again, kinds(tmp_path)) == (False, {"1": "complaint"})
    assert brought(tmp_path, tickets, "zendesk", "tag:reclamation").again
    assert len({one.mapping_sha256 for one in Store.open(tmp_path).deliveries}) == 2


def test_marks_of_a_wrong_form_refuse_their_ticket(tmp_path: Path) -> None:
    """Tags that are no texts, where the rule looks at them."""
    done = brought(tmp_path, {"tickets": [{**TICKET, "tags": [{"name": "x"}]}, TICKET]}, "zendesk", "tag:x")
    assert done.report["raw"]["refusals"] == {"wrong-shape": 1}


@pytest.mark.parametrize(
    ("system", "rule", "wrong"),
    [
        ("zendesk", "label:x,tag:,reclamation", 3),
        ("chatwoot", "tag:x", 1),
        ("asterisk", "tag:x", 1),
        ("ma-correspondance.yaml", "tag:x", 1),
    ],
)
def test_a_rule_that_a_system_cannot_be_read_by_is_refused_at_once(system: str, rule: str, wrong: int) -> None:
    """All that is no mark, before any file is opened."""
    with pytest.raises(Faults) as refused:
        find_source(system, complaints=rule)
    assert [one.code for one in refused.value.faults] == ["no-complaint-mark"] * wrong


def test_the_command_takes_the_rule(tmp_path: Path) -> None:
    """``--complaints``; a wrong one is wrong use."""
    file, store = tmp_path / "export.json", tmp_path / "store"
    file.write_text(json.dumps({"tickets": [{**TICKET, "tags": ["reclamation"]}]}))
    asked = ("contacts", "import", str(file), "--source", "zendesk", "--organisation", "fictive", "--out", str(store))
    wrong = command(*asked, "--complaints", "reclamation")
    assert wrong.returncode == 2
    assert "tag:…, type:…" in wrong.stderr
    assert not store.exists()
    assert command(*asked, "--complaints", "tag:reclamation").returncode == 0
    assert set(kinds(store).values()) == {"complaint"}
