"""A release as of a day: addenda apply from their day of effect, in order, to a copy, and are pinned with it."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from filiere.core import Faults
from filiere.referentials import Library, Release, load_release, seal_release
from filiere.referentials.addenda import apply_adopted_addenda
from filiere.referentials.comparison import compare_releases, is_patch
from filiere.referentials.scoring import evaluate

RELEASE = Path("referentials/lrse/releases/2027.1")
CASE = {
    "category": "client_company",
    "date": "2027-07-01",
    "facts": {"headcount": 900, "sites": 3, "months_active": 60, "has_cse": True},
    "answers": {"price_covers_wages": "applied", "contract_terms": "leading", "cse_information": "applied"},
}

WORDS = """\
  - number: 1
    adopted: 2027-03-01
    effective: 2027-04-01
    class: wording
    text: {fr: "Précision", en: "Clarification"}
    ops:
      - {op: reword, at: criterion.stability.text, text: {fr: "Les emplois durent", en: "Jobs last"}}
      - {op: set, at: criterion.stability.number, was: "2.4", value: "2.1"}
"""
RULES = """\
  - number: 2
    adopted: 2027-05-01
    effective: 2027-06-01
    class: rule
    ops:
      - {op: set, at: theme.purchasing.weight.client_company, was: 40, value: 30}
      - {op: date, param: award_floor, value: {from: 2027-06-01, to: 2028-06-30, value: 63}}
      - {op: drop, key: monitoring_transparency}
      - op: add
        theme: hr_practice
        criterion:
          key: right_to_disconnect
          text: {fr: "Le droit à la déconnexion est écrit", en: "The right to disconnect is written"}
          scale: maturity
          assessed_by: [candidate, auditor]
"""

Amend = Callable[[str], Release]


@pytest.fixture
def amend(draft: Path) -> Amend:
    """The example release with addenda written in its head."""

    def build(addenda: str) -> Release:
        head = draft / RELEASE / "release.yaml"
        words = head.read_text(encoding="utf-8")
        head.write_text(re.sub(r"(?m)^addenda: \[\].*$", f"addenda:\n{addenda}".rstrip(), words), encoding="utf-8")
        return load_release(draft / RELEASE)

    return build


def test_an_addendum_holds_from_its_day_of_effect(amend: Amend) -> None:
    """The day before, the release is as sealed; on the day, it has changed; the sealed one never does."""
    sealed = amend(WORDS + RULES)
    assert apply_adopted_addenda(sealed, date(2027, 3, 31)) is sealed
    first = apply_adopted_addenda(sealed, date(2027, 4, 1))
    assert (first.applied, first.criteria["stability"].text.en) == ((1,), "Jobs last")
    both = apply_adopted_addenda(sealed, date(2027, 6, 1))
    assert both.applied == (1, 2)
    assert both.criteria["stability"].number == "2.1"
    assert sealed.criteria["stability"].text.en == "Employment is stable"
    assert sealed.theme("purchasing").weight["client_company"] == 40


def test_each_op_does_what_it_says(amend: Amend) -> None:
    """A weight, a question less, a question more, and a value of a parameter between two days."""
    sealed = amend(WORDS + RULES)
    found = apply_adopted_addenda(sealed, date(2027, 6, 1))
    assert found.theme("purchasing").weight["client_company"] == 30
    assert "monitoring_transparency" not in found.criteria
    assert found.theme_of["right_to_disconnect"].key == "hr_practice"
    assert found.scales["right_to_disconnect"].keys[0] == "none"
    days = [date(2027, 5, 31), date(2027, 6, 1), date(2028, 6, 30), date(2028, 7, 1), date(2029, 1, 1)]
    assert [found.parameter("award_floor", day) for day in days] == [60, 63, 63, 60, 65]
    assert {(one.kind, one.key) for one in compare_releases(sealed, found) if one.scope == "rule"} == {
        ("weight", "purchasing"),
        ("parameter", "award_floor"),
        ("removed", "monitoring_transparency"),
        ("added", "right_to_disconnect"),
    }


def test_an_addendum_of_words_changes_no_result(amend: Amend) -> None:
    """It is held to the proof of a patch."""
    sealed = amend(WORDS)
    found = apply_adopted_addenda(sealed, date(2027, 6, 1))
    assert is_patch(sealed, found)
    before, after = evaluate(sealed, CASE).as_json(), evaluate(found, CASE).as_json()
    assert before.pop("release_sha256") != after.pop("release_sha256")
    assert before == after


HEAD = "  - {number: 1, adopted: 2027-05-01, effective: 2027-06-01, class: wording, ops: [%s]}\n"


def test_an_addendum_gives_a_release_another_title(amend: Amend) -> None:
    """Its title and its note are words."""
    title = "{op: set, at: release.title, was: null, value: {fr: Autre titre, en: Another title}}"
    sealed = amend(HEAD % title)
    found = apply_adopted_addenda(sealed, date(2027, 6, 1))
    assert (found.title.en, is_patch(sealed, found)) == ("Another title", True)


def test_an_addendum_changes_nothing_of_the_life_of_a_release(amend: Amend) -> None:
    """Neither its status nor its dates."""
    sealed = amend(HEAD % "{op: set, at: release.status, was: adopted, value: draft}")
    with pytest.raises(Faults, match="addendum-place"):
        apply_adopted_addenda(sealed, date(2027, 6, 1))


def test_an_addendum_of_rules_changes_results_from_its_day(amend: Amend) -> None:
    """The same dossier passes the floor of 60 with 63.4, then misses that of 63 with less weight on its best theme."""
    sealed = amend(RULES.replace("number: 2", "number: 1"))
    before, after = evaluate(sealed, CASE), evaluate(apply_adopted_addenda(sealed, date(2027, 7, 1)), CASE)
    assert (before.total, before.level) == (Decimal("63.4"), "confirmed")
    # (10 × 50 + 30 × 66.7) / 40 = 62.525
    assert (after.total, after.level) == (Decimal("62.5"), "none")
    floors = {(one.level, one.figure): one.at_least for one in after.floors}
    assert floors["confirmed", "total"] == 63


def test_a_dossier_pins_the_release_and_its_addenda(amend: Amend, draft: Path) -> None:
    """Each set of addenda has a fingerprint of its own, the same when read again; the id of the release stays."""
    sealed = amend(WORDS + RULES)
    prints = [
        apply_adopted_addenda(sealed, day).sha256 for day in (date(2027, 1, 1), date(2027, 4, 1), date(2027, 6, 1))
    ]
    assert len(set(prints)) == 3
    assert prints[0] == sealed.sha256
    again = Library(draft)
    assert again.release("lrse@2027.1", on=date(2027, 6, 2)).sha256 == prints[2]
    assert again.release("lrse@2027.1", on=date(2027, 6, 2)) is again.release("lrse@2027.1", on=date(2027, 7, 2))
    assert again.release("lrse@2027.1").sha256 == prints[0]
    assert load_release(draft / RELEASE, on=date(2027, 4, 1)).sha256 == prints[1]
    assert apply_adopted_addenda(sealed, date(2027, 6, 1)).id == "lrse@2027.1"


def test_an_addendum_not_adopted_yet_does_not_hold(amend: Amend) -> None:
    """Both days are needed: that of the vote and that of effect."""
    sealed = amend(WORDS.replace("adopted: 2027-03-01", "adopted: 2027-05-01"))
    assert apply_adopted_addenda(sealed, date(2027, 4, 15)) is sealed
    assert apply_adopted_addenda(sealed, date(2027, 5, 1)).applied == (1,)


def test_sealed_addenda_are_read_with_the_release(sealed: Path) -> None:
    """A sealed release takes a sealed addendum, and the library reads it as of a day."""
    head = sealed / RELEASE / "release.yaml"
    words = head.read_text(encoding="utf-8")
    head.write_text(re.sub(r"(?m)^addenda: \[\].*$", f"addenda:\n{WORDS}".rstrip(), words), encoding="utf-8")
    seal_release(sealed / RELEASE)
    assert Library(sealed).release("lrse@2027.1", on=date(2027, 4, 1)).criteria["stability"].text.en == "Jobs last"


@pytest.mark.parametrize(
    ("op", "code"),
    [
        ("{op: set, at: criterion.stability.key, was: stability, value: other}", "addendum-place"),
        ("{op: set, at: theme.hr_practice.criteria, was: [], value: []}", "addendum-place"),
        ("{op: set, at: criterion, was: 1, value: 2}", "addendum-place"),
        ("{op: set, at: award, was: 1, value: 2}", "addendum-place"),
        ("{op: set, at: nothing.x.y, was: 1, value: 2}", "addendum-place"),
        ("{op: reword, at: criterion.contract_terms.levels.none.text, text: {fr: a, en: b}}", "addendum-place"),
        ("{op: reword, at: criterion.contract_terms.weight, text: {fr: a, en: b}}", "addendum-place"),
        ("{op: set, at: criterion.contract_terms.weight.x, was: 2, value: 3}", "addendum-place"),
        ("{op: drop, key: nothing}", "addendum-place"),
        ("{op: date, param: nothing, value: {from: 2028-01-01, to: 2028-02-01, value: 3}}", "addendum-place"),
        ("{op: add, theme: nothing, criterion: {key: a, text: {fr: a, en: b}}}", "addendum-place"),
        ("{op: add, theme: purchasing, criterion: {key: contract_terms, text: {fr: a, en: b}}}", "addendum-was"),
        ("{op: set, at: level.confirmed.all.0, was: 'score(total) >= 60', value: 'true'}", "addendum-was"),
        ("{op: set, at: criterion.contract_terms.weigth, value: 3}", "addendum-value"),
        ("{op: set, at: evidence.cse_minutes.reusable, was: true, value: perhaps}", "addendum-value"),
    ],
)
def test_an_addendum_that_finds_nothing_is_refused(amend: Amend, op: str, code: str) -> None:
    """At its line, with nothing half done."""
    head = "  - {number: 1, adopted: 2027-05-01, effective: 2027-06-01, class: rule, ops: [%s]}"
    sealed = amend(head % op)
    with pytest.raises(Faults) as caught:
        apply_adopted_addenda(sealed, date(2027, 6, 1))
    (found,) = caught.value.faults
    assert (found.code, Path(found.file or "").name) == (code, "release.yaml")
    line = Path(found.file or "").read_text(encoding="utf-8").split("\n")[(found.line or 1) - 1]
    assert line[(found.column or 1) - 1 :].startswith("{op: ")


@pytest.mark.parametrize(
    ("op", "figure"),
    [
        ("{op: set, at: level.advanced.all.0, was: score(total) >= 80, value: score(total) >= 81}", "level"),
        ("{op: set, at: evidence.cse_minutes.count.min, was: 2, value: 3}", "evidence"),
        ("{op: set, at: indicator.turnover_rate.rounding.digits, was: 1, value: 0}", "formula"),
        ("{op: set, at: parameter.small_limit.unit, was: employee, value: site}", "parameter"),
        ("{op: set, at: total.rounding.mode, was: half_up, value: down}", "aggregation"),
        ("{op: set, at: audit.findings.kinds.major.lift_within, was: 90 day, value: 60 day}", "audit"),
        ("{op: set, at: procedure.transitions.abandoned.after, was: 24 month, value: 18 month}", "procedure"),
        ("{op: set, at: award.validity.period, was: 36 month, value: 24 month}", "award"),
        ("{op: set, at: criterion.cse_information.knock_out, was: {if: \"level(cse_information) < 'applied'\","
         " effect: refuse, liftable: {within: 90 day, by: evidence}}, value: null}", "knock_out"),
    ],
)  # fmt: skip
def test_every_part_of_a_release_can_be_changed(amend: Amend, op: str, figure: str) -> None:
    """One difference, of a rule."""
    head = "  - {number: 1, adopted: 2027-05-01, effective: 2027-06-01, class: rule, ops: [%s]}"
    sealed = amend(head % op)
    changes = compare_releases(sealed, apply_adopted_addenda(sealed, date(2027, 6, 1)))
    kinds = {"level": "award"}.get(figure, figure)
    assert [(one.kind, one.scope) for one in changes] == [(kinds, "rule")]
