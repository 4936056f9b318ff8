"""From a first page to a questionnaire that is open: perimeter, eligibility, price, payment, by the rules alone."""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils import timezone
from support.scenes import candidature_sample, dossier_sample

from filiere.core import Faults
from filiere.core.numbers import format_number
from filiere.site.candidature import pricing
from filiere.site.candidature.actions.file_application import declare_change, file_application
from filiere.site.candidature.actions.record_payment import cancel_payment, record_payment
from filiere.site.candidature.actions.record_register_answer import record_register_answer
from filiere.site.candidature.actions.save_perimeter import SiteInput, save_perimeter
from filiere.site.candidature.eligibility import assess_applying_rules, assess_eligibility, list_missing_parts
from filiere.site.candidature.models import Payment, PerimeterSite, Quote, RegisterAnswer
from filiere.site.candidature.read_only_reasons import explain_read_only
from filiere.site.candidature.views.questionnaire import OpenQuestionnaire
from filiere.site.journal.reconciliation import find_differences
from filiere.site.kit.rights import RightRefused
from filiere.site.mail.models import Letter
from filiere.site.workflow.actions.perform_act import perform_act
from filiere.site.workflow.models import Dossier
from filiere.site.workflow.parties import forget_parties

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff() -> Any:
    return dossier_sample.make_person("label_staff", name="Stella Fictive")


def checked(dossier: Any, staff: Any, *, conviction: bool = False) -> Any:
    record_register_answer(
        actor=staff,
        dossier=dossier,
        function="conviction",
        argument="labour_law",
        value=conviction,
        source="Base fictive, consultée ce jour",
    )
    return perform_act(dossier, "check", actor=staff)


def test_an_application_says_what_it_lacks(dossier: Any, editor: Any) -> None:
    assert len(list_missing_parts(dossier, timezone.localdate())) > 10
    candidature_sample.perimeter(dossier, editor)
    candidature_sample.facts(dossier, editor)
    assert list_missing_parts(dossier, timezone.localdate()) == ()


def test_incomplete_it_is_sent_back(dossier: Any, editor: Any, staff: Any) -> None:
    candidature_sample.perimeter(dossier, editor)
    file_application(actor=editor, dossier=dossier)
    assert perform_act(dossier, "check", actor=staff).state == "returned"


def test_from_filing_to_an_open_questionnaire(written: Any, editor: Any, staff: Any) -> None:
    file_application(actor=editor, dossier=written)
    body = written.snapshots.get(name="application").body
    assert [one["headcount"] for one in body["perimeter"]] == [120, 300]
    assert body["facts"]["headcount"] == "420"
    assert body["eligibility"]["eligible"] is None
    checked(written, staff)
    assert written.state == "quoted"
    due = pricing.find_quote(written, timezone.localdate()).gross
    record_payment(actor=staff, dossier=written, amount=due - 1, received_on=timezone.localdate())
    assert written.state == "quoted"
    record_payment(actor=staff, dossier=written, amount=Decimal(1), received_on=timezone.localdate())
    assert written.state == "declaring"
    assert [one for one in find_differences() if "candidature" in one.table] == []


def test_what_nobody_looked_up_is_unknown_and_stops_the_check(written: Any, editor: Any, staff: Any) -> None:
    file_application(actor=editor, dossier=written)
    found = assess_eligibility(written, timezone.localdate())
    assert found.eligible is None
    assert [one.key for one in found.rules if one.met is None] == ["court_conviction"]
    with pytest.raises(Faults):
        perform_act(written, "check", actor=staff)


def test_a_conviction_leads_to_a_hearing_never_to_a_refusal_by_staff(written: Any, editor: Any, staff: Any) -> None:
    file_application(actor=editor, dossier=written)
    assert checked(written, staff, conviction=True).state == "hearing"


def test_too_young_is_not_eligible_with_its_reason(dossier: Any, editor: Any) -> None:
    candidature_sample.perimeter(dossier, editor)
    candidature_sample.facts(dossier, editor, months_active="6")
    rules = {one.key: one.met for one in assess_eligibility(dossier, timezone.localdate()).rules}
    assert rules["active_long_enough"] is False
    assert rules["no_recent_withdrawal"] is True


def test_only_the_rules_of_its_category_are_shown(dossier: Any, editor: Any) -> None:
    """The share of jobs in France is asked of in-house centres: an outsourcer does not read that it is met."""
    candidature_sample.perimeter(dossier, editor)
    candidature_sample.facts(dossier, editor)
    today = timezone.localdate()
    hidden = {one.key for one in assess_eligibility(dossier, today).rules}
    hidden -= {one.key for one in assess_applying_rules(dossier, today).rules}
    assert hidden == {"jobs_in_france", "right_size"}


def test_answers_are_read_only_until_the_payment_is_recorded_and_the_page_says_how_to_pay(
    client: Any, written: Any, editor: Any, staff: Any, settings: Any
) -> None:
    """Which step keeps them closed, and where the price is paid: on an account, or by asking the contact."""
    assert explain_read_only(staff, written).code == "reader"
    file_application(actor=editor, dossier=written)
    forget_parties(editor)
    assert explain_read_only(editor, written).code == "check"
    checked(written, staff)
    assert explain_read_only(editor, written).code == "payment"
    client.force_login(editor)
    page = reverse("candidature:application", args=[written.key])
    for account, contact, shown in (("FR76 FICTIF", "", "account"), ("", "prix@label.example", "contact")):
        settings.FILIERE_BANK_ACCOUNT, settings.FILIERE_CONTACT = account, contact
        answer = client.get(page).content.decode()
        assert f'data-payment="{shown}"' in answer
        assert (account or contact) in answer


def test_a_closed_questionnaire_says_what_opens_it_and_invites_nothing(
    client: Any, written: Any, editor: Any, staff: Any
) -> None:
    """On its own page, on the page of a group and on the overview; the facts of the application are no answers."""
    client.force_login(editor)
    file_application(actor=editor, dossier=written)
    home, theme = reverse("candidature:home", args=[written.key]), OpenQuestionnaire(written).themes()[0].key
    pages = [home, reverse("candidature:theme", args=[written.key, theme])]
    for code in ("check", "payment"):
        if code == "payment":
            checked(written, staff)
        for url in pages:
            page = client.get(url, follow=True)
            assert f'data-read-only="{code}"' in page.content.decode()
            assert "#prix" in page.content.decode()
        # The overview says it too, until the task of paying does.
        overview = client.get(reverse("dossiers:overview", args=[written.key])).content.decode()
        assert ('data-read-only="check"' in overview) is (code == "check")
        assert (f'data-task="pay:{written.key}"' in overview) is (code == "payment")
    shown = client.get(home)
    assert shown.context["saved_at"] is None
    assert 'class="down"' not in shown.content.decode()
    assert re.search(r"data-evidence-count\s+hidden", shown.content.decode())
    written_page = client.get(pages[1], follow=True).content.decode()
    assert 'type="file"' not in written_page
    dossier_sample.at(written, "declaring")
    forget_parties(editor)
    assert "data-read-only" not in client.get(home).content.decode()
    assert "data-read-only" not in client.get(reverse("dossiers:overview", args=[written.key])).content.decode()
    assert 'type="file"' in client.get(pages[1], follow=True).content.decode()


def test_an_answer_of_a_register_holds_from_its_day(written: Any, editor: Any, staff: Any) -> None:
    file_application(actor=editor, dossier=written)
    checked(written, staff)
    today = timezone.localdate()
    RegisterAnswer.objects.update(found_on=today)
    assert assess_eligibility(written, today - timedelta(days=1)).eligible is None
    assert assess_eligibility(written, today).eligible is True


def test_price_and_effort_are_on_the_page_before_anything_is_filed(client: Any, written: Any, editor: Any) -> None:
    client.force_login(editor)
    url = reverse("candidature:apply", args=[written.key])
    for lang, words in (("fr", "proposé par nous"), ("en", "our proposed price list")):
        page = client.get(f"/{lang}/{url.removeprefix('/').partition('/')[2]}").content.decode()
        gross = format_number(pricing.compute_quote(written, timezone.localdate()).gross, lang, 2)
        assert gross in page
        assert words in page
    assert not Quote.objects.exists()


def test_each_price_says_on_a_telephone_what_it_is(client: Any, written: Any, editor: Any) -> None:
    """A row is read whole there, without the headings of its columns: no amount is left beyond the edge."""
    client.force_login(editor)
    page = client.get(reverse("candidature:apply", args=[written.key])).content.decode()
    lines = len(pricing.compute_quote(written, timezone.localdate()).lines)
    assert 'class="stacked"' in page
    for heading in ("Pourquoi", "Quantité", "Tarif HT", "Montant HT"):
        assert page.count(f'data-label="{heading}"') == lines


@pytest.mark.parametrize(("lang", "words"), [("fr", "60 mois"), ("en", "60 months")])
def test_a_fact_that_is_a_duration_is_read_with_its_unit(
    client: Any, written: Any, editor: Any, lang: str, words: str
) -> None:
    client.force_login(editor)
    url = reverse("candidature:application", args=[written.key]).replace("/fr/", f"/{lang}/", 1)
    assert words in client.get(url).content.decode().replace("\u00a0", " ").replace("\u202f", " ")


def test_who_comes_back_to_a_page_whose_step_is_over_is_not_sent_for_another_role(
    client: Any, written: Any, editor: Any
) -> None:
    """Back, after the application was filed: what refuses is the state of the dossier, which no role changes."""
    file_application(actor=editor, dossier=written)
    client.force_login(editor)
    url = reverse("candidature:apply", args=[written.key])
    for lang, over, role in (("fr", "ou ne l’est plus", "le rôle qui convient"), ("en", "no longer", "the right role")):
        answer = client.get(url.replace("/fr/", f"/{lang}/", 1))
        page = answer.content.decode()
        assert answer.status_code == 403
        assert over in page
        assert role not in page
    client.force_login(dossier_sample.make_member(written.organisation, "staff_representative"))
    assert "le rôle qui convient" in client.get(url).content.decode()


def test_the_quote_is_a_pdf(client: Any, written: Any, editor: Any, staff: Any) -> None:
    file_application(actor=editor, dossier=written)
    for person in (editor, staff):
        client.force_login(person)
        answer = client.get(reverse("candidature:quote", args=[written.key]))
        assert answer.content.startswith(b"%PDF")
    client.force_login(dossier_sample.make_member(written.organisation, "staff_representative"))
    assert client.get(reverse("candidature:quote", args=[written.key])).status_code == 403


def test_a_payment_form_sent_twice_counts_once(client: Any, written: Any, editor: Any, staff: Any) -> None:
    file_application(actor=editor, dossier=written)
    checked(written, staff)
    client.force_login(staff)
    url = reverse("candidature:record_payment", args=[written.key])
    sent = {"amount": "100", "received_on": timezone.localdate().isoformat(), "form": "f" * 32}
    assert client.post(url, sent).status_code == 302
    assert client.post(url, sent).status_code == 302
    assert Payment.objects.count() == 1


def test_a_cancelled_payment_stays_and_no_longer_counts(written: Any, editor: Any, staff: Any) -> None:
    file_application(actor=editor, dossier=written)
    checked(written, staff)
    today = timezone.localdate()
    record_payment(actor=staff, dossier=written, amount=Decimal(100), received_on=today)
    row = Payment.objects.get()
    cancel_payment(actor=staff, dossier=written, payment=row.pk)
    assert pricing.sum_payments(written, today) == 0
    assert pricing.sum_payments(written, today - timedelta(days=1)) == 0
    with pytest.raises(Faults):
        cancel_payment(actor=staff, dossier=written, payment=row.pk)


def test_a_cancellation_that_names_no_payment_is_refused(client: Any, written: Any, editor: Any, staff: Any) -> None:
    file_application(actor=editor, dossier=written)
    checked(written, staff)
    client.force_login(staff)
    url = reverse("candidature:record_payment", args=[written.key])
    for sent in ({}, {"cancel": ""}, {"cancel": "99"}):
        answer = client.post(url, {"act": "cancel"} | sent)
        assert (answer.status_code, answer.url) == (302, url)
        assert [one.level_tag for one in get_messages(answer.wsgi_request)][-1:] == ["error"]


def test_a_payment_of_another_dossier_is_not_cancelled_here(written: Any, editor: Any, staff: Any) -> None:
    file_application(actor=editor, dossier=written)
    checked(written, staff)
    record_payment(actor=staff, dossier=written, amount=Decimal(100), received_on=timezone.localdate())
    other = dossier_sample.at(dossier_sample.make_dossier(opened=timezone.localdate()), "quoted")
    with pytest.raises(Faults):
        cancel_payment(actor=staff, dossier=other, payment=Payment.objects.get().pk)


@pytest.mark.parametrize(("amount", "days"), [("0", 0), ("-5", 0), ("9999999", 0), ("10", 2)])
def test_a_wrong_payment_is_refused(written: Any, editor: Any, staff: Any, amount: str, days: int) -> None:
    file_application(actor=editor, dossier=written)
    checked(written, staff)
    with pytest.raises(Faults):
        record_payment(
            actor=staff,
            dossier=written,
            amount=Decimal(amount),
            received_on=timezone.localdate() + timedelta(days=days),
        )


def test_only_staff_record_payments_and_searches(written: Any, editor: Any) -> None:
    file_application(actor=editor, dossier=written)
    with pytest.raises(RightRefused):
        record_payment(actor=editor, dossier=written, amount=Decimal(1), received_on=timezone.localdate())
    with pytest.raises(RightRefused):
        checked(written, editor)


def test_staff_of_the_label_who_act_for_the_company_check_nothing(written: Any, editor: Any, staff: Any) -> None:
    from filiere.site.members.models import Membership

    file_application(actor=editor, dossier=written)
    Membership.objects.create(
        user=staff, organisation=written.organisation, right="read", since=timezone.localdate() - timedelta(days=1)
    )
    with pytest.raises(RightRefused):
        checked(written, staff)


def test_a_site_of_another_organisation_is_refused(dossier: Any, editor: Any) -> None:
    stranger = dossier_sample.make_site(dossier_sample.make_organisation())
    with pytest.raises(Faults) as caught:
        save_perimeter(
            actor=editor,
            dossier=dossier,
            sites=[SiteInput(stranger.key, 10, Decimal(9), 9, "calls_in", "FR")],
            suppliers=[],
        )
    assert caught.value.faults[0].code == "unknown-site"
    assert not PerimeterSite.objects.exists()


def test_the_perimeter_is_closed_once_filed_but_for_a_declared_change(written: Any, editor: Any, staff: Any) -> None:
    file_application(actor=editor, dossier=written)
    with pytest.raises(RightRefused):
        candidature_sample.perimeter(written, editor)
    checked(written, staff)
    first = pricing.find_quote(written, timezone.localdate()).gross
    lyon = written.organisation.sites.get(name="Lyon")
    declare_change(
        actor=editor,
        dossier=written,
        sites=[SiteInput(lyon.key, 250, Decimal(240), 200, "calls_in", "FR")],
        suppliers=[],
    )
    assert written.state == "applied"
    assert pricing.find_quote(written, timezone.localdate()).gross < first


def test_the_pages_of_an_application_answer(client: Any, written: Any, editor: Any, staff: Any) -> None:
    client.force_login(editor)
    for name in ("application", "perimeter", "facts", "apply", "give_up"):
        for lang in ("fr", "en"):
            url = reverse(f"candidature:{name}", args=[written.key]).replace("/fr/", f"/{lang}/", 1)
            assert client.get(url).status_code == 200, name
    file_application(actor=editor, dossier=written)
    assert client.get(reverse("candidature:apply", args=[written.key])).status_code == 403
    client.force_login(staff)
    assert client.get(reverse("candidature:check", args=[written.key])).status_code == 200
    checked(written, staff)
    assert client.get(reverse("candidature:record_payment", args=[written.key])).status_code == 200


def test_a_candidature_in_preparation_is_read_inside_only(client: Any, written: Any, editor: Any, staff: Any) -> None:
    urls = [reverse(f"candidature:{name}", args=[written.key]) for name in ("application", "facts", "quote")]
    committee = dossier_sample.make_mandate("committee")
    for person in (staff, committee):
        client.force_login(person)
        assert [client.get(url).status_code for url in urls] == [404, 404, 404]
    file_application(actor=editor, dossier=written)
    client.force_login(staff)
    assert [client.get(url).status_code for url in urls] == [200, 200, 200]
    client.force_login(committee)
    assert [client.get(url).status_code for url in urls] == [403, 403, 403]


def test_a_candidature_starts_on_a_page(client: Any, organisation: Any, editor: Any) -> None:
    client.force_login(editor)
    url = reverse("candidature:start")
    assert "data-known" not in client.get(url).text
    answer = client.post(url, {"organisation": organisation.key, "category": "outsourcer"})
    assert answer.status_code == 302
    opened = Dossier.objects.get(organisation=organisation)
    assert opened.state == "preparing"
    known = client.get(url).text.partition("data-known")[2]
    assert reverse("dossiers:overview", args=[opened.key]) in known
    again = client.post(url, {"organisation": organisation.key, "category": "outsourcer"})
    assert again.status_code == 422
    other = dossier_sample.make_organisation()
    assert client.post(url, {"organisation": other.key, "category": "outsourcer"}).status_code == 422


def test_the_kind_of_the_organisation_chooses_the_category_in_advance(
    client: Any, organisation: Any, editor: Any
) -> None:
    client.force_login(editor)
    organisation.kind = "outsourcer"
    organisation.save()
    page = client.get(reverse("candidature:start")).content.decode()
    assert re.search(r'value="outsourcer"\s+selected', page)


def test_who_edits_for_nobody_is_told_so(client: Any) -> None:
    client.force_login(dossier_sample.make_person())
    assert client.get(reverse("candidature:start")).status_code == 403


def test_the_perimeter_is_written_on_its_page(client: Any, organisation: Any, dossier: Any, editor: Any) -> None:
    client.force_login(editor)
    url = reverse("candidature:perimeter", args=[dossier.key])
    lyon, brest = organisation.lyon, organisation.brest
    sent = {
        f"{lyon.key}-inside": "on",
        f"{lyon.key}-headcount": "300",
        f"{lyon.key}-fte": "280,5",
        f"{lyon.key}-positions": "250",
        f"{lyon.key}-activity": "calls_in",
        f"{lyon.key}-country": "fr",
    }
    assert client.post(url, {**sent, f"{brest.key}-inside": "on"}).status_code == 422
    assert not PerimeterSite.objects.exists()
    assert client.post(url, sent).status_code == 302
    assert PerimeterSite.objects.get().fte == Decimal("280.5")


def test_the_first_site_of_an_organisation_is_named_on_the_perimeter(client: Any) -> None:
    """It enters the directory with the perimeter, or not at all; the page of the facts then leads to filing."""
    firm = dossier_sample.make_organisation(name="Sans Site (fictif)")
    client.force_login(dossier_sample.make_member(firm, "edit", name="Élie Fictif"))
    dossier = candidature_sample.make_candidature(firm)
    url = reverse("candidature:perimeter", args=[dossier.key])
    numbers = {"headcount": "120", "fte": "108", "positions": "100", "activity": "mixed", "country": "FR"}
    sent = {f"first-{name}": value for name, value in {"inside": "True", **numbers}.items()}
    assert client.post(url, sent).status_code == 422
    assert client.post(url, {**sent, "first-name": "Rennes", "first-fte": "900"}).status_code == 422
    assert not firm.sites.exists()
    assert client.post(url, {**sent, "first-name": "Rennes"}).status_code == 302
    assert (firm.sites.get().name, PerimeterSite.objects.get().site) == ("Rennes", firm.sites.get())
    assert "first-name" not in client.get(url).content.decode()


def test_facts_that_complete_the_application_lead_to_its_filing(client: Any, written: Any, editor: Any) -> None:
    client.force_login(editor)
    facts = reverse("candidature:facts", args=[written.key])
    assert client.post(facts, {}).url == reverse("candidature:apply", args=[written.key])
    PerimeterSite.objects.all().delete()
    assert client.post(facts, {}).url == reverse("candidature:application", args=[written.key])


def test_the_letter_of_the_payment_leads_to_the_first_question(
    client: Any, written: Any, editor: Any, staff: Any
) -> None:
    file_application(actor=editor, dossier=written)
    checked(written, staff)
    price = pricing.find_quote(written, timezone.localdate()).gross
    record_payment(written, actor=staff, amount=price, received_on=timezone.localdate())
    onward = reverse("candidature:next", args=[written.key])
    letter = Letter.objects.filter(kind="dossier.paid", to=editor).get()
    assert onward in letter.body
    client.force_login(editor)
    assert client.get(onward).url.endswith("/group/1/")


def test_giving_up_closes_the_dossier(client: Any, written: Any, editor: Any) -> None:
    client.force_login(editor)
    assert client.post(reverse("candidature:give_up", args=[written.key])).status_code == 302
    written.refresh_from_db()
    assert written.state == "closed"
