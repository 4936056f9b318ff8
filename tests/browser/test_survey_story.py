"""The story of a wave in a browser, from the draw to the press sheet, and to the correction of what was published.

In French with every run of the tests, and in English with those of the other engines. Everybody follows what they read
from the home page, and clicks are counted; what is typed or chosen in a list is none.

The statistician sends the list of centres: a wrong one is refused whole, line by line; they see strata and sample, and
draw. Before the opening day no invitation can leave, and the day is said. A head of centre opens the link of the
letter on a phone: a headcount that doubled is asked about and explained, a sum that does not add up must be put right,
and whoever leaves comes back to the same question by the same link. Another fills in the workbook. A reminder too soon
says when the last letter left; a week later they leave, and the list says whom to call. A centre that made a mistake
is found by its key, and corrected. Publishing waits for its hour. A visitor reads the barometer and opens a result
with its citation, a journalist takes the press sheet and the method note, and a correction says what was published,
what is, by how much and why.

Days pass as in the story of the label: every day of the wave is moved back in the database.
"""

from __future__ import annotations

import io
import json
import re
import sqlite3
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from random import Random

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader
from support.harness.pointer import tick
from support.harness.walks import Walk, Walks
from support.scenes.answer_workbooks import edit_workbook, fill_cells
from support.scenes.story_people import LANGS

from filiere.survey.questionnaires import AnswerState

pytestmark = pytest.mark.browser

CENTRES, DRAWN, OPENS_IN, CLOSES_IN, PUBLISHED_IN = 46, 40, 2, 22, 40
BY_PHONE, BY_EXCEL, SILENT = "007", "014", ("021", "028")
WRITTEN = ("001", BY_PHONE, BY_EXCEL)
"""Centres whose frame has an address: a letter for each would be sent for nothing."""


PASS_DAYS = (
    """
    UPDATE survey_wave SET opens_on = date(opens_on, :back), closes_on = date(closes_on, :back),
        publish_at = datetime(publish_at, :back)
    WHERE questionnaire = 'barometer' AND period = :period
    """,
    """
    UPDATE survey_sampledunit SET invited_on = date(invited_on, :back), reminded_on = date(reminded_on, :back)
    WHERE wave_id = (SELECT id FROM survey_wave WHERE questionnaire = 'barometer' AND period = :period)
    """,
    """
    UPDATE survey_accesslink SET expires_on = date(expires_on, :back) WHERE unit_id IN (
        SELECT unit.id FROM survey_sampledunit AS unit JOIN survey_wave AS wave ON wave.id = unit.wave_id
        WHERE wave.questionnaire = 'barometer' AND wave.period = :period
    )
    """,
)
SILENT_UNITS = """
    SELECT unit.id, unit.unit, unit.size, unit.traits
    FROM survey_sampledunit AS unit JOIN survey_wave AS wave ON wave.id = unit.wave_id
    WHERE unit.state = 'invited' AND wave.questionnaire = 'barometer' AND wave.period = :period
"""


def read_pdf(path: Path) -> str:
    """The words of a document, in one line."""
    pages = PdfReader(io.BytesIO(path.read_bytes())).pages
    return " ".join("".join(page.extract_text() for page in pages).split())


class Story:
    """What the parts of the story hand over to one another."""

    def __init__(self, walks: Walks, lang: str, home: Path, folder: Path) -> None:
        self.walks, self.lang, self.home, self.folder = walks, lang, home, folder
        self.period = f"{date.today().year - 2}-{'03' if lang == 'fr' else '04'}"
        self.outcome = "hired-yes"

    def say(self, fr: str, en: str) -> str:
        """The words of a page in its language."""
        return fr if self.lang == "fr" else en

    def name_address(self, unit: str) -> str:
        """The address that the letters to a centre go to."""
        return f"centre-{unit}-{self.lang}@filiere.invalid"

    def start(self, who: str, budget: int, size: tuple[int, int] = (1280, 900)) -> Walk:
        """Somebody opens the home page."""
        return self.walks.start(self.lang, budget, size, name=f"{who}, {self.lang}")

    def pass_days(self, days: int) -> None:
        """Move every day of the wave back by so many."""
        with closing(sqlite3.connect(self.home / "filiere.sqlite3", timeout=60)) as database, database:
            for statement in PASS_DAYS:
                database.execute(statement, {"back": f"-{days} days", "period": self.period})

    def receive_replies(self) -> None:
        """The other centres answer, all but two."""
        with closing(sqlite3.connect(self.home / "filiere.sqlite3", timeout=60)) as database, database:
            found = database.execute(SILENT_UNITS, {"period": self.period})
            rows = [row for row in found if row[1] not in SILENT]
            assert len(rows) > DRAWN - 6
            for key, unit, size, traits in rows:
                random = Random(unit)  # noqa: S311  Made-up answers, the same each time.
                values = {
                    "segment": "in_house" if "in_house" in traits else "outsourced",
                    "staff": str(size),
                    "outlook": random.choice(("up", "up", "stable", "down")),
                    "hired": random.choice(("yes", "yes", "no")),
                    "telework": random.choice(("yes", "no")),
                }
                kept = AnswerState("barometer@1", values=values).as_json()
                database.execute(
                    "INSERT INTO survey_reply (unit_id, answers, saved_at, submitted_at)"
                    " VALUES (?, ?, datetime('now'), datetime('now'))",
                    (key, json.dumps(kept)),
                )
                database.execute("UPDATE survey_sampledunit SET state = 'submitted' WHERE id = ?", (key,))

    def write_frame(self, *, wrong: bool) -> Path:
        """The list of centres as a spreadsheet saves it, two of its lines wrong or none."""
        rows = [self.say("clé;nom;e-mail;langue;segment;effectif", "key;name;email;language;segment;headcount")]
        for number in range(1, CENTRES + 1):
            unit, segment = f"{number:03}", "in_house" if number % 2 else "outsourced"
            email = self.name_address(unit) if unit in WRITTEN else ""
            size = str(300 + number if number % 7 == 0 else 20 + number * 3)
            if wrong and number in (3, 5):
                segment, size = ("martian", size) if number == 3 else (segment, "douze")
            rows.append(";".join((unit, f"Centre {self.lang.upper()} {unit}", email, self.lang, segment, size)))
        path = self.folder / ("wrong.csv" if wrong else "frame.csv")
        path.write_bytes(("\r\n".join(rows) + "\r\n").encode("utf-8-sig"))
        return path

    def plan(self, desk: Walk) -> None:
        """The statistician sends a wrong list, then the right one, and sees what the draw would give."""
        desk.follow(self.say("Enquêtes", "Surveys"), within="main")
        desk.follow(self.say("À partir d’une autre base", "From another frame"), within="main")
        today = date.today()
        days = {
            name: str(today + timedelta(days=ahead))
            for name, ahead in (("opens_on", OPENS_IN), ("closes_on", CLOSES_IN), ("day", PUBLISHED_IN))
        }
        drawn = {"sample_size": str(DRAWN), "take_all_from": "300", "seed": "2027"}
        for wrong in (True, False):
            desk.write(questionnaire="barometer", period=self.period, **days, **drawn)
            desk.page.set_input_files("input[name=file]", self.write_frame(wrong=wrong))
            desk.follow(self.say("Contrôler et prévoir", "Check and plan"), within="main form")
            if wrong:
                expect(desk.page.locator("main")).to_contain_text("martian")
                expect(desk.page.locator("main")).to_contain_text("douze")
                expect(desk.page.locator("main h1")).to_contain_text(self.say("rien n’est prévu", "nothing is planned"))
        expect(desk.page.locator("[data-preview] tr[data-stratum]")).to_have_count(3)
        desk.check()

    def draw(self, desk: Walk) -> None:
        """The sample is drawn; invitations wait for the opening day, then leave."""
        desk.follow(self.say("Tirer l’échantillon", "Draw the sample"), within="main")
        expect(desk.page.locator("[data-opens-later]")).to_be_visible()
        expect(desk.page.locator("[data-act=invite]")).to_have_count(0)
        self.pass_days(OPENS_IN)
        desk.page.reload()
        desk.follow(self.say("Envoyer les invitations", "Send the invitations"), within="main")
        desk.follow(self.say("Relancer", "Remind"), within="main")
        desk.reads(lambda page: page.locator("main").filter(has_text=self.say("moins de 7 jours", "less than 7 days")))

    def go_on(self, walk: Walk, place: str, *choices: str, **typed: str) -> None:
        """Answer a screen and continue."""
        expect(walk.page.locator(f"main form[data-screen='{place}']")).to_be_visible()
        for choice in choices:
            name, _, value = choice.partition("=")
            tick(walk.page, f"input[name={name}][value={value}]")
        walk.write(**typed)
        walk.follow(self.say("Continuer", "Continue"), within="main form")

    def answer_by_phone(self) -> None:
        """A soft check that is explained, a sum that is corrected, a pause, and the answers are sent."""
        walk = self.start("head of centre, phone", 20, (390, 844))
        walk.open_letter(self.name_address(BY_PHONE), "/respond/")
        letter = walk.page.url
        self.go_on(walk, "segment", "segment=in_house")
        self.go_on(walk, "staff", staff="240", staff_before="100")
        expect(walk.page.locator("[data-check=soft]")).to_have_count(1)
        walk.check()
        comment = {"comment.staff_before": self.say("Deux centres réunis en mars.", "Two centres merged in March.")}
        self.go_on(walk, "staff", **comment)
        walk.follow(self.say("Reprendre plus tard", "Resume later"), within="main form")
        walk.reads(lambda page: page.locator("main [data-later]"))
        walk.page.goto(letter)
        self.go_on(walk, "activity_past", "activity_past=up")
        self.go_on(walk, "outlook", "outlook=up")
        self.go_on(walk, "management_priority", "management_priority=yes")
        self.go_on(walk, "headcount", "headcount_trend=up", "headcount_plans=stable")
        self.go_on(walk, "hired", "hired=yes")
        self.go_on(walk, "hired", hires="12", permanent_hires="21")
        expect(walk.page.locator("[data-check=hard]")).to_have_count(1)
        self.go_on(walk, "hired", permanent_hires="9")
        self.go_on(walk, "hard_to_fill", hard_to_fill="3")
        self.go_on(walk, "brakes", "brakes=pay", "brakes=hours")
        self.go_on(walk, "image_trend", "image_trend=same")
        self.go_on(walk, "label", "knows_label=no")
        self.go_on(walk, "telework", "telework=no")
        self.go_on(walk, "assistants", "assistants=nothing", "assistants_jobs=same")
        self.go_on(walk, "remarks", remarks=self.say("Rien d’autre.", "Nothing else."))
        self.send_reply(walk)

    def send_reply(self, walk: Walk, *, whole: bool = True) -> None:
        """Review the form, and send it, whole or without the answers that are missing."""
        walk.reads(lambda page: page.locator("main form[data-review]"))
        without = self.say("Envoyer sans ces réponses", "Send without these answers")
        walk.follow(self.say("Envoyer mes réponses", "Send my answers") if whole else without, within="main form")
        walk.reads(lambda page: page.locator("main [data-sent]"))

    def answer_by_excel(self) -> None:
        """The workbook filled in and sent back."""
        walk = self.start("head of centre, Excel", 5)
        walk.open_letter(self.name_address(BY_EXCEL), "/respond/")
        walk.follow(self.say("Répondre dans un tableur", "Answer in a spreadsheet"), within="footer")
        sent = self.fill_workbook(walk.download(self.say("Télécharger le classeur", "Download the workbook"), "main"))
        walk.page.set_input_files("input[name=file]", sent)
        walk.follow(self.say("Renvoyer le classeur", "Send the workbook back"), within="main form")
        self.send_reply(walk, whole=False)

    def fill_workbook(self, path: Path) -> Path:
        """Answer some of its questions, as somebody who opens it in a spreadsheet."""
        said = {
            "segment": self.say("des clients, comme prestataire", "clients, as an outsourcer"),
            "staff": 314,
            "outlook": self.say("restera stable", "will stay the same"),
            "hired": self.say("non", "no"),
            "telework": self.say("oui", "yes"),
        }
        filled = self.folder / "filled.xlsx"
        filled.write_bytes(edit_workbook(path.read_bytes(), fill_cells(said)))
        return filled

    def follow_up(self, desk: Walk) -> None:
        """A week later reminders leave; whom to call is listed, and a mistake is corrected."""
        self.pass_days(8)
        desk.page.reload()
        desk.follow(self.say("Relancer", "Remind"), within="main")
        desk.reads(lambda page: page.locator("main").filter(has_text=self.say("Relances envoyées", "Reminders sent")))
        desk.follow(self.say("Qui appeler d’abord", "Whom to call first"), within="main")
        expect(desk.page.locator("main tr[data-unit]")).to_have_count(len(SILENT))
        desk.page.go_back()
        desk.write(centre=BY_PHONE)
        desk.follow(self.say("Chercher", "Search"), within="main")
        desk.follow(f"{BY_PHONE}, Centre", within="main [data-found]")
        expect(desk.page.locator("main h1")).to_contain_text(BY_PHONE)
        row = desk.page.locator("tr[data-place=staff_before]")
        expect(row).to_contain_text(self.say("Deux centres réunis", "Two centres merged"))
        desk.follow(self.say("dont en CDI", "permanent contracts"), within="main table")
        desk.send(self.say("Corriger", "Correct"), answer="8", reason=self.say("Dit au téléphone", "Said by phone"))
        expect(desk.page.locator("[data-correction=permanent_hires]")).to_contain_text("9 → 8")
        desk.check()

    def estimate(self, desk: Walk) -> None:
        """The collection is closed, the results computed, and kept until their hour."""
        self.pass_days(CLOSES_IN - OPENS_IN - 8 + 1)
        desk.follow(self.period[:4], within="nav")
        desk.follow(self.say("Clore la collecte", "Close the collection"), within="main")
        desk.follow(self.say("Calculer les résultats", "Compute the results"), within="main")
        expect(desk.page.locator("main .state").first).to_contain_text(self.say("Sous embargo", "Under embargo"))
        expect(desk.page.locator("[data-act=publish]")).to_have_count(0)
        desk.check()

    def publish(self, desk: Walk, visitor: Walk) -> None:
        """Announced on the page of the barometer and not there yet; then its hour comes."""
        visitor.follow(self.say("Baromètre", "Barometer"), within="main")
        wave = desk.page.url.rstrip("/").rsplit("/", 1)[-1]
        expect(visitor.page.locator(f"[data-coming={wave}]")).to_have_count(1)
        expect(visitor.page.locator(f"[data-wave={wave}]")).to_have_count(0)
        self.pass_days(PUBLISHED_IN - CLOSES_IN)
        desk.page.reload()
        desk.follow(self.say("Relire les résultats", "Read the results"), within="main")
        expect(desk.page.locator(f"tr[data-outcome='{self.outcome}']")).to_have_count(1)
        desk.page.go_back()
        desk.follow(self.say("Publier les résultats", "Publish the results"), within="main .actions")
        visitor.page.reload()
        expect(visitor.page.locator(f"[data-wave={wave}]")).to_have_count(1)
        visitor.check()

    def find_result(self, page: Page) -> str:
        """The result of the story as the page of the barometer shows it."""
        return page.locator(f"tr[data-outcome='{self.outcome}'] td").first.inner_text().strip()

    def cite(self, visitor: Walk) -> str:
        """A result is opened, with how to cite it."""
        shown = self.find_result(visitor.page)
        visitor.follow(shown, within=f"main tr[data-outcome='{self.outcome}']")
        number = re.sub(r"[.,]0$", "", shown.rstrip("% \N{NARROW NO-BREAK SPACE}\N{NO-BREAK SPACE}"))
        expect(visitor.page.locator("main .cite")).to_have_text(
            re.compile(rf"(?<![\d.,]){re.escape(number)}(?![\d.,])")
        )
        return shown

    def take_papers(self, shown: str) -> None:
        """A journalist takes the press sheet and the method note, and the sheet in the other language."""
        journalist = self.start("journalist", 6)
        journalist.follow(self.say("Baromètre", "Barometer"), within="main")
        sheet = read_pdf(journalist.download(self.say("Fiche presse", "Press sheet"), within="main"))
        assert " ".join(shown.split()) in sheet
        assert self.say("Ce qui ne peut pas être dit", "What may not be said") in sheet
        journalist.follow(self.say("Note de méthode", "Method note"), within="main")
        note = read_pdf(journalist.download(self.say("Cette note", "This note"), within="main"))
        assert self.say("Le calage", "Calibration") in note
        journalist.page.go_back()
        journalist.follow(self.say("English", "Français"), within=".who")
        other = read_pdf(journalist.download(self.say("Press sheet", "Fiche presse"), within="main"))
        assert self.say("What may not be said", "Ce qui ne peut pas être dit") in other

    def correct(self, desk: Walk, visitor: Walk, shown: str) -> None:
        """A published result is corrected: what it was, what it is, by how much and why."""
        desk.follow(self.say("Corriger un résultat", "Correct a"), within="main")
        reasons = {"reason_fr": "Un centre compté deux fois.", "reason_en": "A centre was counted twice."}
        desk.page.locator("main form select").first.select_option(self.outcome)
        desk.write(value="50", **reasons)
        desk.follow(self.say("Continuer", "Continue"), within="main form")
        # How it was understood is shown before anything is published, and is no fault.
        expect(desk.page.locator("main [data-to-confirm]")).to_contain_text(self.say("50 %", "50%"))
        expect(desk.page.locator("main .state.no, main [role=alert]")).to_have_count(0)
        desk.check()
        desk.send(self.say("Publier la correction", "Publish the correction"))
        visitor.page.go_back()
        visitor.page.reload()
        told = visitor.page.locator("main [data-revision]").first
        expect(told).to_contain_text(shown)
        expect(told).to_contain_text(self.say("50,0", "50.0"))
        expect(told).to_contain_text(reasons[f"reason_{self.lang}"])
        assert self.find_result(visitor.page).startswith(self.say("50,0", "50.0"))
        visitor.check()


@pytest.mark.parametrize("lang", LANGS)
def test_a_wave_goes_from_its_draw_to_the_press_sheet(
    walks: Walks, home_apart: Path, tmp_path: Path, lang: str
) -> None:
    """From the list of centres to a result that is cited, printed, and corrected."""
    story = Story(walks, lang, home_apart, tmp_path)
    desk = story.start("statistician", 23)
    desk.enter("Mathilde")
    story.plan(desk)
    story.draw(desk)
    story.answer_by_phone()
    story.answer_by_excel()
    story.receive_replies()
    story.follow_up(desk)
    story.estimate(desk)
    visitor = story.start("visitor", 2)
    story.publish(desk, visitor)
    shown = story.cite(visitor)
    story.take_papers(shown)
    story.correct(desk, visitor, shown)
