"""Forms of the making of a release."""

from __future__ import annotations

from typing import Any

from django import forms

from filiere.core import Text
from filiere.site.science import proposal_folder
from filiere.site.science.adoption_vote import QUESTION


def _text_area(fr: str, en: str, most: int, *, required: bool = True, hint: Text | None = None) -> forms.CharField:
    return forms.CharField(
        max_length=most,
        required=required,
        widget=forms.Textarea(attrs={"rows": 5}),
        label=Text(fr=fr, en=en),  # type: ignore[arg-type]
        help_text=hint or "",  # type: ignore[arg-type]
    )


class ProposeForm(forms.Form):
    """A release to put forward: chosen, or sent as an archive of its folder."""

    release = forms.ChoiceField(
        required=False,
        label=Text(fr="Une version du contenu", en="A built-in release"),  # type: ignore[arg-type]
    )
    archive = forms.FileField(
        required=False,
        allow_empty_file=True,
        label=Text(fr="Ou le dossier d’une version, en ZIP", en="Or a release folder, as a ZIP"),  # type: ignore[arg-type]
        help_text=Text(  # type: ignore[arg-type]
            fr="Il est contrôlé comme par « filiere referentials check » ; toutes les fautes sont dites d’un coup.",
            en="It is checked as by “filiere referentials check”; all errors are reported at once.",
        ),
    )
    reason = _text_area("Pourquoi cette version", "Why this release", 4000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Drafts included: whoever fills this form prepares releases, which its page has checked.
        open_ones = proposal_folder.list_open_releases()
        none = str(Text(fr="Aucune : j’envoie une archive", en="None: I am uploading an archive"))
        field = self.fields["release"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  Declared above; this only tells the type checker.
        field.choices = [
            ("", none),
            *((one.id, f"{one.title} ({one.id})") for one in open_ones),
        ]

    def clean(self) -> dict[str, Any]:
        """One of the two, and not a file whose reading was stopped."""
        data = super().clean() or {}
        if bool(data.get("release")) == bool(data.get("archive")):
            one = Text(
                fr="Choisissez une version, ou envoyez une archive.", en="Choose a release, or upload an archive."
            )
            self.add_error("release", str(one))
        if getattr(data.get("archive"), "too_large", False):
            self.add_error("archive", str(Text(fr="Archive trop grande.", en="The archive is too large.")))
        return data


class ConsultForm(forms.Form):
    """The last day of a consultation."""

    until = forms.DateField(
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        label=Text(fr="Dernier jour de la consultation", en="Last day of the consultation"),  # type: ignore[arg-type]
    )


class OpenForm(forms.Form):
    """The last day of a vote."""

    last_day = forms.DateField(
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        label=Text(fr="Dernier jour du vote", en="Last day of the vote"),  # type: ignore[arg-type]
        help_text=Text(  # type: ignore[arg-type]
            fr="Annoncé aux votants dès l’ouverture ; il ne change plus.",
            en="Announced to voters when the vote opens; it cannot be changed afterwards.",
        ),
    )


class CommentForm(forms.Form):
    """A comment; `address` is a trap that people do not see and machines fill."""

    signature = forms.CharField(
        max_length=120,
        label=Text(fr="Votre nom, ou votre organisation", en="Your name, or your organisation"),  # type: ignore[arg-type]
        help_text=Text(fr="Il sera public.", en="It will be public."),  # type: ignore[arg-type]
    )
    place = forms.CharField(
        required=False,
        max_length=80,
        label=Text(fr="Question visée, par sa clé", en="Question concerned, by its key"),  # type: ignore[arg-type]
    )
    body = _text_area("Votre remarque", "Your comment", 8000)


class AnswerForm(forms.Form):
    """An answer in public."""

    answer = _text_area("Réponse publique", "Public answer", 8000)


class VoteForm(forms.Form):
    """A ballot."""

    choice = forms.ChoiceField(
        widget=forms.RadioSelect,
        label=Text(fr="Cette version est-elle adoptée ?", en="Should this release be adopted?"),  # type: ignore[arg-type]
    )
    reasons = _text_area("Vos motifs", "Your reasons", 4000)
    dissent = _text_area(
        "Opinion minoritaire, à publier si le vote va contre vous",
        "Minority opinion, to be published if the vote goes against you",
        8000,
        required=False,
        hint=Text(fr="Publiée sous le nom de votre collège.", en="Published under your college’s name."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["choice"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  Declared above; this only tells the type checker.
        field.choices = [(one.key, str(one.text)) for one in QUESTION.choices]
