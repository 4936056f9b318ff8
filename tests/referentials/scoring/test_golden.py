"""The example release gives its golden cases, on exact decimals, and shows how it came to them."""

import pickle
from decimal import Decimal
from pathlib import Path

import pytest

from filiere.core import Faults, use_language
from filiere.referentials import Release, load_release
from filiere.referentials.scoring import Case, Evaluation, TraceStep, evaluate, explain_figure

FOLDER = Path(__file__).parents[1] / "fixtures" / "lrse" / "referentials" / "lrse" / "releases" / "2027.1"
D = Decimal


@pytest.fixture(scope="module")
def release() -> Release:
    """The example release of the design, as a sealed folder."""
    return load_release(FOLDER)


def _case(release: Release, index: int, **changes: object) -> Evaluation:
    case = Case.of(release.cases[index])
    return evaluate(release, case.model_copy(update=changes))


def test_without_the_works_council_the_total_is_a_range(release: Release) -> None:
    """The fact that decides whether a theme applies is asked, and not the question behind it."""
    found = _case(release, 0)
    assert found.themes["purchasing"] == D("66.7")
    assert found.total is None
    assert found.range == (D("53.4"), D("73.4"))
    assert found.exact
    assert found.missing == ("fact.has_cse",)
    assert (found.level, found.best_level, found.worst_level) == ("unknown", "confirmed", "none")


def test_without_a_works_council_the_theme_leaves_its_weight(release: Release) -> None:
    """A theme without questions is not applicable, and the total is that of the other theme."""
    facts = {**Case.of(release.cases[0]).facts, "has_cse": False}
    found = _case(release, 0, facts=facts)
    assert found.themes["social_dialogue"] == "not_applicable"
    assert (found.total, found.missing) == (D("66.7"), ())


def test_once_the_fact_is_known_the_answer_is_asked(release: Release) -> None:
    """What is missing then is the question itself."""
    facts = {**Case.of(release.cases[0]).facts, "has_cse": True}
    found = _case(release, 0, facts=facts)
    assert found.missing == ("answer.cse_information",)
    assert found.range == (D("53.4"), D("73.4"))


@pytest.mark.parametrize(
    ("index", "themes", "total", "level"),
    [
        (1, {"purchasing": D("66.7"), "social_dialogue": D("75.0")}, D("68.4"), "confirmed"),
        (2, {"purchasing": D("66.7"), "social_dialogue": D("50.0")}, D("63.4"), "confirmed"),
        (3, {"purchasing": D("66.7"), "social_dialogue": D("50.0")}, D("63.4"), "none"),
        (4, {"purchasing": D("100.0"), "social_dialogue": D("25.0")}, D("85.0"), "none"),
    ],
)
def test_golden_case(release: Release, index: int, themes: dict[str, Decimal], total: Decimal, level: str) -> None:
    """Themes are rounded by their own rule, then the total; the level is the first whose conditions all hold."""
    found = _case(release, index)
    assert {key: found.themes[key] for key in themes} == themes
    assert (found.total, found.level, found.missing) == (total, level, ())
    assert found.range == (total, total)
    assert found.release_sha256 == release.sha256 != ""


def test_the_knock_out_that_fired_is_named(release: Release) -> None:
    """The fifth case falls on the works council, whatever its 85.0."""
    assert [(one.criterion, one.fired) for one in _case(release, 4).knock_outs] == [("cse_information", True)]


def test_the_floor_rises_in_2029(release: Release) -> None:
    """The same dossier meets 60 in 2027 and not 65 in 2029."""
    told = [
        [(one.at_least, one.met) for one in _case(release, index).floors if one.level == "confirmed"]
        for index in (2, 3)
    ]
    assert told == [[(D(60), True), (D(40), True)], [(D(65), False), (D(40), True)]]


def _explain(evaluation: Evaluation, figure: str, lang: str) -> tuple[TraceStep, ...]:
    with use_language(lang):
        return explain_figure(evaluation, figure)


def test_the_trace_shows_the_total_with_and_without_rounded_themes(release: Release) -> None:
    """68.4 by the rule of the release, 68.3 had the themes not been rounded first."""
    steps = {step.kind: step for step in _explain(_case(release, 1), "total", "en")}
    assert steps["rounding"].value == D("68.4")
    assert steps["without_rounding"].value == D("68.3")
    assert steps["formula"].text == "(10 × 75 + 40 × 66.7) / 50 = 68.36"


def test_a_criterion_unfolds_to_answer_evidence_source_and_condition(release: Release) -> None:
    """In both languages, with the wording in force."""
    found = _case(release, 1)
    kinds = [step.kind for step in _explain(found, "criterion.cse_information", "fr")]
    assert kinds[:5] == ["figure", "condition", "answer", "evidence", "source"]
    texts = [
        next(s for s in _explain(found, "criterion.cse_information", lang) if s.kind == "answer")
        for lang in ("fr", "en")
    ]
    assert [step.text for step in texts] == ["Réponse\u00a0: Prouvé (75 points)", "Answer: Proven (75 points)"]
    assert texts[0].texts == texts[1].texts


def test_the_level_unfolds_to_the_parameters_in_force_that_day(release: Release) -> None:
    """The floor of 2029 is told with its dates."""
    told = [step.text for step in _explain(_case(release, 3), "level", "en") if step.kind == "parameter"]
    assert "award_floor = 65, in force from 2029-01-01 to 2029-12-31" in told


def test_every_figure_of_a_case_can_be_explained(release: Release) -> None:
    """In both languages, without a gap."""
    for index in range(5):
        found = _case(release, index)
        for figure in found.trace:
            for lang in ("fr", "en"):
                assert _explain(found, figure, lang)


def test_a_theme_that_may_be_empty_says_so_in_words_apart(release: Release) -> None:
    """Nothing is known yet: the theme may score anything, or ask nothing."""
    found = evaluate(release, {"category": "client_company", "date": "2027-03-01"})
    for lang, words in (("fr", "entre 0,0 et 100,0 ou sans objet"), ("en", "between 0.0 and 100.0 or not applicable")):
        assert _explain(found, "theme.social_dialogue", lang)[0].text.endswith(words)


def test_a_figure_that_is_not_there_is_a_fault(release: Release) -> None:
    """The message says what may be asked."""
    with pytest.raises(Faults) as caught:
        _explain(_case(release, 1), "theme.astronomy", "fr")
    assert [fault.code for fault in caught.value.faults] == ["unknown-figure"]


def test_everything_wrong_in_a_case_is_told_at_once(release: Release) -> None:
    """Unknown keys, levels, findings, facts and numbers, in one go."""
    case = {
        "category": "client_company",
        "date": "2027-03-01",
        "referential": "other",
        "facts": {"has_cse": "perhaps", "colour": 3, "headcount": -1},
        "answers": {"contract_terms": "great", "nothing_like_it": "proven"},
        "inputs": {"leavers": ["many"]},
        "findings": [{"kind": "dreadful"}],
    }
    with pytest.raises(Faults) as caught:
        evaluate(release, case)
    codes = sorted(fault.code for fault in caught.value.faults)
    assert codes == [
        "not-a-number",
        "other-release",
        "unknown-finding",
        "unknown-key",
        "unknown-key",
        "unknown-level",
        "wrong-fact",
        "wrong-fact",
    ]
    assert all(fault.key for fault in caught.value.faults)


@pytest.mark.parametrize("given", [-1, [5, -1], {"lens": 5, "paris": "-0.5"}])
def test_nothing_measured_is_below_zero(release: Release, given: object) -> None:
    """A negative quantity would lower an emission, or raise a rate, without a word."""
    with pytest.raises(Faults) as caught:
        evaluate(release, {"category": "client_company", "date": "2027-03-01", "inputs": {"leavers": given}})
    assert [(one.code, one.key) for one in caught.value.faults] == [("negative-number", "inputs.leavers")]


@pytest.mark.parametrize(
    ("leavers", "joiners", "told"),
    [
        ({"lens": 5, "paris": 3}, {"lens": 5, "poitiers": 3}, "“joiners” is given for lens, poitiers"),
        ({"lens": 5, "paris": 3}, {"lens": 5}, "“joiners” is given for lens, and"),
        ([5, 3], [5], "“joiners” is given for 1 site, and “leavers” for 2 sites."),
        ({"lens": 5, "paris": 3}, [5, 3, 2], "“joiners” is given for 3 sites, and “leavers” for lens, paris."),
    ],
)
def test_numbers_of_an_indicator_speak_of_the_same_sites(
    release: Release, leavers: object, joiners: object, told: str
) -> None:
    """A rate whose terms were counted on other sites would be the rate of nothing."""
    inputs = {"leavers": leavers, "joiners": joiners}
    with pytest.raises(Faults) as caught:
        evaluate(release, {"category": "client_company", "date": "2027-03-01", "inputs": inputs})
    assert [(one.code, one.key) for one in caught.value.faults] == [("other-sites", "inputs.joiners")]
    assert told in caught.value.faults[0].message.en


def test_sites_may_come_in_another_order_or_be_left_out_whole(release: Release) -> None:
    """The order of sites is nothing, and an input not known yet stays unknown."""
    inputs = {"leavers": {"lens": 5, "paris": 3}, "joiners": {"paris": 3, "lens": 5}, "staff_jan": None}
    found = evaluate(release, {"category": "client_company", "date": "2027-03-01", "inputs": inputs})
    assert found.indicators["turnover_rate"] == "unknown"


def test_a_hardly_plausible_value_is_kept_and_told(release: Release) -> None:
    """Outside its bounds a measure counts, since the exception may be true, but it is to be commented."""

    def turnover(leavers: int) -> Evaluation:
        sites = {"leavers": [leavers, 10], "joiners": [10, 10], "staff_jan": [50, 50]}
        return evaluate(release, {"category": "client_company", "date": "2027-03-01", "inputs": sites})

    assert turnover(10).implausible_values == ()
    odd = turnover(9999)
    assert [(one.indicator, one.value, one.low, one.high) for one in odd.implausible_values] == [
        ("turnover_rate", D("5014.5"), D(0), D(300))
    ]
    assert odd.as_json()["doubts"] == [{"indicator": "turnover_rate", "value": D("5014.5"), "min": D(0), "max": D(300)}]
    assert odd.indicators["turnover_rate"] == D("5014.5")


@pytest.mark.parametrize("day", ["1999-01-01", "2026-12-31"])
def test_a_day_outside_the_life_of_the_release_is_refused(release: Release, day: str) -> None:
    """Its rules have no value then; nobody is asked to supply a parameter of the label."""
    with pytest.raises(Faults) as caught:
        evaluate(release, {"category": "client_company", "date": day})
    assert [(one.code, one.key) for one in caught.value.faults] == [("outside-life", "date")]
    assert "2027-01-01" in caught.value.faults[0].remedy.en


def test_an_unknown_category_is_a_fault(release: Release) -> None:
    """The categories that exist are told."""
    with pytest.raises(Faults) as caught:
        evaluate(release, {"category": "moon", "date": "2027-03-01"})
    assert "client_company" in caught.value.faults[0].remedy.en


def test_an_indicator_sums_its_sites_before_its_rate(release: Release) -> None:
    """Two sites of unlike sizes: 100 × ((12 + 2) + (10 + 0)) / 2 / (100 + 20) = 10 %, hence 87.5 by the grid."""
    found = evaluate(
        release,
        {
            "category": "in_house",
            "date": "2027-03-01",
            "inputs": {"leavers": {"a": 12, "b": 2}, "joiners": [10, 0], "staff_jan": {"a": 100, "b": 20}},
        },
    )
    assert found.indicators["turnover_rate"] == D("10.0")
    assert found.criteria["stability"] == D("87.5")
    assert found.themes["hr_practice"] == D("87.5")


def test_every_number_of_an_explanation_has_its_unit(release: Release) -> None:
    """Inputs, intermediate results and the indicator itself."""
    inputs = {"leavers": [12, 2], "joiners": [10, 0], "staff_jan": [100, 20]}
    found = evaluate(release, {"category": "in_house", "date": "2027-03-01", "inputs": inputs})
    told = [step.text for step in _explain(found, "indicator.turnover_rate", "en")]
    assert told[0] == "Adviser turnover rate: 10 %"
    assert told[1] == "Leavers: 12 employees; 2 employees"
    assert "sum(leavers) + sum(joiners) = 24 employees" in told
    assert "sum(staff_jan) = 120 employees" in told


def test_a_site_without_its_number_leaves_the_indicator_open(release: Release) -> None:
    """The sum of what is known is never taken for the sum."""
    inputs = {"leavers": {"a": 12, "b": None}, "joiners": [10, 0], "staff_jan": [100, 20]}
    found = evaluate(release, {"category": "in_house", "date": "2027-03-01", "inputs": inputs})
    assert found.indicators["turnover_rate"] == "unknown"
    assert "input.leavers" in found.missing
    assert "input.joiners" not in found.missing


def test_a_division_by_zero_is_told_as_the_indicator(release: Release) -> None:
    """Nothing is missing, yet there is no rate: the indicator itself is what must be settled."""
    inputs = {"leavers": 1, "joiners": 1, "staff_jan": 0}
    found = evaluate(release, {"category": "in_house", "date": "2027-03-01", "inputs": inputs})
    assert found.criteria["stability"] == "unknown"
    assert "indicator.turnover_rate" in found.missing


def test_eligibility_waits_for_the_registers(release: Release) -> None:
    """A register that was not asked is unknown; it never bars and never clears by silence."""
    found = _case(release, 1)
    assert found.eligible is None
    cleared = _case(release, 1, registers={"recent_withdrawal": False, "conviction": {"labour_law": False}})
    assert cleared.eligible is True
    barred = _case(release, 1, registers={"recent_withdrawal": False, "conviction": {"labour_law": True}})
    assert barred.eligible is False


def test_a_duty_rises_with_the_years_held(release: Release) -> None:
    """Applied at the start, proven from the second year on."""
    case = {"category": "outsourcer", "date": "2027-03-01", "answers": {"monitoring_transparency": "applied"}}
    told = [
        [(one.since_year, one.level, one.met) for one in evaluate(release, {**case, "years_held": years}).duties]
        for years in (0, 1, 2, 5)
    ]
    assert told == [
        [(0, "applied", True)],
        [(0, "applied", True)],
        [(2, "proven", False)],
        [(4, "proven", False)],
    ]


def test_five_minors_refuse_as_one_major_does(release: Release) -> None:
    """The arithmetic of findings reaches the level, and its trace says so."""
    findings = [{"kind": "minor"}] * 5
    case = Case.model_validate({**Case.of(release.cases[1]).model_dump(by_alias=True), "findings": findings})
    found = evaluate(release, case)
    assert found.findings.as_counts()["major"] == 1
    assert found.level == "none"
    assert any(step.kind == "finding" and step.rule for step in _explain(found, "level", "fr"))


def test_the_answer_has_the_keys_of_the_contract(release: Release) -> None:
    """The keys that the command and the API promise."""
    told = _case(release, 0).as_json()
    assert {"total", "range", "themes", "knock_outs", "floors", "level", "missing", "release_sha256"} <= set(told)
    assert (told["total"], told["level"], told["missing"]) == ("unknown", "unknown", ["fact.has_cse"])


def test_a_release_that_has_scored_still_goes_to_another_process(release: Release) -> None:
    """What scoring keeps with it is made again there."""
    first = _case(release, 1)
    sent = pickle.loads(pickle.dumps(release))  # noqa: S301 - written the line before.
    assert evaluate(sent, Case.of(release.cases[1])).as_json() == first.as_json()


def test_an_inapplicable_question_never_knocks_out(release: Release) -> None:
    """Without a works council there is nobody to inform, whatever was answered before."""
    case = Case.of(release.cases[4])
    found = evaluate(release, case.model_copy(update={"facts": {**case.facts, "has_cse": False}}))
    assert found.knock_outs == ()
    unsure = evaluate(release, case.model_copy(update={"facts": {"headcount": 900}}))
    assert [(one.criterion, one.fired) for one in unsure.knock_outs] == [("cse_information", None)]
    assert unsure.missing_for_level == ("fact.has_cse",)
