"""Each of the people that the site is for does their job from the home page, by what they read alone.

A walk knows no address: it clicks the words that a page shows, and its clicks are counted against a budget.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from support.harness.built_demonstration import environment_of
from support.harness.demonstration_door import enter_demonstration
from support.harness.served_home import serve_home
from support.harness.walks import Walk

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def home_apart(demonstration: tuple[Path, str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demonstration for the walks that change it."""
    return Path(shutil.copytree(demonstration[0], tmp_path_factory.mktemp("walks") / "home"))


@pytest.fixture(scope="module")
def site_apart(home_apart: Path) -> Iterator[str]:
    """Its address."""
    with serve_home(home_apart) as address:
        yield address


@pytest.fixture
def walk(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Walk]:
    """A person at the home page; what they clicked is told with the results of the run."""
    lang, size = getattr(request, "param", ("fr", (1280, 900)))
    changes = request.node.get_closest_marker("usefixtures") is not None
    site = request.getfixturevalue("site_apart" if changes else "site")
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]}, locale="fr-FR" if lang == "fr" else "en-GB"
    )
    started = Walk(context.new_page(), site, lang)
    started.open_home()
    yield started
    context.close()
    budget = request.node.get_closest_marker("clicks").args[0]
    request.node.user_properties.append(("walk", (request.node.name, len(started.steps), budget, started.steps)))
    assert len(started.steps) <= budget, started.steps


OPEN_VOTE = """
import datetime
from filiere.site.django_startup import start_django
start_django()
from django.utils import timezone
from filiere.site.committee.actions import sessions, votes
from filiere.site.committee.agenda import find_item_hearing
from filiere.site.committee.models import Session
from filiere.site.members.models import Mandate
session = Session.objects.filter(instance="committee", closed_at=None, opened_at=None).earliest("day")
session.day, session.time = timezone.localdate(), datetime.time(0)
session.save()
item = session.items.first()
hearing = find_item_hearing(item)
if hearing is not None:
    hearing.outcome, hearing.record = "held", "Deux personnes entendues."
    hearing.outcome_on = hearing.offered_for = session.day
    hearing.save()
seats = Mandate.objects.current(session.day).filter(instance="committee").select_related("user")
others = [one.user for one in seats if not one.user.name.startswith("Agnès")]
sessions.open_session(session, actor=others[0])
session.refresh_from_db()
for one in others:
    if not session.attendances.filter(user=one).exists():
        sessions.note_presence(session, actor=one)
votes.start_round(session.items.get(pk=item.pk), 1, actor=others[0])
"""
"""The day of the next session of the Committee comes: all but one of its members are there, the first vote opens."""

IN_ENGLISH = ("en", (1280, 900))
ON_A_PHONE = ("fr", (390, 844))


@pytest.mark.clicks(2)
def test_developer_reads_what_the_api_offers(walk: Walk) -> None:
    """From the footer of any page to the addresses of the API in words."""
    walk.follow("Données ouvertes", within="footer")
    walk.reads(lambda page: page.locator("#api code"))


@pytest.mark.clicks(3)
def test_authority_reads_the_statistics_of_the_label(walk: Walk) -> None:
    """A public authority finds how many labels there are, by region and level."""
    walk.follow("Statistiques du label", within="footer")
    walk.reads(lambda page: page.locator("main table"))


@pytest.mark.clicks(2)
def test_journalist_cites_a_figure(walk: Walk) -> None:
    """The answer of the home page leads to the figure, its source and the words to cite it."""
    walk.follow("290", within="main")
    walk.reads(lambda page: page.locator("main .cite"))


@pytest.mark.clicks(4)
def test_communication_officer_takes_a_chart_away(walk: Walk) -> None:
    """An image of a chart, with its source, to put in a document."""
    walk.follow("Dans le temps")
    image = walk.download("PNG", within="figure")
    assert image.read_bytes().startswith(b"\x89PNG")


@pytest.mark.clicks(4)
def test_buyer_finds_whom_to_call(walk: Walk) -> None:
    """From the home page to the contact of a labelled provider."""
    walk.follow("Trouver un prestataire labellisé", within="main")
    walk.follow("Contact Vaudoreille", within="main")
    walk.reads(lambda page: page.locator("main a[href^='mailto:'], main a[href^='tel:'], main [data-contact]"))


@pytest.mark.clicks(4)
def test_statistician_comes_to_the_table_that_waits(walk: Walk) -> None:
    """The table that awaits a decision is the first thing in their space."""
    walk.enter("Mathilde")
    walk.follow("Examiner le tableau")
    walk.reads(lambda page: page.locator("main form button, main .final button"))


@pytest.mark.clicks(5)
def test_union_delegate_reads_the_papers_of_a_case(walk: Walk) -> None:
    """From their space to the session that comes, then to the papers of an item."""
    walk.enter("Agnès")
    walk.follow("Préparer la séance")
    walk.follow("Accueil Oriflandre", within="main")
    walk.reads(lambda page: page.locator("main ul.check a, main .check a"))


@pytest.mark.clicks(8)
@pytest.mark.usefixtures("site_apart")
def test_union_delegate_votes(walk: Walk, home_apart: Path) -> None:
    """In an open session: five clicks to the papers of a case, and three more to the ballot, which is secret."""
    subprocess.run([sys.executable, "-c", OPEN_VOTE], env=environment_of(home_apart), check=True, timeout=120)
    walk.enter("Agnès")
    walk.follow("Rejoindre", within=".todo")
    walk.follow("Je suis là", within="main")
    walk.follow("Accueil Oriflandre", within="main")
    walk.reads(lambda page: page.locator("main ul.check a, main .check a"))
    walk.follow("je n’ai aucun lien", within="main")
    ballot = walk.page.locator("form[action$='/ballot/']")
    ballot.locator("[name=choice]").first.check()
    walk.steps.append("un choix")
    ballot.locator("[name=reasons]").fill("Au vu du rapport.")
    walk.follow("Déposer mon bulletin", within="main")
    walk.reads(lambda page: page.locator("#vote ~ p code.seal"))


@pytest.mark.clicks(12)
@pytest.mark.usefixtures("site_apart")
def test_candidate_asks_for_an_account_and_begins(walk: Walk, browser: Browser) -> None:
    """From the home page to the first part of the first theme, answered: the staff’s own clicks are not counted.

    Writing and choosing in a form are no clicks; the links of letters are.
    """
    email = "camille@example.org"
    walk.follow("Obtenir le label", within="main")
    walk.follow("Demander un compte", within="main")
    walk.fill("Nom de l’organisation", "Voix Neuve")
    walk.page.fill("[name=name]", "Camille Neuve")
    walk.page.fill("[name=email]", email)
    # Whoever answers at once is taken for a robot.
    walk.page.wait_for_timeout(3500)
    walk.follow("Envoyer la demande", within="main")
    walk.open_letter(email, "/account-requests/confirm/")
    walk.follow("Envoyer à l’équipe", within="main")
    staff = browser.new_context().new_page()
    accept_request(staff, walk.site, "Voix Neuve")
    walk.open_letter(email, "/invitations/")
    walk.page.fill("main [name=name]", "Camille Neuve")
    walk.page.fill("main [name=password]", "une phrase assez longue pour elle")
    walk.follow("ouvrir mon compte", within="main")
    walk.follow("Préparer une candidature", within="main")
    walk.page.locator("main [name=category]").select_option(index=1)
    walk.follow("Commencer", within="main")
    walk.follow("Questionnaire", within="main")
    walk.follow("Gouvernance", within="main")
    for question in walk.page.locator("fieldset.crit").all():
        question.locator("input[type=radio]").first.check()
    walk.follow("Enregistrer", within="main")
    asked = walk.page.locator("main nav a, main li a").filter(has_text="Direction et décisions")
    expect(asked.first).to_contain_text("4/4")


def accept_request(page: Page, site: str, name: str) -> None:
    """Let one of the staff accept a request, from the list of what they have to do."""
    page.goto(f"{site}/fr/sign-in/")
    enter_demonstration(page, "Viviane Lescure")
    page.goto(f"{site}/fr/account-requests/")
    page.locator("main a").filter(has_text=name).first.click()
    form = page.locator("form").filter(has=page.locator("[name=act][value=accept], button[value=accept]")).first
    form.locator("select[name=kind]").select_option(index=1)
    form.locator("button[type=submit]").first.click()
    page.wait_for_url(f"{site}/fr/account-requests/")
    page.context.close()


@pytest.mark.clicks(3)
def test_staff_representative_gives_a_first_opinion(walk: Walk) -> None:
    """The opinions asked of the staff's representatives are one click from their space."""
    walk.enter("Ghislaine")
    walk.follow("avis", within=".todo")
    walk.reads(lambda page: page.locator("main form fieldset"))


@pytest.mark.clicks(3)
@pytest.mark.parametrize("walk", [ON_A_PHONE], indirect=True)
def test_auditor_opens_the_first_question_on_a_phone(walk: Walk) -> None:
    """The audit under way opens at its first question without an answer."""
    walk.enter("Xénia")
    walk.follow("audit", within=".todo")
    walk.reads(lambda page: page.locator("main fieldset"))


@pytest.mark.clicks(2)
@pytest.mark.parametrize("walk", [IN_ENGLISH], indirect=True)
def test_journalist_cites_a_figure_in_english(walk: Walk) -> None:
    """The same walk, on pages in English."""
    walk.follow("290", within="main")
    walk.reads(lambda page: page.locator("main .cite"))


@pytest.mark.clicks(3)
@pytest.mark.parametrize("walk", [IN_ENGLISH], indirect=True)
def test_authority_reads_the_statistics_in_english(walk: Walk) -> None:
    """The same walk, on pages in English."""
    walk.follow("Label statistics", within="footer")
    walk.reads(lambda page: page.locator("main table"))


@pytest.mark.clicks(4)
@pytest.mark.parametrize("walk", [IN_ENGLISH], indirect=True)
def test_buyer_finds_whom_to_call_in_english(walk: Walk) -> None:
    """The same walk, on pages in English."""
    walk.follow("Find a labelled provider", within="main")
    walk.follow("Contact Vaudoreille", within="main")
    walk.reads(lambda page: page.locator("main a[href^='mailto:'], main a[href^='tel:'], main [data-contact]"))
