"""Every writing of every title of ROME 3.47 has one key, where the tables are beside the checkout.

Lists are made from keys and from nothing else, so that titles with one key have one list, whose overlap is 1.
"""

from pathlib import Path

import pytest
from careers.gender_writings import write_all

from filiere.careers.rome_tables import read_table
from filiere.careers.titles.keys import build_key
from filiere.careers.titles.title_words import load_title_words

KNOWN_PAIRS = 8_500
"""At least so many of the 10,990 titles have two genders."""


@pytest.fixture(scope="module")
def titles(shared_data: Path) -> list[str]:
    return [
        row["libelle_appellation_long"]
        for row in read_table(shared_data / "occupations" / "rome347_referentiel_appellation.parquet")
    ]


def test_every_writing_of_every_title_has_one_key(titles: list[str]) -> None:
    words = load_title_words()
    written = [write_all(title) for title in titles]
    assert len(written) == 10_990
    assert sum(one.masculine != one.feminine for one in written) > KNOWN_PAIRS
    apart = [one.double for one in written if len({build_key(text, words) for text in set(one)}) > 1]
    assert apart == []
