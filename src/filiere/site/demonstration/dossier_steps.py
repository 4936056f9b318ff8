"""One company on its way through the procedure: what its people, the staff, the auditor and the bodies do, act by act.

Each method is a page that somebody fills in, and calls the action of that page. Nothing here decides what comes of it:
the procedure does.
"""

from __future__ import annotations

import secrets
import tempfile
from collections.abc import Mapping
from datetime import time, timedelta
from decimal import Decimal
from functools import cached_property
from pathlib import Path

from django.utils import timezone
from django.utils.text import slugify

from filiere.referentials import Release
from filiere.referentials.form_merge import FieldChange
from filiere.referentials.independence import DeclaredTie, TieDeclaration
from filiere.referentials.sampling import Beacon
from filiere.site.accounts.models import User
from filiere.site.audit.actions.declare_independence import declare_independence
from filiere.site.audit.actions.name_auditor import name_auditor
from filiere.site.audit.actions.plan_audit import plan_audit
from filiere.site.audit.actions.sample_sites import draw_sites, seal_sites
from filiere.site.audit.actions.save_changes import save_changes
from filiere.site.audit.actions.submit_report import PartyStatement, answer_report, conclude_audit, submit_report
from filiere.site.audit.assessment import FOUND_AGAIN, list_asked_questions
from filiere.site.audit.evaluation_comparison import load_candidate_answers
from filiere.site.audit.randomness_beacons import compute_next_round
from filiere.site.candidature.actions.file_application import file_application
from filiere.site.candidature.actions.open_dossier import open_dossier
from filiere.site.candidature.actions.record_payment import record_payment
from filiere.site.candidature.actions.record_register_answer import record_register_answer
from filiere.site.candidature.actions.save_answers import WrittenAnswer, save_answers
from filiere.site.candidature.actions.save_perimeter import SiteInput, save_perimeter
from filiere.site.candidature.case_evaluation import evaluate_branch, list_answer_lines
from filiere.site.candidature.exclusion_registers import REGISTER_QUESTIONS
from filiere.site.committee.actions.conclude_item import conclude_item
from filiere.site.committee.actions.hearings import note_hearing, offer_hearing
from filiere.site.committee.actions.jointly_signed_acts import confirm_exception, request_exception
from filiere.site.committee.actions.sessions import (
    call_session,
    close_session,
    note_presence,
    open_session,
    put_on_agenda,
)
from filiere.site.committee.actions.votes import add_note, cast_ballot, open_ballots, start_round
from filiere.site.committee.agenda import find_instance
from filiere.site.demonstration import sample_documents
from filiere.site.demonstration.directory_entries import DemoPeople
from filiere.site.evidence.actions.add_document import add_document
from filiere.site.evidence.document_validation import DocumentDetails
from filiere.site.holders.actions.alerts import raise_alert
from filiere.site.holders.actions.declare_change import declare_change
from filiere.site.holders.actions.defence_statements import file_appeal, file_explanation
from filiere.site.holders.actions.logo_places import prove_place
from filiere.site.members.models import Organisation, Site
from filiere.site.register.actions.declare_services import declare_services
from filiere.site.register.actions.file_complaint import file_complaint
from filiere.site.register.deferred_anonymous_acts import record_deferred_acts_hourly
from filiere.site.workflow.actions.perform_act import perform_act
from filiere.site.workflow.engine_adapter import load_release
from filiere.site.workflow.models import Dossier

MEETING_PLACE = "Salle Jaurès"
BEACON_NAME = "drand quicknet"
PRESENT_MEMBERS, ABSENT_RANKS = 9, (2, 5, 7)
AUDIT_FIRM = "Cabinet Orvaude"


class DossierPlayer:
    """The dossier of one firm of the cast, and those who act in it."""

    def __init__(self, cast: DemoPeople, firm: str, category: str) -> None:
        self.cast, self.firm, self.category = cast, firm, category
        self.organisation: Organisation = cast.firms[firm]
        self.editor: User = cast.editors[firm]
        self.auditor: User = cast.people["auditrice"]

    @cached_property
    def dossier(self) -> Dossier:
        """The dossier, opened by the company itself at the first question for it."""
        return open_dossier(self.organisation, actor=self.editor, category=self.category)

    @property
    def release(self) -> Release:
        """The release that it is under."""
        return load_release(self.dossier)

    # The company.

    def write_application(self) -> None:
        """Give the perimeter, which is all the sites, and the facts."""
        sites = [
            SiteInput(
                one.key,
                one.headcount or 50,
                Decimal(one.headcount or 50) * Decimal("0.9"),
                one.headcount or 50,
                "mixed",
                one.country,
            )
            for one in Site.objects.filter(organisation=self.organisation, closed__isnull=True)
        ]
        save_perimeter(self.dossier, actor=self.editor, sites=sites, suppliers=["Réponse Tilvane"])
        lines = tuple(one for one in list_answer_lines(self.dossier) if one.place.kind == "fact")
        found = sample_documents.sample_answers(self.release, self.category, lines)
        written = {place: WrittenAnswer(0, entry) for place, entry in found.items()}
        save_answers(self.dossier, actor=self.editor, written=written)

    def file(self) -> None:
        """File the application."""
        file_application(self.dossier, actor=self.editor)

    def answer(self, share: float = 1) -> None:
        """Answer the questionnaire, or its first part only."""
        lines = tuple(one for one in list_answer_lines(self.dossier) if one.place.kind != "fact")
        found = sample_documents.sample_answers(self.release, self.category, lines[: round(len(lines) * share)])
        written = {place: WrittenAnswer(0, entry) for place, entry in found.items()}
        save_answers(self.dossier, actor=self.editor, written=written)

    def show_evidence(self) -> None:
        """Send two documents, which prove between them every piece that the questionnaire requires."""
        needed = [key for key, asked in evaluate_branch(self.dossier).required_evidence.items() if asked is True]
        by_pdf = [key for key in needed if "pdf" in self.release.evidence[key].kinds]
        others = [key for key in needed if key not in by_pdf]
        until = timezone.localdate().replace(day=1) - timedelta(days=1)
        since = until.replace(day=1) - timedelta(days=365)
        title = f"{self.organisation.name}, preuve"
        with tempfile.TemporaryDirectory() as folder:
            for name, proofs, content in (
                ("preuves.pdf", by_pdf, sample_documents.write_pdf(title)),
                ("releves.xlsx", others, sample_documents.write_spreadsheet(title)),
            ):
                if proofs:
                    path = Path(folder) / name
                    path.write_bytes(content)
                    said = DocumentDetails(
                        proofs=tuple(proofs), confidentiality="public", proves_from=since, proves_until=until
                    )
                    add_document(self.dossier, actor=self.editor, path=path, name=name, said=said)

    def do(self, action: str, actor: User | None = None) -> None:
        """Do an act that needs no page of its own."""
        perform_act(self.dossier, action, actor=actor or self.editor)

    # The staff of the label.

    def check(self, *, convicted: bool = False) -> None:
        """Look up the registers, then check the application."""
        for function, argument in REGISTER_QUESTIONS:
            record_register_answer(
                self.dossier,
                actor=self.cast.staff,
                function=function,
                argument=argument,
                value=convicted and function == "conviction",
                source="Recherche de presse, faite pour la démonstration",
            )
        self.do("check", self.cast.staff)

    def pay(self) -> None:
        """Record the whole price."""
        quote = self.dossier.quotes.latest("pk")
        record_payment(
            self.dossier,
            actor=self.cast.staff,
            amount=quote.gross,
            received_on=timezone.localdate(),
            reference="VIREMENT FICTIF",
        )

    # The audit.

    def name_auditor(self) -> None:
        """Name the auditor and seal the list of sites with a round of the beacon that is to come."""
        name_auditor(self.dossier, actor=self.cast.staff, auditor=self.auditor, firm=AUDIT_FIRM)
        number = compute_next_round(Beacon(source=BEACON_NAME, round="1"), timezone.now())
        self.sampling = seal_sites(self.dossier, actor=self.cast.staff, source=BEACON_NAME, round_=str(number))

    def declare_independence(self) -> None:
        """Declare no tie of any kind."""
        rules = self.release.audit.independence if self.release.audit else None
        ties = {kind: DeclaredTie(held="none") for kind in (rules.declares if rules else ())}
        declare_independence(self.dossier, actor=self.auditor, declared=TieDeclaration(ties=ties, cycles_before=0))

    def draw(self) -> None:
        """Draw the sites by a made-up value of the beacon, and plan the visits."""
        drawn = draw_sites(
            self.dossier, actor=self.cast.staff, sampling=self.sampling, value=secrets.token_hex(32), time=None
        )
        today = timezone.localdate()
        record = drawn.record or {}
        visits = {one["key"]: today + timedelta(days=1) for one in record["sites"] if one["included"]}
        plan_audit(self.dossier, actor=self.auditor, opening=today, visits=visits)

    def assess(self, share: float = 1.0) -> None:
        """Assess a share of the questions: one level in eleven lower than declared, none that blocks."""
        asked = list_asked_questions(self.dossier)
        declared = load_candidate_answers(self.dossier)
        values: dict[str, str] = {}
        for rank, asked_question in enumerate(asked[: round(share * len(asked))]):
            if asked_question.places:
                values |= dict.fromkeys(asked_question.needs, FOUND_AGAIN)
                continue
            levels = [level.key for level in self.release.scales[asked_question.key].levels]
            level = levels.index(declared.get(asked_question.key) or levels[0])
            values[asked_question.needs[0]] = levels[
                max(level - (rank % 11 == 5 and asked_question.criterion.knock_out is None), 0)
            ]
        self._write(values)

    def audit(self, *, major: bool = False) -> None:
        """Write the form and hand the report: every question assessed, one observation, maybe one major finding."""
        self.assess()
        asked = list_asked_questions(self.dossier)
        found = {(asked[0].key, "observation"): "Le compte rendu ne dit pas qui l’a relu."}
        if major:
            found[asked[1].key, "major"] = "Aucune trace de la consultation annoncée."
        self._write(
            {
                f"{key}:{part}": value
                for (key, kind), text in found.items()
                for part, value in (("finding", kind), ("finding_text", text))
            }
        )
        submit_report(self.dossier, actor=self.auditor)

    def _write(self, values: Mapping[str, str]) -> None:
        changes = [FieldChange(id=secrets.token_hex(16), field=field, value=value) for field, value in values.items()]
        save_changes(self.dossier, actor=self.auditor, changes=changes)

    def answer_report(self) -> None:
        """Answer the report as a whole."""
        said = PartyStatement(text="Nous prenons acte du rapport, et compléterons le compte rendu.")
        answer_report(self.dossier, actor=self.editor, findings={}, overall=said)

    def conclude_audit(self) -> None:
        """Reply and conclude."""
        said = PartyStatement(text="La réponse est jointe ; les constats demeurent.")
        conclude_audit(self.dossier, actor=self.auditor, findings={}, overall=said)

    # The bodies.

    def offer_hearing(self, days: int = 7, at: time = time(9)) -> None:
        """Offer a hearing, and call a session on its day with the dossier on the agenda."""
        on = timezone.localdate() + timedelta(days=days)
        offer_hearing(self.dossier, actor=self.cast.staff, on=on, place=MEETING_PLACE)
        body = find_instance(self.dossier) or "committee"
        self.session = call_session(body, actor=self.cast.staff, on=on, at=at, place=MEETING_PLACE)
        self.item = put_on_agenda(self.session, self.dossier, actor=self.cast.staff)

    def decide(self, choice: str) -> None:
        """Hold the hearing and the session: presences, a blind vote, the debate, a second vote, the decision."""
        chair, *_ = members = self._open_session()
        for number in (1, 2):
            start_round(self.item, number, actor=chair)
            for member in members:
                cast_ballot(self.item, choice, "Au vu du rapport.", actor=member)
            open_ballots(self.item, actor=chair)
            if number == 1:
                add_note(self.item, "Le premier vote est clair.", actor=chair)
            self.item.refresh_from_db()
        conclude_item(
            self.item, "Le rapport de l’auditeur et l’audition de l’entreprise ont fondé la décision.", actor=chair
        )
        self.dossier.refresh_from_db()
        close_session(self.session, actor=chair)

    def await_last_ballot(self, choice: str) -> None:
        """Hold the hearing, open the session and its first vote, in which the first member alone has not voted yet."""
        _, *voters = self._open_session()
        start_round(self.item, 1, actor=voters[0])
        for member in voters:
            cast_ballot(self.item, choice, "Au vu des explications.", actor=member)

    def _open_session(self) -> list[User]:
        """Hold the hearing and open the session; return who came.

        A member in three is away where a college has others: nine of twelve make the quorum of the committee.
        """
        people = self.cast.seated[self.session.instance]
        members = (
            [one for rank, one in enumerate(people) if rank not in ABSENT_RANKS]
            if len(people) > PRESENT_MEMBERS
            else people
        )
        note_hearing(self.dossier, "held", "L’entreprise a été entendue.", actor=self.cast.staff)
        self.session = open_session(self.session, actor=members[0])
        for member in members[1:]:
            note_presence(self.session, actor=member)
        return members

    # The life of the label.

    def publish_contact(self) -> None:
        """Say how buyers reach the company, on a number kept for fiction."""
        declare_services(
            self.organisation,
            actor=self.editor,
            services=["customer_service"],
            channels=["phone", "mail"],
            email=f"achats@{slugify(self.organisation.name.removesuffix(' (fictif)'))}.invalid",
            phone="01 99 00 12 34",
        )

    def question(self, *, kind: str = "labour_conflict") -> None:
        """A fact raised by the public authority, with a review of the label."""
        raise_alert(
            self.dossier,
            actor=self.cast.people["etat"],
            kind=kind,
            source="Le Courrier du Matin (journal inventé)",
            words="Un conflit sur le décompte des pauses dure depuis deux mois.",
            review=True,
        )

    def complaint(self) -> None:
        """A complaint by somebody of the company, whose name the holder never sees."""
        file_complaint(
            self.dossier,
            capacity="employee",
            facts="Les pauses du samedi ne sont pas décomptées comme le dit l’accord.",
            email="salarie@filiere.invalid",
            now=timezone.now(),
        )
        # The hour that the server would wait passes at once.
        record_deferred_acts_hourly(timezone.localdate())

    def explain(self) -> None:
        """Say what the holder has to say."""
        file_explanation(self.dossier, actor=self.editor, words="Un accord est en cours de signature.")

    def suspend_at_once(self) -> None:
        """Two members of different colleges suspend the label without waiting for the vote."""
        first, second = self.cast.seated["committee"][0], self.cast.seated["committee"][3]
        asked = request_exception(self.dossier, "suspend_at_once", "Les faits sont graves et avérés.", actor=first)
        confirm_exception(asked, actor=second)
        self.dossier.refresh_from_db()

    def change_entity(self) -> None:
        """Declare a merger."""
        declare_change(
            self.dossier,
            actor=self.editor,
            what="merger",
            effective=timezone.localdate(),
            words="Fusion avec une société sœur, sans changement des sites.",
            name=f"{self.organisation.name}, fusionnée",
        )

    def appeal(self) -> None:
        """Appeal to the panel."""
        file_appeal(self.dossier, actor=self.editor, words="Le vote n’a pas tenu compte de l’accord signé.")

    def prove_unmarking(self) -> None:
        """Prove for each place listed that the logo is gone, and say so to the procedure."""
        for place in self.dossier.logo_places.all():
            prove_place(place, actor=self.editor, words="Capture du site sans le logo.")
        self.do("prove_unmarking")
