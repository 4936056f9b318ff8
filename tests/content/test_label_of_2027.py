"""What holds of the shipped label as a whole, beyond what the checker proves of every release."""

import pytest

from filiere.referentials import Library


@pytest.mark.parametrize("name", ["lrs@2027.1", "lrs@2027.2"])
def test_a_migration_says_of_each_state_whether_dossiers_pass(name: str) -> None:
    """Every state of the procedure is told once: a dossier in it may pass to a release of 2027, or may not."""
    release = Library().release(name)
    assert release.procedure is not None
    states = sorted(release.procedure.by_key)
    for migration in release.migrations:
        told = [*migration.applies_to.dossier_states, *migration.applies_to.excluded]
        assert sorted(told) == states
