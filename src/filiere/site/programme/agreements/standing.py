"""Where an agreement stands on a day, from what was known on a day: its amounts, payments, uses and objectives.

Of several entries for a line, that of the latest day counts, and of one day the one that was entered last.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.utils import timezone
from django.utils.text import slugify

from filiere.core import Text
from filiere.core.dates import spell_day
from filiere.core.numbers import UNKNOWN_MARK
from filiere.programme.figure_readings import RegisterReadings
from filiere.programme.sums import AmountStatement, Part
from filiere.site.kit.bilingual_text import to_decimal
from filiere.site.observatory.figure_register import current_register
from filiere.site.programme.agreements.models import (
    Agreement,
    AgreementVersion,
    AmendedObjective,
    AmountLine,
    Article,
    FunderKind,
    Measure,
    Objective,
    Payment,
    UseEntry,
    UseLine,
)
from filiere.site.programme.figure_readings import read_register
from filiere.site.programme.plan.computed_counts import computed_counts
from filiere.site.programme.reading_dates import ReadingDates

FUNDER_LABELS: Mapping[str, Text] = {
    FunderKind.STATE: Text(fr="État", en="State"),
    FunderKind.REGION: Text(fr="Régions", en="Regions"),
    FunderKind.LOCAL: Text(fr="Autres collectivités", en="Other local authorities"),
    FunderKind.PRIVATE: Text(fr="Privé", en="Private"),
    FunderKind.OTHER: Text(fr="Autres", en="Others"),
}


@dataclass(frozen=True, slots=True)
class PaymentStanding:
    """An instalment: ``paid`` is what was received, None before; ``version`` the number of that it was made under."""

    row: Payment
    paid: Decimal | None
    paid_on: date | None
    late: bool
    version: int


@dataclass(frozen=True, slots=True)
class UseStanding:
    """A line of use: planned, spent and accepted in all, the comment that came with the last entry."""

    row: UseLine
    spent: Decimal
    accepted: Decimal
    comment: str
    known_at: datetime

    @property
    def difference(self) -> Decimal:
        """What is planned and not accounted for; below zero, what was spent beyond the plan."""
        return Decimal(self.row.planned) - self.spent


@dataclass(frozen=True, slots=True)
class ObjectiveStanding:
    """An objective and its value; without one, ``why``. ``place`` says where it is read, ``page`` leads there.

    ``words`` is the objective as the version in force says it: the row itself, or what an amendment made of it.
    ``retired`` is the day on which a recall took its figure away.
    """

    row: Objective
    words: Objective | AmendedObjective
    value: Decimal | None
    why: Text | None
    place: Text
    page: tuple[str, tuple[str, ...]] | None = None
    known_at: datetime | None = None
    comment: str = ""
    retired: date | None = None


@dataclass(frozen=True, slots=True)
class AgreementStanding:
    """All of it."""

    agreement: Agreement
    dates: ReadingDates
    version: AgreementVersion
    versions: tuple[AgreementVersion, ...]
    lines: tuple[AmountLine, ...]
    articles: tuple[Article, ...]
    payments: tuple[PaymentStanding, ...]
    uses: tuple[UseStanding, ...]
    objectives: tuple[ObjectiveStanding, ...]

    @property
    def ends(self) -> date:
        """Its last day: as it was signed, or as an amendment put it off."""
        return next((one.ends for one in reversed(self.versions) if one.ends is not None), self.agreement.ends)

    @property
    def regions(self) -> list[str]:
        """The regions that it is about, by the last version that gives them."""
        said = (one.regions for one in reversed(self.versions) if one.regions is not None)
        return next(said, self.agreement.regions)

    @property
    def planned_amount(self) -> Decimal:
        """What the State commits to in all, by the version in force."""
        return sum((one.amount for one in self.lines if one.funder_kind == FunderKind.STATE), Decimal(0))

    @property
    def paid_amount(self) -> Decimal:
        """What was paid in all."""
        return sum((one.paid for one in self.payments if one.paid is not None), Decimal(0))

    @property
    def spent_amount(self) -> Decimal:
        """What is accounted for."""
        return sum((one.spent for one in self.uses), Decimal(0))

    @property
    def accepted_amount(self) -> Decimal:
        """What the State accepted of it."""
        return sum((one.accepted for one in self.uses), Decimal(0))


def read_standing(agreement: Agreement, dates: ReadingDates, *, upto: int | None = None) -> AgreementStanding:
    """Return where an agreement stands, in a dozen queries whatever it holds; ``upto`` reads its text as a version of
    that number left it."""
    signed = [one for one in agreement.versions.order_by("number") if upto is None or one.number <= upto]
    versions = [one for one in signed if dates.holds(one.signed_on, one.known_at)] or signed[:1]
    numbers = {one.pk: one.number for one in signed}
    version = versions[-1]
    known = dates.is_known
    return AgreementStanding(
        agreement=agreement,
        dates=dates,
        version=version,
        versions=tuple(versions),
        lines=tuple(one for one in version.lines.order_by("pk") if known(one.known_at)),
        articles=tuple(_read_articles(agreement, dates, {one.pk for one in versions})),
        payments=tuple(_read_payments(agreement, dates, numbers, versions)),
        uses=tuple(_read_uses(agreement, dates)),
        objectives=tuple(_read_objectives(agreement, dates, {one.pk for one in versions})),
    )


def find_last_day(agreement: Agreement) -> date:
    """The last day of an agreement, by its last amendment that says one."""
    put_off = agreement.versions.filter(ends__isnull=False).order_by("number").last()
    return put_off.ends if put_off is not None and put_off.ends is not None else agreement.ends


def list_statements(standing: AgreementStanding) -> Iterator[AmountStatement]:
    """What each text says of the money: the version in force, then every other text, in the order they were entered."""
    lines = standing.lines
    if lines or standing.version.total is not None:
        yield build_statement("agreement", standing.agreement.title, standing.version.total, lines)
    for row in standing.agreement.statements.prefetch_related("lines"):
        if standing.dates.is_known(row.known_at):
            yield build_statement(f"text-{row.pk}", row.title, row.total, row.lines.all())


def build_statement(key: str, title: str, total: Decimal | None, lines: Iterable[AmountLine]) -> AmountStatement:
    """Return what a text says, for the engine of sums."""
    parts = tuple(Part(funder=name_funder(one), year=one.year, amount=one.amount) for one in lines)
    return AmountStatement(id=key, label=Text.same(title), total=total, parts=parts, mark="S")


def name_funder(line: AmountLine) -> str:
    """The identifier of a funder: the State is one, others go by their names."""
    return "state" if line.funder_kind == FunderKind.STATE else slugify(line.funder) or str(line.funder_kind)


def find_last_entry[Entry: (UseEntry, Measure)](
    entries: Iterable[Entry], dates: ReadingDates, wanted: Callable[[Entry], bool] = lambda _entry: True
) -> Entry | None:
    """The entry that counts, of those true and known by then."""
    held = [one for one in entries if wanted(one) and dates.holds(one.on, one.known_at)]
    return max(held, key=lambda one: (one.on, one.known_at, one.pk), default=None)


def _read_articles(agreement: Agreement, dates: ReadingDates, versions: set[int]) -> Iterator[Article]:
    """The article of each number that the versions in force give last, but for those that were taken out."""
    found: dict[int, Article] = {}
    written = Article.objects.filter(version__agreement=agreement).order_by("version__number", "known_at", "pk")
    for row in written:
        if row.version_id in versions and dates.is_known(row.known_at):
            found[row.number] = row
    yield from (found[number] for number in sorted(found) if found[number].text)


def _read_payments(
    agreement: Agreement, dates: ReadingDates, numbers: Mapping[int, int], versions: Sequence[AgreementVersion]
) -> Iterator[PaymentStanding]:
    held, last = {one.pk for one in versions}, versions[-1].number
    for row in agreement.payments.all():
        # One that was not paid yet is scheduled by the version it names: before that was signed, it was not.
        if not dates.is_known(row.known_at) or (row.paid_on is None and row.version_id not in held):
            continue
        made = row.paid_on is not None and row.paid_known_at is not None and dates.holds(row.paid_on, row.paid_known_at)
        yield PaymentStanding(
            row=row,
            paid=row.paid_amount if made else None,
            paid_on=row.paid_on if made else None,
            late=(row.paid_on if made and row.paid_on is not None else dates.on) > row.due,
            # Before it was paid, a payment is due under the text in force, which no later one was yet.
            version=numbers.get(row.version_id, last) if made else min(numbers.get(row.version_id, last), last),
        )


def _read_uses(agreement: Agreement, dates: ReadingDates) -> Iterator[UseStanding]:
    for row in agreement.uses.prefetch_related("entries"):
        if not dates.is_known(row.known_at):
            continue
        entries = list(row.entries.all())
        spent = find_last_entry(entries, dates, lambda one: one.kind == UseEntry.Kind.SPENT)
        accepted = find_last_entry(entries, dates, lambda one: one.kind == UseEntry.Kind.ACCEPTED)
        last = max((one for one in (spent, accepted) if one), key=lambda one: one.known_at, default=None)
        yield UseStanding(
            row=row,
            spent=spent.amount if spent else Decimal(0),
            accepted=accepted.amount if accepted else Decimal(0),
            comment=(accepted.comment if accepted else "") or (spent.comment if spent else ""),
            known_at=last.known_at if last else row.known_at,
        )


def _read_objectives(agreement: Agreement, dates: ReadingDates, versions: set[int]) -> Iterator[ObjectiveStanding]:
    named = list(_list_named(agreement, dates, versions))
    readings = read_register() if any(words.figure for _, words in named) else None
    for row, words in named:
        if words.figure and readings is not None:
            yield _read_figure(row, words, readings, dates.known)
        else:
            yield _read_objective(row, words, dates)


def _list_named(
    agreement: Agreement, dates: ReadingDates, versions: set[int]
) -> Iterator[tuple[Objective, Objective | AmendedObjective]]:
    """The objectives of these versions, each with what the last amendment made of it; none that was withdrawn."""
    for row in agreement.objectives.prefetch_related("measures", "amended"):
        if row.version_id not in versions or not dates.is_known(row.known_at):
            continue
        amended = [one for one in row.amended.all() if one.version_id in versions and dates.is_known(one.known_at)]
        words = amended[-1] if amended else row
        if not getattr(words, "withdrawn", False):
            yield row, words


def _read_objective(row: Objective, words: Objective | AmendedObjective, dates: ReadingDates) -> ObjectiveStanding:
    if words.count:
        counted = computed_counts[words.count]
        page = (counted.page, ()) if counted.page else None
        place, today = Text(fr="Compté par le site", en="Counted by the site"), timezone.localdate()
        if dates.known < min(dates.on, today):
            why = Text(
                fr="Le site ne garde pas ce qu’il comptait à une date passée",
                en="The site does not keep what it counted on a past day",
            )
            return ObjectiveStanding(row, words, None, why, place, page)
        return ObjectiveStanding(row, words, Decimal(counted.count(min(dates.on, today))), None, place, page)
    measure = find_last_entry(row.measures.all(), dates)
    place = Text(fr="Saisi par l’association", en="Entered by the association")
    if measure is None:
        why = Text(fr="Aucune valeur inscrite à cette date", en="No value entered by that date")
        return ObjectiveStanding(row, words, None, why, place)
    return ObjectiveStanding(row, words, measure.value, None, place, None, measure.known_at, measure.comment)


def _read_figure(
    row: Objective, words: Objective | AmendedObjective, readings: RegisterReadings, known: date
) -> ObjectiveStanding:
    """The value of a figure of the register as it was known; one that was retired, or is no single number, says so."""
    register = current_register()
    place = Text(fr="Registre des chiffres", en="Register of figures")
    if words.figure not in register:
        why = Text(fr="Chiffre retiré du registre", en="Figure withdrawn from the register")
        return ObjectiveStanding(row, words, None, why, place)
    figure, page = register[words.figure], ("observatory:figure", (words.figure,))
    place, reading = register.said_by(figure), readings.read_figure(words.figure, known=known)
    if reading.retired is not None:
        day = spell_day(reading.retired)
        why = Text(fr=f"Chiffre retiré par un rappel, le {day.fr}", en=f"Figure retired by a recall on {day.en}")
        return ObjectiveStanding(row, words, None, why, place, page, retired=reading.retired)
    if isinstance(reading.now, tuple) or (reading.now is None and reading.figures):
        why = Text(
            fr=f"Le registre donne une fourchette : {register.amount(figure, 'fr')}",
            en=f"The register gives a range: {register.amount(figure, 'en')}",
        )
        return ObjectiveStanding(row, words, None, why, place, page)
    if reading.now is None:
        why = Text(fr="Aucune valeur connue à cette date", en="No value known by that date")
        return ObjectiveStanding(row, words, None, why, place, page)
    return ObjectiveStanding(row, words, to_decimal(reading.now), None, place, page)


def write_value(value: Decimal | None) -> str:
    """A number as a report holds it: its digits, without zeros to spare; a dash when unknown."""
    return UNKNOWN_MARK if value is None else format(value.normalize(), "f")
