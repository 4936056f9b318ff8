"""A bar for each stage of a long work, where a person watches; nothing in a pipe or a file."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from filiere.cli.options import describe_stage


@contextmanager
def progress_bars() -> Iterator[Callable[[str, int, int], None] | None]:
    """Give a function to tell a stage, how much of it is done and how much there is; None when nobody watches."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress as Bars

    with Bars(console=Console(stderr=True), transient=True) as bars:
        tasks: dict[str, Any] = {}

        def tell(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = bars.add_task(describe_stage(stage), total=total or None)
            bars.update(tasks[stage], completed=done, total=total or None)

        yield tell
