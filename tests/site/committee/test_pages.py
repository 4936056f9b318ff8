"""Pages of the bodies: the story clicked through, what each reader is shown, and addresses of others tried."""

from __future__ import annotations

import re
from decimal import Decimal
from io import BytesIO
from typing import Any

import pypdf
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from support.scenes.committee_sample import decided, scene, vote
from support.scenes.dossier_sample import make_mandate, make_organisation, make_person

from filiere.core import Faults, use_language
from filiere.site.accounts.personal_data_registry import export_personal_data
from filiere.site.committee.actions.interests import declare_interest, deny_tie
from filiere.site.committee.actions.sessions import close_session
from filiere.site.committee.actions.votes import OPENING_PATIENCE, add_note, cast_ballot, sign_dissent, start_round
from filiere.site.committee.models import Attendance, Ballot, Interest, Item, Round, Session
from filiere.site.journal.models import Entry

pytestmark = pytest.mark.django_db


def as_(user: Any) -> Client:
    """A browser of that person."""
    client = Client()
    client.force_login(user)
    return client


def printed(body: bytes) -> str:
    """The words of a PDF, on one line."""
    return " ".join(" ".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(body)).pages).split())


def address(place: Any, act: str | None = None, lang: str = "fr") -> str:
    """The address of the item, or of an act on it."""
    path = f"/{lang}/dossiers/{place.dossier.key}/committee/{place.item.key}/"
    return f"{path}{act}/" if act else path


def test_the_agenda_leads_to_the_papers_of_each_item() -> None:
    """A delegate opens what is to be read from the page of the session, which names it."""
    place = scene()
    page = as_(place.members[0]).get(reverse("committee:session", args=[place.session.key])).content.decode()
    (papers,) = re.findall(r'data-papers href="([^"]+)#(\w+)"', page)
    assert papers[0] == address(place)
    assert f'id="{papers[1]}"' in as_(place.members[0]).get(papers[0]).content.decode()


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_a_session_is_lived_on_the_pages(lang: str) -> None:
    place = scene()
    chair = as_(place.members[0])
    for number, act in ((1, "first"), (2, "second")):
        assert chair.post(address(place, act, lang)).status_code == 302
        for member in place.members:
            sent = {"ballot-choice": "granted_24", "ballot-reasons": "Constat 12", "ballot-confirm": "on"}
            assert as_(member).post(address(place, "ballot", lang), sent).status_code == 302
        assert Ballot.objects.filter(round=number).count() == 9
        assert chair.post(address(place, "open", lang)).status_code == 302
        assert chair.get(address(place, lang=lang)).status_code == 200
    sent = {"conclude-reasons": "Les écarts sont levés.", "conclude-plan": "Former les encadrants."}
    assert chair.post(address(place, "conclude", lang), sent).status_code == 302
    place.dossier.refresh_from_db()
    assert place.dossier.state == "held_24"
    assert chair.post(f"/{lang}/committee/sessions/{place.session.key}/close/").status_code == 302
    public = Client().get(f"/{lang}/committee/sessions/{place.session.key}/").content.decode()
    assert place.organisation.name in public


def test_the_whole_item_page_reads_in_both_languages_at_every_step() -> None:
    place = scene()
    reader = as_(place.members[2])
    for lang, words in (("fr", "un label de 24\u00a0mois est proposé"), ("en", "propose a 24-month label")):
        assert words in reader.get(address(place, lang=lang)).content.decode()
    start_round(place.item, 1, actor=place.members[0])
    deny_tie(place.item, actor=place.members[2])
    assert "ballot-choice" in reader.get(address(place)).content.decode()
    cast_ballot(place.item, "refuse", "Critère <script>alert(1)</script>", actor=place.members[2])
    shown = reader.get(address(place)).content.decode()
    assert "ballot-choice" not in shown
    assert "alert(1)" not in shown


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_a_question_that_is_the_heading_is_not_put_again_below(lang: str) -> None:
    place = scene("under_review")
    question = {"fr": "garde-t-il son label", "en": "Does the holder keep its label?"}[lang]
    page = as_(place.members[0]).get(address(place, lang=lang)).content.decode()
    body = page.partition("<main")[2].replace('<span class="inversion">', "").replace("</span>", "")
    assert body.count(question) == 1


def find_next_act(shown: Any) -> str:
    """The one primary act that the page of an item offers."""
    return "".join(re.findall(r'data-next="(\w+)"', shown.content.decode()))


def test_a_member_arrives_then_says_whether_they_have_a_tie_then_votes() -> None:
    place = scene()
    start_round(place.item, 1, actor=place.members[0])
    member = as_(place.members[2])
    Attendance.objects.filter(user=place.members[2]).delete()
    for act in ("arrive", "deny"):
        shown = member.get(address(place))
        assert find_next_act(shown) == act
        assert "ballot-choice" not in shown.content.decode()
        assert member.post(address(place, act)).status_code == 302
    assert find_next_act(member.get(address(place))) == "vote"
    sent = {"ballot-choice": "granted_24", "ballot-reasons": "Constat 12"}
    assert "Les votants sont les membres présents en séance." in member.get(address(place)).text
    unconfirmed = member.post(address(place, "ballot"), sent)
    assert unconfirmed.status_code == 422, "a ballot is confirmed"
    assert "Cochez cette case." in unconfirmed.text
    assert "Constat 12</textarea>" in unconfirmed.text
    assert member.post(address(place, "ballot"), sent | {"ballot-confirm": "on"}).status_code == 302
    # Others are still awaited: nothing is next for this member, and nobody reads their ballot.
    assert find_next_act(member.get(address(place))) == ""
    assert find_next_act(as_(place.staff).get(address(place))) == ""


def test_ballots_are_opened_by_a_member_who_has_voted_once_all_have_or_time_has_passed() -> None:
    """The rules name no chair: the page says that any member may, and offers it to nobody who has not voted yet."""
    place = scene()
    start_round(place.item, 1, actor=place.members[0])
    member, url = as_(place.members[2]), address(place, "open")
    deny_tie(place.item, actor=place.members[2])
    session = f"/fr/committee/sessions/{place.session.key}/"

    def offers() -> tuple[bool, bool]:
        shown = member.get(address(place)).content.decode()
        return f'action="{url}"' in shown, "data-who-opens" in shown

    assert offers() == (False, True)
    Round.objects.update(opened_at=timezone.now() - OPENING_PATIENCE)
    assert offers() == (False, True), "this member has not voted"
    cast_ballot(place.item, "granted_24", "Constat 12", actor=place.members[2])
    assert offers() == (True, False)
    Round.objects.update(opened_at=timezone.now())
    assert offers() == (False, True), "others are awaited"
    shown = member.get(address(place)).content.decode()
    assert "data-majority" not in shown, "the first vote decides nothing"
    shown = member.get(session).content.decode()
    assert "data-who-moves" in shown
    assert f'action="{session}close/"' not in shown, "a vote is under way"
    Item.objects.update(status="listed")
    assert f'action="{session}close/"' in member.get(session).content.decode()


def test_a_visitor_reads_that_coming_sessions_are_not_public() -> None:
    place = scene()
    assert 'data-coming="members"' in Client().get("/fr/committee/").content.decode()
    assert 'data-coming="members"' not in as_(place.members[0]).get("/fr/committee/").content.decode()


def test_a_statement_of_no_tie_is_made_once_by_a_member_and_leaves_with_a_tie() -> None:
    place = scene()
    member = place.members[2]
    deny_tie(place.item, actor=member)
    with pytest.raises(Faults) as refused:
        deny_tie(place.item, actor=member)
    assert [one.code for one in refused.value.faults] == ["tie-denied"]
    assert Entry.objects.filter(act="tie.deny", actor_key=member.key).count() == 1
    for other in (place.staff, place.candidate):
        assert as_(other).post(address(place, "deny")).status_code in (403, 404)
    declare_interest(place.organisation, "client", actor=member, since=place.session.day)
    assert as_(member).get(address(place)).status_code == 404
    assert export_personal_data(member)["committee"]["no_tie_statements"] == [
        {"item": place.item.key, "made_on": place.session.day.isoformat()}
    ]


def test_the_papers_to_read_are_those_that_the_reader_may_open() -> None:
    place = scene()
    for reader in (place.members[2], place.staff):
        client = as_(reader)
        shown = client.get(address(place)).content.decode()
        listed = shown.split("data-readings")[1].split("</ul>")[0]
        links = [link for link in re.findall(r'href="([^"]+)"', listed) if not link.startswith("#")]
        assert links
        for link in links:
            assert client.get(link).status_code == 200, link


def test_what_was_written_is_kept_when_a_ballot_is_refused() -> None:
    place = scene()
    start_round(place.item, 1, actor=place.members[0])
    sent = {"ballot-choice": "nothing", "ballot-reasons": "Un long motif <b>écrit</b>", "ballot-confirm": "on"}
    answer = as_(place.members[1]).post(address(place, "ballot"), sent)
    assert answer.status_code == 422
    assert "Un long motif &lt;b&gt;écrit&lt;/b&gt;" in answer.content.decode()
    assert Ballot.objects.count() == 0


def test_a_recused_member_finds_nothing_on_any_address() -> None:
    place = scene()
    start_round(place.item, 1, actor=place.members[0])
    out = place.members[1]
    declare_interest(place.organisation, "client", actor=out, since=place.session.day)
    client = as_(out)
    base = f"/fr/dossiers/{place.dossier.key}"
    for path in (
        f"{base}/",
        f"{base}/committee/",
        f"{base}/committee/decide/",
        address(place),
        f"{address(place)}papers.json",
        f"{address(place)}decision.pdf",
    ):
        assert client.get(path).status_code == 404, path
    for act in ("arrive", "deny", "ballot", "note", "open", "first", "conclude", "dissent"):
        assert client.post(address(place, act), {"ballot-choice": "refuse"}).status_code == 404, act
    assert client.get(f"/api/v1/dossiers/{place.dossier.key}").status_code == 404
    session = client.get(f"/fr/committee/sessions/{place.session.key}/").content.decode()
    assert "vous n’y prenez pas part" in session


def test_the_company_reads_its_decision_and_nothing_of_the_votes() -> None:
    place = scene()
    add_note(place.item, "Le dialogue social m’inquiète.", actor=place.members[2])
    decided(place, plan="Former les encadrants.")
    client = as_(place.candidate)
    shown = client.get(f"/fr/dossiers/{place.dossier.key}/committee/").content.decode()
    assert "Former les encadrants." in shown
    assert "inquiète" not in shown
    for path in (address(place), f"{address(place)}papers.json"):
        assert client.get(path).status_code == 403
    letter = client.get(f"{address(place)}decision.pdf")
    text = printed(letter.content)
    assert "Former les encadrants" in text
    assert place.item.snapshot_sha256[:16] in text.replace(" ", "")


def test_the_staff_sees_neither_ballots_nor_debate() -> None:
    place = scene()
    add_note(place.item, "Le dialogue social m’inquiète.", actor=place.members[2])
    vote(place, "abstain", number=1)
    shown = as_(place.staff).get(address(place)).content.decode()
    assert "inquiète" not in shown
    assert "data-ballots" not in shown
    assert "data-ballots" in as_(place.members[3]).get(address(place)).content.decode()


def test_minutes_are_public_and_the_full_ones_for_members() -> None:
    place = scene()
    vote(place, "abstain", number=1)
    vote(place, ["refuse"] + ["granted_24"] * 8)
    sign_dissent(place.item, "Temps de pause oubliés.", actor=place.members[0])
    from filiere.site.committee.actions.conclude_item import conclude_item

    conclude_item(place.item, "Écarts levés.", actor=place.members[0])
    close_session(place.session, actor=place.members[0])
    base = f"/fr/committee/sessions/{place.session.key}"
    found = Client().get(f"{base}/minutes.json").json()
    assert found["minutes"]["items"][0]["minutes"]["outcome"]["carried"] == "granted_24"
    listed = Client().get("/fr/committee/").text
    assert listed.count("data-carried=") == listed.count('data-carried="granted_24"') == 1
    assert place.organisation.name in listed.partition("data-carried=")[2]
    public = Client().get(f"{base}/minutes.pdf")
    text = printed(public.content)
    assert place.organisation.name in text
    assert "pause oubliés" in text
    assert Client().get(f"{base}/minutes-full.pdf").status_code == 302
    assert as_(place.candidate).get(f"{base}/minutes-full.pdf").status_code == 404
    assert as_(place.members[0]).get(f"{base}/minutes-full.pdf").status_code == 200


def test_a_session_to_come_is_for_its_members_and_the_staff() -> None:
    place = scene()
    path = f"/fr/committee/sessions/{place.session.key}/"
    assert Client().get(path).status_code == 404
    assert as_(place.candidate).get(path).status_code == 404
    assert as_(make_mandate("appeal_panel", "state")).get(path).status_code == 404
    for reader in (place.staff, place.members[0]):
        assert as_(reader).get(path).status_code == 200


def test_the_composition_is_public_and_says_what_empty_seats_do() -> None:
    shown = Client().get("/fr/committee/").content.decode()
    assert "Aucun quorum n’est possible aujourd’hui" in shown
    assert "5 sièges vides" in shown
    assert "A quorum is not possible today" in Client().get("/en/committee/").content.decode()


def test_interests_are_declared_and_read_by_those_who_sit() -> None:
    member, other = make_mandate("committee", "state"), make_mandate("committee", "experts")
    organisation = make_organisation(name="Voix fictive")
    sent = {"organisation": organisation.key, "ground": "shares", "since": "2026-01-01", "note": "Douze parts."}
    assert as_(member).post("/fr/committee/interests/", sent).status_code == 302
    assert Interest.objects.get().user == member
    shown = as_(other).get("/fr/committee/interests/").content.decode()
    assert "Voix fictive" in shown
    assert "Douze parts" not in shown
    assert as_(make_person()).get("/fr/committee/interests/").status_code == 404
    pk, today = Interest.objects.get().pk, timezone.localdate().isoformat()
    assert as_(other).post(f"/fr/committee/interests/{pk}/end/", {"until": "2026-02-01"}).status_code == 404
    assert as_(member).post(f"/fr/committee/interests/{pk}/end/", {"until": today}).status_code == 302


def test_the_staff_calls_a_session_and_nobody_else() -> None:
    staff = make_person("label_staff")
    sent = {"instance": "committee", "on": "2999-01-05", "at": "09:30", "place": "Paris"}
    assert as_(make_mandate()).post("/fr/committee/call/", sent).status_code == 403
    assert as_(staff).post("/fr/committee/call/", {**sent, "on": "1999-01-05"}).status_code == 422
    assert as_(staff).post("/fr/committee/call/", sent).status_code == 302
    assert Session.objects.get().place == "Paris"


def test_an_exception_is_signed_on_the_pages_by_two() -> None:
    from support.scenes.committee_sample import before, make_body

    dossier, members = before("under_review"), make_body()
    path = reverse("committee:suspend", args=[dossier.key])
    assert as_(members[0]).post(path, {"reasons": "Fait grave."}).status_code == 302
    pk = dossier.exceptions.get().pk
    confirm = reverse("committee:confirm", args=[dossier.key, pk])
    as_(members[1]).post(confirm)
    dossier.refresh_from_db()
    assert dossier.state == "under_review"
    as_(members[3]).post(confirm)
    dossier.refresh_from_db()
    assert dossier.state == "suspended"


def test_the_papers_are_read_as_they_were_frozen() -> None:
    from filiere.site.committee.item_papers import read_papers
    from filiere.site.workflow.engine_adapter import load_release

    place = scene()
    release = load_release(place.dossier)
    body = {
        "score": "67.4",
        "final_report": {"scores": {"auditor": {"themes": {"governance": "44.0", "society": None}}}},
        "findings": [
            {"kind": "minor", "criterion": "gov-3", "text": "Pas de suivi.", "lifted": "2026-11-02"},
            {"kind": "minor", "criterion": "gov-3", "text": "Pas de règle.", "withdrawn": "2026-11-02"},
            {"kind": "minor", "criterion": "gov-3", "text": "Pas de preuve."},
        ],
        "answer": "Nous avons mis en place un suivi.",
        "facts_raised": [{"words": "Condamnation."}],
        "eligibility": {"rules": {"active_long_enough": False, "unknown_rule": True}},
    }
    with use_language("en"):
        found = read_papers(body, release, place.dossier.category)
    assert found.total is not None
    assert (found.total.auditor, found.total.margin) == (Decimal("67.4"), Decimal("7.4"))
    assert [(one.auditor, one.margin, one.state) for one in found.themes] == [
        (Decimal("44.0"), Decimal("4.0"), "part"),
        (None, None, ""),
    ]
    assert [(one.gap, bool(one.closed)) for one in found.findings] == [(True, True), (True, True), (True, False)]
    assert found.findings[0].closed != found.findings[1].closed, "withdrawn is not lifted"
    assert [one.text for one in found.words] == ["Condamnation.", "Nous avons mis en place un suivi."]
    assert found.conditions == (("The activity is at least two years old.", "no"),)
    for odd in (None, {}, {"findings": "x", "final_report": [], "eligibility": 3, "facts_raised": [1]}):
        assert read_papers(odd, release, place.dossier.category).findings == ()
