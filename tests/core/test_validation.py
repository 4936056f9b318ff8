"""What is wrong with a record is told in words of ours, in French and in English, for the usual kinds of fault."""

from pathlib import Path
from typing import Annotated

import pytest
from pydantic import Field, StringConstraints

from filiere.core import Faults, StrictModel, parse_yaml
from filiere.core.validation import validate


class Record(StrictModel):
    """A record whose values have bounds of every kind."""

    low: Annotated[int, Field(ge=1, le=9)] = 1
    open: Annotated[int, Field(gt=1, lt=9)] = 2
    word: Annotated[str, StringConstraints(max_length=1, pattern="^[a-z]*$")] = "a"
    items: Annotated[tuple[int, ...], Field(min_length=1, max_length=1)] = (1,)
    share: float = 0.5


WRONG = [
    ("low: 0", "« low » vaut « 0 » ; il faut 1 au moins.", "“low” is “0”; expected at least 1."),
    ("low: 10", "« low » vaut « 10 » ; il faut 9 au plus.", "“low” is “10”; expected at most 9."),
    ("low: 1.5", "« low » vaut « 1.5 » ; il faut un nombre entier.", "“low” is “1.5”; expected a whole number."),
    ("open: 1", "« open » vaut « 1 » ; il faut plus de 1.", "“open” is “1”; expected more than 1."),
    ("open: 9", "« open » vaut « 9 » ; il faut moins de 9.", "“open” is “9”; expected less than 9."),
    (
        "word: ab",
        "« word » vaut « ab » ; il faut un nombre de lettres de 1 au plus.",
        "“word” is “ab”; expected at most 1 characters.",
    ),
    (
        "word: A",
        "« word » vaut « A » ; il faut un texte de la forme ^[a-z]*$.",
        "“word” is “A”; expected text of the form ^[a-z]*$.",
    ),
    (
        "items: []",
        "« items » est une liste ; il faut un nombre d’éléments de 1 au moins.",
        "“items” is a list; expected at least 1 items.",
    ),
    (
        "items: [1, 2]",
        "« items » est une liste ; il faut un nombre d’éléments de 1 au plus.",
        "“items” is a list; expected at most 1 items.",
    ),
    ("share: a", "« share » vaut « a » ; il faut un nombre.", "“share” is “a”; expected a number."),
]


@pytest.mark.parametrize(("written", "fr", "en"), WRONG)
def test_a_value_out_of_its_bounds_is_told_in_both_languages(written: str, fr: str, en: str) -> None:
    """With what was read and what is needed."""
    with pytest.raises(Faults) as caught:
        validate(parse_yaml(written, Path("made-up.yaml")), Record)
    (fault,) = caught.value.faults
    assert (fault.message.fr, fault.message.en) == (fr, en)
