"""The acts of the directory: who may, what is refused, what two editors do to each other, what the journal tells."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import DatabaseError
from django.http import Http404
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from support.scenes.dossier_sample import make_member, make_organisation, make_person
from support.scenes.journal_sample import differences_in

from filiere.core import Faults
from filiere.core.company_numbers import fictitious_siren, fictitious_siret
from filiere.site.accounts.rights import OPERATOR
from filiere.site.journal.models import Entry
from filiere.site.kit.rights import RightRefused
from filiere.site.members import import_export
from filiere.site.members.actions import save_contact
from filiere.site.members.actions.mandates import end_mandate, record_mandate
from filiere.site.members.actions.memberships import end_membership, give_membership
from filiere.site.members.actions.save_contact import add_contact, change_contact
from filiere.site.members.actions.save_organisation import change_organisation, create_organisation
from filiere.site.members.actions.save_site import add_site, change_site
from filiere.site.members.directory import write_csv, write_xlsx
from filiere.site.members.import_export import export_directory, import_directory
from filiere.site.members.models import Contact, Mandate, Membership, Organisation

pytestmark = pytest.mark.django_db
START = date(2026, 1, 1)


def made(**given):
    fields = {"name": "Un", "kind": "outsourcer", "siren": str(fictitious_siren(1)), "fictitious": True} | given
    return create_organisation(actor=OPERATOR, **fields)


def codes(caught) -> list[str]:
    return [fault.code for fault in caught.value.faults]


def sitting(instance="committee", college="employees", seat="1", user=None, **more):
    return record_mandate(
        actor=OPERATOR,
        user=user or make_person(),
        instance=instance,
        college=college,
        seat=seat,
        **{"since": START, **more},
    )


def test_every_fault_of_a_record_is_told_at_once() -> None:
    with pytest.raises(Faults) as caught:
        create_organisation(actor=OPERATOR, name=" ", kind="bakery", siren="123456789", since="2026-02-30")
    assert sorted(codes(caught)) == ["date-unread", "kind-unknown", "siren-check-digit", "value-missing"]
    assert not Organisation.objects.exists()


def test_a_siren_is_in_the_directory_once() -> None:
    made()
    with pytest.raises(Faults) as caught:
        made(name="Deux")
    assert codes(caught) == ["siren-taken"]


def test_a_form_sent_twice_enters_one_organisation_even_without_a_number() -> None:
    made(siren=None, name="Là-bas", country="MA")
    with pytest.raises(Faults) as caught:
        made(siren=None, name="là-bas", country="MA")
    assert codes(caught) == ["organisation-twice"]
    made(siren=None, name="Là-bas", country="BE")


def test_the_second_of_two_editors_overwrites_nothing() -> None:
    one = made()
    change_organisation(actor=OPERATOR, organisation=one, seen=1, name="Premier")
    with pytest.raises(Faults) as caught:
        change_organisation(actor=OPERATOR, organisation=one, seen=1, name="Second")
    assert codes(caught) == ["changed-since"]
    assert Organisation.objects.get().name == "Premier"


def test_the_same_values_write_nothing() -> None:
    one = made()
    before = Entry.objects.count()
    again = change_organisation(actor=OPERATOR, organisation=one, seen=1, name="Un")
    assert (again.version, Entry.objects.count()) == (1, before)


def test_only_the_staff_keeps_the_record_and_its_people_keep_sites_and_contacts() -> None:
    one = made()
    editor, reader, stranger = make_member(one, "edit"), make_member(one, "read"), make_person()
    for person in (editor, reader, stranger):
        with pytest.raises(RightRefused):
            change_organisation(actor=person, organisation=one, fee_paid_until="2030-01-01")
    add_site(one, actor=editor, name="Lille")
    contact = add_contact(one, actor=editor, name="Léa", since="2026-01-01")
    for person, refusal in ((reader, RightRefused), (stranger, Http404)):
        with pytest.raises(refusal):
            add_site(one, actor=person, name="Nice")
        with pytest.raises(refusal):
            change_contact(contact, actor=person, name="Autre")
    assert Entry.objects.filter(act="permission.refuse").count() == 7


def test_the_contacts_of_an_organisation_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tenth round: sites had a bound, contacts none."""
    monkeypatch.setattr(save_contact, "MAX_CONTACTS", 1)
    one = made()
    add_contact(one, actor=OPERATOR, name="Léa", since="2026-01-01")
    with pytest.raises(Faults) as refused:
        add_contact(one, actor=OPERATOR, name="Ana", since="2026-01-01")
    assert codes(refused) == ["too-many-contacts"]
    assert one.contacts.count() == 1


def test_the_editor_of_one_organisation_is_nothing_in_another() -> None:
    editor = make_member(made(), "edit")
    other = make_organisation()
    contact = Contact.objects.create(organisation=other, name="Elle", since=START)
    with pytest.raises(Http404):
        change_contact(contact, actor=editor, name="x")


def test_a_site_bears_a_siret_of_its_organisation_and_a_commune_that_exists() -> None:
    one = made()
    add_site(one, actor=OPERATOR, name="Lille", siret=str(fictitious_siret(1)), commune="59350")
    for given, code in (
        ({"siret": str(fictitious_siret(2))}, "siret-of-another"),
        ({"siret": str(fictitious_siret(1))}, "siret-taken"),
        ({"commune": "99999"}, "commune-unknown"),
        ({"country": "MA", "commune": "59350"}, "commune-unknown"),
        ({"opened": "2026-02-01", "closed": "2026-01-01"}, "ends-before-it-begins"),
    ):
        with pytest.raises(Faults) as caught:
            add_site(one, actor=OPERATOR, name="Autre", **given)
        assert codes(caught) == [code]


def test_an_organisation_without_siren_takes_nobody_s_siret() -> None:
    """Entered by one that cannot hold it, a SIRET would be taken for the company that does."""
    abroad = make_organisation(name="Étrangère fictive", country="MA")
    Organisation.objects.filter(pk=abroad.pk).update(siren=None)
    abroad.refresh_from_db()
    with pytest.raises(Faults) as caught:
        add_site(abroad, actor=OPERATOR, name="Lille", siret=str(fictitious_siret(1)), commune="59350")
    assert codes(caught) == ["siret-without-siren"]
    add_site(made(), actor=OPERATOR, name="Lille", siret=str(fictitious_siret(1)), commune="59350")


def test_a_site_changed_meanwhile_is_not_overwritten() -> None:
    site = add_site(made(), actor=OPERATOR, name="Lille")
    seen = Organisation.objects.get().version
    change_site(site, actor=OPERATOR, seen=seen, headcount="12")
    with pytest.raises(Faults) as caught:
        change_site(site, actor=OPERATOR, seen=seen, headcount="13")
    assert codes(caught) == ["changed-since"]


def test_nobody_gives_themselves_a_right_and_the_two_sides_stay_apart() -> None:
    one = made()
    editor, speaker = make_member(one, "edit"), make_member(one, "staff_representative")
    friend = make_person()
    with pytest.raises(RightRefused):
        give_membership(one, actor=editor, user=friend, right="staff_representative")
    with pytest.raises(RightRefused):
        give_membership(one, actor=speaker, user=friend, right="edit")
    give_membership(one, actor=speaker, user=friend, right="staff_representative")
    staff = make_person("label_staff")
    with pytest.raises(Faults) as caught:
        give_membership(one, actor=staff, user=staff, right="edit")
    assert codes(caught) == ["not-for-oneself"]


def test_another_right_ends_the_first_and_a_membership_ends_on_its_last_day() -> None:
    one, user = made(), make_person()
    first = give_membership(one, actor=OPERATOR, user=user, right="read", since=START)
    assert give_membership(one, actor=OPERATOR, user=user, right="read").pk == first.pk
    today = timezone.localdate()
    give_membership(one, actor=OPERATOR, user=user, right="edit")
    assert Membership.objects.get(pk=first.pk).until == today - timedelta(days=1)
    held = Membership.objects.get(until__isnull=True)
    end_membership(held, actor=user)
    assert Membership.objects.current(today + timedelta(days=1)).count() == 0


@pytest.mark.parametrize("began", ["before", "today"])
@pytest.mark.parametrize("until", [None, 40])
def test_nobody_is_on_both_sides_of_an_organisation_on_one_day(began: str, until: int | None) -> None:
    """Of the employer and of its staff: not until midnight, nor until the end of a right that has one."""
    one, user, today = made(), make_person(), timezone.localdate()
    end = None if until is None else today + timedelta(days=until)
    since = START if began == "before" else today
    give_membership(one, actor=OPERATOR, user=user, right="edit", since=since, until=end)
    give_membership(one, actor=OPERATOR, user=user, right="staff_representative")
    days = [today + timedelta(days=ahead) for ahead in (0, 1, 30)]
    held = [list(Membership.objects.current(day).filter(user=user).values_list("right", flat=True)) for day in days]
    other = ["staff_representative"]
    assert held == [other if began == "before" else ["edit"], other, other]


def test_an_editor_cannot_end_the_membership_of_a_staff_representative() -> None:
    one = made()
    editor = make_member(one, "edit")
    make_member(one, "staff_representative")
    with pytest.raises(RightRefused):
        end_membership(Membership.objects.get(right="staff_representative"), actor=editor)


def test_two_people_never_hold_one_seat_on_one_day() -> None:
    first = sitting(until=date(2026, 6, 30))
    for since in (date(2026, 6, 30), date(2025, 1, 1)):
        with pytest.raises(Faults) as caught:
            sitting(since=since)
        assert codes(caught) == ["seat-taken"]
    sitting(since=date(2026, 7, 1))
    assert first.holds(date(2026, 6, 30))


def test_the_database_itself_refuses_two_people_on_one_seat() -> None:
    sitting(until=date(2026, 6, 30))
    row = Mandate(user=make_person(), instance="committee", college="employees", seat="1", since=date(2026, 6, 30))
    with pytest.raises((IntegrityError, DatabaseError)), transaction.atomic():
        row.save()
    row.since = date(2026, 7, 1)
    row.save()
    with pytest.raises((IntegrityError, DatabaseError)), transaction.atomic():
        Mandate.objects.filter(pk=row.pk).update(since=date(2026, 6, 1))


def test_a_college_has_the_seats_of_the_release_and_no_more() -> None:
    sitting(college="state", seat="a")
    sitting(college="state", seat="b")
    with pytest.raises(Faults) as caught:
        sitting(college="state", seat="c")
    assert codes(caught) == ["college-full"]


def test_a_substitute_stands_in_for_one_holder_within_the_period() -> None:
    holder = sitting(until=date(2026, 12, 31))
    for more, code in (
        ({"since": date(2025, 12, 1), "until": date(2026, 2, 1)}, "substitute-outlives"),
        ({"until": None}, "substitute-outlives"),
        ({"seat": "2", "until": date(2026, 2, 1)}, "substitute-of-another-seat"),
    ):
        with pytest.raises(Faults) as caught:
            sitting(substitute_of=holder, **more)
        assert codes(caught) == [code]
    stand_in = sitting(substitute_of=holder, until=date(2026, 12, 31))
    with pytest.raises(Faults) as caught:
        sitting(substitute_of=holder, until=date(2026, 12, 31))
    assert codes(caught) == ["substitute-taken"]
    end_mandate(actor=OPERATOR, mandate=holder, on=date(2026, 3, 1))
    stand_in.refresh_from_db()
    assert stand_in.until == date(2026, 3, 1)


def test_nobody_sits_in_the_committee_and_the_appeal_panel_nor_records_their_own_mandate() -> None:
    user = make_person()
    sitting(user=user)
    with pytest.raises(Faults) as caught:
        sitting("appeal_panel", user=user)
    assert codes(caught) == ["two-judges"]
    staff = make_person("label_staff")
    with pytest.raises(Faults) as caught:
        record_mandate(actor=staff, user=staff, instance="scientific", college="experts", seat="1", since=START)
    assert codes(caught) == ["not-for-oneself"]
    with pytest.raises(RightRefused):
        end_mandate(actor=user, mandate=Mandate.objects.get(), on=date(2026, 5, 1))


def test_the_journal_tells_every_row_and_sees_one_changed_behind_its_back() -> None:
    one = made()
    site = add_site(one, actor=OPERATOR, name="Lille")
    held = give_membership(one, actor=OPERATOR, user=make_person(), right="read")
    seat = sitting()
    everything = ("Organisation", "Site", "Membership", "Mandate")
    assert [differences_in(name) for name in everything] == [[], [], [], []]
    Organisation.objects.filter(pk=one.pk).update(fee_paid_until=date(2040, 1, 1))
    type(site).objects.filter(pk=site.pk).update(headcount=3)
    Membership.objects.filter(pk=held.pk).update(right="edit")
    Mandate.objects.filter(pk=seat.pk).update(college="state")
    found = [differences_in(name) for name in everything]
    assert [one[0].fields for one in found] == [("fee_paid_until",), ("headcount",), ("right",), ("college",)]
    Mandate.objects.all().delete()
    assert [one.kind for one in differences_in("Mandate")] == ["missing"]
    Mandate.objects.create(user=make_person(), instance="committee", college="state", seat="z", since=START)
    assert sorted(one.kind for one in differences_in("Mandate")) == ["missing", "stray"]


@pytest.mark.parametrize("write", [write_csv, write_xlsx])
def test_an_export_sent_back_changes_nothing(tmp_path: Path, write) -> None:
    one = made(name="=1+1", since="2024-01-01")
    add_contact(one, actor=OPERATOR, name="'Léa", since="2024-01-01", email="LEA@example.org")
    made(name="Deux", siren=None, country="BE", fictitious=True)
    path = tmp_path / "d.file"
    path.write_bytes(write(export_directory(actor=OPERATOR), "fr"))
    assert import_directory(path, actor=OPERATOR) == {"created": 0, "changed": 0, "contacts": 0}
    assert write(export_directory(actor=OPERATOR), "fr") == path.read_bytes()
    assert differences_in("Organisation") == []


def test_a_file_with_one_fault_leaves_nothing_behind(tmp_path: Path) -> None:
    made()
    path = tmp_path / "d.csv"
    path.write_text(
        "Clé;Organisation;Catégorie;SIREN;Fictif\n"
        f";Neuve;prestataire;{fictitious_siren(5)};oui\n"
        f"o-0000000000;Autre;prestataire;{fictitious_siren(6)};oui\n",
        encoding="utf-8",
    )
    before = Entry.objects.count()
    with pytest.raises(Faults) as caught:
        import_directory(path, actor=OPERATOR)
    assert [(fault.code, fault.line) for fault in caught.value.faults] == [("key-unknown", 3)]
    assert (Organisation.objects.count(), Entry.objects.count()) == (1, before)


def test_a_record_changed_since_the_export_is_refused(tmp_path: Path) -> None:
    one = made()
    path = tmp_path / "d.csv"
    path.write_bytes(write_csv(export_directory(actor=OPERATOR), "en"))
    change_organisation(actor=OPERATOR, organisation=one, name="Entre-temps")
    with pytest.raises(Faults) as caught:
        import_directory(path, actor=OPERATOR)
    assert codes(caught) == ["changed-since"]


def test_a_file_made_by_hand_enters_once_even_when_sent_twice(tmp_path: Path) -> None:
    path = tmp_path / "d.csv"
    path.write_text(
        "Organisation,Category,SIREN,Fictitious,Contact,Contact since\n"
        f"New,outsourcer,{fictitious_siren(9)},yes,Ana,2026-01-01\n"
        f"New,outsourcer,{fictitious_siren(9)},yes,Bob,2026-01-01\n",
        encoding="utf-8",
    )
    assert import_directory(path, actor=OPERATOR) == {"created": 1, "changed": 0, "contacts": 2}
    assert import_directory(path, actor=OPERATOR) == {"created": 0, "changed": 0, "contacts": 0}


def test_a_file_asks_the_database_as_often_whatever_its_length(tmp_path: Path) -> None:
    """Each line asked for its row, its twin, its contacts and every group, while everybody else waited to save."""
    path = tmp_path / "d.csv"
    asked = []
    for many in (2, 12):
        for number in range(Organisation.objects.count(), many):
            one = made(name=f"Une {number}", siren=str(fictitious_siren(20 + number)), group=f"Groupe {number}")
            add_contact(one, actor=OPERATOR, name="Ana", since=START)
        path.write_bytes(write_csv(export_directory(actor=OPERATOR), "en"))
        with CaptureQueriesContext(connection) as queries:
            assert import_directory(path, actor=OPERATOR) == {"created": 0, "changed": 0, "contacts": 0}
        asked.append(len(queries))
    assert asked[0] == asked[1]


def test_later_lines_of_a_file_meet_the_earlier_ones(tmp_path: Path) -> None:
    """A name is taken as long as another bears it, and free once an earlier line has changed it."""
    path = tmp_path / "d.csv"
    one = made(name="Sœur", siren=None, country="BE")
    lines = [f"{one.key},Aînée,outsourcer,BE,yes", ",Sœur,outsourcer,BE,yes"]
    path.write_text("\n".join(["Key,Organisation,Category,Country,Fictitious", lines[1]]), encoding="utf-8")
    with pytest.raises(Faults) as caught:
        import_directory(path, actor=OPERATOR)
    assert [(fault.code, fault.line) for fault in caught.value.faults] == [("organisation-twice", 2)]
    path.write_text("\n".join(["Key,Organisation,Category,Country,Fictitious", *lines]), encoding="utf-8")
    assert import_directory(path, actor=OPERATOR) == {"created": 1, "changed": 1, "contacts": 0}
    assert sorted(Organisation.objects.values_list("name", flat=True)) == ["Aînée", "Sœur"]


def test_a_long_file_is_for_the_command_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "d.csv"
    lines = "".join(f"New {n},outsourcer,{fictitious_siren(30 + n)},yes\n" for n in range(3))
    path.write_text(f"Organisation,Category,SIREN,Fictitious\n{lines}", encoding="utf-8")
    monkeypatch.setattr(import_export, "MAX_LINES_ON_SITE", 2)
    with pytest.raises(Faults) as caught:
        import_directory(path, actor=make_person("label_staff"))
    assert codes(caught) == ["directory-long"]
    assert "filiere directory import" in caught.value.faults[0].remedy.en
    assert Organisation.objects.count() == 0
    assert import_directory(path, actor=OPERATOR)["created"] == 3


def test_only_who_may_takes_the_directory_away() -> None:
    with pytest.raises(RightRefused):
        export_directory(actor=make_person("staff"))
    export_directory(actor=make_person("label_staff"))
    assert Entry.objects.latest("number").act == "directory.export"
