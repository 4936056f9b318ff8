"""Forms of the directory. They check nothing that the acts do not: each field takes words, and the act tells what is
wrong with them, so that a page, a file and the command line refuse alike.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils import timezone

from filiere.core import Text
from filiere.site.accounts.approval_rules import MAX_REASON_LENGTH
from filiere.site.accounts.models import User
from filiere.site.kit import fields
from filiere.site.members.directory.columns import KINDS, Column
from filiere.site.members.field_checks import CONTACT_COLUMNS, ORGANISATION_COLUMNS, SITE_COLUMNS
from filiere.site.members.label_bodies import COLLEGE_LABELS, INSTANCES, format_seat
from filiere.site.members.models import Mandate, Organisation
from filiere.site.members.rights import RIGHT_LABELS

_NO_ORGANISATION = Text(fr="Aucune", en="None")
_NOBODY = Text(fr="Personne", en="Nobody")
_REQUEST = Text(fr="Demander", en="Request")


def _titular_label(mandate: Mandate) -> str:
    """Say who holds a seat and which, in the reader's language."""
    return f"{mandate.user.name} · {INSTANCES[mandate.instance]}, {format_seat(mandate.seat)}"


def day_field(label: Text, *, required: bool = False, help_text: Text | None = None) -> forms.DateField:
    """A field of a day, typed or picked."""
    return fields.DateField(label, help_text, required=required)


_WHY = Text(fr="Pourquoi", en="Why")
_WHY_A_SEAT = Text(
    fr=(
        "Pour le comité et l’instance de recours, dont les sièges sont accordés et retirés par deux personnes, et "
        "pour une organisation qui écarterait un membre votant d’un dossier : la personne qui contresigne le lira."
    ),
    en="Required for the committee and the appeal panel, whose seats are granted and withdrawn by two people, and "
    "for an organisation that would disqualify a voting member from a dossier: the countersignatory will read it.",
)


def reason_field(label: Text = _WHY, about: Text = _WHY_A_SEAT) -> forms.CharField:
    """Why something that takes two people is asked for; what one person may do needs none."""
    return fields.CharField(
        label, about, required=False, max_length=MAX_REASON_LENGTH, widget=forms.Textarea(attrs={"rows": 3})
    )


class _ColumnForm(forms.Form):
    """A form with a field a column; ``seen`` is the version of the organisation that the person has before them."""

    columns: Iterable[Column] = ()
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, row: Any = None, seen: int | None = None, **kwargs: Any) -> None:
        initial = {column.key: getattr(row, column.key) for column in self.columns} if row is not None else {}
        kwargs["initial"] = {**initial, "seen": seen}
        super().__init__(*args, **kwargs)
        for column in self.columns:
            self.fields[column.key] = _build_field(column)


def _build_field(column: Column) -> forms.Field:
    words: dict[str, Any] = {"label": column.label, "help_text": column.about, "required": column.needed}
    if column.kind == "kind":
        return forms.ChoiceField(choices=[(key, str(one)) for key, one in KINDS.items()], **words)
    if column.kind == "flag":
        return forms.BooleanField(**(words | {"required": False, "help_text": None}))
    attributes: dict[str, Any] = {"type": "date"} if column.kind == "date" else {}
    if column.kind in ("whole", "siren", "siret"):
        attributes["inputmode"] = "numeric"
    # Room for spaces typed in a number; the act says what is too long.
    return forms.CharField(widget=forms.TextInput(attrs=attributes), max_length=1000, **words)


class OrganisationForm(_ColumnForm):
    """The record of an organisation."""

    columns = ORGANISATION_COLUMNS


class OrganisationChangeForm(OrganisationForm):
    """The record of an organisation that is known, and the source of its group."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"] = reason_field(
            Text(fr="Source du groupe", en="Source for the group"),
            Text(
                fr=(
                    "Si ce groupe écarte un membre votant d’un dossier ouvert, deux personnes doivent "
                    "l’enregistrer : la personne qui contresigne le lira."
                ),
                en="If this group disqualifies a voting member from an open dossier, two people must record it: the "
                "countersignatory will read this.",
            ),
        )


class SiteForm(_ColumnForm):
    """A site."""

    columns = SITE_COLUMNS


class ContactForm(_ColumnForm):
    """Somebody to write to."""

    columns = CONTACT_COLUMNS


class MembershipForm(forms.Form):
    """Who acts for the organisation, invited by their address; why, for whoever takes two people to invite them."""

    email = fields.EmailField(
        Text(fr="Adresse de la personne", en="Person’s e-mail address"),
        Text(
            fr="Un e-mail lui est envoyé ; elle est libre d’accepter.",
            en="An e-mail is sent; it is up to them to accept.",
        ),
        max_length=254,
    )
    right = fields.ChoiceField(Text(fr="Ce qu’elle pourra faire", en="What they may do"))

    def __init__(self, *args: Any, rights: Iterable[str], asks: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if asks:
            self.button = _REQUEST
            self.fields["reason"] = reason_field(
                Text(fr="Pourquoi cette personne", en="Why this person"),
                Text(
                    fr=(
                        "Quelqu’un agit déjà pour cette organisation, ou l’a fait : une autre personne de l’équipe "
                        "contresigne avant l’envoi de l’e-mail, et lira ce texte. Les personnes de l’organisation, "
                        "elles, invitent sans contreseing."
                    ),
                    en="Someone already acts for this organisation, or has done so: another member of staff must "
                    "countersign before the e-mail is sent, and will read this. The organisation’s own people "
                    "can invite without countersignature.",
                ),
            )
        field = self.fields["right"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  Declared above; this only tells the type checker.
        field.choices = [(right, str(RIGHT_LABELS[right])) for right in rights]


class MandateForm(forms.Form):
    """Who sits where, from when to when."""

    user = fields.EmailField(
        Text(fr="Adresse du compte de la personne", en="E-mail address of the person’s account"), max_length=254
    )
    instance = fields.ChoiceField(Text(fr="Instance", en="Body"))
    college = fields.ChoiceField(Text(fr="Collège", en="College"))
    seat = fields.CharField(
        Text(fr="Siège", en="Seat"),
        Text(fr="Le nom du siège, comme « salariés 1 ».", en="The seat’s name, such as “employees 1”."),
        max_length=200,
    )
    organisation = fields.ChoiceField(Text(fr="Organisation qui désigne", en="Appointing organisation"), required=False)
    substitute_of = fields.ChoiceField(Text(fr="Suppléant de", en="Substitute for"), required=False)
    since = day_field(Text(fr="Depuis le", en="From"), required=True)
    until = day_field(
        Text(fr="Jusqu’au", en="Until"), help_text=Text(fr="Vide : sans date de fin.", en="Blank: no end date.")
    )
    reason = reason_field()

    def __init__(self, *args: Any, holders: Iterable[Mandate] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: dict[str, list[tuple[Any, str]]] = {
            "instance": [(key, str(one)) for key, one in INSTANCES.items()],
            "college": [(key, str(one)) for key, one in COLLEGE_LABELS.items()],
            "organisation": [("", str(_NO_ORGANISATION)), *Organisation.objects.values_list("key", "name")],
            "substitute_of": [("", str(_NOBODY)), *((one.pk, _titular_label(one)) for one in holders)],
        }
        for name, values in choices.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101  Declared above; this only tells the type checker.
            field.choices = values

    def clean_user(self) -> User:
        """The account with that address."""
        found = User.objects.for_email(self.cleaned_data["user"])
        if found is None or not found.is_active:
            words = Text(
                fr="Aucun compte ouvert n’a cette adresse : invitez d’abord la personne.",
                en="No open account has this address: invite the person first.",
            )
            raise forms.ValidationError(str(words))
        return found


class EndForm(forms.Form):
    """On which day something ends, that day included: today, unless another is given."""

    on = day_field(Text(fr="Dernier jour", en="Last day"), required=True)
    on.initial = timezone.localdate


class EndOfMandateForm(EndForm):
    """The end of a mandate; that of a judge is asked for, and says why."""

    def __init__(self, *args: Any, asks: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if asks:
            self.button = _REQUEST
            self.fields["reason"] = reason_field()


class DirectoryFileForm(forms.Form):
    """A directory to enter."""

    file = forms.FileField(
        label=Text(fr="Fichier CSV ou XLSX", en="CSV or XLSX file"),  # type: ignore[arg-type]
        help_text=Text(  # type: ignore[arg-type]
            fr="Le plus simple : exportez l’annuaire, corrigez-le, renvoyez-le. Il est effacé après lecture.",
            en="The simplest way: export the directory, edit it, upload it. The file is erased once read.",
        ),
        allow_empty_file=True,
    )
