"""What the draft 2027.2 promises beyond what the checker proves: the law, what does not apply, weights, factors."""

from decimal import Decimal

import pytest

from filiere.core import Faults
from filiere.referentials import Library, Release
from filiere.referentials.comparison import rules_fingerprint
from filiere.referentials.scoring import evaluate

CODES = ("Code ", "RGPD", "Règlement (UE)")


@pytest.fixture(scope="module")
def label() -> Release:
    """The draft."""
    return Library().release("lrs@2027.2")


def test_every_article_of_a_code_is_cited_with_its_version_or_says_that_it_was_not_read(label: Release) -> None:
    cited = [one for question in label.criteria.values() for one in question.sources if one.name.startswith(CODES)]
    assert len(cited) > 120
    assert [one.name for one in cited if one.version is None] == []
    unread = [one for one in cited if one.version == "not_read"]
    assert len(unread) * 4 < len(cited)
    assert all(one.version != "not_read" for one in cited if one.name == "Code du travail")


def test_no_level_of_a_legal_duty_earns_points_for_less_than_the_law(label: Release) -> None:
    """A shared scale measures a share: half of a duty is no duty met."""
    law = [one for one in label.criteria.values() if one.basis == "law"]
    assert [one.key for one in law if one.scale is not None] == []
    bound = [one for one in law if one.lawful_from is not None]
    assert len(bound) > 60
    for one in bound:
        scale = label.scales[one.key]
        below = scale.levels[: scale.rank(str(one.lawful_from))]
        assert [level.value for level in below] == [0] * len(below), one.key


def test_nothing_to_judge_is_worth_no_level(label: Release) -> None:
    """Of the questions that gave full marks for it, each waits for a fact and does not apply."""
    for one in label.criteria.values():
        note = one.note.fr if one.note is not None else ""
        assert "est le niveau le plus haut" not in note, one.key
        assert "vaut le niveau le plus haut" not in note, one.key
    before = Library().release("lrs@2027.1")
    gained = [
        key
        for key, one in before.criteria.items()
        if one.note is not None and "niveau le plus haut" in " ".join(one.note.fr.split())
    ]
    assert {"soc_right_to_human", "hr_variable_pay", "com_payment_data"} <= set(gained)
    for key in gained:
        assert label.criteria[key].applies_if is not None, key


def test_facts_of_the_draft_are_not_asked_under_the_release_before(label: Release) -> None:
    before = Library().release("lrs@2027.1")
    later = label.referential.facts.keys() - before.referential.facts.keys()
    assert "has_variable_pay" in later
    assert all(label.referential.facts[key].since == "2027.2" for key in later)


def test_each_weight_of_each_questionnaire_has_its_reason(label: Release) -> None:
    for theme in label.themes:
        weighed = {key for key, weight in theme.weight.items() if weight}
        assert set(theme.weight_reasons) == weighed, theme.key
    for category in label.referential.categories:
        assert sum(theme.weight[category] for theme in label.themes) == 100


def test_half_of_the_environment_of_a_client_company_is_what_its_providers_emit(label: Release) -> None:
    asked = [one for one in label.theme("environment").criteria if one.is_asked_of("client_company")]
    providers = sum(one.weight for one in asked if one.key.startswith("env_footprint_"))
    assert providers * 2 == sum(one.weight for one in asked)
    assert label.theme("environment").weight["client_company"] == 10


def test_a_factor_per_passenger_is_refused_where_one_per_vehicle_is_asked(label: Release) -> None:
    """Occupants would be counted twice; and every factor that is typed has bounds."""
    factors = {key: one.inputs[key] for key, one in label.inputs.items() if key.startswith("env_factor_")}
    assert len(factors) > 15
    assert [key for key, one in factors.items() if one.bounds is None] == []
    case = {"category": "outsourcer", "date": "2027-09-15", "inputs": {"env_factor_car": Decimal("0.14225")}}
    with pytest.raises(Faults) as found:
        evaluate(label, case)
    assert [(one.code, one.key) for one in found.value.faults] == [("number-out-of-bounds", "inputs.env_factor_car")]


def test_the_impact_shown_to_voters_was_found_under_these_rules(label: Release) -> None:
    """After a change of rule, run tools/refresh_label_impact.py."""
    impact = label.head.impact
    assert impact is not None
    assert impact.rules == rules_fingerprint(label)
    assert sum(one.dossiers for one in impact.groups) == impact.dossiers
    assert all(one.gains + one.same + one.loses == one.dossiers for one in impact.groups)
