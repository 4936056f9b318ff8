"""The models of every subject of the programme, in one place for Django."""

from filiere.site.programme.briefings.models import Briefing
from filiere.site.programme.communication.models import (
    KitRecipient,
    Message,
    MessageUse,
    Operation,
    Recall,
    RecallDecision,
    Result,
)
from filiere.site.programme.dialogue import models as dialogue_models  # noqa: F401  Django finds them there.
from filiere.site.programme.plan.models import Action, ActionEvent, Axis, Orientation, Plan

__all__ = [
    "Action",
    "ActionEvent",
    "Axis",
    "Briefing",
    "KitRecipient",
    "Message",
    "MessageUse",
    "Operation",
    "Orientation",
    "Plan",
    "Recall",
    "RecallDecision",
    "Result",
]
