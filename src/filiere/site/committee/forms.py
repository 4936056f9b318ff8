"""Forms of sessions, interests and votes: few fields each, labels and hints in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone

from filiere.core import Text
from filiere.core.collation import collation_key
from filiere.core.dates import format_day
from filiere.referentials.voting import VoteQuestion
from filiere.site.accounts.approval_rules import MAX_REASON_LENGTH
from filiere.site.accounts.models import User
from filiere.site.committee.agenda import load_current_rules
from filiere.site.committee.ballot_sealing import MAX_REASONS_LENGTH
from filiere.site.committee.exclusion_reasons import GRADE_LABELS, GROUND_LABELS
from filiere.site.committee.models import Body, Interest, Recusal
from filiere.site.kit import fields
from filiere.site.kit.bilingual_text import localize
from filiere.site.kit.forms import RowForm
from filiere.site.members.models import Organisation
from filiere.site.pages.name_order import by_name

BODY_LABELS = {
    "committee": Text(fr="Comité d’attribution", en="Award committee"),
    "appeal_panel": Text(fr="Instance de recours", en="Appeal panel"),
}


class SessionForm(forms.Form):
    """Calling a session."""

    instance = fields.ChoiceField(Text(fr="Instance", en="Body"))
    on = fields.DateField(Text(fr="Jour", en="Date"))
    at = fields.TimeField(Text(fr="Heure", en="Time"))
    place = fields.CharField(Text(fr="Lieu", en="Place"), max_length=200)
    urgency = fields.TextField(
        Text(fr="Motif d’urgence", en="Reason for urgency"),
        Text(
            fr="Laissez vide, sauf pour convoquer dans un délai réduit. Les membres le liront.",
            en="Leave blank unless you are calling at shorter notice. Members will read it.",
        ),
        required=False,
        max_length=500,
        rows=2,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields.offer_choices(self, "instance", [(key, str(BODY_LABELS[key])) for key in Body.values])
        notice = load_current_rules(Body.COMMITTEE).notice
        first = timezone.localdate() + timedelta(days=notice.days)
        self.fields["on"].help_text = str(
            Text(
                fr=f"Le {format_day(first, 'fr')} au plus tôt : {notice.days} jours de préavis.",
                en=f"{format_day(first, 'en')} at the earliest: {notice.days} days’ notice.",
            )
        )
        if notice.urgent is None:
            # No urgency but what the release knows.
            del self.fields["urgency"]


class InterestForm(forms.Form):
    """Declaring an interest of one's own."""

    organisation = fields.ModelChoiceField(
        Text(fr="Organisation", en="Organisation"), queryset=Organisation.objects.none(), to_field_name="key"
    )
    ground = fields.ChoiceField(Text(fr="Votre lien avec elle", en="Your link with it"))
    since = fields.DateField(Text(fr="Depuis le", en="Since"))
    until = fields.DateField(
        Text(fr="Jusqu’au", en="Until"),
        Text(
            fr="Laissez vide tant que le lien dure. Un lien terminé récuse encore trois ans.",
            en="Leave blank while it lasts. A link that has ended still disqualifies for three years.",
        ),
        required=False,
    )
    note = fields.TextField(
        Text(fr="Précisions", en="Details"),
        Text(fr="Lues seulement par vous et par l’équipe du label.", en="Visible only to you and the label staff."),
        required=False,
        max_length=4000,
        rows=3,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_organisations(self.fields["organisation"])
        grounds = [key for key in Interest.Ground.values if key != Interest.Ground.FORMER]
        fields.offer_choices(self, "ground", [(key, str(GROUND_LABELS[key])) for key in grounds])


class LinkForm(forms.Form):
    """A client company and its supplier."""

    client = fields.ModelChoiceField(
        Text(fr="Donneur d’ordres", en="Client company"), queryset=Organisation.objects.none(), to_field_name="key"
    )
    supplier = fields.ModelChoiceField(
        Text(fr="Son prestataire", en="Its supplier"), queryset=Organisation.objects.none(), to_field_name="key"
    )
    since = fields.DateField(Text(fr="Depuis le", en="Since"))
    until = fields.DateField(Text(fr="Jusqu’au", en="Until"), required=False)
    source = fields.CharField(
        Text(fr="Source", en="Source"),
        Text(
            fr=(
                "Si le lien écarte un membre votant d’un dossier ouvert, deux personnes doivent l’enregistrer : "
                "celle qui contresigne lira ce texte (dix caractères au moins)."
            ),
            en="If the link disqualifies a voting member from an open dossier, two people must record it: the "
            "countersignatory will read this (at least ten characters).",
        ),
        max_length=300,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_organisations(self.fields["client"])
        offer_organisations(self.fields["supplier"])


class AnnulForm(forms.Form):
    """Why a tie is annulled."""

    reason = fields.TextField(
        Text(fr="En quoi c’est une erreur, et comment vous le savez", en="Why it is a mistake, and how you know"),
        Text(fr="La personne qui contresigne le lira.", en="The countersignatory will read this."),
        max_length=MAX_REASON_LENGTH,
        rows=3,
    )


class OfferForm(forms.Form):
    """Offering a hearing."""

    on = fields.DateField(Text(fr="Jour de l’entretien", en="Date of the hearing"))
    place = fields.CharField(Text(fr="Lieu", en="Place"), max_length=200)


class HearingForm(forms.Form):
    """Noting what came of a hearing."""

    outcome = fields.ChoiceField(Text(fr="Ce qui s’est passé", en="What happened"))
    record = fields.TextField(
        Text(fr="Compte rendu", en="Record"),
        Text(fr="Qui a été entendu, ce qui a été dit.", en="Who was heard, what was said."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        outcomes = [
            ("held", str(Text(fr="L’entretien a eu lieu", en="The hearing took place"))),
            ("let_pass", str(Text(fr="Le jour est passé sans que l’entreprise vienne", en="Nobody attended"))),
        ]
        fields.offer_choices(self, "outcome", outcomes)


class DeclineForm(forms.Form):
    """Declining the hearing, in writing."""

    record = fields.TextField(Text(fr="Votre renonciation", en="Your reply declining the hearing"), rows=3)


class RecusalForm(forms.Form):
    """Recusing a member from one dossier."""

    member = fields.ChoiceField(Text(fr="Membre", en="Member"))
    grade = fields.ChoiceField(Text(fr="Source", en="Source"))
    ground = fields.CharField(Text(fr="Motif", en="Ground"), max_length=300)

    def __init__(self, people: Mapping[str, User], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = people
        names = sorted(((key, user.name) for key, user in people.items()), key=lambda one: collation_key(one[1]))
        fields.offer_choices(self, "member", names)
        grades = (Recusal.Grade.PINNED, Recusal.Grade.ADMINISTRATIVE)
        fields.offer_choices(self, "grade", [(str(one), str(GRADE_LABELS[str(one)])) for one in grades])

    def clean(self) -> dict[str, Any]:
        """Return what was said, the member as an account."""
        said = super().clean() or {}
        if "member" in said:
            said["user"] = self.people[said.pop("member")]
        return said


class StepOutForm(forms.Form):
    """Why one steps out of a dossier oneself."""

    ground = fields.CharField(Text(fr="Motif", en="Ground"), max_length=300)


class BallotForm(forms.Form):
    """One ballot: a choice and its reasons."""

    choice = fields.ChoiceField(
        Text(fr="Votre vote", en="Your vote"), widget=forms.RadioSelect, template_name="forms/large_choices.html"
    )
    reasons = fields.TextField(
        Text(fr="Vos motifs", en="Your reasons"),
        Text(
            fr="Citez la question ou le constat qui vous décide. Inutile en cas d’abstention.",
            en="Name the question or finding that decides your vote. Not required if you abstain.",
        ),
        required=False,
        max_length=MAX_REASONS_LENGTH,
        rows=4,
    )
    confirm = fields.BooleanField(
        Text(
            fr="Je dépose ce bulletin : il ne pourra plus être modifié pour ce vote",
            en="I cast this ballot: it can no longer be changed in this vote",
        )
    )

    def __init__(self, question: VoteQuestion, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields.offer_choices(self, "choice", [(one.key, str(one.text)) for one in question.choices])
        if barred := ", ".join(str(one.text) for one in question.barred):
            said = localize("Hors d’atteinte, au-dessus de la proposition :", "Out of reach, above the proposal:")
            self.fields["choice"].help_text = f"{said} {barred}"

    def clean(self) -> dict[str, Any]:
        """Return what the ballot says; the confirmation is none of it."""
        said = super().clean() or {}
        return {key: value for key, value in said.items() if key != "confirm"}


class NoteForm(forms.Form):
    """A word of the debate."""

    text = fields.TextField(
        Text(fr="Votre contribution au débat", en="Your contribution to the debate"), max_length=8000, rows=3
    )


class TakeOffForm(forms.Form):
    """The reason why an item is taken off the agenda."""

    reason = fields.TextField(
        Text(fr="Pourquoi retirer ce point", en="Why this item is being withdrawn"),
        Text(
            fr="Publié au compte rendu et envoyé à l’entreprise : ne nommez personne.",
            en="Published in the minutes and sent to the company: do not name anyone.",
        ),
        max_length=500,
        rows=2,
    )


class ConcludeForm(forms.Form):
    """The reasons that the body adopts, and the plan it asks for."""

    reasons = fields.TextField(
        Text(fr="Motifs de la décision", en="Reasons for the decision"),
        Text(
            fr="Publiés et envoyés à l’entreprise : n’indiquez ni qui a voté quoi, ni par combien de voix.",
            en="Published and sent to the company: do not say who voted how, or by how many votes.",
        ),
    )
    plan = fields.TextField(
        Text(fr="Plan d’amélioration demandé", en="Improvement plan required"),
        Text(
            fr="Laissez vide s’il n’y en a pas. Il figure dans la lettre de décision.",
            en="Leave blank if none. It is included in the decision letter.",
        ),
        required=False,
        rows=3,
    )


class DissentForm(forms.Form):
    """A minority opinion."""

    text = fields.TextField(Text(fr="Votre avis minoritaire", en="Your minority opinion"))
    named = fields.BooleanField(
        Text(fr="Publier mon nom avec cet avis", en="Publish my name with it"),
        Text(
            fr=(
                "Avec votre nom, chacun sait que vous avez voté autrement, et parfois comment. Sans lui, le public "
                "lit l’avis sans nom ni collège, et l’issue sans les voix. Un avis qui révélerait le vote d’un "
                "autre membre n’est lu que par les membres."
            ),
            en="With your name, people know that you voted differently, and sometimes how. Without it, the public "
            "reads the opinion without name or college, and the result without counts. An opinion that would "
            "reveal another member’s vote is shown to members only.",
        ),
        required=False,
    )


class ExceptionForm(forms.Form):
    """The reasons of an exception."""

    reasons = fields.TextField(
        Text(fr="Pourquoi cette exception", en="Why this exception"),
        Text(fr="Publié au compte rendu.", en="Published in the minutes."),
        rows=4,
    )


class EndForm(RowForm):
    """The end of an interest."""

    template_name = "forms/inline.html"

    until = fields.DateField(Text(fr="Terminé le", en="Ended on"))


def offer_organisations(field: Any) -> None:
    """Offer every organisation by its name."""
    field.queryset = Organisation.objects.order_by(by_name())
    field.label_from_instance = lambda one: one.name
