"""A label lived through the real procedure of lrs@2027.1: merger, review, suspension, withdrawal, appeal, renewal."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from support.scenes.dossier_sample import at, make_mandate
from support.scenes.holder_sample import GROUP, Held, answering, merge, vote

from filiere.core import Faults
from filiere.site.committee.actions.jointly_signed_acts import confirm_exception, request_exception
from filiere.site.holders.actions.alerts import raise_alert, settle_alert
from filiere.site.holders.actions.declare_change import declare_change
from filiere.site.holders.actions.defence_statements import file_appeal, file_explanation
from filiere.site.holders.actions.logo_places import declare_unmarked, list_place, prove_place, refuse_proof
from filiere.site.holders.certificates import compute_end, describe_bearer, find_standing
from filiere.site.holders.issuer import build_credential, list_set_entries
from filiere.site.holders.models import Alert, Certificate, Statement
from filiere.site.holders.procedure_conditions import (
    is_renewal_open,
    is_renewal_pending,
    is_unmarking_proven,
    list_open_alerts,
)
from filiere.site.journal.integrity import check_integrity
from filiere.site.kit.rights import RightRefused
from filiere.site.mail.models import Letter
from filiere.site.register.label_records import find_by_number
from filiere.site.workflow.actions.perform_act import perform_act
from filiere.site.workflow.actions.run_due_events import run_due, run_due_for_dossier
from filiere.site.workflow.models import Dossier

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def held() -> Held:
    return Held()


def ours() -> list[Any]:
    """What the journal contradicts in the tables of this app."""
    return [one for one in check_integrity().differences if one.table.startswith("holders_")]


def test_a_grant_leaves_a_certificate_bound_to_what_was_judged(held: Held) -> None:
    one = held.certificate
    assert held.state_key == "held_24"
    assert (one.granted, one.until) == (held.granted, held.granted.replace(year=held.granted.year + 2))
    body = one.snapshot.body
    assert body["number"] == one.number
    assert body["organisation"] == "Écoute fictive"
    assert [site["name"] for site in body["perimeter"]] == ["Tours Nord", "Poitiers", "Rabat"]
    assert body["france_share"] == "87.5"
    assert body["release"] == "lrs@2027.1"
    assert len(body["release_sha256"]) == 64
    assert find_standing(one) == "valid"
    assert list_set_entries("revocation") == list_set_entries("suspension") == []
    assert ours() == []


# The story of a legal entity that changes.


def test_a_merger_that_the_committee_accepts_keeps_the_label(held: Held) -> None:
    alert = merge(held)
    assert held.state_key == "changed_entity"
    assert alert.kind == "entity_change"
    review = held.dossier.snapshots.filter(name="review").get().body
    assert review["facts_raised"][0]["change"]["siren"] == GROUP
    assert review["certificate"] == held.certificate.number
    told = set(Letter.objects.filter(kind="holders.alert").values_list("to", flat=True))
    assert {held.editor.pk, held.employees.pk, held.staff.pk} <= told
    assert held.stranger.pk not in told
    day = held.last + DAY
    vote(held.dossier, held.employees, day, maintained=True)
    assert held.state_key == "held_24"
    assert not list_open_alerts(held.dossier, day).exists()
    assert Certificate.objects.count() == 1
    # What was granted stays as it was frozen; who bears the label today, and where, follows the vote.
    assert held.certificate.snapshot.body["organisation"] == "Écoute fictive"
    borne = describe_bearer(held.certificate)
    assert (borne["organisation"], borne["siren"]) == ("Groupe fictif", GROUP)
    assert [site["name"] for site in borne["perimeter"]] == ["Tours Nord", "Rabat"]
    subject = build_credential(held.certificate, "https://label.example")["credentialSubject"]
    assert (subject["organisation"], len(subject["perimeter"])) == ("Groupe fictif", 2)
    public = find_by_number(held.certificate.number, day + DAY)
    assert public is not None
    assert (public.name, public.siren, len(public.sites)) == ("Groupe fictif", GROUP, 2)
    assert find_standing(held.certificate) == "valid"


def test_a_merger_without_an_audit_gives_a_provisional_certificate_once(held: Held) -> None:
    first = held.certificate
    merge(held)
    day = held.last + DAY
    vote(held.dossier, held.employees, day, provisional_adopted=True)
    assert held.state_key == "provisional"
    second = held.certificate
    assert second != first
    body = second.snapshot.body
    assert (body["organisation"], body["siren"], body["provisional"]) == ("Groupe fictif", GROUP, True)
    assert [site["name"] for site in body["perimeter"]] == ["Tours Nord", "Rabat"]
    assert second.number != first.number
    assert (second.until - second.granted).days in range(181, 185)
    assert (find_standing(first), find_standing(second)) == ("ended", "valid")
    assert list_set_entries("revocation") == [first.entry]
    # A new audit begins: the renewal dossier is open, and the label ends in six months without it.
    renewal = Dossier.objects.get(renews=held.dossier)
    assert renewal.state == "preparing"
    declare_change(
        held.dossier,
        actor=held.editor,
        what="merger",
        effective=day,
        words="Encore.",
        day=day + DAY,
    )
    vote(held.dossier, held.employees, day + 2 * DAY, provisional_adopted=True)
    assert held.state_key == "expired"
    assert find_standing(held.certificate) == "ended"
    assert held.dossier.logo_places.count() == 3
    assert ours() == []


def test_a_committee_that_says_nothing_cannot_keep_the_label_on_a_stranger(held: Held) -> None:
    merge(held)
    run_due(held.last + 200 * DAY)
    assert held.state_key == "provisional"
    assert held.certificate.level == "provisional"
    assert held.dossier.events.filter(event="provisional_given").get().signatures.count() == 0
    assert ours() == []


def test_a_change_that_says_nothing_or_too_much_is_refused_with_every_fault(held: Held) -> None:
    with pytest.raises(Faults) as caught:
        merge(held, what="wedding", words=" ", siren="123456789", lost=["s9"], source="x" * 400)
    assert {one.key for one in caught.value.faults} == {"what", "words", "siren", "lost", "source"}
    assert held.state_key == "held_24"
    assert Alert.objects.count() == 0
    for actor in (held.reader, held.delegate, held.employees, held.state):
        with pytest.raises(RightRefused):
            declare_change(
                held.dossier, actor=actor, what="merger", effective=held.granted, words="x", day=held.granted
            )


# Review, suspension, withdrawal, appeal.


def raised(held: Held, **changes: Any) -> Alert:
    given: dict[str, Any] = {
        "kind": "court_decision",
        "source": "Conseil de prud’hommes, 3 mai 2027",
        "words": "Condamnation pour heures non payées.",
        "fact_on": held.granted,
        "review": True,
        "day": held.last + DAY,
    }
    return raise_alert(held.dossier, actor=changes.pop("actor", held.staff), **(given | changes))


def test_a_fact_alone_takes_nothing_away(held: Held) -> None:
    raised(held, review=False)
    assert held.state_key == "held_24"
    assert find_standing(held.certificate) == "valid"
    raised(held, actor=held.state)
    assert held.state_key == "explaining"
    assert find_standing(held.certificate) == "valid"
    file_explanation(held.dossier, actor=held.editor, words="Nous avons payé.", day=held.last + DAY)
    assert held.state_key == "under_review"
    body = held.dossier.snapshots.filter(name="review").get().body
    assert [one["words"] for one in body["explanations"]] == ["Nous avons payé."]
    assert len(body["facts_raised"]) == 2
    vote(held.dossier, held.employees, held.last + DAY)
    assert held.state_key == "held_24"
    assert not list_open_alerts(held.dossier, held.last).exists()


def test_a_vote_answers_the_facts_frozen_for_it_and_no_other(held: Held) -> None:
    first = raised(held)
    file_explanation(held.dossier, actor=held.editor, words="Nous contestons.", day=held.last + DAY)
    later = raised(held, review=False, words="Un second jugement.")
    vote(held.dossier, held.employees, held.last + 2 * DAY, suspension_adopted=False)
    assert held.state_key == "held_24"
    assert list(list_open_alerts(held.dossier, held.last)) == [later]
    assert set(list_open_alerts(held.dossier, held.last - DAY)) == {first, later}


def test_the_holder_and_strangers_raise_no_fact(held: Held) -> None:
    for actor in (held.editor, held.delegate):
        with pytest.raises(RightRefused):
            raised(held, actor=actor)
    with pytest.raises(Faults) as caught:
        raised(held, kind="gossip", source="", words="", fact_on=held.last + 300 * DAY)
    assert {one.key for one in caught.value.faults} == {"kind", "source", "words", "fact_on"}


def test_a_suspension_at_once_takes_two_colleges(held: Held) -> None:
    raised(held)
    day = held.last + DAY
    asked = request_exception(held.dossier, "suspend_at_once", "Faits graves.", actor=held.employees, day=day)
    assert held.state_key == "explaining"
    with pytest.raises(Faults):
        confirm_exception(asked, actor=make_mandate("committee", "employees"), day=day)
    confirm_exception(asked, actor=held.employers, day=day)
    assert held.state_key == "suspended"
    assert list_set_entries("suspension") == [held.certificate.entry]
    assert list_set_entries("revocation") == []
    # The question is open: nobody lifts the suspension until the committee settles it.
    perform_act(held.dossier, "lift", actor=held.employers, day=day + DAY)
    assert held.state_key == "suspended"
    alert = Alert.objects.get()
    with pytest.raises(RightRefused):
        settle_alert(alert, actor=held.editor, reason="Réglé.")
    # One member alone settles nothing, nor do two of one college.
    settle_alert(alert, actor=held.employees, reason="La cour d’appel a infirmé.", day=day + DAY)
    for alone in (held.employees, make_mandate("committee", "employees")):
        with pytest.raises(Faults):
            settle_alert(alert, actor=alone, day=day + DAY)
    perform_act(held.dossier, "lift", actor=held.employers, day=day + DAY)
    assert held.state_key == "suspended"
    settle_alert(alert, actor=held.employers, day=day + DAY)
    with pytest.raises(Faults):
        settle_alert(alert, actor=held.employers, day=day + DAY)
    perform_act(held.dossier, "lift", actor=held.employers, day=day + 2 * DAY)
    assert held.state_key == "held_24"
    assert list_set_entries("suspension") == []
    assert ours() == []


def withdrawn(held: Held) -> None:
    list_place(held.dossier, actor=held.editor, kind="website", words="https://ecoute.example", day=held.granted)
    list_place(held.dossier, actor=held.editor, kind="premises", words="Hall de Tours", day=held.granted)
    raised(held)
    file_explanation(held.dossier, actor=held.editor, words="Nous contestons.", day=held.last + DAY)
    vote(held.dossier, held.employees, held.last + DAY, withdrawal_adopted=True)


def test_a_withdrawal_stands_during_the_appeal_and_the_panel_may_undo_it(held: Held) -> None:
    withdrawn(held)
    assert held.state_key == "withdrawn"
    assert list_set_entries("revocation") == [held.certificate.entry]
    file_appeal(held.dossier, actor=held.editor, words="Le jugement est frappé d’appel.", day=held.last + 10 * DAY)
    assert held.state_key == "withdrawal_appeal"
    assert find_standing(held.certificate) == "ended"
    assert Statement.objects.filter(kind="appeal").count() == 1
    # Whoever judged it in the committee does not judge the appeal.
    make_mandate("appeal_panel", "employees", user=held.employees)
    held.employees.__dict__.pop("_parties", None)
    with pytest.raises((Faults, RightRefused)):
        vote(held.dossier, held.employees, held.last + DAY, party="appeal_panel")
    with answering(unmarking_proven=False):
        vote(held.dossier, held.panel, held.last + DAY, party="appeal_panel")
    assert held.state_key == "held_24"
    assert list_set_entries("revocation") == []
    assert find_standing(held.certificate) == "valid"


def test_a_withdrawal_ends_with_the_logo_gone_from_each_place(held: Held) -> None:
    withdrawn(held)
    first, second = held.dossier.logo_places.all()
    day = held.last + DAY
    proof = prove_place(first, actor=held.editor, words="Page sans logo.", day=day)
    declare_unmarked(held.dossier, actor=held.editor, day=day)
    assert held.dossier.events.order_by("-number").first().event == "unmarking_not_proved"
    prove_place(second, actor=held.editor, words="Photo du hall.", day=day)
    assert is_unmarking_proven(held.dossier, day)
    with pytest.raises(RightRefused):
        refuse_proof(proof, actor=held.editor, reason="x")
    refuse_proof(proof, actor=held.staff, reason="Le logo est en bas de page.", day=day + DAY)
    assert is_unmarking_proven(held.dossier, day)
    assert not is_unmarking_proven(held.dossier, day + DAY)
    prove_place(first, actor=held.editor, words="Bas de page vidé.", day=day + 2 * DAY)
    ended = held.dossier.events.get(event="withdrawn").day
    run_due(ended + 61 * DAY)
    assert held.state_key == "unmarked"
    assert ours() == []


def test_a_logo_still_in_place_is_told_to_all(held: Held) -> None:
    withdrawn(held)
    run_due(held.last + 70 * DAY)
    assert held.state_key == "unmarking_overdue"
    day = held.last + 20 * DAY
    for place in held.dossier.logo_places.all():
        prove_place(place, actor=held.editor, words="Retiré.", day=day)
    declare_unmarked(held.dossier, actor=held.editor, day=day)
    assert held.state_key == "unmarked"


def test_a_late_sweep_answers_as_of_each_day(held: Held) -> None:
    """Proofs given after the sixtieth day do not make the sixtieth day right."""
    withdrawn(held)
    ended = held.last
    for place in held.dossier.logo_places.all():
        prove_place(place, actor=held.editor, words="Retiré.", day=ended + 65 * DAY)
    run_due(ended + 80 * DAY)
    assert held.state_key == "unmarking_overdue"


# Renewal and end.


def test_a_renewal_opens_nine_months_before_the_term_and_replaces_the_label(held: Held) -> None:
    until = held.certificate.until
    early, open_day = held.granted + 300 * DAY, until - 60 * DAY
    assert not is_renewal_open(held.dossier, early)
    assert is_renewal_open(held.dossier, until - 270 * DAY)
    perform_act(held.dossier, "renew", actor=held.editor, day=early)
    assert held.dossier.events.order_by("-number").first().event == "renewal_not_open"
    assert not Dossier.objects.filter(renews=held.dossier).exists()
    with answering(majors_open=False, visit_refused=False):
        perform_act(held.dossier, "renew", actor=held.editor, day=open_day)
        renewal = Dossier.objects.get(renews=held.dossier)
        assert (renewal.organisation, renewal.category) == (held.organisation, "outsourcer")
        assert not is_renewal_pending(held.dossier, open_day)
        # Nothing filed at the term: the label expires. Filed: it is prolonged by three months.
        at(renewal, "before_committee")
        filed = renewal.events.get(number=1).day
        assert is_renewal_pending(held.dossier, filed)
        assert not is_renewal_pending(held.dossier, filed - DAY)
        run_due_for_dossier(held.dossier.pk, until)
        assert held.state_key == "grace"
        assert compute_end(held.certificate) > until
        vote(renewal, held.employees, until + DAY, adopted=True, two_years=True)
        perform_act(held.dossier, "record_renewal", actor=held.staff, day=until + DAY)
    assert held.state_key == "replaced"
    assert list_set_entries("revocation") == [held.certificate.entry]
    assert Certificate.objects.count() == 2


def test_a_label_comes_to_its_term(held: Held) -> None:
    with answering(majors_open=False, visit_refused=False):
        run_due_for_dossier(held.dossier.pk, held.certificate.until)
    assert held.state_key == "expired"
    assert find_standing(held.certificate) == "ended"
    assert [one.kind for one in held.dossier.logo_places.all()] == ["website", "signatures", "commercial"]


def test_a_prevented_follow_up_suspends_and_says_why(held: Held) -> None:
    with answering(majors_open=False, visit_refused=True):
        run_due_for_dossier(held.dossier.pk, held.granted + 500 * DAY)
        assert held.state_key == "suspended"
        alert = Alert.objects.get()
        assert (alert.kind, alert.by) == ("follow_up_missed", None)
    assert ours() == []


def test_the_end_of_retention_erases_words_and_keeps_decisions(held: Held) -> None:
    withdrawn(held)
    run_due(held.last + 70 * DAY)
    run_due(held.last + 365 * 6 * DAY)
    assert held.state_key == "archived"
    assert Statement.objects.get().words == ""
    assert Alert.objects.get().words == ""
    kept = {one.name for one in held.dossier.snapshots.filter(body__isnull=False)}
    assert kept == {"decision", "certificate"}
    assert held.certificate.snapshot.body["number"] == held.certificate.number
    assert find_standing(held.certificate) == "ended"
    assert ours() == []


def test_who_bore_a_label_stays_known_after_the_end_of_retention(held: Held) -> None:
    merge(held, gained="Un site fictif")
    vote(held.dossier, held.employees, held.last + DAY, maintained=True)
    with answering(majors_open=False, visit_refused=False):
        run_due(held.certificate.until + 365 * 6 * DAY)
    assert held.state_key == "archived"
    assert describe_bearer(held.certificate)["organisation"] == "Groupe fictif"
    assert Alert.objects.get().change["gained"] == ""
    assert ours() == []


def test_words_changed_behind_the_journal_are_named(held: Held) -> None:
    withdrawn(held)
    Statement.objects.update(words="Nous avouons.")
    Certificate.objects.update(until=held.granted + 5000 * DAY)
    Alert.objects.update(kind="complaint")
    assert {(one.table, one.fields) for one in ours()} == {
        ("holders_statement", ("said",)),
        ("holders_certificate", ("until",)),
        ("holders_alert", ("kind",)),
    }
