"""Writing letters inside the transaction of an act; they leave once it is committed.

A letter is plain text: a greeting that the act wrote, a link to the page where things are done, a signature that says
who writes and how to stop. It is written in the language of whoever reads it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from filiere.core import Lang, Text
from filiere.site.accounts.models import User
from filiere.site.accounts.sealing import seal_text
from filiere.site.journal.form_claims import claim_form
from filiere.site.mail.delivery import deliver_letters
from filiere.site.mail.models import SEALED_FOR, Letter
from filiere.site.mail.sealed_links import conceal_links

_PATH = re.compile(r"(?<!\S)/(?:fr|en)/\S*")
"""A page of the site written as a path, which a letter cannot follow."""

SIGNATURE = Text(
    fr=(
        "Filière, le système d’information de la relation client. Cet e-mail fait suite à un acte sur le site ; "
        "les réponses ne sont pas lues. Les données que nous conservons sur vous : {privacy}"
    ),
    en=(
        "Filière, the information system for customer relations. This e-mail was sent following an action on the "
        "site; replies are not read. What we keep about you: {privacy}"
    ),
)


def post_letters(
    *, to: Iterable[User], subject: Text, body: Text, kind: str, about: str = "", link: str = ""
) -> list[Letter]:
    """Write one letter to each person, once, in their language; erased and closed accounts get none.

    `link` is the path of a page, with its language or without (`/dossiers/d-…/`), which is then put before it. Paths
    in the body become whole addresses, and a letter about a dossier that names no page ends with that of the dossier.
    """
    people = {user.pk: user for user in to if user.is_active and user.erased_at is None}
    return _save_letters(
        [
            Letter(
                to=user,
                **_render_letter(_parse_language(user.language), subject, body, link, about),
                kind=kind,
                about=about,
            )
            for user in people.values()
        ]
    )


def post_letter_to_address(
    *,
    email: str,
    language: str,
    subject: Text,
    body: Text,
    kind: str,
    about: str = "",
    link: str = "",
    discreet: bool = False,
    **_: object,
) -> list[Letter]:
    """Write a letter to somebody who may have no account: an invitation, a follower; discreetly, a complainant."""
    where = {"sealed": seal_text(SEALED_FOR, email)} if discreet else {"address": email}
    rendered = _render_letter(_parse_language(language), subject, body, link, about)
    return _save_letters([Letter(**where, **rendered, kind=kind, about=about)])


@dataclass(frozen=True, slots=True)
class AddressedLetter:
    """A letter to an address, in the language of whoever reads it; ``link`` as of `post_letters`."""

    email: str
    language: str
    subject: Text
    body: Text
    link: str


def post_letters_to_addresses(letters: Iterable[AddressedLetter], *, kind: str, about: str) -> list[Letter]:
    """Write letters of one kind, each to an address of its own, kept together: a survey writes to hundreds."""
    return _save_letters(
        [
            Letter(
                address=one.email,
                **_render_letter(_parse_language(one.language), one.subject, one.body, one.link, about),
                kind=kind,
                about=about,
            )
            for one in letters
        ]
    )


def build_page_address(path: str, lang: Lang) -> str:
    """The whole address of a page of the site, in a language."""
    if not path.startswith(("/fr/", "/en/")):
        path = f"/{lang}{path}"
    return f"{settings.FILIERE_ADDRESS}{path}"


def _parse_language(language: str) -> Lang:
    return "en" if language == "en" else "fr"


def _render_letter(lang: Lang, subject: Text, body: Text, link: str, about: str) -> dict[str, object]:
    words = _PATH.sub(lambda found: settings.FILIERE_ADDRESS + found[0], body.get(lang).rstrip())
    parts = [words]
    if not link and "://" not in words and about.startswith("dossier:"):
        link = f"/dossiers/{about.removeprefix('dossier:')}/"
    if link:
        parts.append(build_page_address(link, lang))
    parts.append("-- \n" + SIGNATURE.get(lang).format(privacy=build_page_address("/privacy/", lang)))
    # A subject is one line, whatever a name in it holds: a line break there would begin a header.
    line = " ".join(subject.get(lang).split())
    text, links = conceal_links("\n\n".join(parts) + "\n")
    return {"language": lang, "subject": line[:200], "body": text, "links": links, "written_at": timezone.now()}


def _save_letters(letters: list[Letter]) -> list[Letter]:
    if letters:
        # A form sent twice sends no letter twice, even where its act stands in no journal.
        claim_form()
        letters = Letter.objects.bulk_create(letters)
        keys = [letter.pk for letter in letters]
        transaction.on_commit(lambda: deliver_letters(keys), robust=True)
    return letters
