"""``filiere contacts pack`` and ``verify``: what they print and how they end."""

import json
from pathlib import Path

import pytest
from contacts_sample import deliver, legs

from filiere.cli import app


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of forty answered calls."""
    folder = tmp_path_factory.mktemp("store")
    deliver(folder, legs(*({"contact_id": f"c{rank}"} for rank in range(40))))
    return folder


def run(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[str, str, int]:
    """What the command prints on both outputs, and its status."""
    try:
        app([str(word) for word in ("contacts", *words)], result_action="return_value")
        status = 0
    except SystemExit as left:
        status = int(left.code or 0)
    said = capsys.readouterr()
    return said.out, said.err, status


def test_a_pack_is_made_and_verified(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The seal that the first prints is the one that the second finds; a changed byte ends with 1."""
    out = tmp_path / "centre.pack"
    made, _, status = run(capsys, "pack", folder, "--definitions", "vicidial", "--out", out, "--format", "json")
    assert status == 0
    seal = json.loads(made)["seal"]
    said, _, status = run(capsys, "verify", out, "--seal", seal, "--lang", "en")
    assert status == 0
    assert "Verified: everything is found again." in said
    assert seal in said
    raw = bytearray(out.read_bytes())
    raw[raw.index(b"PAR1") + 200] ^= 1
    out.write_bytes(raw)
    said, _, status = run(capsys, "verify", out, "--lang", "en")
    assert status == 1
    assert "“data/contact_leg/00001.parquet” has changed" in said
    assert "NOT verified" in said
    told = json.loads(run(capsys, "verify", out, "--format", "json")[0])
    assert told["holds"] is False
    assert told["faults"][0]["code"] == "pack-changed-file"


def test_what_is_no_pack_ends_with_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Told in words, where everything is told."""
    (tmp_path / "x").write_bytes(b"hello")
    for name, code in (("x", "pack-not-one"), ("absent", "pack-unreadable")):
        _, err, status = run(capsys, "verify", tmp_path / name)
        assert (status, code in err) == (1, True)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--definitions", "nowhere"), "definition-unknown"),
        (("--definitions", "nf345"), "definition-computes-nothing"),
        (("--definitions", "vicidial", "--by", "agent"), "unknown-group"),
    ],
)
def test_wrong_use_ends_with_two(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], code: str
) -> None:
    """And no file is written."""
    _, err, status = run(capsys, "pack", folder, *words, "--out", tmp_path / "x.pack")
    assert (status, code in err) == (2, True)
    assert list(tmp_path.iterdir()) == []
