"""Forms of the charter, of commitments and of calls."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone

from filiere.core import Text
from filiere.site.accounts.models import User
from filiere.site.kit.fields import (
    BooleanField,
    CharField,
    ChoiceField,
    DateField,
    EmailField,
    TextField,
    offer_choices,
)
from filiere.site.members.models import Organisation
from filiere.site.programme.commitments.actions.charter import list_signable
from filiere.site.programme.commitments.models import Call, CharterSignature, Commitment, CommitmentEvent

IN_ENGLISH = Text(fr="En anglais (facultatif)", en="In English (optional)")
ORIGIN_LABELS = {
    Commitment.Origin.CHARTER: Text(fr="la charte", en="the charter"),
    Commitment.Origin.MEETING: Text(fr="une réunion", en="a meeting"),
    Commitment.Origin.AGREEMENT: Text(fr="une convention", en="an agreement"),
    Commitment.Origin.OTHER: Text(fr="autre chose", en="something else"),
}
OUTCOME_LABELS = {
    CommitmentEvent.Kind.KEPT: Text(fr="tenu", en="kept"),
    CommitmentEvent.Kind.BROKEN: Text(fr="rompu", en="broken"),
    CommitmentEvent.Kind.REVISED: Text(fr="révisé, avec une nouvelle échéance", en="revised, with a new deadline"),
}
CALL_LABELS = {
    Call.Kind.VOLUNTEERS: Text(fr="appel à volontaires", en="call for volunteers"),
    Call.Kind.GROUP: Text(fr="groupe de travail", en="working group"),
}
_MYSELF = Text(fr="en mon nom", en="in my own name")


class CharterForm(forms.Form):
    """A version of the charter."""

    text = TextField(Text(fr="Texte en français", en="Text in French"), rows=12, lang="fr")
    text_en = TextField(Text(fr="Texte en anglais", en="Text in English"), rows=12, lang="en")
    published_on = DateField(Text(fr="À signer à compter du", en="Signed from"), initial=timezone.localdate)


class SignForm(forms.Form):
    """In whose name one signs, and whether that name is shown."""

    organisation = ChoiceField(Text(fr="Je signe", en="I sign"), required=False)
    shown = BooleanField(
        Text(fr="J’accepte que ce nom soit publié parmi les signataires", en="I agree to this name being published"),
        Text(
            fr="Sans votre accord, la signature compte et le nom reste caché. Vous pouvez la retirer à tout moment.",
            en="Without your consent the signature counts and the name stays hidden. You may withdraw it at any time.",
        ),
        required=False,
    )

    def __init__(self, *args: Any, person: User, left: Sequence[Organisation | None] = (), **kwargs: Any) -> None:
        """``left`` are those for whom it is offered to sign, everybody that the person may sign for without it."""
        super().__init__(*args, **kwargs)
        self._held = {one.key: one for one in list_signable(person, timezone.localdate()).values()}
        if left:
            offered = [("", str(_MYSELF)) if one is None else (one.key, one.name) for one in left]
            offer_choices(self, "organisation", offered)
            return
        offer_choices(
            self, "organisation", [("", str(_MYSELF)), *((key, f"{one.name}") for key, one in self._held.items())]
        )

    def clean_organisation(self) -> Any:
        """The organisation, or None for oneself."""
        return self._held.get(self.cleaned_data["organisation"])


class _CommitmentFields(forms.Form):
    """What any commitment says."""

    what = CharField(
        Text(fr="Ce qui est promis", en="What is promised"),
        Text(fr="Un verbe et son objet.", en="A verb and its object."),
        max_length=300,
    )
    to_whom = CharField(Text(fr="À qui", en="To whom"), max_length=200)
    due = DateField(Text(fr="Pour le", en="By"))
    proof = CharField(
        Text(fr="Ce qui le prouvera", en="What will prove it"),
        Text(fr="Un document, un chiffre, un fait vérifiable.", en="A document, a figure, a fact that can be checked."),
        max_length=300,
    )
    public = BooleanField(
        Text(fr="Publier cet engagement", en="Publish this commitment"),
        Text(
            fr="Sinon, seuls les acteurs du programme et vous le lisez.",
            en="Otherwise only you and those who run the programme can read it.",
        ),
        required=False,
        initial=True,
    )


class CommitmentForm(_CommitmentFields):
    """A commitment that the lead of the programme enters."""

    who = CharField(Text(fr="Qui s’engage", en="Who commits"), max_length=200)
    what_en = CharField(IN_ENGLISH, required=False, max_length=300)
    owner_email = EmailField(
        Text(fr="E-mail de la personne à relancer", en="E-mail of the person to remind"),
        Text(fr="Laissez vide pour vous-même.", en="Leave empty for yourself."),
        required=False,
    )
    made_on = DateField(Text(fr="Engagement pris le", en="Commitment made on"), initial=timezone.localdate)
    origin = ChoiceField(Text(fr="Il vient de", en="It comes from"), words=ORIGIN_LABELS)
    origin_words = CharField(
        Text(fr="Précisez (facultatif)", en="Details (optional)"),
        Text(fr="La réunion et sa date, l’article.", en="The meeting and its date, the article."),
        required=False,
        max_length=200,
    )
    field_order = (
        "who", "what", "what_en", "to_whom", "made_on", "due", "proof", "origin", "origin_words", "owner_email",
        "public",
    )  # fmt: skip


class OwnCommitmentForm(_CommitmentFields):
    """A commitment of a signatory of the charter."""

    organisation = ChoiceField(Text(fr="Je m’engage", en="I commit"), required=False)
    field_order = ("organisation", "what", "to_whom", "due", "proof", "public")

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        signed = CharterSignature.objects.for_person(person)
        self._held = {one.organisation.key: one.organisation for one in signed if one.organisation is not None}
        offer_choices(self, "organisation", [("", str(_MYSELF)), *((key, one.name) for key, one in self._held.items())])

    def clean_organisation(self) -> Any:
        """The organisation, or None for oneself."""
        return self._held.get(self.cleaned_data["organisation"])


class OutcomeForm(forms.Form):
    """What became of a commitment."""

    kind = ChoiceField(Text(fr="L’engagement est", en="The commitment is"), words=OUTCOME_LABELS)
    on = DateField(Text(fr="Depuis le", en="Since"), initial=timezone.localdate)
    due = DateField(Text(fr="Nouvelle échéance, s’il est révisé", en="New deadline, if revised"), required=False)
    words = CharField(
        Text(fr="La preuve, ou la raison", en="The proof, or the reason"),
        Text(fr="Où le vérifier, ou pourquoi il n’est pas tenu.", en="Where to check it, or why it is not kept."),
        max_length=500,
    )


class CorrectionForm(forms.Form):
    """Why the last word on a commitment was a mistake; ``event`` is the word that was read."""

    button = Text(fr="Corriger", en="Correct")
    event = forms.IntegerField(widget=forms.HiddenInput, required=False)
    words = CharField(
        Text(fr="En quoi c’était une erreur", en="What was wrong"),
        Text(
            fr="Par exemple : la preuve était celle d’un autre engagement.",
            en="For example: the proof belonged to another commitment.",
        ),
        max_length=500,
    )


class CallForm(forms.Form):
    """A call for volunteers, or a working group."""

    kind = ChoiceField(Text(fr="C’est", en="It is"), words=CALL_LABELS)
    title = CharField(Text(fr="Titre", en="Title"), max_length=200)
    title_en = CharField(IN_ENGLISH, required=False, max_length=200)
    what = TextField(Text(fr="Ce qui est demandé", en="What is asked"), rows=5, max_length=2000)
    what_en = TextField(IN_ENGLISH, required=False, rows=4, max_length=2000)
    until = DateField(Text(fr="Ouvert jusqu’au", en="Open until"))


class JoinForm(forms.Form):
    """What somebody who joins brings."""

    words = TextField(
        Text(fr="Ce que vous apportez (facultatif)", en="What you bring (optional)"),
        Text(
            fr="Réservé à qui conduit le programme ; effacé un an après la fin de l’appel, ou dès que vous partez.",
            en="Read by the programme lead only; erased one year after the call ends, or as soon as you leave.",
        ),
        required=False,
        rows=3,
        max_length=500,
    )
