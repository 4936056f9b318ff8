"""The matrix of positions at a date, as it was known on a date, and the real statements that ship with the site.

Two tables: what organisations of the site state in it, and what was publicly said from 2008 to 2011. They never mix.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from django.utils import timezone

from filiere.core import Text, fold_text
from filiere.core.content_folder import content_path
from filiere.core.typography import raise_first_letter
from filiere.core.yaml_documents import read_yaml
from filiere.publication import Column, Table
from filiere.site.accounts.rights import Actor
from filiere.site.kit.bilingual_text import count_in_letters, localize
from filiere.site.members.models import Organisation
from filiere.site.programme.compared_records import ChangeList, ComparedRecord, Records, compare_days
from filiere.site.programme.dialogue.models import DialogueRoom, PositionSubject, RoomSeat, StatedPosition
from filiere.site.programme.dialogue.names import STANCE_LABELS, STANCE_MARKS
from filiere.site.programme.dialogue.voting_rooms import title_text
from filiere.site.programme.reading_dates import ReadingDates

RECENT = timedelta(days=365)
"""How long before the date of the matrix a change of position is tinted."""
NEWS = timedelta(days=60)
"""How long a change of position is told in the title of the page."""
Stance = StatedPosition.Stance


@dataclass(frozen=True, slots=True)
class MatrixCell:
    """The position that stands, and the one before if it moved; both None where nothing was ever said."""

    stands: StatedPosition | None
    before: StatedPosition | None = None
    recent: bool = False

    @property
    def words(self) -> Text:
        """The stance in words."""
        return STANCE_LABELS[self.stands.stance if self.stands is not None else Stance.NONE]

    @property
    def mark(self) -> str:
        """The shape of the stance."""
        return STANCE_MARKS[self.stands.stance if self.stands is not None else Stance.NONE]

    @property
    def previous_text(self) -> Text | None:
        """What it was before, where that is other."""
        return STANCE_LABELS[self.before.stance] if self.before is not None else None


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """An organisation, its college, and a cell a subject."""

    organisation: Organisation
    college: str
    cells: tuple[MatrixCell, ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    """Positions by organisation and subject on a day, as known on a day."""

    on: date
    known: date
    subjects: tuple[PositionSubject, ...]
    rows: tuple[MatrixRow, ...]

    @property
    def positions(self) -> list[StatedPosition]:
        """Those that stand."""
        return [cell.stands for row in self.rows for cell in row.cells if cell.stands is not None]


def list_positions(actor: Actor, on: date, known: date) -> list[StatedPosition]:
    """Return what was said until a day and known on a day, oldest first, in the rooms that the actor reads."""
    found = StatedPosition.objects.filter(
        on__lte=on, known_at__date__lte=known, room__in=DialogueRoom.objects.visible_to(actor)
    )
    return list(found.select_related("organisation", "subject", "room").order_by("on", "known_at", "id"))


def build_matrix(actor: Actor, on: date, known: date) -> Matrix:
    """Return the matrix of a day, as it was known on a day."""
    said: dict[tuple[int, int], list[StatedPosition]] = {}
    organisations: dict[int, Organisation] = {}
    subjects: dict[int, PositionSubject] = {}
    for position in list_positions(actor, on, known):
        said.setdefault((position.organisation_id, position.subject_id), []).append(position)
        organisations[position.organisation_id] = position.organisation
        subjects[position.subject_id] = position.subject
    colleges = _find_colleges(organisations)
    ordered = sorted(organisations.values(), key=lambda one: (*colleges.get(one.pk, (99, "")), one.name))
    columns = sorted(subjects.values(), key=lambda one: one.pk)
    rows = tuple(
        MatrixRow(
            one,
            colleges.get(one.pk, (99, ""))[1],
            tuple(_build_cell(said.get((one.pk, subject.pk), ()), on) for subject in columns),
        )
        for one in ordered
    )
    return Matrix(on, known, tuple(columns), rows)


def _find_colleges(organisations: Iterable[int]) -> dict[int, tuple[int, str]]:
    held = RoomSeat.objects.filter(organisation__in=[*organisations], college__isnull=False).select_related("college")
    return {
        one.organisation_id: (one.college.rank, str(title_text(one.college))) for one in held if one.college is not None
    }


def _build_cell(said: Iterable[StatedPosition], on: date) -> MatrixCell:
    found = list(said)
    if not found:
        return MatrixCell(None)
    stands = found[-1]
    before = next((one for one in reversed(found) if one.stance != stands.stance), None)
    # It moved when it took its present stance, which may have been said again since.
    moved = next((one for one in found if before is not None and found.index(one) > found.index(before)), stands)
    return MatrixCell(stands, before, recent=before is not None and on - moved.on <= RECENT)


def describe_finding(matrix: Matrix) -> str:
    """Return what the matrix shows, in one sentence: where most stand on what last moved, and who just moved."""
    stated = matrix.positions
    if not stated:
        return localize("Personne n’a encore pris position", "Nobody has taken a position yet")
    last = max(stated, key=lambda one: (one.on, one.known_at, one.pk))
    column = matrix.subjects.index(last.subject)
    cells = [row.cells[column] for row in matrix.rows]
    held = [one for one in cells if one.stands is not None and one.stands.stance != Stance.NONE]
    most = max(
        (Stance.FOR, Stance.AGAINST), key=lambda one: sum(cell.stands.stance == one for cell in held if cell.stands)
    )
    count = sum(cell.stands is not None and cell.stands.stance == most for cell in cells)
    title = title_text(last.subject)
    many, total = count_in_letters(count), count_in_letters(len(cells))
    plural = count > 1
    side = STANCE_LABELS[most]
    favour = "in favour" if most == Stance.FOR else side.en
    said = localize(
        f"{title.fr} : {many} organisation{'s' if plural else ''} sur {total} {'sont' if plural else 'est'} {side.fr}",
        f"{title.en}: {many} of {total} organisations {'are' if plural else 'is'} {favour}",
    )
    moved = next((row for row in matrix.rows if row.cells[column].stands == last), None)
    if moved is None or not moved.cells[column].recent or matrix.on - last.on > NEWS or last.stance == most:
        return raise_first_letter(said)
    name, now = moved.organisation.name, STANCE_LABELS[last.stance]
    tail = localize(f" ; dernier mouvement, {name} : {now.fr}", f"; latest move, {name}: {now.en}")
    return raise_first_letter(said + tail)


def list_briefing_positions(asks: Sequence[str], day: date) -> list[dict[str, Any]]:
    """Return what organisations hold, in public, of each subject that is asked about; nothing where none is named.

    A thing asked for is about a subject whose whole title it says; nothing is guessed beyond that. A stance is on the
    subject and not on what is asked: who is against auctions may be for a ban on them.
    """
    matrix = build_matrix(None, day, day)
    named = [
        rank for rank, one in enumerate(matrix.subjects) if any(fold_text(one.title) in fold_text(ask) for ask in asks)
    ]
    if not named:
        return []
    subjects = [title_text(matrix.subjects[rank]).model_dump(include={"fr", "en"}) for rank in named]
    return [
        {
            "organisation": row.organisation.name,
            "subjects": subjects,
            "stances": [row.cells[rank].words.model_dump(include={"fr", "en"}) for rank in named],
        }
        for row in matrix.rows
    ]


def compare_positions(actor: Actor, dates: ReadingDates) -> ChangeList | None:
    """Return who moved, and on what, since the day that the matrix is compared with, and what was recorded afterwards.

    None where it is compared with no day.
    """

    def read(at: ReadingDates) -> Records:
        # The latest statement of an organisation on a subject stands: they come oldest first.
        return {
            f"{one.organisation.key}/{one.subject.key}": _describe_position(one)
            for one in list_positions(actor, at.on, at.known)
        }

    return compare_days(dates, read)


def _describe_position(position: StatedPosition) -> ComparedRecord:
    fields = {
        localize("position", "position"): str(STANCE_LABELS[position.stance]),
        localize("ce qui est dit", "what is said"): position.text,
    }
    return ComparedRecord(f"{position.organisation.name}, {title_text(position.subject)}", fields)


def list_dates(actor: Actor, today: date) -> list[date]:
    """Return the days at which the matrix is offered: today, and the two half-years that ended last before it."""
    first = min((one.on for one in list_positions(actor, today, today)), default=None)
    if first is None:
        return []
    halves = [
        date(year, month, day) for year in range(first.year, today.year + 1) for month, day in ((6, 30), (12, 31))
    ]
    return [*[one for one in halves if first <= one < today][-2:], today]


def build_positions_table(actor: Actor, on: date | None = None, known: date | None = None) -> Table:
    """Return every position said until a day and known on a day, as a file has it."""
    today = timezone.localdate()
    said = list_positions(actor, on or today, known or today)
    return Table(
        id="dialogue-positions",
        title=Text(fr="Positions des organisations", en="Positions of organisations"),
        columns=(
            Column("key", Text(fr="Clé", en="Key")),
            Column("organisation", Text(fr="Organisation", en="Organisation")),
            Column("subject", Text(fr="Sujet", en="Subject")),
            Column("stance", Text(fr="Position", en="Position")),
            Column("text", Text(fr="Ce qui est dit", en="What is said")),
            Column("on", Text(fr="Dit le", en="Said on")),
            Column("known", Text(fr="Enregistré le", en="Recorded on")),
            Column("source", Text(fr="Où", en="Where")),
            Column("address", Text(fr="Adresse", en="Address"), kind="link"),
        ),
        rows=tuple(
            {
                "key": one.key,
                "organisation": one.organisation.name,
                "subject": title_text(one.subject),
                "stance": STANCE_LABELS[one.stance],
                "text": one.text,
                "on": one.on.isoformat(),
                "known": timezone.localdate(one.known_at).isoformat(),
                "source": one.source,
                "address": one.source_url or None,
            }
            for one in said
        ),
        source=Text(fr="Déclarations enregistrées sur ce site", en="Statements recorded on this site"),
        fictitious=any(one.organisation.fictitious for one in said),
    )


@lru_cache(maxsize=1)
def load_public_statements() -> tuple[dict[str, Any], ...]:
    """Return what organisations publicly said of the label from 2008 to 2011, each with its source."""
    read = read_yaml(content_path("dialogue", "positions.yaml")).data
    return tuple(
        {
            "organisation": one["organisation"],
            "day": Text(**one["day"]),
            "words": Text(**one["words"]),
            "source": one["source"],
            "address": one["address"],
        }
        for one in read["statements"]
    )


def build_statements_table() -> Table:
    """Return those statements as a file has them."""
    return Table(
        id="label-statements",
        title=Text(
            fr="Ce que les organisations ont dit du label, 2008 à 2011",
            en="What organisations said of the label, 2008 to 2011",
        ),
        columns=(
            Column("organisation", Text(fr="Organisation", en="Organisation")),
            Column("day", Text(fr="Date", en="Date")),
            Column("words", Text(fr="Position, dans nos mots", en="Position, in our words")),
            Column("source", Text(fr="Source", en="Source")),
            Column("address", Text(fr="Adresse", en="Address"), kind="link"),
        ),
        rows=tuple({**one} for one in load_public_statements()),
        source=Text(fr="Pages citées, ligne par ligne", en="Pages cited, line by line"),
    )
