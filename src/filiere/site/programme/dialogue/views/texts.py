"""A text under discussion, an amendment to it, and the whole text once its amendments are voted.

The page of an amendment shows the text in force, what changes and the text voted, then leads to the next in voting
order: the room sees all three before it goes on, with one key.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from filiere.core import Faults, Text
from filiere.programme.paragraphs import hash_wording
from filiere.site.accounts.decorators import FormWords, act_form_page, act_page
from filiere.site.accounts.models import User
from filiere.site.kit.act_views import PageAct
from filiere.site.kit.rights import allowed
from filiere.site.label.visible_releases import NotVisible, visible_catalogue
from filiere.site.programme.dialogue import forms
from filiere.site.programme.dialogue.actions.amendments import (
    file_amendment,
    judge_amendment,
    rewrite_amendment,
    withdraw_amendment,
)
from filiere.site.programme.dialogue.actions.texts import move_deadlines
from filiere.site.programme.dialogue.actions.votes import open_vote
from filiere.site.programme.dialogue.amended_reasons import find_reasons_text, list_standing
from filiere.site.programme.dialogue.models import DialogueRoom, DiscussedText, TextAmendment, WordingVote
from filiere.site.programme.dialogue.names import STATE_LABELS, STATE_MARKS
from filiere.site.programme.dialogue.presenters.texts import (
    describe_effect,
    describe_text_finding,
    describe_three,
    find_neighbours,
    is_open_to_amendments,
    list_collisions,
    list_rows,
    read_why,
)
from filiere.site.programme.dialogue.presenters.votes import read_vote
from filiere.site.programme.dialogue.release_fields import describe_source
from filiere.site.programme.dialogue.rights import find_seat
from filiere.site.programme.dialogue.text_readings import (
    PENDING,
    STANDING,
    TextReading,
    render_whole,
    write_voted_words,
)
from filiere.site.programme.dialogue.views.page_frame import (
    amendment_address,
    find_amendment,
    find_text,
    render_room_form,
    render_room_page,
    room_page,
    text_address,
    vote_address,
)
from filiere.site.programme.dialogue.voting_rooms import title_text


@room_page
def text(request: HttpRequest, room: DialogueRoom, text: str) -> HttpResponse:
    """The page of a text."""
    return _render_text(request, room, find_text(request, room, text))


def _render_text(request: HttpRequest, room: DialogueRoom, found: DiscussedText) -> HttpResponse:
    reading, today = TextReading(found), timezone.localdate()
    rows = list_rows(reading)
    pending = reading.list_pending()
    context: dict[str, Any] = {
        "text": found,
        "title": title_text(found),
        "source": describe_source(request.user, found),
        "finding": describe_text_finding(found, reading),
        "paragraphs": reading.paragraphs,
        "base_sha256": hash_wording(found.base),
        "moved": _describe_move(request, found),
        "rows": rows,
        "first": pending[0] if pending else None,
        "collisions": list_collisions(reading),
        "open": is_open_to_amendments(found, today),
        "only_subamendments": found.amend_until < today,
        "may_amend": find_seat(request.user, room) is not None and is_open_to_amendments(found, today),
        "amend_address": _address_amending(room, found),
        "merged": reading.merged_text,
        "whole": render_whole(reading),
        "whole_vote": found.votes.filter(amendment__isnull=True).first(),
        "has_votes": found.votes.filter(state=WordingVote.State.CLOSED).exists(),
    }
    return render_room_page(request, "text.html", room, context)


def _address_amending(room: DialogueRoom, found: DiscussedText) -> str:
    """The form of an amendment to a text, or to the reasons that it is."""
    if found.reasons is not None:
        return reverse("programme:dialogue-reasons-amend", args=[room.key, found.reasons.amendment.key])
    return reverse("programme:dialogue-amend", args=[room.key, found.key])


def _describe_move(request: HttpRequest, found: DiscussedText) -> Text | None:
    """Say that the release from which a text was taken is another since; its seal still names the words."""
    if not found.release_sha256:
        return None
    try:
        now = visible_catalogue(request.user).release(found.release)
    except NotVisible:
        return None
    if now.sha256 == found.release_sha256:
        return None
    return Text(
        fr="La version a changé depuis : les amendements portent sur le texte d’alors, que son sceau identifie.",
        en="The release has changed since: amendments apply to the words of that time, which its seal identifies.",
    )


@room_page
def amendment(request: HttpRequest, room: DialogueRoom, amendment: str) -> HttpResponse:
    """The page of an amendment."""
    return render_amendment(request, room, find_amendment(request, room, amendment), {}, 200)


def render_amendment(
    request: HttpRequest, room: DialogueRoom, found: TextAmendment, sent: dict[str, Any], status: int
) -> HttpResponse:
    """Draw an amendment: its three texts, its reasons, what became of it, its votes, and what the reader may do."""
    reading = TextReading(found.text)
    one = reading.by_code[found.code]
    three = _render_safely(reading, one)
    before, after = find_neighbours(reading, found.code)
    votes = list(found.votes.select_related("text__room", "amendment__text", "meeting"))
    pending = found.state in PENDING
    seat = find_seat(request.user, room)
    mine = seat is not None and seat.organisation_id == found.seat.organisation_id
    reasons = list(found.reasons.select_related("vote__text").order_by("-number"))
    reasons_text = find_reasons_text(found) if found.text.reasons_id is None else None
    closed = next((vote for vote in votes if vote.state == WordingVote.State.CLOSED), None)
    context: dict[str, Any] = {
        "text": found.text,
        "title": title_text(found.text),
        "one": found,
        "effect": describe_effect(one),
        "state": STATE_LABELS[found.state],
        "mark": STATE_MARKS[found.state],
        "target": reading.name_target(one),
        "wording": one.wording,
        "reasons": reasons[0],
        "former_reasons": reasons[1:],
        "reasons_text": reasons_text,
        "reasons_rows": list_rows(TextReading(reasons_text)) if reasons_text is not None else [],
        "may_rewrite_reasons": mine and pending and not list_standing(found),
        "may_amend_reasons": seat is not None
        and found.text.reasons_id is None
        and found.state in STANDING
        and is_open_to_amendments(found.text, timezone.localdate()),
        "wordings": list(found.wordings.order_by("-number")),
        "events": [(one, STATE_LABELS[one.state], read_why(one)) for one in found.events.order_by("-pk")],
        "shown": describe_three(three, found.text.language) if three is not None else None,
        "words_sha256": hash_wording(write_voted_words(three)) if three is not None else "",
        "own": reading.list_own_amendments(one),
        "collides": [pair for pair in list_collisions(reading) if found.code in pair[:2]],
        "falls": reading.list_falls(one) if pending else [],
        "before": before,
        "after": after,
        "open_vote": next((vote for vote in votes if vote.state == WordingVote.State.OPEN), None),
        "lapsed": [vote for vote in votes if vote.state == WordingVote.State.LAPSED],
        "void": [vote for vote in votes if vote.state == WordingVote.State.VOID],
        "record": read_vote(closed) if closed is not None else None,
        "may_rewrite": mine and pending,
        "may_judge": allowed(request.user, "dialogue:keep", room) and found.state == TextAmendment.State.FILED,
        "may_open_vote": allowed(request.user, "dialogue:keep", room) and found.state == TextAmendment.State.ADMISSIBLE,
        "ruling": sent.get("judge") or forms.RulingForm(prefix="judge"),
        "withdrawal": sent.get("withdraw") or forms.WithdrawForm(prefix="withdraw"),
    }
    return render_room_page(request, "amendment.html", room, context, status)


def _render_safely(reading: TextReading, one: Any) -> Any:
    """Return the three texts; None for one whose place is not there, as that of many an inadmissible amendment."""
    try:
        return reading.render(one)
    except Faults:
        return None


@room_page
def show_whole(request: HttpRequest, room: DialogueRoom, text: str) -> HttpResponse:
    """The whole text: in force, what the accepted amendments change, and what is put to the vote."""
    found = find_text(request, room, text)
    reading = TextReading(found)
    three = render_whole(reading)
    votes = list(found.votes.filter(amendment__isnull=True).select_related("text__room", "meeting"))
    closed = next((vote for vote in votes if vote.state == WordingVote.State.CLOSED), None)
    pending = reading.list_pending()
    context: dict[str, Any] = {
        "text": found,
        "title": title_text(found),
        "applied": reading.merged_text.applied,
        "shown": describe_three(three, found.language) if three is not None else None,
        "words_sha256": hash_wording(three.result) if three is not None else "",
        "collisions": list_collisions(reading),
        "pending": pending,
        "open_vote": next((vote for vote in votes if vote.state == WordingVote.State.OPEN), None),
        "record": read_vote(closed) if closed is not None else None,
        "may_open_vote": allowed(request.user, "dialogue:keep", room) and not pending and closed is None,
    }
    return render_room_page(request, "whole.html", room, context)


def _frame_text(request: HttpRequest, things: list[Any], context: dict[str, Any], status: int) -> HttpResponse:
    """The form of an amendment, below the paragraphs that it may aim at."""
    room, thing = things
    found = thing.text if isinstance(thing, TextAmendment) else thing
    reading = TextReading(found)
    return render_room_page(
        request,
        "form.html",
        room,
        context | {"text": found, "paragraphs": reading.paragraphs, "before": "programme/dialogue/_paragraphs.html"},
        status,
    )


FILED = Text(
    fr="Amendement déposé. Le secrétariat dira s’il est recevable.",
    en="Amendment filed. The secretary will rule on its admissibility.",
)

amend = act_form_page(
    "dialogue:amend",
    PageAct(
        file_amendment,
        FILED,
        forms.AmendmentForm,
        form_arguments=lambda found: (found,),
        back=lambda _text, made: amendment_address(made),
    ),
    lambda found: FormWords(
        Text(fr=f"Amender : {found.title}", en=f"Amend: {found.title_en or found.title}"),
    ),
    frame=_frame_text,
    find=find_text,
    back=text_address,
)
"""An amendment to file."""


def _offer_wording(_request: HttpRequest, row: TextAmendment) -> dict[str, Any]:
    """The words as they stand, in the form."""
    last = row.wordings.order_by("-number")[0]
    fields = ("op", "paragraph", "words", "to", "old", "new")
    return {"initial": {name: getattr(last, name) for name in fields} | {"known": last.number}}


rewrite = act_form_page(
    "dialogue:amend",
    PageAct(
        rewrite_amendment,
        Text(fr="Nouvelle version enregistrée.", en="New version saved."),
        forms.RewriteForm,
        form_arguments=lambda row: (row.text,),
        form_options=_offer_wording,
    ),
    lambda row: FormWords(
        Text(fr=f"Récrire l’amendement {row.code}", en=f"Rewrite amendment {row.code}"),
        Text(
            fr="D’autres mots sont une nouvelle version : un vote ouvert sur l’ancienne devient caduc, et ses "
            "bulletins ne suivent pas.",
            en="Other words are a new version: a vote open on the former one lapses, and its ballots do not follow.",
        ),
    ),
    frame=_frame_text,
    find=find_amendment,
    back=amendment_address,
)
"""The words of one’s amendment, to write again."""


_SHOWN: dict[str, Any] = {"find": find_amendment, "show": render_amendment, "back": amendment_address}

judge = act_page(
    "dialogue:keep",
    PageAct(judge_amendment, Text(fr="Avis enregistré.", en="Ruling recorded."), forms.RulingForm, prefix="judge"),
    **_SHOWN
    | {
        "show": lambda request, room, row, sent, status: render_amendment(
            request, room, row, {"judge": sent.get("")}, status
        )
    },
)
"""Ruling on an amendment."""

withdraw = act_page(
    "dialogue:amend",
    PageAct(
        withdraw_amendment,
        Text(fr="Amendement retiré.", en="Amendment withdrawn."),
        forms.WithdrawForm,
        prefix="withdraw",
    ),
    **_SHOWN
    | {
        "show": lambda request, room, row, sent, status: render_amendment(
            request, room, row, {"withdraw": sent.get("")}, status
        )
    },
)
"""Withdrawing one’s amendment."""


def _open_amendment_vote(row: TextAmendment, *, actor: User, secret: bool = False) -> WordingVote:
    return open_vote(row.text, actor=actor, amendment=row, secret=secret)


def _offer_votes(act: Any) -> dict[str, PageAct]:
    """The two ways of putting words to the vote, each a button: by secret ballot, or in public."""
    said = Text(fr="Vote ouvert.", en="Vote open."), Text(fr="Vote à bulletin secret ouvert.", en="Secret ballot open.")
    offered = PageAct(act, said[0], back=lambda _row, made: vote_address(made))
    return {"secret": replace(offered, done=said[1], given={"secret": True}), "public": offered}


amendment_vote = act_page(
    "dialogue:keep",
    _offer_votes(_open_amendment_vote),
    find=find_amendment,
    back=amendment_address,
)
"""Putting an amendment to the vote."""

whole_vote = act_page(
    "dialogue:keep",
    _offer_votes(open_vote),
    find=find_text,
    back=lambda found: reverse("programme:dialogue-whole", args=[found.room.key, found.key]),
)
"""Putting the whole text to the vote."""

deadlines = act_form_page(
    "dialogue:keep",
    PageAct(
        move_deadlines,
        Text(fr="Dates reportées.", en="Deadlines moved."),
        forms.DeadlineForm,
        form_options=lambda _request, found: {
            "initial": {"amend_until": found.amend_until, "subamend_until": found.subamend_until}
        },
    ),
    lambda found: FormWords(
        Text(fr=f"Dates limites : {found.title}", en=f"Deadlines: {found.title_en or found.title}")
    ),
    frame=render_room_form,
    find=find_text,
    back=text_address,
)
"""The deadlines of a text, to move."""
