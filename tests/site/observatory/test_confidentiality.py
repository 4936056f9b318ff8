"""The rule of small cells, on its own: what is hidden, and what that protects."""

from __future__ import annotations

from pathlib import Path

import pytest
from small_files import urssaf_csv

from filiere.site.accounts.permissions import OPERATOR
from filiere.site.observatory import territories
from filiere.site.observatory.actions.load_source import load_source
from filiere.site.observatory.confidentiality import Counted, hidden


def test_a_headcount_on_two_establishments_is_hidden() -> None:
    """One or two establishments would be recognised; three are published."""
    cells = [Counted("a", 2, 40), Counted("b", 3, 60), Counted("c", 1, 5)]
    assert hidden(cells, {}) == {"a": "few", "c": "few"}


def test_an_unknown_or_empty_cell_is_not_hidden() -> None:
    """There is nothing to hide in a cell without a headcount, and no firm in one without establishments."""
    assert hidden([Counted("a", 2, None), Counted("b", 0, 0), Counted("c", None, 12)], {}) == {}


def test_the_smallest_other_cell_of_a_sum_is_hidden_too() -> None:
    """A lone hidden cell would be the whole less the others."""
    cells = [Counted("whole", 20, 500), Counted("a", 2, 40), Counted("b", 8, 160), Counted("c", 10, 300)]
    assert hidden(cells, {"whole": ["a", "b", "c"]}) == {"a": "few", "b": "other"}


def test_two_hidden_cells_protect_each_other() -> None:
    """Nothing more is hidden when a sum already has two unknowns for its reader."""
    cells = [Counted("whole", 20, 500), Counted("a", 2, 40), Counted("b", 1, 10), Counted("c", 17, 450)]
    assert hidden(cells, {"whole": ["a", "b", "c"]}) == {"a": "few", "b": "few"}


def test_an_unknown_cell_protects_nothing() -> None:
    """It adds nothing to the published sum, so the reader can leave it out of the subtraction."""
    cells = [Counted("whole", 20, 340), Counted("a", 2, 40), Counted("b", 8, 300), Counted("c", 3, None)]
    assert hidden(cells, {"whole": ["a", "b", "c"]}) == {"a": "few", "b": "other"}


def test_a_lone_part_hides_its_whole() -> None:
    """A region of one department has the same headcount: hiding one alone would hide nothing."""
    cells = [
        Counted("FR", 50, 900),
        Counted("r", 2, 40),
        Counted("d", 2, 40),
        Counted("s", 40, 860),
        Counted("t", 8, 90),
    ]
    found = hidden(cells, {"FR": ["r", "s", "t"], "r": ["d"]})
    assert found == {"r": "few", "d": "few", "t": "other"}


def test_the_rule_goes_up_and_down_until_nothing_changes() -> None:
    """Hiding a region for its sum uncovers it through its departments, which then need hiding as well."""
    cells = [
        Counted("FR", 60, 1000),
        Counted("small", 2, 30),
        Counted("mid", 20, 200),
        Counted("big", 38, 770),
        Counted("mid-1", 9, 80),
        Counted("mid-2", 11, 120),
    ]
    found = hidden(cells, {"FR": ["small", "mid", "big"], "mid": ["mid-1", "mid-2"]})
    assert found == {"small": "few", "mid": "other", "mid-1": "other"}


@pytest.mark.django_db
def test_a_zone_less_its_other_communes_reveals_nothing(tmp_path: Path) -> None:
    """Communes have pages too: the only small commune of a zone is protected by another commune of that zone."""
    path = tmp_path / "rouen.csv"
    content = urssaf_csv(
        (
            ("76498", "Le Petit-Quevilly", "8220Z", "5;90;6;120"),
            ("76575", "Saint-Étienne-du-Rouvray", "8220Z", "9;300;9;310"),
            ("76451", "Mont-Saint-Aignan", "8220Z", "1;25;1;30"),
            ("76217", "Dieppe", "8220Z", "1;10;1;12"),
        )
    )
    # A second small commune, in another zone: it protects the first within the department, and not within its zone.
    lines = content.decode().splitlines()
    lines[-1] = lines[-1].replace(";Rouen;", ";Dieppe;", 1).replace(";2815;", ";2806;")
    path.write_bytes(("\n".join(lines) + "\n").encode())
    version = load_source("urssaf-commune-ape", path, actor=OPERATOR).version
    codes = ["ZE-2815", "COM-76540", "COM-76498", "COM-76575", "COM-76451"]
    states = {code: years[2022].sector.state for code, years in territories.history(version, codes).items()}
    assert states["ZE-2815"] == "partial"
    assert states["COM-76451"] == "few"
    assert states["COM-76540"] == "other"
    assert states["COM-76498"] == states["COM-76575"] == "known"
