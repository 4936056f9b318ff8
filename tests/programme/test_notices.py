"""Public notices: each answer with the words it is read from, and nothing guessed."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from filiere.core.yaml_documents import read_yaml
from filiere.programme.sign_folding import fold_signs
from filiere.programme.tender_notices import DECP_VALUES, read_notice, read_notice_text

EXAMPLES = read_yaml(Path(__file__).with_name("notices.yaml")).data


@pytest.mark.parametrize("case", EXAMPLES["texts"], ids=lambda case: case["text"][:50])
def test_a_text(case: dict[str, Any]) -> None:
    found = read_notice_text(case["text"])
    assert list(found.answers) == case["answers"]
    stated = [one.words for one in found.quotes if not (one.denied or one.unsure)]
    if "quotes" in case:
        assert stated == case["quotes"]
    assert bool(stated) or found.answer in ("none_stated", "not_readable")
    if "denied" in case:
        assert [one.words for one in found.quotes if one.denied] == case["denied"]
    for one in found.quotes:
        assert case["text"][one.start : one.end] == one.words


@pytest.mark.parametrize("case", EXAMPLES["texts"], ids=lambda case: case["text"][:50])
def test_spaces_apostrophes_and_what_stands_around_change_nothing(case: dict[str, Any]) -> None:
    """No-break spaces, straight apostrophes, a neutral sentence before: the answer is the same, its place moves."""
    told = read_notice_text(case["text"])
    before = "Objet du marché : accueil téléphonique.\n\n"
    for text in (case["text"].replace(" ", "\u00a0").replace("’", "'"), case["text"].upper()):
        assert read_notice_text(text).answers == told.answers, text
    if told.reason != "language":
        moved = read_notice_text(before + case["text"])
        assert moved.answers == told.answers
        assert [one.start for one in moved.quotes] == [(one.start or 0) + len(before) for one in told.quotes]
        assert [one.line for one in moved.quotes] == [(one.line or 0) + 2 for one in told.quotes]


@pytest.mark.parametrize("case", EXAMPLES["labels"], ids=lambda case: case["text"][:50])
def test_the_label_is_quoted_and_is_no_answer(case: dict[str, Any]) -> None:
    found = read_notice_text(case["text"])
    assert [one.words for one in found.label] == case["label"]
    assert [one.denied for one in found.label] == [case["denied"]]
    assert found.answers == ("none_stated",)


@pytest.mark.parametrize(
    "case", EXAMPLES["values"], ids=lambda case: json.dumps(case["value"], ensure_ascii=False)[:60]
)
def test_a_value_of_the_field(case: dict[str, Any]) -> None:
    contract = {"id": "M1", "objet": "Accueil", "considerationsSociales": case["value"]}
    (found,) = read_notice(json.dumps({"marches": {"marche": [contract]}}).encode())
    assert (list(found.answers), found.reason) == (case["answers"], case.get("reason"))
    assert all(one.path and one.path.startswith("marches.marche[0].considerationsSociales") for one in found.quotes)


def test_the_closed_list_maps_one_to_one() -> None:
    """Four answers for four values, of which one has another name in a concession."""
    assert len(DECP_VALUES) == 5
    assert len(set(DECP_VALUES.values())) == 4


CONTRACTS = {
    "marches": {
        "marche": [
            {"id": "M1", "considerationsSociales": {"considerationSociale": ["Clause sociale"]}},
            {"id": 2, "objet": "Sans le champ"},
            "rien",
        ],
        "contrat-concession": [
            {"id": "C1", "considerationsSociales": {"considerationSociale": ["Concession réservée"]}}
        ],
    }
}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_several_contracts_in_any_encoding(encoding: str) -> None:
    found = read_notice(json.dumps(CONTRACTS, ensure_ascii=False).encode(encoding))
    assert [(one.contract, one.path, one.answer) for one in found] == [
        ("M1", "marches.marche[0]", "clause"),
        ("2", "marches.marche[1]", "not_readable"),
        (None, "marches.marche[2]", "not_readable"),
        ("C1", "marches.contrat-concession[0]", "reserved"),
    ]


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"", "blank"),
        (b" \r\n ", "blank"),
        (b"\x00\x01\x02\x03 le march\xc3\xa9", "binary"),
        (b"%PDF-1.7 le la les", "binary"),
        (b'{"marches": {"marche": [', "json"),
        (b'{"id": 1, "id": 2, "considerationsSociales": "Clause sociale"}', "json"),
        (b'{"a":' * 5000, "json"),
        (b"[]", "no-contract"),
        (b'{"autre": 1}', "no-contract"),
        (b'{"marches": 3}', "no-contract"),
        (b"\xe9\xe8 xyz", "language"),
    ],
)
def test_what_cannot_be_read_is_never_none(raw: bytes, reason: str) -> None:
    (found,) = read_notice(raw)
    assert (found.answer, found.reason) == ("not_readable", reason)


def test_a_text_in_windows_1252() -> None:
    (found,) = read_notice("Le marché est réservé à des entreprises adaptées.".encode("cp1252"))
    assert found.answer == "reserved"


@pytest.mark.parametrize("shape", [lambda one: one, lambda one: [one], lambda one: {"marches": [one]}])
def test_older_shapes_of_the_file(shape: Any) -> None:
    contract = {"id": "M1", "considerationsSociales": "Clause sociale"}
    assert [one.answer for one in read_notice(json.dumps(shape(contract)).encode())] == ["clause"]


@given(st.binary(max_size=200))
@settings(max_examples=60)
def test_any_bytes_give_an_answer(raw: bytes) -> None:
    assert all(one.answers for one in read_notice(raw))


@given(st.text(max_size=60))
@settings(max_examples=60)
def test_folding_keeps_the_way_back(text: str) -> None:
    folded = fold_signs(text)
    assert len(folded.signs) == len(folded.places)
    assert list(folded.places) == sorted(folded.places)
