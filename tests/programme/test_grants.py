"""Grants in the French form: every rule of the schema by the cell that breaks it, and a file written and read again.

The published schema cannot be had here: what is typed from its documentation is the reference, and the examples of its
repository are read where somebody has put a copy beside the checkout.
"""

import csv
import io
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from conftest import SHARED_DATA
from hypothesis import given, settings
from hypothesis import strategies as st

from filiere.core import Faults
from filiere.core.company_numbers import fictitious_siret
from filiere.core.yaml_documents import read_yaml
from filiere.programme.grant_schema import GRANT_COLUMNS, GRANT_FIELDS
from filiere.programme.grants import Grant, check_grants, read_grants, write_grants

EXAMPLES = read_yaml(Path(__file__).with_name("grants.yaml")).data
SOUND = Grant(
    funder="Ministère de l’emploi",
    funder_siret=str(fictitious_siret(1)),
    agreed_on=date(2026, 6, 27),
    decision="2026-103",
    beneficiary="Association de la filière",
    beneficiary_rna="W123456789",
    purpose="Former aux métiers, et « placer »",
    amount=Decimal("18000000.00"),
    payment_terms="échelonné",
    payment_period="2026-07-01/2028-12-31",
    notified=False,
)


def cells_of(grant: Grant) -> dict[str, str]:
    (row,) = csv.DictReader(io.StringIO(write_grants([grant])))
    return row


def file_of(*rows: dict[str, str], separator: str = ",") -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, [*rows[0]], delimiter=separator, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def test_the_schema_has_the_columns_that_its_documentation_lists() -> None:
    """Sixteen fields, of which eleven are required."""
    assert len(GRANT_COLUMNS) == len(set(GRANT_COLUMNS)) == 16
    assert [one.name for one in GRANT_FIELDS if not one.required] == [
        "referenceDecision",
        "idBeneficiaire",
        "rnaBeneficiaire",
        "idRAE",
        "dispositifAide",
    ]


@pytest.mark.parametrize("case", EXAMPLES["cells"], ids=lambda case: f"{case['name']}={case['value']}")
@pytest.mark.parametrize("separator", [",", ";"])
def test_one_cell(case: dict[str, Any], separator: str) -> None:
    row = cells_of(SOUND)
    row[case["name"]] = "x" * 257 if case["value"] == "LONG" else case["value"]
    found = check_grants(file_of(row, separator=separator), "f.csv")
    assert [one.code for one in found.faults] == ([case["fault"]] if "fault" in case else [])
    assert [one.code for one in found.doubts] == ([case["doubt"]] if "doubt" in case else [])
    (told,) = found.faults + found.doubts
    assert told.line == 2
    if told.column:
        assert GRANT_COLUMNS[told.column - 1] in (case["name"], "idBeneficiaire")
    assert len(found.grants) == (0 if "fault" in case else 1)


@pytest.mark.parametrize("case", EXAMPLES["headers"], ids=str)
def test_one_column(case: dict[str, Any]) -> None:
    row = [*cells_of(SOUND).items()]
    if "drop" in case:
        row = [one for one in row if one[0] != case["drop"]]
    else:
        old, new = case["rename"]
        row = [(new if name == old else name, value) for name, value in row]
    lines = [",".join(f'"{one[side]}"' for one in row) for side in (0, 1)]
    found = check_grants("\n".join(lines), "f.csv")
    assert case.get("fault") in {one.code for one in found.faults} | {None}
    assert case.get("doubt") in {one.code for one in found.doubts} | {None}
    assert bool(found.faults) == ("fault" in case)


def test_all_faults_are_told_at_once_and_a_cell_of_two_lines_counts_as_two() -> None:
    row = cells_of(SOUND)
    two_lines = {**row, "objet": "Former\naux métiers"}
    text = file_of(two_lines, {**row, "montant": "x", "nature": "y"}) + "trop,court\r\n"
    found = check_grants(text, "f.csv")
    assert [(one.line, one.code) for one in found.faults] == [
        (4, "grant-number"),
        (4, "grant-choice"),
        (5, "grant-cells"),
    ]
    assert found.lines == 2


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "grants-empty"),
        ("\n\n", "grants-empty"),
        ('"a', "grants-broken-csv"),
        ("PK\x03\x04\x14", "grants-not-text"),
        ("nomAttribuant\x00", "grants-not-text"),
        ("%PDF-1.7", "grants-not-text"),
    ],
)
def test_what_is_no_table(text: str, code: str) -> None:
    assert code in {one.code for one in check_grants(text, "f.csv").faults}


def test_shares_that_do_not_make_one_are_said_with_what_is_missing() -> None:
    """Two beneficiaries of one decision: the missing part is named, and nothing is repaired."""
    row = cells_of(SOUND)
    shares = [
        {**row, "nomBeneficiaire": name, "pourcentageSubvention": share} for name, share in (("A", "0.5"), ("B", "0.3"))
    ]
    (told,) = check_grants(file_of(*shares), "f.csv").doubts
    assert "make 0.8; 0.2 is missing" in told.message.en
    above = [{**one, "pourcentageSubvention": "0.6"} for one in shares]
    (told,) = check_grants(file_of(*above), "f.csv").doubts
    assert "make 1.2: 0.2 too much" in told.message.en
    again = check_grants(file_of(row, row), "f.csv")
    assert [(one.line, one.code) for one in again.doubts] == [(3, "grant-repeated")]


def test_a_grant_that_the_schema_refuses_is_not_written() -> None:
    with pytest.raises(Faults) as caught:
        write_grants([SOUND, Grant(**{**_fields(SOUND), "purpose": "x" * 300, "share": Decimal(2)})])
    assert [(one.line, one.code) for one in caught.value.faults] == [(3, "grant-too-long"), (3, "grant-bounds")]


def _fields(grant: Grant) -> dict[str, Any]:
    return {name: getattr(grant, name) for name in Grant.__dataclass_fields__}


_WORDS = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=40).filter(str.strip)


@given(
    st.lists(
        st.builds(
            Grant,
            funder=_WORDS,
            funder_siret=st.integers(0, 999).map(lambda rank: str(fictitious_siret(rank))),
            agreed_on=st.dates(date(2017, 1, 1)),
            decision=st.none() | _WORDS,
            beneficiary=_WORDS,
            beneficiary_siret=st.none() | st.integers(0, 999).map(lambda rank: str(fictitious_siret(rank))),
            beneficiary_rna=st.none() | st.from_regex(r"W[0-9]{9}", fullmatch=True),
            purpose=_WORDS,
            amount=st.decimals(0, 10**9, places=2),
            in_cash=st.just(True),
            in_kind=st.booleans(),
            payment_terms=st.sampled_from(["unique", "échelonné", 'en deux fois ; "selon" l’avenant']),
            payment_period=st.just("2026-01-01/2026-12-31"),
            aid_number=st.none() | st.just("12345"),
            notified=st.booleans(),
            share=st.decimals("0.01", 1, places=2),
            scheme=st.none() | _WORDS,
        ),
        max_size=3,
    )
)
@settings(max_examples=30)
def test_what_is_written_is_read_again(grants: list[Grant]) -> None:
    found = check_grants(write_grants(grants), "f.csv")
    assert (found.grants, found.faults) == (tuple(grants), ())


COPY = SHARED_DATA / "programme" / "scdl-subventions"


@pytest.mark.skipif(not COPY.is_dir(), reason="no copy of the examples of the schema’s repository beside the checkout")
def test_the_published_examples() -> None:
    """The valid example breaks no rule that is not a doubt here, and the invalid one breaks some."""
    assert read_grants(COPY / "exemple_valide.csv").faults == ()
    assert read_grants(COPY / "exemple_invalide.csv").faults != ()
