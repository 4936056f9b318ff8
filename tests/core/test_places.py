"""What the code put in a sentence is found as a regular expression would find it, and in one reading."""

from __future__ import annotations

import re

from hypothesis import example, given
from hypothesis import strategies as st

from filiere.core.translation_catalogues import find_places

PARTS = st.lists(st.text("ab ", max_size=3), min_size=2, max_size=5)


@given(PARTS, st.text("ab ", max_size=14))
@example(["", "a", ""], "aaa")
@example(["a", "a"], "aa")
def test_the_places_of_a_sentence_are_found_as_by_a_pattern(parts: list[str], text: str) -> None:
    found = re.fullmatch("(.+?)".join(map(re.escape, parts)), text, re.S)
    assert (found is not None) == (find_places(parts, text) is not None)
    if found is not None:
        assert find_places(parts, text) == list(found.groups())
