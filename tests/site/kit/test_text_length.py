"""A text longer than its field takes is refused whole, in words that say how long it is and what to do."""

from __future__ import annotations

import pytest
from django import forms

from filiere.core import Faults, Text
from filiere.core.text_length import refuse_long_text
from filiere.site.kit.fields import CharField, EmailField, TextField, URLField
from filiere.site.kit.languages import use_page_language

LABEL = Text(fr="Champ", en="Field")


class LongForm(forms.Form):
    line = CharField(LABEL, max_length=20)
    text = TextField(LABEL, max_length=20)
    email = EmailField(LABEL, max_length=20)
    url = URLField(LABEL, max_length=20)


def test_a_field_refuses_what_is_too_long_and_keeps_it() -> None:
    sent = dict.fromkeys(("line", "text"), "m" * 21) | {"email": f"{'m' * 14}@abc.fr", "url": "https://abcdefghi.fr/"}
    for lang, words in (
        ("fr", "Ce texte a {} caractères ; 20 au plus. Raccourcissez-le."),
        ("en", "This text has {} characters; the maximum is 20. Shorten it."),
    ):
        with use_page_language(lang):
            form = LongForm(sent)
            for name, value in sent.items():
                said = words.format(len(value)).replace(" ;", "\N{NARROW NO-BREAK SPACE};")
                assert form.errors[name] == [said]
                assert value in str(form[name])


def test_an_act_refuses_what_is_too_long() -> None:
    refuse_long_text("m" * 20, 20, "note")
    with pytest.raises(Faults) as caught:
        refuse_long_text("m" * 21, 20, "note")
    (fault,) = caught.value.faults
    assert (fault.code, fault.key) == ("text-too-long", "note")
    with pytest.raises(Faults) as named:
        refuse_long_text("m" * 21, 20, "note", LABEL)
    assert named.value.faults[0].message == Text(
        fr="« Champ » : ce texte a 21 caractères ; 20 au plus.",
        en="“Field”: this text has 21 characters; the maximum is 20.",
    )


def test_a_line_break_counts_as_one_character_as_in_the_browser() -> None:
    form = LongForm({"line": "m", "text": "m" * 9 + "\r\n" + "m" * 10, "email": "m@abc.fr", "url": "https://abc.fr/"})
    assert form.errors == {}
    assert form.cleaned_data["text"] == "m" * 9 + "\n" + "m" * 10
