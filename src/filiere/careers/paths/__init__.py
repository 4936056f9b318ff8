"""The paths of a person: in, up, to the side and out, each explained to the line.

records              what is asked and what comes of it
projection           the profession’s layer as a nomenclature
advisor              suggestions, one path explained, the next questions
personal_inputs      what is refused by its name

::

    advisor = build_advisor(load_profession(), register=load_register(), on=date(2026, 12, 1))
    paths = advisor.suggest(Person("cashier", {"write-reply": Answer.NO}))
    path = advisor.explain(Person("cashier"), "customer-adviser")
    questions = advisor.choose_questions(Person("cashier"), asked=(), most=10)
"""

from filiere.careers.paths.advisor import Advisor, build_advisor
from filiere.careers.paths.list_changes import compare_lists
from filiere.careers.paths.personal_inputs import refuse_personal_inputs
from filiere.careers.paths.projection import project_profession
from filiere.careers.paths.records import (
    Answer,
    AnswerChange,
    Change,
    ChangeKind,
    Changes,
    Counterfactual,
    CrossedBridge,
    Direction,
    Effort,
    EffortBin,
    EffortLine,
    FigureFact,
    Gap,
    GapOutcome,
    GapState,
    GapTraining,
    HeldSkill,
    Intake,
    JobLayer,
    ListChange,
    ObservedMove,
    OfficialLink,
    PartScore,
    Path,
    PathPart,
    Person,
    ProfessionLink,
    Question,
    ScoreLine,
    Territory,
)

__all__ = [
    "Advisor",
    "Answer",
    "AnswerChange",
    "Change",
    "ChangeKind",
    "Changes",
    "Counterfactual",
    "CrossedBridge",
    "Direction",
    "Effort",
    "EffortBin",
    "EffortLine",
    "FigureFact",
    "Gap",
    "GapOutcome",
    "GapState",
    "GapTraining",
    "HeldSkill",
    "Intake",
    "JobLayer",
    "ListChange",
    "ObservedMove",
    "OfficialLink",
    "PartScore",
    "Path",
    "PathPart",
    "Person",
    "ProfessionLink",
    "Question",
    "ScoreLine",
    "Territory",
    "build_advisor",
    "compare_lists",
    "project_profession",
    "refuse_personal_inputs",
]
