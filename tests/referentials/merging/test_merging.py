"""Work written apart and put together: nothing is lost, nothing is overwritten, and the order does not matter."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from filiere.core.faults import Faults
from filiere.referentials.form_merge import FieldChange, change_faults, merge_changes
from filiere.referentials.form_merge.changes import _latest_changes

FIELDS = ("training.answer", "training.note")


def change(id_: str, value: object, *seen: str, field: str = "training.answer", author: str = "u-1") -> FieldChange:
    return FieldChange(id_, field, value, seen, author)


@st.composite
def honest(draw: st.DrawFn) -> list[FieldChange]:
    """Changes that saw only changes written before them, of the same field."""
    made: list[FieldChange] = []
    for number in range(draw(st.integers(1, 12))):
        field = draw(st.sampled_from(FIELDS))
        before = [one.id for one in made if one.field == field]
        seen = draw(st.lists(st.sampled_from(before), unique=True)) if before else []
        made.append(change(f"change-{number:03}", draw(st.integers(0, 3)), *seen, field=field))
    return made


@st.composite
def any_changes(draw: st.DrawFn) -> list[FieldChange]:
    """Changes that may say they have seen anything, themselves and what does not exist included."""
    ids = [f"change-{number:03}" for number in range(draw(st.integers(1, 8)))]
    claims = st.lists(st.sampled_from([*ids, "change-999"]), max_size=4)
    return [change(id_, draw(st.integers(0, 3)), *draw(claims)) for id_ in ids]


@given(any_changes(), st.randoms())
def test_order_and_repetition_change_nothing(changes: list[FieldChange], chance: object) -> None:
    again = [*changes, *changes]
    chance.shuffle(again)  # type: ignore[attr-defined]
    assert merge_changes(again) == merge_changes(changes)


@given(any_changes(), st.integers(0, 8))
def test_what_comes_in_two_batches_gives_what_comes_in_one(changes: list[FieldChange], cut: int) -> None:
    assert merge_changes([*changes[cut:], *changes[:cut]]) == merge_changes(changes)


@given(any_changes())
def test_a_field_that_was_written_always_has_a_value_to_show(changes: list[FieldChange]) -> None:
    form = merge_changes(changes)
    assert set(form) == {one.field for one in changes}
    assert all(field.heads for field in form.values())


@given(honest())
def test_a_change_gives_way_only_to_one_that_has_seen_it(changes: list[FieldChange]) -> None:
    form = merge_changes(changes)
    seen = {low for one in changes for low in one.seen}
    shown = {head.id for field in form.values() for head in field.heads}
    assert shown == {one.id for one in changes} - seen


@given(honest())
def test_a_choice_that_saw_every_head_ends_the_conflict(changes: list[FieldChange]) -> None:
    for name, field in merge_changes(changes).items():
        choice = change("choice-0001", 7, *(head.id for head in field.heads), field=name)
        ended = merge_changes([*changes, choice])[name]
        assert ended.heads == (choice,)
        assert not ended.conflict


@given(st.lists(st.integers(0, 3), min_size=2, max_size=5))
def test_people_who_wrote_apart_are_all_kept(values: list[int]) -> None:
    apart = [change(f"apart-{index:03}", value, author=f"u-{index}") for index, value in enumerate(values)]
    field = merge_changes(apart)["training.answer"]
    assert {head.author for head in field.heads} == {one.author for one in apart}
    assert field.conflict == (len(set(values)) > 1)


def test_the_same_answer_written_apart_is_no_conflict() -> None:
    field = merge_changes([change("change-001", "applied"), change("change-002", "applied", author="u-2")])[
        "training.answer"
    ]
    assert not field.conflict
    assert field.value == "applied"


def test_true_is_not_taken_for_one() -> None:
    field = merge_changes([change("change-001", True), change("change-002", 1)])["training.answer"]
    assert field.conflict


def test_a_late_change_of_before_comes_under_the_one_that_saw_it() -> None:
    before, after = change("change-001", "started"), change("change-002", "applied", "change-001")
    assert merge_changes([after])["training.answer"].value == "applied"
    assert merge_changes([after, before])["training.answer"].value == "applied"


def test_an_emptied_field_is_a_value_that_nobody_lost() -> None:
    written, emptied = change("change-001", "started"), change("change-002", None)
    assert merge_changes([written, emptied])["training.answer"].conflict


def test_changes_that_claim_to_have_seen_each_other_stand_side_by_side() -> None:
    ring = [
        change("change-001", "a", "change-003"),
        change("change-002", "b", "change-001"),
        change("change-003", "c", "change-002"),
    ]
    field = merge_changes(ring)["training.answer"]
    assert [head.value for head in field.heads] == ["a", "b", "c"]
    assert merge_changes([*ring, change("change-004", "d", "change-001", "change-002")])["training.answer"].value == "d"


def test_a_change_of_another_field_is_not_seen() -> None:
    form = merge_changes([change("change-001", "a"), change("change-002", "b", "change-001", field="training.note")])
    assert form["training.answer"].value == "a"


@pytest.mark.parametrize(
    "other",
    [change("change-001", "b"), change("change-001", "a", author="u-2"), change("change-001", "a", "change-000")],
)
def test_an_identifier_used_twice_is_refused_whatever_comes_first(other: FieldChange) -> None:
    first = change("change-001", "a")
    for order in ([first, other], [other, first]):
        with pytest.raises(Faults) as refused:
            merge_changes(order)
        assert refused.value.faults[0].code == "change-id-taken"


@pytest.mark.parametrize("id_", ["", "short", "x" * 65, "../../etc/passwd", "change 001", "change-é01"])
def test_an_identifier_of_another_form_is_told(id_: str) -> None:
    assert [one.code for one in change_faults(change(id_, 1), 0)] == ["change-id"]


def test_a_change_that_saw_itself_is_told() -> None:
    assert [one.code for one in change_faults(change("change-001", 1, "change-001"), 0)] == ["change-saw-itself"]


def test_a_long_history_of_one_field_merges() -> None:
    chain = [change("change-0000", 0)]
    chain += [change(f"change-{number:04}", number, f"change-{number - 1:04}") for number in range(1, 2000)]
    assert merge_changes(chain)["training.answer"].value == 1999


def test_changes_that_saw_one_another_in_a_ring_cost_what_they_say_and_no_more() -> None:
    """A thousand in a ring, each of which saw fifty, took seconds of one field: every one was walked from anew."""
    asked = 0

    class Counted(dict[str, FieldChange]):
        def __contains__(self, key: object) -> bool:
            nonlocal asked
            asked += 1
            return super().__contains__(key)

    ids = [f"change-{number:04}" for number in range(600)]
    ring = [change(ids[at], at, *(ids[(at + step) % 600] for step in range(1, 26))) for at in range(600)]
    found = _latest_changes(Counted({one.id: one for one in ring}))
    assert [one.id for one in found] == ids, "none gives way to another of its ring"
    assert asked < 4 * 600 * 25


@given(any_changes())
def test_only_what_another_ring_has_seen_gives_way(changes: list[FieldChange]) -> None:
    """Reckoned again as it is said: who reaches whom, for each pair."""
    of = {one.id: one for one in changes}
    reach = {key: {low for low in one.seen if low in of} for key, one in of.items()}
    for middle in of:
        for key in of:
            if middle in reach[key]:
                reach[key] |= reach[middle]
    heads = {key for key in of if not any(key in reach[high] and high not in reach[key] for high in of)}
    assert {one.id for one in _latest_changes(of)} == heads
