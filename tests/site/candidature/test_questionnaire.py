"""Answers are saved one by one or a page at a time, never lost, never written over, and only by who may."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from support.scenes import dossier_sample

from filiere.core import Faults
from filiere.referentials import find_dependencies
from filiere.referentials.workbook import AnswerEntry, AnswerPlace, sort_themes
from filiere.referentials.workbook.layout import line_key
from filiere.site.candidature.actions import save_answers as saving
from filiere.site.candidature.actions.save_answers import WrittenAnswer, save_answers
from filiere.site.candidature.case_evaluation import (
    NO_ANSWER,
    evaluate_branch,
    list_answer_lines,
    load_entries,
    load_standing_answers,
    map_lines_by_place,
)
from filiere.site.candidature.models import Answer, AnswerVersion
from filiere.site.candidature.question_groups import (
    GROUP_SIZE,
    QuestionGroup,
    find_group,
    group_address,
    list_groups,
    question_address,
)
from filiere.site.candidature.questionnaire_lines import build_line_labels
from filiere.site.candidature.views.question_group_page import OPENED_WHERE_LEFT
from filiere.site.journal.models import Entry as JournalEntry
from filiere.site.journal.reconciliation import find_differences
from filiere.site.kit.rights import RightRefused
from filiere.site.workflow.engine_adapter import load_release


def question(dossier: Any, kind: str = "answer") -> Any:
    return next(
        one for one in list_answer_lines(dossier) if one.place.kind == kind and bool(one.choices) == (kind == "answer")
    )


def list_every_group(dossier: Any) -> list[QuestionGroup]:
    release = load_release(dossier)
    asked = {release.theme_of[one.key].key for one in release.questionnaire(dossier.category)}
    return [
        one
        for theme in sort_themes(release)
        if theme.key in asked
        for one in list_groups(release, dossier.category, theme.key)
    ]


def post(client: Any, dossier: Any, line: str, **fields: Any) -> Any:
    return client.post(reverse("candidature:save", args=[dossier.key]), {"line": line, **fields})


def test_an_answer_is_saved_with_its_version_and_history(declaring: Any, editor: Any) -> None:
    line = question(declaring)
    first, last = next(iter(line.choices)), list(line.choices)[-1]
    save_answers(actor=editor, dossier=declaring, written={line.place: WrittenAnswer(0, AnswerEntry(first))})
    save_answers(
        actor=editor, dossier=declaring, written={line.place: WrittenAnswer(1, AnswerEntry(last, note="Depuis mars."))}
    )
    assert load_standing_answers(declaring)[line.place].version == 2
    versions = AnswerVersion.objects.filter(answer__dossier=declaring, answer__key=line.place.key)
    assert [one.value for one in versions] == [first, last]


def test_the_second_of_two_is_told_and_neither_answer_is_lost(declaring: Any, editor: Any, second: Any) -> None:
    line = question(declaring)
    a, b = list(line.choices)[:2]
    save_answers(actor=editor, dossier=declaring, written={line.place: WrittenAnswer(0, AnswerEntry(a))})
    outcome = save_answers(actor=second, dossier=declaring, written={line.place: WrittenAnswer(0, AnswerEntry(b))})
    conflict = outcome.conflicts[line.place]
    assert (conflict.mine.value, conflict.theirs.entry.value, conflict.theirs.by) == (b, a, editor.name)
    assert load_entries(declaring)[line.place].value == a
    outcome = save_answers(actor=second, dossier=declaring, written={line.place: WrittenAnswer(1, AnswerEntry(b))})
    assert outcome.saved[line.place].version == 2


def test_the_same_answer_sent_twice_is_saved_once(declaring: Any, editor: Any) -> None:
    line = question(declaring)
    said = {line.place: WrittenAnswer(0, AnswerEntry(next(iter(line.choices))))}
    save_answers(actor=editor, dossier=declaring, written=said)
    assert save_answers(actor=editor, dossier=declaring, written=said).conflicts == {}
    assert AnswerVersion.objects.filter(answer__key=line.place.key).count() == 1


def test_a_page_with_one_wrong_answer_saves_nothing_and_tells_all(declaring: Any, editor: Any) -> None:
    good, number = question(declaring), question(declaring, "input")
    with pytest.raises(Faults) as caught:
        save_answers(
            actor=editor,
            dossier=declaring,
            written={
                good.place: WrittenAnswer(0, AnswerEntry(next(iter(good.choices)), note="n" * 2001)),
                number.place: WrittenAnswer(0, AnswerEntry("beaucoup")),
                AnswerPlace("answer", "other_dossier_key"): WrittenAnswer(0, AnswerEntry("x")),
                AnswerPlace("input", number.place.key, "s000"): WrittenAnswer(0, AnswerEntry("1")),
            },
        )
    told = {one.code: one for one in caught.value.faults}
    assert sorted(one.code for one in caught.value.faults) == [
        *("not-a-number", "text-too-long", "unknown-line", "unknown-line"),
    ]
    # Of the question that it is about, in the words of every text that is too long.
    assert told["text-too-long"].message.fr == f"« {good.text.fr} » : ce texte a 2001 caractères ; 2000 au plus."
    assert not Answer.objects.filter(dossier=declaring, kind="answer").exists()


def test_twelve_signs_write_no_thousand_million_zeros(declaring: Any, editor: Any) -> None:
    """A number is kept without an exponent: this one took the memory of the process that answers everybody."""
    number = question(declaring, "input")
    with pytest.raises(Faults) as caught:
        save_answers(
            actor=editor, dossier=declaring, written={number.place: WrittenAnswer(0, AnswerEntry("1e-99999999"))}
        )
    assert [one.code for one in caught.value.faults] == ["not-a-number"]


def test_a_program_that_writes_for_ever_fills_no_disk(
    declaring: Any, editor: Any, client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """M3 of the tenth round: every version was kept, without a bound; what is refused stays on the page."""
    line = question(declaring)
    first, last = list(line.choices)[:2]
    save_answers(
        actor=editor, dossier=declaring, written={line.place: WrittenAnswer(0, AnswerEntry(first, note="x" * 100))}
    )
    versions = AnswerVersion.objects.filter(answer__dossier=declaring)
    kept, told = versions.count(), JournalEntry.objects.count()
    monkeypatch.setattr(saving, "MOST_OF_LINE", 0)
    client.force_login(editor)
    typed = f"{line_key(line.place)}."
    form = {f"{typed}version": "1", f"{typed}value": last, f"{typed}note": "Ce que j’ai tapé." + "y" * 50}
    for most, largest in ((kept, saving.LARGEST), (saving.MOST, 150)):
        monkeypatch.setattr(saving, "MOST", most)
        monkeypatch.setattr(saving, "LARGEST", largest)
        page = client.post(reverse("candidature:theme", args=[declaring.key, line.sheet]), form)
        assert page.status_code == 422
        assert "Ce dossier contient déjà" in page.content.decode()
        assert "Ce que j’ai tapé." in page.content.decode()
    assert (versions.count(), JournalEntry.objects.count()) == (kept, told)
    monkeypatch.setattr(saving, "LARGEST", 20_000_000)
    assert client.post(reverse("candidature:theme", args=[declaring.key, line.sheet]), form).status_code == 302
    assert versions.count() == kept + 1


@pytest.mark.parametrize("state", ["preparing", "applied", "quoted", "before_committee", "refused"])
def test_answers_are_closed_outside_their_states(written: Any, editor: Any, state: str) -> None:
    line = question(written)
    here = dossier_sample.at(written, state)
    with pytest.raises(RightRefused):
        save_answers(
            actor=editor, dossier=here, written={line.place: WrittenAnswer(0, AnswerEntry(next(iter(line.choices))))}
        )


@pytest.mark.parametrize("state", ["naming_auditor", "under_audit", "answering", "replying"])
def test_the_branch_of_the_candidate_goes_on_during_the_audit(written: Any, editor: Any, state: str) -> None:
    here = dossier_sample.at(written, state)
    line = question(here)
    outcome = save_answers(
        actor=editor, dossier=here, written={line.place: WrittenAnswer(0, AnswerEntry(next(iter(line.choices))))}
    )
    assert line.place in outcome.saved


def test_facts_belong_to_the_application(declaring: Any, editor: Any) -> None:
    with pytest.raises(RightRefused):
        save_answers(
            actor=editor,
            dossier=declaring,
            written={AnswerPlace("fact", "has_cse"): WrittenAnswer(1, AnswerEntry("false"))},
        )


def test_only_editors_answer(declaring: Any, organisation: Any, representative: Any) -> None:
    line = question(declaring)
    said = {line.place: WrittenAnswer(0, AnswerEntry(next(iter(line.choices))))}
    reader = dossier_sample.make_member(organisation, "read")
    staff = dossier_sample.make_person("label_staff")
    for person in (reader, representative, staff):
        with pytest.raises(RightRefused):
            save_answers(actor=person, dossier=declaring, written=said)


def test_autosave_answers_the_new_version_and_the_score(client: Any, declaring: Any, editor: Any) -> None:
    client.force_login(editor)
    line = question(declaring)
    answer = post(client, declaring, ":".join(line.place), value=list(line.choices)[-1], version=0)
    assert answer.status_code == 200, answer.content
    assert answer.json()["version"] == 1
    assert answer.json()["done"] >= 1
    assert answer.json()["missing"] >= 0
    assert sum(answer.json()["lacks"].values()) == answer.json()["missing"]
    other = post(client, declaring, ":".join(line.place), value=next(iter(line.choices)), version=0)
    assert other.status_code == 409
    assert other.json()["theirs"]["value"] == list(line.choices)[-1]


def test_a_page_of_questions_and_a_save_ask_the_database_little(
    client: Any, declaring: Any, editor: Any, django_assert_max_num_queries: Any
) -> None:
    """Fifty people at once wait for each other's queries: what is known of one's rights and sites is read once."""
    client.force_login(editor)
    line = question(declaring)
    with django_assert_max_num_queries(12):
        assert client.get(question_address(declaring, line.place.key)).status_code == 200
    # Seven of them write: the answer, its version, the journal and what holds it in a transaction.
    with django_assert_max_num_queries(23):
        answer = post(client, declaring, ":".join(line.place), value=next(iter(line.choices)), version=0)
    assert answer.status_code == 200


def test_autosave_of_a_stranger_finds_nothing(client: Any, declaring: Any) -> None:
    stranger = dossier_sample.make_member(dossier_sample.make_organisation(), "edit")
    client.force_login(stranger)
    line = question(declaring)
    assert post(client, declaring, ":".join(line.place), value="x", version=0).status_code == 404


@pytest.mark.parametrize("line", ["", "x", "answer:", "answer:a:b:c", "fact::", "answer:../../x:", "input:é:"])
def test_autosave_of_nonsense_is_refused(client: Any, declaring: Any, editor: Any, line: str) -> None:
    client.force_login(editor)
    assert post(client, declaring, line, value="x", version="-1").status_code in (422, 403)


def test_the_page_works_without_script_and_shows_both_answers(
    client: Any, declaring: Any, editor: Any, second: Any
) -> None:
    line = question(declaring)
    name = ":".join(line.place)
    url = reverse("candidature:theme", args=[declaring.key, line.sheet])
    a, b = list(line.choices)[:2]
    client.force_login(editor)
    assert client.post(url, {f"{name}.version": "0", f"{name}.value": a}).status_code == 302
    client.force_login(second)
    page = client.post(url, {f"{name}.version": "0", f"{name}.value": b, f"{name}.note": "À nous."})
    assert page.status_code == 409
    text = page.content.decode()
    assert editor.name in text
    assert "À nous." in text
    assert name in read_offered(text)
    # Who does not say which to keep is asked again; what they say is done, and the other answer stays readable.
    sent = {f"{name}.version": "0", f"{name}.value": b, f"{name}.theirs": "1"}
    assert client.post(url, sent).status_code == 409
    assert load_entries(declaring)[line.place].value == a
    assert client.post(url, {**sent, f"{name}.keep": "theirs"}).status_code == 302
    assert load_entries(declaring)[line.place].value == a
    assert client.post(url, {**sent, f"{name}.keep": "mine"}).status_code == 302
    assert load_entries(declaring)[line.place].value == b


def read_offered(page: str) -> list[str]:
    """The lines of which a page asks which answer to keep, the other under its version 1; both choices are there."""
    lines = re.findall(r'name="([^"]+)\.theirs" value="1"', page)
    for line in lines:
        assert re.findall(rf'name="{re.escape(line)}\.keep" value="(\w+)"', page) == ["mine", "theirs"]
    return lines


def test_the_same_person_in_two_tabs_is_asked_which_answer_to_keep(client: Any, declaring: Any, editor: Any) -> None:
    line = question(declaring)
    name, url = ":".join(line.place), question_address(declaring, line.place.key).partition("#")[0]
    a, b = list(line.choices)[:2]
    client.force_login(editor)
    for keep, stands in (("theirs", a), ("mine", b)):
        version = load_standing_answers(declaring).get(line.place, NO_ANSWER).version
        assert post(client, declaring, name, value=a, version=version).status_code == 200
        other = post(client, declaring, name, value=b, version=0)
        assert other.status_code == 409
        assert f'name="{name}.keep"' in other.json()["choice"]
        theirs = load_standing_answers(declaring)[line.place].version
        kept = post(client, declaring, name, value=b, version=0, keep=keep, theirs=theirs)
        assert kept.status_code == 200
        assert load_entries(declaring)[line.place].value == stands
        assert kept.json()["version"] == load_standing_answers(declaring)[line.place].version
        assert ("theirs" in kept.json()) is (keep == "theirs")
    # A browser that goes back shows what stands now, never an old answer under a new version.
    assert re.search(r'<form [^>]*autocomplete="off"[^>]*data-autosave', client.get(url).content.decode())


def test_facts_and_numbers_changed_elsewhere_ask_which_to_keep(client: Any, declaring: Any, editor: Any) -> None:
    client.force_login(editor)
    number = next(
        one for one in list_answer_lines(declaring) if one.place.kind == "input" and one.place.row and not one.choices
    )
    name = ":".join(number.place)
    url = reverse("candidature:measures", args=[declaring.key, number.sheet, number.place.row])
    assert client.post(url, {f"{name}.version": "0", f"{name}.value": "3"}).status_code == 302
    page = client.post(url, {f"{name}.version": "0", f"{name}.value": "4"})
    assert page.status_code == 409
    assert read_offered(page.content.decode()) == [name]


def test_a_wrong_page_keeps_what_was_typed(client: Any, declaring: Any, editor: Any) -> None:
    line = question(declaring)
    name = ":".join(line.place)
    client.force_login(editor)
    url = reverse("candidature:theme", args=[declaring.key, line.sheet])
    page = client.post(url, {f"{name}.version": "0", f"{name}.value": "bogus", f"{name}.note": "mon brouillon"})
    assert page.status_code == 422
    assert "mon brouillon" in page.content.decode()


def test_script_in_every_text_field_is_only_text(client: Any, declaring: Any, editor: Any) -> None:
    bad = "<script>alert(1)</script>"
    written = {}
    for place, line in map_lines_by_place(declaring).items():
        if place.kind == "answer":
            value = next(iter(line.choices), "")
            written[place] = WrittenAnswer(0, AnswerEntry(value, "", bad) if value else AnswerEntry("", bad, bad))
    save_answers(actor=editor, dossier=declaring, written=written)
    client.force_login(editor)
    for group in list_every_group(declaring):
        page = client.get(group_address(declaring, group)).content.decode()
        assert bad not in page
        assert ("&lt;script&gt;" in page) == ('data-line="answer:' in page)


def test_a_form_larger_than_allowed_is_refused(client: Any, declaring: Any, editor: Any) -> None:
    client.force_login(editor)
    line = question(declaring)
    url = reverse("candidature:theme", args=[declaring.key, line.sheet])
    page = client.post(url, {f"answer:a{n}:.version": "0" for n in range(1200)})
    assert page.status_code == 413


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_every_page_of_the_questionnaire_answers(client: Any, declaring: Any, editor: Any, lang: str) -> None:
    client.force_login(editor)
    urls = [reverse("candidature:home", args=[declaring.key]), reverse("candidature:workbook", args=[declaring.key])]
    lines = list_answer_lines(declaring)
    urls += [group_address(declaring, one) for one in list_every_group(declaring)]
    rows = {(line.sheet, line.place.row) for line in lines if line.place.row}
    urls += [reverse("candidature:measures", args=[declaring.key, *one]) for one in rows]
    for url in urls:
        page = client.get(url.replace("/fr/", f"/{lang}/", 1))
        assert page.status_code == 200, url


@pytest.mark.parametrize(("lang", "name"), [("fr", "Répondre dans un tableur"), ("en", "Answer in a spreadsheet")])
def test_the_workbook_has_one_name_wherever_it_is_offered(
    client: Any, declaring: Any, editor: Any, lang: str, name: str
) -> None:
    client.force_login(editor)
    urls = [reverse(f"candidature:{page}", args=[declaring.key]) for page in ("home", "workbook")]
    for url in (*urls, group_address(declaring, list_every_group(declaring)[0])):
        page = client.get(url.replace("/fr/", f"/{lang}/", 1)).content.decode()
        assert name in page
        assert "Excel" not in page


def test_a_theme_is_asked_whole_in_groups_of_five_at_most(declaring: Any) -> None:
    release = load_release(declaring)
    groups = list_every_group(declaring)
    assert all(1 <= len(one.criteria) <= GROUP_SIZE for one in groups)
    asked = [key for one in groups for key in one.criteria]
    assert sorted(asked) == sorted(one.key for one in release.questionnaire(declaring.category))
    assert len(asked) == len(set(asked))


def test_a_theme_leads_to_its_first_group_with_something_left(client: Any, declaring: Any, editor: Any) -> None:
    client.force_login(editor)
    theme = reverse("candidature:theme", args=[declaring.key, "social_dialogue"])
    groups = list_groups(load_release(declaring), declaring.category, "social_dialogue")
    assert client.get(theme)["Location"] == group_address(declaring, groups[0])
    reason = AnswerEntry(reason="Nous n’avons pas cette activité.")
    said = {AnswerPlace("answer", key): WrittenAnswer(0, reason) for key in groups[0].criteria}
    save_answers(actor=editor, dossier=declaring, written=said)
    assert client.get(theme)["Location"] == group_address(declaring, groups[1])


def test_a_group_has_few_fields_and_the_numbers_it_needs(client: Any, declaring: Any, editor: Any) -> None:
    client.force_login(editor)
    numbers = set()
    for group in list_every_group(declaring):
        page = client.get(group_address(declaring, group)).content.decode()
        fields = [one for one in re.findall(r"<(?:input|textarea|select)[^>]*>", page) if 'type="hidden"' not in one]
        assert len(fields) < 120, group
        numbers |= set(re.findall(r'name="(input:[^"]*)\.value"', page))
        for row in re.findall(r'href="([^"]*/theme/[a-z_]+/[a-z0-9]+/)"', page):
            numbers |= set(re.findall(r'name="(input:[^"]*)\.value"', client.get(row).content.decode()))
    release = load_release(declaring)
    applied = [one.plan.key for one in evaluate_branch(declaring).state.criteria if one.applies is not False]
    needed = {
        key
        for one in applied
        if (scored := release.criteria[one].scored_by) is not None
        for key in find_dependencies(release, release.indicators[scored]).inputs
    }
    lines = [one.place for one in list_answer_lines(declaring) if one.place.kind == "input"]
    assert numbers >= {line_key(one) for one in lines if one.key in needed}


def test_no_points_are_shown_before_the_questionnaire_is_submitted(client: Any, declaring: Any, editor: Any) -> None:
    line = question(declaring)
    written = {line.place: WrittenAnswer(0, AnswerEntry(list(line.choices)[-1]))}
    save_answers(actor=editor, dossier=declaring, written=written)
    client.force_login(editor)
    label = build_line_labels()["points"]
    assert label not in client.get(question_address(declaring, line.place.key)).content.decode()
    assert "data-score" not in client.get(reverse("candidature:home", args=[declaring.key])).content.decode()
    later = dossier_sample.at(declaring, "under_audit")
    assert label in client.get(question_address(later, line.place.key)).content.decode()
    assert "data-score" in client.get(reverse("candidature:home", args=[later.key])).content.decode()


def test_continue_saves_and_leads_on_to_the_end(client: Any, declaring: Any, editor: Any) -> None:
    client.force_login(editor)
    url, seen = group_address(declaring, list_every_group(declaring)[0]), []
    while "/group/" in url:
        seen.append(url)
        page = client.get(url, follow=True).content.decode()
        onward = re.findall(r'name="next" value="([^"]+)"', page)[0]
        url = client.post(url, {"next": onward})["Location"]
        if "/group/" not in url and "/theme/" in url:
            url = client.get(url)["Location"]
    assert url == reverse("candidature:submit", args=[declaring.key])
    applied = {one.plan.key for one in evaluate_branch(declaring).state.criteria if one.applies is not False}
    groups = [one for one in list_every_group(declaring) if applied.intersection(one.criteria)]
    assert seen == [group_address(declaring, one) for one in groups]


def test_a_site_page_saves_numbers(client: Any, declaring: Any, editor: Any) -> None:
    line = next(one for one in list_answer_lines(declaring) if one.place.row)
    name = ":".join(line.place)
    client.force_login(editor)
    url = reverse("candidature:measures", args=[declaring.key, line.sheet, line.place.row])
    assert client.post(url, {f"{name}.version": "0", f"{name}.value": "1 234,5"}).status_code == 302
    assert load_entries(declaring)[line.place].value == "1234.5"


def test_a_next_address_never_leaves_the_questionnaire(client: Any, declaring: Any, editor: Any) -> None:
    client.force_login(editor)
    url = reverse("candidature:theme", args=[declaring.key, question(declaring).sheet])
    for bad in ("https://example.org/", "//example.org", "/fr/"):
        assert client.post(url, {"next": bad}).headers["Location"] == url


def test_an_answer_changed_behind_the_journal_is_seen(declaring: Any, editor: Any) -> None:
    line = question(declaring)
    a, b = list(line.choices)[:2]
    save_answers(actor=editor, dossier=declaring, written={line.place: WrittenAnswer(0, AnswerEntry(a))})
    assert [one for one in find_differences() if "candidature" in one.table] == []
    Answer.objects.filter(key=line.place.key).update(value=b)
    assert [one.kind for one in find_differences() if "candidature_answer" in one.table] == ["changed"]


def test_what_an_answer_said_before_changed_behind_the_journal_is_seen(declaring: Any, editor: Any) -> None:
    line = question(declaring)
    a, b = list(line.choices)[:2]
    save_answers(actor=editor, dossier=declaring, written={line.place: WrittenAnswer(0, AnswerEntry(a))})
    save_answers(actor=editor, dossier=declaring, written={line.place: WrittenAnswer(1, AnswerEntry(b))})
    first = AnswerVersion.objects.filter(answer__key=line.place.key, version=1)
    first.update(value=b)
    found = [one for one in find_differences() if one.table == AnswerVersion._meta.db_table]
    assert [(one.kind, one.key[-2:], one.fields) for one in found] == [("changed", "@1", ("value",))]
    first.delete()
    assert [one.kind for one in find_differences() if one.table == AnswerVersion._meta.db_table] == ["missing"]


def test_a_day_past_reads_what_stood_then(declaring: Any, editor: Any) -> None:
    from datetime import timedelta

    from django.utils import timezone

    line = question(declaring)
    save_answers(
        actor=editor, dossier=declaring, written={line.place: WrittenAnswer(0, AnswerEntry(next(iter(line.choices))))}
    )
    AnswerVersion.objects.filter(answer__key=line.place.key).update(saved_at=timezone.now() - timedelta(days=3))
    save_answers(
        actor=editor, dossier=declaring, written={line.place: WrittenAnswer(1, AnswerEntry(list(line.choices)[-1]))}
    )
    today = timezone.localdate()
    assert load_entries(declaring, today - timedelta(days=1))[line.place].value == next(iter(line.choices))
    assert load_entries(declaring, today - timedelta(days=9)).get(line.place) is None


def test_a_part_larger_than_its_whole_is_told_and_never_refused(declaring: Any, editor: Any, client: Any) -> None:
    release = load_release(declaring)
    measured = next(one for one in release.questionnaire(declaring.category) if one.scored_by == "com_live_within")
    page = group_address(declaring, find_group(release, declaring.category, measured.key))
    client.force_login(editor)
    for taken, told in (("520", True), ("500", False)):
        written = {
            place: WrittenAnswer(stands.version, AnswerEntry(taken if place.key == "com_live_taken" else "500"))
            for place in map_lines_by_place(declaring)
            if place.key in ("com_live_taken", "com_live_offered")
            for stands in (load_standing_answers(declaring).get(place, NO_ANSWER),)
        }
        assert len(written) >= 2
        save_answers(actor=editor, dossier=declaring, written=written)
        assert (build_line_labels()["exceeds"] in html.unescape(client.get(page).text)) == told


def test_who_goes_on_is_told_why_another_page_than_the_first_opens(client: Any, declaring: Any, editor: Any) -> None:
    """Until a page of questions is done, it opens and says nothing; then the next opens, and says why."""
    client.force_login(editor)
    onward = reverse("candidature:next", args=[declaring.key])
    first, second, *_ = list_every_group(declaring)
    opened = client.get(onward)
    assert (opened.url, [*get_messages(opened.wsgi_request)]) == (group_address(declaring, first), [])
    lines = [line for line in list_answer_lines(declaring) if line.place.key in first.criteria]
    written = {line.place: WrittenAnswer(0, AnswerEntry(next(iter(line.choices)))) for line in lines}
    save_answers(actor=editor, dossier=declaring, written=written)
    opened = client.get(onward)
    assert opened.url == group_address(declaring, second)
    assert [one.message for one in get_messages(opened.wsgi_request)] == [str(OPENED_WHERE_LEFT)]
