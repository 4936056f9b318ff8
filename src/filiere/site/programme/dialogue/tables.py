"""Tables of the dialogue as files: positions, votes seat by seat, and the public statements of 2008 to 2011."""

from __future__ import annotations

from datetime import date

from filiere.core import Text
from filiere.publication import Table
from filiere.site.kit.exported_tables import TableRequest, UnknownTable, register_export
from filiere.site.programme.dialogue.models import DialogueRoom, DiscussedText, WordingVote
from filiere.site.programme.dialogue.presenters.positions import build_positions_table, build_statements_table
from filiere.site.programme.dialogue.presenters.votes import build_votes_table


def _read_day(asked: TableRequest, name: str) -> date | None:
    words = asked.params.get(name, "")
    if not words:
        return None
    try:
        return date.fromisoformat(words)
    except ValueError:
        raise UnknownTable(words) from None


@register_export(
    "dialogue-positions",
    Text(fr="Positions des organisations", en="Positions of organisations"),
    listed=False,
    live=True,
)
def export_positions(asked: TableRequest) -> Table:
    """What organisations said until the day ``on`` and known on the day ``known``; today without them."""
    return build_positions_table(asked.actor, _read_day(asked, "on"), _read_day(asked, "known"))


@register_export("dialogue-votes", Text(fr="Votes du dialogue", en="Votes of the dialogue"), listed=False, live=True)
def export_votes(asked: TableRequest) -> Table:
    """The ballots on the text ``id``, each row with the disagreement bound to its decision."""
    rooms = DialogueRoom.objects.visible_to(asked.actor)
    text = DiscussedText.objects.filter(room__in=rooms, key=asked.params.get("id", "")).select_related("room").first()
    if text is None:
        raise UnknownTable(asked.params.get("id", ""))
    votes = text.votes.filter(state=WordingVote.State.CLOSED).select_related("text__room", "amendment__text", "meeting")
    return build_votes_table(list(votes.order_by("opened_at", "pk")), fictitious=text.room.fictitious)


@register_export(
    "label-statements",
    Text(fr="Ce que les organisations ont dit du label", en="What organisations said of the label"),
    about=Text(
        fr="Cinq déclarations publiques de 2008 à 2011, chacune avec sa source",
        en="Five public statements of 2008 to 2011, each with its source",
    ),
)
def export_statements(_asked: TableRequest) -> Table:
    """The five real statements."""
    return build_statements_table()
