"""What an agreement says and where it stands, as records that are compared: of two versions of its text, or two days.

A record has the words of its fields in the reader's language, so that what is compared is what is read.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise

from django.utils import timezone

from filiere.core import source_language
from filiere.core.dates import format_day
from filiere.core.numbers import format_number
from filiere.site.kit.bilingual_text import localize
from filiere.site.programme.agreements.models import Agreement, AgreementVersion
from filiere.site.programme.agreements.regions import name_region
from filiere.site.programme.agreements.standing import (
    AgreementStanding,
    list_statements,
    name_funder,
    read_standing,
)
from filiere.site.programme.compared_records import (
    ChangeList,
    ChangeRow,
    ComparedRecord,
    Records,
    compare_days,
    compare_texts,
)
from filiere.site.programme.plan.computed_counts import computed_counts
from filiere.site.programme.reading_dates import ReadingDates


def compare_agreement(agreement: Agreement, dates: ReadingDates) -> ChangeList | None:
    """Return what changed in an agreement since the day that its page is compared with: its text, what was paid, used,
    reached and reported, and what was corrected of that day since."""
    return compare_days(dates, lambda one: _describe_standing(read_standing(agreement, one)))


def compare_versions(agreement: Agreement, dates: ReadingDates, before: int, after: int) -> tuple[ChangeRow, ...]:
    """Return what the text of an agreement says otherwise in a version than in another, by their numbers."""
    one, other = (_describe_text(read_standing(agreement, dates, upto=number)) for number in (before, after))
    return compare_texts(one, other)


def list_version_changes(
    agreement: Agreement, versions: Sequence[AgreementVersion], dates: ReadingDates
) -> dict[int, tuple[ChangeRow, ...]]:
    """Return what each version changes of the one before, by its number; the first changes nothing."""
    if len(versions) < 2:
        return {}
    texts = {one.number: _describe_text(read_standing(agreement, dates, upto=one.number)) for one in versions}
    return {new.number: compare_texts(texts[old.number], texts[new.number]) for old, new in pairwise(versions)}


def _describe_text(standing: AgreementStanding) -> Records:
    return dict(_iter_text(standing))


def _describe_standing(standing: AgreementStanding) -> Records:
    return {**_describe_text(standing), **dict(_iter_facts(standing))}


def _iter_text(standing: AgreementStanding) -> Iterator[tuple[str, ComparedRecord]]:
    """What the text itself says: its term, its regions, its amounts, its articles and its objectives."""
    regions = ", ".join(str(name_region(one)) for one in sorted(standing.regions))
    yield (
        "agreement",
        ComparedRecord(
            localize("La convention", "The agreement"),
            {
                localize("total", "total"): _write_euros(standing.version.total),
                localize("fin", "end"): format_day(standing.ends),
                localize("régions", "regions"): regions or str(name_region("")),
            },
        ),
    )
    for line in standing.lines:
        year = f" {line.year}" if line.year else ""
        yield (
            f"amount:{name_funder(line)}:{line.funder}:{line.year}",
            ComparedRecord(f"{line.funder}{year}", {localize("montant", "amount"): _write_euros(line.amount)}),
        )
    for article in standing.articles:
        yield (
            f"article:{article.number}",
            ComparedRecord(
                f"Article {article.number}",
                {localize("titre", "title"): article.title, localize("texte", "text"): article.text},
            ),
        )
    for one in standing.objectives:
        words = one.words
        unit = f"\u00a0{words.unit}" if words.unit else ""
        counted = computed_counts.get(words.count)
        typed = localize("saisi par l’association", "entered by the association")
        yield (
            f"objective:{one.row.key}",
            ComparedRecord(
                str(words.name),
                {
                    localize("libellé", "wording"): str(words.name),
                    localize("but", "goal"): f"{format_number(words.goal)}{unit}",
                    localize("échéance", "deadline"): format_day(words.due),
                    localize("région", "region"): str(name_region(words.region)),
                    localize("indicateur", "indicator"): str(counted.words) if counted else words.figure or typed,
                },
            ),
        )


def _iter_facts(standing: AgreementStanding) -> Iterator[tuple[str, ComparedRecord]]:
    """What happened under it: values, payments, uses, reports, and what other texts say of its money."""
    for one in standing.objectives:
        if one.value is not None:
            value = {localize("valeur", "value"): format_number(one.value)}
            yield f"value:{one.row.key}", ComparedRecord(str(one.words.name), value)
    for payment in standing.payments:
        paid = _write_euros(payment.paid) if payment.paid is not None else ""
        when = f" ({format_day(payment.paid_on)})" if payment.paid_on is not None else ""
        yield (
            f"payment:{payment.row.key}",
            ComparedRecord(
                f"{payment.row.funder}{localize(', prévu le ', ', due on ')}{format_day(payment.row.due)}",
                {
                    localize("prévu", "due"): _write_euros(payment.row.amount),
                    localize("versé", "paid"): f"{paid}{when}",
                    localize("texte", "text"): localize(
                        f"avenant n° {payment.version}", f"amendment no. {payment.version}"
                    )
                    if payment.version
                    else "",
                },
            ),
        )
    for use in standing.uses:
        yield (
            f"use:{use.row.key}",
            ComparedRecord(
                str(use.row.name),
                {
                    localize("prévu", "planned"): _write_euros(use.row.planned),
                    localize("justifié", "accounted for"): _write_euros(use.spent),
                    localize("accepté", "accepted"): _write_euros(use.accepted),
                },
            ),
        )
    for period in standing.agreement.periods.select_related("report"):
        if not standing.dates.is_known(period.known_at):
            continue
        report = getattr(period, "report", None)
        sent = report is not None and standing.dates.holds(timezone.localdate(report.sent_at), report.sent_at)
        yield (
            f"period:{period.number}",
            ComparedRecord(
                localize(f"Rapport n° {period.number}", f"Report no. {period.number}"),
                {
                    localize("attendu", "due"): format_day(period.due),
                    localize("scellé", "sealed"): format_day(timezone.localdate(report.sent_at))
                    if sent and report
                    else "",
                },
            ),
        )
    for statement in list_statements(standing):
        if statement.id != "agreement":
            total = {localize("total", "total"): _write_euros(statement.total)}
            yield f"statement:{statement.id}", ComparedRecord(str(statement.label), total)


def _write_euros(amount: Decimal | None) -> str:
    if amount is None:
        return ""
    words = format_number(amount)
    return f"{words}\u00a0€" if source_language() == "fr" else f"€{words}"
