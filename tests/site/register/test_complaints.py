"""A complaint against a holder: anybody may make one, its author stays unknown, every reading is noted."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.http import Http404
from django.test import Client
from django.utils import timezone
from support.harness.refused_forms import TOLD_AT_THE_HEAD
from support.scenes.dossier_sample import make_dossier, make_member, make_person
from support.scenes.signing_sample import WHY, sign

from filiere.core import Faults
from filiere.site.accounts.retention_rules import apply_retention
from filiere.site.journal.models import Entry, Payload
from filiere.site.kit.rights import RightRefused
from filiere.site.kit.templatetags.filiere import day as in_words
from filiere.site.mail.models import Letter
from filiere.site.register.actions.file_complaint import complaint_by_tracking_number, file_complaint, forget_author
from filiere.site.register.actions.handle_complaint import (
    admit_complaint,
    answer_complaint,
    close_complaint,
    dismiss_complaint,
    read_complaint,
)
from filiere.site.register.actions.open_identity import read_identity, request_identity
from filiere.site.register.journal_reconciliation import compare_complaints
from filiere.site.register.models import Complainant, Complaint, ComplaintStep
from filiere.site.register.redaction import find_marked_leaks, redact_facts
from filiere.site.workflow.actions.perform_act import perform_act

pytestmark = pytest.mark.django_db
FACTS = "Les pauses ne sont plus données depuis [[le 3 mars, jour où j’ai écrit à Jean]] et rien ne change."
NAME, EMAIL = "Zoé Plaignante", "zoe.plaignante@example.org"
SCRIPT = "<script>alert(1)</script>"


@pytest.fixture
def dossier(grant):
    return grant("Alpha Appels", opened=timezone.localdate() - timedelta(days=300))


def made(dossier, **given):
    return file_complaint(dossier, **{"capacity": "employee", "facts": FACTS, "name": NAME, "email": EMAIL, **given})


def codes(caught) -> list[str]:
    return [fault.code for fault in caught.value.faults]


@pytest.fixture
def staff():
    return make_person("label_staff", name="Équipe Fictive")


def test_anybody_complains_without_a_name_and_follows_by_the_number_alone(dossier) -> None:
    client = Client()
    assert client.get(f"/fr/label/register/complaints/new/{dossier.key}/").status_code == 200
    page = client.post(f"/fr/label/register/complaints/new/{dossier.key}/", {"capacity": "union", "facts": FACTS})
    assert page.status_code == 200
    one = Complaint.objects.get()
    assert not Complainant.objects.exists()
    assert one.key not in page.content.decode()
    _, tracking = made(dossier)
    follower = Client()
    wrong = follower.post("/fr/label/register/complaints/", {"act": "open", "number": "0" * 20})
    assert wrong.status_code == 422
    assert list(wrong.context["form"].errors) == ["number"]
    typed = tracking.lower().replace("-", " ")
    assert follower.post("/fr/label/register/complaints/", {"act": "open", "number": typed}).status_code == 302
    page = follower.get("/fr/label/register/complaints/")
    assert "Réclamation reçue" in page.content.decode()
    assert page.headers["Cache-Control"].count("no-store") or "private" in page.headers["Cache-Control"]
    follower.post("/fr/label/register/complaints/", {"act": "leave"})
    assert "Réclamation reçue" not in follower.get("/fr/label/register/complaints/").content.decode()


def test_words_added_once_the_follow_up_has_closed_are_given_back(dossier) -> None:
    _, tracking = made(dossier)
    follower = Client()
    follower.post("/en/label/register/complaints/", {"act": "open", "number": tracking})
    follower.cookies.clear()
    page = follower.post("/en/label/register/complaints/", {"act": "add", "words": "Since <b>May</b>."})
    assert page.status_code == 422
    assert "Since &lt;b&gt;May&lt;/b&gt;." in page.content.decode()
    assert 'name="number"' in page.content.decode()
    assert follower.post("/en/label/register/complaints/", {"act": "add", "words": ""}).status_code == 200


def test_every_fault_of_a_complaint_is_told_at_once(dossier) -> None:
    with pytest.raises(Faults) as caught:
        file_complaint(dossier, capacity="king", facts="court", email="nobody")
    assert sorted(codes(caught)) == ["capacity-unknown", "email-malformed", "facts-too-short"]
    with pytest.raises(Faults) as caught:
        file_complaint(dossier, capacity="union", facts=f"[[{FACTS.replace('[[', '').replace(']]', '')}]]")
    assert codes(caught) == ["facts-all-marked"]
    with pytest.raises(Faults) as caught:
        file_complaint(dossier, capacity="union", facts=f"{FACTS} Marie Dupont]] l’a dit.")
    assert codes(caught) == ["marks-unbalanced"]
    with pytest.raises(Faults) as caught:
        file_complaint(dossier, capacity="union", facts="x" * 20_001)
    assert codes(caught) == ["text-too-long"]
    assert not Complaint.objects.exists()


def test_one_machine_cannot_flood_the_staff(dossier) -> None:
    for _ in range(5):
        made(dossier, visitor="192.0.2.1")
    with pytest.raises(Faults) as caught:
        made(dossier, visitor="192.0.2.1")
    assert codes(caught) == ["too-many-complaints"]
    assert Complaint.objects.count() == 5
    made(dossier, visitor="192.0.2.2")


def test_a_form_sent_twice_makes_one_complaint_and_a_strange_letter_breaks_nothing(dossier) -> None:
    client = Client()
    address = f"/fr/label/register/complaints/new/{dossier.key}/"
    page = client.get(address).content.decode()
    token = page.partition('name="form_token" value="')[2].partition('"')[0]
    sent = {"capacity": "union", "facts": FACTS, "form_token": token}
    first = client.post(address, sent)
    assert first.status_code == 200
    assert client.post(address, sent).content == first.content
    assert Complaint.objects.count() == 1
    other = client.post(address, sent | {"facts": FACTS + " Et cela dure."})
    assert other.content != first.content
    assert Complaint.objects.count() == 2
    assert client.post(address, sent | {"facts": FACTS + "\0"}).status_code == 422
    assert client.get("/fr/label/register/complaints/new/%00/").status_code == 404
    _, tracking = made(dossier)
    client.post("/fr/label/register/complaints/", {"act": "open", "number": tracking})
    assert client.post("/fr/label/register/complaints/", {"act": "add", "words": "a\0b"}).status_code == 302


def test_an_address_is_sent_few_receipts_and_every_complaint_is_received(dossier) -> None:
    """L11: at version 0.5 whoever typed an address had it sent as many letters as they liked."""
    for rank, typed in enumerate([EMAIL, EMAIL.upper(), EMAIL, EMAIL, EMAIL, "autre@example.org"]):
        made(dossier, email=typed, visitor=f"192.0.2.{rank}")
    assert Complaint.objects.count() == 6
    assert Letter.objects.filter(kind="complaint.receipt").count() == 3 + 1


def test_guessing_tracking_numbers_closes_the_door(dossier) -> None:
    client = Client()
    statuses = {
        client.post("/fr/label/register/complaints/", {"act": "open", "number": "x"}).status_code for _ in range(15)
    }
    assert statuses == {422, 429}


def test_the_name_is_encrypted_and_the_secret_is_kept_nowhere(dossier) -> None:
    one, tracking = made(dossier)
    kept = " ".join(
        [str(Complainant.objects.values()), str(Complaint.objects.values()), str(list(Payload.objects.values("body")))]
    )
    assert NAME not in kept
    assert EMAIL not in kept
    assert tracking.replace("-", "") not in kept
    assert complaint_by_tracking_number(tracking) == one
    assert complaint_by_tracking_number("") is None


def test_the_holder_reads_neither_who_nor_the_marked_words_nor_the_day(dossier, staff) -> None:
    holder = make_member(dossier.organisation, "edit")
    one, _ = made(dossier, private="Mon chef s’appelle Jean", now=timezone.now() - timedelta(days=40))
    client = Client()
    client.force_login(holder)
    address = f"/fr/label/register/dossiers/{dossier.key}/complaints/"
    overview = f"/fr/dossiers/{dossier.key}/"
    before = client.get(overview).content.decode()
    assert "Réclamation reçue" not in before
    assert "Les pauses" not in client.get(address).content.decode()
    admit_complaint(one, actor=staff, shared=redact_facts(one.facts))
    day = timezone.localtime(one.received_at).strftime("%d/%m/%Y")
    everything = client.get(address).content.decode() + client.get(overview).content.decode()
    everything += " ".join(f"{letter.subject} {letter.body}" for letter in holder.letters.all())
    assert "Les pauses ne sont plus données" in everything
    days = (day, one.received_at.date().isoformat(), in_words(timezone.localtime(one.received_at)))
    for hidden in (NAME, EMAIL, "3 mars", "Jean", "salarié", *days):
        assert hidden not in everything, hidden
    assert dossier.events.filter(event="complaint_received").count() == 1
    signature = dossier.events.get(event="complaint_received").signatures.get()
    assert (signature.person, signature.party) == (staff, "anyone")


def test_the_staff_hides_more_but_never_less(dossier, staff) -> None:
    one, _ = made(dossier)
    with pytest.raises(Faults) as caught:
        admit_complaint(one, actor=staff, shared="Les pauses manquent depuis le 3 MARS,  jour où j’ai écrit à Jean.")
    assert codes(caught) == ["identity-leaks"]
    admit_complaint(one, actor=staff, shared="Les pauses manquent.")
    assert Complaint.objects.get().shared == "Les pauses manquent."


@pytest.mark.parametrize(
    ("facts", "shown"),
    [
        ("a [[b]] c", "a […] c"),
        ("a [[b c", "a […]"),
        ("[[a]][[b]]", "[…][…]"),
        ("a [[b\nc]] d", "a […] d"),
        ("a [b] c", "a [b] c"),
    ],
)
def test_what_is_marked_is_hidden_even_when_badly_closed(facts: str, shown: str) -> None:
    assert redact_facts(facts) == shown


def test_a_marked_word_is_found_whatever_its_case_and_spaces() -> None:
    assert find_marked_leaks("Elle parle de  MARIE Dupont", "x [[Marie dupont]]") == ("Marie dupont",)
    assert find_marked_leaks("rien", "x [[Marie]]") == ()


def test_reading_leaves_a_trace_and_reading_the_name_another(dossier, staff) -> None:
    one, _ = made(dossier)
    client = Client()
    client.force_login(staff)
    page = client.get(f"/fr/label/register/staff/complaints/{one.key}/").content.decode()
    about = page.partition(f'<h1 data-complaint="{one.key}">')[2].partition("</h1>")[0]
    assert one.dossier.organisation.name in about
    assert "Les pauses" in page
    assert NAME not in page
    assert Entry.objects.filter(act="complaint.read", subject_id=one.key, actor_key=staff.key).count() == 1
    page = client.post(f"/fr/label/register/staff/complaints/{one.key}/", {"act": "identity"}).content.decode()
    assert NAME not in page
    sign(request_identity(staff, one, reason=WHY))
    page = client.post(f"/fr/label/register/staff/complaints/{one.key}/", {"act": "identity"}).content.decode()
    assert NAME in page
    assert Entry.objects.filter(act="complaint.identity", subject_id=one.key).count() == 1


def test_what_the_staff_writes_is_refused_at_its_field_and_kept(dossier, staff) -> None:
    one, _ = made(dossier)
    client = Client()
    client.force_login(staff)
    address = f"/fr/label/register/staff/complaints/{one.key}/"
    sent = {"dismiss": {"reason": " "}, "admit": {"shared": ""}, "ask-identity": {"reason": ""}}
    for (act, fields), field in zip(
        sent.items(), ("reason-dismiss", "shared-admit", "reason-ask_identity"), strict=True
    ):
        page = client.post(address, {"act": act, **fields})
        html = page.content.decode()
        assert page.status_code == 422
        assert re.findall(r'id="([\w-]+)_error"', html) == [field]
        assert TOLD_AT_THE_HEAD.search(html)
    page = client.post(address, {"act": "admit", "shared": f"Elle, {NAME}, a écrit [[Paul]]"})
    assert page.status_code == 422
    assert f"Elle, {NAME}, a écrit [[Paul]]</textarea>" in page.content.decode()
    one.refresh_from_db()
    assert one.state == "received"


def test_a_number_that_is_not_found_and_words_that_come_too_late_are_given_back(dossier, staff) -> None:
    one, tracking = made(dossier)
    client = Client()
    page = client.post("/fr/label/register/complaints/", {"act": "open", "number": "12-34"})
    assert page.status_code == 422
    assert 'value="12-34"' in page.content.decode()
    assert 'id="id_number_error"' in page.content.decode()
    client.post("/fr/label/register/complaints/", {"act": "open", "number": tracking})
    page = client.post("/fr/label/register/complaints/", {"act": "add", "words": " "})
    assert page.status_code == 422
    assert 'id="id_words_error"' in page.content.decode()
    dismiss_complaint(one, actor=staff, reason="Non recevable.")
    page = client.post("/fr/label/register/complaints/", {"act": "add", "words": "Encore."})
    assert page.status_code == 422
    assert "Cette réclamation est close." in page.content.decode()


def test_the_follow_up_says_what_is_awaited_and_until_when(dossier, staff) -> None:
    one, tracking = made(dossier)
    client = Client()
    client.post("/fr/label/register/complaints/", {"act": "open", "number": tracking})

    def read() -> str:
        return " ".join(client.get("/fr/label/register/complaints/").content.decode().split())

    assert "dit ici si elle est recevable" in read()
    admit_complaint(one, actor=staff, shared=redact_facts(one.facts))
    due = in_words(timezone.localdate() + timedelta(days=30))
    assert f"appelé à répondre au plus tard le {due}." in read()
    dismissed, tracking = made(dossier)
    dismiss_complaint(dismissed, actor=staff, reason="Non recevable.")
    client.post("/fr/label/register/complaints/", {"act": "open", "number": tracking})
    assert "Ce qui vient ensuite" not in read()


def test_whoever_looks_for_the_way_to_complain_finds_it_from_the_home_page() -> None:
    home = Client().get("/fr/").content.decode()
    assert "Faire ou suivre une réclamation" in home
    page = Client().get("/fr/label/register/complaints/").content.decode()
    assert "Chercher un titulaire" in page


@pytest.mark.parametrize("role", ["administrator", "staff", "statistician", "auditor", "state", None])
def test_nobody_but_the_staff_of_the_label_reads_a_complaint(dossier, role) -> None:
    one, _ = made(dossier)
    person = make_person(*([role] if role else []))
    with pytest.raises(RightRefused):
        read_complaint(person, one.key)
    client = Client()
    client.force_login(person)
    assert client.get("/fr/label/register/staff/complaints/").status_code == 403
    assert client.get(f"/fr/label/register/staff/complaints/{one.key}/").status_code == 403


def test_whoever_of_the_staff_owes_something_to_the_holder_handles_nothing(dossier) -> None:
    one, _ = made(dossier)
    person = make_member(dossier.organisation, "edit")
    from filiere.site.accounts.actions.grant_role import grant_role
    from filiere.site.accounts.rights import OPERATOR, Role

    grant_role(actor=OPERATOR, user=person, role=Role.LABEL_STAFF)
    with pytest.raises(Http404):
        read_complaint(person, one.key)
    with pytest.raises(Http404):
        read_identity(person, one)
    with pytest.raises(Http404):
        dismiss_complaint(one, actor=person, reason="Circulez.")
    assert not [letter for letter in person.letters.all() if letter.kind == "complaint.received"]


def test_the_whole_way_to_a_review_of_the_label(dossier, staff) -> None:
    holder = make_member(dossier.organisation, "edit")
    one, tracking = made(dossier)
    admit_complaint(one, actor=staff, shared="Les pauses manquent.")
    client = Client()
    client.force_login(holder)
    address = f"/fr/label/register/dossiers/{dossier.key}/complaints/"
    assert client.post(address, {"complaint": one.key, "words": "C’est rétabli."}).status_code == 302
    assert client.post(address, {"complaint": one.key, "words": "Encore."}).status_code == 422
    one.refresh_from_db()
    close_complaint(one, actor=staff, outcome="review", reason="Les faits sont sérieux.")
    dossier.refresh_from_db()
    assert dossier.state == "explaining"
    assert [(alert.kind, alert.words) for alert in dossier.alerts.all()] == [("complaint", "Les pauses manquent.")]
    follower = Client()
    follower.post("/fr/label/register/complaints/", {"act": "open", "number": tracking})
    page = follower.get("/fr/label/register/complaints/").content.decode()
    assert "C’est rétabli." in page
    assert "réexamen du label ouvert" in page
    with pytest.raises(Faults):
        close_complaint(one, actor=staff, outcome="unfounded", reason="Non.")
    assert [step.kind for step in one.steps.order_by("number")] == ["received", "admitted", "answered", "closed"]
    assert list(compare_complaints()) == []
    assert Letter.objects.filter(kind="complaint.admitted", to=holder).exists()


def test_letters_to_the_author_say_nothing_of_the_matter(dossier, staff) -> None:
    one, tracking = made(dossier)
    dismiss_complaint(one, actor=staff, reason="Ce n’est pas du ressort du label.")
    letters = Letter.objects.discreet_to(EMAIL)
    assert letters.count() == 2
    for letter in letters:
        for hidden in ("Alpha", "pauses", tracking, one.key, "réclamation"):
            assert hidden not in f"{letter.subject} {letter.body}"


def test_no_table_tells_who_complained(dossier, staff) -> None:
    """The letters that wait hold no address in clear, and go when their reader asks to be forgotten."""
    one, _ = made(dossier)
    dismiss_complaint(one, actor=staff, reason="Non recevable.")
    assert EMAIL not in str(list(Letter.objects.values()))
    assert Letter.objects.discreet_to(EMAIL).exists()
    forget_author(one)
    assert not Letter.objects.exclude(sealed="").exists()


def test_two_of_the_staff_at_once_do_not_both_decide(dossier, staff) -> None:
    one, _ = made(dossier)
    stale = Complaint.objects.get(pk=one.pk)
    dismiss_complaint(one, actor=staff, reason="Non recevable.")
    with pytest.raises(Faults) as caught:
        admit_complaint(stale, actor=make_person("label_staff"), shared="Les pauses manquent.")
    assert codes(caught) == ["complaint-elsewhere"]
    assert ComplaintStep.objects.count() == 2


def test_a_stranger_to_the_dossier_neither_reads_nor_answers(dossier, staff) -> None:
    one, _ = made(dossier)
    admit_complaint(one, actor=staff, shared="Les pauses manquent.")
    from support.scenes.dossier_sample import make_organisation

    stranger, reader = make_member(make_organisation(), "edit"), make_member(dossier.organisation, "read")
    address = f"/fr/label/register/dossiers/{dossier.key}/complaints/"
    client = Client()
    client.force_login(stranger)
    assert client.get(address).status_code == 404
    with pytest.raises(Http404):
        answer_complaint(one, actor=stranger, words="Moi.")
    client.force_login(reader)
    assert client.get(address).status_code == 200
    assert client.post(address, {"complaint": one.key, "words": "Moi."}).status_code == 403
    speaker = make_member(dossier.organisation, "staff_representative")
    client.force_login(speaker)
    assert client.get(address).status_code == 403


def test_a_complaint_about_a_label_that_ended_is_followed_without_the_dossier(grant, staff) -> None:
    ended = grant("Rendu", "returned_by_holder", opened=timezone.localdate() - timedelta(days=300))
    length = ended.length
    one, _ = made(ended)
    admit_complaint(one, actor=staff, shared="Le logo est toujours là.")
    ended.refresh_from_db()
    assert ended.length == length
    assert Complaint.objects.get().state == "admitted"


def test_the_act_of_the_procedure_done_alone_opens_a_complaint_all_the_same(dossier) -> None:
    perform_act(dossier, "complain", actor=make_person())
    one = Complaint.objects.get()
    assert one.event == dossier.events.get(event="complaint_received")


def test_its_author_may_have_the_name_erased_and_time_erases_the_rest(dossier, staff) -> None:
    one, _ = made(dossier, private="Je suis Zoé.")
    assert forget_author(one)
    assert not forget_author(one)
    two, _ = made(dossier)
    for each in (one, two):
        admit_complaint(each, actor=staff, shared="Les pauses manquent.")
        close_complaint(each, actor=staff, outcome="unproven", reason="Rien ne l’établit.")
    apply_retention(now=timezone.now() + timedelta(days=61))
    assert not Complainant.objects.exists()
    kept = " ".join(f"{each.facts} {each.private}" for each in Complaint.objects.all())
    assert "3 mars" not in kept
    assert "Zoé" not in kept
    assert list(compare_complaints()) == []


def test_a_step_changed_behind_the_journal_is_seen(dossier, staff) -> None:
    one, _ = made(dossier)
    dismiss_complaint(one, actor=staff, reason="Non recevable.")
    ComplaintStep.objects.filter(kind="dismissed").update(words="Tout va bien.")
    assert [found.fields for found in compare_complaints()] == [("words",)]


def test_a_script_in_a_complaint_is_only_text(dossier, staff) -> None:
    one, tracking = made(dossier, facts=f"{SCRIPT} {FACTS}", private=SCRIPT, name=SCRIPT)
    client = Client()
    client.force_login(staff)
    address = f"/fr/label/register/staff/complaints/{one.key}/"
    sign(request_identity(staff, one, reason=f"{WHY} {SCRIPT}"))
    pages = client.get(address).content.decode() + client.post(address, {"act": "identity"}).content.decode()
    assert forget_author(one)
    admit_complaint(one, actor=staff, shared=redact_facts(one.facts))
    holder = Client()
    holder.force_login(make_member(dossier.organisation, "edit"))
    pages += holder.get(f"/fr/label/register/dossiers/{dossier.key}/complaints/").content.decode()
    author = Client()
    author.post("/fr/label/register/complaints/", {"act": "open", "number": tracking})
    author.post("/fr/label/register/complaints/", {"act": "add", "words": SCRIPT})
    pages += author.get("/fr/label/register/complaints/").content.decode()
    assert SCRIPT not in pages
    assert "&lt;script&gt;" in pages


def test_a_form_without_its_token_says_nothing_to_anybody(dossier) -> None:
    sent, address = {"capacity": "union", "facts": FACTS}, f"/fr/label/register/complaints/new/{dossier.key}/"
    assert Client(enforce_csrf_checks=True).post(address, sent).status_code == 403
    assert not Complaint.objects.exists()


def test_a_dossier_that_was_never_a_label_takes_no_complaint(db) -> None:
    dossier = make_dossier()
    assert Client().get(f"/fr/label/register/complaints/new/{dossier.key}/").status_code == 404
    with pytest.raises(Faults) as caught:
        made(dossier)
    assert codes(caught) == ["not-a-holder"]


def test_a_complaint_changed_behind_the_journal_is_seen(dossier, grant, staff) -> None:
    one, _ = made(dossier)
    admit_complaint(one, actor=staff, shared="Les pauses manquent.")
    assert list(compare_complaints()) == []
    other = grant("Bêta Appels", opened=timezone.localdate() - timedelta(days=300))
    row = Complaint.objects.filter(pk=one.pk)
    for field, value in (("shared", "Rien."), ("facts", "Rien."), ("state", "closed"), ("dossier", other)):
        before = getattr(row.get(), field)
        row.update(**{field: value})
        (found,) = compare_complaints()
        assert (found.table, found.key, found.fields) == ("register_complaint", one.key, (field,))
        row.update(**{field: before})
    assert list(compare_complaints()) == []
