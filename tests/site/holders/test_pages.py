"""Pages and files of a label: who opens them, in both languages, what a stranger finds, what a hostile text does."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from support.scenes.audit_sample import Clock
from support.scenes.evidence_sample import Cast, make_cast, send
from support.scenes.holder_sample import Held, vote

from filiere.core import Faults
from filiere.site.holders.actions.logo_places import prove_place
from filiere.site.holders.models import Alert, PlanAction, Proof, Statement
from filiere.site.holders.procedure_conditions import find_renewal_day
from filiere.site.kit.languages import use_page_language

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
PAGES = ("label", "alerts", "change", "explain", "appeal", "follow-up", "places", "plan")
FILES = ("certificate", "credential", "kit", "plan-pdf")


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


@pytest.fixture
def held(clock: Clock) -> Held:
    found = Held(clock)
    clock.on(found.last + DAY)
    return found


def address(name: str, held: Held, *more: Any, lang: str = "fr") -> str:
    with use_page_language(lang):
        return reverse(f"holders:{name}", args=[held.dossier.key, *more])


def status(client: Client, user: Any, name: str, held: Held, lang: str = "fr") -> int:
    client.force_login(user)
    return client.get(address(name, held, lang=lang)).status_code


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_each_party_opens_what_is_its_own_in_a_label_in_force(client: Client, held: Held, lang: str) -> None:
    people = (held.editor, held.reader, held.delegate, held.staff, held.employees, held.state)
    found = {name: [status(client, one, name, held, lang) for one in people] for name in (*PAGES, *FILES)}
    # To the appeal panel a label that nobody brought before it is not there.
    assert {status(client, held.panel, name, held, lang) for name in (*PAGES, *FILES)} == {404}
    assert found == {
        "label": [200, 200, 200, 200, 200, 200],
        "alerts": [200, 200, 403, 200, 200, 200],
        "change": [200, 403, 403, 200, 403, 403],
        "explain": [403, 403, 403, 403, 403, 403],
        "appeal": [403, 403, 403, 403, 403, 403],
        "follow-up": [403, 403, 403, 200, 403, 403],
        "places": [200, 200, 200, 200, 200, 200],
        "plan": [200, 200, 200, 200, 200, 200],
        "certificate": [200, 200, 200, 200, 200, 200],
        "credential": [200, 200, 200, 200, 200, 200],
        "kit": [200, 200, 403, 403, 403, 403],
        "plan-pdf": [200, 200, 200, 200, 200, 200],
    }


def test_to_a_stranger_nothing_is_there_and_a_visitor_is_asked_to_sign_in(client: Client, held: Held) -> None:
    for name in (*PAGES, *FILES):
        assert status(client, held.stranger, name, held) == 404, name
        assert Client().get(address(name, held)).status_code == 302, name
    other = Held()
    for name in (*PAGES, *FILES):
        assert status(client, other.editor, name, held) == 404, name


def test_a_certificate_of_another_dossier_is_not_served_through_ones_own(client: Client, held: Held) -> None:
    """The number is public; the file of a dossier is served to its parties only."""
    other = Held()
    client.force_login(held.editor)
    for name in ("certificate", "credential"):
        for number in (other.certificate.number, "../../etc/passwd", "x" * 5000):
            assert client.get(address(name, held), {"number": number}).status_code == 404


SCRIPT = '<script>alert("x")</script>"><img src=x onerror=alert(1)>'


def test_a_script_in_any_field_is_shown_as_text(client: Client, clock: Clock, held: Held) -> None:
    client.force_login(held.editor)
    client.post(address("places", held), {"kind": "website", "words": SCRIPT})
    client.post(address("plan", held), {"what": SCRIPT, "finding": SCRIPT, "owner": SCRIPT[:100], "due": "2030-01-01"})
    action = PlanAction.objects.get()
    client.post(
        address("plan-action", held, action.number),
        {"progress": "", "percent": 10, "words": SCRIPT, "document": ""},
    )
    client.force_login(held.staff)
    client.post(
        address("alerts", held), {"kind": "other", "source": SCRIPT, "words": SCRIPT, "fact_on": "", "review": "on"}
    )
    client.force_login(held.editor)
    client.post(address("explain", held), {"words": SCRIPT})
    assert (Alert.objects.count(), Statement.objects.count()) == (1, 1)
    shown = [
        client.get(path).content.decode()
        for path in (
            address("label", held),
            address("alerts", held),
            address("places", held),
            address("plan", held),
            address("plan-action", held, action.number),
        )
    ]
    for page in shown:
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert "&lt;script&gt;alert" in page
    assert client.get(address("plan-pdf", held)).status_code == 200


def test_two_people_at_once_lose_nothing(client: Client, held: Held) -> None:
    client.force_login(held.editor)
    client.post(address("plan", held), {"what": "Une", "owner": "RH", "due": "2030-01-01"})
    path = address("plan-action", held, 1)
    mine = {"rewrite": "", "rewrite-version": 1, "rewrite-owner": "RH", "rewrite-due": "2030-01-01"}
    assert client.post(path, {**mine, "rewrite-what": "Première version"}).status_code == 302
    late = client.post(path, {**mine, "rewrite-what": "Seconde version"})
    assert late.status_code == 422
    assert "Seconde version" in late.content.decode()
    assert PlanAction.objects.get().what == "Première version"


def test_a_form_sent_twice_or_by_another_changes_nothing_more(client: Client, held: Held) -> None:
    client.force_login(held.staff)
    data = {"kind": "other", "source": "Presse", "words": "Un fait.", "review": "on"}
    assert client.post(address("alerts", held), data).status_code == 302
    second = client.post(address("alerts", held), data)
    assert second.status_code == 422
    assert Alert.objects.count() == 1
    for user, refusal in ((held.editor, 403), (held.reader, 403), (held.panel, 404)):
        client.force_login(user)
        assert client.post(address("alerts", held), data).status_code == refusal
    for user in (held.reader, held.delegate, held.staff, held.employees):
        client.force_login(user)
        assert client.post(address("plan", held), {"what": "x", "owner": "y", "due": "2030-01-01"}).status_code == 403
        assert client.post(address("explain", held), {"words": "x"}).status_code == 403
    for user in (held.reader, held.employees):
        client.force_login(user)
        assert client.post(address("places", held), {"kind": "website", "words": "x"}).status_code == 403
    assert (PlanAction.objects.count(), Statement.objects.count()) == (0, 0)
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(held.editor)
    assert strict.post(address("explain", held), {"words": "x"}).status_code == 403


def test_pages_of_a_withdrawal_lead_to_its_end(client: Client, clock: Clock, held: Held) -> None:
    client.force_login(held.editor)
    client.post(address("places", held), {"kind": "website", "words": "https://ecoute.example"})
    client.force_login(held.state)
    client.post(
        address("alerts", held), {"kind": "court_decision", "source": "Arrêt", "words": "Faits.", "review": "on"}
    )
    client.force_login(held.editor)
    assert client.post(address("explain", held), {"words": "Nous contestons."}).status_code == 302
    assert client.post(address("explain", held), {"words": "Encore."}).status_code == 403
    vote(held.dossier, held.employees, clock.day, withdrawal_adopted=True)
    page = client.get(address("label", held)).content.decode()
    assert "terminé" in page
    assert reverse("holders:appeal", args=[held.dossier.key]) in page
    assert client.get(address("kit", held)).status_code == 403
    place = held.dossier.logo_places.get()
    assert client.post(address("prove", held, place.key), {"words": "Page sans logo."}).status_code == 302
    other = Held()
    client.force_login(other.editor)
    assert client.post(address("prove", held, place.key), {"words": "x"}).status_code == 404
    stolen = reverse("holders:prove", args=[other.dossier.key, place.key])
    assert client.post(stolen, {"words": "x"}).status_code in (403, 404)
    client.force_login(held.staff)
    proof = Proof.objects.get()
    assert client.post(address("refuse-proof", held, proof.pk), {"reason": "Floue."}).status_code == 302
    client.force_login(held.editor)
    assert client.post(address("unmarked", held)).status_code == 302
    assert held.dossier.events.order_by("-number").first().event == "unmarking_not_proved"
    assert client.post(address("prove", held, place.key), {"words": "Photo."}).status_code == 302
    client.post(address("unmarked", held))
    assert held.dossier.events.order_by("-number").first().event == "unmarking_proved"
    assert client.post(address("appeal", held), {"words": "Motifs."}).status_code == 302
    assert held.state_key == "withdrawal_appeal"


def test_a_change_is_declared_on_its_page_with_the_sites_that_leave(client: Client, clock: Clock, held: Held) -> None:
    client.force_login(held.editor)
    assert "Poitiers" in client.get(address("change", held)).content.decode()
    data = {"what": "sites_lost", "effective": "2027-06-01", "lost": ["s2"], "words": "Le site ferme."}
    wrong = client.post(address("change", held), {**data, "lost": ["s9"], "words": ""})
    assert wrong.status_code == 422
    assert client.post(address("change", held), data).status_code == 302
    assert held.state_key == "changed_entity"
    assert Alert.objects.get().kind == "perimeter_change"
    page = client.get(address("alerts", held)).content.decode()
    assert "Poitiers" in page


def test_a_follow_up_is_planned_ahead_only(client: Client, clock: Clock, held: Held) -> None:
    client.force_login(held.staff)
    past = client.post(address("follow-up", held), {"planned_on": str(date(2020, 1, 1)), "kind": "site"})
    assert past.status_code == 422
    coming = (clock.day + 200 * DAY).isoformat()
    assert client.post(address("follow-up", held), {"planned_on": coming, "kind": "site"}).status_code == 302
    client.force_login(held.editor)
    assert "sur site" in client.get(address("label", held)).content.decode()


def test_every_page_says_what_is_missing_in_the_readers_language(client: Client, held: Held) -> None:
    client.force_login(held.editor)
    for lang, words in (("fr", "Rien n’a été enregistré."), ("en", "Nothing was saved.")):
        for name in ("places", "plan", "change"):
            answer = client.post(address(name, held, lang=lang), {})
            assert answer.status_code == 422, name
            assert words in answer.content.decode(), name


def test_the_holder_reads_the_facts_and_findings_it_answers(client: Client, clock: Clock, held: Held) -> None:
    client.force_login(held.staff)
    data = {"kind": "court_decision", "source": "Arrêt", "words": "Heures non payées.", "review": "on"}
    client.post(address("alerts", held), data)
    assert "Plannings affichés" not in client.get(address("plan", held)).content.decode()
    client.force_login(held.editor)
    page = client.get(address("explain", held)).content.decode()
    assert "Heures non payées." in page
    page = client.get(address("plan", held)).content.decode()
    assert "Plannings affichés la veille." in page
    assert "Constat levé." not in page
    [offered] = re.findall(r'<datalist id="open-findings">(.*?)</datalist>', page, re.DOTALL)
    assert "Plannings affichés la veille." in offered
    assert 'list="open-findings"' in page


def test_a_proof_names_a_document_of_ones_own_dossier_and_shows_it_to_who_reads_it(
    client: Client, clock: Clock, held: Held
) -> None:
    client.force_login(held.editor)
    client.post(address("places", held), {"kind": "website", "words": "https://ecoute.example"})
    client.force_login(held.state)
    data = {"kind": "court_decision", "source": "Arrêt", "words": "Faits.", "review": "on"}
    client.post(address("alerts", held), data)
    client.force_login(held.editor)
    client.post(address("explain", held), {"words": "Nous contestons."})
    vote(held.dossier, held.employees, clock.day, withdrawal_adopted=True)
    other = make_cast()
    foreign = send(other).document
    mine = Cast(held.dossier, *[held.editor] * 9)
    document = send(mine, held.editor, name="page-sans-logo.pdf").document
    place = held.dossier.logo_places.get()
    path = address("prove", held, place.key)
    assert client.post(path, {"words": "Vue.", "document": foreign.key}).status_code == 422
    with pytest.raises(Faults):
        prove_place(place, actor=held.editor, words="Vue.", document=foreign.key)
    assert "page-sans-logo.pdf" in client.get(path).content.decode()
    assert client.post(path, {"words": "Vue.", "document": document.key}).status_code == 302
    link = reverse("evidence:document", args=[held.dossier.key, document.key])
    assert link in client.get(address("places", held)).content.decode()
    client.force_login(held.delegate)
    page = client.get(address("places", held)).content.decode()
    assert link not in page
    assert "page-sans-logo.pdf" not in page


def test_a_renewal_asked_too_early_is_announced_as_such_and_never_as_done(
    client: Client, held: Held, clock: Clock
) -> None:
    opens = find_renewal_day(held.dossier)
    assert opens is not None
    for day, offered in ((opens, True), (opens - DAY, False)):
        clock.on(day)
        client.force_login(held.editor)
        page = client.get(f"/fr/dossiers/{held.dossier.key}/").content.decode()
        assert (f'data-opens="{opens}"' in page, f'/{held.dossier.key}/do/renew/"' in page) == (not offered, offered)
    answer = client.post(f"/fr/dossiers/{held.dossier.key}/do/renew/", follow=True).content.decode()
    assert "Renouvellement trop tôt, ou déjà ouvert." in answer
    assert "Demander le renouvellement." not in answer


def test_a_renewal_asked_in_time_is_announced_as_done(client: Client, held: Held, clock: Clock) -> None:
    clock.on(held.certificate.until - 60 * DAY)
    client.force_login(held.editor)
    assert "Demandé aujourd’hui" not in client.get(f"/fr/dossiers/{held.dossier.key}/").content.decode()
    answer = client.post(f"/en/dossiers/{held.dossier.key}/do/renew/", follow=True).content.decode()
    assert "Done: Ask for renewal." in answer
    opened = held.dossier.renewals.get()
    assert opened.key in client.get(f"/en/dossiers/{held.dossier.key}/").text.partition("If asked today:")[2][:90]
    again = client.post(f"/en/dossiers/{held.dossier.key}/do/renew/", follow=True).text
    assert f"Renewal dossier {opened.key} is already open" in again
    assert "Done: Ask for renewal." not in again
    assert held.dossier.renewals.get() == opened


def test_a_page_that_one_may_not_know_of_reads_as_one_that_is_not_there(client: Client, held: Held) -> None:
    """The account is named, for it may be the wrong one; whether the dossier exists is not said."""
    client.force_login(held.stranger)
    pages = [client.get(f"/fr/dossiers/{key}/") for key in (held.dossier.key, "d-0000000000")]
    assert [page.status_code for page in pages] == [404, 404]
    texts = [
        page.text.replace(held.dossier.key, "d-0000000000").partition("Référence à communiquer")[0] for page in pages
    ]
    assert f"au compte de {held.stranger.name}" in texts[0]
    assert texts[0].partition("<main")[2] == texts[1].partition("<main")[2]
    assert "au compte de" not in Client().get("/fr/nothing-here/").text.partition("<main")[2]
