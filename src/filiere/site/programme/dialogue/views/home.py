"""The dialogue on one page: who says what at a date, what is discussed, when the rooms meet."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from filiere.core import Text
from filiere.site.accounts.decorators import FormWords, act_form_page
from filiere.site.kit.act_views import PageAct
from filiere.site.kit.rights import allowed
from filiere.site.kit.shortcuts import find_or_404
from filiere.site.kit.templatetags.filiere import lang as current_lang
from filiere.site.programme.dialogue.actions.rooms import open_room
from filiere.site.programme.dialogue.forms import RoomForm
from filiere.site.programme.dialogue.models import DialogueRoom, DiscussedText, RoomMeeting, StatedPosition
from filiere.site.programme.dialogue.names import STANCE_LABELS, STANCE_MARKS
from filiere.site.programme.dialogue.presenters.positions import (
    build_matrix,
    compare_positions,
    describe_finding,
    list_dates,
    load_public_statements,
)
from filiere.site.programme.dialogue.presenters.texts import describe_text_finding, is_open_to_amendments
from filiere.site.programme.dialogue.rights import find_seat
from filiere.site.programme.dialogue.text_readings import TextReading
from filiere.site.programme.dialogue.views.page_frame import room_address
from filiere.site.programme.dialogue.voting_rooms import title_text
from filiere.site.programme.reading_dates import read_dates

MOST_TEXTS = 20


def _address_export(on: date, known: date) -> str:
    """The file of the statements behind the matrix."""
    words = {"lang": current_lang(), "on": on.isoformat(), "known": known.isoformat()}
    return f"{reverse('data:export', args=['dialogue-positions', 'csv'])}?{urlencode(words)}"


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The page; ``?on=`` and ``?known=`` read the matrix as it was, and as it was known."""
    today = timezone.localdate()
    dates, form = read_dates(request.GET, today, compared=True)
    on, known = dates.on, dates.known
    rooms = DialogueRoom.objects.visible_to(request.user)
    matrix = build_matrix(request.user, on, known)
    texts = []
    seen = DiscussedText.objects.visible_to(request.user).leave_out_reasons()
    for text in seen.select_related("room")[:MOST_TEXTS]:
        reading = TextReading(text)
        seat = find_seat(request.user, text.room)
        texts.append(
            {
                "text": text,
                "room": title_text(text.room),
                "finding": describe_text_finding(text, reading),
                "open": is_open_to_amendments(text, today),
                "may_amend": seat is not None and is_open_to_amendments(text, today),
            }
        )
    meetings = RoomMeeting.objects.visible_to(request.user).filter(closed_at__isnull=True).select_related("room")
    coming = sorted((one for one in meetings if one.opened_at or one.day >= today), key=lambda one: (one.day, one.time))
    stated = [room for room in rooms if allowed(request.user, "dialogue:state", room)]
    context: dict[str, Any] = {
        "nav": "programme",
        "here": "programme:dialogue",
        "matrix": matrix,
        "titles": [title_text(one) for one in matrix.subjects],
        "export": _address_export(on, known),
        "finding": describe_finding(matrix),
        "changes": compare_positions(request.user, dates),
        "dates": list_dates(request.user, today),
        "form": form,
        "today": today,
        "as_of": on != today or known != today,
        "texts": texts,
        "meetings": [(one, title_text(one.room)) for one in coming],
        "rooms": [(one, title_text(one)) for one in rooms],
        "statements": load_public_statements(),
        "made_up": any(row.organisation.fictitious for row in matrix.rows),
        "states_in": stated[0] if stated else None,
        "may_open": allowed(request.user, "dialogue:open"),
    }
    return render(request, "programme/dialogue/home.html", context)


@require_safe
def position(request: HttpRequest, position: str) -> HttpResponse:
    """What an organisation said on a subject, all of it, the latest first: nothing was edited."""
    seen = StatedPosition.objects.visible_to(request.user).select_related("organisation", "subject")
    shown = find_or_404(seen.filter(key=position).first())
    said = seen.filter(organisation=shown.organisation, subject=shown.subject).order_by("-on", "-known_at", "-id")
    context = {
        "nav": "programme",
        "here": "programme:dialogue",
        "organisation": shown.organisation,
        "subject": shown.subject,
        "title": title_text(shown.subject),
        "about": Text(fr=shown.subject.about, en=shown.subject.about_en or shown.subject.about)
        if shown.subject.about
        else None,
        "said": [(one, STANCE_LABELS[one.stance], STANCE_MARKS[one.stance]) for one in said],
    }
    return render(request, "programme/dialogue/position.html", context)


def _render_new_room(request: HttpRequest, _things: list[Any], context: dict[str, Any], status: int) -> HttpResponse:
    frame = {"nav": "programme", "here": "programme:dialogue"}
    return render(request, "programme/dialogue/form.html", frame | context, status=status)


new_room = act_form_page(
    "dialogue:open",
    PageAct(
        open_room,
        Text(fr="Instance ouverte. Donnez maintenant ses sièges.", en="Body opened. Now give its seats."),
        RoomForm,
        row=lambda _request, _thing: None,
        back=lambda _thing, made: room_address(made),
    ),
    FormWords(
        Text(fr="Ouvrir une instance de dialogue", en="Open a dialogue body"),
        Text(
            fr="Ses collèges, son quorum et sa majorité valent pour tous ses votes.",
            en="Its colleges, its quorum and its majority hold for all its votes.",
        ),
        Text(fr="Ouvrir l’instance", en="Open the body"),
    ),
    frame=_render_new_room,
    back=lambda _thing: reverse("programme:dialogue"),
)
"""A room to open."""
