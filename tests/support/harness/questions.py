"""What each test of the site asks its database, and which tests ask PostgreSQL all of it between them.

Two thousand tests make some two thousand forms of statement, over and over, at the same places of the code. The first
run, on SQLite, notes who asks what where ``FILIERE_ASKED`` names a folder; the run on PostgreSQL then needs those tests
only whose questions are, together, all that the site asks: each question by two tests that differ, where two ask it,
and every test in which the database refused something. A test of which nothing is noted is always run.
"""

import heapq
import json
import os
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from time import process_time
from typing import Any

import filiere.site

SITE = str(Path(filiere.site.__file__).parent) + os.sep
REFUSED = "refused"
TWICE = 2
"""How many tests must make a question: what one finds in the rows of its own, another may not."""

_FORMS = (
    # A list of values is one question however long it is, and so are rows written together and numbers in the text.
    (re.compile(r"\((?:%s(?:::\w+)?(?:, )?)+\)"), "(…)"),
    (re.compile(r"(\(…\)(?:, )?)+"), "(…)"),
    (re.compile(r"(?:WHEN \([^()]*(?:\([^()]*\))?[^()]*\) THEN %s ?)+"), "WHEN … "),
    (re.compile(r"\b[TU]?\d+\b"), "n"),
)


@lru_cache(maxsize=100_000)
def form(statement: str) -> str:
    """A statement without what differs from one execution to the next."""
    for pattern, instead in _FORMS:
        statement = pattern.sub(instead, statement)
    return statement


def place() -> str:
    """The line of the site that asks; empty where a test itself does."""
    frame: Any = sys._getframe(2)
    while frame is not None:
        name = frame.f_code.co_filename
        if name.startswith(SITE):
            return f"{name[len(SITE) :]}:{frame.f_lineno}"
        frame = frame.f_back
    return ""


@dataclass
class Asked:
    """What one test asks, as a wrapper of Django around each statement; ``seconds`` of processor that it takes."""

    questions: set[str] = field(default_factory=set)
    began: float = field(default_factory=process_time)

    def __call__(self, execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:
        """Note a statement, and let it be made."""
        try:
            return execute(sql, params, many, context)
        except Exception:
            self.questions.add(REFUSED)
            raise
        finally:
            if not str(sql).startswith(("SAVEPOINT", "RELEASE", "ROLLBACK")):
                question = f"{place()} {form(str(sql))}".encode()
                self.questions.add(blake2b(question, digest_size=8).hexdigest())

    def write(self, folder: Path, test: str) -> None:
        """Keep it in the file of this process."""
        told = {"test": test, "seconds": round(process_time() - self.began, 3), "asked": sorted(self.questions)}
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / f"{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}.jsonl").open("a", encoding="utf-8") as file:
            file.write(json.dumps(told) + "\n")


@dataclass(frozen=True)
class Noted:
    """What one test asked."""

    test: str
    seconds: float
    asked: frozenset[str]


def noted(folder: Path) -> Iterator[Noted]:
    """What the processes of a run kept."""
    for file in sorted(folder.glob("*.jsonl")):
        for line in file.read_text(encoding="utf-8").splitlines():
            told = json.loads(line)
            yield Noted(told["test"], told["seconds"], frozenset(told["asked"]))


def enough(tests: Iterable[Noted], times: int = TWICE) -> frozenset[str]:
    """The tests to ask again: each question ``times``, or by all who ask it where they are fewer.

    Taken one after the other by how many questions they still add for their time; the same on every machine and in
    every process for the same notes.
    """
    known: Sequence[Noted] = sorted(tests, key=lambda one: one.test)
    chosen = {one.test for one in known if REFUSED in one.asked}
    missing = Counter(question for one in known for question in one.asked)
    missing = Counter({question: min(times, number) for question, number in missing.items()})
    for one in known:
        if one.test in chosen:
            missing -= Counter(one.asked)
    # What a test adds only ever falls: the best of a moment ago, weighed again, is the best if it still leads.
    waiting = [(-_worth(one, missing), one.test, one) for one in known if one.test not in chosen]
    heapq.heapify(waiting)
    while waiting and missing:
        _, name, one = heapq.heappop(waiting)
        worth = _worth(one, missing)
        if waiting and -worth > waiting[0][0]:
            if worth:
                heapq.heappush(waiting, (-worth, name, one))
        elif worth:
            chosen.add(name)
            missing -= Counter(one.asked)
    return frozenset(chosen)


def _worth(one: Noted, missing: Counter[str]) -> float:
    return sum(question in missing for question in one.asked) / (one.seconds + 0.01)
