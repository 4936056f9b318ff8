"""Letters of the procedure: derived from the events that were just written, one a party, and from nothing else."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse

from filiere.core import Text
from filiere.referentials import running
from filiere.site.accounts.models import User
from filiere.site.dossiers.models import Dossier
from filiere.site.dossiers.registries import reaches
from filiere.site.languages import page_language
from filiere.site.mail.posting import post


def tell(row: Dossier, engine: running.Dossier, after: int) -> None:
    """Write the letters of the events after the first `after`; a public party is told by its page, not by mail."""
    for message in running.messages(engine, after):
        if message.public or message.party not in reaches:
            continue
        people: Iterable[User] = reaches[message.party](row, message.day)
        name = row.organisation.name
        state = engine.rules.words("state", engine.stood[message.number])
        post(
            to=people,
            subject=Text(fr=f"{message.words.fr} · {name}", en=f"{message.words.en} · {name}"),
            body=Text(fr=_body(row, message, state, "fr"), en=_body(row, message, state, "en")),
            kind=f"dossier.{message.event}",
            about=f"dossier:{row.key}",
        )


def _body(row: Dossier, message: running.Message, state: Text, lang: str) -> str:
    with page_language(lang):
        path = reverse("dossiers:overview", args=[row.key])
    if lang == "fr":
        return (
            f"{message.words.fr}.\n\nOrganisation : {row.organisation.name}\nDossier : {row.key}\n"
            f"Jour : {message.day:%d/%m/%Y}\nÉtat du dossier : {state.fr}\n\n"
            f"Le dossier, ses délais et ce que vous pouvez y faire : {path}\n"
        )
    return (
        f"{message.words.en}.\n\nOrganisation: {row.organisation.name}\nDossier: {row.key}\n"
        f"Date: {message.day:%d/%m/%Y}\nState of the dossier: {state.en}\n\n"
        f"The dossier, its deadlines and your available actions: {path}\n"
    )
