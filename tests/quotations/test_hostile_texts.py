"""Texts that nobody writes in good faith, and signs that keyboards make: read in proportion to their length."""

from collections import Counter
from datetime import date
from typing import Any

import pytest
from support.harness.quotation_checker import shipped_register

from filiere.quotations import Row, check_text
from filiere.quotations.sentences import split_sentences
from filiere.quotations.token_text import TokenText

SHORT, LONG = 1500, 6000


def read(text: str) -> list[Row]:
    """The numbers of a text, at the first stage."""
    return check_text(text, shipped_register(), stage="mentions")


@pytest.mark.parametrize("unit", ["1 ", "1,", "1.1 m ", "12 ", "1 et ", "1 + ", "10 emplois.\n", "1 % ", "- 1"])
def test_a_text_four_times_longer_asks_four_times_more(unit: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever it repeats, and though it has no stop: what is looked at is counted, in tokens."""
    looks: Counter[str] = Counter()

    def look(self: TokenText, place: int, whole: Any = TokenText.word) -> str:
        looks["all"] += 1
        return str(whole(self, place))

    monkeypatch.setattr(TokenText, "word", look)
    counts = []
    for length in (SHORT, LONG):
        looks.clear()
        check_text((unit * length)[:length], shipped_register())
        counts.append(looks["all"])
    assert counts[1] < counts[0] * LONG / SHORT * 1.5


@pytest.mark.parametrize("unit", ["mot ", "1 ", "1,", "mot, ", "280 000 ", "1/2/"])
def test_a_sentence_has_a_longest_length(unit: str) -> None:
    """What each number costs grows with its sentence."""
    sentences = split_sentences(TokenText(unit * 3000))
    assert max(one.after - one.start for one in sentences) <= 802


def test_a_sentence_that_is_cut_cuts_no_number() -> None:
    """It goes on to the next space that parts no digits."""
    text = TokenText("280 000 emplois " * 300)
    for one in split_sentences(text)[1:]:
        assert text.word(text.skip_spaces(one.start)) != "000"


@pytest.mark.parametrize(
    ("text", "read_as", "value", "unit"),
    [
        ("Soit .5 % des emplois", ".5 %", "0.5", "%"),
        ("Un pour cent des salariés", "Un pour cent", "1", "%"),
        ("one per cent of staff", "one per cent", "1", "%"),
        ("1/3 des emplois", "1/3", "33.33", "%"),
        ("½ des emplois", "½", "50", "%"),
        ("⅔ of the jobs", "⅔", "66.67", "%"),
        ("1½ million jobs", "1½ million", "1500000", "jobs"),
        ("The sector has 1.2m jobs today", "1.2m", "1200000", "jobs"),
        ("280 K emplois", "280 K", "280000", "jobs"),
        ("２８０ ０００ emplois", "２８０ ０００", "280000", "jobs"),
        ("😀 e\u0301te\u0301 280\u00ad000\r\nemplois", "280\u00ad000", "280000", "jobs"),
        ("1\ufe0f\u20e3 280 000 emplois", "280 000", "280000", "jobs"),
    ],
)
def test_a_number_is_read_in_each_of_its_writings(text: str, read_as: str, value: str, unit: str) -> None:
    """One number, whole, in the code points of the text as received."""
    (row,) = read(text)
    assert (row.text, str(row.value), row.unit) == (read_as, value, unit)
    assert text[row.start : row.end] == read_as


@pytest.mark.parametrize(
    "text",
    [
        "Une poutre de 1.2m de long",
        "Tome 1/3",
        "5 emplois sur 0, soit 3 %, divisé par 0 ou multiplié par 0",
        "0 : 0 et 0 soit 0 %",
        "9" * 400 + " emplois et 0," + "3" * 400 + " %",
        "999999999999999 milliards de milliards",
        "\x00 \ufeff \u202e 280 000",
        "€€€5€€ 5 % % +-+5 % 5€5€5 1.2.3.4.5 entre 5 et de à",
        "٪ ² Ⅷ ① 1e6 10^6 280_000",
    ],
)
def test_what_makes_no_sense_is_no_error(text: str) -> None:
    """Nor is any number of it judged against the register."""
    for row in check_text(text, shipped_register(), said=date(2026, 11, 24)):
        assert row.verdict == "unknown"
        assert text[row.start : row.end] == row.text


@pytest.mark.parametrize("said", [date.min, date(2, 1, 1), date(999, 1, 1), date.max])
@pytest.mark.parametrize("text", ["L’an dernier, 280 000 emplois.", "Last year, 280,000 jobs.", "280 000 aujourd’hui"])
def test_any_day_may_be_that_of_the_speech(said: date, text: str) -> None:
    """The year before the first one that has four digits is none."""
    assert [row.verdict for row in check_text(text, shipped_register(), said=said)]
