"""Votes on amendments: who is called when, what falls, and the three texts that the room sees."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from filiere.core import Faults
from filiere.programme.amendment_records import Amendment, Place
from filiere.programme.amendment_votes import order_votes, render_three_texts
from filiere.programme.text_targets import TextTarget
from filiere.programme.word_changes import Segment, compare_words, count_changed_words

RULE = "Une règle écrite existe et elle est suivie sur tous les sites."
VOTED = (
    "Une règle écrite existe, elle est affichée sur tous les sites, et chaque conseiller peut réécouter sous 15 jours "
    "un appel qui a servi à l’évaluer."
)
BASE = f"{RULE}\n\nSous 15 jours, le centre répond."
# The amendments of the drawn page, and one of each other kind.
LISTED = (
    Amendment(key="3.2-04", op="replace", paragraph=1, text=VOTED, state=None),
    Amendment(key="3.2-05", op="replace", paragraph=1, text=RULE.replace("tous les", "les grands"), state=None),
    Amendment(key="3.2-01", op="delete", paragraph=1, state=None),
    Amendment(key="3.2-02", op="insert_before", paragraph=1, text="Avant.", state="withdrawn"),
    Amendment(key="3.2-03", op="replace", paragraph=54, text="Ailleurs.", state="inadmissible"),
    Amendment(key="3.2-06", op="number", to="3.2-04", old="15", new="30", state=None),
    Amendment(key="3.2-07", op="number", paragraph=2, old="15", new="30", state=None),
    Amendment(key="3.2-08", op="number", paragraph=2, old="15", new="20", state=None),
    Amendment(key="3.2-09", op="insert_after", paragraph=1, text="Après.", state=None),
    Amendment(key="3.2-10", op="move_after", paragraph=1, to=2, state=None),
    Amendment(key="3.2-11", op="insert_before", paragraph=1, text="En tête.", state=None),
)


def test_the_order_of_votes_and_what_falls() -> None:
    """A deletion first, then the furthest from the text; an amendment of an amendment before the one it amends."""
    called = {one.key: one.falls for one in order_votes(BASE, LISTED)}
    assert called == {
        "3.2-11": (),
        "3.2-01": ("3.2-06", "3.2-04", "3.2-05", "3.2-10"),
        "3.2-06": (),
        "3.2-04": ("3.2-05",),
        "3.2-05": (),
        "3.2-10": (),
        "3.2-09": (),
        "3.2-07": ("3.2-08",),
        "3.2-08": (),
    }
    assert list(called) == ["3.2-11", "3.2-01", "3.2-06", "3.2-04", "3.2-05", "3.2-10", "3.2-09", "3.2-07", "3.2-08"]


def test_the_order_of_votes_does_not_depend_on_the_list() -> None:
    assert order_votes(BASE, LISTED[::-1]) == order_votes(BASE, LISTED)


def test_votes_are_not_ordered_on_what_cannot_be_read() -> None:
    with pytest.raises(Faults, match="amendment-out-of-bounds"):
        order_votes(BASE, [replace(LISTED[0], paragraph=9)])


def test_the_three_texts_of_the_drawn_page() -> None:
    shown = render_three_texts(BASE, LISTED[0])
    assert (shown.old, shown.result) == (RULE, VOTED)
    assert shown.change == (
        Segment("kept", "Une règle écrite existe"),
        Segment("deleted", " et"),
        Segment("inserted", ","),
        Segment("kept", " elle est "),
        Segment("deleted", "suivie"),
        Segment("inserted", "affichée"),
        Segment("kept", " sur tous les sites"),
        Segment("inserted", VOTED[VOTED.index(", et chaque") : -1]),
        Segment("kept", "."),
    )
    # «et», «suivie» and «affichée», then the sixteen words at the end.
    assert count_changed_words(shown.change) == 19


@pytest.mark.parametrize("listed", LISTED, ids=lambda one: one.key)
def test_three_texts_of_every_kind(listed: Amendment) -> None:
    """What is kept and deleted is the old text, what is kept and inserted the result."""
    if listed.paragraph == 54:
        with pytest.raises(Faults, match="amendment-out-of-bounds"):
            render_three_texts(BASE, listed)
        return
    shown = render_three_texts(BASE, listed, LISTED)
    assert "".join(one.text for one in shown.change if one.kind != "inserted") == shown.old
    assert "".join(one.text for one in shown.change if one.kind != "deleted") == shown.result
    assert (shown.old == "") == listed.is_insertion
    assert (shown.result == "") == (listed.op == "delete")
    assert shown.anchor == (Place("paragraph", 2) if listed.is_move else shown.target)


def test_a_number_that_is_not_there_has_no_three_texts() -> None:
    with pytest.raises(Faults, match="amendment-absent-number"):
        render_three_texts(BASE, Amendment(key="a", op="number", paragraph=1, old="15", new="30"))


_WORDS = st.lists(
    st.sampled_from(["le", "label", " ", ", ", "e\u0301te\u0301", "15", "\u00a0", "l’", "\n"]), max_size=25
)


@given(_WORDS.map("".join), _WORDS.map("".join))
@settings(max_examples=60)
def test_segments_make_both_texts_again(old: str, new: str) -> None:
    """Nothing is lost between two wordings, and no two neighbours are of one kind."""
    found = compare_words(old, new)
    assert "".join(one.text for one in found if one.kind != "inserted") == old
    assert "".join(one.text for one in found if one.kind != "deleted") == new
    assert all(one.text for one in found)
    assert all(one.kind != other.kind for one, other in pairwise(found))
    assert (old == new) == all(one.kind == "kept" for one in found)


def test_two_very_long_wordings_are_compared_in_one_piece() -> None:
    """Beyond what can be compared word by word, all between the first change and the last is one change."""
    old = "Début. " + " ".join(f"a{rank}" for rank in range(2000)) + " Fin."
    new = "Début. " + " ".join(f"b{rank}" for rank in range(2000)) + " Fin."
    assert [one.kind for one in compare_words(old, new)] == ["kept", "deleted", "inserted", "kept"]


def test_a_target_is_written_and_read_again() -> None:
    target = TextTarget("ab" * 32, "3.2", "applied", 1)
    assert str(target) == f"{'ab' * 32}/3.2/applied/1"
    assert TextTarget.parse(f" {target}\n") == target


@pytest.mark.parametrize("words", ["", "3.2/applied/1", f"{'ab' * 32}/3.2/applied/0", f"{'AB' * 32}/3.2/applied/1",
                                   f"{'ab' * 32}/3.2/applied/1/2", f"{'ab' * 32}//applied/1"])  # fmt: skip
def test_what_is_no_target_is_refused(words: str) -> None:
    with pytest.raises(Faults, match="text-target-form"):
        TextTarget.parse(words)
