"""The norms that ship are vocabularies: subjects in our words, and no clause number that nobody read."""

import pytest

from filiere.core import content_path
from filiere.referentials import Library, Release

# Each was read in a public page, which the subject cites. Nothing may be added here without such a page.
READ = {
    "iso18295-1@2017": {
        "4.1": "customer_relation",
        "4.2": "customer_information",
        "4.3": "customer_experience",
        "4.4": "complaints",
        "5.2": "agreed_measures",
        "7.3": "workforce_planning",
        "A": "metrics_guidelines",
    },
    "iso18295-2@2017": {},
    "en15838@2009": {},
    "nf345@2014": {},
    "nf345@2019": {},
}
SIZES = {
    "iso18295-1@2017": (30, 45),
    "iso18295-2@2017": (18, 25),
    "en15838@2009": (25, 32),
    "nf345@2014": (25, 30),
    "nf345@2019": (25, 35),
}
# How the note of a subject ends when no page is cited for it.
UNREAD = (
    "General knowledge of the trade, not read again in the text.",
    "Inferred by us: to be checked in the text.",
    "Subject of revision 7, which nothing says was dropped.",
)


@pytest.fixture(scope="module")
def library() -> Library:
    """The content that ships."""
    return Library(content_path())


@pytest.fixture(params=sorted(READ))
def norm(request: pytest.FixtureRequest, library: Library) -> Release:
    """Each release of a norm."""
    return library.release(request.param)


def test_no_number_but_those_read_in_a_page(norm: Release) -> None:
    """A number guessed would be taken for that of the standard; themes have none either."""
    found = {one.number: one.key for one in norm.criteria.values() if one.number is not None}
    assert found == READ[norm.id]
    assert [theme.key for theme in norm.themes if theme.number is not None] == []


def test_every_subject_says_where_it_comes_from(norm: Release) -> None:
    """Either a page is cited, or the note says that the text was not read."""
    silent = [
        one.key
        for one in norm.criteria.values()
        if one.note is None or (not one.sources and not one.note.en.endswith(UNREAD))
    ]
    assert silent == []
    assert [key for key in READ[norm.id].values() if not norm.criteria[key].sources] == []


def test_a_norm_is_a_paraphrase_counted_in_subjects(norm: Release) -> None:
    """Its rights are said, and what its count of subjects is worth; it asks and scores nothing."""
    referential = norm.referential
    assert (referential.kind, referential.text_rights) == ("norm", "paraphrase")
    assert referential.note is not None
    assert "part de sujets" in referential.note.fr
    assert "share of subjects" in referential.note.en
    least, most = SIZES[norm.id]
    assert least <= len(norm.criteria) <= most
    assert not any(one.levels or one.scale or one.scored_by for one in norm.criteria.values())


def test_a_succession_of_unread_texts_brings_over_no_answer(library: Library) -> None:
    """What was proved under EN 15838 may be proposed under ISO 18295, never taken as answered."""
    successions = [one for one in library.mappings.values() if one.direction.source.referential == "en15838"]
    assert sorted(one.direction.target.id for one in successions) == ["iso18295-1@2017", "iso18295-2@2017"]
    for mapping in successions:
        assert mapping.nature == "succession"
        assert {(one.relation, one.carry) for one in mapping.maps} == {("intersects", "evidence")}
