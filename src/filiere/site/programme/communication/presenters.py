"""What pages show of operations and messages: the sentence, its figure as it was printed, and where it stands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone

from filiere.core import Text, source_language
from filiere.core.dates import format_day, format_hour
from filiere.figures import Register
from filiere.site.kit.rights import allowed
from filiere.site.observatory.views.common import figure_url, source_url
from filiere.site.programme.communication import code_labels
from filiere.site.programme.communication.embargo import is_said
from filiere.site.programme.communication.figure_freezing import freeze_figure, is_current, read_text
from filiere.site.programme.communication.models import Message, Operation, Result
from filiere.site.programme.communication.quotation_check import find_number
from filiere.site.programme.communication.recalled_figures import list_figures_under_recall
from filiere.site.programme.communication.result_figures import find_figure
from filiere.site.programme.communication.rights import WRITE


@dataclass(frozen=True, slots=True)
class MessageView:
    """A message as a page shows it. ``current`` when it may be said now; ``dated`` when as a statement of its day.

    ``parts`` are the sentence before its number, the number, and what follows it, in the language of the page.
    """

    message: Message
    sentence: Text
    parts: tuple[str, str, str]
    figure: Text
    amount: Text
    scope: Text
    source: Text
    figure_url: str
    source_url: str
    state: Text
    mark: str
    current: bool
    dated: bool
    stale: bool
    url: str

    @property
    def since(self) -> datetime | None:
        """When it came in force."""
        return self.message.in_force_at


def build_message_view(register: Register, message: Message) -> MessageView:
    """Return a message as a page shows it."""
    return build_message_views(register, [message])[0]


def _build_view(register: Register, message: Message, under_recall: frozenset[str]) -> MessageView:
    said = is_said(register, message)
    approved = message.state == Message.State.APPROVED
    stale = approved and not said
    frozen: dict[str, Any] = message.frozen
    if not frozen and message.figure in register:
        frozen = freeze_figure(register, register[message.figure])
    known = message.figure in register
    state, mark = _describe_state(message, stale, recalled=message.figure in under_recall)
    return MessageView(
        message=message,
        sentence=message.current_sentence,
        parts=_split_sentence(register, message),
        figure=read_text(frozen, "title"),
        amount=read_text(frozen, "amount"),
        scope=read_text(frozen, "scope"),
        source=read_text(frozen, "source_name"),
        figure_url=figure_url(message.figure) if known else "",
        source_url=source_url(frozen["source"]) if frozen.get("source") in register.sources else "",
        state=state,
        mark=mark,
        current=said,
        dated=said and message.kept_as_dated and not is_current(register, message.frozen),
        stale=stale,
        url=reverse("programme:message", args=[message.key]),
    )


def _split_sentence(register: Register, message: Message) -> tuple[str, str, str]:
    lang, sentence = source_language(), str(message.current_sentence)
    span = find_number(sentence, register[message.figure], lang) if message.figure in register else None
    if span is None:
        return sentence, "", ""
    return sentence[: span[0]], sentence[span[0] : span[1]], sentence[span[1] :]


def _describe_state(message: Message, stale: bool, recalled: bool) -> tuple[Text, str]:
    if stale:
        return code_labels.STALE
    if recalled and message.state == Message.State.APPROVED and not message.kept_as_dated:
        return code_labels.UNDER_RECALL
    if message.awaits_office:
        return code_labels.AWAITS_OFFICE
    if message.state == Message.State.APPROVED and message.kept_as_dated:
        return code_labels.DATED
    return code_labels.MESSAGE_STATES[message.state]


def build_message_views(register: Register, messages: Iterable[Message]) -> list[MessageView]:
    """Return messages as a page shows them, in their order."""
    under_recall = list_figures_under_recall()
    return [_build_view(register, message, under_recall) for message in messages]


@dataclass(frozen=True, slots=True)
class ResultView:
    """A count of an operation: what the register says of it, once it is there."""

    result: Result
    measure: Text
    amount: str
    method: Text
    figure_url: str
    proposed: bool
    refusal: str


def build_result_view(register: Register, result: Result) -> ResultView:
    """Return a result as a page shows it."""
    figure = find_figure(register, result)
    return ResultView(
        result=result,
        measure=code_labels.MEASURES[result.measure],
        amount="" if figure is None else register.amount(figure),
        method=Text(fr=result.method, en=result.method_en),
        figure_url="" if figure is None else figure_url(figure.id),
        proposed=result.is_awaited,
        refusal=result.refusal,
    )


@dataclass(frozen=True, slots=True)
class OperationView:
    """An operation in a list."""

    operation: Operation
    state: Text
    mark: str
    when: str
    url: str
    hushed: bool


def build_operation_view(operation: Operation, now: datetime) -> OperationView:
    """Return an operation as a list shows it."""
    state, mark = code_labels.OPERATION_STATES[operation.state]
    return OperationView(
        operation,
        state,
        mark,
        format_when(operation),
        reverse("programme:operation", args=[operation.key]),
        operation.embargo_until is not None and operation.embargo_until > now,
    )


def format_when(operation: Operation) -> str:
    """Return the day of an operation and its hours, on the clock of its place."""
    day = format_day(operation.day)
    if operation.starts_at is None:
        return day
    start = format_hour(operation.starts_at)
    if operation.ends_at is None:
        return str(Text(fr=f"{day}, à {start}", en=f"{day}, at {start}"))
    end = format_hour(operation.ends_at)
    return str(Text(fr=f"{day}, {start} à {end}", en=f"{day}, {start} to {end}"))


STEPS = (
    Text(fr="Chiffres attachés", en="Figures attached"),
    Text(fr="Relecture interne", en="Internal approval"),
    Text(fr="Accord du cabinet", en="Minister’s office"),
    Text(fr="Embargo", en="Embargo"),
    Text(fr="Diffusion", en="Release"),
    Text(fr="Résultats", en="Results"),
)


def find_step(operation: Operation, messages: Iterable[Message], now: datetime) -> int:
    """Return the rank of the step at which an operation stands, from 0."""
    listed = [one for one in messages if one.state not in (Message.State.WITHDRAWN, Message.State.REPLACED)]
    if operation.state == Operation.State.HELD or operation.day < timezone.localdate(now):
        return 5
    if not listed or any(one.state in (Message.State.DRAFT, Message.State.REFUSED) for one in listed):
        return 0
    if any(one.state == Message.State.SUBMITTED and one.approved_at is None for one in listed):
        return 1
    if any(one.awaits_office for one in listed):
        return 2
    return 3 if operation.embargo_until is not None and operation.embargo_until > now else 4


def may_write(reader: Any) -> bool:
    """Whether somebody prepares what is said."""
    return allowed(reader, WRITE)
