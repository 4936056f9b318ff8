"""A folder that says anything else than its rows do is found out, and the cell is named."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from support.scenes.run_folders import Counted, write
from support.strategies.disclosure_tables import Rows

from filiere.core import Faults
from filiere.disclosure.audit import audit_folder
from filiere.disclosure.system import Cut

# Made up: three departments by two activities; the only firm of 02 in B and the two of 03 in A are unsafe.
CUTS = (Cut("dep", ("Total", "01", "02", "03"), (-1, 0, 0, 0)), Cut("act", ("Total", "A", "B"), (-1, 0, 0)))
FIRMS = [
    *[("01", "A", value) for value in (50, 40, 30, 20)],
    *[("01", "B", value) for value in (25, 35, 45)],
    *[("02", "A", value) for value in (60, 50, 40)],
    ("02", "B", 70),
    *[("03", "A", value) for value in (30, 20)],
    *[("03", "B", value) for value in (80, 70, 60)],
]


def small() -> Counted:
    """The firms above, one row each."""
    places = [tuple(cut.codes.index(firm[at]) for firm in FIRMS) for at, cut in enumerate(CUTS)]
    count = len(FIRMS)
    return Counted(
        Rows(CUTS, ((0, 1),), tuple(places), tuple(firm[2] for firm in FIRMS), tuple(range(count)), tuple(range(count)))
    )


def hidden_of() -> set[tuple[str, ...]]:
    """The unsafe cells and what hides them."""
    return {("02", "B"), ("03", "A"), ("02", "A"), ("03", "B"), ("01", "A"), ("01", "B")}


def edited(name: str, old: str, new: str) -> Callable[[Path], None]:
    """Change one text of one file of the folder."""

    def edit(folder: Path) -> None:
        text = (folder / name).read_text(encoding="utf-8")
        assert text.count(old) == 1, (name, old)
        (folder / name).write_text(text.replace(old, new), encoding="utf-8")

    return edit


def told(key: str, value: object) -> Callable[[Path], None]:
    """Change one key of the spec."""

    def edit(folder: Path) -> None:
        spec = json.loads((folder / "spec.json").read_text(encoding="utf-8"))
        assert spec.get(key) != value
        (folder / "spec.json").write_text(json.dumps(spec | {key: value}), encoding="utf-8")

    return edit


EDITS = {
    "value": (edited("cells.csv", "01,Total,245", "01,Total,246"), {"disclosure-value-wrong": "dep=01, act=Total"}),
    "invented": (
        edited("cells.csv", "Total,Total,725", "Total,Total,725,published\n03,B,210"),
        {"disclosure-cell-twice": "dep=03, act=B", "disclosure-public-other-cells": ""},
    ),
    "missing": (
        edited("cells.csv", "01,Total,245,published\n", ""),
        {"disclosure-cell-missing": "dep=01, act=Total", "disclosure-public-other-cells": ""},
    ),
    "secondary called primary": (
        edited("cells.csv", "01,A,140,secondary", "01,A,140,primary"),
        {"disclosure-status-wrong": "dep=01, act=A"},
    ),
    "primary called secondary": (
        edited("cells.csv", "02,B,70,primary", "02,B,70,secondary"),
        {"disclosure-status-wrong": "dep=02, act=B"},
    ),
    "primary published": (
        edited("cells-public.csv", "02,B,,withheld,Q,C", "02,B,70,published,A,F"),
        {"disclosure-primary-published": "dep=02, act=B", "disclosure-public-copy-wrong": "dep=02, act=B"},
    ),
    "secondary published": (
        edited("cells-public.csv", "01,A,,withheld,Q,C", "01,A,140,published,A,F"),
        {"disclosure-public-copy-wrong": "dep=01, act=A"},
    ),
    "the reason told": (
        edited("cells-public.csv", "02,B,,withheld,Q,C", "02,B,,primary,Q,C"),
        {"disclosure-public-copy-wrong": "dep=02, act=B"},
    ),
    "another value told": (
        edited("cells-public.csv", "01,Total,245", "01,Total,250"),
        {"disclosure-public-copy-wrong": "dep=01, act=Total"},
    ),
    "a firm changed": (
        edited("contributions.csv", "01,A,0,0,5000", "01,A,0,0,4900"),
        {"disclosure-value-wrong": "dep=Total, act=Total"},
    ),
    "a loss": (edited("contributions.csv", "01,A,0,0,5000", "01,A,0,0,-5000"), {"disclosure-negative": ""}),
}


@pytest.mark.parametrize("name", list(EDITS))
def test_a_difference_is_found_and_named(name: str, tmp_path: Path) -> None:
    counted = small()
    folder = write(tmp_path / "run", counted, hidden_of())
    assert audit_folder(folder, ["outsider"]).faults == ()
    edit, expected = EDITS[name]
    edit(folder)
    said = {(fault.code, fault.message.en) for fault in audit_folder(folder, ["outsider"]).faults}
    for code, words in expected.items():
        assert any(code == one and words in message for one, message in said), (code, said)


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        (edited("cells.csv", "01,A,140", "01,C,140"), "“C” is not a code of act"),
        (edited("cells.csv", "dep,act", "dep,activity"), "activity"),
        (
            edited("contributions.csv", "01,A,0,0,5000", "Total,A,0,0,5000"),
            "contributions.csv:2: disclosure-folder-unreadable: The file contributions.csv cannot be read as one of a "
            "confidentiality folder: “Total” is not a code of dep",
        ),
        (edited("contributions.csv", "01,A,0,0,5000", "01,A,0,0,5e3"), "5e3"),
        (told("format", "filiere-disclosure/9"), "format"),
        (told("surprise", 1), "surprise"),
        (told("tables", [[0, 2]]), "“tables” crosses [0, 2]"),
        (told("known", [99]), "known"),
        (lambda folder: (folder / "cells-public.csv").unlink(), "cells-public.csv"),
    ],
    ids=["code", "header", "group", "number", "format", "key", "tables", "known", "absent"],
)
def test_a_file_that_cannot_be_read_is_named(edit: Callable[[Path], None], words: str, tmp_path: Path) -> None:
    counted = small()
    folder = write(tmp_path / "run", counted, hidden_of())
    edit(folder)
    with pytest.raises(Faults) as caught:
        audit_folder(folder)
    assert words in caught.value.render("en")
