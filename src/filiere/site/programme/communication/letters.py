"""Letters of communication: to the author of a message, and to all whom a recall concerns, each person once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from filiere.core import Text
from filiere.site.accounts.letters import add_greeting
from filiere.site.accounts.models import User
from filiere.site.mail.outbox import post_letter_to_address, post_letters
from filiere.site.programme.communication.models import KitRecipient, Message, Recall, RecallDecision
from filiere.site.programme.figure_uses import Fate

FATE_SENTENCES = {
    Fate.REPLACED: Text(fr="remplacé par un autre chiffre", en="replaced by another figure"),
    Fate.WITHDRAWN: Text(fr="retiré : n’est plus à citer", en="withdrawn: no longer to be quoted"),
    Fate.DATED: Text(
        fr="gardé comme déclaration datée : ne vaut que pour ce jour-là",
        en="kept as a dated statement: true of that day only",
    ),
}


def notify_author(message: Message, subject: Text, body: Text) -> None:
    """Write to the author of a message about it."""
    post_letters(
        to=[message.author],
        subject=subject,
        body=add_greeting(body),
        kind="message",
        about=f"message:{message.key}",
        link=f"/programme/messages/{message.key}/",
    )


def notify_recall(
    recall: Recall,
    figure: Text,
    decisions: Sequence[RecallDecision],
    owners: Iterable[User],
    recipients: Iterable[tuple[KitRecipient, Sequence[Message]]],
) -> int:
    """Write once to each owner and to each address that received a kit, of all that concerns them; return how many.

    Somebody who is both reads the letter of owners alone.
    """
    people = {user.pk: user for user in owners}
    listed = [(one, FATE_SENTENCES[Fate(one.fate)]) for one in decisions]
    post_letters(
        to=people.values(),
        subject=Text(fr="Un chiffre est rappelé", en="A figure has been recalled"),
        body=add_greeting(
            Text(
                fr=f"le rappel de ce chiffre est achevé : {figure.fr}.\n\nMotif : {recall.reason}\n\n"
                + "\n".join(f"- {one.where_fr} : {fate.fr}" for one, fate in listed),
                en=f"the recall of this figure is complete: {figure.en}.\n\nReason: {recall.reason_en}\n\n"
                + "\n".join(f"- {one.where_en}: {fate.en}" for one, fate in listed),
            )
        ),
        kind="recall",
        about=f"recall:{recall.key}",
        link=f"/programme/messages/recall/{recall.figure}/",
    )
    told = {user.email.casefold() for user in people.values()}
    received: dict[str, list[Message]] = defaultdict(list)
    languages: dict[str, str] = {}
    for recipient, messages in recipients:
        address = recipient.email.casefold()
        if address not in told:
            languages.setdefault(address, recipient.language)
            received[address] += [one for one in messages if one not in received[address]]
    for address, messages in received.items():
        post_letter_to_address(
            email=address,
            language=languages[address],
            subject=Text(
                fr="Un chiffre du kit que vous avez reçu n’est plus à citer",
                en="A figure in the press kit you received is no longer to be quoted",
            ),
            body=add_greeting(_write_recipient_body(recall, messages)),
            kind="recall.recipient",
            about=f"recall:{recall.key}",
            link="/programme/operations/",
            discreet=True,
        )
    return len(people) + len(received)


def _write_recipient_body(recall: Recall, messages: Sequence[Message]) -> Text:
    fr = "\n".join(f"- {one.current_sentence.fr}" for one in messages)
    en = "\n".join(f"- {one.current_sentence.en}" for one in messages)
    return Text(
        fr=f"nous vous avions remis un kit de presse. Ce qui suit n’est plus à citer :\n\n{fr}\n\nMotif : "
        f"{recall.reason}\n\nCe qui peut être dit aujourd’hui, avec ses sources, est ici :",
        en=f"we gave you a press kit. The following is no longer to be quoted:\n\n{en}\n\nReason: "
        f"{recall.reason_en}\n\nWhat may be said today, with its sources, is here:",
    )
