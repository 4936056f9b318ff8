"""Groups of states beside a sealed procedure: what they are made of, and which release has which."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from filiere.core import Fault, Faults, validate
from filiere.core.content_folder import content_path
from filiere.core.yaml_documents import read_yaml
from filiere.referentials import Library
from filiere.referentials.records import Procedure, StateGroups
from filiere.site.kit.hooks import load_hooks

LRS = content_path("referentials", "lrs")


def _procedures(root: Path | None = None) -> dict[str, tuple[Procedure, dict[str, tuple[str, ...]]]]:
    return {name: (procedure, groups) for name, procedure, groups in Library(root).procedures([])}


def test_every_group_that_ships_is_made_of_states_of_its_procedure() -> None:
    written = validate(read_yaml(LRS / "state-groups.yaml"), StateGroups).state_groups
    procedures = _procedures()
    for number, groups in written.items():
        procedure, expanded = procedures[f"lrs@{number}"]
        assert not set(groups) & {*procedure.groups, *procedure.by_key}
        assert all(states and set(states) <= set(procedure.by_key) for states in expanded.values())
        assert {name: expanded[name] for name in procedure.groups} == procedure.groups


def test_a_release_has_the_groups_that_its_procedure_is_read_with() -> None:
    release = Library().release("lrs@2027.1")
    assert release.state_groups == _procedures()[release.id][1]
    assert Library().release("lrs@2009.1").state_groups == {}


def test_a_later_release_has_the_groups_of_the_latest_before_it() -> None:
    procedure, _ = _procedures()["lrs@2027.1"]
    groups = StateGroups.model_validate(
        {"state_groups": {"2027.10": {"late": "closed"}, "2027.2": {"first": "barred", "both": ["first", "filed"]}}}
    )
    assert set(groups.expand("2027.1", procedure)) == set(procedure.groups)
    assert groups.expand("2027.9", procedure)["both"] == ("barred", *procedure.groups["filed"])
    assert "first" not in groups.expand("2027.10", procedure)
    assert groups.expand("2028.1", procedure)["late"] == ("closed",)


def test_a_copy_made_before_groups_were_written_has_those_that_ship(tmp_path: Path) -> None:
    """The seal holds none of them: the copy is the same release, to the byte."""
    shutil.copytree(LRS, tmp_path / "referentials" / "lrs")
    (tmp_path / "referentials" / "lrs" / "state-groups.yaml").unlink()
    copied, shipped = (Library(root).release("lrs@2027.1") for root in (tmp_path, None))
    assert (copied.sha256, copied.state_groups) == (shipped.sha256, shipped.state_groups)


WRONG = {
    "unknown state": ("checkable: [applied, heering, quoted]", "state-group-member", "[1]", "“heering”", "hearing"),
    "unknown state alone": ("checkable: heering", "state-group-member", "", "“heering”", "hearing"),
    "group below": (
        "checkable: [payable]\n    payable: [quoted]",
        "state-group-member",
        "[0]",
        "“payable”",
        "further up",
    ),
    "empty": ("checkable: []", "state-group-empty", "", "has no state", "one state at least"),
    "itself": ("checkable: [applied, checkable]", "state-group-circle", "[1]", "leads back", "Write the states"),
    "circle": (
        "checkable: [payable]\n    payable: [quoted, checkable]",
        "state-group-circle",
        "[0]",
        "“payable”, which leads back",
        "Write the states",
    ),
    "state": ("hearing: [applied, quoted]", "state-group-taken", "", "“hearing” is already", "another name"),
    "group of the procedure": ("at_panel: [applied]", "state-group-taken", "", "“at_panel” is already", "another name"),
    "key twice": ("checkable: [applied]\n    checkable: [quoted]", "duplicate-key", None, "checkable", ""),
    "no YAML": ("checkable: [applied", "yaml-syntax", None, "YAML", ""),
    "no groups": ("checkable: 3", "wrong-type", "", "checkable", ""),
}


@pytest.fixture
def written(tmp_path: Path) -> Path:
    """The groups of states of a copy of the label, to be written otherwise."""
    shutil.copytree(LRS, tmp_path / "referentials" / "lrs")
    return tmp_path / "referentials" / "lrs" / "state-groups.yaml"


def _write_groups(path: Path, groups: str) -> None:
    path.write_text(f'state_groups:\n  "2027.1":\n    {groups}\n', encoding="utf-8")


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_group_stops_the_start_and_is_told_at_its_place(case: str, written: Path, settings: Any) -> None:
    groups, code, index, message, remedy = WRONG[case]
    _write_groups(written, groups)
    settings.REFERENTIALS = written.parents[2]
    with pytest.raises(Faults) as stopped:
        load_hooks()
    assert {fault.code for fault in stopped.value.faults} == {code}
    fault = stopped.value.faults[0]
    assert (fault.code, fault.file) == (code, str(written))
    assert fault.line is not None
    assert fault.line >= 3
    if index is not None:
        assert fault.key == f"state_groups.2027.1.{groups.split(':')[0]}{index}"
    assert message in fault.message.en
    assert remedy in fault.remedy.en
    with pytest.raises(Faults) as refused:
        Library(written.parents[2]).release("lrs@2027.1")
    assert fault in refused.value.faults


def test_all_that_is_wrong_in_a_file_of_groups_is_told_at_once_and_once(written: Path) -> None:
    shutil.rmtree(written.parent / "releases" / "2027.2")
    shutil.copytree(written.parent / "releases" / "2027.1", written.parent / "releases" / "2027.2")
    _write_groups(written, "checkable: [heering]\n    payable: []\n    quoted: [quoted, applied]")
    faults: list[Fault] = []
    assert {"lrs@2027.1", "lrs@2027.2"} <= {name for name, *_ in Library(written.parents[2]).procedures(faults)}
    of_first = [(fault.code, fault.line) for fault in faults if "2027.2" not in fault.message.en + fault.remedy.en]
    assert of_first == [("state-group-member", 3), ("state-group-empty", 4), ("state-group-taken", 5)]
    assert len(faults) == len({(fault.line, fault.message.en) for fault in faults})
