"""States of dossiers by the groups that releases make of them: rights, lists and hooks name a group, not its states."""

from __future__ import annotations

from typing import TYPE_CHECKING

from filiere.site.served_referentials import load_content

if TYPE_CHECKING:
    from filiere.site.workflow.models import Dossier


def is_state_in(release: str, state: str, *names: str) -> bool:
    """Whether a state is one of these, or in one of these groups, under a release."""
    groups = load_content().library.release(release).state_groups
    return any(state == name or state in groups.get(name, ()) for name in names)


def stands_in(dossier: Dossier, *names: str) -> bool:
    """Whether a dossier stands in one of these states or groups of states."""
    return is_state_in(dossier.release, dossier.state, *names)


def find_states(*names: str) -> frozenset[str]:
    """Return the states that these names mean under any release that is served: what a query asks for."""
    served = load_content()
    found = [served.library.release(name).state_groups for name in served.names]
    return frozenset(state for groups in found for name in names for state in groups.get(name, (name,)))


def find_start_states() -> frozenset[str]:
    """Return the first state of every procedure that is served: nobody looks over the shoulder of who prepares."""
    served = load_content()
    found = [served.library.release(name).procedure for name in served.names]
    return frozenset(one.start for one in found if one is not None)
