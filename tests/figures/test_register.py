"""The register holds concurrent figures side by side, says what sets them apart, and cites each of them."""

import json
import shutil
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from filiere.core import Faults, Text
from filiere.core.language import use_language
from filiere.core.text import write_in_both_languages
from filiere.figures import Amendment, Figure, Query, Register, load_register
from filiere.figures.records import json_number


def test_figures_keep_the_order_of_the_files(base: Register) -> None:
    """Iterating, counting and looking up agree."""
    assert [figure.id for figure in base][:2] == ["jobs-2001", "jobs-2002"]
    assert len(base) == len(base.figures) == 8
    assert base["jobs-2001"].value == 1000
    assert "jobs-2001" in base
    assert "jobs-1900" not in base


def test_unknown_id_is_answered_with_the_ones_that_look_like_it(base: Register) -> None:
    """A misspelt id raises a fault in both languages that names its neighbours."""
    with pytest.raises(Faults) as caught:
        base.find("jobs-2oo2")
    fault = caught.value.faults[0]
    assert fault.code == "unknown-figure"
    assert "jobs-2002" in fault.remedy.fr
    assert "jobs-2002" in fault.remedy.en


def test_concurrent_figures_are_all_shown(base: Register) -> None:
    """Overlapping period, same segment, France with or without overseas: even the untraceable one stands beside."""
    found = [figure.id for figure in base.concurrent(base["jobs-2002"])]
    assert found == ["jobs-2002-press", "jobs-2002-folklore"]


def test_concurrence_is_symmetric(base: Register) -> None:
    """If one figure stands beside another, the other stands beside the first, and none beside itself."""
    pairs = {(one.id, other.id) for one in base for other in base.concurrent(one)}
    assert pairs == {(other, one) for one, other in pairs}
    assert all(one != other for one, other in pairs)


def test_differences_name_the_axes_in_both_languages(base: Register) -> None:
    """What sets two figures apart is listed axis by axis, with labels; what is not stated says so."""
    found = {one.axis: one for one in base.differences(base["jobs-2002"], base["jobs-2002-press"])}
    assert list(found) == ["measure", "nomenclature", "territory", "period_certain", "source"]
    assert found["measure"].one.fr == "Emplois"
    assert found["measure"].other.en == "Headcount"
    assert write_in_both_languages(found["nomenclature"].sentence).en == "classification: not stated / NAF 82.20"
    assert (
        write_in_both_languages(found["period_certain"].sentence).fr
        == "certitude de la période\u00a0: certaine / incertaine"
    )
    assert "Institut des essais" in found["source"].one.fr


def test_a_figure_does_not_differ_from_itself(base: Register) -> None:
    """No axis differs between a figure and itself."""
    assert all(base.differences(figure, figure) == [] for figure in base)


def test_series_has_no_change_across_a_break(base: Register) -> None:
    """Year-on-year changes are computed within each side of a break, never across it."""
    points = base.points(base.series[0])
    assert [point.figure.id for point in points] == ["jobs-2001", "jobs-2002", "jobs-2003-fte", "jobs-2004-fte"]
    assert [point.change for point in points] == [None, Decimal("0.1"), None, Decimal("0.1")]
    assert points[2].broken is not None
    assert points[2].broken.reason.en == "Change to full-time equivalents."


def test_contradictions_series_and_computations_are_found_from_a_figure(base: Register) -> None:
    """From any figure one reaches what it contradicts, the series it is in, and what was computed from it."""
    figure = base["jobs-2002"]
    assert [one.id for one in base.contradictions_of(figure)] == ["jobs-of-2002"]
    assert [one.id for one in base.series_of(figure)] == ["census-jobs"]
    assert [one.id for one in base.derived_from(figure)] == ["share-2002"]


def test_retained_choice_is_known_on_both_sides(base: Register) -> None:
    """The use leads to the figure and its reason, and the figure knows the uses it is retained for."""
    chosen = base.retained_for("jobs-2002")
    assert chosen is not None
    assert chosen.id == "jobs-2002"
    assert chosen.retained == ("jobs-2002",)
    retention = base.retention("jobs-2002")
    assert retention is not None
    assert retention.reason.en == "The only source that states its method."
    assert base.retained_for("nothing") is None


@pytest.mark.parametrize(
    ("key", "french", "english"),
    [
        ("jobs-2001", "1\u202f000 emplois", "1,000 jobs"),
        ("jobs-2002-press", "1\u202f200–1\u202f500 emplois", "1,200–1,500 jobs"),
        ("share-2002", "20\u202f%", "20%"),
        ("jobs-2004-fte", "1\u202f089 équivalents temps plein", "1,089 full-time equivalents"),
    ],
)
def test_amounts_are_written_as_people_write_them(base: Register, key: str, french: str, english: str) -> None:
    """Grouping, unit and spaces follow each language."""
    assert base.amount(base[key], "fr") == french
    assert base.amount(base[key], "en") == english


def test_open_bounds_are_said_in_words(base: Register) -> None:
    """A figure known by one bound only reads *at least* or *at most*, and never as a value."""
    more = base["jobs-2002-press"].model_copy(update={"high": None})
    less = base["jobs-2002-press"].model_copy(update={"low": None})
    assert base.amount(more, "fr") == "au moins 1\u202f200 emplois"
    assert base.amount(less, "en") == "at most 1,500 jobs"
    assert more.bounds == (1200, None)
    assert more.middle is None


def test_citation_carries_value_source_version_link_and_day(base: Register) -> None:
    """One sentence is enough to find the figure again, in each language."""
    figure = base["jobs-2001"]
    assert base.cite(figure, "fr", date(2026, 11, 24)) == (
        "Emplois, filière entière, France, 2001\u00a0: 1\u202f000 emplois. "
        "Source\u00a0: Institut des essais, «\u00a0Recensement des métiers\u00a0», juin 2004, "
        "https://census.example/2004. Filière, registre des chiffres, version 1, /figures/jobs-2001, "
        "consulté le 24 novembre 2026."
    )
    assert base.cite(figure, "en", date(2026, 11, 24), base="https://filiere.example/") == (
        "Jobs, whole sector, France, 2001: 1,000 jobs. "
        "Source: Institut des essais, “Recensement des métiers”, June 2004, https://census.example/2004. "
        "Filière, register of figures, version 1, https://filiere.example/figures/jobs-2001, "
        "consulted 24 November 2026."
    )


def test_a_source_that_was_not_read_names_the_one_that_quotes_it(base_folder: Path, tmp_path: Path) -> None:
    """A figure taken at second hand is cited as such."""
    folder = Path(shutil.copytree(base_folder, tmp_path / "figures"))
    path = folder / "sources/made-up.yaml"
    text = path.read_text(encoding="utf-8").replace("reading: none", "reading: quoted")
    path.write_text(text + "    via: census\n", encoding="utf-8")
    register = load_register(folder)
    cited = register.cite(register["jobs-2002-press"], "en", date(2026, 11, 24))
    assert (
        "Source: Gazette des essais, article on occupations, quoted by Institut des essais, “Recensement des métiers”"
        in cited
    )


def test_uncertain_period_is_said_in_the_citation(base: Register) -> None:
    """A likely year is never cited as a certain one."""
    assert " emplois (période incertaine)." in base.cite(base["jobs-2002-press"], "fr", date(2026, 11, 24))
    assert " jobs (period uncertain)." in base.cite(base["jobs-2002-press"], "en", date(2026, 11, 24))


SAID = {"fr": "Discours ministériel", "en": "Minister’s speech"}


def test_who_says_a_figure_is_its_producer_or_else_the_publisher(base: Register, act: Callable[..., Amendment]) -> None:
    """A name is the same in both languages, a phrase is said in each; with neither, the publication says it."""
    after = base.with_amendments(
        [
            act("correct", "jobs-2001", changes={"producer": "Cabinet Lambda"}),
            act("correct", "jobs-2002", changes={"producer": SAID}, number=2),
        ]
    )
    assert after.said_by(after["jobs-2001"]) == Text.same("Cabinet Lambda")
    assert after.said_by(after["jobs-2002"]) == Text.model_validate(SAID)
    assert base.said_by(base["jobs-2001"]) == Text.same("Institut des essais")
    assert after["jobs-2002"].as_json()["producer"] == SAID
    assert after["jobs-2002"].as_json("en")["producer"] == "Minister’s speech"
    with use_language("fr"):
        assert after.describe(after["jobs-2002"])["said_by"] == "Discours ministériel"
        untold = base.describe(base["jobs-2001"])
    assert (untold["producer"], untold["said_by"]) == (None, "Institut des essais")
    assert [figure.id for figure in after.search(Query(text="lambda"))] == ["jobs-2001"]
    assert [figure.id for figure in after.search(Query(text="MINISTERIEL"))] == ["jobs-2002"]


def test_citation_names_the_producer_before_the_publication(base: Register, act: Callable[..., Amendment]) -> None:
    """The reader sees who says it, then where it was read; what was computed here was published by nobody."""
    day = date(2026, 11, 24)
    told = base.with_amendments([act("correct", "jobs-2001", changes={"producer": SAID})])
    assert "Source\u00a0: Discours ministériel, publié par Institut des essais, «" in told.cite(
        told["jobs-2001"], "fr", day
    )
    assert "Source: Minister’s speech, published by Institut des essais, “" in told.cite(told["jobs-2001"], "en", day)
    computed = {"fr": "Calcul d’après Lambda", "en": "Computed from Lambda"}
    told = base.with_amendments([act("correct", "share-2002", changes={"producer": computed})])
    cited = told.cite(told["share-2002"], "en", day)
    assert "Source: computed from Lambda, data published by Institut des essais" in cited


def test_a_publisher_named_again_is_cited_once(base: Register, act: Callable[..., Amendment]) -> None:
    """A producer that is the publisher adds nothing to the citation, nor a difference."""
    same = base.with_amendments([act("correct", "jobs-2002", changes={"producer": "Institut des essais"})])
    assert "Source: Institut des essais, “Recensement" in same.cite(same["jobs-2002"], "en", date(2026, 11, 24))
    assert "producer" not in {one.axis for one in same.differences(same["jobs-2001"], same["jobs-2002"])}


def test_differences_say_who_says_each(base: Register, act: Callable[..., Amendment]) -> None:
    """A figure with a producer differs from one that its publisher says, and from one with another producer."""
    told = base.with_amendments([act("correct", "jobs-2002", changes={"producer": "Cabinet Lambda"})])
    found = {one.axis: one for one in told.differences(told["jobs-2002"], told["jobs-2002-press"])}
    assert write_in_both_languages(found["producer"].sentence) == Text(
        fr="avancé par\u00a0: Cabinet Lambda / Gazette des essais", en="stated by: Cabinet Lambda / Gazette des essais"
    )


CONTRACT = {
    "id", "indicator", "value", "low", "high", "unit", "segment", "measure", "staff", "market", "threshold",
    "nomenclature", "period", "period_certain", "published", "territory", "producer", "source", "locator",
    "method", "mark", "confidence", "retained", "note",
}  # fmt: skip


def test_json_has_the_keys_of_the_public_contract(base: Register) -> None:
    """Every key of the contract is there for every figure, numbers as numbers, texts in the language asked."""
    for figure in base:
        assert set(figure.as_json("fr")) >= CONTRACT
    found = json.loads(json.dumps(base["jobs-2002"].as_json("en")))
    assert found["value"] == 1100
    assert found["retained"] == ["jobs-2002"]
    assert found["note"] == "First data checked."
    assert base["jobs-2002"].as_json()["note"] == {"fr": "Premières données vérifiées.", "en": "First data checked."}
    assert base["share-2002"].as_json("fr")["derived"]["from"] == ["jobs-2002-outsourced", "jobs-2002"]


@given(st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=-(10**11), max_value=10**11))
def test_numbers_survive_json(value: Decimal) -> None:
    """A decimal of up to fourteen digits written to JSON reads back as the same number."""
    assert Decimal(str(json.loads(json.dumps(json_number(value))))) == value


def test_labels_fall_back_on_codes(base: Register) -> None:
    """A code that nothing names is shown as it is; a territory is named by the geography or the vocabulary."""
    assert base.name("territory", "XX-valley").fr == "Vallée d’essai"
    assert base.name("territory", "FR").en == "France"
    assert base.name("unit", "furlong").en == "furlong"
    assert base.name("category", "jobs/permanent").en == "Permanent"


def test_seal_depends_on_content_alone(base: Register, base_folder: Path) -> None:
    """The same content read again has the same seal: 64 hexadecimal digits."""
    assert base.seal == load_register(base_folder).seal
    assert len(base.seal) == 64
    int(base.seal, 16)


def test_facets_count_what_a_search_finds(base: Register) -> None:
    """The counts of a facet add up to the figures that have it, and each count is the length of its search."""
    facets = base.facets()
    assert sum(one.count for one in facets["segment"]) == len(base)
    assert [(one.value, one.count) for one in facets["confidence"]] == [("high", 6), ("low", 1), ("untraceable", 1)]
    assert len(base.search(Query(family="other"))) == {one.value: one.count for one in facets["family"]}["other"]


def test_a_figure_cannot_be_changed(base: Register) -> None:
    """Records are frozen: a correction is another record."""
    figure: Figure = base["jobs-2001"]
    with pytest.raises(ValueError, match="frozen"):
        figure.value = Decimal(1)  # type: ignore[misc]
