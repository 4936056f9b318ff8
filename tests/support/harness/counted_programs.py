"""How many linear programs a piece of work asks for: its cost, where seconds tell of others on the machine."""

from __future__ import annotations

import highspy
import pytest


def count_programs(monkeypatch: pytest.MonkeyPatch) -> list[None]:
    """A list that grows by one with each program that is run from now on."""
    run, ran = highspy.Highs.run, list[None]()

    def counted(solver: highspy.Highs) -> highspy.HighsStatus:
        ran.append(None)
        return run(solver)

    monkeypatch.setattr(highspy.Highs, "run", counted)
    return ran
