"""Each of the people that the site is for does their job from the home page, by what they read alone.

A walk knows no address: it clicks the words that a page shows, and its clicks are counted against a budget.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from html import unescape
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from support.harness.pointer import tick
from support.harness.walks import Walk

pytestmark = pytest.mark.browser


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
    allowed = request.node.get_closest_marker("clicks")
    counted = started.steps_inside if allowed.kwargs.get("inside") else started.steps
    told = (request.node.name, len(counted), allowed.args[0], counted)
    request.node.user_properties.append(("walk", told))
    assert len(counted) <= allowed.args[0], counted


ACCEPT_REQUEST = """
from filiere.site.accounts.models import User
from filiere.site.members.actions.account_requests import accept_request
from filiere.site.members.models import AccountRequest
request = AccountRequest.objects.get(organisation_name="Voix Neuve")
accept_request(request, actor=User.objects.get(name="Viviane Lescure"), kind="outsourcer")
"""
CHECK_AND_PAY = """
from django.utils import timezone
from filiere.site.accounts.models import User
from filiere.site.candidature.actions.record_payment import record_payment
from filiere.site.candidature.actions.record_register_answer import record_register_answer
from filiere.site.candidature.exclusion_registers import REGISTER_QUESTIONS
from filiere.site.workflow.actions.perform_act import perform_act
from filiere.site.workflow.models import Dossier
dossier, staff = Dossier.objects.get(organisation__name="Voix Neuve"), User.objects.get(name="Viviane Lescure")
for function, argument in REGISTER_QUESTIONS:
    said = {"function": function, "argument": argument, "value": False, "source": "Recherche de presse"}
    record_register_answer(dossier, actor=staff, **said)
perform_act(dossier, "check", actor=staff)
dossier.refresh_from_db()
price = dossier.quotes.latest("pk").gross
record_payment(dossier, actor=staff, amount=price, received_on=timezone.localdate(), reference="Virement")
"""
OPEN_VOTE = """
import datetime
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


FRENCH = ("fr", (1280, 900))
IN_ENGLISH = ("en", (1280, 900))
ON_A_PHONE = ("fr", (390, 844))
PATIENCE = 120_000
"""What a job may take on a machine that others use, in milliseconds."""


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
    """The published values of the home page lead to a figure, its source and the words to cite it."""
    walk.follow("valeurs et leurs sources", within="#points")
    walk.follow("290", within="#points-table")
    walk.reads(lambda page: page.locator("main .cite"))


@pytest.mark.clicks(4)
def test_communication_officer_takes_a_chart_away(walk: Walk) -> None:
    """An image of a chart, with its source, to put in a document."""
    walk.follow("Dans le temps")
    source = " ".join((walk.page.locator("figure.fig [data-source]").first.text_content() or "").split())
    assert source
    image = walk.download("PNG", within="figure")
    assert image.read_bytes().startswith(b"\x89PNG")
    # Both images are made of one drawing: its words can be read in this one.
    drawn = unescape(re.sub(r"<[^>]+>", " ", walk.download("SVG", within="figure").read_text()))
    assert source in " ".join(drawn.split())


@pytest.mark.clicks(4)
def test_buyer_finds_whom_to_call(walk: Walk) -> None:
    """From the home page to the contact of a labelled provider."""
    walk.follow("Trouver un prestataire labellisé", within="main")
    walk.follow("Contact Vaudoreille", within="main")
    walk.reads(lambda page: page.locator("main a[href^='mailto:'], main a[href^='tel:'], main [data-contact]"))


@pytest.mark.clicks(4)
@pytest.mark.usefixtures("site_apart")
def test_statistician_publishes_the_table_that_waits(walk: Walk) -> None:
    """The table that awaits a decision is among the things in their space, and is decided on its own page.

    The tick that confirms it is written in the form of the decision, and is no click.
    """
    walk.enter("Mathilde")
    walk.follow("Décider de la publication", within=".todo")
    title = walk.page.locator("main h1").inner_text()
    tick(walk.page, "#publish [name=sure]")
    walk.follow("Publier", within="#publish")
    assert re.search(r"/fr/tables/r-[0-9a-f]{10}/$", walk.page.url), walk.page.url
    walk.reads(lambda page: page.locator("main h1", has_text=title))
    walk.reads(lambda page: page.locator("main table"))


@pytest.mark.clicks(5)
def test_union_delegate_reads_the_papers_of_a_case(walk: Walk) -> None:
    """From their space to the session that comes, then to the papers of an item."""
    walk.enter("Agnès")
    walk.follow("Préparer la séance")
    walk.follow("Accueil Oriflandre", within="main")
    walk.reads(lambda page: page.locator("main ul.check a, main .check a"))


# What an ordinary telephone system writes: arrival, seconds of talk and wait, answered or not, number.
HEADINGS = "Date appel;Durée (s);Attente (s);Répondu;N° appel"


def write_call_log(path: Path) -> Path:
    """Write the calls of last month in columns that nobody described here, as a French spreadsheet saves them."""
    first = (date.today().replace(day=1) - timedelta(days=1)).replace(day=1)
    rows = [HEADINGS]
    for number in range(120):
        day, time, wait = first + timedelta(days=number % 26), f"{9 + number % 8:02}:{number * 7 % 60:02}", number % 45
        talk, answered = (0, "non") if number % 8 == 0 else (60 + number, "oui")
        rows.append(f"{day:%d/%m/%Y} {time};{talk};{wait},5;{answered};{1000 + number}")
    path.write_bytes(("\r\n".join(rows) + "\r\n").encode("cp1252"))
    return path


@pytest.mark.clicks(6)
@pytest.mark.usefixtures("site_apart")
def test_quality_manager_explains_the_gap_of_their_file(walk: Walk, tmp_path: Path) -> None:
    """From the home page, sign-in counted, to the gap of a log that was never seen: its columns are confirmed once.

    Choosing the file in the window of the system is no click on a page.
    """
    walk.enter("Qaïs")
    walk.follow("Déposer un journal de contacts", within="main")
    walk.page.set_input_files("main input[type=file]", write_call_log(tmp_path / "appels.csv"))
    walk.follow("Déposer et importer", within="main")
    walk.reads(lambda page: page.locator("main button[name=save]"))
    walk.follow("Enregistrer et importer", within="main")
    expect(walk.page.locator("main .state.ok")).to_be_visible(timeout=PATIENCE)
    walk.follow("Expliquer l’écart", within="main")
    expect(walk.page.locator("#gap-chart")).to_be_visible(timeout=PATIENCE)


@pytest.mark.clicks(8)
@pytest.mark.usefixtures("site_apart")
def test_union_delegate_votes(walk: Walk, act_elsewhere: Callable[[str], None]) -> None:
    """In an open session: five links and buttons to the papers of a case, three more to a sealed ballot.

    The choice, its reasons and the tick that confirms it are written in the form of the ballot, and are no clicks.
    """
    act_elsewhere(OPEN_VOTE)
    walk.enter("Agnès")
    walk.follow("Rejoindre", within=".todo")
    walk.follow("Je suis là", within="main")
    walk.follow("Accueil Oriflandre", within="main")
    walk.reads(lambda page: page.locator("main ul.check a, main .check a"))
    papers = len(walk.steps)
    assert papers <= 5, walk.steps
    walk.follow("je n’ai aucun lien", within="main")
    tick(walk.page, "[name=ballot-choice]")
    walk.page.fill("[name=ballot-reasons]", "Au vu du rapport.")
    tick(walk.page, "[name=ballot-confirm]")
    walk.follow("Déposer mon bulletin", within="main")
    walk.reads(lambda page: page.locator("#vote ~ p code.seal"))
    assert len(walk.steps) - papers <= 3, walk.steps


@pytest.mark.clicks(12)
@pytest.mark.usefixtures("site_apart")
def test_candidate_asks_for_an_account_and_begins(walk: Walk, act_elsewhere: Callable[[str], None]) -> None:
    """From the home page to the questions of the first part of the first theme, answered and saved.

    Counted: every link and button of the candidate, and the links of their three letters. Writing and choosing in a
    form are no clicks. Between them the staff accept the request, check the application and record the payment,
    without which the procedure opens no questionnaire: these are other people's, and are not counted. The seven other
    parts of the theme are one click each.
    """
    email = "camille@example.org"
    walk.follow("Demander un compte", within="main")
    walk.fill("Nom de l’organisation", "Voix Neuve")
    walk.page.fill("[name=name]", "Camille Neuve")
    walk.page.fill("[name=email]", email)
    # Whoever answers at once is taken for a robot.
    walk.page.wait_for_timeout(3500)
    walk.follow("Envoyer la demande", within="main")
    walk.open_letter(email, "/account-requests/confirm/")
    walk.follow("Envoyer à l’équipe", within="main")
    act_elsewhere(ACCEPT_REQUEST)
    walk.open_letter(email, "/invitations/")
    walk.page.fill("main [name=name]", "Camille Neuve")
    walk.page.fill("main [name=password]", "une phrase assez longue pour elle")
    walk.follow("ouvrir mon compte", within="main")
    walk.page.select_option("main [name=category]", "outsourcer")
    walk.follow("Commencer", within="main")
    for name, value in (("name", "Centre de Rennes"), ("headcount", "120"), ("fte", "108"), ("positions", "100")):
        walk.page.fill(f"main [name=first-{name}]", value)
    walk.page.select_option("main [name=first-activity]", "mixed")
    walk.follow("Enregistrer et continuer", within="main")
    walk.page.fill("main .field > input[inputmode=decimal]", "120")
    choose_first(walk.page, "main .opts")
    walk.follow("Enregistrer et continuer", within="main")
    walk.follow("Déposer la candidature", within="main")
    act_elsewhere(CHECK_AND_PAY)
    walk.open_letter(email, "/dossiers/")
    choose_first(walk.page, "main fieldset.crit")
    walk.follow("Continuer", within="main form")
    expect(walk.page.locator("main [data-group='1']")).to_have_text("4/4")


def choose_first(page: Page, within: str) -> None:
    """Choose the first answer of each question."""
    for question in page.locator(within).all():
        tick(question, "input[type=radio]")


@pytest.mark.clicks(3)
def test_staff_representative_gives_a_first_opinion(walk: Walk) -> None:
    """The opinions asked of the staff's representatives are one click from their space."""
    walk.enter("Ghislaine")
    walk.follow("avis", within=".todo")
    walk.reads(lambda page: page.locator("main form fieldset.crit"))


@pytest.mark.clicks(3)
@pytest.mark.parametrize("walk", [ON_A_PHONE], indirect=True)
def test_auditor_opens_the_first_question_on_a_phone(walk: Walk) -> None:
    """The audit under way opens at its first question without an answer."""
    walk.enter("Xénia")
    walk.follow("audit", within=".todo")
    walk.reads(lambda page: page.locator("main fieldset.crit"))


@pytest.mark.clicks(2)
@pytest.mark.parametrize("walk", [IN_ENGLISH], indirect=True)
def test_journalist_cites_a_figure_in_english(walk: Walk) -> None:
    """The same walk, on pages in English."""
    walk.follow("values and their sources", within="#points")
    walk.follow("290", within="#points-table")
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


# Budgets of the programme are told from sign-in: `inside` counts what is clicked once signed in, and nothing before it.
# Writing in a form and choosing in a list are no clicks; a radio button that is clicked is one. The State's walk to
# spending against targets (at most 3) stands in test_programme_agreements.py and a union's to an amendment filed (at
# most 5) in test_programme_dialogue.py: each goes on from there.


@pytest.mark.clicks(2)
@pytest.mark.parametrize("walk", [FRENCH, IN_ENGLISH, ON_A_PHONE], indirect=True)
def test_anybody_has_the_figures_of_a_text_checked(walk: Walk) -> None:
    """From the home page: the door of the checker, then the answer."""
    walk.follow("Vérifier les chiffres" if walk.lang == "fr" else "Check the figures", within="main [data-situation]")
    walk.page.fill("main textarea[name=text]", "La filière comptait 290 000 emplois en 2011.")
    walk.follow("Vérifier" if walk.lang == "fr" else "Check", within="main form")
    walk.reads(lambda page: page.locator("main [data-verdict]"))


@pytest.mark.clicks(1)
@pytest.mark.parametrize("walk", [FRENCH, IN_ENGLISH], indirect=True)
def test_anybody_reads_how_the_plan_goes(walk: Walk) -> None:
    """The programme is a door of the home page."""
    walk.follow("Suivre le programme" if walk.lang == "fr" else "Follow the sector", within="main [data-situation]")
    walk.reads(lambda page: page.locator("main [data-action]"))


@pytest.mark.clicks(1, inside=True)
@pytest.mark.parametrize("walk", [FRENCH, IN_ENGLISH], indirect=True)
def test_president_reads_the_state_of_the_programme(walk: Walk) -> None:
    """One page after signing in: what is declared, what is computed, and what needs a decision."""
    walk.enter("Solange")
    walk.reads(lambda page: page.locator("main [data-need]"))
    assert walk.page.locator("main [data-action]").count() > 10


@pytest.mark.clicks(3, inside=True)
@pytest.mark.usefixtures("site_apart")
def test_president_prepares_a_briefing(walk: Walk) -> None:
    """From the plan to two pages for a meeting: a link, a form, and the paper."""
    walk.enter("Solange")
    walk.follow("Préparer une note", within="main")
    walk.fill("Jour du rendez-vous", str(date.today() + timedelta(days=14)))
    walk.fill("Avec qui, où", "Cabinet de la ministre")
    walk.fill("Objet", "La convention régionale")
    walk.fill("Ce que l’on demande", "Ouvrir les formations préalables aux télévendeurs en poste")
    walk.follow("Préparer la note", within="main")
    walk.reads(lambda page: page.locator("main [data-briefing] [data-figure]"))
    assert walk.download("PDF", within="main").read_bytes().startswith(b"%PDF")


@pytest.mark.clicks(4, inside=True)
@pytest.mark.usefixtures("site_apart")
def test_communication_officer_reaches_an_approved_message(walk: Walk) -> None:
    """The message that awaits a minister's office, its answer, and it is approved."""
    walk.enter("Ulysse")
    walk.follow("Attend le cabinet", within="main")
    walk.follow("D’accord", within="main")
    walk.follow("Enregistrer la réponse", within="main")
    walk.reads(lambda page: page.locator("main [data-state=approved]"))
