"""Where a run may be written is found out before any work; what cannot be written leaves nothing behind."""

import errno
import os
from pathlib import Path

import pytest
from support.scenes.disclosure_files import SPEC, all_hidden, read

from filiere.core import Faults
from filiere.disclosure.folder import (
    AuditSummary,
    ProtectionRun,
    PublishedTable,
    check_destination,
    read_folder,
    write_folder,
)
from filiere.disclosure.folder.destination import resolve_target
from filiere.disclosure.inputs import Inputs


def audited(_: Path) -> AuditSummary:
    """A stand-in for an audit that finds nothing."""

    class Nothing:
        exact = narrow = unexamined = 0

    return AuditSummary({"outsider": Nothing()}, sound=True)


def run_of(inputs: Inputs) -> ProtectionRun:
    """A run that withholds everything."""
    pattern = all_hidden(inputs)
    return ProtectionRun(inputs, pattern, PublishedTable(inputs.system.values, pattern.hidden), 0.5)


@pytest.fixture
def inputs(tmp_path: Path) -> Inputs:
    """Made-up rows, in a folder of their own."""
    (tmp_path / "rows").mkdir()
    return read(tmp_path / "rows", spec=SPEC)


def refused(out: Path) -> tuple[str, str]:
    """The code and the French words by which a place is refused."""
    with pytest.raises(Faults) as caught:
        check_destination(out)
    (found,) = caught.value.faults
    assert found.file == str(out)
    return found.code, found.message.fr


@pytest.mark.parametrize("out", [".", "..", "deep/..", "deep/../../here"])
def test_the_folder_one_stands_in_is_not_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, out: str) -> None:
    here = tmp_path / "here"
    (here / "deep").mkdir(parents=True)
    monkeypatch.chdir(here)
    code, words = refused(Path(out))
    assert (code, "vous êtes dans ce dossier" in words) == ("folder-unwritable", True)
    assert sorted(tmp_path.rglob("*")) == [here, here / "deep"]


def test_places_where_nothing_can_be_written(tmp_path: Path) -> None:
    (tmp_path / "letter").write_text("precious", encoding="utf-8")
    assert refused(tmp_path / "letter")[0] == "folder-taken"
    code, words = refused(tmp_path / "letter" / "run")
    assert (code, "letter est un fichier" in words) == ("folder-unwritable", True)
    assert refused(tmp_path / "letter" / "deep" / "run")[0] == "folder-unwritable"
    assert "disque" in refused(Path("/"))[1]
    # No right of the user’s lets a folder be made among processes, nor one of this name anywhere.
    assert refused(Path("/proc/nope/x"))[0] == "folder-unwritable"
    code, words = refused(tmp_path / "deep" / ("x" * 300))
    assert (code, os.strerror(errno.ENAMETOOLONG) in words) == ("folder-unwritable", True)
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    assert refused(tmp_path / "link")[0] == "folder-taken"
    (tmp_path / "round").symlink_to(tmp_path / "round")
    assert refused(tmp_path / "round" / "run")[0] == "folder-unwritable"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["letter", "link", "round"]


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may write anywhere")
def test_a_folder_without_the_right_to_write(tmp_path: Path) -> None:
    (tmp_path / "closed").mkdir(mode=0o500)
    assert refused(tmp_path / "closed" / "run")[0] == "folder-unwritable"


def test_places_where_a_run_can_be_written_are_left_as_they_were(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    before = sorted(tmp_path.rglob("*"))
    for out in ("empty", "new", "new/deep/run", "link/run", "empty/../run", "x" * 250):
        check_destination(tmp_path / out)
        assert sorted(tmp_path.rglob("*")) == before


def test_links_and_two_points_lead_where_the_machine_says(tmp_path: Path, inputs: Inputs) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    assert resolve_target(tmp_path / "link" / ".." / "run") == tmp_path / "run"
    write_folder(tmp_path / "link" / "run", run_of(inputs), audited)
    assert read_folder(tmp_path / "real" / "run").report["protected"] is True
    (tmp_path / "real" / "empty").mkdir()
    write_folder(tmp_path / "real" / "empty" / "deep" / "..", run_of(inputs), audited)
    assert read_folder(tmp_path / "real" / "empty").report["protected"] is True


def test_what_the_machine_refuses_leaves_nothing_behind(
    tmp_path: Path, inputs: Inputs, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The former run cannot be moved, or the new one not be put in its place: both are told, and the old one stays."""
    out = tmp_path / "runs" / "run"
    rename = Path.rename
    for failing in (lambda path: path == out, lambda path: path.name.startswith(".filiere-")):

        def renamed(self: Path, target: Path, failing: object = failing) -> Path:
            if failing(self):  # type: ignore[operator]
                raise OSError(errno.EBUSY, os.strerror(errno.EBUSY), str(self))
            return rename(self, target)

        write_folder(out, run_of(inputs), audited)
        before = {path.name: path.read_bytes() for path in out.iterdir()}
        with monkeypatch.context() as patched:
            patched.setattr(Path, "rename", renamed)
            with pytest.raises(Faults) as caught:
                write_folder(out, run_of(inputs), audited)
        assert [one.code for one in caught.value.faults] == ["folder-unwritable"]
        assert os.strerror(errno.EBUSY) in caught.value.faults[0].message.en
        assert {path.name: path.read_bytes() for path in out.iterdir()} == before
        assert [path.name for path in out.parent.iterdir()] == ["run"]


def test_folders_made_for_a_run_that_fails_are_gone(tmp_path: Path, inputs: Inputs) -> None:
    def failing(_: Path) -> AuditSummary:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_folder(tmp_path / "new" / "deep" / "run", run_of(inputs), failing)
    assert [path.name for path in tmp_path.iterdir()] == ["rows"]
