"""What is to be said with a figure wherever it is quoted."""

from support.harness.quotation_checker import check_text, shipped_register

from filiere.figures.reservations import UNCOUNTED, find_reservation


def test_an_order_of_magnitude_is_said_to_be_uncounted() -> None:
    """As on the page of the answer: the 290,000 jobs of 2025 were stated, and those of the survey of 2002 counted."""
    register = shipped_register()
    assert find_reservation(register["jobs-whole-2025-sp2c"]) == UNCOUNTED
    assert find_reservation(register["jobs-outsourced-2008-unedic"]) is None
    assert find_reservation(register["jobs-share-2008-france"]) is None


def test_the_checker_says_it_with_the_number() -> None:
    """The number is the register’s, and the reason says that nobody has counted it; of a counted one it does not."""
    row = check_text("En 2025, la filière comptait 290 000 emplois en France.")[-1]
    assert row["verdict"] == "match"
    assert UNCOUNTED.fr in row["reason"].fr.replace("\xa0", " ")
    assert UNCOUNTED.en in row["reason"].en
    row = check_text("En 2008, les prestataires comptaient 36 352 emplois en France.")[-1]
    assert row["verdict"] == "match"
    assert "compté" not in row["reason"].fr


def test_a_proposal_bears_the_whole_scope() -> None:
    """A share of women among the people of outsourcers is not one of the sector, and what is proposed says whose."""
    row = check_text("Le secteur emploie 67 % de femmes en France en 2019.")[-1]
    assert (row["verdict"], row["part"]) == ("out_of_scope", "segment")
    assert "femmes : 67\xa0% chez les prestataires en France en 2019" in row["proposal"].fr.replace(
        "\xa0:", " :"
    ).replace("\u202f%", "\xa0%")
    assert "women: 67% at outsourcers in France in 2019" in row["proposal"].en
