"""Who complains is opened by two, for a day, for a reason that the author reads; one person alone never knows."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.http import Http404
from django.test import Client
from django.utils import timezone
from support.scenes.dossier_sample import make_person
from support.scenes.signing_sample import WHY, sign

from filiere.core import Faults
from filiere.site.committee.models import Recusal
from filiere.site.journal.models import Entry
from filiere.site.mail.models import Letter
from filiere.site.register.actions.file_complaint import file_complaint, forget_author
from filiere.site.register.journal_reconciliation import compare_complaints
from filiere.site.register.models import Complaint

pytestmark = pytest.mark.django_db

NAME, EMAIL = "Zoé Plaignante", "zoe.plaignante@example.org"


@pytest.fixture
def one(grant: Any) -> Any:
    """A complaint with a name."""
    dossier = grant("Alpha Appels", opened=timezone.localdate() - timedelta(days=300))
    made, tracking = file_complaint(
        dossier, capacity="employee", facts="Les pauses ne sont plus données.", name=NAME, email=EMAIL
    )
    made.tracking = tracking
    return made


def address(one: Any) -> str:
    """The page of the staff."""
    return f"/fr/label/register/staff/complaints/{one.key}/"


def browser_of(user: Any) -> Client:
    """A browser in which the person is signed in."""
    client = Client()
    client.force_login(user)
    return client


def recuse(one: Any, user: Any) -> None:
    """Keep a person out of the dossier of the complaint."""
    day = timezone.localdate()
    given = {"dossier": one.dossier, "grade": "declared", "ground": "Un lien", "since": day, "confirmed_on": day}
    Recusal.objects.create(user=user, noted_by=user, confirmed_by=user, **given)


def codes(act: Any, *given: Any, **named: Any) -> list[str]:
    """The codes that an act is refused with."""
    with pytest.raises(Faults) as refused:
        act(*given, **named)
    return [one.code for one in refused.value.faults]


# C4
def test_one_person_of_the_staff_reads_no_name(one: Any) -> None:
    browser = browser_of(make_person("label_staff"))
    pages = browser.get(address(one)).content.decode()
    pages += browser.post(address(one), {"act": "identity"}).content.decode()
    assert "Les pauses" in pages
    assert NAME not in pages
    assert EMAIL not in pages


def test_a_name_opened_by_a_clock_ahead_is_closed_again(one: Any) -> None:
    """C3: signed while the clock was ahead, it would stay open for as long as the clock was wrong."""
    from filiere.site.accounts.models_approvals import Approval
    from filiere.site.register.actions.open_identity import identity_approval_for, request_identity

    asker = make_person("label_staff")
    sign(request_identity(asker, one, reason=WHY))
    now = timezone.now()
    assert identity_approval_for(asker, one, now) is not None
    Approval.objects.update(decided_at=now + timedelta(days=1000))
    assert identity_approval_for(asker, one, now) is None


# C4
def test_two_people_open_it_for_a_day_and_both_names_and_the_reason_stay(one: Any) -> None:
    from filiere.site.accounts.models_approvals import Approval
    from filiere.site.register.actions.open_identity import DISCLOSURE_PERIOD, read_identity

    asker, second, third = (make_person("label_staff", name=name) for name in ("Ana", "Bob", "Cléo"))
    browser = browser_of(asker)
    assert "Le motif a" in browser.post(address(one), {"act": "ask-identity", "reason": "Vu."}).content.decode()
    answer = browser.post(address(one), {"act": "ask-identity", "reason": WHY})
    approval = Approval.objects.get()
    assert answer["Location"] == f"/fr/approvals/{approval.key}/"
    assert "a demandé à lire le nom" in browser_of(second).get(address(one)).content.decode()
    assert codes(read_identity, asker, one) == ["identity-closed"]
    Letter.objects.all().delete()
    sign(approval, second)
    for reader, reads in ((asker, True), (second, True), (third, False)):
        page = browser_of(reader).post(address(one), {"act": "identity"}).content.decode()
        assert (EMAIL in page) is reads
        assert "demandé par Ana, contresigné par Bob" in " ".join(page.split())
    entries = Entry.objects.filter(act="complaint.identity", subject_id=one.key)
    assert [entry.actor_key for entry in entries.order_by("number")] == [asker.key, second.key]
    assert codes(read_identity, asker, one, now=timezone.now() + DISCLOSURE_PERIOD) == ["identity-closed"]
    # The author is told that there is news, and reads on their own page that the name was opened and why.
    assert Letter.objects.filter(kind="complaint.news").count() == 1
    author = Client()
    author.post("/fr/label/register/complaints/", {"act": "open", "number": one.tracking})
    page = author.get("/fr/label/register/complaints/").content.decode()
    assert "ouvert par deux personnes de l’équipe" in page
    assert WHY in page
    assert "Ana" not in page
    assert [*compare_complaints()] == []


# C4
def test_the_second_person_is_in_the_acts_on_the_complaint_and_judges_its_holder_no_more_than_the_first(
    one: Any,
) -> None:
    """Only the asker stood in the journal of the complaint, and only they were kept from judging the dossier."""
    from filiere.site.committee.prior_involvement import find_acts
    from filiere.site.register.actions.open_identity import request_identity

    asker, second, third = (make_person("label_staff") for _ in range(3))
    sign(request_identity(asker, one, reason=WHY), second)
    about = Entry.objects.filter(subject_kind="complaint", subject_id=one.key, actor_key__startswith="u-")
    assert list(about.order_by("number").values_list("act", "actor_key")) == [
        ("complaint.step", asker.key),
        ("complaint.identity-sign", second.key),
    ]
    people = {user.pk for user in (asker, second, third)}
    told = {(person, party) for person, _, party in find_acts([one.dossier_id], people)}
    assert told == {(asker.pk, "staff"), (second.pk, "staff")}
    assert [*find_acts([one.dossier_id + 1], people)] == []


def test_the_holder_never_reads_that_a_name_was_opened(one: Any) -> None:
    from support.scenes.dossier_sample import make_member

    from filiere.site.register.actions.handle_complaint import admit_complaint
    from filiere.site.register.actions.open_identity import request_identity

    staff = make_person("label_staff")
    sign(request_identity(staff, one, reason=WHY))
    admit_complaint(one, actor=staff, shared="Les pauses manquent.")
    holder = browser_of(make_member(one.dossier.organisation, "edit"))
    page = holder.get(f"/fr/label/register/dossiers/{one.dossier.key}/complaints/").content.decode()
    assert "Les pauses manquent." in page
    assert WHY not in page
    assert "deux personnes" not in page


# C4, H2
def test_whoever_is_kept_out_of_the_dossier_neither_asks_nor_signs(one: Any) -> None:
    from filiere.site.register.actions.open_identity import request_identity

    staff, recused = make_person("label_staff"), make_person("label_staff")
    recuse(one, recused)
    with pytest.raises(Http404):
        request_identity(recused, one, reason=WHY)
    approval = request_identity(staff, one, reason=WHY)
    assert not Letter.objects.filter(to=recused, kind="approval-asked").exists()
    assert codes(sign, approval, recused) == ["kept-out"]
    # Whoever asked and is kept out since: nobody signs, and the journal tells what was refused to them.
    recuse(one, staff)
    before = Entry.objects.filter(act="permission.refuse").count()
    assert codes(sign, approval) == ["approval-asker"]
    refusal = Entry.objects.filter(act="permission.refuse").order_by("number")[before]
    assert (refusal.actor_key, refusal.subject_kind, refusal.subject_id) == (staff.key, "complaint", one.key)


def test_there_is_nothing_to_open_where_nobody_left_a_name(one: Any) -> None:
    from filiere.site.register.actions.open_identity import request_identity

    staff = make_person("label_staff")
    approval = request_identity(staff, one, reason=WHY)
    assert forget_author(one)
    fresh = Complaint.objects.get(pk=one.pk)
    assert codes(request_identity, staff, fresh, reason=WHY) == ["identity-none"]
    assert codes(sign, approval) == ["identity-none"]
    assert "Anonyme" in browser_of(staff).get(address(one)).content.decode()


# C4, H2
@pytest.mark.parametrize("way", ["recused", "of the holder"])
def test_whoever_is_kept_out_reads_refuses_and_is_written_nothing_of_it(one: Any, way: str) -> None:
    """The role of staff opened the page of the request, its letters and its refusal to a person of the holder."""
    from filiere.site.accounts.actions.approvals import refuse
    from filiere.site.members.models import Membership
    from filiere.site.register.actions.open_identity import request_identity

    asker, out = make_person("label_staff"), make_person("label_staff")
    day, dossier = timezone.localdate(), one.dossier
    if way == "recused":
        recuse(one, out)
    else:
        Membership.objects.create(user=out, organisation=dossier.organisation, right="edit", since=day)
    request = request_identity(asker, one, reason="Un motif que le titulaire ne lit pas.")
    browser = browser_of(out)
    page = f"/fr/approvals/{request.key}/"
    assert one.key not in browser.get("/fr/approvals/").content.decode()
    assert browser.get(page).status_code == 404
    assert browser.post(page, {"act": "refuse", "reason": WHY}).status_code == 404
    assert codes(refuse, actor=out, approval=request, reason=WHY) == ["kept-out"]
    sign(request)
    assert not Letter.objects.filter(to=out).exists()
    assert Letter.objects.filter(to=asker, kind="approval-approved").exists()
    bystander = browser_of(make_person("label_staff"))
    assert bystander.get(page).status_code == 200
