"""Groups of states beside a sealed procedure: what they are made of, and which release has which."""

from __future__ import annotations

import shutil
from pathlib import Path

from filiere.core import validate
from filiere.core.content_folder import content_path
from filiere.core.yaml_documents import read_yaml
from filiere.referentials import Library
from filiere.referentials.records import Procedure, StateGroups

LRS = content_path("referentials", "lrs")


def _procedures(root: Path | None = None) -> dict[str, tuple[Procedure, dict[str, tuple[str, ...]]]]:
    return {name: (procedure, groups) for name, procedure, groups in Library(root).procedures()}


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
