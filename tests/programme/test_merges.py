"""Amendments merged: what each rule makes, the same text in any order, and faults told all at once."""

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from filiere.core import Faults
from filiere.core.yaml_documents import read_yaml
from filiere.programme.amendment_reader import AmendmentEntry, merge_files
from filiere.programme.amendment_records import AMENDMENT_OPS, MOVES, TEXT_OPS, Amendment
from filiere.programme.amendments import MergedText, merge_amendments
from filiere.programme.paragraphs import SearchedText, hash_wording, join_paragraphs, split_paragraphs

EXAMPLES = read_yaml(Path(__file__).with_name("merges.yaml")).data
BASE = EXAMPLES["base"].replace(" | ", "\n\n")
SETS = 500


def amendments_of(case: dict[str, Any]) -> list[Amendment]:
    return [Amendment(**dict(AmendmentEntry.model_validate(one))) for one in case["amendments"]]


@pytest.mark.parametrize("case", EXAMPLES["cases"], ids=lambda case: case["name"])
def test_a_case(case: dict[str, Any]) -> None:
    """The rules that the module states, one case each."""
    merged = merge_amendments(BASE, amendments_of(case))
    assert [[one.first, one.second, one.kind] for one in merged.collisions] == case.get("collisions", [])
    assert {one.key: one.kind for one in merged.fallen} == case.get("fallen", {})
    if "collisions" in case:
        assert (merged.text, merged.applied) == (None, ())
    else:
        assert merged.text == case["text"].replace(" | ", "\n\n")
    if "applied" in case:
        assert list(merged.applied) == case["applied"]


@pytest.mark.parametrize("case", EXAMPLES["cases"], ids=lambda case: case["name"])
def test_turning_a_case_round_changes_nothing(case: dict[str, Any]) -> None:
    """A collision is found from either side, and its pair is named once."""
    listed = amendments_of(case)
    assert merge_amendments(BASE, listed[::-1]) == merge_amendments(BASE, listed)


def draw(seed: int) -> tuple[list[str], list[Amendment]]:
    """A text of a few paragraphs, each with a number of its own, and amendments drawn on it."""
    chance = random.Random(seed)  # noqa: S311
    count = chance.randint(2, 7)
    listed = []
    for rank in range(chance.randint(1, 8)):
        op = chance.choice(AMENDMENT_OPS)
        number, to = chance.sample(range(1, count + 1), 2)
        listed.append(
            Amendment(
                key=f"k{chance.randrange(10_000):04}-{rank}",
                op=op,
                paragraph=number,
                text=f"Texte {chance.randint(1, 30)}." if op in TEXT_OPS else None,
                to=to if op in MOVES else None,
                old=str(100 + number) if op == "number" else None,
                new=str(chance.randint(1, 9)) if op == "number" else None,
            )
        )
    listed += [
        Amendment(key=f"s{other.key}", op="number", to=other.key, old=str(other.text).split()[1][:-1], new="99")
        for other in listed
        if other.text and chance.random() < 0.3
    ]
    return [f"Paragraphe {number}, {100 + number} jours." for number in range(1, count + 1)], listed


def shuffle(listed: list[Amendment], seed: int) -> list[Amendment]:
    return random.Random(seed).sample(listed, len(listed))  # noqa: S311


def drawn_sets(wanted: Callable[[MergedText], bool]) -> Iterator[tuple[list[str], list[Amendment], MergedText, int]]:
    """Give the first sets drawn of which the merged text is as wanted."""
    seed = found = 0
    while found < SETS:
        seed += 1
        paragraphs, listed = draw(seed)
        merged = merge_amendments(join_paragraphs(paragraphs), listed)
        if wanted(merged):
            found += 1
            yield paragraphs, listed, merged, seed


def test_five_hundred_sets_give_one_text_in_any_order() -> None:
    """Accepted amendments that do not collide make the same text however they are listed."""
    moved = 0
    for paragraphs, listed, merged, seed in drawn_sets(lambda merged: not merged.collisions):
        for turn in range(3):
            shuffled = shuffle(listed, seed * 3 + turn)
            assert merge_amendments(join_paragraphs(paragraphs), shuffled) == merged, seed
        moved += any(one.is_move for one in listed)
    assert moved > SETS / 10


def test_collisions_are_the_same_in_any_order() -> None:
    """The pairs do not depend on who is listed first, and each of them collides with nothing else adopted."""
    for paragraphs, listed, merged, seed in drawn_sets(lambda merged: bool(merged.collisions)):
        base = join_paragraphs(paragraphs)
        assert merge_amendments(base, shuffle(listed, seed)) == merged, seed
        for pair in merged.collisions:
            named = {pair.first, pair.second}
            named |= {one.amended_key for one in listed if one.key in named and one.amended_key is not None}
            alone = [
                one if one.key in named or one.amended_key in named else replace(one, state="rejected")
                for one in listed
            ]
            assert pair in merge_amendments(base, alone).collisions or pair.kind == "circle", (seed, pair)


def test_each_applied_amendment_is_true_of_the_text() -> None:
    """Read again from the text alone: what was inserted or moved stands on its side, in the order of the keys."""
    for paragraphs, listed, merged, seed in drawn_sets(lambda merged: merged.text is not None):
        by_key = {one.key: one for one in listed}
        # Each paragraph written in a way that cannot be mistaken: its number, or the key of what inserts it.
        plain = [
            replace(one, text=None if one.text is None else f"{one.key}.", state="accepted")
            for one in listed
            if one.amended_key is None and one.key in merged.applied and one.op not in ("replace", "number")
        ]
        written = merge_amendments(join_paragraphs(f"P{n}." for n in range(1, len(paragraphs) + 1)), plain)
        assert written.text is not None, seed
        order = {words: rank for rank, words in enumerate(split_paragraphs(written.text))}
        deleted = {f"P{one.paragraph}." for one in plain if one.op == "delete"}
        assert not deleted & set(order), seed
        for one in plain:
            if one.op == "delete":
                continue
            here = order[f"P{one.paragraph}." if one.is_move else f"{one.key}."]
            anchor = order.get(f"P{one.to if one.is_move else one.paragraph}.")
            if anchor is not None:
                assert (here > anchor) == by_key[one.key].op.endswith("after"), (seed, one)


def test_without_moves_a_second_way_of_counting_agrees() -> None:
    """Each paragraph with what is before it and after it, written by another hand than the engine's."""
    for paragraphs, listed, merged, seed in drawn_sets(lambda merged: merged.text is not None):
        fallen = {one.key for one in merged.fallen}
        if any(one.is_move or one.amended_key for one in listed):
            continue
        out: list[str] = []
        for number, paragraph in enumerate(paragraphs, 1):
            mine = sorted((one for one in listed if one.paragraph == number), key=lambda one: str(one.key))
            before = dict.fromkeys(str(one.text) for one in mine if one.op == "insert_before")
            after = dict.fromkeys(str(one.text) for one in mine if one.op == "insert_after")
            text: str | None = paragraph
            for one in mine:
                text = {"replace": one.text, "delete": None}.get(one.op, text)
                if one.op == "number" and one.key not in fallen:
                    text = str(text).replace(str(one.old), str(one.new))
            out += [*before, *([text] if text else []), *after]
        assert merged.text == join_paragraphs(out), seed


@pytest.mark.parametrize("case", EXAMPLES["cuts"], ids=lambda case: repr(case["text"]))
def test_a_text_is_cut_at_blank_lines_and_changed_in_nothing_else(case: dict[str, Any]) -> None:
    assert list(split_paragraphs(case["text"])) == case["paragraphs"]
    assert split_paragraphs(join_paragraphs(case["paragraphs"])) == tuple(case["paragraphs"])
    assert merge_amendments(case["text"], []).text == join_paragraphs(case["paragraphs"])


@pytest.mark.parametrize("case", EXAMPLES["numbers"], ids=lambda case: f"{case['old']} in {case['text']}")
def test_a_number_is_found_whole(case: dict[str, Any]) -> None:
    spans = SearchedText(case["text"]).find_number(case["old"])
    assert [case["text"][start:end] for start, end in spans] == case["found"]


def test_a_long_text_of_which_each_paragraph_follows_the_next() -> None:
    """A thousand paragraphs, each moved after the one that comes next: no depth of the text is too much."""
    count = 1000
    base = join_paragraphs(f"P{number}" for number in range(1, count + 1))
    moves = [Amendment(key=number, op="move_after", paragraph=number, to=number + 1) for number in range(1, count)]
    merged = merge_amendments(base, moves)
    assert merged.text == join_paragraphs(f"P{number}" for number in range(count, 0, -1))
    circle = [*moves, Amendment(key=count, op="move_after", paragraph=count, to=1)]
    assert len(merge_amendments(base, circle).collisions) == count


@pytest.mark.parametrize("case", EXAMPLES["files"], ids=lambda case: case["file"].splitlines()[0])
def test_all_faults_of_a_file_are_told_with_their_lines(case: dict[str, Any], tmp_path: Path) -> None:
    base, listed = tmp_path / "base.txt", tmp_path / "amendments.yaml"
    base.write_text(BASE, encoding="utf-8")
    listed.write_text(case["file"], encoding="utf-8")
    with pytest.raises(Faults) as caught:
        merge_files(base, listed)
    assert sorted([one.line, one.code] for one in caught.value.faults) == case["faults"]


def test_faults_of_both_files_are_told_together(tmp_path: Path) -> None:
    """A base that is no text hides nothing of the other file."""
    base, listed = tmp_path / "base.txt", tmp_path / "amendments.yaml"
    base.write_bytes(b"caf\xe9")
    listed.write_text("- {key: a, op: swap, paragraph: 1}\n", encoding="utf-8")
    with pytest.raises(Faults) as caught:
        merge_files(base, listed)
    assert [one.code for one in caught.value.faults] == ["unknown-word", "encoding"]


def test_out_of_bounds_says_how_many_there_are(tmp_path: Path) -> None:
    with pytest.raises(Faults) as caught:
        merge_amendments("", [Amendment(key="a", op="delete", paragraph=1)])
    assert "the text has 0" in caught.value.faults[0].message.en


def test_too_many_changes_of_one_paragraph_are_refused() -> None:
    """Each is compared with each: the product refuses to be kept busy by a file."""
    many = [Amendment(key=rank, op="replace", paragraph=1, text=f"T{rank}") for rank in range(301)]
    with pytest.raises(Faults) as caught:
        merge_amendments("un", many)
    assert [one.code for one in caught.value.faults] == ["amendments-crowded"]


def test_the_hash_of_a_wording_is_that_of_its_words() -> None:
    """The SHA-256 that the drawn page of the dialogue prints, made there by another program."""
    text = (
        "Une règle écrite existe, elle est affichée sur tous les sites, et chaque conseiller peut réécouter sous 15 "
        "jours un appel qui a servi à l’évaluer."
    )
    assert hash_wording(text) == "651c52f5ad469fa83fb9c08b1e507054c835bd62db0caa888141f3435c82b0a4"
    assert hash_wording("un\r\ndeux") == hash_wording("un\ndeux") == hash_wording("un\rdeux")
    assert len({hash_wording(one) for one in ("un", "un ", "un\n", "Un", "u\u006e\u0301", "\u0144")}) == 6
