"""Record what the staff of the label found in the registers that the rules name."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from filiere.core import Faults
from filiere.site.accounts.models import User
from filiere.site.candidature.exclusion_registers import REGISTER_QUESTIONS
from filiere.site.candidature.faults import fault
from filiere.site.candidature.models import RegisterAnswer
from filiere.site.journal.act_decorator import TODAY, act
from filiere.site.workflow.act_target import DOSSIER_TARGET
from filiere.site.workflow.models import Dossier

REGISTER = "register-answer"


@act("register.note", on=DOSSIER_TARGET, right="register:look_up")
def record_register_answer(
    dossier: Dossier, *, actor: User, function: str, argument: str, value: bool, source: str, day: date = TODAY
) -> RegisterAnswer:
    """Note what a register says, with where it was looked up; a later note replaces it from its day on."""
    if (function, argument) not in REGISTER_QUESTIONS or not source.strip() or len(source) > 400:
        raise Faults([fault("wrong-search").at(key="source")])
    return RegisterAnswer.objects.create(
        dossier=dossier,
        function=function,
        argument=argument,
        value=value,
        found_on=day,
        source=source.strip(),
        found_by=actor,
        found_at=timezone.now(),
    )


def register_answer_payload(row: RegisterAnswer) -> dict[str, object]:
    """What the journal seals of a search."""
    return {
        "dossier": row.dossier.key,
        "function": row.function,
        "argument": row.argument,
        "value": row.value,
        "found_on": row.found_on.isoformat(),
    }
