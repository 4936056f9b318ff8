"""The house's documents: a plain record in, the bytes of a tagged PDF out, in French or in English.

    quote_pdf(Quote, lang)                          price and effort
    audit_report_pdf(AuditReport, lang)             the final report
    minutes_pdf(Minutes, lang, public=False)        in full, or public: without those present and the debate
    room_minutes_pdf(RoomMinutes, lang)             of a room of the dialogue, each decision with its disagreement
    decision_pdf(Decision, lang)                    the letter of a decision
    certificate_pdf(Certificate, lang)              with the code that leads to the register
    improvement_plan_pdf(ImprovementPlan, lang)
    opinion_receipt_pdf(OpinionReceipt, lang)
    press_sheet_pdf(PressSheet, lang)               what may be said, with its sources, in both languages
    agreement_report_pdf(AgreementReport, lang)     to the State, with what was corrected since
    briefing_pdf(Briefing, lang)                    two pages for a meeting
    path_sheet_pdf(PathSheet, lang)                 one page for a person, from a job to another
    survey_sheet_pdf(SurveySheet, lang)             one page for the press on a survey wave
    method_note_pdf(MethodNote, lang)               how a survey wave was made
    programme_report_pdf(ProgrammeReport, lang)     the state of a programme and what changed in a year
    kit_zip(Logo), logo_svg(Logo, lang, ink)        the logo of one certificate, with its rules of use

Each record has a :class:`Stamp`: issuer, reference, day, dossier, fingerprints. Words are a ``Text`` where they are
ours, a plain string where they are a name or what a person wrote, which is printed as written and never as markup.
No clock, no network; WeasyPrint is loaded by the first document and not before.
"""

from filiere.publication.documents.agreement_report import (
    AgreementReport,
    ReportCorrection,
    ReportedLine,
    agreement_report_pdf,
    write_nothing_counted,
)
from filiere.publication.documents.audit_report import AuditReport, FindingLine, ScoreLine, audit_report_pdf
from filiere.publication.documents.briefing import (
    Briefing,
    DueCommitment,
    SafeFigure,
    StatedPosition,
    briefing_pdf,
)
from filiere.publication.documents.certificate import Certificate, certificate_pdf, qr_svg
from filiere.publication.documents.components import Organisation, SitePlace
from filiere.publication.documents.decision import Decision, decision_pdf
from filiere.publication.documents.holder_logo import INKS, Ink, Logo, build_kit_zip, logo_svg
from filiere.publication.documents.improvement_plan import ImprovementPlan, PlanAction, improvement_plan_pdf
from filiere.publication.documents.method_note import MethodNote, NoteSection, NoteTable, method_note_pdf
from filiere.publication.documents.minutes import (
    CollegePresence,
    CollegeVotes,
    Minutes,
    MinutesItem,
    RecusalLine,
    minutes_pdf,
)
from filiere.publication.documents.opinion_receipt import OpinionReceipt, opinion_receipt_pdf
from filiere.publication.documents.path_sheet import PathSheet, SheetLine, path_sheet_pdf
from filiere.publication.documents.pdf_renderer import Stamp
from filiere.publication.documents.press_sheet import PressMessage, PressSheet, press_sheet_pdf
from filiere.publication.documents.programme_report import (
    ProgrammeReport,
    ReportedAction,
    ReportedAxis,
    programme_report_pdf,
)
from filiere.publication.documents.quote import Effort, Quote, QuoteLine, quote_pdf
from filiere.publication.documents.room_minutes import (
    DissentRecord,
    RoomCollegeVotes,
    RoomDecision,
    RoomMinutes,
    RoomPresence,
    VoidVote,
    room_minutes_pdf,
)
from filiere.publication.documents.survey_sheet import SheetResult, SurveySheet, survey_sheet_pdf

__all__ = [
    "INKS",
    "AgreementReport",
    "AuditReport",
    "Briefing",
    "Certificate",
    "CollegePresence",
    "CollegeVotes",
    "Decision",
    "DissentRecord",
    "DueCommitment",
    "Effort",
    "FindingLine",
    "ImprovementPlan",
    "Ink",
    "Logo",
    "MethodNote",
    "Minutes",
    "MinutesItem",
    "NoteSection",
    "NoteTable",
    "OpinionReceipt",
    "Organisation",
    "PathSheet",
    "PlanAction",
    "PressMessage",
    "PressSheet",
    "ProgrammeReport",
    "Quote",
    "QuoteLine",
    "RecusalLine",
    "ReportCorrection",
    "ReportedAction",
    "ReportedAxis",
    "ReportedLine",
    "RoomCollegeVotes",
    "RoomDecision",
    "RoomMinutes",
    "RoomPresence",
    "SafeFigure",
    "ScoreLine",
    "SheetLine",
    "SheetResult",
    "SitePlace",
    "Stamp",
    "StatedPosition",
    "SurveySheet",
    "VoidVote",
    "agreement_report_pdf",
    "audit_report_pdf",
    "briefing_pdf",
    "build_kit_zip",
    "certificate_pdf",
    "decision_pdf",
    "improvement_plan_pdf",
    "logo_svg",
    "method_note_pdf",
    "minutes_pdf",
    "opinion_receipt_pdf",
    "path_sheet_pdf",
    "press_sheet_pdf",
    "programme_report_pdf",
    "qr_svg",
    "quote_pdf",
    "room_minutes_pdf",
    "survey_sheet_pdf",
    "write_nothing_counted",
]
