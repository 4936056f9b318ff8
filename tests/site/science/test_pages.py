"""The making of releases by its pages: who sees what, what visitors may say, and the whole way."""

from __future__ import annotations

import io
import json
import re
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from support.harness.refused_forms import TOLD_AT_THE_HEAD
from support.scenes.dossier_sample import make_mandate, make_person
from support.scenes.proposal_sample import COLLEGES, NEXT, proposed, signed, zipped

from filiere.site.accounts.rate_limits import RateLimit, reserve_attempt
from filiere.site.journal.models import Entry
from filiere.site.mail.models import Letter
from filiere.site.science.actions import comment_proposal as comments
from filiere.site.science.actions.proposals import open_consultation
from filiere.site.science.models import Comment, Proposal
from filiere.site.science.views import proposal_acts

pytestmark = pytest.mark.django_db


def test_a_proposal_shows_to_all_from_its_consultation_on(scientist: Any) -> None:
    row = proposed(scientist)
    url = reverse("science:proposal", args=[row.key])
    paths = ("archive", "minutes", "adoption")
    assert Client().get(url).status_code == 404
    assert signed(make_person("administrator")).get(url).status_code == 404
    assert [Client().get(reverse(f"science:{one}", args=[row.key])).status_code for one in paths] == [404] * 3
    assert signed(scientist).get(url).status_code == 200
    assert signed(make_mandate("committee", "state")).get(url).status_code == 200
    open_consultation(row, timezone.localdate() + timedelta(days=30), actor=scientist)
    assert Letter.objects.filter(kind="proposal.consult").exists()
    page = Client().get(url)
    assert page.status_code == 200
    assert row.sha256 in page.content.decode()
    assert "Ouvrir la consultation" not in page.content.decode()
    assert "Comments" in Client().get(url.replace("/fr/", "/en/")).content.decode()
    with zipfile.ZipFile(io.BytesIO(Client().get(reverse("science:archive", args=[row.key])).content)) as opened:
        assert "release.yaml" in opened.namelist()


def test_a_visitor_comments_and_a_machine_is_stopped(scientist: Any) -> None:
    row = proposed(scientist)
    open_consultation(row, timezone.localdate() + timedelta(days=30), actor=scientist)
    url, trick = reverse("science:comment", args=[row.key]), "<script>alert(1)</script>"
    data = {"signature": trick, "body": trick, "place": ""}
    assert Client().post(url, data).status_code == 302
    said = Comment.objects.get()
    page = reverse("science:proposal", args=[row.key])
    assert "alert(1)" not in Client().get(page).content.decode()
    handle = reverse("science:handle", args=[row.key, said.pk])
    assert signed(make_mandate("committee", "state")).post(handle, {"do": "show"}).status_code == 403
    assert signed(scientist).post(handle, {"do": "answer", f"{said.pk}-answer": "Merci."}).status_code == 302
    shown = Client().get(page).content.decode()
    assert "Merci." in shown
    assert "<script>alert" not in shown
    assert Client().post(url, {**data, "place": "nope"}).status_code == 422
    assert Client().post(url, {**data, "body": ""}).status_code == 422
    statuses = [Client().post(url, data).status_code for _ in range(12)]
    assert statuses[-1] == 429


def received(row: Proposal, count: int, **given: Any) -> None:
    """Comments of visitors, as many as a machine makes."""
    said = {"said_at": timezone.now(), "signature": "Une machine", "body": "Encore. " * 900, "state": "received"}
    Comment.objects.bulk_create(Comment(proposal=row, **{**said, **given}) for _ in range(count))


def test_no_machine_closes_a_consultation_to_everybody(scientist: Any, monkeypatch: Any) -> None:
    """Two thousand comments from one machine, two days at the pace allowed, were the last: setting them aside freed no
    place, and the colleges found none either."""
    row = proposed(scientist)
    open_consultation(row, timezone.localdate() + timedelta(days=30), actor=scientist)
    received(row, comments.MAX_UNREAD_COMMENTS)
    url, data = reverse("science:comment", args=[row.key]), {"signature": "Une salariée", "body": "Non.", "place": ""}
    full = Client().post(url, data)
    assert full.status_code == 422
    assert "attendent déjà d’être lues" in full.content.decode()
    seated = make_mandate("committee", "employees")
    assert signed(seated).post(url, data).status_code == 302
    monkeypatch.setattr(comments, "MAX_COMMENTS_OF_SEAT", 1)
    assert signed(seated).post(url, data).status_code == 422
    handle = reverse("science:handle", args=[row.key, Comment.objects.filter(state="received").first().pk])
    answer = signed(scientist).post(f"{handle}?page=3", {"do": "set-aside", "reason": "advertising"})
    assert answer["Location"] == reverse("science:proposal", args=[row.key]) + "?page=3"
    assert Client().post(url, data).status_code == 302


def test_a_comment_of_a_seat_is_set_aside_for_a_reason_that_its_author_reads(scientist: Any) -> None:
    """Without a reason of the list nothing is set aside; the journal keeps it, and a letter tells the author."""
    row, seated = proposed(scientist), make_mandate("committee", "employees")
    open_consultation(row, timezone.localdate() + timedelta(days=30), actor=scientist)
    said = comments.add_comment(row, actor=seated, signature="Collège salarié", body="Non.")
    handle = reverse("science:handle", args=[row.key, said.pk])
    for reason in ({}, {"reason": "parce que"}):
        page = signed(scientist).post(handle, {"do": "set-aside", **reason})
        assert page.status_code == 422
        assert re.search(rf'id="reason-{said.pk}_error">\s*Dites pourquoi', page.content.decode())
        assert TOLD_AT_THE_HEAD.search(page.content.decode())
        said.refresh_from_db()
        assert said.state == "published"
    assert '<option value="abuse">' in page.content.decode()
    page = signed(scientist).post(handle, {"do": "answer", f"{said.pk}-answer": "\u2003"})
    assert page.status_code == 422
    assert f'id="{said.pk}-answer-{said.pk}_error"' in page.content.decode()
    said.refresh_from_db()
    assert said.answer == ""
    signed(scientist).post(handle, {"do": "set-aside", "reason": "abuse"})
    said.refresh_from_db()
    assert (said.state, said.aside) == ("set_aside", "abuse")
    assert Entry.objects.get(act="proposal.set-aside").payload.body["reason"] == "abuse"
    letter = Letter.objects.get(to=seated, kind="comment-aside")
    assert "injures" in letter.body


def test_one_machine_comments_some_times_a_day(scientist: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(proposal_acts, "COMMENTS", RateLimit("comment", 1000))
    row = proposed(scientist)
    open_consultation(row, timezone.localdate() + timedelta(days=30), actor=scientist)
    url, data = reverse("science:comment", args=[row.key]), {"signature": "Une machine", "body": "Non.", "place": "?"}
    reserved = [reserve_attempt(proposal_acts.COMMENTS_OF_DAY, "127.0.0.1", now=timezone.now()) for _ in range(40)]
    assert not any(reserved)
    assert Client().post(url, data).status_code == 429


def test_a_page_holds_some_comments_however_many_there_are(scientist: Any) -> None:
    row = proposed(scientist)
    open_consultation(row, timezone.localdate() + timedelta(days=30), actor=scientist)
    received(row, 120, state="published")
    url = reverse("science:proposal", args=[row.key])
    assert [Client().get(url, {"page": page}).content.decode().count("<article") for page in (1, 2, 3)] == [50, 50, 20]
    assert "?page=2#remarques" in Client().get(url).content.decode()
    assert signed(scientist).get(url).content.decode().count('name="do" value="set-aside"') == 50


def test_the_whole_way_by_the_pages(scientist: Any, members: dict[str, list[Any]]) -> None:
    desk = signed(scientist)
    answer_ = desk.post(reverse("science:new"), {"release": NEXT, "reason": "Retours de deux ans."})
    row = Proposal.objects.get()
    url = reverse("science:proposal", args=[row.key])
    assert answer_["Location"] == url

    def act(name: str, **data: Any) -> int:
        sent = {f"{name}-{field}": value for field, value in data.items()}
        return desk.post(reverse("science:do", args=[row.key, name]), sent).status_code

    assert act("consult", until="hier") == 422
    assert act("consult", until=str(timezone.localdate() + timedelta(days=31))) == 302
    past = timezone.localdate() - timedelta(days=1)
    Proposal.objects.update(consultation_from=past - timedelta(days=31), consultation_until=past)
    assert act("nonsense") == 404
    assert act("open") == 422
    assert act("open", last_day=str(timezone.localdate() + timedelta(days=5))) == 302
    for people in members.values():
        for person in people:
            voter = signed(person)
            assert "Déposer le bulletin" in voter.get(url).content.decode()
            data = {"choice": "adopt", "reasons": "Lu et approuvé."}
            assert voter.post(reverse("science:vote", args=[row.key]), data).status_code == 302
            assert voter.post(reverse("science:vote", args=[row.key]), data).status_code == 422
    assert "Déposer le bulletin" not in desk.get(url).content.decode()
    assert act("close") == 302
    assert act("seal") == 302
    row.refresh_from_db()
    assert len(row.sealed) == 64
    lines = yaml.safe_load(Client().get(reverse("science:adoption", args=[row.key])).content)
    assert lines["status"] == "adopted"
    # All voted alike: who voted what would be told by any count. H3
    assert lines["adoption"] == [{"colleges": sorted(COLLEGES, key=[*COLLEGES].index)}]
    minutes = json.loads(Client().get(reverse("science:minutes", args=[row.key])).content)
    assert minutes["vote"]["papers"]["release"] == row.sha256
    assert row.sealed in Client().get(url).content.decode()
    assert NEXT in Client().get(reverse("science:home")).content.decode()


def test_the_form_tells_all_faults_of_an_archive(scientist: Any, root: Path, home: Path) -> None:
    broken = zipped(root, "2028.2", award__yaml="award: {levels: 3, nope: 1}\n")
    data = {"archive": SimpleUploadedFile("a.zip", broken), "reason": "La nôtre.", "release": ""}
    desk = signed(scientist)
    answer_ = desk.post(reverse("science:new"), data)
    assert answer_.status_code == 422
    assert "award.yaml" in answer_.content.decode()
    assert list((home / "uploads").iterdir()) == []
    assert desk.post(reverse("science:new"), {"reason": "x", "release": ""}).status_code == 422
    assert signed(make_person()).get(reverse("science:new")).status_code == 403
    assert Client().get(reverse("science:new")).status_code == 302


def test_an_answer_that_is_too_long_is_given_back(scientist: Any) -> None:
    """It is refused at its field, whole, and nothing is answered."""
    row = proposed(scientist)
    open_consultation(row, timezone.localdate() + timedelta(days=30), actor=scientist)
    said = comments.add_comment(row, actor=make_mandate("committee", "employees"), signature="Collège", body="Non.")
    handle = reverse("science:handle", args=[row.key, said.pk])
    long = "Réponse. " * 1000
    page = signed(scientist).post(handle, {"do": "answer", f"{said.pk}-answer": long})
    assert page.status_code == 422
    assert f'id="{said.pk}-answer-{said.pk}_error"' in page.content.decode()
    assert f"{long}</textarea>" in page.content.decode()
    said.refresh_from_db()
    assert said.answer == ""
