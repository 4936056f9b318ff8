"""Acts on a kit: noting who received it, and forgetting one of them who asks for it."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone

from filiere.core import Fault, Faults
from filiere.site.accounts.models import User
from filiere.site.journal.act_decorator import ActTarget, act
from filiere.site.journal.writer import record_act
from filiere.site.observatory.figure_register import current_register
from filiere.site.programme.communication.actions.operations import OPERATION
from filiere.site.programme.communication.embargo import list_said
from filiere.site.programme.communication.faults import fault, refuse
from filiere.site.programme.communication.models import KitRecipient, Operation
from filiere.site.programme.communication.rights import WRITE

MOST_LINES = 200
"""Recipients noted at once."""
_LONGEST_NAME, _LONGEST_ORGANISATION = 120, 200

RECIPIENT: ActTarget[KitRecipient] = ActTarget("kit-recipient")


@act("kit.give", on=OPERATION, right=WRITE)
def give_kit(operation: Operation, *, lines: str, language: str = "fr", actor: User) -> Operation:
    """Note who received the kit as it stands: one person a line, their name; organisation; address.

    Somebody who had received it before is noted with what it holds now. Raises `Faults` with every line that cannot be
    read. The journal keeps how many, never who.
    """
    said = list_said(current_register(), operation.messages.all())
    if not said:
        raise refuse("kit-empty")
    now = timezone.now()
    given = {"messages": [one.key for one in said], "given_at": now, "given_by": actor, "language": language}
    rows = _parse_lines(lines)
    for name, organisation, email in rows:
        KitRecipient.objects.update_or_create(
            operation=operation, email=email, defaults={"name": name, "organisation": organisation, **given}
        )
    record_act(actor, "kit.give", "operation", operation.key, {"recipients": len(rows), "messages": given["messages"]})
    return operation


@act("kit.forget", on=RECIPIENT, right=WRITE)
def forget_recipient(recipient: KitRecipient, *, actor: User) -> None:
    """Forget somebody who received a kit, at their request: nothing of them is left, and no letter reaches them."""
    record_act(actor, "kit.forget", "operation", recipient.operation.key, {"recipient": recipient.key})
    recipient.delete()


def _parse_lines(lines: str) -> list[tuple[str, str, str]]:
    typed = [(number, line) for number, line in enumerate(lines.splitlines(), 1) if line.strip()]
    if len(typed) > MOST_LINES:
        raise refuse("kit-too-many", "lines", count=len(typed), most=MOST_LINES)
    rows: list[tuple[str, str, str]] = []
    faults: list[Fault] = []
    for number, line in typed:
        parts = [part.strip() for part in line.split(";")]
        if len(parts) == 3 and all(parts) and _is_readable(*parts):
            rows.append((parts[0], parts[1], parts[2].casefold()))
        else:
            faults.append(fault("kit-line", "lines", line=number))
    if faults:
        raise Faults(faults)
    return rows


def _is_readable(name: str, organisation: str, email: str) -> bool:
    try:
        validate_email(email)
    except ValidationError:
        return False
    return len(name) <= _LONGEST_NAME and len(organisation) <= _LONGEST_ORGANISATION and len(email) <= 254
