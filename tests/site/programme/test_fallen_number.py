"""After a recall, the number that fell stands nowhere as current, on anything that the site says to anybody.

A statement of a past day may keep it where it says so: a report with its correction, a briefing with its warning, the
history of a figure.
"""

from __future__ import annotations

import json
import re
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from support.harness.public_crawl import crawl
from support.scenes import communication_sample as sample
from support.scenes.agreement_sample import make_agreement
from support.scenes.communication_sample import JOBS, WOMEN, Cast
from support.scenes.dossier_sample import make_person

from filiere.core import Text
from filiere.site.observatory.actions.correct_figure import correct_figure
from filiere.site.programme.agreements.actions import agreements
from filiere.site.programme.agreements.actions.reports import open_period
from filiere.site.programme.briefings.actions import make_briefing
from filiere.site.programme.communication.actions import recalls
from filiere.site.programme.communication.actions.kits import give_kit
from filiere.site.programme.communication.actions.messages import record_use

from .conftest import TYPED, Leading
from .test_communication_recall import PRESS, REASON

pytestmark = pytest.mark.django_db

FALLEN = Decimal("73.91")
"""A number that nothing else of the site says."""
SAID = re.compile(r"73[.,]91")
SENTENCES = {
    "sentence": "Chez les prestataires, 73,91 % des salariés sont des femmes.",
    "sentence_en": "At outsourcers, 73.91% of employees are women.",
}
CORRECTED = re.compile(r"→\s*73[.,]91|73[.,]91[^→\d]{0,12}→")
"""The number in a correction, which gives the one before and the one after."""
DATED = frozenset({"data-dated", "data-history"})
"""Marks of an element that tells of a past day, and says so."""
KNOWN = tuple(f"/{lang}/search/?q={words}" for lang in ("fr", "en") for words in ("femmes", "women", "prestataires"))


def correct(cast: Cast, value: Decimal) -> None:
    """Correct the value of the figure."""
    reason = Text(fr="Relu (essai).", en="Read again (test).")
    correct_figure(WOMEN, changes={"value": float(value)}, reason=reason, actor=cast.statistician, confirmed=True)


def speak(cast: Cast, leading: Leading) -> dict[str, Any]:
    """Say the number wherever the programme can: and return what is looked at by its key afterwards."""
    operation = sample.plan(cast, days=5)
    message, kept = (sample.say(cast, WOMEN, where, **SENTENCES) for where in (operation, None))
    sample.say(cast, JOBS, operation)
    give_kit(operation, lines=PRESS, actor=cast.officer)
    record_use(
        "Discours",
        title_en="Speech",
        figure=WOMEN,
        kind="speech",
        said="73,91 %",
        on=timezone.localdate(),
        owner="programme",
        recipients=3,
        actor=cast.officer,
    )
    by_figure = {"reads": "figure", "figure": WOMEN, "base": None, "measure": "", "unit": "", "period_months": 240}
    action = leading.add(target=TYPED | by_figure | {"goal": Decimal(80)})
    scene = make_agreement(make_person)
    signed = scene.agreement.signed_on
    said = {"title": "Femmes", "goal": Decimal(80), "due": signed + timedelta(days=900), "figure": WOMEN}
    agreements.add_objective(scene.agreement, actor=scene.lead, **said)
    report = scene.send_report()
    days = {"starts": signed, "ends": signed + timedelta(days=300), "due": timezone.localdate()}
    period = open_period(scene.agreement, actor=scene.lead, **days)
    day = timezone.localdate() + timedelta(days=3)
    meeting = {"meeting_on": day, "place": "Cabinet", "about": "Emploi", "present": "", "asks": ["Être reçus"]}
    briefing = make_briefing(None, actor=cast.lead, figures=[WOMEN], **meeting)
    return {
        "message": message, "kept": kept, "action": action, "report": report, "period": period, "briefing": briefing
    }  # fmt: skip


def test_a_fallen_number_stands_nowhere_as_current(leading: Leading) -> None:
    """Nor at an address that somebody remembers; what is kept as said on a day says so wherever it stands."""
    cast = Cast()
    sample.retain(cast, JOBS, WOMEN)
    correct(cast, FALLEN)
    made = speak(cast, leading)
    lead = Client()
    lead.force_login(cast.lead)
    whole = ("programme:", "api:", WOMEN)
    about = {"figure_id": WOMEN, "figure": WOMEN}
    spoken = ("/programme/", "/programme-", "/search", WOMEN)
    before = {
        "visitor": crawl(Client(), whole=whole, about=about, known=KNOWN, space=spoken),
        "lead": crawl(lead, whole=whole, about=about, space=("/programme/briefings/",)),
    }
    said = {url for read in before.values() for url, words in read.items() if SAID.search(words)}
    for part in (
        "/programme/messages/",
        "/programme/operations/",
        "press-sheet.pdf",
        "feed.xml",
        "/agreements/reports/",
        "/briefings/",
        "/programme/actions/",
        "/export/programme-kit.csv",
        "/api/v1/programme/messages",
        "/search/",
        WOMEN,
    ):
        assert any(part in url for url in said), part

    recall = recalls.open_recall(WOMEN, actor=cast.officer, **REASON)
    keys = [one.key for one in recalls.list_awaited_uses(WOMEN)]
    recalls.decide_fates(recall, uses=keys, fate="withdrawn", actor=cast.officer)
    recalls.decide_fates(recall, uses=[f"message:{made['kept'].key}"], fate="dated", actor=cast.officer)
    recalls.complete_recall(recall, actor=cast.officer)
    correct(cast, Decimal(65))

    after = {
        "visitor": crawl(Client(), whole=whole, about=about, known=(*before["visitor"], *KNOWN), without=DATED),
        "lead": crawl(lead, whole=whole, known=before["lead"], without=DATED, space=("/programme/briefings/",)),
    }
    assert all(len(after[name]) >= len(before[name]) for name in before)
    wrong = {
        url: words[max(found.start() - 90, 0) : found.end() + 60]
        for read in after.values()
        for url, words in read.items()
        if (found := SAID.search(CORRECTED.sub("", words))) is not None and not is_dated(url, words, made)
    }
    assert wrong == {}, "\n".join(f"{url}: {words}" for url, words in wrong.items())


def is_dated(url: str, words: str, made: dict[str, Any]) -> bool:
    """Whether what stands at an address is of a past day, and says so: a message kept, a report with corrections."""
    if made["kept"].key in url:
        return "data-dated" in Client().get(url).text
    if url.endswith(".pdf") and made["report"].key in url:
        return any(one in words for one in ("Corrections depuis", "Corrections since", "corrig", "orrected"))
    if url.endswith(".pdf") and made["briefing"].key in url:
        return re.search(r"retiré ou corrigé depuis|retired or corrected since", words) is not None
    if url.endswith("/feed.xml"):
        told = re.findall(r"<summary[^>]*>([^<]*)</summary>", words)
        return all(re.search(r"Corrigé depuis|Corrected since", one) for one in told if SAID.search(one))
    if url.startswith("/api/v1/programme/messages"):
        told = json.loads(words)["messages"]
        return all(one["dated"] for one in told if SAID.search(json.dumps(one, ensure_ascii=False)))
    return False
