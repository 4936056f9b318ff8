"""How long the plan of a recall takes: one figure, a thousand messages, a thousand kits, four hundred other uses.

The plan is read anew each time, as its page does; so is the guard that keeps the figure from falling. The floor in the
same run is reading the same rows once. Times are of the processor, the first time apart, then the median. Target: 1 s.
Results go to ``benchmarks/programme_recall.md``.
"""

import os
import platform
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

MESSAGES, USES, OPERATIONS, RUNS, TARGET = 1000, 400, 100, 7, 1000.0
FIGURE = "jobs-whole-2009-government"
HERE = Path(__file__).parent


def fill_site() -> None:
    """Make the rows, all at once: what they say is made up."""
    from filiere.site.accounts.actions.create_account import create_account
    from filiere.site.accounts.rights import OPERATOR
    from filiere.site.observatory.figure_register import current_register
    from filiere.site.programme.communication.figure_freezing import freeze_figure, hash_frozen
    from filiere.site.programme.communication.models import KitRecipient, Message, MessageUse, Operation, Result

    author, _ = create_account(actor=OPERATOR, email="author@filiere.invalid", name="Banc", fictitious=True)
    other, _ = create_account(actor=OPERATOR, email="other@filiere.invalid", name="Banc", fictitious=True)
    register, now = current_register(), Operation._meta.get_field("changed_at").default()
    frozen = freeze_figure(register, register[FIGURE])
    words = {"title": "Banc", "title_en": "Bench", "author": author}
    operations = Operation.objects.bulk_create(
        Operation(day=date(2027, 3, 1) + timedelta(days=rank), place="Lille", lead="Banc", **words)
        for rank in range(OPERATIONS)
    )
    said = {"sentence": "250 000 emplois", "sentence_en": "250,000 jobs", "figure": FIGURE, "state": "approved"}
    approved = {"approved_by": other, "approved_at": now, "in_force_at": now}
    messages = Message.objects.bulk_create(
        Message(
            operation=operations[rank % OPERATIONS],
            author=author,
            frozen=frozen,
            frozen_sha256=hash_frozen(frozen),
            **said,
            **approved,
        )
        for rank in range(MESSAGES)
    )
    KitRecipient.objects.bulk_create(
        KitRecipient(
            operation=operations[rank % OPERATIONS],
            name="Banc",
            organisation="Banc",
            email=f"{rank}@filiere.invalid",
            messages=[messages[rank].key],
            given_by=author,
        )
        for rank in range(MESSAGES)
    )
    told = {"title": "Banc", "title_en": "Bench", "said": "250 000", "figure": FIGURE, "owner": "communication"}
    MessageUse.objects.bulk_create(
        MessageUse(kind="speech", on=date(2026, 1, 1), by=author, **told) for _ in range(USES)
    )
    Result.objects.bulk_create(
        Result(operation=one, measure="visitors", count=5, method="–", method_en="–", figure=FIGURE, recorded_by=author)
        for one in operations
    )


def read_rows() -> int:
    """The floor: the rows of the plan, read once."""
    from filiere.site.programme.communication.models import KitRecipient, Message, MessageUse

    return sum(len(list(model.objects.all())) for model in (Message, MessageUse, KitRecipient))


def took(work: Callable[[], Any]) -> tuple[float, float, Any]:
    """Milliseconds of processor for the first run and by the median of the others, and what the last gave."""
    spent, found = [], None
    for _ in range(RUNS + 1):
        start = time.process_time()
        found = work()
        spent.append((time.process_time() - start) * 1000)
    return spent[0], statistics.median(spent[1:]), found


def measure() -> int:
    """Print the table and keep it; the status is 1 when the target is missed."""
    from django.urls import reverse

    from filiere.site.programme.communication.figure_guard import list_binding_uses
    from filiere.site.programme.communication.recall_plan import build_plan, list_plan_recipients

    fill_site()
    # A server has read all its addresses before it answers anybody.
    reverse("programme:recalls")
    works: dict[str, Callable[[], Any]] = {
        "the floor: every row read once": read_rows,
        "the plan: every use of the figure": lambda: build_plan(FIGURE, None),
        "who received a kit that cites it": lambda: list_plan_recipients(FIGURE),
        "the guard: may the figure fall": lambda: list_binding_uses(FIGURE),
    }
    results = {name: took(work) for name, work in works.items()}
    first, median, plan = results["the plan: every use of the figure"]
    met = max(first, median) <= TARGET
    lines = [
        "# Results of `./dev bench programme_recall`",
        "",
        f"{date.today()} · {MESSAGES:,} messages, {MESSAGES:,} recipients, {len(plan.rows):,} uses · SQLite, "
        f"Python {platform.python_version()}, {os.cpu_count()} cores",
        "",
        "| What | First, CPU ms | Median, CPU ms |",
        "|---|---:|---:|",
        *(f"| {name} | {one:.0f} | {rest:.0f} |" for name, (one, rest, _) in results.items()),
        "",
        f"Goal: the plan in {TARGET:,.0f} ms, the first time too: {'met' if met else 'missed'}.",
    ]
    print("\n".join(lines))
    (HERE / "programme_recall.md").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return 0 if met else 1


def main() -> int:
    """Measure in a data folder of its own."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["FILIERE_HOME"] = folder
        from filiere.site.django_startup import migrate

        migrate(create=True)
        return measure()


if __name__ == "__main__":
    sys.exit(main())
