"""Letters of the procedure: derived from the events that were just written, one a party, and from nothing else."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse

from filiere.core import Lang, Text
from filiere.core.dates import format_day
from filiere.referentials import workflow
from filiere.site.accounts.models import User
from filiere.site.kit.languages import use_page_language
from filiere.site.mail.outbox import post_letters
from filiere.site.workflow.extension_points import awaited_acts, recipient_lookups
from filiere.site.workflow.models import Dossier
from filiere.site.workflow.todo_items import find_act_page, list_awaited_acts


def write_event_letters(row: Dossier, engine: workflow.Dossier, after: int) -> None:
    """Write the letters of the events after the first `after`; a public party is told by its page, not by mail."""
    for message in workflow.list_messages(engine, after):
        if message.public or message.party not in recipient_lookups:
            continue
        people: Iterable[User] = recipient_lookups[message.party](row, message.day)
        name = row.organisation.name
        post_letters(
            to=people,
            subject=Text(fr=f"{message.words.fr} · {name}", en=f"{message.words.en} · {name}"),
            body=Text(fr=_build_body(row, message, engine, "fr"), en=_build_body(row, message, engine, "en")),
            kind=f"dossier.{message.event}",
            about=f"dossier:{row.key}",
        )


def _build_body(row: Dossier, message: workflow.PartyMessage, engine: workflow.Dossier, lang: Lang) -> str:
    stood = engine.stood[message.number]
    state = engine.rules.words("state", stood)
    with use_page_language(lang):
        path = reverse("dossiers:overview", args=[row.key])
        awaited = "".join(
            f"{act.words(row.organisation.name).get(lang)}{' ' * (lang == 'fr')}: {find_act_page(act, row.key)}\n"
            for party, where, action in list_awaited_acts(row.release)
            if (party, where) == (message.party, stood)
            for act in (awaited_acts[action],)
        )
    if lang == "fr":
        return (
            f"{message.words.fr}.\n\nOrganisation : {row.organisation.name}\nDossier : {row.key}\n"
            f"Jour : {format_day(message.day, 'fr')}\nÉtat du dossier : {state.fr}\n\n{awaited}"
            f"Le dossier, ses délais et ce que vous pouvez y faire : {path}\n"
        )
    return (
        f"{message.words.en}.\n\nOrganisation: {row.organisation.name}\nDossier: {row.key}\n"
        f"Date: {format_day(message.day, 'en')}\nState of the dossier: {state.en}\n\n{awaited}"
        f"The dossier, its deadlines and your available actions: {path}\n"
    )
