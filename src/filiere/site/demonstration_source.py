"""The made-up national file, made while the label is played: neither needs the other, and a machine has two cores.

Which of its headcounts are withheld takes half a minute of processor and asks no database as long as no version of
the source has shown any: another process decides it. The load itself, which writes, waits for its turn.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import ExitStack, contextmanager
from datetime import date
from multiprocessing import get_context
from pathlib import Path

from filiere import sources
from filiere.site.observatory.headcount_suppression import SuppressedCells, suppress_version
from filiere.sources import fictitious_file

SOURCE = "urssaf-commune-ape"
YEARS = range(2014, 2023)

ProgressReporter = Callable[[str, int, int], None]
FileLoader = Callable[[ProgressReporter], bool]
"""Loads the file, telling how far it is, and returns whether a real one was kept in its place."""


def write_protected_file(folder: Path, today: date) -> SuppressedCells:
    """Generate the file in a folder, check it there, and return what is withheld of a first version made of it."""
    file = fictitious_file.generate(folder, years=YEARS)
    prepared = sources.prepare(SOURCE, file, home=folder / "home", today=today)
    try:
        return suppress_version(SOURCE, prepared.folder, {}, workers=1)
    finally:
        sources.discard(prepared)


@contextmanager
def begin_file(home: Path, today: date) -> Iterator[FileLoader]:
    """Begin the file, unless somebody loaded a real one, which fiction must never replace; give what loads it."""
    from filiere.site.accounts.rights import OPERATOR
    from filiere.site.observatory.accepted_sources import accepted_version
    from filiere.site.observatory.actions.load_source import load_source
    from filiere.site.observatory.actions.withhold_counts import decide_suppression
    from filiere.site.observatory.models import SourceVersion

    current = accepted_version(SOURCE)
    if current is not None and not current.fictitious:
        yield lambda _: True
        return
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="demo-", dir=home)))
        begun: Future[SuppressedCells] | None = None
        if not SourceVersion.objects.filter(name=SOURCE).exists():
            # No copy of this process: a connection to the database is not to be shared.
            pool = ProcessPoolExecutor(max_workers=1, mp_context=get_context("spawn"))
            begun = stack.enter_context(pool).submit(write_protected_file, folder, today)

        def decide(name: str, version: Path) -> SuppressedCells:
            # Somebody else may have loaded a file meanwhile: what that one shows counts.
            if begun is None or SourceVersion.objects.filter(name=name).exists():
                return decide_suppression(name, version)
            return begun.result()

        def load(progress: ProgressReporter) -> bool:
            if begun is None:
                fictitious_file.generate(folder, years=YEARS)
            else:
                begun.result()
            file = folder / fictitious_file.name_file(YEARS)
            load_source(SOURCE, file, actor=OPERATOR, today=today, progress=progress, decide=decide)
            return False

        yield load
