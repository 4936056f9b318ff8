"""What is asked again on PostgreSQL: every question, by two tests where two ask it, and all that was refused."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.harness.questions import REFUSED, Asked, Noted, enough, form, noted


def one(test: str, *asked: str, seconds: float = 1.0) -> Noted:
    """A test that asked questions."""
    return Noted(test, seconds, frozenset(asked))


def test_a_question_is_asked_twice_and_for_the_least_time() -> None:
    tests = [one("slow", "a", seconds=9), one("a", "a"), one("b", "a"), one("c", "a", "b")]
    assert enough(tests) == {"a", "c"}
    assert enough(tests, 1) == {"c"}
    assert enough([*tests, one("alone", "d", seconds=60)]) == {"a", "c", "alone"}


def test_what_the_database_refused_is_always_asked_again() -> None:
    refused = [one(f"t{number}", "a", REFUSED) for number in range(5)]
    assert enough([*refused, one("other", "a")]) == {test.test for test in refused}
    assert enough([one("nothing")]) == frozenset()


@given(st.lists(st.tuples(st.sets(st.sampled_from("abcdefgh")), st.integers(0, 9)), max_size=30), st.integers(1, 3))
def test_no_question_is_lost(drawn: list[tuple[set[str], int]], times: int) -> None:
    """Whatever tests ask and take, each question is kept as often as was said, or by all who ask it."""
    tests = [one(f"t{number:02}", *asked, seconds=taken) for number, (asked, taken) in enumerate(drawn)]
    chosen = enough(tests, times)
    for question in "abcdefgh":
        asking = [test for test in tests if question in test.asked]
        assert sum(test.test in chosen for test in asking) >= min(times, len(asking))
    assert enough(reversed(tests), times) == chosen


@pytest.mark.parametrize(
    ("statement", "other"),
    [
        ("SELECT a FROM t WHERE a IN (%s, %s, %s)", "SELECT a FROM t WHERE a IN (%s)"),
        ("INSERT INTO t VALUES (%s, %s), (%s, %s)", "INSERT INTO t VALUES (%s, %s)"),
        ("SELECT a FROM t LIMIT 21", "SELECT a FROM t LIMIT 20"),
    ],
)
def test_statements_of_one_form(statement: str, other: str) -> None:
    assert form(statement) == form(other)


def test_other_statements_are_other_questions() -> None:
    said = ["SELECT a FROM t WHERE a = %s", "SELECT a FROM t WHERE a > %s", "SELECT a FROM t", "DELETE FROM t"]
    assert len({form(one) for one in said}) == len(said)


def test_what_is_asked_is_kept_and_read_again(tmp_path: Path) -> None:
    """A refusal stays an error; moments of a transaction are no question."""

    def refuse(*_: Any) -> None:
        raise ValueError("no")

    asked = Asked()
    asked(lambda *_: None, "SELECT 1", (), False, {})
    asked(lambda *_: None, "SELECT 2", (), False, {})
    asked(lambda *_: None, 'SAVEPOINT "s1"', (), False, {})
    asked.write(tmp_path / "new", "first")
    with pytest.raises(ValueError, match="no"):
        asked(refuse, "DELETE FROM t", (), False, {})
    asked.write(tmp_path / "new", "second")
    first, second = noted(tmp_path / "new")
    assert (first.test, second.test) == ("first", "second")
    assert len(first.asked) == 1
    assert second.asked - first.asked > {REFUSED}
    assert first.seconds >= 0
