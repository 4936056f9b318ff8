"""Forms of the making of a release."""

from __future__ import annotations

from typing import Any

from django import forms

from filiere.core import Text
from filiere.site.kit import fields
from filiere.site.kit.forms import RowForm
from filiere.site.science import proposal_folder
from filiere.site.science.actions.comment_proposal import ASIDE_REASONS
from filiere.site.science.adoption_vote import QUESTION
from filiere.site.science.ballot_sealing import MAX_OPINION_LENGTH, MAX_REASONS_LENGTH


class ProposeForm(forms.Form):
    """A release to put forward: chosen, or sent as an archive of its folder."""

    release = fields.ChoiceField(Text(fr="Une version du contenu", en="A built-in version"), required=False)
    archive = fields.FileField(
        Text(fr="Ou le dossier d’une version, en ZIP", en="Or a version folder, as a ZIP"),
        Text(
            fr=(
                "Il est contrôlé comme par « filiere referentials check » ; toutes les erreurs sont signalées à la "
                "fois."
            ),
            en="It is checked as by “filiere referentials check”; all errors are reported at once.",
        ),
        too_large=Text(fr="Archive trop grande.", en="The archive is too large."),
        required=False,
    )
    reason = fields.TextField(Text(fr="Pourquoi cette version", en="Why this release"), max_length=4000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Drafts included: whoever fills this form prepares releases, which its page has checked.
        open_ones = proposal_folder.list_open_releases()
        none = str(Text(fr="Aucune : j’envoie une archive", en="None: I am uploading an archive"))
        choices = [("", none), *((one.id, f"{one.title} ({one.id})") for one in open_ones)]
        fields.offer_choices(self, "release", choices)

    def clean(self) -> dict[str, Any]:
        """One of the two."""
        data = super().clean() or {}
        if "archive" not in self.errors and bool(data.get("release")) == bool(data.get("archive")):
            text = Text(
                fr="Choisissez une version, ou envoyez une archive.", en="Choose a version, or upload an archive."
            )
            self.add_error("release", str(text))
        return data


class ConsultForm(forms.Form):
    """The last day of a consultation."""

    until = fields.DateField(Text(fr="Dernier jour de la consultation", en="Last day of the consultation"))


class OpenForm(forms.Form):
    """The last day of a vote."""

    last_day = fields.DateField(
        Text(fr="Dernier jour du vote", en="Last day of the vote"),
        Text(
            fr="Annoncé aux votants dès l’ouverture ; il ne change plus.",
            en="Announced to voters when the vote opens; it cannot be changed afterwards.",
        ),
    )


class CommentForm(forms.Form):
    """A comment; `address` is a trap that people do not see and machines fill."""

    signature = fields.CharField(
        Text(fr="Votre nom, ou votre organisation", en="Your name, or your organisation"),
        Text(fr="Il sera public.", en="It will be public."),
        max_length=120,
    )
    place = fields.CharField(
        Text(fr="Question visée, par sa clé", en="Question concerned, by its key"), required=False, max_length=80
    )
    body = fields.TextField(Text(fr="Votre remarque", en="Your comment"), max_length=8000)


class AnswerForm(RowForm):
    """An answer in public."""

    answer = fields.TextField(Text(fr="Réponse publique", en="Public answer"), max_length=8000)


class AsideForm(RowForm):
    """Why a comment is set aside."""

    # The act judges the reason, of a list that it keeps.
    reason = fields.CharField(
        Text(fr="Motif de la mise à l’écart", en="Reason for setting aside"), required=False, widget=forms.Select
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        reasons = [("", "–"), *((name, str(why)) for name, why in ASIDE_REASONS.items())]
        self.fields["reason"].widget.choices = reasons


class VoteForm(forms.Form):
    """A ballot."""

    choice = fields.ChoiceField(
        Text(fr="Cette version est-elle adoptée ?", en="Should this version be adopted?"), widget=forms.RadioSelect
    )
    reasons = fields.TextField(Text(fr="Vos motifs", en="Your reasons"), max_length=MAX_REASONS_LENGTH)
    dissent = fields.TextField(
        Text(
            fr="Opinion minoritaire, à publier si le vote va contre vous",
            en="Minority opinion, to be published if the vote goes against you",
        ),
        Text(fr="Publiée sous le nom de votre collège.", en="Published under your college’s name."),
        required=False,
        max_length=MAX_OPINION_LENGTH,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields.offer_choices(self, "choice", [(one.key, str(one.text)) for one in QUESTION.choices])
