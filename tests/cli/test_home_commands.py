"""The commands that the front page of quality gives do their work as they are written, on a few made-up calls."""

import shlex
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from django.utils import translation

from filiere.site.quality.rule_effects import list_commands

COMMAND = "contacts"
HEADER = (
    '"vru+line", call_id, customer_id, priority, type, "date", vru_entry, vru_exit, vru_time, q_start, q_exit, q_time, '
    "outcome, ser_start, ser_exit, ser_time, server"
)
ANSWERED = "('AA01', '{n}', '0', '0', 'PS', '990201', '9:00:00', '9:00:08', '8', '9:00:08', '9:00:{end}', '{wait}', 'AGENT', '9:00:{end}', '9:03:00', '120', 'AG01')"  # noqa: E501
HUNG_UP = "('AA01', '{n}', '0', '0', 'PS', '990201', '9:00:00', '9:00:08', '8', '9:00:08', '9:00:{end}', '{wait}', 'HANG', '0:00:00', '0:00:00', '0', 'NO_SERVER')"  # noqa: E501


@pytest.mark.parametrize("code", ["fr", "en"])
def test_each_command_of_the_page_runs_after_the_one_before(
    code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Callable[..., tuple[int, str, str]]
) -> None:
    monkeypatch.chdir(tmp_path)
    with translation.override(code):
        lines = [shlex.split(line) for _words, line in list_commands()]
    rows = [(ANSWERED if n % 4 else HUNG_UP).format(n=n, end=f"{9 + n % 50:02}", wait=1 + n % 50) for n in range(120)]
    duckdb.sql(f"COPY (SELECT * FROM (VALUES {', '.join(rows)}) AS calls({HEADER})) TO '{lines[0][-1]}'")  # noqa: S608
    said = []
    for program, command, *words in lines:
        assert (program, command) == ("filiere", COMMAND)
        status, out, err = run(*words)
        assert status == 0, (words, out, err)
        said.append(out)
    assert "120" in said[0]
    assert all("PS" in out for out in said[1:])
