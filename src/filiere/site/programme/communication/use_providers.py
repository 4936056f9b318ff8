"""Where the programme and the observatory cite a figure, for whoever recalls it; how some of these get their fate."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils import timezone

from filiere.core import Text
from filiere.site.accounts.rights import Role
from filiere.site.journal.sealed_rows import record_row
from filiere.site.observatory.figure_register import current_register
from filiere.site.programme.communication.models import KitRecipient, Message, MessageUse, Result
from filiere.site.programme.figure_uses import Fate, FigureUse, fate_appliers, figure_uses

LIVE_STATES = (Message.State.SUBMITTED, Message.State.APPROVED)


@figure_uses.register
def list_message_uses(figure: str) -> Iterator[FigureUse]:
    """Messages that are said, or about to be, then the kits in which they were given."""
    messages = list(Message.objects.filter(figure=figure, state__in=LIVE_STATES).select_related("operation"))
    for message in messages:
        operation = message.operation
        yield FigureUse(
            key=f"message:{message.key}",
            where=Text(fr=f"Message, {operation.title}", en=f"Message, {operation.title_en}")
            if operation is not None
            else Text(fr="Message hors opération", en="Message outside any operation"),
            said=message.current_sentence,
            owner=Role.COMMUNICATION,
            url=reverse("programme:message", args=[message.key]),
            dated=message.kept_as_dated,
        )
    spoken = {one.key for one in messages if not one.kept_as_dated}
    operations = {one.operation_id: one.operation for one in messages if one.operation is not None}
    given: Counter[int] = Counter()
    for operation_id, held in KitRecipient.objects.filter(operation__in=operations).values_list(
        "operation_id", "messages"
    ):
        given[operation_id] += not spoken.isdisjoint(held)
    for operation_id, count in given.items():
        operation = operations[operation_id]
        if count and operation is not None:
            yield FigureUse(
                key=f"kit:{operation.key}",
                where=Text(fr=f"Kit, {operation.title}", en=f"Press kit, {operation.title_en}"),
                said=_write_amount(figure),
                owner=Role.COMMUNICATION,
                recipients=count,
                url=reverse("programme:kit", args=[operation.key]),
            )


@figure_uses.register
def list_stored_uses(figure: str) -> Iterator[FigureUse]:
    """Uses outside the site: speeches, posters, letters, reports."""
    for use in MessageUse.objects.for_figure(figure):
        yield FigureUse(
            key=f"use:{use.key}",
            where=Text(fr=use.title, en=use.title_en),
            said=Text(fr=f"« {use.said} »", en=f"“{use.said}”") if use.said else _write_amount(figure),
            owner=use.owner,
            recipients=use.recipients,
            dated=use.kept_as_dated,
        )


@figure_uses.register
def list_result_uses(figure: str) -> Iterator[FigureUse]:
    """Results of operations that the register holds: their page prints what it says."""
    for result in Result.objects.filter(figure=figure).select_related("operation"):
        operation = result.operation
        yield FigureUse(
            key=f"result:{result.key}",
            where=Text(fr=f"Résultats, {operation.title}", en=f"Results, {operation.title_en}"),
            said=_write_amount(figure),
            owner=Role.COMMUNICATION,
            url=reverse("programme:operation", args=[operation.key]),
            follows=True,
        )


@figure_uses.register
def list_register_uses(figure: str) -> Iterator[FigureUse]:
    """Pages of the observatory that print it: as retained for a use, and as a point of a series."""
    register = current_register()
    if figure not in register:
        return
    row = register[figure]
    url = reverse("observatory:figure", args=[figure])
    for use in row.retained:
        label = register.uses[use]
        yield FigureUse(
            key=f"retained:{use}",
            where=Text(fr=f"Chiffre retenu : {label.fr}", en=f"Retained figure: {label.en}"),
            said=_write_amount(figure),
            owner=Role.STATISTICIAN,
            url=url,
            follows=True,
        )
    for series in register.series_of(row):
        yield FigureUse(
            key=f"series:{series.id}",
            where=Text(fr=f"Graphique : {series.title.fr}", en=f"Chart: {series.title.en}"),
            said=Text(fr=f"Point {row.period.label('fr')}", en=f"Point {row.period.label('en')}"),
            owner=Role.STATISTICIAN,
            url=url,
            follows=True,
        )


@fate_appliers.register("message")
def end_messages(keys: list[str], fate: Fate, replacement: str, actor: Any) -> None:
    """Give messages their fate: no longer said, or said of the day on which they were approved."""
    for message in Message.objects.filter(key__in=_strip_kinds(keys)).select_related("operation"):
        if fate == Fate.DATED and message.state == Message.State.APPROVED:
            message.kept_as_dated = True
        else:
            message.state = Message.State.REPLACED if fate == Fate.REPLACED else Message.State.WITHDRAWN
            message.replacement, message.ended_at = replacement, timezone.now()
        message.save()
        record_row(actor, "message.recall", message)


@fate_appliers.register("use")
def end_stored_uses(keys: list[str], fate: Fate, replacement: str, actor: Any) -> None:
    """Give uses outside the site their fate."""
    for use in MessageUse.objects.filter(key__in=_strip_kinds(keys)):
        if fate == Fate.DATED:
            use.kept_as_dated = True
        else:
            use.state = MessageUse.State.REPLACED if fate == Fate.REPLACED else MessageUse.State.WITHDRAWN
            use.replacement = replacement
        use.save()
        record_row(actor, "figure-use.recall", use)


def _strip_kinds(keys: list[str]) -> list[str]:
    return [key.partition(":")[2] for key in keys]


def _write_amount(figure: str) -> Text:
    register = current_register()
    if figure not in register:
        return Text.same(figure)
    return Text(fr=register.amount(register[figure], "fr"), en=register.amount(register[figure], "en"))
