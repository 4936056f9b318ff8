"""How much has been done, counted rather than timed: a busy machine must give the pattern that an idle one gives.

What costs time is counted where it is spent, mostly the steps of the simplex method, each at what it took on one
processor of reference (2.1 GHz, two cores, 2026). The sum is in seconds of that processor, so that a limit reads as one
of time does, and a slower or busier machine takes longer for the same answer. The counts of the solver are the same on
every run, as its answers are.
"""

import highspy

_DUAL = 1
"""The dual simplex, by its number in the solver."""
RUN_SECONDS, ENTRY_SECONDS = 2e-4, 1.5e-7
"""Seconds of a program, and of each of its coefficients, before its first step."""
LIGHT_STEP, DUAL_STEP, DUAL_GROWTH = 1.6e-5, 1.0e-5, 1.1e-11
"""Seconds of a step: the light ones are mostly of bounds; the dual ones grow with the square of the rows."""
INTERIOR_ENTRY_STEP = 6e-7
"""Seconds of a step by interior points for each coefficient."""
TREE_STEP, TREE_GROWTH = 2.5e-4, 4.5e-9
"""Seconds of a step of a program in whole numbers, cuts and heuristics included, and what a coefficient adds."""
LOOK_SECONDS, LOOK_GROWTH = 6e-3, 3.5e-7
"""Seconds between two moments at which such a program can be stopped, and what a coefficient adds."""


class WorkBudget:
    """Seconds of reference given and spent; a part may be given to somebody else and is then counted back."""

    def __init__(self, limit: float) -> None:
        self.limit = limit
        self.spent = 0.0

    @property
    def seconds_left(self) -> float:
        """What is left of the seconds given; below nothing when more was spent."""
        return self.limit - self.spent

    def charge(self, seconds: float) -> None:
        """Count what something cost."""
        self.spent += seconds

    def run(self, solver: highspy.Highs, *, light: bool = False) -> None:
        """Solve a linear program and count its steps; ``light`` ones mostly turn bounds, by whichever method."""
        solver.run()
        steps = max(int(solver.getInfo().simplex_iteration_count), 0)
        dual = solver.getOptionValue("simplex_strategy")[1] == _DUAL
        step = DUAL_STEP + DUAL_GROWTH * solver.getNumRow() ** 2 if dual and not light else LIGHT_STEP
        self.spent += RUN_SECONDS + ENTRY_SECONDS * solver.getNumNz() + step * steps

    def run_interior(self, solver: highspy.Highs) -> None:
        """Solve a linear program by interior points and count its steps, of which each factorises the whole once."""
        solver.run()
        steps = max(int(solver.getInfo().ipm_iteration_count), 0)
        self.spent += RUN_SECONDS + solver.getNumNz() * INTERIOR_ENTRY_STEP * steps

    def run_whole(self, solver: highspy.Highs, most: float) -> None:
        """Solve a program in whole numbers, stopped where it has been asked so often that it has cost ``most``."""
        entries = solver.getNumNz()
        looks = max(int(most / (LOOK_SECONDS + LOOK_GROWTH * entries)), 2)
        seen = 0

        def look(event: highspy.HighsCallbackEvent) -> None:
            nonlocal seen
            seen += 1
            # Said each time, since the solver remembers that it was stopped before.
            event.interrupt(seen > looks)

        solver.cbMipInterrupt.subscribe(look)
        try:
            solver.run()
        finally:
            solver.cbMipInterrupt.unsubscribe(look)
        steps = max(int(solver.getInfo().simplex_iteration_count), 0)
        self.spent += RUN_SECONDS + (TREE_STEP + TREE_GROWTH * entries) * steps
