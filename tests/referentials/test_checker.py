"""What the checker proves beyond single faults: witnesses, paths, rules of writing, and the shipped content."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from support.scenes.shipped_label import shipped_release

from filiere.core import content_path
from filiere.referentials import Criterion, Release, Wording, load_release
from filiere.referentials.checker import check_path, find_witness, question_faults, size_faults
from filiere.referentials.checker.award_reachability import parameter_change_days
from filiere.referentials.scoring import evaluate

RELEASE = Path("referentials/lrse/releases/2027.1")

Ask = Callable[..., Release]


@pytest.fixture
def release(example: Path) -> Release:
    """The example release."""
    return load_release(example / RELEASE)


@pytest.fixture
def ask(release: Release) -> Ask:
    """A release whose only theme asks the given questions of everyone; a question is (French, English, changes)."""

    def build(*questions: tuple[str, str, dict[str, object]]) -> Release:
        model = release.criteria["contract_terms"]
        criteria = tuple(
            Criterion.model_validate(
                {
                    "key": f"q{number}",
                    "text": Wording(fr=fr, en=en),
                    "reason": Wording(fr="Parce que", en="Because"),
                    "basis": "proposed",
                    "questionnaires": ("in_house", "outsourcer", "client_company"),
                    "levels": release.referential.scales["maturity"].levels,
                    "evidence": model.evidence,
                }
                | changes
            )
            for number, (fr, en, changes) in enumerate(questions)
        )
        theme = release.theme("purchasing").model_copy(update={"criteria": criteria})
        place = release.places["criterion", "contract_terms"]
        places = {**release.places, **{("criterion", one.key): place for one in criteria}}
        return replace(release, themes=(theme,), places=places)

    return build


def codes(release: Release) -> list[str]:
    """The codes of the faults of writing."""
    return [one.code for one in question_faults(release)]


def test_a_witness_is_placed_at_its_level_by_the_scorer(release: Release) -> None:
    """For each category and level the checker can show a dossier that the scorer itself places there."""
    facts = {"has_cse": True, "headcount": 100, "sites": 100, "months_active": 100}
    for level in ("advanced", "confirmed"):
        answers = find_witness(release, "client_company", level, date(2029, 1, 1))
        assert answers is not None
        case = {"category": "client_company", "date": "2029-01-01", "facts": facts, "answers": answers}
        assert evaluate(release, case).level == level


def test_a_theme_of_no_weight_that_may_refuse_keeps_no_level_out_of_reach(release: Release) -> None:
    """A duty of law that weighs nothing and refuses whoever fails it is passed by the dossiers of the witness."""
    asking = next(theme for theme in release.themes if any(one.knock_out for one in theme.criteria))
    others = [one for one in release.themes if one is not asking]
    unweighed = asking.model_copy(update={"weight": dict.fromkeys(asking.weight, 0)})
    changed = replace(release, themes=(*others, unweighed), sha256="")
    for category in ("in_house", "outsourcer"):
        assert any(one.is_asked_of(category) and one.knock_out for one in unweighed.criteria)
        assert find_witness(changed, category, "advanced", date(2029, 1, 1)) is not None


def test_levels_are_judged_on_each_day_a_parameter_changes(release: Release) -> None:
    """Between two of these days nothing changes, so that two days stand for three years."""
    assert parameter_change_days(release) == (date(2027, 1, 1), date(2029, 1, 1))


def test_near_equal_questions_are_told_in_either_language(ask: Ask) -> None:
    """Other words for the same idea are not judged; the same words in another order are, be it in one language."""
    first = "Les conseillers connaissent-ils la date de leurs horaires deux semaines avant ?"
    again = "La date de leurs horaires est-elle connue des conseillers deux semaines avant ?"
    other = "Le prix payé couvre-t-il les salaires ?"
    assert codes(ask((first, "Are shifts told early?", {}), (again, "Is the rota posted in time?", {}))) == [
        "near-equal-questions"
    ]
    assert codes(ask((other, "Are shifts told early?", {}), (first, "Are shifts told early?", {}))) == [
        "near-equal-questions"
    ]
    assert codes(ask((first, "Are shifts told early?", {}), (other, "Does the price cover wages?", {}))) == []


def test_questions_of_different_questionnaires_may_be_alike(ask: Ask) -> None:
    """A lighter wording for small firms is not a repeat when no one is asked both."""
    words = "Are shifts told early?"
    apart = ask(
        ("Les horaires sont-ils connus ?", words, {"questionnaires": ("in_house",)}),
        ("Les horaires sont-ils connus ?", words, {"questionnaires": ("outsourcer",)}),
    )
    assert codes(apart) == []


def test_shared_scales_are_at_most_a_third(ask: Ask) -> None:
    """One question out of three may take a shared scale; two may not."""
    shared = {"levels": None, "scale": "maturity"}
    texts = [("Le prix ?", "The price?"), ("Les salaires ?", "The wages?"), ("Un préavis ?", "Any notice?")]
    one = [(fr, en, shared if number < 1 else {}) for number, (fr, en) in enumerate(texts)]
    two = [(fr, en, shared if number < 2 else {}) for number, (fr, en) in enumerate(texts)]
    assert codes(ask(*one)) == []
    assert set(codes(ask(*two))) == {"too-many-shared-scales"}


def test_a_question_has_a_reason_a_source_and_a_proof(ask: Ask) -> None:
    """A question without one of them is told once for each."""
    bare = ask(("Le prix ?", "The price?", {"reason": None, "evidence": ()}), ("Le vent ?", "Wind?", {"basis": "law"}))
    assert codes(bare) == ["reason-missing", "no-proof", "source-missing"]


def test_the_size_of_questionnaires_is_bounded(release: Release) -> None:
    """Each questionnaire out of bounds is told."""
    assert [one.code for one in size_faults(release, 131, 189)] == ["questionnaire-size"] * 3
    assert list(size_faults(release, 5, 5)) == []


@pytest.mark.parametrize(
    ("path", "releases", "mappings"),
    [
        (".", 3, 1),
        ("referentials", 3, 0),
        ("referentials/lrse", 2, 0),
        ("referentials/lrse/releases/2027.1", 1, 0),
        ("referentials/lrse/releases/2027.1/release.yaml", 1, 0),
        ("mappings", 0, 1),
        ("mappings/lrse@2027.1--iso18295-1@2017.yaml", 0, 1),
    ],
)
def test_any_path_is_checked(example: Path, path: str, releases: int, mappings: int) -> None:
    """A release, a referential, a mapping, or a folder of them."""
    done = check_path(example / path)
    assert done.faults == []
    assert (len(done.releases), len(done.mappings)) == (releases, mappings)


def test_a_path_of_another_kind_is_told(tmp_path: Path) -> None:
    """A folder that holds nothing known is a fault, and nothing at all an error."""
    assert [one.code for one in check_path(tmp_path).faults] == ["unknown-kind"]
    with pytest.raises(FileNotFoundError):
        check_path(tmp_path / "nowhere")


def test_sums_of_weights_and_questions_are_shown(example: Path) -> None:
    """They are for authors to see, whatever they are."""
    done = check_path(example / RELEASE)
    assert done.weights["lrse@2027.1"] == {"in_house": "50", "outsourcer": "60", "client_company": "50"}
    assert done.questions["lrse@2027.1"] == {"in_house": 5, "outsourcer": 5, "client_company": 5}


def test_shipped_content_has_no_fault() -> None:
    """Every release and mapping that ships is sound."""
    assert [one.render("en") for one in check_path(content_path()).faults] == []


def test_questionnaires_of_the_label_are_of_the_size_of_2011() -> None:
    """Four questionnaires of 131 to 189 questions each, as in the rewrite of 2011."""
    found = shipped_release("2027.1")
    assert [one.render("en") for one in size_faults(found, 131, 189)] == []
