"""The files of a kit: the press sheet in both languages, the talking points, and the chart of its first figure that has
one.

All hold the messages in force at the moment of asking, and nothing else: a kit that was downloaded before a figure
fell is what a recall is for.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.utils import timezone

from filiere.core import Lang, Text, seal
from filiere.core.language import use_language
from filiere.core.text import write_in_both_languages
from filiere.figures import Register, Series
from filiere.publication import draw
from filiere.publication.documents.press_sheet import PressMessage, PressSheet, press_sheet_pdf
from filiere.publication.documents.talking_points import talking_points_odt
from filiere.publication.standalone_drawing import write_svg_file
from filiere.site.document_issuer import make_stamp
from filiere.site.kit.charts import ChartView
from filiere.site.observatory.views.series_chart import build_series_chart, build_series_spec, series_finding
from filiere.site.pdf_rendering import render_pdf
from filiere.site.programme.communication.embargo import list_said
from filiere.site.programme.communication.figure_freezing import read_text
from filiere.site.programme.communication.models import Message, Operation
from filiere.site.programme.communication.presenters import format_when
from filiere.site.sandboxed_reading import InputOrigin

NAMES = {
    "when": Text(fr="Date", en="Date"),
    "place": Text(fr="Lieu", en="Place"),
    "lead": Text(fr="Organisateur", en="Organiser"),
    "partners": Text(fr="Partenaires", en="Partners"),
    "guest": Text(fr="Invité", en="Guest"),
}


def find_kit_series(register: Register, messages: Sequence[Message]) -> Series | None:
    """Return the first series that a figure of these messages is a point of; None where none is."""
    for message in messages:
        if message.figure in register and (found := register.series_of(register[message.figure])):
            return found[0]
    return None


def draw_page_chart(register: Register, messages: Sequence[Message]) -> ChartView | None:
    """Return the chart of a kit for its page, with its table."""
    series = find_kit_series(register, messages)
    return None if series is None else build_series_chart(register, series, open_=False)


def write_chart(register: Register, messages: Sequence[Message], lang: Lang, *, dark: bool = True) -> bytes | None:
    """Return the chart of a kit as an SVG file; None where its messages have none."""
    series = find_kit_series(register, messages)
    if series is None:
        return None
    with use_language(lang):
        found = series_finding(register, series)
        spec = build_series_spec(register, series, ident="kit", desc=f"{found}.")
        return write_svg_file(draw(spec).wide, dark=dark)


def render_press_sheet(operation: Operation, register: Register, lang: Lang, *, actor: Any) -> bytes:
    """Return the press sheet of an operation as a PDF, its first half in that language; raises `PdfNotRendered`."""
    return render_pdf(
        InputOrigin(actor, "operation", operation.key),
        press_sheet_pdf,
        build_press_sheet(operation, register, charts=True),
        lang,
    )


def write_talking_points(operation: Operation, register: Register, lang: Lang, page: str) -> bytes:
    """Return the talking points of an operation as an ODT file; ``page`` is where they are read as they stand."""
    day = timezone.localdate()
    return talking_points_odt(build_press_sheet(operation, register, charts=False), lang, day=day, page=page)


def build_press_sheet(operation: Operation, register: Register, *, charts: bool) -> PressSheet:
    """Return what the files of a kit say: the messages in force, each with its figure and its source."""
    said = list_said(register, operation.messages.select_related("operation"))
    series = find_kit_series(register, said) if charts else None
    content = [
        operation.key,
        operation.revision,
        [[one.current_sentence.fr, one.current_sentence.en, one.frozen_sha256] for one in said],
    ]
    return PressSheet(
        stamp=make_stamp(
            reference=operation.key,
            issued=timezone.localdate(operation.changed_at),
            snapshot=Text(fr="Messages et chiffres", en="Messages and figures"),
            snapshot_sha256=seal(content),
            fictitious=operation.fictitious,
        ),
        title=operation.name,
        facts=_list_facts(operation),
        messages=tuple(_write_message(one) for one in said),
        contact=settings.FILIERE_CONTACT,
        chart_title=None
        if series is None
        else _copy_text(write_in_both_languages(lambda: series_finding(register, series))),
        chart_fr=write_chart(register, said, "fr", dark=False) if charts else None,
        chart_en=write_chart(register, said, "en", dark=False) if charts else None,
    )


def _list_facts(operation: Operation) -> tuple[tuple[Text, Text], ...]:
    guest = operation.guest if operation.guest_confirmed else ""
    told: dict[str, Text | str] = {
        "when": write_in_both_languages(lambda: format_when(operation)),
        "place": operation.place,
        "lead": operation.lead,
        "partners": ", ".join(operation.partners.splitlines()),
        "guest": guest,
    }
    return tuple(
        (NAMES[name], words if isinstance(words, Text) else Text.same(words)) for name, words in told.items() if words
    )


def _write_message(message: Message) -> PressMessage:
    day = timezone.localdate(message.in_force_at) if message.in_force_at else None
    return PressMessage(
        sentence=message.current_sentence,
        figure=read_text(message.frozen, "title"),
        amount=read_text(message.frozen, "amount"),
        scope=read_text(message.frozen, "scope"),
        source=read_text(message.frozen, "source_name"),
        address=message.frozen.get("address", ""),
        dated=Text(
            fr=f"Déclaration du {day:%d/%m/%Y}, qui ne vaut que pour ce jour-là",
            en=f"Statement of {day:%d %B %Y}, true of that day only",
        )
        if message.kept_as_dated and day is not None
        else None,
    )


def _copy_text(text: Text) -> Text:
    return Text(fr=text.fr, en=text.en)
