"""Missions: who may audit, what opens, and when it closes again."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.http import Http404
from django.urls import reverse
from support.scenes.audit_sample import Clock, body, company, declaration, name_and_accept, to_audit
from support.scenes.dossier_sample import at, make_dossier, make_mandate, make_member, make_person
from support.scenes.journal_sample import differences_of

from filiere.core import Faults
from filiere.site.accounts.actions.grant_role import grant_role
from filiere.site.accounts.rights import OPERATOR, Role
from filiere.site.audit.actions.declare_independence import declare_independence
from filiere.site.audit.actions.name_auditor import end_mission, name_auditor
from filiere.site.audit.models import Declaration, Mission
from filiere.site.audit.rounds import find_recused_mission
from filiere.site.kit.rights import RightRefused
from filiere.site.mail.models import Letter
from filiere.site.members.actions.mandates import end_mandate
from filiere.site.workflow.actions.perform_act import perform_act
from filiere.site.workflow.actions.run_due_events import run_due
from filiere.site.workflow.models import Dossier
from filiere.site.workflow.parties import find_parties, forget_parties

pytestmark = pytest.mark.django_db


def codes(refused: pytest.ExceptionInfo[Faults]) -> list[str]:
    return [one.code for one in refused.value.faults]


def held(user: object, dossier: object) -> frozenset[str]:
    forget_parties(user)  # type: ignore[arg-type]
    return find_parties(user, dossier)  # type: ignore[arg-type]


def test_an_auditor_comes_in_only_after_declaring(clock: Clock) -> None:
    dossier = to_audit()
    staff, auditor = make_person("label_staff"), make_person("auditor")
    assert held(auditor, dossier) == frozenset()
    name_auditor(actor=staff, dossier=dossier, auditor=auditor, firm="Cabinet Fictif")
    assert held(auditor, dossier) == {"auditor_named"}
    assert not Dossier.objects.visible_to(auditor).exists()
    row = declare_independence(actor=auditor, dossier=dossier, declared=declaration())
    dossier.refresh_from_db()
    assert row.independent is True
    assert dossier.state == "under_audit"
    assert held(auditor, dossier) == {"auditor"}
    assert Dossier.objects.visible_to(auditor).get() == dossier
    assert Mission.objects.get(accepted_on__isnull=False).auditor == auditor
    assert Letter.objects.filter(to=auditor, kind="audit.named").count() == 1
    assert differences_of("audit") == []


def test_naming_twice_names_once(clock: Clock) -> None:
    dossier = to_audit()
    staff, auditor = make_person("label_staff"), make_person("auditor")
    for _ in range(2):
        name_auditor(actor=staff, dossier=dossier, auditor=auditor, firm="Cabinet Fictif")
    assert Mission.objects.count() == 1


@pytest.mark.parametrize("until", [None, date(2027, 1, 1), date(2024, 6, 1)])
def test_a_member_of_the_company_is_never_its_auditor_nor_within_three_years(clock: Clock, until: date | None) -> None:
    dossier = to_audit()
    member = make_member(dossier.organisation, "read")
    member.memberships.update(until=until)
    from filiere.site.accounts.actions.grant_role import grant_role
    from filiere.site.accounts.rights import OPERATOR, Role

    grant_role(actor=OPERATOR, user=member, role=Role.AUDITOR)
    with pytest.raises(Faults) as refused:
        name_auditor(actor=make_person("label_staff"), dossier=dossier, auditor=member, firm="Cabinet Fictif")
    assert codes(refused) == ["audit-apart"]


def test_somebody_who_joins_the_company_after_being_named_is_not_let_in(clock: Clock) -> None:
    from filiere.site.members.models import Membership

    dossier, auditor = to_audit(), make_person("auditor")
    name_auditor(actor=make_person("label_staff"), dossier=dossier, auditor=auditor, firm="Cabinet Fictif")
    Membership.objects.create(user=auditor, organisation=dossier.organisation, right="read", since=clock.day)
    # They are the company's own side now, and nothing else: the mission exists for them no more.
    with pytest.raises(RightRefused):
        declare_independence(actor=auditor, dossier=dossier, declared=declaration())
    assert held(auditor, dossier) == {"candidate_reader"}
    dossier.refresh_from_db()
    assert dossier.state == "naming_auditor"


def test_an_account_without_the_role_is_not_named(clock: Clock) -> None:
    with pytest.raises(Faults) as refused:
        name_auditor(
            actor=make_person("label_staff"), dossier=to_audit(), auditor=make_person("state"), firm="Cabinet Fictif"
        )
    assert codes(refused) == ["audit-no-auditor"]


@pytest.mark.parametrize("role", ["auditor", "state", "administrator", "staff"])
def test_only_the_staff_of_the_label_names(clock: Clock, role: str) -> None:
    dossier = to_audit()
    with pytest.raises((RightRefused, Http404)):
        name_auditor(actor=make_person(role), dossier=dossier, auditor=make_person("auditor"), firm="Cabinet Fictif")
    with pytest.raises(RightRefused):
        name_auditor(actor=company(dossier), dossier=dossier, auditor=make_person("auditor"), firm="Cabinet Fictif")
    assert not Mission.objects.exists()


def test_a_tie_sets_the_auditor_aside_and_says_why(clock: Clock) -> None:
    dossier, auditor = to_audit(), make_person("auditor")
    name_auditor(actor=make_person("label_staff"), dossier=dossier, auditor=auditor, firm="Cabinet Fictif")
    row = declare_independence(actor=auditor, dossier=dossier, declared=declaration(shares={"held": "lasting"}))
    dossier.refresh_from_db()
    assert row.independent is False
    assert row.reasons[0]["kind"] == "shares"
    assert dossier.state == "naming_auditor"
    assert dossier.events.last().event == "auditor_recused"
    assert held(auditor, dossier) == {"auditor_named"}
    assert find_recused_mission(dossier).auditor == auditor  # type: ignore[union-attr]
    assert differences_of("audit") == []


def test_two_members_of_different_colleges_let_in_that_auditor_and_no_other(clock: Clock) -> None:
    dossier, staff = to_audit(), make_person("label_staff")
    tied, other = make_person("auditor"), make_person("auditor")
    tie = declaration(shares={"held": "lasting"})
    for one in (other, tied):
        name_auditor(actor=staff, dossier=dossier, auditor=one, firm="Cabinet Fictif")
        declare_independence(actor=one, dossier=dossier, declared=tie)
    worker, employer = make_mandate(college="employees"), make_mandate(college="employers")
    perform_act(dossier, "waive_independence", actor=worker, with_people=[employer])
    declare_independence(actor=other, dossier=dossier, declared=tie)
    dossier.refresh_from_db()
    assert dossier.state == "naming_auditor", "the exception was for somebody else"
    declare_independence(actor=tied, dossier=dossier, declared=tie)
    dossier.refresh_from_db()
    assert dossier.state == "under_audit"
    assert Mission.objects.get(accepted_on__isnull=False).auditor == tied


def test_one_member_alone_lets_nobody_in(clock: Clock) -> None:
    dossier, auditor = to_audit(), make_person("auditor")
    name_auditor(actor=make_person("label_staff"), dossier=dossier, auditor=auditor, firm="Cabinet Fictif")
    declare_independence(actor=auditor, dossier=dossier, declared=declaration(shares={"held": "lasting"}))
    first, second = make_mandate(college="employees"), make_mandate(college="employees")
    for people in ([], [second]):
        with pytest.raises(Faults):
            perform_act(dossier, "waive_independence", actor=first, with_people=people)


def test_a_second_auditor_declares_too_and_no_tie_of_theirs_is_waived(clock: Clock) -> None:
    dossier = to_audit()
    first = name_and_accept(dossier)
    staff, second, tied = make_person("label_staff"), make_person("auditor"), make_person("auditor")
    for one in (second, tied):
        name_auditor(actor=staff, dossier=dossier, auditor=one, firm="Cabinet Fictif")
        assert held(one, dossier) == {"auditor_named"}
    declare_independence(actor=second, dossier=dossier, declared=declaration())
    declare_independence(actor=tied, dossier=dossier, declared=declaration(family={"held": "lasting"}))
    assert held(first, dossier) == held(second, dossier) == {"auditor"}
    assert held(tied, dossier) == {"auditor_named"}


def test_access_ends_with_the_mission(clock: Clock, client: object) -> None:
    dossier = to_audit()
    auditor = name_and_accept(dossier)
    mission = Mission.objects.get()
    end_mission(actor=make_person("label_staff"), dossier=dossier, mission=mission, why="Maladie")
    assert held(auditor, dossier) == frozenset()
    assert not Dossier.objects.visible_to(auditor).exists()
    client.force_login(auditor)  # type: ignore[attr-defined]
    for name in ("home", "form", "form-state", "form-worker", "report", "report-pdf", "sites"):
        assert client.get(reverse(f"audit:{name}", args=[dossier.key])).status_code == 404  # type: ignore[attr-defined]


def test_an_auditor_ends_no_mission_but_their_own(clock: Clock) -> None:
    dossier = to_audit()
    first = name_and_accept(dossier)
    second = name_and_accept(dossier)
    of_second = Mission.objects.get(auditor=second)
    with pytest.raises(Faults) as refused:
        end_mission(actor=first, dossier=dossier, mission=of_second, why="Non")
    assert codes(refused) == ["audit-not-yours"]
    end_mission(actor=second, dossier=dossier, mission=of_second, why="Indisponible")
    assert held(first, dossier) == {"auditor"}


def test_an_auditor_who_lets_the_time_pass_is_replaced_and_out(clock: Clock) -> None:
    dossier = to_audit()
    auditor = name_and_accept(dossier)
    clock.on(clock.day + timedelta(days=120))
    run_due(clock.day)
    dossier.refresh_from_db()
    assert dossier.state == "naming_auditor"
    assert held(auditor, dossier) == frozenset()
    other = name_and_accept(dossier)
    assert held(other, dossier) == {"auditor"}
    assert held(auditor, dossier) == frozenset()


def test_whoever_audits_a_dossier_never_judges_it(clock: Clock) -> None:
    dossier = to_audit()
    name_and_accept(dossier)
    second = make_mandate(user=name_and_accept(dossier))
    assert "committee" not in held(second, dossier)
    end_mission(
        actor=make_person("label_staff"), dossier=dossier, mission=Mission.objects.get(auditor=second), why="Fin"
    )
    assert "committee" not in held(second, dossier)


def test_a_member_of_the_committee_who_signed_here_is_no_auditor(clock: Clock) -> None:
    dossier = to_audit()
    tied = make_person("auditor")
    staff = make_person("label_staff")
    name_auditor(actor=staff, dossier=dossier, auditor=tied, firm="Cabinet Fictif")
    declare_independence(actor=tied, dossier=dossier, declared=declaration(shares={"held": "lasting"}))
    judge = make_mandate(college="employees")
    perform_act(dossier, "waive_independence", actor=judge, with_people=[make_mandate(college="employers")])
    # Nobody is both at once: the seat ended, then the role was given.
    end_mandate(actor=OPERATOR, mandate=judge.mandate, on=clock.day - timedelta(days=1))
    grant_role(actor=OPERATOR, user=judge, role=Role.AUDITOR)
    with pytest.raises(Faults) as refused:
        name_auditor(actor=staff, dossier=dossier, auditor=judge, firm="Cabinet Fictif")
    assert codes(refused) == ["audit-apart"]


def test_a_third_audit_in_a_row_is_refused_though_it_is_not_declared(clock: Clock) -> None:
    dossier = to_audit()
    auditor = name_and_accept(dossier)
    for day in (2, 3):
        dossier = at(
            make_dossier(dossier.organisation, opened=date(2027, 3, day)),
            "naming_auditor",
            bodies={"audit": body(dossier.organisation)},
        )
        name_auditor(actor=make_person("label_staff"), dossier=dossier, auditor=auditor, firm="Cabinet Fictif")
        declare_independence(actor=auditor, dossier=dossier, declared=declaration(cycles=0))
    row = Declaration.objects.last()
    assert row is not None
    assert (row.cycles_known, row.independent) == (2, False)
    assert row.reasons[0]["kind"] == "cycles"


def test_the_page_of_declaration_asks_each_kind_and_opens_nothing_else(clock: Clock, client: object) -> None:
    dossier, auditor = to_audit(), make_person("auditor")
    name_auditor(actor=make_person("label_staff"), dossier=dossier, auditor=auditor, firm="Cabinet Fictif")
    client.force_login(auditor)  # type: ignore[attr-defined]
    get, post = client.get, client.post  # type: ignore[attr-defined]
    assert get(reverse("audit:home", args=[dossier.key])).status_code == 403
    assert get(reverse("dossiers:overview", args=[dossier.key])).status_code == 403
    assert dossier.organisation.name in get(reverse("audit-missions:mine")).content.decode()
    page = get(reverse("audit:declare", args=[dossier.key])).content.decode()
    assert all(f'name="{kind}_held"' in page for kind in ("employment", "shares", "family", "advice"))
    address = reverse("audit:declare", args=[dossier.key])
    assert post(address, {"employment_held": "none"}).status_code == 422
    given = {f"{kind}_held": "none" for kind in ("employment", "shares", "family", "advice")} | {"cycles": "0"}
    assert post(address, given | {"shares_held": "ended"}).status_code == 422
    assert post(address, given).status_code == 302
    dossier.refresh_from_db()
    assert dossier.state == "under_audit"
    assert get(reverse("audit:home", args=[dossier.key])).status_code == 200
    assert post(address, given).status_code == 403, "a declaration sent twice is one"
    assert Declaration.objects.count() == 1


def test_a_role_withdrawn_or_a_session_without_its_second_factor_opens_nothing(clock: Clock, client: object) -> None:
    from filiere.site.accounts.models import Grant

    dossier = to_audit()
    auditor = name_and_accept(dossier)
    address = reverse("audit:form", args=[dossier.key])
    client.force_login(auditor, shown=False)  # type: ignore[attr-defined]
    assert client.get(address).status_code in (302, 404)  # type: ignore[attr-defined]
    client.force_login(auditor)  # type: ignore[attr-defined]
    assert client.get(address).status_code == 200  # type: ignore[attr-defined]
    Grant.objects.filter(user=auditor).update(until=clock.now)
    assert client.get(address).status_code == 404  # type: ignore[attr-defined]
