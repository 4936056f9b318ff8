"""Agreements with the State: sums are said and not mended, payments keep their version, reports keep their figures."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from support.scenes.agreement_sample import MILLION, make_agreement

from filiere.core import Faults, Text, seal
from filiere.site.journal.sealed_rows import sealed_rows
from filiere.site.kit.rights import RightRefused
from filiere.site.mail.models import Letter
from filiere.site.observatory.actions.correct_figure import correct_figure
from filiere.site.observatory.figure_register import current_register
from filiere.site.programme.agreements.actions import agreements, amendments, payments, questions, uses
from filiere.site.programme.agreements.journal_reconciliation import SEALED_ROWS
from filiere.site.programme.agreements.models import Agreement, Report
from filiere.site.programme.agreements.report_contents import list_corrections
from filiere.site.programme.agreements.standing import AgreementStanding, read_standing
from filiere.site.programme.figure_uses import list_figure_uses
from filiere.site.programme.reading_dates import ReadingDates

pytestmark = pytest.mark.django_db

TODAY = timedelta(0)
FIGURE = "programme-2009-to-train"


def stand(agreement: Agreement, *, ago: timedelta = TODAY, known: timedelta = TODAY) -> AgreementStanding:
    """Where an agreement stands so long ago, from what was known so long ago."""
    today = timezone.localdate()
    return read_standing(agreement, ReadingDates(today - ago, today - known))


def test_the_agreement_of_2009_shows_what_nothing_explains(client: Client) -> None:
    """18 = 6 + 9 + 3 unexplained, 20 beside it, and no payment of anybody's invention."""
    page = client.get(reverse("programme:agreement", args=("agreement-2009-07-28",))).content.decode()
    assert 'data-missing="3' in page
    assert "18 = 6 + 9 + 3" in page
    assert "data-disagreements" in page
    assert "data-payment" not in page


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_every_page_of_an_agreement_is_shown(client: Client, make_user: Any, lang: str) -> None:
    """Open pages to a visitor, the space of the authorities to them, the forms to the lead."""
    scene = make_agreement(make_user)
    report = scene.send_report()
    key = scene.agreement.key
    for name, args in (
        ("agreements", ()),
        ("agreement", (key,)),
        ("agreement-report", (report.key,)),
        ("agreements-grants", ()),
    ):
        assert client.get(f"/{lang}" + reverse(f"programme:{name}", args=args)[3:]).status_code == 200, name
    client.force_login(scene.state)
    for name, args in (
        ("spending", ()),
        ("agreement", (key,)),
        ("agreement-question", (key,)),
        ("use-accept", (scene.use.key,)),
    ):
        assert client.get(f"/{lang}" + reverse(f"programme:{name}", args=args)[3:]).status_code == 200, name
    client.force_login(scene.lead)
    forms = ("amount", "amend", "article", "objective", "statement", "payment", "use", "period", "grant")
    for name in forms:
        assert client.get(f"/{lang}" + reverse(f"programme:agreement-{name}", args=(key,))[3:]).status_code == 200, name
    for name, args in (
        ("agreement-new", ()),
        ("agreements-import", ()),
        ("payment-record", (scene.payment.key,)),
        ("use-spend", (scene.use.key,)),
        ("objective-measure", (scene.objective.key,)),
        ("agreement-report-prepare", (key, 1)),
    ):
        assert client.get(f"/{lang}" + reverse(f"programme:{name}", args=args)[3:]).status_code == 200, name


def test_an_agreement_is_entered_by_its_form(client: Client, make_user: Any) -> None:
    """The form of the lead makes the row, its first version, and leads to its page."""
    client.force_login(make_user("programme"))
    sent = {
        "title": "Convention régionale",
        "parties": "État\nRégion\n",
        "signed_on": "2026-01-15",
        "starts": "2026-01-15",
        "ends": "2028-12-31",
        "total": "1000000",
        "object": "Former.",
        "regions": ["REG-53"],
    }
    answer = client.post(reverse("programme:agreement-new"), sent)
    made = Agreement.objects.get()
    assert answer.status_code == 302
    assert answer["Location"].endswith(f"/{made.key}/")
    assert (made.parties, made.regions, made.versions.get().total) == (["État", "Région"], ["REG-53"], 1_000_000)
    wrong = client.post(reverse("programme:agreement-new"), sent | {"ends": "2025-01-01"})
    assert wrong.status_code == 422


def test_sums_that_do_not_add_up_are_said(client: Client, make_user: Any) -> None:
    """Lines of three millions for a total of four: one is missing, and nothing is changed for it."""
    scene = make_agreement(make_user, total=4 * MILLION)
    page = client.get(reverse("programme:agreement", args=(scene.agreement.key,))).content.decode()
    assert 'data-balanced="no"' in page
    agreements.record_statement(
        scene.agreement,
        actor=scene.lead,
        title="Presse",
        total=5 * MILLION,
        parts=[("État", "state", 2 * MILLION), ("Privé", "private", MILLION)],
    )
    page = client.get(reverse("programme:agreement", args=(scene.agreement.key,))).content.decode()
    assert "data-disagreements" in page
    assert stand(scene.agreement).version.total == 4 * MILLION


def test_a_payment_keeps_the_version_it_was_made_under(make_user: Any) -> None:
    """An amendment signed after it changes amounts, and not what was paid before."""
    scene = make_agreement(make_user)
    signed = scene.agreement.signed_on
    payments.record_payment(scene.payment, actor=scene.lead, paid_on=signed + timedelta(days=20))
    late = payments.schedule_payment(
        scene.agreement, actor=scene.lead, funder="État", amount=MILLION, due=signed + timedelta(days=200)
    )
    amendments.amend_agreement(
        scene.agreement,
        actor=scene.lead,
        signed_on=signed + timedelta(days=100),
        reason="Une région de plus.",
        amounts={0: 3 * MILLION},
        total=4 * MILLION,
    )
    payments.record_payment(late, actor=scene.lead, paid_on=signed + timedelta(days=150))
    now, before = stand(scene.agreement), stand(scene.agreement, ago=timedelta(days=350))
    assert [one.version for one in now.payments] == [0, 1]
    assert (now.version.number, now.planned_amount, before.version.number) == (1, 3 * MILLION, 0)
    assert before.planned_amount == 2 * MILLION
    assert now.lines[1].amount == MILLION


@pytest.mark.parametrize(
    ("act", "code"),
    [
        (lambda one: payments.record_payment(
            one.payment, actor=one.lead, paid_on=one.agreement.signed_on - timedelta(1)),
         "payment-before-signature"),
        (lambda one: payments.record_payment(one.payment, actor=one.lead, paid_on=timezone.localdate() + timedelta(1)),
         "agreement-day-to-come"),
        (lambda one: uses.accept_spending(one.use, actor=one.state, amount=MILLION, on=timezone.localdate()),
         "accepted-beyond-spent"),
        (lambda one: agreements.add_amount(
            one.agreement, actor=one.lead, funder="État", funder_kind="state", amount=MILLION,
            year=one.agreement.signed_on.year), "amount-line-taken"),
        (lambda one: agreements.add_objective(
            one.agreement, actor=one.lead, title="x", goal=Decimal(1), due=timezone.localdate(), figure="nowhere"),
         "objective-figure-unknown"),
        (lambda one: agreements.add_objective(
            one.agreement, actor=one.lead, title="x", goal=Decimal(1), due=timezone.localdate(), region="REG-99"),
         "agreement-region-unknown"),
        (lambda one: amendments.amend_agreement(
            one.agreement, actor=one.lead, signed_on=one.agreement.signed_on - timedelta(1), reason="x", amounts={}),
         "amendment-early"),
        (lambda one: [one.send_report(), one.send_report()], "report-sent"),
        (lambda one: questions.ask_question(
            one.agreement, actor=one.state, text="?", due=timezone.localdate() - timedelta(1)), "question-due-early"),
    ],
)  # fmt: skip
def test_what_an_act_refuses(make_user: Any, act: Callable[[Any], Any], code: str) -> None:
    scene = make_agreement(make_user)
    with pytest.raises(Faults) as raised:
        act(scene)
    assert [one.code for one in raised.value.faults] == [code]


def test_a_report_keeps_its_figures_and_lists_what_was_corrected(client: Client, make_user: Any) -> None:
    """Seven people counted twice are corrected later: the report prints as it was sent, with that line."""
    scene = make_agreement(make_user)
    report = scene.send_report()
    assert list_corrections(report) == []
    on = scene.agreement.signed_on + timedelta(days=90)
    uses.record_measure(scene.objective, actor=scene.lead, value=Decimal(205), on=on, comment="Sept doublons")
    report.refresh_from_db()
    found = list_corrections(report)
    assert [(one.sent, one.now, one.comment) for one in found] == [(212, 205, "Sept doublons")]
    assert report.sha256 == seal(report.body)
    page = client.get(reverse("programme:agreement-report", args=(report.key,))).content.decode()
    assert page.count("data-correction") == 1
    assert report.sha256 in page
    printed = client.get(reverse("programme:agreement-report-pdf", args=(report.key,)))
    assert b"".join(printed).startswith(b"%PDF") if printed.streaming else printed.content.startswith(b"%PDF")
    # What is true after the period is no correction of it.
    uses.record_measure(scene.objective, actor=scene.lead, value=Decimal(390), on=timezone.localdate())
    assert len(list_corrections(report)) == 1


def test_a_figure_that_is_corrected_shows_on_the_report(make_user: Any) -> None:
    """An objective reads the register; the report keeps the value that was sent, and lists the new one."""
    scene = make_agreement(make_user)
    read = agreements.add_objective(
        scene.agreement,
        actor=scene.lead,
        title="Emplois",
        goal=Decimal(5_000),
        due=timezone.localdate(),
        figure=FIGURE,
    )
    report = scene.send_report()
    before = current_register()[FIGURE].value
    correct_figure(
        FIGURE,
        changes={"value": 5_400},
        reason=Text(fr="Relu dans la source.", en="Read again in the source."),
        actor=make_user("statistician"),
    )
    assert [(one.sent, one.now) for one in list_corrections(report)] == [(before, 5_400)]
    uses = {one.key: one for one in list_figure_uses(FIGURE)}
    assert uses[f"objective:{read.key}"].follows
    assert uses[f"agreement-report:{report.key}:objective:{read.key}"].dated


def test_what_was_known_on_a_day_is_read_again(make_user: Any) -> None:
    """An entry of today about last year is true last year, and was not known then."""
    scene = make_agreement(make_user)
    year = timedelta(days=300)
    assert stand(scene.agreement, ago=year).spent_amount == 600_000
    assert stand(scene.agreement, ago=year, known=year).spent_amount == 0


def test_questions_are_asked_and_answered(client: Client, make_user: Any) -> None:
    """The authorities ask, the lead is told and answers, the author is told; a visitor reads neither."""
    scene = make_agreement(make_user)
    client.force_login(scene.state)
    due = timezone.localdate() + timedelta(days=14)
    client.post(
        reverse("programme:agreement-question", args=(scene.agreement.key,)),
        {"text": "Pourquoi si peu ?", "due": due.isoformat()},
    )
    question = scene.agreement.questions.get()
    client.force_login(scene.lead)
    client.post(reverse("programme:question-answer", args=(question.key,)), {"answer": "Voici."})
    assert set(Letter.objects.values_list("kind", "to__name")) == {
        ("agreement.question", "Lise Conduite"),
        ("agreement.answer", "Paul Préfet"),
    }
    address = reverse("programme:agreement", args=(scene.agreement.key,))
    assert "data-question" in client.get(address).content.decode()
    client.logout()
    assert "data-question" not in client.get(address).content.decode()


def test_who_may_not_act_is_refused(make_user: Any) -> None:
    """The authorities enter no payment, the lead accepts no spending of its own."""
    scene = make_agreement(make_user)
    with pytest.raises(RightRefused):
        payments.record_payment(scene.payment, actor=scene.state, paid_on=timezone.localdate())
    with pytest.raises(RightRefused):
        uses.accept_spending(scene.use, actor=scene.lead, amount=Decimal(1), on=timezone.localdate())


def test_the_journal_tells_every_row(make_user: Any) -> None:
    """Rows that no act made, or that were changed beside it, show."""
    scene = make_agreement(make_user)
    scene.send_report()
    questions.ask_question(scene.agreement, actor=scene.state, text="?", due=timezone.localdate())
    agreements.record_statement(scene.agreement, actor=scene.lead, title="x", parts=[("État", "state", MILLION)])
    amendments.write_article(scene.agreement, actor=scene.lead, title="Objet", text="Former.", number=1)
    declared = [one for one in sealed_rows if one in SEALED_ROWS]
    assert [difference for one in declared for difference in one.compare()] == []
    Report.objects.update(body={"lines": []})
    assert [difference.kind for one in declared for difference in one.compare()] == ["changed"]
