"""Forms of operations, messages, kits and recalls. Hours are on the clock of the operation's place."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils import timezone

from filiere.core import Text
from filiere.site.kit.fields import (
    BooleanField,
    CharField,
    ChoiceField,
    DateField,
    IntegerField,
    MultipleChoiceField,
    TextField,
    TimeField,
    offer_choices,
)
from filiere.site.observatory.figure_register import current_register
from filiere.site.programme.communication import code_labels
from filiere.site.programme.communication.actions.messages import seal_words
from filiere.site.programme.communication.models import DEFAULT_ZONE, Message, Operation, Recall
from filiere.site.programme.communication.recall_plan import list_open_keys
from filiere.site.programme.form_parts import FormInParts

_LAST_HOUR = Text(fr="18 h 00 si vous ne dites rien.", en="18:00 if you leave it empty.")
_NO_RULE = {"": Text(fr="Aucune demande au cabinet", en="No request to an office")}


def _moment(day: Any, hour: Any, zone: str, default: str) -> datetime | None:
    if day is None:
        return None
    at = hour or datetime.strptime(default, "%H:%M").time()
    return datetime.combine(day, at, ZoneInfo(zone))


class OperationForm(FormInParts):
    """What is planned: when, where, with whom, what the office was asked, and until when nothing is public."""

    title = CharField(Text(fr="Nom de l’opération", en="Name of the operation (French)"), max_length=200)
    title_en = CharField(Text(fr="Nom en anglais", en="Name in English"), max_length=200)
    campaign = CharField(Text(fr="Campagne", en="Campaign"), required=False, max_length=200)
    day = DateField(Text(fr="Jour", en="Day"))
    starts_at = TimeField(
        Text(fr="Début", en="Start"),
        Text(fr="Laissez vide pour toute la journée.", en="Leave empty for a whole day."),
        required=False,
    )
    ends_at = TimeField(Text(fr="Fin", en="End"), required=False)
    zone = ChoiceField(Text(fr="Fuseau horaire", en="Time zone"), words=code_labels.ZONES, initial=DEFAULT_ZONE)
    place = CharField(Text(fr="Lieu", en="Place"), max_length=200)
    lead = CharField(Text(fr="Organisateur", en="Organiser"), max_length=200)
    partners = TextField(
        Text(fr="Partenaires, un par ligne", en="Partners, one a line"), required=False, rows=3, max_length=2000
    )
    guest = CharField(
        Text(fr="Ministre ou personne invitée", en="Minister or person invited"),
        Text(fr="N’est publié qu’une fois la venue confirmée.", en="Published only once they have confirmed."),
        required=False,
        max_length=200,
    )
    guest_confirmed = BooleanField(Text(fr="Sa venue est confirmée", en="They have confirmed"), required=False)
    office = CharField(Text(fr="Cabinet sollicité", en="Minister’s office asked"), required=False, max_length=200)
    office_asked_on = DateField(Text(fr="Demande envoyée le", en="Request sent on"), required=False)
    deadline_day = DateField(Text(fr="Réponse attendue avant le", en="Answer expected by"), required=False)
    deadline_hour = TimeField(Text(fr="Heure limite", en="Time limit"), _LAST_HOUR, required=False)
    silence_rule = ChoiceField(
        Text(
            fr="Ce que vaut l’absence de réponse, selon la demande", en="What no answer means, as the request states it"
        ),
        words={**_NO_RULE, **code_labels.SILENCE_RULES},
        required=False,
    )
    embargo_day = DateField(
        Text(fr="Sous embargo jusqu’au", en="Under embargo until"),
        Text(
            fr="Jusque-là, l’opération ne paraît nulle part : ni page, ni recherche, ni agenda, ni image.",
            en="Until then, it appears nowhere: no page, search, calendar or image.",
        ),
        required=False,
    )
    embargo_hour = TimeField(
        Text(fr="Heure de levée", en="Time it is lifted"),
        Text(fr="6 h 00 si vous ne dites rien.", en="06:00 if you leave it empty."),
        required=False,
    )

    part_titles = (
        (Text(fr="L’opération", en="The operation"), ("title", "title_en", "campaign", "lead")),
        (Text(fr="Quand et où", en="When and where"), ("day", "starts_at", "ends_at", "zone", "place")),
        (Text(fr="Avec qui", en="With whom"), ("partners", "guest", "guest_confirmed")),
        (
            Text(fr="L’accord d’un cabinet, s’il en faut un", en="A minister’s office, if one must agree"),
            ("office", "office_asked_on", "deadline_day", "deadline_hour", "silence_rule"),
        ),
        (Text(fr="L’embargo, s’il y en a un", en="The embargo, if any"), ("embargo_day", "embargo_hour")),
    )

    def clean(self) -> dict[str, Any]:
        """Put days and hours together, on the clock of the place."""
        said = super().clean() or {}
        zone = said.get("zone") or DEFAULT_ZONE
        said["office_deadline"] = _moment(
            said.pop("deadline_day", None), said.pop("deadline_hour", None), zone, "18:00"
        )
        said["embargo_until"] = _moment(said.pop("embargo_day", None), said.pop("embargo_hour", None), zone, "06:00")
        return said

    @classmethod
    def read_initial(cls, operation: Operation) -> dict[str, Any]:
        """Return what the form of a planned operation shows first."""
        initial = {name: getattr(operation, name) for name in cls.base_fields if hasattr(operation, name)}
        zone = ZoneInfo(operation.zone)
        for name, moment in (("deadline", operation.office_deadline), ("embargo", operation.embargo_until)):
            if moment is not None:
                local = timezone.localtime(moment, zone)
                initial |= {f"{name}_day": local.date(), f"{name}_hour": local.time()}
        return initial


class ReasonForm(forms.Form):
    """Why something ends."""

    reason = TextField(Text(fr="Motif", en="Reason"), rows=3, max_length=2000)


class ResultForm(forms.Form):
    """A count, and how it was made."""

    measure = ChoiceField(Text(fr="Ce qui a été compté", en="What was counted"), words=code_labels.MEASURES)
    count = IntegerField(Text(fr="Nombre", en="Number"), min_value=0, max_value=10**9)
    place = CharField(
        Text(fr="Lieu", en="Place"),
        Text(fr="Laissez vide pour toute l’opération.", en="Leave empty for the whole operation."),
        required=False,
        max_length=200,
    )
    method = CharField(
        Text(fr="Méthode de comptage", en="Counting method (French)"),
        Text(fr="Par exemple : compteur à l’entrée, relevé chaque heure.", en="In French, as for the register."),
        max_length=500,
    )
    method_en = CharField(Text(fr="Méthode en anglais", en="Counting method, in English"), max_length=500)
    figure = CharField(
        Text(fr="Chiffre du registre", en="Figure of the register"),
        Text(fr="Son identifiant, s’il y est déjà.", en="Its identifier, if it is there already."),
        required=False,
        max_length=200,
    )


class EntryForm(forms.Form):
    """What only a person can say of a count that becomes a figure."""

    source = CharField(
        Text(fr="Source", en="Source"),
        Text(
            fr="L’identifiant, au registre, de la publication où ce nombre se lit.",
            en="The identifier, in the register, of the publication where this number can be read.",
        ),
        max_length=200,
    )
    territory = CharField(
        Text(fr="Territoire", en="Territory"),
        Text(fr="Son code dans le registre : FR, DEP-75.", en="Its code in the register: FR, DEP-75."),
        max_length=60,
    )
    reason = TextField(Text(fr="Motif, en français", en="Reason, in French"), rows=2, max_length=2000, lang="fr")
    reason_en = TextField(Text(fr="Motif, en anglais", en="Reason, in English"), rows=2, max_length=2000, lang="en")


class MessageForm(forms.Form):
    """A sentence in both languages, its figure, and whether it cites the State."""

    figure = ChoiceField(
        Text(fr="Chiffre retenu", en="Retained figure"),
        Text(
            fr="Un message ne s’attache qu’à un chiffre que l’observatoire retient.",
            en="A message can only be bound to a figure that the observatory retains.",
        ),
    )
    sentence = TextField(
        Text(fr="Phrase, en français", en="Sentence, in French"),
        Text(
            fr="Telle qu’elle sera dite, avec son nombre en chiffres.", en="As it will be said, its number in digits."
        ),
        rows=3,
        max_length=400,
        lang="fr",
    )
    sentence_en = TextField(Text(fr="Phrase, en anglais", en="Sentence, in English"), rows=3, max_length=400, lang="en")
    operation = ChoiceField(Text(fr="Opération", en="Operation"), required=False)
    audience = ChoiceField(Text(fr="Public", en="Audience"), words=code_labels.AUDIENCES)
    review_on = DateField(Text(fr="À revoir le", en="To be reviewed on"), required=False)
    cites_state = BooleanField(
        Text(fr="Cette phrase cite le rôle de l’État", en="This sentence cites the State’s role"), required=False
    )
    without_mention = TextField(
        Text(fr="La même phrase sans l’État, en français", en="The same sentence without the State, in French"),
        required=False,
        rows=2,
        max_length=400,
        lang="fr",
    )
    without_mention_en = TextField(
        Text(fr="La même phrase sans l’État, en anglais", en="The same sentence without the State, in English"),
        required=False,
        rows=2,
        max_length=400,
        lang="en",
    )
    seen = CharField(Text(fr="Version lue", en="Version read"), required=False, widget=forms.HiddenInput())

    def __init__(self, *args: Any, operations: list[Operation], figure: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._operations = {one.key: one for one in operations}
        nowhere = str(Text(fr="Hors opération", en="Outside any operation"))
        offer_choices(self, "operation", [("", nowhere), *((one.key, str(one.name)) for one in operations)])
        offer_choices(self, "figure", list_retained_choices(figure))

    def clean_operation(self) -> Operation | None:
        """Return the operation chosen."""
        return self._operations.get(self.cleaned_data["operation"])

    def clean(self) -> dict[str, Any]:
        """Write sentences on one line."""
        said = super().clean() or {}
        for name in ("sentence", "sentence_en", "without_mention", "without_mention_en"):
            if name in said:
                said[name] = " ".join(said[name].split())
        return said

    @classmethod
    def read_initial(cls, message: Message) -> dict[str, Any]:
        """Return what the form of a message shows first."""
        initial = {name: getattr(message, name) for name in cls.base_fields if hasattr(message, name)}
        return initial | {"operation": message.operation.key if message.operation else "", "seen": seal_words(message)}


def list_retained_choices(kept: str = "") -> list[tuple[str, str]]:
    """Return the figures retained for some use, as choices by their title and amount; ``kept`` is one to add."""
    register = current_register()
    found = [figure for figure in register if figure.retained or figure.id == kept]
    named = sorted((f"{register.title(figure)} : {register.amount(figure)}", figure.id) for figure in found)
    return [("", str(Text(fr="Choisir un chiffre", en="Choose a figure"))), *((key, words) for words, key in named)]


class AnswerForm(forms.Form):
    """What the office answered."""

    answer = ChoiceField(
        Text(fr="Réponse du cabinet", en="Answer of the office"),
        words=code_labels.OFFICE_ANSWERS,
        widget=forms.RadioSelect,
    )
    note = TextField(
        Text(fr="Ses mots, ou le motif", en="Its words, or the reason"), required=False, rows=2, max_length=2000
    )


class UseForm(forms.Form):
    """A place outside the site where a figure was used."""

    figure = CharField(
        Text(fr="Chiffre du registre", en="Figure of the register"),
        Text(
            fr="Son identifiant, qui figure dans l’adresse de sa page.",
            en="Its identifier, found in the address of its page.",
        ),
        max_length=200,
    )
    kind = ChoiceField(Text(fr="Nature", en="Kind"), words=code_labels.USE_KINDS)
    title = CharField(Text(fr="Intitulé", en="Title (French)"), max_length=200)
    title_en = CharField(Text(fr="Intitulé en anglais", en="Title in English"), max_length=200)
    on = DateField(Text(fr="Dit ou remis le", en="Said or given on"))
    said = CharField(Text(fr="Les mots qui citent le chiffre", en="The words that cite the figure"), max_length=400)
    text = TextField(Text(fr="Texte entier, s’il est conservé", en="Whole text, if it is kept"), required=False, rows=6)
    owner = ChoiceField(Text(fr="Qui en répond", en="Who answers for it"), words=code_labels.USE_OWNERS)
    recipients = IntegerField(
        Text(fr="Destinataires", en="Recipients"), min_value=0, max_value=10**7, initial=0, required=False
    )

    def clean_recipients(self) -> int:
        """Return none where nothing was typed."""
        return self.cleaned_data["recipients"] or 0


class KitForm(forms.Form):
    """Who received the kit."""

    lines = TextField(
        Text(fr="Destinataires, un par ligne", en="Recipients, one a line"),
        Text(fr="Nom ; organisation ; adresse électronique.", en="Name; organisation; e-mail address."),
        rows=5,
    )
    language = ChoiceField(
        Text(fr="Langue des e-mails", en="Language of e-mails"),
        words={"fr": Text(fr="Français", en="French"), "en": Text(fr="Anglais", en="English")},
    )


class RecallForm(forms.Form):
    """Why a figure is to fall."""

    reason = CharField(
        Text(fr="Pourquoi ce chiffre doit changer", en="Why this figure is to change (French)"),
        Text(fr="Les destinataires liront ce motif.", en="Recipients will read this reason."),
        max_length=500,
    )
    reason_en = CharField(Text(fr="Le motif en anglais", en="The reason, in English"), max_length=500)


class FateForm(forms.Form):
    """The fate of some uses, decided together."""

    uses = MultipleChoiceField(Text(fr="Usages", en="Uses"), widget=forms.CheckboxSelectMultiple)
    fate = ChoiceField(
        Text(fr="Leur sort", en="What becomes of them"),
        words={key: words for key, (words, _mark) in code_labels.FATES.items()},
        widget=forms.RadioSelect,
    )
    replacement = ChoiceField(
        Text(fr="Chiffre qui remplace", en="Replacement figure"),
        Text(
            fr="Pour « remplacé » seulement : vous confirmez ce chiffre, le site n’en propose aucun.",
            en="For “replaced” only: you confirm this figure, the site suggests none.",
        ),
        required=False,
    )
    note = CharField(Text(fr="Remarque", en="Note"), required=False, max_length=500)

    def __init__(self, recall: Recall, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["uses"].error_messages["required"] = str(
            Text(fr="Cochez au moins un usage.", en="Tick at least one use.")
        )
        offer_choices(self, "uses", list_open_keys(recall)[:MOST_USES])
        offer_choices(self, "replacement", list_retained_choices())


MOST_USES = 60
"""Uses whose fate one form decides; the next ones stand in it once these are decided."""
