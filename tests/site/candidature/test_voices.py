"""Voices beside management: staff opinions that the employer never sees, and a contract seen from two sides."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from support.scenes import dossier_sample

from filiere.core import Faults
from filiere.referentials.workbook import AnswerEntry, AnswerPlace
from filiere.site.candidature.actions.comparison_consent import accept_mirror, close_mirror, request_mirror
from filiere.site.candidature.actions.save_answers import WrittenAnswer, save_answers
from filiere.site.candidature.actions.sign_opinion import sign_opinion
from filiere.site.candidature.contract_comparison import list_question_pairs
from filiere.site.candidature.models import MirrorLink, Opinion
from filiere.site.candidature.opinion_window_and_gaps import (
    OPEN_TERM,
    compute_signals,
    find_opinion_window,
    list_opinion_questions,
)
from filiere.site.candidature.todo_items import list_awaited_themes
from filiere.site.journal.models import Payload
from filiere.site.journal.reconciliation import find_differences
from filiere.site.kit.rights import RightRefused
from filiere.site.pages.todo_list import recall_count, tasks_for
from filiere.site.workflow.engine_adapter import load_release

pytestmark = pytest.mark.django_db
WORDS = "La charte n’est pas affichée à Brest."
THEME = "social_dialogue"


def theme_question(dossier: Any) -> Any:
    return list_opinion_questions(load_release(dossier), dossier.category, THEME)[0]


def sign(dossier: Any, person: Any, **levels: str) -> Opinion:
    return sign_opinion(actor=person, dossier=dossier, theme=THEME, levels=levels, words=WORDS)


def test_an_opinion_is_signed_once_and_sealed(declaring: Any, representative: Any) -> None:
    sign(declaring, representative)
    with pytest.raises(Faults) as caught:
        sign(declaring, representative)
    assert caught.value.faults[0].code == "opinion-given"
    assert [one for one in find_differences() if "opinion" in one.table] == []
    Opinion.objects.update(words="Tout va bien.")
    assert [one.kind for one in find_differences() if "opinion" in one.table] == ["changed"]


@pytest.mark.parametrize("who", ["edit", "read"])
def test_the_employer_never_sees_an_opinion(
    client: Any, declaring: Any, organisation: Any, representative: Any, who: str
) -> None:
    """On no page of the dossier, by no address, through no count."""
    sign(declaring, representative)
    person = dossier_sample.make_member(organisation, who)
    client.force_login(person)
    assert not Opinion.objects.visible_to(person, declaring).exists()
    assert client.get(reverse("candidature:opinions", args=[declaring.key])).status_code == 403
    assert client.get(reverse("candidature:opinion", args=[declaring.key, THEME])).status_code == 403
    here = dossier_sample.at(declaring, "under_audit")
    urls = [
        reverse("dossiers:overview", args=[here.key]),
        reverse("candidature:home", args=[here.key]),
        reverse("candidature:theme", args=[here.key, THEME]),
        reverse("candidature:application", args=[here.key]),
        reverse("candidature:branch", args=[here.key]),
        reverse("candidature:mirror", args=[here.key]),
    ]
    for url in urls:
        page = client.get(url, follow=True)
        assert page.status_code == 200, url
        text = page.content.decode()
        assert WORDS not in text
        assert representative.name not in text
        assert "/opinions/" not in text


def test_nor_do_the_label_staff_the_state_or_a_stranger(client: Any, declaring: Any, representative: Any) -> None:
    sign(declaring, representative)
    url = reverse("candidature:opinions", args=[declaring.key])
    for role, status in (("label_staff", 403), ("state", 403), ("administrator", 404), (None, 404)):
        client.force_login(dossier_sample.make_person(*([role] if role else [])))
        assert client.get(url).status_code == status, role


def test_the_committee_reads_it_with_the_signal(client: Any, declaring: Any, editor: Any, representative: Any) -> None:
    question = theme_question(declaring)
    keys = load_release(declaring).scales[question.key].keys
    save_answers(
        actor=editor,
        dossier=declaring,
        written={AnswerPlace("answer", question.key): WrittenAnswer(0, AnswerEntry(keys[-1]))},
    )
    sign(declaring, representative, **{question.key: keys[0]})
    found = compute_signals(declaring, Opinion.objects.filter(dossier=declaring))
    assert (found[0].both, found[0].gaps[0].levels, found[0].strong) == (1, len(keys) - 1, True)
    here = dossier_sample.at(declaring, "before_committee")
    client.force_login(dossier_sample.make_mandate("committee", "employees"))
    page = client.get(reverse("candidature:opinions", args=[here.key])).content.decode()
    assert WORDS in page
    assert "Écart à examiner" in page or "Gap to look into" in page


def test_an_opinion_holds_no_script(client: Any, declaring: Any, representative: Any) -> None:
    bad = "<script>alert(1)</script>"
    sign_opinion(actor=representative, dossier=declaring, theme=THEME, levels={}, words=bad)
    client.force_login(representative)
    page = client.get(reverse("candidature:opinions", args=[declaring.key])).content.decode()
    assert bad not in page
    assert "&lt;script&gt;" in page


def test_the_journal_holds_no_word_of_it(declaring: Any, representative: Any) -> None:
    sign(declaring, representative)
    assert not any(WORDS in str(one.body) or THEME in str(one.body) for one in Payload.objects.all())


def test_only_staff_representatives_sign(declaring: Any, editor: Any) -> None:
    for person in (editor, dossier_sample.make_person("label_staff"), dossier_sample.make_mandate("committee")):
        with pytest.raises(RightRefused):
            sign(declaring, person)


def test_the_time_for_opinions_ends(declaring: Any, representative: Any) -> None:
    here = dossier_sample.at(declaring, "naming_auditor")
    window = find_opinion_window(here)
    assert window is not None
    assert window.until is not None
    assert window.holds(window.until)
    with pytest.raises(Faults) as caught:
        sign_opinion(
            actor=representative,
            dossier=here,
            theme=THEME,
            levels={},
            words=WORDS,
            day=window.until + timedelta(days=1),
        )
    assert caught.value.faults[0].code == "opinion-closed"


def test_a_wrong_opinion_is_told_whole(declaring: Any, representative: Any) -> None:
    with pytest.raises(Faults) as caught:
        sign_opinion(actor=representative, dossier=declaring, theme=THEME, levels={"x": "y"}, words="a" * 7000)
    assert sorted(one.code for one in caught.value.faults) == ["text-too-long", "unknown-choice"]


def test_the_page_signs(client: Any, declaring: Any, representative: Any) -> None:
    client.force_login(representative)
    url = reverse("candidature:opinion", args=[declaring.key, THEME])
    assert client.get(url).status_code == 200
    assert client.post(url, {"words": "", "sure": "1"}).status_code == 422
    unconfirmed = client.post(url, {"words": WORDS})
    assert unconfirmed.status_code == 422
    assert WORDS in unconfirmed.content.decode()
    assert client.post(url, {"words": WORDS, "sure": "1"}).status_code == 302
    assert Opinion.objects.get().person == representative


def test_an_opinion_is_written_step_by_step_and_kept_in_the_session_alone_before_it_is_signed(
    client: Any, declaring: Any, representative: Any
) -> None:
    client.force_login(representative)
    url = reverse("candidature:opinion", args=[declaring.key, THEME])
    release = load_release(declaring)
    said: dict[str, str] = {}
    page, steps = client.get(url).content.decode(), 0
    # The place of a theme is counted among those that the list of opinions shows.
    listed = (
        client.get(reverse("candidature:opinions", args=[declaring.key]))
        .content.decode()
        .count('<section class="crit">')
    )
    assert re.findall(r'data-theme-place="\d+/(\d+)"', page) == [str(listed)]
    while names := dict.fromkeys(re.findall(r'type="radio" name="(level\.[^"]+)"', page)):
        steps += 1
        assert len(names) <= 5
        for name in names:
            said[name] = release.scales[name.removeprefix("level.")].keys[-1]
        onward = re.findall(r'name="step" value="(\d+)"', page)[0]
        sent = {name: said[name] for name in names} | {"step": onward}
        moved = client.post(url, sent)
        assert moved.status_code == 302
        page = client.get(moved["Location"]).content.decode()
    assert steps > 1
    assert not Opinion.objects.exists()
    carried = dict(re.findall(r'type="hidden" name="(level\.[^"]+)" value="([^"]*)"', page))
    assert carried == said
    assert client.post(url, {**carried, "words": WORDS, "sure": "1"}).status_code == 302
    assert not [name for name, _ in client.session.items() if name.startswith("opinion:")]
    signed = Opinion.objects.get()
    assert {f"level.{key}": level for key, level in signed.levels.items()} == said


def test_signing_out_with_a_draft_opinion_says_what_is_lost_first(
    client: Any, declaring: Any, representative: Any
) -> None:
    client.force_login(representative)
    url = reverse("candidature:opinion", args=[declaring.key, THEME])
    key = theme_question(declaring).key
    sent = {f"level.{key}": load_release(declaring).scales[key].keys[-1], "step": "1"}
    assert client.post(url, sent, headers={"accept": "application/json"}).status_code == 200
    leave = reverse("accounts:sign-out")
    warned = client.post(leave)
    assert warned.status_code == 200
    assert 'data-losses="1"' in warned.content.decode()
    assert f'href="{url}"' in warned.content.decode()
    assert "_auth_user_id" in client.session, "nothing is lost yet"
    assert client.post(leave, {"sure": "1"}).status_code == 302
    assert "_auth_user_id" not in client.session
    client.force_login(representative)
    assert client.post(leave).status_code == 302, "nothing to lose, nothing to confirm"


def test_a_reload_loses_no_answer_of_an_opinion_and_nobody_else_reads_it(
    client: Any, declaring: Any, representative: Any, organisation: Any
) -> None:
    """The script of the page keeps the draft at each answer; it is sealed, and leaves with the session."""
    client.force_login(representative)
    url = reverse("candidature:opinion", args=[declaring.key, THEME])
    key = theme_question(declaring).key
    level = load_release(declaring).scales[key].keys[-1]
    sent = {f"level.{key}": level, "words": WORDS, "step": "1"}
    kept = client.post(url, sent, headers={"accept": "application/json"})
    assert (kept.status_code, [*kept.json()]) == (200, ["at"])
    page = client.get(url).content.decode()
    assert re.search(rf'name="level\.{key}"\s+value="{level}" checked', page)
    assert "data-confidential" in page
    assert WORDS not in str(dict(client.session.items()))
    client.logout()
    for person in (dossier_sample.make_member(organisation, "staff_representative"), representative):
        client.force_login(person)
        assert not re.search(rf'name="level\.{key}"\s+value="{level}" checked', client.get(url).content.decode())


def test_signing_says_what_is_left_and_leads_to_the_next(client: Any, declaring: Any, representative: Any) -> None:
    client.force_login(representative)
    url = reverse("candidature:opinions", args=[declaring.key])
    page = client.get(url).content.decode()
    awaited = list_awaited_themes(declaring, representative)
    assert f'data-next-opinion href="{reverse("candidature:opinion", args=[declaring.key, awaited[0]])}"' in page
    signed = client.post(
        reverse("candidature:opinion", args=[declaring.key, awaited[0]]), {"words": WORDS, "sure": "1"}, follow=True
    )
    assert signed.redirect_chain == [(url, 302)]
    text = signed.content.decode()
    assert len([*signed.context["messages"]]) == 1
    assert f'data-next-opinion href="{reverse("candidature:opinion", args=[declaring.key, awaited[1]])}"' in text
    assert recall_count(representative) == 1


def test_the_term_of_opinions_is_told_before_it_has_a_day(declaring: Any, representative: Any) -> None:
    (task,) = [one for one in tasks_for(representative, timezone.localdate()) if one.key.startswith("opinion:")]
    assert (task.due, task.describe_term(timezone.localdate())) == (None, OPEN_TERM)


def test_archiving_erases_free_text_and_keeps_the_fingerprint(declaring: Any, editor: Any, representative: Any) -> None:
    from filiere.site.candidature.models import Answer, AnswerVersion

    question = theme_question(declaring)
    level = load_release(declaring).scales[question.key].keys[-1]
    said = {AnswerPlace("answer", question.key): WrittenAnswer(0, AnswerEntry(level, note="Une note."))}
    save_answers(actor=editor, dossier=declaring, written=said)
    signed = sign(declaring, representative)
    dossier_sample.at(declaring, "archived")
    assert not Answer.objects.exclude(note="").exists()
    assert not AnswerVersion.objects.exclude(note="").exists()
    assert Answer.objects.get(key=question.key).value == level
    row = Opinion.objects.get()
    assert (row.words, row.levels, row.sha256) == ("", {}, signed.sha256)
    assert [one for one in find_differences() if "candidature" in one.table] == []


def test_a_person_reads_what_they_signed(representative: Any, declaring: Any) -> None:
    from filiere.site.accounts.personal_data_registry import export_personal_data

    sign(declaring, representative)
    assert export_personal_data(representative)["candidature"]["opinions"][0]["words"] == WORDS


@pytest.fixture
def client_side(db: None) -> Any:
    """A client company with its questionnaire open, and its editor."""
    company = dossier_sample.make_organisation(name="Donneuse fictive", kind="client_company")
    person = dossier_sample.make_member(company, "edit")
    dossier = dossier_sample.make_dossier(company, "client_company", opened=timezone.localdate() - timedelta(days=60))
    return dossier_sample.at(dossier, "declaring"), person


def answers_to(dossier: Any, editor: Any, key: str, rank: int) -> None:
    keys = load_release(dossier).scales[key].keys
    save_answers(
        actor=editor, dossier=dossier, written={AnswerPlace("answer", key): WrittenAnswer(0, AnswerEntry(keys[rank]))}
    )


def test_nothing_is_compared_until_both_agree(declaring: Any, editor: Any, client_side: Any) -> None:
    other, buyer = client_side
    answers_to(declaring, editor, "com_forecast_received", 0)
    answers_to(other, buyer, "buy_forecast_given", -1)
    request_mirror(actor=editor, dossier=declaring, siren=other.organisation.siren)
    link = MirrorLink.objects.get()
    assert list_question_pairs(declaring, link) == list_question_pairs(other, link) == ()
    accept_mirror(actor=buyer, dossier=other, link=link.pk)
    link.refresh_from_db()
    mine = {one.text: one for one in list_question_pairs(declaring, link)}
    text = load_release(declaring).criteria["com_forecast_received"].text.get("fr")
    assert mine[text].wide
    assert mine[text].gap == -(len(load_release(declaring).scales["com_forecast_received"].keys) - 1)
    theirs = next(one for one in list_question_pairs(other, link) if one.gap is not None)
    assert theirs.gap == -mine[text].gap
    close_mirror(actor=buyer, dossier=other, link=link.pk)
    link.refresh_from_db()
    assert list_question_pairs(declaring, link) == ()
    assert [one for one in find_differences() if "mirror" in one.table] == []


def asked_page(client: Any, editor: Any, dossier: Any, siren: str) -> str:
    client.force_login(editor)
    url = reverse("candidature:mirror", args=[dossier.key])
    page = client.post(url, {"ask": "1", "siren": siren}, follow=True)
    assert page.status_code == 200
    return re.sub(r"value=.[^>]*>", "", page.content.decode().replace(siren, "SIREN-TYPED"))


def test_whoever_types_a_number_learns_nothing_until_the_other_side_agrees(
    client: Any, declaring: Any, editor: Any, client_side: Any
) -> None:
    """The page, the row and the journal are the same for a company that is here and for one that is not."""
    other, buyer = client_side
    siren = other.organisation.siren
    known = asked_page(client, editor, declaring, siren)
    assert other.organisation.name not in known
    link = MirrorLink.objects.get()
    sealed = Payload.objects.order_by("pk").last().body
    close_mirror(actor=editor, dossier=declaring, link=link.pk)
    assert asked_page(client, editor, declaring, "552100554") == known
    unknown = MirrorLink.objects.get(closed_at=None)
    assert Payload.objects.order_by("pk").last().body == sealed
    assert (unknown.client, unknown.outsourcer, unknown.siren) == (None, declaring.organisation, "552100554")
    assert {one.table for one in find_differences() if "mirror" in one.table} == set()
    with pytest.raises(Faults):
        request_mirror(actor=editor, dossier=declaring, siren="12")
    with pytest.raises(Faults):
        request_mirror(actor=editor, dossier=declaring, siren=declaring.organisation.siren)
    # The other side finds the request, and its refusal is not told.
    close_mirror(actor=editor, dossier=declaring, link=unknown.pk)
    assert asked_page(client, editor, declaring, siren) == known
    client.force_login(buyer)
    theirs = reverse("candidature:mirror", args=[other.key])
    assert declaring.organisation.name in client.get(theirs).content.decode()
    close_mirror(actor=buyer, dossier=other, link=MirrorLink.objects.get(closed_at=None).pk)
    assert "Accepter" not in client.get(theirs).content.decode()
    assert asked_page(client, editor, declaring, siren) == known


def test_a_person_asks_so_many_numbers_a_day(declaring: Any, editor: Any) -> None:
    sirens = [f"9000000{n:02}" for n in range(11)]
    for siren in sirens[:10]:
        request_mirror(actor=editor, dossier=declaring, siren=siren)
    with pytest.raises(Faults) as caught:
        request_mirror(actor=editor, dossier=declaring, siren=sirens[10])
    assert caught.value.faults[0].code == "mirrors-asked-often"
    assert MirrorLink.objects.count() == 10


def test_two_that_ask_each_other_have_one_comparison(declaring: Any, editor: Any, client_side: Any) -> None:
    other, buyer = client_side
    request_mirror(actor=editor, dossier=declaring, siren=other.organisation.siren)
    request_mirror(actor=buyer, dossier=other, siren=declaring.organisation.siren)
    accept_mirror(actor=buyer, dossier=other, link=MirrorLink.objects.get(asked_by=declaring.organisation).pk)
    link = MirrorLink.objects.get(closed_at=None)
    assert link.is_open
    assert (link.client, link.outsourcer) == (other.organisation, declaring.organisation)
    request_mirror(actor=editor, dossier=declaring, siren=other.organisation.siren)
    assert MirrorLink.objects.count() == 2
    assert [one for one in find_differences() if "mirror" in one.table] == []


def test_a_third_company_touches_no_comparison(client: Any, declaring: Any, editor: Any, client_side: Any) -> None:
    other, _ = client_side
    request_mirror(actor=editor, dossier=declaring, siren=other.organisation.siren)
    link = MirrorLink.objects.get()
    third = dossier_sample.make_organisation()
    person = dossier_sample.make_member(third, "edit")
    theirs = dossier_sample.make_dossier(third, "outsourcer", opened=timezone.localdate())
    with pytest.raises(Faults):
        accept_mirror(actor=person, dossier=theirs, link=link.pk)
    client.force_login(person)
    url = reverse("candidature:mirror", args=[theirs.key])
    assert client.post(url, {"link": link.pk, "close": "1"}).status_code == 302
    link.refresh_from_db()
    assert link.closed_at is None


def test_one_side_cannot_agree_for_the_other(declaring: Any, editor: Any, client_side: Any) -> None:
    other, _ = client_side
    request_mirror(actor=editor, dossier=declaring, siren=other.organisation.siren)
    link = MirrorLink.objects.get()
    accept_mirror(actor=editor, dossier=declaring, link=link.pk)
    link.refresh_from_db()
    assert not link.is_open


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_page_of_two_sides_answers(client: Any, declaring: Any, editor: Any, client_side: Any, lang: str) -> None:
    other, buyer = client_side
    client.force_login(editor)
    url = reverse("candidature:mirror", args=[declaring.key])
    assert client.post(url, {"ask": "1", "siren": other.organisation.siren}).status_code == 302
    client.force_login(buyer)
    theirs = reverse("candidature:mirror", args=[other.key])
    assert client.post(theirs, {"agree": "1", "link": MirrorLink.objects.get().pk}).status_code == 302
    for person, page in ((editor, url), (buyer, theirs)):
        client.force_login(person)
        answer = client.get(page.replace("/fr/", f"/{lang}/", 1))
        assert answer.status_code == 200
        assert "<table>" in answer.content.decode()
