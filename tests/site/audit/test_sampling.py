"""The draw of the sites on the site: sealed before, drawn after, done again by anyone from its files."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from support.scenes.audit_sample import VALUE, Clock, audited, company, drawn, name_and_accept, planned, to_audit
from support.scenes.dossier_sample import make_member, make_person
from support.scenes.journal_sample import differences_of

from filiere.core import Faults
from filiere.referentials.sampling import Beacon, DrawRecord, Population, population_sha256, run_draw, verify_draw
from filiere.site.audit.actions.plan_audit import plan_audit
from filiere.site.audit.actions.sample_sites import draw_sites, seal_sites
from filiere.site.audit.models import Sampling
from filiere.site.audit.randomness_beacons import NIST, compute_next_round, find_beacon_page, find_publication_time
from filiere.site.journal.models import Entry
from filiere.site.members.models import Site
from filiere.site.workflow.engine_adapter import load_release

pytestmark = pytest.mark.django_db
SOURCE = "drand quicknet"


def codes(refused: pytest.ExceptionInfo[Faults]) -> list[str]:
    return [one.code for one in refused.value.faults]


def ahead(clock: Clock, **span: float) -> str:
    return str(compute_next_round(Beacon(source=SOURCE, round="1"), clock.now, timedelta(**(span or {"hours": 1}))))


def test_rounds_of_a_clocked_beacon_are_dated_by_arithmetic(clock: Clock) -> None:
    first = find_publication_time(Beacon(source=SOURCE, round="1"))
    assert first is not None
    assert int(first.timestamp()) == 1692803367
    soon = find_publication_time(Beacon(source=SOURCE, round=ahead(clock)))
    assert soon is not None
    assert timedelta(minutes=60) <= soon - clock.now < timedelta(minutes=60, seconds=6)
    assert find_publication_time(Beacon(source=SOURCE, round="0")) is None


def test_a_pulse_of_nist_is_announced_by_its_minute_and_drawn_after_it(clock: Clock) -> None:
    """Its number dates nothing: a pulse that had spoken was sealed as one to come, and its moment was as typed."""
    dossier, staff = to_audit(), make_person("label_staff")
    assert find_publication_time(Beacon(source=NIST, round="4000000")) is None
    with pytest.raises(Faults) as refused:
        seal_sites(actor=staff, dossier=dossier, source=NIST, round_="4000000")
    assert codes(refused) == ["audit-round-undated"]
    minute = compute_next_round(Beacon(source=NIST, round="1"), clock.now)
    said = find_publication_time(Beacon(source=NIST, round=str(minute)))
    assert said is not None
    assert said.timestamp() == minute
    assert minute % 60 == 0
    assert timedelta(minutes=60) <= said - clock.now <= timedelta(minutes=61)
    for wrong, code in ((minute + 1, "audit-round-undated"), (minute - 7200, "audit-round-past")):
        with pytest.raises(Faults) as refused:
            seal_sites(actor=staff, dossier=dossier, source=NIST, round_=str(wrong))
        assert codes(refused) == [code]
    sampling = seal_sites(actor=staff, dossier=dossier, source=NIST, round_=str(minute))
    typed = clock.now + timedelta(seconds=1)
    with pytest.raises(Faults) as refused:
        draw_sites(actor=staff, dossier=dossier, sampling=sampling, value="ab" * 64, time=typed)
    assert codes(refused) == ["audit-seed-to-come"]
    clock.forward(hours=2)
    made = draw_sites(actor=staff, dossier=dossier, sampling=sampling, value="ab" * 64, time=clock.now)
    assert made.record["seed"]["time"].startswith(said.strftime("%Y-%m-%dT%H:%M"))
    assert find_beacon_page(Beacon(source=NIST, round=str(minute))).endswith(f"/pulse/time/{minute}000")


def test_a_list_whose_value_may_be_known_is_replaced_once(clock: Clock) -> None:
    """Who seals again and again until the draw suits them chooses the sites, whatever reasons they write."""
    dossier, staff = to_audit(), make_person("label_staff")
    drawn(dossier, clock, staff)
    # One that has not spoken tells nothing, and may be replaced as often as need be.
    for hours in (3, 2):
        seal_sites(actor=staff, dossier=dossier, source=SOURCE, round_=ahead(clock, hours=hours), why="Erreur")
    clock.forward(hours=3)
    with pytest.raises(Faults) as refused:
        seal_sites(actor=staff, dossier=dossier, source=SOURCE, round_=ahead(clock), why="Encore une fois")
    assert codes(refused) == ["audit-sealed-twice"]
    last = Sampling.objects.latest("pk")
    assert draw_sites(actor=staff, dossier=dossier, sampling=last, value=VALUE, time=None).record is not None
    with pytest.raises(Faults) as refused:
        seal_sites(actor=staff, dossier=dossier, source=SOURCE, round_=ahead(clock), why="Encore une fois")
    assert codes(refused) == ["audit-sealed-twice"]


def test_the_list_is_that_of_the_frozen_perimeter_whatever_the_directory_says_now(clock: Clock) -> None:
    dossier = to_audit()
    Site.objects.create(organisation=dossier.organisation, name="Ouvert après", headcount=3)
    Site.objects.filter(name="Site 3").update(headcount=1, is_head_office=True)
    sampling = seal_sites(actor=make_person("label_staff"), dossier=dossier, source=SOURCE, round_=ahead(clock))
    listed = {one["key"]: one for one in sampling.population["sites"]}
    assert len(listed) == 9
    assert sum(one["head_office"] for one in listed.values()) == 1
    assert all(one["headcount"] > 1 for one in listed.values())
    assert Entry.objects.filter(act="audit.seal-sites").count() == 1


@pytest.mark.parametrize("minutes", [-60, 0, 0.5])
def test_a_round_that_spoke_or_is_about_to_is_refused_at_the_seal(clock: Clock, minutes: float) -> None:
    with pytest.raises(Faults) as refused:
        seal_sites(
            actor=make_person("label_staff"), dossier=to_audit(), source=SOURCE, round_=ahead(clock, minutes=minutes)
        )
    assert codes(refused) == ["audit-round-past"]
    assert not Sampling.objects.exists()


def test_nothing_is_drawn_before_the_round(clock: Clock) -> None:
    dossier, staff = to_audit(), make_person("label_staff")
    sampling = seal_sites(actor=staff, dossier=dossier, source=SOURCE, round_=ahead(clock))
    with pytest.raises(Faults) as refused:
        draw_sites(actor=staff, dossier=dossier, sampling=sampling, value=VALUE, time=None)
    assert codes(refused) == ["audit-seed-to-come"]


def test_the_moment_typed_is_not_believed_where_the_round_tells_it(clock: Clock) -> None:
    dossier, staff = to_audit(), make_person("label_staff")
    sampling = seal_sites(actor=staff, dossier=dossier, source=SOURCE, round_=ahead(clock, hours=5))
    with pytest.raises(Faults) as refused:
        draw_sites(actor=staff, dossier=dossier, sampling=sampling, value=VALUE, time=clock.now + timedelta(seconds=1))
    assert codes(refused) == ["audit-seed-to-come"]


@pytest.mark.parametrize("value", ["", "zz" * 32, "abc", "ab" * 200, "ab" * 31 + "é"])
def test_a_value_of_another_form_is_refused(clock: Clock, value: str) -> None:
    dossier, staff = to_audit(), make_person("label_staff")
    sampling = seal_sites(actor=staff, dossier=dossier, source=SOURCE, round_=ahead(clock))
    clock.forward(hours=2)
    with pytest.raises(Faults):
        draw_sites(actor=staff, dossier=dossier, sampling=sampling, value=value, time=None)
    assert Sampling.objects.get().record is None


def test_a_draw_is_made_once(clock: Clock) -> None:
    dossier, staff = to_audit(), make_person("label_staff")
    sampling = drawn(dossier, clock, staff)
    again = draw_sites(actor=staff, dossier=dossier, sampling=sampling, value=VALUE.upper(), time=None)
    assert again.record == sampling.record
    with pytest.raises(Faults) as refused:
        draw_sites(actor=staff, dossier=dossier, sampling=sampling, value="cd" * 32, time=None)
    assert codes(refused) == ["audit-drawn-before"]
    assert Entry.objects.filter(act="audit.draw-sites").count() == 1


def test_a_second_list_needs_a_reason_and_the_first_stays(clock: Clock) -> None:
    dossier, staff = to_audit(), make_person("label_staff")
    drawn(dossier, clock, staff)
    with pytest.raises(Faults) as refused:
        seal_sites(actor=staff, dossier=dossier, source=SOURCE, round_=ahead(clock))
    assert codes(refused) == ["audit-sealed-before"]
    seal_sites(actor=staff, dossier=dossier, source=SOURCE, round_=ahead(clock), why="Valeur mal recopiée")
    assert Sampling.objects.count() == 2
    assert differences_of("audit") == []


def test_a_risk_is_flagged_with_a_reason_and_only_for_a_site_of_the_list(clock: Clock) -> None:
    dossier, staff = to_audit(), make_person("label_staff")
    key = dossier.organisation.sites.first().key
    for risky, why, code in (([key], "", "audit-risk-why"), (["nowhere"], "Plainte", "audit-unknown-site")):
        with pytest.raises(Faults) as refused:
            seal_sites(actor=staff, dossier=dossier, source=SOURCE, round_=ahead(clock), risky=risky, why=why)
        assert codes(refused) == [code]
    sampling = seal_sites(
        actor=staff, dossier=dossier, source=SOURCE, round_=ahead(clock), risky=[key], why="Plainte reçue"
    )
    assert sum(one["risky"] for one in sampling.population["sites"]) == 1


def test_the_head_office_is_visited_whatever_the_beacon_says(clock: Clock) -> None:
    dossier = to_audit()
    sampling = drawn(dossier, clock)
    office = next(one["key"] for one in sampling.population["sites"] if one["head_office"])
    place = next(one for one in sampling.record["sites"] if one["key"] == office)
    assert place["included"]
    assert place["reasons"] == ["head_office"]


def test_anyone_does_the_draw_again_from_the_files_of_the_page(clock: Clock, client: Any, tmp_path: Path) -> None:
    dossier, _ = audited(clock)
    sampling = Sampling.objects.get()
    client.force_login(make_member(dossier.organisation, "read"))
    for name, file in (("sites-list", "list.json"), ("sites-record", "record.json")):
        response = client.get(reverse(f"audit:{name}", args=[dossier.key, sampling.pk]))
        assert response.status_code == 200
        (tmp_path / file).write_bytes(response.content)
    command = [sys.executable, "-m", "filiere", "referentials", "sample-verify", "--lang", "en"]
    run = subprocess.run([*command, "record.json", "list.json"], cwd=tmp_path, capture_output=True, text=True)
    assert run.returncode == 0, run.stdout + run.stderr
    assert "same result" in run.stdout
    forged = json.loads((tmp_path / "record.json").read_text())
    out = next(one for one in forged["sites"] if not one["included"])
    out["included"] = True
    (tmp_path / "forged.json").write_text(json.dumps(forged))
    run = subprocess.run([*command, "forged.json", "list.json"], cwd=tmp_path, capture_output=True, text=True)
    assert run.returncode == 1
    assert "sampling-differs" in run.stdout + run.stderr


def test_the_company_learns_which_sites_on_the_day_of_the_opening(clock: Clock, client: Any) -> None:
    dossier = to_audit()
    auditor = name_and_accept(dossier)
    sampling = drawn(dossier, clock)
    keys = [one["key"] for one in sampling.record["sites"] if one["included"]]
    opening = clock.day + timedelta(days=10)
    plan_audit(actor=auditor, dossier=dossier, opening=opening, visits=dict.fromkeys(keys, opening))
    boss, staff = company(dossier), make_person("label_staff")
    address, file = (
        reverse("audit:sites", args=[dossier.key]),
        reverse("audit:sites-record", args=[dossier.key, sampling.pk]),
    )
    client.force_login(boss)
    before = client.get(address).content.decode()
    assert sampling.population_sha256 in before, "the fingerprint is public at once"
    assert keys[0] not in before
    assert client.get(file).status_code == 404
    home = client.get(reverse("audit:home", args=[dossier.key])).content.decode()
    assert "Site 0, " not in home
    client.force_login(staff)
    assert client.get(file).status_code == 200
    clock.on(opening)
    client.force_login(boss)
    assert keys[0] in client.get(address).content.decode()
    assert client.get(file).status_code == 200


def test_the_company_cannot_draw_from_what_it_knows(clock: Clock) -> None:
    """Its sites, the value of the beacon and the fingerprint give neither the draw nor the means to try lists."""
    dossier = to_audit()
    name_and_accept(dossier)
    sampling = drawn(dossier, clock)
    listed = Population.model_validate(sampling.population)
    known = listed.model_copy(update={"secret": None})
    assert listed.secret is not None
    assert population_sha256(known) != sampling.population_sha256
    record = DrawRecord.model_validate(sampling.record)
    assert verify_draw(record, listed, load_release(dossier)) == ()
    again = run_draw(known, load_release(dossier), known.kind, record.seed)
    assert {one.digest for one in again.sites}.isdisjoint(one.digest for one in record.sites)


def test_files_of_another_dossier_are_not_served_under_this_one(clock: Clock, client: Any) -> None:
    dossier, auditor = audited(clock)
    other, _ = audited(clock)
    foreign = Sampling.objects.get(round__dossier=other)
    client.force_login(auditor)
    assert client.get(reverse("audit:sites-record", args=[dossier.key, foreign.pk])).status_code == 404


def test_a_sealed_list_or_a_draw_that_is_changed_is_seen(clock: Clock) -> None:
    dossier = to_audit()
    sampling = drawn(dossier, clock)
    record = sampling.record
    record["sites"][0]["included"] = not record["sites"][0]["included"]
    Sampling.objects.update(record=record)
    found = differences_of("audit")
    assert [(one.kind, one.table) for one in found] == [("changed", "audit_sampling")]


def test_a_plan_names_each_drawn_site_and_no_visit_before_the_opening(clock: Clock) -> None:
    dossier = to_audit()
    auditor = name_and_accept(dossier)
    sampling = drawn(dossier, clock)
    keys = [one["key"] for one in sampling.record["sites"] if one["included"]]
    left_out = next(one["key"] for one in sampling.record["sites"] if not one["included"])
    full = dict.fromkeys(keys, clock.day)
    for visits, opening, code in (
        ({keys[0]: clock.day}, clock.day, "audit-visits"),
        (full | {left_out: clock.day}, clock.day, "audit-visits"),
        (full, clock.day + timedelta(days=1), "audit-early-visit"),
        (full, clock.day - timedelta(days=30), "audit-opening"),
    ):
        with pytest.raises(Faults) as refused:
            plan_audit(actor=auditor, dossier=dossier, opening=opening, visits=visits)
        assert codes(refused) == [code]
    plan = planned(dossier, auditor, clock)
    assert float(plan.days) == 1.5 + 0.5 * len(keys) + 0.5
    assert all(one["interviews"]["absent_management"] for one in plan.visits)
    assert all(one["interviews"]["staff_representatives"] == "all" for one in plan.visits)


def test_the_page_seals_and_draws(clock: Clock, client: Any) -> None:
    dossier, staff = to_audit(), make_person("label_staff")
    client.force_login(staff)
    address = reverse("audit:sites", args=[dossier.key])
    sent = {"act": "seal", "source": SOURCE, "round": ahead(clock)}
    assert client.post(address, sent | {"round": "<b>"}).status_code == 422
    assert client.post(address, sent).status_code == 302
    assert client.post(address, {"act": "draw", "value": VALUE}).status_code == 422
    clock.forward(hours=2)
    assert client.post(address, {"act": "draw", "value": VALUE}).status_code == 302
    assert Sampling.objects.get().record is not None
    client.force_login(company(dossier))
    assert client.post(address, sent).status_code == 403
    assert client.post(address, {"act": "draw", "value": VALUE}).status_code == 403
