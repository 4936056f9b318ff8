"""What apps name of a procedure: a name that exists nowhere stops the start, and says where it is used."""

from __future__ import annotations

import re
import shutil
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from django.urls import resolve

import filiere.site
from filiere.core import Faults, Text
from filiere.core.content_folder import content_path
from filiere.site.accounts.decorators import DOOR
from filiere.site.committee.actions.common import ITEM, SESSION
from filiere.site.journal import act_decorator
from filiere.site.journal.act_decorator import ActTarget, act
from filiere.site.kit.hooks import load_hooks
from filiere.site.kit.navigation import MenuEntry, WorkspaceDoor, footer_menu, main_menu, workspace_doors
from filiere.site.kit.rights import Right, rights, scopes
from filiere.site.workflow import address_checks
from filiere.site.workflow.address_checks import check_addresses
from filiere.site.workflow.extension_points import (
    AwaitedAct,
    DossierSection,
    act_form_urls,
    awaited_acts,
    decisive_state_groups,
    dossier_sections,
    event_effects,
    exclude_from,
    input_answers,
    party_exclusions,
    recipient_lookups,
    snapshot_builders,
)
from filiere.site.workflow.name_checks import find_unknown_names, list_known_names
from filiere.site.workflow.rights import DOSSIER

WORDS = Text(fr="essayer", en="try")
WRONG = "nowhere_at_all"
RIGHT = Right("trial:try", ("staff",), WORDS, on=DOSSIER)


def _answer(*_asked: Any) -> Any:
    return None


def _add_right(**parts: Any) -> AbstractContextManager[Any]:
    right = Right(**{"name": "trial:try", "by": ("staff",), "words": WORDS, "on": DOSSIER, **parts})
    return rights.add_for_block(right.name, right)


PLANTED: dict[str, AbstractContextManager[Any]] = {
    "state": _add_right(states=("applied", WRONG)),
    "party of a right": _add_right(by=("staff", WRONG)),
    "scope": _add_right(on=WRONG),
    "act": act_form_urls.add_for_block(WRONG, "dossiers:home"),
    "input": input_answers.add_for_block(WRONG, _answer),
    "snapshot": snapshot_builders.add_for_block(WRONG, _answer),
    "opening": event_effects.add_for_block(WRONG, _answer),
    "group that decides": decisive_state_groups.add_for_block(WRONG),
    "party told": recipient_lookups.add_for_block(WRONG, _answer),
    "party kept out": party_exclusions.add_for_block(exclude_from(WRONG)(_answer)),
    "right": dossier_sections.add_for_block("trial", DossierSection("trial", WORDS, "dossiers:home", WRONG, 0)),
}


@pytest.mark.parametrize("where", PLANTED)
def test_a_name_that_no_procedure_has_stops_the_start(where: str) -> None:
    with PLANTED[where], pytest.raises(Faults) as stopped:
        load_hooks()
    assert [one.code for one in stopped.value.faults] == ["unknown-workflow-name"]
    assert f"“{WRONG}”" in stopped.value.faults[0].message.en
    load_hooks()


WRONG_PAGE = "dossiers:hom"
PLANTED_ADDRESSES: dict[str, AbstractContextManager[Any]] = {
    "act_form_urls.report": act_form_urls.add_for_block("report", WRONG_PAGE),
    "awaited_acts.report": awaited_acts.add_for_block("report", AwaitedAct("report", str, WORDS, url=WRONG_PAGE)),
    "dossier_sections.trial": dossier_sections.add_for_block(
        "trial", DossierSection("trial", WORDS, WRONG_PAGE, "dossier:read", 0)
    ),
    "main_menu.trial": main_menu.add_for_block(MenuEntry("trial", WORDS, WRONG_PAGE)),
    "footer_menu.trial": footer_menu.add_for_block(MenuEntry("trial", WORDS, WRONG_PAGE)),
    "workspace_doors": workspace_doors.add_for_block(WorkspaceDoor(WORDS, WORDS, WRONG_PAGE, bool)),
}


@pytest.mark.parametrize("where", PLANTED_ADDRESSES)
def test_a_name_of_no_address_stops_the_server(where: str) -> None:
    check_addresses()
    with PLANTED_ADDRESSES[where], pytest.raises(Faults) as stopped:
        check_addresses()
    (found,) = stopped.value.faults
    assert found.code == "unknown-address-name"
    assert f"“{where}”" in found.message.en
    assert f"“{WRONG_PAGE}”" in found.message.en
    assert found.remedy is not None
    assert "dossiers:home" in found.remedy.en
    check_addresses()


def test_all_wrong_names_of_addresses_are_told_at_once_with_their_module(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a site without an address, every declared name is wrong."""
    monkeypatch.setattr(address_checks, "list_addresses", lambda _: ())
    with pytest.raises(Faults) as stopped:
        check_addresses()
    told = [one.message.en for one in stopped.value.faults]
    assert len(told) >= len(main_menu) + len(footer_menu) + len(workspace_doors) + len(dossier_sections)
    assert all(re.match(r"filiere\.site\.\w+\.", words) for words in told)
    assert any(words.startswith("filiere.site.observatory.hooks, “main_menu.figures”") for words in told)


def test_a_right_that_no_page_and_no_act_could_ask_stops_the_server(monkeypatch: pytest.MonkeyPatch) -> None:
    """By the decorator of a page, which names its address, and by that of an act, which names its function."""
    monkeypatch.setattr(act_decorator, "act_rights", act_rights := dict(act_decorator.act_rights))
    monkeypatch.setattr(address_checks, "act_rights", act_rights)
    act("trial.try", on=ActTarget[Any]("trial"), right="dossier:raed")(_answer)
    monkeypatch.setitem(vars(resolve("/fr/dossiers/x/").func), DOOR, "dossier:read-all")
    with pytest.raises(Faults) as stopped:
        check_addresses()
    told = {one.message.en: one.remedy for one in stopped.value.faults}
    assert set(told) == {
        "dossiers:overview: no right is named “dossier:read-all”.",
        f"{__name__}._answer: no right is named “dossier:raed”.",
    }
    assert all(remedy is not None and "dossier:read" in remedy.en for remedy in told.values())


def test_a_step_that_the_target_of_an_act_has_not_stops_the_server(monkeypatch: pytest.MonkeyPatch) -> None:
    """So does any step of a target that has none: its lock would look at it no more than at the others."""
    monkeypatch.setattr(act_decorator, "act_rights", dict(act_decorator.act_rights))
    monkeypatch.setattr(act_decorator, "act_steps", act_steps := dict(act_decorator.act_steps))
    monkeypatch.setattr(address_checks, "act_steps", act_steps)
    check_addresses()
    act("trial.try", on=ITEM, right=None, at=("listted", "counted"))(_answer)
    with pytest.raises(Faults) as stopped:
        check_addresses()
    (found,) = stopped.value.faults
    assert (found.code, f"{__name__}._answer: no step is named “listted”" in found.message.en) == (
        "unknown-act-step",
        True,
    )
    assert "listed, " in found.remedy.en
    act("trial.try", on=SESSION, right=None, at=("listed", "counted"))(_answer)
    with pytest.raises(Faults) as stopped:
        check_addresses()
    assert [one.code for one in stopped.value.faults] == ["unknown-act-step"] * 2


@pytest.mark.parametrize("scope", ["site", "organisation", "centre", "proposal", "room"])
def test_a_right_out_of_its_scope_stops_the_start(scope: str) -> None:
    """A part that nobody is there, and states where there are none."""
    assert scope in scopes
    with _add_right(on=scope, by=(WRONG,), states=(WRONG,)), pytest.raises(Faults) as stopped:
        load_hooks()
    found = {one.code: one.message for one in stopped.value.faults}
    assert set(found) == {"unknown-right-part", "right-states-ignored"}
    assert f"“{WRONG}” in the scope “{scope}”" in found["unknown-right-part"].en
    assert all("trial:try" in message.en for message in found.values())


def test_the_message_says_where_the_name_is_and_which_there_are() -> None:
    with rights.add_for_block(RIGHT.name, RIGHT):
        rights.put("trial:other", Right("trial:other", ("staff",), WORDS, on=DOSSIER, states=("past_fling",)))
        (found,) = find_unknown_names()
    assert __name__ in found.message.en
    assert "trial:other" in found.message.en
    assert found.remedy is not None
    assert "Closest: past_filing" in found.remedy.en
    assert "naming_auditor" in found.remedy.en


def test_names_written_in_the_code_of_the_site_exist() -> None:
    """States compared in functions and rights asked by pages and acts, which no hook tells, are held to the same."""
    known = list_known_names()
    states, asked = set(), set()
    for path in Path(filiere.site.__file__).parent.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        for call in re.findall(r"\b(?:stands_in|find_states|is_state_in)\(([^()]*(?:\([^()]*\)[^()]*)*)\)", text):
            states |= set(re.findall(r'"(\w+)"', call))
        states |= set(re.findall(r'\bdossier(?:\.|__)state (?:==|!=) "(\w+)"', text))
        states |= set(re.findall(r'\b(?:[A-Z]+_STATE|dossier__state) ?= ?"(\w+)"', text))
        asked |= set(re.findall(r'(?:@page\(|\bright=|\b(?:allowed|require)\([\w.]+, )"([\w:-]+)"', text))
    assert {"over", "naming_auditor", "changed_entity"} <= states
    assert states <= known["state"]
    assert "dossier:read" in asked
    assert asked <= known["right"]


SHIPPED = content_path("referentials", "lrs")
WRONG_PROCEDURES = {
    "start": ("start: preparing", "start: preparin", "unknown-name", "procedure.start", "Closest matches: preparing"),
    "member of a group": (
        r"at_panel: \[",
        "at_panel: [absent, ",
        "unknown-name",
        "procedure.groups.at_panel[0]",
        "",
    ),
    "state": ("{key: applied,", "{key: appliedd,", "unknown-name", "procedure.groups.candidature[1]", "appliedd"),
    "input": ("    paid: {of", "    payed: {of", "unknown-name", "procedure.transitions[16].guard", "payed"),
    "input and its guards": (r"\bpaid\b", "payed", "unanswered-workflow-name", "procedure.inputs.payed", "paid"),
    "party": ("    candidate: {", "    candidat: {", "unknown-name", "procedure.transitions[0].by", "candidat"),
    "guard": ('guard: "paid"', 'guard: "paid and"', "expression-syntax", "procedure.transitions[15].guard", ""),
    "key": ("  start: ", "  begin: ", "unknown-key", "procedure.begin", "remove this key"),
    "no YAML": ("  start: ", "  start: [", "yaml-syntax", None, ""),
}


@pytest.fixture
def shipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The procedure of a copy of the label that stands for the one that ships, to be written otherwise."""
    monkeypatch.setattr("filiere.core.content_folder.ROOT", tmp_path)
    return Path(shutil.copytree(SHIPPED, tmp_path / "referentials" / "lrs")) / "releases" / "2027.2" / "procedure.yaml"


def _write_otherwise(path: Path, find: str, put: str) -> None:
    text = re.sub(find, put, before := path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert text != before
    path.write_text(text, encoding="utf-8")


@pytest.mark.parametrize("case", WRONG_PROCEDURES)
def test_a_wrong_name_within_a_procedure_that_ships_stops_the_start_at_its_place(case: str, shipped: Path) -> None:
    find, put, code, key, remedy = WRONG_PROCEDURES[case]
    _write_otherwise(shipped, find, put)
    with pytest.raises(Faults) as stopped:
        load_hooks()
    found = next(fault for fault in stopped.value.faults if fault.code == code and key in (None, fault.key))
    assert found.file == str(shipped)
    assert found.line is not None
    assert found.line > 1
    assert remedy in found.remedy.en
    assert not {fault.code for fault in stopped.value.faults} & {"unknown-workflow-name"}


def test_all_wrong_names_of_a_procedure_are_told_at_once(shipped: Path) -> None:
    for find, put, *_ in (WRONG_PROCEDURES[case] for case in ("start", "member of a group", "guard")):
        _write_otherwise(shipped, find, put)
    with pytest.raises(Faults) as stopped:
        load_hooks()
    assert len({fault.line for fault in stopped.value.faults}) == 3


def test_a_release_that_lost_its_procedure_stops_the_start(shipped: Path) -> None:
    shipped.unlink()
    with pytest.raises(Faults) as stopped:
        load_hooks()
    assert [(fault.code, fault.file) for fault in stopped.value.faults] == [("missing-procedure", str(shipped))]


@pytest.mark.parametrize("case", ["start", "key", "no YAML"])
def test_a_procedure_of_a_folder_of_its_own_is_left_out(
    case: str, shipped: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One faulty release of such a folder closes no page of the others: it is not served, and `served_referentials`
    logs why."""
    monkeypatch.undo()
    settings.REFERENTIALS = shipped.parents[4]
    _write_otherwise(shipped, *WRONG_PROCEDURES[case][:2])
    load_hooks()
