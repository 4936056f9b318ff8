"""No word that would tell who complains reaches the holder: neither what is marked, nor the sealed name and address."""

from __future__ import annotations

import re
import sys
from datetime import timedelta
from itertools import islice, permutations
from types import FrameType
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from support.scenes.dossier_sample import make_member, make_person
from support.scenes.signing_sample import sign

from filiere.core import Faults
from filiere.site.accounts.models import SignInLimit
from filiere.site.accounts.models_approvals import Approval
from filiere.site.journal.models import Entry
from filiere.site.register import identity_leaks
from filiere.site.register.actions.file_complaint import add_author_message, file_complaint
from filiere.site.register.actions.handle_complaint import admit_complaint, answer_complaint, close_complaint
from filiere.site.register.identity_leaks import concealer_for_staff, find_identity_leaks, propose_shared_text
from filiere.site.register.redaction import REDACTED_MARK, find_marked_leaks, has_stray_mark, redact_facts

FACTS = "Les pauses ne sont plus données sur le plateau de cette société."
NAME, EMAIL = "Zoé Le Plaignec", "z.plaignec+label@example.org"

said = st.text("abc ,.\n[", max_size=8).map(lambda words: re.sub(r"\[+", "[", words))
secret = st.text("XYZ \n", max_size=8)
mark = st.recursive(
    secret, lambda inner: st.lists(st.one_of(secret, inner), max_size=4).map(lambda found: f"[[{''.join(found)}]]")
)


@given(st.lists(st.tuples(said, mark), max_size=6), said, secret)
def test_no_letter_within_a_mark_survives_however_deep(found, last, unclosed) -> None:
    text = "".join(f"{free} [[{hidden}]] " for free, hidden in found) + last.replace("[", "")
    assert not set("XYZ") & set(redact_facts(text))
    assert not has_stray_mark(text)
    assert [sign for sign in redact_facts(text).replace(REDACTED_MARK, "") if sign in "abc"] == [
        sign for sign in text if sign in "abc"
    ]
    assert not set("XYZ") & set(redact_facts(f"{text} [[{unclosed} [[X]] {unclosed}"))


@given(st.text("aX[] ", max_size=40))
def test_a_text_redacted_twice_is_redacted_once_and_holds_no_mark(text) -> None:
    once = redact_facts(text)
    assert redact_facts(once) == once
    assert "[[" not in once
    assert "]]" not in once


@given(st.text("XYZ[ ", max_size=20), said)
def test_a_closing_that_nothing_opened_hides_all_that_comes_before(before, after) -> None:
    text = f"{before.replace('[', '')}]]{after}"
    assert has_stray_mark(text)
    assert not set("XYZ") & set(redact_facts(text))


def test_a_mark_within_a_mark_hides_as_far_as_the_outer_one_closes() -> None:
    facts = "My manager [[Marie [[Dupont]] of team Seven]] told me"
    assert redact_facts(facts) == "My manager […] told me"
    assert "of team Seven" in find_marked_leaks("Somebody of TEAM seven", facts)
    assert find_marked_leaks("MARIÉ spoke", facts) == ("Marie",)
    assert find_marked_leaks("My manager […] told me", facts) == ()


@pytest.fixture
def complaint(grant):
    dossier = grant("Alpha Appels", opened=timezone.localdate() - timedelta(days=300))

    def make(facts: str = FACTS, **given):
        return file_complaint(
            dossier, **{"capacity": "employee", "facts": facts, "name": NAME, "email": EMAIL, **given}
        )[0]

    return make


TELLING = [
    "Zoé Le Plaignec l’a vu.",
    "C’est ZOE qui l’a vu.",
    "Madame plaignéc l’a vu.",
    "Mme Plai\u200bgnec l’a vu.",
    "LEPLAIGNEC l’a vu.",
    "Écrire à Z.Plaignec+label@example.org.",
    "Écrire à z plaignec, chez example.",
    "Appeler le +33 6 12 34 56 78.",
    "Appeler le 06.12.34.56.78 le soir.",
]


@pytest.mark.django_db
@pytest.mark.parametrize("telling", TELLING)
def test_the_holder_is_given_no_text_that_names_who_complains(complaint, telling) -> None:
    staff = make_person("label_staff")
    one = complaint(f"{FACTS} {telling}", private="On peut me joindre au 06 12 34 56 78.")
    with pytest.raises(Faults) as caught:
        admit_complaint(one, actor=staff, shared=one.facts)
    (found,) = caught.value.faults
    assert (found.code, found.key) == ("complainant-told", "shared")
    for words in (found.message, found.remedy):
        assert "plaignec" not in f"{words.fr} {words.en}".casefold()
    one.refresh_from_db()
    assert one.state == "received"
    shown = propose_shared_text(one)
    assert shown.startswith(FACTS)
    admit_complaint(one, actor=staff, shared=shown)
    with pytest.raises(Faults) as caught:
        close_complaint(one, actor=staff, outcome="settled", reason=telling)
    assert [(fault.code, fault.key) for fault in caught.value.faults] == [("complainant-told", "reason")]
    close_complaint(one, actor=staff, outcome="settled", reason="Le titulaire a corrigé.")


@pytest.mark.django_db
def test_the_staff_is_proposed_a_text_without_the_name_that_the_author_wrote(complaint) -> None:
    one = complaint(f"{FACTS} Je suis Zoé Le Plaignec, z.plaignec@example.org.")
    client = Client()
    client.force_login(make_person("label_staff"))
    page = client.get(f"/fr/label/register/staff/complaints/{one.key}/").content.decode()
    area = page.partition('id="shared-admit"')[2].partition("</textarea>")[0]
    assert FACTS in area
    assert "laignec" not in area
    assert "Zo" not in area


# C4
@pytest.mark.django_db
def test_the_staff_does_not_learn_which_of_the_names_in_an_account_is_its_author(complaint) -> None:
    """The account stood beside the text proposed: the one name that was hidden in it told who complains, to one."""
    staff, second = make_person("label_staff"), make_person("label_staff")
    told = f"{FACTS} Mmes Dupont, Le Plaignec et Leroy l’ont vu."
    one = complaint(told, private="Je préfère le téléphone : 06 12 34 56 78.")
    add_author_message(one, "Le Plaignec est reçue lundi, Leroy mardi.")
    client, address = Client(), f"/fr/label/register/staff/complaints/{one.key}/"
    client.force_login(staff)
    page = client.get(address).content.decode()
    assert "laignec" not in page
    assert "Dupont" in page
    assert "Leroy mardi" in page
    assert "06 12 34 56 78" in page
    client.post(address, {"act": "ask-identity", "reason": "Menace grave, il faut prévenir la personne."})
    sign(Approval.objects.get(), second)
    page = client.get(address).content.decode()
    assert "Mmes Dupont, Le Plaignec et Leroy" in page
    assert "Le Plaignec est reçue lundi" in page


@pytest.mark.django_db
@pytest.mark.parametrize("harmless", ["Une zone de repos.", "Le salarié des appels.", "Un label, depuis 2026."])
def test_words_that_tell_nobody_are_not_refused(complaint, harmless) -> None:
    one = complaint(f"{FACTS} {harmless}")
    assert propose_shared_text(one) == one.facts
    admit_complaint(one, actor=make_person("label_staff"), shared=one.facts)


@pytest.mark.django_db
def test_marked_words_do_not_come_back_with_the_outcome(complaint) -> None:
    staff = make_person("label_staff")
    one = complaint(f"{FACTS} Depuis [[le mardi [[3 mars]] au soir]].", name="", email="")
    admit_complaint(one, actor=staff, shared=propose_shared_text(one))
    with pytest.raises(Faults) as caught:
        close_complaint(one, actor=staff, outcome="settled", reason="Tout va bien depuis le 3 MARS.")
    assert [fault.code for fault in caught.value.faults] == ["identity-leaks"]


@pytest.mark.django_db
def test_a_holder_that_guesses_a_name_learns_nothing_from_its_own_answer(complaint) -> None:
    one = complaint()
    admit_complaint(one, actor=make_person("label_staff"), shared=FACTS)
    one = answer_complaint(
        one, actor=make_member(one.dossier.organisation, "edit"), words="C’est Zoé Le Plaignec, non ?"
    )
    assert one.state == "answered"


@pytest.mark.django_db
def test_one_of_the_staff_does_not_find_the_name_by_trying(complaint) -> None:
    """A refusal told that a guess was right: lists of names, halved again and again, found it without a trace."""
    staff, other = make_person("label_staff"), make_person("label_staff")
    one = complaint(f"{FACTS} Depuis [[mardi]].")

    def refused(words: str, by=staff) -> set[str]:
        with pytest.raises(Faults) as caught:
            admit_complaint(one, actor=by, shared=words)
        return {fault.code for fault in caught.value.faults}

    # Another fault comes first: a text that would not go out anyway is compared with nothing.
    assert refused("Depuis mardi, dit Zoé.") == {"identity-leaks"}
    for guess in ("Ana, Bob ou Zoé.", "Bob ou Zoé.", "Zoé."):
        assert refused(guess) == {"complainant-told"}
    told = Entry.objects.filter(act="complaint.tell-refuse", subject_id=one.key, actor_key=staff.key)
    assert told.count() == 3
    for guess in ("Zoé.", "Bob.", FACTS):
        assert refused(guess) == {"complainant-guessed"}
    assert told.count() == 3
    assert refused("Zoé.", other) == {"complainant-told"}
    # Six of all in a day close it to everybody: colleagues who take turns have no more guesses than two.
    third = make_person("label_staff")
    assert refused("Bob ou Zoé.", third) == refused("Zoé.", third) == {"complainant-told"}
    assert refused("Zoé.", third) == refused(FACTS, other) == {"complainant-guessed"}
    assert Entry.objects.filter(act="complaint.tell-refuse", subject_id=one.key).count() == 6
    SignInLimit.objects.all().delete()
    admit_complaint(one, actor=other, shared=FACTS)


def lines_run(complaint) -> int:
    """Lines of the module that proposing a text runs."""
    count = 0

    def counted(frame: FrameType, event: str, _: Any) -> Any:
        nonlocal count
        if frame.f_code.co_filename != identity_leaks.__file__:
            return None
        count += event == "line"
        return counted

    before = sys.gettrace()
    sys.settrace(counted)
    try:
        assert propose_shared_text(complaint) == REDACTED_MARK
    finally:
        sys.settrace(before)
    return count


# C1
@pytest.mark.django_db
def test_many_things_sought_in_one_long_word_cost_no_walk_along_it_each(complaint) -> None:
    """Ligatures that fold into five letters, thousands of addresses said to the staff alone, each of them in an account
    of one word: opening the page of such a complaint held a process for the better part of a minute."""
    names = ["".join(letters) for letters in islice(permutations("abcdefgh", 6), 60)]
    one = complaint("".join(names), private=" ".join(f"{name}@x" for name in names))
    short = lines_run(one)
    one.facts += "z" * 3000
    assert lines_run(one) <= short + 60


# C1
@pytest.mark.django_db
def test_what_is_longer_than_any_account_is_hidden_whole(complaint) -> None:
    """One sign may fold into eighteen, and fifty texts of twenty thousand may be added: each was searched whole."""
    one = complaint(FACTS, name=" ".join(f"a.{first}{last}@b" for first in "abcde" for last in "fghij"))
    shown = concealer_for_staff(one)
    assert shown(FACTS) == FACTS
    assert [shown("\ufdfa" * 20_000) == REDACTED_MARK for _ in range(4)][-1]
    one.private = " ".join(f"{number}.{letter}@b" for number in range(100, 130) for letter in "abcdefghij")
    assert [fault.code for fault in find_identity_leaks(one, "\ufdfa" * 20_000, "shared")] == [
        "complainant-not-compared"
    ]
    assert find_identity_leaks(one, FACTS, "shared") == []


@pytest.mark.django_db
def test_the_longest_account_of_somebody_is_shown_with_all_that_they_added(complaint) -> None:
    one = complaint(FACTS)
    shown, text = concealer_for_staff(one), f"Je suis {NAME}. {'Mot. ' * 3980}"
    assert all(len(shown(text)) > 19_000 for _ in range(51))
