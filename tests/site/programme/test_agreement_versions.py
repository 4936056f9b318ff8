"""Versions of an agreement: what an amendment changes, what it leaves, what was known of it on a day, and what differs
between two versions or two days."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from support.scenes.agreement_sample import MILLION, AgreementScene, make_agreement

from filiere.core import Faults
from filiere.site.journal.sealed_rows import sealed_rows
from filiere.site.observatory.figure_register import current_register
from filiere.site.programme.agreements.actions import amendments, payments, reports, uses
from filiere.site.programme.agreements.amendment_forms import AmendmentForm
from filiere.site.programme.agreements.journal_reconciliation import SEALED_ROWS
from filiere.site.programme.agreements.models import Agreement, AgreementVersion, Article, UseEntry
from filiere.site.programme.agreements.presenters.changes import compare_agreement, compare_versions
from filiere.site.programme.agreements.standing import AgreementStanding, read_standing
from filiere.site.programme.reading_dates import ReadingDates

pytestmark = pytest.mark.django_db

MONTH = timedelta(days=30)


def stand(scene: AgreementScene, on: date | None = None, known: date | None = None) -> AgreementStanding:
    """Where the agreement stands on a day, today by what is known today without one."""
    today = timezone.localdate()
    return read_standing(scene.agreement, ReadingDates(on or today, known or today))


def amend(scene: AgreementScene, **changes: Any) -> AgreementVersion:
    """An amendment signed a hundred days after the agreement."""
    said: dict[str, Any] = {"reason": "Une région de plus.", "amounts": {}} | changes
    signed = said.pop("signed_on", scene.agreement.signed_on + timedelta(days=100))
    return amendments.amend_agreement(scene.agreement, actor=scene.lead, signed_on=signed, **said)


@pytest.fixture
def scene(make_user: Any) -> AgreementScene:
    """An agreement with an article."""
    made = make_agreement(make_user)
    amendments.write_article(made.agreement, actor=made.lead, title="Objet", text="Former.", number=1)
    return made


def test_an_amendment_changes_articles_objectives_regions_and_term(scene: AgreementScene) -> None:
    """And all of it is read as it was before the day of its signature."""
    signed, later = scene.agreement.signed_on, scene.agreement.ends + timedelta(days=365)
    amend(
        scene,
        ends=later,
        regions=["REG-53"],
        articles=[
            amendments.ArticleWords(1, "Objet", "Former et loger."),
            amendments.ArticleWords(2, "Durée", "Un an."),
        ],
        objectives={
            scene.objective.key: {"goal": Decimal(500), "figure": "programme-2009-to-train", "region": "REG-53"}
        },
    )
    now, before = stand(scene), stand(scene, signed + MONTH)
    assert (now.ends, now.regions, before.ends, before.regions) == (later, ["REG-53"], scene.agreement.ends, [])
    assert [(one.number, one.text) for one in now.articles] == [(1, "Former et loger."), (2, "Un an.")]
    assert [(one.number, one.text) for one in before.articles] == [(1, "Former.")]
    (new,), (old,) = now.objectives, before.objectives
    assert (new.words.goal, new.words.figure, old.words.goal, old.words.figure) == (
        500,
        "programme-2009-to-train",
        400,
        "",
    )
    assert scene.agreement in Agreement.objects.for_day(later)
    reports.open_period(scene.agreement, actor=scene.lead, starts=signed, ends=later, due=later)


def test_what_an_amendment_takes_out_is_still_there_before(scene: AgreementScene) -> None:
    amend(
        scene,
        articles=[amendments.ArticleWords(1, "Objet", "")],
        objectives={scene.objective.key: {"withdrawn": True}},
    )
    now, before = stand(scene), stand(scene, scene.agreement.signed_on + MONTH)
    assert (now.articles, now.objectives) == ((), ())
    assert (len(before.articles), len(before.objectives)) == (1, 1)
    with pytest.raises(Faults) as raised:
        amendments.change_objective(scene.objective, actor=scene.lead, goal=Decimal(1))
    assert [one.code for one in raised.value.faults] == ["objective-withdrawn"]


def test_a_payment_and_a_report_made_before_stay_under_their_version(scene: AgreementScene) -> None:
    """The page of an agreement amended after them changes neither."""
    signed = scene.agreement.signed_on
    payments.record_payment(scene.payment, actor=scene.lead, paid_on=signed + timedelta(days=20))
    report = scene.send_report()
    before = dict(report.body)
    amend(scene, amounts={0: 3 * MILLION}, total=4 * MILLION, signed_on=signed + timedelta(days=200))
    report.refresh_from_db()
    assert (stand(scene).version.number, [one.version for one in stand(scene).payments]) == (1, [0])
    assert (report.body, report.body["version"]) == (before, 0)


def test_what_was_known_of_a_version_on_a_day(scene: AgreementScene) -> None:
    """An amendment entered late is true since its signature, and was not known then; a correction of an article is
    later knowledge of the same version."""
    signed = scene.agreement.signed_on
    earlier = timezone.now() - timedelta(days=200)
    AgreementVersion.objects.update(known_at=earlier)
    Article.objects.update(known_at=earlier)
    amendments.write_article(scene.agreement, actor=scene.lead, title="Objet", text="Former mieux.", number=1)
    amend(scene, amounts={0: 3 * MILLION})
    day = timezone.localdate(earlier) + MONTH
    known, now = stand(scene, day, day), stand(scene, day)
    assert (known.version.number, now.version.number) == (0, 1)
    assert ([one.text for one in known.articles], [one.text for one in now.articles]) == (
        ["Former."],
        ["Former mieux."],
    )
    assert stand(scene, signed + MONTH).version.number == 0


def test_two_versions_are_compared(scene: AgreementScene, client: Client) -> None:
    """Field by field, and by word where a text is long."""
    long = "L’association forme les salariés. " * 8
    amendments.write_article(scene.agreement, actor=scene.lead, title="Objet", text=long, number=1)
    amend(
        scene,
        amounts={0: 3 * MILLION},
        articles=[amendments.ArticleWords(1, "Objet", long + "Elle les loge.")],
        objectives={scene.objective.key: {"goal": Decimal(500)}},
    )
    today = timezone.localdate()
    rows = compare_versions(scene.agreement, ReadingDates(today, today), 0, 1)
    assert [one.kind for one in rows] == ["moved"] * 3
    assert "<ins>" in str(next(one.marked for one in rows if one.marked))
    assert compare_versions(scene.agreement, ReadingDates(today, today), 1, 1) == ()
    page = client.get(reverse("programme:agreement-versions", args=(scene.agreement.key,)))
    assert (page.status_code, page.content.count(b"data-change=")) == (200, 3)
    wrong = client.get(reverse("programme:agreement-versions", args=(scene.agreement.key,)), {"from": "9", "to": "x"})
    assert wrong.status_code == 422
    shown = client.get(reverse("programme:agreement", args=(scene.agreement.key,))).content
    assert shown.count(b"data-version-change=") == 3


def test_two_days_are_compared_and_a_correction_is_no_event(scene: AgreementScene, client: Client) -> None:
    """A payment made in between is a move, spending of before entered since is a restatement, a day that is none is a
    fault at its field."""
    today = timezone.localdate()
    then, long_ago = today - timedelta(days=50), timezone.now() - timedelta(days=399)
    for model in (AgreementVersion, Article, UseEntry):
        model.objects.update(known_at=long_ago)  # type: ignore[attr-defined]
    for part in ("payments", "uses", "objectives", "periods"):
        getattr(scene.agreement, part).update(known_at=long_ago)
    scene.agreement.versions.get().lines.update(known_at=long_ago)
    scene.objective.measures.update(known_at=long_ago)
    assert compare_agreement(scene.agreement, ReadingDates(today, today, then)).rows == ()  # type: ignore[union-attr]
    payments.record_payment(scene.payment, actor=scene.lead, paid_on=today - timedelta(days=3))
    UseEntry.objects.create(use=scene.use, kind="spent", amount=Decimal(500_000), on=then - MONTH, by=scene.lead)
    found = compare_agreement(scene.agreement, ReadingDates(today, today, then))
    assert found is not None
    assert [one.kind for one in found.rows] == ["moved", "restated"]
    address = reverse("programme:agreement", args=(scene.agreement.key,))
    page = client.get(address, {"vs": then.isoformat()}).content.decode()
    assert 'data-changes="2"' in page
    refused = client.get(address, {"vs": "demain", "on": "2026-02-30"})
    assert refused.status_code == 422
    assert "2026-02-30" in refused.content.decode()


def test_an_indicator_that_an_amendment_changes_is_read_where_it_says(scene: AgreementScene) -> None:
    """Typed before, read in the register since: nobody types it any more."""
    amendments.change_objective(scene.objective, actor=scene.lead, figure="programme-2009-to-train")
    with pytest.raises(Faults) as raised:
        uses.record_measure(scene.objective, actor=scene.lead, value=Decimal(1), on=timezone.localdate())
    assert [one.code for one in raised.value.faults] == ["objective-not-typed"]
    assert stand(scene).objectives[0].value == current_register()["programme-2009-to-train"].value


def _send(client: Client, scene: AgreementScene, **typed: Any) -> Any:
    form = AmendmentForm(scene.agreement)
    filled = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
    kept = {name: "" if value is None else value for name, value in filled.items() if value is not False}
    signed = (scene.agreement.signed_on + timedelta(days=100)).isoformat()
    sent = kept | {"signed_on": signed, "reason": "Une raison."} | typed
    return client.post(reverse("programme:agreement-amend", args=(scene.agreement.key,)), sent)


def test_an_amendment_is_entered_by_its_form(client: Client, scene: AgreementScene) -> None:
    """What is left as it was makes no row; ends of lines of a browser are no change."""
    client.force_login(scene.lead)
    amendments.write_article(scene.agreement, actor=scene.lead, title="Suivi", text="Un.\nDeux.", number=2)
    answer = _send(
        client,
        scene,
        line_0="3000000",
        article_1="Former et loger.",
        article_2="Un.\r\nDeux.",
        new_number="3",
        new_title="Durée",
        new_text="Un an.",
        **{f"goal_{scene.objective.key}": "500"},
    )
    assert answer.status_code == 302
    version = scene.agreement.versions.get(number=1)
    assert (version.ends, version.regions, version.total) == (None, None, 3 * MILLION)
    assert [(one.number, one.text) for one in version.articles.all()] == [(1, "Former et loger."), (3, "Un an.")]
    assert [one.goal for one in version.amended_objectives.all()] == [500]
    declared = [one for one in sealed_rows if one in SEALED_ROWS]
    assert [difference for one in declared for difference in one.compare()] == []


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({}, "reason"),
        ({"line_0": "-1"}, "line_0"),
        ({"line_0": "beaucoup"}, "line_0"),
        ({"ends": "1999-01-01"}, "ends"),
        ({"ends": "2026-02-30"}, "ends"),
        ({"regions": ["REG-99"]}, "regions"),
        ({"signed_on": "2001-01-01", "line_0": "1"}, "signed_on"),
        ({"new_number": "1", "new_title": "x", "new_text": "x"}, "new_number"),
        ({"new_text": "Un texte seul."}, "new_number"),
    ],
)
def test_what_the_form_of_an_amendment_refuses(
    client: Client, scene: AgreementScene, typed: dict[str, Any], field: str
) -> None:
    """At its field, with what was typed, and nothing half-written."""
    client.force_login(scene.lead)
    answer = _send(client, scene, **typed | {"reason": "Ce que j’ai tapé."})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert "Ce que j’ai tapé." in answer.content.decode()
    assert scene.agreement.versions.count() == 1


def test_two_people_who_amend_at_once(client: Client, scene: AgreementScene) -> None:
    """The second is told, keeps what they typed, and changes nothing of what the first wrote."""
    client.force_login(scene.lead)
    assert _send(client, scene, line_0="3000000").status_code == 302
    second = _send(client, scene, base="0", line_0="2500000")
    assert second.status_code == 422
    assert 'value="2500000"' in second.content.decode()
    assert (scene.agreement.versions.count(), stand(scene).planned_amount) == (2, 3 * MILLION)
