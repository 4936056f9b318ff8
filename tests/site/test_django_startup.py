"""Commands bring the database to the present schema, and lose no time over one that is there already."""

from __future__ import annotations

import subprocess
import sys
from unittest.mock import Mock

import pytest
from django.core import management
from django.db.migrations.recorder import MigrationRecorder

from filiere.site.django_startup import migrate

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Mock:
    """What Django is asked for, which does nothing."""
    mock = Mock()
    monkeypatch.setattr(management, "call_command", mock)
    return mock


def test_a_database_of_the_present_schema_is_left_alone(asked: Mock) -> None:
    """Django’s own look at it takes a sixth of a second, which every command would wait."""
    migrate()
    asked.assert_not_called()


@pytest.mark.parametrize("app", ["journal", "quality", "sessions"])
def test_one_migration_that_is_missing_is_enough(asked: Mock, app: str) -> None:
    """Of an app of ours, or of one of Django’s."""
    MigrationRecorder.Migration.objects.filter(app=app).last().delete()
    migrate()
    asked.assert_called_once_with("migrate", verbosity=0, interactive=False)


def test_a_start_loads_nothing_that_counts_contacts_or_reads_tables() -> None:
    """Two libraries of a third of a second between them, which every command and every child would wait for."""
    script = (
        "import sys; from filiere.site.django_startup import start_django; start_django(); "
        "print(sorted({'ibis', 'polars', 'sqlglot'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
