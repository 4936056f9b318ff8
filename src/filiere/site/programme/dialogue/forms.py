"""Forms of the dialogue."""

from __future__ import annotations

from typing import Any

from django import forms

from filiere.core import Text
from filiere.site.kit.fields import (
    CharField,
    ChoiceField,
    DateField,
    EmailField,
    FileField,
    IntegerField,
    ModelChoiceField,
    TextField,
    URLField,
    offer_choices,
)
from filiere.site.label.code_labels import LEVEL_NAMES
from filiere.site.label.visible_releases import visible_catalogue
from filiere.site.members.models import Organisation
from filiere.site.programme.deposited_files import TOO_LARGE
from filiere.site.programme.dialogue.actions.texts import LONGEST_CODE
from filiere.site.programme.dialogue.models import DialogueRoom, PositionSubject
from filiere.site.programme.dialogue.names import (
    CHOICE_LABELS,
    CONFIDENTIALITY_LABELS,
    MAJORITY_LABELS,
    OPERATION_LABELS,
    STANCE_LABELS,
)
from filiere.site.programme.dialogue.release_fields import FIELD_LABELS, LEVELS
from filiere.site.programme.dialogue.text_readings import PENDING, TextReading
from filiere.site.programme.dialogue.voting_rooms import CHOICES, title_text
from filiere.site.programme.form_parts import FormInParts

_ENGLISH = Text(fr="En anglais", en="In English")


class RoomForm(forms.Form):
    """A room to open."""

    name = CharField(Text(fr="Nom de l’instance", en="Name of the body"), max_length=120)
    name_en = CharField(_ENGLISH, required=False, max_length=120)
    colleges = TextField(
        Text(fr="Collèges", en="Colleges"),
        Text(
            fr="Un par ligne : nom ; nom anglais ; nombre de votants requis. « Salariés ; Employees ; 2 »",
            en="One a line: name; English name; voters required. “Salariés ; Employees ; 2”",
        ),
        rows=4,
        max_length=2000,
    )
    quorum = IntegerField(Text(fr="Votants requis en tout", en="Voters required in all"), min_value=1, max_value=500)
    majority = ChoiceField(Text(fr="Majorité", en="Majority"), words=MAJORITY_LABELS)
    confidentiality = ChoiceField(Text(fr="L’instance est", en="The body is"), words=CONFIDENTIALITY_LABELS)


class SeatForm(forms.Form):
    """A seat to give; ``room`` gives the colleges."""

    email = EmailField(Text(fr="Adresse électronique de la personne", en="The person’s e-mail address"), max_length=254)
    organisation = ModelChoiceField(
        Text(fr="Pour quelle organisation", en="For which organisation"), queryset=Organisation.objects.none()
    )
    college = ChoiceField(Text(fr="Collège", en="College"), required=False)
    since = DateField(Text(fr="Du", en="From"))
    until = DateField(Text(fr="Au (compris)", en="To (included)"), required=False)

    def __init__(self, room: DialogueRoom, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.room = room
        observer = Text(fr="Observateur, sans vote", en="Observer, no vote")
        offer_choices(self, "college", [("", observer), *((one.key, title_text(one)) for one in room.colleges.all())])
        field: Any = self.fields["organisation"]
        field.queryset = Organisation.objects.filter(until__isnull=True)
        field.label_from_instance = lambda one: one.name

    def clean_college(self) -> Any:
        """The college itself; none for an observer."""
        return self.room.colleges.filter(key=self.cleaned_data["college"]).first()


class SeatEndForm(forms.Form):
    """The last day of a seat."""

    until = DateField(Text(fr="Dernier jour du mandat", en="Last day of the mandate"))


class TextForm(forms.Form):
    """A text to put under discussion: typed, or taken from a release."""

    code = CharField(
        Text(fr="Code", en="Code"),
        Text(fr="Court : « 2.46 », « TT ».", en="Short: “2.46”, “TT”."),
        max_length=LONGEST_CODE,
    )
    title = CharField(Text(fr="Titre", en="Title"), max_length=200)
    title_en = CharField(_ENGLISH, required=False, max_length=200)
    base = TextField(
        Text(fr="Texte, une ligne vide entre deux paragraphes", en="Text, a blank line between paragraphs"),
        required=False,
        rows=8,
    )
    release = ChoiceField(
        Text(fr="Ou un critère d’un référentiel, dans la version", en="Or a criterion of a referential, in release"),
        required=False,
    )
    criterion = CharField(
        Text(fr="Critère", en="Criterion"),
        Text(fr="Sa clé, qui termine l’adresse de sa page.", en="Its key, which ends the address of its page."),
        required=False,
        max_length=80,
    )
    field = ChoiceField(Text(fr="Partie du critère", en="Part of the criterion"), required=False)
    amend_until = DateField(Text(fr="Amendements jusqu’au", en="Amendments until"))
    subamend_until = DateField(Text(fr="Amendements aux amendements jusqu’au", en="Amendments to amendments until"))

    def __init__(self, *args: Any, actor: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = visible_catalogue(actor).releases
        offer_choices(self, "release", [("", "–"), *((one.id, str(one.title)) for one in named.values())])
        levels = {
            f"{LEVELS}{key}": Text(fr=f"Niveau « {said.fr} »", en=f"Level “{said.en}”")
            for key, said in LEVEL_NAMES.items()
        }
        parts = {**FIELD_LABELS, **levels}
        offer_choices(self, "field", [("", "–"), *((key, str(said)) for key, said in parts.items())])


class DeadlineForm(forms.Form):
    """Other deadlines of a text."""

    amend_until = DateField(Text(fr="Amendements jusqu’au", en="Amendments until"))
    subamend_until = DateField(Text(fr="Amendements aux amendements jusqu’au", en="Amendments to amendments until"))


_WORDING_PARTS: tuple[tuple[Text, tuple[str, ...]], ...] = (
    (Text(fr="Ce qu’il change", en="What it changes"), ("op", "paragraph", "words")),
    (Text(fr="Pour changer un nombre", en="To change a number"), ("old", "new")),
    (Text(fr="Pour déplacer, ou amender un amendement", en="To move, or to amend an amendment"), ("to",)),
)


class WordingForm(FormInParts):
    """What an amendment does; ``reading`` gives the paragraphs and the amendments that may be amended."""

    op = ChoiceField(Text(fr="Ce que vous proposez", en="What you propose"), words=OPERATION_LABELS)
    paragraph = IntegerField(
        Text(fr="Paragraphe visé", en="Paragraph"),
        Text(
            fr="Laissez vide si vous visez un autre amendement.",
            en="Leave empty if you target another amendment.",
        ),
        required=False,
        min_value=1,
    )
    words = TextField(
        Text(fr="Nouveau texte", en="New text"),
        Text(fr="Pour remplacer ou insérer.", en="To replace or insert."),
        required=False,
        rows=5,
    )
    old = CharField(
        Text(fr="Nombre à changer", en="Number to change"),
        Text(fr="Tel qu’il est écrit : « 15 ».", en="As it is written: “15”."),
        required=False,
        max_length=200,
    )
    new = CharField(Text(fr="Nombre proposé", en="Number proposed"), required=False, max_length=200)
    to = CharField(
        Text(fr="Amendement visé, ou paragraphe d’arrivée", en="Amendment targeted, or paragraph to move to"),
        Text(
            fr="Le code d’un amendement pour le modifier ; un numéro pour un déplacement.",
            en="The code of an amendment to amend it; a number for a move.",
        ),
        required=False,
        max_length=30,
    )

    part_titles: tuple[tuple[Text, tuple[str, ...]], ...] = _WORDING_PARTS

    def __init__(self, text: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reading = TextReading(text)
        self.fields["paragraph"].widget.attrs["max"] = len(reading.paragraphs)
        codes = ", ".join(one.row.code for one in reading.all if one.row.state in PENDING and one.engine.text)
        if codes and "to" in self.fields:
            self.fields["to"].help_text = Text(  # type: ignore[assignment]
                fr=f"Le code d’un amendement pour le modifier ({codes}) ; un numéro pour un déplacement.",
                en=f"The code of an amendment to amend it ({codes}); a number for a move.",
            )


class AmendmentForm(WordingForm):
    """An amendment to file, with its reasons."""

    button = Text(fr="Déposer l’amendement", en="File the amendment")
    part_titles = (
        (Text(fr="En bref", en="In short"), ("title", "reasons")),
        *_WORDING_PARTS,
    )
    title = CharField(Text(fr="Votre amendement en une phrase", en="Your amendment in one sentence"), max_length=120)
    reasons = TextField(Text(fr="Motif", en="Reasons"), rows=3, max_length=4000)


class RewriteForm(WordingForm):
    """The words of an amendment, written again from the version that was read."""

    known = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    part_titles = ((_WORDING_PARTS[0][0], ("known", *_WORDING_PARTS[0][1])), *_WORDING_PARTS[1:])


class ReasonsForm(forms.Form):
    """The reasons of an amendment, written again."""

    title = CharField(Text(fr="L’amendement en une phrase", en="The amendment in one sentence"), max_length=120)
    reasons = TextField(Text(fr="Motif", en="Reasons"), rows=5, max_length=4000)


class RulingForm(forms.Form):
    """Whether an amendment is admissible, and why not."""

    ruling = ChoiceField(
        Text(fr="Cet amendement est", en="This amendment is"),
        words={
            "admissible": Text(fr="recevable", en="admissible"),
            "inadmissible": Text(fr="irrecevable", en="inadmissible"),
        },
        widget=forms.RadioSelect,
    )
    why = TextField(
        Text(fr="Motif", en="Reason"),
        Text(fr="Nécessaire s’il est irrecevable.", en="Required if it is inadmissible."),
        required=False,
        rows=2,
        max_length=1000,
    )


class WithdrawForm(forms.Form):
    """Why an amendment is withdrawn."""

    why = TextField(Text(fr="Motif (facultatif)", en="Reason (optional)"), required=False, rows=2, max_length=1000)


class BallotForm(forms.Form):
    """A ballot, and the words that were read."""

    choice = ChoiceField(
        Text(fr="Votre vote", en="Your vote"),
        words={key: CHOICE_LABELS[key] for key in CHOICES},
        widget=forms.RadioSelect,
    )
    words = forms.CharField(widget=forms.HiddenInput, max_length=64)


class VoidForm(forms.Form):
    """Why a vote that cannot be counted is void."""

    button = Text(fr="Déclarer le vote nul", en="Declare the vote void")
    reason = TextField(
        Text(fr="Pourquoi il ne peut pas être compté", en="Why it cannot be counted"),
        Text(
            fr="Ces mots seront imprimés au compte rendu. Rien n’est décidé ; les mots peuvent être remis au vote.",
            en="These words will be printed in the minutes. Nothing is decided; the words may be voted on again.",
        ),
        rows=4,
        max_length=2000,
    )


class DissentForm(forms.Form):
    """A note of disagreement."""

    text = TextField(
        Text(fr="Votre désaccord", en="Your disagreement"),
        Text(
            fr="Il suivra la décision partout : page, compte rendu, PDF, API. Personne ne pourra l’en détacher.",
            en="It will follow the decision everywhere: page, minutes, PDF, API. Nobody will be able to detach it.",
        ),
        rows=5,
        max_length=4000,
    )


class SubjectForm(forms.Form):
    """A subject of positions."""

    title = CharField(Text(fr="Sujet", en="Subject"), max_length=80)
    title_en = CharField(_ENGLISH, required=False, max_length=80)
    about = CharField(
        Text(fr="Ce que vise « pour » ou « contre »", en="What “for” or “against” is about"),
        required=False,
        max_length=300,
    )
    about_en = CharField(_ENGLISH, required=False, max_length=300)


class PositionForm(forms.Form):
    """A position; a member gives that of their own organisation only."""

    organisation = ModelChoiceField(Text(fr="Organisation", en="Organisation"), queryset=Organisation.objects.none())
    subject = ModelChoiceField(Text(fr="Sujet", en="Subject"), queryset=PositionSubject.objects.all())
    stance = ChoiceField(Text(fr="Position", en="Position"), words=STANCE_LABELS)
    text = TextField(Text(fr="Ce qui est dit", en="What is said"), rows=4, max_length=4000)
    on = DateField(Text(fr="Dit le", en="Said on"))
    source = CharField(
        Text(fr="Où cela a été dit", en="Where it was said"),
        Text(fr="Réunion, communiqué, page, courrier.", en="Meeting, press release, page, letter."),
        max_length=300,
    )
    source_url = URLField(Text(fr="Adresse, s’il y en a une", en="Address, if any"), required=False, max_length=500)

    def __init__(self, room: DialogueRoom, *args: Any, organisation: Organisation | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named: Any = self.fields["organisation"]
        seated = Organisation.objects.filter(room_seats__room=room).distinct()
        named.queryset = seated if organisation is None else Organisation.objects.filter(pk=organisation.pk)
        named.label_from_instance = lambda one: one.name
        if organisation is not None:
            named.initial = organisation
        subjects: Any = self.fields["subject"]
        subjects.label_from_instance = title_text


class AgreementForm(forms.Form):
    """An agreement that was signed and deposited."""

    title = CharField(Text(fr="Intitulé", en="Title"), max_length=200)
    title_en = CharField(_ENGLISH, required=False, max_length=200)
    parties = TextField(Text(fr="Parties signataires", en="Signing parties"), rows=3, max_length=600)
    signed_on = DateField(Text(fr="Signé le", en="Signed on"))
    deposited_on = DateField(Text(fr="Déposé le", en="Deposited on"))
    ends_on = DateField(Text(fr="Prend fin le", en="Ends on"), required=False)
    file_sha256 = CharField(
        Text(fr="Empreinte SHA-256 du fichier déposé", en="SHA-256 fingerprint of the deposited file"),
        Text(
            fr="Le fichier s’envoie ensuite, et doit avoir cette empreinte.",
            en="The file is sent next, and must have this fingerprint.",
        ),
        max_length=120,
    )


class AgreementFileForm(forms.Form):
    """The file of a deposited agreement."""

    file = FileField(
        Text(fr="Fichier", en="File"),
        Text(fr="PDF, DOCX, ODT, ou image numérisée.", en="PDF, DOCX, ODT, or scanned image."),
        too_large=TOO_LARGE,
    )
