"""``filiere contacts pack`` and ``verify``: what they print and how they end."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from support.scenes.contacts_sample import deliver, legs
from support.scenes.forged_packs import figures_of, remade

from filiere import __version__
from filiere.cli import app
from filiere.contacts.sealed import manifest_consistency


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
    assert "Verified: everything matches." in said
    assert "The seal is the one you expected" in said
    said, _, status = run(capsys, "verify", out, "--lang", "en")
    assert status == 0
    assert "No seal was given for comparison" in said
    assert "What it does" in said
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


def test_each_figure_is_told_with_what_became_of_it(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Found again one by one; one that was changed is named by its row, before the others, in every format."""
    out = tmp_path / "centre.pack"
    run(capsys, "pack", folder, "--definitions", "vicidial", "--out", out)
    said, _, status = run(capsys, "verify", out, "--figures", "--lang", "en")
    assert status == 0
    told = json.loads(run(capsys, "verify", out, "--figures", "--format", "json")[0])
    assert len(told["table"]) == told["figures"] > 0
    assert {one["verdict"] for one in told["table"]} == {"found"}
    assert sum(line.rstrip().endswith("  matches") for line in said.splitlines()) == told["figures"]
    rows = list(csv.DictReader(io.StringIO(run(capsys, "verify", out, "--figures", "--format", "csv")[0])))
    assert [one["indicator"] for one in rows] == [one["indicator"] for one in told["table"]]

    def change(levels: list[list[Any]]) -> None:
        row = next(one for one in levels[0] if one.indicator == "service_level_20")
        more = {"numerator": row.numerator - 1, "value": 100 * (row.numerator - 1) / row.denominator}
        levels[0][levels[0].index(row)] = type(row)(**row.as_json() | more)

    changed = remade(out, tmp_path / "changed.pack", lambda contents, _: figures_of(contents, change))
    said, _, status = run(capsys, "verify", changed, "--figures", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(said)))
    assert status == 1
    assert [one["verdict"] for one in rows] == ["other"] + ["found"] * (len(rows) - 1)
    assert (rows[0]["indicator"], rows[0]["interval"]) == ("service_level_20", "all")


def test_each_row_format_has_a_row_a_file_and_a_row_a_check(
    folder: Path, tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    """CSV and Parquet hold the same rows; a difference is a row with its code, and ends with 1."""

    def rows(*words: object) -> tuple[list[dict[str, str]], int]:
        found = []
        for format in ("csv", "parquet"):
            try:
                app([str(word) for word in ("contacts", *words, "--format", format)], result_action="return_value")
                status = 0
            except SystemExit as left:
                status = int(left.code or 0)
            said = capsysbinary.readouterr().out
            if format == "csv":
                found.append(list(csv.DictReader(said.decode().splitlines())))
            else:
                table = pq.read_table(io.BytesIO(said)).to_pylist()
                found.append([{key: _shown(value) for key, value in row.items()} for row in table])
        assert found[0] == found[1]
        return found[0], status

    out = tmp_path / "centre.pack"
    files, status = rows("pack", folder, "--definitions", "vicidial", "--out", out)
    assert status == 0
    assert {"indicators.json", "indicators.csv", "report.html"} <= {one["file"] for one in files}
    assert sum(int(one["rows"] or 0) for one in files if one["table"] == "contact_leg") == 40
    checks, status = rows("verify", out, "--seal", files[0]["seal"])
    assert (status, [one["check"] for one in checks]) == (0, ["files", "rows", "figures", "inputs"])
    assert {one["holds"] for one in checks} == {"true"}
    raw = bytearray(out.read_bytes())
    raw[raw.index(b"PAR1") + 200] ^= 1
    out.write_bytes(raw)
    checks, status = rows("verify", out)
    assert status == 1
    assert "pack-changed-file" in {one["code"] for one in checks if one["check"] == "fault"}


def test_a_report_that_was_not_compared_ends_with_three(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody takes it for whole: not the status, not the last words, not the fields for programs."""
    monkeypatch.setattr(manifest_consistency, "MAKERS", ("0.2.9", __version__))
    run(capsys, "pack", folder, "--definitions", "vicidial", "--out", tmp_path / "made")
    out = remade(tmp_path / "made", tmp_path / "old", lambda _, manifest: manifest["software"].update(version="0.2.9"))
    for lang, words in (("en", "PARTLY verified: report.html was NOT compared."), ("fr", "EN PARTIE vérifié")):
        said, _, status = run(capsys, "verify", out, "--lang", lang)
        assert status == 3
        assert words in said
        assert "Verified: everything" not in said
        assert "indicators.csv" in said
    told, _, status = run(capsys, "verify", out, "--format", "json")
    assert (status, json.loads(told)["verdict"], json.loads(told)["holds"]) == (3, "partly", False)
    rows = list(csv.DictReader(run(capsys, "verify", out, "--format", "csv")[0].splitlines()))
    assert [(one["key"], one["holds"]) for one in rows if one["check"] == "unchecked"] == [("report.html", "false")]


def _shown(value: object) -> str:
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def test_what_is_no_pack_ends_with_one_and_a_path_to_nothing_with_two(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Told in words, where everything is told."""
    (tmp_path / "x").write_bytes(b"hello")
    for name, code, ends in (("x", "pack-not-one", 1), ("absent", "pack-unreadable", 2)):
        _, err, status = run(capsys, "verify", tmp_path / name)
        assert (status, code in err) == (ends, True)


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
