"""Simulations: who may run one, what is kept of it, and what its page says and withholds."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction
from django.test import Client
from support.scenes.label_site import EARLIER, FIXTURE, LATER, simulated

from filiere.core import Faults, seal
from filiere.referentials import Library
from filiere.referentials.simulation import generate_cases, move_weight, simulate
from filiere.site.accounts.rights import OPERATOR
from filiere.site.journal.models import Entry
from filiere.site.kit.rights import RightRefused, allowed
from filiere.site.label.actions.run_simulation import MAX_DOSSIERS, run_simulation
from filiere.site.label.journal_reconciliation import compare_simulations
from filiere.site.label.models import Simulation
from filiere.site.label.simulation_aggregates import WeightMove

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("served")]

MOVE = WeightMove("hr_practice", "social_dialogue", {"in_house": Decimal(10), "outsourcer": Decimal(10)})
RUNS = {"visitor": False, "none": False, "administrator": False, "staff": False, "statistician": True}
RIGHT = "referential:simulate"
FORM = "/fr/staff/label/simulate/"


def words(content: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", content)).split())


@pytest.mark.parametrize("role", [*RUNS, "operator"])
def test_the_matrix(role: str, make_user: Callable[..., Any]) -> None:
    """Each kind of actor may run one or not, as the table says; a refusal changes nothing and is recorded."""
    actor: Any = AnonymousUser() if role == "visitor" else OPERATOR
    if role not in ("visitor", "operator"):
        actor = make_user(*([] if role == "none" else [role]))
    before = Entry.objects.count()
    assert allowed(actor, RIGHT) is (role == "operator" or RUNS[role])
    if allowed(actor, RIGHT):
        made = run_simulation(LATER, actor=actor, move=MOVE, dossiers=12)
        assert Entry.objects.count() == before + 1
        assert Entry.objects.latest("number").subject_id == str(made.pk)
    else:
        with pytest.raises(RightRefused):
            run_simulation(LATER, actor=actor, move=MOVE, dossiers=12)
        assert Simulation.objects.count() == 0
        entry = Entry.objects.latest("number")
        assert (entry.act, entry.payload.body) == ("permission.refuse", {"permission": RIGHT})


def test_what_is_kept_is_what_the_engine_gives(make_user: Callable[..., Any]) -> None:
    """Groups, levels, movements, fingerprints: the engine's own; the journal says what was tried, on what."""
    person = make_user("statistician")
    made = run_simulation(LATER, actor=person, move=MOVE, dossiers=60, seed=7)
    release = Library(FIXTURE).release(LATER)
    tried = move_weight(release, "hr_practice", "social_dialogue", Decimal(10), ["in_house"])
    tried = move_weight(tried, "hr_practice", "social_dialogue", Decimal(10), ["outsourcer"])
    told = simulate(list(generate_cases(release, 60, 7)), release, tried, min_group=made.min_group)
    assert [tuple(one["group"]) for one in made.result["groups"]] == [one.group for one in told.groups]
    assert [one["movements"] for one in made.result["groups"]] == [dict(one.movements) for one in told.groups]
    assert told.total is not None
    assert made.result["total"]["levels_after"] == dict(told.total.levels_after)
    assert (made.before_sha256, made.after_sha256) == (release.sha256, tried.sha256)
    entry = Entry.objects.latest("number")
    assert entry.act == "simulation.run"
    assert entry.actor_key == person.key
    assert entry.payload.body["weights"] == MOVE.as_json()
    assert entry.payload.body["seed"] == 7
    assert entry.payload.body["result"] == seal(made.result)


def test_no_small_group_and_no_dossier_is_kept() -> None:
    """Every group kept has at least the minimum, sums to all, and nothing else counts dossiers by group."""
    made = simulated(LATER)
    sizes = [one["dossiers"] for one in made.result["groups"]]
    assert min(sizes) >= made.min_group >= 5
    assert sum(sizes) == made.dossiers
    for row in made.result["questions"]:
        assert set(row) == {"key", "category", "mean", "correlation", "flags"}
    assert made.result["sensitivity"]["decided"] <= made.dossiers


def test_too_few_dossiers_tell_nothing(client: Client) -> None:
    """Under the minimum, the page says so and shows no count of movements."""
    made = run_simulation(LATER, actor=OPERATOR, move=MOVE, dossiers=3)
    assert made.result["total"] is None
    text = words(client.get(f"/en/label/simulations/{made.pk}/").content.decode())
    assert "Too few dossiers to show anything" in text
    assert "gain a level" not in text


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"move": None}, "nothing-to-simulate"),
        ({"move": replace(MOVE, points={})}, "nothing-to-simulate"),
        ({"move": replace(MOVE, target="hr_practice")}, "same-theme"),
        ({"move": replace(MOVE, source="nothing")}, "unknown-weight"),
        ({"move": replace(MOVE, points={"in_house": Decimal(99)})}, "impossible-weight"),
        ({"move": replace(MOVE, points={"hospital": Decimal(1)})}, "unknown-weight"),
        ({"dossiers": MAX_DOSSIERS + 1}, "too-many-dossiers"),
        ({"dossiers": 0}, "too-many-dossiers"),
        ({"before": "lrse@2027.9"}, "unknown-release"),
        ({"after": "lrse@2027.9"}, "unknown-release"),
    ],
)
def test_a_bad_request_is_told_and_leaves_nothing(change: dict[str, Any], code: str) -> None:
    """Every refusal has its code and both languages; nothing is stored, nothing is journaled."""
    asked: dict[str, Any] = {"before": LATER, "move": MOVE, "dossiers": 10, **change}
    before = Entry.objects.count()
    with pytest.raises(Faults) as faults:
        run_simulation(asked.pop("before"), asked.pop("after", None), actor=OPERATOR, **asked)
    (fault,) = faults.value.faults
    assert fault.code == code
    assert fault.message.fr != fault.message.en
    assert Simulation.objects.count() == 0
    assert Entry.objects.count() == before


def test_the_database_itself_keeps_the_rules() -> None:
    """A row that would show small groups, or made-up dossiers without their seed, is refused by the database."""
    made = simulated(LATER)
    for wrong in ({"min_group": 4}, {"seed": None}, {"dossiers": 0}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Simulation.objects.filter(pk=made.pk).update(**wrong)


def test_the_journal_sees_a_simulation_changed_removed_or_added() -> None:
    """A result touched after the vote, a row removed, a row that nobody made: each is told apart."""
    made = simulated(LATER)
    assert list(compare_simulations()) == []
    result = {**made.result, "sensitivity": {"decided": 40, "themes": {}}}
    Simulation.objects.filter(pk=made.pk).update(result=result)
    (changed,) = compare_simulations()
    assert (changed.kind, changed.key, changed.fields) == ("changed", str(made.pk), ("result",))
    number = made.pk
    made.delete()
    (gone,) = compare_simulations()
    assert (gone.kind, gone.key) == ("missing", str(number))
    made.pk = None
    made.save()
    kinds = {(one.kind, one.key) for one in compare_simulations()}
    assert ("stray", str(made.pk)) in kinds


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_report_says_that_dossiers_are_made_up(client: Client, lang: str) -> None:
    """The banner, the title, every table and every file; and which fingerprints it was made on."""
    made = simulated(LATER)
    content = client.get(f"/{lang}/label/simulations/{made.pk}/").content.decode()
    text = words(content)
    assert ("Dossiers fictifs." if lang == "fr" else "Fictitious dossiers.") in text
    assert made.before_sha256[:16] in text
    for part in ("", "-questions", "-weights"):
        table = client.get(f"/export/label-simulation{part}.json?id={made.pk}&lang={lang}").json()
        assert table["fictitious"] is True, part
    total = made.result["total"]
    assert f"{total['dossiers']}" in text
    for one in made.result["groups"]:
        assert f"{one['dossiers']}" in text
    assert "None" not in text
    listed = words(client.get(f"/{lang}/label/simulations/").content.decode())
    assert ("dossiers fictifs" if lang == "fr" else "fictitious dossiers") in listed


def test_a_simulation_on_a_text_that_has_changed_says_so(client: Client) -> None:
    """The fingerprints are those of the day it was made."""
    made = simulated(LATER)
    address = f"/en/label/simulations/{made.pk}/"
    assert "the version has changed" not in words(client.get(address).content.decode())
    Simulation.objects.filter(pk=made.pk).update(before_sha256="0" * 64)
    assert "the version has changed" in words(client.get(address).content.decode())


def test_dossiers_are_carried_to_a_later_release(client: Client) -> None:
    """Another release is tried after migration; what a dossier cannot say yet stays undecided, not lost."""
    made = run_simulation(EARLIER, LATER, actor=OPERATOR, dossiers=30)
    assert made.weights == {}
    moves = made.result["total"]["movements"]
    assert sum(moves.values()) == 30
    text = words(client.get(f"/en/label/simulations/{made.pk}/").content.decode())
    assert f"Passing from {EARLIER} to {LATER}" in text
    if moves["open"]:
        assert "undecided" in text


@pytest.mark.parametrize("role", RUNS)
def test_the_form_is_for_those_who_may(as_role: Callable[[str], Client], role: str) -> None:
    """Visitors are sent to sign in, others are refused; whoever may is shown the form and the button to it."""
    client = as_role(role)
    response = client.get(FORM)
    expected = 302 if role == "visitor" else 200 if RUNS[role] else 403
    assert response.status_code == expected
    assert (FORM in client.get("/fr/label/simulations/").content.decode()) is RUNS[role]
    assert client.post(FORM, {"release": LATER, "seed": "1"}).status_code == (422 if RUNS[role] else expected)
    assert Simulation.objects.count() == 0


def test_the_form_runs_a_simulation(as_role: Callable[[str], Client], monkeypatch: pytest.MonkeyPatch) -> None:
    """Points typed with a comma are read; the person lands on the report, told that it is public."""
    monkeypatch.setattr("filiere.site.label.staff.simulations.DOSSIERS", 20)
    client = as_role("statistician")
    sent = {
        "release": LATER,
        "source": "hr_practice",
        "target": "social_dialogue",
        "points_in_house": "2,5",
        "points_outsourcer": "10",
        "seed": "3",
    }
    response = client.post(FORM, sent)
    made = Simulation.objects.get()
    assert response.status_code == 302
    assert response["Location"] == f"/fr/label/simulations/{made.pk}/"
    assert made.weights["points"] == {"in_house": "2.5", "outsourcer": "10"}
    assert (made.seed, made.dossiers) == (3, 20)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"source": ""}, "Choose the theme the points come from"),
        ({"points_in_house": ""}, "Enter how many points to move"),
        ({"points_in_house": "99"}, "would weigh"),
        ({"points_in_house": "abc"}, "Enter a number"),
        ({"points_in_house": "１０"}, "Enter a number"),
        ({"seed": "１"}, "Enter a whole number"),
        ({"target": "hr_practice"}, "only to return to it"),
        ({"seed": "-1"}, "greater than or equal to 0"),
        ({"source": "", "target": "", "points_in_house": ""}, "Nothing would change"),
    ],
)
def test_a_form_that_cannot_be_is_kind(as_role: Callable[[str], Client], change: dict[str, str], said: str) -> None:
    """422, nothing stored, the fault in words, and what was typed still there."""
    sent = {
        "release": LATER,
        "source": "hr_practice",
        "target": "social_dialogue",
        "points_in_house": "10",
        "seed": "1",
        **change,
    }
    response = as_role("statistician").post(FORM.replace("/fr/", "/en/"), sent)
    assert response.status_code == 422
    assert said in words(response.content.decode())
    assert Simulation.objects.count() == 0


def test_an_unknown_release_of_the_form_is_said(as_role: Callable[[str], Client]) -> None:
    """The page starts from the latest and says so."""
    text = words(as_role("statistician").get(f"{FORM}?release=lrse@1999").content.decode())
    assert "lrse@1999" in text


def test_nothing_to_simulate_is_said(as_role: Callable[[str], Client], settings: Any, tmp_path: Path) -> None:
    """Without a label, no form."""
    settings.REFERENTIALS = tmp_path
    assert "rien à simuler" in words(as_role("statistician").get(FORM).content.decode())
